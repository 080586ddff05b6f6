/* tb-report-pdf: see the header. */
#include "tb-report-pdf.h"

#include <cairo-pdf.h>

#include "tb-sheets.h"

typedef struct { const TbReport *report; TbType *type; TbSheets *sheets; cairo_surface_t *surface; cairo_t *cr; } Writing;

static cairo_status_t
collect (void *bytes, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* --- links --- */

/* In the attributes of a tag: what would end a string is escaped. */
static char *
dup_attribute (const char *name, const char *value)
{
  GString *attribute = g_string_new (name);

  g_string_append (attribute, "='");
  for (const char *at = value; *at != '\0'; at++)
    {
      if (*at == '\'' || *at == '\\')
        g_string_append_c (attribute, '\\');
      g_string_append_c (attribute, *at);
    }
  g_string_append_c (attribute, '\'');
  return g_string_free (attribute, FALSE);
}

static char *
dup_target (const char *link)
{
  return *link == '#' ? dup_attribute ("dest", link + 1) : dup_attribute ("uri", link);
}

/* --- items --- */

static void
show_lines (cairo_t *cr, const TbItem *item, double x, double y)
{
  PangoLayoutIter *iter = pango_layout_get_iter (item->layout);
  int top = tb_slab_find_top (item->layout, item->first_line);
  guint number = 0;

  do
    {
      PangoRectangle line;

      if (number >= item->first_line && number < item->first_line + item->n_lines)
        {
          pango_layout_iter_get_line_extents (iter, NULL, &line);
          cairo_move_to (cr, x + (double) line.x / PANGO_SCALE, y + (double) (pango_layout_iter_get_baseline (iter) - top) / PANGO_SCALE);
          pango_cairo_show_layout_line (cr, pango_layout_iter_get_line_readonly (iter));
        }
      number++;
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static void
draw_lines (const Writing *writing, const TbItem *item, double x, double y)
{
  g_autofree char *target = item->link != NULL ? dup_target (item->link) : NULL;

  tb_mark_set_rgb (writing->cr, item->rgb);
  if (target != NULL)
    cairo_tag_begin (writing->cr, CAIRO_TAG_LINK, target);
  show_lines (writing->cr, item, x, y);
  if (target != NULL)
    cairo_tag_end (writing->cr, CAIRO_TAG_LINK);
}

static void
draw_item (const Writing *writing, const TbItem *item, double y)
{
  double x = TB_SHEET_LEFT + item->x;

  if (item->kind == TB_ITEM_LINES)
    draw_lines (writing, item, x, y + item->y);
  else if (item->kind == TB_ITEM_MARK)
    tb_mark_draw (item->mark, writing->cr, x, y + item->y, item->width);
  else if (item->kind == TB_ITEM_DIAGRAM)
    tb_diagram_draw (item->diagram, writing->type, writing->cr, x, y + item->y, TB_SHEET_BODY_WIDTH);
  else
    {
      tb_mark_set_rgb (writing->cr, item->rgb);
      cairo_rectangle (writing->cr, x, y + item->y, item->width, item->height);
      cairo_fill (writing->cr);
    }
}

static void
draw_items (const Writing *writing, const TbSlab *slab, double y)
{
  for (guint i = 0; i < slab->items->len; i++)
    draw_item (writing, &g_array_index (slab->items, TbItem, i), y);
}

/* --- sheets --- */

static void
draw_slab (const Writing *writing, const TbSlab *slab)
{
  const char *id = slab->heading != NULL ? slab->heading->id : NULL;
  g_autofree char *name = id != NULL ? dup_attribute ("name", id) : NULL;

  if (slab->has_head)
    draw_items (writing, &g_array_index (writing->sheets->slabs, TbSlab, slab->head), TB_SHEET_TOP);
  cairo_tag_begin (writing->cr, slab->tag, NULL);
  if (name != NULL)
    cairo_tag_begin (writing->cr, CAIRO_TAG_DEST, name);
  draw_items (writing, slab, TB_SHEET_TOP + slab->y);
  if (name != NULL)
    cairo_tag_end (writing->cr, CAIRO_TAG_DEST);
  cairo_tag_end (writing->cr, slab->tag);
}

static void
draw_foot (const Writing *writing, guint sheet)
{
  double y = TB_SHEET_HEIGHT - TB_SHEET_BOTTOM + 22, number_width = 60;
  g_autofree char *number = g_strdup_printf ("%u / %u", sheet + 1, writing->sheets->n_sheets);
  g_autoptr (PangoLayout) footer = tb_type_lay_out (writing->type, TB_TYPE_SMALL, writing->report->footer, TB_SHEET_BODY_WIDTH - number_width);

  pango_layout_set_height (footer, -1);
  pango_layout_set_ellipsize (footer, PANGO_ELLIPSIZE_END);
  tb_mark_set_rgb (writing->cr, TB_TYPE_DIM);
  cairo_move_to (writing->cr, TB_SHEET_LEFT, y);
  pango_cairo_show_layout (writing->cr, footer);
  tb_type_draw (writing->type, writing->cr, TB_TYPE_SMALL, TB_TYPE_DIM, number, TB_SHEET_WIDTH - TB_SHEET_LEFT, y, 1);
}

static gboolean
draw_sheets (const Writing *writing, GCancellable *cancellable, GError **error)
{
  guint i = 0;

  for (guint sheet = 0; sheet < writing->sheets->n_sheets; sheet++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (; i < writing->sheets->slabs->len && g_array_index (writing->sheets->slabs, TbSlab, i).sheet == sheet; i++)
        draw_slab (writing, &g_array_index (writing->sheets->slabs, TbSlab, i));
      draw_foot (writing, sheet);
      cairo_show_page (writing->cr);
    }
  return TRUE;
}

/* --- what is about the file --- */

static void
add_outline (const Writing *writing)
{
  int section = CAIRO_PDF_OUTLINE_ROOT;

  for (guint i = 0; i < writing->report->blocks->len; i++)
    {
      const TbBlock *block = g_ptr_array_index (writing->report->blocks, i);
      g_autofree char *target = block->id != NULL ? dup_attribute ("dest", block->id) : NULL;
      int item;

      if (target == NULL)
        continue;
      item = cairo_pdf_surface_add_outline (writing->surface, block->level <= 2 ? CAIRO_PDF_OUTLINE_ROOT : section, block->text, target, CAIRO_PDF_OUTLINE_FLAG_OPEN);
      section = block->level <= 2 ? item : section;
    }
}

static void
describe (const Writing *writing)
{
  g_autofree char *title = g_strdup_printf ("%s – %s", writing->report->title, writing->report->kind);

  cairo_pdf_surface_set_metadata (writing->surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (writing->surface, CAIRO_PDF_METADATA_SUBJECT, writing->report->footer);
  cairo_pdf_surface_set_metadata (writing->surface, CAIRO_PDF_METADATA_CREATOR, "Trustbed " TRUSTBED_VERSION);
  cairo_pdf_surface_set_metadata (writing->surface, CAIRO_PDF_METADATA_CREATE_DATE, writing->report->moment);
  cairo_pdf_surface_set_metadata (writing->surface, CAIRO_PDF_METADATA_MOD_DATE, writing->report->moment);
}

static gboolean
write_all (Writing *writing, GCancellable *cancellable, GError **error)
{
  gboolean is_done;

  describe (writing);
  is_done = draw_sheets (writing, cancellable, error);
  add_outline (writing);
  cairo_destroy (writing->cr);
  cairo_surface_finish (writing->surface);
  if (is_done && cairo_surface_status (writing->surface) != CAIRO_STATUS_SUCCESS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (cairo_surface_status (writing->surface)));
      is_done = FALSE;
    }
  cairo_surface_destroy (writing->surface);
  return is_done;
}

/**
 * tb_report_to_pdf:
 * @report: a report
 * @cancellable: (nullable): gives it up
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the file
 */
GBytes *
tb_report_to_pdf (const TbReport *report, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbType) type = tb_type_new (report->language);
  g_autoptr (TbSheets) sheets = tb_sheets_new (report, type);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (collect, bytes, TB_SHEET_WIDTH, TB_SHEET_HEIGHT);
  Writing writing = { report, type, sheets, surface, cairo_create (surface) };

  if (!write_all (&writing, cancellable, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
