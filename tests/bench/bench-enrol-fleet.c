/* A fleet that keeps its certificates fresh: devices enrol by EST with the identity of their factory and renew by certificate, with a new key each time.
 * What the run costs is held against the same keys, signatures, certificates and handshakes made with OpenSSL alone; the run stops after each month of
 * simulated time, and what was done in it is counted in the journal and done again, so that whatever else the machine does hits both sides.
 *
 * Without arguments 500 devices for a year; with --full 10,000 for two years; or DEVICES DAYS. */
#include "bare.h"
#include "bench.h"
#include "tb-run.h"
#include "tb-units.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <openssl/ec.h>

#define START_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)
#define SLICE_US (30 * TB_US_PER_DAY)

/* Of the same thing more are not measured in one slice; they are taken to cost the same. */
#define MOST_MEASURED 200

typedef struct { guint n_devices; guint n_days; } Size;

typedef struct { guint64 keys, requests, certificates, handshakes, firsts; } Counts;

/* --- what was done --- */

static gboolean
is_of_device (TbRun *run, const TbRecord *record)
{
  return tb_fleet_get_role (tb_run_get_fleet (run), record->subject) == TB_ROLE_DEVICE;
}

static void
count_record (Counts *counts, const TbRecord *record)
{
  counts->keys += record->kind == TB_RECORD_KEY_MADE;
  counts->requests += record->kind == TB_RECORD_CERTIFICATE_REQUESTED;
  counts->firsts += record->kind == TB_RECORD_CERTIFICATE_REQUESTED && record->detail == 0;
  counts->certificates += record->kind == TB_RECORD_CERTIFICATE_ISSUED;
  counts->handshakes += record->kind == TB_RECORD_HANDSHAKE_COMPLETED;
}

/* Counts what the records from *@from on tell. */
static Counts
count (TbRun *run, guint64 *from)
{
  TbJournal *journal = tb_run_get_journal (run);
  guint64 end = tb_journal_get_length (journal);
  Counts counts = { 0 };

  for (; *from < end; (*from)++)
    {
      const TbRecord *record = tb_journal_get (journal, *from);

      if (record->subject != TB_NOBODY && is_of_device (run, record))
        count_record (&counts, record);
    }
  return counts;
}

/* --- the same with OpenSSL alone --- */

typedef struct
{
  X509 *issuer, *maker;
  EVP_PKEY *issuer_key, *maker_key;
  SSL_CTX *client, *server, *admission;
  STACK_OF (X509) *above;
  X509 *certificate;            /* of the device of now, and its key */
  EVP_PKEY *key;
} Bare;

static X509 *
reread (X509 *certificate)
{
  guint8 *der = NULL;
  int n = i2d_X509 (certificate, &der);
  const guint8 *at = der;
  X509 *read = d2i_X509 (NULL, &at, n);

  OPENSSL_free (der);
  return read;
}

static void
hold (Bare *bare, X509 *certificate, EVP_PKEY *key)
{
  X509_free (bare->certificate);
  EVP_PKEY_free (bare->key);
  bare->certificate = certificate;
  bare->key = key;
}

/* What the factory does: key and certificate, and nobody asks. */
static void
make_in_factory (Bare *bare)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  X509_REQ *unsigned_request = X509_REQ_new ();
  X509 *certificate;

  X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (unsigned_request), "serialNumber", MBSTRING_UTF8, (const guint8 *) "0123ABCD", -1, -1, 0);
  X509_REQ_set_pubkey (unsigned_request, key);
  certificate = bare_certify (bare->maker, bare->maker_key, unsigned_request, START_US, START_US + 75000 * TB_US_PER_DAY);
  hold (bare, reread (certificate), key);
  X509_free (certificate);
  X509_REQ_free (unsigned_request);
}

/* A key, a signed request, a handshake with what there is so far, the request verified, a certificate under it, which is read. */
static void
get_certificate (Bare *bare, SSL_CTX *server, STACK_OF (X509) *above)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  guint8 *request = NULL;
  gsize n = bare_make_request (key, "device-0001", "DNS:device-0001", &request);
  X509 *issued, *read;

  bare_handshake_as (bare->client, server, "authority", bare->certificate, bare->key, above);
  issued = bare_answer_request (bare->issuer, bare->issuer_key, request, n, START_US, START_US + 90 * TB_US_PER_DAY);
  read = reread (issued);
  g_assert_cmpint (X509_check_private_key (read, key), ==, 1);
  hold (bare, read, key);
  X509_free (issued);
  OPENSSL_free (request);
}

static void
enrol (Bare *bare)
{
  make_in_factory (bare);
  get_certificate (bare, bare->admission, NULL);
}

static void
renew (Bare *bare)
{
  get_certificate (bare, bare->server, bare->above);
}

/* Returns: what @n of them cost, in nanoseconds, from at most MOST_MEASURED */
static double
measure (Bare *bare, void (*one) (Bare *bare), guint64 n)
{
  guint64 n_measured = MIN (n, MOST_MEASURED);
  gint64 begin = bench_now_ns (BENCH_PROCESSOR);

  for (guint64 i = 0; i < n_measured; i++)
    one (bare);
  return n_measured == 0 ? 0 : (double) (bench_now_ns (BENCH_PROCESSOR) - begin) * (double) n / (double) n_measured;
}

static void
set_up_bare (Bare *bare)
{
  const TbIssueTerms terms = { TB_PROFILE_SERVICE, START_US - TB_US_PER_DAY, START_US + 3650 * TB_US_PER_DAY };
  const char *names[] = { "authority", NULL };
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (TbAuthority) root = NULL, issuing = NULL, maker = NULL;
  g_autoptr (TbIdentity) server = NULL;
  TbStream stream;

  tb_stream_init (&stream, 42, "bench");
  root = tb_authority_new_root (crypto, "Root", TB_KEY_P256, terms.not_before_us, terms.not_after_us, &stream, NULL);
  issuing = tb_authority_new_issuing (root, "Issuing", TB_KEY_P256, terms.not_before_us, terms.not_after_us, &stream, NULL);
  maker = tb_authority_new_root (crypto, "Maker", TB_KEY_P256, terms.not_before_us, terms.not_after_us, &stream, NULL);
  server = tb_authority_issue_identity (issuing, TB_KEY_P256, "authority", names, &terms, &stream, NULL);
  bare->client = bare_new_context (TLS_client_method (), NULL, tb_authority_get_root (root), START_US);
  bare->server = bare_new_context (TLS_server_method (), server, tb_authority_get_root (root), START_US);
  bare->admission = bare_new_context (TLS_server_method (), server, tb_authority_get_root (maker), START_US);
  bare->issuer = bare_certificate (tb_authority_get_certificate (issuing));
  bare->issuer_key = bare_key (tb_authority_get_key (issuing));
  bare->maker = bare_certificate (tb_authority_get_certificate (maker));
  bare->maker_key = bare_key (tb_authority_get_key (maker));
  bare->above = sk_X509_new_null ();
  sk_X509_push (bare->above, bare->issuer);
}

static void
tear_down_bare (Bare *bare)
{
  hold (bare, NULL, NULL);
  sk_X509_free (bare->above);
  SSL_CTX_free (bare->client);
  SSL_CTX_free (bare->server);
  SSL_CTX_free (bare->admission);
  X509_free (bare->issuer);
  EVP_PKEY_free (bare->issuer_key);
  X509_free (bare->maker);
  EVP_PKEY_free (bare->maker_key);
}

/* --- the run --- */

static TbScenario *
make_scenario (const Size *size)
{
  g_autofree char *text = g_strdup_printf (
    "<scenario id=\"bench\" seed=\"42\" start=\"2026-03-02T06:00:00Z\" duration=\"%ud\"><title>Bench</title><description>A fleet renews</description>"
    "<policy name=\"est\" protocol=\"est\" first-proof=\"factory\" lifetime=\"90d\" renew-before=\"30d\" jitter=\"5d\"/>"
    "<authority name=\"authority\"><label>Bench</label></authority>"
    "<devices name=\"device\" count=\"%u\" link=\"wifi\" profile=\"cortex-m4-80-assembler\" authority=\"authority\" policy=\"est\" start=\"1s\" spread=\"1h\">"
    "<label>Device</label></devices></scenario>", size->n_days, size->n_devices);
  g_autoptr (GError) error = NULL;
  TbScenario *scenario = tb_scenario_new_from_data (text, strlen (text), "bench.xml", &error);

  g_assert_no_error (error);
  return scenario;
}

static void
add (Counts *all, const Counts *more)
{
  all->keys += more->keys;
  all->requests += more->requests;
  all->certificates += more->certificates;
  all->handshakes += more->handshakes;
  all->firsts += more->firsts;
}

typedef struct { Counts counts; double ours_ns, bare_ns; } Totals;

/* Lets the run go on until @until_us, and does the same without it. */
static void
run_slice (TbRun *run, Bare *bare, gint64 until_us, guint64 *from, Totals *totals)
{
  gint64 begin = bench_now_ns (BENCH_PROCESSOR);
  Counts counts;

  tb_run_set_target (run, until_us);
  tb_run_wait (run, until_us);
  totals->ours_ns += (double) (bench_now_ns (BENCH_PROCESSOR) - begin);
  counts = count (run, from);
  totals->bare_ns += measure (bare, enrol, counts.firsts) + measure (bare, renew, counts.requests - counts.firsts);
  add (&totals->counts, &counts);
}

/* Returns: what the journal holds, in bytes: records, and payloads, whose numbers are without gaps */
static guint64
weigh (TbJournal *journal)
{
  guint64 n = tb_journal_get_length (journal), bytes = n * sizeof (TbRecord);
  guint32 n_payloads = 0;

  for (guint64 i = 0; i < n; i++)
    if (tb_journal_get (journal, i)->payload != TB_NO_PAYLOAD)
      n_payloads = MAX (n_payloads, tb_journal_get (journal, i)->payload + 1);
  for (guint32 i = 0; i < n_payloads; i++)
    bytes += g_bytes_get_size (tb_journal_get_payload (journal, i));
  return bytes;
}

static double
peak_mib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

static void
report (const Size *size, const Totals *totals, TbJournal *journal)
{
  const Counts *counts = &totals->counts;
  double n = (double) counts->requests;

  g_assert_cmpuint (counts->keys, ==, counts->requests);
  g_assert_cmpuint (counts->handshakes, ==, counts->requests);
  g_assert_cmpuint (counts->certificates, ==, counts->requests);
  bench_print_row ("enrol-fleet", totals->ours_ns / totals->bare_ns, BENCH_AT_MOST, 1.5,
                   "%.0f us a certificate, OpenSSL alone %.0f us; %u devices, %u days: %" G_GUINT64_FORMAT " enrolments and %" G_GUINT64_FORMAT " renewals, that is %"
                   G_GUINT64_FORMAT " keys, %" G_GUINT64_FORMAT " signed requests, %" G_GUINT64_FORMAT " certificates, %" G_GUINT64_FORMAT " mutual handshakes, and %"
                   G_GUINT64_FORMAT " identities of the factory", totals->ours_ns / n / 1e3, totals->bare_ns / n / 1e3, size->n_devices, size->n_days, counts->firsts,
                   counts->requests - counts->firsts, counts->keys, counts->requests, counts->certificates, counts->handshakes, counts->firsts);
  bench_print_row ("enrol-fleet-journal-bytes", (double) weigh (journal) / n, BENCH_AT_MOST, 16384, "a certificate, of which every message and handshake can be looked at; %.1f records; "
                   "peak of memory %.0f MiB, %.1f KiB a certificate", (double) tb_journal_get_length (journal) / n, peak_mib (), peak_mib () * 1024 / n);
}

static void
run_fleet (const Size *size)
{
  g_autoptr (TbScenario) scenario = make_scenario (size);
  TbRunOptions options = { .n_threads = 2 };
  gint64 begin = bench_now_ns (BENCH_PROCESSOR);
  g_autoptr (TbRun) run = tb_run_new (scenario, &options, NULL, NULL);
  Totals totals = { .ours_ns = (double) (bench_now_ns (BENCH_PROCESSOR) - begin) };
  Bare bare = { 0 };
  guint64 from = 0;

  set_up_bare (&bare);
  for (gint64 until_us = SLICE_US; until_us < tb_run_get_end (run); until_us += SLICE_US)
    run_slice (run, &bare, until_us, &from, &totals);
  run_slice (run, &bare, tb_run_get_end (run), &from, &totals);
  report (size, &totals, tb_run_get_journal (run));
  tear_down_bare (&bare);
}

int
main (int argc, char **argv)
{
  Size size = { 500, 365 };

  if (argc == 2 && strcmp (argv[1], "--full") == 0)
    size = (Size) { 10000, 730 };
  else if (argc == 3)
    size = (Size) { (guint) strtoul (argv[1], NULL, 10), (guint) strtoul (argv[2], NULL, 10) };
  run_fleet (&size);
  return 0;
}
