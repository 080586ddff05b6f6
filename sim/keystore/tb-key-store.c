/* tb-key-store: see the header. */
#include "tb-key-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include <openssl/err.h>

static const TbKeyStoreInfo infos[] = {
  [TB_KEY_STORE_FLASH] = {
    "flash", N_("Flash"),
    N_("The private key itself: a copy of it passes for the device anywhere, until the certificate is revoked or expires."),
    TRUE, 0, "" },
  [TB_KEY_STORE_SECURE_ELEMENT] = {
    "secure-element", N_("Secure element"),
    N_("No key, only the chip that holds it: it signs for whoever has the device, for as long as they have it."),
    FALSE, 115000, "ATECC608, at-cryptoauth: 115 ms a signature" },
  [TB_KEY_STORE_TPM] = {
    "tpm", N_("TPM 2.0"),
    N_("No key: what is on the disk opens in this TPM alone. It signs for whoever controls the running device."),
    FALSE, 200000, "TPM 2.0: median 200 ms, 600 ms at the 95th percentile, study quoted at stiankri.substack" },
  [TB_KEY_STORE_PKCS11] = {
    "pkcs11", N_("PKCS #11 token"),
    N_("No key: it stays in the token. Whoever reaches the token and knows its PIN can have it sign."),
    FALSE, 0, "" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (infos) == TB_KEY_STORE_N_KINDS);

/**
 * tb_key_store_get_info:
 * @kind: a kind of key store
 *
 * Returns: (transfer none): its row of the table
 */
const TbKeyStoreInfo *
tb_key_store_get_info (TbKeyStoreKind kind)
{
  g_return_val_if_fail (kind < TB_KEY_STORE_N_KINDS, NULL);
  return &infos[kind];
}

/**
 * tb_key_store_kind_from_code:
 * @code: a stable name
 * @kind: (out): the kind
 *
 * Returns: %FALSE when @code names none
 */
gboolean
tb_key_store_kind_from_code (const char *code, TbKeyStoreKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    if (g_str_equal (infos[i].code, code))
      {
        *kind = (TbKeyStoreKind) i;
        return TRUE;
      }
  return FALSE;
}

/* --- stores --- */

#define MAX_LABEL_BYTES 64
#define LABEL_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."

static const TbKeyStoreClass *const classes[] = {
  [TB_KEY_STORE_FLASH] = &tb_flash_store_class,
  [TB_KEY_STORE_SECURE_ELEMENT] = &tb_secure_element_store_class,
  [TB_KEY_STORE_TPM] = &tb_tpm_store_class,
  [TB_KEY_STORE_PKCS11] = &tb_pkcs11_store_class,
};

G_STATIC_ASSERT (G_N_ELEMENTS (classes) == TB_KEY_STORE_N_KINDS);

static gboolean
reach (TbKeyStore *store, const char *pin, GError **error)
{
  store->crypto = tb_crypto_get_live (error);
  if (store->crypto == NULL || !tb_key_address_parse (&store->address, store->text, error))
    return FALSE;
  if (pin != NULL)
    {
      tb_key_forget (store->address.pin);
      store->address.pin = g_strdup (pin);
    }
  store->class = classes[store->address.kind];
  return store->class->open == NULL || store->class->open (store, error);
}

/**
 * tb_key_store_open:
 * @address: which store, see [struct@KeyStore]
 * @pin: (nullable): what opens it; goes before what @address says of it
 * @error: return location
 *
 * Reaches a store. A wrong PIN, a locked token, a TPM that does not answer show here, before anything is signed.
 *
 * Returns: (transfer full) (nullable): the store; %NULL with %TB_CRYPTO_ERROR_MALFORMED for what is no address, %TB_CRYPTO_ERROR_UNAVAILABLE
 *   when the token, its driver or the TPM is not there, %TB_CRYPTO_ERROR_REFUSED for a PIN that is missing or wrong, or one of %G_FILE_ERROR
 */
TbKeyStore *
tb_key_store_open (const char *address, const char *pin, GError **error)
{
  g_autoptr (TbKeyStore) store = g_new0 (TbKeyStore, 1);

  ERR_clear_error ();
  store->text = g_strdup (address);
  return reach (store, pin, error) ? g_steal_pointer (&store) : NULL;
}

/**
 * tb_key_store_close:
 * @store: (transfer full): a store
 *
 * Lets go of the store and forgets the PIN. Keys taken from it live on.
 */
void
tb_key_store_close (TbKeyStore *store)
{
  if (store->class != NULL && store->class->close != NULL)
    store->class->close (store);
  tb_key_address_clear (&store->address);
  g_free (store->text);
  g_free (store);
}

/**
 * tb_key_store_get_kind:
 * @store: a store
 *
 * Returns: its kind
 */
TbKeyStoreKind
tb_key_store_get_kind (TbKeyStore *store)
{
  return store->address.kind;
}

/* Names are good for a file and for a token alike. */
static gboolean
check_label (const char *label, GError **error)
{
  gsize n = strlen (label);

  if (n > 0 && n <= MAX_LABEL_BYTES && strspn (label, LABEL_CHARACTERS) == n && *label != '.' && *label != '-')
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED,
                       "\"%s\" is no name for a key: expected 1 to %d letters, digits, \"_\", \"-\" and \".\", the last two not in front", label,
                       MAX_LABEL_BYTES);
  return FALSE;
}

/**
 * tb_key_store_generate:
 * @store: a store
 * @label: the name of the new key: 1 to 64 letters, digits, `_`, `-` and `.`
 * @algorithm: what kind of key
 * @error: return location
 *
 * Makes a key pair where it is to stay. Its private half is drawn by the token itself where there is one.
 *
 * Returns: (transfer full) (nullable): the key; %NULL with %TB_CRYPTO_ERROR_REFUSED when the name is taken or the token does not make such keys,
 *   or with another error of [func@key_store_open]
 */
TbKey *
tb_key_store_generate (TbKeyStore *store, const char *label, TbKeyAlgorithm algorithm, GError **error)
{
  ERR_clear_error ();
  return check_label (label, error) ? store->class->generate (store, label, algorithm, error) : NULL;
}

/**
 * tb_key_store_load:
 * @store: a store
 * @label: the name of a key
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the key; %NULL with %TB_CRYPTO_ERROR_UNAVAILABLE when there is none of this name, or with another error
 *   of [func@key_store_open]
 */
TbKey *
tb_key_store_load (TbKeyStore *store, const char *label, GError **error)
{
  ERR_clear_error ();
  return check_label (label, error) ? store->class->load (store, label, error) : NULL;
}

static GBytes *
write_pkcs8 (TbKey *key, GError **error)
{
  PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8 (tb_key_get_pkey (key));
  unsigned char *der = NULL;
  int n = info != NULL ? i2d_PKCS8_PRIV_KEY_INFO (info, &der) : 0;
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_clear_free (der, n > 0 ? (gsize) n : 0);
  PKCS8_PRIV_KEY_INFO_free (info);
  if (bytes == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot write the private key");
  return bytes;
}

/**
 * tb_key_store_export:
 * @store: a store
 * @label: the name of a key
 * @error: return location
 *
 * Gives a private key away, as a thief would take it.
 *
 * Returns: (transfer full) (nullable): the key as PKCS #8 (RFC 5958), DER; %NULL with %TB_CRYPTO_ERROR_REFUSED and the reason for stores that
 *   keep their keys, or with an error of [method@KeyStore.load]
 */
GBytes *
tb_key_store_export (TbKeyStore *store, const char *label, GError **error)
{
  g_autoptr (TbKey) key = NULL;

  if (!tb_key_store_get_info (store->address.kind)->can_export)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The key \"%s\" cannot leave %s: %s", label, store->text, store->class->stays);
      return NULL;
    }
  key = tb_key_store_load (store, label, error);
  return key != NULL ? write_pkcs8 (key, error) : NULL;
}
