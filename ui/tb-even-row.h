/* tb-even-row: children beside each other, all as wide; where that would be too narrow for them, below each other.
 *
 * Properties: "spacing" between them, in pixels; "least", the width below which a child is too narrow whatever it says itself. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_EVEN_ROW (tb_even_row_get_type ())
G_DECLARE_FINAL_TYPE (TbEvenRow, tb_even_row, TB, EVEN_ROW, GtkWidget)

G_END_DECLS
