/* tb-lesson-reader-step: of a lesson's file, one step: what it says, shows, asks and wants done. */
#include "tb-lesson-reader.h"

#include <string.h>

static gboolean
read_text (TbLessonReader *reader, xmlNodePtr node, GStrv columns, char **text)
{
  g_free (*text);
  *text = tb_xml_dup_text (node);
  return tb_lesson_rule_text (reader, node, *text, columns);
}

static gboolean
read_paragraph (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  char *text = NULL;
  gboolean good = read_text (reader, node, NULL, &text);

  g_ptr_array_add (into, text);
  return good;
}

static gboolean
read_show (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonShow *show = g_new0 (TbLessonShow, 1);

  show->view = tb_xml_dup_attribute (node, "view");
  show->page = tb_xml_dup_attribute (node, "page");
  show->select = tb_xml_dup_attribute (node, "select");
  g_ptr_array_add (into, show);
  return tb_lesson_duration (reader, node, "at", -1, &show->time_us) && tb_lesson_rule_show (reader, node, show);
}

static gboolean
read_plain (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  return read_text (reader, node, NULL, into);
}

/* Answers are one column; counts too. */
static gboolean
read_value_sql (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  g_auto (GStrv) columns = NULL;
  char **sql = into;
  guint n = 0;

  *sql = tb_xml_dup_lines (node);
  if (!tb_lesson_rule_sql (reader, node, *sql, &columns))
    return FALSE;
  for (guint i = 0; columns[i] != NULL; i++)
    n += columns[i][0] != ':';
  return n == 1 || tb_lesson_fail (reader, node, "%s: one column is expected, found %u", (const char *) node->name, n);
}

static gboolean
read_option (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonOption *option = g_new0 (TbLessonOption, 1);

  option->value = tb_xml_dup_attribute (node, "value");
  g_ptr_array_add (into, option);
  return read_text (reader, node, NULL, &option->text);
}

static TbQuestionKind
kind_of (xmlNodePtr node)
{
  return tb_lesson_says (node, "kind", "number") ? TB_QUESTION_NUMBER : tb_lesson_says (node, "kind", "choice") ? TB_QUESTION_CHOICE : TB_QUESTION_TEXT;
}

static TbWhichRun
run_of (xmlNodePtr node)
{
  return tb_lesson_says (node, "run", "baseline") ? TB_OF_BASELINE : TB_OF_OWN_RUN;
}

static gboolean
read_run_of_answer (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  *(TbWhichRun *) into = run_of (node);
  return TRUE;
}

static gboolean
check_question (TbLessonReader *reader, xmlNodePtr node, const TbLessonQuestion *question)
{
  if ((question->kind == TB_QUESTION_CHOICE) != (question->options->len > 1))
    return tb_lesson_fail (reader, node, "question \"%s\": %s", question->id, question->kind == TB_QUESTION_CHOICE ? "a choice needs at least two options" : "only a choice has options");
  for (guint i = 0; i < question->options->len; i++)
    for (guint j = 0; j < i; j++)
      if (g_str_equal (((TbLessonOption *) g_ptr_array_index (question->options, i))->value, ((TbLessonOption *) g_ptr_array_index (question->options, j))->value))
        return tb_lesson_fail (reader, node, "question \"%s\": two options have the same value", question->id);
  return TRUE;
}

static void
read_tolerance (xmlNodePtr node, TbLessonQuestion *question)
{
  g_autofree char *tolerance = tb_xml_dup_attribute (node, "tolerance");

  question->tolerance = tolerance != NULL ? g_ascii_strtod (tolerance, NULL) : 0;
  question->is_relative = tolerance != NULL && g_str_has_suffix (tolerance, "%");
}

static gboolean
read_question (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonQuestion *question = g_new0 (TbLessonQuestion, 1);

  question->options = g_ptr_array_new_with_free_func (tb_lesson_option_free);
  question->kind = kind_of (node);
  question->is_prediction = tb_lesson_says (node, "prediction", "yes");
  question->weight = (guint) tb_lesson_integer (node, "weight", 1);
  question->unit = tb_xml_dup_attribute (node, "unit");
  read_tolerance (node, question);
  g_ptr_array_add (into, question);
  return tb_lesson_take_id (reader, node, &question->id) && tb_lesson_each (reader, node, "text", read_plain, &question->text)
         && tb_lesson_each (reader, node, "explain", read_plain, &question->explain) && tb_lesson_each (reader, node, "answer", read_value_sql, &question->sql)
         && tb_lesson_each (reader, node, "answer", read_run_of_answer, &question->run) && tb_lesson_each (reader, node, "option", read_option, question->options)
         && check_question (reader, node, question);
}

/* The words of a check's message are columns of its SQL. */
static gboolean
read_sql_and_fail (TbLessonReader *reader, xmlNodePtr node, TbLessonCheck *check)
{
  g_auto (GStrv) columns = NULL;

  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    if (tb_xml_is_element (child, "sql"))
      {
        check->sql = tb_xml_dup_lines (child);
        if (!tb_lesson_rule_sql (reader, child, check->sql, &columns))
          return FALSE;
      }
    else if (tb_xml_is_element (child, "fail") && !read_text (reader, child, columns, &check->fail))
      return FALSE;
  return TRUE;
}

static gboolean
check_check (TbLessonReader *reader, xmlNodePtr node, const TbLessonCheck *check)
{
  if (check->for_us > 0 && check->total != NULL)
    return tb_lesson_fail (reader, node, "check \"%s\": what has to hold for a time has no part credit; leave out for or <total>", check->id);
  if (check->for_us > 0 && check->for_us > reader->lesson->until_us)
    return tb_lesson_fail (reader, node, "check \"%s\": it has to hold for longer than the run", check->id);
  if (check->is_kept && check->when != TB_WHEN_NOW)
    return tb_lesson_fail (reader, node, "check \"%s\": what is to be kept is asked now, not ever", check->id);
  return TRUE;
}

static gboolean
read_check (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonCheck *check = g_new0 (TbLessonCheck, 1);

  check->when = tb_lesson_says (node, "when", "ever") ? TB_WHEN_EVER : TB_WHEN_NOW;
  check->run = run_of (node);
  check->weight = (guint) tb_lesson_integer (node, "weight", 1);
  check->is_kept = tb_lesson_says (node, "keep", "yes");
  g_ptr_array_add (into, check);
  return tb_lesson_take_id (reader, node, &check->id) && tb_lesson_duration (reader, node, "for", 0, &check->for_us)
         && tb_lesson_each (reader, node, "text", read_plain, &check->text) && read_sql_and_fail (reader, node, check)
         && tb_lesson_each (reader, node, "total", read_value_sql, &check->total) && check_check (reader, node, check);
}

static TbLessonStep *
new_step (void)
{
  TbLessonStep *step = g_new0 (TbLessonStep, 1);

  step->injects = g_ptr_array_new_with_free_func (tb_lesson_inject_free);
  step->paragraphs = g_ptr_array_new_with_free_func (g_free);
  step->hints = g_ptr_array_new_with_free_func (g_free);
  step->shows = g_ptr_array_new_with_free_func (tb_lesson_show_free);
  step->questions = g_ptr_array_new_with_free_func (tb_lesson_question_free);
  step->checks = g_ptr_array_new_with_free_func (tb_lesson_check_free);
  return step;
}

/* In the order of the file, so that the first complaint is about the first fault. */
gboolean
tb_lesson_read_step (TbLessonReader *reader, xmlNodePtr node, gpointer into)
{
  TbLessonStep *step = new_step ();
  const struct { const char *element; TbLessonReadNode read; gpointer into; } rows[] = {
    { "title", read_plain, &step->title }, { "text", read_paragraph, step->paragraphs }, { "show", read_show, step->shows },
    { "question", read_question, step->questions }, { "check", read_check, step->checks }, { "hint", read_paragraph, step->hints },
    { "inject", tb_lesson_read_inject, step->injects }, { "decision", tb_lesson_read_decision, step->questions },
  };

  g_ptr_array_add (into, step);
  if (!tb_lesson_take_id (reader, node, &step->id))
    return FALSE;
  for (xmlNodePtr child = node->children; child != NULL; child = child->next)
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
      if (tb_xml_is_element (child, rows[i].element) && !rows[i].read (reader, child, rows[i].into))
        return FALSE;
  return TRUE;
}
