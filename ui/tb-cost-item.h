/* tb-cost-item: one row of the comparison of handshakes: which one, on which device, over which link, at what cost. */
#pragma once

#include <gio/gio.h>

#include "tb-cost.h"

G_BEGIN_DECLS

#define TB_TYPE_COST_ITEM (tb_cost_item_get_type ())
G_DECLARE_FINAL_TYPE (TbCostItem, tb_cost_item, TB, COST_ITEM, GObject)

/* Columns before the figures of tb-cost-words. */
enum { TB_COST_COLUMN_HANDSHAKE, TB_COST_COLUMN_DEVICE, TB_COST_COLUMN_LINK, TB_COST_COLUMN_FIGURES };

TbCostItem       *tb_cost_item_new        (const char *handshake, const TbCostRow *row);       /* both static */
const TbProfile  *tb_cost_item_get_device (TbCostItem *self);
const TbLink     *tb_cost_item_get_link   (TbCostItem *self);
char             *tb_cost_item_dup_cell   (TbCostItem *self, guint column);
int               tb_cost_item_compare    (TbCostItem *self, TbCostItem *other, guint column);
char             *tb_cost_items_to_csv    (GListModel *items);

G_END_DECLS
