/* tb-load: certificates, keys and requests that somebody hands over as files, in any of the usual forms.
 *
 * Every function takes PEM or DER, whatever the file is called, and says by name what is wrong with it. Nothing is ever asked on a terminal.
 * The functions whose names end in `_read` take bytes, with the name to put into messages; those in `_load` take a path. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TB_LOAD_MAX_BYTES:
 *
 * The largest file with certificates or keys that is read: 4 MiB. The bundles of browsers have a quarter of one. What is read takes up to sixty
 * times its size in memory when somebody makes it to be as bad as it can be.
 */
#define TB_LOAD_MAX_BYTES (4 * 1024 * 1024)

/**
 * TB_LOAD_MAX_PKCS7_BYTES:
 *
 * The largest PKCS #7 that is read: 1 MiB. OpenSSL parses all certificates in it at once, whether they are wanted or not.
 */
#define TB_LOAD_MAX_PKCS7_BYTES (1024 * 1024)

GBytes    *tb_load_bytes         (const char *path, gsize max_bytes, GError **error);

/* One or more certificates; never an empty array. Also from PKCS #7 (`.p7b`, `.p7c`). */
GPtrArray *tb_certificates_read  (TbCrypto *crypto, GBytes *bytes, const char *name, GError **error);
GPtrArray *tb_certificates_load  (TbCrypto *crypto, const char *path, GError **error);

/* A private key: PKCS #8 plain or encrypted, or traditional. @passphrase may be NULL. */
TbKey     *tb_key_read           (TbCrypto *crypto, GBytes *bytes, const char *name, const char *passphrase, GError **error);
TbKey     *tb_key_load           (TbCrypto *crypto, const char *path, const char *passphrase, GError **error);

/* A public key (SubjectPublicKeyInfo), of whatever kind OpenSSL knows. */
EVP_PKEY  *tb_public_key_read    (TbCrypto *crypto, GBytes *bytes, const char *name, GError **error);
EVP_PKEY  *tb_public_key_load    (TbCrypto *crypto, const char *path, GError **error);

/* A certification request as DER; tb_authority_issue () judges it. */
GBytes    *tb_request_read_bytes (GBytes *bytes, const char *name, GError **error);
GBytes    *tb_request_load       (const char *path, GError **error);

G_END_DECLS
