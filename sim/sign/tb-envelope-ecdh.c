/* tb-envelope-ecdh: an ephemeral key pair and the owner's public key agree on a secret (ECDH on P-256), HKDF makes a key from it (RFC 5869), and AES-256-GCM
 * encrypts and protects the message with that. The ephemeral private key is thrown away: from then on only the owner can open it, not even the sender. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>

#include "tb-envelope-private.h"
#include "tb-sign-curve.h"

#define POINT_BYTES 65
#define NONCE_BYTES 12
#define TAG_BYTES 16
#define KEY_BYTES 32
#define LEAST_BYTES (POINT_BYTES + NONCE_BYTES + TAG_BYTES)

static const char info_begin[] = "trustbed envelope";

/* What goes over the wire, one after the other. */
typedef struct
{
  GBytes *point, *nonce, *text, *tag;
} Parts;

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->point, g_bytes_unref);
  g_clear_pointer (&parts->nonce, g_bytes_unref);
  g_clear_pointer (&parts->text, g_bytes_unref);
  g_clear_pointer (&parts->tag, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static GBytes *
join (guint n, GBytes *const *parts)
{
  GByteArray *joined = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    if (g_bytes_get_size (parts[i]) > 0)
      g_byte_array_append (joined, g_bytes_get_data (parts[i], NULL), (guint) g_bytes_get_size (parts[i]));
  return g_byte_array_free_to_bytes (joined);
}

static gboolean
divide (GBytes *sealed, Parts *parts)
{
  gsize n_bytes = g_bytes_get_size (sealed);

  if (n_bytes < LEAST_BYTES)
    return FALSE;
  parts->point = g_bytes_new_from_bytes (sealed, 0, POINT_BYTES);
  parts->nonce = g_bytes_new_from_bytes (sealed, POINT_BYTES, NONCE_BYTES);
  parts->text = g_bytes_new_from_bytes (sealed, POINT_BYTES + NONCE_BYTES, n_bytes - LEAST_BYTES);
  parts->tag = g_bytes_new_from_bytes (sealed, n_bytes - TAG_BYTES, TAG_BYTES);
  return TRUE;
}

/* --- agreeing --- */

static GBytes *
get_point (EVP_PKEY *key)
{
  unsigned char *encoded = NULL;
  gsize n = EVP_PKEY_get1_encoded_public_key (key, &encoded);
  GBytes *point = n == POINT_BYTES ? g_bytes_new (encoded, n) : NULL;

  OPENSSL_free (encoded);
  return point;
}

/* NULL when it is no point of the curve. */
static EVP_PKEY *
read_point (TbCrypto *crypto, GBytes *point)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (tb_crypto_get_libctx (crypto), "EC", NULL);
  gsize n;
  const guint8 *data = g_bytes_get_data (point, &n);
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_PKEY_PARAM_GROUP_NAME, (char *) "P-256", 0),
    OSSL_PARAM_construct_octet_string (OSSL_PKEY_PARAM_PUB_KEY, (guint8 *) data, n),
    OSSL_PARAM_construct_end (),
  };
  EVP_PKEY *key = NULL;

  if (context == NULL || EVP_PKEY_fromdata_init (context) != 1 || EVP_PKEY_fromdata (context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
    key = NULL;
  ERR_clear_error ();
  return key;
}

static GBytes *
agree (TbCrypto *crypto, EVP_PKEY *own, EVP_PKEY *peer)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_pkey (tb_crypto_get_libctx (crypto), own, NULL);
  guint8 secret[KEY_BYTES];
  gsize n = sizeof secret;
  GBytes *bytes = NULL;

  if (context != NULL && EVP_PKEY_derive_init (context) == 1 && EVP_PKEY_derive_set_peer (context, peer) == 1 && EVP_PKEY_derive (context, secret, &n) == 1)
    bytes = g_bytes_new (secret, n);
  OPENSSL_cleanse (secret, sizeof secret);
  ERR_clear_error ();
  return bytes;
}

/* The same by the curve's own arithmetic: the x of d Q. */
static gboolean
is_same_secret (TbCrypto *crypto, EVP_PKEY *own, EVP_PKEY *peer, GBytes *secret)
{
  g_auto (TbSignCurve) curve = { 0 };
  g_autoptr (BIGNUM) d = tb_sign_get_number (own, OSSL_PKEY_PARAM_PRIV_KEY), zero = BN_new ();
  g_autoptr (GBytes) x = NULL;

  BN_zero (zero);
  if (d != NULL && tb_sign_curve_init (&curve, crypto))
    x = tb_sign_curve_add (&curve, zero, d, peer);
  return x != NULL && g_bytes_equal (x, secret);
}

/* --- deriving --- */

static GBytes *
make_info (GBytes *ephemeral, GBytes *owner)
{
  g_autoptr (GBytes) begin = g_bytes_new_static (info_begin, sizeof info_begin - 1);

  return join (3, (GBytes *const[]) { begin, ephemeral, owner });
}

/* @mode: `EXTRACT_ONLY` gives the PRK, `EXTRACT_AND_EXPAND` the key */
static GBytes *
derive (TbCrypto *crypto, const char *mode, GBytes *secret, GBytes *info)
{
  EVP_KDF *kdf = EVP_KDF_fetch (tb_crypto_get_libctx (crypto), "HKDF", NULL);
  EVP_KDF_CTX *context = kdf != NULL ? EVP_KDF_CTX_new (kdf) : NULL;
  gsize n_secret, n_info;
  const guint8 *secret_data = g_bytes_get_data (secret, &n_secret), *info_data = g_bytes_get_data (info, &n_info);
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, (char *) "SHA2-256", 0),
    OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_MODE, (char *) mode, 0),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_KEY, (guint8 *) secret_data, n_secret),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_INFO, (guint8 *) info_data, n_info),
    OSSL_PARAM_construct_end (),
  };
  guint8 key[KEY_BYTES];
  gboolean good = context != NULL && EVP_KDF_derive (context, key, sizeof key, params) == 1;
  GBytes *bytes = good ? g_bytes_new (key, sizeof key) : NULL;

  OPENSSL_cleanse (key, sizeof key);
  EVP_KDF_CTX_free (context);
  EVP_KDF_free (kdf);
  return bytes;
}

/* Agreement and derivation from either side; NULL when OpenSSL fails. */
static GBytes *
find_key (TbCrypto *crypto, EVP_PKEY *own, EVP_PKEY *peer, GBytes *info, GBytes **secret)
{
  *secret = agree (crypto, own, peer);
  return *secret != NULL ? derive (crypto, "EXTRACT_AND_EXPAND", *secret, info) : NULL;
}

static void
show_agreement (GPtrArray *steps, TbCrypto *crypto, TbSignSide side, GBytes *secret, GBytes *info, GBytes *key)
{
  TbSignStep *step = tb_sign_add_step (steps, side, "agree", N_("Agree on a secret"),
                                       N_("One's own private number times the other's public point: both sides come to the same point, and nobody else does. Whatever point comes out, nothing is noticed here."),
                                       "NIST SP 800-56A section 5.7.1.2");

  tb_sign_add_value (step, "Z", secret, N_("The shared secret: the point's x."));
  step = tb_sign_add_step (steps, side, "derive", N_("Derive a key"),
                           N_("HKDF makes an even key from the secret, bound to both public keys: with another ephemeral point it would be another key."), "RFC 5869");
  tb_sign_take_value (step, "PRK", derive (crypto, "EXTRACT_ONLY", secret, info), N_("What is extracted: HMAC-SHA-256 of the secret, without salt."));
  tb_sign_add_value (step, "info", info, N_("What the key is bound to: a text, the ephemeral point and the owner's."));
  tb_sign_add_value (step, "K", key, N_("The key for AES-256-GCM."));
}

/* --- AES-256-GCM --- */

static gboolean
begin (EVP_CIPHER_CTX *context, TbCrypto *crypto, GBytes *key, GBytes *nonce, int is_encrypting)
{
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (tb_crypto_get_libctx (crypto), "AES-256-GCM", NULL);
  gboolean good = cipher != NULL && EVP_CipherInit_ex2 (context, cipher, g_bytes_get_data (key, NULL), g_bytes_get_data (nonce, NULL), is_encrypting, NULL) == 1;

  EVP_CIPHER_free (cipher);
  return good;
}

static GBytes *
gcm (TbCrypto *crypto, GBytes *key, GBytes *nonce, GBytes *in, int is_encrypting, EVP_CIPHER_CTX *context)
{
  gsize n_in;
  const guint8 *data = g_bytes_get_data (in, &n_in);
  g_autofree guint8 *out = g_malloc (n_in + 1);
  int n = 0;

  if (!begin (context, crypto, key, nonce, is_encrypting) || (n_in > 0 && EVP_CipherUpdate (context, out, &n, data, (int) n_in) != 1) || (gsize) n != n_in)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&out), n_in);
}

static GBytes *
encrypt (TbCrypto *crypto, GBytes *key, GBytes *nonce, GBytes *plain, GBytes **tag)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  g_autoptr (GBytes) text = context != NULL ? gcm (crypto, key, nonce, plain, 1, context) : NULL;
  guint8 end[TAG_BYTES];
  int n;

  if (text == NULL || EVP_CipherFinal_ex (context, end, &n) != 1 || EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, end) != 1)
    return NULL;
  *tag = g_bytes_new (end, TAG_BYTES);
  return g_steal_pointer (&text);
}

/* @is_checked: whether the tag has to be right; without it, what comes out may be anything */
static GBytes *
decrypt_text (TbCrypto *crypto, GBytes *key, const Parts *parts, gboolean is_checked)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  g_autoptr (GBytes) plain = context != NULL ? gcm (crypto, key, parts->nonce, parts->text, 0, context) : NULL;
  guint8 end[TAG_BYTES];
  int n;

  if (plain != NULL && is_checked
      && (EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, (void *) g_bytes_get_data (parts->tag, NULL)) != 1
          || EVP_CipherFinal_ex (context, end, &n) != 1))
    return NULL;
  return g_steal_pointer (&plain);
}

/* --- the sender --- */

static GBytes *
draw_nonce (TbEnvelopeWork *work)
{
  guint8 nonce[NONCE_BYTES];
  TbJob job;
  int drawn;

  tb_job_enter (&job, work->stream, 0);
  drawn = RAND_bytes_ex (tb_crypto_get_libctx (work->crypto), nonce, sizeof nonce, 0);
  tb_job_leave (&job);
  return drawn == 1 ? g_bytes_new (nonce, sizeof nonce) : NULL;
}

static void
name_parts (TbSignStep *step, const char *whole, gsize n_bytes)
{
  tb_sign_add_part (step, whole, "E", 0, POINT_BYTES, N_("The ephemeral public point."));
  tb_sign_add_part (step, whole, "nonce", POINT_BYTES, NONCE_BYTES, N_("The nonce: not secret, and never twice with one key."));
  tb_sign_add_part (step, whole, "ciphertext", POINT_BYTES + NONCE_BYTES, n_bytes - LEAST_BYTES, N_("The ciphertext, exactly as long as the message."));
  tb_sign_add_part (step, whole, "tag", n_bytes - TAG_BYTES, TAG_BYTES, N_("The tag, which nobody without the key can make."));
}

static gboolean
seal_with (TbEnvelopeWork *work, GBytes *point, GBytes *key, GError **error)
{
  g_autoptr (GBytes) nonce = draw_nonce (work), tag = NULL, text = NULL;
  TbSignStep *step;

  text = nonce != NULL ? encrypt (work->crypto, key, nonce, work->terms->message, &tag) : NULL;
  if (text == NULL)
    return tb_sign_fail (error, "Cannot encrypt the message");
  work->sealed = join (4, (GBytes *const[]) { point, nonce, text, tag });
  step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "encrypt", N_("Encrypt"),
                           N_("AES-256 in counter mode hides the message, and a tag over the ciphertext makes every change visible."), "NIST SP 800-38D");
  tb_sign_add_value (step, "sealed", work->sealed, N_("What is sent: point, nonce, ciphertext and tag."));
  name_parts (step, "sealed", g_bytes_get_size (work->sealed));
  return TRUE;
}

static gboolean
seal (TbEnvelopeWork *work, GError **error)
{
  EVP_PKEY *owner = tb_key_get_pkey (work->terms->owner);
  g_autoptr (TbKey) ephemeral = tb_key_generate (work->crypto, TB_KEY_P256, work->stream, error);
  g_autoptr (GBytes) own_point = ephemeral != NULL ? get_point (tb_key_get_pkey (ephemeral)) : NULL, owner_point = get_point (owner);
  g_autoptr (GBytes) info = NULL, secret = NULL, key = NULL;
  TbSignStep *step;

  if (ephemeral == NULL)
    return FALSE;
  if (own_point == NULL || owner_point == NULL)
    return tb_sign_fail (error, "Cannot read the public key");
  info = make_info (own_point, owner_point);
  key = find_key (work->crypto, tb_key_get_pkey (ephemeral), owner, info, &secret);
  if (key == NULL || !is_same_secret (work->crypto, tb_key_get_pkey (ephemeral), owner, secret))
    return tb_sign_fail (error, "Cannot agree on a secret");
  step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "ephemeral", N_("Ephemeral key"),
                           N_("A key pair for this one message; its private half is thrown away afterwards, so that nobody can open it but the owner."), "RFC 9180 section 4.1");
  tb_sign_add_value (step, "E", own_point, N_("The ephemeral public point."));
  tb_sign_add_value (step, "Q", owner_point, N_("The owner's public point."));
  show_agreement (work->steps, work->crypto, TB_SIGN_SENDER, secret, info, key);
  return seal_with (work, own_point, key, error);
}

/* --- on the way --- */

static gboolean
touch (TbEnvelopeWork *work, const char *what, GBytes **bytes, gboolean *any, GError **error)
{
  gboolean is_touched;

  if (!tb_sign_flip_bytes (work->terms->flips, work->terms->n_flips, what, bytes, &is_touched, error))
    return FALSE;
  *any |= is_touched;
  return TRUE;
}

static gboolean
send (TbEnvelopeWork *work, TbSignStep *step, GError **error)
{
  g_auto (Parts) parts = { 0 };
  gboolean any = FALSE;

  if (!divide (work->sealed, &parts))
    {
      tb_sign_add_value (step, "sealed'", work->sealed, N_("As it arrives."));
      return TRUE;
    }
  if (!touch (work, "ephemeral", &parts.point, &any, error) || !touch (work, "nonce", &parts.nonce, &any, error)
      || !touch (work, "ciphertext", &parts.text, &any, error) || !touch (work, "tag", &parts.tag, &any, error))
    return FALSE;
  g_bytes_unref (work->sealed);
  work->sealed = join (4, (GBytes *const[]) { parts.point, parts.nonce, parts.text, parts.tag });
  tb_sign_add_value (step, "sealed'", work->sealed, any ? N_("As it arrives, altered on the way.") : N_("As it arrives."));
  name_parts (step, "sealed'", g_bytes_get_size (work->sealed));
  return TRUE;
}

/* --- the owner --- */

static void
check_tag (TbEnvelopeWork *work, const Parts *parts, GBytes *key)
{
  g_autoptr (GBytes) plain = decrypt_text (work->crypto, key, parts, FALSE), tag = NULL, again = NULL;
  TbSignStep *step;
  gboolean is_right;

  if (plain != NULL)
    again = encrypt (work->crypto, key, parts->nonce, plain, &tag);
  if (again == NULL)
    return;
  is_right = g_bytes_equal (tag, parts->tag);
  step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "compare", N_("Check the tag"),
                           N_("The tag of what arrived, under the derived key, against the tag that came along: whatever was touched, and whoever else's key it is, this step notices. Nothing is read before."),
                           "NIST SP 800-38D section 7.2");
  tb_sign_add_value (step, "tag'", parts->tag, N_("The tag that came along."));
  tb_sign_add_value (step, "tag", tag, N_("The tag it would have to be."));
  tb_envelope_judge (work, step, is_right, N_("The tags differ: something was touched, or it is for another key."));
  if (is_right)
    work->read = g_bytes_ref (plain);
}

static void
open_parts (TbEnvelopeWork *work, const Parts *parts, EVP_PKEY *peer)
{
  EVP_PKEY *own = tb_key_get_pkey (work->terms->owner);
  g_autoptr (GBytes) own_point = get_point (own), info = own_point != NULL ? make_info (parts->point, own_point) : NULL, secret = NULL, key = NULL;

  if (info == NULL)
    return;
  key = find_key (work->crypto, own, peer, info, &secret);
  if (key == NULL || !is_same_secret (work->crypto, own, peer, secret))
    return;
  show_agreement (work->steps, work->crypto, TB_SIGN_RECEIVER, secret, info, key);
  check_tag (work, parts, key);
}

static void
open_it (TbEnvelopeWork *work)
{
  g_auto (Parts) parts = { 0 };
  gboolean is_long_enough = divide (work->sealed, &parts);
  g_autoptr (EVP_PKEY) peer = is_long_enough ? read_point (work->crypto, parts.point) : NULL;
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "open", N_("Take it apart"),
                                       N_("Point, nonce, ciphertext and tag. The point must lie on the curve: with others an attacker could learn the private key."), "NIST SP 800-56A section 5.6.2.3");

  if (is_long_enough)
    tb_sign_add_value (step, "E'", parts.point, N_("The ephemeral point as it arrives."));
  tb_envelope_judge (work, step, peer != NULL, is_long_enough ? N_("This is no point of the curve P-256: x and y do not solve its equation.") : N_("It is too short to hold a point, a nonce and a tag."));
  if (peer != NULL)
    open_parts (work, &parts, peer);
}

static GBytes *
decrypt (TbCrypto *crypto, TbKey *owner, GBytes *sealed)
{
  EVP_PKEY *own = tb_key_get_pkey (owner);
  g_auto (Parts) parts = { 0 };
  g_autoptr (EVP_PKEY) peer = divide (sealed, &parts) ? read_point (crypto, parts.point) : NULL;
  g_autoptr (GBytes) own_point = get_point (own), info = NULL, secret = NULL, key = NULL;

  if (peer == NULL || own_point == NULL)
    return NULL;
  info = make_info (parts.point, own_point);
  key = find_key (crypto, own, peer, info, &secret);
  return key != NULL ? decrypt_text (crypto, key, &parts, TRUE) : NULL;
}

static const char *const flippable[] = { "ephemeral", "nonce", "ciphertext", "tag", NULL };

const TbEnvelopeMethod tb_envelope_ecdh = { "ecdh", "ECDH and AES-256-GCM", flippable, seal, send, open_it, decrypt };
