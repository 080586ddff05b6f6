/* tb-page: see the header. */
#include "tb-page.h"

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
