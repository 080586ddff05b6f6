/* tb-ladder-draw: see the header. Here is the ground: life lines, bands of protection, arrows and times. */
#include "tb-ladder-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-units.h"

/* By TbProtection. */
static const char *const band_words[] = {
  "",
  N_("encrypted from here: handshake keys"),
  N_("application keys"),
};

/* Where two lanes share the width, or one has little of it. */
static const char *const short_words[] = { "", N_("handshake keys"), N_("application keys") };

static double
crisp (double value)
{
  return floor (value) + 0.5;
}

static void
draw_text (cairo_t *cr, PangoLayout *text, double x, double y, gboolean ends_at_x, const char *words, const GdkRGBA *color)
{
  int width;

  pango_layout_set_width (text, -1);
  pango_layout_set_text (text, words, -1);
  pango_layout_get_pixel_size (text, &width, NULL);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_move_to (cr, ends_at_x ? x - width : x, y);
  pango_cairo_show_layout (cr, text);
}

static void
draw_padlock (cairo_t *cr, double x, double y, double size, const GdkRGBA *color)
{
  double body = size * 0.55;

  gdk_cairo_set_source_rgba (cr, color);
  cairo_rectangle (cr, x, y + size - body, size * 0.8, body);
  cairo_fill (cr);
  cairo_set_line_width (cr, size * 0.13);
  cairo_new_path (cr);
  cairo_arc (cr, x + size * 0.4, y + size - body, size * 0.25, G_PI, 2 * G_PI);
  cairo_stroke (cr);
}

static const char *
choose_words (PangoLayout *text, const TbLadderLayout *layout, const TbLadderBand *band, double width)
{
  guint protection = MIN (band->protection, G_N_ELEMENTS (band_words) - 1);
  int text_width;

  pango_layout_set_width (text, -1);
  pango_layout_set_text (text, _(band_words[protection]), -1);
  pango_layout_get_pixel_size (text, &text_width, NULL);
  return layout->middle > 0 || text_width + 2 * layout->line > width ? _(short_words[protection]) : _(band_words[protection]);
}

static void
draw_band (cairo_t *cr, PangoLayout *text, const TbLadderLayout *layout, const TbLadderBand *band, const TbLadderLook *look)
{
  const double dashes[] = { 5, 4 };
  double left = tb_ladder_layout_get_left (layout, band->lane);
  double right = tb_ladder_layout_get_right (layout, band->lane) - 0.5 * layout->line;
  double width = tb_ladder_layout_get_right (layout, band->lane) - left;
  int text_width;

  gdk_cairo_set_source_rgba (cr, &look->shade);
  cairo_rectangle (cr, left, band->y, width, band->height);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &look->good);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, left, crisp (band->y));
  cairo_rel_line_to (cr, width, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  draw_text (cr, text, right, band->label_y, TRUE, choose_words (text, layout, band, width), &look->good);
  pango_layout_get_pixel_size (text, &text_width, NULL);
  draw_padlock (cr, right - text_width - layout->line, band->label_y + layout->line * 0.12, layout->line * 0.7, &look->good);
}

static void
draw_head_of_arrow (cairo_t *cr, double x, double y, double direction, double size)
{
  cairo_move_to (cr, x, y);
  cairo_rel_line_to (cr, -direction * size, -size * 0.5);
  cairo_rel_line_to (cr, 0, size);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_arrow (cairo_t *cr, const TbLadderLayout *layout, const TbLadderBox *box, const TbLadderStep *step, const GdkRGBA *color)
{
  double y = crisp (box->y + box->height / 2);
  double left = tb_ladder_layout_get_left (layout, step->lane), right = tb_ladder_layout_get_right (layout, step->lane);
  gboolean to_right = step->from == TB_SIDE_CLIENT;

  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 1.4);
  cairo_move_to (cr, left, y);
  cairo_line_to (cr, box->x, y);
  cairo_move_to (cr, box->x + box->width, y);
  cairo_line_to (cr, right, y);
  cairo_stroke (cr);
  draw_head_of_arrow (cr, to_right ? right : left, y, to_right ? 1 : -1, layout->line * 0.5);
}

static void
draw_time (cairo_t *cr, PangoLayout *text, const TbLadderLayout *layout, const TbLadderBox *box, const TbLadderStep *step, const GdkRGBA *color)
{
  g_autofree char *since = step->since_us == 0 ? g_strdup ("0 ms") : tb_units_format_short (step->since_us);

  draw_text (cr, text, layout->time_x, box->y + (box->height - layout->line) / 2, TRUE, since, color);
}

/* From the card that explains a refusal up to the message that was refused, beside its sender's life line. */
static void
draw_pointer (cairo_t *cr, const TbLadderLayout *layout, const TbLadderBox *box, const TbLadderStep *step, const TbLadderLook *look)
{
  const double dashes[] = { 3, 3 };
  double inward = step->from == TB_SIDE_CLIENT ? 1 : -1;
  double edge = step->from == TB_SIDE_CLIENT ? box->x : box->x + box->width;
  double out = (layout->middle > 0 ? 0.45 : 0.9) * layout->line;
  double x = crisp (edge - inward * out), y = crisp (box->y + box->height / 2);

  gdk_cairo_set_source_rgba (cr, &look->bad);
  cairo_set_line_width (cr, 1.6);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, x, layout->verdict_y);
  cairo_line_to (cr, x, y);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, edge, y);
  cairo_stroke (cr);
  draw_head_of_arrow (cr, edge, y, inward, layout->line * 0.5);
}

static void
draw_life_lines (cairo_t *cr, const TbLadderLayout *layout, const TbLadderLook *look)
{
  gdk_cairo_set_source_rgba (cr, &look->line);
  cairo_set_line_width (cr, 1.5);
  for (guint side = 0; side < 2; side++)
    {
      cairo_move_to (cr, crisp (layout->life[side]), layout->life_y);
      cairo_rel_line_to (cr, 0, layout->life_height);
      cairo_stroke (cr);
    }
  if (layout->middle <= 0)
    return;
  gdk_cairo_set_source_rgba (cr, &look->bad);
  cairo_move_to (cr, crisp (layout->middle), layout->life_y);
  cairo_rel_line_to (cr, 0, layout->life_height);
  cairo_stroke (cr);
}

/**
 * tb_ladder_draw_ground:
 * @cr: where to draw
 * @text: for words; its font counts
 * @story: what to show
 * @layout: where
 * @look: in which colours
 * @flight: the flight one has stepped to, %G_MAXUINT for none
 *
 * Draws everything but the boxes, the heads and the card.
 */
void
tb_ladder_draw_ground (cairo_t *cr, PangoLayout *text, const TbLadderStory *story, const TbLadderLayout *layout, const TbLadderLook *look, guint flight)
{
  for (guint i = 0; i < layout->bands->len; i++)
    draw_band (cr, text, layout, &g_array_index (layout->bands, TbLadderBand, i), look);
  draw_life_lines (cr, layout, look);
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      const TbLadderBox *box = &g_array_index (layout->boxes, TbLadderBox, i);
      const TbLadderStep *step = &g_array_index (story->steps, TbLadderStep, box->step);

      draw_arrow (cr, layout, box, step, step->is_alert ? &look->bad : &look->line);
      if (box->shows_time)
        draw_time (cr, text, layout, box, step, step->flight == flight ? &look->accent : &look->dim);
      if (step->is_culprit && layout->verdict_width > 0)
        draw_pointer (cr, layout, box, step, look);
    }
}
