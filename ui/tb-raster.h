/* tb-raster: the few drawing operations that must be fast, on plain pixels.
 *
 * Drawing ten thousand sprites, lines or a million points through a general library costs a microsecond or more each; here it is nanoseconds. Pixels are
 * premultiplied ARGB in the machine's byte order, as cairo's image surfaces have them. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  guint32 *pixels;
  int width;
  int height;
  int stride;     /* in pixels */
} TbRaster;

/**
 * TbSprite:
 * @pixels: a small picture
 * @width: its size; likewise @height
 * @dx: from the point it stands for to its left edge; likewise @dy to the top
 */
typedef struct
{
  guint32 *pixels;
  int width;
  int height;
  int dx;
  int dy;
} TbSprite;

typedef struct _TbDensity TbDensity;

TbRaster   tb_raster_for_surface (cairo_surface_t *surface);
guint32    tb_raster_color       (const GdkRGBA *color);
void       tb_raster_blit        (const TbRaster *raster, const TbSprite *sprite, int x, int y);
void       tb_raster_line        (const TbRaster *raster, float x0, float y0, float x1, float y1, float width, guint32 color);
TbSprite  *tb_sprite_new         (cairo_surface_t *surface, int dx, int dy);
void       tb_sprite_free        (TbSprite *sprite);

TbDensity *tb_density_new        (int width, int height);
void       tb_density_free       (TbDensity *density);
guint64   *tb_density_get_cells  (TbDensity *density);
guint64    tb_density_weight     (guint32 rgb, guint weight);
void       tb_density_pour       (TbDensity *density, const TbRaster *raster, double opacity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSprite, tb_sprite_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbDensity, tb_density_free)

G_END_DECLS
