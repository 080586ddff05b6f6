/* tb-chart-plot: see the header.
 *
 * A column of pixels shows no more of a curve than where it comes in, its lowest and highest value, and where it goes out: four vertices, however many
 * points lie in it. */
#include "tb-chart-plot.h"

#include <math.h>

/**
 * tb_chart_plot_get_x:
 * @plot: an area
 * @time_us: a time
 *
 * Returns: where it is, which may be outside
 */
double
tb_chart_plot_get_x (const TbChartPlot *plot, gint64 time_us)
{
  return plot->x + ((double) time_us - (double) plot->from_us) / ((double) plot->to_us - (double) plot->from_us) * plot->width;
}

/**
 * tb_chart_plot_get_y:
 * @plot: an area
 * @value: a value
 *
 * Returns: where it is; what is beyond the axis is at its edge
 */
double
tb_chart_plot_get_y (const TbChartPlot *plot, double value)
{
  return plot->y + plot->height * (1 - tb_chart_scale_get_share (&plot->scale, value));
}

/**
 * tb_chart_plot_get_time:
 * @plot: an area
 * @x: in pixels
 *
 * Returns: the time there, at most from edge to edge
 */
gint64
tb_chart_plot_get_time (const TbChartPlot *plot, double x)
{
  double share = CLAMP ((x - plot->x) / plot->width, 0, 1);

  return plot->from_us + (gint64) (share * ((double) plot->to_us - (double) plot->from_us));
}

/* Values, not pixels: where they are is asked for a few of them only. */
typedef struct
{
  double column;
  double first;
  double last;
  double lowest;
  double highest;
  guint n;
} Column;

static void
add (GArray *vertices, double x, double y)
{
  TbChartVertex vertex = { x, y };

  g_array_append_val (vertices, vertex);
}

static void
finish (const TbChartPlot *plot, GArray *vertices, const Column *column)
{
  double x = column->column + 0.5;

  if (column->n == 0)
    return;
  add (vertices, x, tb_chart_plot_get_y (plot, column->first));
  if (column->n > 2 && column->lowest < MIN (column->first, column->last))
    add (vertices, x, tb_chart_plot_get_y (plot, column->lowest));
  if (column->n > 2 && column->highest > MAX (column->first, column->last))
    add (vertices, x, tb_chart_plot_get_y (plot, column->highest));
  if (column->n > 1)
    add (vertices, x, tb_chart_plot_get_y (plot, column->last));
}

static void
collect (const TbChartPlot *plot, GArray *vertices, Column *column, double x, double value)
{
  double pixel = floor (x);

  if (column->n > 0 && column->column != pixel)
    {
      finish (plot, vertices, column);
      column->n = 0;
    }
  if (column->n++ == 0)
    *column = (Column) { pixel, value, value, value, value, 1 };
  column->last = value;
  column->lowest = MIN (column->lowest, value);
  column->highest = MAX (column->highest, value);
}

static void
trace_each (const TbChartPlot *plot, const TbChartSeries *series, gboolean is_upper_edge, guint from, guint to, GArray *vertices)
{
  for (guint i = from; i < to; i++)
    {
      const TbChartPoint *point = tb_chart_series_get (series, i);
      double x = tb_chart_plot_get_x (plot, point->time_us), y = tb_chart_plot_get_y (plot, is_upper_edge ? point->high : point->value);

      if (series->is_step && vertices->len > 0)
        add (vertices, x, g_array_index (vertices, TbChartVertex, vertices->len - 1).y);
      add (vertices, x, y);
    }
}

static void
trace_columns (const TbChartPlot *plot, const TbChartSeries *series, gboolean is_upper_edge, guint from, guint to, GArray *vertices)
{
  Column column = { 0 };

  for (guint i = from; i < to; i++)
    {
      const TbChartPoint *point = tb_chart_series_get (series, i);
      double x = tb_chart_plot_get_x (plot, point->time_us);

      if (series->is_step && column.n > 0 && column.column != floor (x))
        collect (plot, vertices, &column, x, column.last);
      collect (plot, vertices, &column, x, is_upper_edge ? point->high : point->value);
    }
  finish (plot, vertices, &column);
}

/**
 * tb_chart_plot_trace:
 * @plot: an area
 * @series: a curve
 * @is_upper_edge: of a band
 *
 * Returns: (transfer full) (element-type TbChartVertex): the curve in pixels from left to right, with one point more at either side of the area where
 *   there is one
 */
GArray *
tb_chart_plot_trace (const TbChartPlot *plot, const TbChartSeries *series, gboolean is_upper_edge)
{
  GArray *vertices = g_array_new (FALSE, FALSE, sizeof (TbChartVertex));
  guint from = tb_chart_series_find (series, plot->from_us), to = tb_chart_series_find (series, plot->to_us);

  from -= from > 0;
  to = MIN (to + 1, series->points->len);
  if (to - from <= 2 * plot->width)
    trace_each (plot, series, is_upper_edge, from, to, vertices);
  else
    trace_columns (plot, series, is_upper_edge, from, to, vertices);
  return vertices;
}
