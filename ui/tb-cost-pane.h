/* tb-cost-pane: what one handshake costs its client: measured here, and modelled for every class of device over a link that can be chosen.
 *
 * Emits "compare" when a person wants to see kinds of keys compared. */
#pragma once

#include <gtk/gtk.h>

#include "tb-session-study.h"

G_BEGIN_DECLS

#define TB_TYPE_COST_PANE (tb_cost_pane_get_type ())
G_DECLARE_FINAL_TYPE (TbCostPane, tb_cost_pane, TB, COST_PANE, GtkWidget)

void  tb_cost_pane_show (TbCostPane *self, const TbSessionStudy *study, const TbProfile *own, const TbLink *link);    /* NULL while nothing is known */
char *tb_cost_pane_to_text (TbCostPane *self);

G_END_DECLS
