/* tb-cli-lesson-grade-html: the class table as one page that needs nothing else: everybody, every check, what is claimed and what playing again shows, and what was done. */
#include "tb-cli-lesson-grade.h"

#include <glib/gi18n-lib.h>

#include "tb-cli-lesson.h"
#include "tb-units.h"

static const char style[] =
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
  "<style>@page{size:A4;margin:18mm 16mm}body{font:15px sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222;background:#fff}table{border-collapse:collapse;width:100%}"
  "th,td{text-align:left;padding:.3em .6em;border-bottom:1px solid #ddd;vertical-align:top}.bad{color:#a51d2d;font-weight:bold}.good{color:#1c6b3c}"
  "pre{background:#f6f5f4;padding:.6em;overflow:auto}@media(prefers-color-scheme:dark){body{color:#eee;background:#222}th,td{border-color:#444}pre{background:#333}"
  ".bad{color:#ff7b7b}.good{color:#7bd88f}}h2{break-after:avoid}tr,pre{break-inside:avoid}td:nth-child(n+3):not(:last-child){white-space:nowrap}@media print{body{font-size:10pt;margin:0;max-width:none;padding:0}}</style></head><body>\n";

static void
add (GString *page, const char *before, const char *text, const char *after)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (page, before);
  g_string_append (page, escaped);
  g_string_append (page, after);
}

/* Of the words of a row of heads, those that are empty have none. */
static void
add_heads (GString *page, const char *const *words, guint n)
{
  g_string_append (page, "<table><tr>");
  for (guint i = 0; i < n; i++)
    add (page, "<th>", words[i], "</th>");
  g_string_append (page, "</tr>\n");
}

static const char *
get_name (const TbGrade *grade)
{
  return *grade->result->learner != '\0' ? grade->result->learner : _("(no name)");
}

static void
add_points (GString *page, const TbGrade *grade)
{
  g_autofree char *points = tb_grade_format_points (grade->judgement->points), *most = tb_grade_format_points (grade->judgement->most);
  g_autofree char *claimed = tb_grade_format_points (grade->result->points);

  g_string_append (page, "<td>");
  g_string_append_printf (page, _("%s of %s"), points, most);
  g_string_append_printf (page, "</td><td>%s</td>", claimed);
}

static void
add_summary_row (GString *page, const TbGrade *grade, guint number)
{
  if (grade->refusal != NULL)
    {
      add (page, "<tr><td colspan=\"5\" class=\"bad\">", _("refused:"), " ");
      add (page, "", grade->refusal, "</td></tr>\n");
      return;
    }
  g_string_append_printf (page, "<tr><td><a href=\"#r%u\">", number);
  add (page, "", get_name (grade), "</a></td>");
  add (page, "<td>", tb_cli_translate (tb_lesson_get_title (grade->lesson)), "</td>");
  add_points (page, grade);
  add (page, tb_grade_holds (grade) ? "<td class=\"good\">" : "<td class=\"bad\">", tb_grade_holds (grade) ? _("holds") : _("does not hold"), "</td></tr>\n");
}

static void
add_row (GString *page, const TbGrade *grade, const TbGradeRow *row)
{
  g_autofree char *said = tb_cli_grade_say_row (grade, row);
  g_autofree char *text = tb_cli_lesson_say (grade->variation, row->check != NULL ? row->check->text : row->question->text);
  guint credit = row->verdict->credit;

  add (page, "<tr><td>", row->id, "</td>");
  add (page, "<td>", text, "</td>");
  g_string_append_printf (page, "<td class=\"%s\">%u.%u %%</td>", row->verdict->is_met ? "good" : "bad", credit / 10, credit % 10);
  if (row->claimed >= 0)
    g_string_append_printf (page, "<td%s>%d.%d %%</td>", (guint) row->claimed != credit ? " class=\"bad\"" : "", row->claimed / 10, row->claimed % 10);
  else
    add (page, "<td class=\"bad\">", _("nothing"), "</td>");
  add (page, "<td>", said != NULL ? said : "", "</td></tr>\n");
}

static void
add_lines (GString *page, const TbGrade *grade)
{
  GPtrArray *commands = grade->result->commands, *hints = grade->result->hints;
  g_autofree char *count = g_strdup_printf (_("Commands: %u"), commands->len);

  add (page, "<details><summary>", count, "</summary><pre>");
  for (guint i = 0; i < commands->len; i++)
    add (page, "", g_ptr_array_index (commands, i), "\n");
  g_string_append (page, "</pre></details>\n");
  for (guint i = 0; i < hints->len; i++)
    {
      const TbResultHints *row = g_ptr_array_index (hints, i);
      g_autofree char *taken = g_strdup_printf (_("Hints taken at %s: %u"), row->step, row->taken);

      add (page, "<p>", taken, "</p>\n");
    }
}

static void
add_grade (GString *page, const TbGrade *grade, guint number)
{
  const TbResult *result = grade->result;
  const char *const heads[] = { _("Check"), "", _("Played again"), _("Claimed"), "" };
  g_autofree char *time = tb_units_format_duration (result->time_us);
  g_autofree char *origin = g_strdup_printf (_("Played to %s; made with Trustbed %s, %s; file %s."), time, result->trustbed, result->openssl, grade->path);

  g_string_append_printf (page, "<h2 id=\"r%u\">", number);
  add (page, "", get_name (grade), ": ");
  add (page, "", tb_cli_translate (tb_lesson_get_title (grade->lesson)), "</h2>\n");
  for (guint i = 0; i < grade->differences->len; i++)
    {
      add (page, "<p class=\"bad\">", _("Does not hold:"), " ");
      add (page, "", g_ptr_array_index (grade->differences, i), "</p>\n");
    }
  add_heads (page, heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < grade->rows->len; i++)
    add_row (page, grade, g_ptr_array_index (grade->rows, i));
  g_string_append (page, "</table>\n");
  add (page, "<p>", origin, "</p>\n");
  add_lines (page, grade);
}

static void
add_head (GString *page)
{
  /* Translators: the two-letter code of the language of this translation, as in HTML */
  add (page, "<!DOCTYPE html>\n<html lang=\"", C_("language", "en"), "\"><head><meta charset=\"utf-8\">");
  add (page, "<title>", _("Results"), "</title>\n");
  g_string_append (page, style);
  add (page, "<h1>", _("Results"), "</h1>\n");
  add (page, "<p>", _("Each file was played again from its commands; what counts is what that shows."), "</p>\n");
}

/**
 * tb_cli_grade_to_html:
 * @grades: (element-type TbGrade): what was handed in
 *
 * Returns: (transfer full): a page
 */
GString *
tb_cli_grade_to_html (GPtrArray *grades)
{
  const char *const heads[] = { _("Learner"), _("Lesson"), _("Points"), _("Claimed"), "" };
  GString *page = g_string_new (NULL);

  add_head (page);
  add_heads (page, heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < grades->len; i++)
    add_summary_row (page, g_ptr_array_index (grades, i), i);
  g_string_append (page, "</table>\n");
  for (guint i = 0; i < grades->len; i++)
    if (((TbGrade *) g_ptr_array_index (grades, i))->refusal == NULL)
      add_grade (page, g_ptr_array_index (grades, i), i);
  g_string_append (page, "</body></html>\n");
  return page;
}
