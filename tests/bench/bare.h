/* bare: what a person would write with care over OpenSSL alone: the default context, one SSL_CTX for each side, memory BIOs, certificates parsed
 * once. What the engine is measured against. */
#pragma once

#include "tb-authority.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

gsize    bare_make_request   (EVP_PKEY *key, const char *name, const char *alternative_name, guint8 **der);
X509    *bare_answer_request (X509 *authority, EVP_PKEY *authority_key, const guint8 *der, gsize n_der, gint64 not_before_us, gint64 not_after_us);
X509    *bare_certify        (X509 *authority, EVP_PKEY *authority_key, X509_REQ *request, gint64 not_before_us, gint64 not_after_us);
EVP_PKEY *bare_key           (TbKey *key);
X509    *bare_certificate    (TbCertificate *certificate);
SSL_CTX *bare_new_context    (const SSL_METHOD *method, TbIdentity *identity, TbCertificate *root, gint64 unix_us);
void     bare_handshake      (SSL_CTX *client_context, SSL_CTX *server_context, const char *host);
void     bare_handshake_as   (SSL_CTX *client_context, SSL_CTX *server_context, const char *host, X509 *certificate, EVP_PKEY *key,
                              STACK_OF (X509) *above);

G_END_DECLS
