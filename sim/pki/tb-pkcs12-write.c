/* tb-pkcs12-write: PKCS #12 files as every program of today reads them: PBES2 with AES-256 and PBKDF2 over SHA-256, a MAC with SHA-256; see
 * tb-pkcs12.h. What is random in them is drawn from the operating system, also for seeded keys: no run depends on a file that leaves it. */
#include "tb-pkcs12.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "tb-key-private.h"
#include "tb-pbe.h"

typedef STACK_OF (X509) X509Stack;

/* The key for OpenSSL's writer, in the live context. */
static EVP_PKEY *
get_live_pkey (TbKey *key, TbCrypto *live, GError **error)
{
  PKCS8_PRIV_KEY_INFO *pkcs8 = tb_key_to_pkcs8 (key, error);
  EVP_PKEY *pkey;

  if (pkcs8 == NULL)
    return NULL;
  pkey = EVP_PKCS82PKEY_ex (pkcs8, live->libctx, NULL);
  PKCS8_PRIV_KEY_INFO_free (pkcs8);
  if (pkey == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot write this key");
  return pkey;
}

static GBytes *
write_with (EVP_PKEY *pkey, TbIdentity *identity, const char *friendly_name, const char *passphrase, TbCrypto *live)
{
  GPtrArray *intermediates = tb_identity_get_intermediates (identity);
  X509Stack *chain = sk_X509_new_null ();
  PKCS12 *pkcs12;
  unsigned char *der = NULL;
  GBytes *bytes;
  int n;

  for (guint i = 0; i < intermediates->len; i++)
    sk_X509_push (chain, tb_certificate_get_x509 (g_ptr_array_index (intermediates, i)));
  pkcs12 = PKCS12_create_ex (passphrase, friendly_name, pkey, tb_certificate_get_x509 (tb_identity_get_certificate (identity)), chain,
                             NID_aes_256_cbc, NID_aes_256_cbc, TB_PBE_ITERATIONS, TB_PBE_ITERATIONS, 0, live->libctx, NULL);
  sk_X509_free (chain);
  n = pkcs12 != NULL ? i2d_PKCS12 (pkcs12, &der) : 0;
  bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;
  OPENSSL_free (der);
  PKCS12_free (pkcs12);
  return bytes;
}

/**
 * tb_pkcs12_write:
 * @identity: a key with its certificate and the intermediates
 * @friendly_name: (nullable): what to call it
 * @passphrase: what to put it under
 * @error: return location
 *
 * Writes a PKCS #12 file.
 *
 * Returns: (transfer full) (nullable): the file; %NULL with %TB_CRYPTO_ERROR_REFUSED when the private half is in a token that does not let it out,
 *   or %TB_CRYPTO_ERROR_FAILED, as when the certificate is not the key's
 */
GBytes *
tb_pkcs12_write (TbIdentity *identity, const char *friendly_name, const char *passphrase, GError **error)
{
  TbCrypto *live = tb_crypto_get_live (error);
  g_autoptr (EVP_PKEY) pkey = live != NULL ? get_live_pkey (tb_identity_get_key (identity), live, error) : NULL;
  GBytes *bytes;

  if (pkey == NULL)
    return NULL;
  ERR_clear_error ();
  bytes = write_with (pkey, identity, friendly_name, passphrase, live);
  if (bytes == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot write the PKCS #12 file of %s",
                         tb_certificate_get_common_name (tb_identity_get_certificate (identity)));
  return bytes;
}
