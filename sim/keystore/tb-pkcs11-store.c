/* tb-pkcs11-store: keys in a token that speaks PKCS #11: a smart card, a network's hardware security module, or SoftHSM. */
#include "tb-pkcs11-token.h"

static gboolean
open_token (TbKeyStore *store, GError **error)
{
  store->token = tb_pkcs11_token_open (store, error);
  return store->token != NULL;
}

static void
close_token (TbKeyStore *store)
{
  g_clear_pointer ((TbPkcs11Token **) &store->token, tb_pkcs11_token_close);
}

static TbKey *
load_from_token (TbKeyStore *store, const char *label, GError **error)
{
  gulong n_keys;

  if (!tb_pkcs11_token_count (store->token, label, &n_keys, error))
    return NULL;
  if (n_keys == 1)
    return tb_pkcs11_key_load (store->token, label, store->address.pin, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE,
                       n_keys == 0 ? "There is no key \"%s\" in %s" : "There are several keys \"%s\" in %s; rename one with the token's own tool",
                       label, store->text);
  return NULL;
}

static TbKey *
generate_in_token (TbKeyStore *store, const char *label, TbKeyAlgorithm algorithm, GError **error)
{
  gulong n_keys;

  if (!tb_pkcs11_token_count (store->token, label, &n_keys, error))
    return NULL;
  if (n_keys > 0)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "There is a key \"%s\" in %s already; take another name", label, store->text);
      return NULL;
    }
  if (!tb_pkcs11_token_generate (store->token, label, algorithm, error))
    return NULL;
  return load_from_token (store, label, error);
}

const TbKeyStoreClass tb_pkcs11_store_class = {
  open_token, close_token, generate_in_token, load_from_token,
  "the token holds its keys as not extractable (CKA_EXTRACTABLE is false)",
};
