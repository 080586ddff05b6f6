/* tb-policies-page-outcome: what would come of both policies: curves laid over each other, figures side by side, and how long a stolen key is good as bars. */
#include <glib/gi18n-lib.h>

#include "tb-chart-scale.h"
#include "tb-policies-page-private.h"
#include "tb-share-bar.h"
#include "tb-units.h"

typedef struct
{
  const char *title;
  char *(*format) (const TbPolicyOutcome *outcome);
  gint64 (*get_bar) (const TbPolicyOutcome *outcome);   /* NULL for a row without bars */
} Figure;

static char *
format_issued (const TbPolicyOutcome *outcome)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, outcome->n_enrolments + outcome->n_renewals);
}

static char *
format_unanswered (const TbPolicyOutcome *outcome)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, outcome->n_unanswered);
}

static char *
format_peak (const TbPolicyOutcome *outcome)
{
  g_autofree char *length = tb_chart_scale_format_time (outcome->bin_us, outcome->bin_us, outcome->bin_us);

  /* Translators: a number of requests, and a duration */
  return g_strdup_printf (_("%'u in %s"), outcome->peak, length);
}

static char *
format_outages (const TbPolicyOutcome *outcome)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, outcome->n_outages);
}

static char *
format_hours (const TbPolicyOutcome *outcome)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, outcome->outage_us / TB_US_PER_HOUR);
}

static char *
format_lost (const TbPolicyOutcome *outcome)
{
  return g_strdup_printf ("%'u", outcome->n_lost);
}

static char *
format_exposure (gint64 exposure_us)
{
  return exposure_us == TB_POLICY_FOR_EVER ? g_strdup (_("for ever")) : tb_units_format_short (exposure_us);
}

static char *
format_exposed (const TbPolicyOutcome *outcome)
{
  return format_exposure (outcome->exposure_us);
}

static char *
format_longest (const TbPolicyOutcome *outcome)
{
  return format_exposure (outcome->longest_us);
}

static char *
format_renewed (const TbPolicyOutcome *outcome)
{
  return format_exposure (outcome->renewed_us);
}

static gint64
get_exposed (const TbPolicyOutcome *outcome)
{
  return outcome->exposure_us;
}

static gint64
get_renewed (const TbPolicyOutcome *outcome)
{
  return outcome->renewed_us;
}

static const Figure figures[] = {
  { N_("Certificates issued"), format_issued, NULL },
  { N_("Requests at most"), format_peak, NULL },
  { N_("Requests nobody answered"), format_unanswered, NULL },
  { N_("Outages"), format_outages, NULL },
  { N_("Device-hours without a certificate"), format_hours, NULL },
  { N_("Devices lost for good"), format_lost, NULL },
  { N_("A stolen key is good for, on average"), format_exposed, get_exposed },
  { N_("… at most"), format_longest, NULL },
  { N_("… if the thief renews with it"), format_renewed, get_renewed },
};

/* --- the table --- */

static void
add (GtkGrid *grid, GtkWidget *widget, int column, int row)
{
  gtk_grid_attach (grid, widget, column, row, 1, 1);
}

static GtkWidget *
make_label (const char *text, double xalign, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), (float) xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
make_cell (const Figure *figure)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (box), make_label ("", 1, "numeric"));
  if (figure->get_bar != NULL)
    gtk_box_append (GTK_BOX (box), tb_share_bar_new ());
  return box;
}

/* Makes the table of figures: a row each, one column for each policy. */
void
tb_policies_page_make_figures (TbPoliciesPage *self)
{
  GtkWidget *run = make_label (_("Run"), 1, "caption-heading"), *other = make_label (_("What if"), 1, "caption-heading");

  gtk_widget_set_size_request (run, 110, -1);
  gtk_widget_set_size_request (other, 110, -1);
  add (self->figures, run, 1, 0);
  add (self->figures, other, 2, 0);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      GtkWidget *title = make_label (_(figures[i].title), 0, NULL);

      gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_NONE);
      gtk_label_set_wrap (GTK_LABEL (title), TRUE);
      gtk_label_set_width_chars (GTK_LABEL (title), 16);
      gtk_widget_set_hexpand (title, TRUE);
      add (self->figures, title, 0, (int) i + 1);
      add (self->figures, make_cell (&figures[i]), 1, (int) i + 1);
      add (self->figures, make_cell (&figures[i]), 2, (int) i + 1);
    }
}

static void
fill_cell (TbPoliciesPage *self, guint row, guint column, gint64 whole_us)
{
  GtkWidget *box = gtk_grid_get_child_at (self->figures, (int) column + 1, (int) row + 1), *label = gtk_widget_get_first_child (box);
  const TbPolicyOutcome *outcome = self->outcomes[column];
  g_autofree char *text = outcome != NULL ? figures[row].format (outcome) : g_strdup ("–");
  gint64 parts[TB_N_SHARES] = { 0 };

  gtk_label_set_text (GTK_LABEL (label), text);
  if (figures[row].get_bar == NULL)
    return;
  parts[0] = outcome != NULL ? MIN (figures[row].get_bar (outcome), whole_us) : 0;
  tb_share_bar_set (TB_SHARE_BAR (gtk_widget_get_last_child (box)), parts, whole_us, text);
}

/* --- curves --- */

static TbChartSeries *
make_series (const TbPolicyOutcome *outcome, gboolean is_other, const guint32 *values, gboolean at_end)
{
  TbChartSeries *series = tb_chart_series_new (is_other ? "what-if" : "run", is_other ? _("what if") : _("run"), is_other ? TB_CHART_ORANGE : TB_CHART_BLUE,
                                               TB_CHART_LINE);

  series->is_step = TRUE;
  for (guint i = 0; i < TB_POLICY_MODEL_BINS; i++)
    tb_chart_series_add (series, (gint64) (i + (at_end ? 1 : 0)) * outcome->bin_us, values[i]);
  return series;
}

/* When the authority is down, as a shade behind the curves. */
static TbChartSeries *
make_shade (TbPoliciesPage *self, double height)
{
  TbChartSeries *shade = tb_chart_series_new ("down", _("authority down"), TB_CHART_INK, TB_CHART_BAND);
  gint64 from_us = self->policy_case.times_us[TB_CIRCUMSTANCE_SPAN] / 3;

  tb_chart_series_add_band (shade, from_us, 0, height);
  tb_chart_series_add_band (shade, from_us + self->policy_case.times_us[TB_CIRCUMSTANCE_DOWN], 0, height);
  return shade;
}

static void
draw (TbPoliciesPage *self, TbChart *chart, gboolean of_requests)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_chart_series_free);

  for (guint i = 2; i-- > 0;)
    if (self->outcomes[i] != NULL)
      g_ptr_array_add (all, make_series (self->outcomes[i], i == 1, of_requests ? self->outcomes[i]->asked : self->outcomes[i]->valid, !of_requests));
  if (!of_requests && all->len > 0 && self->policy_case.times_us[TB_CIRCUMSTANCE_DOWN] > 0)
    g_ptr_array_add (all, make_shade (self, MIN (self->policy_case.group->count, TB_POLICY_CASE_DEVICES)));
  tb_chart_take_all (chart, all);
  tb_chart_set_range (chart, 0, self->policy_case.times_us[TB_CIRCUMSTANCE_SPAN]);
}

static void
name_requests (TbPoliciesPage *self)
{
  gint64 bin_us = self->outcomes[0] != NULL ? self->outcomes[0]->bin_us : 0;
  g_autofree char *length = bin_us > 0 ? tb_chart_scale_format_time (bin_us, bin_us, bin_us) : NULL;
  /* Translators: a duration such as 1 d 12 h */
  g_autofree char *title = length ? g_strdup_printf (_("Requests per %s"), length) : g_strdup (_("Requests"));

  tb_chart_set_title (self->asked, title);
}

/* When the authority is down, in words. */
static char *
tell_outage (TbPoliciesPage *self)
{
  gint64 down_us = self->policy_case.times_us[TB_CIRCUMSTANCE_DOWN];
  g_autofree char *from = tb_units_format_short (self->policy_case.times_us[TB_CIRCUMSTANCE_SPAN] / 3), *length = tb_units_format_short (down_us);

  /* Translators: two durations */
  return down_us > 0 ? g_strdup_printf (_("After %s the authority is down for %s."), from, length) : g_strdup (_("The authority is never down."));
}

/* How much of a large group is played, and that none of it is measured. */
static void
show_about (TbPoliciesPage *self)
{
  const TbGroup *group = self->policy_case.group;
  guint n = MIN (group->count, TB_POLICY_CASE_DEVICES);
  g_autofree char *text = NULL, *outage = NULL, *words = NULL;

  if (n < group->count)
    /* Translators: two numbers of devices */
    text = g_strdup_printf (_("Modelled: the calendar of %'u of %'u devices, without cryptography."), n, group->count);
  else
    text = g_strdup_printf (ngettext ("Modelled: the calendar of %'u device, without cryptography.", "Modelled: the calendar of %'u devices, without cryptography.", n), n);
  outage = tell_outage (self);
  words = g_strdup_printf ("%s %s", text, outage);
  gtk_label_set_text (self->about, words);
}

/**
 * tb_policies_page_show_outcome:
 * @self: the page
 *
 * Shows what is known of both policies; dashes for what is not.
 */
void
tb_policies_page_show_outcome (TbPoliciesPage *self)
{
  gint64 span_us = self->policy_case.times_us[TB_CIRCUMSTANCE_SPAN];

  show_about (self);
  name_requests (self);
  draw (self, self->valid, FALSE);
  draw (self, self->asked, TRUE);
  for (guint row = 0; row < G_N_ELEMENTS (figures); row++)
    for (guint column = 0; column < 2; column++)
      fill_cell (self, row, column, span_us);
}
