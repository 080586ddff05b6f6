/* tb-key-private: what requests and certificates need from keys, and nobody outside this folder. */
#pragma once

#include "tb-crypto-private.h"
#include "tb-der.h"
#include "tb-key.h"

G_BEGIN_DECLS

/* A SubjectPublicKeyInfo on P-256: a head that is always the same, then the point. */
#define TB_KEY_P256_HEAD_BYTES  26
#define TB_KEY_P256_POINT_BYTES 65
#define TB_KEY_P256_SPKI_BYTES  (TB_KEY_P256_HEAD_BYTES + TB_KEY_P256_POINT_BYTES)
extern const guint8 tb_key_p256_head[TB_KEY_P256_HEAD_BYTES];

TbCrypto   *tb_key_get_crypto              (TbKey *key);
EVP_PKEY   *tb_key_read_spki               (TbCrypto *crypto, const guint8 *spki, gsize n_bytes);
TbDer       tb_key_get_signature_algorithm (TbKeyAlgorithm algorithm);
EVP_MD_CTX *tb_key_prepare_signing         (TbCrypto *crypto, EVP_PKEY *pkey);
gboolean    tb_key_append_signature        (GByteArray *out, gsize begin, EVP_MD_CTX *signing, TbKeyAlgorithm algorithm);

G_END_DECLS
