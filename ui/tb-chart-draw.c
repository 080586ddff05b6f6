/* tb-chart-draw: see the header. The cursor and its text are in tb-chart-cursor.c. */
#include "tb-chart-draw.h"

#include <math.h>

#define LINE_WIDTH 2.5
#define DASHED_WIDTH 1.5
#define BAND_OPACITY 0.22

static const double dashes[] = { 5, 4 };

static void
set_color (cairo_t *cr, const TbChartPicture *picture, const TbChartSeries *series, double opacity)
{
  GdkRGBA color;

  tb_chart_color_get (series->color, picture->palette->is_dark, &color);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, opacity);
}

/* @align is 0 for words that begin at @x, 0.5 for the middle there, 1 for the end. */
static void
write_words (const TbChartPicture *picture, cairo_t *cr, const GdkRGBA *color, double x, double y, double align)
{
  int width;

  pango_layout_get_pixel_size (picture->text, &width, NULL);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_move_to (cr, floor (x - width * align), floor (y));
  pango_cairo_show_layout (cr, picture->text);
}

static void
draw_value_ticks (const TbChartPicture *picture, cairo_t *cr)
{
  const TbChartLayout *layout = picture->layout;
  const TbChartPlot *plot = &layout->plot;

  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < layout->n_ticks; i++)
    {
      g_autofree char *words = tb_chart_scale_format_tick (&plot->scale, layout->ticks[i]);
      double y = floor (tb_chart_plot_get_y (plot, layout->ticks[i])) + 0.5;

      gdk_cairo_set_source_rgba (cr, &picture->palette->link);
      cairo_move_to (cr, plot->x, y);
      cairo_line_to (cr, plot->x + plot->width, y);
      cairo_stroke (cr);
      tb_chart_text_set (picture->text, words, TB_CHART_SMALL, FALSE);
      write_words (picture, cr, &picture->palette->faint, plot->x - layout->line * 0.5, y - layout->small / 2, 1);
    }
}

static void
draw_time_ticks (const TbChartPicture *picture, cairo_t *cr)
{
  const TbChartLayout *layout = picture->layout;
  const TbChartPlot *plot = &layout->plot;
  gint64 step_us = layout->time_step_us, first_us = plot->from_us > 0 ? (plot->from_us - 1) / step_us + 1 : plot->from_us / step_us;
  double y = floor (plot->y + plot->height) + 0.5;
  guint n = 0;

  cairo_set_line_width (cr, 1);
  for (gint64 i = first_us; i <= plot->to_us / step_us && n < TB_CHART_MAX_TICKS; i++, n++)
    {
      g_autofree char *words = tb_chart_scale_format_time (i * step_us, step_us, plot->to_us / step_us * step_us);
      double x = floor (tb_chart_plot_get_x (plot, i * step_us)) + 0.5;
      int width;

      gdk_cairo_set_source_rgba (cr, &picture->palette->link);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x, y + layout->line * 0.25);
      cairo_stroke (cr);
      tb_chart_text_set (picture->text, words, TB_CHART_SMALL, FALSE);
      pango_layout_get_pixel_size (picture->text, &width, NULL);
      write_words (picture, cr, &picture->palette->faint, CLAMP (x, width / 2.0, MAX (layout->width - width / 2.0, width / 2.0)), y + layout->line * 0.35, 0.5);
    }
}

static void
add_vertices (cairo_t *cr, const GArray *vertices, gboolean is_back)
{
  for (guint i = 0; i < vertices->len; i++)
    {
      const TbChartVertex *vertex = &g_array_index (vertices, TbChartVertex, is_back ? vertices->len - 1 - i : i);

      cairo_line_to (cr, vertex->x, vertex->y);
    }
}

static void
draw_band (const TbChartPicture *picture, cairo_t *cr, const TbChartSeries *series, const GArray *low)
{
  g_autoptr (GArray) high = tb_chart_plot_trace (&picture->layout->plot, series, TRUE);

  add_vertices (cr, high, FALSE);
  add_vertices (cr, low, TRUE);
  cairo_close_path (cr);
  set_color (cr, picture, series, BAND_OPACITY);
  cairo_fill (cr);
}

static void
stroke_like (const TbChartPicture *picture, cairo_t *cr, const TbChartSeries *series)
{
  gboolean is_dashed = series->style == TB_CHART_DASHED;

  set_color (cr, picture, series, 1);
  cairo_set_line_width (cr, is_dashed ? DASHED_WIDTH : LINE_WIDTH);
  cairo_set_dash (cr, dashes, is_dashed ? G_N_ELEMENTS (dashes) : 0, 0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, is_dashed ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_line (const TbChartPicture *picture, cairo_t *cr, const TbChartSeries *series, const GArray *vertices)
{
  add_vertices (cr, vertices, FALSE);
  stroke_like (picture, cr, series);
}

/* Bands first, then from the last curve to the first, dashed ones on top. */
static void
draw_curves (const TbChartPicture *picture, cairo_t *cr)
{
  static const TbChartStyle order[] = { TB_CHART_BAND, TB_CHART_LINE, TB_CHART_DASHED };
  const TbChartPlot *plot = &picture->layout->plot;

  cairo_save (cr);
  cairo_rectangle (cr, plot->x - 1, plot->y - LINE_WIDTH, plot->width + 2, plot->height + 2 * LINE_WIDTH);
  cairo_clip (cr);
  for (guint pass = 0; pass < G_N_ELEMENTS (order); pass++)
    for (guint i = picture->model->series->len; i-- > 0;)
      {
        const TbChartSeries *series = g_ptr_array_index (picture->model->series, i);

        if (series->style == order[pass])
          (series->style == TB_CHART_BAND ? draw_band : draw_line) (picture, cr, series, g_ptr_array_index (picture->layout->traces, i));
      }
  cairo_restore (cr);
}

/* With a seam of the background, so that grid lines do not run through the words. */
static void
draw_labels (const TbChartPicture *picture, cairo_t *cr)
{
  const TbChartLayout *layout = picture->layout;

  for (guint i = 0; i < layout->n_labels; i++)
    {
      const TbChartName *name = &g_array_index (layout->names, TbChartName, layout->named[i]);
      const TbChartLabel *label = &layout->labels[i];
      GdkRGBA color;

      tb_chart_color_get (name->series->color, picture->palette->is_dark, &color);
      tb_chart_text_set (picture->text, name->words, 1, TRUE);
      cairo_move_to (cr, floor (label->x), floor (label->y));
      pango_cairo_layout_path (cr, picture->text);
      gdk_cairo_set_source_rgba (cr, &picture->palette->card);
      cairo_set_line_width (cr, 4);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_stroke (cr);
      write_words (picture, cr, &color, label->x, label->y, 0);
    }
}

/**
 * tb_chart_draw_swatch:
 * @picture: a picture
 * @cr: where
 * @series: a curve
 * @x: left end; @y: middle
 * @width: how long
 *
 * Draws a sample of the curve's stroke.
 */
void
tb_chart_draw_swatch (const TbChartPicture *picture, cairo_t *cr, const TbChartSeries *series, double x, double y, double width)
{
  if (series->style == TB_CHART_BAND)
    {
      set_color (cr, picture, series, BAND_OPACITY * 1.6);
      cairo_rectangle (cr, x, y - width * 0.25, width, width * 0.5);
      cairo_fill (cr);
      return;
    }
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + width, y);
  stroke_like (picture, cr, series);
}

static void
draw_keys (const TbChartPicture *picture, cairo_t *cr)
{
  const TbChartLayout *layout = picture->layout;

  for (guint i = 0; i < layout->keys->len; i++)
    {
      const TbChartKey *key = &g_array_index (layout->keys, TbChartKey, i);

      tb_chart_draw_swatch (picture, cr, key->name->series, key->x, floor (key->y + layout->small * 0.55) + 0.5, layout->line * 1.1);
      tb_chart_text_set (picture->text, key->name->words, TB_CHART_SMALL, FALSE);
      write_words (picture, cr, &picture->palette->ink, key->x + layout->line * 1.5, key->y, 0);
    }
}

static void
draw_title (const TbChartPicture *picture, cairo_t *cr)
{
  const TbChartLayout *layout = picture->layout;
  g_autofree char *title = g_utf8_strup (picture->model->title ? picture->model->title : "", -1);

  tb_chart_text_set (picture->text, title, TB_CHART_SMALL, TRUE);
  write_words (picture, cr, &picture->palette->faint, 0, layout->line * 0.1, 0);
  if (picture->model->detail == NULL || *picture->model->detail == '\0')
    return;
  tb_chart_text_set (picture->text, "", 1, FALSE);
  pango_layout_set_attributes (picture->text, NULL);
  pango_layout_set_markup (picture->text, picture->model->detail, -1);
  write_words (picture, cr, &picture->palette->ink, layout->width, 0, 1);
  pango_layout_set_attributes (picture->text, NULL);
}

static void
draw_empty (const TbChartPicture *picture, cairo_t *cr)
{
  const TbChartLayout *layout = picture->layout;
  double width = layout->plot.width * 0.9;
  int height;

  if (picture->model->empty == NULL)
    return;
  tb_chart_text_set (picture->text, picture->model->empty, 1, FALSE);
  pango_layout_set_width (picture->text, (int) (width * PANGO_SCALE));
  pango_layout_set_alignment (picture->text, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (picture->text, NULL, &height);
  gdk_cairo_set_source_rgba (cr, &picture->palette->faint);
  cairo_move_to (cr, layout->plot.x + layout->plot.width * 0.05, layout->plot.y + (layout->plot.height - height) / 2);
  pango_cairo_show_layout (cr, picture->text);
  pango_layout_set_width (picture->text, -1);
  pango_layout_set_alignment (picture->text, PANGO_ALIGN_LEFT);
}

/**
 * tb_chart_draw:
 * @picture: what to draw
 * @cr: where
 *
 * Draws all but the playhead and the cursor, which move while the rest stays.
 */
void
tb_chart_draw (const TbChartPicture *picture, cairo_t *cr)
{
  const char *note = picture->model->note;

  draw_title (picture, cr);
  if (picture->layout->is_empty)
    {
      draw_empty (picture, cr);
      return;
    }
  draw_value_ticks (picture, cr);
  draw_time_ticks (picture, cr);
  draw_curves (picture, cr);
  draw_labels (picture, cr);
  draw_keys (picture, cr);
  if (note == NULL || *note == '\0')
    return;
  tb_chart_text_set (picture->text, note, TB_CHART_SMALL, FALSE);
  write_words (picture, cr, &picture->palette->faint, picture->layout->plot.x, picture->layout->note_y, 0);
}

/**
 * tb_chart_draw_playhead:
 * @picture: a picture
 * @cr: where
 */
void
tb_chart_draw_playhead (const TbChartPicture *picture, cairo_t *cr)
{
  const TbChartPlot *plot = &picture->layout->plot;
  gint64 time_us = picture->model->playhead_us;

  if (time_us == TB_CHART_NO_TIME || time_us < plot->from_us || time_us > plot->to_us || picture->layout->is_empty)
    return;
  gdk_cairo_set_source_rgba (cr, &picture->palette->accent);
  cairo_rectangle (cr, floor (tb_chart_plot_get_x (plot, time_us)) - 1, plot->y - picture->layout->line * 0.4, 2,
                   plot->height + picture->layout->line * 0.4);
  cairo_fill (cr);
}
