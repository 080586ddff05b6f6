/* tb-compare-bar: what stands over two handshakes beside each other: which they are, what each took, and the way back to one. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_COMPARE_BAR (tb_compare_bar_get_type ())
G_DECLARE_FINAL_TYPE (TbCompareBar, tb_compare_bar, TB, COMPARE_BAR, GtkWidget)

void tb_compare_bar_show (TbCompareBar *self, guint which, const char *title, const char *sums);

G_END_DECLS
