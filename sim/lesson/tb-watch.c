/* tb-watch: see the header. What was found is kept as the points at which it changed, so that what was true at an earlier time can be told too. */
#include "tb-watch.h"

#include "tb-lesson-private.h"

#define ALL_CREDIT 1000
#define WAIT_SLICES 200

typedef struct { gint64 time_us; TbWatched watched; } Change;

typedef struct
{
  const TbLessonCheck *check;
  GArray *changes;       /* Change */
} Trace;

struct _TbWatch
{
  gatomicrefcount refs;
  GMutex busy;
  TbVariation *variation;
  TbRun *run;
  TbAsk *ask;
  TbRun *baseline;       /* made when first needed, likewise */
  TbAsk *ask_baseline;
  GPtrArray *traces;     /* Trace, of checks that look at moments */
  GArray *commands;      /* gint64, when commands applied */
  guint64 n_scanned;
  gint64 done_us;        /* every moment up to here was looked at */
};

static void
trace_free (gpointer data)
{
  Trace *trace = data;

  g_array_unref (trace->changes);
  g_free (trace);
}

static void
add_traces (TbWatch *watch, const TbLessonStep *step)
{
  for (guint i = 0; i < step->checks->len; i++)
    {
      const TbLessonCheck *check = g_ptr_array_index (step->checks, i);
      Trace *trace;

      if (check->when == TB_WHEN_NOW && check->for_us == 0)
        continue;
      trace = g_new0 (Trace, 1);
      trace->check = check;
      trace->changes = g_array_new (FALSE, FALSE, sizeof (Change));
      g_ptr_array_add (watch->traces, trace);
    }
}

TbWatch *
tb_watch_new (TbVariation *variation, TbRun *run)
{
  TbWatch *watch = g_new0 (TbWatch, 1);
  GPtrArray *steps = tb_lesson_get_steps (tb_variation_get_lesson (variation));

  g_atomic_ref_count_init (&watch->refs);
  g_mutex_init (&watch->busy);
  watch->variation = tb_variation_ref (variation);
  watch->run = tb_run_ref (run);
  watch->ask = tb_ask_new (run);
  watch->traces = g_ptr_array_new_with_free_func (trace_free);
  watch->commands = g_array_new (FALSE, FALSE, sizeof (gint64));
  watch->done_us = -1;
  for (guint i = 0; i < steps->len; i++)
    add_traces (watch, g_ptr_array_index (steps, i));
  return watch;
}

TbWatch *
tb_watch_ref (TbWatch *watch)
{
  g_atomic_ref_count_inc (&watch->refs);
  return watch;
}

void
tb_watch_unref (TbWatch *watch)
{
  if (!g_atomic_ref_count_dec (&watch->refs))
    return;
  tb_ask_unref (watch->ask);
  g_clear_pointer (&watch->ask_baseline, tb_ask_unref);
  g_clear_pointer (&watch->baseline, tb_run_unref);
  tb_run_unref (watch->run);
  tb_variation_unref (watch->variation);
  g_ptr_array_unref (watch->traces);
  g_array_unref (watch->commands);
  g_mutex_clear (&watch->busy);
  g_free (watch);
}

TbRun *
tb_watch_get_run (TbWatch *watch)
{
  return watch->run;
}

void
tb_watch_lock (TbWatch *watch)
{
  g_mutex_lock (&watch->busy);
}

void
tb_watch_unlock (TbWatch *watch)
{
  g_mutex_unlock (&watch->busy);
}

static gboolean
fail_run (TbRun *run, GError **error)
{
  g_autofree char *failure = tb_run_dup_failure (run);

  if (failure != NULL)
    g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "the run could not go on: %s", failure);
  return failure != NULL;
}

static gboolean
hold_baseline (TbWatch *watch, GError **error)
{
  if (watch->baseline == NULL)
    watch->baseline = tb_variation_hold_baseline (watch->variation, error);
  if (watch->baseline != NULL && watch->ask_baseline == NULL)
    watch->ask_baseline = tb_ask_new (watch->baseline);
  return watch->baseline != NULL;
}

/* In slices, since nothing else ends the waiting. */
static gboolean
play_baseline (TbWatch *watch, gint64 time_us, GCancellable *cancellable, GError **error)
{
  if (!hold_baseline (watch, error))
    return FALSE;
  tb_run_set_target (watch->baseline, time_us);
  for (gint64 i = 1; i <= WAIT_SLICES && tb_run_get_edge (watch->baseline) < time_us; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      tb_run_wait (watch->baseline, i == WAIT_SLICES ? time_us : time_us / WAIT_SLICES * i);
    }
  return !fail_run (watch->baseline, error);
}

/**
 * tb_watch_ask:
 * @watch: locked
 * @which: the learner's run, or the one in which nobody does anything
 * @sql: a question; what varies are its parameters
 * @time_us: when
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the answer
 */
TbAnswer *
tb_watch_ask (TbWatch *watch, TbWhichRun which, const char *sql, gint64 time_us, GCancellable *cancellable, GError **error)
{
  TbAskOptions options = { time_us, 0, 0, tb_variation_get_names (watch->variation), tb_variation_get_values (watch->variation) };

  if (which == TB_OF_BASELINE && !play_baseline (watch, time_us, cancellable, error))
    return NULL;
  return tb_ask_query (which == TB_OF_BASELINE ? watch->ask_baseline : watch->ask, sql, &options, cancellable, error);
}

/* Of all there are, the share that is not among the rows; never all of it as long as there is a row. */
static guint
share (gint64 n_wrong, gint64 total)
{
  if (n_wrong == 0)
    return ALL_CREDIT;
  if (total <= 0 || n_wrong >= total)
    return 0;
  return (guint) MIN (ALL_CREDIT - 1, (total - n_wrong) * ALL_CREDIT / total);
}

static gboolean
count (TbWatch *watch, const TbLessonCheck *check, gint64 time_us, gint64 *total, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbAnswer) answer = tb_watch_ask (watch, check->run, check->total, time_us, cancellable, error);
  const TbValue *value;

  *total = 0;
  if (answer == NULL)
    return FALSE;
  value = tb_answer_get_n_rows (answer) > 0 ? tb_answer_get (answer, 0, 0) : NULL;
  if (value != NULL && value->kind == TB_VALUE_INTEGER)
    *total = value->integer;
  return TRUE;
}

/**
 * tb_watch_look:
 * @watch: locked
 * @check: a check
 * @time_us: when
 * @wrong: (out) (optional): the rows that are wrong then
 * @credit: (out): 1000 when there is none
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Looks at one moment alone.
 *
 * Returns: whether it could be asked
 */
gboolean
tb_watch_look (TbWatch *watch, const TbLessonCheck *check, gint64 time_us, TbAnswer **wrong, guint *credit, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbAnswer) answer = tb_watch_ask (watch, check->run, check->sql, time_us, cancellable, error);
  gint64 total = 0;

  if (answer == NULL)
    return FALSE;
  if (tb_answer_get_n_rows (answer) > 0 && check->total != NULL && !count (watch, check, time_us, &total, cancellable, error))
    return FALSE;
  *credit = tb_answer_is_cut (answer) ? 0 : share (tb_answer_get_n_rows (answer), total);
  if (wrong != NULL)
    *wrong = g_steal_pointer (&answer);
  return TRUE;
}

/* What is known of a check at @time_us from moments that are over. */
static TbWatched
recall (const Trace *trace, gint64 time_us)
{
  TbWatched none = { -1, -1, 0 };
  guint low = 0, high = trace->changes->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (trace->changes, Change, middle).time_us <= time_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? g_array_index (trace->changes, Change, low - 1).watched : none;
}

/* What is known with one more moment. */
static TbWatched
add_moment (const TbLessonCheck *check, TbWatched before, gint64 time_us, guint credit)
{
  TbWatched after = before;

  after.since_us = credit < ALL_CREDIT ? -1 : before.since_us >= 0 ? before.since_us : time_us;
  after.best = MAX (before.best, credit);
  if (before.met_us < 0 && after.since_us >= 0 && time_us - after.since_us >= check->for_us)
    after.met_us = time_us;
  return after;
}

static gboolean
is_settled (const Trace *trace)
{
  return trace->check->when == TB_WHEN_EVER && recall (trace, G_MAXINT64).met_us >= 0;
}

static gboolean
all_settled (TbWatch *watch)
{
  gboolean settled = TRUE;

  for (guint i = 0; i < watch->traces->len && settled; i++)
    settled = is_settled (g_ptr_array_index (watch->traces, i));
  return settled;
}

static void
commit (Trace *trace, gint64 time_us, TbWatched watched)
{
  TbWatched before = recall (trace, G_MAXINT64);
  Change change = { time_us, watched };

  if (before.since_us != watched.since_us || before.met_us != watched.met_us || before.best != watched.best)
    g_array_append_val (trace->changes, change);
}

/* All checks or none, so that a moment in the middle of which it was stopped is not half looked at. */
static gboolean
look_at_moment (TbWatch *watch, gint64 time_us, GCancellable *cancellable, GError **error)
{
  g_autofree TbWatched *found = g_new0 (TbWatched, watch->traces->len + 1);

  for (guint i = 0; i < watch->traces->len; i++)
    {
      Trace *trace = g_ptr_array_index (watch->traces, i);
      guint credit;

      found[i] = recall (trace, G_MAXINT64);
      if (is_settled (trace))
        continue;
      if (!tb_watch_look (watch, trace->check, time_us, NULL, &credit, cancellable, error))
        return FALSE;
      found[i] = add_moment (trace->check, found[i], time_us, credit);
    }
  for (guint i = 0; i < watch->traces->len; i++)
    commit (g_ptr_array_index (watch->traces, i), time_us, found[i]);
  watch->done_us = time_us;
  return TRUE;
}

/* Finds the times of commands up to @limit_us in what is new in the journal. */
static void
scan_commands (TbWatch *watch, gint64 limit_us)
{
  TbJournal *journal = tb_run_get_journal (watch->run);
  guint64 n = tb_journal_get_length (journal);

  for (; watch->n_scanned < n; watch->n_scanned++)
    {
      const TbRecord *record = tb_journal_get (journal, watch->n_scanned);

      if (record->time_us > limit_us)
        return;
      if (record->kind == TB_RECORD_COMMAND)
        g_array_append_val (watch->commands, record->time_us);
    }
}

/* The first moment after @time_us. */
static gint64
next_moment (TbWatch *watch, gint64 time_us)
{
  gint64 sample_us = tb_lesson_get_sample_us (tb_variation_get_lesson (watch->variation));
  gint64 next_us = time_us < 0 ? sample_us : (time_us / sample_us + 1) * sample_us;
  guint low = 0, high = watch->commands->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (watch->commands, gint64, middle) <= time_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low < watch->commands->len ? MIN (next_us, g_array_index (watch->commands, gint64, low)) : next_us;
}

/**
 * tb_watch_advance:
 * @watch: locked
 * @time_us: how far, the live edge at most
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Looks at the moments that are over and were not looked at yet.
 *
 * Returns: whether it came so far
 */
gboolean
tb_watch_advance (TbWatch *watch, gint64 time_us, GCancellable *cancellable, GError **error)
{
  gint64 limit_us = MIN (time_us, tb_run_is_ended (watch->run) ? time_us : tb_run_get_edge (watch->run) - 1);

  scan_commands (watch, limit_us);
  while (!all_settled (watch) && next_moment (watch, watch->done_us) <= limit_us)
    if (!look_at_moment (watch, next_moment (watch, watch->done_us), cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_moment (TbWatch *watch, gint64 time_us)
{
  scan_commands (watch, time_us);
  return next_moment (watch, time_us - 1) == time_us;
}

/**
 * tb_watch_find:
 * @watch: locked, and advanced to @time_us
 * @check: one that looks at moments
 * @time_us: when
 * @watched: (out): what was found up to then, the present moment included, though it may still change
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Returns: whether it could be asked
 */
gboolean
tb_watch_find (TbWatch *watch, const TbLessonCheck *check, gint64 time_us, TbWatched *watched, GCancellable *cancellable, GError **error)
{
  guint credit;

  for (guint i = 0; i < watch->traces->len; i++)
    if (((Trace *) g_ptr_array_index (watch->traces, i))->check == check)
      *watched = recall (g_ptr_array_index (watch->traces, i), time_us);
  if (watched->met_us >= 0 && check->when == TB_WHEN_EVER)
    return TRUE;
  if (time_us <= watch->done_us || !is_moment (watch, time_us))
    return TRUE;
  if (!tb_watch_look (watch, check, time_us, NULL, &credit, cancellable, error))
    return FALSE;
  *watched = add_moment (check, *watched, time_us, credit);
  return TRUE;
}
