/* tb-flash-store: keys in files, as in the flash of a cheap device; and a secure element, which is simulated.
 *
 * The element is a folder of files as well, and nothing but this program keeps them: no hardware protects the simulation. What is simulated is
 * the interface, which signs and never gives a key away (see tb-sealed-provider), and the cost, which the table of kinds states. */
#include "tb-key-store-private.h"

#include <openssl/pem.h>

#include "tb-sealed-provider.h"

static gboolean
open_folder (TbKeyStore *store, GError **error)
{
  if (store->address.pin == NULL)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "Key store \"%s\" takes no PIN: its files are not locked", store->text);
  return FALSE;
}

static gboolean
write_key (TbKeyStore *store, const char *label, TbKey *key, GError **error)
{
  g_autoptr (BIO) bio = BIO_new (BIO_s_secmem ());
  char *text = NULL;
  long n_bytes;

  if (bio == NULL || PEM_write_bio_PKCS8PrivateKey (bio, tb_key_get_pkey (key), NULL, NULL, 0, NULL, NULL) != 1)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot write the key \"%s\"", label);
      return FALSE;
    }
  n_bytes = BIO_get_mem_data (bio, &text);
  return tb_key_folder_write (store, label, text, (gsize) n_bytes, error);
}

static TbKey *
generate_in_folder (TbKeyStore *store, TbCrypto *crypto, const char *label, TbKeyAlgorithm algorithm, GError **error)
{
  g_autoptr (TbKey) key = NULL;

  if (!tb_key_folder_check_free (store, label, error))
    return NULL;
  key = tb_key_generate (crypto, algorithm, NULL, error);
  if (key == NULL || !write_key (store, label, key, error))
    return NULL;
  return g_steal_pointer (&key);
}

static TbKey *
load_from_folder (TbKeyStore *store, const char *label, GError **error)
{
  g_autoptr (EVP_PKEY) pkey = tb_key_folder_read (store, label, error);

  return pkey != NULL ? tb_key_new_for_pkey (store->crypto, pkey, error) : NULL;
}

static TbKey *
generate_in_flash (TbKeyStore *store, const char *label, TbKeyAlgorithm algorithm, GError **error)
{
  return generate_in_folder (store, store->crypto, label, algorithm, error);
}

const TbKeyStoreClass tb_flash_store_class = { open_folder, NULL, generate_in_flash, load_from_folder, "" };

/* --- the secure element --- */

static gboolean
open_element (TbKeyStore *store, GError **error)
{
  store->crypto = tb_sealed_crypto_get (error);
  return store->crypto != NULL && open_folder (store, error);
}

/* The chip makes the key, and from then on it is only there. */
static TbKey *
generate_in_element (TbKeyStore *store, const char *label, TbKeyAlgorithm algorithm, GError **error)
{
  TbCrypto *live = tb_crypto_get_live (error);
  g_autoptr (TbKey) open_key = live != NULL ? generate_in_folder (store, live, label, algorithm, error) : NULL;

  return open_key != NULL ? load_from_folder (store, label, error) : NULL;
}

const TbKeyStoreClass tb_secure_element_store_class = {
  open_element, NULL, generate_in_element, load_from_folder,
  "a secure element signs with its keys and has no command to read them",
};
