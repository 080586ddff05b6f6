/* tb-chart-scale: the two axes of a chart: where a time or a value is, which ticks are round, and how they are written. No widgets. */
#pragma once

#include "tb-chart.h"

G_BEGIN_DECLS

#define TB_CHART_MAX_TICKS 64

/**
 * TbChartScale:
 * @unit: of the values
 * @is_logarithmic: whether equal distances are equal factors
 * @bottom: value at the lower edge: 0, or a power of ten on a logarithmic axis
 * @top: value at the upper edge, more than @bottom
 * @step: between ticks, where the axis is not logarithmic
 */
typedef struct
{
  TbChartUnit unit;
  gboolean is_logarithmic;
  double bottom;
  double top;
  double step;
} TbChartScale;

void     tb_chart_scale_init         (TbChartScale *scale, TbChartUnit unit, gboolean is_logarithmic, double lowest, double highest, double maximum,
                                      guint n_ticks);
double   tb_chart_scale_get_share    (const TbChartScale *scale, double value);
guint    tb_chart_scale_get_ticks    (const TbChartScale *scale, double *ticks, guint n_max);
char    *tb_chart_scale_format       (const TbChartScale *scale, double value);
char    *tb_chart_scale_format_tick  (const TbChartScale *scale, double value);
gint64   tb_chart_scale_time_step    (gint64 least_us);
char    *tb_chart_scale_format_time  (gint64 time_us, gint64 step_us, gint64 last_us);

G_END_DECLS
