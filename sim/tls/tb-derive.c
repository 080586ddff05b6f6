/* tb-derive: see the header. */
#include "tb-derive.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/kdf.h>

#define PREFIX "tls13 "

#define AEAD_13(cipher, aead, digest, n_hash, n_key) { cipher, 0x0304, FALSE, aead, digest, n_hash, 0, n_key, 12, 0 }
#define GCM_12(cipher, is_rsa, aead, digest, n_hash, n_key) { cipher, 0x0303, is_rsa, aead, digest, n_hash, 0, n_key, 4, 8 }
#define CHACHA_12(cipher) { cipher, 0x0303, FALSE, "ChaCha20-Poly1305", "SHA2-256", 32, 0, 32, 12, 0 }
#define CBC_12(cipher, is_rsa, n_mac, n_key) { cipher, 0x0303, is_rsa, NULL, "SHA2-256", 32, n_mac, n_key, 0, 0 }

static const TbSuite suites[] = {
  AEAD_13 (0x1301, "AES-128-GCM", "SHA2-256", 32, 16),
  AEAD_13 (0x1302, "AES-256-GCM", "SHA2-384", 48, 32),
  AEAD_13 (0x1303, "ChaCha20-Poly1305", "SHA2-256", 32, 32),
  GCM_12 (0x009c, TRUE, "AES-128-GCM", "SHA2-256", 32, 16),
  GCM_12 (0x009d, TRUE, "AES-256-GCM", "SHA2-384", 48, 32),
  GCM_12 (0xc02b, FALSE, "AES-128-GCM", "SHA2-256", 32, 16),
  GCM_12 (0xc02c, FALSE, "AES-256-GCM", "SHA2-384", 48, 32),
  GCM_12 (0xc02f, FALSE, "AES-128-GCM", "SHA2-256", 32, 16),
  GCM_12 (0xc030, FALSE, "AES-256-GCM", "SHA2-384", 48, 32),
  CHACHA_12 (0xcca8),
  CHACHA_12 (0xcca9),
  CBC_12 (0x002f, TRUE, 20, 16),
  CBC_12 (0x0035, TRUE, 20, 32),
};

/**
 * tb_suite_find:
 * @cipher: a code point of a cipher suite
 *
 * Returns: (nullable): what it is made of, static; %NULL for one the lab does not take apart
 */
const TbSuite *
tb_suite_find (guint cipher)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    if (suites[i].cipher == cipher)
      return &suites[i];
  return NULL;
}

/* --- parameters: a name and bytes, or a name and a text --- */

static OSSL_PARAM
octets (const char *name, GBytes *bytes)
{
  static guint8 nothing;
  gsize n;
  gconstpointer data = g_bytes_get_data (bytes, &n);

  return OSSL_PARAM_construct_octet_string (name, n > 0 ? (void *) data : &nothing, n);
}

static OSSL_PARAM
octets_of_text (const char *name, const char *text)
{
  return OSSL_PARAM_construct_octet_string (name, (void *) text, strlen (text));
}

static OSSL_PARAM
digest_of (const TbSuite *suite)
{
  return OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, (char *) suite->digest, 0);
}

/* Returns: (transfer full) (nullable): what the named function makes of @terms */
static GBytes *
derive (TbCrypto *crypto, const char *function, const OSSL_PARAM *terms, gsize n_bytes)
{
  EVP_KDF *kdf = EVP_KDF_fetch (tb_crypto_get_libctx (crypto), function, NULL);
  EVP_KDF_CTX *context = kdf != NULL ? EVP_KDF_CTX_new (kdf) : NULL;
  g_autofree guint8 *out = g_malloc (n_bytes);
  gboolean derived = context != NULL && EVP_KDF_derive (context, out, n_bytes, terms) == 1;

  EVP_KDF_CTX_free (context);
  EVP_KDF_free (kdf);
  return derived ? g_bytes_new_take (g_steal_pointer (&out), n_bytes) : NULL;
}

/**
 * tb_derive_zeros:
 * @n_bytes: how many
 *
 * Returns: (transfer full): zeros: what stands in the key schedule where there is no secret (RFC 9846 section 7.1)
 */
GBytes *
tb_derive_zeros (gsize n_bytes)
{
  return g_bytes_new_take (g_malloc0 (n_bytes), n_bytes);
}

/**
 * tb_derive_extract:
 * @crypto: the context
 * @suite: whose hash
 * @salt: (nullable): the secret so far
 * @material: (nullable): the secret that is added
 *
 * HKDF-Extract (RFC 5869 section 2.2).
 *
 * Returns: (transfer full) (nullable): the new secret
 */
GBytes *
tb_derive_extract (TbCrypto *crypto, const TbSuite *suite, GBytes *salt, GBytes *material)
{
  int mode = EVP_KDF_HKDF_MODE_EXTRACT_ONLY;

  if (salt == NULL || material == NULL)
    return NULL;
  return derive (crypto, OSSL_KDF_NAME_HKDF,
                 (OSSL_PARAM[]) { OSSL_PARAM_construct_int (OSSL_KDF_PARAM_MODE, &mode), digest_of (suite), octets (OSSL_KDF_PARAM_SALT, salt),
                                  octets (OSSL_KDF_PARAM_KEY, material), OSSL_PARAM_construct_end () },
                 suite->n_hash);
}

/**
 * tb_derive_expand_label:
 * @crypto: the context
 * @suite: whose hash
 * @secret: (nullable): a secret
 * @label: what for, without `tls13 `
 * @context: (nullable): a transcript hash or a nonce; %NULL for the empty context
 * @n_bytes: how long
 *
 * HKDF-Expand-Label (RFC 9846 section 7.1).
 *
 * Returns: (transfer full) (nullable): the value
 */
GBytes *
tb_derive_expand_label (TbCrypto *crypto, const TbSuite *suite, GBytes *secret, const char *label, GBytes *context, gsize n_bytes)
{
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;

  if (secret == NULL)
    return NULL;
  return derive (crypto, OSSL_KDF_NAME_TLS1_3_KDF,
                 (OSSL_PARAM[]) { OSSL_PARAM_construct_int (OSSL_KDF_PARAM_MODE, &mode), digest_of (suite), octets (OSSL_KDF_PARAM_KEY, secret),
                                  octets_of_text (OSSL_KDF_PARAM_PREFIX, PREFIX), octets_of_text (OSSL_KDF_PARAM_LABEL, label),
                                  context != NULL ? octets (OSSL_KDF_PARAM_DATA, context) : OSSL_PARAM_construct_end (), OSSL_PARAM_construct_end () },
                 n_bytes);
}

/**
 * tb_derive_prf:
 * @crypto: the context
 * @suite: whose hash
 * @secret: (nullable): a secret
 * @label: what for
 * @seed: (nullable): random numbers or a transcript hash
 * @n_bytes: how long
 *
 * The PRF of TLS 1.2 (RFC 5246 section 5).
 *
 * Returns: (transfer full) (nullable): the value
 */
GBytes *
tb_derive_prf (TbCrypto *crypto, const TbSuite *suite, GBytes *secret, const char *label, GBytes *seed, gsize n_bytes)
{
  if (secret == NULL || seed == NULL)
    return NULL;
  return derive (crypto, OSSL_KDF_NAME_TLS1_PRF,
                 (OSSL_PARAM[]) { digest_of (suite), octets (OSSL_KDF_PARAM_SECRET, secret), octets_of_text (OSSL_KDF_PARAM_SEED, label),
                                  octets (OSSL_KDF_PARAM_SEED, seed), OSSL_PARAM_construct_end () },
                 n_bytes);
}

/**
 * tb_derive_mac:
 * @crypto: the context
 * @suite: whose hash
 * @key: (nullable): a finished key
 * @data: (nullable): a transcript hash
 *
 * HMAC, as it seals a Finished of TLS 1.3 and a PSK binder (RFC 9846 section 4.5.3).
 *
 * Returns: (transfer full) (nullable): the tag
 */
GBytes *
tb_derive_mac (TbCrypto *crypto, const TbSuite *suite, GBytes *key, GBytes *data)
{
  guint8 tag[EVP_MAX_MD_SIZE];
  gsize n_tag = 0;

  if (key == NULL || data == NULL)
    return NULL;
  if (EVP_Q_mac (tb_crypto_get_libctx (crypto), "HMAC", NULL, suite->digest, NULL, g_bytes_get_data (key, NULL), g_bytes_get_size (key),
                 g_bytes_get_data (data, NULL), g_bytes_get_size (data), tag, sizeof tag, &n_tag) == NULL)
    return NULL;
  return g_bytes_new (tag, n_tag);
}

/**
 * tb_derive_hash:
 * @crypto: the context
 * @suite: whose hash
 * @data: (array length=n_bytes) (nullable): messages
 * @n_bytes: how many bytes, 0 for the hash of nothing
 *
 * Returns: (transfer full) (nullable): their hash
 */
GBytes *
tb_derive_hash (TbCrypto *crypto, const TbSuite *suite, const guint8 *data, gsize n_bytes)
{
  guint8 hash[EVP_MAX_MD_SIZE];
  gsize n_hash = 0;

  if (EVP_Q_digest (tb_crypto_get_libctx (crypto), suite->digest, NULL, n_bytes > 0 ? data : (const guint8 *) "", n_bytes, hash, &n_hash) != 1)
    return NULL;
  return g_bytes_new (hash, n_hash);
}
