/* tb-report: what a report says, block after block, before anybody knows whether it becomes a page of HTML or sheets of paper.
 *
 * Texts are plain; what would break a file or turn the order of its letters round is replaced when it is added. */
#pragma once

#include "tb-diagram.h"
#include "tb-mark.h"

G_BEGIN_DECLS

typedef enum { TB_BLOCK_HEADING, TB_BLOCK_TEXT, TB_BLOCK_FIGURES, TB_BLOCK_TABLE, TB_BLOCK_DIAGRAM } TbBlockKind;
typedef enum { TB_TEXT_LEAD, TB_TEXT_BODY, TB_TEXT_SMALL, TB_TEXT_CODE, TB_TEXT_POINT, TB_TEXT_NAMES } TbTextStyle;

/**
 * TbReportColumn:
 * @title: over it; "" where it is told by what stands in it
 * @weight: how much of the width it gets, against the others
 * @is_number: its cells end at the right
 */
typedef struct { const char *title; guint weight; gboolean is_number; } TbReportColumn;

/**
 * TbReportCell:
 * @text: what stands in it
 * @mark: before it
 * @link: (nullable): where it leads: `#id` within the report, or an address
 * @is_code: written in even letters
 */
typedef struct { char *text; TbMark mark; char *link; gboolean is_code; } TbReportCell;

/**
 * TbReportTable:
 * @caption: what it is about
 * @columns: (element-type TbReportColumn): their titles belong to the table
 * @cells: (element-type TbReportCell): row by row
 */
typedef struct { char *caption; GArray *columns; GArray *cells; } TbReportTable;

/**
 * TbReportFigure:
 * @value: a number, large
 * @label: what it is of
 */
typedef struct { char *value; char *label; } TbReportFigure;

/**
 * TbBlock:
 * @kind: which of these
 * @level: of a heading: 2 for a section, 3 for an item of it
 * @id: (nullable): of a heading: where links lead
 * @mark: of a heading
 * @style: of a text; of names, such as are parted by ", ", none is broken
 * @label: (nullable): of a text: what stands before it in bold
 * @link: (nullable): of a text: where it leads
 * @text: of a heading or a text
 * @keeps_next: of a text: stands on the sheet of what comes next
 * @figures: (element-type TbReportFigure): key figures
 */
typedef struct
{
  TbBlockKind kind;
  guint level;
  char *id;
  TbMark mark;
  TbTextStyle style;
  char *label;
  char *link;
  char *text;
  gboolean keeps_next;
  GArray *figures;
  TbReportTable *table;
  TbDiagram *diagram;
} TbBlock;

/**
 * TbReport:
 * @kind: what sort of report it is
 * @title: what it is about
 * @footer: at the foot of each sheet
 * @language: of its texts, two letters
 * @moment: in UTC, as RFC 3339 has it: what the file says of when it was made. It is of the run, since a report is the same each time
 * @blocks: (element-type TbBlock): what it says
 */
typedef struct
{
  char *kind;
  char *title;
  char *footer;
  char *language;
  char *moment;
  GPtrArray *blocks;
} TbReport;

TbReport      *tb_report_new           (const char *kind, const char *title, const char *footer, gint64 moment_unix_us);
void           tb_report_free          (TbReport *report);
void           tb_report_add_heading   (TbReport *report, guint level, const char *id, TbMark mark, const char *text);
void           tb_report_add_text      (TbReport *report, TbTextStyle style, const char *text);
void           tb_report_add_labelled  (TbReport *report, TbTextStyle style, const char *label, const char *text);
void           tb_report_add_linked    (TbReport *report, TbTextStyle style, const char *text, const char *link);
void           tb_report_keep          (TbReport *report);      /* what was added last, with what comes next */
void           tb_report_add_figure    (TbReport *report, const char *value, const char *label);
TbReportTable *tb_report_add_table     (TbReport *report, const char *caption, const TbReportColumn *columns, guint n_columns);
void           tb_report_add_diagram   (TbReport *report, TbDiagram *diagram);
void           tb_report_table_add     (TbReportTable *table, const char *text);
void           tb_report_table_add_full (TbReportTable *table, const char *text, TbMark mark, const char *link, gboolean is_code);
guint          tb_report_table_get_n_rows (const TbReportTable *table);
const TbReportCell *tb_report_table_get (const TbReportTable *table, guint row, guint column);
char          *tb_report_clean_text    (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbReport, tb_report_free)

G_END_DECLS
