/* tb-message-view: one message taken apart: its fields beside its bytes, and why the selected field is there.
 *
 * Shows either what was said or what was on the wire. Knows nothing of where the bytes come from. Emits
 * "byte-picked" (uint64 offset) when a byte of what was said was gone to, by a person or from outside. */
#pragma once

#include <gtk/gtk.h>

#include "tb-field-item.h"

G_BEGIN_DECLS

#define TB_TYPE_MESSAGE_VIEW (tb_message_view_get_type ())
G_DECLARE_FINAL_TYPE (TbMessageView, tb_message_view, TB, MESSAGE_VIEW, GtkWidget)

void tb_message_view_show     (TbMessageView *self, const char *title, gboolean is_protected, GBytes *plain, TbFieldItem *fields);
void tb_message_view_set_wire (TbMessageView *self, GBytes *wire);      /* NULL while it is not known */
void tb_message_view_forget_plain (TbMessageView *self);                  /* what was said is not known to whoever looks */
void tb_message_view_seal     (TbMessageView *self, gboolean is_sealed);   /* nobody has the keys: only the wire can be looked at */
void tb_message_view_select   (TbMessageView *self, const char *name, guint skip);
void tb_message_view_select_in (TbMessageView *self, guint certificate, const char *name);   /* a field of one of the certificates in it */
void tb_message_view_pick     (TbMessageView *self, gsize offset);     /* a byte of what was said */
gsize tb_message_view_get_n_bytes (TbMessageView *self);                /* of what was said */
void tb_message_view_clear    (TbMessageView *self);
char *tb_message_view_dup_bytes  (TbMessageView *self);                 /* what is lit, or all, as a hex dump */
char *tb_message_view_dup_fields (TbMessageView *self);                 /* the tree as text */

G_END_DECLS
