/* tb-bit-view: a value as hexadecimal digits in as many rows as it takes, of which single bits can be turned over.
 *
 * A click on a digit or on one of the eight bits below, or Space where the keys have gone to, emits "bit-picked" (uint64 bit); what is lit is told from
 * outside. Backspace and Delete activate `bench.undo` and `bench.mend`. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_BIT_VIEW (tb_bit_view_get_type ())
G_DECLARE_FINAL_TYPE (TbBitView, tb_bit_view, TB, BIT_VIEW, GtkWidget)

GtkWidget *tb_bit_view_new       (void);
void       tb_bit_view_show      (TbBitView *self, const char *name, GBytes *bytes, GArray *lit, gboolean touchable);
void       tb_bit_view_mark      (TbBitView *self, gsize offset, gsize length);      /* bytes, 0 for none */
void       tb_bit_view_set_whole (TbBitView *self, gboolean whole);                  /* else the first rows only */
gboolean   tb_bit_view_is_cut    (TbBitView *self);                                  /* there is more than the first rows */
gsize      tb_bit_view_get_caret (TbBitView *self);
void       tb_bit_view_go_to     (TbBitView *self, gsize bit);

G_END_DECLS
