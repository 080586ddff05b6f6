/* tb-cli-handshake: `trustbed-cli handshake`: makes handshakes between a lock and a broker, shows the first, and says how many a second.
 *
 * Bytes and refusals are measured: real OpenSSL on both sides. When a flight leaves is modelled: a loopback link on which computing takes no time. */
#include <string.h>

#include "tb-cli-checks.h"
#include "tb-cli-compare.h"
#include "tb-cli-fields.h"
#include "tb-cli-handshake.h"
#include "tb-cli-leak.h"
#include "tb-cli-staple.h"
#include "tb-cli-wire.h"
#include "tb-names.h"
#include "tb-pool.h"

#define BATCH 512

/* --- the work --- */

typedef struct
{
  const TbTrialParties *parties;
  guint number;
  TbTranscript *transcript;
  GError *error;
  TbTask *task;
} Job;

/**
 * Tally:
 * @n_ok: how many were accepted
 * @wall_us: how long all of them took
 * @first: the story of the first
 * @leak, @opening: (nullable): what leaks later, and what the first comes to then
 */
typedef struct
{
  guint n_ok;
  gint64 wall_us;
  TbTrial *first;
  TbLeak leak;
  TbOpening *opening;
} Tally;

static void
tally_clear (Tally *tally)
{
  g_clear_pointer (&tally->first, tb_trial_free);
  g_clear_pointer (&tally->opening, tb_opening_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tally, tally_clear)

static void
shake (gpointer data)
{
  Job *job = data;

  job->transcript = tb_trial_parties_shake (job->parties, job->number, &job->error);
}

static void
run_batch (TbPool *pool, Job *jobs, guint n_jobs)
{
  for (guint i = 0; i < n_jobs; i++)
    jobs[i].task = tb_pool_submit (pool, shake, &jobs[i]);
  for (guint i = 0; i < n_jobs; i++)
    tb_pool_join (pool, jobs[i].task);
}

static gboolean
settle (Job *job, TbCapture *capture, Tally *tally, GError **error)
{
  if (job->transcript == NULL)
    {
      if (*error == NULL)
        g_propagate_error (error, g_steal_pointer (&job->error));
      g_clear_error (&job->error);
      return FALSE;
    }
  tally->n_ok += tb_transcript_is_accepted (job->transcript);
  if (capture != NULL)
    tb_handshake_capture (capture, job->parties, job->transcript, job->number);
  g_clear_pointer (&job->transcript, tb_transcript_unref);
  return TRUE;
}

static gboolean
run_all (const TbTrialParties *parties, const TbHandshakeOptions *options, TbCapture *capture, Tally *tally, GError **error)
{
  g_autoptr (TbPool) pool = tb_pool_new ((guint) options->threads);
  g_autofree Job *jobs = g_new (Job, BATCH);
  guint count = (guint) options->count;
  gboolean good = TRUE;

  for (guint begin = 0; begin < count && good; begin += BATCH)
    {
      guint n_jobs = MIN (BATCH, count - begin);
      gint64 began_us;

      for (guint i = 0; i < n_jobs; i++)
        jobs[i] = (Job) { .parties = parties, .number = begin + i };
      began_us = g_get_monotonic_time ();
      run_batch (pool, jobs, n_jobs);
      tally->wall_us += g_get_monotonic_time () - began_us;
      for (guint i = 0; i < n_jobs; i++)
        good &= settle (&jobs[i], capture, tally, error);
    }
  return good;
}

/* --- what is shown --- */

static double
per_second (const TbHandshakeOptions *options, const Tally *tally)
{
  return (double) options->count * G_USEC_PER_SEC / (double) MAX (tally->wall_us, 1);
}

/* A transcript's own word comes first: it is the same wherever handshakes are refused. */
static const char *
verdict_of (const TbTrial *trial)
{
  const char *reason = tb_transcript_get_reason (trial->transcript);

  return *reason != '\0' && strcmp (reason, "other") != 0 ? reason : trial->verdict;
}

static gboolean
is_on_purpose (const TbHandshakeOptions *options)
{
  return options->explain || options->terms.failure != NULL || options->terms.attack != NULL;
}

static void
add_other (JsonBuilder *json, const char *name, TbTranscript *other)
{
  if (other == NULL)
    return;
  json_builder_set_member_name (json, name);
  json_builder_begin_object (json);
  tb_handshake_add_flights (json, other);
  json_builder_end_object (json);
}

static void
add_trial (JsonBuilder *json, const TbTrialTerms *terms, const TbTrial *trial)
{
  static const char *const sides[] = { "client", "server" };

  json_builder_set_member_name (json, "trial");
  json_builder_begin_object (json);
  tb_cli_add_text (json, "failure", terms->failure);
  tb_cli_add_text (json, "at", terms->failure != NULL ? sides[terms->at] : NULL);
  tb_cli_add_text (json, "attack", terms->attack);
  tb_cli_add_text (json, "verdict", trial->verdict);
  tb_cli_add_text (json, "refused_by", trial->judge >= 0 ? sides[trial->judge] : NULL);
  tb_cli_add_checks (json, trial->checks);
  add_other (json, "behind", trial->behind);
  add_other (json, "meant", trial->meant);
  json_builder_end_object (json);
}

static void
print_json (const TbHandshakeOptions *options, const TbTrialParties *parties, const Tally *tally)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  TbTranscript *first = tally->first->transcript;

  json_builder_begin_object (json);
  tb_cli_add_int (json, "count", options->count);
  tb_cli_add_int (json, "ok", tally->n_ok);
  tb_cli_add_double (json, "wall_s", (double) tally->wall_us / G_USEC_PER_SEC);
  tb_cli_add_double (json, "per_second", per_second (options, tally));
  tb_cli_add_text (json, "version", tb_handshake_version_name (first));
  tb_cli_add_text (json, "cipher", tb_transcript_get_cipher (first));
  tb_cli_add_text (json, "group", tb_transcript_get_group (first));
  json_builder_set_member_name (json, "resumed");
  json_builder_add_boolean_value (json, tb_transcript_is_resumed (first));
  json_builder_set_member_name (json, "first");
  json_builder_begin_object (json);
  tb_handshake_add_flights (json, first);
  tb_cli_add_text (json, "verdict", verdict_of (tally->first));
  json_builder_end_object (json);
  tb_cli_staple_add_json (json, parties, first);
  if (options->fields)
    tb_cli_fields_add_json (json, first);
  if (options->explain)
    tb_cli_wire_add_json (json, first);
  if (is_on_purpose (options))
    add_trial (json, &parties->terms, tally->first);
  if (tally->opening != NULL)
    tb_cli_leak_add_json (json, tally->first, tally->leak, tally->opening);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static void
print_story (const TbHandshakeOptions *options, const TbTrial *trial)
{
  static const char *const names[] = { "lock", "broker" };

  if (trial->behind != NULL)
    {
      g_print ("Behind it, the attacker with the true broker: %s\n", tb_transcript_is_accepted (trial->behind) ? "accepted" : "refused");
      tb_handshake_print_flights (trial->behind, "mallory", "broker");
    }
  if (trial->meant != NULL)
    {
      g_print ("%s:\n", tb_transcript_is_accepted (trial->meant) ? "Without the attacker it would have been" : "The first try, which the attacker cut off");
      tb_handshake_print_flights (trial->meant, "lock", "broker");
    }
  if (!is_on_purpose (options))
    return;
  g_print ("What the %s checked:\n", names[MAX (trial->judge, 0)]);
  tb_handshake_print_checks (trial->checks);
}

static void
print_text (const TbHandshakeOptions *options, const TbTrialParties *parties, const Tally *tally)
{
  TbTranscript *first = tally->first->transcript;
  const char *spoken = tb_names_find (TB_NAMES_VERSION, tb_transcript_get_version (first));
  const char *version = spoken != NULL ? spoken : tb_trial_find_choice (TB_TRIAL_VERSION, parties->terms.version)->title;
  const char *cipher = tb_transcript_get_cipher (first), *group = tb_transcript_get_group (first);

  g_print ("%s %s%s%s%s%s: %s\n", tb_transcript_is_resumed (first) ? "Resumed" : tb_transcript_is_mutual (first) ? "Mutual" : "Server-only", version,
           *cipher != '\0' ? ", " : "", cipher, *group != '\0' ? ", " : "", group, verdict_of (tally->first));
  tb_handshake_print_flights (first, "lock", parties->attacker != NULL ? "mallory" : "broker");
  tb_cli_staple_print (parties, first);
  print_story (options, tally->first);
  if (options->explain)
    tb_cli_wire_print (first);
  if (tally->opening != NULL)
    tb_cli_leak_print (tally->first, tally->leak, tally->opening);
  if (options->fields)
    tb_cli_fields_print (first);
  g_print ("%d made, %u accepted, %.0f a second (bytes and speed measured, times modelled)\n", options->count, tally->n_ok, per_second (options, tally));
}

/* What the first was, and what becomes of it later. */
static gboolean
tell_story (const TbTrialParties *parties, const TbHandshakeOptions *options, Tally *tally, GError **error)
{
  tally->first = tb_trial_new_for_parties (parties, 0, error);
  if (tally->first == NULL || options->leak == NULL)
    return tally->first != NULL;
  tb_cli_leak_from_code (options->leak, &tally->leak);
  tally->opening = tb_cli_leak_open (parties->crypto, tally->first, tally->leak, error);
  return tally->opening != NULL;
}

static int
run_and_report (const TbTrialParties *parties, const TbHandshakeOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCapture) capture = NULL;
  g_auto (Tally) tally = { 0 };

  if (options->pcap != NULL && (capture = tb_capture_new (options->pcap, "Trustbed: handshakes of a simulated lock with a simulated broker; "
                                                          "all keys come from a seed", &error)) == NULL)
    return tb_cli_complain ("%s", error->message);
  if (!run_all (parties, options, capture, &tally, &error)
      || (capture != NULL && !tb_capture_close (g_steal_pointer (&capture), &error)))
    return tb_cli_complain ("%s", error->message);
  if (!tell_story (parties, options, &tally, &error))
    return tb_cli_complain ("%s", error->message);
  if (options->json)
    print_json (options, parties, &tally);
  else
    print_text (options, parties, &tally);
  return tally.n_ok == (guint) options->count ? TB_EXIT_YES : TB_EXIT_NO;
}

static int
make_handshakes (const TbHandshakeOptions *options)
{
  g_autoptr (GError) error = NULL;
  TbCrypto *crypto = tb_crypto_get_seeded (&error);
  g_autoptr (TbTrialParties) parties = NULL;

  if (crypto != NULL)
    parties = tb_trial_parties_new (crypto, &options->terms, (guint64) options->seed, "handshake", &error);
  return parties != NULL ? run_and_report (parties, options) : tb_cli_complain ("%s", error->message);
}

/**
 * tb_cli_handshake:
 * @argc: how many words
 * @argv: `handshake` and what follows it
 *
 * Returns: 0 when all handshakes were accepted, 1 when not all were, 2 for bad input
 */
int
tb_cli_handshake (int argc, char **argv)
{
  g_auto (TbHandshakeOptions) options = { .count = 1, .seed = 1, .threads = (int) MIN (g_get_num_processors (), TB_POOL_MAX_THREADS) };
  g_autoptr (GError) error = NULL;
  g_autofree char *fault = NULL;

  if (tb_cli_wants_comparison (argc, argv))
    return tb_cli_compare (argc, argv);
  if (!tb_handshake_options_parse (&options, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc > 1)
    return tb_cli_complain ("handshake takes no \"%.40s\"", argv[1]);
  fault = tb_handshake_options_find_fault (&options);
  if (fault != NULL)
    return tb_cli_complain ("%s", fault);
  if (!options.list)
    return make_handshakes (&options);
  tb_handshake_list_choices (options.json);
  return TB_EXIT_YES;
}
