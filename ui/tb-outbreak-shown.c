/* tb-outbreak-shown: the words and numbers of the outbreak view: where things stand in one sentence, the attempts by what came of them, and what to do
 * where nobody attacks. */
#include <glib/gi18n-lib.h>

#include "tb-outbreak-view-private.h"
#include "tb-units.h"

#define HARD_SPACE "\xc2\xa0"

/**
 * tb_outbreak_format_count:
 * @n: a number
 *
 * Returns: (transfer full): the number with spaces between thousands, at which no line breaks
 */
char *
tb_outbreak_format_count (guint64 n)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, n);
  GString *text = g_string_new (NULL);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0 && length > 4)
        g_string_append (text, HARD_SPACE);
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

/* --- where things stand --- */

static const char *
get_opening (gboolean is_scanned, guint32 n_infected, guint64 n_ever)
{
  if (is_scanned)
    return _("The attacker looks for devices.");
  if (n_infected > 0)
    return _("The attacker has stopped looking; his bots go on by themselves.");
  return n_ever > 0 ? _("No device is infected any more.") : _("Nobody attacks yet.");
}

static char *
make_sentence (const TbTotals *totals, gboolean is_scanned)
{
  guint32 n_infected = totals->by_census[TB_CENSUS_INFECTED], n_open = totals->by_census[TB_CENSUS_VULNERABLE];
  g_autofree char *infected = tb_outbreak_format_count (n_infected), *open = tb_outbreak_format_count (n_open);
  g_autofree char *more = NULL;

  if (n_infected > 0)
    /* Translators: numbers of devices; a sentence goes before */
    more = g_strdup_printf (_("%s infected, %s more can be taken."), infected, open);
  else if (n_open > 0)
    more = g_strdup_printf (_("%s can be taken."), open);
  else
    more = g_strdup (_("There is no way into any device."));
  return g_strjoin (" ", get_opening (is_scanned, n_infected, totals->n_infections), more, NULL);
}

/* The button says what it would do now. */
void
tb_outbreak_view_show_state (TbOutbreakView *self)
{
  gboolean is_scanned = tb_state_is_scanned (tb_outbreak_view_get_state (self));
  g_autofree char *sentence = make_sentence (tb_fold_get_totals (self->watched), is_scanned);

  if (g_strcmp0 (gtk_label_get_text (self->state), sentence) != 0)
    gtk_label_set_text (self->state, sentence);
  gtk_button_set_label (self->campaign, is_scanned ? _("Stop Attack") : _("Start Attack"));
}

/* --- attempts --- */

typedef struct
{
  guint row;           /* of TbOutbreakView.attempts: a TbOutbreakRefusal, TB_REFUSAL_N for nobody there, one more for infected */
  const char *word;
} AttemptRow;

/* Most telling first; those that met nobody are most, and say least. */
static const AttemptRow attempt_rows[] = {
  { TB_REFUSAL_CLOSED, N_("port closed") },
  { TB_REFUSAL_WRONG_PASSWORD, N_("wrong password") },
  { TB_REFUSAL_NO_CERTIFICATE, N_("refused, no certificate") },
  { TB_REFUSAL_PATCHED, N_("hole mended") },
  { TB_REFUSAL_UNREACHABLE, N_("out of reach") },
  { TB_REFUSAL_TAKEN, N_("already infected") },
  { TB_REFUSAL_N, N_("nobody there") },
  { TB_REFUSAL_N + 1, N_("infected") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (attempt_rows) == TB_REFUSAL_N + 2);

void
tb_outbreak_view_make_attempts (TbOutbreakView *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (attempt_rows); i++)
    {
      GtkWidget *word = gtk_label_new (_(attempt_rows[i].word)), *count = gtk_label_new ("0");
      gboolean is_last = attempt_rows[i].row == TB_REFUSAL_N + 1;

      gtk_label_set_xalign (GTK_LABEL (word), 0);
      gtk_label_set_wrap (GTK_LABEL (word), TRUE);
      gtk_widget_set_hexpand (word, TRUE);
      gtk_widget_add_css_class (word, "dim-label");
      gtk_label_set_xalign (GTK_LABEL (count), 1);
      gtk_widget_add_css_class (count, "numeric");
      gtk_widget_add_css_class (count, is_last ? "tb-health-infected" : "outbreak-count");
      gtk_grid_attach (self->attempt_grid, word, 0, (int) i, 1, 1);
      gtk_grid_attach (self->attempt_grid, count, 1, (int) i, 1, 1);
      self->attempts[attempt_rows[i].row] = count;
    }
}

static void
set_count (GtkWidget *label, guint64 n)
{
  g_autofree char *text = tb_outbreak_format_count (n);

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
}

/* What defending has taken of somebody's time. */
static void
show_cost (TbOutbreakView *self, const TbTotals *totals)
{
  g_autofree char *work = NULL, *text = NULL;
  gint64 work_us = 0;

  for (guint i = 0; i < TB_DEFENCE_N; i++)
    work_us += tb_defence_info ((TbDefence) i)->work_us * totals->n_defended[i];
  work = tb_units_format_short (work_us);
  text = g_strdup_printf (_("Defending took %s of somebody’s time so far, modelled."), work);
  gtk_widget_set_visible (GTK_WIDGET (self->cost), work_us > 0);
  if (work_us > 0 && g_strcmp0 (gtk_label_get_text (self->cost), text) != 0)
    gtk_label_set_text (self->cost, text);
}

void
tb_outbreak_view_show_attempts (TbOutbreakView *self)
{
  const TbTotals *totals = tb_fold_get_totals (self->watched);

  show_cost (self, totals);

  for (guint i = 0; i <= TB_REFUSAL_N; i++)
    set_count (self->attempts[i], totals->n_attempts[i]);
  set_count (self->attempts[TB_REFUSAL_N + 1], totals->n_infections);
}

/* --- nobody attacks here --- */

static gboolean
is_shipped (char **paths, const char *id)
{
  g_autofree char *ending = g_strconcat ("/", id, ".xml", NULL);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    if (g_str_has_suffix (paths[i], ending))
      return TRUE;
  return FALSE;
}

static void
offer (TbOutbreakView *self, const char *id)
{
  g_autoptr (TbScenario) scenario = tb_scenario_load (id, NULL);
  GtkWidget *button;

  if (scenario == NULL || tb_fleet_get_attacker (tb_scenario_get_fleet (scenario)) == TB_NOBODY)
    return;
  button = gtk_button_new_with_label (_(tb_scenario_get_title (scenario)));
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
  gtk_box_append (self->elsewhere, button);
}

/* Scenarios with an attacker, of those that come with the program. They are read once, when they are first needed. */
void
tb_outbreak_view_show_nobody (TbOutbreakView *self)
{
  static const char *const ids[] = { "smart-home", "internet-provider", "mirai-2016" };
  g_auto (GStrv) paths = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || gtk_widget_get_first_child (GTK_WIDGET (self->elsewhere)) != NULL)
    return;
  paths = tb_scenario_list ();
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (is_shipped (paths, ids[i]))
      offer (self, ids[i]);
}
