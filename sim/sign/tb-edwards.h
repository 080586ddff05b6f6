/* tb-edwards: points of edwards25519 (RFC 8032 section 5.1), which OpenSSL has only inside its signatures, for those who take Ed25519 apart. Not for signing:
 * nothing here hides how long it takes. */
#pragma once

#include "tb-sign-private.h"

G_BEGIN_DECLS

#define TB_EDWARDS_BYTES 32

/* The field's prime, the curve's d, the order L of the base point. */
typedef struct
{
  BIGNUM *p, *d, *order;
  BN_CTX *numbers;
} TbEdwards;

/* In extended coordinates: x = X / Z, y = Y / Z, T = X Y / Z. */
typedef struct
{
  BIGNUM *x, *y, *z, *t;
} TbEdwardsPoint;

gboolean        tb_edwards_init       (TbEdwards *curve);
void            tb_edwards_clear      (TbEdwards *curve);
TbEdwardsPoint *tb_edwards_decode     (const TbEdwards *curve, GBytes *bytes);
GBytes         *tb_edwards_encode     (const TbEdwards *curve, const TbEdwardsPoint *point);
TbEdwardsPoint *tb_edwards_get_base   (const TbEdwards *curve);
TbEdwardsPoint *tb_edwards_add        (const TbEdwards *curve, const TbEdwardsPoint *a, const TbEdwardsPoint *b);
TbEdwardsPoint *tb_edwards_negate     (const TbEdwards *curve, const TbEdwardsPoint *a);
TbEdwardsPoint *tb_edwards_multiply   (const TbEdwards *curve, const BIGNUM *factor, const TbEdwardsPoint *a);
void            tb_edwards_point_free (TbEdwardsPoint *point);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbEdwards, tb_edwards_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbEdwardsPoint, tb_edwards_point_free)

G_END_DECLS
