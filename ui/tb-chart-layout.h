/* tb-chart-layout: what a chart says, and where each part of it stands on an area of some size. Drawing, picking and the cursor all ask here. */
#pragma once

#include "tb-chart-labels.h"
#include "tb-chart-names.h"

G_BEGIN_DECLS

#define TB_CHART_SMALL 0.86    /* size of ticks and notes, of that of text */

/**
 * TbChartModel:
 * @title: or %NULL; likewise @detail (markup), @note, @empty
 * @series: (element-type TbChartSeries): curves, the last is drawn first
 * @unit: of the values; @maximum: where the axis ends, 0 for by itself
 * @is_logarithmic: whether the axis of values is
 * @from_us: first time; @to_us: last, the same for as far as the points reach
 * @playhead_us: or %TB_CHART_NO_TIME
 */
typedef struct
{
  char *title;
  char *detail;
  char *note;
  char *empty;
  GPtrArray *series;
  TbChartUnit unit;
  double maximum;
  gboolean is_logarithmic;
  gint64 from_us;
  gint64 to_us;
  gint64 playhead_us;
} TbChartModel;

typedef struct
{
  const TbChartName *name;
  double x;
  double y;
} TbChartKey;

/**
 * TbChartLayout:
 * @width: of everything; likewise @height
 * @line: height of a line of text; @small: of a line of small text
 * @plot: where curves are drawn
 * @lowest: value above 0 of all curves; @highest: of all values
 * @traces: (element-type GArray): the strokes of each curve, of the lower edge of a band
 * @time_step_us: between ticks of time
 * @ticks: values of the ticks; @n_ticks of them
 * @names: (element-type TbChartName): what is written
 * @labels: places of the names at the ends of curves, %NULL where there is no room; @named: which names they are
 * @n_labels: how many
 * @keys: (element-type TbChartKey): the legend below, of bands, and of all where there is no room at their ends
 * @note_y: where the note is
 * @is_empty: whether there is no point at all
 */
typedef struct
{
  double width;
  double height;
  double line;
  double small;
  TbChartPlot plot;
  double lowest;
  double highest;
  GPtrArray *traces;
  gint64 time_step_us;
  double ticks[TB_CHART_MAX_TICKS];
  guint n_ticks;
  GArray *names;
  TbChartLabel *labels;
  guint *named;
  guint n_labels;
  GArray *keys;
  double note_y;
  gboolean is_empty;
} TbChartLayout;

void           tb_chart_model_clear    (TbChartModel *model);
gboolean       tb_chart_model_is_empty (const TbChartModel *model);
TbChartLayout *tb_chart_layout_new     (const TbChartModel *model, PangoLayout *text, double width, double height);
void           tb_chart_layout_free    (TbChartLayout *layout);
void           tb_chart_text_set       (PangoLayout *text, const char *words, double size, gboolean is_bold);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbChartLayout, tb_chart_layout_free)

G_END_DECLS
