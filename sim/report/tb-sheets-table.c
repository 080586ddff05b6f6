/* tb-sheets-table: tables as slabs: their head, and each row whole. Only a row that fills a sheet is broken, between lines. */
#include "tb-sheets.h"

#define GAP        10.0    /* between columns */
#define PADDING    3.0
#define MARK_WIDTH 13.0

typedef struct { TbSheets *sheets; TbType *type; const TbReportTable *table; double unit; int head; } Cutting;

static const TbReportColumn *
get_column (const Cutting *cutting, guint column)
{
  return &g_array_index (cutting->table->columns, TbReportColumn, column);
}

/* Where a column begins; where the next does, but for the gap, it ends. */
static double
find_x (const Cutting *cutting, guint column)
{
  guint before = 0;

  for (guint i = 0; i < column; i++)
    before += get_column (cutting, i)->weight;
  return before * cutting->unit;
}

static double
find_width (const Cutting *cutting, guint column)
{
  return get_column (cutting, column)->weight * cutting->unit - GAP;
}

static PangoLayout *
lay_out_cell (const Cutting *cutting, guint column, TbTypeStyle style, const char *text, double indent)
{
  PangoLayout *layout = tb_type_lay_out (cutting->type, style, text, find_width (cutting, column) - indent);

  if (get_column (cutting, column)->is_number)
    pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  return layout;
}

static void
cut_caption (const Cutting *cutting)
{
  g_autoptr (PangoLayout) layout = tb_type_lay_out (cutting->type, TB_TYPE_STRONG, cutting->table->caption, TB_SHEET_BODY_WIDTH);
  TbSlab *slab = tb_slab_add (cutting->sheets, 12, "P");

  tb_slab_add_lines (slab, layout, 0, (guint) pango_layout_get_line_count (layout), 0, 0, TB_TYPE_INK);
  slab->keeps_next = TRUE;
}

static void
end_row (TbSlab *slab, guint32 rgb)
{
  slab->height += PADDING;
  tb_slab_add_fill (slab, rgb, 0, slab->height - 0.6, TB_SHEET_BODY_WIDTH, 0.6);
}

static void
cut_head (Cutting *cutting)
{
  TbSlab *slab = tb_slab_add (cutting->sheets, 2, "P");

  for (guint i = 0; i < cutting->table->columns->len; i++)
    {
      g_autoptr (PangoLayout) layout = lay_out_cell (cutting, i, TB_TYPE_HEAD, get_column (cutting, i)->title, 0);

      tb_slab_add_lines (slab, layout, 0, (guint) pango_layout_get_line_count (layout), find_x (cutting, i), PADDING, TB_TYPE_DIM);
    }
  end_row (slab, TB_TYPE_DIM);
  slab->keeps_next = TRUE;
  cutting->head = (int) cutting->sheets->slabs->len - 1;
}

/* --- rows --- */

static double
get_indent (const TbReportCell *cell)
{
  return cell->mark != TB_MARK_NONE ? MARK_WIDTH : 0;
}

static GPtrArray *
lay_out_row (const Cutting *cutting, guint row)
{
  GPtrArray *layouts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < cutting->table->columns->len; i++)
    {
      const TbReportCell *cell = tb_report_table_get (cutting->table, row, i);

      g_ptr_array_add (layouts, lay_out_cell (cutting, i, cell->is_code ? TB_TYPE_CODE : TB_TYPE_BODY, cell->text, get_indent (cell)));
    }
  return layouts;
}

/* How many lines of each cell stand on one sheet: all of them, or as many as have room. */
static guint
count_lines (GPtrArray *layouts, guint *n_max)
{
  double height = 0, line = 0;

  *n_max = 1;
  for (guint i = 0; i < layouts->len; i++)
    {
      PangoLayout *layout = g_ptr_array_index (layouts, i);

      *n_max = MAX (*n_max, (guint) pango_layout_get_line_count (layout));
      height = MAX (height, tb_type_get_height (layout));
      line = MAX (line, tb_slab_measure (layout, 0, 1));
    }
  return height < TB_SHEET_BODY_HEIGHT / 2 ? *n_max : (guint) (TB_SHEET_BODY_HEIGHT / 2 / line);
}

static void
add_cell (TbSlab *slab, const TbReportCell *cell, PangoLayout *layout, double x, guint first, guint n)
{
  guint n_lines = (guint) pango_layout_get_line_count (layout);
  double lower = cell->is_code ? 1.2 : 0;   /* small letters stand on the line of the others */

  if (cell->mark != TB_MARK_NONE && first == 0)
    tb_slab_add_mark (slab, cell->mark, x, PADDING + 1.8, 8.5);
  if (first < n_lines)
    tb_slab_add_lines (slab, layout, first, MIN (n, n_lines - first), x + get_indent (cell), PADDING + lower, cell->link != NULL ? TB_TYPE_LINK : TB_TYPE_INK)->link = cell->link;
}

static void
cut_row (const Cutting *cutting, guint row)
{
  g_autoptr (GPtrArray) layouts = lay_out_row (cutting, row);
  guint n_max, n = count_lines (layouts, &n_max);

  for (guint first = 0; first < n_max; first += n)
    {
      TbSlab *slab = tb_slab_add (cutting->sheets, 0, "P");

      slab->head = cutting->head;
      for (guint i = 0; i < layouts->len; i++)
        add_cell (slab, tb_report_table_get (cutting->table, row, i), g_ptr_array_index (layouts, i), find_x (cutting, i), first, n);
      end_row (slab, TB_TYPE_RULE);
    }
}

void
tb_sheets_cut_table (TbSheets *sheets, TbType *type, const TbReportTable *table)
{
  Cutting cutting = { sheets, type, table, 0, -1 };
  guint total = 0;

  for (guint i = 0; i < table->columns->len; i++)
    total += get_column (&cutting, i)->weight;
  cutting.unit = (TB_SHEET_BODY_WIDTH + GAP) / total;
  cut_caption (&cutting);
  cut_head (&cutting);
  for (guint row = 0; row < tb_report_table_get_n_rows (table); row++)
    cut_row (&cutting, row);
}
