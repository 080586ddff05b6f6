/* tb-bench-work: see the header. What is computed is sim/sign's business. Keys and streams of the bench are those of `trustbed-cli sign --seed 1` and
 * `trustbed-cli seal --seed 1`, so that both show the same values. */
#include "tb-bench-work.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-bench-flips.h"
#include "tb-bench-ring.h"
#include "tb-device-key.h"
#include "tb-load.h"
#include "tb-sign-nonce.h"
#include "tb-signed.h"

#define BENCH_SEED 1

/* --- question and answer --- */

/**
 * tb_bench_question_new:
 * @kind: what is to be done
 * @scheme: how
 * @fleet: who is there
 * @seed: of the run
 * @ring: where keys are kept
 *
 * Returns: (transfer full): a question about an empty message and keys of the bench, with nothing touched
 */
TbBenchQuestion *
tb_bench_question_new (TbBenchKind kind, guint scheme, TbFleet *fleet, guint64 seed, TbBenchRing *ring)
{
  TbBenchQuestion *question = g_new0 (TbBenchQuestion, 1);

  question->kind = kind;
  question->scheme = scheme;
  question->fleet = fleet ? tb_fleet_ref (fleet) : NULL;
  question->seed = seed;
  question->ring = tb_bench_ring_ref (ring);
  question->parties[1].number = TB_BENCH_SAME_KEY;
  question->flips = g_array_new (FALSE, FALSE, sizeof (TbSignFlip));
  return question;
}

void
tb_bench_question_free (TbBenchQuestion *question)
{
  g_clear_pointer (&question->message, g_bytes_unref);
  g_clear_pointer (&question->fleet, tb_fleet_unref);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&question->certificates[i], g_bytes_unref);
  g_array_unref (question->flips);
  g_clear_pointer (&question->record, g_bytes_unref);
  tb_bench_ring_unref (question->ring);
  g_free (question->path);
  g_free (question);
}

void
tb_bench_answer_free (TbBenchAnswer *answer)
{
  g_ptr_array_unref (answer->steps);
  g_clear_pointer (&answer->readers, g_array_unref);
  g_bytes_unref (answer->message);
  g_clear_pointer (&answer->sent, g_bytes_unref);
  g_clear_pointer (&answer->arrived, g_bytes_unref);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&answer->keys[i], tb_key_unref);
  g_free (answer);
}

/* --- keys --- */

static TbKeyAlgorithm
choose_algorithm (const TbBenchQuestion *question)
{
  for (guint i = 0; i < TB_KEY_N_ALGORITHMS; i++)
    if (tb_bench_fits (question->kind, question->scheme, (TbKeyAlgorithm) i))
      return (TbKeyAlgorithm) i;
  return TB_KEY_P256;
}

static TbKey *
make_bench_key (const TbBenchQuestion *question, guint number, TbCrypto *crypto, GError **error)
{
  TbKeyAlgorithm algorithm = choose_algorithm (question);
  TbStream stream;

  tb_stream_initf (&stream, BENCH_SEED + number, "%s key %s", question->kind == TB_BENCH_SEAL ? "seal" : "sign", tb_key_algorithm_to_code (algorithm));
  return tb_key_generate (crypto, algorithm, &stream, error);
}

static TbKey *
make_key (const TbBenchQuestion *question, guint party, TbCrypto *crypto, GError **error)
{
  const TbBenchParty *whose = &question->parties[party];
  g_autoptr (TbCertificate) certificate = NULL;

  if (whose->object == TB_NOBODY)
    return make_bench_key (question, whose->number, crypto, error);
  certificate = tb_certificate_new_from_der (crypto, question->certificates[party], error);
  return certificate ? tb_device_key_new (crypto, question->seed, question->fleet, whose->object, certificate, error) : NULL;
}

static char *
name_key (const TbBenchQuestion *question, guint party)
{
  const TbBenchParty *whose = &question->parties[party];

  if (whose->object == TB_NOBODY)
    return g_strdup_printf ("%d/%s/%u", question->kind == TB_BENCH_SEAL, tb_key_algorithm_to_code (choose_algorithm (question)), whose->number);
  return g_strdup_printf ("%" G_GUINT64_FORMAT "/%u/%u", question->seed, whose->object, g_bytes_hash (question->certificates[party]));
}

static TbKey *
find_key (const TbBenchQuestion *question, guint party, TbCrypto *crypto, GError **error)
{
  g_autofree char *name = name_key (question, party);
  g_autoptr (TbKey) key = tb_bench_ring_find (question->ring, name);

  if (key != NULL)
    return g_steal_pointer (&key);
  key = make_key (question, party, crypto, error);
  if (key != NULL)
    tb_bench_ring_add (question->ring, name, key);
  return g_steal_pointer (&key);
}

/* --- the work --- */

typedef struct
{
  const TbBenchQuestion *question;
  TbCrypto *crypto;
  TbKey *keys[2];      /* the second may be NULL */
  GBytes *message;
  TbStream stream;
} Work;

static TbBenchAnswer *
answer_with (const Work *work, GPtrArray *steps, int noticed, gboolean good)
{
  TbBenchAnswer *answer = g_new0 (TbBenchAnswer, 1);

  answer->kind = work->question->kind;
  answer->scheme = work->question->scheme;
  answer->steps = g_ptr_array_ref (steps);
  answer->noticed = noticed;
  answer->good = good;
  answer->message = g_bytes_ref (work->message);
  for (guint i = 0; i < 2; i++)
    answer->keys[i] = work->keys[i] ? tb_key_ref (work->keys[i]) : NULL;
  return answer;
}

static TbBenchAnswer *
answer_signed (const Work *work, const TbSignBench *bench)
{
  TbBenchAnswer *answer = answer_with (work, bench->steps, bench->noticed, bench->accepted);

  answer->sent = g_bytes_ref (bench->signature);
  answer->arrived = g_bytes_ref (bench->message);
  if (answer->keys[1] == NULL)
    answer->keys[1] = tb_key_ref (work->keys[0]);
  return answer;
}

static TbBenchAnswer *
sign (Work *work, GError **error)
{
  const GArray *flips = work->question->flips;
  TbSignTerms terms = { (TbSignScheme) work->question->scheme, work->keys[0], work->keys[1], work->message, NULL, (const TbSignFlip *) flips->data, flips->len };
  g_autoptr (TbSignBench) bench = tb_sign_bench_new (work->crypto, &terms, &work->stream, error);

  return bench ? answer_signed (work, bench) : NULL;
}

/* --- what the journal holds --- */

static TbKey *
find_signer (const TbBenchQuestion *question, const TbSigned *one, TbCrypto *crypto, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%" G_GUINT64_FORMAT "/%u/spki %u", question->seed, question->parties[0].object, g_bytes_hash (one->signer));
  g_autoptr (TbKey) key = tb_bench_ring_find (question->ring, name);

  if (key != NULL)
    return g_steal_pointer (&key);
  key = tb_device_key_new_for_spki (crypto, question->seed, question->fleet, question->parties[0].object, one->signer, error);
  if (key != NULL)
    tb_bench_ring_add (question->ring, name, key);
  return g_steal_pointer (&key);
}

static TbKey *
read_verifier (const TbSigned *one, TbCrypto *crypto, GError **error)
{
  g_autoptr (EVP_PKEY) pkey = tb_public_key_read (crypto, one->verifier, "verifier", error);

  return pkey != NULL ? tb_key_new_for_pkey (crypto, pkey, error) : NULL;
}

static TbBenchAnswer *
sign_again (Work *work, GError **error)
{
  const TbBenchQuestion *question = work->question;
  g_autoptr (TbSigned) one = tb_signed_decode (question->record);
  g_autoptr (TbSignBench) bench = NULL;

  if (one == NULL)
    {
      g_set_error_literal (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED, _("The journal holds no signature there."));
      return NULL;
    }
  work->keys[0] = find_signer (question, one, work->crypto, error);
  g_free (one->flips);
  one->flips = tb_bench_flips_format (question->flips);
  if (work->keys[0] == NULL)
    return NULL;
  work->keys[1] = read_verifier (one, work->crypto, error);
  if (work->keys[1] == NULL)
    return NULL;
  work->message = g_bytes_new (one->message, strlen (one->message));
  bench = tb_signed_repeat (one, work->crypto, question->seed, question->parties[0].object, work->keys[0], error);
  return bench ? answer_signed (work, bench) : NULL;
}

static TbBenchAnswer *
seal (Work *work, GError **error)
{
  const GArray *flips = work->question->flips;
  TbEnvelopeTerms terms = { (TbEnvelopeScheme) work->question->scheme, work->keys[0], work->keys[1], work->message, NULL, (const TbSignFlip *) flips->data, flips->len };
  g_autoptr (TbEnvelope) envelope = tb_envelope_new (work->crypto, &terms, &work->stream, error);
  TbBenchAnswer *answer = envelope ? answer_with (work, envelope->steps, envelope->noticed, envelope->opened != NULL) : NULL;

  if (answer != NULL)
    {
      answer->readers = g_array_ref (envelope->readers);
      answer->sent = g_bytes_ref (envelope->sealed);
    }
  return answer;
}

static TbBenchAnswer *
repeat_nonce (Work *work, GError **error)
{
  g_autoptr (TbSignNonce) nonce = tb_sign_nonce_new (work->crypto, work->keys[0], work->message, &work->stream, error);

  return nonce ? answer_with (work, nonce->steps, -1, nonce->is_found) : NULL;
}

/* --- the table of kinds --- */

static gboolean
sign_fits (guint scheme, TbKeyAlgorithm algorithm)
{
  if (scheme == TB_SIGN_ECDSA)
    return algorithm == TB_KEY_P256;
  return scheme == TB_SIGN_ED25519 ? algorithm == TB_KEY_ED25519 : tb_key_algorithm_is_rsa (algorithm);
}

static gboolean
seal_fits (guint scheme, TbKeyAlgorithm algorithm)
{
  return scheme == TB_ENVELOPE_ECDH ? algorithm == TB_KEY_P256 : tb_key_algorithm_is_rsa (algorithm);
}

static gboolean
nonce_fits (guint scheme, TbKeyAlgorithm algorithm)
{
  return algorithm == TB_KEY_P256;
}

static const char *
sign_name (guint scheme)
{
  return tb_sign_scheme_get_name ((TbSignScheme) scheme);
}

static const char *
seal_name (guint scheme)
{
  return tb_envelope_scheme_get_name ((TbEnvelopeScheme) scheme);
}

static const char *
nonce_name (guint scheme)
{
  return tb_sign_scheme_get_name (TB_SIGN_ECDSA);
}

static const char *const *
sign_lines (guint scheme)
{
  return tb_sign_get_openssl_lines ((TbSignScheme) scheme);
}

static const char *const *
seal_lines (guint scheme)
{
  return tb_envelope_get_openssl_lines ((TbEnvelopeScheme) scheme);
}

/* OpenSSL repeats no nonce, but its program shows r and s. */
static const char *const *
nonce_lines (guint scheme)
{
  return tb_sign_get_openssl_lines (TB_SIGN_ECDSA);
}

static const struct
{
  guint n_schemes;
  TbBenchAnswer *(*work) (Work *work, GError **error);
  gboolean (*fits) (guint scheme, TbKeyAlgorithm algorithm);
  const char *(*get_name) (guint scheme);
  const char *const *(*get_lines) (guint scheme);
} kinds[TB_BENCH_N_KINDS] = {
  [TB_BENCH_SIGN] = { TB_SIGN_N_SCHEMES, sign, sign_fits, sign_name, sign_lines },
  [TB_BENCH_SEAL] = { TB_ENVELOPE_N_SCHEMES, seal, seal_fits, seal_name, seal_lines },
  [TB_BENCH_NONCE] = { 1, repeat_nonce, nonce_fits, nonce_name, nonce_lines },
};

/**
 * tb_bench_fits:
 * @kind: what is done
 * @scheme: how
 * @algorithm: of a key
 *
 * Returns: whether such a key will do
 */
gboolean
tb_bench_fits (TbBenchKind kind, guint scheme, TbKeyAlgorithm algorithm)
{
  return kinds[kind].fits (scheme, algorithm);
}

guint
tb_bench_n_schemes (TbBenchKind kind)
{
  return kinds[kind].n_schemes;
}

const char *
tb_bench_get_name (TbBenchKind kind, guint scheme)
{
  return kinds[kind].get_name (scheme);
}

const char *const *
tb_bench_get_lines (TbBenchKind kind, guint scheme)
{
  return kinds[kind].get_lines (scheme);
}

/* --- the thread --- */

static GBytes *
take_message (const TbBenchQuestion *question, GError **error)
{
  if (question->message != NULL)
    return g_bytes_ref (question->message);
  return question->path ? tb_load_bytes (question->path, TB_SIGN_MAX_MESSAGE_BYTES, error) : g_bytes_new (NULL, 0);
}

static gboolean
take_keys (Work *work, GError **error)
{
  const TbBenchQuestion *question = work->question;

  work->keys[0] = find_key (question, 0, work->crypto, error);
  if (work->keys[0] == NULL || question->kind == TB_BENCH_NONCE || question->parties[1].number == TB_BENCH_SAME_KEY)
    return work->keys[0] != NULL;
  work->keys[1] = find_key (question, 1, work->crypto, error);
  return work->keys[1] != NULL;
}

static TbBenchAnswer *
do_work (Work *work, GError **error)
{
  work->message = take_message (work->question, error);
  return work->message != NULL && take_keys (work, error) ? kinds[work->question->kind].work (work, error) : NULL;
}

/**
 * tb_bench_answer_new:
 * @question: what to do
 * @error: return location
 *
 * Does the work where it is called: not for the main thread.
 *
 * Returns: (transfer full) (nullable): the answer
 */
TbBenchAnswer *
tb_bench_answer_new (const TbBenchQuestion *question, GError **error)
{
  Work work = { .question = question, .crypto = tb_crypto_get_seeded (error) };
  TbBenchAnswer *answer = NULL;

  if (work.crypto == NULL)
    return NULL;
  tb_stream_initf (&work.stream, BENCH_SEED, question->kind == TB_BENCH_SEAL ? "seal" : "sign");
  answer = question->record != NULL ? sign_again (&work, error) : do_work (&work, error);
  g_clear_pointer (&work.message, g_bytes_unref);
  g_clear_pointer (&work.keys[0], tb_key_unref);
  g_clear_pointer (&work.keys[1], tb_key_unref);
  return answer;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  TbBenchAnswer *answer = tb_bench_answer_new (data, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) tb_bench_answer_free);
  else
    g_task_return_error (task, error);
}

/**
 * tb_bench_work_async:
 * @question: (transfer full): what to do
 * @cancellable: (nullable): tells one answer from another, and that nobody waits for it any more
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
tb_bench_work_async (TbBenchQuestion *question, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, question, (GDestroyNotify) tb_bench_question_free);
  g_task_run_in_thread (task, run);
}

TbBenchAnswer *
tb_bench_work_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
