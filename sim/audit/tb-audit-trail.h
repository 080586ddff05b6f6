/* tb-audit-trail: the certificate log of a run: what its journal says of certificates, keys, trust and authorities, entry by entry.
 *
 * A pure function of the journal: entry N says the same whoever reads it when, and is never changed by what comes later. Entries are counted from 1;
 * number 0 is the header of an export. Reading on is for one thread at a time (others wait); what was read may be looked at from any thread. */
#pragma once

#include "tb-audit-kind.h"
#include "tb-merkle.h"
#include "tb-run.h"

G_BEGIN_DECLS

#define TB_AUDIT_NO_COMMAND G_MAXUINT64

/**
 * TbAuditEntry:
 * @kind: what sort of entry
 * @place: its record in the journal
 * @command: place of the command that caused it, or %TB_AUDIT_NO_COMMAND
 * @certificate: payload of the certificate that it is about, or %TB_NO_PAYLOAD
 * @cause: number of the entry that it follows from: of what was issued the request, of what was installed the issue; 0 for none
 *
 * One entry, as it is kept.
 */
typedef struct
{
  const TbAuditKind *kind;
  guint64 place;
  guint64 command;
  guint32 certificate;
  guint32 cause;
} TbAuditEntry;

/**
 * TbAuditFacts:
 * @number: of the entry
 * @cause: number of the entry that it follows from, 0 for none
 * @time_us: simulated time
 * @until_us: until when something is good, simulated time; %G_MAXINT64 where nothing is said
 * @what: code of what happened, such as `certificate-revoked`; static
 * @group: code of what it is about; static
 * @detail: (nullable): more exactly, as a code; static
 * @reason: (nullable): why, as a code or in the words of the engine
 * @who: (nullable): who did it, or to whom it happened
 * @by: (nullable): the other party: the authority, the thief, who asked
 * @serial: (nullable): serial number of the certificate, hexadecimal
 * @certificate: (nullable): SHA-256 of the certificate
 * @key: (nullable): SHA-256 of the SubjectPublicKeyInfo
 * @request: (nullable): SHA-256 of the PKCS #10
 * @list: (nullable): SHA-256 of the CRL
 * @answer: (nullable): SHA-256 of the OCSP response
 * @command: (nullable): the command that caused it, as text
 *
 * One entry, in words.
 */
typedef struct
{
  guint number;
  guint cause;
  gint64 time_us;
  gint64 until_us;
  const char *what;
  const char *group;
  const char *detail;
  char *reason;
  char *who;
  char *by;
  char *serial;
  char *certificate;
  char *key;
  char *request;
  char *list;
  char *answer;
  char *command;
} TbAuditFacts;

typedef struct _TbAuditTrail TbAuditTrail;

TbAuditTrail       *tb_audit_trail_new       (TbRun *run);
TbAuditTrail       *tb_audit_trail_ref       (TbAuditTrail *trail);
void                tb_audit_trail_unref     (TbAuditTrail *trail);
TbRun              *tb_audit_trail_get_run   (TbAuditTrail *trail);

gboolean            tb_audit_trail_read      (TbAuditTrail *trail, guint64 position, GCancellable *cancellable, GError **error);
guint               tb_audit_trail_get_n     (TbAuditTrail *trail);                      /* entries read so far */
guint               tb_audit_trail_count     (TbAuditTrail *trail, guint64 position);    /* those before a place in the journal */
const TbAuditEntry *tb_audit_trail_get       (TbAuditTrail *trail, guint number);
const TbRecord     *tb_audit_trail_get_record (TbAuditTrail *trail, guint number);
void                tb_audit_trail_describe  (TbAuditTrail *trail, guint number, TbAuditFacts *facts);
void                tb_audit_trail_describe_briefly (TbAuditTrail *trail, guint number, TbAuditFacts *facts);   /* without hashes */
void                tb_audit_facts_clear     (TbAuditFacts *facts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAuditTrail, tb_audit_trail_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbAuditFacts, tb_audit_facts_clear)

G_END_DECLS
