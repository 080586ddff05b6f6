/* A live server in a process of its own and 64 clients at a time that enrol by EST: what an enrolment takes of the server's processor, beside the server's side of
 * a plain handshake with OpenSSL and one signature; how many there are in a second, whether any fails, and whether memory grows.
 *
 * SERVE_REQUESTS is how many enrolments memory is watched over, 4,000 if not set; the goal speaks of 100,000. */
#include "bare.h"
#include "bench.h"
#include "tb-live-server.h"

#include <arpa/inet.h>
#include <gio/gio.h>
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

#define N_CLIENTS 64
#define N_PLAIN   400
#define N_WARM    2000
#define USER      "bench"
#define SECRET    "rote-laterne-17"

typedef struct
{
  pid_t server;
  char *folder;
  char *url;
  SSL_CTX *client;
  GBytes *request;              /* a whole request of HTTP */
  gint left;
  gint n_failed;
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

/* Processor time of the server so far, in nanoseconds. */
static gint64
get_server_ns (const Work *work)
{
  struct timespec used;
  clockid_t clock;

  g_assert_cmpint (clock_getcpuclockid (work->server, &clock), ==, 0);
  clock_gettime (clock, &used);
  return (gint64) used.tv_sec * 1000000000 + used.tv_nsec;
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
connect_to (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  struct sockaddr_in place = { .sin_family = AF_INET, .sin_port = htons ((guint16) g_uri_get_port (uri)), .sin_addr = { htonl (INADDR_LOOPBACK) } };
  int socket_number = socket (AF_INET, SOCK_STREAM, 0), at_once = 1;

  setsockopt (socket_number, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  if (connect (socket_number, (struct sockaddr *) &place, sizeof place) == 0)
    return socket_number;
  close (socket_number);
  return -1;
}

static gboolean
ask (SSL *ssl, GBytes *request)
{
  char answer[8192];
  int n = 0, got = 0;

  if (SSL_connect (ssl) != 1 || SSL_write (ssl, g_bytes_get_data (request, NULL), (int) g_bytes_get_size (request)) <= 0)
    return FALSE;
  while (got < (int) sizeof answer && (n = SSL_read (ssl, answer + got, (int) sizeof answer - got)) > 0)
    got += n;
  SSL_shutdown (ssl);
  return got > 12 && strncmp (answer, "HTTP/1.1 200", 12) == 0;
}

static gboolean
enrol (Work *work)
{
  int socket_number = connect_to (work->url);
  SSL *ssl = SSL_new (work->client);
  gboolean is_good;

  SSL_set_fd (ssl, socket_number);
  is_good = socket_number >= 0 && ask (ssl, work->request);
  SSL_free (ssl);
  if (socket_number >= 0)
    close (socket_number);
  return is_good;
}

static gpointer
run_client (gpointer data)
{
  Work *work = data;

  while (g_atomic_int_add (&work->left, -1) > 0)
    if (!enrol (work))
      g_atomic_int_inc (&work->n_failed);
  return NULL;
}

static void
run_clients (Work *work, guint n)
{
  GThread *clients[N_CLIENTS];

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
measure_handshake (TbAuthority *authority)
{
  const TbIssueTerms terms = { TB_PROFILE_SERVICE, 0, G_GINT64_CONSTANT (4000000000) * G_USEC_PER_SEC };
  g_autoptr (TbIdentity) identity = tb_authority_issue_identity (authority, TB_KEY_P256, "localhost", NULL, &terms, NULL, NULL);
  g_autoptr (SSL_CTX) server = bare_new_context (TLS_server_method (), identity, NULL, g_get_real_time ());
  g_autoptr (SSL_CTX) client = bare_new_context (TLS_client_method (), NULL, tb_authority_get_root (authority), g_get_real_time ());
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

/* --- the whole --- */

static void
start (Work *work)
{
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
  work->url = g_strdup (url);
}

static void
set_up_client (Work *work)
{
  g_autofree char *root = g_build_filename (work->folder, "root.pem", NULL), *secret = g_base64_encode ((const guint8 *) USER ":" SECRET, strlen (USER ":" SECRET));
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  guint8 *der = NULL;
  gsize n = bare_make_request (key, "lock-17", "DNS:lock-17.lab", &der);
  g_autofree char *body = g_base64_encode (der, n);
  char *text = g_strdup_printf ("POST /.well-known/est/simpleenroll HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %s\r\nContent-Type: application/pkcs10\r\n"
                                "Connection: close\r\nContent-Length: %zu\r\n\r\n%s", secret, strlen (body), body);

  OPENSSL_free (der);
  work->request = g_bytes_new_take (text, strlen (text));
  work->client = bare_new_context (TLS_client_method (), NULL, NULL, g_get_real_time ());
  g_assert_cmpint (SSL_CTX_load_verify_file (work->client, root), ==, 1);
  SSL_CTX_set_verify (work->client, SSL_VERIFY_PEER, NULL);
}

static void
measure_enrolments (Work *work, double plain_ns, const char *figures)
{
  const char *wanted = g_getenv ("SERVE_REQUESTS");
  guint n = wanted != NULL ? (guint) MAX (atoi (wanted), 1) : 4000;
  gint64 begin_ns, wall_ns, used_ns, before_kib, after_kib;

  run_clients (work, N_WARM);
  before_kib = get_server_kib (work);
  begin_ns = get_server_ns (work);
  wall_ns = bench_now_ns (BENCH_WALL);
  run_clients (work, n);
  wall_ns = bench_now_ns (BENCH_WALL) - wall_ns;
  used_ns = get_server_ns (work) - begin_ns;
  after_kib = get_server_kib (work);
  bench_print_row ("serve-est-processor", (double) used_ns / n / plain_ns, BENCH_AT_MOST, 2.5, "%.0f us an enrolment; %s", (double) used_ns / n / 1e3, figures);
  bench_print_row ("serve-est-failed", work->n_failed, BENCH_AT_MOST, 0, "of %u by %d clients at a time; %.0f in a second", n + N_WARM, N_CLIENTS, n / ((double) wall_ns / 1e9));
  bench_print_row ("serve-est-memory", (double) after_kib / (double) MAX (before_kib, 1), BENCH_AT_MOST, 1.1, "%" G_GINT64_FORMAT " KiB, after %u more %" G_GINT64_FORMAT
                   " KiB; SERVE_REQUESTS=100000 for the whole", before_kib, n, after_kib);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_all (below);
    }
  g_remove (path);
}

int
main (void)
{
  g_autoptr (TbAuthority) root = NULL, authority = NULL;
  g_autofree char *figures = NULL;
  const gint64 end_us = G_GINT64_CONSTANT (4000000000) * G_USEC_PER_SEC;
  double handshake_ns, signature_ns;
  Work work = { 0 };

  signal (SIGPIPE, SIG_IGN);
  start (&work);
  set_up_client (&work);
  root = tb_authority_new_root (tb_crypto_get_live (NULL), "Root", TB_KEY_P256, 0, end_us, NULL, NULL);
  authority = tb_authority_new_issuing (root, "Services", TB_KEY_P256, 0, end_us, NULL, NULL);
  handshake_ns = measure_handshake (authority);
  signature_ns = measure_signature ();
  figures = g_strdup_printf ("plain: server's side of a handshake %.0f us, signature %.0f us", handshake_ns / 1e3, signature_ns / 1e3);
  measure_enrolments (&work, handshake_ns + signature_ns, figures);
  kill (work.server, SIGTERM);
  waitpid (work.server, NULL, 0);
  remove_all (work.folder);
  SSL_CTX_free (work.client);
  g_bytes_unref (work.request);
  g_free (work.folder);
  g_free (work.url);
  return 0;
}
