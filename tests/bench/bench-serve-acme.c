/* Orders by ACME from a live server in a process of its own: 16 clients at a time, each order over a connection of its own by HTTPS, proven by http-01 to a web server
 * in this process: how many there are in a second, what one takes of the server's processor, and whether any fails. */
#include "bare-server.h"
#include "bench.h"
#include "tb-acme-client.h"
#include "tb-jose.h"
#include "tb-live-server.h"
#include "scratch.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_CLIENTS  16
#define N_ORDERS   320
#define BODY_BYTES 65536

typedef struct
{
  char *folder, *directory, *thumbprint;
  SSL_CTX *context;
  TbKey *account;
  GBytes *csr;
  pid_t server;
  guint port, proofs;
  int listening;                /* for proofs */
  gint left, n_failed;
} Work;

static const char *const names[] = { "school.lab", NULL };

/* --- the server, in the child --- */

static void
serve (const Work *work, int out)
{
  const TbCaSetup setup = { .algorithm = TB_KEY_P256, .subject = "CN=Bench Root", .n_issuing = 1 };
  const TbCaActor actor = { "bench", g_get_real_time () };
  TbLiveServerTerms terms = { .who = "bench", .address = "127.0.0.1", .endpoints = 1u << TB_LIVE_ACME };
  TbLiveServer *server;
  const char *url;

  g_assert_true (tb_ca_init (work->folder, &setup, &actor, NULL));
  terms.ca = tb_ca_open (work->folder, NULL, NULL);
  terms.look_places[TB_ACME_HTTP_01] = g_inet_socket_address_new_from_string ("127.0.0.1", work->proofs);
  server = tb_live_server_start (&terms, NULL);
  g_assert_nonnull (server);
  url = tb_live_server_get_url (server, TB_LIVE_ACME);
  g_assert_cmpint (write (out, url, strlen (url) + 1), >, 0);
  for (;;)
    pause ();
}

/* --- proofs: whatever token is asked for, it is the one account's --- */

static void
answer_proof (const Work *work, int accepted)
{
  char asked[4096] = { 0 };
  gssize n = read (accepted, asked, sizeof asked - 1);
  const char *end = strstr (asked, " HTTP/"), *token = end != NULL ? g_strrstr_len (asked, end - asked, "/") : NULL;
  g_autofree char *text = n > 0 && token != NULL ? g_strdup_printf ("%.*s.%s", (int) (end - token - 1), token + 1, work->thumbprint) : g_strdup ("");
  g_autofree char *answer = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", strlen (text), text);

  if (write (accepted, answer, strlen (answer)) < 0)
    g_printerr ("a proof was not heard\n");
  close (accepted);
}

static gpointer
show_proofs (gpointer data)
{
  const Work *work = data;

  for (int accepted; (accepted = accept (work->listening, NULL, NULL)) >= 0;)
    answer_proof (work, accepted);
  return NULL;
}

static int
listen_anywhere (guint *port)
{
  struct sockaddr_in place = { .sin_family = AF_INET, .sin_addr = { htonl (INADDR_LOOPBACK) } };
  socklen_t n = sizeof place;
  int listening = socket (AF_INET, SOCK_STREAM, 0);

  g_assert_cmpint (bind (listening, (struct sockaddr *) &place, n), ==, 0);
  g_assert_cmpint (listen (listening, 256), ==, 0);
  g_assert_cmpint (getsockname (listening, (struct sockaddr *) &place, &n), ==, 0);
  *port = ntohs (place.sin_port);
  return listening;
}

/* --- clients --- */

static SSL *
connect_to (const Work *work)
{
  struct sockaddr_in place = { .sin_family = AF_INET, .sin_port = htons ((guint16) work->port), .sin_addr = { htonl (INADDR_LOOPBACK) } };
  int number = socket (AF_INET, SOCK_STREAM, 0), at_once = 1;
  SSL *ssl = SSL_new (work->context);

  setsockopt (number, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  SSL_set_fd (ssl, number);
  if (connect (number, (struct sockaddr *) &place, sizeof place) == 0 && SSL_connect (ssl) == 1)
    return ssl;
  close (number);
  SSL_free (ssl);
  return NULL;
}

/* The answer to a request, NULL when there is none. */
static TbHttpResponse *
ask (const Work *work, SSL *ssl, const TbHttpRequest *request)
{
  g_autofree char *host = g_strdup_printf ("127.0.0.1:%u", work->port);
  g_autoptr (GBytes) bytes = tb_http_request_write (request, host);
  TbHttpReader *reader = tb_http_reader_new_response (BODY_BYTES, request->method);
  TbHttpResponse *response = NULL;
  guint8 piece[8192];
  gsize consumed;
  int n = SSL_write (ssl, g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes));

  while (n > 0 && !tb_http_reader_is_complete (reader))
    if ((n = SSL_read (ssl, piece, sizeof piece)) > 0 && !tb_http_reader_feed (reader, piece, (gsize) n, &consumed, NULL))
      n = 0;
  if (n > 0)
    response = tb_http_reader_take_response (reader);
  tb_http_reader_free (reader);
  return response;
}

/* A client believes it is as late as it is told to wait for, so that a second of waiting for the next look is a few milliseconds. */
static gboolean
run_order (const Work *work, SSL *ssl)
{
  const TbAcmeClientTerms terms = { .directory_url = work->directory, .account_key = work->account, .names = names, .csr = work->csr, .challenge = TB_ACME_HTTP_01 };
  g_autoptr (TbAcmeClient) client = tb_acme_client_new (&terms, NULL);
  g_autoptr (TbHttpResponse) last = NULL;
  gint64 now_us = g_get_real_time ();

  for (TbAcmeStep step; (step = tb_acme_client_next (client, last, now_us, NULL)) != TB_ACME_STEP_DONE;)
    {
      g_clear_pointer (&last, tb_http_response_free);
      if (step == TB_ACME_STEP_FAILED || (step == TB_ACME_STEP_SEND && (last = ask (work, ssl, tb_acme_client_get_request (client))) == NULL))
        return FALSE;
      if (step != TB_ACME_STEP_WAIT)
        continue;
      now_us = tb_acme_client_get_wait_until_us (client);
      g_usleep (5000);
    }
  return TRUE;
}

static gpointer
run_client (gpointer data)
{
  Work *work = data;

  while (g_atomic_int_add (&work->left, -1) > 0)
    {
      g_autoptr (SSL) ssl = connect_to (work);

      if (ssl == NULL || !run_order (work, ssl))
        g_atomic_int_inc (&work->n_failed);
      if (ssl != NULL)
        close (SSL_get_fd (ssl));
    }
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

/* --- the whole --- */

static void
start (Work *work)
{
  g_autoptr (GUri) uri = NULL;
  char url[256];
  int ends[2];

  work->folder = g_strdup (g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm/trustbed-bench-XXXXXX" : "/tmp/trustbed-bench-XXXXXX");
  g_assert_nonnull (g_mkdtemp (work->folder));
  work->listening = listen_anywhere (&work->proofs);
  g_assert_cmpint (pipe (ends), ==, 0);
  work->server = fork ();
  if (work->server == 0)
    serve (work, ends[1]);
  close (ends[1]);
  g_assert_cmpint (read (ends[0], url, sizeof url), >, 0);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  work->directory = g_strdup (url);
  work->port = (guint) g_uri_get_port (uri);
}

static void
set_up_clients (Work *work)
{
  TbCrypto *live = tb_crypto_get_live (NULL);
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  g_autofree char *root = g_build_filename (work->folder, "root.pem", NULL);
  guint8 *der = NULL;
  gsize n = bare_make_request (key, names[0], "DNS:school.lab", &der);

  work->csr = g_bytes_new (der, n);
  OPENSSL_free (der);
  work->account = tb_key_generate (live, TB_KEY_P256, NULL, NULL);
  work->thumbprint = tb_jwk_thumbprint (live, tb_key_get_pkey (work->account), NULL);
  work->context = bare_new_context (TLS_client_method (), NULL, NULL, g_get_real_time ());
  g_assert_cmpint (SSL_CTX_load_verify_file (work->context, root), ==, 1);
  SSL_CTX_set_verify (work->context, SSL_VERIFY_PEER, NULL);
  g_thread_unref (g_thread_new ("proofs", show_proofs, work));
}

static void
measure (Work *work)
{
  gint64 wall_ns, begin_ns;

  run_clients (work, N_CLIENTS);
  begin_ns = bare_get_process_ns (work->server);
  wall_ns = bench_now_ns (BENCH_WALL);
  run_clients (work, N_ORDERS);
  wall_ns = bench_now_ns (BENCH_WALL) - wall_ns;
  bench_print_row ("serve-acme-failed", work->n_failed, BENCH_AT_MOST, 0, "of %d orders by %d clients at a time; %.0f in a second, each %.0f us of the server's processor",
                   N_ORDERS + N_CLIENTS, N_CLIENTS, N_ORDERS / ((double) wall_ns / 1e9), (double) (bare_get_process_ns (work->server) - begin_ns) / N_ORDERS / 1e3);
}

int
main (void)
{
  Work work = { 0 };

  signal (SIGPIPE, SIG_IGN);
  start (&work);
  set_up_clients (&work);
  measure (&work);
  kill (work.server, SIGTERM);
  waitpid (work.server, NULL, 0);
  scratch_remove (work.folder);
  SSL_CTX_free (work.context);
  tb_key_unref (work.account);
  g_bytes_unref (work.csr);
  g_free (work.thumbprint);
  g_free (work.directory);
  g_free (work.folder);
  return 0;
}
