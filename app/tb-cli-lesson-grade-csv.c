/* tb-cli-lesson-grade-csv: the class table as Moodle's grade import takes it: a line for each learner, a column that says who, and for each lesson one with points and one
 * with feedback. What was handed in decides no cell but the name; a name that a spreadsheet would take for a formula is quoted. */
#include "tb-cli-lesson-grade.h"

#include <string.h>

static void
append_field (GString *csv, const char *text)
{
  gboolean is_formula = strchr ("=+-@\t\r", *text) != NULL && *text != '\0';

  g_string_append_c (csv, '"');
  if (is_formula)
    g_string_append_c (csv, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *text);
    }
  g_string_append_c (csv, '"');
}

/* (element-type TbLesson): those that somebody handed in, each once */
static GPtrArray *
list_lessons (GPtrArray *grades)
{
  GPtrArray *lessons = g_ptr_array_new ();

  for (guint i = 0; i < grades->len; i++)
    {
      const TbGrade *grade = g_ptr_array_index (grades, i);
      gboolean known = grade->refusal != NULL;

      for (guint j = 0; j < lessons->len; j++)
        known = known || g_str_equal (tb_lesson_get_id (g_ptr_array_index (lessons, j)), tb_lesson_get_id (grade->lesson));
      if (!known)
        g_ptr_array_add (lessons, grade->lesson);
    }
  return lessons;
}

static gboolean
is_by (const TbGrade *grade, const char *learner)
{
  return grade->refusal == NULL && g_str_equal (grade->result->learner, learner);
}

/* What @learner handed in for @lesson: of several the one that is worth most. */
static const TbGrade *
find_best (GPtrArray *grades, const char *learner, TbLesson *lesson)
{
  const TbGrade *best = NULL;

  for (guint i = 0; i < grades->len; i++)
    {
      const TbGrade *grade = g_ptr_array_index (grades, i);

      if (is_by (grade, learner) && g_str_equal (tb_lesson_get_id (grade->lesson), tb_lesson_get_id (lesson)) && (best == NULL || grade->judgement->points > best->judgement->points))
        best = grade;
    }
  return best;
}

static gboolean
is_first_of_learner (GPtrArray *grades, guint at)
{
  const TbGrade *grade = g_ptr_array_index (grades, at);

  for (guint i = 0; i < at; i++)
    if (grade->refusal == NULL && is_by (g_ptr_array_index (grades, i), grade->result->learner))
      return FALSE;
  return grade->refusal == NULL;
}

static void
append_feedback (GString *csv, const TbGrade *grade)
{
  g_autoptr (GString) feedback = g_string_new (NULL);

  for (guint i = 0; i < grade->differences->len; i++)
    g_string_append_printf (feedback, "DOES NOT HOLD: %s. ", (const char *) g_ptr_array_index (grade->differences, i));
  for (guint i = 0; i < grade->rows->len; i++)
    {
      const TbGradeRow *row = g_ptr_array_index (grade->rows, i);
      g_autofree char *said = row->verdict->is_met ? tb_cli_grade_say_late (row) : tb_cli_grade_say_row (grade, row);

      if (said != NULL)
        g_string_append_printf (feedback, "%s: %s ", row->id, said);
    }
  append_field (csv, feedback->str);
}

static void
append_learner (GString *csv, GPtrArray *grades, GPtrArray *lessons, const char *learner)
{
  append_field (csv, learner);
  for (guint i = 0; i < lessons->len; i++)
    {
      const TbGrade *grade = find_best (grades, learner, g_ptr_array_index (lessons, i));
      g_autofree char *points = grade != NULL ? tb_grade_format_points (grade->judgement->points) : g_strdup ("");

      g_string_append_printf (csv, ",%s,", points);
      if (grade != NULL)
        append_feedback (csv, grade);
    }
  g_string_append (csv, "\r\n");
}

/**
 * tb_cli_grade_to_csv:
 * @grades: (element-type TbGrade): what was handed in
 *
 * Returns: (transfer full): RFC 4180; files that were refused are not in it
 */
GString *
tb_cli_grade_to_csv (GPtrArray *grades)
{
  GString *csv = g_string_new (NULL);
  g_autoptr (GPtrArray) lessons = list_lessons (grades);

  append_field (csv, "Learner");
  for (guint i = 0; i < lessons->len; i++)
    {
      g_autofree char *feedback = g_strdup_printf ("%s (feedback)", tb_lesson_get_id (g_ptr_array_index (lessons, i)));

      g_string_append_c (csv, ',');
      append_field (csv, tb_lesson_get_id (g_ptr_array_index (lessons, i)));
      g_string_append_c (csv, ',');
      append_field (csv, feedback);
    }
  g_string_append (csv, "\r\n");
  for (guint i = 0; i < grades->len; i++)
    if (is_first_of_learner (grades, i))
      append_learner (csv, grades, lessons, ((TbGrade *) g_ptr_array_index (grades, i))->result->learner);
  return csv;
}
