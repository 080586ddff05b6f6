/* tb-edwards: see the header. The formulas are those of RFC 8032 sections 5.1.2 to 5.1.4; adding works for all pairs of points, equal ones too. */
#include "tb-edwards.h"

#include <openssl/err.h>

static const char prime[] = "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED";
static const char curve_d[] = "52036CEE2B6FFE738CC740797779E89800700A4D4141D8AB75EB4DCA135978A3";
static const char base_order[] = "1000000000000000000000000000000014DEF9DEA2F79CD65812631A5CF5D3ED";

/* y = 4/5, the even x: little-endian, as RFC 8032 writes points. */
static const guint8 base_bytes[TB_EDWARDS_BYTES] = { 0x58, [1 ... 31] = 0x66 };

gboolean
tb_edwards_init (TbEdwards *curve)
{
  curve->numbers = BN_CTX_secure_new ();
  return curve->numbers != NULL && BN_hex2bn (&curve->p, prime) > 0 && BN_hex2bn (&curve->d, curve_d) > 0 && BN_hex2bn (&curve->order, base_order) > 0;
}

void
tb_edwards_clear (TbEdwards *curve)
{
  BN_free (curve->p);
  BN_free (curve->d);
  BN_free (curve->order);
  BN_CTX_free (curve->numbers);
}

static TbEdwardsPoint *
point_new (void)
{
  TbEdwardsPoint *point = g_new (TbEdwardsPoint, 1);

  *point = (TbEdwardsPoint) { BN_new (), BN_new (), BN_new (), BN_new () };
  return point;
}

void
tb_edwards_point_free (TbEdwardsPoint *point)
{
  BN_clear_free (point->x);
  BN_clear_free (point->y);
  BN_clear_free (point->z);
  BN_clear_free (point->t);
  g_free (point);
}

/* In the field. What fails is memory. */
static void
multiply (const TbEdwards *curve, BIGNUM *out, const BIGNUM *a, const BIGNUM *b)
{
  if (BN_mod_mul (out, a, b, curve->p, curve->numbers) != 1)
    g_error ("out of memory");
}

static void
add (const TbEdwards *curve, BIGNUM *out, const BIGNUM *a, const BIGNUM *b)
{
  if (BN_mod_add_quick (out, a, b, curve->p) != 1)
    g_error ("out of memory");
}

static void
subtract (const TbEdwards *curve, BIGNUM *out, const BIGNUM *a, const BIGNUM *b)
{
  if (BN_mod_sub_quick (out, a, b, curve->p) != 1)
    g_error ("out of memory");
}

/* --- bytes --- */

/* x^2 = (y^2 - 1) / (d y^2 + 1); FALSE when that is no square */
static gboolean
find_x (const TbEdwards *curve, BIGNUM *x, const BIGNUM *y, gboolean is_odd)
{
  g_autoptr (BIGNUM) square = BN_new (), above = BN_new (), below = BN_new ();

  multiply (curve, square, y, y);
  subtract (curve, above, square, BN_value_one ());
  multiply (curve, below, square, curve->d);
  add (curve, below, below, BN_value_one ());
  if (BN_mod_inverse (below, below, curve->p, curve->numbers) == NULL)
    return FALSE;
  multiply (curve, above, above, below);
  if (BN_mod_sqrt (x, above, curve->p, curve->numbers) == NULL)
    {
      ERR_clear_error ();
      return FALSE;
    }
  return BN_is_odd (x) == is_odd || BN_is_zero (x) || BN_sub (x, curve->p, x) == 1;
}

/* NULL when the bytes are no point. As OpenSSL does, a y beyond the prime is reduced. */
TbEdwardsPoint *
tb_edwards_decode (const TbEdwards *curve, GBytes *bytes)
{
  g_autoptr (TbEdwardsPoint) point = point_new ();
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);

  if (n_bytes != TB_EDWARDS_BYTES || BN_lebin2bn (data, TB_EDWARDS_BYTES, point->y) == NULL)
    return NULL;
  BN_clear_bit (point->y, 255);
  if (BN_nnmod (point->y, point->y, curve->p, curve->numbers) != 1 || !find_x (curve, point->x, point->y, data[31] >> 7) || BN_one (point->z) != 1)
    return NULL;
  multiply (curve, point->t, point->x, point->y);
  return g_steal_pointer (&point);
}

GBytes *
tb_edwards_encode (const TbEdwards *curve, const TbEdwardsPoint *point)
{
  g_autoptr (BIGNUM) inverse = BN_new (), x = BN_new (), y = BN_new ();
  guint8 bytes[TB_EDWARDS_BYTES];

  if (BN_mod_inverse (inverse, point->z, curve->p, curve->numbers) == NULL)
    return NULL;
  multiply (curve, x, point->x, inverse);
  multiply (curve, y, point->y, inverse);
  if (BN_bn2lebinpad (y, bytes, sizeof bytes) != sizeof bytes)
    return NULL;
  bytes[31] |= (guint8) (BN_is_odd (x) << 7);
  return g_bytes_new (bytes, sizeof bytes);
}

TbEdwardsPoint *
tb_edwards_get_base (const TbEdwards *curve)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (base_bytes, sizeof base_bytes);

  return tb_edwards_decode (curve, bytes);
}

/* --- points --- */

TbEdwardsPoint *
tb_edwards_add (const TbEdwards *curve, const TbEdwardsPoint *one, const TbEdwardsPoint *other)
{
  g_autoptr (BIGNUM) a = BN_new (), b = BN_new (), c = BN_new (), d = BN_new (), e = BN_new (), h = BN_new ();
  TbEdwardsPoint *sum = point_new ();

  subtract (curve, e, one->y, one->x);
  subtract (curve, h, other->y, other->x);
  multiply (curve, a, e, h);
  add (curve, e, one->y, one->x);
  add (curve, h, other->y, other->x);
  multiply (curve, b, e, h);
  multiply (curve, c, one->t, other->t);
  multiply (curve, c, c, curve->d);
  add (curve, c, c, c);
  multiply (curve, d, one->z, other->z);
  add (curve, d, d, d);
  subtract (curve, e, b, a);
  add (curve, h, b, a);
  subtract (curve, a, d, c);    /* F */
  add (curve, b, d, c);         /* G */
  multiply (curve, sum->x, e, a);
  multiply (curve, sum->y, b, h);
  multiply (curve, sum->t, e, h);
  multiply (curve, sum->z, a, b);
  return sum;
}

TbEdwardsPoint *
tb_edwards_negate (const TbEdwards *curve, const TbEdwardsPoint *a)
{
  TbEdwardsPoint *negative = point_new ();

  BN_zero (negative->x);
  BN_zero (negative->t);
  subtract (curve, negative->x, negative->x, a->x);
  subtract (curve, negative->t, negative->t, a->t);
  if (BN_copy (negative->y, a->y) == NULL || BN_copy (negative->z, a->z) == NULL)
    g_error ("out of memory");
  return negative;
}

/* The neutral point, (0, 1). */
static TbEdwardsPoint *
get_neutral (void)
{
  TbEdwardsPoint *neutral = point_new ();

  BN_zero (neutral->x);
  BN_zero (neutral->t);
  if (BN_one (neutral->y) != 1 || BN_one (neutral->z) != 1)
    g_error ("out of memory");
  return neutral;
}

TbEdwardsPoint *
tb_edwards_multiply (const TbEdwards *curve, const BIGNUM *factor, const TbEdwardsPoint *a)
{
  TbEdwardsPoint *product = get_neutral ();

  for (int bit = BN_num_bits (factor) - 1; bit >= 0; bit--)
    {
      TbEdwardsPoint *next = tb_edwards_add (curve, product, product);

      tb_edwards_point_free (product);
      product = BN_is_bit_set (factor, bit) ? tb_edwards_add (curve, next, a) : g_steal_pointer (&next);
      if (next != NULL)
        tb_edwards_point_free (next);
    }
  return product;
}
