/* What is drawn: the right colours in the right places, at every distance, and files that are whole or not there. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "outbreak-fixture.h"
#include "tb-picture.h"
#include "tb-raster.h"
#include "tb-render.h"

#define WIDTH 640
#define HEIGHT 480

typedef struct
{
  TbFleet *fleet;
  TbScene *scene;
  TbRender *render;
  TbRenderJob job;
  cairo_surface_t *surface;
} Picture;

static void
picture_init (Picture *picture, guint32 n_devices, guint32 n_gateways)
{
  PangoFontMap *fonts = pango_cairo_font_map_get_default ();
  TbViewport view = { 0, 0, 1, WIDTH, HEIGHT };
  TbInsets insets = { 0 };
  TbBox bounds;

  picture->fleet = make_fleet (n_devices, n_gateways);
  picture->scene = tb_scene_new (picture->fleet);
  picture->render = tb_render_new ();
  picture->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  bounds = tb_layout_get_bounds (tb_scene_get_layout (picture->scene));
  picture->job = (TbRenderJob) { .scene = picture->scene, .viewport = tb_viewport_fit (&view, &bounds, &insets, 2), .scale = 1,
                                 .font = pango_font_map_create_context (fonts) };
  tb_palette_init (&picture->job.palette, FALSE, FALSE);
  for (guint32 object = 1; object <= tb_fleet_get_n_objects (picture->fleet); object++)
    tb_scene_set_state (picture->scene, object, TB_IDENTITY_VALID, TB_HEALTH_HEALTHY);
}

static void
picture_clear (Picture *picture)
{
  g_object_unref (picture->job.font);
  cairo_surface_destroy (picture->surface);
  tb_render_free (picture->render);
  tb_scene_free (picture->scene);
  tb_fleet_unref (picture->fleet);
}

static void
draw (Picture *picture)
{
  cairo_t *cr = cairo_create (picture->surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_destroy (cr);
  tb_render_draw (picture->render, &picture->job, picture->surface);
}

/* How many pixels near an object have, more or less, a colour. */
static guint
count_color (Picture *picture, guint32 object, int reach, guint32 rgb)
{
  TbRaster raster = tb_raster_for_surface (picture->surface);
  TbPoint at = tb_viewport_to_screen (&picture->job.viewport, tb_layout_get_point (tb_scene_get_layout (picture->scene), object));
  guint n = 0;

  for (int y = MAX (0, (int) at.y - reach); y <= MIN (HEIGHT - 1, (int) at.y + reach); y++)
    for (int x = MAX (0, (int) at.x - reach); x <= MIN (WIDTH - 1, (int) at.x + reach); x++)
      {
        guint32 pixel = raster.pixels[y * raster.stride + x];
        int red = (int) (pixel >> 16 & 0xff) - (int) (rgb >> 16 & 0xff), green = (int) (pixel >> 8 & 0xff) - (int) (rgb >> 8 & 0xff);
        int blue = (int) (pixel & 0xff) - (int) (rgb & 0xff);

        n += abs (red) + abs (green) + abs (blue) < 40;
      }
  return n;
}

static void
assert_state_is_seen (guint32 n_devices, guint32 n_gateways, TbDetail detail, guint32 object)
{
  guint32 green = tb_look_identity (TB_IDENTITY_VALID)->light, purple = tb_look_identity (TB_IDENTITY_EXPIRED)->light;
  Picture picture;

  picture_init (&picture, n_devices, n_gateways);
  g_assert_cmpint (tb_render_get_detail (picture.job.viewport.zoom), ==, detail);
  draw (&picture);
  g_assert_cmpuint (count_color (&picture, object, 8, purple), ==, 0);
  if (detail != TB_DETAIL_DENSITY)
    g_assert_cmpuint (count_color (&picture, object, 20, green), >, 0);
  for (guint32 near = object; near < object + 40; near++)
    tb_scene_set_state (picture.scene, near, TB_IDENTITY_EXPIRED, TB_HEALTH_HEALTHY);
  draw (&picture);
  g_assert_cmpuint (count_color (&picture, object, 20, purple), >, 0);
  picture_clear (&picture);
}

static void
test_state_is_seen_at_every_distance (void)
{
  assert_state_is_seen (64, 2, TB_DETAIL_NODES, 10);
  assert_state_is_seen (4000, 6, TB_DETAIL_DOTS, 1000);
}

/* From afar many devices share a pixel; the rare one that needs looking at still tints it. */
static void
test_density_shows_the_rare (void)
{
  Picture picture;
  TbRaster raster;
  guint n_tinted = 0;

  picture_init (&picture, 400000, 50);
  g_assert_cmpint (tb_render_get_detail (picture.job.viewport.zoom), ==, TB_DETAIL_DENSITY);
  for (guint32 object = 100; object < 400000; object += 100)
    tb_scene_set_state (picture.scene, object, TB_IDENTITY_EXPIRED, TB_HEALTH_HEALTHY);
  draw (&picture);
  raster = tb_raster_for_surface (picture.surface);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        guint32 pixel = raster.pixels[y * raster.stride + x];

        n_tinted += (pixel >> 16 & 0xff) > (pixel >> 8 & 0xff) + 12;
      }
  g_assert_cmpuint (n_tinted, >, 1000);
  picture_clear (&picture);
}

/* How many pixels are clearly more of the colour of infection than of anything else. */
static guint
count_red (Picture *picture)
{
  TbRaster raster = tb_raster_for_surface (picture->surface);
  guint n = 0;

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    {
      guint32 pixel = raster.pixels[i / WIDTH * raster.stride + i % WIDTH];

      n += (int) (pixel >> 16 & 0xff) > (int) (pixel >> 8 & 0xff) + 50 && (int) (pixel >> 16 & 0xff) > (int) (pixel & 0xff) + 50;
    }
  return n;
}

/* One in four is infected: from every distance the picture has far more of their colour than before. */
static void
assert_wave_is_seen (guint32 n_devices, guint32 n_gateways, TbDetail detail, guint n_pixels)
{
  Picture picture;
  guint n_before;

  picture_init (&picture, n_devices, n_gateways);
  g_assert_cmpint (tb_render_get_detail (picture.job.viewport.zoom), ==, detail);
  draw (&picture);
  n_before = count_red (&picture);
  for (guint32 object = n_gateways + 3; object < n_devices; object += 4)
    tb_scene_set_state (picture.scene, object, TB_IDENTITY_VALID, TB_HEALTH_INFECTED);
  draw (&picture);
  g_assert_cmpuint (count_red (&picture), >, n_before + n_pixels);
  picture_clear (&picture);
}

static void
test_wave_is_seen_at_every_distance (void)
{
  assert_wave_is_seen (40, 2, TB_DETAIL_NODES, 1500);
  assert_wave_is_seen (4000, 6, TB_DETAIL_DOTS, 2000);
  assert_wave_is_seen (400000, 50, TB_DETAIL_DENSITY, 20000);
}

/* With very many on a pixel the sums must not run over into one another: everybody infected is one colour everywhere. */
static void
test_crowd_keeps_its_colour (void)
{
  Picture picture;
  guint n_green = 0;
  TbRaster raster;

  picture_init (&picture, 1000000, 100);
  picture.job.viewport.zoom /= 8;
  for (guint32 object = 1; object < 1000000; object++) /* the gateways without green marks */
    tb_scene_set_state (picture.scene, object, object < 103 ? TB_IDENTITY_NONE : TB_IDENTITY_VALID, object < 103 ? TB_HEALTH_HEALTHY : TB_HEALTH_INFECTED);
  draw (&picture);
  raster = tb_raster_for_surface (picture.surface);
  for (int i = 0; i < WIDTH * HEIGHT; i++)
    {
      guint32 pixel = raster.pixels[i / WIDTH * raster.stride + i % WIDTH];

      n_green += (pixel >> 8 & 0xff) > (pixel >> 16 & 0xff) + 60;
    }
  g_assert_cmpuint (n_green, <, 50);
  g_assert_cmpuint (count_red (&picture), >, 1000);
  picture_clear (&picture);
}

static void
draw_outbreak (Picture *picture, Outbreak *outbreak, guint answered)
{
  outbreak_append (outbreak, 5, TB_RECORD_FLOOD_CHANGED, outbreak->shop, TB_NOBODY, answered, 5000000);
  tb_fold_seek (outbreak->fold, 5);
  tb_scene_follow (outbreak->scene, outbreak->fold);
  draw (picture);
}

/* A service that answers everybody is bright; one that answers nobody goes dark. In between a stream leads to it. */
static void
test_service_goes_dark (void)
{
  Outbreak outbreak;
  Picture picture;
  guint n_bright, n_dark;

  outbreak_set_up (&outbreak, 40);
  outbreak_append (&outbreak, 1, TB_RECORD_INFECTED, outbreak.camera, outbreak.attacker, 1, 0);
  outbreak_append (&outbreak, 2, TB_RECORD_FLOOD_ORDERED, outbreak.attacker, outbreak.shop, 1, 0);
  picture_init (&picture, 4, 1);
  tb_scene_free (picture.scene);
  picture.scene = picture.job.scene = outbreak.scene;
  picture.job.viewport = (TbViewport) { tb_layout_get_point (tb_scene_get_layout (outbreak.scene), outbreak.shop).x, 0, 1, WIDTH, HEIGHT };
  draw_outbreak (&picture, &outbreak, TB_SIEGE_ALL);
  n_bright = count_color (&picture, outbreak.shop, 16, 0xffffff);
  n_dark = count_color (&picture, outbreak.shop, 16, 0x121212);
  draw_outbreak (&picture, &outbreak, 300);
  g_assert_cmpuint (count_color (&picture, outbreak.shop, 16, 0xffffff), <, n_bright / 2);
  g_assert_cmpuint (count_color (&picture, outbreak.shop, 16, 0x121212), >, n_dark + 200);
  picture.scene = tb_scene_new (picture.fleet);
  outbreak_tear_down (&outbreak);
  picture_clear (&picture);
}

static void
test_same_twice (void)
{
  Picture picture;
  TbRaster raster;
  g_autofree guint32 *before = NULL;

  picture_init (&picture, 200, 3);
  draw (&picture);
  raster = tb_raster_for_surface (picture.surface);
  before = g_memdup2 (raster.pixels, (gsize) raster.stride * HEIGHT * 4);
  draw (&picture);
  g_assert_cmpmem (before, (gsize) raster.stride * HEIGHT * 4, raster.pixels, (gsize) raster.stride * HEIGHT * 4);
  picture_clear (&picture);
}

static void
test_selection_is_seen (void)
{
  g_autoptr (GHashTable) selection = g_hash_table_new (NULL, NULL);
  Picture picture;
  TbRaster raster;
  g_autofree guint32 *before = NULL;

  picture_init (&picture, 64, 2);
  draw (&picture);
  raster = tb_raster_for_surface (picture.surface);
  before = g_memdup2 (raster.pixels, (gsize) raster.stride * HEIGHT * 4);
  g_hash_table_add (selection, GUINT_TO_POINTER (20));
  picture.job.selection = selection;
  draw (&picture);
  g_assert_cmpint (memcmp (before, raster.pixels, (gsize) raster.stride * HEIGHT * 4), !=, 0);
  picture_clear (&picture);
}

static void
test_blit_is_clipped (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 8, 8), *small = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 5, 5);
  TbRaster raster = tb_raster_for_surface (surface), source = tb_raster_for_surface (small);
  g_autoptr (TbSprite) sprite = NULL;
  guint n = 0;

  for (int i = 0; i < 9; i++)
    source.pixels[(1 + i / 3) * source.stride + 1 + i % 3] = 0xff00ff00;
  sprite = tb_sprite_new (small, -2, -2);
  g_assert_cmpint (sprite->width, ==, 3);
  g_assert_cmpint (sprite->dx, ==, -1);
  tb_raster_blit (&raster, sprite, 0, 0);
  tb_raster_blit (&raster, sprite, 7, 7);
  tb_raster_blit (&raster, sprite, -50, 90);
  for (int i = 0; i < 64; i++)
    n += raster.pixels[i / 8 * raster.stride + i % 8] == 0xff00ff00;
  g_assert_cmpuint (n, ==, 8);
  cairo_surface_destroy (surface);
  cairo_surface_destroy (small);
}

static void
test_line_is_clipped (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 16, 16);
  TbRaster raster = tb_raster_for_surface (surface);

  tb_raster_line (&raster, -1000, 8.5f, 1000, 8.5f, 1, 0xffffffff);
  tb_raster_line (&raster, 3.5f, -1e6f, 3.5f, 1e6f, 1, 0xffffffff);
  tb_raster_line (&raster, 500, 500, 600, 700, 3, 0xffffffff);
  for (int i = 0; i < 16; i++)
    {
      g_assert_cmphex (raster.pixels[8 * raster.stride + i], >=, 0xfe000000);
      g_assert_cmphex (raster.pixels[i * raster.stride + 3], >=, 0xfe000000);
    }
  g_assert_cmphex (raster.pixels[0], ==, 0);
  cairo_surface_destroy (surface);
}

static void
paint (cairo_t *cr, gpointer user_data)
{
  Picture *picture = user_data;

  tb_render_draw_vectors (picture->render, &picture->job, cr);
}

static void
assert_begins (const char *file, const char *magic)
{
  g_autofree char *contents = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (file, &contents, &n, NULL));
  g_assert_cmpuint (n, >, 500);
  g_assert_nonnull (g_strstr_len (contents, 64, magic));
  g_assert_cmpint (g_unlink (file), ==, 0);
}

static void
test_files (void)
{
  static const struct { const char *name, *magic; } files[] = { { "a.svg", "<?xml" }, { "a.png", "PNG" }, { "a.PDF", "%PDF" } };
  g_autofree char *folder = g_dir_make_tmp ("trustbed-XXXXXX", NULL);
  Picture picture;

  picture_init (&picture, 64, 2);
  for (guint32 object = 3; object < 40; object++) /* faint ones too */
    tb_scene_set_state (picture.scene, object, TB_IDENTITY_NONE, TB_HEALTH_OFF);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = g_build_filename (folder, files[i].name, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (tb_picture_write (file, WIDTH, HEIGHT, paint, &picture, &error));
      g_assert_no_error (error);
      assert_begins (file, files[i].magic);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  picture_clear (&picture);
}

static void
test_files_refused (void)
{
  g_autoptr (GError) ending = NULL, nowhere = NULL, empty = NULL;
  Picture picture;

  picture_init (&picture, 4, 1);
  g_assert_false (tb_picture_write ("/tmp/picture.gif", WIDTH, HEIGHT, paint, &picture, &ending));
  g_assert_error (ending, TB_PICTURE_ERROR, TB_PICTURE_ERROR_FORMAT);
  g_assert_false (tb_picture_write ("/nowhere/at/all.svg", WIDTH, HEIGHT, paint, &picture, &nowhere));
  g_assert_error (nowhere, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_false (tb_picture_write ("/nowhere/at/all.svg", 0, 0, paint, &picture, &empty));
  g_assert_error (empty, TB_PICTURE_ERROR, TB_PICTURE_ERROR_EMPTY);
  picture_clear (&picture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/render/every-distance", test_state_is_seen_at_every_distance);
  g_test_add_func ("/ui/render/density-shows-the-rare", test_density_shows_the_rare);
  g_test_add_func ("/ui/render/wave", test_wave_is_seen_at_every_distance);
  g_test_add_func ("/ui/render/crowd", test_crowd_keeps_its_colour);
  g_test_add_func ("/ui/render/service-goes-dark", test_service_goes_dark);
  g_test_add_func ("/ui/render/same-twice", test_same_twice);
  g_test_add_func ("/ui/render/selection", test_selection_is_seen);
  g_test_add_func ("/ui/raster/blit", test_blit_is_clipped);
  g_test_add_func ("/ui/raster/line", test_line_is_clipped);
  g_test_add_func ("/ui/picture/files", test_files);
  g_test_add_func ("/ui/picture/refused", test_files_refused);
  return g_test_run ();
}
