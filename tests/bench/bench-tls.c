/* Handshakes: the engine on two threads against a bare loop over OpenSSL on one. Both do mutual TLS 1.3 with P-256, the same certificates with one
 * intermediate on each side, both chains verified. The loop is what a person would write with care: one SSL_CTX for each side, certificates parsed
 * once, the default provider in the default context, memory BIOs. */
#include "bench.h"
#include "tb-authority.h"
#include "tb-handshake.h"

#include <stdlib.h>

#include <openssl/ssl.h>

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
shake_bare_once (Work *work)
{
  SSL *client = SSL_new (work->bare_client), *server = SSL_new (work->bare_server);
  BIO *to_server = BIO_new (BIO_s_mem ()), *to_client = BIO_new (BIO_s_mem ());

  BIO_set_mem_eof_return (to_server, -1);
  BIO_set_mem_eof_return (to_client, -1);
  BIO_up_ref (to_server);
  BIO_up_ref (to_client);
  SSL_set_bio (client, to_client, to_server);
  SSL_set_bio (server, to_server, to_client);
  SSL_set_connect_state (client);
  SSL_set_accept_state (server);
  SSL_set_tlsext_host_name (client, HOST);
  SSL_set1_host (client, HOST);
  for (guint turn = 0; turn < 4; turn++)
    SSL_do_handshake (turn % 2 == 0 ? client : server);
  g_assert_true (SSL_is_init_finished (client) && SSL_is_init_finished (server));
  SSL_free (client);
  SSL_free (server);
}

static void
shake_bare (gpointer data, guint n_items)
{
  for (guint i = 0; i < n_items; i++)
    shake_bare_once (data);
}

static X509 *
bare_certificate (TbCertificate *certificate)
{
  gsize n_bytes;
  const guint8 *der = g_bytes_get_data (tb_certificate_get_der (certificate), &n_bytes);

  return d2i_X509 (NULL, &der, n_bytes);
}

static EVP_PKEY *
bare_key (TbKey *key)
{
  guint8 *der = NULL;
  int n_bytes = i2d_PrivateKey (tb_key_get_pkey (key), &der);
  const guint8 *at = der;
  EVP_PKEY *pkey = d2i_AutoPrivateKey (NULL, &at, n_bytes);

  OPENSSL_free (der);
  return pkey;
}

static SSL_CTX *
new_bare (const SSL_METHOD *method, TbIdentity *identity, TbCertificate *root)
{
  SSL_CTX *context = SSL_CTX_new (method);
  X509 *certificate = bare_certificate (tb_identity_get_certificate (identity)), *anchor = bare_certificate (root);
  GPtrArray *intermediates = tb_identity_get_intermediates (identity);
  EVP_PKEY *key = bare_key (tb_identity_get_key (identity));

  SSL_CTX_set_min_proto_version (context, TLS1_3_VERSION);
  SSL_CTX_set1_groups_list (context, "P-256");
  SSL_CTX_set_ciphersuites (context, "TLS_AES_128_GCM_SHA256");
  SSL_CTX_set_session_cache_mode (context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets (context, 0);
  X509_VERIFY_PARAM_set_time (SSL_CTX_get0_param (context), (START_US + DAY_US) / G_USEC_PER_SEC);
  X509_STORE_add_cert (SSL_CTX_get_cert_store (context), anchor);
  g_assert_cmpint (SSL_CTX_use_certificate (context, certificate), ==, 1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (context, key), ==, 1);
  for (guint i = 0; i < intermediates->len; i++)
    SSL_CTX_add0_chain_cert (context, bare_certificate (g_ptr_array_index (intermediates, i)));
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  X509_free (certificate);
  X509_free (anchor);
  EVP_PKEY_free (key);
  return context;
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
  work->bare_client = new_bare (TLS_client_method (), work->device, tb_authority_get_root (root));
  work->bare_server = new_bare (TLS_server_method (), broker, tb_authority_get_root (root));
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
