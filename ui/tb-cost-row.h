/* tb-cost-row: what a handshake costs one class of device, as a row of a list: its time with what it is made up of, energy and memory. */
#pragma once

#include <gtk/gtk.h>

#include "tb-cost.h"

G_BEGIN_DECLS

GtkWidget *tb_cost_row_new (const TbCostRow *cost, gint64 longest_us, gboolean is_own);

G_END_DECLS
