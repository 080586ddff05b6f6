/* tb-cli-plan-page: see the header. Here is the frame: the head, the timetable, and the lessons one after the other; what is said of one lesson is in tb-cli-plan-lesson. */
#include "tb-cli-plan-page.h"

#include <glib/gi18n-lib.h>

static gboolean
add_part (GString *page, const TbPlanPart *part, guint from, GError **error)
{
  g_autoptr (TbLesson) lesson = part->lesson != NULL ? tb_lesson_load (part->lesson, error) : NULL;
  g_autofree char *when = g_strdup_printf ("%u–%u min", from, from + part->minutes), *number = NULL;

  if (part->lesson != NULL && lesson == NULL)
    return FALSE;
  g_string_append (page, "<tr>");
  tb_plan_page_add_raw (page, "td", when);
  g_string_append (page, "<td>");
  if (lesson != NULL)
    {
      number = g_strdup_printf (_("Lesson %u:"), tb_lesson_get_number (lesson));
      tb_plan_page_add_raw (page, "b", number);
    }
  tb_plan_page_add_text (page, "b", lesson != NULL ? tb_lesson_get_title (lesson) : part->title);
  g_string_append (page, "<br>");
  tb_plan_page_add_text (page, "span", part->text);
  g_string_append (page, "</td></tr>\n");
  return TRUE;
}

static gboolean
add_session (GString *page, const TbPlanSession *session, GError **error)
{
  guint from = 0;

  g_string_append (page, "<section class=\"session\">\n");
  tb_plan_page_add_text (page, "h2", session->title);
  g_string_append (page, "<table>\n");
  for (guint i = 0; i < session->parts->len; i++)
    {
      const TbPlanPart *part = g_ptr_array_index (session->parts, i);

      if (!add_part (page, part, from, error))
        return FALSE;
      from += part->minutes;
    }
  g_string_append (page, "</table>\n</section>\n");
  return TRUE;
}

static gboolean
add_timetable (GString *page, TbPlan *plan, GError **error)
{
  GPtrArray *sessions = tb_plan_get_sessions (plan);

  tb_plan_page_add_list (page, "h2", _("What learners can do afterwards"), "ul", tb_plan_get_goals (plan));
  tb_plan_page_add_list (page, "h2", _("What has to be there"), "ul", tb_plan_get_before (plan));
  for (guint i = 0; i < sessions->len; i++)
    if (!add_session (page, g_ptr_array_index (sessions, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
add_lesson (GString *page, const char *name, TbPlanPage which, GError **error)
{
  g_autoptr (TbLesson) lesson = tb_lesson_load (name, error);

  if (lesson == NULL)
    return FALSE;
  g_string_append (page, "<section class=\"lesson\">\n");
  tb_plan_page_add_text (page, "h2", tb_lesson_get_title (lesson));
  tb_plan_page_add_text (page, "p", tb_lesson_get_summary (lesson));
  if (which == TB_PLAN_PAGE_HANDOUT)
    tb_plan_page_add_handout (page, lesson);
  else if (!tb_plan_page_add_key (page, lesson, error))
    return FALSE;
  g_string_append (page, "</section>\n");
  return TRUE;
}

static gboolean
add_lessons (GString *page, TbPlan *plan, TbPlanPage which, GError **error)
{
  GPtrArray *sessions = tb_plan_get_sessions (plan);

  for (guint i = 0; i < sessions->len; i++)
    {
      GPtrArray *parts = ((TbPlanSession *) g_ptr_array_index (sessions, i))->parts;

      for (guint k = 0; k < parts->len; k++)
        {
          const TbPlanPart *part = g_ptr_array_index (parts, k);

          if (part->lesson != NULL && !add_lesson (page, part->lesson, which, error))
            return FALSE;
        }
    }
  return TRUE;
}

static GString *
new_page (TbPlan *plan, TbPlanPage which)
{
  const char *const names[] = { _("Plan"), _("Handout"), _("Answer key") };
  g_autofree char *title = g_strdup_printf ("%s: %s", names[which], dgettext (GETTEXT_PACKAGE, tb_plan_get_title (plan)));
  GString *page = tb_plan_page_new (title);

  tb_plan_page_add_text (page, "p", tb_plan_get_summary (plan));
  if (which != TB_PLAN_PAGE_TIMETABLE)
    tb_plan_page_add_raw (page, "small", _("Underlined names differ from learner to learner; the panel of the lesson tells which are yours."));
  if (which == TB_PLAN_PAGE_HANDOUT)
    tb_plan_page_add_raw (page, "div class=\"line\"", _("Name:"));
  return page;
}

/**
 * tb_plan_page_make:
 * @plan: a plan
 * @which: what to print of it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a page of HTML that needs nothing else, in the user's language
 */
GString *
tb_plan_page_make (TbPlan *plan, TbPlanPage which, GError **error)
{
  GString *page = new_page (plan, which);
  gboolean good;

  good = which == TB_PLAN_PAGE_TIMETABLE ? add_timetable (page, plan, error) : add_lessons (page, plan, which, error);
  tb_plan_page_end (page);
  if (good)
    return page;
  g_string_free (page, TRUE);
  return NULL;
}
