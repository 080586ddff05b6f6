/* tb-chart-scale: see the header. */
#include "tb-chart-scale.h"

#include <math.h>

#include "tb-units.h"

#define MAX_DECADES 7

/* The smallest of 1, 2 and 5 times a power of ten that is at least @least; counts have no halves. */
static double
round_step (double least, gboolean is_whole)
{
  double power = pow (10, floor (log10 (least)));
  double step = least <= power * 1.0000001 ? power : least <= power * 2.0000001 ? power * 2 : least <= power * 5.0000001 ? power * 5 : power * 10;

  return is_whole ? MAX (step, 1) : step;
}

/* Shares are quartered rather than divided by five: half and a quarter are what people look for. */
static double
round_share (double least)
{
  static const double steps[] = { 0.05, 0.1, 0.25, 0.5 };

  for (guint i = 0; i < G_N_ELEMENTS (steps) && least > 0.02; i++)
    if (steps[i] >= least)
      return steps[i];
  return round_step (least, FALSE);
}

static void
set_logarithmic (TbChartScale *scale, double lowest, double highest)
{
  double decades = ceil (log10 (highest) - 1e-9), floor_decade = scale->unit == TB_CHART_COUNT ? 0 : lowest > 0 ? floor (log10 (lowest) + 1e-9) : decades - 3;

  scale->bottom = pow (10, CLAMP (floor_decade, decades - MAX_DECADES, decades - 1));
  scale->top = pow (10, decades);
  if (scale->unit == TB_CHART_COUNT && scale->bottom < 1)
    scale->bottom = 1;
  if (scale->top <= scale->bottom)
    scale->top = scale->bottom * 10;
}

/**
 * tb_chart_scale_init:
 * @scale: (out caller-allocates): the axis
 * @unit: of the values
 * @is_logarithmic: whether equal distances are to be equal factors
 * @lowest: the lowest value above 0 that is to be seen, 0 when not known
 * @highest: the highest
 * @maximum: where the axis ends, 0 for the next round value above @highest
 * @n_ticks: how many ticks there is room for, at least 1
 */
void
tb_chart_scale_init (TbChartScale *scale, TbChartUnit unit, gboolean is_logarithmic, double lowest, double highest, double maximum, guint n_ticks)
{
  double top = maximum > 0 ? maximum : highest > 0 ? highest : 1;
  double least;

  *scale = (TbChartScale) { unit, is_logarithmic, 0, top, top };
  if (is_logarithmic)
    {
      set_logarithmic (scale, lowest, top);
      return;
    }
  least = top / MAX (n_ticks, 1);
  scale->step = unit == TB_CHART_SHARE ? round_share (least) : round_step (least, unit == TB_CHART_COUNT);
  if (maximum <= 0)
    scale->top = ceil (top / scale->step - 1e-9) * scale->step;
}

/**
 * tb_chart_scale_get_share:
 * @scale: an axis
 * @value: a value
 *
 * Returns: how high it is, 0 at the lower edge and 1 at the upper one; what is beyond the axis is at its edge
 */
double
tb_chart_scale_get_share (const TbChartScale *scale, double value)
{
  if (scale->is_logarithmic)
    value = value <= scale->bottom ? 0 : log (value / scale->bottom) / log (scale->top / scale->bottom);
  else
    value = (value - scale->bottom) / (scale->top - scale->bottom);
  return CLAMP (value, 0, 1);
}

/**
 * tb_chart_scale_get_ticks:
 * @scale: an axis
 * @ticks: (out caller-allocates): their values, from the lowest
 * @n_max: how many fit there
 *
 * Returns: how many there are
 */
guint
tb_chart_scale_get_ticks (const TbChartScale *scale, double *ticks, guint n_max)
{
  guint n = 0;

  for (double value = scale->bottom; scale->is_logarithmic && value <= scale->top * 1.0001 && n < n_max; value *= 10)
    ticks[n++] = value;
  for (guint i = 0; !scale->is_logarithmic && i * scale->step <= scale->top * 1.0000001 && n < n_max; i++)
    ticks[n++] = i * scale->step;
  return n;
}

static char *
format_bits (double value)
{
  static const char *const signs[] = { "bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s" };
  guint i = 0;

  for (; value >= 999.5 && i + 1 < G_N_ELEMENTS (signs); i++)
    value /= 1000;
  return g_strdup_printf (value == floor (value) || value >= 100 ? "%.0f %s" : "%.3g %s", value, signs[i]);
}

static char *
format_share (double value)
{
  double percent = value * 100;

  if (percent == 0 || percent >= 99.95)
    return g_strdup_printf ("%.0f %%", percent);
  return g_strdup_printf (percent >= 10 ? "%.1f %%" : percent >= 0.1 ? "%.2f %%" : "%.2g %%", percent);
}

/**
 * tb_chart_scale_format:
 * @scale: an axis
 * @value: a value
 *
 * Returns: (transfer full): it, as exact as people need it
 */
char *
tb_chart_scale_format (const TbChartScale *scale, double value)
{
  if (scale->unit == TB_CHART_BITS)
    return format_bits (value);
  if (scale->unit == TB_CHART_SHARE)
    return format_share (value);
  return g_strdup_printf (fabs (value - round (value)) < 0.05 || value >= 100 ? "%'.0f" : "%'.1f", value);
}

/**
 * tb_chart_scale_format_tick:
 * @scale: an axis
 * @value: a tick of it
 *
 * Returns: (transfer full): it, as short as possible
 */
char *
tb_chart_scale_format_tick (const TbChartScale *scale, double value)
{
  if (scale->unit == TB_CHART_BITS)
    return format_bits (value);
  if (scale->unit == TB_CHART_SHARE)
    return g_strdup_printf ("%.6g %%", value * 100);
  if (value >= 1e7)
    return g_strdup_printf ("%.4g %s", value / (value >= 1e9 ? 1e9 : 1e6), value >= 1e9 ? "G" : "M");
  return g_strdup_printf ("%'.0f", value);
}

/**
 * tb_chart_scale_time_step:
 * @least_us: how far apart ticks are at least
 *
 * Returns: the smallest round time that is not less
 */
gint64
tb_chart_scale_time_step (gint64 least_us)
{
  static const gint64 steps[] = {
    TB_US_PER_MS, 2 * TB_US_PER_MS, 5 * TB_US_PER_MS, 10 * TB_US_PER_MS, 20 * TB_US_PER_MS, 50 * TB_US_PER_MS, 100 * TB_US_PER_MS, 200 * TB_US_PER_MS,
    500 * TB_US_PER_MS, TB_US_PER_SECOND, 2 * TB_US_PER_SECOND, 5 * TB_US_PER_SECOND, 10 * TB_US_PER_SECOND, 15 * TB_US_PER_SECOND,
    30 * TB_US_PER_SECOND, TB_US_PER_MINUTE, 2 * TB_US_PER_MINUTE, 5 * TB_US_PER_MINUTE, 10 * TB_US_PER_MINUTE, 15 * TB_US_PER_MINUTE,
    30 * TB_US_PER_MINUTE, TB_US_PER_HOUR, 2 * TB_US_PER_HOUR, 3 * TB_US_PER_HOUR, 6 * TB_US_PER_HOUR, 12 * TB_US_PER_HOUR, TB_US_PER_DAY,
    2 * TB_US_PER_DAY, 5 * TB_US_PER_DAY, 10 * TB_US_PER_DAY, 20 * TB_US_PER_DAY, 50 * TB_US_PER_DAY, 100 * TB_US_PER_DAY, 365 * TB_US_PER_DAY,
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] >= least_us)
      return steps[i];
  return (least_us / (365 * TB_US_PER_DAY) + 1) * 365 * TB_US_PER_DAY;
}

/**
 * tb_chart_scale_format_time:
 * @time_us: a tick
 * @step_us: between ticks
 * @last_us: the last tick
 *
 * Writes all ticks of an axis in one unit where the numbers stay small, such as `6 h`, `30 min`, else each in one or two of its own, such as `1 h`, `1 h 30 min`.
 *
 * Returns: (transfer full): the text
 */
char *
tb_chart_scale_format_time (gint64 time_us, gint64 step_us, gint64 last_us)
{
  static const struct { const char *sign; gint64 us; gint64 most; } units[] = {
    { "d", TB_US_PER_DAY, G_MAXINT64 }, { "h", TB_US_PER_HOUR, 96 }, { "min", TB_US_PER_MINUTE, 120 }, { "s", TB_US_PER_SECOND, 120 },
    { "ms", TB_US_PER_MS, 2000 },
  };

  guint unit = 0;

  while (unit + 1 < G_N_ELEMENTS (units) && step_us % units[unit].us != 0)
    unit++;
  if (time_us != 0 && last_us / units[unit].us > units[unit].most)
    for (unit = 0; unit + 1 < G_N_ELEMENTS (units) && time_us < units[unit].us;)
      unit++;
  return time_us % units[unit].us == 0 ? g_strdup_printf ("%" G_GINT64_FORMAT " %s", time_us / units[unit].us, units[unit].sign) : tb_units_format_short (time_us);
}
