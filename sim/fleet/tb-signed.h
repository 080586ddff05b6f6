/* tb-signed: a signature that a device made on the bench, as a payload of the journal. It says what was signed, by whom, what was touched and what was sent;
 * the values in between are computed again from it when somebody wants to see them, with the device's key, which follows from the seed. */
#pragma once

#include "tb-sign-bench.h"

G_BEGIN_DECLS

/**
 * TbSigned:
 * @scheme: how it was signed
 * @number: which of the device's bench signatures it is, from 1: names the random stream
 * @message: what was signed
 * @flips: what was touched, as in `message:3,signature:12`; "" for nothing
 * @noticed: code of the step that noticed, "" when none did
 * @signer: the public key that belongs to the signer's, SubjectPublicKeyInfo, DER
 * @verifier: the public key it was verified with, likewise
 * @signature: as it arrived
 */
typedef struct
{
  TbSignScheme scheme;
  guint32 number;
  char *message;
  char *flips;
  char *noticed;
  GBytes *signer;
  GBytes *verifier;
  GBytes *signature;
} TbSigned;

GBytes      *tb_signed_encode (const TbSigned *one);
TbSigned    *tb_signed_decode (GBytes *payload);
void         tb_signed_free   (TbSigned *one);
TbSignBench *tb_signed_repeat (const TbSigned *one, TbCrypto *crypto, guint64 seed, guint32 device, TbKey *signer, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSigned, tb_signed_free)

G_END_DECLS
