/* tb-envelope: see the header. This file takes a message from the sender to whoever tries to read it; what each scheme does is in files of their own. */
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/err.h>

#include "tb-envelope-private.h"

static const TbEnvelopeMethod *const methods[] = {
  [TB_ENVELOPE_RSA_OAEP] = &tb_envelope_oaep,
  [TB_ENVELOPE_ECDH] = &tb_envelope_ecdh,
};

G_STATIC_ASSERT (G_N_ELEMENTS (methods) == TB_ENVELOPE_N_SCHEMES);

static void
work_clear (TbEnvelopeWork *work)
{
  BN_CTX_free (work->numbers);
  g_clear_pointer (&work->sealed, g_bytes_unref);
  g_clear_pointer (&work->read, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbEnvelopeWork, work_clear)

/* @found: what is wrong if it is */
void
tb_envelope_judge (TbEnvelopeWork *work, TbSignStep *step, gboolean ok, const char *found)
{
  step->ok = ok ? 1 : 0;
  step->found = ok ? NULL : found;
  work->refused |= !ok;
}

/* --- what cannot be done --- */

static gboolean
check_key (TbEnvelopeScheme scheme, TbKey *key, GError **error)
{
  if (key == NULL || tb_envelope_scheme_fits (scheme, key))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s cannot be done with a key of kind %s", tb_envelope_scheme_get_name (scheme),
                       tb_key_algorithm_to_code (tb_key_get_algorithm (key)));
  return FALSE;
}

static gboolean
check_flips (const TbEnvelopeTerms *terms, GError **error)
{
  const char *const *flippable = tb_envelope_get_flippable (terms->scheme);

  for (guint i = 0; i < terms->n_flips; i++)
    if (!g_strv_contains (flippable, terms->flips[i].step))
      {
        g_autofree char *list = g_strjoinv (", ", (char **) flippable);

        tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "\"%.40s\" cannot be touched with %s; there are %s", terms->flips[i].step,
                             tb_envelope_scheme_get_name (terms->scheme), list);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_terms (const TbEnvelopeTerms *terms, GError **error)
{
  GBytes *bytes = terms->sealed != NULL ? terms->sealed : terms->message;

  if (bytes == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "without a message there must be something sealed to open");
  else if (g_bytes_get_size (bytes) > TB_SIGN_MAX_MESSAGE_BYTES)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "the message is larger than %d MiB, the most that is taken", TB_SIGN_MAX_MESSAGE_BYTES / 1024 / 1024);
  else if (terms->sealed != NULL && !tb_envelope_has_private_half (terms->owner))
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "without the private key nothing can be opened");
  else
    return check_key (terms->scheme, terms->owner, error) && check_key (terms->scheme, terms->other, error) && check_flips (terms, error);
  return FALSE;
}

/* --- the way --- */

static gboolean
seal (TbEnvelopeWork *work, GError **error)
{
  TbSignStep *step;

  if (work->terms->sealed != NULL)
    {
      work->sealed = g_bytes_ref (work->terms->sealed);
      return TRUE;
    }
  step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "message", N_("Message"), N_("What only the owner of the key is to read."), "");
  tb_sign_add_value (step, "M", work->terms->message, N_("The message."));
  return methods[work->terms->scheme]->seal (work, error);
}

static gboolean
send (TbEnvelopeWork *work, GError **error)
{
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_CHANNEL, "send", N_("On the way"),
                                       N_("Whoever sits on the way sees this and can change it. Nothing in it says who has sent it: everybody has the public key."), "");

  return methods[work->terms->scheme]->send (work, step, error);
}

/* The owner's own attempt, by EVP alone; the steps have to come to the same. */
static gboolean
give_verdict (TbEnvelopeWork *work, GBytes **opened, GError **error)
{
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "verdict", N_("Verdict of OpenSSL"),
                                       N_("OpenSSL decrypts the same bytes by itself; the steps above have to agree with it."), "");

  *opened = methods[work->terms->scheme]->decrypt (work->crypto, work->terms->owner, work->sealed);
  step->ok = *opened != NULL;
  step->found = *opened != NULL ? NULL : N_("OpenSSL cannot decrypt it.");
  if (*opened != NULL)
    tb_sign_add_value (step, "M'", *opened, N_("The message as OpenSSL reads it."));
  if ((*opened != NULL) != !work->refused || (*opened != NULL && (work->read == NULL || !g_bytes_equal (*opened, work->read))))
    return tb_sign_fail (error, "The steps and OpenSSL disagree about what was decrypted");
  return TRUE;
}

static gboolean
open_it (TbEnvelopeWork *work, GBytes **opened, GError **error)
{
  if (!tb_envelope_has_private_half (work->terms->owner))
    return TRUE;
  methods[work->terms->scheme]->open (work);
  ERR_clear_error ();
  return give_verdict (work, opened, error);
}

/* --- who reads it --- */

static void
add_reader (GArray *readers, const char *code, gboolean reads, const char *yes, const char *no)
{
  TbEnvelopeReader reader = { code, reads, reads ? yes : no };

  g_array_append_val (readers, reader);
}

static GArray *
list_readers (TbEnvelopeWork *work, GBytes *opened)
{
  GArray *readers = g_array_new (FALSE, FALSE, sizeof (TbEnvelopeReader));

  if (tb_envelope_has_private_half (work->terms->owner))
    add_reader (readers, "owner", opened != NULL, N_("It has the private key that belongs to the public key."), N_("It has the private key, but what arrived is not what was sent."));
  if (work->terms->other != NULL && tb_envelope_has_private_half (work->terms->other))
    {
      g_autoptr (GBytes) read = methods[work->terms->scheme]->decrypt (work->crypto, work->terms->other, work->sealed);

      add_reader (readers, "other", read != NULL, N_("It has the same private key."), N_("It has a private key, but another one: it decrypts to noise, and that is noticed."));
    }
  add_reader (readers, "eavesdropper", FALSE, "", N_("It has everything that was sent, and the public key; that is not enough. What it learns is how long the message is, when it was sent, and to whom."));
  ERR_clear_error ();
  return readers;
}

/* --- the envelope --- */

static TbEnvelope *
run_in_job (TbEnvelopeWork *work, GError **error)
{
  g_autoptr (GBytes) opened = NULL;
  TbEnvelope *envelope;

  if (!seal (work, error) || !send (work, error) || !open_it (work, &opened, error))
    return NULL;
  envelope = g_new0 (TbEnvelope, 1);
  envelope->scheme = work->terms->scheme;
  envelope->steps = g_ptr_array_ref (work->steps);
  envelope->sealed = g_bytes_ref (work->sealed);
  envelope->readers = list_readers (work, opened);
  envelope->opened = g_steal_pointer (&opened);
  envelope->noticed = tb_sign_steps_noticed (work->steps);
  return envelope;
}

/**
 * tb_envelope_new:
 * @crypto: the context that the keys belong to
 * @terms: what is encrypted, how, to whom, and what is touched
 * @stream: (nullable): what the seeded context draws from; not used by the live one
 * @error: return location
 *
 * Encrypts, sends and decrypts, and keeps every value in between. That nobody can read it is an answer, not an error.
 *
 * Returns: (transfer full) (nullable): the envelope; %NULL with %TB_CRYPTO_ERROR_REFUSED for terms that cannot be met (a key of another kind, a message that is
 *   too long for RSA, a bit that is not there), or %TB_CRYPTO_ERROR_FAILED when OpenSSL fails or the steps disagree with it
 */
TbEnvelope *
tb_envelope_new (TbCrypto *crypto, const TbEnvelopeTerms *terms, TbStream *stream, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_sign_step_free);
  g_auto (TbEnvelopeWork) work = { .crypto = crypto, .terms = terms, .stream = stream, .steps = steps };
  TbEnvelope *envelope;
  TbStream blinding;
  TbJob job;

  if (!check_terms (terms, error))
    return NULL;
  ERR_clear_error ();
  work.numbers = BN_CTX_secure_new_ex (tb_crypto_get_libctx (crypto));
  tb_stream_init (&blinding, 0, "envelope/blinding");
  tb_job_enter (&job, &blinding, 0);
  envelope = run_in_job (&work, error);
  tb_job_leave (&job);
  return envelope;
}

/**
 * tb_envelope_free:
 * @envelope: (transfer full): an envelope
 *
 * Frees it.
 */
void
tb_envelope_free (TbEnvelope *envelope)
{
  g_ptr_array_unref (envelope->steps);
  g_bytes_unref (envelope->sealed);
  g_clear_pointer (&envelope->opened, g_bytes_unref);
  g_array_unref (envelope->readers);
  g_free (envelope);
}

/* --- the table --- */

/**
 * tb_envelope_scheme_to_code:
 * @scheme: a scheme
 *
 * Returns: (transfer none): its stable name
 */
const char *
tb_envelope_scheme_to_code (TbEnvelopeScheme scheme)
{
  return methods[scheme]->code;
}

/**
 * tb_envelope_scheme_get_name:
 * @scheme: a scheme
 *
 * Returns: (transfer none): its name for people, the same in every language
 */
const char *
tb_envelope_scheme_get_name (TbEnvelopeScheme scheme)
{
  return methods[scheme]->name;
}

/**
 * tb_envelope_scheme_from_code:
 * @code: a stable name
 * @scheme: (out): the scheme
 *
 * Returns: %FALSE when @code names none
 */
gboolean
tb_envelope_scheme_from_code (const char *code, TbEnvelopeScheme *scheme)
{
  for (guint i = 0; i < TB_ENVELOPE_N_SCHEMES; i++)
    if (strcmp (methods[i]->code, code) == 0)
      {
        *scheme = (TbEnvelopeScheme) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tb_envelope_scheme_fits:
 * @scheme: a scheme
 * @key: a key
 *
 * Returns: whether the scheme takes such keys
 */
gboolean
tb_envelope_scheme_fits (TbEnvelopeScheme scheme, TbKey *key)
{
  TbKeyAlgorithm algorithm = tb_key_get_algorithm (key);

  return scheme == TB_ENVELOPE_RSA_OAEP ? tb_key_algorithm_is_rsa (algorithm) : algorithm == TB_KEY_P256;
}

/**
 * tb_envelope_has_private_half:
 * @key: an RSA or P-256 key
 *
 * Returns: whether it can decrypt here, that is, whether its private half is at hand
 */
gboolean
tb_envelope_has_private_half (TbKey *key)
{
  gboolean is_rsa = tb_key_algorithm_is_rsa (tb_key_get_algorithm (key));
  g_autoptr (BIGNUM) d = tb_sign_get_number (tb_key_get_pkey (key), is_rsa ? OSSL_PKEY_PARAM_RSA_D : OSSL_PKEY_PARAM_PRIV_KEY);

  return d != NULL;
}

/**
 * tb_envelope_get_flippable:
 * @scheme: a scheme
 *
 * Returns: (transfer none) (array zero-terminated=1): what bits can be turned over in on the way: `sealed` with RSA; `ephemeral`, `nonce`, `ciphertext` and `tag`
 *   with ECDH
 */
const char *const *
tb_envelope_get_flippable (TbEnvelopeScheme scheme)
{
  return methods[scheme]->flippable;
}

#define OAEP " -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256"

/**
 * tb_envelope_get_openssl_lines:
 * @scheme: a scheme
 *
 * Command lines of the openssl program that do the same with files. For ECDH it computes the shared secret; deriving a key and AES-GCM are not what it offers.
 *
 * Returns: (transfer none) (array zero-terminated=1): the lines
 */
const char *const *
tb_envelope_get_openssl_lines (TbEnvelopeScheme scheme)
{
  static const char *const oaep[] = { "openssl pkeyutl -encrypt -pubin -inkey public.pem -in message.bin -out message.sealed" OAEP,
                                      "openssl pkeyutl -decrypt -inkey key.pem -in message.sealed -out message.bin" OAEP, NULL };
  static const char *const ecdh[] = { "openssl pkeyutl -derive -inkey key.pem -peerkey ephemeral.pem -out secret.bin", NULL };

  return scheme == TB_ENVELOPE_RSA_OAEP ? oaep : ecdh;
}
