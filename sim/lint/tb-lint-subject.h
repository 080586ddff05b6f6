/* tb-lint-subject: what the rules look at: one certificate with its parts read once.
 *
 * A part that is absent, or that OpenSSL cannot read, is NULL here; which of the two is a rule's question. Of an extension that is there twice
 * the first is read. */
#pragma once

#include <openssl/x509v3.h>

#include "tb-lint.h"

G_BEGIN_DECLS

#define TB_LINT_NO_END_S G_GINT64_CONSTANT (253402300799)   /* 99991231235959Z: RFC 5280 section 4.1.2.5 */

typedef struct
{
  void *value;              /* owned */
  gboolean is_there;
  gboolean is_critical;
} TbLintPart;

typedef enum
{
  TB_PART_BASIC_CONSTRAINTS,
  TB_PART_KEY_USAGE,
  TB_PART_EXTENDED_KEY_USAGE,
  TB_PART_SUBJECT_NAMES,
  TB_PART_ISSUER_NAMES,
  TB_PART_SUBJECT_KEY,
  TB_PART_AUTHORITY_KEY,
  TB_PART_CRL_POINTS,
  TB_PART_ACCESS,
  TB_PART_POLICIES,
  TB_PART_MAPPINGS,
  TB_PART_POLICY_CONSTRAINTS,
  TB_PART_NAME_CONSTRAINTS,
  TB_PART_INHIBIT_ANY,
  TB_PART_TLS_FEATURE,
  TB_PART_FRESHEST_CRL,
  TB_PART_N
} TbPartKind;

/**
 * TbLintSubject:
 * @x509: (transfer none): the certificate
 * @key: (transfer none) (nullable): its public key, %NULL when OpenSSL cannot read it
 * @key_kind: EVP_PKEY_RSA, EVP_PKEY_EC ..., NID_undef without @key
 * @has_times: whether both times can be told; unix seconds
 * @is_authority: whether it says that it is an authority (basicConstraints)
 * @is_responder: an end-entity certificate of an OCSP responder, which takes no part in TLS
 * @is_device: an end-entity certificate that is not for servers or responders alone
 */
struct _TbLintSubject
{
  X509 *x509;
  const TbLintTerms *terms;
  EVP_PKEY *key;
  int key_kind;
  gboolean has_times;
  gint64 from_s;
  gint64 until_s;
  gboolean is_authority;
  gboolean is_responder;
  gboolean is_device;
  gboolean is_self_issued;
  gboolean is_self_signed;
  TbLintPart parts[TB_PART_N];
};

void            tb_lint_subject_init     (TbLintSubject *subject, X509 *x509, const TbLintTerms *terms);
void            tb_lint_subject_clear    (TbLintSubject *subject);

const void     *tb_lint_part             (const TbLintSubject *subject, TbPartKind kind);
gboolean        tb_lint_has_usage        (const TbLintSubject *subject, int bit);
gboolean        tb_lint_has_purpose      (const TbLintSubject *subject, int nid);
X509_EXTENSION *tb_lint_extension        (const TbLintSubject *subject, int i);
X509_EXTENSION *tb_lint_extension_by_oid (const TbLintSubject *subject, const char *oid);
const ASN1_STRING *tb_lint_next_name     (const TbLintSubject *subject, int type, int *at);
const ASN1_STRING *tb_lint_attribute     (const X509_NAME *name, int nid);

char           *tb_lint_text             (const ASN1_STRING *string);
char           *tb_lint_object_text      (const ASN1_OBJECT *object);
char           *tb_lint_found            (gboolean is_found, const char *text);

/* Bits of keyUsage, RFC 5280 section 4.2.1.3. */
enum
{
  TB_USAGE_DIGITAL_SIGNATURE, TB_USAGE_NON_REPUDIATION, TB_USAGE_KEY_ENCIPHERMENT, TB_USAGE_DATA_ENCIPHERMENT, TB_USAGE_KEY_AGREEMENT,
  TB_USAGE_KEY_CERT_SIGN, TB_USAGE_CRL_SIGN, TB_USAGE_ENCIPHER_ONLY, TB_USAGE_DECIPHER_ONLY, TB_USAGE_N
};

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbLintSubject, tb_lint_subject_clear)

G_END_DECLS
