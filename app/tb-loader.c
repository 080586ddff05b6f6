/* tb-loader: see the header. Reading a large scenario and making the keys of its authority take time that no frame has. */
#include "tb-loader.h"

#include <string.h>

#include "tb-results.h"

typedef struct
{
  char *name;
  TbRun *run;
  GPtrArray *lines;     /* NULL for those of the run up to the time */
  gint64 time_us;
} Order;

static void
free_order (Order *order)
{
  g_free (order->name);
  g_clear_pointer (&order->run, tb_run_unref);
  g_clear_pointer (&order->lines, g_ptr_array_unref);
  g_free (order);
}

void
tb_loaded_free (TbLoaded *loaded)
{
  g_clear_pointer (&loaded->run, tb_run_unref);
  g_free (loaded->name);
  g_clear_pointer (&loaded->memo, tb_memo_unref);
  g_clear_pointer (&loaded->document, tb_document_free);
  g_clear_pointer (&loaded->file, tb_document_file_close);
  g_clear_pointer (&loaded->autosave, tb_autosave_release);
  g_clear_pointer (&loaded->variation, tb_variation_unref);
  g_free (loaded);
}

/* --- documents --- */

/* The lesson that the run is of, where it is here and is the one that it was; a document names it, and may say anything. */
static TbVariation *
find_variation (const TbDocument *document)
{
  const TbDocumentLesson *kept = document->lesson;
  g_autoptr (TbLesson) lesson = kept != NULL && strchr (kept->id, G_DIR_SEPARATOR) == NULL ? tb_lesson_load (kept->id, NULL) : NULL;
  g_autoptr (TbVariation) variation = NULL;

  if (lesson == NULL || g_strcmp0 (tb_lesson_get_sha256 (lesson), kept->sha256) != 0)
    return NULL;
  variation = tb_variation_new (lesson, kept->learner, NULL);
  if (variation == NULL || !g_bytes_equal (tb_scenario_get_text (tb_variation_get_scenario (variation)), document->scenario))
    return NULL;
  return g_steal_pointer (&variation);
}

/* One that cannot be written can still be looked at, and worked in elsewhere. */
static gboolean
read_document (TbLoaded *loaded, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (tb_autosave_is_one (loaded->name) && (loaded->autosave = tb_autosave_claim (loaded->name)) == NULL)
    {
      g_set_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_TAKEN, "%s: this run is open elsewhere", loaded->name);
      return FALSE;
    }
  loaded->file = tb_document_file_open (loaded->name, &loaded->document, &problem);
  if (loaded->file == NULL && g_error_matches (problem, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_READ_ONLY))
    loaded->document = tb_document_load (loaded->name, error);
  else if (loaded->file == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return loaded->document != NULL;
}

static gboolean
open_document (TbLoaded *loaded, GError **error)
{
  TbRunOptions options = { 0 };

  if (!read_document (loaded, error))
    return FALSE;
  loaded->memo = tb_results_load (loaded->document->scenario, loaded->document->seed);
  options.memo = loaded->memo;
  loaded->run = tb_document_start (loaded->document, &options, error);
  loaded->variation = loaded->run != NULL ? find_variation (loaded->document) : NULL;
  return loaded->run != NULL;
}

static gboolean
open_scenario (TbLoaded *loaded, GError **error)
{
  g_autoptr (TbScenario) scenario = tb_scenario_load (loaded->name, error);
  TbRunOptions options = { 0 };

  loaded->memo = options.memo = tb_memo_new (0);
  loaded->run = scenario != NULL ? tb_run_new (scenario, &options, NULL, error) : NULL;
  return loaded->run != NULL;
}

/* --- work --- */

static TbRun *
branch (Order *order, GError **error)
{
  TbRun *run;

  if (order->lines == NULL)
    return tb_run_branch (order->run, order->time_us, error);
  run = tb_run_branch_with (order->run, order->lines, error);
  if (run != NULL)
    tb_run_set_target (run, order->time_us);
  return run;
}

static gboolean
load (Order *order, TbLoaded *loaded, GError **error)
{
  if (order->run != NULL)
    return (loaded->run = branch (order, error)) != NULL;
  loaded->name = g_strdup (order->name);
  return tb_document_is_one (order->name) ? open_document (loaded, error) : open_scenario (loaded, error);
}

static void
work (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  g_autoptr (TbLoaded) loaded = g_new0 (TbLoaded, 1);
  GError *error = NULL;
  gboolean is_good = load (order, loaded, &error);

  /* The task may outlive its answer; the old run must not live with it. */
  g_clear_pointer (&order->run, tb_run_unref);
  if (is_good)
    g_task_return_pointer (task, g_steal_pointer (&loaded), (GDestroyNotify) tb_loaded_free);
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
 * @name: a document, a scenario's file, or the name of a scenario that comes with the program
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
  tb_loader_branch_with (owner, run, NULL, time_us, cancellable, callback);
}

/**
 * tb_loader_branch_with:
 * @owner: an object that stays alive until @callback was called
 * @run: what to branch
 * @lines: (nullable) (element-type utf8): its commands, %NULL for those of @run up to @time_us
 * @time_us: how far it is to go
 * @cancellable: as above
 * @callback: as above
 */
void
tb_loader_branch_with (gpointer owner, TbRun *run, GPtrArray *lines, gint64 time_us, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->run = tb_run_ref (run);
  order->lines = lines != NULL ? g_ptr_array_ref (lines) : NULL;
  order->time_us = time_us;
  start (owner, order, cancellable, callback);
}

/**
 * tb_loader_finish:
 * @result: as the callback got it
 * @error: return location
 *
 * Returns: (transfer full): the run and what belongs to it, or %NULL with a sentence in @error, or with %G_IO_ERROR_CANCELLED
 */
TbLoaded *
tb_loader_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
