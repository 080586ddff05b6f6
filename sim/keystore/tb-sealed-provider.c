/* tb-sealed-provider: see the header.
 *
 * A built-in provider forwards OpenSSL's default provider, except for the ways by which a private key leaves: exporting it, reading its numbers,
 * writing it in some encoding. Whoever holds such a key, in whatever part of the program, can only use it. It simulates a chip's interface; the
 * memory of this program is no chip. */
#include "tb-sealed-provider.h"

#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/provider.h>

#include "tb-crypto-private.h"

#define ROW(id, function) { id, (void (*) (void)) function }

/* --- numbers that stay --- */

static gboolean
is_private (const char *number)
{
  return g_str_equal (number, OSSL_PKEY_PARAM_PRIV_KEY) || g_str_equal (number, OSSL_PKEY_PARAM_RSA_D) || g_str_has_prefix (number, "rsa-factor")
         || g_str_has_prefix (number, "rsa-exponent") || g_str_has_prefix (number, "rsa-coefficient");
}

static gboolean
asks_for_private (const OSSL_PARAM *params)
{
  for (; params != NULL && params->key != NULL; params++)
    if (is_private (params->key))
      return TRUE;
  return FALSE;
}

/* --- kinds of keys: the calls that would give a key away, around the default provider's --- */

#define SEALED(kind) \
  static struct { OSSL_FUNC_keymgmt_export_fn *export_key; OSSL_FUNC_keymgmt_get_params_fn *get_params; } kind; \
  static int kind##_export (void *key, int selection, OSSL_CALLBACK *callback, void *data) \
  { \
    return (selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) == 0 && kind.export_key (key, selection, callback, data); \
  } \
  static int kind##_get_params (void *key, OSSL_PARAM params[]) \
  { \
    return !asks_for_private (params) && kind.get_params (key, params); \
  }

SEALED (ec)
SEALED (rsa)
SEALED (ed25519)

static const struct
{
  const char *name;
  OSSL_DISPATCH export_key;
  OSSL_DISPATCH get_params;
} kinds[] = {
  { "EC", ROW (OSSL_FUNC_KEYMGMT_EXPORT, ec_export), ROW (OSSL_FUNC_KEYMGMT_GET_PARAMS, ec_get_params) },
  { "RSA", ROW (OSSL_FUNC_KEYMGMT_EXPORT, rsa_export), ROW (OSSL_FUNC_KEYMGMT_GET_PARAMS, rsa_get_params) },
  { "ED25519", ROW (OSSL_FUNC_KEYMGMT_EXPORT, ed25519_export), ROW (OSSL_FUNC_KEYMGMT_GET_PARAMS, ed25519_get_params) },
};

static void
remember (guint kind, const OSSL_DISPATCH *call)
{
  OSSL_FUNC_keymgmt_export_fn **export_key[] = { &ec.export_key, &rsa.export_key, &ed25519.export_key };
  OSSL_FUNC_keymgmt_get_params_fn **get_params[] = { &ec.get_params, &rsa.get_params, &ed25519.get_params };

  if (call->function_id == OSSL_FUNC_KEYMGMT_EXPORT)
    *export_key[kind] = OSSL_FUNC_keymgmt_export (call);
  else if (call->function_id == OSSL_FUNC_KEYMGMT_GET_PARAMS)
    *get_params[kind] = OSSL_FUNC_keymgmt_get_params (call);
}

static OSSL_DISPATCH *
seal (guint kind, const OSSL_DISPATCH *calls)
{
  GArray *sealed = g_array_new (TRUE, TRUE, sizeof (OSSL_DISPATCH));

  for (; calls->function_id != 0; calls++)
    {
      remember (kind, calls);
      if (calls->function_id == OSSL_FUNC_KEYMGMT_EXPORT)
        g_array_append_vals (sealed, &kinds[kind].export_key, 1);
      else if (calls->function_id == OSSL_FUNC_KEYMGMT_GET_PARAMS)
        g_array_append_vals (sealed, &kinds[kind].get_params, 1);
      else
        g_array_append_vals (sealed, calls, 1);
    }
  return (OSSL_DISPATCH *) g_array_free (sealed, FALSE);
}

/* --- the provider --- */

/* Set once, before the provider is loaded, and never freed. */
static struct
{
  OSSL_PROVIDER *full;
  OSSL_ALGORITHM *keys;
  OSSL_ALGORITHM *encoders;
} forwarded;

static gboolean
is_named (const OSSL_ALGORITHM *algorithm, const char *name)
{
  gsize n = strlen (name);

  return strncmp (algorithm->algorithm_names, name, n) == 0 && (algorithm->algorithm_names[n] == ':' || algorithm->algorithm_names[n] == '\0');
}

static OSSL_ALGORITHM *
seal_keys (const OSSL_ALGORITHM *all)
{
  GArray *sealed = g_array_new (TRUE, TRUE, sizeof (OSSL_ALGORITHM));

  for (; all != NULL && all->algorithm_names != NULL; all++)
    for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
      if (is_named (all, kinds[kind].name))
        {
          OSSL_ALGORITHM one = *all;

          one.implementation = seal (kind, all->implementation);
          g_array_append_val (sealed, one);
        }
  return (OSSL_ALGORITHM *) g_array_free (sealed, FALSE);
}

static OSSL_ALGORITHM *
public_encoders (const OSSL_ALGORITHM *all)
{
  GArray *some = g_array_new (TRUE, TRUE, sizeof (OSSL_ALGORITHM));

  for (; all != NULL && all->algorithm_names != NULL; all++)
    if (strstr (all->property_definition, "structure=SubjectPublicKeyInfo") != NULL)
      g_array_append_vals (some, all, 1);
  return (OSSL_ALGORITHM *) g_array_free (some, FALSE);
}

static const OSSL_ALGORITHM *
query (void *provider, int operation, int *no_cache)
{
  *no_cache = 0;
  if (operation == OSSL_OP_KEYMGMT)
    return forwarded.keys;
  return operation == OSSL_OP_ENCODER ? forwarded.encoders : OSSL_PROVIDER_query_operation (forwarded.full, operation, no_cache);
}

static const OSSL_DISPATCH calls[] = { ROW (OSSL_FUNC_PROVIDER_QUERY_OPERATION, query), { 0, NULL } };

static int
init (const OSSL_CORE_HANDLE *core, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **provider)
{
  *out = calls;
  *provider = OSSL_PROVIDER_get0_provider_ctx (forwarded.full); /* what the forwarded functions expect to be handed */
  return 1;
}

/* The functions forwarded belong to a context of their own, which draws from the operating system. */
static OSSL_LIB_CTX *
make_libctx (void)
{
  OSSL_LIB_CTX *base = OSSL_LIB_CTX_new (), *libctx = OSSL_LIB_CTX_new ();
  int no_cache;

  if (base == NULL || libctx == NULL || (forwarded.full = OSSL_PROVIDER_load (base, "default")) == NULL)
    return NULL;
  forwarded.keys = seal_keys (OSSL_PROVIDER_query_operation (forwarded.full, OSSL_OP_KEYMGMT, &no_cache));
  forwarded.encoders = public_encoders (OSSL_PROVIDER_query_operation (forwarded.full, OSSL_OP_ENCODER, &no_cache));
  if (OSSL_PROVIDER_add_builtin (libctx, "trustbed-sealed", init) != 1 || OSSL_PROVIDER_load (libctx, "trustbed-sealed") == NULL)
    return NULL;
  return libctx;
}

/* --- the context --- */

static gpointer
make_crypto (gpointer data)
{
  OSSL_LIB_CTX *libctx = make_libctx ();

  return libctx != NULL ? tb_crypto_new_for_libctx (libctx, TRUE, NULL) : NULL;
}

/**
 * tb_sealed_crypto_get:
 * @error: return location
 *
 * A live context, one for the process, in which private keys are used and not read.
 *
 * Returns: (transfer none) (nullable): the context; %NULL with %TB_CRYPTO_ERROR_UNAVAILABLE
 */
TbCrypto *
tb_sealed_crypto_get (GError **error)
{
  static GOnce once = G_ONCE_INIT;
  TbCrypto *crypto = g_once (&once, make_crypto, NULL);

  if (crypto == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "OpenSSL's default provider cannot be forwarded, which the secure element needs");
  return crypto;
}
