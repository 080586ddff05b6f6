/* A live server in a process of its own and 64 clients at a time that enrol by EST with a secret, then re-enrol with a certificate: what that takes of the server's
 * processor, beside a server that only shakes hands and signs (see bare-server.h), asked by the same clients in turn; how many there are in a second, whether any
 * fails, and whether memory grows.
 *
 * SERVE_REQUESTS is how many enrolments memory is watched over, 4,000 if not set; the goal speaks of 100,000. */
#include "bare-server.h"
#include "bench.h"
#include "tb-live-server.h"
#include "scratch.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <openssl/pkcs7.h>

#define N_CLIENTS 64
#define N_ROUNDS  5
#define N_ROUND   400
#define N_PLAIN   400
#define N_WARM    2000
#define USER      "bench"
#define SECRET    "rote-laterne-17"

typedef struct
{
  /* owned */
  char *folder;
  EVP_PKEY *key;
  GBytes *enrols, *renews;      /* whole requests of HTTP */
  SSL_CTX *client;

  pid_t server;
  guint port;
  gint n_failed;

  /* what the clients do at the moment */
  guint to;
  GBytes *request;
  gint left;
} Work;

/* --- the server, in the child --- */

static void
serve (const char *folder, int out)
{
  const TbCaSetup setup = { .algorithm = TB_KEY_P256, .subject = "CN=Bench Root", .n_issuing = 1 };
  const TbCaActor actor = { "bench", g_get_real_time () };
  const TbLiveSecret user = { USER, SECRET };
  g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof user);
  TbLiveServerTerms terms = { .who = "bench", .address = "127.0.0.1", .endpoints = 1u << TB_LIVE_EST, .est_users = users, .reuses_secrets = TRUE };
  TbLiveServer *server;
  const char *url;

  g_array_append_val (users, user);
  g_assert_true (tb_ca_init (folder, &setup, &actor, NULL));
  terms.ca = tb_ca_open (folder, NULL, NULL);
  server = tb_live_server_start (&terms, NULL);
  g_assert_nonnull (server);
  url = tb_live_server_get_url (server, TB_LIVE_EST);
  g_assert_cmpint (write (out, url, strlen (url) + 1), >, 0);
  for (;;)
    pause ();
}

static gint64
get_server_kib (const Work *work)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) work->server), *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  line = strstr (text, "VmRSS:");
  return line != NULL ? g_ascii_strtoll (line + strlen ("VmRSS:"), NULL, 10) : 0;
}

/* --- clients --- */

static int
connect_to (guint port)
{
  struct sockaddr_in place = { .sin_family = AF_INET, .sin_port = htons ((guint16) port), .sin_addr = { htonl (INADDR_LOOPBACK) } };
  int socket_number = socket (AF_INET, SOCK_STREAM, 0), at_once = 1;

  setsockopt (socket_number, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  if (connect (socket_number, (struct sockaddr *) &place, sizeof place) == 0)
    return socket_number;
  close (socket_number);
  return -1;
}

/* What the server says, NULL when that is not 200. */
static char *
ask (SSL *ssl, GBytes *request)
{
  char answer[8192];
  int n = 0, got = 0;

  if (SSL_connect (ssl) != 1 || SSL_write (ssl, g_bytes_get_data (request, NULL), (int) g_bytes_get_size (request)) <= 0)
    return NULL;
  while (got < (int) sizeof answer && (n = SSL_read (ssl, answer + got, (int) sizeof answer - got)) > 0)
    got += n;
  SSL_shutdown (ssl);
  return got > 12 && strncmp (answer, "HTTP/1.1 200", 12) == 0 ? g_strndup (answer, (gsize) got) : NULL;
}

static char *
connect_and_ask (Work *work)
{
  int socket_number = connect_to (work->to);
  SSL *ssl = SSL_new (work->client);
  char *answer;

  SSL_set_fd (ssl, socket_number);
  answer = socket_number >= 0 ? ask (ssl, work->request) : NULL;
  SSL_free (ssl);
  if (socket_number >= 0)
    close (socket_number);
  return answer;
}

static gpointer
run_client (gpointer data)
{
  Work *work = data;

  while (g_atomic_int_add (&work->left, -1) > 0)
    {
      g_autofree char *answer = connect_and_ask (work);

      if (answer == NULL)
        g_atomic_int_inc (&work->n_failed);
    }
  return NULL;
}

static void
run_clients (Work *work, guint to, GBytes *request, guint n)
{
  GThread *clients[N_CLIENTS];

  work->to = to;
  work->request = request;
  g_atomic_int_set (&work->left, (gint) n);
  for (guint i = 0; i < N_CLIENTS; i++)
    clients[i] = g_thread_new ("client", run_client, work);
  for (guint i = 0; i < N_CLIENTS; i++)
    g_thread_join (clients[i]);
}

/* --- the plain calls --- */

static gint64
get_thread_ns (void)
{
  struct timespec used;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);
  return (gint64) used.tv_sec * 1000000000 + used.tv_nsec;
}

/* The server's steps alone count. */
static gint64
shake_hands (SSL_CTX *client_context, SSL_CTX *server_context)
{
  BIO *of_client, *of_server;
  gint64 begin_ns = get_thread_ns (), used_ns;
  SSL *server = SSL_new (server_context), *client;
  gboolean is_done = FALSE;

  used_ns = get_thread_ns () - begin_ns;
  client = SSL_new (client_context);
  BIO_new_bio_pair (&of_client, 0, &of_server, 0);
  SSL_set_bio (client, of_client, of_client);
  SSL_set_bio (server, of_server, of_server);
  while (!is_done)
    {
      SSL_connect (client);
      begin_ns = get_thread_ns ();
      is_done = SSL_accept (server) == 1;
      used_ns += get_thread_ns () - begin_ns;
    }
  SSL_free (client);
  begin_ns = get_thread_ns ();
  SSL_free (server);
  return used_ns + get_thread_ns () - begin_ns;
}

static double
measure_handshake (SSL_CTX *client, SSL_CTX *server)
{
  double took[N_PLAIN];

  for (guint i = 0; i < N_PLAIN; i++)
    took[i] = (double) shake_hands (client, server);
  return bench_median (took, N_PLAIN);
}

static double
measure_signature (void)
{
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  double took[N_PLAIN];

  for (guint i = 0; i < N_PLAIN; i++)
    {
      guint8 data[400] = { 0 }, signature[128];
      gsize n = sizeof signature;
      gint64 begin_ns = get_thread_ns ();
      g_autoptr (EVP_MD_CTX) signing = EVP_MD_CTX_new ();

      g_assert_cmpint (EVP_DigestSignInit (signing, NULL, EVP_sha256 (), NULL, key), ==, 1);
      g_assert_cmpint (EVP_DigestSign (signing, signature, &n, data, sizeof data), ==, 1);
      took[i] = (double) (get_thread_ns () - begin_ns);
    }
  return bench_median (took, N_PLAIN);
}

/* What @n requests take of a server. */
static double
measure (Work *work, pid_t server, guint port, GBytes *request, guint n)
{
  gint64 begin_ns = bare_get_process_ns (server);

  run_clients (work, port, request, n);
  return (double) (bare_get_process_ns (server) - begin_ns) / n;
}

/* --- setting up --- */

static void
start (Work *work)
{
  g_autoptr (GUri) uri = NULL;
  char url[256];
  int ends[2];

  work->folder = g_strdup (g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm/trustbed-bench-XXXXXX" : "/tmp/trustbed-bench-XXXXXX");
  g_assert_nonnull (g_mkdtemp (work->folder));
  g_assert_cmpint (pipe (ends), ==, 0);
  work->server = fork ();
  if (work->server == 0)
    serve (work->folder, ends[1]);
  close (ends[1]);
  g_assert_cmpint (read (ends[0], url, sizeof url), >, 0);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  work->port = (guint) g_uri_get_port (uri);
}

static GBytes *
make_request (const char *operation, const char *field, const char *body)
{
  char *text = g_strdup_printf ("POST /.well-known/est/%s HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: application/pkcs10\r\n"
                                "Connection: close\r\nContent-Length: %zu\r\n\r\n%s", operation, field, strlen (body), body);

  return g_bytes_new_take (text, strlen (text));
}

static void
set_up_requests (Work *work)
{
  g_autofree char *secret = g_base64_encode ((const guint8 *) USER ":" SECRET, strlen (USER ":" SECRET)), *body = NULL;
  g_autofree char *field = g_strdup_printf ("Authorization: Basic %s\r\n", secret);
  guint8 *der = NULL;
  gsize n;

  work->key = EVP_EC_gen ("P-256");
  n = bare_make_request (work->key, "lock-17", "DNS:lock-17.lab", &der);
  body = g_base64_encode (der, n);
  work->enrols = make_request ("simpleenroll", field, body);
  work->renews = make_request ("simplereenroll", "", body);
  OPENSSL_free (der);
}

/* Trusts the folder's authority and, for the bare server, @other; proves itself with @certificate where there is one. */
static SSL_CTX *
make_client (const Work *work, TbAuthority *other, X509 *certificate)
{
  g_autofree char *root = g_build_filename (work->folder, "root.pem", NULL);
  SSL_CTX *context = bare_new_context (TLS_client_method (), NULL, tb_authority_get_root (other), g_get_real_time ());

  g_assert_cmpint (SSL_CTX_load_verify_file (context, root), ==, 1);
  SSL_CTX_set_verify (context, SSL_VERIFY_PEER, NULL);
  if (certificate != NULL)
    g_assert_true (SSL_CTX_use_certificate (context, certificate) == 1 && SSL_CTX_use_PrivateKey (context, work->key) == 1);
  return context;
}

/* Enrols once. */
static X509 *
get_certificate (Work *work)
{
  g_autofree char *answer = NULL;
  g_autofree guchar *der = NULL;
  const unsigned char *at;
  gsize n;
  PKCS7 *bag;
  X509 *certificate;

  work->to = work->port;
  work->request = work->enrols;
  answer = connect_and_ask (work);
  g_assert_nonnull (answer);
  at = der = g_base64_decode (strstr (answer, "\r\n\r\n") + 4, &n);
  bag = d2i_PKCS7 (NULL, &at, (long) n);
  certificate = sk_X509_value (bag->d.sign->cert, 0);
  X509_up_ref (certificate);
  PKCS7_free (bag);
  return certificate;
}

static SSL_CTX *
make_bare_server (const Work *work, TbAuthority *authority, gboolean asks)
{
  const TbIssueTerms terms = { TB_PROFILE_SERVICE, 0, G_GINT64_CONSTANT (4000000000) * G_USEC_PER_SEC };
  g_autoptr (TbIdentity) identity = tb_authority_issue_identity (authority, TB_KEY_P256, "localhost", NULL, &terms, NULL, NULL);
  SSL_CTX *context = bare_new_context (TLS_server_method (), identity, NULL, g_get_real_time ());
  g_autoptr (TbCa) ca = asks ? tb_ca_open (work->folder, NULL, NULL) : NULL;
  g_autoptr (GPtrArray) chain = asks ? tb_ca_get_chain (ca, tb_ca_get_issuing (ca, FALSE, NULL), TRUE) : NULL;

  for (guint i = 0; asks && i < chain->len; i++)
    {
      X509 *x509 = bare_certificate (chain->pdata[i]);

      X509_STORE_add_cert (SSL_CTX_get_cert_store (context), x509);
      X509_free (x509);
    }
  if (asks)
    SSL_CTX_set_verify (context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  return context;
}

/* --- the whole --- */

/* One way of asking, against a server that only shakes hands in the same way and signs. */
static void
compare (Work *work, const char *name, GBytes *request, TbAuthority *authority, gboolean shows)
{
  g_autoptr (SSL_CTX) server = make_bare_server (work, authority, shows);
  double ours[N_ROUNDS], theirs[N_ROUNDS], ratios[N_ROUNDS], memory_ns = measure_handshake (work->client, server) + measure_signature (), ours_ns;
  guint port;
  pid_t bare = bare_server_start (server, &port);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      theirs[i] = measure (work, bare, port, request, N_ROUND);
      ours[i] = measure (work, work->server, work->port, request, N_ROUND);
      ratios[i] = ours[i] / theirs[i];
    }
  kill (bare, SIGTERM);
  waitpid (bare, NULL, 0);
  ours_ns = bench_median (ours, N_ROUNDS);
  bench_print_row (name, bench_median (ratios, N_ROUNDS), BENCH_AT_MOST, 2.5, "%.0f us; a server that only shakes hands and signs %.0f us; the same in memory, without sockets, %.0f us (%.2f)",
                   ours_ns / 1e3, bench_median (theirs, N_ROUNDS) / 1e3, memory_ns / 1e3, ours_ns / memory_ns);
}

static void
measure_memory (Work *work)
{
  const char *wanted = g_getenv ("SERVE_REQUESTS");
  guint n = wanted != NULL ? (guint) MAX (atoi (wanted), 1) : 4000;
  gint64 wall_ns, before_kib, after_kib;

  run_clients (work, work->port, work->enrols, N_WARM);
  before_kib = get_server_kib (work);
  wall_ns = bench_now_ns (BENCH_WALL);
  run_clients (work, work->port, work->enrols, n);
  wall_ns = bench_now_ns (BENCH_WALL) - wall_ns;
  after_kib = get_server_kib (work);
  bench_print_row ("serve-est-failed", work->n_failed, BENCH_AT_MOST, 0, "of %u by %d clients at a time; %.0f in a second", n + N_WARM, N_CLIENTS, n / ((double) wall_ns / 1e9));
  bench_print_row ("serve-est-memory", (double) after_kib / (double) MAX (before_kib, 1), BENCH_AT_MOST, 1.1, "%" G_GINT64_FORMAT " KiB, after %u more %" G_GINT64_FORMAT
                   " KiB; SERVE_REQUESTS=100000 for the whole", before_kib, n, after_kib);
}

static void
measure_all (Work *work)
{
  const gint64 end_us = G_GINT64_CONSTANT (4000000000) * G_USEC_PER_SEC;
  g_autoptr (TbAuthority) root = tb_authority_new_root (tb_crypto_get_live (NULL), "Root", TB_KEY_P256, 0, end_us, NULL, NULL);
  g_autoptr (TbAuthority) authority = tb_authority_new_issuing (root, "Services", TB_KEY_P256, 0, end_us, NULL, NULL);
  g_autoptr (X509) certificate = NULL;

  work->client = make_client (work, authority, NULL);
  compare (work, "serve-est-processor", work->enrols, authority, FALSE);
  measure_memory (work);
  certificate = get_certificate (work);
  SSL_CTX_free (work->client);
  work->client = make_client (work, authority, certificate);
  compare (work, "serve-est-renewal", work->renews, authority, TRUE);
  SSL_CTX_free (work->client);
}

int
main (void)
{
  Work work = { 0 };

  signal (SIGPIPE, SIG_IGN);
  start (&work);
  set_up_requests (&work);
  measure_all (&work);
  kill (work.server, SIGTERM);
  waitpid (work.server, NULL, 0);
  scratch_remove (work.folder);
  EVP_PKEY_free (work.key);
  g_bytes_unref (work.enrols);
  g_bytes_unref (work.renews);
  g_free (work.folder);
  return 0;
}
