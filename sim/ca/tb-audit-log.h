/* tb-audit-log: what was done with an authority's keys, by whom and when, as a Merkle log (RFC 9162 section 2.1).
 *
 * An entry is a line of text in the index, in the same transaction as what it tells of. The tree over the lines says whether any of them was
 * changed, once its hash has been kept by somebody else: see tb-checkpoint. */
#pragma once

#include "tb-sql.h"

#include "tb-ca.h"
#include "tb-merkle.h"

G_BEGIN_DECLS

gboolean tb_audit_log_append      (TbSql *db, const TbCaActor *actor, const char *action, const char *key, const char *detail, GError **error);
gboolean tb_audit_log_read_leaves (TbSql *db, GArray **leaves, GError **error);                  /* of TbHash */
char    *tb_audit_log_export      (TbSql *db, GError **error);

G_END_DECLS
