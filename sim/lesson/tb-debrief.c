/* tb-debrief: see the header. */
#include "tb-debrief.h"

#include "tb-attempt-private.h"

typedef struct
{
  TbAttempt *attempt;
  TbDebrief *debrief;
  TbLessonTranslate translate;
} Drawing;

static void
moment_free (gpointer data)
{
  TbDebriefMoment *moment = data;

  g_free (moment->title);
  g_free (moment->text);
  g_free (moment);
}

static void
decision_free (gpointer data)
{
  TbDebriefDecision *decision = data;
  char *texts[] = { decision->text, decision->chosen, decision->consequence, decision->good, decision->explain };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_free (decision);
}

static void
goal_free (gpointer data)
{
  TbDebriefGoal *goal = data;

  g_free (goal->text);
  g_free (goal->missing);
  g_free (goal);
}

/**
 * tb_debrief_free:
 * @debrief: (transfer full): a debrief
 *
 * Frees it.
 */
void
tb_debrief_free (TbDebrief *debrief)
{
  GPtrArray *lists[] = { debrief->sentences, debrief->moments, debrief->decisions, debrief->goals, debrief->lessons, debrief->references };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_clear_pointer (&lists[i], g_ptr_array_unref);
  g_free (debrief->title);
  g_free (debrief->team);
  g_free (debrief);
}

/* (transfer full): in the reader's language, with what varies */
static char *
say (const Drawing *drawing, const char *text)
{
  return tb_variation_fill (tb_attempt_get_variation (drawing->attempt), *text != '\0' ? drawing->translate (text) : "");
}

static char *
say_all (const Drawing *drawing, GPtrArray *texts)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    {
      g_autofree char *said = say (drawing, g_ptr_array_index (texts, i));

      g_string_append_printf (words, "%s%s", i > 0 ? " " : "", said);
    }
  return g_string_free (words, FALSE);
}

static GPtrArray *
say_each (const Drawing *drawing, GPtrArray *texts)
{
  GPtrArray *said = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < texts->len; i++)
    g_ptr_array_add (said, say (drawing, g_ptr_array_index (texts, i)));
  return said;
}

/* What happened when */

static void
add_moment (TbDebrief *debrief, gint64 time_us, TbMomentKind kind, char *title, char *text)
{
  TbDebriefMoment *moment = g_new0 (TbDebriefMoment, 1);

  moment->time_us = time_us;
  moment->kind = kind;
  moment->title = title;
  moment->text = text;
  g_ptr_array_add (debrief->moments, moment);
}

static void
add_injects (const Drawing *drawing)
{
  g_autoptr (GPtrArray) injects = tb_lesson_list_injects (tb_attempt_get_lesson (drawing->attempt));

  for (guint i = 0; i < injects->len; i++)
    {
      const TbLessonInject *inject = g_ptr_array_index (injects, i);

      if (inject->at_us <= drawing->debrief->time_us)
        add_moment (drawing->debrief, inject->at_us, TB_MOMENT_INJECT, say (drawing, inject->title), say_all (drawing, inject->paragraphs));
    }
}

static gboolean
add_commands (const Drawing *drawing, GCancellable *cancellable, GError **error)
{
  static const char sql[] = "SELECT time_us, text, is_refused FROM command WHERE NOT by_scenario ORDER BY number";
  g_autoptr (TbWatch) watch = tb_attempt_hold_watch (drawing->attempt);
  g_autoptr (TbAnswer) answer = NULL;

  tb_watch_lock (watch);
  answer = tb_watch_ask (watch, TB_OF_OWN_RUN, sql, drawing->debrief->time_us, cancellable, error);
  tb_watch_unlock (watch);
  for (guint i = 0; answer != NULL && i < tb_answer_get_n_rows (answer); i++)
    {
      gboolean is_refused = tb_answer_get (answer, i, 2)->integer != 0;
      g_autofree char *typed = tb_value_format (tb_answer_get (answer, i, 1));

      add_moment (drawing->debrief, tb_answer_get (answer, i, 0)->integer, is_refused ? TB_MOMENT_REFUSED : TB_MOMENT_COMMAND, NULL, g_strdup_printf ("`%s`", typed));
    }
  return answer != NULL;
}

/* At the same time, something happens before it is decided upon, and that before it is done. */
static gint
compare_moments (gconstpointer a, gconstpointer b)
{
  const TbDebriefMoment *one = *(TbDebriefMoment *const *) a, *other = *(TbDebriefMoment *const *) b;

  if (one->time_us != other->time_us)
    return one->time_us < other->time_us ? -1 : 1;
  return (gint) MIN (one->kind, TB_MOMENT_COMMAND) - (gint) MIN (other->kind, TB_MOMENT_COMMAND);
}

/* What was decided */

static void
take_option (const Drawing *drawing, TbDebriefDecision *decision, const TbLessonQuestion *question, const TbLessonOption *option, const char *value)
{
  gboolean is_good = tb_lesson_is_good (question, option->value);

  if (is_good && decision->good == NULL)
    decision->good = say (drawing, option->text);
  if (g_strcmp0 (option->value, value) != 0)
    return;
  decision->chosen = say (drawing, option->text);
  decision->consequence = say (drawing, option->consequence);
  decision->is_good = is_good;
}

static void
add_decision (const Drawing *drawing, const TbLessonQuestion *question)
{
  TbDebriefDecision *decision = g_new0 (TbDebriefDecision, 1);
  g_autofree char *value = tb_attempt_dup_answer (drawing->attempt, question->id, &decision->time_us);

  decision->text = say (drawing, question->text);
  decision->explain = say (drawing, question->explain);
  for (guint i = 0; i < question->options->len; i++)
    take_option (drawing, decision, question, g_ptr_array_index (question->options, i), value);
  g_ptr_array_add (drawing->debrief->decisions, decision);
  if (decision->chosen != NULL)
    add_moment (drawing->debrief, decision->time_us, TB_MOMENT_DECISION, g_strdup (decision->text), g_strdup (decision->chosen));
}

/* What was reached */

static void
add_goal (const Drawing *drawing, const TbLessonCheck *check, const TbAttemptVerdict *verdict)
{
  TbDebriefGoal *goal = g_new0 (TbDebriefGoal, 1);

  goal->text = say (drawing, check->text);
  goal->missing = verdict->is_met ? NULL : tb_attempt_explain (drawing->attempt, check, verdict, drawing->translate);
  goal->is_met = verdict->is_met;
  goal->points = (guint64) verdict->credit * check->weight;
  goal->most = (guint64) 1000 * check->weight;
  g_ptr_array_add (drawing->debrief->goals, goal);
}

static void
add_steps (const Drawing *drawing, const TbJudgement *judgement)
{
  GPtrArray *steps = tb_lesson_get_steps (tb_attempt_get_lesson (drawing->attempt));
  guint n = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      const TbLessonStep *step = g_ptr_array_index (steps, i);

      for (guint k = 0; k < step->questions->len; k++)
        if (((TbLessonQuestion *) g_ptr_array_index (step->questions, k))->is_decision)
          add_decision (drawing, g_ptr_array_index (step->questions, k));
      for (guint k = 0; k < step->checks->len; k++)
        add_goal (drawing, g_ptr_array_index (step->checks, k), g_ptr_array_index (judgement->checks, n++));
    }
}

static TbDebrief *
new_debrief (const Drawing *drawing, gint64 time_us)
{
  TbLesson *lesson = tb_attempt_get_lesson (drawing->attempt);
  TbDebrief *debrief = g_new0 (TbDebrief, 1);
  gint64 edge_us = MAX (tb_run_get_edge (tb_attempt_get_run (drawing->attempt)), 0);

  debrief->title = say (drawing, tb_lesson_get_title (lesson));
  debrief->team = g_strdup (tb_variation_get_learner (tb_attempt_get_variation (drawing->attempt)));
  debrief->time_us = time_us < 0 ? edge_us : MIN (time_us, edge_us);
  debrief->moments = g_ptr_array_new_with_free_func (moment_free);
  debrief->decisions = g_ptr_array_new_with_free_func (decision_free);
  debrief->goals = g_ptr_array_new_with_free_func (goal_free);
  debrief->lessons = say_each (drawing, tb_lesson_get_debrief (lesson));
  debrief->references = say_each (drawing, tb_lesson_get_references (lesson));
  return debrief;
}

/**
 * tb_debrief_new:
 * @attempt: a team's attempt at an exercise
 * @time_us: when; the live edge at most, -1 for that
 * @translate: gives a text in the reader's language
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Judges the attempt and asks its run. May take a while: call it from a worker.
 *
 * Returns: (transfer full) (nullable): what came of it
 */
TbDebrief *
tb_debrief_new (TbAttempt *attempt, gint64 time_us, TbLessonTranslate translate, GCancellable *cancellable, GError **error)
{
  Drawing drawing = { attempt, NULL, translate };
  g_autoptr (TbDebrief) debrief = drawing.debrief = new_debrief (&drawing, time_us);
  TbJudgement *judgement = tb_attempt_judge (attempt, debrief->time_us, cancellable, error);

  if (judgement == NULL)
    return NULL;
  debrief->points = judgement->points;
  debrief->most = judgement->most;
  add_injects (&drawing);
  add_steps (&drawing, judgement);
  tb_judgement_free (judgement);
  if (!add_commands (&drawing, cancellable, error))
    return NULL;
  g_ptr_array_sort (debrief->moments, compare_moments);
  debrief->sentences = tb_attempt_draw_debrief (attempt, debrief->time_us, translate, cancellable, error);
  return debrief->sentences != NULL ? g_steal_pointer (&debrief) : NULL;
}

typedef struct { TbAttempt *attempt; TbLessonTranslate translate; } Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  tb_attempt_unref (order->attempt);
  g_free (order);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  GError *error = NULL;
  TbDebrief *debrief = tb_debrief_new (order->attempt, -1, order->translate, cancellable, &error);

  if (debrief != NULL)
    g_task_return_pointer (task, debrief, (GDestroyNotify) tb_debrief_free);
  else
    g_task_return_error (task, error);
}

/**
 * tb_debrief_new_async:
 * @attempt: a team's attempt at an exercise
 * @translate: gives a text in the reader's language; called on another thread
 * @cancellable: (nullable): stops it
 * @callback: called in the caller's main context
 * @user_data: for @callback
 *
 * As [func@debrief_new] at the live edge, on a thread of its own.
 */
void
tb_debrief_new_async (TbAttempt *attempt, TbLessonTranslate translate, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->attempt = tb_attempt_ref (attempt);
  order->translate = translate;
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, work);
}

/**
 * tb_debrief_new_finish:
 * @result: what the callback was handed
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what came of it
 */
TbDebrief *
tb_debrief_new_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
