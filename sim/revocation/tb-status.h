/* tb-status: has this certificate been revoked, as far as the evidence at hand can tell, at this moment?
 *
 * Judges lists and responses (signed by whom, fresh, covering this certificate) and explains itself row by row. What follows from an
 * unknown status (soft-fail or hard-fail) is the caller's policy. */
#pragma once

#include "tb-check.h"
#include "tb-ocsp.h"

G_BEGIN_DECLS

/**
 * TbRevocationEvidence:
 * @crls: (nullable) (element-type TbCrl): lists, full and delta
 * @responses: (nullable) (element-type TbOcspResponse): OCSP responses, stapled or asked for
 * @certificates: (nullable) (element-type TbCertificate): where to look for the signers of indirect lists and for delegated responders
 */
typedef struct
{
  GPtrArray *crls;
  GPtrArray *responses;
  GPtrArray *certificates;
} TbRevocationEvidence;

typedef enum { TB_STATUS_GOOD, TB_STATUS_REVOKED, TB_STATUS_UNKNOWN } TbStatusValue;

/**
 * TbStatus:
 * @value: what the evidence says
 * @revocation: since when and why, when revoked; its serial is %NULL
 * @fresh_until_us: until when the evidence that decided may be used, unix time
 */
typedef struct
{
  TbStatusValue value;
  TbRevocation revocation;
  gint64 fresh_until_us;
} TbStatus;

gboolean tb_status_judge (TbCrypto *crypto, TbCertificate *certificate, TbCertificate *issuer, int depth, const TbRevocationEvidence *evidence,
                          gint64 unix_us, TbChecks *checks, TbStatus *status, GError **error);

gboolean tb_status_must_staple (TbCertificate *certificate);

G_END_DECLS
