/* tb-sign-ecdsa: ECDSA on P-256 (FIPS 186-5 section 6): r is the x of a random point, s ties it to digest and private key; the receiver finds the same point
 * from the public key. The random number k is not sent, but whoever has the private key can compute it from the signature, and so do we. */
#include <openssl/core_names.h>
#include <openssl/obj_mac.h>

#include "tb-sign-curve.h"
#include "tb-sign-private.h"

#define NUMBER_BYTES 32

/* --- the signature as numbers --- */

/* OpenSSL takes only what it would have written itself; NULL for anything else. */
static ECDSA_SIG *
decode (GBytes *der)
{
  gsize n_bytes;
  const guint8 *begin = g_bytes_get_data (der, &n_bytes), *at = begin;
  g_autoptr (ECDSA_SIG) pair = n_bytes > 0 ? d2i_ECDSA_SIG (NULL, &at, (long) n_bytes) : NULL;
  unsigned char *again = NULL;
  int n_again = pair != NULL ? i2d_ECDSA_SIG (pair, &again) : -1;
  g_autoptr (GBytes) written = g_bytes_new (again, (gsize) MAX (n_again, 0));

  OPENSSL_free (again);
  return n_again > 0 && g_bytes_equal (written, der) ? g_steal_pointer (&pair) : NULL;
}

static gboolean
is_in_range (const BIGNUM *number, const TbSignCurve *curve)
{
  return !BN_is_zero (number) && !BN_is_negative (number) && BN_ucmp (number, curve->order) < 0;
}

/* --- the sender --- */

/* k = (e + r d) / s */
static BIGNUM *
find_nonce (const TbSignCurve *curve, const ECDSA_SIG *pair, const BIGNUM *e, const BIGNUM *d)
{
  g_autoptr (BIGNUM) product = BN_secure_new (), inverse = BN_new (), k = BN_secure_new ();

  if (BN_mod_mul (product, ECDSA_SIG_get0_r (pair), d, curve->order, curve->numbers) == 1
      && BN_mod_add (product, product, e, curve->order, curve->numbers) == 1
      && BN_mod_inverse (inverse, ECDSA_SIG_get0_s (pair), curve->order, curve->numbers) != NULL
      && BN_mod_mul (k, product, inverse, curve->order, curve->numbers) == 1)
    return g_steal_pointer (&k);
  return NULL;
}

/* k must give the point whose x is r, or one of us has computed wrong. */
static gboolean
show_nonce (TbSignStep *step, const TbSignCurve *curve, const ECDSA_SIG *pair, const BIGNUM *k, GError **error)
{
  g_autoptr (BIGNUM) r = BN_new ();
  g_autoptr (GBytes) x = tb_sign_curve_add (curve, k, NULL, NULL);

  if (x == NULL || !tb_sign_curve_reduce (curve, x, r) || BN_cmp (r, ECDSA_SIG_get0_r (pair)) != 0)
    return tb_sign_fail (error, "The random number of this signature does not give its r");
  tb_sign_add_number (step, "k", k, NUMBER_BYTES, N_("The random number, computed from signature and private key: k = (e + r d) / s mod n. Who learns it has the key."));
  tb_sign_take_value (step, "x", g_steal_pointer (&x), N_("The x of the point k G."));
  return TRUE;
}

static void
show_pair (TbSignStep *step, const ECDSA_SIG *pair, GBytes *der)
{
  tb_sign_add_number (step, "r", ECDSA_SIG_get0_r (pair), NUMBER_BYTES, N_("r = x mod n."));
  tb_sign_add_number (step, "s", ECDSA_SIG_get0_s (pair), NUMBER_BYTES, N_("s = (e + r d) / k mod n, with the private key d."));
  tb_sign_add_value (step, "signature", der, N_("r and s as DER: a SEQUENCE of two INTEGERs, 70 to 72 bytes mostly."));
}

static gboolean
show_signing (TbSignWork *work, const TbSignCurve *curve, const ECDSA_SIG *pair, GError **error)
{
  g_autoptr (BIGNUM) e = tb_sign_number_from_bytes (work->digest), d = tb_sign_get_number (tb_key_get_pkey (work->terms->signer), OSSL_PKEY_PARAM_PRIV_KEY), k = NULL;
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "sign", N_("Sign"),
                                       d != NULL ? N_("A random number k gives a point; its x is r, and s ties r to the digest and to the private key. Any digest would do; nothing is noticed here.")
                                                 : N_("A random number k gives a point; its x is r, and s ties r to the digest and to the private key. The key is in a token, so k cannot be known."),
                                       "FIPS 186-5 section 6.4.1");

  tb_sign_add_value (step, "e", work->digest, N_("The digest as a number."));
  if (d != NULL)
    k = find_nonce (curve, pair, e, d);
  if (d != NULL && (k == NULL || !show_nonce (step, curve, pair, k, error)))
    return FALSE;
  show_pair (step, pair, work->signature);
  return TRUE;
}

gboolean
tb_sign_ecdsa (TbSignWork *work, GError **error)
{
  g_auto (TbSignCurve) curve = { 0 };
  g_autoptr (ECDSA_SIG) pair = NULL;

  work->signature = tb_sign_with_evp (work, error);
  if (work->signature == NULL)
    return FALSE;
  pair = decode (work->signature);
  if (pair == NULL || !tb_sign_curve_init (&curve, work->crypto))
    return tb_sign_fail (error, "The signature cannot be read");
  return show_signing (work, &curve, pair, error);
}

/* --- the receiver --- */

typedef struct
{
  const TbSignCurve *curve;
  const ECDSA_SIG *pair;
  BIGNUM *w, *u1, *u2;
} Check;

static gboolean
compute (Check *check, GBytes *digest)
{
  g_autoptr (BIGNUM) e = tb_sign_number_from_bytes (digest);
  const TbSignCurve *curve = check->curve;

  return BN_mod_inverse (check->w, ECDSA_SIG_get0_s (check->pair), curve->order, curve->numbers) != NULL
         && BN_mod_mul (check->u1, e, check->w, curve->order, curve->numbers) == 1
         && BN_mod_mul (check->u2, ECDSA_SIG_get0_r (check->pair), check->w, curve->order, curve->numbers) == 1;
}

static void
compare (TbSignWork *work, Check *check, GBytes *x)
{
  g_autoptr (BIGNUM) v = BN_new ();
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "compare", N_("Compare"),
                                       N_("The point's x against r: the only step that depends on message, key and signature together, so it notices whatever was altered."),
                                       "FIPS 186-5 section 6.4.2");

  tb_sign_add_number (step, "r", ECDSA_SIG_get0_r (check->pair), NUMBER_BYTES, N_("The r of the signature."));
  if (x == NULL || !tb_sign_curve_reduce (check->curve, x, v))
    {
      tb_sign_judge (work, step, FALSE, N_("The sum is no point: it is at infinity."));
      return;
    }
  tb_sign_add_number (step, "v", v, NUMBER_BYTES, N_("v = x mod n."));
  tb_sign_judge (work, step, BN_cmp (v, ECDSA_SIG_get0_r (check->pair)) == 0, N_("v is not r: message, signature and key do not belong together."));
}

static void
find_point (TbSignWork *work, Check *check)
{
  TbSignStep *step;
  g_autoptr (GBytes) x = NULL;

  if (!compute (check, work->digest))
    return;
  x = tb_sign_curve_add (check->curve, check->u1, check->u2, work->key);
  step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "point", N_("Find the point"),
                           N_("From digest, signature and public key the receiver computes the point that the sender drew: u1 G + u2 Q. Some point always comes out."),
                           "FIPS 186-5 section 6.4.2");
  tb_sign_add_value (step, "e", work->digest, N_("The digest as a number."));
  tb_sign_add_number (step, "w", check->w, NUMBER_BYTES, N_("w = 1 / s mod n."));
  tb_sign_add_number (step, "u1", check->u1, NUMBER_BYTES, N_("u1 = e w mod n."));
  tb_sign_add_number (step, "u2", check->u2, NUMBER_BYTES, N_("u2 = r w mod n."));
  if (x != NULL)
    tb_sign_add_value (step, "x", x, N_("The x of the point u1 G + u2 Q."));
  compare (work, check, x);
}

static void
open_signature (TbSignWork *work, const TbSignCurve *curve, const ECDSA_SIG *pair)
{
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "open", N_("Read the signature"),
                                       N_("The DER must hold two numbers between 1 and n - 1 and nothing else."), "RFC 3279 section 2.2.3");

  if (pair == NULL)
    {
      tb_sign_judge (work, step, FALSE, N_("This is no SEQUENCE of two INTEGERs in DER."));
      return;
    }
  tb_sign_add_number (step, "r", ECDSA_SIG_get0_r (pair), MAX (BN_num_bytes (ECDSA_SIG_get0_r (pair)), NUMBER_BYTES), N_("The first number."));
  tb_sign_add_number (step, "s", ECDSA_SIG_get0_s (pair), MAX (BN_num_bytes (ECDSA_SIG_get0_s (pair)), NUMBER_BYTES), N_("The second number."));
  tb_sign_judge (work, step, is_in_range (ECDSA_SIG_get0_r (pair), curve) && is_in_range (ECDSA_SIG_get0_s (pair), curve), N_("r or s is not between 1 and n - 1."));
}

void
tb_sign_check_ecdsa (TbSignWork *work)
{
  g_autoptr (ECDSA_SIG) pair = decode (work->signature);
  g_autoptr (BIGNUM) w = BN_new (), u1 = BN_new (), u2 = BN_new ();
  g_auto (TbSignCurve) curve = { 0 };
  Check check = { &curve, pair, w, u1, u2 };

  if (!tb_sign_curve_init (&curve, work->crypto))
    return;
  open_signature (work, &curve, pair);
  if (!work->refused)
    find_point (work, &check);
}
