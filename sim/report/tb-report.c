/* tb-report: see the header. */
#include "tb-report.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

/* --- texts --- */

/* Neither a file of XML nor a reader's eye can do with these: control characters, what is no character, and what turns the order of letters round. */
static gboolean
is_clean (gunichar c)
{
  if (c < 0x20)
    return c == '\n';
  return !(c >= 0x7f && c < 0xa0) && !(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069) && !(c >= 0xfdd0 && c <= 0xfdef) && (c & 0xfffe) != 0xfffe;
}

/**
 * tb_report_clean_text:
 * @text: anything
 *
 * Returns: (transfer full): the same, with a sign in place of each character that no report can show
 */
char *
tb_report_clean_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (clean, is_clean (g_utf8_get_char (at)) ? g_utf8_get_char (at) : 0xfffd);
  return g_string_free (clean, FALSE);
}

/* --- memory --- */

static void
cell_clear (gpointer data)
{
  TbReportCell *cell = data;

  g_free (cell->text);
  g_free (cell->link);
}

static void
column_clear (gpointer data)
{
  g_free ((char *) ((TbReportColumn *) data)->title);
}

static void
figure_clear (gpointer data)
{
  TbReportFigure *figure = data;

  g_free (figure->value);
  g_free (figure->label);
}

static void
table_free (TbReportTable *table)
{
  g_free (table->caption);
  g_array_unref (table->columns);
  g_array_unref (table->cells);
  g_free (table);
}

static void
block_free (gpointer data)
{
  TbBlock *block = data;

  g_free (block->id);
  g_free (block->label);
  g_free (block->link);
  g_free (block->text);
  g_clear_pointer (&block->figures, g_array_unref);
  g_clear_pointer (&block->table, table_free);
  g_clear_pointer (&block->diagram, tb_diagram_free);
  g_free (block);
}

static TbBlock *
add_block (TbReport *report, TbBlockKind kind)
{
  TbBlock *block = g_new0 (TbBlock, 1);

  block->kind = kind;
  g_ptr_array_add (report->blocks, block);
  return block;
}

static TbBlock *
get_last (TbReport *report)
{
  return g_ptr_array_index (report->blocks, report->blocks->len - 1);
}

/* --- the report --- */

/**
 * tb_report_new:
 * @kind: what sort of report it is
 * @title: what it is about
 * @footer: at the foot of each sheet
 * @moment_unix_us: the moment it is of, microseconds since 1970
 *
 * Returns: (transfer full): a report that says nothing yet, in the user's language
 */
TbReport *
tb_report_new (const char *kind, const char *title, const char *footer, gint64 moment_unix_us)
{
  TbReport *report = g_new0 (TbReport, 1);

  report->kind = tb_report_clean_text (kind);
  report->title = tb_report_clean_text (title);
  report->footer = tb_report_clean_text (footer);
  /* Translators: the two-letter code of the language of this translation, as in HTML */
  report->language = g_strdup (C_("language", "en"));
  report->moment = tb_units_format_moment (moment_unix_us);
  report->blocks = g_ptr_array_new_with_free_func (block_free);
  return report;
}

/**
 * tb_report_free:
 * @report: (transfer full): a report
 *
 * Frees it.
 */
void
tb_report_free (TbReport *report)
{
  g_free (report->kind);
  g_free (report->title);
  g_free (report->footer);
  g_free (report->language);
  g_free (report->moment);
  g_ptr_array_unref (report->blocks);
  g_free (report);
}

/**
 * tb_report_add_heading:
 * @report: a report
 * @level: 2 for a section, 3 for an item of it
 * @id: (nullable): where links lead
 * @mark: before it
 * @text: what follows is about
 *
 * What follows stays with it.
 */
void
tb_report_add_heading (TbReport *report, guint level, const char *id, TbMark mark, const char *text)
{
  TbBlock *block = add_block (report, TB_BLOCK_HEADING);

  block->level = level;
  block->id = g_strdup (id);
  block->mark = mark;
  block->text = tb_report_clean_text (text);
}

/**
 * tb_report_add_text:
 * @report: a report
 * @style: how it looks
 * @text: a paragraph
 */
void
tb_report_add_text (TbReport *report, TbTextStyle style, const char *text)
{
  TbBlock *block = add_block (report, TB_BLOCK_TEXT);

  block->style = style;
  block->text = tb_report_clean_text (text);
}

/**
 * tb_report_add_labelled:
 * @report: a report
 * @style: how it looks
 * @label: what stands before it
 * @text: a paragraph
 */
void
tb_report_add_labelled (TbReport *report, TbTextStyle style, const char *label, const char *text)
{
  tb_report_add_text (report, style, text);
  get_last (report)->label = tb_report_clean_text (label);
}

/**
 * tb_report_add_linked:
 * @report: a report
 * @style: how it looks
 * @text: a paragraph
 * @link: (nullable): where it leads
 */
void
tb_report_add_linked (TbReport *report, TbTextStyle style, const char *text, const char *link)
{
  tb_report_add_text (report, style, text);
  get_last (report)->link = g_strdup (link);
}

/**
 * tb_report_keep:
 * @report: a report to which a text was added
 *
 * That text stands on the sheet of what is added next.
 */
void
tb_report_keep (TbReport *report)
{
  get_last (report)->keeps_next = TRUE;
}

/**
 * tb_report_add_figure:
 * @report: a report
 * @value: a number, large
 * @label: what it is of
 *
 * Figures that are added one after the other stand side by side.
 */
void
tb_report_add_figure (TbReport *report, const char *value, const char *label)
{
  TbBlock *last = report->blocks->len > 0 ? get_last (report) : NULL;
  TbReportFigure figure = { tb_report_clean_text (value), tb_report_clean_text (label) };

  if (last == NULL || last->kind != TB_BLOCK_FIGURES)
    {
      last = add_block (report, TB_BLOCK_FIGURES);
      last->figures = g_array_new (FALSE, FALSE, sizeof (TbReportFigure));
      g_array_set_clear_func (last->figures, figure_clear);
    }
  g_array_append_val (last->figures, figure);
}

/**
 * tb_report_add_diagram:
 * @report: a report
 * @diagram: (transfer full): a drawing
 */
void
tb_report_add_diagram (TbReport *report, TbDiagram *diagram)
{
  add_block (report, TB_BLOCK_DIAGRAM)->diagram = diagram;
}

/* --- tables --- */

/**
 * tb_report_add_table:
 * @report: a report
 * @caption: what it is about
 * @columns: (array length=n_columns): from left to right
 * @n_columns: how many
 *
 * Returns: (transfer none): a table without rows
 */
TbReportTable *
tb_report_add_table (TbReport *report, const char *caption, const TbReportColumn *columns, guint n_columns)
{
  TbReportTable *table = g_new0 (TbReportTable, 1);

  table->caption = tb_report_clean_text (caption);
  table->columns = g_array_new (FALSE, FALSE, sizeof (TbReportColumn));
  table->cells = g_array_new (FALSE, FALSE, sizeof (TbReportCell));
  g_array_set_clear_func (table->columns, column_clear);
  g_array_set_clear_func (table->cells, cell_clear);
  for (guint i = 0; i < n_columns; i++)
    g_array_append_vals (table->columns, &(TbReportColumn) { g_strdup (columns[i].title), columns[i].weight, columns[i].is_number }, 1);
  add_block (report, TB_BLOCK_TABLE)->table = table;
  return table;
}

/**
 * tb_report_table_add:
 * @table: a table
 * @text: what stands in its next cell, from left to right and row by row
 */
void
tb_report_table_add (TbReportTable *table, const char *text)
{
  tb_report_table_add_full (table, text, TB_MARK_NONE, NULL, FALSE);
}

/**
 * tb_report_table_add_full:
 * @table: a table
 * @text: what stands in its next cell
 * @mark: before it
 * @link: (nullable): where it leads
 * @is_code: written in even letters
 */
void
tb_report_table_add_full (TbReportTable *table, const char *text, TbMark mark, const char *link, gboolean is_code)
{
  TbReportCell cell = { tb_report_clean_text (text), mark, g_strdup (link), is_code };

  g_array_append_val (table->cells, cell);
}

/**
 * tb_report_table_get_n_rows:
 * @table: a table
 *
 * Returns: how many rows are whole
 */
guint
tb_report_table_get_n_rows (const TbReportTable *table)
{
  return table->cells->len / table->columns->len;
}

/**
 * tb_report_table_get:
 * @table: a table
 * @row: which
 * @column: which
 *
 * Returns: (transfer none): what stands there
 */
const TbReportCell *
tb_report_table_get (const TbReportTable *table, guint row, guint column)
{
  return &g_array_index (table->cells, TbReportCell, row * table->columns->len + column);
}
