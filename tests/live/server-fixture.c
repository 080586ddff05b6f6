/* server-fixture: see the header. */
#include "server-fixture.h"
#include "scratch.h"

#include <stdlib.h>
#include <string.h>

#define DEADLINE_US     (400 * G_TIME_SPAN_MILLISECOND)
#define MAX_CONNECTIONS 32
#define PATIENCE_S      30
#define ALL             ((1u << TB_LIVE_N_ENDPOINTS) - 1)
#define SCEP            (1u << TB_LIVE_SCEP)

/* In memory where there is a place for that: a disk makes each of the many commits wait. */
static char *
make_folder (void)
{
  char *folder = g_strdup ("/dev/shm/trustbed-server-XXXXXX");

  if (g_mkdtemp_full (folder, 0700) != NULL)
    return folder;
  g_free (folder);
  return g_dir_make_tmp ("trustbed-server-XXXXXX", NULL);
}

static void
on_report (const TbLiveReport *report, gpointer data)
{
  ServerFixture *fixture = data;

  g_mutex_lock (&fixture->lock);
  g_ptr_array_add (fixture->reports, g_strdup_printf ("%s %s %s %u", report->method, report->path, report->protocol, report->status));
  if (report->said != NULL && fixture->said == NULL)
    fixture->said = g_strdup (report->said);
  g_mutex_unlock (&fixture->lock);
}

static void
start (ServerFixture *fixture, guint endpoints, gboolean reuses_secrets)
{
  const TbLiveSecret user = { SERVER_USER, SERVER_SECRET };
  g_autoptr (GError) error = NULL;
  TbLiveServerTerms terms = {
    .ca = fixture->ca, .who = "boss", .address = "127.0.0.1", .endpoints = endpoints, .limits = { MAX_CONNECTIONS, DEADLINE_US }, .reuses_secrets = reuses_secrets,
    .on_report = on_report, .data = fixture,
  };

  fixture->users = g_array_new (FALSE, FALSE, sizeof (TbLiveSecret));
  g_array_append_val (fixture->users, user);
  terms.est_users = fixture->users;
  fixture->server = tb_live_server_start (&terms, &error);
  g_assert_no_error (error);
}

static void
set_up_client (ServerFixture *fixture)
{
  const TbCaAuthority *root = tb_ca_find_authority (fixture->ca, "root", NULL);
  g_autoptr (GBytes) request = NULL;
  g_autofree char *text = NULL;

  fixture->client = SSL_CTX_new (TLS_client_method ());
  g_assert_cmpint (X509_STORE_add_cert (SSL_CTX_get_cert_store (fixture->client), tb_certificate_get_x509 (root->certificate)), ==, 1);
  SSL_CTX_set_verify (fixture->client, SSL_VERIFY_PEER, NULL);
  fixture->key = tb_key_generate (tb_crypto_get_live (NULL), TB_KEY_P256, NULL, NULL);
  request = tb_key_make_request (fixture->key, SERVER_USER, NULL, NULL, NULL);
  text = g_base64_encode (g_bytes_get_data (request, NULL), g_bytes_get_size (request));
  fixture->request = g_bytes_new (text, strlen (text));
}

void
server_fixture_set_up (ServerFixture *fixture, gconstpointer data)
{
  const TbCaSetup setup = { .algorithm = TB_KEY_P256, .subject = "CN=Test Root,O=Trustbed", .n_issuing = 1 };
  const TbCaActor boss = { "boss", g_get_real_time () };
  g_autoptr (GError) error = NULL;

  g_mutex_init (&fixture->lock);
  fixture->reports = g_ptr_array_new_with_free_func (g_free);
  fixture->folder = make_folder ();
  tb_ca_init (fixture->folder, &setup, &boss, &error);
  g_assert_no_error (error);
  fixture->ca = tb_ca_open (fixture->folder, NULL, &error);
  g_assert_no_error (error);
  start (fixture, g_strcmp0 (data, SERVER_SCEP) == 0 ? ALL : ALL & ~SCEP, g_strcmp0 (data, SERVER_REUSABLE) == 0);
  set_up_client (fixture);
}

void
server_fixture_tear_down (ServerFixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->server, tb_live_server_stop);
  tb_ca_close (fixture->ca);
  scratch_remove (fixture->folder);
  g_free (fixture->folder);
  g_array_unref (fixture->users);
  SSL_CTX_free (fixture->client);
  tb_key_unref (fixture->key);
  g_bytes_unref (fixture->request);
  g_ptr_array_unref (fixture->reports);
  g_free (fixture->said);
  g_mutex_clear (&fixture->lock);
}

/* --- clients --- */

guint16
server_get_port (ServerFixture *fixture, TbLiveEndpoint endpoint)
{
  g_autoptr (GUri) uri = g_uri_parse (tb_live_server_get_url (fixture->server, endpoint), G_URI_FLAGS_NONE, NULL);

  g_assert_nonnull (uri);
  return (guint16) g_uri_get_port (uri);
}

GSocket *
server_connect (ServerFixture *fixture, TbLiveEndpoint endpoint)
{
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new_from_string ("127.0.0.1", server_get_port (fixture, endpoint));
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_socket_set_timeout (socket, PATIENCE_S);
  g_socket_connect (socket, place, NULL, &error);
  g_assert_no_error (error);
  return socket;
}

void
server_send (GSocket *socket, const void *bytes, gsize n_bytes)
{
  gsize at = 0;

  while (at < n_bytes)
    {
      gssize n = g_socket_send (socket, (const char *) bytes + at, n_bytes - at, NULL, NULL);

      if (n <= 0)
        return;
      at += (gsize) n;
    }
}

static char *
to_text (GByteArray *heard)
{
  const guint8 zero = 0;

  g_byte_array_append (heard, &zero, 1);
  return (char *) g_byte_array_free (heard, FALSE);
}

char *
server_hear (GSocket *socket)
{
  GByteArray *heard = g_byte_array_new ();
  guint8 piece[4096];
  g_autoptr (GError) error = NULL;
  gssize n;

  while ((n = g_socket_receive (socket, (char *) piece, sizeof piece, NULL, &error)) > 0)
    g_byte_array_append (heard, piece, (guint) n);
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  return to_text (heard);
}

char *
server_ask (ServerFixture *fixture, TbLiveEndpoint endpoint, const void *bytes, gsize n_bytes)
{
  g_autoptr (GSocket) socket = server_connect (fixture, endpoint);

  server_send (socket, bytes, n_bytes);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  return server_hear (socket);
}

char *
server_ask_tls (ServerFixture *fixture, TbLiveEndpoint endpoint, GBytes *bytes)
{
  g_autoptr (GSocket) socket = server_connect (fixture, endpoint);
  g_autoptr (SSL) ssl = SSL_new (fixture->client);
  GByteArray *heard = g_byte_array_new ();
  guint8 piece[4096];
  int n;

  SSL_set_fd (ssl, g_socket_get_fd (socket));
  SSL_set_mode (ssl, SSL_MODE_AUTO_RETRY);
  g_socket_set_blocking (socket, TRUE);
  while ((n = SSL_connect (ssl)) != 1)
    {
      g_assert_cmpint (SSL_get_error (ssl, n), ==, SSL_ERROR_WANT_READ);
      g_assert_true (g_socket_condition_wait (socket, G_IO_IN, NULL, NULL));
    }
  g_assert_cmpint (SSL_write (ssl, g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes)), >, 0);
  for (;;)
    {
      n = SSL_read (ssl, piece, sizeof piece);
      if (n > 0)
        g_byte_array_append (heard, piece, (guint) n);
      else if (SSL_get_error (ssl, n) != SSL_ERROR_WANT_READ || !g_socket_condition_wait (socket, G_IO_IN, NULL, NULL))
        return to_text (heard);
    }
}

GBytes *
server_make_post (const char *path, const char *media_type, const char *authorization, GBytes *body)
{
  g_autofree char *head = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: %s\r\n%s%s%sContent-Length: %zu\r\n\r\n", path,
                                           media_type, authorization != NULL ? "Authorization: Basic " : "", authorization != NULL ? authorization : "",
                                           authorization != NULL ? "\r\n" : "", g_bytes_get_size (body));
  GByteArray *whole = g_byte_array_new ();

  g_byte_array_append (whole, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (whole, g_bytes_get_data (body, NULL), (guint) g_bytes_get_size (body));
  return g_byte_array_free_to_bytes (whole);
}

GBytes *
server_make_enrolment (ServerFixture *fixture, const char *secret)
{
  g_autofree char *plain = g_strconcat (SERVER_USER, ":", secret, NULL), *text = g_base64_encode ((const guint8 *) plain, strlen (plain));

  return server_make_post ("/.well-known/est/simpleenroll", "application/pkcs10", text, fixture->request);
}

guint
server_get_status (const char *answer)
{
  return g_str_has_prefix (answer, "HTTP/1.") && strlen (answer) > 12 ? (guint) atoi (answer + 9) : 0;
}

/* Reports come after the answer: waits for it by asking once more. */
gboolean
server_was_reported (ServerFixture *fixture, const char *report)
{
  gboolean is_there;

  g_free (server_ask (fixture, TB_LIVE_OCSP, "", 0));
  g_mutex_lock (&fixture->lock);
  is_there = g_ptr_array_find_with_equal_func (fixture->reports, report, g_str_equal, NULL);
  g_mutex_unlock (&fixture->lock);
  return is_there;
}
