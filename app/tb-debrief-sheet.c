/* tb-debrief-sheet: see the header. What stands in a debrief is in the reader's language and filled already. */
#include "tb-debrief-sheet.h"

#include <glib/gi18n-lib.h>

#include "tb-page.h"
#include "tb-units.h"

static void
add_list (GString *page, const char *title, GPtrArray *texts)
{
  tb_plan_page_add_list (page, "h2", title, "ul", texts);
}

static void
add_moment (GString *page, const TbDebriefMoment *moment)
{
  g_autofree char *when = tb_units_format_short (moment->time_us);

  g_string_append (page, "<tr>");
  tb_plan_page_add_raw (page, "td", when);
  g_string_append (page, "<td>");
  if (moment->title != NULL)
    tb_plan_page_add_text (page, "b", moment->title);
  if (moment->kind == TB_MOMENT_DECISION || moment->kind == TB_MOMENT_REFUSED)
    tb_plan_page_add_raw (page, "small", moment->kind == TB_MOMENT_DECISION ? _("Decided:") : _("Refused:"));
  tb_plan_page_add_text (page, "span", moment->text);
  g_string_append (page, "</td></tr>\n");
}

static void
add_moments (GString *page, GPtrArray *moments)
{
  tb_plan_page_add_raw (page, "h2", _("What happened when"));
  g_string_append (page, "<table>\n");
  for (guint i = 0; i < moments->len; i++)
    add_moment (page, g_ptr_array_index (moments, i));
  g_string_append (page, "</table>\n");
}

static void
add_decision (GString *page, const TbDebriefDecision *decision)
{
  g_string_append (page, "<div class=\"box\">\n");
  tb_plan_page_add_text (page, "b", decision->text);
  g_string_append (page, "<br>");
  tb_plan_page_add_raw (page, "small", decision->chosen != NULL ? _("Decided:") : _("Not decided"));
  if (decision->chosen != NULL)
    tb_plan_page_add_text (page, "span", decision->chosen);
  if (decision->consequence != NULL)
    tb_plan_page_add_text (page, "p", decision->consequence);
  if (!decision->is_good && decision->good != NULL)
    {
      tb_plan_page_add_raw (page, "small", _("Good:"));
      tb_plan_page_add_text (page, "span class=\"right\"", decision->good);
    }
  tb_plan_page_add_text (page, "p", decision->explain);
  g_string_append (page, "</div>\n");
}

static void
add_decisions (GString *page, GPtrArray *decisions)
{
  if (decisions->len > 0)
    tb_plan_page_add_raw (page, "h2", _("What was decided"));
  for (guint i = 0; i < decisions->len; i++)
    add_decision (page, g_ptr_array_index (decisions, i));
}

static void
add_goals (GString *page, GPtrArray *goals)
{
  tb_plan_page_add_raw (page, "h2", _("What good looks like"));
  g_string_append (page, "<ul class=\"choice\">\n");
  for (guint i = 0; i < goals->len; i++)
    {
      const TbDebriefGoal *goal = g_ptr_array_index (goals, i);

      g_string_append (page, goal->is_met ? "<li class=\"right\">" : "<li>");
      tb_plan_page_add_text (page, "span", goal->text);
      if (goal->missing != NULL)
        tb_plan_page_add_text (page, "small", goal->missing);
      g_string_append (page, "</li>\n");
    }
  g_string_append (page, "</ul>\n");
}

/**
 * tb_debrief_sheet_make:
 * @debrief: what an exercise came to
 *
 * Returns: (transfer full): a page of HTML that needs nothing else
 */
GString *
tb_debrief_sheet_make (const TbDebrief *debrief)
{
  g_autofree char *title = g_strdup_printf (_("Debrief: %s"), debrief->title);
  g_autofree char *until = tb_units_format_short (debrief->time_us);
  g_autofree char *sum = g_strdup_printf ("%s%s%s · %.1f / %.1f", debrief->team, *debrief->team != '\0' ? " · " : "", until, (double) debrief->points / 1000, (double) debrief->most / 1000);
  GString *page = tb_plan_page_new (title);

  tb_plan_page_add_raw (page, "p", sum);
  add_list (page, _("What came of it"), debrief->sentences);
  add_moments (page, debrief->moments);
  add_decisions (page, debrief->decisions);
  add_goals (page, debrief->goals);
  add_list (page, _("What is to be learnt"), debrief->lessons);
  add_list (page, _("References"), debrief->references);
  tb_plan_page_end (page);
  return page;
}
