/* tb-sign-nonce: what an ECDSA signer that uses the same random number twice gives away: its private key.
 *
 * OpenSSL never repeats a nonce, so the careless signer is our own, with plain numbers. It signs with simulated keys only. */
#pragma once

#include "tb-key.h"
#include "tb-sign-step.h"

G_BEGIN_DECLS

/**
 * TbSignNonce:
 * @steps: (element-type TbSignStep): `first` and `second` signature, `spot` (the same r), `nonce` (k computed), `private` (d computed), `check` (d G is the
 *   public key) and `forge` (a third message, signed with the key that was found and accepted by OpenSSL)
 * @found: (nullable): the private key as computed from the two signatures, a big-endian number
 * @is_found: whether it is the signer's
 */
typedef struct
{
  GPtrArray *steps;
  GBytes *found;
  gboolean is_found;
} TbSignNonce;

TbSignNonce *tb_sign_nonce_new  (TbCrypto *crypto, TbKey *key, GBytes *message, TbStream *stream, GError **error);
void         tb_sign_nonce_free (TbSignNonce *nonce);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSignNonce, tb_sign_nonce_free)

G_END_DECLS
