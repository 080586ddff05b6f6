/* tb-crypto: see the header. */
#include "tb-crypto-private.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/provider.h>

#include "tb-crypto-provider.h"

G_DEFINE_QUARK (tb-crypto-error-quark, tb_crypto_error)

/**
 * tb_crypto_set_error:
 * @error: (nullable): return location
 * @code: what kind of failure
 * @format: printf format of the sentence
 * @...: its arguments
 *
 * Sets @error to the sentence, followed by what OpenSSL said first about it (not for a refusal, which is nobody's failure), and empties
 * OpenSSL's error queue. Whoever calls OpenSSL clears the queue before, so that nothing older is in it.
 */
void
tb_crypto_set_error (GError **error, TbCryptoError code, const char *format, ...)
{
  const char *detail = code == TB_CRYPTO_ERROR_REFUSED ? NULL : ERR_reason_error_string (ERR_peek_error ());
  g_autofree char *sentence = NULL;
  va_list args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  if (detail != NULL)
    g_set_error (error, TB_CRYPTO_ERROR, (int) code, "%s (OpenSSL: %s)", sentence, detail);
  else
    g_set_error_literal (error, TB_CRYPTO_ERROR, (int) code, sentence);
  ERR_clear_error ();
}

/* --- what must be there --- */

#define HAS(kind, Type) \
  static gboolean \
  has_##kind (OSSL_LIB_CTX *libctx, const char *name) \
  { \
    Type *fetched = Type##_fetch (libctx, name, NULL); \
    gboolean has = fetched != NULL; \
    Type##_free (fetched); \
    return has; \
  }

HAS (key, EVP_KEYMGMT)
HAS (signature, EVP_SIGNATURE)
HAS (exchange, EVP_KEYEXCH)
HAS (digest, EVP_MD)
HAS (cipher, EVP_CIPHER)
HAS (mac, EVP_MAC)
HAS (kdf, EVP_KDF)

static const struct
{
  gboolean (*has) (OSSL_LIB_CTX *libctx, const char *name);
  const char *name;
  const char *purpose;
} needs[] = {
  { has_key, "EC", "elliptic-curve keys" },
  { has_key, "RSA", "RSA keys" },
  { has_signature, "ECDSA", "elliptic-curve signatures" },
  { has_signature, "RSA", "RSA signatures" },
  { has_exchange, "ECDH", "key agreement" },
  { has_digest, "SHA2-256", "fingerprints and signatures" },
  { has_digest, "SHA2-384", "TLS with AES-256" },
  { has_cipher, "AES-128-GCM", "TLS records" },
  { has_cipher, "AES-256-GCM", "TLS records" },
  { has_mac, "HMAC", "TLS finished messages" },
  { has_kdf, "TLS13-KDF", "the TLS 1.3 key schedule" },
};

static void
set_unavailable (GError **error, const char *name, const char *purpose)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE,
                       "This OpenSSL (%s) has no %s, which is needed for %s; install OpenSSL 3.0 or later with its default provider",
                       OpenSSL_version (OPENSSL_VERSION), name, purpose);
}

static gboolean
check_needs (OSSL_LIB_CTX *libctx, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    if (!needs[i].has (libctx, needs[i].name))
      {
        set_unavailable (error, needs[i].name, needs[i].purpose);
        return FALSE;
      }
  return TRUE;
}

/* --- the contexts --- */

static EVP_PKEY *
make_p256_parameters (OSSL_LIB_CTX *libctx)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (libctx, "EC", NULL);
  EVP_PKEY *parameters = NULL;

  if (context == NULL
      || EVP_PKEY_paramgen_init (context) != 1
      || EVP_PKEY_CTX_set_group_name (context, "P-256") != 1
      || EVP_PKEY_paramgen (context, &parameters) != 1)
    return NULL;
  return parameters;
}

/* Checks that @libctx has what is needed and keeps what is used again and again. Does not own @libctx. */
TbCrypto *
tb_crypto_new_for_libctx (OSSL_LIB_CTX *libctx, gboolean is_live, GError **error)
{
  TbCrypto *crypto;

  if (!check_needs (libctx, error))
    return NULL;
  crypto = g_new0 (TbCrypto, 1);
  crypto->libctx = libctx;
  crypto->is_live = is_live;
  crypto->sha256 = EVP_MD_fetch (libctx, "SHA2-256", NULL);
  crypto->p256 = make_p256_parameters (libctx);
  if (crypto->sha256 != NULL && crypto->p256 != NULL)
    return crypto;
  set_unavailable (error, "curve P-256", "elliptic-curve keys");
  tb_crypto_free (crypto);
  return NULL;
}

void
tb_crypto_free (TbCrypto *crypto)
{
  EVP_MD_free (crypto->sha256);
  EVP_PKEY_free (crypto->p256);
  g_free (crypto);
}

static gboolean
load_seeded (OSSL_LIB_CTX **libctx)
{
  /* Forwarded algorithms draw in the context they were loaded in, so that one needs the stream as well. */
  OSSL_LIB_CTX *base = OSSL_LIB_CTX_new ();
  OSSL_PROVIDER *full;

  *libctx = OSSL_LIB_CTX_new ();
  if (base == NULL || *libctx == NULL || !tb_crypto_provider_use_stream (base) || !tb_crypto_provider_use_stream (*libctx))
    return FALSE;
  full = OSSL_PROVIDER_load (base, "default");
  return full != NULL && tb_crypto_provider_forward (*libctx, full);
}

static gboolean
load_live (OSSL_LIB_CTX **libctx)
{
  *libctx = OSSL_LIB_CTX_new ();
  return *libctx != NULL && OSSL_PROVIDER_load (*libctx, "default") != NULL;
}

/* A context once made, or why it could not be. Neither is freed before the process ends: OpenSSL keeps pointers into a context in every
 * thread that used it. */
typedef struct
{
  TbCrypto *crypto;
  GError *error;
} Context;

static Context *
make_context (gboolean is_live)
{
  Context *context = g_new0 (Context, 1);
  OSSL_LIB_CTX *libctx = NULL;

  /* Before anything else: the user's openssl.cnf would change what is negotiated. */
  if (OPENSSL_init_crypto (OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1
      || !(is_live ? load_live (&libctx) : load_seeded (&libctx)))
    set_unavailable (&context->error, "default provider", "all cryptography");
  else
    context->crypto = tb_crypto_new_for_libctx (libctx, is_live, &context->error);
  return context;
}

static gpointer
make_context_once (gpointer is_live)
{
  return make_context (GPOINTER_TO_INT (is_live));
}

static TbCrypto *
get_context (GOnce *once, gboolean is_live, GError **error)
{
  Context *context = g_once (once, make_context_once, GINT_TO_POINTER (is_live));

  if (context->crypto == NULL)
    g_propagate_error (error, g_error_copy (context->error));
  return context->crypto;
}

/**
 * tb_crypto_get_seeded:
 * @error: return location
 *
 * The context of simulated cryptography: everything random comes from the stream of the job that the thread is doing (see
 * [func@job_enter]), and outside a job nothing can be drawn.
 *
 * Returns: (transfer none) (nullable): the context, the same for the whole process; %NULL with %TB_CRYPTO_ERROR_UNAVAILABLE when this
 *   OpenSSL lacks something
 */
TbCrypto *
tb_crypto_get_seeded (GError **error)
{
  static GOnce once = G_ONCE_INIT;

  return get_context (&once, FALSE, error);
}

/**
 * tb_crypto_get_live:
 * @error: return location
 *
 * The context of real cryptography, drawing from the operating system. Its keys and those of the seeded context never mix.
 *
 * Returns: (transfer none) (nullable): the context, the same for the whole process; %NULL with %TB_CRYPTO_ERROR_UNAVAILABLE when this
 *   OpenSSL lacks something
 */
TbCrypto *
tb_crypto_get_live (GError **error)
{
  static GOnce once = G_ONCE_INIT;

  return get_context (&once, TRUE, error);
}

/**
 * tb_crypto_get_libctx:
 * @crypto: a context
 *
 * Returns: (transfer none): OpenSSL's own context, for its functions that take one
 */
OSSL_LIB_CTX *
tb_crypto_get_libctx (TbCrypto *crypto)
{
  return crypto->libctx;
}
