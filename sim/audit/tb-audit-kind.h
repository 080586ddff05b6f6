/* tb-audit-kind: which records of a journal belong into the certificate log of a run, and what each of them tells.
 *
 * One table. Its codes are part of the exported format: they never change, and new rows are added below the others. */
#pragma once

#include "tb-record.h"

G_BEGIN_DECLS

/**
 * TbAuditGroup:
 * @TB_AUDIT_ISSUE: how certificates come, and how they end by themselves
 * @TB_AUDIT_REVOCATION: what is taken back, who says so, and who finds out
 * @TB_AUDIT_KEYS: where keys come from, and who else has them
 * @TB_AUDIT_TRUST: who believes whom
 * @TB_AUDIT_AUTHORITY: authorities themselves, and by what rules they issue
 *
 * What an entry is about.
 */
typedef enum
{
  TB_AUDIT_ISSUE,
  TB_AUDIT_REVOCATION,
  TB_AUDIT_KEYS,
  TB_AUDIT_TRUST,
  TB_AUDIT_AUTHORITY,
  TB_AUDIT_N_GROUPS
} TbAuditGroup;

/**
 * TbAuditEvidence: what the payload of a record is
 * @TB_AUDIT_EVIDENCE_NOTHING: there is none, or none that belongs here
 * @TB_AUDIT_EVIDENCE_CERTIFICATE: the certificate that the entry is about
 * @TB_AUDIT_EVIDENCE_IN_USE: there is none; the entry is about the certificate that its holder had in use
 * @TB_AUDIT_EVIDENCE_REQUEST: a request for a certificate, PKCS #10
 * @TB_AUDIT_EVIDENCE_KEY: a public key, SubjectPublicKeyInfo
 * @TB_AUDIT_EVIDENCE_LIST: a list of revoked certificates
 * @TB_AUDIT_EVIDENCE_ANSWER: an OCSP response
 * @TB_AUDIT_EVIDENCE_REASON: a reason, as text
 */
typedef enum
{
  TB_AUDIT_EVIDENCE_NOTHING,
  TB_AUDIT_EVIDENCE_CERTIFICATE,
  TB_AUDIT_EVIDENCE_IN_USE,
  TB_AUDIT_EVIDENCE_REQUEST,
  TB_AUDIT_EVIDENCE_KEY,
  TB_AUDIT_EVIDENCE_LIST,
  TB_AUDIT_EVIDENCE_ANSWER,
  TB_AUDIT_EVIDENCE_REASON,
} TbAuditEvidence;

/**
 * TbAuditKind:
 * @record: a #TbRecordKind; its code is what the entry calls itself
 * @group: a #TbAuditGroup
 * @evidence: a #TbAuditEvidence
 * @details: (nullable): words for the record's detail, in its order
 * @detail: (nullable): the word where a list of words is not enough
 * @reason: (nullable): why it happened
 * @has_end: whether the record's value says until when something is good
 *
 * One row of the table.
 */
typedef struct
{
  guint16 record;
  guint8 group;
  guint8 evidence;
  const char *const *details;
  const char *(*detail) (const TbRecord *record);
  const char *(*reason) (const TbRecord *record);
  gboolean has_end;
} TbAuditKind;

const TbAuditKind *tb_audit_kind_find         (guint record_kind);               /* NULL for what does not belong into the log */
const TbAuditKind *tb_audit_kind_find_refused (const char *command);             /* likewise, for a command that was refused */
const char        *tb_audit_kind_get_detail   (const TbAuditKind *kind, const TbRecord *record);   /* NULL for none */
const char        *tb_audit_group_to_code     (TbAuditGroup group);
gboolean           tb_audit_group_from_code   (const char *code, TbAuditGroup *group);

G_END_DECLS
