/* tb-scep-content: what is inside the messages of SCEP: requests with a password, certificates and lists in a bundle, and the names of what is meant.
 *
 * OpenSSL reads and writes all of it. Bad bytes are an answer: %NULL or %FALSE. */
#pragma once

#include "tb-certificate.h"
#include "tb-crl.h"

G_BEGIN_DECLS

/* A PKCS #10 request with a challengePassword (RFC 2985 section 5.4.1). */
GBytes        *tb_scep_request_make           (TbKey *key, const char *common_name, const char *const *dns_names, const char *password,
                                               TbStream *stream, GError **error);
gboolean       tb_scep_request_get_password   (X509_REQ *request, char **password);

/* What a device signs with that has no certificate yet (RFC 8894 section 2.3). */
TbCertificate *tb_scep_self_signed_new        (TbKey *key, GBytes *request, gint64 not_before_us, gint64 not_after_us, TbStream *stream, GError **error);

/* A SignedData without signers, as a bag of certificates and lists (RFC 8894 section 3.4). */
GBytes        *tb_scep_bundle_write           (TbCrypto *crypto, GPtrArray *certificates, TbCrl *crl, GError **error);
gboolean       tb_scep_bundle_read            (TbCrypto *crypto, GBytes *der, GPtrArray **certificates, GPtrArray **crls);

/* IssuerAndSerialNumber: of GetCert and GetCRL. Serial numbers are hex, as certificates tell them. */
GBytes        *tb_scep_issuer_serial_write    (TbCertificate *issuer, const char *serial, GError **error);
gboolean       tb_scep_issuer_serial_read     (GBytes *der, X509_NAME **issuer, char **serial);

/* IssuerAndSubject: of CertPoll. */
GBytes        *tb_scep_issuer_subject_write   (const X509_NAME *issuer, const X509_NAME *subject);
gboolean       tb_scep_issuer_subject_read    (GBytes *der, X509_NAME **issuer, X509_NAME **subject);

X509_REQ      *tb_scep_request_parse          (TbCrypto *crypto, GBytes *der);

G_END_DECLS
