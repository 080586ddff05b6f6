/* tb-derive: the key derivation functions of TLS as one call each, and what each cipher suite wants of them.
 *
 * EVP_KDF does the work: HKDF and TLS13-KDF (RFC 9846 section 7.1), TLS1-PRF (RFC 5246 section 5). A value that is not known gives one that is not
 * known: every function returns %NULL when one of its inputs is %NULL. Private to sim/tls. */
#pragma once

#include "tb-crypto.h"

G_BEGIN_DECLS

/**
 * TbSuite:
 * @cipher: its code point
 * @version: 0x0304 or 0x0303
 * @is_rsa: TLS 1.2: the client encrypts the premaster secret to the server's key
 * @aead: OpenSSL's name of the record cipher, %NULL for one that is no AEAD
 * @digest: OpenSSL's name of the hash
 * @n_hash: its bytes
 * @n_mac: bytes of each MAC key, 0 for an AEAD
 * @n_key: bytes of each key
 * @n_iv: bytes of each initialization vector that are derived
 * @n_explicit: bytes of the nonce that every record carries
 */
typedef struct
{
  guint16 cipher;
  guint16 version;
  gboolean is_rsa;
  const char *aead;
  const char *digest;
  guint8 n_hash;
  guint8 n_mac;
  guint8 n_key;
  guint8 n_iv;
  guint8 n_explicit;
} TbSuite;

const TbSuite *tb_suite_find          (guint cipher);

GBytes        *tb_derive_zeros        (gsize n_bytes);
GBytes        *tb_derive_extract      (TbCrypto *crypto, const TbSuite *suite, GBytes *salt, GBytes *material);
GBytes        *tb_derive_expand_label (TbCrypto *crypto, const TbSuite *suite, GBytes *secret, const char *label, GBytes *context, gsize n_bytes);
GBytes        *tb_derive_prf          (TbCrypto *crypto, const TbSuite *suite, GBytes *secret, const char *label, GBytes *seed, gsize n_bytes);
GBytes        *tb_derive_mac          (TbCrypto *crypto, const TbSuite *suite, GBytes *key, GBytes *data);
GBytes        *tb_derive_hash         (TbCrypto *crypto, const TbSuite *suite, const guint8 *data, gsize n_bytes);

G_END_DECLS
