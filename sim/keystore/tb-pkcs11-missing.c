/* tb-pkcs11-missing: what says so where the program was built without p11-kit. */
#include "tb-key-store-private.h"

static gboolean
refuse (TbKeyStore *store, GError **error)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_UNAVAILABLE, "Key store \"%s\": this program was built without p11-kit, which reaches PKCS #11 tokens",
                       store->text);
  return FALSE;
}

const TbKeyStoreClass tb_pkcs11_store_class = { refuse, NULL, NULL, NULL, "" };
