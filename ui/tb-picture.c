/* tb-picture: see the header. The file is made in memory and put in place as a whole, so that a failure leaves nothing half-written. */
#include "tb-picture.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>

#define POINTS_PER_PIXEL 0.75
#define PIXELS_PER_PIXEL 2

G_DEFINE_QUARK (tb-picture-error-quark, tb_picture_error)

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw (cairo_surface_t *surface, double scale, TbPictureFunc func, gpointer user_data)
{
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  func (cr, user_data);
  cairo_destroy (cr);
}

static cairo_status_t
finish (cairo_surface_t *surface)
{
  cairo_status_t status;

  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static cairo_status_t
make_svg (GByteArray *file, int width, int height, TbPictureFunc func, gpointer user_data)
{
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (collect, file, width * POINTS_PER_PIXEL, height * POINTS_PER_PIXEL);

  draw (surface, POINTS_PER_PIXEL, func, user_data);
  return finish (surface);
}

static cairo_status_t
make_pdf (GByteArray *file, int width, int height, TbPictureFunc func, gpointer user_data)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (collect, file, width * POINTS_PER_PIXEL, height * POINTS_PER_PIXEL);

  draw (surface, POINTS_PER_PIXEL, func, user_data);
  return finish (surface);
}

static cairo_status_t
make_png (GByteArray *file, int width, int height, TbPictureFunc func, gpointer user_data)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * PIXELS_PER_PIXEL, height * PIXELS_PER_PIXEL);
  cairo_status_t status;

  draw (surface, PIXELS_PER_PIXEL, func, user_data);
  status = cairo_surface_write_to_png_stream (surface, collect, file);
  cairo_surface_destroy (surface);
  return status;
}

static const struct
{
  const char *ending;
  cairo_status_t (*make) (GByteArray *file, int width, int height, TbPictureFunc func, gpointer user_data);
} formats[] = {
  { ".svg", make_svg },
  { ".png", make_png },
  { ".pdf", make_pdf },
};

static int
find_format (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].ending))
      return (int) i;
  return -1;
}

/**
 * tb_picture_write:
 * @path: a file that ends in `.svg`, `.png` or `.pdf`
 * @width: of the picture in pixels, at least 1; likewise @height
 * @func: (scope call): draws it
 * @user_data: for @func
 * @error: return location: %TB_PICTURE_ERROR, or %G_FILE_ERROR when the file cannot be written
 *
 * Writes the whole file or none.
 *
 * Returns: whether it was written
 */
gboolean
tb_picture_write (const char *path, int width, int height, TbPictureFunc func, gpointer user_data, GError **error)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  int format = find_format (path);
  cairo_status_t status;

  if (format < 0)
    {
      g_set_error (error, TB_PICTURE_ERROR, TB_PICTURE_ERROR_FORMAT, _("%s: a picture is SVG, PNG or PDF: its name must end in .svg, .png or .pdf"), path);
      return FALSE;
    }
  if (width < 1 || height < 1)
    {
      g_set_error (error, TB_PICTURE_ERROR, TB_PICTURE_ERROR_EMPTY, _("%s: there is nothing to draw yet"), path);
      return FALSE;
    }
  status = formats[format].make (file, width, height, func, user_data);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, TB_PICTURE_ERROR, TB_PICTURE_ERROR_EMPTY, _("%s: drawing failed: %s"), path, cairo_status_to_string (status));
      return FALSE;
    }
  return g_file_set_contents_full (path, (const char *) file->data, (gssize) file->len, G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}

/**
 * tb_picture_to_texture:
 * @width: in pixels, at least 1; likewise @height
 * @func: (scope call): draws it
 * @user_data: for @func
 *
 * Returns: (transfer full): the picture, for the clipboard
 */
GdkTexture *
tb_picture_to_texture (int width, int height, TbPictureFunc func, gpointer user_data)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * PIXELS_PER_PIXEL, height * PIXELS_PER_PIXEL);
  g_autoptr (GBytes) bytes = NULL;
  GdkTexture *texture;
  int stride;

  draw (surface, PIXELS_PER_PIXEL, func, user_data);
  cairo_surface_flush (surface);
  stride = cairo_image_surface_get_stride (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) stride * (gsize) (height * PIXELS_PER_PIXEL));
  texture = gdk_memory_texture_new (width * PIXELS_PER_PIXEL, height * PIXELS_PER_PIXEL, GDK_MEMORY_DEFAULT, bytes, (gsize) stride);
  cairo_surface_destroy (surface);
  return texture;
}
