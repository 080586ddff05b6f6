/* tb-hex-view: bytes as offset, digits and text, with one range lit.
 *
 * Scrolls by itself (GtkScrollable) and draws only the rows in sight. Emits "byte-picked" (uint64 offset) when a person clicks a byte or moves to
 * one with the keys; what to light is told from outside. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_HEX_VIEW (tb_hex_view_get_type ())
G_DECLARE_FINAL_TYPE (TbHexView, tb_hex_view, TB, HEX_VIEW, GtkWidget)

void  tb_hex_view_set_bytes (TbHexView *self, GBytes *bytes);                     /* NULL for none */
void  tb_hex_view_light     (TbHexView *self, gsize offset, gsize length);
void  tb_hex_view_pick      (TbHexView *self, gsize offset);                      /* as if a person had clicked it */
char *tb_hex_view_dup_text  (TbHexView *self);

G_END_DECLS
