/* tb-pkcs11-token: see the header. */
#include "tb-pkcs11-token.h"

#include <string.h>

/* --- what tokens answer --- */

static const struct
{
  CK_RV rv;
  TbCryptoError code;
  const char *sentence;
} answers[] = {
  { CKR_PIN_INCORRECT, TB_CRYPTO_ERROR_REFUSED, "the PIN is wrong" },
  { CKR_PIN_INVALID, TB_CRYPTO_ERROR_REFUSED, "the PIN is wrong" },
  { CKR_PIN_LEN_RANGE, TB_CRYPTO_ERROR_REFUSED, "the PIN is wrong: it is too short or too long for this token" },
  { CKR_PIN_LOCKED, TB_CRYPTO_ERROR_REFUSED, "the PIN is locked after too many wrong ones; only its security officer can set a new one" },
  { CKR_PIN_EXPIRED, TB_CRYPTO_ERROR_REFUSED, "the PIN has expired; set a new one with the token's own tool" },
  { CKR_USER_PIN_NOT_INITIALIZED, TB_CRYPTO_ERROR_REFUSED, "it has no PIN yet; set one with the token's own tool" },
  { CKR_TOKEN_WRITE_PROTECTED, TB_CRYPTO_ERROR_REFUSED, "it is write-protected" },
  { CKR_MECHANISM_INVALID, TB_CRYPTO_ERROR_REFUSED, "it does not make keys of this kind" },
  { CKR_CURVE_NOT_SUPPORTED, TB_CRYPTO_ERROR_REFUSED, "it does not make keys of this kind" },
  { CKR_KEY_SIZE_RANGE, TB_CRYPTO_ERROR_REFUSED, "it does not make keys of this size" },
  { CKR_DEVICE_MEMORY, TB_CRYPTO_ERROR_REFUSED, "it is full" },
  { CKR_DEVICE_REMOVED, TB_CRYPTO_ERROR_UNAVAILABLE, "it was removed" },
  { CKR_TOKEN_NOT_PRESENT, TB_CRYPTO_ERROR_UNAVAILABLE, "it was removed" },
};

/* Says what @what met with. */
void
tb_pkcs11_set_error (GError **error, const char *what, CK_RV rv)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (answers[i].rv == rv)
      {
        g_set_error (error, TB_CRYPTO_ERROR, (int) answers[i].code, "%s: %s", what, answers[i].sentence);
        return;
      }
  g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED, "%s: %s (0x%lx)", what, p11_kit_strerror (rv), rv);
}

/* --- drivers --- */

/* One driver, or all that the system knows of; ends with NULL. */
static CK_FUNCTION_LIST **
load_modules (const char *path, GError **error)
{
  CK_FUNCTION_LIST **modules;
  CK_RV rv;

  if (path == NULL)
    return p11_kit_modules_load_and_initialize (0);
  modules = g_new0 (CK_FUNCTION_LIST *, 2);
  modules[0] = p11_kit_module_load (path, 0);
  if (modules[0] == NULL)
    g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_UNAVAILABLE,
                 "The driver %s cannot be loaded (%s); module-path=FILE names the token's PKCS #11 module", path, p11_kit_message ());
  else if ((rv = p11_kit_module_initialize (modules[0])) != CKR_OK)
    tb_pkcs11_set_error (error, path, rv);
  else
    return modules;
  g_clear_pointer (&modules[0], p11_kit_module_release);
  g_free (modules);
  return NULL;
}

/* Drivers are never unloaded: keys that sign through an engine or a provider hold on to the same ones. */
static CK_FUNCTION_LIST **
get_modules (const char *path, GError **error)
{
  static GMutex lock;
  static GHashTable *loaded;
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  CK_FUNCTION_LIST **modules;

  if (loaded == NULL)
    loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  modules = g_hash_table_lookup (loaded, path != NULL ? path : "");
  if (modules == NULL)
    modules = load_modules (path, error);
  if (modules != NULL)
    g_hash_table_replace (loaded, g_strdup (path != NULL ? path : ""), modules);
  else if (error != NULL && *error == NULL)
    g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_UNAVAILABLE, "No PKCS #11 drivers can be loaded: %s", p11_kit_message ());
  return modules;
}

/* --- finding the token --- */

typedef struct
{
  TbPkcs11Token *token;
  guint n_matches;
  GString *others;              /* labels of the tokens that are not meant */
} Search;

static void
look_at_slot (Search *search, CK_FUNCTION_LIST *module, CK_SLOT_ID slot)
{
  CK_TOKEN_INFO info;

  if (module->C_GetTokenInfo (slot, &info) != CKR_OK || !(info.flags & CKF_TOKEN_INITIALIZED))
    return;
  if (p11_kit_uri_match_token_info (search->token->uri, &info) != 1)
    {
      g_autofree char *label = g_strndup ((const char *) info.label, sizeof info.label);

      g_string_append_printf (search->others, "%s\"%s\"", search->others->len > 0 ? ", " : "", g_strchomp (label));
      return;
    }
  search->n_matches++;
  search->token->module = module;
  search->token->slot = slot;
  search->token->info = info;
}

static void
look_at_module (Search *search, CK_FUNCTION_LIST *module)
{
  g_autofree CK_SLOT_ID *slots = NULL;
  CK_ULONG n_slots = 0;

  if (module->C_GetSlotList (CK_TRUE, NULL, &n_slots) != CKR_OK || n_slots == 0)
    return;
  slots = g_new0 (CK_SLOT_ID, n_slots);
  if (module->C_GetSlotList (CK_TRUE, slots, &n_slots) != CKR_OK)
    return;
  for (CK_ULONG i = 0; i < n_slots; i++)
    look_at_slot (search, module, slots[i]);
}

static gboolean
find_token (TbPkcs11Token *token, CK_FUNCTION_LIST **modules, const char *address, GError **error)
{
  g_autoptr (GString) others = g_string_new (NULL);
  Search search = { token, 0, others };

  for (; *modules != NULL; modules++)
    look_at_module (&search, *modules);
  if (search.n_matches == 1)
    return TRUE;
  if (search.n_matches > 1)
    g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_UNAVAILABLE, "%u tokens are \"%s\"; say which one with serial=NUMBER", search.n_matches,
                 address);
  else
    g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_UNAVAILABLE, "No token is \"%s\"; %s%s", address,
                 others->len > 0 ? "there is " : "there is none, or its driver is not the one that module-path=FILE names", others->str);
  return FALSE;
}

/* --- opening it --- */

/* A token that is logged in takes any PIN for good, so those that it took before are remembered, as digests. */
static gboolean
is_known_pin (TbPkcs11Token *token, const char *pin, gboolean is_good)
{
  static GMutex lock;
  static GHashTable *known;
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  g_autofree char *digest = g_compute_hmac_for_string (G_CHECKSUM_SHA256, token->info.serialNumber, sizeof token->info.serialNumber, pin, -1);

  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (is_good)
    g_hash_table_add (known, g_strdup (digest));
  return g_hash_table_contains (known, digest);
}

static gboolean
log_in (TbPkcs11Token *token, const char *address, const char *pin, GError **error)
{
  CK_RV rv;

  if (!(token->info.flags & CKF_LOGIN_REQUIRED))
    return TRUE;
  if (pin == NULL)
    {
      g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED,
                   "%s asks for a PIN; give pin-source=file:FILE or pin-source=env:VARIABLE in the address", address);
      return FALSE;
    }
  rv = token->module->C_Login (token->session, CKU_USER, (CK_UTF8CHAR *) pin, strlen (pin));
  if (rv == CKR_USER_ALREADY_LOGGED_IN)
    rv = is_known_pin (token, pin, FALSE) ? CKR_OK : CKR_PIN_INCORRECT;
  else if (rv == CKR_OK)
    is_known_pin (token, pin, TRUE);
  if (rv != CKR_OK)
    tb_pkcs11_set_error (error, address, rv);
  return rv == CKR_OK;
}

static gboolean
open_session (TbPkcs11Token *token, const char *address, GError **error)
{
  CK_RV rv = token->module->C_OpenSession (token->slot, CKF_SERIAL_SESSION, NULL, NULL, &token->session);

  if (rv != CKR_OK)
    tb_pkcs11_set_error (error, address, rv);
  return rv == CKR_OK;
}

/* --- the address --- */

static gboolean
parse_uri (TbKeyStore *store, P11KitUri *uri, GError **error)
{
  int rc = p11_kit_uri_parse (store->text, P11_KIT_URI_FOR_ANY, uri);

  if (rc != P11_KIT_URI_OK)
    g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED, "\"%s\": %s; expected pkcs11:token=LABEL (RFC 7512)", store->text,
                 p11_kit_uri_message (rc));
  else if (p11_kit_uri_any_unrecognized (uri))
    g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED, "\"%s\": an attribute in it is unknown; expected pkcs11:token=LABEL (RFC 7512)",
                 store->text);
  else if (p11_kit_uri_get_pin_value (uri) != NULL)
    g_set_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED,
                 "A PIN in an address can be read by everybody on this computer; give pin-source=file:FILE or pin-source=env:VARIABLE");
  else
    return TRUE;
  return FALSE;
}

static gboolean
take_pin (TbKeyStore *store, P11KitUri *uri, GError **error)
{
  const char *source = p11_kit_uri_get_pin_source (uri);

  if (store->address.pin == NULL && source != NULL)
    store->address.pin = tb_key_address_read_pin (source, error);
  return store->address.pin != NULL || source == NULL;
}

static gboolean
reach (TbPkcs11Token *token, TbKeyStore *store, GError **error)
{
  CK_FUNCTION_LIST **modules;

  if (!parse_uri (store, token->uri, error) || !take_pin (store, token->uri, error))
    return FALSE;
  modules = get_modules (p11_kit_uri_get_module_path (token->uri), error);
  if (modules == NULL || !find_token (token, modules, store->text, error))
    return FALSE;
  token->module_path = p11_kit_module_get_filename (token->module);
  if (token->module_path == NULL)
    token->module_path = g_strdup (p11_kit_uri_get_module_path (token->uri));
  return open_session (token, store->text, error) && log_in (token, store->text, store->address.pin, error);
}

/* Finds the token that the address of @store names, and logs into it. */
TbPkcs11Token *
tb_pkcs11_token_open (TbKeyStore *store, GError **error)
{
  g_autoptr (TbPkcs11Token) token = g_new0 (TbPkcs11Token, 1);

  token->uri = p11_kit_uri_new ();
  return reach (token, store, error) ? g_steal_pointer (&token) : NULL;
}

void
tb_pkcs11_token_close (TbPkcs11Token *token)
{
  if (token->session != CK_INVALID_HANDLE)
    token->module->C_CloseSession (token->session);
  p11_kit_uri_free (token->uri);
  g_free (token->module_path);
  g_free (token);
}
