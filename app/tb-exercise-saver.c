/* tb-exercise-saver: see the header. */
#include "tb-exercise-saver.h"

#include <glib/gi18n-lib.h>

#include "tb-debrief-sheet.h"
#include "tb-exercise-sheet.h"

typedef struct
{
  TbAttempt *attempt;     /* NULL for a sheet */
  char *exercise;
  char *file;
} Order;

static void
free_order (Order *order)
{
  g_clear_pointer (&order->attempt, tb_attempt_unref);
  g_free (order->exercise);
  g_free (order->file);
  g_free (order);
}

static const char *
translate (const char *text)
{
  return _(text);
}

static GString *
make_sheet (Order *order, GError **error)
{
  g_autoptr (TbLesson) exercise = tb_lesson_load (order->exercise, error);

  return exercise != NULL ? tb_exercise_sheet_make (exercise) : NULL;
}

static GString *
make_debrief (Order *order, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbDebrief) debrief = tb_debrief_new (order->attempt, -1, translate, cancellable, error);

  return debrief != NULL ? tb_debrief_sheet_make (debrief) : NULL;
}

static void
work (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  GError *error = NULL;
  g_autoptr (GString) page = order->attempt != NULL ? make_debrief (order, cancellable, &error) : make_sheet (order, &error);

  if (page != NULL && g_file_set_contents_full (order->file, page->str, (gssize) page->len, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
run_order (gpointer owner, Order *order, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, callback, g_strdup (order->file));

  g_task_set_task_data (task, order, (GDestroyNotify) free_order);
  g_task_run_in_thread (task, work);
}

/**
 * tb_exercise_saver_save_sheet:
 * @owner: an object that stays alive until @callback was called
 * @exercise: a file, or the id of one that comes with the program
 * @file: where to
 * @callback: gets the result for [func@exercise_saver_finish], and the name of the file, which it frees
 */
void
tb_exercise_saver_save_sheet (gpointer owner, const char *exercise, const char *file, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->exercise = g_strdup (exercise);
  order->file = g_strdup (file);
  run_order (owner, order, callback);
}

/**
 * tb_exercise_saver_save_debrief:
 * @owner: an object that stays alive until @callback was called
 * @attempt: whose debrief
 * @file: where to
 * @callback: as above
 */
void
tb_exercise_saver_save_debrief (gpointer owner, TbAttempt *attempt, const char *file, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->attempt = tb_attempt_ref (attempt);
  order->file = g_strdup (file);
  run_order (owner, order, callback);
}

gboolean
tb_exercise_saver_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
