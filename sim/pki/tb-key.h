/* tb-key: key pairs. A key is immutable, counted, and safe to share between threads. */
#pragma once

#include "tb-crypto.h"

G_BEGIN_DECLS

/**
 * TbKeyAlgorithm:
 * @TB_KEY_P256: ECDSA and ECDH on secp256r1, 128-bit strength
 * @TB_KEY_RSA2048: RSA with a modulus of 2048 bits, 112-bit strength
 * @TB_KEY_RSA3072: RSA with a modulus of 3072 bits, 128-bit strength
 * @TB_KEY_RSA4096: RSA with a modulus of 4096 bits, 152-bit strength
 * @TB_KEY_P384: ECDSA and ECDH on secp384r1, 192-bit strength
 * @TB_KEY_P521: ECDSA and ECDH on secp521r1, 256-bit strength
 * @TB_KEY_ED25519: EdDSA on edwards25519 (RFC 8032), 128-bit strength
 *
 * The numbers stay what they are.
 */
typedef enum
{
  TB_KEY_P256,
  TB_KEY_RSA2048,
  TB_KEY_RSA3072,
  TB_KEY_RSA4096,
  TB_KEY_P384,
  TB_KEY_P521,
  TB_KEY_ED25519,
  TB_KEY_N_ALGORITHMS
} TbKeyAlgorithm;

typedef struct _TbKey TbKey;

TbKey         *tb_key_generate         (TbCrypto *crypto, TbKeyAlgorithm algorithm, TbStream *stream, GError **error);
TbKey         *tb_key_new_for_pkey     (TbCrypto *crypto, EVP_PKEY *pkey, GError **error);
TbKey         *tb_key_ref              (TbKey *key);
void           tb_key_unref            (TbKey *key);
TbCrypto      *tb_key_get_crypto       (TbKey *key);
TbKeyAlgorithm tb_key_get_algorithm    (TbKey *key);
EVP_PKEY      *tb_key_get_pkey         (TbKey *key);
EVP_PKEY      *tb_key_dup_for_job      (TbKey *key);
gboolean       tb_key_changes_with_use (TbKey *key);
GBytes        *tb_key_get_spki         (TbKey *key);

const char    *tb_key_algorithm_to_code           (TbKeyAlgorithm algorithm);
gboolean       tb_key_algorithm_from_code         (const char *code, TbKeyAlgorithm *algorithm);
guint          tb_key_algorithm_get_strength_bits (TbKeyAlgorithm algorithm);
gboolean       tb_key_algorithm_is_rsa            (TbKeyAlgorithm algorithm);

/* Any key of OpenSSL's, public halves too. */
char          *tb_key_describe_pkey    (EVP_PKEY *pkey, guint *strength_bits);
gboolean       tb_key_classify_pkey    (EVP_PKEY *pkey, TbKeyAlgorithm *algorithm);
gboolean       tb_key_check_pkey       (EVP_PKEY *pkey, TbKeyAlgorithm *algorithm, GError **error);

GBytes        *tb_key_make_request    (TbKey *key, const char *common_name, const char *const *dns_names, TbStream *stream, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbKey, tb_key_unref)

G_END_DECLS
