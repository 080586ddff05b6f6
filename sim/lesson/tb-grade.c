/* tb-grade: see the header. The file is evidence of what was done, never of what it is worth: who learner and lesson are decides seed and variation, the commands decide the
 * rest. One thread plays; graders in several threads do not meet. */
#include "tb-grade.h"

#include <glib/gi18n-lib.h>

#include "tb-lesson-private.h"

static void
row_free (gpointer data)
{
  g_free (((TbGradeRow *) data)->message);
  g_free (data);
}

/**
 * tb_grade_free:
 * @grade: (transfer full): a grade
 *
 * Frees it.
 */
void
tb_grade_free (TbGrade *grade)
{
  g_ptr_array_unref (grade->rows);
  g_ptr_array_unref (grade->differences);
  g_clear_pointer (&grade->judgement, tb_judgement_free);
  g_clear_pointer (&grade->attempt, tb_attempt_unref);
  g_clear_pointer (&grade->variation, tb_variation_unref);
  g_clear_pointer (&grade->lesson, tb_lesson_unref);
  g_clear_pointer (&grade->result, tb_result_free);
  g_free (grade->outcome_sha256);
  g_free (grade->refusal);
  g_free (grade->path);
  g_free (grade);
}

/**
 * tb_grade_format_points:
 * @thousandths: of a point
 *
 * Returns: (transfer full): points with three digits after the point
 */
char *
tb_grade_format_points (guint64 thousandths)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%03u", thousandths / 1000, (guint) (thousandths % 1000));
}

/**
 * tb_grade_holds:
 * @grade: a grade
 *
 * Returns: whether the file was accepted and what it claims is what playing again shows
 */
gboolean
tb_grade_holds (const TbGrade *grade)
{
  return grade->refusal == NULL && grade->differences->len == 0;
}

/* Given ones come before those that come with the program. */
static TbLesson *
find_lesson (const TbResult *result, GPtrArray *lessons, GError **error)
{
  for (guint i = 0; lessons != NULL && i < lessons->len; i++)
    if (g_str_equal (tb_lesson_get_id (g_ptr_array_index (lessons, i)), result->lesson))
      return tb_lesson_ref (g_ptr_array_index (lessons, i));
  if (g_strstr_len (result->lesson, -1, G_DIR_SEPARATOR_S) == NULL && !g_str_has_suffix (result->lesson, ".xml"))
    return tb_lesson_load (result->lesson, error);
  g_set_error (error, TB_RESULT_ERROR, TB_RESULT_ERROR_LESSON, "\"%.40s\" is no name of a lesson", result->lesson);
  return NULL;
}

static gboolean
take_lesson (TbGrade *grade, GPtrArray *lessons, GError **error)
{
  grade->lesson = find_lesson (grade->result, lessons, error);
  if (grade->lesson == NULL)
    {
      g_prefix_error (error, "%s: ", grade->path);
      return FALSE;
    }
  if (g_str_equal (tb_lesson_get_sha256 (grade->lesson), grade->result->lesson_sha256))
    return TRUE;
  g_set_error (error, TB_RESULT_ERROR, TB_RESULT_ERROR_LESSON, "%s: it is of another edition of the lesson \"%s\" than the one here; have it worked with the same edition",
               grade->path, tb_lesson_get_id (grade->lesson));
  return FALSE;
}

static gboolean
play (TbGrade *grade, GError **error)
{
  g_autoptr (GPtrArray) commands = tb_command_parse_lines (grade->result->commands, error);
  TbRunOptions options = { 0 };
  g_autoptr (TbRun) run = NULL;
  g_autofree char *failure = NULL;

  if (commands == NULL)
    return FALSE;
  options.n_threads = 1;
  run = tb_variation_start (grade->variation, &options, commands, error);
  if (run == NULL)
    return FALSE;
  tb_run_set_target (run, grade->result->time_us);
  tb_run_wait (run, grade->result->time_us);
  failure = tb_run_dup_failure (run);
  if (failure != NULL)
    g_set_error (error, TB_RESULT_ERROR, TB_RESULT_ERROR_DAMAGED, "the run could not go on: %s", failure);
  grade->attempt = tb_attempt_new (grade->variation, run);
  grade->outcome_sha256 = tb_journal_hash_outcome_until (tb_run_get_journal (run), grade->result->time_us);
  return failure == NULL;
}

static gboolean
judge (TbGrade *grade, GError **error)
{
  const TbResult *result = grade->result;

  for (guint i = 0; i < result->answers->len; i++)
    {
      const TbResultAnswer *answer = g_ptr_array_index (result->answers, i);

      tb_attempt_restore (grade->attempt, answer->question, answer->answer, answer->time_us);
    }
  grade->judgement = tb_attempt_judge (grade->attempt, result->time_us, NULL, error);
  return grade->judgement != NULL;
}

static int
find_claim (const TbResult *result, const char *id)
{
  for (guint i = 0; i < result->claims->len; i++)
    if (g_str_equal (((TbResultClaim *) g_ptr_array_index (result->claims, i))->id, id))
      return (int) ((TbResultClaim *) g_ptr_array_index (result->claims, i))->credit;
  return -1;
}

static void
add_row (TbGrade *grade, const TbLessonCheck *check, const TbLessonQuestion *question, const TbAttemptVerdict *verdict, TbLessonTranslate translate)
{
  TbGradeRow *row = g_new0 (TbGradeRow, 1);

  row->id = check != NULL ? check->id : question->id;
  row->check = check;
  row->question = question;
  row->verdict = verdict;
  row->claimed = find_claim (grade->result, row->id);
  if (question == NULL || !tb_attempt_is_late (grade->attempt, question, &row->late_us))
    row->late_us = -1;
  row->message = check != NULL && !verdict->is_met ? tb_attempt_explain (grade->attempt, check, verdict, translate) : NULL;
  g_ptr_array_add (grade->rows, row);
}

static void
add_rows (TbGrade *grade, TbLessonTranslate translate)
{
  GPtrArray *steps = tb_lesson_get_steps (grade->lesson);
  guint n_checks = 0, n_questions = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      const TbLessonStep *step = g_ptr_array_index (steps, i);

      for (guint j = 0; j < step->checks->len; j++)
        add_row (grade, g_ptr_array_index (step->checks, j), NULL, g_ptr_array_index (grade->judgement->checks, n_checks++), translate);
      for (guint j = 0; j < step->questions->len; j++)
        add_row (grade, NULL, g_ptr_array_index (step->questions, j), g_ptr_array_index (grade->judgement->questions, n_questions++), translate);
    }
}

static void differ (TbGrade *grade, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
differ (TbGrade *grade, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (grade->differences, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
compare_rows (TbGrade *grade)
{
  for (guint i = 0; i < grade->rows->len; i++)
    {
      const TbGradeRow *row = g_ptr_array_index (grade->rows, i);

      if (row->claimed < 0)
        differ (grade, _("%s: nothing is claimed; playing again gives %u.%u %%"), row->id, row->verdict->credit / 10, row->verdict->credit % 10);
      else if ((guint) row->claimed != row->verdict->credit)
        differ (grade, _("%s: %d.%d %% is claimed; playing again gives %u.%u %%"), row->id, row->claimed / 10, row->claimed % 10, row->verdict->credit / 10, row->verdict->credit % 10);
    }
}

static void
compare_points (TbGrade *grade)
{
  g_autofree char *claimed = tb_grade_format_points (grade->result->points), *of = tb_grade_format_points (grade->result->most);
  g_autofree char *found = tb_grade_format_points (grade->judgement->points), *most = tb_grade_format_points (grade->judgement->most);

  differ (grade, _("%s of %s points are claimed; playing again gives %s of %s"), claimed, of, found, most);
}

static void
compare (TbGrade *grade)
{
  const TbResult *result = grade->result;

  if (result->seed != tb_variation_get_seed (grade->variation))
    differ (grade, _("the seed is not that of \"%s\""), result->learner);
  compare_rows (grade);
  if (result->points != grade->judgement->points || result->most != grade->judgement->most)
    compare_points (grade);
  if (!g_str_equal (result->outcome_sha256, grade->outcome_sha256))
    differ (grade, _("what happened is not what the file says: playing again gives an outcome with another SHA-256 (the file was made with Trustbed %s, %s)"), result->trustbed,
            result->openssl);
}

/* Of many files: which. */
static char *
say_refusal (const char *path, const GError *error)
{
  return g_str_has_prefix (error->message, path) ? g_strdup (error->message) : g_strdup_printf ("%s: %s", path, error->message);
}

/**
 * tb_grade_new:
 * @path: a result file
 * @lessons: (nullable) (element-type TbLesson): lessons that do not come with the program
 * @translate: gives a text in the reader's language
 *
 * Plays it again and judges it. Takes as long as that takes.
 *
 * Returns: (transfer full): what came of it; a file that was refused says why
 */
TbGrade *
tb_grade_new (const char *path, GPtrArray *lessons, TbLessonTranslate translate)
{
  TbGrade *grade = g_new0 (TbGrade, 1);
  g_autoptr (GError) error = NULL;

  grade->path = g_strdup (path);
  grade->differences = g_ptr_array_new_with_free_func (g_free);
  grade->rows = g_ptr_array_new_with_free_func (row_free);
  grade->result = tb_result_load (path, &error);
  if (grade->result != NULL && take_lesson (grade, lessons, &error) && (grade->variation = tb_variation_new (grade->lesson, grade->result->learner, &error)) != NULL
      && play (grade, &error) && judge (grade, &error))
    {
      add_rows (grade, translate);
      compare (grade);
    }
  else
    grade->refusal = say_refusal (path, error);
  return grade;
}
