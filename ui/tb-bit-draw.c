/* How the bit view looks: rows of digits, those with a bit turned over lit, and the bits of the byte at the caret. */
#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-bit-layout.h"
#include "tb-bit-view-private.h"
#include "tb-ladder-look.h"

static void
draw_text (TbBitView *self, GtkSnapshot *snapshot, guint column, float y, const char *text, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (TB_BIT_VIEW_MARGIN + (int) column * self->char_width), y + TB_BIT_VIEW_LINE_SPACING / 2.0f));
  pango_layout_set_text (self->layout, text, -1);
  gtk_snapshot_append_layout (snapshot, self->layout, color);
  gtk_snapshot_restore (snapshot);
}

static graphene_rect_t
cell (TbBitView *self, guint column, guint n_columns, float y)
{
  return GRAPHENE_RECT_INIT ((float) (TB_BIT_VIEW_MARGIN + (int) column * self->char_width), y, (float) ((int) n_columns * self->char_width), (float) self->row_height);
}

static void
draw_frame (GtkSnapshot *snapshot, const graphene_rect_t *bounds, const GdkRGBA *color)
{
  const float widths[4] = { 1.5f, 1.5f, 1.5f, 1.5f };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  graphene_rect_t larger = GRAPHENE_RECT_INIT (bounds->origin.x - 2, bounds->origin.y, bounds->size.width + 4, bounds->size.height);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &larger, 3);
  gtk_snapshot_append_border (snapshot, &outline, widths, colors);
}

/* --- the rows --- */

static float
row_of (TbBitView *self, gsize bit)
{
  return (float) (bit / 8 / self->per_row) * (float) self->row_height;
}

static void
draw_marked (TbBitView *self, GtkSnapshot *snapshot, const TbLadderLook *look)
{
  gsize end = MIN (self->marked_offset + self->marked_length, tb_bit_view_get_n_shown (self));

  for (gsize byte = self->marked_offset; byte < end; byte++)
    {
      graphene_rect_t bounds = cell (self, tb_bit_digit_column (self->per_row, byte * 8), 2, row_of (self, byte * 8));

      gtk_snapshot_append_color (snapshot, &look->shade, &bounds);
    }
}

static void
draw_lit (TbBitView *self, GtkSnapshot *snapshot, const TbLadderLook *look)
{
  for (guint i = 0; i < self->lit->len; i++)
    {
      gsize bit = g_array_index (self->lit, gsize, i);
      graphene_rect_t bounds;

      if (bit / 8 >= tb_bit_view_get_n_shown (self))
        continue;
      bounds = cell (self, tb_bit_digit_column (self->per_row, bit), 1, row_of (self, bit));
      gtk_snapshot_append_color (snapshot, &look->lit, &bounds);
      bounds = GRAPHENE_RECT_INIT (bounds.origin.x, bounds.origin.y + bounds.size.height - 2, bounds.size.width, 2);
      gtk_snapshot_append_color (snapshot, &look->text, &bounds);
    }
}

static void
draw_rows (TbBitView *self, GtkSnapshot *snapshot, const TbLadderLook *look)
{
  const guint8 *data = g_bytes_get_data (self->bytes, NULL);
  gsize n_bytes = tb_bit_view_get_n_shown (self);

  for (gsize row = 0; row < tb_bit_get_n_rows (n_bytes, self->per_row); row++)
    {
      g_autofree char *digits = tb_bit_format_row (data, n_bytes, self->per_row, row);

      draw_text (self, snapshot, 0, (float) row * (float) self->row_height, digits, &look->text);
    }
}

/* --- the bits of one byte --- */

static void
draw_bit (TbBitView *self, GtkSnapshot *snapshot, guint index, float y, const TbLadderLook *look)
{
  gsize bit = self->caret / 8 * 8 + index;
  const guint8 *data = g_bytes_get_data (self->bytes, NULL);
  graphene_rect_t bounds = cell (self, tb_bit_column (index), 1, y);

  if (tb_bit_view_is_lit (self, bit))
    gtk_snapshot_append_color (snapshot, &look->lit, &bounds);
  draw_text (self, snapshot, tb_bit_column (index), y, data[bit / 8] >> (7 - bit % 8) & 1 ? "1" : "0", &look->text);
  if (bit == self->caret && gtk_widget_has_focus (GTK_WIDGET (self)))
    draw_frame (snapshot, &bounds, &look->accent);
}

static void
draw_bits (TbBitView *self, GtkSnapshot *snapshot, const TbLadderLook *look)
{
  float y = (float) tb_bit_get_n_rows (tb_bit_view_get_n_shown (self), self->per_row) * (float) self->row_height + TB_BIT_VIEW_GAP;
  /* Translators: nine characters have room; %u is the number of a byte */
  g_autofree char *label = g_strdup_printf (_("byte %u"), (guint) (self->caret / 8));

  draw_text (self, snapshot, 0, y, label, &look->dim);
  for (guint i = 0; i < 8; i++)
    draw_bit (self, snapshot, i, y, look);
}

void
tb_bit_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbBitView *self = TB_BIT_VIEW (widget);
  const TbLadderLook *look = tb_ladder_look_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  graphene_rect_t bounds;

  if (self->bytes == NULL)
    return;
  tb_bit_view_ensure_font (self);
  if (g_bytes_get_size (self->bytes) == 0)
    {
      draw_text (self, snapshot, 0, 0, _("no bytes"), &look->dim);
      return;
    }
  draw_marked (self, snapshot, look);
  draw_lit (self, snapshot, look);
  draw_rows (self, snapshot, look);
  if (!self->touchable)
    return;
  bounds = cell (self, tb_bit_digit_column (self->per_row, self->caret / 8 * 8), 2, row_of (self, self->caret));
  if (gtk_widget_has_focus (widget))
    draw_frame (snapshot, &bounds, &look->accent);
  draw_bits (self, snapshot, look);
}
