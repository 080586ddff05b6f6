/* tb-sign-nonce: see the header. Two signatures with one k: s1 - s2 = (e1 - e2) / k, so k is known, and then d = (s1 k - e1) / r. */
#include "tb-sign-nonce.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "tb-sign-curve.h"

#define NUMBER_BYTES 32

/* What the attacker adds to a message to have another one. */
static const char second_suffix[] = " (again)";
static const char forged_text[] = "open, signed by whoever found the key";

/* One signature as numbers. */
typedef struct
{
  GBytes *message;
  BIGNUM *e, *r, *s;
} Signed;

typedef struct
{
  TbCrypto *crypto;             /* borrowed */
  TbKey *key;                   /* borrowed */
  GPtrArray *steps;             /* the result's */
  TbSignCurve curve;
  BIGNUM *d, *k;                /* the signer's secrets */
  Signed first, second;
  BIGNUM *found_k, *found_d;    /* what the attacker computes, from what was sent alone */
} Work;

static void
signed_clear (Signed *one)
{
  g_clear_pointer (&one->message, g_bytes_unref);
  BN_free (one->e);
  BN_free (one->r);
  BN_free (one->s);
}

static void
work_clear (Work *work)
{
  tb_sign_curve_clear (&work->curve);
  BN_clear_free (work->d);
  BN_clear_free (work->k);
  signed_clear (&work->first);
  signed_clear (&work->second);
  BN_clear_free (work->found_k);
  BN_clear_free (work->found_d);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* --- the careless signer --- */

/* s = (e + r d) / k */
static gboolean
sign (const TbSignCurve *curve, TbCrypto *crypto, const BIGNUM *d, const BIGNUM *k, Signed *one)
{
  g_autoptr (GBytes) digest = tb_sign_digest (crypto, "SHA2-256", 1, &one->message), x = tb_sign_curve_add (curve, k, NULL, NULL);
  g_autoptr (BIGNUM) inverse = BN_secure_new ();

  one->e = digest != NULL ? tb_sign_number_from_bytes (digest) : NULL;
  one->r = BN_new ();
  one->s = BN_new ();
  return one->e != NULL && x != NULL && tb_sign_curve_reduce (curve, x, one->r)
         && BN_mod_mul (one->s, one->r, d, curve->order, curve->numbers) == 1
         && BN_mod_add (one->s, one->s, one->e, curve->order, curve->numbers) == 1
         && BN_mod_inverse (inverse, k, curve->order, curve->numbers) != NULL
         && BN_mod_mul (one->s, one->s, inverse, curve->order, curve->numbers) == 1;
}

static GBytes *
encode (const Signed *one)
{
  g_autoptr (ECDSA_SIG) pair = ECDSA_SIG_new ();
  unsigned char *der = NULL;
  int n;
  GBytes *bytes;

  if (ECDSA_SIG_set0 (pair, BN_dup (one->r), BN_dup (one->s)) != 1)
    return NULL;
  n = i2d_ECDSA_SIG (pair, &der);
  bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;
  OPENSSL_free (der);
  return bytes;
}

static gboolean
is_accepted (Work *work, GBytes *message, GBytes *signature)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  gsize n_signature, n_message;
  const guint8 *sent = g_bytes_get_data (signature, &n_signature), *text = g_bytes_get_data (message, &n_message);
  gboolean accepted = context != NULL
                      && EVP_DigestVerifyInit_ex (context, NULL, "SHA2-256", tb_crypto_get_libctx (work->crypto), NULL, tb_key_get_pkey (work->key), NULL) == 1
                      && EVP_DigestVerify (context, sent, n_signature, text, n_message) == 1;

  ERR_clear_error ();
  return accepted;
}

static void
show_signed (TbSignStep *step, const Signed *one, GBytes *signature)
{
  tb_sign_add_value (step, "M", one->message, N_("The message."));
  tb_sign_add_number (step, "e", one->e, NUMBER_BYTES, N_("Its digest as a number."));
  tb_sign_add_number (step, "r", one->r, NUMBER_BYTES, N_("r, the x of the point k G mod n."));
  tb_sign_add_number (step, "s", one->s, NUMBER_BYTES, N_("s = (e + r d) / k mod n."));
  tb_sign_add_value (step, "signature", signature, N_("r and s as DER, as they are sent."));
}

static gboolean
sign_and_show (Work *work, Signed *one, const char *code, const char *title, const char *note, GError **error)
{
  g_autoptr (GBytes) signature = sign (&work->curve, work->crypto, work->d, work->k, one) ? encode (one) : NULL;
  TbSignStep *step;

  if (signature == NULL)
    return tb_sign_fail (error, "Cannot sign with this key");
  step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, code, title, note, "FIPS 186-5 section 6.4.1");
  show_signed (step, one, signature);
  step->ok = is_accepted (work, one->message, signature) ? 1 : 0;
  return step->ok == 1 || tb_sign_fail (error, "OpenSSL refuses the signature of the careless signer");
}

/* --- the attacker --- */

static gboolean
spot (Work *work)
{
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_ATTACKER, "spot", N_("Spot it"),
                                       N_("Whoever reads along sees the same r in two signatures: r depends on nothing but the random number, so that was the same too."), "");

  tb_sign_add_number (step, "r1", work->first.r, NUMBER_BYTES, N_("The first signature's r."));
  tb_sign_add_number (step, "r2", work->second.r, NUMBER_BYTES, N_("The second signature's r."));
  step->ok = BN_cmp (work->first.r, work->second.r) == 0;
  return step->ok == 1;
}

/* k = (e1 - e2) / (s1 - s2) */
static gboolean
find_nonce (Work *work)
{
  const TbSignCurve *c = &work->curve;
  g_autoptr (BIGNUM) above = BN_new (), below = BN_new ();
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_ATTACKER, "nonce", N_("Compute the nonce"),
                                       N_("Both s have the same r d / k in them; the difference has not: k = (e1 - e2) / (s1 - s2) mod n. Everything in it was sent or follows from the messages."), "");

  work->found_k = BN_secure_new ();
  if (BN_mod_sub (above, work->first.e, work->second.e, c->order, c->numbers) != 1 || BN_mod_sub (below, work->first.s, work->second.s, c->order, c->numbers) != 1
      || BN_mod_inverse (below, below, c->order, c->numbers) == NULL || BN_mod_mul (work->found_k, above, below, c->order, c->numbers) != 1)
    return FALSE;
  tb_sign_add_number (step, "k", work->found_k, NUMBER_BYTES, N_("The nonce."));
  step->ok = BN_cmp (work->found_k, work->k) == 0;
  return TRUE;
}

/* d = (s1 k - e1) / r */
static gboolean
find_private (Work *work)
{
  const TbSignCurve *c = &work->curve;
  g_autoptr (BIGNUM) inverse = BN_new ();
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_ATTACKER, "private", N_("Compute the private key"),
                                       N_("With k known, one signature is an equation with one unknown: d = (s1 k - e1) / r mod n."), "");

  work->found_d = BN_secure_new ();
  if (BN_mod_mul (work->found_d, work->first.s, work->found_k, c->order, c->numbers) != 1
      || BN_mod_sub (work->found_d, work->found_d, work->first.e, c->order, c->numbers) != 1
      || BN_mod_inverse (inverse, work->first.r, c->order, c->numbers) == NULL
      || BN_mod_mul (work->found_d, work->found_d, inverse, c->order, c->numbers) != 1)
    return FALSE;
  tb_sign_add_number (step, "d", work->found_d, NUMBER_BYTES, N_("The private key of a simulated device; a real one would be lost now."));
  step->ok = BN_cmp (work->found_d, work->d) == 0;
  return TRUE;
}

static gboolean
check_public (Work *work)
{
  g_autoptr (GBytes) x = tb_sign_curve_add (&work->curve, work->found_d, NULL, NULL);
  unsigned char *encoded = NULL;
  gsize n = EVP_PKEY_get1_encoded_public_key (tb_key_get_pkey (work->key), &encoded);
  g_autoptr (GBytes) wanted = n > NUMBER_BYTES ? g_bytes_new (encoded + 1, NUMBER_BYTES) : NULL;
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_ATTACKER, "check", N_("Check it"), N_("d G must be the public key, which everybody has."), "");

  OPENSSL_free (encoded);
  if (x == NULL || wanted == NULL)
    return FALSE;
  tb_sign_add_value (step, "x", x, N_("The x of the point d G."));
  tb_sign_add_value (step, "Q", wanted, N_("The x of the public key."));
  step->ok = g_bytes_equal (x, wanted);
  return step->ok == 1;
}

/* With the found key and a nonce of the attacker's own. */
static gboolean
forge (Work *work, TbStream *stream)
{
  Signed forged = { g_bytes_new_static (forged_text, strlen (forged_text)) };
  g_autoptr (BIGNUM) k = BN_secure_new ();
  g_autoptr (GBytes) signature = tb_sign_curve_draw (&work->curve, stream, k) && sign (&work->curve, work->crypto, work->found_d, k, &forged) ? encode (&forged) : NULL;
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_ATTACKER, "forge", N_("Sign in its name"),
                                       N_("From now on the attacker signs what it likes; OpenSSL accepts it with the device's own public key. Nobody can tell the difference."), "");

  if (signature != NULL)
    {
      show_signed (step, &forged, signature);
      step->ok = is_accepted (work, forged.message, signature);
    }
  signed_clear (&forged);
  return step->ok == 1;
}

/* --- both --- */

static GBytes *
make_second (GBytes *message)
{
  GByteArray *second = g_byte_array_new ();

  g_byte_array_append (second, g_bytes_get_data (message, NULL), (guint) g_bytes_get_size (message));
  g_byte_array_append (second, (const guint8 *) second_suffix, sizeof second_suffix - 1);
  return g_byte_array_free_to_bytes (second);
}

static gboolean
sign_twice (Work *work, GBytes *message, TbStream *stream, GError **error)
{
  work->first.message = g_bytes_ref (message);
  work->second.message = make_second (message);
  work->d = tb_sign_get_number (tb_key_get_pkey (work->key), OSSL_PKEY_PARAM_PRIV_KEY);
  work->k = BN_secure_new ();
  if (work->d == NULL || !tb_sign_curve_init (&work->curve, work->crypto) || !tb_sign_curve_draw (&work->curve, stream, work->k))
    return tb_sign_fail (error, "Cannot sign with this key");
  return sign_and_show (work, &work->first, "first", N_("First signature"), N_("A careless signer, made for this lesson, draws a random number k and signs."), error)
         && sign_and_show (work, &work->second, "second", N_("Second signature"), N_("It signs another message with the same k; both signatures are good."), error);
}

static gboolean
check_terms (TbCrypto *crypto, TbKey *key, GBytes *message, GError **error)
{
  if (crypto != tb_crypto_get_seeded (NULL))
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "a repeated nonce gives the private key away: this is for simulated keys only");
  else if (tb_key_get_algorithm (key) != TB_KEY_P256)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "a nonce that repeats is shown with P-256 keys");
  else if (g_bytes_get_size (message) > TB_SIGN_MAX_MESSAGE_BYTES)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "the message is larger than %d MiB, the most that is taken", TB_SIGN_MAX_MESSAGE_BYTES / 1024 / 1024);
  else
    return TRUE;
  return FALSE;
}

static TbSignNonce *
run (Work *work, GBytes *message, TbStream *stream, GError **error)
{
  TbSignNonce *nonce;
  gboolean is_found;

  if (!sign_twice (work, message, stream, error))
    return NULL;
  is_found = spot (work) && find_nonce (work) && find_private (work) && check_public (work) && forge (work, stream);
  nonce = g_new0 (TbSignNonce, 1);
  nonce->steps = g_ptr_array_ref (work->steps);
  nonce->found = work->found_d != NULL ? tb_sign_number_to_bytes (work->found_d, NUMBER_BYTES) : NULL;
  nonce->is_found = is_found;
  return nonce;
}

/**
 * tb_sign_nonce_new:
 * @crypto: the seeded context; no other will do
 * @key: a simulated P-256 key, whose private half will be shown
 * @message: what is signed first; the second message is the same with a few words added
 * @stream: what nonces are drawn from
 * @error: return location
 *
 * Signs twice with one nonce, and computes the private key from what was sent.
 *
 * Returns: (transfer full) (nullable): what came of it; %NULL with %TB_CRYPTO_ERROR_REFUSED for a live context or a key of another kind
 */
TbSignNonce *
tb_sign_nonce_new (TbCrypto *crypto, TbKey *key, GBytes *message, TbStream *stream, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_sign_step_free);
  g_auto (Work) work = { .crypto = crypto, .key = key, .steps = steps };
  TbSignNonce *nonce;
  TbStream blinding;
  TbJob job;

  if (!check_terms (crypto, key, message, error))
    return NULL;
  tb_stream_init (&blinding, 0, "sign-nonce/blinding");
  tb_job_enter (&job, &blinding, 0);
  nonce = run (&work, message, stream, error);
  tb_job_leave (&job);
  return nonce;
}

/**
 * tb_sign_nonce_free:
 * @nonce: (transfer full): what came of it
 *
 * Frees it.
 */
void
tb_sign_nonce_free (TbSignNonce *nonce)
{
  g_ptr_array_unref (nonce->steps);
  g_clear_pointer (&nonce->found, g_bytes_unref);
  g_free (nonce);
}
