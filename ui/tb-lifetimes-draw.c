/* tb-lifetimes-draw: see the header. All sizes follow the height of a line, so that large type makes a large chart. */
#include "tb-lifetimes-draw.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-icon.h"
#include "tb-timeline-draw.h"
#include "tb-units.h"

#define TOP_LINES    1.7    /* height of the axis, in lines */
#define LABEL_LINES  6.5    /* room for one time on it */
#define DATE_STEP_US (30 * TB_US_PER_DAY)

static const GdkRGBA white = { 1, 1, 1, 1 };

static double
lane_height (int line)
{
  return line * 1.25;
}

/* The name of a row stands at its left, unless there is only one. */
double
tb_lifetimes_get_left (const TbLifetimes *lifetimes, int line)
{
  return lifetimes->rows->len > 1 ? line * 9.5 : line * 1.2;
}

double
tb_lifetimes_get_right (int line)
{
  return line * 1.2;
}

/* Where the lanes end. The axis is above them, so that it is seen however many they are. */
static double
bottom_y (const TbLifetimes *lifetimes, int line)
{
  return line * TOP_LINES + lifetimes->n_lanes * lane_height (line) + (lifetimes->n_more > 0 ? line * 1.2 : 0);
}

/**
 * tb_lifetimes_get_height:
 * @lifetimes: bars
 * @line: height of a line of text, pixels
 *
 * Returns: how high the whole picture is
 */
int
tb_lifetimes_get_height (const TbLifetimes *lifetimes, int line)
{
  return (int) ceil (bottom_y (lifetimes, line) + line * 0.3);
}

/**
 * tb_lifetimes_get_x:
 * @lifetimes: bars
 * @width: of the picture
 * @line: height of a line of text
 * @time_us: simulated time
 *
 * Returns: where that is, which may be beyond the axis
 */
double
tb_lifetimes_get_x (const TbLifetimes *lifetimes, double width, int line, gint64 time_us)
{
  double left = tb_lifetimes_get_left (lifetimes, line), usable = width - left - tb_lifetimes_get_right (line);

  return left + (double) (time_us - lifetimes->from_us) / (double) MAX (lifetimes->to_us - lifetimes->from_us, 1) * usable;
}

static double
get_x (const TbLifetimesPicture *picture, int line, gint64 time_us)
{
  double x = tb_lifetimes_get_x (picture->lifetimes, picture->width, line, time_us);

  return CLAMP (x, tb_lifetimes_get_left (picture->lifetimes, line), picture->width - tb_lifetimes_get_right (line));
}

static double
lane_y (guint lane, int line)
{
  return line * TOP_LINES + lane * lane_height (line);
}

static void
add_rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  radius = MIN (radius, MIN (width, height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
write_text (cairo_t *cr, PangoLayout *text, const char *words, double x, double y, double width, PangoAlignment alignment, const GdkRGBA *color)
{
  pango_layout_set_text (text, words, -1);
  pango_layout_set_width (text, width > 0 ? (int) (width * PANGO_SCALE) : -1);
  pango_layout_set_ellipsize (text, width > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_alignment (text, alignment);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, text);
}

/* What is over is strong, what is still to come is faint; after a revocation nothing is left but an outline. */
static void
draw_bar (const TbLifetimesPicture *picture, cairo_t *cr, int line, const TbLifeBar *bar)
{
  double from = get_x (picture, line, bar->from_us), to = MAX (get_x (picture, line, bar->to_us), from + 3);
  double height = line * 0.85, y = lane_y (bar->lane, line), cut = get_x (picture, line, MIN (bar->revoked_us, bar->to_us));
  double now = CLAMP (get_x (picture, line, picture->now_us), from, to);
  const TbLook *look = bar->is_replaced && bar->revoked_us == G_MAXINT64 ? tb_look_identity (TB_IDENTITY_NONE) : bar->look;
  TbPalette faint = *picture->palette;

  faint.strength = 0.42;
  cairo_save (cr);
  add_rounded (cr, from, y, to - from, height, line * 0.28);
  cairo_clip (cr);
  tb_paint_set_look (cr, &faint, look);
  cairo_rectangle (cr, from, y, (bar->revoked_us < bar->to_us ? cut : to) - from, height);
  cairo_fill (cr);
  tb_paint_set_look (cr, picture->palette, look);
  cairo_rectangle (cr, from, y, MIN (now, cut) - from, height);
  cairo_fill (cr);
  cairo_restore (cr);
  tb_paint_set_look (cr, picture->palette, look);
  cairo_set_line_width (cr, 1);
  add_rounded (cr, from + 0.5, y + 0.5, to - from - 1, height - 1, line * 0.28);
  cairo_stroke (cr);
}

static void
draw_marks (const TbLifetimesPicture *picture, cairo_t *cr, int line, const TbLifeBar *bar)
{
  double y = lane_y (bar->lane, line) + line * 0.425, from = get_x (picture, line, bar->from_us), to = get_x (picture, line, bar->to_us);

  if (bar->is_renewal && to - from > line * 1.2)
    {
      gdk_cairo_set_source_rgba (cr, &white);
      tb_icon_draw (cr, "tb-identity-renewing-symbolic", from + line * 0.2, y - line * 0.31, line * 0.62);
    }
  if (bar->revoked_us != G_MAXINT64)
    tb_paint_badge (cr, picture->palette, tb_look_identity (TB_IDENTITY_REVOKED), get_x (picture, line, MIN (bar->revoked_us, bar->to_us)), y, line * 0.48);
  if (bar->certificate != picture->chosen || picture->lifetimes->bars->len < 2)
    return;
  gdk_cairo_set_source_rgba (cr, &picture->palette->ink);
  cairo_set_line_width (cr, 2);
  add_rounded (cr, from - 2, lane_y (bar->lane, line) - 2, MAX (to - from, 3) + 4, line * 0.85 + 4, line * 0.4);
  cairo_stroke (cr);
}

static void
draw_names (const TbLifetimesPicture *picture, cairo_t *cr, int line)
{
  const TbLifetimes *lifetimes = picture->lifetimes;
  double left = tb_lifetimes_get_left (lifetimes, line);

  for (guint i = 0; i < lifetimes->rows->len && lifetimes->rows->len > 1; i++)
    {
      const TbLifeRow *row = &g_array_index (lifetimes->rows, TbLifeRow, i);

      write_text (cr, picture->text, row->name, 0, lane_y (row->lane, line) - line * 0.08, left - line * 0.6, PANGO_ALIGN_RIGHT, &picture->palette->ink);
    }
  if (lifetimes->n_more > 0)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", lifetimes->n_more), lifetimes->n_more);

      write_text (cr, picture->text, more, 0, lane_y (lifetimes->n_lanes, line), left - line * 0.6, PANGO_ALIGN_RIGHT, &picture->palette->faint);
    }
}

static char *
format_time (const TbLifetimes *lifetimes, gint64 time_us, gint64 step_us)
{
  g_autofree char *moment = NULL;

  if (step_us < DATE_STEP_US)
    return time_us == 0 ? g_strdup ("0") : tb_units_format_duration (time_us);
  moment = tb_units_format_moment (lifetimes->start_us + time_us);
  return g_strndup (moment, 10);
}

static void
draw_axis (const TbLifetimesPicture *picture, cairo_t *cr, int line)
{
  const TbLifetimes *lifetimes = picture->lifetimes;
  double left = tb_lifetimes_get_left (lifetimes, line), right = picture->width - tb_lifetimes_get_right (line);
  gint64 span_us = lifetimes->to_us - lifetimes->from_us;
  gint64 step_us = tb_timeline_round_step ((gint64) ((double) span_us * line * LABEL_LINES / MAX (right - left, 1)));
  gint64 first_us = (lifetimes->from_us + step_us - 1) / step_us * step_us;

  cairo_set_line_width (cr, 1);
  for (gint64 time_us = MAX (first_us, 0); time_us <= lifetimes->to_us; time_us += step_us)
    {
      double x = floor (get_x (picture, line, time_us)) + 0.5, room = line * LABEL_LINES;
      g_autofree char *words = format_time (lifetimes, time_us, step_us);

      gdk_cairo_set_source_rgba (cr, &picture->palette->link);
      cairo_move_to (cr, x, line * 1.25);
      cairo_line_to (cr, x, bottom_y (lifetimes, line));
      cairo_stroke (cr);
      if (x + room / 4 < picture->width)
        write_text (cr, picture->text, words, x - room / 2, 0, room, PANGO_ALIGN_CENTER, &picture->palette->faint);
    }
}

static void
draw_line (const TbLifetimesPicture *picture, cairo_t *cr, int line, gint64 time_us, const GdkRGBA *color, gboolean is_dashed)
{
  const double dashes[] = { 4, 3 };
  double x = tb_lifetimes_get_x (picture->lifetimes, picture->width, line, time_us);

  if (x < tb_lifetimes_get_left (picture->lifetimes, line) - 1 || x > picture->width - tb_lifetimes_get_right (line) + 1)
    return;
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 2);
  cairo_set_dash (cr, dashes, is_dashed ? G_N_ELEMENTS (dashes) : 0, 0);
  cairo_move_to (cr, x, line * 1.25);
  cairo_line_to (cr, x, bottom_y (picture->lifetimes, line));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/**
 * tb_lifetimes_draw:
 * @picture: what to draw
 * @cr: where
 */
void
tb_lifetimes_draw (const TbLifetimesPicture *picture, cairo_t *cr)
{
  int line;

  pango_layout_set_text (picture->text, "Ag", -1);
  pango_layout_get_pixel_size (picture->text, NULL, &line);
  draw_axis (picture, cr, line);
  draw_names (picture, cr, line);
  for (guint i = 0; i < picture->lifetimes->bars->len; i++)
    draw_bar (picture, cr, line, &g_array_index (picture->lifetimes->bars, TbLifeBar, i));
  draw_line (picture, cr, line, picture->now_us, &picture->palette->accent, FALSE);
  if (picture->check_us != picture->now_us)
    draw_line (picture, cr, line, picture->check_us, &picture->palette->ink, TRUE);
  for (guint i = 0; i < picture->lifetimes->bars->len; i++)
    draw_marks (picture, cr, line, &g_array_index (picture->lifetimes->bars, TbLifeBar, i));
}

/**
 * tb_lifetimes_pick:
 * @lifetimes: bars
 * @width: of the picture
 * @line: height of a line of text
 * @x: where; likewise @y
 *
 * Returns: (transfer none) (nullable): the bar there, or in that lane near by
 */
const TbLifeBar *
tb_lifetimes_pick (const TbLifetimes *lifetimes, double width, int line, double x, double y)
{
  for (guint i = lifetimes->bars->len; i-- > 0;)
    {
      const TbLifeBar *bar = &g_array_index (lifetimes->bars, TbLifeBar, i);
      double top = lane_y (bar->lane, line);

      if (y >= top && y < top + lane_height (line) && x >= tb_lifetimes_get_x (lifetimes, width, line, bar->from_us) - 3
          && x <= tb_lifetimes_get_x (lifetimes, width, line, bar->to_us) + 3)
        return bar;
    }
  return NULL;
}
