/* tb-cost-comparison: the comparison of kinds of keys, made on a thread of its own, one kind after the other, so that one sees how far it is. */
#pragma once

#include <gio/gio.h>

#include "tb-cost-item.h"

G_BEGIN_DECLS

/**
 * TbCostProgress:
 * @done: kinds of keys that are finished
 * @n: of how many
 *
 * Called on the main thread.
 */
typedef void (*TbCostProgress) (guint done, guint n, gpointer user_data);

void        tb_cost_comparison_async  (GObject *owner, GCancellable *cancellable, TbCostProgress progress, GAsyncReadyCallback callback);
GListStore *tb_cost_comparison_finish (GAsyncResult *result, GError **error);      /* of TbCostItem */

G_END_DECLS
