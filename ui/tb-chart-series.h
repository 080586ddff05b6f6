/* tb-chart-series: one curve of a chart: what it is called, how it looks, and its points. Knows neither axes nor pixels. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbChartStyle:
 * @TB_CHART_LINE: a line through the values
 * @TB_CHART_DASHED: likewise, thin and dashed: what theory says, or what is planned
 * @TB_CHART_BAND: the area between low and high, behind all lines
 */
typedef enum { TB_CHART_LINE, TB_CHART_DASHED, TB_CHART_BAND } TbChartStyle;

/**
 * TbChartColor:
 *
 * Colours of curves, which people who see few colours can tell apart (Okabe-Ito), each for light and dark backgrounds. @TB_CHART_INK is that of text.
 */
typedef enum
{
  TB_CHART_RED,      /* infected; as shipped */
  TB_CHART_GREEN,    /* protected */
  TB_CHART_BLUE,     /* cleaned; honest requests */
  TB_CHART_ORANGE,   /* vulnerable */
  TB_CHART_SKY,
  TB_CHART_PINK,
  TB_CHART_BROWN,
  TB_CHART_INK,
  TB_CHART_N_COLORS
} TbChartColor;

/**
 * TbChartPoint:
 * @time_us: simulated time
 * @value: of a line, and the lower edge of a band
 * @high: upper edge of a band; of a line, the same as @value
 */
typedef struct
{
  gint64 time_us;
  double value;
  double high;
} TbChartPoint;

/**
 * TbChartSeries:
 * @id: stable name, a column of the CSV
 * @label: what people call it, translated; "" for a curve that needs no name
 * @color: of the line
 * @style: how it is drawn
 * @is_step: whether a value holds until the next point, as counts do, instead of going there evenly
 * @points: (element-type TbChartPoint): in the order of their times
 */
typedef struct
{
  char *id;
  char *label;
  TbChartColor color;
  TbChartStyle style;
  gboolean is_step;
  GArray *points;
} TbChartSeries;

TbChartSeries *tb_chart_series_new       (const char *id, const char *label, TbChartColor color, TbChartStyle style);
void           tb_chart_series_free      (TbChartSeries *series);
gboolean       tb_chart_series_add       (TbChartSeries *series, gint64 time_us, double value);
gboolean       tb_chart_series_add_band  (TbChartSeries *series, gint64 time_us, double low, double high);
guint          tb_chart_series_count     (const TbChartSeries *series);
const TbChartPoint *tb_chart_series_get  (const TbChartSeries *series, guint i);
guint          tb_chart_series_find      (const TbChartSeries *series, gint64 time_us);
gboolean       tb_chart_series_value_at  (const TbChartSeries *series, gint64 time_us, double *low, double *high);
gboolean       tb_chart_series_coincides (const TbChartSeries *series, const TbChartSeries *other, double tolerance);
void           tb_chart_color_get        (TbChartColor color, gboolean is_dark, GdkRGBA *rgba);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbChartSeries, tb_chart_series_free)

G_END_DECLS
