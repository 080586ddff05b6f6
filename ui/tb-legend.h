/* tb-legend: what the marks mean, and how many devices bear each.
 *
 * Every entry is a switch: pressed, it asks to see only those. */
#pragma once

#include "tb-look.h"

G_BEGIN_DECLS

#define TB_TYPE_LEGEND (tb_legend_get_type ())
G_DECLARE_FINAL_TYPE (TbLegend, tb_legend, TB, LEGEND, GtkWidget)

/* Signal: "filter-changed", when the person presses an entry. */
GtkWidget *tb_legend_new          (void);
void       tb_legend_update       (TbLegend *self, const TbTotals *totals);
void       tb_legend_set_fleet    (TbLegend *self, TbFleet *fleet);
int        tb_legend_get_identity (TbLegend *self);
int        tb_legend_get_health   (TbLegend *self);
void       tb_legend_reset        (TbLegend *self);

G_END_DECLS
