/* tb-issue: what a certificate says, and the signature over it.
 *
 * Makes X.509 version 3 certificates (RFC 5280 section 4) with OpenSSL's builders. What is the same in every certificate of an issuer (name,
 * extensions per profile) is made once and shared. Policy is the authority's business. */
#pragma once

#include "tb-certificate.h"
#include "tb-issue-extensions.h"
#include "tb-key-private.h"

G_BEGIN_DECLS

/**
 * TbIssueOrder:
 * @profile: what kind of certificate
 * @subject: whom it names
 * @public_key: the key it is for
 * @alternative_names: (nullable): further names
 * @not_before_us: unix time in microseconds, whole seconds
 * @not_after_us: likewise
 * @serial: (nullable): serial number, big-endian and positive; %NULL: eight bytes are drawn
 * @key_identifier: (nullable): subject key identifier that others already know it by; %NULL: made from the key
 *
 * One certificate to be made. Everything is borrowed.
 */
typedef struct
{
  const TbIssueProfile *profile;
  const X509_NAME *subject;
  EVP_PKEY *public_key;
  GENERAL_NAMES *alternative_names;
  gint64 not_before_us;
  gint64 not_after_us;
  GBytes *serial;
  const ASN1_OCTET_STRING *key_identifier;
} TbIssueOrder;

/**
 * TbIssuer:
 *
 * Whoever signs: name, key and what goes with them. Immutable once made; any number of threads may sign at once.
 */
typedef struct _TbIssuer TbIssuer;

TbIssuer        *tb_issuer_new          (TbKey *key, const X509_NAME *name, const TbIssueAddresses *addresses);
TbIssuer        *tb_issuer_new_for_certificate (TbKey *key, TbCertificate *certificate, const TbIssueAddresses *addresses);
void             tb_issuer_free         (TbIssuer *issuer);
TbKey           *tb_issuer_get_key      (TbIssuer *issuer);
const X509_NAME *tb_issuer_get_name     (TbIssuer *issuer);
const char      *tb_issuer_get_id       (TbIssuer *issuer);
X509            *tb_issuer_prepare      (TbIssuer *issuer, const TbIssueOrder *order);
GBytes          *tb_issuer_get_tbs      (TbIssuer *issuer, X509 *prepared);
gboolean         tb_issuer_sign         (TbIssuer *issuer, X509 *prepared);
X509            *tb_issuer_certify      (TbIssuer *issuer, const TbIssueOrder *order);
gboolean         tb_issue_can_tell_time (gint64 unix_us);
void             tb_issue_stay_inside   (TbIssueOrder *order, TbCertificate *issuer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbIssuer, tb_issuer_free)

G_END_DECLS
