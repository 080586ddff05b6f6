/* tb-sign-number: bytes to numbers and back, and parts of keys: what stands between the bench and OpenSSL. */
#include <openssl/err.h>

#include "tb-sign-private.h"

/* NULL when OpenSSL fails; @parts may hold NULL for nothing. */
GBytes *
tb_sign_digest (TbCrypto *crypto, const char *algorithm, guint n_parts, GBytes *const *parts)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  EVP_MD *md = EVP_MD_fetch (tb_crypto_get_libctx (crypto), algorithm, NULL);
  guint8 digest[EVP_MAX_MD_SIZE];
  guint n_digest = 0;
  gboolean good = context != NULL && md != NULL && EVP_DigestInit_ex2 (context, md, NULL) == 1;

  for (guint i = 0; good && i < n_parts; i++)
    {
      gsize n_bytes;
      const guint8 *data = g_bytes_get_data (parts[i], &n_bytes);

      good = n_bytes == 0 || EVP_DigestUpdate (context, data, n_bytes) == 1;
    }
  good = good && EVP_DigestFinal_ex (context, digest, &n_digest) == 1;
  EVP_MD_free (md);
  return good ? g_bytes_new (digest, n_digest) : NULL;
}

/* @n_bytes: how many, with zeros in front; 0 for as many as it needs */
GBytes *
tb_sign_number_to_bytes (const BIGNUM *number, gsize n_bytes)
{
  gsize n = n_bytes > 0 ? n_bytes : (gsize) MAX (BN_num_bytes (number), 1);
  g_autofree guint8 *bytes = g_malloc (n);

  if (BN_bn2binpad (number, bytes, (int) n) != (int) n)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&bytes), n);
}

BIGNUM *
tb_sign_number_from_bytes (GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);

  return BN_bin2bn (data, (int) n_bytes, NULL);
}

/* NULL when the key does not have it or does not let it out. */
BIGNUM *
tb_sign_get_number (EVP_PKEY *key, const char *parameter)
{
  BIGNUM *number = NULL;

  if (EVP_PKEY_get_bn_param (key, parameter, &number) == 1)
    return number;
  ERR_clear_error ();
  return NULL;
}

/* Likewise, for what is no number. */
GBytes *
tb_sign_get_octets (EVP_PKEY *key, const char *parameter)
{
  gsize n_bytes = 0;
  g_autofree guint8 *bytes = NULL;

  if (EVP_PKEY_get_octet_string_param (key, parameter, NULL, 0, &n_bytes) == 1 && n_bytes > 0)
    bytes = g_malloc (n_bytes);
  if (bytes != NULL && EVP_PKEY_get_octet_string_param (key, parameter, bytes, n_bytes, &n_bytes) == 1)
    return g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
  ERR_clear_error ();
  return NULL;
}

gboolean
tb_sign_fail (GError **error, const char *what)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "%s", what);
  return FALSE;
}
