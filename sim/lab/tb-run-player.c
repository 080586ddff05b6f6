/* tb-run-player: the thread that plays a run.
 *
 * A command at time T comes after everything else that happens at T: what was stamped with the live edge when it was typed thus comes at the
 * same place when it is replayed from the log. */
#include "tb-run-private.h"

#include <string.h>

#include "tb-apply.h"
#include "tb-units.h"

/* Steps between two looks at the lock, and between two publications. */
#define BATCH_STEPS 256

void
tb_run_submission_free (gpointer data)
{
  TbSubmission *submission = data;

  tb_command_free (submission->command);
  g_free (submission);
}

static TbWorld *
begin (TbRun *run, GError **error)
{
  TbRecord record = { 0, (gint64) run->seed, TB_NOBODY, TB_NOBODY, TB_NO_PAYLOAD, TB_RECORD_RUN_STARTED, 0 };
  guint n_threads = run->options.n_threads ? run->options.n_threads : g_get_num_processors ();
  TbWorld *world;

  record.payload = tb_journal_add_payload (run->journal, g_bytes_ref (tb_scenario_get_text (run->scenario)));
  tb_journal_append (run->journal, &record);
  world = tb_world_new (tb_scenario_get_fleet (run->scenario), run->seed, tb_scenario_get_start_us (run->scenario), n_threads, run->journal, error);
  if (world != NULL && run->options.memo != NULL)
    tb_world_set_memo (world, run->options.memo);
  tb_journal_publish (run->journal);
  return world;
}

char *
tb_run_format_command (gint64 time_us, const char *text)
{
  g_autofree char *time = tb_units_format_duration (time_us);
  g_auto (GStrv) parts = g_strsplit (time, " ", -1);
  g_autofree char *joined = g_strjoinv ("", parts);

  return g_strdup_printf ("@%s %s", joined, text);
}

static void
apply (TbRun *run, TbWorld *world, TbSubmission *submission)
{
  TbCommand *command = submission->command;
  g_autoptr (GError) problem = NULL;

  tb_world_note (world, TB_RECORD_COMMAND, command->text, submission->by_story, 0);
  if (!tb_apply (world, tb_scenario_get_fleet (run->scenario), command, &problem))
    tb_world_note (world, TB_RECORD_COMMAND_REFUSED, problem->message, submission->by_story, 0);
  g_mutex_lock (&run->lock);
  run->applying = NULL;
  run->log_version += submission->is_new;
  if (!submission->by_story)
    g_ptr_array_add (run->applied, tb_run_format_command (tb_world_get_time (world), command->text));
  g_mutex_unlock (&run->lock);
}

static gint64
first_timed (TbRun *run)
{
  return run->timed.head ? ((TbSubmission *) run->timed.head->data)->command->at_us : G_MAXINT64;
}

/* The next submission that is due at @limit_us at the latest, with nothing else left to happen at @now_us. Timed ones come first, and one that
 * came too late for its time takes its turn among the immediate: just so will the log have them. */
static TbSubmission *
take_due (TbRun *run, gint64 now_us, gint64 limit_us)
{
  TbSubmission *submission = NULL;

  g_mutex_lock (&run->lock);
  while (first_timed (run) < now_us)
    g_queue_push_tail (&run->immediate, g_queue_pop_head (&run->timed));
  if (now_us <= limit_us && first_timed (run) <= now_us)
    submission = g_queue_pop_head (&run->timed);
  else if (now_us <= limit_us && run->immediate.head != NULL)
    submission = g_queue_pop_head (&run->immediate);
  else if (first_timed (run) <= limit_us)
    submission = g_queue_pop_head (&run->timed);
  run->applying = submission;
  g_mutex_unlock (&run->lock);
  return submission;
}

/* Does the next thing that is due by @target_us: an event, or when none is earlier or as early, a command. */
static gboolean
do_next (TbRun *run, TbWorld *world, gint64 target_us)
{
  gint64 event_us;
  gboolean has_event = tb_world_peek (world, &event_us) && event_us <= target_us;
  TbSubmission *submission = take_due (run, tb_world_get_time (world), has_event ? event_us - 1 : target_us);

  if (submission != NULL)
    {
      tb_world_set_time (world, submission->command->at_us);
      apply (run, world, submission);
      tb_run_submission_free (submission);
      return TRUE;
    }
  if (has_event)
    tb_world_step (world);
  return has_event;
}

static void
publish (TbRun *run, gint64 edge_us)
{
  tb_journal_publish (run->journal);
  g_mutex_lock (&run->lock);
  run->edge_us = MAX (run->edge_us, edge_us);
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
}

/* Plays up to @target_us, publishing on the way; everything before the world's time has then happened. */
static void
play_until (TbRun *run, TbWorld *world, gint64 target_us)
{
  guint steps = 0;

  while (tb_world_get_failure (world) == NULL && do_next (run, world, target_us))
    if (++steps % BATCH_STEPS == 0)
      {
        publish (run, tb_world_get_time (world) - 1);
        if (__atomic_load_n (&run->stopping, __ATOMIC_ACQUIRE))
          return;
      }
  if (tb_world_get_failure (world) == NULL)
    tb_world_set_time (world, target_us);
}

/* Whether a command waits for a run that stands still. Before the beginning there is no live edge: it waits for the first target. */
static gboolean
has_due (TbRun *run)
{
  return run->edge_us >= 0 && (run->immediate.head != NULL || first_timed (run) <= run->edge_us);
}

/* Waits until there is something to do; FALSE when the run is to stop. */
static gboolean
wait_for_target (TbRun *run, gint64 *target_us)
{
  gboolean going;

  g_mutex_lock (&run->lock);
  while (!run->stopping && run->target_us <= run->edge_us && !has_due (run))
    g_cond_wait (&run->changed, &run->lock);
  *target_us = MIN (run->target_us, run->end_us);
  going = !run->stopping;
  g_mutex_unlock (&run->lock);
  return going;
}

static void
end (TbRun *run, TbWorld *world, const char *failure)
{
  if (world != NULL)
    tb_world_note (world, TB_RECORD_RUN_ENDED, failure, failure != NULL, 0);
  else
    {
      TbRecord record = { 0, 0, TB_NOBODY, TB_NOBODY, tb_journal_add_payload (run->journal, g_bytes_new (failure, strlen (failure))), TB_RECORD_RUN_ENDED, 1 };

      tb_journal_append (run->journal, &record);
    }
  tb_journal_publish (run->journal);
  g_mutex_lock (&run->lock);
  run->failure = g_strdup (failure);
  run->ended = TRUE;
  run->edge_us = failure ? MAX (run->edge_us, world ? tb_world_get_time (world) : 0) : run->end_us;
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
}

/* What the thread of the run @data does. */
gpointer
tb_run_player (gpointer data)
{
  TbRun *run = data;
  g_autoptr (GError) problem = NULL;
  g_autoptr (TbWorld) world = begin (run, &problem);
  gint64 target_us;

  if (world == NULL)
    {
      end (run, NULL, problem->message);
      return NULL;
    }
  while (wait_for_target (run, &target_us))
    {
      play_until (run, world, target_us);
      if (tb_world_get_failure (world) != NULL || (target_us >= run->end_us && !__atomic_load_n (&run->stopping, __ATOMIC_ACQUIRE)))
        {
          end (run, world, tb_world_get_failure (world));
          break;
        }
      publish (run, tb_world_get_time (world));
    }
  return NULL;
}
