/* tb-tutor: see the header. Only one judgement is under way at a time; whoever changes the run waits for its end by way of the main loop, never in place. */
#include "tb-tutor-private.h"

#include <glib/gi18n-lib.h>

#define JUDGE_MS 500

enum { CHANGED, STEP_CHANGED, MET, READY, TOLD, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbTutor, tb_tutor, G_TYPE_OBJECT)

void
tb_tutor_tell_changed (TbTutor *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
tb_tutor_tell_told (TbTutor *self)
{
  g_signal_emit (self, signals[TOLD], 0);
}

/* Steps */

guint
tb_tutor_get_n_steps (TbTutor *self)
{
  return tb_lesson_get_steps (tb_tutor_get_lesson (self))->len;
}

const TbLessonStep *
tb_tutor_get_step (TbTutor *self, guint step)
{
  return g_ptr_array_index (tb_lesson_get_steps (tb_tutor_get_lesson (self)), step);
}

guint
tb_tutor_get_present (TbTutor *self)
{
  return self->present;
}

gboolean
tb_tutor_may_go_to (TbTutor *self, guint step)
{
  if (tb_tutor_is_exercise (self))
    return step <= tb_tutor_get_n_steps (self) && tb_tutor_is_reached (self, step);
  return step <= tb_tutor_get_n_steps (self) && (step <= self->furthest || step == 0 || tb_tutor_get_awaited (self, step - 1) == NULL);
}

static gint64
get_edge (TbTutor *self)
{
  return MAX (tb_run_get_edge (tb_attempt_get_run (self->attempt)), 0);
}

/**
 * tb_tutor_go_to:
 * @self: a tutor
 * @step: which step, or the number of steps for the debrief
 *
 * The moment at which a step is gone to for the first time is where a reset of it returns to.
 *
 * Returns: whether it may be gone to
 */
gboolean
tb_tutor_go_to (TbTutor *self, guint step)
{
  if (!tb_tutor_may_go_to (self, step))
    return FALSE;
  if (step < self->begun_us->len && g_array_index (self->begun_us, gint64, step) < 0)
    g_array_index (self->begun_us, gint64, step) = get_edge (self);
  self->furthest = MAX (self->furthest, step);
  if (step == self->present)
    return TRUE;
  self->present = step;
  g_signal_emit (self, signals[STEP_CHANGED], 0);
  tb_tutor_tell_changed (self);
  return TRUE;
}

gint64
tb_tutor_get_begun_us (TbTutor *self, guint step)
{
  return step < self->begun_us->len ? g_array_index (self->begun_us, gint64, step) : -1;
}

/* Judging */

const TbAttemptVerdict *
tb_tutor_get_verdict (GPtrArray *verdicts, guint index)
{
  return index < verdicts->len ? g_ptr_array_index (verdicts, index) : NULL;
}

static gboolean
is_met (TbJudgement *judgement, guint index)
{
  const TbAttemptVerdict *verdict = judgement ? tb_tutor_get_verdict (judgement->checks, index) : NULL;

  return verdict != NULL && verdict->is_met;
}

static void
tell_met (TbTutor *self, TbJudgement *before)
{
  guint index = 0;

  for (guint i = 0; i < tb_tutor_get_n_steps (self); i++)
    {
      GPtrArray *checks = tb_tutor_get_step (self, i)->checks;

      for (guint k = 0; k < checks->len; k++, index++)
        if (is_met (self->judgement, index) && !is_met (before, index))
          {
            g_autofree char *text = tb_tutor_fill (self, ((const TbLessonCheck *) g_ptr_array_index (checks, k))->text);

            g_signal_emit (self, signals[MET], 0, text);
          }
    }
}

static void
take_judgement (TbTutor *self, TbJudgement *judgement)
{
  TbJudgement *before = self->judgement;

  self->judgement = judgement;
  if (before != NULL)
    tell_met (self, before);
  else
    g_signal_emit (self, signals[READY], 0);
  g_clear_pointer (&before, tb_judgement_free);
  tb_tutor_tell_changed (self);
}

static void
change_run (TbTutor *self)
{
  g_autoptr (TbRun) run = g_steal_pointer (&self->next_run);

  if (run == NULL)
    return;
  tb_attempt_set_run (self->attempt, run);
  self->is_stale = TRUE;
}

static void
on_judged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbTutor) self = user_data;
  g_autoptr (GError) error = NULL;
  TbJudgement *judgement = tb_attempt_judge_finish (result, &error);
  gboolean is_of_old_run = self->next_run != NULL;

  g_clear_object (&self->judging);
  self->rests_until_us = 2 * g_get_monotonic_time () - self->begun_judging_us;
  change_run (self);
  if (judgement != NULL && !is_of_old_run && self->timer != 0)
    take_judgement (self, judgement);
  else
    g_clear_pointer (&judgement, tb_judgement_free);
}

static gboolean
needs_judgement (TbTutor *self)
{
  TbRun *run = tb_attempt_get_run (self->attempt);

  return self->is_stale || get_edge (self) != self->judged_edge_us || tb_journal_get_length (tb_run_get_journal (run)) != self->judged_length;
}

static void
judge (TbTutor *self)
{
  self->is_stale = FALSE;
  self->judged_edge_us = get_edge (self);
  self->judged_length = tb_journal_get_length (tb_run_get_journal (tb_attempt_get_run (self->attempt)));
  self->begun_judging_us = g_get_monotonic_time ();
  self->judging = g_cancellable_new ();
  tb_attempt_judge_async (self->attempt, self->judged_edge_us, self->judging, on_judged, g_object_ref (self));
}

/**
 * tb_tutor_look:
 * @self: a tutor
 *
 * Judges at once, unless that is under way or nothing is new; without it, it is done at the next turn.
 */
void
tb_tutor_look (TbTutor *self)
{
  if (self->judging == NULL && self->timer != 0 && needs_judgement (self))
    judge (self);
}

static gboolean
on_timer (gpointer user_data)
{
  TbTutor *self = user_data;

  if (g_get_monotonic_time () >= self->rests_until_us)
    tb_tutor_look (self);
  return G_SOURCE_CONTINUE;
}

/**
 * tb_tutor_set_run:
 * @self: a tutor
 * @run: a branch of the run that was, or its sealed start
 *
 * What was met is found anew.
 */
void
tb_tutor_set_run (TbTutor *self, TbRun *run)
{
  g_clear_pointer (&self->next_run, tb_run_unref);
  self->next_run = tb_run_ref (run);
  if (self->judging != NULL)
    g_cancellable_cancel (self->judging);
  else
    change_run (self);
}

/* Numbers */

gint64
tb_tutor_get_judged_us (TbTutor *self)
{
  return self->judgement ? self->judgement->time_us : -1;
}

guint64
tb_tutor_get_points (TbTutor *self, guint64 *most)
{
  *most = self->judgement ? self->judgement->most : 0;
  return self->judgement ? self->judgement->points : 0;
}

/* Life */

TbAttempt *
tb_tutor_get_attempt (TbTutor *self)
{
  return self->attempt;
}

TbLesson *
tb_tutor_get_lesson (TbTutor *self)
{
  return tb_attempt_get_lesson (self->attempt);
}

char *
tb_tutor_fill (TbTutor *self, const char *text)
{
  return tb_variation_fill (tb_attempt_get_variation (self->attempt), *text ? _(text) : "");
}

static void
tb_tutor_dispose (GObject *object)
{
  TbTutor *self = TB_TUTOR (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->judging != NULL)
    g_cancellable_cancel (self->judging);
  g_clear_pointer (&self->next_run, tb_run_unref);
  G_OBJECT_CLASS (tb_tutor_parent_class)->dispose (object);
}

static void
tb_tutor_finalize (GObject *object)
{
  TbTutor *self = TB_TUTOR (object);

  g_clear_object (&self->judging);
  g_clear_pointer (&self->judgement, tb_judgement_free);
  g_clear_pointer (&self->attempt, tb_attempt_unref);
  g_hash_table_unref (self->complaints);
  g_hash_table_unref (self->given_up);
  g_array_unref (self->begun_us);
  G_OBJECT_CLASS (tb_tutor_parent_class)->finalize (object);
}

static void
tb_tutor_class_init (TbTutorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_tutor_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_tutor_finalize;
  signals[CHANGED] = g_signal_new ("changed", TB_TYPE_TUTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STEP_CHANGED] = g_signal_new ("step-changed", TB_TYPE_TUTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MET] = g_signal_new ("met", TB_TYPE_TUTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TOLD] = g_signal_new ("told", TB_TYPE_TUTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[READY] = g_signal_new ("ready", TB_TYPE_TUTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tb_tutor_init (TbTutor *self)
{
  self->complaints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->given_up = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->begun_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->judged_edge_us = -1;
  self->told_us = -1;
  self->is_stale = TRUE;
}

/**
 * tb_tutor_new:
 * @attempt: who does which lesson
 *
 * Returns: (transfer full): a tutor, at the first step
 */
TbTutor *
tb_tutor_new (TbAttempt *attempt)
{
  TbTutor *self = g_object_new (TB_TYPE_TUTOR, NULL);
  gint64 never = -1;

  self->attempt = tb_attempt_ref (attempt);
  for (guint i = 0; i < tb_tutor_get_n_steps (self); i++)
    g_array_append_val (self->begun_us, never);
  tb_tutor_go_to (self, 0);
  self->timer = g_timeout_add (JUDGE_MS, on_timer, self);
  return self;
}
