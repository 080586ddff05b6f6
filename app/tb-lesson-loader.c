/* tb-lesson-loader: see the header. */
#include "tb-lesson-loader.h"

typedef struct
{
  char *lesson;
  char *learner;
  TbLessonKept *kept;      /* to return to, NULL for what the file says */
  gboolean goes_on;
} Order;

static void
free_order (Order *order)
{
  g_free (order->lesson);
  g_free (order->learner);
  g_clear_pointer (&order->kept, tb_lesson_kept_free);
  g_free (order);
}

void
tb_lesson_start_free (TbLessonStart *start)
{
  g_clear_pointer (&start->variation, tb_variation_unref);
  g_clear_pointer (&start->run, tb_run_unref);
  g_clear_pointer (&start->kept, tb_lesson_kept_free);
  g_clear_pointer (&start->before, tb_lesson_kept_free);
  g_free (start);
}

/* What is kept of another version of the lesson would be played in another world: it is left alone. */
static void
find_kept (TbLessonStart *start, Order *order, TbLesson *lesson)
{
  g_autoptr (TbLessonKept) kept = g_steal_pointer (&order->kept);

  if (kept == NULL)
    kept = tb_lesson_kept_load (tb_lesson_get_id (lesson), order->learner, NULL);
  start->is_another = kept != NULL && g_strcmp0 (kept->sha256, tb_lesson_get_sha256 (lesson)) != 0;
  if (kept == NULL || start->is_another)
    return;
  if (order->goes_on)
    start->kept = g_steal_pointer (&kept);
  else
    start->before = g_steal_pointer (&kept);
}

static TbLessonStart *
make_start (Order *order, GError **error)
{
  g_autoptr (TbLesson) lesson = tb_lesson_load (order->lesson, error);
  g_autoptr (TbLessonStart) start = g_new0 (TbLessonStart, 1);
  g_autoptr (GPtrArray) commands = NULL;

  if (lesson == NULL)
    return NULL;
  start->variation = tb_variation_new (lesson, order->learner, error);
  if (start->variation == NULL)
    return NULL;
  find_kept (start, order, lesson);
  commands = start->kept ? tb_lesson_kept_parse (start->kept, error) : NULL;
  if (start->kept != NULL && commands == NULL)
    return NULL;
  start->run = tb_variation_start (start->variation, NULL, commands, error);
  return start->run ? g_steal_pointer (&start) : NULL;
}

static void
work (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  TbLessonStart *start = make_start (data, &error);

  if (start != NULL)
    g_task_return_pointer (task, start, (GDestroyNotify) tb_lesson_start_free);
  else
    g_task_return_error (task, error);
}

static void
run_order (gpointer owner, Order *order, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (owner, cancellable, callback, NULL);

  g_task_set_task_data (task, order, (GDestroyNotify) free_order);
  g_task_run_in_thread (task, work);
}

/**
 * tb_lesson_loader_start:
 * @owner: an object that stays alive until @callback was called
 * @lesson: a file, or the name of a lesson that comes with the program
 * @learner: who begins it
 * @goes_on: whether to go on with what is kept, if anything is
 * @cancellable: cancelled, the run is dropped when it is there
 * @callback: gets the result for [func@lesson_loader_finish]
 */
void
tb_lesson_loader_start (gpointer owner, const char *lesson, const char *learner, gboolean goes_on, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->lesson = g_strdup (lesson);
  order->learner = g_strdup (learner);
  order->goes_on = goes_on;
  run_order (owner, order, cancellable, callback);
}

/**
 * tb_lesson_loader_return:
 * @owner: an object that stays alive until @callback was called
 * @lesson: a file, or the name of a lesson that comes with the program
 * @learner: who begins it
 * @kept: (transfer full): what to go on with
 * @cancellable: as above
 * @callback: as above
 */
void
tb_lesson_loader_return (gpointer owner, const char *lesson, const char *learner, TbLessonKept *kept, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->lesson = g_strdup (lesson);
  order->learner = g_strdup (learner);
  order->kept = kept;
  order->goes_on = TRUE;
  run_order (owner, order, cancellable, callback);
}

/**
 * tb_lesson_loader_finish:
 * @result: as the callback got it
 * @error: return location
 *
 * Returns: (transfer full): the run and all that belongs to it, or %NULL with a sentence in @error, or with %G_IO_ERROR_CANCELLED
 */
TbLessonStart *
tb_lesson_loader_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
