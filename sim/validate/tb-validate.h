/* tb-validate: certification path validation (RFC 5280 section 6) that explains itself.
 *
 * Builds the candidate paths, lets OpenSSL judge each exact path, and reports every check in order with its clause. Never valid when OpenSSL refuses the
 * path; named stricter rules may refuse more. A negative verdict is an answer, not an error. */
#pragma once

#include "tb-status.h"
#include "tb-verify.h"

G_BEGIN_DECLS

typedef enum { TB_REQUIRE_CRL_NONE, TB_REQUIRE_CRL_LEAF, TB_REQUIRE_CRL_ALL } TbRequireCrl;

/**
 * TbValidateTerms:
 * @anchors: (nullable) (element-type TbCertificate): the trust anchors
 * @untrusted: (nullable) (element-type TbCertificate): what came along
 * @evidence: what is known of revocation
 * @require_status: where an unknown status refuses (hard-fail); elsewhere it is a note (soft-fail)
 * @unix_us: at what time, in microseconds since 1970-01-01T00:00:00Z
 * @purpose: what for
 * @authority_wanted: it must be an authority's
 * @host: (nullable): DNS name it must be for
 * @ip: (nullable): IP address it must be for, as text
 * @email: (nullable): mailbox it must be for
 * @max_intermediates: how many certificates may stand between leaf and anchor (self-issued ones do not count), -1 for no limit
 * @policies: (nullable) (array zero-terminated=1): OIDs of the initial policy set, %NULL for any
 * @explicit_policy: initial-explicit-policy
 * @inhibit_any_policy: initial-any-policy-inhibit
 * @inhibit_policy_mapping: initial-policy-mapping-inhibit
 */
typedef struct
{
  GPtrArray *anchors;
  GPtrArray *untrusted;
  TbRevocationEvidence evidence;
  TbRequireCrl require_status;
  gint64 unix_us;
  TbPurpose purpose;
  gboolean authority_wanted;
  const char *host;
  const char *ip;
  const char *email;
  int max_intermediates;
  const char *const *policies;
  gboolean explicit_policy;
  gboolean inhibit_any_policy;
  gboolean inhibit_policy_mapping;
} TbValidateTerms;

#define TB_VALIDATE_TERMS_INIT { .max_intermediates = -1 }

typedef struct _TbValidation TbValidation;

TbValidation   *tb_validate                     (TbCrypto *crypto, TbCertificate *leaf, const TbValidateTerms *terms, GError **error);
void            tb_validation_free              (TbValidation *validation);
gboolean        tb_validation_is_valid          (const TbValidation *validation);
/* A code as in TbVerdict, or `name-constraint`, `policy`, `status-unknown`, `malformed`, `limit`; "" when valid. */
const char     *tb_validation_get_reason        (const TbValidation *validation);
const char     *tb_validation_get_explanation   (const TbValidation *validation);   /* a sentence, translated */
GPtrArray      *tb_validation_get_chain         (const TbValidation *validation);   /* of TbCertificate, leaf first, of the path that counts */
const TbChecks *tb_validation_get_checks        (const TbValidation *validation);   /* of the path that counts */
guint           tb_validation_get_n_paths       (const TbValidation *validation);   /* how many candidate paths were tried */
gboolean        tb_validation_get_openssl_valid (const TbValidation *validation);   /* what OpenSSL alone says of all it was given */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbValidation, tb_validation_free)

G_END_DECLS
