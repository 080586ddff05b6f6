/* tb-signature-view: the bench where signatures and envelopes are taken apart: pages to sign and verify, to encrypt and decrypt, and to repeat a nonce.
 *
 * Nothing done here changes the run; a button submits the command that does. */
#pragma once

#include <gtk/gtk.h>

#include "tb-playhead.h"

G_BEGIN_DECLS

#define TB_TYPE_SIGNATURE_VIEW (tb_signature_view_get_type ())
G_DECLARE_FINAL_TYPE (TbSignatureView, tb_signature_view, TB, SIGNATURE_VIEW, GtkWidget)

GtkWidget *tb_signature_view_new    (TbPlayhead *playhead);
void       tb_signature_view_search (TbSignatureView *self, const char *text);
gboolean   tb_signature_view_export (TbSignatureView *self, const char *path, GError **error);

G_END_DECLS
