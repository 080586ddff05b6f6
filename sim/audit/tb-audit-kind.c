/* tb-audit-kind: see the header. */
#include "tb-audit-kind.h"

#include <string.h>

#include "tb-crl.h"
#include "tb-fleet.h"
#include "tb-key.h"
#include "tb-state.h"

#define WORDS(...) ((const char *const[]) { __VA_ARGS__, NULL })

static const char *
cause_of (const TbRecord *record)
{
  static const char *const causes[TB_CAUSE_N] = {
    [TB_CAUSE_SWITCHED_ON] = "switched-on", [TB_CAUSE_DUE] = "due", [TB_CAUSE_EXPIRED] = "expired", [TB_CAUSE_TRIED_AGAIN] = "tried-again",
    [TB_CAUSE_ORDERED] = "ordered",
  };

  return record->value >= 0 && record->value < TB_CAUSE_N ? causes[record->value] : NULL;
}

static const char *
revocation_reason_of (const TbRecord *record)
{
  return tb_revocation_reason_to_code ((TbRevocationReason) record->detail);
}

static const char *
algorithm_of (const TbRecord *record)
{
  return record->detail < TB_KEY_N_ALGORITHMS ? tb_key_algorithm_to_code ((TbKeyAlgorithm) record->detail) : NULL;
}

static const char *
installed_of (const TbRecord *record)
{
  static const char *const ways[] = { "new", "the-one-before", "alone", "the-one-before-alone" };

  return record->detail < G_N_ELEMENTS (ways) ? ways[record->detail] : NULL;
}

/* How somebody asks whether a certificate was revoked, and what he does without an answer. */
static const char *
check_of (const TbRecord *record)
{
  static const char *const soft[] = { "none", "crl", "ocsp", "delta", "staple" };
  static const char *const hard[] = { "none", "crl-hard", "ocsp-hard", "delta-hard", "staple-hard" };
  guint check = record->detail & ~(guint) TB_CHECK_HARD;

  if (check >= G_N_ELEMENTS (soft))
    return NULL;
  return (record->detail & TB_CHECK_HARD) != 0 ? hard[check] : soft[check];
}

#define SWITCH WORDS ("off", "on")
#define ASKED WORDS ("enrol", "renew")

static const TbAuditKind kinds[] = {
  { TB_RECORD_CERTIFICATE_REQUESTED, TB_AUDIT_ISSUE, TB_AUDIT_EVIDENCE_REQUEST, ASKED, NULL, cause_of },
  { TB_RECORD_CERTIFICATE_ISSUED, TB_AUDIT_ISSUE, TB_AUDIT_EVIDENCE_CERTIFICATE, .has_end = TRUE },
  { TB_RECORD_CERTIFICATE_INSTALLED, TB_AUDIT_ISSUE, TB_AUDIT_EVIDENCE_CERTIFICATE, NULL, installed_of, .has_end = TRUE },
  { TB_RECORD_ENROLMENT_REFUSED, TB_AUDIT_ISSUE, TB_AUDIT_EVIDENCE_REASON, ASKED },
  { TB_RECORD_CERTIFICATE_EXPIRING, TB_AUDIT_ISSUE, TB_AUDIT_EVIDENCE_IN_USE, .has_end = TRUE },
  { TB_RECORD_CERTIFICATE_EXPIRED, TB_AUDIT_ISSUE, TB_AUDIT_EVIDENCE_IN_USE },
  { TB_RECORD_THIEF_RENEWED, TB_AUDIT_ISSUE, TB_AUDIT_EVIDENCE_CERTIFICATE, .has_end = TRUE },

  { TB_RECORD_CERTIFICATE_REVOKED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_CERTIFICATE, NULL, NULL, revocation_reason_of },
  { TB_RECORD_FORMER_REVOKED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_CERTIFICATE, NULL, NULL, revocation_reason_of },
  { TB_RECORD_CERTIFICATE_RELEASED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_CERTIFICATE },
  { TB_RECORD_CRL_PUBLISHED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_LIST, WORDS ("full", "delta"), .has_end = TRUE },
  { TB_RECORD_CRL_FETCHED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_LIST, .has_end = TRUE },
  { TB_RECORD_CRL_DELTA_FETCHED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_LIST, .has_end = TRUE },
  { TB_RECORD_OCSP_ANSWERED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_ANSWER, WORDS ("good", "revoked", "unknown"), .has_end = TRUE },
  { TB_RECORD_OCSP_UNANSWERED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_NOTHING },
  { TB_RECORD_RESPONDER_SWITCHED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_NOTHING, SWITCH },
  { TB_RECORD_CHECK_CHANGED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_NOTHING, NULL, check_of },
  { TB_RECORD_STAPLING_CHANGED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_NOTHING, SWITCH },
  { TB_RECORD_TICKETS_DROPPED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_NOTHING, WORDS ("command", "policy") },

  { TB_RECORD_KEY_MADE, TB_AUDIT_KEYS, TB_AUDIT_EVIDENCE_KEY, NULL, algorithm_of },
  { TB_RECORD_KEY_GIVEN, TB_AUDIT_KEYS, TB_AUDIT_EVIDENCE_KEY, WORDS ("device", "factory", "authority") },
  { TB_RECORD_KEY_STOLEN, TB_AUDIT_KEYS, TB_AUDIT_EVIDENCE_CERTIFICATE, WORDS ("of-a-device", "of-a-broker") },

  { TB_RECORD_ANCHOR_ADDED, TB_AUDIT_TRUST, TB_AUDIT_EVIDENCE_CERTIFICATE, WORDS ("command", "signed-update", "found-out") },
  { TB_RECORD_ANCHOR_REMOVED, TB_AUDIT_TRUST, TB_AUDIT_EVIDENCE_CERTIFICATE },
  { TB_RECORD_TRUST_UPDATE_REFUSED, TB_AUDIT_TRUST, TB_AUDIT_EVIDENCE_NOTHING },
  { TB_RECORD_TRUST_LOST, TB_AUDIT_TRUST, TB_AUDIT_EVIDENCE_CERTIFICATE },
  { TB_RECORD_LEAF_TRUSTED, TB_AUDIT_TRUST, TB_AUDIT_EVIDENCE_CERTIFICATE, SWITCH },
  { TB_RECORD_DEVICE_CAPTURED, TB_AUDIT_TRUST, TB_AUDIT_EVIDENCE_CERTIFICATE, WORDS ("set-free", "captured") },
  { TB_RECORD_VERIFYING_CHANGED, TB_AUDIT_TRUST, TB_AUDIT_EVIDENCE_NOTHING, SWITCH },
  { TB_RECORD_DEMAND_CHANGED, TB_AUDIT_TRUST, TB_AUDIT_EVIDENCE_NOTHING, SWITCH },

  { TB_RECORD_AUTHORITY_MADE, TB_AUDIT_AUTHORITY, TB_AUDIT_EVIDENCE_CERTIFICATE, WORDS ("root", "issuing", "next-root", "cross"), .has_end = TRUE },
  { TB_RECORD_AUTHORITY_EXPIRED, TB_AUDIT_AUTHORITY, TB_AUDIT_EVIDENCE_CERTIFICATE, WORDS ("now", "soon"), .has_end = TRUE },
  { TB_RECORD_AUTHORITY_RETIRED, TB_AUDIT_AUTHORITY, TB_AUDIT_EVIDENCE_CERTIFICATE },
  { TB_RECORD_MISCONFIGURED, TB_AUDIT_AUTHORITY, TB_AUDIT_EVIDENCE_NOTHING, WORDS ("none", "san", "eku", "chain") },
  { TB_RECORD_OUTAGE, TB_AUDIT_AUTHORITY, TB_AUDIT_EVIDENCE_NOTHING, SWITCH },
  { TB_RECORD_ROGUE_REGISTRAR, TB_AUDIT_AUTHORITY, TB_AUDIT_EVIDENCE_NOTHING, SWITCH },
  { TB_RECORD_POLICY_CHANGED, TB_AUDIT_AUTHORITY, TB_AUDIT_EVIDENCE_REASON },
};

/* What was tried in vain belongs into the log as well; which group it is in, the command says. */
static const TbAuditKind refused[TB_AUDIT_N_GROUPS] = {
  { TB_RECORD_COMMAND_REFUSED, TB_AUDIT_ISSUE, TB_AUDIT_EVIDENCE_REASON },      { TB_RECORD_COMMAND_REFUSED, TB_AUDIT_REVOCATION, TB_AUDIT_EVIDENCE_REASON },
  { TB_RECORD_COMMAND_REFUSED, TB_AUDIT_KEYS, TB_AUDIT_EVIDENCE_REASON },       { TB_RECORD_COMMAND_REFUSED, TB_AUDIT_TRUST, TB_AUDIT_EVIDENCE_REASON },
  { TB_RECORD_COMMAND_REFUSED, TB_AUDIT_AUTHORITY, TB_AUDIT_EVIDENCE_REASON },
};

static const char *const *const verbs[TB_AUDIT_N_GROUPS] = {
  [TB_AUDIT_ISSUE] = WORDS ("enrol", "renew"),
  [TB_AUDIT_REVOCATION] = WORDS ("revoke", "hold", "release", "responder", "drop-tickets", "check-revocation", "staple"),
  [TB_AUDIT_KEYS] = WORDS ("steal-key"),
  [TB_AUDIT_TRUST] = WORDS ("trust", "distrust", "update-trust", "verify", "demand-certificates"),
  [TB_AUDIT_AUTHORITY] = WORDS ("rollover", "retire", "renew-authority", "misconfigure", "outage", "rogue-registrar", "policy"),
};

static const char *const group_codes[TB_AUDIT_N_GROUPS] = {
  [TB_AUDIT_ISSUE] = "issue", [TB_AUDIT_REVOCATION] = "revocation", [TB_AUDIT_KEYS] = "keys", [TB_AUDIT_TRUST] = "trust",
  [TB_AUDIT_AUTHORITY] = "authority",
};

/**
 * tb_audit_kind_find:
 * @record_kind: a #TbRecordKind
 *
 * Returns: (nullable): its row; %NULL where such records are not in the log
 */
const TbAuditKind *
tb_audit_kind_find (guint record_kind)
{
  static const TbAuditKind *by_record[TB_RECORD_N_KINDS];
  static gsize is_ready;

  if (g_once_init_enter (&is_ready))
    {
      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        by_record[kinds[i].record] = &kinds[i];
      g_once_init_leave (&is_ready, 1);
    }
  return record_kind < TB_RECORD_N_KINDS ? by_record[record_kind] : NULL;
}

/**
 * tb_audit_kind_find_refused:
 * @command: a command that was refused, with its arguments
 *
 * Returns: (nullable): its row; %NULL when it has nothing to do with certificates, keys or trust
 */
const TbAuditKind *
tb_audit_kind_find_refused (const char *command)
{
  g_autofree char *verb = g_strndup (command, strcspn (command, " "));

  for (guint group = 0; group < TB_AUDIT_N_GROUPS; group++)
    if (g_strv_contains (verbs[group], verb))
      return &refused[group];
  return NULL;
}

static const char *
word_at (const char *const *words, guint at)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (i == at)
      return words[i];
  return NULL;
}

/**
 * tb_audit_kind_get_detail:
 * @kind: a row
 * @record: a record of that kind
 *
 * Returns: (nullable): what the record's detail says, as a word
 */
const char *
tb_audit_kind_get_detail (const TbAuditKind *kind, const TbRecord *record)
{
  if (kind->detail != NULL)
    return kind->detail (record);
  return kind->details != NULL ? word_at (kind->details, record->detail) : NULL;
}

/**
 * tb_audit_group_to_code:
 * @group: a group
 *
 * Returns: its word
 */
const char *
tb_audit_group_to_code (TbAuditGroup group)
{
  return group_codes[group];
}

/**
 * tb_audit_group_from_code:
 * @code: a word
 * @group: (out caller-allocates): the group
 *
 * Returns: whether there is one of that name
 */
gboolean
tb_audit_group_from_code (const char *code, TbAuditGroup *group)
{
  for (guint i = 0; i < TB_AUDIT_N_GROUPS; i++)
    if (strcmp (group_codes[i], code) == 0)
      {
        *group = (TbAuditGroup) i;
        return TRUE;
      }
  return FALSE;
}
