/* tb-chart-plot: the area of a chart in which curves are drawn: times and values to pixels, and curves to as few strokes as can be seen. */
#pragma once

#include "tb-chart-scale.h"

G_BEGIN_DECLS

/**
 * TbChartPlot:
 * @x: left edge in pixels; @y: upper edge
 * @width: at least 1; likewise @height
 * @from_us: time at the left edge; @to_us: at the right one, later
 * @scale: of the values
 */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
  gint64 from_us;
  gint64 to_us;
  TbChartScale scale;
} TbChartPlot;

typedef struct
{
  double x;
  double y;
} TbChartVertex;

double  tb_chart_plot_get_x    (const TbChartPlot *plot, gint64 time_us);
double  tb_chart_plot_get_y    (const TbChartPlot *plot, double value);
gint64  tb_chart_plot_get_time (const TbChartPlot *plot, double x);
GArray *tb_chart_plot_trace    (const TbChartPlot *plot, const TbChartSeries *series, gboolean is_upper_edge);

G_END_DECLS
