/* tb-cli-plan-lesson: what a handout and an answer key say of one lesson. Both are made from the lesson's file, so they cannot say anything else than it does. */
#include "tb-cli-plan-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Boxes to tick; @right is ticked. */
static void
add_options (GString *page, const TbLessonQuestion *question, const char *right)
{
  g_string_append (page, "<ul class=\"choice\">\n");
  for (guint i = 0; i < question->options->len; i++)
    {
      const TbLessonOption *option = g_ptr_array_index (question->options, i);

      tb_plan_page_add_text (page, g_strcmp0 (right, option->value) == 0 ? "li class=\"right\"" : "li", option->text);
    }
  g_string_append (page, "</ul>\n");
}

static void
add_kind (GString *page, const TbLessonQuestion *question)
{
  tb_plan_page_add_raw (page, "small", question->is_prediction ? _("Before the experiment:") : _("Question:"));
}

static void
add_question (GString *page, const TbLessonQuestion *question)
{
  g_string_append (page, "<div class=\"box\">\n");
  add_kind (page, question);
  tb_plan_page_add_text (page, "p", question->text);
  if (question->options->len > 0)
    add_options (page, question, NULL);
  else
    g_string_append (page, "<div class=\"line\"></div>\n");
  g_string_append (page, "</div>\n");
}

static void
add_step (GString *page, const TbLessonStep *step)
{
  tb_plan_page_add_text (page, "h3", step->title);
  tb_plan_page_add_texts (page, "p", step->paragraphs);
  for (guint i = 0; i < step->questions->len; i++)
    add_question (page, g_ptr_array_index (step->questions, i));
  if (step->checks->len == 0)
    return;
  g_string_append (page, "<ul class=\"choice\">\n");
  for (guint i = 0; i < step->checks->len; i++)
    tb_plan_page_add_text (page, "li", ((TbLessonCheck *) g_ptr_array_index (step->checks, i))->text);
  g_string_append (page, "</ul>\n");
}

/**
 * tb_plan_page_add_handout:
 * @page: a page
 * @lesson: a lesson
 *
 * Adds its goals, steps, questions and what has to be reached, without hints and answers.
 */
void
tb_plan_page_add_handout (GString *page, TbLesson *lesson)
{
  GPtrArray *steps = tb_lesson_get_steps (lesson);

  tb_plan_page_add_list (page, "h3", _("What you can do afterwards"), "ul", tb_lesson_get_goals (lesson));
  for (guint i = 0; i < steps->len; i++)
    add_step (page, g_ptr_array_index (steps, i));
}

/* --- the key --- */

static void
add_number (GString *page, const TbLessonQuestion *question, const char *right)
{
  g_autofree char *number = g_strjoin (" ", right, question->unit, NULL), *text = NULL;

  if (question->tolerance > 0)
    text = g_strdup_printf (_("%s, and %g%s more or less"), number, question->tolerance, question->is_relative ? " %" : "");
  tb_plan_page_add_raw (page, "p class=\"right\"", text != NULL ? text : number);
}

static void
add_answer (GString *page, const TbLessonQuestion *question, GHashTable *answers)
{
  const char *right = g_hash_table_lookup (answers, question->id);

  g_string_append (page, "<div class=\"box\">\n");
  add_kind (page, question);
  tb_plan_page_add_text (page, "p", question->text);
  if (question->options->len > 0)
    add_options (page, question, right);
  else if (right != NULL)
    add_number (page, question, right);
  tb_plan_page_add_text (page, "p", question->explain);
  g_string_append (page, "</div>\n");
}

static void
add_check (GString *page, const TbLessonCheck *check)
{
  g_autofree char *points = g_strdup_printf (_("Points: %u"), check->weight);

  g_string_append (page, "<tr>");
  tb_plan_page_add_raw (page, "td", points);
  g_string_append (page, "<td>");
  tb_plan_page_add_text (page, "span", check->text);
  g_string_append (page, "<pre>");
  tb_plan_page_add_raw (page, "code", check->sql);
  g_string_append (page, "</pre></td></tr>\n");
}

static void
add_step_key (GString *page, const TbLessonStep *step, GHashTable *answers)
{
  tb_plan_page_add_text (page, "h3", step->title);
  for (guint i = 0; i < step->questions->len; i++)
    add_answer (page, g_ptr_array_index (step->questions, i), answers);
  if (step->checks->len > 0)
    g_string_append (page, "<table>\n");
  for (guint i = 0; i < step->checks->len; i++)
    add_check (page, g_ptr_array_index (step->checks, i));
  if (step->checks->len > 0)
    g_string_append (page, "</table>\n");
  tb_plan_page_add_list (page, "h3", _("Hints, from vague to plain"), "ol", step->hints);
}

/* Wrong ways are told by what is said to whoever takes them. */
static void
add_way (GString *page, TbLesson *lesson, const TbLessonWay *way)
{
  const TbLessonCheck *check = way->fails != NULL ? tb_lesson_find_check (lesson, way->fails) : NULL;
  const TbLessonQuestion *question = way->fails != NULL ? tb_lesson_find_question (lesson, way->fails) : NULL;

  g_string_append (page, "<div class=\"box\">\n");
  tb_plan_page_add_text (page, "b", way->name);
  for (guint i = 0; i < way->commands->len; i++)
    {
      g_string_append (page, "<br>");
      tb_plan_page_add_text (page, "code", g_ptr_array_index (way->commands, i));
    }
  if (check != NULL || question != NULL)
    {
      g_string_append (page, "<p>");
      tb_plan_page_add_raw (page, "small", _("This is said to whoever goes there:"));
      tb_plan_page_add_text (page, "span", check != NULL ? check->fail : question->explain);
      g_string_append (page, "</p>");
    }
  g_string_append (page, "</div>\n");
}

static void
add_ways (GString *page, TbLesson *lesson, const char *title, gboolean right)
{
  GPtrArray *ways = tb_lesson_get_ways (lesson);

  tb_plan_page_add_raw (page, "h3", title);
  for (guint i = 0; i < ways->len; i++)
    {
      const TbLessonWay *way = g_ptr_array_index (ways, i);

      if (way->is_right == right)
        add_way (page, lesson, way);
    }
}

/**
 * tb_plan_page_add_key:
 * @page: a page
 * @lesson: a lesson
 * @error: return location
 *
 * Adds the right answers, what is checked, the hints, right and wrong ways, and what was learned.
 *
 * Returns: %FALSE when the reference solution cannot be played
 */
gboolean
tb_plan_page_add_key (GString *page, TbLesson *lesson, GError **error)
{
  g_autoptr (GHashTable) answers = tb_plan_find_answers (lesson, error);
  GPtrArray *steps = tb_lesson_get_steps (lesson);

  if (answers == NULL)
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    add_step_key (page, g_ptr_array_index (steps, i), answers);
  add_ways (page, lesson, _("Right ways"), TRUE);
  add_ways (page, lesson, _("Common wrong ways"), FALSE);
  tb_plan_page_add_raw (page, "h3", _("What was learned, and what was modelled"));
  tb_plan_page_add_texts (page, "p", tb_lesson_get_debrief (lesson));
  tb_plan_page_add_list (page, "h3", _("References"), "ul", tb_lesson_get_references (lesson));
  return TRUE;
}
