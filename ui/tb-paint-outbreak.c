/* tb-paint-outbreak: what an outbreak adds to nodes: the gauge of a service under attack, the shield that an attempt meets, the flash of a device that is
 * taken. See tb-paint.h. */
#include <math.h>

#include "tb-icon.h"
#include "tb-paint.h"

#define SHIELD_HALF 0.95   /* radians to each side */

static void
set_color (cairo_t *cr, const TbPalette *palette, const TbLook *look, double alpha)
{
  GdkRGBA color;

  tb_look_get_color (look, palette->is_dark, &color);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, alpha);
}

/* Nobody is at home: the face goes black, in the dark too. */
static void
paint_darkness (cairo_t *cr, const TbKind *kind, double x, double y, double radius)
{
  cairo_set_source_rgb (cr, 0.07, 0.07, 0.07);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.42, 0.42, 0.42);
  tb_icon_draw (cr, kind->icon, x - radius * 0.55, y - radius * 0.55, radius * 1.1);
}

static void
paint_arc (cairo_t *cr, double x, double y, double radius, double width, double share)
{
  cairo_set_line_width (cr, width);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, -G_PI_2, -G_PI_2 + 2 * G_PI * share);
  cairo_stroke (cr);
}

/**
 * tb_paint_siege:
 * @cr: a drawing
 * @palette: the colours
 * @kind: what the service is
 * @siege: what a flood does to it
 * @x: middle; likewise @y
 * @radius: of its ring
 *
 * Draws, over a service that is there already, how much of its honest requests it answers: a ring that is full when it is all. Under a tenth it goes dark.
 */
void
tb_paint_siege (cairo_t *cr, const TbPalette *palette, const TbKind *kind, const TbSiege *siege, double x, double y, double radius)
{
  TbSiegeLook state = tb_look_judge_siege (siege->answered);
  const TbLook *look = tb_look_siege (state);
  double width = CLAMP (radius * 0.17, 2, 5), share = MIN (siege->answered, TB_SIEGE_ALL) / (double) TB_SIEGE_ALL;

  if (state == TB_SIEGE_LOOK_DARK)
    paint_darkness (cr, kind, x, y, radius);
  gdk_cairo_set_source_rgba (cr, &palette->background);
  paint_arc (cr, x, y, radius + width, width + 3, 1);
  gdk_cairo_set_source_rgba (cr, &palette->link);
  paint_arc (cr, x, y, radius + width, width, 1);
  set_color (cr, palette, look, 1);
  paint_arc (cr, x, y, radius + width, width, share);
  tb_paint_badge (cr, palette, look, x + radius * 0.84, y + radius * 0.84, radius * 0.46);
}

/**
 * tb_paint_bounce:
 * @cr: a drawing
 * @palette: the colours
 * @look: what the attempt met
 * @x: middle of the device; likewise @y
 * @radius: of the device
 * @angle: from where the attempt came, radians
 * @strength: 1 when it hits, 0 when it is over
 *
 * Draws the part of a shield that an attempt has hit.
 */
void
tb_paint_bounce (cairo_t *cr, const TbPalette *palette, const TbLook *look, double x, double y, double radius, double angle, double strength)
{
  set_color (cr, palette, look, strength);
  cairo_set_line_width (cr, MAX (2, radius * 0.2));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius * 1.3, angle - SHIELD_HALF, angle + SHIELD_HALF);
  cairo_stroke (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
}

/**
 * tb_paint_flash:
 * @cr: a drawing
 * @palette: the colours
 * @look: what has become of the device
 * @x: its middle; likewise @y
 * @radius: of the device
 * @progress: 0 when it begins, 1 when it is over
 *
 * Draws a ring that grows from a device and fades. It stays within three radii.
 */
void
tb_paint_flash (cairo_t *cr, const TbPalette *palette, const TbLook *look, double x, double y, double radius, double progress)
{
  double grown = radius * (1.1 + 1.5 * sqrt (progress));

  set_color (cr, palette, look, 0.9 * (1 - progress));
  cairo_set_line_width (cr, MAX (1.5, radius * 0.4 * (1 - progress)));
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, grown, 0, 2 * G_PI);
  cairo_stroke (cr);
}
