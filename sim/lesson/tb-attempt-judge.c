/* tb-attempt-judge: what of a lesson is met at a time, for whoever shows it and whoever grades it. */
#include "tb-attempt-private.h"

#include <string.h>

#include "tb-lesson-words.h"
#include "tb-units.h"

#define ALL_CREDIT 1000

static void
verdict_free (gpointer data)
{
  TbAttemptVerdict *verdict = data;

  g_strfreev (verdict->values);
  g_free (verdict->truth);
  g_free (verdict);
}

/**
 * tb_judgement_free:
 * @judgement: (transfer full): a judgement
 *
 * Frees it.
 */
void
tb_judgement_free (TbJudgement *judgement)
{
  g_ptr_array_unref (judgement->checks);
  g_ptr_array_unref (judgement->questions);
  g_free (judgement);
}

/**
 * TbJudge:
 * @attempt: whose
 * @watch: locked
 * @time_us: when
 * @error: return location of the caller
 */
typedef struct
{
  TbAttempt *attempt;
  TbWatch *watch;
  gint64 time_us;
  GCancellable *cancellable;
  GError **error;
} TbJudge;

static gboolean
look_now (const TbJudge *judge, const TbLessonCheck *check, TbAttemptVerdict *verdict)
{
  g_autoptr (TbAnswer) wrong = NULL;

  if (!tb_watch_look (judge->watch, check, judge->time_us, &wrong, &verdict->credit, judge->cancellable, judge->error))
    return FALSE;
  verdict->n_wrong = tb_answer_get_n_rows (wrong);
  verdict->values = verdict->n_wrong > 0 ? tb_answer_dup_row (wrong, 0) : NULL;
  return TRUE;
}

static void
apply_moments (const TbLessonCheck *check, const TbWatched *watched, gint64 time_us, TbAttemptVerdict *verdict)
{
  gboolean holds = verdict->n_wrong == 0;

  verdict->held_us = check->for_us > 0 && holds && watched->since_us >= 0 ? time_us - watched->since_us : 0;
  if (check->when == TB_WHEN_EVER)
    verdict->is_met = watched->met_us >= 0;
  else
    verdict->is_met = holds && watched->since_us >= 0 && verdict->held_us >= check->for_us;
  if (verdict->is_met)
    verdict->credit = ALL_CREDIT;
  else
    verdict->credit = check->for_us > 0 ? 0 : MIN (watched->best, ALL_CREDIT - 1);
}

static gboolean
judge_check (const TbJudge *judge, const TbLessonCheck *check, TbAttemptVerdict *verdict)
{
  TbWatched watched = { -1, -1, 0 };
  gboolean looks_back = check->when == TB_WHEN_EVER || check->for_us > 0;

  verdict->is_known = TRUE;
  if (looks_back && !tb_watch_find (judge->watch, check, judge->time_us, &watched, judge->cancellable, judge->error))
    return FALSE;
  if (check->when == TB_WHEN_EVER && watched.met_us >= 0)
    {
      apply_moments (check, &watched, judge->time_us, verdict);
      return TRUE;
    }
  if (!look_now (judge, check, verdict))
    return FALSE;
  verdict->is_met = verdict->n_wrong == 0;
  if (looks_back)
    apply_moments (check, &watched, judge->time_us, verdict);
  return TRUE;
}

/* The first row that is not NULL is the truth that is told; any of them may be answered. */
static gboolean
judge_question (const TbJudge *judge, const TbLessonQuestion *question, TbAttemptVerdict *verdict)
{
  g_autofree char *given = tb_attempt_dup_answer (judge->attempt, question->id, NULL);
  g_autoptr (TbAnswer) answer = NULL;

  if (given == NULL)
    return TRUE;
  answer = tb_watch_ask (judge->watch, question->run, question->sql, judge->time_us, judge->cancellable, judge->error);
  if (answer == NULL)
    return FALSE;
  for (guint i = 0; i < tb_answer_get_n_rows (answer); i++)
    {
      const TbValue *truth = tb_answer_get (answer, i, 0);

      if (truth->kind == TB_VALUE_NULL)
        continue;
      if (verdict->truth == NULL)
        verdict->truth = tb_value_format (truth);
      verdict->is_known = TRUE;
      verdict->is_met = verdict->is_met || tb_attempt_agrees (question, given, truth);
    }
  verdict->credit = verdict->is_met ? ALL_CREDIT : 0;
  return TRUE;
}

static void
add (TbJudgement *judgement, GPtrArray *list, TbAttemptVerdict *verdict, guint weight)
{
  g_ptr_array_add (list, verdict);
  judgement->points += (guint64) weight * verdict->credit;
  judgement->most += (guint64) weight * ALL_CREDIT;
}

static gboolean
judge_step (const TbJudge *judge, const TbLessonStep *step, TbJudgement *judgement)
{
  gboolean good = TRUE;

  for (guint i = 0; good && i < step->checks->len; i++)
    {
      const TbLessonCheck *check = g_ptr_array_index (step->checks, i);
      TbAttemptVerdict *verdict = g_new0 (TbAttemptVerdict, 1);

      good = judge_check (judge, check, verdict);
      add (judgement, judgement->checks, verdict, check->weight);
    }
  for (guint i = 0; good && i < step->questions->len; i++)
    {
      const TbLessonQuestion *question = g_ptr_array_index (step->questions, i);
      TbAttemptVerdict *verdict = g_new0 (TbAttemptVerdict, 1);

      good = judge_question (judge, question, verdict);
      add (judgement, judgement->questions, verdict, question->weight);
    }
  return good;
}

static TbJudgement *
judge_all (const TbJudge *judge)
{
  g_autoptr (TbJudgement) judgement = g_new0 (TbJudgement, 1);
  GPtrArray *steps = tb_lesson_get_steps (judge->attempt->lesson);

  judgement->time_us = judge->time_us;
  judgement->checks = g_ptr_array_new_with_free_func (verdict_free);
  judgement->questions = g_ptr_array_new_with_free_func (verdict_free);
  if (!tb_watch_advance (judge->watch, judge->time_us, judge->cancellable, judge->error))
    return NULL;
  for (guint i = 0; i < steps->len; i++)
    if (!judge_step (judge, g_ptr_array_index (steps, i), judgement))
      return NULL;
  return g_steal_pointer (&judgement);
}

/**
 * tb_attempt_judge:
 * @attempt: an attempt
 * @time_us: when; the live edge at most, -1 for that
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Takes as long as the lesson's questions take; what was looked at once is not looked at again. Plays the baseline where a check needs it.
 *
 * Returns: (transfer full) (nullable): what is met then
 */
TbJudgement *
tb_attempt_judge (TbAttempt *attempt, gint64 time_us, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbWatch) watch = tb_attempt_hold_watch (attempt);
  TbJudge judge = { attempt, watch, time_us, cancellable, error };
  gint64 edge_us = MAX (tb_run_get_edge (tb_watch_get_run (watch)), 0);
  TbJudgement *judgement;

  judge.time_us = time_us < 0 ? edge_us : MIN (time_us, edge_us);
  tb_watch_lock (watch);
  judgement = judge_all (&judge);
  tb_watch_unlock (watch);
  return judgement;
}

/* (transfer full) (nullable): the right answer, NULL without an error when it cannot be known yet */
char *
tb_attempt_find_truth (TbAttempt *attempt, const TbLessonQuestion *question, gint64 time_us, GError **error)
{
  g_autoptr (TbWatch) watch = tb_attempt_hold_watch (attempt);
  g_autoptr (TbAnswer) answer = NULL;

  tb_watch_lock (watch);
  answer = tb_watch_ask (watch, question->run, question->sql, time_us, NULL, error);
  tb_watch_unlock (watch);
  for (guint i = 0; answer != NULL && i < tb_answer_get_n_rows (answer); i++)
    if (tb_answer_get (answer, i, 0)->kind != TB_VALUE_NULL)
      return tb_value_format (tb_answer_get (answer, i, 0));
  return NULL;
}

/**
 * tb_attempt_is_late:
 * @attempt: an attempt
 * @question: one of its questions
 * @given_us: (out) (optional): when it was answered, -1 when it was not
 *
 * Whether a prediction says what the run, as it is now, already showed when it was made. After a reset the run is another and the answers stay, so this is a word to a
 * teacher and no verdict.
 *
 * Returns: %TRUE for a prediction that was made when its right answer could be known, unless that is so from the start
 */
gboolean
tb_attempt_is_late (TbAttempt *attempt, const TbLessonQuestion *question, gint64 *given_us)
{
  gint64 at_us, edge_us = MAX (tb_run_get_edge (tb_attempt_get_run (attempt)), 0);
  g_autofree char *answer = tb_attempt_dup_answer (attempt, question->id, &at_us), *before = NULL, *then = NULL;

  if (given_us != NULL)
    *given_us = at_us;
  if (!question->is_prediction || answer == NULL)
    return FALSE;
  before = tb_attempt_find_truth (attempt, question, MIN (tb_lesson_get_ready_us (attempt->lesson), edge_us), NULL);
  then = before == NULL ? tb_attempt_find_truth (attempt, question, MIN (at_us, edge_us), NULL) : NULL;
  return then != NULL;
}

typedef struct { TbAttempt *attempt; gint64 time_us; } Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  tb_attempt_unref (work->attempt);
  g_free (work);
}

static void
judge_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  Work *work = data;
  TbJudgement *judgement = tb_attempt_judge (work->attempt, work->time_us, cancellable, &error);

  if (judgement != NULL)
    g_task_return_pointer (task, judgement, (GDestroyNotify) tb_judgement_free);
  else
    g_task_return_error (task, error);
}

/**
 * tb_attempt_judge_async:
 * @attempt: an attempt
 * @time_us: see [func@attempt_judge]
 * @cancellable: (nullable): stops it
 * @callback: called in the caller's main context
 * @user_data: for @callback
 *
 * Judges on a thread of its own.
 */
void
tb_attempt_judge_async (TbAttempt *attempt, gint64 time_us, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->attempt = tb_attempt_ref (attempt);
  work->time_us = time_us;
  g_task_set_source_tag (task, tb_attempt_judge_async);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, judge_in_thread);
}

/**
 * tb_attempt_judge_finish:
 * @result: what the callback was handed
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what is met
 */
TbJudgement *
tb_attempt_judge_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct { TbVariation *variation; char **values; TbLessonTranslate translate; char *shown; } Filling;

/* A column whose name ends in _us is a time; a code that the program has a word for is that word. */
static const char *
show_value (Filling *filling, const char *column, const char *value)
{
  const char *word = tb_lesson_find_word (column, value);
  gint64 time_us;

  if (word != NULL)
    return filling->translate (word);
  if (!g_str_has_suffix (column, "_us") || !g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &time_us, NULL))
    return value;
  g_free (filling->shown);
  return filling->shown = tb_units_format_short (time_us);
}

static const char *
find_shown (const char *name, gpointer data)
{
  Filling *filling = data;

  for (guint i = 0; filling->values[i] != NULL; i += 2)
    if (strcmp (filling->values[i], name) == 0)
      return show_value (filling, name, filling->values[i + 1]);
  return tb_variation_get (filling->variation, name);
}

/* (transfer full): @text with the columns of a row, and what varies, in it */
char *
tb_attempt_fill_row (TbAttempt *attempt, const char *text, char **values, TbLessonTranslate translate)
{
  Filling filling = { attempt->variation, values, translate, NULL };
  char *filled = tb_braces_fill (translate (text), find_shown, &filling);

  g_free (filling.shown);
  return filled;
}

/**
 * tb_attempt_explain:
 * @attempt: an attempt
 * @check: one of its checks
 * @verdict: what came of it
 * @translate: gives a text in the reader's language
 *
 * Returns: (transfer full) (nullable): the message about the first row that is wrong; %NULL where none is
 */
char *
tb_attempt_explain (TbAttempt *attempt, const TbLessonCheck *check, const TbAttemptVerdict *verdict, TbLessonTranslate translate)
{
  return verdict->values != NULL ? tb_attempt_fill_row (attempt, check->fail, verdict->values, translate) : NULL;
}
