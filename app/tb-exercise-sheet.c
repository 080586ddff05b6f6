/* tb-exercise-sheet: see the header. It is made from the exercise's file, whose ways are played whenever the tests run, so it says nothing that does not happen. */
#include "tb-exercise-sheet.h"

#include <glib/gi18n-lib.h>

#include "tb-page.h"
#include "tb-units.h"

/* A row for the timetable: when, what happens, what the team is told, what is done. */
static void
add_inject (GString *page, const TbLessonInject *inject)
{
  g_autofree char *when = tb_units_format_short (inject->at_us);

  g_string_append (page, "<tr>");
  tb_plan_page_add_raw (page, "td", when);
  g_string_append (page, "<td>");
  tb_plan_page_add_text (page, "b", inject->title);
  tb_plan_page_add_texts (page, "p", inject->paragraphs);
  for (guint i = 0; i < inject->commands->len; i++)
    {
      tb_plan_page_add_text (page, "code", g_ptr_array_index (inject->commands, i));
      g_string_append (page, "<br>");
    }
  g_string_append (page, "</td></tr>\n");
}

static void
add_injects (GString *page, TbLesson *exercise)
{
  GPtrArray *steps = tb_lesson_get_steps (exercise);

  tb_plan_page_add_raw (page, "h2", _("What happens when"));
  tb_plan_page_add_raw (page, "p", _("Times are those of the run. The sentences are for the team: read them aloud. The commands below them are given by themselves."));
  g_string_append (page, "<table>\n");
  for (guint i = 0; i < steps->len; i++)
    {
      GPtrArray *injects = ((TbLessonStep *) g_ptr_array_index (steps, i))->injects;

      for (guint k = 0; k < injects->len; k++)
        add_inject (page, g_ptr_array_index (injects, k));
    }
  g_string_append (page, "</table>\n");
}

static void
add_option (GString *page, const TbLessonQuestion *decision, const TbLessonOption *option)
{
  g_string_append (page, tb_lesson_is_good (decision, option->value) ? "<li class=\"right\">" : "<li>");
  tb_plan_page_add_text (page, "span", option->text);
  g_string_append (page, "<br>");
  tb_plan_page_add_text (page, "small", option->consequence);
  g_string_append (page, "</li>\n");
}

static void
add_decision (GString *page, const TbLessonQuestion *decision)
{
  g_string_append (page, "<div class=\"box\">\n");
  tb_plan_page_add_raw (page, "small", _("To decide:"));
  tb_plan_page_add_text (page, "p", decision->text);
  g_string_append (page, "<ul class=\"choice\">\n");
  for (guint i = 0; i < decision->options->len; i++)
    add_option (page, decision, g_ptr_array_index (decision->options, i));
  g_string_append (page, "</ul>\n");
  tb_plan_page_add_text (page, "p", decision->explain);
  g_string_append (page, "</div>\n");
}

static void
add_good (GString *page, const TbLessonStep *step)
{
  if (step->checks->len == 0)
    return;
  tb_plan_page_add_raw (page, "h3", _("What good looks like"));
  g_string_append (page, "<ul class=\"choice\">\n");
  for (guint i = 0; i < step->checks->len; i++)
    tb_plan_page_add_text (page, "li", ((TbLessonCheck *) g_ptr_array_index (step->checks, i))->text);
  g_string_append (page, "</ul>\n");
}

static void
add_step (GString *page, const TbLessonStep *step)
{
  tb_plan_page_add_text (page, "h2", step->title);
  tb_plan_page_add_texts (page, "p", step->paragraphs);
  for (guint i = 0; i < step->questions->len; i++)
    {
      const TbLessonQuestion *question = g_ptr_array_index (step->questions, i);

      if (question->is_decision)
        add_decision (page, question);
    }
  add_good (page, step);
  tb_plan_page_add_list (page, "h3", _("Hints, from vague to plain"), "ol", step->hints);
}

/* How it goes where a team does this or that: what a wrong way misses is said with it. */
static void
add_way (GString *page, TbLesson *exercise, const TbLessonWay *way)
{
  const TbLessonCheck *check = way->fails != NULL ? tb_lesson_find_check (exercise, way->fails) : NULL;

  g_string_append (page, "<div class=\"box\">\n");
  tb_plan_page_add_text (page, "b", way->name);
  for (guint i = 0; i < way->commands->len; i++)
    {
      g_string_append (page, "<br>");
      tb_plan_page_add_text (page, "code", g_ptr_array_index (way->commands, i));
    }
  g_string_append (page, "<p>");
  if (check != NULL)
    {
      tb_plan_page_add_raw (page, "small", _("Not reached:"));
      tb_plan_page_add_text (page, "span", check->text);
    }
  else if (way->is_right)
    tb_plan_page_add_raw (page, "span", _("Everything is reached."));
  g_string_append (page, "</p></div>\n");
}

static void
add_ways (GString *page, TbLesson *exercise)
{
  GPtrArray *ways = tb_lesson_get_ways (exercise);

  tb_plan_page_add_raw (page, "h2", _("How it ends"));
  for (guint i = 0; i < ways->len; i++)
    add_way (page, exercise, g_ptr_array_index (ways, i));
}

static void
add_team (GString *page, const TbLessonTeam *team)
{
  g_autofree char *people = g_strdup_printf (_("%u to %u people"), team->least, team->most);

  tb_plan_page_add_raw (page, "small", people);
  tb_plan_page_add_raw (page, "h3", _("What is at stake"));
  tb_plan_page_add_text (page, "p", team->stake);
  tb_plan_page_add_raw (page, "h3", _("Who is at the table"));
  g_string_append (page, "<ul>\n");
  for (guint i = 0; i < team->roles->len; i++)
    {
      g_string_append (page, "<li>");
      tb_plan_page_add_text (page, "b", ((TbLessonRole *) g_ptr_array_index (team->roles, i))->title);
      tb_plan_page_add_text (page, "span", ((TbLessonRole *) g_ptr_array_index (team->roles, i))->text);
      g_string_append (page, "</li>\n");
    }
  g_string_append (page, "</ul>\n");
}

/**
 * tb_exercise_sheet_make:
 * @exercise: a lesson that is an exercise
 *
 * Returns: (transfer full): a page of HTML that needs nothing else, in the user's language
 */
GString *
tb_exercise_sheet_make (TbLesson *exercise)
{
  g_autofree char *title = g_strdup_printf (_("Facilitator's sheet: %s"), dgettext (GETTEXT_PACKAGE, tb_lesson_get_title (exercise)));
  g_autofree char *minutes = g_strdup_printf (_("%u minutes"), tb_lesson_get_minutes (exercise));
  GString *page = tb_plan_page_new (title);
  GPtrArray *steps = tb_lesson_get_steps (exercise);

  tb_plan_page_add_text (page, "p", tb_lesson_get_summary (exercise));
  tb_plan_page_add_raw (page, "small", minutes);
  if (tb_lesson_get_team (exercise) != NULL)
    add_team (page, tb_lesson_get_team (exercise));
  tb_plan_page_add_text (page, "p", N_("Underlined names differ from team to team; `trustbed-cli exercise show` tells which are yours."));
  tb_plan_page_add_list (page, "h3", _("What the team can do afterwards"), "ul", tb_lesson_get_goals (exercise));
  add_injects (page, exercise);
  for (guint i = 0; i < steps->len; i++)
    add_step (page, g_ptr_array_index (steps, i));
  add_ways (page, exercise);
  tb_plan_page_add_raw (page, "h2", _("Debrief"));
  tb_plan_page_add_texts (page, "p", tb_lesson_get_debrief (exercise));
  tb_plan_page_add_list (page, "h3", _("References"), "ul", tb_lesson_get_references (exercise));
  tb_plan_page_end (page);
  return page;
}
