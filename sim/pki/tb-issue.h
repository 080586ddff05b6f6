/* tb-issue: what a certificate says, and the signature over it.
 *
 * Writes X.509 version 3 certificates (RFC 5280 section 4) straight to DER. An issuer's fixed parts (algorithm, name, extensions per profile, a
 * signing context) are made once; each certificate then costs little more than its signature. Policy is the authority's business. */
#pragma once

#include "tb-authority.h"
#include "tb-key-private.h"

G_BEGIN_DECLS

#define TB_KEY_IDENTIFIER_BYTES 20

/**
 * TbSubject:
 * @name: a Name, DER
 * @spki: a SubjectPublicKeyInfo, DER
 * @extensions: extensions one after another, DER
 * @alternative_names: content of the subjectAltName, empty for none
 *
 * What a certificate says about its subject. Borrows everything.
 */
typedef struct
{
  TbDer name;
  TbDer spki;
  TbDer extensions;
  TbDer alternative_names;
} TbSubject;

/**
 * TbIssuer:
 *
 * Whoever signs: name, key and what goes with them. Immutable once made; any number of threads may sign at once.
 */
typedef struct _TbIssuer TbIssuer;

TbIssuer *tb_issuer_new            (TbKey *key, const char *common_name);
void      tb_issuer_free           (TbIssuer *issuer);
TbDer     tb_issuer_get_name       (TbIssuer *issuer);
TbDer     tb_issuer_get_extensions (TbIssuer *issuer, TbCertificateProfile profile);
void      tb_issuer_put_authority_extensions (GByteArray *out, TbIssuer *subject, TbIssuer *parent, int path_length);
GBytes   *tb_issuer_sign           (TbIssuer *issuer, const TbSubject *subject, gint64 not_before_us, gint64 not_after_us,
                                    guint *signature_slack_bytes);
gboolean  tb_issue_can_tell_time   (gint64 unix_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbIssuer, tb_issuer_free)

G_END_DECLS
