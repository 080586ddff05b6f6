/* tb-pkcs11-key: a key in a PKCS #11 token as a key of OpenSSL's: through OpenSSL's provider for PKCS #11 where it is installed, and through the
 * engine, which OpenSSL 4 has no longer, where it is not. */
#include "tb-pkcs11-token.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/opensslv.h>
#include <openssl/store.h>

#include "tb-token-context.h"

#if !defined (OPENSSL_NO_ENGINE) && !defined (OPENSSL_NO_DEPRECATED_3_0) && OPENSSL_VERSION_MAJOR < 4
#define HAS_ENGINE 1
#include <openssl/engine.h>
#else
#define HAS_ENGINE 0
#endif

/* --- through the provider --- */

static void
set_missing (GError **error)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "OpenSSL has no provider for PKCS #11; install pkcs11-provider");
}

static const TbTokenProvider pkcs11 = { "pkcs11", NULL, "PKCS11_PROVIDER_MODULE", set_missing };

static EVP_PKEY *
load_from_provider (TbCrypto *crypto, const char *uri)
{
  OSSL_STORE_CTX *objects = OSSL_STORE_open_ex (uri, tb_crypto_get_libctx (crypto), NULL, NULL, NULL, NULL, NULL, NULL);
  EVP_PKEY *pkey = NULL;

  while (objects != NULL && pkey == NULL && OSSL_STORE_eof (objects) == 0)
    {
      OSSL_STORE_INFO *object = OSSL_STORE_load (objects);

      if (object == NULL)
        break;
      pkey = OSSL_STORE_INFO_get1_PKEY (object);
      OSSL_STORE_INFO_free (object);
    }
  OSSL_STORE_close (objects);
  return pkey;
}

/* --- through the engine --- */

#if HAS_ENGINE

G_GNUC_BEGIN_IGNORE_DEPRECATIONS

static ENGINE *
start_engine (const char *module_path)
{
  ENGINE *engine;

  ENGINE_load_dynamic ();
  engine = ENGINE_by_id ("pkcs11");
  if (engine == NULL)
    return NULL;
  if (ENGINE_ctrl_cmd_string (engine, "MODULE_PATH", module_path, 0) == 1 && ENGINE_ctrl_cmd_string (engine, "QUIET", NULL, 0) == 1
      && ENGINE_init (engine) == 1)
    return engine;
  ENGINE_free (engine);
  return NULL;
}

/* The engine serves one driver in its life, and is not stopped before the process ends: its keys would stop with it. */
static ENGINE *
get_engine (const char *module_path, GError **error)
{
  static GMutex lock;
  static ENGINE *engine;
  static char *path;
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (engine == NULL)
    {
      engine = start_engine (module_path);
      path = g_strdup (module_path);
    }
  if (engine == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE,
                         "OpenSSL has neither provider nor engine for PKCS #11; install pkcs11-provider, or before OpenSSL 4 "
                         "libengine-pkcs11-openssl");
  else if (!g_str_equal (path, module_path))
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE,
                         "OpenSSL's engine for PKCS #11 serves one driver at a time, and has begun with %s; install pkcs11-provider to use "
                         "%s as well", path, module_path);
  else
    return engine;
  return NULL;
}

static EVP_PKEY *
load_from_engine (const char *module_path, const char *uri, GError **error)
{
  ENGINE *engine = get_engine (module_path, error);

  return engine != NULL ? ENGINE_load_private_key (engine, uri, NULL, NULL) : NULL;
}

G_GNUC_END_IGNORE_DEPRECATIONS

#else

static EVP_PKEY *
load_from_engine (const char *module_path, const char *uri, GError **error)
{
  set_missing (error);
  return NULL;
}

#endif

/* --- which of the two --- */

/* The key's own URI, with the PIN: it is for OpenSSL alone and never shown. */
static char *
make_uri (TbPkcs11Token *token, const char *label, const char *pin)
{
  g_autoptr (P11KitUri) uri = p11_kit_uri_new ();
  CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
  CK_ATTRIBUTE name = { CKA_LABEL, (void *) label, strlen (label) }, kind = { CKA_CLASS, &class, sizeof class };
  char *text = NULL;

  *p11_kit_uri_get_token_info (uri) = token->info;
  p11_kit_uri_set_attribute (uri, &name);
  p11_kit_uri_set_attribute (uri, &kind);
  p11_kit_uri_set_pin_value (uri, pin);
  return p11_kit_uri_format (uri, P11_KIT_URI_FOR_ANY, &text) == P11_KIT_URI_OK ? text : NULL;
}

static EVP_PKEY *
load_pkey (TbPkcs11Token *token, const char *uri, TbCrypto **crypto, GError **error)
{
  TbCrypto *own = tb_token_context_get (&pkcs11, token->module_path, NULL);

  ERR_clear_error ();
  if (own != NULL)
    *crypto = own;
  return own != NULL ? load_from_provider (own, uri) : load_from_engine (token->module_path, uri, error);
}

/* Takes up the key of this name, which is there. */
TbKey *
tb_pkcs11_key_load (TbPkcs11Token *token, const char *label, const char *pin, GError **error)
{
  char *uri = make_uri (token, label, pin);
  TbCrypto *crypto = tb_crypto_get_live (error);
  g_autoptr (EVP_PKEY) pkey = NULL;
  GError *why = NULL;

  if (crypto != NULL && uri != NULL)
    pkey = load_pkey (token, uri, &crypto, &why);
  tb_key_forget (uri);
  if (pkey != NULL)
    return tb_key_new_for_pkey (crypto, pkey, error);
  if (why != NULL)
    g_propagate_error (error, why);
  else
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "OpenSSL cannot take up the key \"%s\" of the token", label);
  return NULL;
}
