/* tb-outbreak-curves: the curves of a run in the large chart of the outbreak view, over a stretch of time that a person can take in.
 *
 * Samples become points as they come; only when the curve has chosen its samples again is everything drawn anew. */
#include <glib/gi18n-lib.h>

#include "tb-outbreak-view-private.h"
#include "tb-units.h"

/* Fewer devices than this are counted one by one, and a count is a step. */
#define MAX_STEPS 2000

typedef struct
{
  TbOutbreakShow show;
  TbCensus census;
  const char *id;
  const char *label;
  TbChartColor color;
} Curve;

static const Curve curves[] = {
  { TB_SHOW_PROTECTED, TB_CENSUS_PROTECTED, "protected", N_("protected"), TB_CHART_GREEN },
  { TB_SHOW_CLEANED, TB_CENSUS_CLEANED, "cleaned", N_("cleaned"), TB_CHART_BLUE },
  { TB_SHOW_VULNERABLE, TB_CENSUS_VULNERABLE, "vulnerable", N_("vulnerable"), TB_CHART_ORANGE },
  { TB_SHOW_INFECTED, TB_CENSUS_INFECTED, "infected", N_("infected"), TB_CHART_RED },
};

/* --- the stretch of time --- */

/* The last time at which a device changed sides. */
static gint64
find_last_change (TbOutbreakView *self)
{
  for (guint i = tb_census_curve_get_n (self->curve); i > 1; i--)
    if (memcmp (tb_census_curve_get (self->curve, i - 1)->by_census, tb_census_curve_get (self->curve, i - 2)->by_census,
                sizeof (guint32) * TB_N_CENSUS) != 0)
      return tb_census_curve_get (self->curve, i - 1)->time_us;
  return 0;
}

/* Widths that do not change with every frame. */
static gint64
round_up (gint64 length_us)
{
  static const gint64 widths_us[] = {
    TB_US_PER_MINUTE, 2 * TB_US_PER_MINUTE, 5 * TB_US_PER_MINUTE, 10 * TB_US_PER_MINUTE, 20 * TB_US_PER_MINUTE, 30 * TB_US_PER_MINUTE, TB_US_PER_HOUR,
    2 * TB_US_PER_HOUR, 4 * TB_US_PER_HOUR, 8 * TB_US_PER_HOUR, 12 * TB_US_PER_HOUR, TB_US_PER_DAY, 2 * TB_US_PER_DAY, 4 * TB_US_PER_DAY,
    8 * TB_US_PER_DAY, 16 * TB_US_PER_DAY, 32 * TB_US_PER_DAY, 64 * TB_US_PER_DAY, 128 * TB_US_PER_DAY, 256 * TB_US_PER_DAY,
  };

  for (guint i = 0; i < G_N_ELEMENTS (widths_us); i++)
    if (length_us <= widths_us[i])
      return widths_us[i];
  return length_us;
}

/* Days in which nothing more happens would press what has happened into a line. */
static gint64
find_end (TbOutbreakView *self, gint64 from_us)
{
  gint64 length_us = find_last_change (self) - from_us, known_us = self->furthest.time_us - from_us;

  return MAX (length_us, 0) * 6 < known_us && length_us > 0 ? 3 * length_us : MAX (known_us, length_us);
}

/* From when it began to a while after the last change. */
static void
set_range (TbOutbreakView *self)
{
  gint64 begun_us = MAX (tb_census_curve_get_begun_us (self->curve), 0);
  gint64 from_us = begun_us - begun_us % (begun_us < TB_US_PER_HOUR ? TB_US_PER_MINUTE : TB_US_PER_HOUR);
  gint64 to_us = from_us + round_up (find_end (self, from_us));

  tb_chart_set_range (self->victim, from_us, to_us);
  to_us = MAX (to_us, tb_outbreak_view_get_compared_end (self));
  tb_chart_set_range (self->chart, from_us, to_us);
}

/* --- the curves --- */

/* It goes on to where the run is, though nothing may have happened since. */
static TbChartSeries *
make_series (TbOutbreakView *self, const Curve *curve)
{
  guint n = tb_census_curve_get_n (self->curve);
  gboolean is_compared = self->shows[TB_SHOW_COMPARE];
  TbChartSeries *series = tb_chart_series_new (curve->id, is_compared ? _("this run") : _(curve->label), is_compared ? TB_CHART_INK : curve->color, TB_CHART_LINE);

  series->is_step = tb_census_curve_get_n_devices (self->curve) <= MAX_STEPS;
  for (guint i = 0; i < n; i++)
    tb_chart_series_add (series, tb_census_curve_get (self->curve, i)->time_us, tb_census_curve_get (self->curve, i)->by_census[curve->census]);
  if (n == 0 || self->furthest.time_us > tb_census_curve_get (self->curve, n - 1)->time_us)
    tb_chart_series_add (series, self->furthest.time_us, self->furthest.by_census[curve->census]);
  return series;
}

static gboolean
is_worth_showing (TbOutbreakView *self, const Curve *curve)
{
  guint n = tb_census_curve_get_n (self->curve);

  for (guint i = 0; i < n; i++)
    if (tb_census_curve_get (self->curve, i)->by_census[curve->census] > 0)
      return TRUE;
  return curve->census == TB_CENSUS_INFECTED || self->furthest.by_census[curve->census] > 0;
}

/* Beside arms, only what they are compared with. */
static gboolean
is_wanted (TbOutbreakView *self, const Curve *curve)
{
  return self->shows[TB_SHOW_COMPARE] ? curve->census == TB_CENSUS_INFECTED : self->shows[curve->show];
}

/**
 * tb_outbreak_view_draw:
 * @self: the view
 * @all: also when nothing is new
 *
 * Brings the large chart up to what the curve knows.
 *
 * Returns: whether there was anything to draw
 */
gboolean
tb_outbreak_view_draw (TbOutbreakView *self, gboolean all)
{
  guint n = tb_census_curve_get_n (self->curve);
  TbCensusSample now;

  tb_census_curve_look (self->curve, tb_fold_get_state (self->watched), tb_fold_get_time (self->watched), &now);
  if (!all && n == self->drawn_samples && (now.time_us < self->furthest.time_us || memcmp (&now, &self->furthest, sizeof now) == 0))
    return FALSE;
  if (now.time_us >= self->furthest.time_us)
    self->furthest = now;
  for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
    if (is_wanted (self, &curves[i]) && is_worth_showing (self, &curves[i]))
      tb_chart_put (self->chart, make_series (self, &curves[i]));
    else
      tb_chart_remove (self->chart, curves[i].id);
  self->drawn_samples = n;
  if (all || tb_census_curve_get_begun_us (self->curve) != self->drawn_begun_us)
    tb_outbreak_view_compare (self);
  self->drawn_begun_us = tb_census_curve_get_begun_us (self->curve);
  tb_chart_set_logarithmic (self->chart, self->shows[TB_SHOW_LOGARITHMIC]);
  set_range (self);
  return TRUE;
}

/**
 * tb_outbreak_view_tell_doubling:
 * @self: the view
 *
 * Writes the doubling time as it is known at the playhead.
 */
void
tb_outbreak_view_tell_doubling (TbOutbreakView *self)
{
  gint64 doubling_us = tb_census_curve_get_doubling_us (self->curve, tb_playhead_get_time (self->playhead));
  g_autofree char *time = doubling_us >= 0 ? tb_units_format_short (doubling_us) : NULL;
  g_autofree char *bold = time ? g_strdup_printf ("<b>%s</b>", time) : NULL;
  /* Translators: %s is a duration in bold, such as 1 h 02 min */
  g_autofree char *text = bold ? g_strdup_printf (_("doubling time %s"), bold) : g_strdup (_("doubling time: not yet known"));

  tb_chart_set_detail (self->chart, text);
}
