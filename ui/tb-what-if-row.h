/* tb-what-if-row: one number of a what-if: its name and value, a slider, and what was published about it. */
#pragma once

#include <gtk/gtk.h>

#include "tb-what-if.h"

G_BEGIN_DECLS

#define TB_TYPE_WHAT_IF_ROW (tb_what_if_row_get_type ())
G_DECLARE_FINAL_TYPE (TbWhatIfRow, tb_what_if_row, TB, WHAT_IF_ROW, GtkWidget)

GtkWidget *tb_what_if_row_new  (TbWhatIf *what_if, TbTerm term);

G_END_DECLS
