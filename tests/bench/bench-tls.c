/* Handshakes: the engine on two threads against a bare loop over OpenSSL on one. Both do mutual TLS 1.3 with P-256, the same certificates with one
 * intermediate on each side, both chains verified. The loop is what a person would write with care: one SSL_CTX for each side, certificates parsed
 * once, the default provider in the default context, memory BIOs. */
#include "bare.h"
#include "bench.h"
#include "tb-handshake.h"

#include <stdlib.h>

#define START_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)
#define DAY_US   (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define HOST     "broker.home.lab"

typedef struct
{
  TbEndpoint *client;
  TbEndpoint *server;
  TbIdentity *device;
  guint n_threads;
  guint n_items;
  gint next;                    /* atomic: the next handshake to make */
  SSL_CTX *bare_client;
  SSL_CTX *bare_server;
} Work;

/* --- ours --- */

static gpointer
shake_some (gpointer data)
{
  Work *work = data;
  guint i;

  while ((i = (guint) g_atomic_int_add (&work->next, 1)) < work->n_items)
    {
      TbStream stream;
      g_autoptr (TbTranscript) transcript = NULL;

      tb_stream_initf (&stream, 42, "handshake/%u", i);
      transcript = tb_handshake_run (work->client, work->device, HOST, work->server, &stream, START_US + DAY_US, NULL);
      g_assert_true (tb_transcript_is_accepted (transcript));
    }
  return NULL;
}

static void
shake_ours (gpointer data, guint n_items)
{
  Work *work = data;
  GThread *threads[8];

  work->n_items = n_items;
  work->next = 0;
  for (guint i = 1; i < work->n_threads; i++)
    threads[i] = g_thread_new ("handshakes", shake_some, work);
  shake_some (work);
  for (guint i = 1; i < work->n_threads; i++)
    g_thread_join (threads[i]);
}

/* --- the bare loop --- */

static void
shake_bare (gpointer data, guint n_items)
{
  Work *work = data;

  for (guint i = 0; i < n_items; i++)
    bare_handshake (work->bare_client, work->bare_server, HOST);
}

/* --- both --- */

static TbIdentity *
issue (TbAuthority *authority, TbCertificateProfile profile, const char *name, const char *dns_name)
{
  const char *dns_names[] = { dns_name, NULL };
  TbIssueTerms terms = { profile, START_US, START_US + 90 * DAY_US };
  TbStream stream;

  tb_stream_init (&stream, 42, name);
  return tb_authority_issue_identity (authority, TB_KEY_P256, name, dns_names, &terms, &stream, NULL);
}

static void
work_init (Work *work)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  g_autoptr (TbAuthority) root = NULL;
  g_autoptr (TbAuthority) issuing = NULL;
  g_autoptr (TbIdentity) broker = NULL;
  TbStream stream;

  tb_stream_init (&stream, 42, "bench");
  root = tb_authority_new_root (crypto, "Root", TB_KEY_P256, START_US, START_US + 7300 * DAY_US, &stream, NULL);
  issuing = tb_authority_new_issuing (root, "Issuing", TB_KEY_P256, START_US, START_US + 3650 * DAY_US, &stream, NULL);
  broker = issue (issuing, TB_PROFILE_SERVICE, "broker", HOST);
  work->device = issue (issuing, TB_PROFILE_DEVICE, "lock-03", "lock-03.home.lab");
  g_ptr_array_add (anchors, tb_authority_get_root (root));
  work->client = tb_endpoint_new_client (crypto, anchors, &stream, NULL);
  work->server = tb_endpoint_new_server (crypto, broker, anchors, &stream, NULL);
  work->bare_client = bare_new_context (TLS_client_method (), work->device, tb_authority_get_root (root), START_US + DAY_US);
  work->bare_server = bare_new_context (TLS_server_method (), broker, tb_authority_get_root (root), START_US + DAY_US);
}

static void
work_clear (Work *work)
{
  tb_endpoint_unref (work->client);
  tb_endpoint_unref (work->server);
  tb_identity_unref (work->device);
  SSL_CTX_free (work->bare_client);
  SSL_CTX_free (work->bare_server);
}

static void
compare (Work *work, const char *name, guint n_threads, double goal)
{
  BenchResult result;

  work->n_threads = n_threads;
  result = bench_compare (BENCH_WALL, shake_ours, shake_bare, work, 200, 15);
  bench_print_row (name, result.ratio, BENCH_AT_LEAST, goal, "%.0f/s against %.0f/s", 1e9 / result.ours_ns, 1e9 / result.theirs_ns);
}

int
main (int argc, char **argv)
{
  Work work = { 0 };

  work_init (&work);
  if (argc > 1)                 /* for a profiler: so many of ours, or with a minus of the bare ones, and nothing else */
    {
      int n = atoi (argv[1]);

      work.n_threads = 1;
      if (n > 0)
        shake_ours (&work, n);
      else
        shake_bare (&work, -n);
    }
  else
    {
      compare (&work, "handshakes_two_threads_over_bare_openssl", 2, 1.6);
      compare (&work, "handshakes_one_thread_over_bare_openssl", 1, 1.0);
    }
  work_clear (&work);
  return 0;
}
