/* tb-ask: see the header. One question at a time: a lock for those who wait, a queue of one worker for those who do not. */
#include "tb-ask-private.h"

struct _TbAsk
{
  gatomicrefcount refs;
  TbRun *run;
  GMutex lock;
  TbConnection *connection;     /* guarded by the lock */
  GThreadPool *worker;          /* of GTask */
};

/* What a question holds while it is in the queue; owned by its task. */
typedef struct
{
  TbAsk *ask;
  char *sql;
  TbAskOptions options;
  char **names;
  char **values;
} Question;

G_DEFINE_QUARK (tb-ask-error-quark, tb_ask_error)

/* In the worker. */
static void
work (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  TbAnswer *result = tb_ask_query (question->ask, question->sql, &question->options, g_task_get_cancellable (task), &error);

  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) tb_answer_unref);
  else
    g_task_return_error (task, error);
}

/**
 * tb_ask_new:
 * @run: a run, ended or not
 *
 * Returns: (transfer full): an asker
 */
TbAsk *
tb_ask_new (TbRun *run)
{
  TbAsk *ask = g_new0 (TbAsk, 1);

  g_atomic_ref_count_init (&ask->refs);
  g_mutex_init (&ask->lock);
  ask->run = tb_run_ref (run);
  ask->worker = g_thread_pool_new (work, NULL, 1, FALSE, NULL);
  ask->connection = tb_connection_new (tb_run_get_fleet (run), tb_run_get_journal (run), tb_run_get_seed (run));
  return ask;
}

/**
 * tb_ask_ref:
 * @ask: an asker
 *
 * Returns: (transfer full): @ask
 */
TbAsk *
tb_ask_ref (TbAsk *ask)
{
  g_atomic_ref_count_inc (&ask->refs);
  return ask;
}

/**
 * tb_ask_unref:
 * @ask: (transfer full): an asker
 *
 * Drops a reference; the last one frees it. Questions under way have one each.
 */
void
tb_ask_unref (TbAsk *ask)
{
  if (!g_atomic_ref_count_dec (&ask->refs))
    return;
  g_thread_pool_free (ask->worker, FALSE, FALSE);
  tb_connection_free (ask->connection);
  tb_run_unref (ask->run);
  g_mutex_clear (&ask->lock);
  g_free (ask);
}

static TbAnswer *
answer (TbAsk *ask, const char *sql, const TbAskOptions *options, GCancellable *cancellable, GError **error)
{
  gint64 edge_us = tb_run_get_edge (ask->run);

  ask->connection->moment.devices = options->devices;
  if (!tb_moment_seek (&ask->connection->moment, options->time_us < 0 ? edge_us : MIN (options->time_us, edge_us), cancellable))
    {
      tb_problem_set_cancelled (error);
      return NULL;
    }
  return tb_question_answer (ask->connection, sql, options, cancellable, error);
}

/**
 * tb_ask_query:
 * @ask: an asker
 * @sql: one question: SELECT, WITH or VALUES
 * @options: (nullable): at which time, and bounds; %NULL for the live edge and the usual ones
 * @cancellable: (nullable): to stop it
 * @error: return location
 *
 * Answers a question; may take seconds, and waits for those that were asked before.
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL with a sentence: see #TbAskError, or %G_IO_ERROR_CANCELLED
 */
TbAnswer *
tb_ask_query (TbAsk *ask, const char *sql, const TbAskOptions *options, GCancellable *cancellable, GError **error)
{
  const TbAskOptions usual = { .time_us = -1 };
  TbAnswer *result;

  g_mutex_lock (&ask->lock);
  result = answer (ask, sql, options != NULL ? options : &usual, cancellable, error);
  g_mutex_unlock (&ask->lock);
  return result;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_strfreev (question->names);
  g_strfreev (question->values);
  g_free (question->sql);
  tb_ask_unref (question->ask);
  g_free (question);
}

static Question *
question_new (TbAsk *ask, const char *sql, const TbAskOptions *options)
{
  Question *question = g_new0 (Question, 1);

  question->ask = tb_ask_ref (ask);
  question->sql = g_strdup (sql);
  question->options = options != NULL ? *options : (TbAskOptions) { .time_us = -1 };
  question->names = g_strdupv ((char **) question->options.names);
  question->values = g_strdupv ((char **) question->options.values);
  question->options.names = (const char *const *) question->names;
  question->options.values = (const char *const *) question->values;
  question->options.devices = NULL;
  return question;
}

/**
 * tb_ask_query_async:
 * @ask: an asker
 * @sql: one question
 * @options: (nullable): likewise
 * @cancellable: (nullable): to stop it, also while it waits for others
 * @callback: told when it is answered
 * @user_data: for @callback
 *
 * Likewise in a thread of its own; the questions of one asker are answered in the order in which they were asked.
 */
void
tb_ask_query_async (TbAsk *ask, const char *sql, const TbAskOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tb_ask_query_async);
  g_task_set_task_data (task, question_new (ask, sql, options), question_free);
  g_thread_pool_push (ask->worker, task, NULL);
}

/**
 * tb_ask_query_finish:
 * @result: what the callback was told
 * @error: return location
 *
 * Returns: (transfer full) (nullable): as of [func@ask_query]
 */
TbAnswer *
tb_ask_query_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static char **
list_names (sqlite3_stmt *statement)
{
  GPtrArray *names = g_ptr_array_new ();

  for (int i = 0; i < sqlite3_column_count (statement); i++)
    g_ptr_array_add (names, g_strdup (sqlite3_column_name (statement, i)));
  for (int i = 1; i <= sqlite3_bind_parameter_count (statement); i++)
    g_ptr_array_add (names, g_strdup (sqlite3_bind_parameter_name (statement, i)));
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

/* A run in which nobody is and nothing happens, to ask whether a question can be asked at all. */
static TbConnection *
have_nothing (void)
{
  static TbConnection *connection;

  if (connection == NULL)
    {
      g_autoptr (TbFleet) nobody = tb_fleet_new ();
      g_autoptr (TbJournal) nothing = tb_journal_new (0);

      connection = tb_connection_new (nobody, nothing, 0);
    }
  return connection;
}

/**
 * tb_ask_check:
 * @sql: a question
 * @columns: (out) (optional) (transfer full) (array zero-terminated=1): names of the columns of its answer, then its parameters, each as `:name`
 * @error: return location
 *
 * Returns: whether it can be asked of any run; %FALSE with a sentence
 */
gboolean
tb_ask_check (const char *sql, char ***columns, GError **error)
{
  static GMutex lock;
  sqlite3_stmt *statement;
  gboolean can_be_asked;

  g_mutex_lock (&lock);
  statement = tb_question_prepare (have_nothing (), sql, error);
  can_be_asked = statement != NULL;
  if (can_be_asked && columns != NULL)
    *columns = list_names (statement);
  sqlite3_finalize (statement);
  g_mutex_unlock (&lock);
  return can_be_asked;
}
