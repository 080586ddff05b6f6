/* tb-sheets-cut: the blocks of a report as slabs. Long paragraphs are broken between lines, but neither after the first nor before the last. */
#include "tb-sheets.h"

#include <string.h>

#define MARK_WIDTH   14.0
#define POINT_INDENT 12.0
#define CODE_INDENT  8.0
#define TILE_GAP     8.0
#define TILE_PADDING 8.0
#define MAX_TILES    5
#define MAX_NAME_BYTES 40

/* --- words --- */

static void
add_attribute (PangoAttrList *attributes, PangoAttribute *attribute, gsize from, gsize to)
{
  attribute->start_index = (guint) from;
  attribute->end_index = (guint) to;
  pango_attr_list_insert (attributes, attribute);
}

/* A name is not broken at its hyphens, unless it is too long for a line. */
static void
keep_names_whole (PangoAttrList *attributes, const char *text, gsize from)
{
  for (gsize end; text[from] != '\0'; from = end + strspn (text + end, ", "))
    {
      end = from + strcspn (text + from, ", ");
      if (end > from + 1 && end - from <= MAX_NAME_BYTES)
        add_attribute (attributes, pango_attr_allow_breaks_new (FALSE), from, end);
    }
}

static PangoLayout *
lay_out_text (TbType *type, const TbBlock *block, TbTypeStyle style, double width)
{
  g_autofree char *text = block->label != NULL ? g_strdup_printf ("%s %s", block->label, block->text) : g_strdup (block->text);
  PangoLayout *layout = tb_type_lay_out (type, style, text, width);
  PangoAttrList *attributes = pango_attr_list_new ();
  gsize n_label = block->label != NULL ? strlen (block->label) : 0;

  if (n_label > 0)
    add_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), 0, n_label);
  if (block->style == TB_TEXT_NAMES)
    keep_names_whole (attributes, text, n_label);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

typedef struct { TbTypeStyle type; guint32 rgb; double indent; double above; const char *tag; } Look;

static const Look looks[] = {
  [TB_TEXT_LEAD] = { TB_TYPE_LEAD, TB_TYPE_INK, 0, 5, "P" },
  [TB_TEXT_BODY] = { TB_TYPE_BODY, TB_TYPE_INK, 0, 4, "P" },
  [TB_TEXT_SMALL] = { TB_TYPE_SMALL, TB_TYPE_DIM, 0, 3, "P" },
  [TB_TEXT_CODE] = { TB_TYPE_CODE, TB_TYPE_INK, CODE_INDENT, 5, "P" },
  [TB_TEXT_POINT] = { TB_TYPE_BODY, TB_TYPE_INK, POINT_INDENT, 4, "P" },
  [TB_TEXT_NAMES] = { TB_TYPE_BODY, TB_TYPE_INK, 0, 4, "P" },
};

static void
decorate (TbSlab *slab, TbType *type, const TbBlock *block, guint first)
{
  g_autoptr (PangoLayout) dot = NULL;

  if (block->style == TB_TEXT_CODE)
    tb_slab_add_fill (slab, TB_TYPE_RULE, 0, 0, 2.5, slab->height);
  if (block->style != TB_TEXT_POINT || first > 0)
    return;
  dot = tb_type_lay_out (type, TB_TYPE_BODY, "•", -1);
  tb_slab_add_lines (slab, dot, 0, 1, 2, 0, TB_TYPE_INK);
}

/* How many lines of @n stand together from @first on: the first two, the last two, each between alone. */
static guint
count_kept (guint first, guint n)
{
  if (n - first <= 3)
    return n - first;
  return first == 0 ? 2 : 1;
}

static void
cut_text (TbSheets *sheets, TbType *type, const TbBlock *block)
{
  const Look *look = &looks[block->style];
  g_autoptr (PangoLayout) layout = lay_out_text (type, block, look->type, TB_SHEET_BODY_WIDTH - look->indent);
  guint n = (guint) pango_layout_get_line_count (layout);

  for (guint first = 0, kept; first < n; first += kept)
    {
      TbSlab *slab = tb_slab_add (sheets, first == 0 ? look->above : 0, look->tag);

      kept = count_kept (first, n);
      tb_slab_add_lines (slab, layout, first, kept, look->indent, 0, look->rgb)->link = block->link;
      decorate (slab, type, block, first);
      slab->keeps_next = block->keeps_next && first + kept == n;
    }
}

/* --- headings --- */

static void
cut_heading (TbSheets *sheets, TbType *type, const TbBlock *block)
{
  gboolean is_section = block->level <= 2;
  double indent = block->mark != TB_MARK_NONE ? MARK_WIDTH : 0;
  g_autoptr (PangoLayout) layout = tb_type_lay_out (type, is_section ? TB_TYPE_SECTION : TB_TYPE_ITEM, block->text, TB_SHEET_BODY_WIDTH - indent);
  TbSlab *slab = tb_slab_add (sheets, is_section ? 22 : 14, is_section ? "H2" : "H3");

  tb_slab_add_lines (slab, layout, 0, (guint) pango_layout_get_line_count (layout), indent, 0, TB_TYPE_INK);
  if (indent > 0)
    tb_slab_add_mark (slab, block->mark, 0, 1.5, 9.5);
  if (is_section)
    {
      tb_slab_add_fill (slab, TB_TYPE_INK, 0, slab->height + 2, TB_SHEET_BODY_WIDTH, 1);
      slab->height += 5;
    }
  slab->keeps_next = TRUE;
  slab->heading = block;
}

void
tb_sheets_cut_title (TbSheets *sheets, TbType *type, const TbReport *report)
{
  g_autoptr (PangoLayout) kind = tb_type_lay_out (type, TB_TYPE_STRONG, report->kind, TB_SHEET_BODY_WIDTH);
  g_autoptr (PangoLayout) title = tb_type_lay_out (type, TB_TYPE_TITLE, report->title, TB_SHEET_BODY_WIDTH);
  TbSlab *slab = tb_slab_add (sheets, 0, "P");

  tb_slab_add_lines (slab, kind, 0, (guint) pango_layout_get_line_count (kind), 0, 0, TB_TYPE_DIM);
  slab->keeps_next = TRUE;
  slab = tb_slab_add (sheets, 0, "H1");
  tb_slab_add_lines (slab, title, 0, (guint) pango_layout_get_line_count (title), 0, 0, TB_TYPE_INK);
  slab->height += 4;
}

/* --- key figures --- */

static void
add_tile (TbSlab *slab, TbType *type, const TbReportFigure *figure, double x, double width)
{
  g_autoptr (PangoLayout) value = tb_type_lay_out (type, TB_TYPE_FIGURE, figure->value, width - 2 * TILE_PADDING);
  g_autoptr (PangoLayout) label = tb_type_lay_out (type, TB_TYPE_SMALL, figure->label, width - 2 * TILE_PADDING);
  double height = tb_type_get_height (value);

  tb_slab_add_lines (slab, value, 0, (guint) pango_layout_get_line_count (value), x + TILE_PADDING, TILE_PADDING - 2, TB_TYPE_INK);
  tb_slab_add_lines (slab, label, 0, (guint) pango_layout_get_line_count (label), x + TILE_PADDING, TILE_PADDING + height, TB_TYPE_DIM);
}

/* The ground is drawn first, once it is known how high it has to be. */
static void
add_grounds (TbSlab *slab, guint n, double width)
{
  for (guint i = 0; i < n; i++)
    {
      TbItem ground = { .kind = TB_ITEM_FILL, .x = i * (width + TILE_GAP), .width = width, .height = slab->height, .rgb = TB_TYPE_TINT };

      g_array_prepend_val (slab->items, ground);
    }
}

static void
cut_figures (TbSheets *sheets, TbType *type, const GArray *figures)
{
  for (guint first = 0; first < figures->len; first += MAX_TILES)
    {
      guint n = MIN (figures->len - first, MAX_TILES);
      double width = (TB_SHEET_BODY_WIDTH - (n - 1) * TILE_GAP) / n;
      TbSlab *slab = tb_slab_add (sheets, first == 0 ? 10 : 0, "P");

      for (guint i = 0; i < n; i++)
        add_tile (slab, type, &g_array_index (figures, TbReportFigure, first + i), i * (width + TILE_GAP), width);
      slab->height += TILE_PADDING;
      add_grounds (slab, n, width);
      slab->height += TILE_GAP;
    }
}

/* --- drawings --- */

static void
cut_diagram (TbSheets *sheets, TbType *type, const TbDiagram *diagram)
{
  g_autoptr (PangoLayout) title = tb_type_lay_out (type, TB_TYPE_STRONG, diagram->title, TB_SHEET_BODY_WIDTH);
  TbSlab *slab = tb_slab_add (sheets, 14, "Figure");

  tb_slab_add_lines (slab, title, 0, (guint) pango_layout_get_line_count (title), 0, 0, TB_TYPE_INK);
  tb_slab_add_diagram (slab, diagram, slab->height + 6);
  slab->height += 6;
}

void
tb_sheets_cut_block (TbSheets *sheets, TbType *type, const TbBlock *block)
{
  if (block->kind == TB_BLOCK_HEADING)
    cut_heading (sheets, type, block);
  else if (block->kind == TB_BLOCK_TEXT)
    cut_text (sheets, type, block);
  else if (block->kind == TB_BLOCK_FIGURES)
    cut_figures (sheets, type, block->figures);
  else if (block->kind == TB_BLOCK_TABLE)
    tb_sheets_cut_table (sheets, type, block->table);
  else
    cut_diagram (sheets, type, block->diagram);
}
