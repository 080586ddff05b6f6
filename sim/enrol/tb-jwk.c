/* tb-jwk: public keys as JSON (RFC 7517, RFC 7518 section 6) and their thumbprints (RFC 7638); see tb-jose.h. */
#include "tb-jose.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <string.h>

#define COORDINATE_BYTES 32
#define MIN_RSA_BITS 2048
#define MAX_RSA_BITS 4096
#define MAX_EXPONENT_BYTES 8

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM, OSSL_PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)

static void
refuse (GError **error, const char *why)
{
  g_set_error (error, TB_JOSE_ERROR, TB_JOSE_ERROR_KEY, "The key is not accepted: %s", why);
}

/* --- reading --- */

static GBytes *
read_number (JsonObject *jwk, const char *member, gsize min_bytes, gsize max_bytes, GError **error)
{
  const char *text = tb_jose_get_text (jwk, member);
  g_autoptr (GBytes) bytes = text != NULL ? tb_base64url_decode (text, NULL) : NULL;

  if (bytes != NULL && g_bytes_get_size (bytes) >= min_bytes && g_bytes_get_size (bytes) <= max_bytes)
    return g_steal_pointer (&bytes);
  g_set_error (error, TB_JOSE_ERROR, TB_JOSE_ERROR_KEY, "The key is not accepted: \"%s\" is not %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT " bytes of base64url",
               member, min_bytes, max_bytes);
  return NULL;
}

static EVP_PKEY *
make_pkey (TbCrypto *crypto, const char *type, OSSL_PARAM_BLD *builder)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (tb_crypto_get_libctx (crypto), type, NULL);
  g_autoptr (OSSL_PARAM) params = OSSL_PARAM_BLD_to_param (builder);
  EVP_PKEY *pkey = NULL;

  if (context == NULL || params == NULL || EVP_PKEY_fromdata_init (context) != 1
      || EVP_PKEY_fromdata (context, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
    return NULL;
  return pkey;
}

/* RFC 7518 section 6.2.1: coordinates have their full length. OpenSSL refuses points that are not on the curve. */
static EVP_PKEY *
read_ec (TbCrypto *crypto, JsonObject *jwk, GError **error)
{
  g_autoptr (GBytes) x = read_number (jwk, "x", COORDINATE_BYTES, COORDINATE_BYTES, error);
  g_autoptr (GBytes) y = x != NULL ? read_number (jwk, "y", COORDINATE_BYTES, COORDINATE_BYTES, error) : NULL;
  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();
  guint8 point[1 + 2 * COORDINATE_BYTES] = { 4 };

  if (y == NULL || builder == NULL)
    return NULL;
  memcpy (point + 1, g_bytes_get_data (x, NULL), COORDINATE_BYTES);
  memcpy (point + 1 + COORDINATE_BYTES, g_bytes_get_data (y, NULL), COORDINATE_BYTES);
  if (OSSL_PARAM_BLD_push_utf8_string (builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1
      || OSSL_PARAM_BLD_push_octet_string (builder, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point) != 1)
    return NULL;
  return make_pkey (crypto, "EC", builder);
}

static gboolean
is_good_rsa (const BIGNUM *modulus, const BIGNUM *exponent)
{
  return BN_num_bits (modulus) >= MIN_RSA_BITS && BN_num_bits (modulus) <= MAX_RSA_BITS && BN_is_odd (modulus) && BN_is_odd (exponent)
         && BN_num_bits (exponent) > 16;
}

static EVP_PKEY *
read_rsa (TbCrypto *crypto, JsonObject *jwk, GError **error)
{
  g_autoptr (GBytes) n = read_number (jwk, "n", MIN_RSA_BITS / 8, MAX_RSA_BITS / 8, error);
  g_autoptr (GBytes) e = n != NULL ? read_number (jwk, "e", 1, MAX_EXPONENT_BYTES, error) : NULL;
  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();
  g_autoptr (BIGNUM) modulus = e != NULL ? BN_bin2bn (g_bytes_get_data (n, NULL), (int) g_bytes_get_size (n), NULL) : NULL;
  g_autoptr (BIGNUM) exponent = e != NULL ? BN_bin2bn (g_bytes_get_data (e, NULL), (int) g_bytes_get_size (e), NULL) : NULL;

  if (modulus == NULL || exponent == NULL || builder == NULL || !is_good_rsa (modulus, exponent)
      || OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_N, modulus) != 1
      || OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_E, exponent) != 1)
    return NULL;
  return make_pkey (crypto, "RSA", builder);
}

/**
 * tb_jwk_read:
 * @crypto: the context the key will belong to
 * @jwk: a public key
 * @error: return location
 *
 * Reads a key of P-256, or of RSA with 2048 to 4096 bits (RFC 7518 section 6). A private half is refused: whoever sends one has lost it.
 *
 * Returns: (transfer full) (nullable): the key; %NULL with %TB_JOSE_ERROR_KEY
 */
EVP_PKEY *
tb_jwk_read (TbCrypto *crypto, JsonObject *jwk, GError **error)
{
  const char *kty = tb_jose_get_text (jwk, "kty"), *crv = tb_jose_get_text (jwk, "crv");
  EVP_PKEY *pkey = NULL;

  ERR_clear_error ();
  if (json_object_has_member (jwk, "d"))
    refuse (error, "it has its private half in it");
  else if (g_strcmp0 (kty, "EC") == 0 && g_strcmp0 (crv, "P-256") == 0)
    pkey = read_ec (crypto, jwk, error);
  else if (g_strcmp0 (kty, "RSA") == 0)
    pkey = read_rsa (crypto, jwk, error);
  else
    refuse (error, "EC on P-256 and RSA are");
  if (pkey == NULL && error != NULL && *error == NULL)
    refuse (error, "its numbers make no public key of the size asked for");
  return pkey;
}

/* --- writing --- */

static gboolean
put_number (JsonObject *jwk, const char *member, EVP_PKEY *pkey, const char *param, int n_bytes)
{
  BIGNUM *got = NULL;
  g_autofree guint8 *bytes = NULL;
  g_autofree char *text = NULL;
  gboolean is_put = EVP_PKEY_get_bn_param (pkey, param, &got) == 1;

  if (is_put)
    {
      n_bytes = n_bytes > 0 ? n_bytes : BN_num_bytes (got);
      bytes = g_malloc0 ((gsize) n_bytes);
      is_put = BN_bn2binpad (got, bytes, n_bytes) == n_bytes;
      text = tb_base64url_encode (bytes, (gsize) n_bytes);
      json_object_set_string_member (jwk, member, text);
    }
  BN_free (got);
  return is_put;
}

static gboolean
put_key (JsonObject *jwk, EVP_PKEY *pkey)
{
  TbKeyAlgorithm algorithm;

  if (EVP_PKEY_is_a (pkey, "RSA"))
    {
      gboolean has_exponent = put_number (jwk, "e", pkey, OSSL_PKEY_PARAM_RSA_E, 0);

      json_object_set_string_member (jwk, "kty", "RSA");
      return has_exponent && put_number (jwk, "n", pkey, OSSL_PKEY_PARAM_RSA_N, 0);
    }
  if (!tb_key_classify_pkey (pkey, &algorithm) || algorithm != TB_KEY_P256)
    return FALSE;
  json_object_set_string_member (jwk, "crv", "P-256");
  json_object_set_string_member (jwk, "kty", "EC");
  return put_number (jwk, "x", pkey, OSSL_PKEY_PARAM_EC_PUB_X, COORDINATE_BYTES) && put_number (jwk, "y", pkey, OSSL_PKEY_PARAM_EC_PUB_Y, COORDINATE_BYTES);
}

/**
 * tb_jwk_write:
 * @pkey: a key of P-256 or RSA
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the public half with its required members in the order of RFC 7638 section 3.2; %NULL with
 *   %TB_JOSE_ERROR_KEY for another kind of key
 */
JsonObject *
tb_jwk_write (EVP_PKEY *pkey, GError **error)
{
  g_autoptr (JsonObject) jwk = json_object_new ();

  if (put_key (jwk, pkey))
    return g_steal_pointer (&jwk);
  refuse (error, "EC on P-256 and RSA are");
  return NULL;
}

/**
 * tb_jose_digest:
 * @crypto: the context to work in
 * @text: some text
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its SHA-256 as base64url; %NULL with %TB_JOSE_ERROR_FAILED
 */
char *
tb_jose_digest (TbCrypto *crypto, const char *text, GError **error)
{
  guint8 digest[32];
  gsize n = 0;

  if (EVP_Q_digest (tb_crypto_get_libctx (crypto), "SHA2-256", NULL, text, strlen (text), digest, &n) == 1 && n == sizeof digest)
    return tb_base64url_encode (digest, n);
  g_set_error_literal (error, TB_JOSE_ERROR, TB_JOSE_ERROR_FAILED, "Cannot digest with SHA-256");
  return NULL;
}

/**
 * tb_jwk_thumbprint:
 * @crypto: the context to work in
 * @pkey: a key of P-256 or RSA
 * @error: return location
 *
 * Returns: (transfer full) (nullable): its thumbprint with SHA-256 as base64url (RFC 7638 section 3); %NULL as from [func@jwk_write]
 */
char *
tb_jwk_thumbprint (TbCrypto *crypto, EVP_PKEY *pkey, GError **error)
{
  g_autoptr (JsonObject) jwk = tb_jwk_write (pkey, error);
  g_autofree char *text = jwk != NULL ? tb_jose_print (jwk) : NULL;

  return text != NULL ? tb_jose_digest (crypto, text, error) : NULL;
}
