/* tb-icon: the symbolic icons as outlines for cairo.
 *
 * The same glyph is needed at any size, in any colour, on the screen and in an SVG or PDF file, so its paths are read once from the program's
 * resources and filled with whatever source is set. Only what the icons use is understood: paths, filled by the even-odd rule. Main thread only. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean tb_icon_exists   (const char *name);
void     tb_icon_draw     (cairo_t *cr, const char *name, double x, double y, double size);
gboolean tb_icon_add_path (cairo_t *cr, const char *data);

G_END_DECLS
