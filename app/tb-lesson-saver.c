/* tb-lesson-saver: see the header. */
#include "tb-lesson-saver.h"

#include "tb-result.h"

typedef struct
{
  TbAttempt *attempt;
  char *file;
} Order;

static void
free_order (Order *order)
{
  tb_attempt_unref (order->attempt);
  g_free (order->file);
  g_free (order);
}

static gboolean
save (Order *order, GCancellable *cancellable, GError **error)
{
  gint64 edge_us = MAX (tb_run_get_edge (tb_attempt_get_run (order->attempt)), 0);
  g_autoptr (TbJudgement) judgement = tb_attempt_judge (order->attempt, edge_us, cancellable, error);
  g_autoptr (TbResult) result = judgement ? tb_result_new (order->attempt, judgement) : NULL;

  return result != NULL && tb_result_save (result, order->file, error);
}

static void
work (GTask *task, gpointer owner, gpointer order, GCancellable *cancellable)
{
  GError *error = NULL;

  if (save (order, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * tb_lesson_saver_save:
 * @owner: an object that stays alive until @callback was called
 * @attempt: whose result
 * @file: where to
 * @callback: gets the result for [func@lesson_saver_finish]
 */
void
tb_lesson_saver_save (gpointer owner, TbAttempt *attempt, const char *file, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, callback, g_strdup (file));
  Order *order = g_new0 (Order, 1);

  order->attempt = tb_attempt_ref (attempt);
  order->file = g_strdup (file);
  g_task_set_task_data (task, order, (GDestroyNotify) free_order);
  g_task_run_in_thread (task, work);
}

gboolean
tb_lesson_saver_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
