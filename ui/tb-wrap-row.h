/* tb-wrap-row: a row that goes on in further lines where it has no room, as a text does. A hanging one keeps its first child apart: under it the lines stay free.
 *
 * Properties: "spacing" between children and between lines, in pixels; "hanging". */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_WRAP_ROW (tb_wrap_row_get_type ())
G_DECLARE_FINAL_TYPE (TbWrapRow, tb_wrap_row, TB, WRAP_ROW, GtkWidget)

G_END_DECLS
