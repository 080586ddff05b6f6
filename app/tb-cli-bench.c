/* tb-cli-bench: `trustbed-cli bench`: how fast the engine is on this machine, in absolute figures.
 *
 * What the figures are worth against other software, side by side in one run, is measured by `./lab bench`. */
#include "tb-authority.h"
#include "tb-cli.h"
#include "tb-handshake.h"
#include "tb-run.h"
#include "tb-units.h"

#define N_RECORDS    2000000
#define N_KEYS       400
#define N_HANDSHAKES 400
#define UNIX_US      (G_GINT64_CONSTANT (1772431200) * TB_US_PER_SECOND)

typedef struct
{
  TbCrypto *crypto;
  TbAuthority *authority;
  TbIdentity *server;
  TbIdentity *client;
  TbEndpoint *at_server;
  TbEndpoint *at_client;
} Parties;

static void
parties_clear (Parties *parties)
{
  g_clear_pointer (&parties->authority, tb_authority_unref);
  g_clear_pointer (&parties->server, tb_identity_unref);
  g_clear_pointer (&parties->client, tb_identity_unref);
  g_clear_pointer (&parties->at_server, tb_endpoint_unref);
  g_clear_pointer (&parties->at_client, tb_endpoint_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parties, parties_clear)

static TbIdentity *
issue (Parties *parties, TbCertificateProfile profile, const char *name, TbStream *stream, GError **error)
{
  const TbIssueTerms terms = { profile, UNIX_US, UNIX_US + 90 * TB_US_PER_DAY };
  const char *names[] = { name, NULL };

  return tb_authority_issue_identity (parties->authority, TB_KEY_P256, name, names, &terms, stream, error);
}

static gboolean
set_up (Parties *parties, GError **error)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  TbStream stream;

  tb_stream_init (&stream, 1, "bench");
  parties->crypto = tb_crypto_get_seeded (error);
  if (parties->crypto == NULL)
    return FALSE;
  parties->authority = tb_authority_new_root (parties->crypto, "Bench Root CA", TB_KEY_P256, UNIX_US, UNIX_US + 900 * TB_US_PER_DAY, &stream, error);
  if (parties->authority == NULL || (parties->server = issue (parties, TB_PROFILE_SERVICE, "broker", &stream, error)) == NULL
      || (parties->client = issue (parties, TB_PROFILE_DEVICE, "lock-01", &stream, error)) == NULL)
    return FALSE;
  g_ptr_array_add (anchors, tb_authority_get_root (parties->authority));
  parties->at_server = tb_endpoint_new_server (parties->crypto, parties->server, anchors, &stream, error);
  parties->at_client = tb_endpoint_new_client (parties->crypto, anchors, &stream, error);
  return parties->at_server != NULL && parties->at_client != NULL;
}

static double
per_second (guint64 n, gint64 began_us)
{
  return (double) n * G_USEC_PER_SEC / (double) MAX (g_get_monotonic_time () - began_us, 1);
}

static gboolean
measure_handshakes (Parties *parties, double *rate, GError **error)
{
  gint64 began_us = g_get_monotonic_time ();

  for (guint i = 0; i < N_HANDSHAKES; i++)
    {
      g_autoptr (TbTranscript) transcript = NULL;
      TbStream stream;

      tb_stream_initf (&stream, 1, "bench/handshake/%u", i);
      transcript = tb_handshake_run (parties->at_client, parties->client, "broker", parties->at_server, &stream, UNIX_US + TB_US_PER_DAY, error);
      if (transcript == NULL)
        return FALSE;
    }
  *rate = per_second (N_HANDSHAKES, began_us);
  return TRUE;
}

static gboolean
measure_issuing (Parties *parties, double *rate, GError **error)
{
  gint64 began_us = g_get_monotonic_time ();

  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autoptr (TbIdentity) identity = NULL;
      TbStream stream;

      tb_stream_initf (&stream, 1, "bench/issue/%u", i);
      identity = issue (parties, TB_PROFILE_DEVICE, "lock-02", &stream, error);
      if (identity == NULL)
        return FALSE;
    }
  *rate = per_second (N_KEYS, began_us);
  return TRUE;
}

static TbFleet *
make_fleet (void)
{
  TbFleet *fleet = tb_fleet_new ();

  tb_fleet_add_group (fleet, "device", TB_ROLE_DEVICE, 10000);
  return fleet;
}

static void
measure_journal (double *append_rate, double *fold_rate)
{
  g_autoptr (TbFleet) fleet = make_fleet ();
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbFold) fold = tb_fold_new (fleet, journal);
  gint64 began_us = g_get_monotonic_time ();

  for (guint i = 0; i < N_RECORDS; i++)
    {
      const TbRecord record = { i, 1000, 1 + i % 10000, 1, TB_NO_PAYLOAD, TB_RECORD_MESSAGE, 80 };

      tb_journal_append (journal, &record);
    }
  tb_journal_publish (journal);
  *append_rate = per_second (N_RECORDS, began_us);
  began_us = g_get_monotonic_time ();
  tb_fold_seek (fold, N_RECORDS);
  *fold_rate = per_second (N_RECORDS, began_us);
}

typedef struct
{
  const char *key;
  const char *words;
  double value;
} Figure;

static void
print (const Figure *figures, guint n, gboolean as_json)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  for (guint i = 0; i < n; i++)
    if (as_json)
      tb_cli_add_double (json, figures[i].key, figures[i].value);
    else
      g_print ("%-52s %14.0f\n", figures[i].words, figures[i].value);
  json_builder_end_object (json);
  if (as_json)
    tb_cli_print_json (json);
}

/**
 * tb_cli_bench:
 * @argc: how many words
 * @argv: `bench` and what follows it
 *
 * Returns: 0, or 2 for bad usage or an OpenSSL that lacks something
 */
int
tb_cli_bench (int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print one JSON document", NULL }, { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_auto (Parties) parties = { 0 };
  Figure figures[] = {
    { "handshakes_per_s", "mutual TLS 1.3 handshakes per second, one thread", 0 },
    { "certificates_per_s", "keys with request and certificate per second", 0 },
    { "journal_records_per_s", "journal records appended per second", 0 },
    { "fold_records_per_s", "journal records folded per second", 0 },
  };

  g_option_context_set_summary (context, "Measures the engine on this machine. Ratios to other software: ./lab bench.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc > 1)
    return tb_cli_complain ("bench takes no \"%.40s\"", argv[1]);
  if (!set_up (&parties, &error) || !measure_handshakes (&parties, &figures[0].value, &error)
      || !measure_issuing (&parties, &figures[1].value, &error))
    return tb_cli_complain ("%s", error->message);
  measure_journal (&figures[2].value, &figures[3].value);
  print (figures, G_N_ELEMENTS (figures), json);
  return TB_EXIT_YES;
}
