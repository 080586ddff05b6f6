/* tb-key: see the header. */
#include "tb-key-private.h"

#include <string.h>

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

/* --- public keys --- */

/* Takes @bits over. */
static gboolean
put_bits (X509_PUBKEY *to, int kind, int parameters, ASN1_OBJECT *curve, unsigned char *bits, gsize n_bits)
{
  if (n_bits > 0 && X509_PUBKEY_set0_param (to, OBJ_nid2obj (kind), parameters, curve, bits, (int) n_bits) == 1)
    return TRUE;
  OPENSSL_free (bits);
  return FALSE;
}

/* RFC 5480 section 2: a named curve, an uncompressed point. */
static gboolean
put_p256 (X509_PUBKEY *to, EVP_PKEY *pkey)
{
  unsigned char *point = NULL;
  gsize n_point = EVP_PKEY_get1_encoded_public_key (pkey, &point);

  return put_bits (to, NID_X9_62_id_ecPublicKey, V_ASN1_OBJECT, OBJ_nid2obj (NID_X9_62_prime256v1), point, n_point);
}

static gboolean
put_rsa (X509_PUBKEY *to, EVP_PKEY *pkey)
{
  X509_PUBKEY *whole = NULL;
  const unsigned char *bits;
  gboolean is_put = FALSE;
  int n;

  if (X509_PUBKEY_set (&whole, pkey) == 1 && X509_PUBKEY_get0_param (NULL, &bits, &n, NULL, whole) == 1)
    is_put = put_bits (to, NID_rsaEncryption, V_ASN1_NULL, NULL, OPENSSL_memdup (bits, (gsize) n), (gsize) n);
  X509_PUBKEY_free (whole);
  return is_put;
}

/* Puts a public key on P-256 or for RSA into @to, which may be inside a request or certificate. X509_set_pubkey () would do it by way of an
 * encoder and a decoder, which cost more than a signature, and every device needs it twice. */
gboolean
tb_key_put_public (X509_PUBKEY *to, EVP_PKEY *pkey)
{
  return EVP_PKEY_get_id (pkey) == EVP_PKEY_EC ? put_p256 (to, pkey) : put_rsa (to, pkey);
}

static GBytes *
make_spki (EVP_PKEY *pkey)
{
  X509_PUBKEY *whole = X509_PUBKEY_new ();
  unsigned char *der = NULL;
  int n = whole != NULL && tb_key_put_public (whole, pkey) ? i2d_X509_PUBKEY (whole, &der) : 0;
  GBytes *spki = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  X509_PUBKEY_free (whole);
  return spki;
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
    spki = make_spki (pkey);
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

/* A context for one signature with SHA-256, made in the job that signs. */
EVP_MD_CTX *
tb_key_begin_signing (TbKey *key)
{
  g_autoptr (EVP_PKEY) pkey = tb_key_dup_for_job (key);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();

  if (pkey == NULL || context == NULL || EVP_DigestSignInit_ex (context, NULL, "SHA2-256", key->crypto->libctx, NULL, pkey, NULL) != 1)
    return NULL;
  return g_steal_pointer (&context);
}
