/* The engine as a whole: enrolling a fleet against the same work with OpenSSL alone, what a device weighs, how soon a run begins, and how fast
 * its journal is folded. */
#include "bare.h"
#include "bench.h"
#include "tb-handshake.h"
#include "tb-run.h"
#include "tb-units.h"

#include <malloc.h>
#include <string.h>

#include <openssl/ec.h>

#define START_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)
#define DAY_US   TB_US_PER_DAY

/* Ten thousand devices in rounds that alternate with the other side's. */
#define ROUND_DEVICES 1000
#define ROUNDS        10

typedef struct
{
  TbAuthority *authority;
  TbIdentity *server;
  X509 *bare_authority;
  EVP_PKEY *bare_key;
  SSL_CTX *bare_client;
  SSL_CTX *bare_server;
} Enrolment;

static TbScenario *
new_scenario (guint n_devices, const char *attributes)
{
  g_autofree char *text = g_strdup_printf (
    "<scenario id=\"bench\" seed=\"42\" start=\"2026-03-02T06:00:00Z\" duration=\"10d\"><title>Bench</title><description>Many devices</description>"
    "<authority name=\"authority\"><label>Bench</label></authority>"
    "<devices name=\"device\" count=\"%u\" link=\"wifi\" profile=\"cortex-m4-80-assembler\" authority=\"authority\" %s><label>Device</label></devices>"
    "</scenario>", n_devices, attributes);
  g_autoptr (GError) error = NULL;
  TbScenario *scenario = tb_scenario_new_from_data (text, strlen (text), "bench.xml", &error);

  g_assert_no_error (error);
  return scenario;
}

/* --- enrolment --- */

static void
enrol_ours (gpointer data, guint n_devices)
{
  g_autoptr (TbScenario) scenario = new_scenario (n_devices, "lifetime=\"90d\" start=\"1s\" spread=\"60s\"");
  TbRunOptions options = { .until_us = TB_US_PER_HOUR, .n_threads = 2 };
  g_autoptr (TbRun) run = tb_run_new (scenario, &options, NULL, NULL);
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  tb_run_set_target (run, TB_US_PER_HOUR);
  tb_run_wait (run, TB_US_PER_HOUR);
  tb_fold_seek (fold, TB_US_PER_HOUR);
  g_assert_cmpuint (tb_fold_get_totals (fold)->by_identity[TB_IDENTITY_VALID], ==, n_devices);
}

/* Key, request, handshake with the authority, certificate, and reading it. */
static void
enrol_one_bare (Enrolment *work, guint device)
{
  char name[32], alternative_name[48];
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  guint8 *request = NULL, *der = NULL;
  const guint8 *at;
  X509 *certificate, *installed;
  gsize n;
  int n_der;

  g_snprintf (name, sizeof name, "device-%04u", device + 1);
  g_snprintf (alternative_name, sizeof alternative_name, "DNS:%s", name);
  n = bare_make_request (key, name, alternative_name, &request);
  bare_handshake (work->bare_client, work->bare_server, "authority");
  certificate = bare_answer_request (work->bare_authority, work->bare_key, request, n, START_US, START_US + 90 * DAY_US);
  n_der = i2d_X509 (certificate, &der);
  at = der;
  installed = d2i_X509 (NULL, &at, n_der);
  g_assert_cmpint (X509_check_private_key (installed, key), ==, 1);
  X509_free (installed);
  X509_free (certificate);
  OPENSSL_free (der);
  OPENSSL_free (request);
  EVP_PKEY_free (key);
}

static void
enrol_bare (gpointer data, guint n_devices)
{
  for (guint i = 0; i < n_devices; i++)
    enrol_one_bare (data, i);
}

static void
enrolment_init (Enrolment *work)
{
  const TbIssueTerms terms = { TB_PROFILE_SERVICE, START_US - DAY_US, START_US + 3650 * DAY_US };
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  const char *names[] = { "authority", NULL };
  g_autoptr (TbAuthority) root = NULL;
  TbStream stream;

  tb_stream_init (&stream, 42, "bench");
  root = tb_authority_new_root (crypto, "Root", TB_KEY_P256, START_US - DAY_US, START_US + 7300 * DAY_US, &stream, NULL);
  work->authority = tb_authority_new_issuing (root, "Issuing", TB_KEY_P256, START_US - DAY_US, START_US + 3650 * DAY_US, &stream, NULL);
  work->server = tb_authority_issue_identity (work->authority, TB_KEY_P256, "authority", names, &terms, &stream, NULL);
  work->bare_authority = bare_certificate (tb_authority_get_certificate (work->authority));
  work->bare_key = EVP_EC_gen ("P-256");
  work->bare_client = bare_new_context (TLS_client_method (), NULL, tb_authority_get_root (root), START_US);
  work->bare_server = bare_new_context (TLS_server_method (), work->server, NULL, START_US);
}

static void
enrolment_clear (Enrolment *work)
{
  tb_authority_unref (work->authority);
  tb_identity_unref (work->server);
  X509_free (work->bare_authority);
  EVP_PKEY_free (work->bare_key);
  SSL_CTX_free (work->bare_client);
  SSL_CTX_free (work->bare_server);
}

static void
compare_enrolment (void)
{
  Enrolment work;
  BenchResult result;

  enrolment_init (&work);
  result = bench_compare (BENCH_PROCESSOR, enrol_ours, enrol_bare, &work, ROUND_DEVICES, ROUNDS);
  bench_print_row ("enrol-10000-processor-time", 1 / result.ratio, BENCH_AT_MOST, 0.85, "%.2f ms a device, OpenSSL alone %.2f; %d rounds of %d devices",
                   result.ours_ns / 1e6, result.theirs_ns / 1e6, ROUNDS, ROUND_DEVICES);
  enrolment_clear (&work);
}

/* --- what a device weighs --- */

#define N_MANY 1000000

static gsize
allocated (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static void
weigh_devices (void)
{
  gsize before = allocated ();
  g_autoptr (TbScenario) scenario = new_scenario (N_MANY, "start=\"never\"");
  TbRunOptions options = { .n_threads = 1 };
  g_autoptr (TbRun) run = tb_run_new (scenario, &options, NULL, NULL);
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  tb_run_set_target (run, TB_US_PER_SECOND);
  tb_run_wait (run, TB_US_PER_SECOND);
  tb_fold_seek (fold, TB_US_PER_SECOND);
  g_assert_cmpuint (tb_fold_get_totals (fold)->by_health[TB_HEALTH_OFF], ==, N_MANY);
  bench_print_row ("device-bytes", (double) (allocated () - before) / N_MANY, BENCH_AT_MOST, 400, "%d devices before their identities are made, one reader's fold included", N_MANY);
}

/* --- how soon a run begins --- */

static void
time_start (void)
{
  double values[9];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      gint64 begin = bench_now_ns (BENCH_WALL);
      g_autoptr (TbScenario) scenario = new_scenario (10000, "lifetime=\"90d\" start=\"1s\" spread=\"60s\"");
      TbRunOptions options = { .n_threads = 2 };
      g_autoptr (TbRun) run = tb_run_new (scenario, &options, NULL, NULL);

      tb_run_set_target (run, 0);
      tb_run_wait (run, 0);
      values[i] = (double) (bench_now_ns (BENCH_WALL) - begin) / 1e6;
      g_assert_cmpuint (tb_journal_get_length (tb_run_get_journal (run)), >, 0);
    }
  bench_print_row ("start-10000-ms", bench_median (values, G_N_ELEMENTS (values)), BENCH_AT_MOST, 100,
                   "scenario read, authority made, first records published");
}

/* --- the fold --- */

#define N_RECORDS (1u << 20)
#define N_OBJECTS 10000

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbRecord *from;
  TbRecord *to;
  gboolean stop;                /* atomic */
} Folding;

static void
fold_all (gpointer data, guint n_records)
{
  Folding *work = data;
  g_autoptr (TbFold) fold = tb_fold_new (work->fleet, work->journal);

  tb_fold_seek (fold, n_records - 1);
  g_assert_cmpuint (tb_fold_get_position (fold), ==, n_records);
}

static void
copy_all (gpointer data, guint n_records)
{
  Folding *work = data;

  memcpy (work->to, work->from, (gsize) n_records * sizeof (TbRecord));
  __asm__ volatile ("" : : "r" (work->to) : "memory");
}

/* What a fleet writes while it lives: flights above all, messages, handshakes, reporting, now and then a certificate. */
static const struct { TbRecordKind kind; guint weight; } mix[] = {
  { TB_RECORD_FLIGHT, 9 }, { TB_RECORD_MESSAGE, 5 }, { TB_RECORD_HANDSHAKE_STARTED, 3 }, { TB_RECORD_HANDSHAKE_COMPLETED, 3 }, { TB_RECORD_KEY_MADE, 1 },
  { TB_RECORD_CERTIFICATE_ISSUED, 1 }, { TB_RECORD_REPORTING_STARTED, 2 }, { TB_RECORD_REPORTING_STOPPED, 1 }, { TB_RECORD_SESSION_CLOSED, 1 },
};

static TbRecordKind
draw_kind (TbStream *stream)
{
  guint all = 0, drawn;

  for (guint i = 0; i < G_N_ELEMENTS (mix); i++)
    all += mix[i].weight;
  drawn = (guint) tb_stream_below (stream, all);
  for (guint i = 0;; i++)
    if (drawn < mix[i].weight)
      return mix[i].kind;
    else
      drawn -= mix[i].weight;
}

/* Somebody else's run: a record every few microseconds, as fast as the engine writes with cryptography in between. */
static gpointer
write_on (gpointer data)
{
  Folding *work = data;
  TbRecord record = { N_RECORDS, 1, 1, 1, TB_NO_PAYLOAD, TB_RECORD_FLIGHT, 0 };

  while (!g_atomic_int_get (&work->stop))
    {
      tb_journal_append (work->journal, &record);
      tb_journal_publish (work->journal);
      g_usleep (50);
    }
  return NULL;
}

static void
compare_folding (void)
{
  Folding work = { tb_fleet_new (), tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET), g_new0 (TbRecord, N_RECORDS), g_new0 (TbRecord, N_RECORDS), FALSE };
  BenchResult result;
  GThread *writer;
  TbStream stream;

  tb_fleet_add_group (work.fleet, "device", TB_ROLE_DEVICE, N_OBJECTS);
  tb_stream_init (&stream, 42, "fold");
  for (guint i = 0; i < N_RECORDS; i++)
    {
      work.from[i] = (TbRecord) { i, 60000000, 1 + (guint32) tb_stream_below (&stream, N_OBJECTS), 1, i, (guint16) draw_kind (&stream), 80 };
      tb_journal_append (work.journal, &work.from[i]);
    }
  tb_journal_publish (work.journal);
  writer = g_thread_new ("writer", write_on, &work);
  result = bench_compare (BENCH_WALL, fold_all, copy_all, &work, N_RECORDS, 15);
  g_atomic_int_set (&work.stop, TRUE);
  g_thread_join (writer);
  bench_print_row ("journal-fold", result.ratio, BENCH_AT_LEAST, 0.1, "%.1f million records/s over %d devices while another thread writes, memcpy %.1f",
                   1e3 / result.ours_ns, N_OBJECTS, 1e3 / result.theirs_ns);
  tb_journal_unref (work.journal);
  tb_fleet_unref (work.fleet);
  g_free (work.from);
  g_free (work.to);
}

int
main (void)
{
  weigh_devices ();
  time_start ();
  compare_folding ();
  compare_enrolment ();
  return 0;
}
