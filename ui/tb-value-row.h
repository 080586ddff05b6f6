/* tb-value-row: one value of a step: its name, length and bytes, the parts it has, and a button that copies all of it.
 *
 * Emits "flip" (string target, uint64 bit). */
#pragma once

#include <gtk/gtk.h>

#include "tb-bench-flips.h"

G_BEGIN_DECLS

#define TB_TYPE_VALUE_ROW (tb_value_row_get_type ())
G_DECLARE_FINAL_TYPE (TbValueRow, tb_value_row, TB, VALUE_ROW, GtkWidget)

GtkWidget  *tb_value_row_new       (void);
void        tb_value_row_show      (TbValueRow *self, const TbSignStep *step, const TbSignValue *value, TbBenchFlips *flips);

G_END_DECLS
