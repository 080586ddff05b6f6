/* tb-field-view: named fields beside the bytes they stand for, linked both ways, and why the selected field is there.
 *
 * Knows nothing of what the bytes are: messages, records and certificates are shown by it alike. Emits "byte-picked" (uint64 offset) when a byte was
 * gone to. */
#pragma once

#include <gtk/gtk.h>

#include "tb-field-item.h"

G_BEGIN_DECLS

#define TB_TYPE_FIELD_VIEW (tb_field_view_get_type ())
G_DECLARE_FINAL_TYPE (TbFieldView, tb_field_view, TB, FIELD_VIEW, GtkWidget)

/* Property: wide (b, the bytes stand at the right of the fields, not below). */
void  tb_field_view_show       (TbFieldView *self, GBytes *bytes, TbFieldItem *root, gboolean open);
void  tb_field_view_open       (TbFieldView *self, const char *name);
void  tb_field_view_select     (TbFieldView *self, const char *name, guint skip);
void  tb_field_view_select_in  (TbFieldView *self, const char *list, guint nth, const char *name);
void  tb_field_view_pick       (TbFieldView *self, gsize offset);   /* goes to a byte */
char *tb_field_view_dup_bytes  (TbFieldView *self);      /* what is lit, or all, as a hex dump */
char *tb_field_view_dup_fields (TbFieldView *self);      /* the tree as text */

G_END_DECLS
