/* tb-diagram-draw: how drawings look, in points. */
#include "tb-diagram.h"

#include <math.h>

#define BAR_STEP    20.0     /* from one bar to the next */
#define BAR_HEIGHT  11.0
#define NAME_WIDTH  150.0
#define VALUE_WIDTH 150.0
#define PLOT_HEIGHT 130.0
#define AXIS_WIDTH  34.0
#define KEY_WIDTH   170.0
#define KEY_VALUE_WIDTH 40.0
#define KEY_STEP    17.0
#define TICK_HEIGHT 20.0
#define ABOVE       8.0
#define N_GRID      4

/**
 * tb_diagram_get_height:
 * @diagram: a drawing
 *
 * Returns: how high it is, in points
 */
double
tb_diagram_get_height (const TbDiagram *diagram)
{
  if (diagram->kind == TB_DIAGRAM_BARS)
    return diagram->bars->len * BAR_STEP;
  return MAX (ABOVE + PLOT_HEIGHT + TICK_HEIGHT, ABOVE + diagram->series->len * KEY_STEP);
}

static void
fill (cairo_t *cr, guint32 rgb, double x, double y, double width, double height)
{
  tb_mark_set_rgb (cr, rgb);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
}

static void
draw_line (cairo_t *cr, guint32 rgb, double line_width, double x1, double y1, double x2, double y2)
{
  tb_mark_set_rgb (cr, rgb);
  cairo_set_line_width (cr, line_width);
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
  cairo_stroke (cr);
}

/* --- bars --- */

/* What counts less is striped, so that it is not told by colour alone. */
static void
stripe (cairo_t *cr, guint32 rgb, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  for (double at = x - height; at < x + width; at += 4)
    draw_line (cr, rgb, 1, at, y + height, at + height, y);
  cairo_restore (cr);
  tb_mark_set_rgb (cr, rgb);
  cairo_set_line_width (cr, 0.8);
  cairo_rectangle (cr, x + 0.4, y + 0.4, MAX (width - 0.8, 0.1), height - 0.8);
  cairo_stroke (cr);
}

static void
draw_bar (const TbDiagramBar *bar, TbType *type, cairo_t *cr, double x, double y, double width)
{
  double indent = bar->mark != TB_MARK_NONE ? 15 : 0, left = x + NAME_WIDTH, length = width - NAME_WIDTH - VALUE_WIDTH, top = y + (BAR_STEP - BAR_HEIGHT) / 2, text = y + (BAR_STEP - 13) / 2;

  if (bar->mark != TB_MARK_NONE)
    tb_mark_draw (bar->mark, cr, x, y + (BAR_STEP - 10) / 2, 10);
  tb_type_draw_within (type, cr, TB_TYPE_BODY, TB_TYPE_INK, bar->name, x + indent, text, NAME_WIDTH - indent - 6);
  if (bar->full >= 0)
    {
      fill (cr, TB_TYPE_TINT, left, top, length, BAR_HEIGHT);
      fill (cr, bar->rgb, left, top, length * bar->full, BAR_HEIGHT);
      if (bar->pale > 0)
        stripe (cr, bar->rgb, left + length * bar->full, top, length * bar->pale, BAR_HEIGHT);
    }
  tb_type_draw_within (type, cr, TB_TYPE_BODY, TB_TYPE_INK, bar->value, bar->full >= 0 ? left + length + 8 : left, text, VALUE_WIDTH - 8);
}

static void
draw_bars (const TbDiagram *diagram, TbType *type, cairo_t *cr, double x, double y, double width)
{
  for (guint i = 0; i < diagram->bars->len; i++)
    draw_bar (&g_array_index (diagram->bars, TbDiagramBar, i), type, cr, x, y + i * BAR_STEP, width);
}

/* --- axes --- */

typedef struct { const TbDiagram *diagram; TbType *type; cairo_t *cr; double x, y, width, height; } Plot;

static double
to_y (const Plot *plot, double value)
{
  return plot->y + plot->height * (1 - value / plot->diagram->top);
}

static void
draw_grid (const Plot *plot)
{
  for (guint i = 0; i <= N_GRID; i++)
    {
      double value = plot->diagram->top * i / N_GRID, y = to_y (plot, value);
      g_autofree char *text = g_strdup_printf ("%.0f", value);

      draw_line (plot->cr, i == 0 ? TB_TYPE_DIM : TB_TYPE_RULE, i == 0 ? 0.8 : 0.5, plot->x, y, plot->x + plot->width, y);
      tb_type_draw (plot->type, plot->cr, TB_TYPE_SMALL, TB_TYPE_DIM, text, plot->x - 6, y - 6, 1);
    }
}

/* Words at the ends of the axis stay within it. */
static void
draw_ticks (const Plot *plot)
{
  for (guint i = 0; i < plot->diagram->ticks->len; i++)
    {
      const TbDiagramTick *tick = &g_array_index (plot->diagram->ticks, TbDiagramTick, i);
      double x = plot->x + plot->width * tick->at, bottom = plot->y + plot->height;

      draw_line (plot->cr, TB_TYPE_DIM, 0.8, x, bottom, x, bottom + 3);
      tb_type_draw (plot->type, plot->cr, TB_TYPE_SMALL, TB_TYPE_DIM, tick->text, x, bottom + 5, tick->at < 0.08 ? 0 : tick->at > 0.92 ? 1 : 0.5);
    }
}

static void
draw_now (const Plot *plot)
{
  const double dashes[] = { 3, 2 };
  double x = plot->x + plot->width * plot->diagram->now;

  if (plot->diagram->now < 0)
    return;
  cairo_set_dash (plot->cr, dashes, G_N_ELEMENTS (dashes), 0);
  draw_line (plot->cr, TB_TYPE_INK, 1, x, plot->y - 4, x, plot->y + plot->height);
  cairo_set_dash (plot->cr, NULL, 0, 0);
}

/* --- lines --- */

/* Each series has a sign of its own: a disc, a square, a triangle, a diamond, a ring. */
static void
draw_sign (cairo_t *cr, guint number, guint32 rgb, double x, double y)
{
  static const int corners[][9] = { { 4, -3, -3, 3, -3, 3, 3, -3, 3 }, { 3, 0, -4, 4, 3, -4, 3 }, { 4, 0, -4, 4, 0, 0, 4, -4, 0 } };
  guint shape = number % 5;

  tb_mark_set_rgb (cr, rgb);
  cairo_new_path (cr);
  if (shape == 0 || shape == 4)
    cairo_arc (cr, x, y, 3, 0, 2 * G_PI);
  else
    for (int i = 0; i < corners[shape - 1][0]; i++)
      cairo_line_to (cr, x + corners[shape - 1][2 * i + 1], y + corners[shape - 1][2 * i + 2]);
  cairo_close_path (cr);
  cairo_fill (cr);
  if (shape == 4)
    {
      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_arc (cr, x, y, 1.6, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

static void
draw_series (const Plot *plot, guint number)
{
  const TbDiagramSeries *series = &g_array_index (plot->diagram->series, TbDiagramSeries, number);
  const TbDiagramPoint *points = (const TbDiagramPoint *) series->points->data;

  tb_mark_set_rgb (plot->cr, series->rgb);
  cairo_set_line_width (plot->cr, 1.6);
  cairo_new_path (plot->cr);
  for (guint i = 0; i < series->points->len; i++)
    cairo_line_to (plot->cr, plot->x + plot->width * points[i].x, to_y (plot, points[i].y));
  cairo_stroke (plot->cr);
  for (guint i = 0; i < series->points->len; i++)
    draw_sign (plot->cr, number, series->rgb, plot->x + plot->width * points[i].x, to_y (plot, points[i].y));
}

/* --- columns --- */

static void
draw_layer (const Plot *plot, guint number, double *heights)
{
  const TbDiagramSeries *series = &g_array_index (plot->diagram->series, TbDiagramSeries, number);
  double step = plot->width / series->points->len, gap = MIN (step * 0.15, 3);

  for (guint i = 0; i < series->points->len; i++)
    {
      double value = g_array_index (series->points, TbDiagramPoint, i).y, top = to_y (plot, heights[i] + value), bottom = to_y (plot, heights[i]);

      heights[i] += value;
      if (value > 0)
        fill (plot->cr, series->rgb, plot->x + i * step + gap / 2, top, step - gap, bottom - top);
    }
}

static void
draw_columns (const Plot *plot)
{
  guint n = plot->diagram->series->len > 0 ? g_array_index (plot->diagram->series, TbDiagramSeries, 0).points->len : 0;
  g_autofree double *heights = g_new0 (double, MAX (n, 1));

  for (guint i = 0; i < plot->diagram->series->len; i++)
    draw_layer (plot, i, heights);
}

/* --- all of it --- */

static void
draw_key (const Plot *plot, double x)
{
  for (guint i = 0; i < plot->diagram->series->len; i++)
    {
      const TbDiagramSeries *series = &g_array_index (plot->diagram->series, TbDiagramSeries, i);
      double y = plot->y - ABOVE + i * KEY_STEP;

      if (plot->diagram->kind == TB_DIAGRAM_COLUMNS)
        fill (plot->cr, series->rgb, x, y + 3, 8, 8);
      else
        draw_line (plot->cr, series->rgb, 1.6, x - 4, y + 7, x + 12, y + 7);
      if (plot->diagram->kind == TB_DIAGRAM_LINES)
        draw_sign (plot->cr, i, series->rgb, x + 4, y + 7);
      tb_type_draw_within (plot->type, plot->cr, TB_TYPE_SMALL, TB_TYPE_INK, series->name, x + 16, y + 1, KEY_WIDTH - 16 - KEY_VALUE_WIDTH);
      tb_type_draw (plot->type, plot->cr, TB_TYPE_HEAD, TB_TYPE_INK, series->value, x + KEY_WIDTH - 10, y + 1, 1);
    }
}

/**
 * tb_diagram_draw:
 * @diagram: a drawing
 * @type: fonts
 * @cr: where
 * @x: left
 * @y: top
 * @width: how wide
 */
void
tb_diagram_draw (const TbDiagram *diagram, TbType *type, cairo_t *cr, double x, double y, double width)
{
  Plot plot = { diagram, type, cr, x + AXIS_WIDTH, y + ABOVE, width - AXIS_WIDTH - KEY_WIDTH - 14, PLOT_HEIGHT };

  if (diagram->kind == TB_DIAGRAM_BARS)
    {
      draw_bars (diagram, type, cr, x, y, width);
      return;
    }
  draw_grid (&plot);
  draw_ticks (&plot);
  if (diagram->kind == TB_DIAGRAM_COLUMNS)
    draw_columns (&plot);
  for (guint i = 0; i < diagram->series->len && diagram->kind == TB_DIAGRAM_LINES; i++)
    draw_series (&plot, i);
  draw_now (&plot);
  draw_key (&plot, x + width - KEY_WIDTH + 8);
}
