/* tb-audit-verify: an exported log held against what is not in it: a key, a checkpoint that was kept elsewhere, an older copy, the run itself.
 *
 * Each of these sees what the log alone cannot show: that all of it was made anew. Each adds its checks to those of the file. */
#pragma once

#include "tb-audit-file.h"
#include "tb-audit-trail.h"

G_BEGIN_DECLS

gboolean tb_audit_verify_signature  (TbAuditFile *file, TbCrypto *crypto, EVP_PKEY *key, GError **error);
void     tb_audit_verify_checkpoint (TbAuditFile *file, const TbCheckpoint *kept, EVP_PKEY *key);
void     tb_audit_verify_older      (TbAuditFile *file, const TbAuditFile *older);
void     tb_audit_verify_run        (TbAuditFile *file, TbAuditTrail *trail);

G_END_DECLS
