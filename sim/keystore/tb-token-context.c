/* tb-token-context: see the header. */
#include "tb-token-context.h"

#include <openssl/provider.h>

#include "tb-crypto-private.h"

static const TbTokenAlgorithm algorithms[TB_KEY_N_ALGORITHMS] = {
  [TB_KEY_P256] = { "EC", "P-256", 0, "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07" },
  [TB_KEY_P384] = { "EC", "P-384", 0, "\x06\x05\x2b\x81\x04\x00\x22" },
  [TB_KEY_P521] = { "EC", "P-521", 0, "\x06\x05\x2b\x81\x04\x00\x23" },
  [TB_KEY_RSA2048] = { "RSA", NULL, 2048, NULL },
  [TB_KEY_RSA3072] = { "RSA", NULL, 3072, NULL },
  [TB_KEY_RSA4096] = { "RSA", NULL, 4096, NULL },
};

/* How a token is asked for a key of this kind; NULL with an error for kinds that tokens do not make. */
const TbTokenAlgorithm *
tb_token_algorithm_get (TbKeyAlgorithm algorithm, GError **error)
{
  if (algorithms[algorithm].type != NULL)
    return &algorithms[algorithm];
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "Tokens make no keys of kind %s here; take P-256, P-384 or RSA",
                       tb_key_algorithm_to_code (algorithm));
  return NULL;
}

/* --- contexts --- */

/* OpenSSL would sign with an algorithm of its own, and miss the private half, if the query did not prefer the token's. */
static gboolean
load_token (OSSL_LIB_CTX *libctx, const TbTokenProvider *provider)
{
  return OSSL_PROVIDER_load (libctx, provider->name) != NULL
         && (provider->query == NULL || EVP_set_default_properties (libctx, provider->query) == 1);
}

/* First the default provider, so that everything but the token's keys is OpenSSL's own: a digest computed in a TPM takes long. */
static TbCrypto *
make_context (const TbTokenProvider *provider, GError **error)
{
  OSSL_LIB_CTX *libctx = OSSL_LIB_CTX_new ();
  OSSL_PROVIDER *base = libctx != NULL ? OSSL_PROVIDER_load (libctx, "default") : NULL;
  TbCrypto *crypto = NULL;

  if (base != NULL && load_token (libctx, provider))
    crypto = tb_crypto_new_for_libctx (libctx, TRUE, error);
  else
    provider->set_error (error);
  if (crypto != NULL)
    return crypto;
  if (base != NULL)
    OSSL_PROVIDER_unload (base);
  OSSL_LIB_CTX_free (libctx);
  return NULL;
}

/* Providers read the variable while they are loaded. There is no other way to tell tpm2-openssl 1.1, and with pkcs11-provider the variable
 * goes before its configuration. */
static TbCrypto *
make_context_at (const TbTokenProvider *provider, const char *place, GError **error)
{
  g_autofree char *before = g_strdup (g_getenv (provider->variable));
  TbCrypto *crypto;

  if (place == NULL)
    return make_context (provider, error);
  g_setenv (provider->variable, place, TRUE);
  crypto = make_context (provider, error);
  if (before != NULL)
    g_setenv (provider->variable, before, TRUE);
  else
    g_unsetenv (provider->variable);
  return crypto;
}

/**
 * tb_token_context_get:
 * @provider: what reaches the token
 * @place: (nullable): where the token is, in the provider's own terms; %NULL to leave it to the environment
 * @error: return location
 *
 * A live context with the default provider and @provider. It lives as long as the process, for keys and threads hold on to it; the same
 * arguments give the same context.
 *
 * Returns: (transfer none) (nullable): the context; %NULL with %TB_CRYPTO_ERROR_UNAVAILABLE
 */
TbCrypto *
tb_token_context_get (const TbTokenProvider *provider, const char *place, GError **error)
{
  static GMutex lock;
  static GHashTable *contexts;
  g_autofree char *name = g_strjoin ("\n", provider->name, place, NULL);
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  TbCrypto *crypto;

  if (contexts == NULL)
    contexts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  crypto = g_hash_table_lookup (contexts, name);
  if (crypto == NULL)
    crypto = make_context_at (provider, place, error);
  if (crypto != NULL)
    g_hash_table_replace (contexts, g_steal_pointer (&name), crypto);
  return crypto;
}
