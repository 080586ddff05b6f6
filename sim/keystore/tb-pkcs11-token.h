/* tb-pkcs11-token: a token that speaks PKCS #11, found, opened and logged into; and key pairs made in it. What signs with those keys is in
 * tb-pkcs11-key. */
#pragma once

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

#include "tb-key-store-private.h"

G_BEGIN_DECLS

/**
 * TbPkcs11Token:
 * @uri: the address of the store
 * @module: (transfer none): the token's driver; drivers stay loaded as long as the process lives
 * @module_path: where the driver is
 * @slot: where the token is
 * @info: what the token says of itself
 * @session: an open session, which keeps the login
 */
typedef struct
{
  P11KitUri *uri;
  CK_FUNCTION_LIST *module;
  char *module_path;
  CK_SLOT_ID slot;
  CK_TOKEN_INFO info;
  CK_SESSION_HANDLE session;
} TbPkcs11Token;

TbPkcs11Token *tb_pkcs11_token_open     (TbKeyStore *store, GError **error);
void           tb_pkcs11_token_close    (TbPkcs11Token *token);
gboolean       tb_pkcs11_token_count    (TbPkcs11Token *token, const char *label, gulong *n_keys, GError **error);
gboolean       tb_pkcs11_token_generate (TbPkcs11Token *token, const char *label, TbKeyAlgorithm algorithm, GError **error);
void           tb_pkcs11_set_error      (GError **error, const char *what, CK_RV rv);

TbKey         *tb_pkcs11_key_load       (TbPkcs11Token *token, const char *label, const char *pin, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbPkcs11Token, tb_pkcs11_token_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (P11KitUri, p11_kit_uri_free)

G_END_DECLS
