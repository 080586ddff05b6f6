/* tb-sheets: see the header. Here slabs are put on sheets: what keeps together stands on one, and a table that goes on has its head again. */
#include "tb-sheets.h"

static void
slab_clear (gpointer data)
{
  g_array_unref (((TbSlab *) data)->items);
}

static TbSlab *
get (TbSheets *sheets, guint i)
{
  return &g_array_index (sheets->slabs, TbSlab, i);
}

/* Of a slab and all that must stand on the same sheet. */
static double
measure_kept (TbSheets *sheets, guint i)
{
  double height = get (sheets, i)->height;

  for (; get (sheets, i)->keeps_next && i + 1 < sheets->slabs->len; i++)
    height += get (sheets, i + 1)->above + get (sheets, i + 1)->height;
  return MIN (height, TB_SHEET_BODY_HEIGHT);
}

static void
begin_sheet (TbSheets *sheets, TbSlab *slab, guint place, double *y)
{
  slab->has_head = slab->head >= 0 && (guint) slab->head != place;
  *y = slab->has_head ? get (sheets, (guint) slab->head)->height : 0;
  sheets->n_sheets++;
}

static void
place_slabs (TbSheets *sheets)
{
  double y = 0;

  sheets->n_sheets = 1;
  for (guint i = 0; i < sheets->slabs->len; i++)
    {
      TbSlab *slab = get (sheets, i);
      double above = y > 0 ? slab->above : 0;

      if (y > 0 && y + above + measure_kept (sheets, i) > TB_SHEET_BODY_HEIGHT)
        {
          begin_sheet (sheets, slab, i, &y);
          above = 0;
        }
      slab->sheet = sheets->n_sheets - 1;
      slab->y = y + above;
      y = slab->y + slab->height;
    }
}

/**
 * tb_sheets_new:
 * @report: a report, which stays as it is
 * @type: fonts
 *
 * Returns: (transfer full): its sheets
 */
TbSheets *
tb_sheets_new (const TbReport *report, TbType *type)
{
  TbSheets *sheets = g_new0 (TbSheets, 1);

  sheets->slabs = g_array_new (FALSE, FALSE, sizeof (TbSlab));
  g_array_set_clear_func (sheets->slabs, slab_clear);
  tb_sheets_cut_title (sheets, type, report);
  for (guint i = 0; i < report->blocks->len; i++)
    tb_sheets_cut_block (sheets, type, g_ptr_array_index (report->blocks, i));
  place_slabs (sheets);
  return sheets;
}

/**
 * tb_sheets_free:
 * @sheets: (transfer full): sheets
 *
 * Frees them.
 */
void
tb_sheets_free (TbSheets *sheets)
{
  g_array_unref (sheets->slabs);
  g_free (sheets);
}
