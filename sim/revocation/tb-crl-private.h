/* tb-crl-private: a list taken apart, for tb-crl and tb-status. */
#pragma once

#include <openssl/x509v3.h>

#include "tb-crl-entries.h"

G_BEGIN_DECLS

/**
 * TbCrlParts:
 * @shell: the list without its entries: everything but those as OpenSSL reads it; its signature means nothing
 * @tbs: what is signed
 * @names_one_algorithm: whether the signature's algorithm is the same inside and outside of what is signed
 * @this_update_us: when it was made, unix time
 * @next_update_us: by when there is a newer one, %G_MAXINT64 when it does not say
 * @scope: (nullable): the issuing distribution point (RFC 5280 section 5.2.5)
 * @issuer_key: (nullable): the authority key identifier
 * @number: (nullable): CRL number
 * @base_number: (nullable): of a delta list
 * @entries: the entries
 */
typedef struct
{
  X509_CRL *shell;
  TbElement tbs;
  gboolean names_one_algorithm;
  gint64 this_update_us;
  gint64 next_update_us;
  ISSUING_DIST_POINT *scope;
  AUTHORITY_KEYID *issuer_key;
  ASN1_INTEGER *number;
  ASN1_INTEGER *base_number;
  TbCrlEntries entries;
} TbCrlParts;

gboolean          tb_crl_parts_read       (TbCrlParts *parts, TbCrypto *crypto, GBytes *der, GError **error);
void              tb_crl_parts_clear      (TbCrlParts *parts);
const TbCrlParts *tb_crl_get_parts        (TbCrl *crl);
gboolean          tb_crl_verify_signature (TbCrl *crl, TbCertificate *signer);

G_END_DECLS
