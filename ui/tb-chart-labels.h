/* tb-chart-labels: where the names of curves stand, so that each is at its curve's end and none lies on another. Geometry only. */
#pragma once

#include "tb-chart-plot.h"

G_BEGIN_DECLS

/**
 * TbChartLabel:
 * @end: where its curve ends
 * @width: of the words in pixels; likewise @height
 * @x: (out): where they go; likewise @y
 */
typedef struct
{
  TbChartVertex end;
  double width;
  double height;
  double x;
  double y;
} TbChartLabel;

typedef struct _TbChartSkyline TbChartSkyline;

TbChartSkyline *tb_chart_skyline_new   (const TbChartPlot *plot);
void            tb_chart_skyline_free  (TbChartSkyline *skyline);
void            tb_chart_skyline_add   (TbChartSkyline *skyline, const GArray *vertices);
double          tb_chart_skyline_cover (const TbChartSkyline *skyline, double x, double y, double width, double height);
gboolean        tb_chart_labels_place  (const TbChartPlot *plot, const TbChartSkyline *skyline, TbChartLabel *labels, guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbChartSkyline, tb_chart_skyline_free)

G_END_DECLS
