/* tb-slab: what is drawn on a sheet, piece by piece. */
#include "tb-sheets.h"

static void
item_clear (gpointer data)
{
  g_clear_object (&((TbItem *) data)->layout);
}

TbSlab *
tb_slab_add (TbSheets *sheets, double above, const char *tag)
{
  TbSlab slab = { .items = g_array_new (FALSE, TRUE, sizeof (TbItem)), .above = above, .head = -1, .tag = tag };

  g_array_set_clear_func (slab.items, item_clear);
  g_array_append_val (sheets->slabs, slab);
  return &g_array_index (sheets->slabs, TbSlab, sheets->slabs->len - 1);
}

static TbItem *
add_item (TbSlab *slab, TbItemKind kind, guint32 rgb, double x, double y)
{
  TbItem item = { .kind = kind, .x = x, .y = y, .rgb = rgb };

  g_array_append_val (slab->items, item);
  return &g_array_index (slab->items, TbItem, slab->items->len - 1);
}

/* Where a line begins, in Pango's units; behind the last one is where the text ends. Lines are as far from one another as their baselines are. */
int
tb_slab_find_top (PangoLayout *layout, guint line)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  int top, height, baseline = pango_layout_iter_get_baseline (iter);

  pango_layout_get_size (layout, NULL, &height);
  pango_layout_iter_get_line_yrange (iter, &top, NULL);
  for (guint i = 0; i < line && pango_layout_iter_next_line (iter); i++)
    ;
  top += pango_layout_iter_get_baseline (iter) - baseline;
  pango_layout_iter_free (iter);
  return line < (guint) pango_layout_get_line_count (layout) ? top : height;
}

double
tb_slab_measure (PangoLayout *layout, guint first, guint n)
{
  return (double) (tb_slab_find_top (layout, first + n) - tb_slab_find_top (layout, first)) / PANGO_SCALE;
}

/* The slab grows to hold them. The layout is counted. */
TbItem *
tb_slab_add_lines (TbSlab *slab, PangoLayout *layout, guint first, guint n, double x, double y, guint32 rgb)
{
  TbItem *item = add_item (slab, TB_ITEM_LINES, rgb, x, y);

  item->layout = g_object_ref (layout);
  item->first_line = first;
  item->n_lines = n;
  slab->height = MAX (slab->height, y + tb_slab_measure (layout, first, n));
  return item;
}

void
tb_slab_add_fill (TbSlab *slab, guint32 rgb, double x, double y, double width, double height)
{
  TbItem *item = add_item (slab, TB_ITEM_FILL, rgb, x, y);

  item->width = width;
  item->height = height;
}

void
tb_slab_add_mark (TbSlab *slab, TbMark mark, double x, double y, double size)
{
  TbItem *item = add_item (slab, TB_ITEM_MARK, 0, x, y);

  item->mark = mark;
  item->width = size;
}

void
tb_slab_add_diagram (TbSlab *slab, const TbDiagram *diagram, double y)
{
  add_item (slab, TB_ITEM_DIAGRAM, 0, 0, y)->diagram = diagram;
  slab->height = MAX (slab->height, y + tb_diagram_get_height (diagram));
}
