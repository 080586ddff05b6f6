/* tb-sprites: nodes drawn once for each look at one size, to be copied many times.
 *
 * A set holds one size; asking for another size or palette empties it. Small dots come in sixteen positions within a pixel, so that a field of them
 * stays even. */
#pragma once

#include "tb-paint.h"
#include "tb-raster.h"

G_BEGIN_DECLS

#define TB_SPRITES_N_PHASES 16   /* 4 by 4 */

typedef struct _TbSprites TbSprites;

TbSprites      *tb_sprites_new       (void);
void            tb_sprites_free      (TbSprites *sprites);
double          tb_sprites_set_size  (TbSprites *sprites, TbScene *scene, const TbPalette *palette, double radius, double scale);
const TbSprite *tb_sprites_get_node  (TbSprites *sprites, TbScene *scene, const TbPalette *palette, guint8 kind, guint8 mark);
const TbSprite *tb_sprites_get_dot   (TbSprites *sprites, const TbPalette *palette, guint8 mark, guint phase);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSprites, tb_sprites_free)

G_END_DECLS
