/* tb-report-html: see the header. */
#include "tb-report-html.h"

#include <string.h>

#define PICTURE_WIDTH  620.0   /* of a drawing, in points */
#define MAX_NAME_BYTES 40
#define SHORT_TABLE    6       /* rows: such a table is not broken in print */

static const char style[] =
  "@page{size:A4;margin:18mm 16mm 20mm}"
  ":root{color-scheme:light}"
  "body{font:10.5pt/1.45 Cantarell,'Noto Sans','Segoe UI',system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1d1d1f;background:#fff;overflow-wrap:anywhere}"
  ".kind{margin:0;color:#55555c;font-weight:bold}h1{font-size:2em;line-height:1.15;margin:0 0 .4em}"
  "h2{font-size:1.4em;margin:1.8em 0 .5em;padding-bottom:.15em;border-bottom:1.5px solid #1d1d1f}h3{font-size:1.08em;margin:1.5em 0 .1em}h1,h2,h3{break-after:avoid}"
  "p{margin:.35em 0;orphans:3;widows:3}.lead{font-size:1.12em}.small{font-size:.9em;color:#55555c}.keep{break-after:avoid}h3+.small{margin-top:0}ul{margin:.4em 0;padding-left:1.2em}li{break-inside:avoid}"
  "a{color:#005a8f}code,pre{font-family:'DejaVu Sans Mono','Noto Sans Mono',Consolas,monospace;font-size:.86em}bdi{unicode-bidi:isolate}.whole{white-space:nowrap}"
  "pre{white-space:pre-wrap;border-left:3px solid #c9c9cf;margin:.35em 0;padding:.1em 0 .1em .7em;break-inside:avoid}"
  "dl{display:flex;flex-wrap:wrap;gap:.6rem;margin:1em 0;break-inside:avoid}dl div{flex:1 1 5rem;border:1px solid #c9c9cf;border-radius:4px;padding:.4em .7em;display:flex;flex-direction:column-reverse;justify-content:flex-end}"
  "dt{font-size:.9em;color:#55555c}dd{margin:0;font-size:1.7em;font-weight:bold;line-height:1.2}"
  "table{border-collapse:collapse;width:100%;margin:.8em 0 1.2em;font-size:.95em}caption{text-align:left;font-weight:bold;padding:.2em 0;break-after:avoid}"
  "thead{display:table-header-group}th,td{text-align:left;vertical-align:top;font-weight:normal;padding:.28em .7em .28em 0;border-bottom:1px solid #c9c9cf}thead th{font-weight:bold;font-size:.92em;color:#55555c;border-bottom-color:#55555c}"
  "tr,.short{break-inside:avoid}tbody tr:first-child{break-before:avoid}.n{text-align:right}td.n{white-space:nowrap}.mark{width:.85em;height:.85em;margin-right:.4em;vertical-align:-.05em}"
  "figure{margin:1.2em 0;break-inside:avoid}figcaption{font-weight:bold;margin-bottom:.4em}figure img{max-width:100%;height:auto;display:block}"
  "@media screen and (max-width:45rem){table{overflow-wrap:break-word;font-size:.8em}col{width:auto!important}}"
  "@media print{body{margin:0;max-width:none;padding:0}a{color:inherit}}";

/* --- words --- */

static void
add (GString *page, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (page, escaped);
}

/* As a string of CSS: whatever is no letter and no digit is told by its number. */
static void
add_css_text (GString *page, const char *text)
{
  g_string_append_c (page, '"');
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_ascii_isalnum (*at) || *at == ' ')
      g_string_append_c (page, *at);
    else
      g_string_append_printf (page, "\\%06X", g_utf8_get_char (at));
  g_string_append_c (page, '"');
}

static void
add_mark (GString *page, TbMark mark)
{
  const TbMarkShape *shape = tb_mark_get (mark);

  if (mark != TB_MARK_NONE)
    g_string_append_printf (page, "<svg class=\"mark\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\"><path fill=\"#%06x\" fill-rule=\"evenodd\" d=\"%s\"/></svg>", TB_MARK_GRID,
                            TB_MARK_GRID, shape->rgb, shape->path);
}

/* Isolated, so that a name in letters that run the other way turns nothing round but itself. */
static void
add_linked (GString *page, const char *text, const char *link, gboolean is_code)
{
  if (link != NULL)
    {
      g_string_append (page, "<a href=\"");
      add (page, link);
      g_string_append (page, "\">");
    }
  g_string_append (page, is_code ? "<code>" : "<bdi>");
  add (page, text);
  g_string_append (page, is_code ? "</code>" : "</bdi>");
  if (link != NULL)
    g_string_append (page, "</a>");
}

/* --- blocks --- */

static void
add_heading (GString *page, const TbBlock *block)
{
  g_string_append_printf (page, "<h%u", block->level);
  if (block->id != NULL)
    {
      g_string_append (page, " id=\"");
      add (page, block->id);
      g_string_append_c (page, '"');
    }
  g_string_append_c (page, '>');
  add_mark (page, block->mark);
  add (page, block->text);
  g_string_append_printf (page, "</h%u>\n", block->level);
}

/* A name is not broken at its hyphens, unless it is too long for a line. */
static void
add_names (GString *page, const char *text)
{
  for (gsize n = 0; *text != '\0'; text += n + strspn (text + n, ", "))
    {
      g_autofree char *name = NULL, *gap = NULL;

      n = strcspn (text, ", ");
      name = g_strndup (text, n);
      gap = g_strndup (text + n, strspn (text + n, ", "));
      g_string_append (page, n > 0 && n <= MAX_NAME_BYTES ? "<bdi class=\"whole\">" : "<bdi>");
      add (page, name);
      g_string_append (page, "</bdi>");
      add (page, gap);
    }
}

static void
add_text (GString *page, const TbBlock *block)
{
  static const struct { const char *element, *look; } frames[] = {
    [TB_TEXT_LEAD] = { "p", "lead" }, [TB_TEXT_BODY] = { "p", "body" }, [TB_TEXT_SMALL] = { "p", "small" },
    [TB_TEXT_CODE] = { "pre", "code" }, [TB_TEXT_POINT] = { "li", "point" }, [TB_TEXT_NAMES] = { "p", "names" },
  };

  g_string_append_printf (page, "<%s class=\"%s%s\">", frames[block->style].element, frames[block->style].look, block->keeps_next ? " keep" : "");
  if (block->label != NULL)
    {
      g_string_append (page, "<strong>");
      add (page, block->label);
      g_string_append (page, "</strong> ");
    }
  if (block->style == TB_TEXT_NAMES)
    add_names (page, block->text);
  else
    add_linked (page, block->text, block->link, block->style == TB_TEXT_CODE);
  g_string_append_printf (page, "</%s>\n", frames[block->style].element);
}

static void
add_figures (GString *page, const TbBlock *block)
{
  g_string_append (page, "<dl>\n");
  for (guint i = 0; i < block->figures->len; i++)
    {
      const TbReportFigure *figure = &g_array_index (block->figures, TbReportFigure, i);

      g_string_append (page, "<div><dt>");
      add (page, figure->label);
      g_string_append (page, "</dt><dd>");
      add (page, figure->value);
      g_string_append (page, "</dd></div>\n");
    }
  g_string_append (page, "</dl>\n");
}

static void
add_cell (GString *page, const TbReportTable *table, guint row, guint column)
{
  const TbReportCell *cell = tb_report_table_get (table, row, column);
  gboolean is_number = g_array_index (table->columns, TbReportColumn, column).is_number;

  g_string_append (page, column == 0 ? "<th scope=\"row\">" : is_number ? "<td class=\"n\">" : "<td>");
  add_mark (page, cell->mark);
  add_linked (page, cell->text, cell->link, cell->is_code);
  g_string_append (page, column == 0 ? "</th>" : "</td>");
}

static void
add_table_head (GString *page, const TbReportTable *table)
{
  guint total = 0;

  g_string_append (page, tb_report_table_get_n_rows (table) <= SHORT_TABLE ? "<table class=\"short\"><caption>" : "<table><caption>");
  add (page, table->caption);
  g_string_append (page, "</caption>\n<colgroup>");
  for (guint i = 0; i < table->columns->len; i++)
    total += g_array_index (table->columns, TbReportColumn, i).weight;
  for (guint i = 0; i < table->columns->len; i++)
    g_string_append_printf (page, "<col style=\"width:%u%%\"/>", 100 * g_array_index (table->columns, TbReportColumn, i).weight / total);
  g_string_append (page, "</colgroup>\n<thead><tr>");
  for (guint i = 0; i < table->columns->len; i++)
    {
      const TbReportColumn *column = &g_array_index (table->columns, TbReportColumn, i);

      g_string_append_printf (page, "<th scope=\"col\"%s>", column->is_number ? " class=\"n\"" : "");
      add (page, column->title);
      g_string_append (page, "</th>");
    }
  g_string_append (page, "</tr></thead>\n<tbody>\n");
}

static void
add_table (GString *page, const TbReportTable *table)
{
  add_table_head (page, table);
  for (guint row = 0; row < tb_report_table_get_n_rows (table); row++)
    {
      g_string_append (page, "<tr>");
      for (guint column = 0; column < table->columns->len; column++)
        add_cell (page, table, row, column);
      g_string_append (page, "</tr>\n");
    }
  g_string_append (page, "</tbody></table>\n");
}

static void
add_diagram (GString *page, const TbDiagram *diagram, const char *language)
{
  g_autoptr (GBytes) svg = tb_diagram_to_svg (diagram, language, PICTURE_WIDTH);
  g_autofree char *coded = g_base64_encode (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));

  g_string_append (page, "<figure><figcaption>");
  add (page, diagram->title);
  g_string_append_printf (page, "</figcaption><img width=\"%.0f\" height=\"%.0f\" alt=\"", PICTURE_WIDTH * 4 / 3, tb_diagram_get_height (diagram) * 4 / 3);
  add (page, diagram->words->str);
  g_string_append (page, "\" src=\"data:image/svg+xml;base64,");
  g_string_append (page, coded);
  g_string_append (page, "\"/></figure>\n");
}

static gboolean
is_point (const TbReport *report, guint i)
{
  const TbBlock *block = i < report->blocks->len ? g_ptr_array_index (report->blocks, i) : NULL;

  return block != NULL && block->kind == TB_BLOCK_TEXT && block->style == TB_TEXT_POINT;
}

static void
add_block (GString *page, const TbReport *report, guint i)
{
  const TbBlock *block = g_ptr_array_index (report->blocks, i);

  if (is_point (report, i) && (i == 0 || !is_point (report, i - 1)))
    g_string_append (page, "<ul>\n");
  if (block->kind == TB_BLOCK_HEADING)
    add_heading (page, block);
  else if (block->kind == TB_BLOCK_TEXT)
    add_text (page, block);
  else if (block->kind == TB_BLOCK_FIGURES)
    add_figures (page, block);
  else if (block->kind == TB_BLOCK_TABLE)
    add_table (page, block->table);
  else
    add_diagram (page, block->diagram, report->language);
  if (is_point (report, i) && !is_point (report, i + 1))
    g_string_append (page, "</ul>\n");
}

/* --- the page --- */

static void
add_head (GString *page, const TbReport *report)
{
  g_string_append_printf (page, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width\"/>\n"
                                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"/>\n<title>", report->language);
  add (page, report->title);
  g_string_append (page, " – ");
  add (page, report->kind);
  g_string_append (page, "</title>\n<style>");
  g_string_append (page, style);
  g_string_append (page, "@page{@bottom-left{font:8pt sans-serif;color:#55555c;content:");
  add_css_text (page, report->footer);
  g_string_append (page, "}@bottom-right{font:8pt sans-serif;color:#55555c;content:counter(page) \" / \" counter(pages)}}</style></head><body>\n<header><p class=\"kind\">");
  add (page, report->kind);
  g_string_append (page, "</p>\n<h1>");
  add (page, report->title);
  g_string_append (page, "</h1></header>\n<main>\n");
}

/**
 * tb_report_to_html:
 * @report: a report
 *
 * Returns: (transfer full): the page
 */
GBytes *
tb_report_to_html (const TbReport *report)
{
  GString *page = g_string_new (NULL);

  add_head (page, report);
  for (guint i = 0; i < report->blocks->len; i++)
    add_block (page, report, i);
  g_string_append (page, "</main></body></html>\n");
  return g_string_free_to_bytes (page);
}
