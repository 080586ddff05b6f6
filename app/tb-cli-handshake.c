/* tb-cli-handshake: `trustbed-cli handshake`: makes handshakes between a lock and a broker, shows the first, and says how many a second.
 *
 * Bytes and refusals are measured: real OpenSSL on both sides. When a flight leaves is modelled: a loopback link on which computing takes no time. */
#include <string.h>

#include "tb-capture.h"
#include "tb-cli-staple.h"
#include "tb-cli.h"
#include "tb-pool.h"

#define MAX_COUNT        10000000
#define BATCH            512
#define LOOPBACK_US      50              /* one way */
#define GAP_US           10000           /* between handshakes in a capture */
#define CLIENT_IP        0x0a000002u
#define SERVER_IP        0x0a000001u
#define SERVER_PORT      8883
#define FIRST_PORT       49152
#define CONTENT_HANDSHAKE 22
#define TLS_1_3           0x0304

typedef struct
{
  char *tls;
  char *key;
  char *kex;
  gboolean mutual;
  gboolean resume;
  char *listen;
  char *connect;
  char *refuse;
  int count;
  gint64 seed;
  int threads;
  gboolean json;
  char *pcap;
  TbStapleOptions staple;
} Options;

static void
options_clear (Options *options)
{
  char **texts[] = { &options->tls, &options->key, &options->kex, &options->listen, &options->connect, &options->refuse, &options->pcap };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
  tb_cli_staple_clear (&options->staple);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "tls", 0, 0, G_OPTION_ARG_STRING, &options->tls, "Version of TLS: 1.3", "VERSION" },
    { "key", 0, 0, G_OPTION_ARG_STRING, &options->key, "Keys of all certificates: p256 or rsa2048", "ALG" },
    { "kex", 0, 0, G_OPTION_ARG_STRING, &options->kex, "Group of the key agreement: P-256", "GROUP" },
    { "mutual", 0, 0, G_OPTION_ARG_NONE, &options->mutual, "The broker demands a certificate of the lock", NULL },
    { "refuse", 0, 0, G_OPTION_ARG_STRING, &options->refuse, "Make them fail for this reason, such as expired", "REASON" },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options->resume, "Make one full handshake first and resume its session each time", NULL },
    { "listen", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options->listen, "Refused with a sentence: this version opens no sockets", "PORT" },
    { "connect", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options->connect, "Refused with a sentence: this version opens no sockets", "PORT" },
    { "count", 0, 0, G_OPTION_ARG_INT, &options->count, "How many handshakes; 1 if left out", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "What all randomness is drawn from; 1 if left out", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options->threads, "Threads, 1 to 64; all processors if left out", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { "pcap", 0, 0, G_OPTION_ARG_FILENAME, &options->pcap, "Write all handshakes with the secrets to read them", "FILE.pcapng" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("handshake", "Options", "Options", options, NULL);
  g_autofree char *reasons = tb_parties_list_reasons ();
  g_autofree char *description = g_strdup_printf ("Reasons: %s.\n\nBytes, verdicts and speed are measured. The times of flights (time_us) are modelled: %d us from side to side, "
                                                  "computing takes none.\nExit status: 0 all accepted, 1 not all, 2 bad usage.\n", reasons, LOOPBACK_US);

  g_option_context_set_summary (context, "Makes TLS handshakes between a lock and a broker, shows the first and counts them.");
  g_option_context_set_description (context, description);
  g_option_group_add_entries (group, entries);
  tb_cli_staple_add_entries (group, &options->staple);
  g_option_context_set_main_group (context, group);
  return g_option_context_parse (context, argc, argv, error);
}

static gboolean
is_one_of (const char *value, const char *const *choices)
{
  for (; value != NULL && *choices != NULL; choices++)
    if (g_ascii_strcasecmp (value, *choices) == 0)
      return TRUE;
  return value == NULL;
}

/* What is wrong with the options, in one sentence; NULL when nothing is. */
static char *
find_fault (const Options *options)
{
  static const char *const versions[] = { "1.3", NULL }, *const groups[] = { "P-256", "secp256r1", "prime256v1", NULL };
  static const char *const keys[] = { "p256", "P-256", "rsa2048", "RSA-2048", NULL };
  g_autofree char *reasons = tb_parties_list_reasons ();

  if (!is_one_of (options->tls, versions))
    return g_strdup_printf ("--tls %.40s is not available; this version of Trustbed makes TLS 1.3 handshakes only", options->tls);
  if (!is_one_of (options->kex, groups))
    return g_strdup_printf ("--kex %.40s is not available; this version of Trustbed agrees on keys with P-256 only", options->kex);
  if (options->resume && options->refuse != NULL)
    return g_strdup ("--resume and --refuse do not go together: what was refused leaves nothing to resume");
  if (options->listen != NULL || options->connect != NULL)
    return g_strdup_printf ("%s is not available; this version of Trustbed plays both sides itself", options->listen != NULL ? "--listen" : "--connect");
  if (!is_one_of (options->key, keys))
    return g_strdup_printf ("--key must be p256 or rsa2048, got \"%.40s\"", options->key);
  if (options->refuse != NULL && !tb_parties_knows_reason (options->refuse))
    return g_strdup_printf ("--refuse must be one of %s, got \"%.40s\"", reasons, options->refuse);
  if (options->count < 1 || options->count > MAX_COUNT)
    return g_strdup_printf ("--count must be 1 to %d, got %d", MAX_COUNT, options->count);
  if (options->threads < 1 || options->threads > TB_POOL_MAX_THREADS)
    return g_strdup_printf ("--threads must be 1 to %d, got %d", TB_POOL_MAX_THREADS, options->threads);
  return tb_cli_staple_find_fault (&options->staple);
}

/* --- the work --- */

typedef struct
{
  const TbParties *parties;
  const TbHandshakeTerms *terms;
  guint64 seed;
  guint number;
  TbTranscript *transcript;
  GError *error;
  TbTask *task;
} Job;

typedef struct
{
  guint n_ok;
  gint64 wall_us;
  TbTranscript *first;
} Tally;

static void
tally_clear (Tally *tally)
{
  g_clear_pointer (&tally->first, tb_transcript_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tally, tally_clear)

static void
shake (gpointer data)
{
  Job *job = data;
  const TbParties *parties = job->parties;
  TbStream stream;

  tb_stream_initf (&stream, job->seed, "handshake/%u", job->number);
  job->transcript = tb_handshake_run_with (parties->client, parties->client_identity, parties->host, parties->server, job->terms, &stream,
                                           parties->unix_us, NULL, &job->error);
}

static GBytes *
draw_ticket_key (guint64 seed)
{
  guint8 key[TB_TICKET_KEY_BYTES];
  TbStream stream;

  tb_stream_initf (&stream, seed, "ticket key");
  for (gsize i = 0; i < sizeof key; i++)
    key[i] = (guint8) tb_stream_below (&stream, 256);
  return g_bytes_new (key, sizeof key);
}

/* The handshake before the others: what it is given is what they resume. */
static gboolean
open_session (const TbParties *parties, guint64 seed, TbHandshakeTerms *terms, GError **error)
{
  g_autoptr (TbTranscript) transcript = NULL;
  TbStream stream;

  terms->ticket_key = draw_ticket_key (seed);
  tb_stream_initf (&stream, seed, "handshake to resume");
  transcript = tb_handshake_run_with (parties->client, parties->client_identity, parties->host, parties->server, terms, &stream, parties->unix_us,
                                      &terms->session, error);
  return transcript != NULL;
}

static void
terms_clear (TbHandshakeTerms *terms)
{
  g_clear_pointer (&terms->ticket_key, g_bytes_unref);
  g_clear_pointer (&terms->session, g_bytes_unref);
  g_clear_pointer (&terms->staple, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbHandshakeTerms, terms_clear)

static void
run_batch (TbPool *pool, Job *jobs, guint n_jobs)
{
  for (guint i = 0; i < n_jobs; i++)
    jobs[i].task = tb_pool_submit (pool, shake, &jobs[i]);
  for (guint i = 0; i < n_jobs; i++)
    tb_pool_join (pool, jobs[i].task);
}

static void
capture_one (TbCapture *capture, const Job *job)
{
  TbTranscript *transcript = job->transcript;
  guint n_flights = tb_transcript_get_n_flights (transcript);
  gint64 at_us = job->parties->unix_us + (gint64) job->number * GAP_US;
  guint connection = tb_capture_open_tcp (capture, at_us, CLIENT_IP + job->number / 16384, FIRST_PORT + job->number % 16384, SERVER_IP, SERVER_PORT);

  tb_capture_add_secrets (capture, transcript);
  for (guint i = 0; i < n_flights; i++)
    {
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_flight_wire (transcript, i, &n_bytes);

      tb_capture_send (capture, connection, at_us + i * LOOPBACK_US, tb_transcript_get_flight (transcript, i)->from, bytes, n_bytes);
    }
  tb_capture_close_tcp (capture, connection, at_us + (n_flights + 1) * LOOPBACK_US, TB_SIDE_CLIENT);
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
    capture_one (capture, job);
  if (tally->first == NULL)
    tally->first = tb_transcript_ref (job->transcript);
  g_clear_pointer (&job->transcript, tb_transcript_unref);
  return TRUE;
}

static gboolean
run_all (const TbParties *parties, const TbHandshakeTerms *terms, const Options *options, TbCapture *capture, Tally *tally, GError **error)
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
        jobs[i] = (Job) { .parties = parties, .terms = terms, .seed = (guint64) options->seed, .number = begin + i };
      began_us = g_get_monotonic_time ();
      run_batch (pool, jobs, n_jobs);
      tally->wall_us += g_get_monotonic_time () - began_us;
      for (guint i = 0; i < n_jobs; i++)
        good &= settle (&jobs[i], capture, tally, error);
    }
  return good;
}

/* --- what is shown --- */

static const char *
side_name (TbSide side)
{
  return side == TB_SIDE_CLIENT ? "client" : "server";
}

static const char *
verdict_of (TbTranscript *transcript)
{
  return tb_transcript_is_accepted (transcript) ? "accepted" : tb_transcript_get_reason (transcript);
}

static void
add_message (JsonBuilder *json, const TbMessage *message)
{
  json_builder_begin_object (json);
  if (message->content_type == CONTENT_HANDSHAKE)
    tb_cli_add_int (json, "handshake_type", message->type);
  else
    tb_cli_add_int (json, "content_type", message->content_type);
  tb_cli_add_text (json, "name", tb_transcript_message_name (message));
  tb_cli_add_int (json, "offset", message->wire_offset);
  tb_cli_add_int (json, "length", message->wire_length);
  json_builder_end_object (json);
}

/* Handshake messages are apart from the records that are none: change_cipher_spec and alerts. */
static void
add_messages (JsonBuilder *json, const char *name, TbTranscript *transcript, guint flight, gboolean handshake)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->flight == flight && (message->content_type == CONTENT_HANDSHAKE) == handshake)
        add_message (json, message);
    }
  json_builder_end_array (json);
}

static void
add_first (JsonBuilder *json, TbTranscript *transcript)
{
  int alert = tb_transcript_get_alert (transcript);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "flights");
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      const TbFlight *flight = tb_transcript_get_flight (transcript, i);

      json_builder_begin_object (json);
      tb_cli_add_text (json, "from", side_name (flight->from));
      tb_cli_add_int (json, "time_us", i * LOOPBACK_US);
      tb_cli_add_int (json, "bytes", flight->wire_length);
      add_messages (json, "messages", transcript, i, TRUE);
      add_messages (json, "other_records", transcript, i, FALSE);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  tb_cli_add_text (json, "verdict", verdict_of (transcript));
  tb_cli_add_text (json, "alert", alert >= 0 ? tb_transcript_alert_name (alert) : NULL);
  json_builder_end_object (json);
}

static double
per_second (const Options *options, const Tally *tally)
{
  return (double) options->count * G_USEC_PER_SEC / (double) MAX (tally->wall_us, 1);
}

static void
print_json (const Options *options, const TbParties *parties, const TbHandshakeTerms *terms, const Tally *tally)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_int (json, "count", options->count);
  tb_cli_add_int (json, "ok", tally->n_ok);
  tb_cli_add_double (json, "wall_s", (double) tally->wall_us / G_USEC_PER_SEC);
  tb_cli_add_double (json, "per_second", per_second (options, tally));
  tb_cli_add_text (json, "version", tb_transcript_get_version (tally->first) == TLS_1_3 ? "TLSv1.3" : NULL);
  tb_cli_add_text (json, "cipher", tb_transcript_get_cipher (tally->first));
  tb_cli_add_text (json, "group", tb_transcript_get_group (tally->first));
  json_builder_set_member_name (json, "resumed");
  json_builder_add_boolean_value (json, tb_transcript_is_resumed (tally->first));
  json_builder_set_member_name (json, "first");
  add_first (json, tally->first);
  tb_cli_staple_add_json (json, parties, terms, tally->first);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static void
print_flight (TbTranscript *transcript, guint flight)
{
  const TbFlight *found = tb_transcript_get_flight (transcript, flight);

  g_print ("  %6u us  %s  %5u bytes ", flight * LOOPBACK_US, found->from == TB_SIDE_CLIENT ? "lock ---> broker" : "lock <--- broker", found->wire_length);
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    if (tb_transcript_get_message (transcript, i)->flight == flight)
      g_print (" %s", tb_transcript_message_name (tb_transcript_get_message (transcript, i)));
  g_print ("\n");
}

static void
print_text (const Options *options, const TbParties *parties, const TbHandshakeTerms *terms, const Tally *tally)
{
  TbTranscript *first = tally->first;

  g_print ("%s TLS 1.3, %s, %s: %s\n", tb_transcript_is_resumed (first) ? "Resumed" : tb_transcript_is_mutual (first) ? "Mutual" : "Server-only", tb_transcript_get_cipher (first),
           tb_transcript_get_group (first), verdict_of (first));
  for (guint i = 0; i < tb_transcript_get_n_flights (first); i++)
    print_flight (first, i);
  tb_cli_staple_print (parties, terms, first);
  g_print ("%d made, %u accepted, %.0f a second (bytes and speed measured, times modelled)\n", options->count, tally->n_ok, per_second (options, tally));
}

static int
run_and_report (const TbParties *parties, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCapture) capture = NULL;
  g_auto (Tally) tally = { 0 };
  g_auto (TbHandshakeTerms) terms = { 0 };

  if (!tb_cli_staple_prepare (&options->staple, parties, (guint64) options->seed, &terms, &error))
    return tb_cli_complain ("%s", error->message);
  if (options->resume && !open_session (parties, (guint64) options->seed, &terms, &error))
    return tb_cli_complain ("%s", error->message);
  if (options->pcap != NULL && (capture = tb_capture_new (options->pcap, "Trustbed: handshakes of a simulated lock with a simulated broker; "
                                                          "all keys come from a seed", &error)) == NULL)
    return tb_cli_complain ("%s", error->message);
  if (!run_all (parties, &terms, options, capture, &tally, &error)
      || (capture != NULL && !tb_capture_close (g_steal_pointer (&capture), &error)))
    return tb_cli_complain ("%s", error->message);
  if (options->json)
    print_json (options, parties, &terms, &tally);
  else
    print_text (options, parties, &terms, &tally);
  return tally.n_ok == (guint) options->count ? TB_EXIT_YES : TB_EXIT_NO;
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
  g_auto (Options) options = { .count = 1, .seed = 1, .threads = (int) MIN (g_get_num_processors (), TB_POOL_MAX_THREADS) };
  g_auto (TbParties) parties = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *fault = NULL;
  TbPartiesTerms terms;
  gboolean is_rsa;

  if (!parse_options (&options, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc > 1)
    return tb_cli_complain ("handshake takes no \"%.40s\"", argv[1]);
  fault = find_fault (&options);
  if (fault != NULL)
    return tb_cli_complain ("%s", fault);
  is_rsa = options.key != NULL && g_ascii_strncasecmp (options.key, "rsa", 3) == 0;
  terms = (TbPartiesTerms) { is_rsa ? TB_KEY_RSA2048 : TB_KEY_P256, options.mutual || options.refuse != NULL, options.staple.must_staple, options.refuse,
                             (guint64) options.seed };
  if (!tb_parties_init (&parties, &terms, &error))
    return tb_cli_complain ("%s", error->message);
  return run_and_report (&parties, &options);
}
