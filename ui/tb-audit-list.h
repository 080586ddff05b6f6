/* tb-audit-list: entries of the certificate log as a list model, newest first. An item is made when a row comes into sight; entries never change. */
#pragma once

#include <gio/gio.h>

#include "tb-audit-trail.h"

G_BEGIN_DECLS

#define TB_TYPE_AUDIT_ITEM (tb_audit_item_get_type ())
G_DECLARE_FINAL_TYPE (TbAuditItem, tb_audit_item, TB, AUDIT_ITEM, GObject)

/* Properties, all readable: title, time, summary, icon-name (s), css-classes (as). */
guint         tb_audit_item_get_number (TbAuditItem *self);

#define TB_TYPE_AUDIT_LIST (tb_audit_list_get_type ())
G_DECLARE_FINAL_TYPE (TbAuditList, tb_audit_list, TB, AUDIT_LIST, GObject)

TbAuditList  *tb_audit_list_new        (void);
void          tb_audit_list_set_trail  (TbAuditList *self, TbAuditTrail *trail);      /* NULL for none */
void          tb_audit_list_show       (TbAuditList *self, GArray *numbers);          /* (transfer full), ascending */
guint         tb_audit_list_find       (TbAuditList *self, guint number);             /* its row, G_MAXUINT for none */

G_END_DECLS
