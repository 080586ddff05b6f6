/* tb-keeper: see the header. Once a change has failed, those that build on it are thrown away; the next that begins at the first command is tried again. */
#include "tb-keeper.h"

typedef struct
{
  TbDocumentChange *change;
  guint64 number;
} Order;

struct _TbKeeper
{
  TbDocumentFile *file;
  GThread *thread;

  GMutex lock;
  GCond ordered;
  GQueue orders;
  guint64 n_orders;
  guint64 n_kept;
  gboolean has_failed;
  gboolean closing;
  GError *failure;
};

static void
order_free (gpointer data)
{
  Order *order = data;

  tb_document_change_free (order->change);
  g_free (order);
}

/* Returns: (nullable): the next, NULL when the keeper is to end and all is done. Lock held. */
static Order *
wait_for_order (TbKeeper *keeper)
{
  while (keeper->orders.head == NULL && !keeper->closing)
    g_cond_wait (&keeper->ordered, &keeper->lock);
  return g_queue_pop_head (&keeper->orders);
}

/* Lock held; it is not, while the disk works. */
static void
carry_out (TbKeeper *keeper, Order *order)
{
  GError *error = NULL;

  if (keeper->has_failed && order->change->from > 0)
    return;
  g_mutex_unlock (&keeper->lock);
  tb_document_file_write (keeper->file, order->change, &error);
  g_mutex_lock (&keeper->lock);
  keeper->has_failed = error != NULL;
  if (error == NULL)
    keeper->n_kept = order->number;
  g_clear_error (&keeper->failure);
  keeper->failure = error;
}

static gpointer
work (gpointer data)
{
  TbKeeper *keeper = data;
  Order *order;

  g_mutex_lock (&keeper->lock);
  while ((order = wait_for_order (keeper)) != NULL)
    {
      carry_out (keeper, order);
      order_free (order);
    }
  g_mutex_unlock (&keeper->lock);
  return NULL;
}

/**
 * tb_keeper_new:
 * @file: (transfer full): a document
 *
 * Returns: (transfer full): its keeper
 */
TbKeeper *
tb_keeper_new (TbDocumentFile *file)
{
  TbKeeper *keeper = g_new0 (TbKeeper, 1);

  keeper->file = file;
  g_mutex_init (&keeper->lock);
  g_cond_init (&keeper->ordered);
  g_queue_init (&keeper->orders);
  keeper->thread = g_thread_new ("tb-keeper", work, keeper);
  return keeper;
}

/**
 * tb_keeper_free:
 * @keeper: (transfer full): a keeper
 *
 * Comes back when everything that was ordered is written, or has failed.
 */
void
tb_keeper_free (TbKeeper *keeper)
{
  g_mutex_lock (&keeper->lock);
  keeper->closing = TRUE;
  g_cond_broadcast (&keeper->ordered);
  g_mutex_unlock (&keeper->lock);
  g_thread_join (keeper->thread);
  g_queue_clear_full (&keeper->orders, order_free);
  tb_document_file_close (keeper->file);
  g_clear_error (&keeper->failure);
  g_mutex_clear (&keeper->lock);
  g_cond_clear (&keeper->ordered);
  g_free (keeper);
}

const char *
tb_keeper_get_path (TbKeeper *keeper)
{
  return tb_document_file_get_path (keeper->file);
}

/**
 * tb_keeper_keep:
 * @keeper: a keeper
 * @change: (transfer full): what is different from now on
 *
 * Comes back at once.
 *
 * Returns: its number; it is on the disk when [func@keeper_get_n_kept] is as high
 */
guint64
tb_keeper_keep (TbKeeper *keeper, TbDocumentChange *change)
{
  Order *order = g_new0 (Order, 1);
  guint64 number;

  order->change = change;
  g_mutex_lock (&keeper->lock);
  number = order->number = ++keeper->n_orders;
  g_queue_push_tail (&keeper->orders, order);
  g_cond_broadcast (&keeper->ordered);
  g_mutex_unlock (&keeper->lock);
  return number;
}

guint64
tb_keeper_get_n_kept (TbKeeper *keeper)
{
  guint64 n_kept;

  g_mutex_lock (&keeper->lock);
  n_kept = keeper->n_kept;
  g_mutex_unlock (&keeper->lock);
  return n_kept;
}

GError *
tb_keeper_take_failure (TbKeeper *keeper)
{
  GError *failure;

  g_mutex_lock (&keeper->lock);
  failure = g_steal_pointer (&keeper->failure);
  g_mutex_unlock (&keeper->lock);
  return failure;
}
