/* tb-check-pane: every check that one side of a handshake made, the one that decided first, with both values.
 *
 * Emits "picked" (int message, int certificate, string field) when a person wants to see the bytes a check is about. */
#pragma once

#include <gtk/gtk.h>

#include "tb-session-study.h"

G_BEGIN_DECLS

#define TB_TYPE_CHECK_PANE (tb_check_pane_get_type ())
G_DECLARE_FINAL_TYPE (TbCheckPane, tb_check_pane, TB, CHECK_PANE, GtkWidget)

void  tb_check_pane_show (TbCheckPane *self, const TbSessionStudy *study, const char *const names[2]);     /* NULL while nothing is known */
guint tb_check_pane_get_n (TbCheckPane *self);
void  tb_check_pane_pick (TbCheckPane *self, guint check);

G_END_DECLS
