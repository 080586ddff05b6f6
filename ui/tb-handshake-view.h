/* tb-handshake-view: the handshakes of a run: which there are, what was said in one of them, and every byte of it.
 *
 * Follows the playhead and its selection both ways: a handshake selected anywhere is shown here, one chosen here is selected everywhere. */
#pragma once

#include <gtk/gtk.h>

#include "tb-playhead.h"

G_BEGIN_DECLS

#define TB_TYPE_HANDSHAKE_VIEW (tb_handshake_view_get_type ())
G_DECLARE_FINAL_TYPE (TbHandshakeView, tb_handshake_view, TB, HANDSHAKE_VIEW, GtkWidget)

/* Properties: playhead (TbPlayhead). Actions, all beginning with "handshake.": previous, next, step(s, by flight, message or byte),
 * compare-off, make, go-there, show-page(s), copy-text, copy-fields,
 * copy-bytes, copy-line(s), save-picture, save-capture, show-all. */
GtkWidget *tb_handshake_view_new    (TbPlayhead *playhead);
void       tb_handshake_view_search (TbHandshakeView *self, const char *text);
gboolean   tb_handshake_view_export (TbHandshakeView *self, const char *path, GError **error);

G_END_DECLS
