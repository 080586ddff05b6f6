/* tb-cli-keys: public keys that people hand over: as themselves, in a certificate, or as half of a private key. */
#pragma once

#include "tb-key.h"

G_BEGIN_DECLS

TbKey    *tb_cli_load_any     (TbCrypto *crypto, const char *path, GError **error);
TbKey    *tb_cli_load_public  (TbCrypto *crypto, const char *path, GError **error);
gboolean  tb_cli_write_public (TbKey *key, const char *path, GError **error);

G_END_DECLS
