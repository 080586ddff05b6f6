/* tb-cost-window: the comparison of kinds of keys as a table: RSA, P-256 and Ed25519, full and resumed, on every class of device over every link. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TB_TYPE_COST_WINDOW (tb_cost_window_get_type ())
G_DECLARE_FINAL_TYPE (TbCostWindow, tb_cost_window, TB, COST_WINDOW, AdwWindow)

GtkWidget *tb_cost_window_new         (void);
guint      tb_cost_window_get_n_shown (TbCostWindow *self);      /* rows; 0 before they are known */

G_END_DECLS
