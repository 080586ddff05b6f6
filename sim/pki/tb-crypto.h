/* tb-crypto: the two OpenSSL library contexts, and the job that a thread is doing in one of them.
 *
 * Everything cryptographic happens inside a job: the job names the random stream that all draws come from and the simulated
 * time that OpenSSL believes in. Without a job the seeded context has no randomness and fails, so that nothing can draw
 * by accident. The live context draws from the operating system; its keys are real, and the two never mix. */
#pragma once

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "tb-stream.h"

G_BEGIN_DECLS

typedef struct _TbCrypto TbCrypto;

#define TB_CRYPTO_ERROR (tb_crypto_error_quark ())
typedef enum
{
  TB_CRYPTO_ERROR_UNAVAILABLE,   /* this OpenSSL lacks something that is needed */
  TB_CRYPTO_ERROR_FAILED,        /* an operation failed that should not */
  TB_CRYPTO_ERROR_MALFORMED,     /* input is not what it should be */
  TB_CRYPTO_ERROR_REFUSED,       /* policy says no */
} TbCryptoError;
GQuark    tb_crypto_error_quark (void);

TbCrypto     *tb_crypto_get_seeded (GError **error);
TbCrypto     *tb_crypto_get_live   (GError **error);
OSSL_LIB_CTX *tb_crypto_get_libctx (TbCrypto *crypto);

/**
 * TbJob:
 *
 * What the current thread draws from and what time it believes in, between [func@job_enter] and [func@job_leave].
 * Lives on the caller's stack; jobs nest.
 */
typedef struct _TbJob TbJob;
struct _TbJob
{
  TbJob *outer;
  TbStream *stream;
  gint64 unix_us;
};

void      tb_job_enter (TbJob *job, TbStream *stream, gint64 unix_us);
void      tb_job_leave (TbJob *job);

void      tb_crypto_set_error (GError **error, TbCryptoError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* One cleanup per OpenSSL type in use. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SSL, SSL_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SSL_CTX, SSL_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_REQ, X509_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE, X509_STORE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_STORE_CTX, X509_STORE_CTX_free)

G_END_DECLS
