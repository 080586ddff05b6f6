/* tb-lifetimes-draw: the picture of lifetimes, drawn with cairo: on the screen and into files alike. */
#pragma once

#include "tb-lifetimes.h"
#include "tb-paint.h"

G_BEGIN_DECLS

/**
 * TbLifetimesPicture:
 * @lifetimes: what to draw
 * @palette: the colours
 * @text: a layout with the font to write in
 * @width: pixels
 * @now_us: where the playhead is, simulated time
 * @check_us: the time that is checked, or @now_us
 * @chosen: number of the certificate to stress, or %TB_NO_CERTIFICATE
 */
typedef struct
{
  const TbLifetimes *lifetimes;
  const TbPalette *palette;
  PangoLayout *text;
  double width;
  gint64 now_us;
  gint64 check_us;
  guint chosen;
} TbLifetimesPicture;

void     tb_lifetimes_draw       (const TbLifetimesPicture *picture, cairo_t *cr);
int      tb_lifetimes_get_height (const TbLifetimes *lifetimes, int line);
double   tb_lifetimes_get_left   (const TbLifetimes *lifetimes, int line);
double   tb_lifetimes_get_right  (int line);
double   tb_lifetimes_get_x      (const TbLifetimes *lifetimes, double width, int line, gint64 time_us);
const TbLifeBar *tb_lifetimes_pick (const TbLifetimes *lifetimes, double width, int line, double x, double y);

G_END_DECLS
