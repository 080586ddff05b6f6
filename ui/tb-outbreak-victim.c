/* tb-outbreak-victim: what a flood leaves of the services: the share of honest requests that are answered, as curves, and the load in a sentence. */
#include <glib/gi18n-lib.h>

#include "tb-outbreak-view-private.h"
#include "tb-siege.h"
#include "tb-units.h"

static const TbChartColor colors[] = { TB_CHART_BLUE, TB_CHART_PINK, TB_CHART_BROWN, TB_CHART_SKY };

/* Whether anything ever happened to it; the rest would be lines on top of each other. */
static gboolean
has_suffered (TbOutbreakView *self, guint service)
{
  guint n = tb_census_curve_get_n (self->curve);

  for (guint i = 0; i < n; i++)
    if (tb_census_curve_get (self->curve, i)->flood_bps[service] > 0 || tb_census_curve_get (self->curve, i)->answered[service] < TB_SIEGE_ALL)
      return TRUE;
  return FALSE;
}

static TbChartSeries *
make_series (TbOutbreakView *self, guint service, guint drawn)
{
  g_autofree char *name = tb_fleet_dup_name (tb_outbreak_view_get_fleet (self), tb_census_curve_get_service (self->curve, service));
  TbChartSeries *series = tb_chart_series_new (name, name, colors[drawn % G_N_ELEMENTS (colors)], TB_CHART_LINE);
  guint n = tb_census_curve_get_n (self->curve);

  series->is_step = TRUE;
  for (guint i = 0; i < n; i++)
    tb_chart_series_add (series, tb_census_curve_get (self->curve, i)->time_us, tb_census_curve_get (self->curve, i)->answered[service] / (double) TB_SIEGE_ALL);
  if (n == 0 || self->furthest.time_us > tb_census_curve_get (self->curve, n - 1)->time_us)
    tb_chart_series_add (series, self->furthest.time_us, self->furthest.answered[service] / (double) TB_SIEGE_ALL);
  return series;
}

/**
 * tb_outbreak_view_draw_victim:
 * @self: the view
 *
 * Draws each service that suffers or has suffered, else the first.
 */
void
tb_outbreak_view_draw_victim (TbOutbreakView *self)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_chart_series_free);
  guint n = tb_census_curve_get_n_services (self->curve);

  for (guint i = 0; i < n; i++)
    if (has_suffered (self, i))
      g_ptr_array_add (all, make_series (self, i, all->len));
  if (all->len == 0 && n > 0)
    g_ptr_array_add (all, make_series (self, 0, 0));
  tb_chart_take_all (self->victim, all);
}

/* --- in words --- */

static char *
format_rate (guint64 bps)
{
  static const struct { guint64 unit; const char *sign; } units[] = { { 1000000000, "Gbit/s" }, { 1000000, "Mbit/s" }, { 1000, "kbit/s" }, { 1, "bit/s" } };
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (units) && bps < units[i].unit)
    i++;
  return g_strdup_printf (bps % units[i].unit == 0 || bps >= 100 * units[i].unit ? "%.0f %s" : "%.1f %s", (double) bps / (double) units[i].unit, units[i].sign);
}

/* The one that gets the most of it. */
static const TbSiege *
find_worst (TbOutbreakView *self)
{
  const TbState *state = tb_outbreak_view_get_state (self);
  const TbSiege *worst = NULL;

  for (guint i = 0; i < tb_census_curve_get_n_services (self->curve); i++)
    {
      const TbSiege *siege = tb_state_get_siege (state, tb_census_curve_get_service (self->curve, i));

      if (siege != NULL && (worst == NULL || siege->flood_bps > worst->flood_bps))
        worst = siege;
    }
  return worst;
}

static char *
tell_flood (TbOutbreakView *self, const TbSiege *siege, guint64 capacity_bps)
{
  g_autofree char *flood = format_rate (siege->flood_bps), *capacity = format_rate (capacity_bps);
  g_autofree char *bots = tb_outbreak_format_count (tb_fold_get_totals (self->watched)->n_bots);

  /* Translators: a flood, how many bots send it, and what the service can take */
  return g_strdup_printf (_("flood %s from %s bots against %s"), flood, bots, capacity);
}

static char *
tell_answers (const TbSiege *siege, const TbGroup *group)
{
  TbVictim victim = tb_siege_get_victim (group);
  TbVictimState state = tb_victim_under (&victim, siege->flood_bps);
  g_autofree char *latency = tb_units_format_short (state.latency_us);
  g_autofree char *share = g_strdup_printf ("<b>%.1f %%</b>", 100.0 * siege->answered / TB_SIEGE_ALL);

  /* Translators: the share of requests that are answered, and how long that takes */
  return g_strdup_printf (_("%s, after %s"), share, latency);
}

/**
 * tb_outbreak_view_tell_victim:
 * @self: the view
 *
 * Says beside the curve what the service bears at the playhead.
 */
void
tb_outbreak_view_tell_victim (TbOutbreakView *self)
{
  const TbSiege *worst = find_worst (self);
  const TbGroup *group = worst != NULL ? tb_fleet_group_of (tb_outbreak_view_get_fleet (self), worst->service) : NULL;
  gboolean is_flooded = worst != NULL && worst->flood_bps > 0 && group->capacity.bits_per_s > 0;
  g_autofree char *note = NULL, *detail = is_flooded ? tell_answers (worst, group) : NULL;

  if (is_flooded)
    note = tell_flood (self, worst, group->capacity.bits_per_s);
  else if (worst != NULL && worst->is_target)
    note = g_strdup (_("Bots are told to flood it; nothing arrives."));
  else if (tb_census_curve_get_n_services (self->curve) > 0)
    note = g_strdup (_("No flood."));
  tb_chart_set_note (self->victim, note);
  tb_chart_set_detail (self->victim, detail);
}
