/* tb-lesson-quiz-words: see the header. */
#include "tb-lesson-quiz-words.h"

#include <glib/gi18n-lib.h>

static const TbLessonQuestion *
get_question (TbTutor *tutor, guint step, guint question)
{
  return g_ptr_array_index (tb_tutor_get_step (tutor, step)->questions, question);
}

char *
tb_lesson_quiz_dup_caption (const TbLessonQuestion *question)
{
  if (question->is_decision)
    return g_strdup (_("To decide"));
  return g_strdup (question->is_prediction ? _("Your prediction") : _("A question"));
}

/**
 * tb_lesson_quiz_dup_value:
 * @tutor: whose lesson
 * @question: which
 * @value: of an answer
 *
 * Returns: (transfer full): as it is shown: the text of an option, a number with its unit
 */
char *
tb_lesson_quiz_dup_value (TbTutor *tutor, const TbLessonQuestion *question, const char *value)
{
  for (guint i = 0; question->kind == TB_QUESTION_CHOICE && i < question->options->len; i++)
    {
      const TbLessonOption *option = g_ptr_array_index (question->options, i);

      if (g_str_equal (option->value, value))
        return tb_tutor_fill (tutor, option->text);
    }
  if (question->kind == TB_QUESTION_NUMBER && question->unit != NULL && *question->unit)
    return g_strdup_printf ("%s %s", value, question->unit);
  return g_strdup (value);
}

/**
 * tb_lesson_quiz_dup_verdict:
 * @tutor: who judges
 * @step: of which step
 * @question: which
 *
 * Returns: (transfer full) (nullable): a sentence about the answer; %NULL where there is none
 */
char *
tb_lesson_quiz_dup_verdict (TbTutor *tutor, guint step, guint question)
{
  const TbAttemptVerdict *verdict = tb_tutor_get_question (tutor, step, question);

  if (tb_tutor_get_answer (tutor, step, question) == NULL)
    return NULL;
  if (verdict == NULL || !verdict->is_known)
    return g_strdup (get_question (tutor, step, question)->is_prediction ? _("Noted. Whether it is right will be seen.") : _("Noted. It cannot be judged yet."));
  return g_strdup (verdict->is_met ? _("That is right.") : _("That is not right."));
}

/**
 * tb_lesson_quiz_dup_truth:
 * @tutor: who judges
 * @step: of which step
 * @question: which
 *
 * Returns: (transfer full) (nullable): the right answer, where it is known and may be told
 */
char *
tb_lesson_quiz_dup_truth (TbTutor *tutor, guint step, guint question)
{
  const TbAttemptVerdict *verdict = tb_tutor_get_question (tutor, step, question);
  g_autofree char *value = NULL;

  if (!tb_tutor_is_truth_shown (tutor, step, question) || verdict->truth == NULL)
    return NULL;
  value = tb_lesson_quiz_dup_value (tutor, get_question (tutor, step, question), verdict->truth);
  /* Translators: the right answer to a question of a lesson follows */
  return g_strdup_printf (_("It was: %s"), value);
}

/**
 * tb_lesson_quiz_dup_consequence:
 * @tutor: whose exercise
 * @step: of which step
 * @question: which; a decision
 *
 * Returns: (transfer full) (nullable): what comes of what was decided; %NULL where nothing was
 */
char *
tb_lesson_quiz_dup_consequence (TbTutor *tutor, guint step, guint question)
{
  const char *given = tb_tutor_get_answer (tutor, step, question);
  GPtrArray *options = get_question (tutor, step, question)->options;

  for (guint i = 0; given != NULL && i < options->len; i++)
    {
      const TbLessonOption *option = g_ptr_array_index (options, i);

      if (g_str_equal (option->value, given) && option->consequence != NULL)
        return tb_tutor_fill (tutor, option->consequence);
    }
  return NULL;
}
