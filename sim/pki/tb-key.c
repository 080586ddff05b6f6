/* tb-key: see the header. */
#include "tb-key-private.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

struct _TbKey
{
  gatomicrefcount refs;
  TbCrypto *crypto;             /* borrowed: contexts live as long as the process */
  TbKeyAlgorithm algorithm;
  EVP_PKEY *pkey;
  GBytes *spki;
};

static const struct
{
  const char *code;
  guint strength_bits;          /* NIST SP 800-57 part 1 revision 5, table 2 */
} algorithms[] = {
  [TB_KEY_P256] = { "P-256", 128 },
  [TB_KEY_RSA2048] = { "RSA-2048", 112 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (algorithms) == TB_KEY_N_ALGORITHMS);

/**
 * tb_key_algorithm_to_code:
 * @algorithm: an algorithm
 *
 * Returns: (transfer none): its stable name
 */
const char *
tb_key_algorithm_to_code (TbKeyAlgorithm algorithm)
{
  g_return_val_if_fail (algorithm < TB_KEY_N_ALGORITHMS, NULL);
  return algorithms[algorithm].code;
}

/* As people write it: case and hyphens do not matter, so that "p256" is "P-256". */
static gboolean
is_same_code (const char *one, const char *other)
{
  do
    {
      one += strspn (one, "-");
      other += strspn (other, "-");
      if (g_ascii_tolower (*one) != g_ascii_tolower (*other))
        return FALSE;
    }
  while (*one++ != '\0' && *other++ != '\0');
  return TRUE;
}

/**
 * tb_key_algorithm_from_code:
 * @code: a stable name; case and hyphens do not matter
 * @algorithm: (out): the algorithm
 *
 * Returns: %FALSE when @code names none
 */
gboolean
tb_key_algorithm_from_code (const char *code, TbKeyAlgorithm *algorithm)
{
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (is_same_code (algorithms[i].code, code))
      {
        *algorithm = (TbKeyAlgorithm) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tb_key_algorithm_get_strength_bits:
 * @algorithm: an algorithm
 *
 * Returns: its strength against the best attack known, in bits
 */
guint
tb_key_algorithm_get_strength_bits (TbKeyAlgorithm algorithm)
{
  g_return_val_if_fail (algorithm < TB_KEY_N_ALGORITHMS, 0);
  return algorithms[algorithm].strength_bits;
}

/* --- public keys as bytes --- */

/* SubjectPublicKeyInfo of a P-256 key up to the point (RFC 5480 section 2): id-ecPublicKey, prime256v1, an uncompressed point follows. */
const guint8 tb_key_p256_head[TB_KEY_P256_HEAD_BYTES] = {
  0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
  0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
};

static GBytes *
p256_to_spki (EVP_PKEY *pkey)
{
  guint8 spki[TB_KEY_P256_SPKI_BYTES];
  gsize n;

  memcpy (spki, tb_key_p256_head, TB_KEY_P256_HEAD_BYTES);
  if (EVP_PKEY_get_octet_string_param (pkey, OSSL_PKEY_PARAM_PUB_KEY, spki + TB_KEY_P256_HEAD_BYTES, TB_KEY_P256_POINT_BYTES, &n) != 1
      || n != TB_KEY_P256_POINT_BYTES)
    return NULL;
  return g_bytes_new (spki, sizeof spki);
}

static GBytes *
any_to_spki (EVP_PKEY *pkey)
{
  unsigned char *der = NULL;
  int n = i2d_PUBKEY (pkey, &der);
  GBytes *spki = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return spki;
}

static EVP_PKEY *
p256_from_point (TbCrypto *crypto, const guint8 *point)
{
  g_autoptr (EVP_PKEY) pkey = EVP_PKEY_dup (crypto->p256);

  if (pkey == NULL || EVP_PKEY_set1_encoded_public_key (pkey, point, TB_KEY_P256_POINT_BYTES) != 1)
    return NULL;
  return g_steal_pointer (&pkey);
}

/* Reads a SubjectPublicKeyInfo. What nearly every device sends takes a short way that asks no decoder. */
EVP_PKEY *
tb_key_read_spki (TbCrypto *crypto, const guint8 *spki, gsize n_bytes)
{
  const guint8 *at = spki;
  g_autoptr (EVP_PKEY) pkey = NULL;

  if (n_bytes == TB_KEY_P256_SPKI_BYTES && memcmp (spki, tb_key_p256_head, TB_KEY_P256_HEAD_BYTES) == 0
      && spki[TB_KEY_P256_HEAD_BYTES] == POINT_CONVERSION_UNCOMPRESSED)
    return p256_from_point (crypto, spki + TB_KEY_P256_HEAD_BYTES);
  pkey = d2i_PUBKEY_ex (NULL, &at, (long) n_bytes, crypto->libctx, NULL);
  if (pkey == NULL || at != spki + n_bytes)
    return NULL;
  return g_steal_pointer (&pkey);
}

/* --- keys --- */

static EVP_PKEY *
generate_p256 (TbCrypto *crypto)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (crypto->libctx, crypto->p256, NULL);
  EVP_PKEY *pkey = NULL;

  if (context == NULL || EVP_PKEY_keygen_init (context) != 1 || EVP_PKEY_generate (context, &pkey) != 1)
    return NULL;
  return pkey;
}

static EVP_PKEY *
generate_rsa (TbCrypto *crypto)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (crypto->libctx, "RSA", NULL);
  EVP_PKEY *pkey = NULL;

  if (context == NULL || EVP_PKEY_keygen_init (context) != 1
      || EVP_PKEY_CTX_set_rsa_keygen_bits (context, 2048) != 1
      || EVP_PKEY_generate (context, &pkey) != 1)
    return NULL;
  return pkey;
}

static EVP_PKEY *
generate (TbCrypto *crypto, TbKeyAlgorithm algorithm, TbStream *stream)
{
  TbJob job;
  EVP_PKEY *pkey;

  ERR_clear_error ();
  tb_job_enter_stream (&job, stream);
  pkey = algorithm == TB_KEY_P256 ? generate_p256 (crypto) : generate_rsa (crypto);
  tb_job_leave (&job);
  return pkey;
}

/**
 * tb_key_generate:
 * @crypto: the context the key belongs to
 * @algorithm: what kind of key
 * @stream: (nullable): what a seeded key is drawn from; not used by the live context
 * @error: return location
 *
 * Makes a key pair. One state of @stream gives one key, whoever asks and when.
 *
 * Returns: (transfer full) (nullable): the key; %NULL with %TB_CRYPTO_ERROR_FAILED
 */
TbKey *
tb_key_generate (TbCrypto *crypto, TbKeyAlgorithm algorithm, TbStream *stream, GError **error)
{
  g_autoptr (EVP_PKEY) pkey = generate (crypto, algorithm, stream);
  g_autoptr (GBytes) spki = NULL;
  TbKey *key;

  if (pkey != NULL)
    spki = algorithm == TB_KEY_P256 ? p256_to_spki (pkey) : any_to_spki (pkey);
  if (spki == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot make a key of kind %s", tb_key_algorithm_to_code (algorithm));
      return NULL;
    }
  key = g_new0 (TbKey, 1);
  g_atomic_ref_count_init (&key->refs);
  key->crypto = crypto;
  key->algorithm = algorithm;
  key->pkey = g_steal_pointer (&pkey);
  key->spki = g_steal_pointer (&spki);
  return key;
}

/**
 * tb_key_ref:
 * @key: a key
 *
 * Returns: (transfer full): @key
 */
TbKey *
tb_key_ref (TbKey *key)
{
  g_atomic_ref_count_inc (&key->refs);
  return key;
}

/**
 * tb_key_unref:
 * @key: (transfer full): a key
 *
 * Drops a reference; the last one frees the key.
 */
void
tb_key_unref (TbKey *key)
{
  if (!g_atomic_ref_count_dec (&key->refs))
    return;
  EVP_PKEY_free (key->pkey);
  g_bytes_unref (key->spki);
  g_free (key);
}

/**
 * tb_key_get_algorithm:
 * @key: a key
 *
 * Returns: what kind of key it is
 */
TbKeyAlgorithm
tb_key_get_algorithm (TbKey *key)
{
  return key->algorithm;
}

/**
 * tb_key_get_pkey:
 * @key: a key
 *
 * Returns: (transfer none): OpenSSL's key, to look at; to work with its private half take [method@Key.dup_for_job]
 */
EVP_PKEY *
tb_key_get_pkey (TbKey *key)
{
  return key->pkey;
}

/**
 * tb_key_dup_for_job:
 * @key: a key
 *
 * The key to sign or decrypt with in one job. RSA keys draw their blinding at the first use and keep it, so that what a job draws
 * would depend on who used the key before: each job gets a copy. Elliptic-curve keys keep nothing and are shared.
 *
 * Returns: (transfer full): OpenSSL's key
 */
EVP_PKEY *
tb_key_dup_for_job (TbKey *key)
{
  if (key->algorithm == TB_KEY_RSA2048)
    return EVP_PKEY_dup (key->pkey);
  EVP_PKEY_up_ref (key->pkey);
  return key->pkey;
}

/**
 * tb_key_get_spki:
 * @key: a key
 *
 * Returns: (transfer none): the public half as a SubjectPublicKeyInfo, DER
 */
GBytes *
tb_key_get_spki (TbKey *key)
{
  return key->spki;
}

TbCrypto *
tb_key_get_crypto (TbKey *key)
{
  return key->crypto;
}

/* --- signatures --- */

/* AlgorithmIdentifiers: ecdsa-with-SHA256 (RFC 5758 section 3.2), sha256WithRSAEncryption (RFC 4055 section 5). */
static const guint8 ecdsa_sha256[] = { 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02 };
static const guint8 rsa_sha256[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00 };

/* The AlgorithmIdentifier of the signatures that keys of @algorithm make here. */
TbDer
tb_key_get_signature_algorithm (TbKeyAlgorithm algorithm)
{
  static const TbDer identifiers[] = {
    [TB_KEY_P256] = { ecdsa_sha256, sizeof ecdsa_sha256 },
    [TB_KEY_RSA2048] = { rsa_sha256, sizeof rsa_sha256 },
  };

  return identifiers[algorithm];
}

/* A signing context ready to be copied for every signature, or used once. */
EVP_MD_CTX *
tb_key_prepare_signing (TbCrypto *crypto, EVP_PKEY *pkey)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();

  if (EVP_DigestSignInit_ex (context, NULL, "SHA2-256", crypto->libctx, NULL, pkey, NULL) != 1)
    return NULL;
  return g_steal_pointer (&context);
}

/* Appends the signature of @n_bytes of @out from @begin on, as algorithm identifier and bit string, and so ends a signed structure. */
gboolean
tb_key_append_signature (GByteArray *out, gsize begin, EVP_MD_CTX *signing, TbKeyAlgorithm algorithm)
{
  TbDer identifier = tb_key_get_signature_algorithm (algorithm);
  guint8 signature[256];
  gsize n = sizeof signature;

  if (EVP_DigestSign (signing, signature, &n, out->data + begin, out->len - begin) != 1)
    return FALSE;
  g_byte_array_append (out, identifier.at, (guint) identifier.left);
  tb_der_put_bits (out, signature, n);
  return TRUE;
}
