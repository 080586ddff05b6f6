/* tb-lifetimes-page-curves: the two charts below the lifetimes: how many renew when (the wave), and how many would be left if nobody renewed any more from
 * the playhead on (the cliff). */
#include <glib/gi18n-lib.h>

#include "tb-lifetimes-page-private.h"
#include "tb-chart-scale.h"
#include "tb-units.h"

#define MOST_BINS 72

/* Whose certificates are counted, as of the playhead. Groups stand one after the other, so that everybody is one range. */
TbLifeScope
tb_lifetimes_page_get_scope (TbLifetimesPage *self)
{
  TbFleet *fleet = tb_life_index_get_fleet (self->index);
  gint64 now_us = tb_playhead_get_time (self->playhead);

  if (self->group != NULL)
    return (TbLifeScope) { self->group->first, self->group->count, now_us };
  return (TbLifeScope) { 1, tb_fleet_get_n_objects (fleet), now_us };
}

/* --- the wave --- */

static char *
name_bins (gint64 bin_us)
{
  g_autofree char *length = NULL;

  if (bin_us == TB_US_PER_HOUR)
    return g_strdup (_("Renewals per hour"));
  if (bin_us == TB_US_PER_DAY)
    return g_strdup (_("Renewals per day"));
  length = tb_chart_scale_format_time (bin_us, bin_us, bin_us);
  /* Translators: a duration such as 6 h */
  return g_strdup_printf (_("Renewals per %s"), length);
}

static void
put_bins (TbChart *chart, gint64 from_us, gint64 bin_us, const guint *bins, guint n_bins)
{
  TbChartSeries *area = tb_chart_series_new ("wave", "", TB_CHART_SKY, TB_CHART_BAND);
  TbChartSeries *edge = tb_chart_series_new ("renewals", "", TB_CHART_BLUE, TB_CHART_LINE);

  area->is_step = edge->is_step = TRUE;
  for (guint i = 0; i <= n_bins; i++)
    {
      tb_chart_series_add_band (area, from_us + i * bin_us, 0, i < n_bins ? bins[i] : 0);
      tb_chart_series_add (edge, from_us + i * bin_us, i < n_bins ? bins[i] : 0);
    }
  tb_chart_put (chart, edge);
  tb_chart_put (chart, area);
}

static void
draw_wave (TbLifetimesPage *self, const TbLifeScope *scope)
{
  const TbLifeAxes *axes = tb_life_chart_get_axes (self->chart);
  gint64 bin_us = tb_chart_scale_time_step (MAX ((axes->to_us - axes->from_us) / MOST_BINS, TB_US_PER_SECOND)), from_us = axes->from_us / bin_us * bin_us;
  guint n_bins = (guint) CLAMP ((MIN (axes->to_us, scope->now_us) - from_us) / bin_us + 1, 0, MOST_BINS + 2);
  g_autofree guint *bins = g_new0 (guint, n_bins + 1);
  guint most = tb_life_index_fill_renewals (self->index, scope, from_us, bin_us, n_bins, bins);
  g_autofree char *title = name_bins (bin_us);
  /* Translators: %u is how many renew in the fullest hour or day */
  g_autofree char *detail = g_strdup_printf (_("at most <b>%'u</b>"), most);

  tb_chart_set_title (self->wave, title);
  tb_chart_set_detail (self->wave, most > 0 ? detail : NULL);
  tb_chart_set_range (self->wave, axes->from_us, axes->to_us);
  if (most > 0)
    put_bins (self->wave, from_us, bin_us, bins, n_bins);
  else
    tb_chart_take_all (self->wave, g_ptr_array_new_with_free_func ((GDestroyNotify) tb_chart_series_free));
  tb_chart_set_playhead (self->wave, scope->now_us);
}

/* --- the cliff --- */

static TbChartSeries *
make_counts (const GArray *counts, const char *id, const char *label, TbChartColor color, gboolean is_valid, gint64 now_us)
{
  TbChartSeries *series = tb_chart_series_new (id, label, color, TB_CHART_LINE);
  guint last = 0;

  series->is_step = TRUE;
  for (guint i = 0; i < counts->len; i++)
    {
      const TbLifeCount *count = &g_array_index (counts, TbLifeCount, i);

      last = is_valid ? count->n_valid : count->n_without;
      tb_chart_series_add (series, count->time_us, last);
    }
  if (counts->len > 0)
    tb_chart_series_add (series, now_us, last);
  return series;
}

static TbChartSeries *
make_cliff (const GArray *ends, gint64 now_us)
{
  TbChartSeries *series = tb_chart_series_new ("cliff", _("if nobody renewed"), TB_CHART_ORANGE, TB_CHART_DASHED);

  series->is_step = TRUE;
  tb_chart_series_add (series, now_us, ends->len);
  for (guint i = 0; i < ends->len; i++)
    tb_chart_series_add (series, g_array_index (ends, gint64, i), ends->len - i - 1);
  return series;
}

static gboolean
was_without (const GArray *counts)
{
  for (guint i = 0; i < counts->len; i++)
    if (g_array_index (counts, TbLifeCount, i).n_without > 0)
      return TRUE;
  return FALSE;
}

static void
tell_cliff (TbLifetimesPage *self, const GArray *ends, gint64 now_us)
{
  g_autofree char *time = ends->len > 0 ? tb_units_format_short (g_array_index (ends, gint64, ends->len / 2) - now_us) : NULL;
  /* Translators: %s is a duration: by then half of the certificates would have ended */
  g_autofree char *text = time ? g_strdup_printf (_("half gone in <b>%s</b>"), time) : NULL;

  tb_chart_set_detail (self->cliff, text);
}

static void
draw_cliff (TbLifetimesPage *self, const TbLifeScope *scope)
{
  g_autoptr (GArray) counts = tb_life_index_dup_counts (self->index, scope), ends = tb_life_index_dup_ends (self->index, scope);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_chart_series_free);
  gint64 end_us = MAX (tb_playhead_get_end (self->playhead), scope->now_us);

  if (counts->len > 0)
    g_ptr_array_add (all, make_counts (counts, "valid", _("in force"), TB_CHART_GREEN, TRUE, scope->now_us));
  if (was_without (counts))
    g_ptr_array_add (all, make_counts (counts, "without", _("lost"), TB_CHART_RED, FALSE, scope->now_us));
  if (ends->len > 0)
    {
      g_ptr_array_add (all, make_cliff (ends, scope->now_us));
      end_us = MAX (end_us, g_array_index (ends, gint64, ends->len - 1));
    }
  tb_chart_take_all (self->cliff, all);
  tb_chart_set_range (self->cliff, 0, end_us + end_us / 40);
  tb_chart_set_playhead (self->cliff, scope->now_us);
  tell_cliff (self, ends, scope->now_us);
}

/**
 * tb_lifetimes_page_draw_curves:
 * @self: the page
 *
 * Draws both charts anew, as of the playhead.
 */
void
tb_lifetimes_page_draw_curves (TbLifetimesPage *self)
{
  TbLifeScope scope = tb_lifetimes_page_get_scope (self);

  draw_wave (self, &scope);
  draw_cliff (self, &scope);
}

/* --- in words --- */

static char *
tell_outage (const TbLifeCount *count)
{
  return g_strdup_printf (ngettext ("<b>%'u</b> has lost its certificate", "<b>%'u</b> have lost theirs", count->n_without), count->n_without);
}

/**
 * tb_lifetimes_page_tell_state:
 * @self: the page
 *
 * Writes how the fleet stands at the playhead.
 */
void
tb_lifetimes_page_tell_state (TbLifetimesPage *self)
{
  TbLifeScope scope = tb_lifetimes_page_get_scope (self);
  g_autoptr (GArray) counts = tb_life_index_dup_counts (self->index, &scope);
  TbLifeCount count = { 0, 0, 0 };
  guint n = tb_life_index_count (self->index, &scope);
  g_autofree char *valid = NULL, *issued = NULL, *text = NULL, *outage = NULL;

  if (counts->len > 0)
    count = g_array_index (counts, TbLifeCount, counts->len - 1);
  valid = g_strdup_printf (ngettext ("<b>%'u</b> device with a certificate in force", "<b>%'u</b> devices with a certificate in force", count.n_valid), count.n_valid);
  issued = g_strdup_printf (ngettext ("%'u certificate issued", "%'u certificates issued", n), n);
  outage = tell_outage (&count);
  text = count.n_without > 0 ? g_strdup_printf ("%s · %s · %s", valid, outage, issued) : g_strdup_printf ("%s · %s", valid, issued);
  gtk_label_set_markup (self->state, text);
}
