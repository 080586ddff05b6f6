/* What the files of the bit view share: what it shows and how it measures. */
#pragma once

#include "tb-bit-view.h"

#define TB_BIT_VIEW_FIRST_BYTES  64
#define TB_BIT_VIEW_MOST_BYTES   4096
#define TB_BIT_VIEW_FONT_SCALE   0.78
#define TB_BIT_VIEW_LINE_SPACING 3
#define TB_BIT_VIEW_MARGIN       4
#define TB_BIT_VIEW_GAP          5

struct _TbBitView
{
  GtkWidget parent_instance;

  /* owned */
  char *name;
  GBytes *bytes;
  GArray *lit;                /* gsize bits */
  PangoLayout *layout;        /* made again with the font */

  gboolean touchable;
  gboolean whole;
  gsize caret;                /* a bit */
  gsize marked_offset;        /* bytes */
  gsize marked_length;
  int char_width;
  int row_height;
  guint per_row;
};

gsize    tb_bit_view_get_n_shown (TbBitView *self);
gboolean tb_bit_view_is_lit      (TbBitView *self, gsize bit);
void     tb_bit_view_ensure_font (TbBitView *self);
void     tb_bit_view_snapshot    (GtkWidget *widget, GtkSnapshot *snapshot);
