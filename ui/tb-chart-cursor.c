/* tb-chart-cursor: the time under the pointer or the arrow keys, and what all curves are there. */
#include <math.h>

#include "tb-chart-draw.h"
#include "tb-chart-private.h"
#include "tb-sentence.h"

typedef struct
{
  double x;
  double y;
  double width;
  double height;
  double value_width;    /* of the widest value */
} Card;

/**
 * tb_chart_format_value:
 * @series: a curve
 * @scale: how values are written
 * @time_us: when
 *
 * Returns: (transfer full) (nullable): its value there, or both edges of a band; %NULL where the curve does not reach
 */
char *
tb_chart_format_value (const TbChartSeries *series, const TbChartScale *scale, gint64 time_us)
{
  g_autofree char *first = NULL, *second = NULL;
  double low, high;

  if (!tb_chart_series_value_at (series, time_us, &low, &high))
    return NULL;
  first = tb_chart_scale_format (scale, low);
  if (series->style != TB_CHART_BAND)
    return g_steal_pointer (&first);
  second = tb_chart_scale_format (scale, high);
  return g_strdup_printf ("%s – %s", first, second);
}

static char *
value_of (const TbChartPicture *picture, guint name, gint64 time_us)
{
  return tb_chart_format_value (g_array_index (picture->layout->names, TbChartName, name).series, &picture->layout->plot.scale, time_us);
}

static double
measure (const TbChartPicture *picture, const char *words, gboolean is_bold)
{
  int width;

  tb_chart_text_set (picture->text, words, TB_CHART_SMALL, is_bold);
  pango_layout_get_pixel_size (picture->text, &width, NULL);
  return width;
}

/* Right of the cursor where there is room, else left. */
static Card
lay_out_card (const TbChartPicture *picture, gint64 time_us, const char *moment)
{
  const TbChartLayout *layout = picture->layout;
  double x = tb_chart_plot_get_x (&layout->plot, time_us), words = 0, pad = layout->line * 0.6;
  Card card = { .y = layout->plot.y + 2 };
  guint n = 0;

  for (guint i = 0; i < layout->names->len; i++)
    {
      g_autofree char *value = value_of (picture, i, time_us);

      if (value == NULL)
        continue;
      words = MAX (words, measure (picture, g_array_index (layout->names, TbChartName, i).words, FALSE));
      card.value_width = MAX (card.value_width, measure (picture, value, TRUE));
      n++;
    }
  card.width = MAX (measure (picture, moment, TRUE), layout->line * 2.4 + words + card.value_width) + 2 * pad;
  card.height = (n + 1) * layout->small * 1.3 + 2 * pad * 0.7;
  card.x = x + layout->line * 0.8 + card.width < layout->width ? x + layout->line * 0.8 : MAX (x - layout->line * 0.8 - card.width, 0);
  return card;
}

static void
draw_card_ground (const TbChartPicture *picture, cairo_t *cr, const Card *card)
{
  double radius = picture->layout->line * 0.4;

  cairo_new_sub_path (cr);
  cairo_arc (cr, card->x + card->width - radius, card->y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, card->x + card->width - radius, card->y + card->height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, card->x + radius, card->y + card->height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, card->x + radius, card->y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, &picture->palette->ground);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &picture->palette->link);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
write_at (const TbChartPicture *picture, cairo_t *cr, const char *words, gboolean is_bold, double x, double y)
{
  tb_chart_text_set (picture->text, words, TB_CHART_SMALL, is_bold);
  gdk_cairo_set_source_rgba (cr, &picture->palette->ink);
  cairo_move_to (cr, floor (x), floor (y));
  pango_cairo_show_layout (cr, picture->text);
}

static void
draw_card (const TbChartPicture *picture, cairo_t *cr, gint64 time_us)
{
  const TbChartLayout *layout = picture->layout;
  g_autofree char *moment = tb_sentence_format_moment (time_us);
  Card card = lay_out_card (picture, time_us, moment);
  double pad = layout->line * 0.6, y = card.y + pad * 0.7;

  draw_card_ground (picture, cr, &card);
  write_at (picture, cr, moment, TRUE, card.x + pad, y);
  for (guint i = 0; i < layout->names->len; i++)
    {
      const TbChartName *name = &g_array_index (layout->names, TbChartName, i);
      g_autofree char *value = value_of (picture, i, time_us);

      if (value == NULL)
        continue;
      y += layout->small * 1.3;
      tb_chart_draw_swatch (picture, cr, name->series, card.x + pad, floor (y + layout->small * 0.55) + 0.5, layout->line * 0.9);
      write_at (picture, cr, name->words, FALSE, card.x + pad + layout->line * 1.3, y);
      write_at (picture, cr, value, TRUE, card.x + card.width - pad - measure (picture, value, TRUE), y);
    }
}

static void
draw_dots (const TbChartPicture *picture, cairo_t *cr, gint64 time_us)
{
  const TbChartPlot *plot = &picture->layout->plot;
  double x = tb_chart_plot_get_x (plot, time_us), low, high;

  for (guint i = 0; i < picture->layout->names->len; i++)
    {
      const TbChartSeries *series = g_array_index (picture->layout->names, TbChartName, i).series;
      GdkRGBA color;

      if (series->style == TB_CHART_BAND || !tb_chart_series_value_at (series, time_us, &low, &high))
        continue;
      tb_chart_color_get (series->color, picture->palette->is_dark, &color);
      gdk_cairo_set_source_rgba (cr, &color);
      cairo_arc (cr, x, tb_chart_plot_get_y (plot, low), picture->layout->line * 0.22, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

/**
 * tb_chart_draw_cursor:
 * @picture: a picture
 * @cr: where
 * @time_us: the time whose values are shown
 */
void
tb_chart_draw_cursor (const TbChartPicture *picture, cairo_t *cr, gint64 time_us)
{
  const TbChartPlot *plot = &picture->layout->plot;

  if (time_us < plot->from_us || time_us > plot->to_us)
    return;
  gdk_cairo_set_source_rgba (cr, &picture->palette->faint);
  cairo_rectangle (cr, floor (tb_chart_plot_get_x (plot, time_us)), plot->y, 1, plot->height);
  cairo_fill (cr);
  draw_dots (picture, cr, time_us);
  draw_card (picture, cr, time_us);
}

/* The next point of any curve in that direction that is at least @least_us away. */
static gint64
find_next (const GPtrArray *all, gint64 time_us, int direction, gint64 least_us)
{
  gint64 best_us = direction > 0 ? G_MAXINT64 : G_MININT64;

  for (guint i = 0; i < all->len; i++)
    {
      const TbChartSeries *series = g_ptr_array_index (all, i);
      guint after = tb_chart_series_find (series, direction > 0 ? time_us + least_us : time_us - least_us + 1);

      if (direction > 0 && after < tb_chart_series_count (series))
        best_us = MIN (best_us, tb_chart_series_get (series, after)->time_us);
      if (direction < 0 && after > 0)
        best_us = MAX (best_us, tb_chart_series_get (series, after - 1)->time_us);
    }
  return best_us;
}

/**
 * tb_chart_step_time:
 * @model: what a chart says
 * @plot: its area
 * @time_us: where the cursor is
 * @direction: 1 for later, -1 for earlier
 * @pixels: how far away the next stop is at least, at least 1
 *
 * Returns: the next point of any curve at which the cursor can be seen to have moved; @time_us when there is none
 */
gint64
tb_chart_step_time (const TbChartModel *model, const TbChartPlot *plot, gint64 time_us, int direction, double pixels)
{
  gint64 least_us = (gint64) (((double) plot->to_us - (double) plot->from_us) / plot->width * pixels);
  gint64 next_us = find_next (model->series, time_us, direction, MAX (least_us, 1));

  if (next_us == G_MAXINT64 || next_us == G_MININT64)
    next_us = find_next (model->series, time_us, direction, 1);
  return next_us < plot->from_us || next_us > plot->to_us ? time_us : next_us;
}
