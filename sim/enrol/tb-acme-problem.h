/* tb-acme-problem: what an ACME server complains about (RFC 8555 section 6.7), as errors and as documents (RFC 7807). */
#pragma once

#include "tb-http.h"

G_BEGIN_DECLS

#define TB_ACME_PROBLEM (tb_acme_problem_quark ())

/**
 * TbAcmeProblem:
 *
 * One per type of RFC 8555 section 6.7 that this server uses, RFC 9773 section 7.4 for the last, and two that are `malformed` with another status.
 */
typedef enum
{
  TB_ACME_PROBLEM_MALFORMED,
  TB_ACME_PROBLEM_NOT_FOUND,
  TB_ACME_PROBLEM_METHOD,
  TB_ACME_PROBLEM_MEDIA_TYPE,
  TB_ACME_PROBLEM_CONFLICT,
  TB_ACME_PROBLEM_ACCOUNT_DOES_NOT_EXIST,
  TB_ACME_PROBLEM_ALREADY_REVOKED,
  TB_ACME_PROBLEM_BAD_CSR,
  TB_ACME_PROBLEM_BAD_NONCE,
  TB_ACME_PROBLEM_BAD_PUBLIC_KEY,
  TB_ACME_PROBLEM_BAD_REVOCATION_REASON,
  TB_ACME_PROBLEM_BAD_SIGNATURE_ALGORITHM,
  TB_ACME_PROBLEM_CONNECTION,
  TB_ACME_PROBLEM_DNS,
  TB_ACME_PROBLEM_EXTERNAL_ACCOUNT_REQUIRED,
  TB_ACME_PROBLEM_INCORRECT_RESPONSE,
  TB_ACME_PROBLEM_INVALID_CONTACT,
  TB_ACME_PROBLEM_ORDER_NOT_READY,
  TB_ACME_PROBLEM_RATE_LIMITED,
  TB_ACME_PROBLEM_REJECTED_IDENTIFIER,
  TB_ACME_PROBLEM_SERVER_INTERNAL,
  TB_ACME_PROBLEM_TLS,
  TB_ACME_PROBLEM_UNAUTHORIZED,
  TB_ACME_PROBLEM_UNSUPPORTED_CONTACT,
  TB_ACME_PROBLEM_UNSUPPORTED_IDENTIFIER,
  TB_ACME_PROBLEM_USER_ACTION_REQUIRED,
  TB_ACME_PROBLEM_ALREADY_REPLACED,
  TB_ACME_PROBLEM_N
} TbAcmeProblem;
GQuark          tb_acme_problem_quark (void);

const char     *tb_acme_problem_to_type   (TbAcmeProblem problem);
guint           tb_acme_problem_to_status (TbAcmeProblem problem);
TbHttpResponse *tb_acme_problem_respond   (const GError *error);
gboolean        tb_acme_problem_read      (const TbHttpResponse *response, char **type, char **detail);

G_END_DECLS
