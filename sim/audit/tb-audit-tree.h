/* tb-audit-tree: the leaves of a log's hash tree, computed once however often they are asked for; and the log as a file. */
#pragma once

#include "tb-audit-trail.h"
#include "tb-key.h"

G_BEGIN_DECLS

typedef struct _TbAuditTree TbAuditTree;

TbAuditTree *tb_audit_tree_new        (TbAuditTrail *trail);
TbAuditTree *tb_audit_tree_ref        (TbAuditTree *tree);
void         tb_audit_tree_unref      (TbAuditTree *tree);
GArray      *tb_audit_tree_dup_leaves (TbAuditTree *tree, guint n_entries, GCancellable *cancellable, GError **error);   /* of TbHash, the header's first */

GString     *tb_audit_export          (TbAuditTrail *trail, guint n_entries, gint64 time_us, TbKey *key, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAuditTree, tb_audit_tree_unref)

G_END_DECLS
