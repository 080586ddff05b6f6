/* tb-verify: is this chain good, at this moment, for this purpose, by this anchor? With the reason when it is not.
 *
 * A negative verdict is an answer, not an error. OpenSSL does the verification (RFC 5280 section 6). */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

typedef enum
{
  TB_PURPOSE_ANY,
  TB_PURPOSE_TLS_CLIENT,
  TB_PURPOSE_TLS_SERVER,
  TB_PURPOSE_CODE_SIGNING,
} TbPurpose;

/**
 * TbVerdict:
 * @valid: whether the chain is good
 * @code: the X509_V_ERR number of the first failure, 0 when valid
 * @depth: at which certificate, 0 for the leaf
 * @reason: a stable code: `expired`, `not-yet-valid`, `unknown-authority`, `self-signed`, `not-an-authority`, `wrong-host`,
 *   `wrong-purpose`, `name-constraint`, `bad-signature`, `weak-key`, `weak-signature`, `revoked`, `pin-mismatch`, `status-unknown`, `other`; "" when valid. A
 *   static string.
 */
typedef struct
{
  gboolean valid;
  int code;
  int depth;
  const char *reason;
} TbVerdict;

const char *tb_verdict_reason_from_code (int x509_error);
gboolean    tb_verify_chain (TbCrypto *crypto, TbCertificate *leaf, GPtrArray *intermediates, GPtrArray *anchors, TbPurpose purpose,
                             const char *host, gint64 unix_us, TbVerdict *verdict, GError **error);
gboolean    tb_verify_name  (TbCertificate *certificate, const char *dns_name);

G_END_DECLS
