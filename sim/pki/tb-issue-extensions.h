/* tb-issue-extensions: the extensions that are the same in every certificate of one profile from one issuer.
 *
 * Made once by OpenSSL from the words of the profile and shared; what differs from certificate to certificate is handed in. */
#pragma once

#include "tb-certificate-profile.h"

G_BEGIN_DECLS

/**
 * TbIssueAddresses:
 * @crl: (nullable): URI to use instead of the profile's; %NULL: the profile's
 * @ocsp: (nullable): likewise
 * @issuer: (nullable): likewise
 *
 * Where an authority really publishes. A profile without an address stays without.
 */
typedef struct
{
  const char *crl;
  const char *ocsp;
  const char *issuer;
} TbIssueAddresses;

typedef struct _TbExtensions TbExtensions;

TbExtensions *tb_extensions_new  (const TbIssueProfile *profile, const char *issuer_id, const TbIssueAddresses *addresses);
void          tb_extensions_free (TbExtensions *extensions);
gboolean      tb_extensions_add  (const TbExtensions *extensions, X509 *x509, X509_EXTENSION *authority_key_identifier,
                                  ASN1_OCTET_STRING *subject_key_identifier, GENERAL_NAMES *alternative_names);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbExtensions, tb_extensions_free)

G_END_DECLS
