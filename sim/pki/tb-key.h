/* tb-key: key pairs. A key is immutable, counted, and safe to share between threads. */
#pragma once

#include "tb-crypto.h"

G_BEGIN_DECLS

/**
 * TbKeyAlgorithm:
 * @TB_KEY_P256: ECDSA and ECDH on secp256r1, 128-bit strength
 * @TB_KEY_RSA2048: RSA with a modulus of 2048 bits, 112-bit strength
 */
typedef enum
{
  TB_KEY_P256,
  TB_KEY_RSA2048,
  TB_KEY_N_ALGORITHMS
} TbKeyAlgorithm;

typedef struct _TbKey TbKey;

TbKey         *tb_key_generate        (TbCrypto *crypto, TbKeyAlgorithm algorithm, TbStream *stream, GError **error);
TbKey         *tb_key_ref             (TbKey *key);
void           tb_key_unref           (TbKey *key);
TbKeyAlgorithm tb_key_get_algorithm   (TbKey *key);
EVP_PKEY      *tb_key_get_pkey        (TbKey *key);
EVP_PKEY      *tb_key_dup_for_job     (TbKey *key);
GBytes        *tb_key_get_spki        (TbKey *key);

const char    *tb_key_algorithm_to_code   (TbKeyAlgorithm algorithm);
gboolean       tb_key_algorithm_from_code (const char *code, TbKeyAlgorithm *algorithm);
guint          tb_key_algorithm_get_strength_bits (TbKeyAlgorithm algorithm);

GBytes        *tb_key_make_request    (TbKey *key, const char *common_name, const char *const *dns_names, TbStream *stream, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbKey, tb_key_unref)

G_END_DECLS
