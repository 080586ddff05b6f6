/* tb-chart-series: see the header. */
#include "tb-chart-series.h"

#include <math.h>

typedef struct
{
  guint32 light;
  guint32 dark;
} Tint;

/* Okabe and Ito's colours, darker where they stand on white. */
static const Tint tints[TB_CHART_N_COLORS] = {
  [TB_CHART_RED] = { 0xc2410c, 0xf0703a },
  [TB_CHART_GREEN] = { 0x00805d, 0x19b98c },
  [TB_CHART_BLUE] = { 0x0072b2, 0x4aa3e0 },
  [TB_CHART_ORANGE] = { 0xa86e00, 0xe69f00 },
  [TB_CHART_SKY] = { 0x2a86bd, 0x56b4e9 },
  [TB_CHART_PINK] = { 0xa94f86, 0xd98ab5 },
  [TB_CHART_BROWN] = { 0x7a5a1e, 0xc9a45c },
  [TB_CHART_INK] = { 0x5e5c64, 0xb8b6bd },
};

/**
 * tb_chart_color_get:
 * @color: a colour
 * @is_dark: whether it is to stand on a dark background
 * @rgba: (out caller-allocates): it
 */
void
tb_chart_color_get (TbChartColor color, gboolean is_dark, GdkRGBA *rgba)
{
  const Tint *tint = &tints[(guint) color < TB_CHART_N_COLORS ? color : TB_CHART_INK];
  guint32 rgb = is_dark ? tint->dark : tint->light;

  *rgba = (GdkRGBA) { (float) (rgb >> 16 & 0xff) / 255.0f, (float) (rgb >> 8 & 0xff) / 255.0f, (float) (rgb & 0xff) / 255.0f, 1.0f };
}

/**
 * tb_chart_series_new:
 * @id: stable name; @label: what people call it, translated
 * @color: of the line
 * @style: how it is drawn
 *
 * Returns: (transfer full): a curve without points
 */
TbChartSeries *
tb_chart_series_new (const char *id, const char *label, TbChartColor color, TbChartStyle style)
{
  TbChartSeries *series = g_new0 (TbChartSeries, 1);

  series->id = g_strdup (id);
  series->label = g_strdup (label ? label : "");
  series->color = color;
  series->style = style;
  series->points = g_array_new (FALSE, FALSE, sizeof (TbChartPoint));
  return series;
}

/**
 * tb_chart_series_free:
 * @series: (transfer full): a curve
 */
void
tb_chart_series_free (TbChartSeries *series)
{
  g_array_unref (series->points);
  g_free (series->label);
  g_free (series->id);
  g_free (series);
}

/**
 * tb_chart_series_add:
 * @series: a curve
 * @time_us: when, not before the last point; the same time again replaces that point
 * @value: a finite number
 *
 * Returns: whether it was added; not if it is earlier than the last one or no number
 */
gboolean
tb_chart_series_add (TbChartSeries *series, gint64 time_us, double value)
{
  return tb_chart_series_add_band (series, time_us, value, value);
}

/**
 * tb_chart_series_add_band:
 * @series: a curve, of the style %TB_CHART_BAND
 * @time_us: as for [func@chart_series_add]
 * @low: lower edge; @high: upper edge, not below
 *
 * Returns: whether it was added
 */
gboolean
tb_chart_series_add_band (TbChartSeries *series, gint64 time_us, double low, double high)
{
  TbChartPoint point = { time_us, low, high };
  guint n = series->points->len;

  if (!isfinite (low) || !isfinite (high) || high < low || (n > 0 && tb_chart_series_get (series, n - 1)->time_us > time_us))
    return FALSE;
  if (n > 0 && tb_chart_series_get (series, n - 1)->time_us == time_us)
    g_array_set_size (series->points, n - 1);
  g_array_append_val (series->points, point);
  return TRUE;
}

guint
tb_chart_series_count (const TbChartSeries *series)
{
  return series->points->len;
}

const TbChartPoint *
tb_chart_series_get (const TbChartSeries *series, guint i)
{
  return &g_array_index (series->points, TbChartPoint, i);
}

/**
 * tb_chart_series_find:
 * @series: a curve
 * @time_us: a time
 *
 * Returns: the first point at @time_us or later; the number of points when there is none
 */
guint
tb_chart_series_find (const TbChartSeries *series, gint64 time_us)
{
  guint low = 0, high = series->points->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (tb_chart_series_get (series, middle)->time_us < time_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* @after is the first point at @time_us or later. */
static gboolean
get_value (const TbChartSeries *series, guint after, gint64 time_us, double *low, double *high)
{
  const TbChartPoint *end, *begin;
  double share;

  if (after == series->points->len || (after == 0 && tb_chart_series_get (series, 0)->time_us > time_us))
    return FALSE;
  end = tb_chart_series_get (series, after);
  begin = end->time_us == time_us ? end : tb_chart_series_get (series, after - 1);
  share = begin == end || series->is_step ? 0 : (double) (time_us - begin->time_us) / (double) (end->time_us - begin->time_us);
  *low = begin->value + (end->value - begin->value) * share;
  *high = begin->high + (end->high - begin->high) * share;
  return TRUE;
}

/**
 * tb_chart_series_value_at:
 * @series: a curve
 * @time_us: a time
 * @low: (out): its value there, or the lower edge
 * @high: (out): the upper edge
 *
 * Returns: whether the curve reaches there
 */
gboolean
tb_chart_series_value_at (const TbChartSeries *series, gint64 time_us, double *low, double *high)
{
  return get_value (series, tb_chart_series_find (series, time_us), time_us, low, high);
}

/* Whether the values of @other are where those of @series are, at each point of @series that both reach. */
static gboolean
lies_on (const TbChartSeries *series, const TbChartSeries *other, double tolerance)
{
  double low, high;
  guint after = 0;

  for (guint i = 0; i < series->points->len; i++)
    {
      const TbChartPoint *point = tb_chart_series_get (series, i);

      while (after < other->points->len && tb_chart_series_get (other, after)->time_us < point->time_us)
        after++;
      if (get_value (other, after, point->time_us, &low, &high) && (fabs (low - point->value) > tolerance || fabs (high - point->high) > tolerance))
        return FALSE;
    }
  return TRUE;
}

/**
 * tb_chart_series_coincides:
 * @series: a curve
 * @other: another
 * @tolerance: how far apart values may be that count as the same
 *
 * Two curves coincide when they are drawn alike, begin and end together, and lie on each other in between.
 *
 * Returns: whether they do
 */
gboolean
tb_chart_series_coincides (const TbChartSeries *series, const TbChartSeries *other, double tolerance)
{
  guint n = series->points->len, m = other->points->len;

  if (series->style != other->style || n == 0 || m == 0)
    return FALSE;
  if (tb_chart_series_get (series, 0)->time_us != tb_chart_series_get (other, 0)->time_us
      || tb_chart_series_get (series, n - 1)->time_us != tb_chart_series_get (other, m - 1)->time_us)
    return FALSE;
  return lies_on (series, other, tolerance) && lies_on (other, series, tolerance);
}
