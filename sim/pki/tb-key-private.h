/* tb-key-private: what requests and certificates need from keys, and nobody outside this folder. */
#pragma once

#include "tb-crypto-private.h"
#include "tb-key.h"

G_BEGIN_DECLS

TbCrypto   *tb_key_get_crypto    (TbKey *key);
gboolean    tb_key_put_public    (X509_PUBKEY *to, EVP_PKEY *pkey);
EVP_MD_CTX *tb_key_begin_signing (TbKey *key);

G_END_DECLS
