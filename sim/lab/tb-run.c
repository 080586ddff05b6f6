/* tb-run: see the header. What others may ask of a run; its thread is in tb-run-player. */
#include "tb-run-private.h"

/* Takes @command. Lock held, or nobody else there yet. */
static void
enqueue (TbRun *run, TbCommand *command, gboolean by_story, gboolean is_new)
{
  TbSubmission *submission = g_new0 (TbSubmission, 1);
  GList *at = run->timed.tail;

  *submission = (TbSubmission) { command, by_story, is_new };
  run->log_version += is_new;
  if (command->at_us < 0)
    {
      g_queue_push_tail (&run->immediate, submission);
      return;
    }
  while (at != NULL && ((TbSubmission *) at->data)->command->at_us > command->at_us)
    at = at->prev;
  if (at != NULL)
    g_queue_insert_after (&run->timed, at, submission);
  else
    g_queue_push_head (&run->timed, submission);
}

static void
enqueue_story (TbRun *run)
{
  GArray *story = tb_scenario_get_story (run->scenario);

  for (guint i = 0; i < story->len; i++)
    {
      const TbStoryLine *line = &g_array_index (story, TbStoryLine, i);
      TbCommand *command = tb_command_parse (line->command, NULL);

      command->at_us = line->at_us;
      enqueue (run, command, TRUE, FALSE);
    }
}

static gint
compare_commands (gconstpointer a, gconstpointer b)
{
  const TbCommand *x = *(TbCommand *const *) a, *y = *(TbCommand *const *) b;

  return x->at_us < y->at_us ? -1 : x->at_us > y->at_us;
}

/* Sorted first, so that each finds its place at the end of the queue however many there are. */
static gboolean
take_commands (TbRun *run, GPtrArray *commands, GError **error)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);

  for (guint i = 0; commands != NULL && i < commands->len; i++)
    {
      TbCommand *command = g_ptr_array_index (commands, i);

      if (!tb_command_check (command, tb_scenario_get_fleet (run->scenario), error))
        {
          g_prefix_error (error, "%s: ", command->text);
          return FALSE;
        }
      command = tb_command_copy (command);
      command->at_us = MAX (command->at_us, 0);
      g_ptr_array_add (sorted, command);
    }
  g_ptr_array_sort (sorted, compare_commands);
  g_ptr_array_set_free_func (sorted, NULL);
  for (guint i = 0; i < sorted->len; i++)
    enqueue (run, g_ptr_array_index (sorted, i), FALSE, FALSE);
  return TRUE;
}

/**
 * tb_run_new:
 * @scenario: what to play
 * @options: (nullable): how
 * @commands: (nullable) (element-type TbCommand): what people did, at its times
 * @error: return location
 *
 * Starts the thread; it waits at the very beginning until [func@run_set_target].
 *
 * Returns: (transfer full) (nullable): the run, or %NULL when a command names what is not there
 */
TbRun *
tb_run_new (TbScenario *scenario, const TbRunOptions *options, GPtrArray *commands, GError **error)
{
  g_autoptr (TbRun) run = g_new0 (TbRun, 1);

  g_atomic_ref_count_init (&run->refs);
  g_mutex_init (&run->lock);
  g_cond_init (&run->changed);
  g_queue_init (&run->timed);
  g_queue_init (&run->immediate);
  run->applied = g_ptr_array_new_with_free_func (g_free);
  run->scenario = tb_scenario_ref (scenario);
  if (options != NULL)
    run->options = *options;
  if (run->options.memo != NULL)
    tb_memo_ref (run->options.memo);
  run->seed = run->options.has_seed ? run->options.seed : tb_scenario_get_seed (scenario);
  run->end_us = run->options.until_us > 0 ? run->options.until_us : tb_scenario_get_duration_us (scenario);
  run->journal = tb_journal_new (run->options.budget_bytes ? run->options.budget_bytes : TB_JOURNAL_DEFAULT_BUDGET);
  run->target_us = run->edge_us = -1;
  enqueue_story (run);
  if (!take_commands (run, commands, error))
    return NULL;
  run->thread = g_thread_new ("tb-run", tb_run_player, run);
  return g_steal_pointer (&run);
}

/**
 * tb_run_ref:
 * @run: a run
 *
 * Returns: (transfer full): @run
 */
TbRun *
tb_run_ref (TbRun *run)
{
  g_atomic_ref_count_inc (&run->refs);
  return run;
}

static void
stop (TbRun *run)
{
  g_mutex_lock (&run->lock);
  __atomic_store_n (&run->stopping, TRUE, __ATOMIC_RELEASE);
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
  if (run->thread != NULL)
    g_thread_join (run->thread);
}

/**
 * tb_run_unref:
 * @run: (transfer full): a run
 *
 * Drops a reference; the last one stops the thread, which takes at most a batch of events, and frees the run.
 */
void
tb_run_unref (TbRun *run)
{
  if (!g_atomic_ref_count_dec (&run->refs))
    return;
  stop (run);
  g_queue_clear_full (&run->timed, tb_run_submission_free);
  g_queue_clear_full (&run->immediate, tb_run_submission_free);
  g_ptr_array_unref (run->applied);
  tb_journal_unref (run->journal);
  tb_scenario_unref (run->scenario);
  g_clear_pointer (&run->options.memo, tb_memo_unref);
  g_free (run->failure);
  g_mutex_clear (&run->lock);
  g_cond_clear (&run->changed);
  g_free (run);
}

/**
 * tb_run_set_target:
 * @run: a run
 * @time_us: how far it may go; a smaller one than before changes nothing
 *
 * Lets the run play on. Comes back at once.
 */
void
tb_run_set_target (TbRun *run, gint64 time_us)
{
  g_mutex_lock (&run->lock);
  if (time_us > run->target_us)
    {
      run->target_us = time_us;
      g_cond_broadcast (&run->changed);
    }
  g_mutex_unlock (&run->lock);
}

/**
 * tb_run_wait:
 * @run: a run whose target is at least @time_us
 * @time_us: how far
 *
 * Waits until everything up to @time_us has happened, or the run has ended. For programs without a window, and tests.
 */
void
tb_run_wait (TbRun *run, gint64 time_us)
{
  g_mutex_lock (&run->lock);
  while (run->edge_us < MIN (time_us, run->end_us) && !run->ended)
    g_cond_wait (&run->changed, &run->lock);
  while (time_us >= run->end_us && !run->ended)
    g_cond_wait (&run->changed, &run->lock);
  g_mutex_unlock (&run->lock);
}

/**
 * tb_run_get_edge:
 * @run: a run
 *
 * Returns: simulated time up to which everything has happened and is published, -1 at the very beginning
 */
gint64
tb_run_get_edge (TbRun *run)
{
  gint64 edge_us;

  g_mutex_lock (&run->lock);
  edge_us = run->edge_us;
  g_mutex_unlock (&run->lock);
  return edge_us;
}

/**
 * tb_run_get_end:
 * @run: a run
 *
 * Returns: when the scenario is over, or what the options said
 */
gint64
tb_run_get_end (TbRun *run)
{
  return run->end_us;
}

/**
 * tb_run_is_ended:
 * @run: a run
 *
 * Returns: whether its last record is written
 */
gboolean
tb_run_is_ended (TbRun *run)
{
  gboolean ended;

  g_mutex_lock (&run->lock);
  ended = run->ended;
  g_mutex_unlock (&run->lock);
  return ended;
}

/**
 * tb_run_dup_failure:
 * @run: a run
 *
 * Returns: (transfer full) (nullable): why it could not go on, %NULL when it could
 */
char *
tb_run_dup_failure (TbRun *run)
{
  char *failure;

  g_mutex_lock (&run->lock);
  failure = g_strdup (run->failure);
  g_mutex_unlock (&run->lock);
  return failure;
}

/* Lock held. */
static gboolean
accept (TbRun *run, const TbCommand *command, GError **error)
{
  if (run->ended)
    g_set_error_literal (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_REFUSED, "the run is over; go back and continue from there, or open it again");
  else if (command->at_us >= 0 && command->at_us < run->edge_us)
    g_set_error_literal (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_REFUSED, "that time is over; go back there and continue from there to change it");
  else
    return TRUE;
  return FALSE;
}

/**
 * tb_run_submit:
 * @run: a run
 * @line: a command; without a time it applies at the live edge
 * @error: return location
 *
 * Hands a command to the run. What is refused when it applies becomes a record with the reason.
 *
 * Returns: %FALSE with a sentence when the command cannot be read, names what is not there, or comes too late
 */
gboolean
tb_run_submit (TbRun *run, const char *line, GError **error)
{
  g_autoptr (TbCommand) command = tb_command_parse (line, error);
  gboolean ok;

  if (command == NULL || !tb_command_check (command, tb_scenario_get_fleet (run->scenario), error))
    return FALSE;
  g_mutex_lock (&run->lock);
  ok = accept (run, command, error);
  if (ok)
    {
      enqueue (run, g_steal_pointer (&command), FALSE, TRUE);
      g_cond_broadcast (&run->changed);
    }
  g_mutex_unlock (&run->lock);
  return ok;
}

/**
 * tb_run_get_commands:
 * @run: a run
 *
 * Returns: (transfer full) (element-type utf8): what people did, each as `@TIME text`, in the order in which it applied; with scenario and seed
 *   this makes the same run again
 */
GPtrArray *
tb_run_get_commands (TbRun *run)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func (g_free);

  g_mutex_lock (&run->lock);
  for (guint i = 0; i < run->applied->len; i++)
    g_ptr_array_add (commands, g_strdup (g_ptr_array_index (run->applied, i)));
  g_mutex_unlock (&run->lock);
  return commands;
}

static void
add_if_pending (gconstpointer data, gpointer pending)
{
  const TbSubmission *submission = data;

  if (submission != NULL && !submission->by_story && submission->command->at_us >= 0)
    g_ptr_array_add (pending, tb_run_format_command (submission->command->at_us, submission->command->text));
}

/**
 * tb_run_get_log:
 * @run: a run
 * @from: how many of those that applied are known already
 * @applied: (out) (transfer full) (element-type utf8): those since, as from [func@run_get_commands]
 * @pending: (out) (transfer full) (element-type utf8): those that were accepted and whose time has not come, likewise, by their time
 *
 * Both at one moment: no command is in both, and none that bears a time is in neither.
 *
 * Returns: how many have applied
 */
guint
tb_run_get_log (TbRun *run, guint from, GPtrArray **applied, GPtrArray **pending)
{
  guint n_applied;

  *applied = g_ptr_array_new_with_free_func (g_free);
  *pending = g_ptr_array_new_with_free_func (g_free);
  g_mutex_lock (&run->lock);
  n_applied = run->applied->len;
  for (guint i = from; i < n_applied; i++)
    g_ptr_array_add (*applied, g_strdup (g_ptr_array_index (run->applied, i)));
  add_if_pending (run->applying, *pending);
  g_queue_foreach (&run->immediate, (GFunc) (void (*) (void)) add_if_pending, *pending);
  g_queue_foreach (&run->timed, (GFunc) (void (*) (void)) add_if_pending, *pending);
  g_mutex_unlock (&run->lock);
  return n_applied;
}

guint64
tb_run_get_log_version (TbRun *run)
{
  guint64 version;

  g_mutex_lock (&run->lock);
  version = run->log_version;
  g_mutex_unlock (&run->lock);
  return version;
}

/**
 * tb_run_get_scenario:
 * @run: a run
 *
 * Returns: (transfer none): what it plays
 */
TbScenario *
tb_run_get_scenario (TbRun *run)
{
  return run->scenario;
}

/**
 * tb_run_get_seed:
 * @run: a run
 *
 * Returns: the seed it uses
 */
guint64
tb_run_get_seed (TbRun *run)
{
  return run->seed;
}

/**
 * tb_run_get_fleet:
 * @run: a run
 *
 * Returns: (transfer none): who is there
 */
TbFleet *
tb_run_get_fleet (TbRun *run)
{
  return tb_scenario_get_fleet (run->scenario);
}

/**
 * tb_run_get_journal:
 * @run: a run
 *
 * Returns: (transfer none): what happens
 */
TbJournal *
tb_run_get_journal (TbRun *run)
{
  return run->journal;
}

/**
 * tb_run_new_fold:
 * @run: a run
 *
 * Returns: (transfer full): a fold of its journal for one reader
 */
TbFold *
tb_run_new_fold (TbRun *run)
{
  return tb_fold_new (tb_scenario_get_fleet (run->scenario), run->journal);
}

static TbRun *
start_again (TbRun *run, GPtrArray *commands, GError **error)
{
  TbRunOptions options = run->options;

  options.has_seed = TRUE;
  options.seed = run->seed;
  return tb_run_new (run->scenario, &options, commands, error);
}

/**
 * tb_run_branch_with:
 * @run: a run
 * @lines: (element-type utf8): commands, `@TIME text`
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the same scenario and seed with these commands instead, waiting at the very beginning
 */
TbRun *
tb_run_branch_with (TbRun *run, GPtrArray *lines, GError **error)
{
  g_autoptr (GPtrArray) commands = tb_command_parse_lines (lines, error);

  return commands != NULL ? start_again (run, commands, error) : NULL;
}

/**
 * tb_run_branch:
 * @run: a run
 * @time_us: where to leave it
 * @error: return location
 *
 * Plays scenario, seed and the commands up to @time_us again, on a thread of its own; the first run stays as it is. Its edge shows the progress;
 * dropping it cancels.
 *
 * Returns: (transfer full) (nullable): the other run, on its way to @time_us
 */
TbRun *
tb_run_branch (TbRun *run, gint64 time_us, GError **error)
{
  g_autoptr (GPtrArray) lines = tb_run_get_commands (run);
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  TbRun *branch;

  for (guint i = 0; i < lines->len; i++)
    {
      g_autoptr (TbCommand) command = tb_command_parse (g_ptr_array_index (lines, i), error);

      if (command == NULL)
        return NULL;
      if (command->at_us <= time_us)
        g_ptr_array_add (commands, g_steal_pointer (&command));
    }
  branch = start_again (run, commands, error);
  if (branch != NULL)
    tb_run_set_target (branch, time_us);
  return branch;
}
