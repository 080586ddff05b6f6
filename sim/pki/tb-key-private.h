/* tb-key-private: what requests and certificates need from keys, and nobody outside this folder. */
#pragma once

#include "tb-crypto-private.h"
#include "tb-key.h"

G_BEGIN_DECLS

/**
 * TbKeyKind:
 * @code: stable name
 * @strength_bits: against the best attack known
 * @type: what OpenSSL calls the kind
 * @group: the curve's name, %NULL for other kinds
 * @nid: OpenSSL's number of the curve, or of Ed25519
 * @rsa_bits: size of the modulus, 0 for other kinds
 * @digest: what is signed with such keys is digested with, %NULL where the kind decides itself
 */
typedef struct
{
  const char *code;
  guint strength_bits;
  const char *type;
  const char *group;
  int nid;
  guint rsa_bits;
  const char *digest;
} TbKeyKind;

const TbKeyKind *tb_key_kind     (TbKeyAlgorithm algorithm);
TbKey      *tb_key_take          (TbCrypto *crypto, TbKeyAlgorithm algorithm, EVP_PKEY *pkey);
GBytes     *tb_key_make_spki     (EVP_PKEY *pkey);
PKCS8_PRIV_KEY_INFO *tb_key_to_pkcs8 (TbKey *key, GError **error);
TbKey      *tb_key_from_pkcs8    (TbCrypto *crypto, const PKCS8_PRIV_KEY_INFO *pkcs8, const char *name, GError **error);
gboolean    tb_key_put_public    (X509_PUBKEY *to, EVP_PKEY *pkey);
EVP_MD_CTX *tb_key_begin_signing (TbKey *key);

G_END_DECLS
