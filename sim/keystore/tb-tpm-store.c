/* tb-tpm-store: keys that a TPM 2.0 makes and that leave it only in a form that the same TPM alone can open. That form is a file (TSS2 PRIVATE
 * KEY), so that the TPM, which holds a handful of keys at a time, can serve any number. Reached through OpenSSL's provider "tpm2". */
#include "tb-key-store-private.h"
#include "tb-token-context.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/encoder.h>
#include <openssl/err.h>

/* --- reaching the TPM --- */

/* What OpenSSL said first tells a missing provider from a TPM that does not answer. */
static void
set_unreachable (GError **error)
{
  if (ERR_GET_LIB (ERR_peek_error ()) == ERR_LIB_DSO)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE,
                         "OpenSSL has no provider for TPM 2.0; install tpm2-openssl, or set OPENSSL_MODULES to the folder that holds tpm2.so");
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE,
                         "no TPM answers; is it there, is no other program using it, may this user open it? Another one is named by ?tcti=TCTI");
}

static const TbTokenProvider tpm2 = { "tpm2", "?tpm2.signature=yes", "TPM2OPENSSL_TCTI", set_unreachable };

static gboolean
open_tpm (TbKeyStore *store, GError **error)
{
  store->crypto = tb_token_context_get (&tpm2, store->address.tcti, error);
  if (store->crypto == NULL)
    g_prefix_error (error, "Key store \"%s\": ", store->text);
  return store->crypto != NULL;
}

/* --- keys --- */

/* The public exponent is spelt out: left alone, TPMs write 0 where they mean it. */
static gboolean
set_key (TbKeyStore *store, EVP_PKEY_CTX *context, const TbTokenAlgorithm *algorithm)
{
  guint bits = algorithm->rsa_bits, exponent = 65537;
  char *pin = store->address.pin;
  OSSL_PARAM settings[4], *next = settings;

  if (algorithm->group != NULL)
    *next++ = OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *) algorithm->group, 0);
  else
    {
      *next++ = OSSL_PARAM_construct_uint (OSSL_PKEY_PARAM_RSA_BITS, &bits);
      *next++ = OSSL_PARAM_construct_uint (OSSL_PKEY_PARAM_RSA_E, &exponent);
    }
  if (pin != NULL)
    *next++ = OSSL_PARAM_construct_utf8_string ("user-auth", pin, 0);
  *next = OSSL_PARAM_construct_end ();
  return EVP_PKEY_CTX_set_params (context, settings) == 1;
}

static EVP_PKEY *
make_key (TbKeyStore *store, const TbTokenAlgorithm *algorithm)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (tb_crypto_get_libctx (store->crypto), algorithm->type, "provider=tpm2");
  EVP_PKEY *pkey = NULL;

  if (context == NULL || EVP_PKEY_keygen_init (context) != 1 || !set_key (store, context, algorithm)
      || EVP_PKEY_generate (context, &pkey) != 1)
    return NULL;
  return pkey;
}

static gboolean
write_key (TbKeyStore *store, const char *label, EVP_PKEY *pkey, GError **error)
{
  OSSL_ENCODER_CTX *encoder = OSSL_ENCODER_CTX_new_for_pkey (pkey, EVP_PKEY_KEYPAIR, "PEM", "PrivateKeyInfo", "provider=tpm2");
  unsigned char *text = NULL;
  gsize n_bytes = 0;
  gboolean is_written = FALSE;

  if (encoder != NULL && OSSL_ENCODER_to_data (encoder, &text, &n_bytes) == 1)
    is_written = tb_key_folder_write (store, label, (const char *) text, n_bytes, error);
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "The TPM's form of the key \"%s\" cannot be written", label);
  OPENSSL_free (text);
  OSSL_ENCODER_CTX_free (encoder);
  return is_written;
}

/* A TPM looks at the PIN when it signs and not before: a signature that nobody keeps shows it in time. */
static gboolean
can_sign (TbKeyStore *store, EVP_PKEY *pkey)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  unsigned char signature[1024];
  gsize n_bytes = sizeof signature;

  return context != NULL && EVP_DigestSignInit_ex (context, NULL, "SHA2-256", tb_crypto_get_libctx (store->crypto), NULL, pkey, NULL) == 1
         && EVP_DigestSign (context, signature, &n_bytes, (const unsigned char *) "", 0) == 1;
}

#define FULL "If the key is not another TPM's, this one may be full; tpm2_flushcontext -t clears what programs left in it that ended early. "

static TbKey *
load_from_tpm (TbKeyStore *store, const char *label, GError **error)
{
  GError *why = NULL;
  g_autoptr (EVP_PKEY) pkey = tb_key_folder_read (store, label, &why);

  if (g_error_matches (why, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED))
    g_prefix_error (&why, FULL);
  if (pkey == NULL)
    {
      g_propagate_error (error, why);
      return NULL;
    }
  if (can_sign (store, pkey))
    return tb_key_new_for_pkey (store->crypto, pkey, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The TPM does not sign with the key \"%s\": %s", label,
                       store->address.pin != NULL ? "the PIN is wrong" : "its PIN or its kind may be the reason");
  return NULL;
}

/* A new key does not know its PIN and takes up one of the TPM's few places, so it is let go and read back. */
static TbKey *
generate_in_tpm (TbKeyStore *store, const char *label, TbKeyAlgorithm algorithm, GError **error)
{
  const TbTokenAlgorithm *how = tb_token_algorithm_get (algorithm, error);
  g_autoptr (EVP_PKEY) pkey = NULL;

  if (how == NULL || !tb_key_folder_check_free (store, label, error))
    return NULL;
  pkey = make_key (store, how);
  if (pkey == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                         "The TPM makes no key of kind %s: it lacks the kind, its owner has set a password, or it is full; "
                         "tpm2_flushcontext -t clears what programs left in it that ended early", tb_key_algorithm_to_code (algorithm));
  if (pkey == NULL || !write_key (store, label, pkey, error))
    return NULL;
  g_clear_pointer (&pkey, EVP_PKEY_free);
  return load_from_tpm (store, label, error);
}

const TbKeyStoreClass tb_tpm_store_class = {
  open_tpm, NULL, generate_in_tpm, load_from_tpm,
  "the TPM made it for itself alone (fixedTPM), and the file holds what no other can open",
};
