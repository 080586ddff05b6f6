/* tb-load-key: private keys that somebody hands over as files; see tb-load.h.
 *
 * A private key is work to be done, and one made with malice can be work without end: the kind is looked at before OpenSSL takes the key up, the
 * passphrase's cost before anything is derived, the sizes before anything is computed. It is all done in the live context; a key for the seeded
 * one is handed on as PKCS #8. */
#include "tb-load.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "tb-key-private.h"
#include "tb-pbe.h"
#include "tb-pem.h"

/* Kinds of which OpenSSL may take up the private half without computing anything that the file sets the size of. */
static gboolean
check_kind (const PKCS8_PRIV_KEY_INFO *pkcs8, const char *name, GError **error)
{
  static const int kinds[] = { NID_rsaEncryption, NID_X9_62_id_ecPublicKey, NID_ED25519 };
  const ASN1_OBJECT *object = NULL;
  char kind[80];

  if (PKCS8_pkey_get0 (&object, NULL, NULL, NULL, pkcs8) != 1)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (OBJ_obj2nid (object) == kinds[i])
      return TRUE;
  OBJ_obj2txt (kind, sizeof kind, object, 0);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                       "%s: the key is of the kind %s; RSA with 2048 to 4096 bits, P-256, P-384, P-521 and Ed25519 will do", name, kind);
  return FALSE;
}

/* RSA works with parts that the file gives, which may be longer than the modulus allows. */
static gboolean
are_parts_short (EVP_PKEY *pkey)
{
  static const char *const parts[] = {
    OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1,
    OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, OSSL_PKEY_PARAM_RSA_FACTOR3,
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      BIGNUM *part = NULL;
      gboolean is_short = EVP_PKEY_get_bn_param (pkey, parts[i], &part) != 1 || BN_num_bits (part) <= EVP_PKEY_get_bits (pkey);

      BN_clear_free (part);
      if (!is_short || (part != NULL && i == G_N_ELEMENTS (parts) - 1))
        return FALSE;           /* nobody uses more than two factors */
    }
  return TRUE;
}

/* The halves belong together when what one signs the other verifies. */
static gboolean
do_halves_match (TbKey *key)
{
  static const guint8 text[] = "one key";
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (key), verifying = EVP_MD_CTX_new ();
  guint8 signature[1024];
  gsize n = sizeof signature;

  return signing != NULL && verifying != NULL
         && EVP_DigestSign (signing, signature, &n, text, sizeof text) == 1
         && EVP_DigestVerifyInit_ex (verifying, NULL, tb_key_kind (tb_key_get_algorithm (key))->digest, tb_key_get_crypto (key)->libctx, NULL,
                                     tb_key_get_pkey (key), NULL) == 1
         && EVP_DigestVerify (verifying, signature, n, text, sizeof text) == 1;
}

static gboolean
set_error_named (GError **error, const char *name, const GError *why)
{
  tb_crypto_set_error (error, (TbCryptoError) why->code, "%s: %s", name, why->message);
  return FALSE;
}

static TbKey *
take_up (TbCrypto *live, EVP_PKEY *pkey, const char *name, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (TbKey) key = tb_key_new_for_pkey (live, pkey, &why);

  if (key == NULL)
    {
      set_error_named (error, name, why);
      return NULL;
    }
  if ((!tb_key_algorithm_is_rsa (tb_key_get_algorithm (key)) || are_parts_short (pkey)) && do_halves_match (key))
    return g_steal_pointer (&key);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: the private and the public half of the key do not belong together", name);
  return NULL;
}

static TbKey *
decode (TbCrypto *live, const PKCS8_PRIV_KEY_INFO *pkcs8, const char *name, GError **error)
{
  g_autoptr (EVP_PKEY) pkey = EVP_PKCS82PKEY_ex (pkcs8, live->libctx, NULL);

  if (pkey != NULL)
    return take_up (live, pkey, name, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: holds no private key that can be read", name);
  return NULL;
}

/* The same key for @crypto. */
static TbKey *
hand_on (TbCrypto *crypto, const PKCS8_PRIV_KEY_INFO *pkcs8, const char *name, GError **error)
{
  g_autoptr (EVP_PKEY) pkey = EVP_PKCS82PKEY_ex (pkcs8, crypto->libctx, NULL);

  if (pkey != NULL)
    return tb_key_new_for_pkey (crypto, pkey, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "%s: the key cannot be taken into the simulation", name);
  return NULL;
}

/* Judges a key and takes it up. NULL with an error that begins with @name. */
TbKey *
tb_key_from_pkcs8 (TbCrypto *crypto, const PKCS8_PRIV_KEY_INFO *pkcs8, const char *name, GError **error)
{
  TbCrypto *live = tb_crypto_get_live (error);
  g_autoptr (TbKey) key = NULL;

  if (live == NULL || !check_kind (pkcs8, name, error))
    return NULL;
  ERR_clear_error ();
  key = decode (live, pkcs8, name, error);
  if (key == NULL || crypto->is_live)
    return g_steal_pointer (&key);
  return hand_on (crypto, pkcs8, name, error);
}

/* --- PKCS #8 --- */

static TbKey *
read_pkcs8 (TbCrypto *crypto, GBytes *der, const char *name, GError **error)
{
  gsize n_bytes;
  const guint8 *begin = g_bytes_get_data (der, &n_bytes), *at = begin;
  PKCS8_PRIV_KEY_INFO *pkcs8 = d2i_PKCS8_PRIV_KEY_INFO (NULL, &at, (long) n_bytes);
  TbKey *key = NULL;

  if (pkcs8 != NULL && at == begin + n_bytes)
    key = tb_key_from_pkcs8 (crypto, pkcs8, name, error);
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: holds no private key that can be read", name);
  PKCS8_PRIV_KEY_INFO_free (pkcs8);
  return key;
}

static gboolean
set_locked (GError **error, const char *name, const char *passphrase)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                       passphrase == NULL ? "%s: is encrypted and needs its passphrase"
                                          : "%s: cannot be decrypted: the passphrase does not fit, or this OpenSSL lacks the cipher",
                       name);
  return FALSE;
}

static TbKey *
decrypt (TbCrypto *crypto, const X509_SIG *sealed, const char *name, const char *passphrase, GError **error)
{
  TbCrypto *live = tb_crypto_get_live (error);
  const X509_ALGOR *algorithm;
  TbPbeBudget budget;
  PKCS8_PRIV_KEY_INFO *pkcs8 = NULL;
  TbKey *key;

  X509_SIG_get0 (sealed, &algorithm, NULL);
  tb_pbe_budget_init (&budget, name);
  if (live == NULL || !tb_pbe_spend_for (&budget, algorithm, error))
    return NULL;
  if (passphrase != NULL)
    pkcs8 = PKCS8_decrypt_ex (sealed, passphrase, (int) strlen (passphrase), live->libctx, NULL);
  if (pkcs8 == NULL)
    {
      set_locked (error, name, passphrase);
      return NULL;
    }
  key = tb_key_from_pkcs8 (crypto, pkcs8, name, error);
  PKCS8_PRIV_KEY_INFO_free (pkcs8);
  return key;
}

static X509_SIG *
parse_sealed (GBytes *der)
{
  gsize n_bytes;
  const guint8 *begin = g_bytes_get_data (der, &n_bytes), *at = begin;
  X509_SIG *sealed = d2i_X509_SIG (NULL, &at, (long) n_bytes);

  if (sealed != NULL && at == begin + n_bytes)
    return sealed;
  X509_SIG_free (sealed);
  return NULL;
}

static TbKey *
read_sealed (TbCrypto *crypto, GBytes *der, const char *name, const char *passphrase, GError **error)
{
  X509_SIG *sealed = parse_sealed (der);
  TbKey *key = NULL;

  if (sealed != NULL)
    key = decrypt (crypto, sealed, name, passphrase, error);
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: holds no encrypted private key that can be read", name);
  X509_SIG_free (sealed);
  return key;
}

/* --- the traditional forms --- */

/* As PKCS #8: the rest is the same for all. */
static PKCS8_PRIV_KEY_INFO *
wrap (int type, GBytes *der, OSSL_LIB_CTX *libctx)
{
  gsize n_bytes;
  const guint8 *begin = g_bytes_get_data (der, &n_bytes), *at = begin;
  g_autoptr (EVP_PKEY) pkey = d2i_PrivateKey_ex (type, NULL, &at, (long) n_bytes, libctx, NULL);

  return pkey != NULL && at == begin + n_bytes ? EVP_PKEY2PKCS8 (pkey) : NULL;
}

/* @type: OpenSSL's number of the kind, or EVP_PKEY_NONE to try both */
static TbKey *
read_traditional (TbCrypto *crypto, int type, GBytes *der, const char *name, GError **error)
{
  TbCrypto *live = tb_crypto_get_live (error);
  PKCS8_PRIV_KEY_INFO *pkcs8;
  TbKey *key = NULL;

  if (live == NULL)
    return NULL;
  pkcs8 = wrap (type != EVP_PKEY_NONE ? type : EVP_PKEY_EC, der, live->libctx);
  if (pkcs8 == NULL && type == EVP_PKEY_NONE)
    pkcs8 = wrap (EVP_PKEY_RSA, der, live->libctx);
  if (pkcs8 != NULL)
    key = tb_key_from_pkcs8 (crypto, pkcs8, name, error);
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: holds no private key that can be read", name);
  PKCS8_PRIV_KEY_INFO_free (pkcs8);
  return key;
}

/* OpenSSL asks on the terminal where it is not told. */
static int
tell_passphrase (char *into, int n_into, int is_writing, void *passphrase)
{
  gsize n = passphrase != NULL ? strlen (passphrase) : 0;

  if (passphrase == NULL || n > (gsize) n_into)
    return -1;
  memcpy (into, passphrase, n);
  return (int) n;
}

/* What is under a header that says `DEK-Info`; @block's own data where there is none. One round of MD5 makes the key: no work to limit. */
static GBytes *
unseal (const TbPemBlock *block, const char *name, const char *passphrase, GError **error)
{
  g_autofree char *header = g_strdup (block->header);
  EVP_CIPHER_INFO cipher;
  gsize n_data;
  const guint8 *data = g_bytes_get_data (block->data, &n_data);
  g_autofree guint8 *copy = NULL;
  long n = (long) n_data;

  if (PEM_get_EVP_CIPHER_INFO (header, &cipher) != 1)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: says in no known way how it is encrypted", name);
      return NULL;
    }
  copy = g_memdup2 (data, n_data);
  if (PEM_do_header (&cipher, copy, &n, tell_passphrase, (void *) passphrase) == 1)
    return g_bytes_new (copy, (gsize) n);
  set_locked (error, name, passphrase);
  return NULL;
}

static TbKey *
read_block (TbCrypto *crypto, const TbPemBlock *block, const char *name, const char *passphrase, GError **error)
{
  g_autoptr (GBytes) der = NULL;

  if (strcmp (block->label, PEM_STRING_PKCS8) == 0)
    return read_sealed (crypto, block->data, name, passphrase, error);
  if (strcmp (block->label, PEM_STRING_PKCS8INF) == 0)
    return read_pkcs8 (crypto, block->data, name, error);
  if (strcmp (block->label, PEM_STRING_DSA) == 0)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                           "%s: the key is of the kind DSA; RSA with 2048 to 4096 bits, P-256, P-384, P-521 and Ed25519 will do", name);
      return NULL;
    }
  der = unseal (block, name, passphrase, error);
  if (der == NULL)
    return NULL;
  return read_traditional (crypto, strcmp (block->label, PEM_STRING_RSA) == 0 ? EVP_PKEY_RSA : EVP_PKEY_EC, der, name, error);
}

/* --- what they have in common --- */

static TbKey *
read_pem (TbCrypto *crypto, GBytes *text, const char *name, const char *passphrase, GError **error)
{
  static const char *const labels[] = { PEM_STRING_PKCS8, PEM_STRING_PKCS8INF, PEM_STRING_RSA, PEM_STRING_ECPRIVATEKEY, PEM_STRING_DSA, NULL };
  g_autoptr (GPtrArray) blocks = tb_pem_read_blocks (text, name, labels, error);

  if (blocks == NULL)
    return NULL;
  if (blocks->len == 1)
    return read_block (crypto, g_ptr_array_index (blocks, 0), name, passphrase, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED,
                       blocks->len == 0 ? "%s: holds no private key: expected PEM or DER" : "%s: holds more than one private key: expected one",
                       name);
  return NULL;
}

static gboolean
is_pkcs8 (GBytes *der)
{
  gsize n_bytes;
  const guint8 *at = g_bytes_get_data (der, &n_bytes);
  PKCS8_PRIV_KEY_INFO *pkcs8 = d2i_PKCS8_PRIV_KEY_INFO (NULL, &at, (long) n_bytes);

  PKCS8_PRIV_KEY_INFO_free (pkcs8);
  return pkcs8 != NULL;
}

static TbKey *
read_der (TbCrypto *crypto, GBytes *der, const char *name, const char *passphrase, GError **error)
{
  X509_SIG *sealed = parse_sealed (der);
  TbKey *key;

  if (sealed == NULL)
    return is_pkcs8 (der) ? read_pkcs8 (crypto, der, name, error) : read_traditional (crypto, EVP_PKEY_NONE, der, name, error);
  key = decrypt (crypto, sealed, name, passphrase, error);
  X509_SIG_free (sealed);
  return key;
}

/**
 * tb_key_read:
 * @crypto: the context the key will belong to
 * @bytes: a private key in PEM or DER: PKCS #8 (RFC 5958), encrypted or not, or the older forms of RSA and elliptic-curve keys
 * @name: what to call it in messages
 * @passphrase: (nullable): what it is encrypted with; not looked at when it is not
 * @error: return location
 *
 * Reads a private key and judges it.
 *
 * Returns: (transfer full) (nullable): the key; %NULL with %TB_CRYPTO_ERROR_MALFORMED for what is none, or %TB_CRYPTO_ERROR_REFUSED for one that
 *   is too weak or of another kind, for a passphrase that does not fit and for one that would take too long to try
 */
TbKey *
tb_key_read (TbCrypto *crypto, GBytes *bytes, const char *name, const char *passphrase, GError **error)
{
  TbKey *key;

  ERR_clear_error ();
  if (g_bytes_get_size (bytes) > TB_LOAD_MAX_BYTES)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s: larger than %d bytes, the most that is read", name, TB_LOAD_MAX_BYTES);
      return NULL;
    }
  if (tb_pem_is_text (bytes))
    key = read_pem (crypto, bytes, name, passphrase, error);
  else if (g_bytes_get_size (bytes) > 1 && *(const guint8 *) g_bytes_get_data (bytes, NULL) == (V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED))
    key = read_der (crypto, bytes, name, passphrase, error);
  else
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: holds no private key: expected PEM or DER", name);
      return NULL;
    }
  ERR_clear_error ();
  return key;
}

/**
 * tb_key_load:
 * @crypto: the context the key will belong to
 * @path: a file as for [func@key_read]
 * @passphrase: (nullable): what it is encrypted with
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the key; %NULL with an error as from [func@key_read] or of #GFileError
 */
TbKey *
tb_key_load (TbCrypto *crypto, const char *path, const char *passphrase, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = tb_load_bytes (path, TB_LOAD_MAX_BYTES, error);

  return bytes != NULL ? tb_key_read (crypto, bytes, name, passphrase, error) : NULL;
}
