/* tb-field-row: the rows of a tree of fields: name, mark of a difference, value. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkListItemFactory *tb_field_row_factory_new (void);

G_END_DECLS
