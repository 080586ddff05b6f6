/* tb-check-widgets: what a list of checks is made of, whether of a certification path or of a handshake. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *tb_check_label_new  (const char *text, const char *css_class);
GtkWidget *tb_check_glyph_new  (gboolean ok);
char      *tb_check_dup_values (gboolean ok, const char *expected, const char *found);

G_END_DECLS
