/* tb-sign-eddsa: Ed25519 (RFC 8032 section 5.1): nothing is drawn, the secret number r comes from the private key and the message; R = r B and
 * S = r + h a mod L, h being the digest of R, the public key A and the message. The receiver checks S B = R + h A. Numbers are little-endian. */
#include <openssl/core_names.h>

#include "tb-edwards.h"
#include "tb-sign-private.h"

static GBytes *
to_bytes (const BIGNUM *number)
{
  guint8 bytes[TB_EDWARDS_BYTES];

  return BN_bn2lebinpad (number, bytes, sizeof bytes) == sizeof bytes ? g_bytes_new (bytes, sizeof bytes) : NULL;
}

static BIGNUM *
to_number (GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);

  return BN_lebin2bn (data, (int) n_bytes, NULL);
}

/* SHA-512 of the parts, as a number below L. */
static BIGNUM *
digest_to_number (const TbEdwards *curve, TbCrypto *crypto, guint n_parts, GBytes *const *parts)
{
  g_autoptr (GBytes) digest = tb_sign_digest (crypto, "SHA2-512", n_parts, parts);
  g_autoptr (BIGNUM) number = digest != NULL ? to_number (digest) : NULL;

  return number != NULL && BN_nnmod (number, number, curve->order, curve->numbers) == 1 ? g_steal_pointer (&number) : NULL;
}

static GBytes *
multiply_base (const TbEdwards *curve, const BIGNUM *factor)
{
  g_autoptr (TbEdwardsPoint) base = tb_edwards_get_base (curve), product = tb_edwards_multiply (curve, factor, base);

  return tb_edwards_encode (curve, product);
}

/* --- the sender --- */

/* The private key's two halves: the number a, with the bits that RFC 8032 section 5.1.5 sets and clears, and the prefix. */
static BIGNUM *
expand (TbCrypto *crypto, GBytes *seed, GBytes **prefix)
{
  g_autoptr (GBytes) both = tb_sign_digest (crypto, "SHA2-512", 1, &seed);
  const guint8 *data = both != NULL ? g_bytes_get_data (both, NULL) : NULL;
  guint8 low[TB_EDWARDS_BYTES];
  BIGNUM *a;

  if (data == NULL)
    return NULL;
  for (guint i = 0; i < sizeof low; i++)
    low[i] = data[i];
  low[0] &= 0xf8;
  low[31] = (guint8) ((low[31] & 0x7f) | 0x40);
  a = BN_lebin2bn (low, sizeof low, NULL);
  OPENSSL_cleanse (low, sizeof low);
  *prefix = g_bytes_new_from_bytes (both, TB_EDWARDS_BYTES, TB_EDWARDS_BYTES);
  return a;
}

typedef struct
{
  BIGNUM *r, *h, *s;
  GBytes *point, *response;     /* R, S */
} Signing;

static void
signing_clear (Signing *signing)
{
  BN_clear_free (signing->r);
  BN_clear_free (signing->h);
  BN_clear_free (signing->s);
  g_clear_pointer (&signing->point, g_bytes_unref);
  g_clear_pointer (&signing->response, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Signing, signing_clear)

static gboolean
compute (TbSignWork *work, const TbEdwards *curve, GBytes *seed, GBytes *public, Signing *out)
{
  g_autoptr (GBytes) prefix = NULL;
  g_autoptr (BIGNUM) a = expand (work->crypto, seed, &prefix);

  if (a == NULL)
    return FALSE;
  out->r = digest_to_number (curve, work->crypto, 2, (GBytes *const[]) { prefix, work->message });
  out->point = out->r != NULL ? multiply_base (curve, out->r) : NULL;
  if (out->point == NULL)
    return FALSE;
  out->h = digest_to_number (curve, work->crypto, 3, (GBytes *const[]) { out->point, public, work->message });
  out->s = BN_new ();
  if (out->h == NULL || BN_mod_mul (out->s, out->h, a, curve->order, curve->numbers) != 1 || BN_mod_add (out->s, out->s, out->r, curve->order, curve->numbers) != 1)
    return FALSE;
  out->response = to_bytes (out->s);
  return TRUE;
}

static gboolean
is_same (TbSignWork *work, const Signing *signing)
{
  g_autoptr (GBytes) first = g_bytes_new_from_bytes (work->signature, 0, TB_EDWARDS_BYTES);
  g_autoptr (GBytes) second = g_bytes_new_from_bytes (work->signature, TB_EDWARDS_BYTES, TB_EDWARDS_BYTES);

  return g_bytes_equal (first, signing->point) && g_bytes_equal (second, signing->response);
}

static void
name_parts (TbSignStep *step, const char *whole)
{
  tb_sign_add_part (step, whole, "R", 0, TB_EDWARDS_BYTES, N_("The point r B."));
  tb_sign_add_part (step, whole, "S", TB_EDWARDS_BYTES, TB_EDWARDS_BYTES, N_("The number r + h a mod L, little-endian."));
}

/* Without the private key's bytes only the result can be shown. */
static gboolean
show_signing (TbSignWork *work, GBytes *seed, GBytes *public, GError **error)
{
  g_auto (TbEdwards) curve = { 0 };
  g_auto (Signing) signing = { 0 };
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "sign", N_("Sign"),
                                       N_("Nothing is drawn: the secret number r is a digest of the private key and the message, so that it can never repeat with another message. The message is digested twice and has to be at hand as a whole."),
                                       "RFC 8032 section 5.1.6");

  if (seed != NULL)
    {
      if (!tb_edwards_init (&curve) || !compute (work, &curve, seed, public, &signing) || !is_same (work, &signing))
        return tb_sign_fail (error, "The signature is not the one that RFC 8032 gives");
      tb_sign_take_value (step, "r", to_bytes (signing.r), N_("SHA-512 of the private key's second half and the message, mod L. Who learns it has the key."));
      tb_sign_take_value (step, "h", to_bytes (signing.h), N_("SHA-512 of R, A and the message, mod L."));
    }
  tb_sign_add_value (step, "signature", work->signature, N_("R, then S: always 64 bytes."));
  name_parts (step, "signature");
  return TRUE;
}

gboolean
tb_sign_eddsa (TbSignWork *work, GError **error)
{
  EVP_PKEY *key = tb_key_get_pkey (work->terms->signer);
  g_autoptr (GBytes) seed = tb_sign_get_octets (key, OSSL_PKEY_PARAM_PRIV_KEY), public = tb_sign_get_octets (key, OSSL_PKEY_PARAM_PUB_KEY);

  work->signature = tb_sign_with_evp (work, error);
  if (work->signature == NULL)
    return FALSE;
  if (public == NULL || g_bytes_get_size (work->signature) != 2 * TB_EDWARDS_BYTES)
    return tb_sign_fail (error, "The signature cannot be read");
  return show_signing (work, seed, public, error);
}

/* --- the receiver --- */

static const char *
find_fault (GBytes *signature, const TbEdwards *curve)
{
  g_autoptr (GBytes) response = NULL;
  g_autoptr (BIGNUM) s = NULL;

  if (g_bytes_get_size (signature) != 2 * TB_EDWARDS_BYTES)
    return N_("The signature is not 64 bytes long.");
  response = g_bytes_new_from_bytes (signature, TB_EDWARDS_BYTES, TB_EDWARDS_BYTES);
  s = to_number (response);
  return s == NULL || BN_ucmp (s, curve->order) >= 0 ? N_("S is not below L.") : NULL;
}

static void
open_signature (TbSignWork *work, const TbEdwards *curve)
{
  const char *found = find_fault (work->signature, curve);
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "open", N_("Read the signature"),
                                       N_("64 bytes: a point and a number below L, the order of the base point."), "RFC 8032 section 5.1.7");

  tb_sign_add_value (step, "S'", work->signature, N_("The signature as it arrives."));
  name_parts (step, "S'");
  tb_sign_judge (work, step, found == NULL, found);
}

/* S B - h A; NULL when A is no point. */
static GBytes *
find_point (TbSignWork *work, const TbEdwards *curve, GBytes *public, const BIGNUM *h, TbSignStep *step)
{
  g_autoptr (GBytes) response = g_bytes_new_from_bytes (work->signature, TB_EDWARDS_BYTES, TB_EDWARDS_BYTES);
  g_autoptr (BIGNUM) s = to_number (response);
  g_autoptr (TbEdwardsPoint) a = tb_edwards_decode (curve, public), base = tb_edwards_get_base (curve), product = NULL, negative = NULL, multiple = NULL, sum = NULL;

  if (a == NULL)
    return NULL;
  product = tb_edwards_multiply (curve, s, base);
  multiple = tb_edwards_multiply (curve, h, a);
  negative = tb_edwards_negate (curve, multiple);
  sum = tb_edwards_add (curve, product, negative);
  tb_sign_take_value (step, "S B", tb_edwards_encode (curve, product), N_("The left side of the equation S B = R + h A."));
  tb_sign_take_value (step, "h A", tb_edwards_encode (curve, multiple), N_("What is added to R on its right side."));
  return tb_edwards_encode (curve, sum);
}

static void
compare (TbSignWork *work, GBytes *wanted, GBytes *received)
{
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "compare", N_("Compare"),
                                       N_("The point against R: the only step that depends on message, key and signature together, so it notices whatever was altered."),
                                       "RFC 8032 section 5.1.7");

  tb_sign_add_value (step, "R", received, N_("The R of the signature."));
  tb_sign_add_value (step, "S B - h A", wanted, N_("What R has to be."));
  tb_sign_judge (work, step, g_bytes_equal (wanted, received), N_("S B is not R + h A: message, signature and key do not belong together."));
}

static void
check_equation (TbSignWork *work, const TbEdwards *curve, GBytes *public)
{
  g_autoptr (GBytes) received = g_bytes_new_from_bytes (work->signature, 0, TB_EDWARDS_BYTES), wanted = NULL;
  g_autoptr (BIGNUM) h = digest_to_number (curve, work->crypto, 3, (GBytes *const[]) { received, public, work->message });
  TbSignStep *step;

  if (h == NULL)
    return;
  step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "point", N_("Find the point"),
                           N_("From message, signature and public key the receiver computes the point that the sender made. Some point always comes out."),
                           "RFC 8032 section 5.1.7");
  tb_sign_take_value (step, "h", to_bytes (h), N_("SHA-512 of R, A and the message that arrived, mod L."));
  wanted = find_point (work, curve, public, h, step);
  if (wanted != NULL)
    compare (work, wanted, received);
}

void
tb_sign_check_eddsa (TbSignWork *work)
{
  g_auto (TbEdwards) curve = { 0 };
  g_autoptr (GBytes) public = tb_sign_get_octets (work->key, OSSL_PKEY_PARAM_PUB_KEY);

  if (!tb_edwards_init (&curve) || public == NULL)
    return;
  open_signature (work, &curve);
  if (tb_sign_steps_find (work->steps, "open")->ok == 1)
    check_equation (work, &curve, public);
}
