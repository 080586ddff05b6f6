/* tb-raster: see the header. */
#include "tb-raster.h"

#include <math.h>
#include <string.h>

/**
 * tb_raster_for_surface:
 * @surface: an ARGB32 image surface; flush it before, mark it dirty after
 *
 * Returns: its pixels
 */
TbRaster
tb_raster_for_surface (cairo_surface_t *surface)
{
  return (TbRaster) { (guint32 *) (gpointer) cairo_image_surface_get_data (surface), cairo_image_surface_get_width (surface),
                      cairo_image_surface_get_height (surface), cairo_image_surface_get_stride (surface) / 4 };
}

/**
 * tb_raster_color:
 * @color: a colour
 *
 * Returns: one pixel of it, premultiplied
 */
guint32
tb_raster_color (const GdkRGBA *color)
{
  guint alpha = (guint) (color->alpha * 255.0f + 0.5f);
  guint red = (guint) (color->red * (float) alpha + 0.5f), green = (guint) (color->green * (float) alpha + 0.5f);
  guint blue = (guint) (color->blue * (float) alpha + 0.5f);

  return alpha << 24 | red << 16 | green << 8 | blue;
}

/* All four channels times @scale / 256, two at a time. */
static inline guint32
scale_pixel (guint32 pixel, guint32 scale)
{
  guint32 even = (pixel & 0xff00ff) * scale >> 8, odd = (pixel >> 8 & 0xff00ff) * scale;

  return (even & 0xff00ff) | (odd & 0xff00ff00);
}

static inline guint32
over (guint32 source, guint32 below)
{
  return source + scale_pixel (below, 256 - (source >> 24));
}

/**
 * tb_raster_blit:
 * @raster: pixels
 * @sprite: a small picture
 * @x: the point it stands for; likewise @y
 */
void
tb_raster_blit (const TbRaster *raster, const TbSprite *sprite, int x, int y)
{
  int left = x + sprite->dx, top = y + sprite->dy;
  int x0 = MAX (0, -left), x1 = MIN (sprite->width, raster->width - left);
  int y0 = MAX (0, -top), y1 = MIN (sprite->height, raster->height - top);

  for (int row = y0; row < y1; row++)
    {
      const guint32 *from = sprite->pixels + row * sprite->width;
      guint32 *to = raster->pixels + (gssize) (top + row) * raster->stride + left;

      for (int column = x0; column < x1; column++)
        {
          guint32 source = from[column];

          if (source >= 0xff000000u)
            to[column] = source;
          else if (source != 0)
            to[column] = over (source, to[column]);
        }
    }
}

/* Liang and Barsky: shortens a segment to the part within 0..limit along one axis. */
static gboolean
clip_axis (float start, float delta, float limit, float *t0, float *t1)
{
  float near, far;

  if (fabsf (delta) < 1e-6f)
    return start >= 0 && start <= limit;
  near = -start / delta;
  far = (limit - start) / delta;
  *t0 = MAX (*t0, MIN (near, far));
  *t1 = MIN (*t1, MAX (near, far));
  return *t0 < *t1;
}

/* One column (or row) of a line, from @from to @to in 1/256 pixels: full in the middle, in part at both edges. */
static inline void
plot_span (guint32 *pixels, gssize step, int limit, int from, int to, guint32 color)
{
  int first = MAX (from >> 8, 0), last = MIN ((to - 1) >> 8, limit - 1);

  for (int i = first; i <= last; i++)
    {
      int cover = MIN (to, (i + 1) << 8) - MAX (from, i << 8);

      pixels[i * step] = over (scale_pixel (color, (guint32) cover), pixels[i * step]);
    }
}

static void
draw_along (const TbRaster *raster, gboolean is_steep, float a0, float b0, float a1, float b1, float width, guint32 color)
{
  float slope = (b1 - b0) / (a1 - a0);
  int half = (int) (width * 128.0f * sqrtf (1 + slope * slope)), slope_16 = (int) (slope * 65536.0f);
  int limit_a = is_steep ? raster->height : raster->width, limit_b = is_steep ? raster->width : raster->height;
  gssize step_a = is_steep ? raster->stride : 1, step_b = is_steep ? 1 : raster->stride;
  int first = MAX (0, (int) floorf (MIN (a0, a1) + 0.5f)), last = MIN (limit_a - 1, (int) floorf (MAX (a0, a1) + 0.5f) - 1);
  gint64 middle_16 = (gint64) ((b0 + slope * ((float) first + 0.5f - a0)) * 65536.0f);

  for (int a = first; a <= last; a++, middle_16 += slope_16)
    {
      int middle = (int) (middle_16 >> 8);

      plot_span (raster->pixels + a * step_a, step_b, limit_b, middle - half, middle + half, color);
    }
}

/**
 * tb_raster_line:
 * @raster: pixels
 * @x0: where it begins; likewise @y0
 * @x1: where it ends; likewise @y1
 * @width: of the line
 * @color: a pixel of its colour
 */
void
tb_raster_line (const TbRaster *raster, float x0, float y0, float x1, float y1, float width, guint32 color)
{
  float dx = x1 - x0, dy = y1 - y0, t0 = 0, t1 = 1;

  if (!clip_axis (x0, dx, (float) raster->width, &t0, &t1) || !clip_axis (y0, dy, (float) raster->height, &t0, &t1) || fabsf (dx) + fabsf (dy) < 0.5f)
    return;
  x1 = x0 + dx * t1;
  y1 = y0 + dy * t1;
  x0 += dx * t0;
  y0 += dy * t0;
  if (fabsf (dx) >= fabsf (dy))
    draw_along (raster, FALSE, x0, y0, x1, y1, width, color);
  else
    draw_along (raster, TRUE, y0, x0, y1, x1, width, color);
}

static gboolean
is_clear (const guint32 *pixels, int n, int step)
{
  for (int i = 0; i < n; i++)
    if (pixels[i * step] != 0)
      return FALSE;
  return TRUE;
}

/* Leaves out empty rows and columns at the edges: copying them costs as much as copying the rest. */
static TbRaster
crop (TbRaster raster, int *dx, int *dy)
{
  while (raster.height > 1 && is_clear (raster.pixels, raster.width, 1))
    {
      raster.pixels += raster.stride;
      raster.height--;
      ++*dy;
    }
  while (raster.height > 1 && is_clear (raster.pixels + (raster.height - 1) * raster.stride, raster.width, 1))
    raster.height--;
  while (raster.width > 1 && is_clear (raster.pixels, raster.height, raster.stride))
    {
      raster.pixels++;
      raster.width--;
      ++*dx;
    }
  while (raster.width > 1 && is_clear (raster.pixels + raster.width - 1, raster.height, raster.stride))
    raster.width--;
  return raster;
}

/**
 * tb_sprite_new:
 * @surface: an ARGB32 image surface
 * @dx: from the point it stands for to the left edge of @surface; likewise @dy to the top
 *
 * Returns: (transfer full): a copy of what was drawn
 */
TbSprite *
tb_sprite_new (cairo_surface_t *surface, int dx, int dy)
{
  TbRaster raster;
  TbSprite *sprite = g_new (TbSprite, 1);

  cairo_surface_flush (surface);
  raster = crop (tb_raster_for_surface (surface), &dx, &dy);
  *sprite = (TbSprite) { g_new (guint32, (gsize) raster.width * (gsize) raster.height), raster.width, raster.height, dx, dy };
  for (int row = 0; row < raster.height; row++)
    memcpy (sprite->pixels + (gssize) row * raster.width, raster.pixels + (gssize) row * raster.stride, (gsize) raster.width * 4);
  return sprite;
}

/**
 * tb_sprite_free:
 * @sprite: (transfer full): a sprite
 */
void
tb_sprite_free (TbSprite *sprite)
{
  g_free (sprite->pixels);
  g_free (sprite);
}

/* Per pixel four sums of 16 bits: red, green, blue (6 bits a point and weight) and the weights. */
struct _TbDensity
{
  guint64 *cells;
  int width;
  int height;
};

/**
 * tb_density_new:
 * @width: pixels; likewise @height
 *
 * Returns: (transfer full): sums for that many pixels, all 0
 */
TbDensity *
tb_density_new (int width, int height)
{
  TbDensity *density = g_new (TbDensity, 1);

  *density = (TbDensity) { g_new0 (guint64, (gsize) width * (gsize) height), width, height };
  return density;
}

/**
 * tb_density_free:
 * @density: (transfer full): sums
 */
void
tb_density_free (TbDensity *density)
{
  g_free (density->cells);
  g_free (density);
}

/**
 * tb_density_get_cells:
 * @density: sums
 *
 * Returns: (transfer none): one number a pixel, row by row, to which the numbers of [func@density_weight] are added; at most 1000 of weight 1 each
 */
guint64 *
tb_density_get_cells (TbDensity *density)
{
  return density->cells;
}

/**
 * tb_density_weight:
 * @rgb: a colour, 0xRRGGBB
 * @weight: how much it counts, so that what is rare is still seen among many
 *
 * Returns: what to add to a pixel for one point
 */
guint64
tb_density_weight (guint32 rgb, guint weight)
{
  guint64 red = (rgb >> 16 & 0xff) >> 2, green = (rgb >> 8 & 0xff) >> 2, blue = (rgb & 0xff) >> 2;

  return (red << 48 | green << 32 | blue << 16 | 1) * weight;
}

static guint32
cell_to_pixel (guint64 cell, const guint8 opacities[16])
{
  guint sum = (guint) (cell & 0xffff), alpha = opacities[MIN (sum, 15)];
  guint64 scale = (guint64) alpha * 1040 / sum; /* 65536 / 63: six bits to premultiplied eight */

  return alpha << 24 | (guint32) ((cell >> 48 & 0xffff) * scale >> 16 & 0xff) << 16 | (guint32) ((cell >> 32 & 0xffff) * scale >> 16 & 0xff) << 8 |
         (guint32) ((cell >> 16 & 0xffff) * scale >> 16 & 0xff);
}

/**
 * tb_density_pour:
 * @density: sums, of the size of @raster; all 0 afterwards
 * @raster: pixels
 * @opacity: of a single point
 *
 * Draws each pixel in the mean colour of its points, the more opaque the more there are.
 */
void
tb_density_pour (TbDensity *density, const TbRaster *raster, double opacity)
{
  guint8 opacities[16];

  for (guint i = 0; i < G_N_ELEMENTS (opacities); i++)
    opacities[i] = (guint8) (255 * (1 - pow (1 - opacity, i)));
  for (int y = 0; y < MIN (density->height, raster->height); y++)
    {
      guint64 *cells = density->cells + (gssize) y * density->width;
      guint32 *pixels = raster->pixels + (gssize) y * raster->stride;

      for (int x = 0; x < MIN (density->width, raster->width); x++)
        if (cells[x] != 0)
          {
            pixels[x] = over (cell_to_pixel (cells[x], opacities), pixels[x]);
            cells[x] = 0;
          }
    }
}
