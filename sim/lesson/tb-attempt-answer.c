/* tb-attempt-answer: whether what a learner typed is an answer at all, and whether it is the right one. */
#include "tb-attempt-private.h"

#include <math.h>
#include <string.h>

#include "tb-complaint.h"

#define MAX_ANSWER_BYTES 1000
#define ROUNDING 1e-9

/* Whether all that follows a number is white space, or its unit. */
static gboolean
is_unit (const char *rest, const char *unit)
{
  g_autofree char *found = tb_lesson_text_fold (rest);
  g_autofree char *wanted = unit != NULL ? tb_lesson_text_fold (unit) : NULL;

  return *found == '\0' || g_strcmp0 (found, wanted) == 0;
}

/* "12.5", "12,5", "12.5 %" */
static gboolean
read_number (const TbLessonQuestion *question, const char *text, double *number)
{
  g_autofree char *pointed = g_strdup (text);
  char *comma = strchr (pointed, ',');
  char *end;

  if (comma != NULL && strchr (pointed, '.') == NULL)
    *comma = '.';
  *number = g_ascii_strtod (pointed, &end);
  return end != pointed && isfinite (*number) && is_unit (end, question->unit);
}

static gboolean
is_option (const TbLessonQuestion *question, const char *text)
{
  for (guint i = 0; i < question->options->len; i++)
    if (strcmp (((TbLessonOption *) g_ptr_array_index (question->options, i))->value, text) == 0)
      return TRUE;
  return FALSE;
}

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  tb_complaint_set (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, NULL, format, args);
  va_end (args);
  return FALSE;
}

gboolean
tb_attempt_check_answer (const TbLessonQuestion *question, const char *text, GError **error)
{
  double number;

  if (text == NULL || *text == '\0' || strlen (text) > MAX_ANSWER_BYTES || !g_utf8_validate (text, -1, NULL))
    return refuse (error, "an answer is one line of text");
  if (question->kind == TB_QUESTION_NUMBER && !read_number (question, text, &number))
    return refuse (error, "a number is expected, such as 12 or 12.5, got \"%.40s\"", text);
  if (question->kind == TB_QUESTION_CHOICE && !is_option (question, text))
    return refuse (error, "\"%.40s\" is none of the options", text);
  return TRUE;
}

static gboolean
agrees_in_number (const TbLessonQuestion *question, const char *text, const TbValue *truth)
{
  double given, right = truth->kind == TB_VALUE_INTEGER ? (double) truth->integer : truth->real;
  double tolerance = question->is_relative ? fabs (right) * question->tolerance / 100 : question->tolerance;

  if (truth->kind != TB_VALUE_INTEGER && truth->kind != TB_VALUE_REAL)
    return FALSE;
  return read_number (question, text, &given) && fabs (given - right) <= tolerance + ROUNDING * MAX (1, fabs (right));
}

/* Whether @text says what @truth is. */
gboolean
tb_attempt_agrees (const TbLessonQuestion *question, const char *text, const TbValue *truth)
{
  g_autofree char *right = tb_value_format (truth);
  g_autofree char *given = NULL, *wanted = NULL;

  if (question->kind == TB_QUESTION_NUMBER)
    return agrees_in_number (question, text, truth);
  if (question->kind == TB_QUESTION_CHOICE)
    return strcmp (text, right) == 0;
  given = tb_lesson_text_fold (text);
  wanted = tb_lesson_text_fold (right);
  return strcmp (given, wanted) == 0;
}
