/* tb-step-lanes: the steps of the bench in lanes: the sender, what travels, the receiver, or the attacker. Beside each other, or below where it is narrow.
 *
 * Emits "flip" (string target, uint64 bit). */
#pragma once

#include <gtk/gtk.h>

#include "tb-bench-flips.h"

G_BEGIN_DECLS

#define TB_TYPE_STEP_LANES (tb_step_lanes_get_type ())
G_DECLARE_FINAL_TYPE (TbStepLanes, tb_step_lanes, TB, STEP_LANES, GtkWidget)

GtkWidget *tb_step_lanes_new       (void);
void       tb_step_lanes_show      (TbStepLanes *self, GPtrArray *steps, TbBenchFlips *flips);    /* NULL for none */
void       tb_step_lanes_set_names (TbStepLanes *self, const char *sender, const char *receiver);
GtkWidget *tb_step_lanes_get_card  (TbStepLanes *self, guint step);

G_END_DECLS
