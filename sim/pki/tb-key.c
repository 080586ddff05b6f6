/* tb-key: see the header. */
#include "tb-key-private.h"

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

/* --- keys --- */

/* Parameters of the one curve that every device uses are made once; the others are looked up by name. */
static EVP_PKEY_CTX *
begin_generating (TbCrypto *crypto, TbKeyAlgorithm algorithm)
{
  if (algorithm == TB_KEY_P256)
    return EVP_PKEY_CTX_new_from_pkey (crypto->libctx, crypto->p256, NULL);
  return EVP_PKEY_CTX_new_from_name (crypto->libctx, tb_key_kind (algorithm)->type, NULL);
}

static gboolean
set_size (EVP_PKEY_CTX *context, TbKeyAlgorithm algorithm)
{
  const TbKeyKind *kind = tb_key_kind (algorithm);

  if (kind->rsa_bits > 0)
    return EVP_PKEY_CTX_set_rsa_keygen_bits (context, (int) kind->rsa_bits) == 1;
  return kind->group == NULL || algorithm == TB_KEY_P256 || EVP_PKEY_CTX_set_group_name (context, kind->group) == 1;
}

static EVP_PKEY *
generate_in_job (TbCrypto *crypto, TbKeyAlgorithm algorithm)
{
  g_autoptr (EVP_PKEY_CTX) context = begin_generating (crypto, algorithm);
  EVP_PKEY *pkey = NULL;

  if (context == NULL || EVP_PKEY_keygen_init (context) != 1 || !set_size (context, algorithm) || EVP_PKEY_generate (context, &pkey) != 1)
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
  pkey = generate_in_job (crypto, algorithm);
  tb_job_leave (&job);
  return pkey;
}

/* NULL when the public half cannot be written. Does not judge. */
TbKey *
tb_key_take (TbCrypto *crypto, TbKeyAlgorithm algorithm, EVP_PKEY *pkey)
{
  g_autoptr (GBytes) spki = tb_key_make_spki (pkey);
  TbKey *key;

  if (spki == NULL)
    return NULL;
  key = g_new0 (TbKey, 1);
  g_atomic_ref_count_init (&key->refs);
  key->crypto = crypto;
  key->algorithm = algorithm;
  EVP_PKEY_up_ref (pkey);
  key->pkey = pkey;
  key->spki = g_steal_pointer (&spki);
  return key;
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
  TbKey *key = pkey != NULL ? tb_key_take (crypto, algorithm, pkey) : NULL;

  if (key == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot make a key of kind %s", tb_key_algorithm_to_code (algorithm));
  return key;
}

/**
 * tb_key_new_for_pkey:
 * @crypto: the context to work in
 * @pkey: a key pair, whose private half may be in a token that a provider or an engine stands for
 * @error: return location
 *
 * Takes up a key that was made elsewhere. That @pkey can sign at all shows when it is asked to.
 *
 * Returns: (transfer full) (nullable): the key, holding a reference to @pkey; %NULL with %TB_CRYPTO_ERROR_REFUSED for a key that is too weak or
 *   of another kind (see [func@key_check_pkey]) or %TB_CRYPTO_ERROR_FAILED when its public half cannot be had
 */
TbKey *
tb_key_new_for_pkey (TbCrypto *crypto, EVP_PKEY *pkey, GError **error)
{
  TbKeyAlgorithm algorithm;
  TbKey *key;

  ERR_clear_error ();
  if (!tb_key_check_pkey (pkey, &algorithm, error))
    return NULL;
  key = tb_key_take (crypto, algorithm, pkey);
  if (key == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot read the public half of this key of kind %s", tb_key_algorithm_to_code (algorithm));
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
 * The key to sign or decrypt with in one job. RSA keys draw their blinding at the first use and keep it, so that what a job of the seeded
 * context draws would depend on who used the key before: each job gets a copy. Other keys keep nothing and are shared, as are those of the live
 * context, where nothing has to repeat and a token's key has no copies.
 *
 * Returns: (transfer full): OpenSSL's key
 */
EVP_PKEY *
tb_key_dup_for_job (TbKey *key)
{
  if (tb_key_changes_with_use (key))
    return EVP_PKEY_dup (key->pkey);
  EVP_PKEY_up_ref (key->pkey);
  return key->pkey;
}

/**
 * tb_key_changes_with_use:
 * @key: a key
 *
 * Returns: whether each job needs a copy of its own, see [method@Key.dup_for_job]
 */
gboolean
tb_key_changes_with_use (TbKey *key)
{
  return tb_key_algorithm_is_rsa (key->algorithm) && !key->crypto->is_live;
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

/**
 * tb_key_get_crypto:
 * @key: a key
 *
 * Returns: (transfer none): the context it lives in: the seeded or the live one
 */
TbCrypto *
tb_key_get_crypto (TbKey *key)
{
  return key->crypto;
}

/* A context for one signature, made in the job that signs. The digest is as strong as the key; Ed25519 has none to choose. */
EVP_MD_CTX *
tb_key_begin_signing (TbKey *key)
{
  g_autoptr (EVP_PKEY) pkey = tb_key_dup_for_job (key);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  const char *digest = tb_key_kind (key->algorithm)->digest;

  if (pkey == NULL || context == NULL || EVP_DigestSignInit_ex (context, NULL, digest, key->crypto->libctx, NULL, pkey, NULL) != 1)
    return NULL;
  return g_steal_pointer (&context);
}
