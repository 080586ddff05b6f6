/* tb-document-work: see the header. */
#include "tb-document-work.h"

#include "tb-results.h"

typedef struct
{
  TbDocument *document;
  TbDocumentProof *proof;
  TbRun *run;
  TbMemo *memo;
  char *from;
  char *path;
} Order;

static void
free_order (Order *order)
{
  g_clear_pointer (&order->document, tb_document_free);
  g_clear_pointer (&order->proof, tb_document_proof_free);
  g_clear_pointer (&order->run, tb_run_unref);
  g_clear_pointer (&order->memo, tb_memo_unref);
  g_free (order->from);
  g_free (order->path);
  g_free (order);
}

static void
start (gpointer owner, Order *order, GTaskThreadFunc work, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (owner, cancellable, callback, NULL);

  g_task_set_task_data (task, order, (GDestroyNotify) free_order);
  g_task_run_in_thread (task, work);
}

void
tb_kept_free (TbKept *kept)
{
  g_clear_pointer (&kept->keeper, tb_keeper_free);
  g_clear_pointer (&kept->autosave, tb_autosave_release);
  g_free (kept);
}

static TbKept *
begin_to_keep (const char *path, TbAutosave *autosave, GError **error)
{
  TbDocumentFile *file = tb_document_file_open (path, NULL, error);
  TbKept *kept;

  if (file == NULL)
    return NULL;
  kept = g_new0 (TbKept, 1);
  kept->keeper = tb_keeper_new (file);
  kept->autosave = autosave;
  return kept;
}

static void
return_kept (GTask *task, TbKept *kept, GError *error)
{
  if (kept != NULL)
    g_task_return_pointer (task, kept, (GDestroyNotify) tb_kept_free);
  else
    g_task_return_error (task, error);
}

/* --- keeping what nobody has saved --- */

static void
autosave (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  GError *error = NULL;
  TbAutosave *place = tb_autosave_new (&error);
  TbKept *kept = NULL;

  if (place != NULL && tb_document_save (order->document, tb_autosave_get_path (place), &error))
    kept = begin_to_keep (tb_autosave_get_path (place), place, &error);
  if (kept == NULL)
    g_clear_pointer (&place, tb_autosave_discard);
  return_kept (task, kept, error);
}

/**
 * tb_document_work_autosave:
 * @owner: an object that stays alive until @callback was called
 * @document: (transfer full): what there is to be kept so far
 * @cancellable: cancelled, nobody keeps it
 * @callback: gets the result for [func@document_work_keep_finish]
 */
void
tb_document_work_autosave (gpointer owner, TbDocument *document, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->document = document;
  start (owner, order, autosave, cancellable, callback);
}

/* --- saving --- */

/* What was left in the document before comes along. */
static void
take_branches (TbDocument *document, const char *from)
{
  g_autoptr (TbDocument) before = from != NULL ? tb_document_load (from, NULL) : NULL;

  if (before == NULL)
    return;
  g_ptr_array_unref (document->earlier);
  document->earlier = g_steal_pointer (&before->earlier);
  before->earlier = g_ptr_array_new ();
}

static void
save (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  GError *error = NULL;
  TbKept *kept = NULL;

  take_branches (order->document, order->from);
  order->document->proof = tb_replay_proof_new (order->run);
  if (tb_document_save (order->document, order->path, &error))
    kept = begin_to_keep (order->path, NULL, &error);
  return_kept (task, kept, error);
}

/**
 * tb_document_work_save:
 * @owner: an object that stays alive until @callback was called
 * @document: (transfer full): what there is to be kept now
 * @run: whose
 * @from: (nullable): where it was kept until now
 * @path: where to
 * @cancellable: cancelled, nobody keeps it
 * @callback: gets the result for [func@document_work_keep_finish]
 */
void
tb_document_work_save (gpointer owner, TbDocument *document, TbRun *run, const char *from, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->document = document;
  order->run = tb_run_ref (run);
  order->from = g_strdup (from);
  order->path = g_strdup (path);
  start (owner, order, save, cancellable, callback);
}

TbKept *
tb_document_work_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- ending --- */

/* A keeper comes to its end when all is on the disk, or somebody else has held the document for too long: nobody is to wait for that at the screen. */
static struct { GMutex lock; GCond ended; guint n; } ends;

static gpointer
end (gpointer data)
{
  tb_kept_free (data);
  g_mutex_lock (&ends.lock);
  ends.n--;
  g_cond_broadcast (&ends.ended);
  g_mutex_unlock (&ends.lock);
  return NULL;
}

/**
 * tb_document_work_end:
 * @kept: (transfer full): what is kept no longer
 *
 * Comes back at once; what was ordered is written all the same, and only then is the document free.
 */
void
tb_document_work_end (TbKept *kept)
{
  g_mutex_lock (&ends.lock);
  ends.n++;
  g_mutex_unlock (&ends.lock);
  g_thread_unref (g_thread_new ("tb-keeper-end", end, kept));
}

/**
 * tb_document_work_wait_for_ends:
 *
 * For whoever closes the program: comes back when all that was ordered is on the disk.
 */
void
tb_document_work_wait_for_ends (void)
{
  g_mutex_lock (&ends.lock);
  while (ends.n > 0)
    g_cond_wait (&ends.ended, &ends.lock);
  g_mutex_unlock (&ends.lock);
}

/* --- proving --- */

static void
prove (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, tb_replay_proof_new (((Order *) data)->run), (GDestroyNotify) tb_document_proof_free);
}

void
tb_document_work_prove (gpointer owner, TbRun *run, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->run = tb_run_ref (run);
  start (owner, order, prove, cancellable, callback);
}

TbDocumentProof *
tb_document_work_prove_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
check (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  Order *order = data;

  g_task_return_int (task, tb_replay_proof_check (order->run, order->proof));
}

void
tb_document_work_check (gpointer owner, TbRun *run, TbDocumentProof *proof, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  Order *order = g_new0 (Order, 1);

  order->run = tb_run_ref (run);
  order->proof = proof;
  start (owner, order, check, cancellable, callback);
}

/* @proof: (out) (transfer full): with what it was compared */
TbReplayVerdict
tb_document_work_check_finish (GAsyncResult *result, TbDocumentProof **proof)
{
  Order *order = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gssize verdict = g_task_propagate_int (G_TASK (result), &error);

  *proof = g_steal_pointer (&order->proof);
  return error == NULL ? (TbReplayVerdict) verdict : TB_REPLAY_UNKNOWN;
}

/* --- remembering --- */

static void
remember (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  Order *order = data;

  tb_results_save (order->memo, tb_scenario_get_text (tb_run_get_scenario (order->run)), tb_run_get_seed (order->run), NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * tb_document_work_remember:
 * @owner: somebody
 * @memo: what is remembered
 * @run: of which run
 *
 * Puts it where the next start finds it.
 */
void
tb_document_work_remember (gpointer owner, TbMemo *memo, TbRun *run)
{
  Order *order = g_new0 (Order, 1);

  order->memo = tb_memo_ref (memo);
  order->run = tb_run_ref (run);
  start (owner, order, remember, NULL, NULL);
}

/* --- what was left behind --- */

void
tb_left_free (TbLeft *left)
{
  g_free (left->path);
  g_free (left->title);
  g_free (left);
}

static char *
find_title (const TbDocument *document)
{
  gsize n;
  const char *text = g_bytes_get_data (document->scenario, &n);
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data (text, n, document->name, NULL);

  return g_strdup (scenario != NULL ? tb_scenario_get_title (scenario) : document->name);
}

/* The newest that can be read; one that cannot stays where it is. */
static TbLeft *
look (void)
{
  g_autoptr (GPtrArray) paths = tb_autosave_list_left ();

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autoptr (TbDocument) document = tb_document_load (path, NULL);
      TbLeft *left;

      if (document == NULL)
        continue;
      left = g_new0 (TbLeft, 1);
      *left = (TbLeft) { g_strdup (path), find_title (document), document->commands->len + document->pending->len, document->view.playhead_us, paths->len - i - 1 };
      return left;
    }
  return NULL;
}

static void
find_left (GTask *task, gpointer owner, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, look (), (GDestroyNotify) tb_left_free);
}

void
tb_document_work_find_left (gpointer owner, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  start (owner, g_new0 (Order, 1), find_left, cancellable, callback);
}

TbLeft *
tb_document_work_find_left_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
tb_document_work_discard (const char *path)
{
  TbAutosave *left = tb_autosave_is_one (path) ? tb_autosave_claim (path) : NULL;

  g_clear_pointer (&left, tb_autosave_discard);
}
