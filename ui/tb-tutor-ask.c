/* tb-tutor-ask: what is met, missing, answered and hinted at, step by step; and what has to wait for a prediction. */
#include "tb-tutor-private.h"

#include <glib/gi18n-lib.h>

/* Verdicts stand in the order of the lesson: checks of the first step, then those of the next. */
guint
tb_tutor_count_before (TbTutor *self, guint step, gsize member)
{
  guint n = 0;

  for (guint i = 0; i < step; i++)
    n += G_STRUCT_MEMBER (GPtrArray *, tb_tutor_get_step (self, i), member)->len;
  return n;
}

static const TbLessonQuestion *
get_question (TbTutor *self, guint step, guint question)
{
  return g_ptr_array_index (tb_tutor_get_step (self, step)->questions, question);
}

/* Checks */

static const char *
translate (const char *text)
{
  return _(text);
}

const TbAttemptVerdict *
tb_tutor_get_check (TbTutor *self, guint step, guint check)
{
  guint index = tb_tutor_count_before (self, step, G_STRUCT_OFFSET (TbLessonStep, checks)) + check;

  return self->judgement ? tb_tutor_get_verdict (self->judgement->checks, index) : NULL;
}

/**
 * tb_tutor_explain:
 * @self: a tutor
 * @step: which step
 * @check: which of its checks
 *
 * Returns: (transfer full) (nullable): what is still missing, a sentence; %NULL where nothing is, or it is not known yet
 */
char *
tb_tutor_explain (TbTutor *self, guint step, guint check)
{
  const TbAttemptVerdict *verdict = tb_tutor_get_check (self, step, check);
  const TbLessonCheck *asked = g_ptr_array_index (tb_tutor_get_step (self, step)->checks, check);

  if (verdict == NULL || verdict->is_met || asked->fail == NULL || *asked->fail == '\0')
    return NULL;
  return tb_attempt_explain (self->attempt, asked, verdict, translate);
}

/* Values that are names of somebody in the fleet; values stand name after name. */
GStrv
tb_tutor_find_names (TbTutor *self, guint step, guint check)
{
  const TbAttemptVerdict *verdict = tb_tutor_get_check (self, step, check);
  TbFleet *fleet = tb_run_get_fleet (tb_attempt_get_run (self->attempt));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n = verdict != NULL && verdict->values != NULL ? g_strv_length (verdict->values) : 0;

  for (guint i = 1; i < n; i += 2)
    if (tb_fleet_find (fleet, verdict->values[i]) != TB_NOBODY)
      g_strv_builder_add (names, verdict->values[i]);
  return g_strv_builder_end (names);
}

void
tb_tutor_count_checks (TbTutor *self, guint *n_met, guint *n)
{
  *n_met = *n = 0;
  for (guint i = 0; i < tb_tutor_get_n_steps (self); i++)
    for (guint k = 0; k < tb_tutor_get_step (self, i)->checks->len; k++)
      {
        const TbAttemptVerdict *verdict = tb_tutor_get_check (self, i, k);

        *n_met += verdict != NULL && verdict->is_met;
        *n += 1;
      }
}

/* Questions */

const TbAttemptVerdict *
tb_tutor_get_question (TbTutor *self, guint step, guint question)
{
  guint index = tb_tutor_count_before (self, step, G_STRUCT_OFFSET (TbLessonStep, questions)) + question;

  return self->judgement ? tb_tutor_get_verdict (self->judgement->questions, index) : NULL;
}

const char *
tb_tutor_get_answer (TbTutor *self, guint step, guint question)
{
  return tb_attempt_get_answer (self->attempt, get_question (self, step, question)->id);
}

/* Those who gave an answer that is none know what they typed; what they need is how one looks. */
static const char *
get_complaint (TbTutor *self, const char *id)
{
  const TbLessonQuestion *question = tb_lesson_find_question (tb_tutor_get_lesson (self), id);

  if (question != NULL && question->kind == TB_QUESTION_NUMBER)
    return _("That is no number. Write it like 12 or 12.5.");
  return _("That cannot be an answer to this question.");
}

/**
 * tb_tutor_answer:
 * @self: a tutor
 * @id: of a question
 * @answer: as the person gave it
 *
 * Returns: whether it was taken; if not, [method@Tutor.get_complaint] says why
 */
gboolean
tb_tutor_answer (TbTutor *self, const char *id, const char *answer)
{
  gboolean is_taken = tb_tutor_may_decide (self, id) && tb_attempt_answer (self->attempt, id, answer, NULL);

  if (is_taken)
    g_hash_table_remove (self->complaints, id);
  else
    g_hash_table_insert (self->complaints, g_strdup (id), g_strdup (get_complaint (self, id)));
  self->is_stale = self->is_stale || is_taken;
  tb_tutor_look (self);
  tb_tutor_tell_changed (self);
  return is_taken;
}

const char *
tb_tutor_get_complaint (TbTutor *self, const char *id)
{
  return g_hash_table_lookup (self->complaints, id);
}

/* Nobody answers again what was predicted, answered rightly, or shown. */
gboolean
tb_tutor_is_locked (TbTutor *self, guint step, guint question)
{
  const TbLessonQuestion *asked = get_question (self, step, question);
  const TbAttemptVerdict *verdict = tb_tutor_get_question (self, step, question);

  if (tb_tutor_get_answer (self, step, question) == NULL)
    return FALSE;
  return asked->is_prediction || g_hash_table_contains (self->given_up, asked->id) || (verdict != NULL && verdict->is_known && verdict->is_met);
}

gboolean
tb_tutor_is_truth_shown (TbTutor *self, guint step, guint question)
{
  const TbAttemptVerdict *verdict = tb_tutor_get_question (self, step, question);

  return verdict != NULL && verdict->is_known && tb_tutor_is_locked (self, step, question);
}

void
tb_tutor_show_truth (TbTutor *self, const char *id)
{
  g_hash_table_add (self->given_up, g_strdup (id));
  tb_tutor_tell_changed (self);
}

gboolean
tb_tutor_waits (TbTutor *self, guint step, guint question)
{
  GPtrArray *questions = tb_tutor_get_step (self, step)->questions;

  for (guint i = 0; i < question && i < questions->len; i++)
    if (get_question (self, step, i)->is_prediction && tb_tutor_get_answer (self, step, i) == NULL)
      return TRUE;
  return step > 0 && tb_tutor_get_awaited (self, step - 1) != NULL;
}

const char *
tb_tutor_get_awaited (TbTutor *self, guint step)
{
  for (guint i = 0; i <= step && i < tb_tutor_get_n_steps (self); i++)
    for (guint k = 0; k < tb_tutor_get_step (self, i)->questions->len; k++)
      if (get_question (self, i, k)->is_prediction && tb_tutor_get_answer (self, i, k) == NULL)
        return get_question (self, i, k)->id;
  return NULL;
}

/* What is done */

static gboolean
has_all_checks (TbTutor *self, guint step)
{
  for (guint i = 0; i < tb_tutor_get_step (self, step)->checks->len; i++)
    {
      const TbAttemptVerdict *verdict = tb_tutor_get_check (self, step, i);

      if (verdict == NULL || !verdict->is_met)
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_all_answers (TbTutor *self, guint step)
{
  for (guint i = 0; i < tb_tutor_get_step (self, step)->questions->len; i++)
    if (tb_tutor_get_answer (self, step, i) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * tb_tutor_is_step_done:
 * @self: a tutor
 * @step: which
 *
 * Returns: whether all its checks are met and all its questions answered; a step that only tells something is done when it was left
 */
gboolean
tb_tutor_is_step_done (TbTutor *self, guint step)
{
  const TbLessonStep *told = tb_tutor_get_step (self, step);

  if (told->checks->len == 0 && told->questions->len == 0)
    return self->furthest > step;
  return has_all_checks (self, step) && has_all_answers (self, step);
}

guint
tb_tutor_find_open_step (TbTutor *self)
{
  guint step = 0;

  while (step < tb_tutor_get_n_steps (self) && tb_tutor_is_step_done (self, step))
    step++;
  return step;
}

/* Hints */

guint
tb_tutor_get_n_hints (TbTutor *self, guint step)
{
  return tb_attempt_get_hints (self->attempt, tb_tutor_get_step (self, step)->id);
}

void
tb_tutor_take_hint (TbTutor *self)
{
  if (self->present < tb_tutor_get_n_steps (self))
    tb_attempt_take_hint (self->attempt, tb_tutor_get_step (self, self->present)->id);
  tb_tutor_tell_changed (self);
}

guint
tb_tutor_count_hints (TbTutor *self)
{
  guint n = 0;

  for (guint i = 0; i < tb_tutor_get_n_steps (self); i++)
    n += tb_tutor_get_n_hints (self, i);
  return n;
}

gboolean
tb_tutor_is_finished (TbTutor *self)
{
  return tb_tutor_find_open_step (self) == tb_tutor_get_n_steps (self);
}
