/* tb-sheets: a report cut into slabs that are not broken, and these put on sheets of paper. What is on them is drawn by tb-report-pdf. */
#pragma once

#include "tb-report.h"

G_BEGIN_DECLS

/* A4, in points */
#define TB_SHEET_WIDTH  595.276
#define TB_SHEET_HEIGHT 841.89
#define TB_SHEET_LEFT   48.0
#define TB_SHEET_TOP    50.0
#define TB_SHEET_BOTTOM 62.0
#define TB_SHEET_BODY_WIDTH  (TB_SHEET_WIDTH - 2 * TB_SHEET_LEFT)
#define TB_SHEET_BODY_HEIGHT (TB_SHEET_HEIGHT - TB_SHEET_TOP - TB_SHEET_BOTTOM)

typedef enum { TB_ITEM_LINES, TB_ITEM_FILL, TB_ITEM_MARK, TB_ITEM_DIAGRAM } TbItemKind;

/**
 * TbItem:
 * @kind: which of these
 * @x: within the body; @y: within its slab; @width; @height: of what is filled or marked
 * @rgb: its colour
 * @layout: (nullable): text, of which @n_lines are drawn from @first_line on
 * @link: (nullable): where the text leads; of the report
 * @diagram: (nullable): of the report
 */
typedef struct
{
  TbItemKind kind;
  double x, y, width, height;
  guint32 rgb;
  PangoLayout *layout;
  guint first_line, n_lines;
  const char *link;
  TbMark mark;
  const TbDiagram *diagram;
} TbItem;

/**
 * TbSlab:
 * @items: (element-type TbItem): what is on it
 * @height: how high it is; @above: how much is left free above it, but at the top of a sheet
 * @keeps_next: stands on the sheet of what comes next
 * @head: the slab that is repeated above it where it begins a sheet, -1 for none
 * @heading: (nullable): the heading that it is, of the report
 * @tag: what it is, in words of PDF
 * @sheet: where it stands, and at which @y of the body; @has_head: and whether its head is above it
 */
typedef struct
{
  GArray *items;
  double height;
  double above;
  gboolean keeps_next;
  int head;
  const TbBlock *heading;
  const char *tag;
  guint sheet;
  double y;
  gboolean has_head;
} TbSlab;

/**
 * TbSheets:
 * @slabs: (element-type TbSlab): in their order
 * @n_sheets: how many there are
 */
typedef struct { GArray *slabs; guint n_sheets; } TbSheets;

TbSheets *tb_sheets_new  (const TbReport *report, TbType *type);
void      tb_sheets_free (TbSheets *sheets);

/* tb-sheets-cut.c */
void      tb_sheets_cut_title (TbSheets *sheets, TbType *type, const TbReport *report);
void      tb_sheets_cut_block (TbSheets *sheets, TbType *type, const TbBlock *block);

/* tb-sheets-table.c */
void      tb_sheets_cut_table (TbSheets *sheets, TbType *type, const TbReportTable *table);

/* tb-slab.c */
TbSlab   *tb_slab_add        (TbSheets *sheets, double above, const char *tag);   /* good until the next is added */
TbItem   *tb_slab_add_lines  (TbSlab *slab, PangoLayout *layout, guint first, guint n, double x, double y, guint32 rgb);
void      tb_slab_add_fill   (TbSlab *slab, guint32 rgb, double x, double y, double width, double height);
void      tb_slab_add_mark   (TbSlab *slab, TbMark mark, double x, double y, double size);
void      tb_slab_add_diagram (TbSlab *slab, const TbDiagram *diagram, double y);
int       tb_slab_find_top   (PangoLayout *layout, guint line);
double    tb_slab_measure    (PangoLayout *layout, guint first, guint n);         /* height of these lines */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSheets, tb_sheets_free)

G_END_DECLS
