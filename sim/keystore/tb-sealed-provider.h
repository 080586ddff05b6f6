/* tb-sealed-provider: a context of OpenSSL whose private keys sign and cannot be read, as in a secure element. */
#pragma once

#include "tb-crypto.h"

G_BEGIN_DECLS

TbCrypto *tb_sealed_crypto_get (GError **error);

G_END_DECLS
