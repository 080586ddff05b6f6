/* tb-life-draw: the picture of the lifetimes of a fleet, drawn with cairo: on the screen and into files alike. */
#pragma once

#include "tb-life-layout.h"
#include "tb-life-rows.h"
#include "tb-life-span.h"
#include "tb-paint.h"

G_BEGIN_DECLS

/**
 * TbLifePicture:
 * @index: the certificates
 * @rows: whose
 * @layout: where
 * @palette: the colours
 * @text: a layout with the font to write in
 * @now_us: where the playhead is: nothing later is known
 * @selected: whom to stress, or %TB_NOBODY; @hover: whom the pointer is on
 */
typedef struct
{
  TbLifeIndex *index;
  const TbLifeRows *rows;
  TbLifeLayout layout;
  const TbPalette *palette;
  PangoLayout *text;
  gint64 now_us;
  guint32 selected;
  guint32 hover;
} TbLifePicture;

#define TB_LIFE_FUTURE_STRENGTH 0.42   /* of the colour of what is still to come */
#define TB_LIFE_DENSE_BELOW     3.0    /* rows that are lower are drawn as pixels */

const TbLook *tb_life_look            (TbLifeState state);
const char   *tb_life_word            (TbLifeState state);
void          tb_life_draw            (const TbLifePicture *picture, cairo_t *cr);
void          tb_life_draw_moving     (const TbLifePicture *picture, cairo_t *cr);
void          tb_life_draw_swatch     (const TbLifePicture *picture, cairo_t *cr, TbLifeState state, double x, double y, double width, double height);
void          tb_life_draw_density    (const TbLifePicture *picture, cairo_t *cr);

G_END_DECLS
