/* tb-status-private: what the parts of tb-status share. Lists are judged in tb-status-crl, what they cover in tb-status-scope, responses in
 * tb-status-ocsp; tb-status weighs what they find. */
#pragma once

#include "tb-crl-private.h"
#include "tb-ocsp-private.h"
#include "tb-status.h"

G_BEGIN_DECLS

/**
 * TbStatusQuestion:
 *
 * @n_signatures_left: how many signatures may still be looked at: evidence may be made to cost time
 *
 * What is asked, as [func@status_judge] has it.
 */
typedef struct
{
  TbCrypto *crypto;
  TbCertificate *certificate;
  TbCertificate *issuer;
  int depth;
  const TbRevocationEvidence *evidence;
  gint64 unix_us;
  int *n_signatures_left;
} TbStatusQuestion;

/* ReasonFlags (RFC 5280 section 4.2.1.13) as bits 1 to 8. */
#define TB_REASONS_ALL 0x1feu

/**
 * TbFinding:
 * @value: what a piece of evidence says; %TB_STATUS_UNKNOWN when it may not be used
 * @revocation: when revoked
 * @this_update_us: how fresh it is
 * @fresh_until_us: until when it may be used
 * @reasons: for which reasons it would tell
 * @is_about: whether it is about the certificate at all
 * @checks: (owned): how it was judged
 * @name: (owned): what it is, for people
 */
typedef struct
{
  TbStatusValue value;
  TbRevocation revocation;
  gint64 this_update_us;
  gint64 fresh_until_us;
  guint reasons;
  gboolean is_about;
  TbChecks *checks;
  char *name;
} TbFinding;

void     tb_finding_clear             (gpointer finding);
gboolean tb_finding_note              (TbFinding *finding, const TbStatusQuestion *question, const TbCheckRule *rule, gboolean ok,
                                       const char *expected, const char *format, ...) G_GNUC_PRINTF (6, 7);
gboolean tb_finding_note_entry        (TbFinding *finding, const TbStatusQuestion *question, const TbCheckRule *rule, gboolean is_revoked,
                                       const TbRevocation *revocation);

void     tb_status_judge_list         (const TbStatusQuestion *question, TbCrl *crl, TbFinding *finding);
void     tb_status_judge_response     (const TbStatusQuestion *question, TbOcspResponse *response, TbFinding *finding);
gboolean tb_status_is_list_about      (const TbStatusQuestion *question, const TbCrlParts *parts);
gboolean tb_status_check_scope        (const TbStatusQuestion *question, const TbCrlParts *parts, TbFinding *finding);
gboolean tb_status_may_verify         (const TbStatusQuestion *question);
gboolean tb_status_is_issued_by       (const TbStatusQuestion *question, TbCertificate *certificate, TbCertificate *issuer);

G_END_DECLS
