/* tb-cli-keys: see the header. */
#include "tb-cli-keys.h"

#include "tb-cli.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "tb-load.h"
#include "tb-pem.h"

static EVP_PKEY *
read_from_certificate (TbCrypto *crypto, GBytes *bytes, const char *name)
{
  g_autoptr (GPtrArray) certificates = tb_certificates_read (crypto, bytes, name, NULL);

  return certificates != NULL ? X509_get_pubkey (tb_certificate_get_x509 (g_ptr_array_index (certificates, 0))) : NULL;
}

/* Loads a key whose public half is wanted. */
TbKey *
tb_cli_load_public (TbCrypto *crypto, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = tb_load_bytes (path, TB_LOAD_MAX_BYTES, error);
  g_autoptr (EVP_PKEY) pkey = bytes != NULL ? tb_public_key_read (crypto, bytes, name, NULL) : NULL;
  TbKey *key;

  if (bytes == NULL)
    return NULL;
  if (pkey == NULL)
    pkey = read_from_certificate (crypto, bytes, name);
  ERR_clear_error ();
  if (pkey != NULL)
    return tb_key_new_for_pkey (crypto, pkey, error);
  key = tb_key_read (crypto, bytes, name, NULL, NULL);
  if (key == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: holds no public key, certificate or private key that can be read", name);
  return key;
}

/* Loads a key with whatever halves there are. */
TbKey *
tb_cli_load_any (TbCrypto *crypto, const char *path, GError **error)
{
  TbKey *key = tb_key_load (crypto, path, NULL, NULL);

  return key != NULL ? key : tb_cli_load_public (crypto, path, error);
}

/* Writes the public half as PEM. */
gboolean
tb_cli_write_public (TbKey *key, const char *path, GError **error)
{
  g_autoptr (GBytes) pem = tb_pem_write (PEM_STRING_PUBLIC, tb_key_get_spki (key));

  return tb_cli_write (path, pem, 0644, error);
}
