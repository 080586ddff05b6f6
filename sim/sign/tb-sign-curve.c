/* tb-sign-curve: see the header. */
#include "tb-sign-curve.h"

#include <openssl/obj_mac.h>

gboolean
tb_sign_curve_init (TbSignCurve *curve, TbCrypto *crypto)
{
  curve->group = EC_GROUP_new_by_curve_name_ex (tb_crypto_get_libctx (crypto), NULL, NID_X9_62_prime256v1);
  curve->order = BN_new ();
  curve->numbers = BN_CTX_secure_new_ex (tb_crypto_get_libctx (crypto));
  return curve->group != NULL && curve->numbers != NULL && EC_GROUP_get_order (curve->group, curve->order, curve->numbers) == 1;
}

void
tb_sign_curve_clear (TbSignCurve *curve)
{
  EC_GROUP_free (curve->group);
  BN_free (curve->order);
  BN_CTX_free (curve->numbers);
}

static EC_POINT *
read_point (const TbSignCurve *curve, EVP_PKEY *key)
{
  g_autoptr (EC_POINT) point = EC_POINT_new (curve->group);
  unsigned char *encoded = NULL;
  gsize n_encoded = EVP_PKEY_get1_encoded_public_key (key, &encoded);
  gboolean good = n_encoded > 0 && EC_POINT_oct2point (curve->group, point, encoded, n_encoded, curve->numbers) == 1;

  OPENSSL_free (encoded);
  return good ? g_steal_pointer (&point) : NULL;
}

/* The x of a G + b Q, Q being the public point of @key; without @b, of a G. NULL at infinity. */
GBytes *
tb_sign_curve_add (const TbSignCurve *curve, const BIGNUM *a, const BIGNUM *b, EVP_PKEY *key)
{
  g_autoptr (EC_POINT) sum = EC_POINT_new (curve->group), point = b != NULL ? read_point (curve, key) : NULL;
  g_autoptr (BIGNUM) x = BN_new ();

  if ((b != NULL && point == NULL) || EC_POINT_mul (curve->group, sum, a, point, b, curve->numbers) != 1
      || EC_POINT_is_at_infinity (curve->group, sum) == 1 || EC_POINT_get_affine_coordinates (curve->group, sum, x, NULL, curve->numbers) != 1)
    return NULL;
  return tb_sign_number_to_bytes (x, 32);
}

/* @reduced = @x mod n */
gboolean
tb_sign_curve_reduce (const TbSignCurve *curve, GBytes *x, BIGNUM *reduced)
{
  g_autoptr (BIGNUM) number = tb_sign_number_from_bytes (x);

  return number != NULL && BN_nnmod (reduced, number, curve->order, curve->numbers) == 1;
}

/* A number from 1 to n - 1 for lessons: drawn from a stream, which anybody with the seed can do as well. */
gboolean
tb_sign_curve_draw (const TbSignCurve *curve, TbStream *stream, BIGNUM *number)
{
  guint8 bytes[40];
  g_autoptr (BIGNUM) below = BN_dup (curve->order);

  tb_stream_fill (stream, bytes, sizeof bytes);
  return below != NULL && BN_sub_word (below, 1) == 1 && BN_bin2bn (bytes, sizeof bytes, number) != NULL
         && BN_nnmod (number, number, below, curve->numbers) == 1 && BN_add_word (number, 1) == 1;
}
