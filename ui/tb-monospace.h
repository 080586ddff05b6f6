/* tb-monospace: text in columns: the layout that the views of bytes and of bits draw with, and how large its characters are. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

PangoLayout *tb_monospace_layout_new (GtkWidget *widget, double scale, int *char_width, int *row_height);

G_END_DECLS
