/* tb-tutor-exercise: of an exercise, what the team has been told and asked. It depends on how far somebody has got alone: who goes back to an earlier moment is told anew. */
#include "tb-tutor-private.h"

gboolean
tb_tutor_is_exercise (TbTutor *self)
{
  return tb_lesson_is_exercise (tb_tutor_get_lesson (self));
}

gint64
tb_tutor_get_told_us (TbTutor *self)
{
  return self->told_us;
}

gboolean
tb_tutor_is_told (TbTutor *self, const TbLessonInject *inject)
{
  return inject->at_us <= self->told_us;
}

void
tb_tutor_count_injects (TbTutor *self, guint *n_told, guint *n)
{
  g_autoptr (GPtrArray) injects = tb_lesson_list_injects (tb_tutor_get_lesson (self));

  *n_told = 0;
  *n = injects->len;
  for (guint i = 0; i < injects->len; i++)
    *n_told += tb_tutor_is_told (self, g_ptr_array_index (injects, i));
}

/* A step in which nothing happens comes with the one before. */
gboolean
tb_tutor_is_reached (TbTutor *self, guint step)
{
  guint n_told, n;

  tb_tutor_count_injects (self, &n_told, &n);
  if (step == tb_tutor_get_n_steps (self))
    return n_told == n;
  for (; step > 0; step--)
    {
      GPtrArray *injects = tb_tutor_get_step (self, step)->injects;

      if (injects->len > 0)
        return tb_tutor_is_told (self, g_ptr_array_index (injects, 0));
    }
  return TRUE;
}

gboolean
tb_tutor_is_asked (TbTutor *self, guint step, guint question)
{
  const TbLessonQuestion *asked = g_ptr_array_index (tb_tutor_get_step (self, step)->questions, question);

  return !asked->is_decision || (asked->asked_us <= self->told_us && tb_tutor_is_reached (self, step));
}

/**
 * tb_tutor_get_undecided:
 * @self: a tutor
 *
 * Returns: (nullable): id of the first decision that the team was asked for and has not made
 */
const char *
tb_tutor_get_undecided (TbTutor *self)
{
  for (guint i = 0; i < tb_tutor_get_n_steps (self); i++)
    for (guint k = 0; k < tb_tutor_get_step (self, i)->questions->len; k++)
      {
        const TbLessonQuestion *question = g_ptr_array_index (tb_tutor_get_step (self, i)->questions, k);

        if (question->is_decision && tb_tutor_is_asked (self, i, k) && tb_tutor_get_answer (self, i, k) == NULL)
          return question->id;
      }
  return NULL;
}

/* Nobody decides what was not asked yet. */
gboolean
tb_tutor_may_decide (TbTutor *self, const char *id)
{
  for (guint i = 0; i < tb_tutor_get_n_steps (self); i++)
    for (guint k = 0; k < tb_tutor_get_step (self, i)->questions->len; k++)
      if (g_strcmp0 (((TbLessonQuestion *) g_ptr_array_index (tb_tutor_get_step (self, i)->questions, k))->id, id) == 0)
        return tb_tutor_is_asked (self, i, k);
  return TRUE;
}

gboolean
tb_tutor_is_over (TbTutor *self)
{
  TbRun *run = tb_attempt_get_run (self->attempt);

  return tb_run_is_ended (run) || tb_run_get_edge (run) >= tb_lesson_get_until_us (tb_tutor_get_lesson (self));
}

static guint
find_newest (TbTutor *self)
{
  guint step = 0;

  while (step + 1 < tb_tutor_get_n_steps (self) && tb_tutor_is_reached (self, step + 1))
    step++;
  return step;
}

/**
 * tb_tutor_tell:
 * @self: a tutor
 * @time_us: how far the playhead has been
 *
 * What has happened to the team by then is told, and the step it stands in is gone to; of a lesson, nothing.
 */
void
tb_tutor_tell (TbTutor *self, gint64 time_us)
{
  guint n_before, n_told, n;

  if (!tb_tutor_is_exercise (self) || time_us == self->told_us)
    return;
  tb_tutor_count_injects (self, &n_before, &n);
  self->told_us = time_us;
  tb_tutor_count_injects (self, &n_told, &n);
  if (n_told == n_before)
    return;
  tb_tutor_go_to (self, find_newest (self));
  tb_tutor_tell_changed (self);
  if (n_told > n_before)
    tb_tutor_tell_told (self);
}
