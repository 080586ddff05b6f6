/* tb-chart-names: which names a chart writes: curves that lie on each other share one, which names them all. */
#pragma once

#include "tb-chart-scale.h"

G_BEGIN_DECLS

/**
 * TbChartName:
 * @words: what is written
 * @series: the curve it stands at, the first of those that it names
 */
typedef struct
{
  char *words;
  const TbChartSeries *series;
} TbChartName;

GArray *tb_chart_names_new  (const GPtrArray *series, const TbChartScale *scale);
char   *tb_chart_names_join (char **names);

G_END_DECLS
