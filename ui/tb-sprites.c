/* tb-sprites: see the header. */
#include "tb-sprites.h"

#include <math.h>

#define N_MARKS 128

struct _TbSprites
{
  GPtrArray *nodes;   /* by kind and mark, NULL where not drawn yet */
  GPtrArray *dots;    /* by mark and phase */
  TbScene *scene;     /* borrowed, only to notice another one */
  double radius;
  double scale;
  gboolean is_dark;
  GdkRGBA ink;
};

static void
sprite_free (gpointer data)
{
  if (data != NULL)
    tb_sprite_free (data);
}

/**
 * tb_sprites_new:
 *
 * Returns: (transfer full): an empty set
 */
TbSprites *
tb_sprites_new (void)
{
  TbSprites *sprites = g_new0 (TbSprites, 1);

  sprites->nodes = g_ptr_array_new_with_free_func (sprite_free);
  sprites->dots = g_ptr_array_new_with_free_func (sprite_free);
  return sprites;
}

/**
 * tb_sprites_free:
 * @sprites: (transfer full): a set
 */
void
tb_sprites_free (TbSprites *sprites)
{
  g_ptr_array_unref (sprites->nodes);
  g_ptr_array_unref (sprites->dots);
  g_free (sprites);
}

static double
round_radius (double radius)
{
  double step = radius < 4 ? 0.25 : 0.5;

  return MAX (0.5, round (radius / step) * step);
}

/**
 * tb_sprites_set_size:
 * @sprites: a set
 * @scene: whose kinds
 * @palette: the colours
 * @radius: of the nodes, pixels of the window
 * @scale: pixels of the screen per pixel of the window
 *
 * Returns: the radius at which they are drawn, @radius rounded a little
 */
double
tb_sprites_set_size (TbSprites *sprites, TbScene *scene, const TbPalette *palette, double radius, double scale)
{
  radius = round_radius (radius);
  if (sprites->scene == scene && sprites->radius == radius && sprites->scale == scale && sprites->is_dark == palette->is_dark &&
      gdk_rgba_equal (&sprites->ink, &palette->ink))
    return radius;
  g_ptr_array_set_size (sprites->nodes, 0);
  g_ptr_array_set_size (sprites->dots, 0);
  g_ptr_array_set_size (sprites->nodes, (gint) tb_scene_get_n_kinds (scene) * N_MARKS);
  g_ptr_array_set_size (sprites->dots, N_MARKS * TB_SPRITES_N_PHASES);
  sprites->scene = scene;
  sprites->radius = radius;
  sprites->scale = scale;
  sprites->is_dark = palette->is_dark;
  sprites->ink = palette->ink;
  return radius;
}

static cairo_t *
begin (double reach, double scale, int *edge)
{
  cairo_surface_t *surface;
  cairo_t *cr;

  *edge = (int) ceil (reach * scale) + 1;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 2 * *edge + 1, 2 * *edge + 1);
  cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  cairo_translate (cr, *edge, *edge);
  cairo_scale (cr, scale, scale);
  return cr;
}

static TbSprite *
finish (cairo_t *cr, int edge)
{
  TbSprite *sprite = tb_sprite_new (cairo_get_target (cr), -edge, -edge);

  cairo_destroy (cr);
  return sprite;
}

/**
 * tb_sprites_get_node:
 * @sprites: a set
 * @scene: the scene its size was set for
 * @palette: the colours
 * @kind: what it is
 * @mark: its state
 *
 * Returns: (transfer none): the picture
 */
const TbSprite *
tb_sprites_get_node (TbSprites *sprites, TbScene *scene, const TbPalette *palette, guint8 kind, guint8 mark)
{
  gpointer *slot = &sprites->nodes->pdata[kind * N_MARKS + mark];
  int edge;

  if (*slot == NULL)
    {
      cairo_t *cr = begin (sprites->radius * TB_PAINT_REACH, sprites->scale, &edge);

      tb_paint_node (cr, palette, tb_scene_get_kind (scene, kind), mark, 0, 0, sprites->radius);
      *slot = finish (cr, edge);
    }
  return *slot;
}

/**
 * tb_sprites_get_dot:
 * @sprites: a set
 * @palette: the colours
 * @mark: a state
 * @phase: quarters of a pixel to the right, plus four times the quarters down
 *
 * Returns: (transfer none): the picture
 */
const TbSprite *
tb_sprites_get_dot (TbSprites *sprites, const TbPalette *palette, guint8 mark, guint phase)
{
  gpointer *slot = &sprites->dots->pdata[mark * TB_SPRITES_N_PHASES + phase];
  int edge;

  if (*slot == NULL)
    {
      cairo_t *cr = begin (sprites->radius * 1.4 + 1, sprites->scale, &edge);
      double quarter = 0.25 / sprites->scale;

      tb_paint_dot (cr, palette, mark, (phase & 3) * quarter, (phase >> 2) * quarter, sprites->radius);
      *slot = finish (cr, edge);
    }
  return *slot;
}
