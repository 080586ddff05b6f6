/* tb-sign-evp: what OpenSSL does by itself: signatures, the verdict on them, and the receiver's key, which may have been touched and be none any more. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "tb-edwards.h"
#include "tb-sign-private.h"

/* --- signing --- */

static gboolean
choose (EVP_PKEY_CTX *context, const TbSignMethod *method)
{
  if (method->padding != NULL && method->padding (context) != 1)
    return FALSE;
  if (method->has_digest && EVP_PKEY_CTX_set_signature_md (context, EVP_sha256 ()) != 1)
    return FALSE;
  return strcmp (method->code, "rsa-pss") != 0 || EVP_PKEY_CTX_set_rsa_pss_saltlen (context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

/* The digest, which may be another one than the message's. */
static GBytes *
sign_digest (TbSignWork *work, EVP_PKEY *key)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (tb_crypto_get_libctx (work->crypto), key, NULL);
  gsize n_digest, n = (gsize) EVP_PKEY_get_size (key);
  const guint8 *digest = g_bytes_get_data (work->digest, &n_digest);
  g_autofree guint8 *signature = g_malloc (n);

  if (context == NULL || EVP_PKEY_sign_init (context) != 1 || !choose (context, tb_sign_method (work->terms->scheme))
      || EVP_PKEY_sign (context, signature, &n, digest, n_digest) != 1)
    return NULL;
  return g_bytes_new (signature, n);
}

static GBytes *
sign_message (TbSignWork *work, EVP_PKEY *key)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  gsize n_message, n = (gsize) EVP_PKEY_get_size (key);
  const guint8 *message = g_bytes_get_data (work->message, &n_message);
  g_autofree guint8 *signature = g_malloc (n);

  if (context == NULL || EVP_DigestSignInit_ex (context, NULL, NULL, tb_crypto_get_libctx (work->crypto), NULL, key, NULL) != 1
      || EVP_DigestSign (context, signature, &n, message, n_message) != 1)
    return NULL;
  return g_bytes_new (signature, n);
}

/* Draws in a job of its own. */
GBytes *
tb_sign_with_evp (TbSignWork *work, GError **error)
{
  TbJob job;
  GBytes *signature = NULL;
  EVP_PKEY *key;

  tb_job_enter (&job, work->stream, 0);
  key = tb_key_dup_for_job (work->terms->signer);
  if (key != NULL)
    signature = work->digest != NULL ? sign_digest (work, key) : sign_message (work, key);
  EVP_PKEY_free (key);
  tb_job_leave (&job);
  if (signature == NULL)
    tb_sign_fail (error, "Cannot sign with this key");
  return signature;
}

/* --- the verdict --- */

static gboolean
begin_verifying (TbSignWork *work, EVP_MD_CTX *context)
{
  const TbSignMethod *method = tb_sign_method (work->terms->scheme);
  EVP_PKEY_CTX *keyed = NULL;

  return EVP_DigestVerifyInit_ex (context, &keyed, method->has_digest ? "SHA2-256" : NULL, tb_crypto_get_libctx (work->crypto), NULL, work->key, NULL) == 1
         && (method->padding == NULL || method->padding (keyed) == 1);
}

gboolean
tb_sign_is_accepted_by_evp (TbSignWork *work)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  gsize n_signature, n_message;
  const guint8 *signature = g_bytes_get_data (work->signature, &n_signature), *message = g_bytes_get_data (work->message, &n_message);
  static const guint8 nothing;
  gboolean accepted = context != NULL && begin_verifying (work, context)
                      && EVP_DigestVerify (context, n_signature > 0 ? signature : &nothing, n_signature, n_message > 0 ? message : &nothing, n_message) == 1;

  ERR_clear_error ();
  return accepted;
}

/* --- the receiver's key --- */

static EVP_PKEY *
build_key (TbSignWork *work, const char *type, OSSL_PARAM *params)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (tb_crypto_get_libctx (work->crypto), type, NULL);
  EVP_PKEY *key = NULL;

  if (context == NULL || params == NULL || EVP_PKEY_fromdata_init (context) != 1 || EVP_PKEY_fromdata (context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
    key = NULL;
  OSSL_PARAM_free (params);
  ERR_clear_error ();
  return key;
}

static EVP_PKEY *
build_rsa (TbSignWork *work, const BIGNUM *n, const BIGNUM *e)
{
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new ();
  OSSL_PARAM *params = NULL;

  if (OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_N, n) == 1 && OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_E, e) == 1)
    params = OSSL_PARAM_BLD_to_param (builder);
  OSSL_PARAM_BLD_free (builder);
  return build_key (work, "RSA", params);
}

static EVP_PKEY *
build_p256 (TbSignWork *work, GBytes *point)
{
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new ();
  OSSL_PARAM *params = NULL;
  gsize n_point;
  const guint8 *data = g_bytes_get_data (point, &n_point);

  if (OSSL_PARAM_BLD_push_utf8_string (builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1
      && OSSL_PARAM_BLD_push_octet_string (builder, OSSL_PKEY_PARAM_PUB_KEY, data, n_point) == 1)
    params = OSSL_PARAM_BLD_to_param (builder);
  OSSL_PARAM_BLD_free (builder);
  return build_key (work, "EC", params);
}

static TbSignStep *
add_step (TbSignWork *work)
{
  return tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "key", N_("Public key"),
                           N_("The receiver holds a public key and takes it for the sender's. Whether it is, is for certificates to say; here it only has to be a key at all."), "");
}

static gboolean
flip_key (TbSignWork *work, GBytes **bytes, gboolean *is_touched, GError **error)
{
  return tb_sign_flip_bytes (work->terms->flips, work->terms->n_flips, "key", bytes, is_touched, error);
}

static gboolean
add_rsa_key (TbSignWork *work, EVP_PKEY *key, GError **error)
{
  g_autoptr (BIGNUM) n = tb_sign_get_number (key, OSSL_PKEY_PARAM_RSA_N), e = tb_sign_get_number (key, OSSL_PKEY_PARAM_RSA_E), altered = NULL;
  g_autoptr (GBytes) modulus = n != NULL ? tb_sign_number_to_bytes (n, 0) : NULL;
  TbSignStep *step;
  gboolean is_touched;

  if (modulus == NULL || e == NULL || !flip_key (work, &modulus, &is_touched, error))
    return FALSE;
  step = add_step (work);
  tb_sign_add_value (step, "n", modulus, is_touched ? N_("The modulus, altered.") : N_("The modulus."));
  tb_sign_add_number (step, "e", e, 0, N_("The public exponent."));
  altered = tb_sign_number_from_bytes (modulus);
  if (altered != NULL && BN_is_odd (altered))
    work->key = build_rsa (work, altered, e);
  tb_sign_judge (work, step, work->key != NULL, N_("The modulus is even: no product of two large primes is."));
  return TRUE;
}

static gboolean
add_p256_key (TbSignWork *work, EVP_PKEY *key, GError **error)
{
  unsigned char *encoded = NULL;
  gsize n_encoded = EVP_PKEY_get1_encoded_public_key (key, &encoded);
  g_autoptr (GBytes) point = g_bytes_new (encoded, n_encoded);
  TbSignStep *step;
  gboolean is_touched;

  OPENSSL_free (encoded);
  if (!flip_key (work, &point, &is_touched, error))
    return FALSE;
  step = add_step (work);
  tb_sign_add_value (step, "Q", point, is_touched ? N_("The public point, altered.") : N_("The public point: 04, then x and y."));
  tb_sign_add_part (step, "Q", "x", 1, 32, N_("The point's x."));
  tb_sign_add_part (step, "Q", "y", 33, 32, N_("The point's y."));
  work->key = build_p256 (work, point);
  tb_sign_judge (work, step, work->key != NULL, N_("This is no point of the curve P-256: x and y do not solve its equation."));
  return TRUE;
}

/* OpenSSL takes any 32 bytes for a key, and finds out when it verifies. */
static gboolean
is_point (GBytes *bytes)
{
  g_auto (TbEdwards) curve = { 0 };
  g_autoptr (TbEdwardsPoint) point = tb_edwards_init (&curve) ? tb_edwards_decode (&curve, bytes) : NULL;

  return point != NULL;
}

static gboolean
add_ed25519_key (TbSignWork *work, EVP_PKEY *key, GError **error)
{
  g_autoptr (GBytes) raw = tb_sign_get_octets (key, OSSL_PKEY_PARAM_PUB_KEY);
  TbSignStep *step;
  gboolean is_touched;

  if (raw == NULL || !flip_key (work, &raw, &is_touched, error))
    return FALSE;
  step = add_step (work);
  tb_sign_add_value (step, "A", raw, is_touched ? N_("The public point, altered.") : N_("The public point: y, and in the last byte's highest bit the sign of x."));
  work->key = EVP_PKEY_new_raw_public_key_ex (tb_crypto_get_libctx (work->crypto), "ED25519", NULL, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw));
  tb_sign_judge (work, step, work->key != NULL && is_point (raw), N_("This is no point of edwards25519: there is no x for this y."));
  return TRUE;
}

/* Which key the receiver checks with; work->key stays NULL when what it has is no key any more. */
gboolean
tb_sign_add_key_step (TbSignWork *work, GError **error)
{
  TbKey *verifier = work->terms->verifier != NULL ? work->terms->verifier : work->terms->signer;
  EVP_PKEY *key = tb_key_get_pkey (verifier);
  gboolean good;

  if (tb_key_algorithm_is_rsa (tb_key_get_algorithm (verifier)))
    good = add_rsa_key (work, key, error);
  else
    good = tb_key_get_algorithm (verifier) == TB_KEY_P256 ? add_p256_key (work, key, error) : add_ed25519_key (work, key, error);
  return good || (error != NULL && *error != NULL) ? good : tb_sign_fail (error, "Cannot read the public key");
}
