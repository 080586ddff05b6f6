/* tb-cli-plan-page: see the header. Here is the frame: the head, the timetable, and the lessons one after the other; what is said of one lesson is in tb-cli-plan-lesson. */
#include "tb-cli-plan-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_WORD_BYTES 40

static const char style[] =
  "<style>@page{size:A4;margin:18mm 16mm}body{font:11pt/1.45 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
  "h1{font-size:1.6em;margin:0 0 .3em}h2{font-size:1.3em;margin:1.6em 0 .3em;border-bottom:2px solid #888}h3{font-size:1.05em;margin:1.2em 0 .2em}h1,h2,h3{break-after:avoid}p,ul,ol{margin:.5em 0}"
  "table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #bbb;vertical-align:top}"
  "td:first-child{white-space:nowrap}code{font-size:.9em;background:#eee;padding:0 .2em;overflow-wrap:anywhere}.word{white-space:nowrap}pre{font-size:.85em;white-space:pre-wrap;margin:.3em 0}u{text-decoration-style:dotted}"
  ".lesson+.lesson{break-before:page}.lesson+.lesson>h2{margin-top:0}.session,.box,tr,li,ul,ol{break-inside:avoid}p{orphans:3;widows:3}.box{border:1px solid #888;border-radius:4px;padding:.4em .8em;margin:.6em 0}.line{border-bottom:1px solid #888;height:1.8em;margin:.6em 0}"
  ".choice{list-style:none;padding-left:.4em}.choice li{padding-left:1.4em;text-indent:-1.4em}.choice li:before{content:'\\2610\\00a0'}.choice li.right:before{content:'\\2611\\00a0'}.right{font-weight:bold}small{color:#444}"
  "@media print{body{margin:0;max-width:none;padding:0}}</style>\n";

/* A word of code is not broken at its hyphens; a command is broken where it has to be. */
static void
open_code (GString *markup, const char *text)
{
  gsize n = strcspn (text, "`");

  g_string_append (markup, memchr (text, ' ', n) == NULL && n <= MAX_WORD_BYTES ? "<code class=\"word\">" : "<code>");
}

/* `code` becomes code, {name} what differs from learner to learner; all else is escaped. */
static char *
to_markup (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  GString *markup = g_string_new (NULL);
  gboolean in_code = FALSE;

  for (const char *at = escaped; *at != '\0'; at++)
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;

      if (*at == '`')
        {
          if (in_code)
            g_string_append (markup, "</code>");
          else
            open_code (markup, at + 1);
          in_code = !in_code;
        }
      else if (end != NULL)
        {
          g_string_append_printf (markup, "<u>%.*s</u>", (int) (end - at - 1), at + 1);
          at = end;
        }
      else
        g_string_append_c (markup, *at);
    }
  if (in_code)
    g_string_append (markup, "</code>");
  return g_string_free (markup, FALSE);
}

/* @element may have attributes, which do not belong into its end. */
static void
close_element (GString *page, const char *element, const char *markup)
{
  g_string_append_printf (page, "<%s>%s</%.*s>\n", element, markup, (int) strcspn (element, " "), element);
}

/**
 * tb_plan_page_add_text:
 * @page: a page
 * @element: such as "p", perhaps with attributes
 * @text: a sentence of a lesson or a plan, not yet translated
 */
void
tb_plan_page_add_text (GString *page, const char *element, const char *text)
{
  g_autofree char *markup = *text != '\0' ? to_markup (dgettext (GETTEXT_PACKAGE, text)) : g_strdup ("");

  close_element (page, element, markup);
}

/**
 * tb_plan_page_add_raw:
 * @page: a page
 * @element: such as "h2"
 * @text: to be shown as it is
 */
void
tb_plan_page_add_raw (GString *page, const char *element, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  close_element (page, element, escaped);
}

/**
 * tb_plan_page_add_texts:
 * @page: a page
 * @element: such as "p"
 * @texts: (element-type utf8): sentences of a lesson or a plan, each in an element of its own
 */
void
tb_plan_page_add_texts (GString *page, const char *element, GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    tb_plan_page_add_text (page, element, g_ptr_array_index (texts, i));
}

/**
 * tb_plan_page_add_list:
 * @page: a page
 * @heading: element of its title, such as "h2"
 * @title: translated; left out with the list where there is nothing in that
 * @list: "ul", or "ol" where the order matters
 * @texts: (element-type utf8): its items
 */
void
tb_plan_page_add_list (GString *page, const char *heading, const char *title, const char *list, GPtrArray *texts)
{
  if (texts->len == 0)
    return;
  tb_plan_page_add_raw (page, heading, title);
  g_string_append_printf (page, "<%s>\n", list);
  tb_plan_page_add_texts (page, "li", texts);
  g_string_append_printf (page, "</%s>\n", list);
}

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

/**
 * tb_plan_page_new:
 * @title: of the page, in the reader's language
 *
 * Returns: (transfer full): a page with its head and its title; it ends with [func@plan_page_end]
 */
GString *
tb_plan_page_new (const char *title)
{
  /* Translators: the two-letter code of the language of this translation, as in HTML */
  const char *language = C_("language", "en");
  GString *page = g_string_new (NULL);

  g_string_append_printf (page, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n%s", language, style);
  tb_plan_page_add_raw (page, "title", title);
  g_string_append (page, "</head><body>\n");
  tb_plan_page_add_raw (page, "h1", title);
  return page;
}

void
tb_plan_page_end (GString *page)
{
  g_string_append (page, "</body></html>\n");
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
