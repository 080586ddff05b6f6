/* tb-key-address: the address of a key store, taken apart, and PINs read from where an address says they are. */
#include "tb-key-store-private.h"

#include <string.h>

#define MAX_PIN_BYTES 256

/* Frees a PIN or a private key, and leaves nothing of it in memory. */
void
tb_key_forget (char *secret)
{
  if (secret != NULL)
    OPENSSL_cleanse (secret, strlen (secret));
  g_free (secret);
}

void
tb_key_address_clear (TbKeyAddress *address)
{
  g_clear_pointer (&address->folder, g_free);
  g_clear_pointer (&address->tcti, g_free);
  g_clear_pointer (&address->pin, tb_key_forget);
}

/* --- PINs --- */

static char *
read_pin_file (const char *file, GError **error)
{
  char *pin = NULL;

  g_file_get_contents (g_str_has_prefix (file, "//") ? file + strlen ("//") : file, &pin, NULL, error);
  return pin;
}

static char *
read_pin_variable (const char *variable, GError **error)
{
  const char *pin = g_getenv (variable);

  if (pin == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "The PIN is to come from the environment variable %s, which is not set", variable);
  return g_strdup (pin);
}

static char *
read_pin (const char *source, GError **error)
{
  if (g_str_has_prefix (source, "file:"))
    return read_pin_file (source + strlen ("file:"), error);
  if (g_str_has_prefix (source, "env:"))
    return read_pin_variable (source + strlen ("env:"), error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "pin-source=%s is not understood; write pin-source=file:FILE or pin-source=env:VARIABLE",
                       source);
  return NULL;
}

/* The PIN that @source (of `pin-source`, RFC 7512 section 2.4) leads to: the first line of a file, or an environment variable. */
char *
tb_key_address_read_pin (const char *source, GError **error)
{
  char *pin = read_pin (source, error);

  if (pin == NULL)
    return NULL;
  pin[strcspn (pin, "\r\n")] = '\0';
  if (*pin != '\0' && strlen (pin) <= MAX_PIN_BYTES)
    return pin;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "pin-source=%s: expected a PIN of 1 to %d bytes on the first line", source, MAX_PIN_BYTES);
  tb_key_forget (pin);
  return NULL;
}

/* --- the rest of the address --- */

static gboolean
refuse_parameter (const char *text, const char *name, GError **error)
{
  if (g_str_equal (name, "pin-value"))
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                         "A PIN in an address can be read by everybody on this computer; give pin-source=file:FILE or pin-source=env:VARIABLE");
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "Key store \"%s\": \"%s\" means nothing to this kind of store", text, name);
  return FALSE;
}

static gboolean
take_parameter (TbKeyAddress *address, const char *text, const char *name, const char *value, GError **error)
{
  gboolean is_tpm = address->kind == TB_KEY_STORE_TPM;

  if (is_tpm && g_str_equal (name, "tcti") && address->tcti == NULL)
    return (address->tcti = g_strdup (value)) != NULL;
  if (is_tpm && g_str_equal (name, "pin-source") && address->pin == NULL)
    return (address->pin = tb_key_address_read_pin (value, error)) != NULL;
  return refuse_parameter (text, name, error);
}

static gboolean
take_query (TbKeyAddress *address, const char *text, const char *query, GError **error)
{
  GUriParamsIter parameters;
  char *name, *value;
  gboolean is_good = TRUE;
  GError *malformed = NULL;

  g_uri_params_iter_init (&parameters, query, -1, "&", G_URI_PARAMS_NONE);
  while (is_good && g_uri_params_iter_next (&parameters, &name, &value, &malformed))
    {
      is_good = take_parameter (address, text, name, value, error);
      g_free (name);
      tb_key_forget (value);
    }
  if (malformed == NULL)
    return is_good;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "Key store \"%s\": %s", text, malformed->message);
  g_error_free (malformed);
  return FALSE;
}

static gboolean
take_folder (TbKeyAddress *address, const char *text, GError **error)
{
  g_autofree char *host = NULL, *query = NULL, *fragment = NULL;
  g_autoptr (GError) malformed = NULL;

  if (!g_uri_split (text, G_URI_FLAGS_ENCODED_QUERY, NULL, NULL, &host, NULL, &address->folder, &query, &fragment, &malformed))
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "Key store \"%s\": %s", text, malformed->message);
  else if (host != NULL || fragment != NULL || *address->folder == '\0')
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "Key store \"%s\": a folder has to follow, as in %s:FOLDER", text,
                         tb_key_store_get_info (address->kind)->code);
  else
    return query == NULL || take_query (address, text, query, error);
  return FALSE;
}

static gboolean
take_kind (TbKeyAddress *address, const char *text)
{
  g_autofree char *code = g_strndup (text, strcspn (text, ":"));

  return text[strlen (code)] == ':' && tb_key_store_kind_from_code (code, &address->kind);
}

/* Takes @text apart. What follows `pkcs11:` is for p11-kit to read. @address is to be cleared even when this fails. */
gboolean
tb_key_address_parse (TbKeyAddress *address, const char *text, GError **error)
{
  *address = (TbKeyAddress) { 0 };
  if (!take_kind (address, text))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED,
                           "\"%s\" is no key store; expected flash:FOLDER, secure-element:FOLDER, tpm:FOLDER or pkcs11:token=LABEL", text);
      return FALSE;
    }
  return address->kind == TB_KEY_STORE_PKCS11 || take_folder (address, text, error);
}

/**
 * tb_key_store_make_address:
 * @kind: a kind whose keys are in a folder: not %TB_KEY_STORE_PKCS11
 * @folder: a folder, which need not exist
 *
 * Returns: (transfer full): the address of the store in @folder
 */
char *
tb_key_store_make_address (TbKeyStoreKind kind, const char *folder)
{
  g_autofree char *path = g_uri_escape_string (folder, "/", FALSE);

  return g_strconcat (tb_key_store_get_info (kind)->code, ":", path, NULL);
}
