/* tb-chart-private: what the files of the chart share. */
#pragma once

#include "tb-chart-layout.h"

G_BEGIN_DECLS

char  *tb_chart_format_value (const TbChartSeries *series, const TbChartScale *scale, gint64 time_us);
gint64 tb_chart_step_time    (const TbChartModel *model, const TbChartPlot *plot, gint64 time_us, int direction, double pixels);
char  *tb_chart_describe     (const TbChartModel *model, const TbChartScale *scale, gint64 time_us);
char  *tb_chart_model_to_csv (const TbChartModel *model);

G_END_DECLS
