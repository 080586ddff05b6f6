/* tb-loader: see the header. Reading a large scenario and making the keys of its authority take time that no frame has. */
#include "tb-loader.h"

typedef struct
{
  char *name;
  TbRun *run;
  gint64 time_us;
} Order;

static void
free_order (Order *order)
{
  g_free (order->name);
  g_clear_pointer (&order->run, tb_run_unref);
  g_free (order);
}

static TbRun *
open_run (const char *name, GError **error)
{
  g_autoptr (TbScenario) scenario = tb_scenario_load (name, error);

  return scenario ? tb_run_new (scenario, NULL, NULL, error) : NULL;
}

static void
work (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  GError *error = NULL;
  TbRun *run = order->run ? tb_run_branch (order->run, order->time_us, &error) : open_run (order->name, &error);

  /* The task may outlive its answer; the old run must not live with it. */
  g_clear_pointer (&order->run, tb_run_unref);
  if (run)
    g_task_return_pointer (task, run, (GDestroyNotify) tb_run_unref);
  else
    g_task_return_error (task, error);
}

static void
start (gpointer owner, Order *order, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (owner, cancellable, callback, NULL);

  g_task_set_task_data (task, order, (GDestroyNotify) free_order);
  g_task_run_in_thread (task, work);
}

/**
 * tb_loader_open:
 * @owner: an object that stays alive until @callback was called
 * @name: a scenario's file, or the name of one that comes with the program
 * @cancellable: cancelled, the run is dropped when it is there
 * @callback: gets the result for [func@loader_finish]
 */
void
tb_loader_open (gpointer owner, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->name = g_strdup (name);
  start (owner, order, cancellable, callback);
}

/**
 * tb_loader_branch:
 * @owner: an object that stays alive until @callback was called
 * @run: what to branch
 * @time_us: up to where the branch is the same
 * @cancellable: as above
 * @callback: as above
 */
void
tb_loader_branch (gpointer owner, TbRun *run, gint64 time_us, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->run = tb_run_ref (run);
  order->time_us = time_us;
  start (owner, order, cancellable, callback);
}

/**
 * tb_loader_finish:
 * @result: as the callback got it
 * @error: return location
 *
 * Returns: (transfer full): the run, or %NULL with a sentence in @error, or with %G_IO_ERROR_CANCELLED
 */
TbRun *
tb_loader_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
