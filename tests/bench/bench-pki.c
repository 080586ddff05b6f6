/* Key, request and certificate: the engine's way against the plain calls a person would write with the default context. */
#include "bare.h"
#include "bench.h"

#include <openssl/ec.h>

#define START_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)
#define DAY_US   (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  TbAuthority *authority;
  guint n_threads;
  guint n_items;
  gint next;                    /* atomic: the next device to serve */
  EVP_PKEY *bare_key;
  X509 *bare_authority;
} Work;

/* --- ours --- */

static void
issue_one (Work *work, guint device)
{
  static const TbIssueTerms terms = { TB_PROFILE_DEVICE, START_US, START_US + 90 * DAY_US };
  char name[32], dns[48];
  const char *dns_names[] = { dns, NULL };
  TbStream stream;
  g_autoptr (TbIdentity) identity = NULL;

  g_snprintf (name, sizeof name, "device-%u", device);
  g_snprintf (dns, sizeof dns, "%s.lab", name);
  tb_stream_initf (&stream, 42, "key/%s/1", name);
  identity = tb_authority_issue_identity (work->authority, TB_KEY_P256, name, dns_names, &terms, &stream, NULL);
  g_assert_nonnull (identity);
}

static gpointer
issue_some (gpointer data)
{
  Work *work = data;
  guint device;

  while ((device = (guint) g_atomic_int_add (&work->next, 1)) < work->n_items)
    issue_one (work, device);
  return NULL;
}

static void
issue_ours (gpointer data, guint n_items)
{
  Work *work = data;
  GThread *threads[8];

  work->n_items = n_items;
  work->next = 0;
  for (guint i = 1; i < work->n_threads; i++)
    threads[i] = g_thread_new ("issue", issue_some, work);
  issue_some (work);
  for (guint i = 1; i < work->n_threads; i++)
    g_thread_join (threads[i]);
}

/* --- the plain calls --- */

static void
issue_bare (gpointer data, guint n_items)
{
  Work *work = data;

  for (guint i = 0; i < n_items; i++)
    {
      char name[32], alternative_name[48];
      EVP_PKEY *key = EVP_EC_gen ("P-256");
      guint8 *request = NULL, *der = NULL;
      X509 *certificate;
      gsize n;

      g_snprintf (name, sizeof name, "device-%u", i);
      g_snprintf (alternative_name, sizeof alternative_name, "DNS:%s.lab", name);
      n = bare_make_request (key, name, alternative_name, &request);
      certificate = bare_answer_request (work->bare_authority, work->bare_key, request, n, START_US, START_US + 90 * DAY_US);
      g_assert_cmpint (i2d_X509 (certificate, &der), >, 0);
      OPENSSL_free (der);
      OPENSSL_free (request);
      X509_free (certificate);
      EVP_PKEY_free (key);
    }
}

/* --- both --- */

static void
set_up (Work *work)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (TbAuthority) root = NULL;
  TbStream stream;

  tb_stream_init (&stream, 42, "authorities");
  root = tb_authority_new_root (crypto, "Root", TB_KEY_P256, START_US, START_US + 7300 * DAY_US, &stream, NULL);
  work->authority = tb_authority_new_issuing (root, "Devices", TB_KEY_P256, START_US, START_US + 3650 * DAY_US, &stream, NULL);
  g_assert_nonnull (work->authority);
  /* The plain side's authority: a key of its own under the same names and extensions. */
  work->bare_authority = bare_certificate (tb_authority_get_certificate (work->authority));
  work->bare_key = EVP_EC_gen ("P-256");
}

static void
compare (Work *work, const char *name, guint n_threads, double goal)
{
  BenchResult result;

  work->n_threads = n_threads;
  result = bench_compare (BENCH_WALL, issue_ours, issue_bare, work, 300, 11);
  bench_print_row (name, result.ratio, BENCH_AT_LEAST, goal, "%.0f certificates/s, plain calls %.0f", 1e9 / result.ours_ns, 1e9 / result.theirs_ns);
}

int
main (void)
{
  Work work = { 0 };

  set_up (&work);
  compare (&work, "issue-1-thread", 1, 1.0);
  compare (&work, "issue-2-threads", 2, 1.5);
  tb_authority_unref (work.authority);
  X509_free (work.bare_authority);
  EVP_PKEY_free (work.bare_key);
  return 0;
}
