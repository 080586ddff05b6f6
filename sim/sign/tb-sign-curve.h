/* tb-sign-curve: points of P-256, for those who take ECDSA and ECDH apart. Not for signing: nothing here hides how long it takes. */
#pragma once

#include "tb-sign-private.h"

G_BEGIN_DECLS

typedef struct
{
  EC_GROUP *group;
  BIGNUM *order;        /* n */
  BN_CTX *numbers;
} TbSignCurve;

gboolean tb_sign_curve_init   (TbSignCurve *curve, TbCrypto *crypto);
void     tb_sign_curve_clear  (TbSignCurve *curve);
GBytes  *tb_sign_curve_add    (const TbSignCurve *curve, const BIGNUM *a, const BIGNUM *b, EVP_PKEY *key);
gboolean tb_sign_curve_reduce (const TbSignCurve *curve, GBytes *x, BIGNUM *reduced);
gboolean tb_sign_curve_draw   (const TbSignCurve *curve, TbStream *stream, BIGNUM *number);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbSignCurve, tb_sign_curve_clear)

G_END_DECLS
