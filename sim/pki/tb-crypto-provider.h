/* tb-crypto-provider: the built-in providers of the seeded context. Only tb-crypto uses them. */
#pragma once

#include <glib.h>
#include <openssl/types.h>

G_BEGIN_DECLS

gboolean tb_crypto_provider_use_stream (OSSL_LIB_CTX *libctx);
gboolean tb_crypto_provider_forward    (OSSL_LIB_CTX *libctx, OSSL_PROVIDER *full);

G_END_DECLS
