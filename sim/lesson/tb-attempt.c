/* tb-attempt: see the header. What a learner said and took; judging is in tb-attempt-judge. */
#include "tb-attempt-private.h"

#include <string.h>

static void
given_free (gpointer data)
{
  TbGiven *given = data;

  g_free (given->text);
  g_free (given);
}

/**
 * tb_attempt_new:
 * @variation: whose lesson
 * @run: the learner's, as [func@variation_start] made it, or a branch of that
 *
 * Returns: (transfer full): an attempt at the very beginning
 */
TbAttempt *
tb_attempt_new (TbVariation *variation, TbRun *run)
{
  TbAttempt *attempt = g_new0 (TbAttempt, 1);

  g_atomic_ref_count_init (&attempt->refs);
  g_mutex_init (&attempt->lock);
  attempt->variation = tb_variation_ref (variation);
  attempt->lesson = tb_variation_get_lesson (variation);
  attempt->watch = tb_watch_new (variation, run);
  attempt->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, given_free);
  attempt->hints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return attempt;
}

/**
 * tb_attempt_ref:
 * @attempt: an attempt
 *
 * Returns: (transfer full): @attempt
 */
TbAttempt *
tb_attempt_ref (TbAttempt *attempt)
{
  g_atomic_ref_count_inc (&attempt->refs);
  return attempt;
}

/**
 * tb_attempt_unref:
 * @attempt: (transfer full): an attempt
 *
 * Drops a reference; the last one frees it.
 */
void
tb_attempt_unref (TbAttempt *attempt)
{
  if (!g_atomic_ref_count_dec (&attempt->refs))
    return;
  tb_watch_unref (attempt->watch);
  g_hash_table_unref (attempt->answers);
  g_hash_table_unref (attempt->hints);
  tb_variation_unref (attempt->variation);
  g_mutex_clear (&attempt->lock);
  g_free (attempt);
}

/**
 * tb_attempt_set_run:
 * @attempt: an attempt
 * @run: another run of the same lesson for the same learner: a branch, or one from the sealed start
 *
 * What was met is found anew in @run; answers and hints stay. Who is judging the former run goes on with that.
 */
void
tb_attempt_set_run (TbAttempt *attempt, TbRun *run)
{
  TbWatch *watch = tb_watch_new (attempt->variation, run);
  TbWatch *former;

  g_mutex_lock (&attempt->lock);
  former = attempt->watch;
  attempt->watch = watch;
  g_mutex_unlock (&attempt->lock);
  tb_watch_unref (former);
}

/* (transfer full) */
TbWatch *
tb_attempt_hold_watch (TbAttempt *attempt)
{
  TbWatch *watch;

  g_mutex_lock (&attempt->lock);
  watch = tb_watch_ref (attempt->watch);
  g_mutex_unlock (&attempt->lock);
  return watch;
}

/**
 * tb_attempt_get_run:
 * @attempt: an attempt
 *
 * Returns: (transfer none): the learner's run
 */
TbRun *
tb_attempt_get_run (TbAttempt *attempt)
{
  g_autoptr (TbWatch) watch = tb_attempt_hold_watch (attempt);

  return tb_watch_get_run (watch);
}

/**
 * tb_attempt_get_lesson:
 * @attempt: an attempt
 *
 * Returns: (transfer none): its lesson
 */
TbLesson *
tb_attempt_get_lesson (TbAttempt *attempt)
{
  return attempt->lesson;
}

/**
 * tb_attempt_get_variation:
 * @attempt: an attempt
 *
 * Returns: (transfer none): what is different for its learner
 */
TbVariation *
tb_attempt_get_variation (TbAttempt *attempt)
{
  return attempt->variation;
}

/**
 * tb_attempt_restore:
 * @attempt: an attempt
 * @question: its id
 * @answer: what was answered
 * @time_us: where the run was then
 *
 * Takes an answer as it was given before; does not ask whether it may be given.
 */
void
tb_attempt_restore (TbAttempt *attempt, const char *question, const char *answer, gint64 time_us)
{
  TbGiven *given = g_new0 (TbGiven, 1);

  given->text = g_strdup (answer);
  given->time_us = time_us;
  g_mutex_lock (&attempt->lock);
  g_hash_table_replace (attempt->answers, g_strdup (question), given);
  g_mutex_unlock (&attempt->lock);
}

/**
 * tb_attempt_answer:
 * @attempt: an attempt
 * @question: its id
 * @answer: what the learner says
 * @error: return location
 *
 * Returns: %FALSE with a sentence for what is no answer to this question, or a second one to a prediction
 */
gboolean
tb_attempt_answer (TbAttempt *attempt, const char *question, const char *answer, GError **error)
{
  const TbLessonQuestion *asked = tb_lesson_find_question (attempt->lesson, question);
  g_autofree char *before = tb_attempt_dup_answer (attempt, question, NULL);
  g_autofree char *text = g_strstrip (g_strdup (answer != NULL ? answer : ""));

  if (asked == NULL)
    g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_NOT_FOUND, "there is no question \"%.40s\" in this lesson", question);
  else if (asked->is_prediction && before != NULL)
    g_set_error_literal (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "a prediction is made once; this one is made");
  else if (tb_attempt_check_answer (asked, text, error))
    {
      tb_attempt_restore (attempt, question, text, MAX (tb_run_get_edge (tb_attempt_get_run (attempt)), 0));
      return TRUE;
    }
  return FALSE;
}

/**
 * tb_attempt_dup_answer:
 * @attempt: an attempt
 * @question: its id
 * @time_us: (out) (optional): where the run was when it was given
 *
 * Returns: (transfer full) (nullable): what was answered
 */
char *
tb_attempt_dup_answer (TbAttempt *attempt, const char *question, gint64 *time_us)
{
  const TbGiven *given;
  char *text;

  g_mutex_lock (&attempt->lock);
  given = g_hash_table_lookup (attempt->answers, question);
  text = given != NULL ? g_strdup (given->text) : NULL;
  if (time_us != NULL)
    *time_us = given != NULL ? given->time_us : -1;
  g_mutex_unlock (&attempt->lock);
  return text;
}

/**
 * tb_attempt_get_answer:
 * @attempt: an attempt; only the thread that answers may ask
 * @question: its id
 *
 * Returns: (nullable): what was answered; good until the next answer to it
 */
const char *
tb_attempt_get_answer (TbAttempt *attempt, const char *question)
{
  const TbGiven *given;

  g_mutex_lock (&attempt->lock);
  given = g_hash_table_lookup (attempt->answers, question);
  g_mutex_unlock (&attempt->lock);
  return given != NULL ? given->text : NULL;
}

/**
 * tb_attempt_get_hints:
 * @attempt: an attempt
 * @step: its id
 *
 * Returns: how many hints of that step were taken
 */
guint
tb_attempt_get_hints (TbAttempt *attempt, const char *step)
{
  guint n;

  g_mutex_lock (&attempt->lock);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (attempt->hints, step));
  g_mutex_unlock (&attempt->lock);
  return n;
}

/**
 * tb_attempt_take_hint:
 * @attempt: an attempt
 * @step: its id
 *
 * Opens the next hint of a step, if there is one more.
 *
 * Returns: how many are open now
 */
guint
tb_attempt_take_hint (TbAttempt *attempt, const char *step)
{
  const TbLessonStep *of = tb_lesson_find_step (attempt->lesson, step);
  guint n = of != NULL ? MIN (tb_attempt_get_hints (attempt, step) + 1, of->hints->len) : 0;

  g_mutex_lock (&attempt->lock);
  if (n > 0)
    g_hash_table_replace (attempt->hints, g_strdup (step), GUINT_TO_POINTER (n));
  g_mutex_unlock (&attempt->lock);
  return n;
}

static gboolean
waits (TbAttempt *attempt, const TbLessonStep *step)
{
  for (guint i = 0; i < step->questions->len; i++)
    {
      const TbLessonQuestion *question = g_ptr_array_index (step->questions, i);
      g_autofree char *answer = tb_attempt_dup_answer (attempt, question->id, NULL);

      if (question->is_prediction && answer == NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * tb_attempt_is_open:
 * @attempt: an attempt
 * @step: its id
 *
 * Returns: whether the step can be worked on: no prediction of an earlier one waits for an answer
 */
gboolean
tb_attempt_is_open (TbAttempt *attempt, const char *step)
{
  GPtrArray *steps = tb_lesson_get_steps (attempt->lesson);

  for (guint i = 0; i < steps->len; i++)
    {
      const TbLessonStep *other = g_ptr_array_index (steps, i);

      if (strcmp (other->id, step) == 0)
        return TRUE;
      if (waits (attempt, other))
        return FALSE;
    }
  return FALSE;
}
