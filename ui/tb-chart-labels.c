/* tb-chart-labels: see the header. Each name tries places near the end of its curve and takes the one that hides least of any curve and is nearest. */
#include "tb-chart-labels.h"

#include <math.h>

#define COLUMN 4.0     /* pixels that are looked at as one */
#define GAP 5.0        /* between a curve and its name */
#define REACH 2        /* how many lines away from the end a name may be */
#define SHIFTS 3       /* how often it may move to the left by a part of its width */

typedef struct
{
  float top;
  float bottom;
} Span;

/* Per curve one array of spans, one for each column. */
struct _TbChartSkyline
{
  double x;
  guint n_columns;
  GPtrArray *curves;
};

/**
 * tb_chart_skyline_new:
 * @plot: an area
 *
 * Returns: (transfer full): what curves hide there, none so far
 */
TbChartSkyline *
tb_chart_skyline_new (const TbChartPlot *plot)
{
  TbChartSkyline *skyline = g_new0 (TbChartSkyline, 1);

  skyline->x = plot->x;
  skyline->n_columns = (guint) (plot->width / COLUMN) + 1;
  skyline->curves = g_ptr_array_new_with_free_func (g_free);
  return skyline;
}

void
tb_chart_skyline_free (TbChartSkyline *skyline)
{
  g_ptr_array_unref (skyline->curves);
  g_free (skyline);
}

static int
get_column (const TbChartSkyline *skyline, double x)
{
  return (int) floor (CLAMP ((x - skyline->x) / COLUMN, -1, (double) skyline->n_columns));
}

static void
add_stroke (const TbChartSkyline *skyline, Span *spans, const TbChartVertex *from, const TbChartVertex *to)
{
  int first = MAX (get_column (skyline, from->x), 0), last = MIN (get_column (skyline, to->x), (int) skyline->n_columns - 1);
  double slope = to->x > from->x ? (to->y - from->y) / (to->x - from->x) : 0;

  for (int i = first; i <= last; i++)
    {
      double left = CLAMP (skyline->x + i * COLUMN, from->x, to->x), right = CLAMP (skyline->x + (i + 1) * COLUMN, from->x, to->x);
      double a = slope != 0 ? from->y + slope * (left - from->x) : from->y, b = slope != 0 ? from->y + slope * (right - from->x) : to->y;

      spans[i].top = MIN (spans[i].top, (float) MIN (a, b));
      spans[i].bottom = MAX (spans[i].bottom, (float) MAX (a, b));
    }
}

/**
 * tb_chart_skyline_add:
 * @skyline: what is hidden so far
 * @vertices: (element-type TbChartVertex): a curve from left to right
 */
void
tb_chart_skyline_add (TbChartSkyline *skyline, const GArray *vertices)
{
  Span *spans = g_new (Span, skyline->n_columns);

  for (guint i = 0; i < skyline->n_columns; i++)
    spans[i] = (Span) { G_MAXFLOAT, -G_MAXFLOAT };
  for (guint i = 1; i < vertices->len; i++)
    add_stroke (skyline, spans, &g_array_index (vertices, TbChartVertex, i - 1), &g_array_index (vertices, TbChartVertex, i));
  g_ptr_array_add (skyline->curves, spans);
}

/**
 * tb_chart_skyline_cover:
 * @skyline: curves
 * @x: of a box in pixels; likewise @y, @width, @height
 *
 * Returns: over how many pixels of its width the box lies on a curve, summed over the curves
 */
double
tb_chart_skyline_cover (const TbChartSkyline *skyline, double x, double y, double width, double height)
{
  int first = MAX (get_column (skyline, x), 0), last = MIN (get_column (skyline, x + width), (int) skyline->n_columns - 1);
  guint n = 0;

  for (guint i = 0; i < skyline->curves->len; i++)
    {
      const Span *spans = g_ptr_array_index (skyline->curves, i);

      for (int k = first; k <= last; k++)
        n += spans[k].top < y + height && spans[k].bottom > y;
    }
  return n * COLUMN;
}

static gboolean
overlaps (const TbChartLabel *a, const TbChartLabel *b)
{
  return a->x < b->x + b->width + GAP && b->x < a->x + a->width + GAP && a->y < b->y + b->height && b->y < a->y + a->height;
}

static gboolean
is_free (const TbChartPlot *plot, const TbChartLabel *label, const TbChartLabel *placed, guint n)
{
  if (label->x < plot->x || label->x + label->width > plot->x + plot->width + 1 || label->y < plot->y - label->height * 0.6
      || label->y + label->height > plot->y + plot->height)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (overlaps (label, &placed[i]))
      return FALSE;
  return TRUE;
}

static void
try_place (const TbChartPlot *plot, const TbChartSkyline *skyline, TbChartLabel *labels, guint i, double x, double y, double cost, double *best)
{
  TbChartLabel label = labels[i];

  label.x = x;
  label.y = y;
  if (cost >= *best || !is_free (plot, &label, labels, i))
    return;
  cost += 3 * tb_chart_skyline_cover (skyline, x, y, label.width, label.height);
  if (cost >= *best)
    return;
  *best = cost;
  labels[i] = label;
}

/* To the right of the end where there is room; else above or below, so that it ends where the curve does, or further to the left. */
static gboolean
place (const TbChartPlot *plot, const TbChartSkyline *skyline, TbChartLabel *labels, guint i)
{
  const TbChartLabel *label = &labels[i];
  double best = G_MAXDOUBLE, height = label->height, end_x = MIN (label->end.x, plot->x + plot->width), end_y = label->end.y;
  double seam = end_x < plot->x + plot->width - 1 ? GAP : 0;    /* the playhead may stand there */

  for (int k = -2 * REACH; k <= 2 * REACH; k++)
    {
      double away = abs (k) * height / 2, y = end_y - height / 2 + k * height / 2;
      gboolean is_aside = abs (k) * height / 2 >= height / 2 + GAP - 1;

      try_place (plot, skyline, labels, i, end_x + GAP + 2, y, away, &best);
      for (int shift = 0; shift < SHIFTS && is_aside; shift++)
        try_place (plot, skyline, labels, i, end_x - seam - label->width * (1 + shift * 0.25), y, away + shift * 12 + (k > 0 ? 3 : 0), &best);
    }
  return best < G_MAXDOUBLE;
}

/**
 * tb_chart_labels_place:
 * @plot: the area
 * @skyline: the curves in it
 * @labels: (inout) (array length=n): names; their places are set
 * @n: how many
 *
 * Returns: whether all found a place; if not, a legend has to name the curves
 */
gboolean
tb_chart_labels_place (const TbChartPlot *plot, const TbChartSkyline *skyline, TbChartLabel *labels, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!place (plot, skyline, labels, i))
      return FALSE;
  return TRUE;
}
