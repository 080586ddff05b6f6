/* tb-picture: writes a drawing to a file, as SVG, PNG or PDF by the file's ending. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TbPictureFunc:
 * @cr: draw here, in pixels of the widget
 */
typedef void (*TbPictureFunc) (cairo_t *cr, gpointer user_data);

#define TB_PICTURE_ERROR (tb_picture_error_quark ())
typedef enum { TB_PICTURE_ERROR_FORMAT, TB_PICTURE_ERROR_EMPTY } TbPictureError;
GQuark      tb_picture_error_quark (void);

gboolean    tb_picture_write       (const char *path, int width, int height, TbPictureFunc func, gpointer user_data, GError **error);
GdkTexture *tb_picture_to_texture  (int width, int height, TbPictureFunc func, gpointer user_data);

G_END_DECLS
