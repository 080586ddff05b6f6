/* tb-crypto-ec: short cuts for elliptic-curve keys in the forwarded provider. Only tb-crypto-provider uses them. */
#pragma once

#include <glib.h>
#include <openssl/core.h>

G_BEGIN_DECLS

void tb_crypto_ec_shorten (int operation, OSSL_ALGORITHM *algorithm);
void tb_crypto_ec_start   (void *provider, const OSSL_DISPATCH *core);

G_END_DECLS
