/* tb-cli-lesson-grade-html: the class table as one page that needs nothing else: everybody, every check, what is claimed and what playing again shows, and what was done. */
#include "tb-cli-lesson-grade.h"

#include "tb-cli-lesson.h"
#include "tb-units.h"

static const char head[] =
  "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Trustbed: results</title>\n"
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
  "<style>body{font:15px sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222;background:#fff}table{border-collapse:collapse;width:100%}"
  "th,td{text-align:left;padding:.3em .6em;border-bottom:1px solid #ddd;vertical-align:top}.bad{color:#a51d2d;font-weight:bold}.good{color:#1c6b3c}"
  "pre{background:#f6f5f4;padding:.6em;overflow:auto}@media(prefers-color-scheme:dark){body{color:#eee;background:#222}th,td{border-color:#444}pre{background:#333}"
  ".bad{color:#ff7b7b}.good{color:#7bd88f}}</style></head><body>\n<h1>Results</h1>\n";

static void
add (GString *page, const char *before, const char *text, const char *after)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (page, before);
  g_string_append (page, escaped);
  g_string_append (page, after);
}

static void
add_points (GString *page, const TbGrade *grade)
{
  g_autofree char *points = tb_cli_grade_format_points (grade->judgement->points);
  g_autofree char *claimed = tb_cli_grade_format_points (grade->result->points);

  g_string_append_printf (page, "<td>%s of %" G_GUINT64_FORMAT "</td><td>%s</td>", points, grade->judgement->most / 1000, claimed);
}

static void
add_summary_row (GString *page, const TbGrade *grade, guint number)
{
  if (grade->refusal != NULL)
    {
      add (page, "<tr><td colspan=\"5\" class=\"bad\">refused: ", grade->refusal, "</td></tr>\n");
      return;
    }
  g_string_append_printf (page, "<tr><td><a href=\"#r%u\">", number);
  add (page, "", *grade->result->learner != '\0' ? grade->result->learner : "(no name)", "</a></td>");
  add (page, "<td>", tb_cli_translate (tb_lesson_get_title (grade->lesson)), "</td>");
  add_points (page, grade);
  g_string_append (page, tb_grade_holds (grade) ? "<td class=\"good\">holds</td></tr>\n" : "<td class=\"bad\">does not hold</td></tr>\n");
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
    g_string_append (page, "<td class=\"bad\">nothing</td>");
  add (page, "<td>", said != NULL ? said : "", "</td></tr>\n");
}

static void
add_lines (GString *page, const TbGrade *grade)
{
  GPtrArray *commands = grade->result->commands, *hints = grade->result->hints;

  g_string_append_printf (page, "<details><summary>%u commands</summary><pre>", commands->len);
  for (guint i = 0; i < commands->len; i++)
    add (page, "", g_ptr_array_index (commands, i), "\n");
  g_string_append (page, "</pre></details>\n");
  for (guint i = 0; i < hints->len; i++)
    {
      const TbResultHints *row = g_ptr_array_index (hints, i);

      g_string_append_printf (page, "<p>%u hints taken at ", row->taken);
      add (page, "", row->step, ".</p>\n");
    }
}

static void
add_grade (GString *page, const TbGrade *grade, guint number)
{
  g_autofree char *time = tb_units_format_duration (grade->result->time_us);

  g_string_append_printf (page, "<h2 id=\"r%u\">", number);
  add (page, "", *grade->result->learner != '\0' ? grade->result->learner : "(no name)", ": ");
  add (page, "", tb_cli_translate (tb_lesson_get_title (grade->lesson)), "</h2>\n");
  for (guint i = 0; i < grade->differences->len; i++)
    add (page, "<p class=\"bad\">Does not hold: ", g_ptr_array_index (grade->differences, i), "</p>\n");
  g_string_append (page, "<table><tr><th>Check</th><th></th><th>Played again</th><th>Claimed</th><th></th></tr>\n");
  for (guint i = 0; i < grade->rows->len; i++)
    add_row (page, grade, g_ptr_array_index (grade->rows, i));
  g_string_append (page, "</table>\n");
  add (page, "<p>Played to ", time, "; ");
  add (page, "made with Trustbed ", grade->result->trustbed, ", ");
  add (page, "", grade->result->openssl, "; ");
  add (page, "file ", grade->path, ".</p>\n");
  add_lines (page, grade);
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
  GString *page = g_string_new (head);

  g_string_append (page, "<p>Each file was played again from its commands; what counts is what that shows.</p>\n"
                         "<table><tr><th>Learner</th><th>Lesson</th><th>Points</th><th>Claimed</th><th></th></tr>\n");
  for (guint i = 0; i < grades->len; i++)
    add_summary_row (page, g_ptr_array_index (grades, i), i);
  g_string_append (page, "</table>\n");
  for (guint i = 0; i < grades->len; i++)
    if (((TbGrade *) g_ptr_array_index (grades, i))->refusal == NULL)
      add_grade (page, g_ptr_array_index (grades, i), i);
  g_string_append (page, "</body></html>\n");
  return page;
}
