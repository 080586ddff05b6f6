/* tb-sign-bench: see the header. This file takes a message from the sender to the receiver; what each scheme does is in files of their own. */
#include "tb-sign-private.h"

#include <openssl/err.h>

static void
work_clear (TbSignWork *work)
{
  BN_CTX_free (work->numbers);
  g_clear_pointer (&work->message, g_bytes_unref);
  g_clear_pointer (&work->digest, g_bytes_unref);
  g_clear_pointer (&work->signature, g_bytes_unref);
  EVP_PKEY_free (work->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbSignWork, work_clear)

/* --- what cannot be done --- */

static gboolean
is_among (const char *const *words, const char *word)
{
  return g_strv_contains (words, word);
}

static gboolean
check_key (TbSignScheme scheme, TbKey *key, GError **error)
{
  if (key == NULL || tb_sign_scheme_fits (scheme, key))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s cannot be done with a key of kind %s", tb_sign_scheme_get_name (scheme),
                       tb_key_algorithm_to_code (tb_key_get_algorithm (key)));
  return FALSE;
}

static gboolean
check_flips (const TbSignTerms *terms, GError **error)
{
  const char *const *flippable = tb_sign_get_flippable (terms->scheme);

  for (guint i = 0; i < terms->n_flips; i++)
    if (!is_among (flippable, terms->flips[i].step))
      {
        g_autofree char *list = g_strjoinv (", ", (char **) flippable);

        tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "\"%.40s\" cannot be touched with %s; there are %s", terms->flips[i].step,
                             tb_sign_scheme_get_name (terms->scheme), list);
        return FALSE;
      }
  if (terms->signature == NULL || !(tb_sign_is_flipped (terms, "digest") || tb_sign_is_flipped (terms, "block")))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "what the sender works with cannot be touched when the signature comes from elsewhere");
  return FALSE;
}

static gboolean
check_terms (const TbSignTerms *terms, GError **error)
{
  if (terms->signer == NULL && (terms->signature == NULL || terms->verifier == NULL))
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "without a key to sign with, a signature and a key to verify with are needed");
  else if (g_bytes_get_size (terms->message) > TB_SIGN_MAX_MESSAGE_BYTES)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "the message is larger than %d MiB, the most that is taken", TB_SIGN_MAX_MESSAGE_BYTES / 1024 / 1024);
  else
    return check_key (terms->scheme, terms->signer, error) && check_key (terms->scheme, terms->verifier, error) && check_flips (terms, error);
  return FALSE;
}

/* --- the sender --- */

static gboolean
take_message (TbSignWork *work, GError **error)
{
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "message", N_("Message"), N_("What is to be signed: any bytes, of any length."), "");

  work->message = g_bytes_ref (work->terms->message);
  tb_sign_add_value (step, "M", work->message, N_("The message."));
  return TRUE;
}

static GBytes *
digest_message (TbSignWork *work, GError **error)
{
  GBytes *digest = tb_sign_digest (work->crypto, "SHA2-256", 1, &work->message);

  if (digest == NULL)
    tb_sign_fail (error, "Cannot digest the message");
  return digest;
}

static gboolean
make_digest (TbSignWork *work, GError **error)
{
  const TbSignTerms *terms = work->terms;
  TbSignStep *step;
  gboolean is_touched;

  if (!tb_sign_method (terms->scheme)->has_digest)
    return TRUE;
  work->digest = digest_message (work, error);
  if (work->digest == NULL)
    return FALSE;
  step = tb_sign_add_step (work->steps, TB_SIGN_SENDER, "digest", N_("Digest"),
                           N_("The message is digested to 32 bytes; what is signed from here on is the digest."), "FIPS 180-4 section 6.2");
  tb_sign_add_value (step, "H(M)", work->digest, N_("SHA-256 of the message."));
  if (!tb_sign_flip_bytes (terms->flips, terms->n_flips, "digest", &work->digest, &is_touched, error))
    return FALSE;
  if (is_touched)
    tb_sign_add_value (step, "H(M) altered", work->digest, N_("The digest with bits turned over; the sender signs it without noticing."));
  return TRUE;
}

static gboolean
make_signature (TbSignWork *work, GError **error)
{
  if (work->terms->signature == NULL)
    return make_digest (work, error) && tb_sign_method (work->terms->scheme)->sign (work, error);
  work->signature = g_bytes_ref (work->terms->signature);
  return TRUE;
}

/* --- on the way --- */

static gboolean
touch (TbSignWork *work, TbSignStep *step, const char *what, const char *name, GBytes **bytes, const char *good, const char *bad, GError **error)
{
  gboolean is_touched;

  if (!tb_sign_flip_bytes (work->terms->flips, work->terms->n_flips, what, bytes, &is_touched, error))
    return FALSE;
  tb_sign_add_value (step, name, *bytes, is_touched ? bad : good);
  return TRUE;
}

static gboolean
send (TbSignWork *work, GError **error)
{
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_CHANNEL, "send", N_("On the way"),
                                       N_("Message and signature travel; whoever sits on the way can read both and change both."), "");

  return touch (work, step, "message", "M'", &work->message, N_("The message as it arrives."), N_("The message as it arrives, altered on the way."), error)
         && touch (work, step, "signature", "S'", &work->signature, N_("The signature as it arrives."), N_("The signature as it arrives, altered on the way."), error);
}

/* --- the receiver --- */

static gboolean
digest_again (TbSignWork *work, GError **error)
{
  TbSignStep *step;

  if (!tb_sign_method (work->terms->scheme)->has_digest)
    return TRUE;
  g_clear_pointer (&work->digest, g_bytes_unref);
  work->digest = digest_message (work, error);
  if (work->digest == NULL)
    return FALSE;
  step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "digest-again", N_("Digest again"),
                           N_("The receiver digests what arrived. By itself this notices nothing: there is nothing yet to compare with."), "FIPS 180-4 section 6.2");
  tb_sign_add_value (step, "H(M')", work->digest, N_("SHA-256 of the message as it arrived."));
  return TRUE;
}

static gboolean
give_verdict (TbSignWork *work, gboolean *accepted, GError **error)
{
  TbSignStep *step = tb_sign_add_step (work->steps, TB_SIGN_RECEIVER, "verdict", N_("Verdict of OpenSSL"),
                                       N_("EVP_DigestVerify() checks the same bytes by itself; the steps above have to agree with it."), "");

  *accepted = work->key != NULL && tb_sign_is_accepted_by_evp (work);
  step->ok = *accepted ? 1 : 0;
  step->found = *accepted ? NULL : N_("OpenSSL refuses the signature.");
  return *accepted == !work->refused || tb_sign_fail (error, "The steps and OpenSSL disagree about this signature");
}

static gboolean
receive (TbSignWork *work, gboolean *accepted, GError **error)
{
  if (!tb_sign_add_key_step (work, error) || !digest_again (work, error))
    return FALSE;
  if (work->key != NULL)
    tb_sign_method (work->terms->scheme)->check (work);
  ERR_clear_error ();
  return give_verdict (work, accepted, error);
}

/* --- the bench --- */

static TbSignBench *
finish (TbSignWork *work, GPtrArray *steps, gboolean accepted)
{
  TbSignBench *bench = g_new (TbSignBench, 1);

  *bench = (TbSignBench) { work->terms->scheme, g_ptr_array_ref (steps), g_bytes_ref (work->message), g_bytes_ref (work->signature), accepted,
                           tb_sign_steps_noticed (steps) };
  return bench;
}

/* Some curves of OpenSSL's draw when points are multiplied, to hide how long it takes. What they draw changes nothing. */
static gboolean
run_in_job (TbSignWork *work, gboolean *accepted, GError **error)
{
  TbStream blinding;
  TbJob job;
  gboolean good;

  tb_stream_init (&blinding, 0, "sign-bench/blinding");
  tb_job_enter (&job, &blinding, 0);
  good = take_message (work, error) && make_signature (work, error) && send (work, error) && receive (work, accepted, error);
  tb_job_leave (&job);
  return good;
}

/**
 * tb_sign_bench_new:
 * @crypto: the context that the keys belong to
 * @terms: what is signed, how, and what is touched
 * @stream: (nullable): what the seeded context draws from; not used by the live one
 * @error: return location
 *
 * Signs, sends and verifies, and keeps every value in between. That a signature is refused is an answer, not an error.
 *
 * Returns: (transfer full) (nullable): the bench; %NULL with %TB_CRYPTO_ERROR_REFUSED for terms that cannot be met (a key of another kind, a bit that
 *   is not there, a message that is too long), or %TB_CRYPTO_ERROR_FAILED when OpenSSL fails or the steps disagree with it
 */
TbSignBench *
tb_sign_bench_new (TbCrypto *crypto, const TbSignTerms *terms, TbStream *stream, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_sign_step_free);
  g_auto (TbSignWork) work = { .crypto = crypto, .terms = terms, .stream = stream, .steps = steps };
  gboolean accepted;

  if (!check_terms (terms, error))
    return NULL;
  ERR_clear_error ();
  work.numbers = BN_CTX_new_ex (tb_crypto_get_libctx (crypto));
  return run_in_job (&work, &accepted, error) ? finish (&work, steps, accepted) : NULL;
}

/**
 * tb_sign_bench_free:
 * @bench: (transfer full): a bench
 *
 * Frees it.
 */
void
tb_sign_bench_free (TbSignBench *bench)
{
  g_ptr_array_unref (bench->steps);
  g_bytes_unref (bench->message);
  g_bytes_unref (bench->signature);
  g_free (bench);
}
