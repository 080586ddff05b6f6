/* loopback: see the header. TCP and DNS are answered from the main context of the test; TLS by a thread, one connection after the other. */
#include "loopback.h"

#include <glib-unix.h>
#include <openssl/ssl.h>
#include <string.h>

#include "pki-fixture.h"

#define BACKLOG 128

struct _Loopback
{
  LoopbackKind kind;
  GSocketAddress *place;
  GSocketService *service;
  GSocket *socket;
  GSource *source;
  GThread *thread;
  GPtrArray *connections;
  GString *asked;
  GBytes *answer;
  SSL_CTX *context;
  X509 *certificate;
  char *protocol;
  gint is_over;
};

/* --- TCP --- */

static void
on_sent (GObject *stream, GAsyncResult *result, gpointer connection)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, NULL);
  g_io_stream_close (connection, NULL, NULL);
  g_object_unref (connection);
}

static void
on_heard (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  Loopback *server = user_data;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (stream), result, NULL);
  GIOStream *connection = g_object_get_data (G_OBJECT (stream), "connection");

  if (bytes == NULL || server->answer == NULL)
    return;
  g_string_append_len (server->asked, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_output_stream_write_all_async (g_io_stream_get_output_stream (connection), g_bytes_get_data (server->answer, NULL), g_bytes_get_size (server->answer),
                                   G_PRIORITY_DEFAULT, NULL, on_sent, g_object_ref (connection));
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  Loopback *server = user_data;
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection));

  g_ptr_array_add (server->connections, g_object_ref (connection));
  g_object_set_data (G_OBJECT (stream), "connection", connection);
  if (server->answer != NULL)
    g_input_stream_read_bytes_async (stream, 4096, G_PRIORITY_DEFAULT, NULL, on_heard, server);
  return TRUE;
}

static void
open_tcp (Loopback *server)
{
  guint16 port;

  server->service = g_socket_service_new ();
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (server->service), BACKLOG);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (server->service), NULL, NULL);
  g_assert_cmpuint (port, !=, 0);
  server->place = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_signal_connect (server->service, "incoming", G_CALLBACK (on_incoming), server);
}

/* --- sockets that are waited at --- */

static void
open_socket (Loopback *server, GSocketType type, GSocketProtocol protocol)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  server->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, protocol, NULL);
  g_assert_true (g_socket_bind (server->socket, any, FALSE, NULL));
  server->place = g_socket_get_local_address (server->socket, NULL);
}

/* --- TLS --- */

static int
on_server_name (SSL *ssl, int *alert, void *data)
{
  g_string_append ((GString *) data, SSL_get_servername (ssl, TLSEXT_NAMETYPE_host_name));
  return SSL_TLSEXT_ERR_OK;
}

static int
on_protocols (SSL *ssl, const unsigned char **out, unsigned char *n_out, const unsigned char *in, unsigned int n_in, void *data)
{
  const char *protocol = ((Loopback *) data)->protocol;

  if (protocol == NULL)
    return SSL_TLSEXT_ERR_NOACK;
  *out = (const unsigned char *) protocol;
  *n_out = (unsigned char) strlen (protocol);
  return SSL_TLSEXT_ERR_OK;
}

static void
shake_hands (Loopback *server, int fd)
{
  g_autoptr (SSL) ssl = SSL_new (server->context);

  g_assert_true (g_unix_set_fd_nonblocking (fd, FALSE, NULL));
  SSL_set_fd (ssl, fd);
  if (SSL_accept (ssl) == 1)
    SSL_shutdown (ssl);
}

static gpointer
serve_tls (gpointer data)
{
  Loopback *server = data;

  while (!g_atomic_int_get (&server->is_over))
    {
      g_autoptr (GSocket) peer = g_socket_accept (server->socket, NULL, NULL);

      if (peer != NULL && !g_atomic_int_get (&server->is_over))
        shake_hands (server, g_socket_get_fd (peer));
    }
  return NULL;
}

static void
open_tls (Loopback *server)
{
  g_autoptr (EVP_PKEY) pkey = EVP_EC_gen ("P-256");

  server->certificate = X509_new ();
  X509_set_version (server->certificate, X509_VERSION_3);
  X509_set_pubkey (server->certificate, pkey);
  ASN1_TIME_set (X509_getm_notBefore (server->certificate), START_US / G_USEC_PER_SEC);
  ASN1_TIME_set (X509_getm_notAfter (server->certificate), START_US / G_USEC_PER_SEC + 3600);
  g_assert_cmpint (X509_sign (server->certificate, pkey, EVP_sha256 ()), >, 0);
  server->context = SSL_CTX_new (TLS_server_method ());
  SSL_CTX_use_certificate (server->context, server->certificate);
  SSL_CTX_use_PrivateKey (server->context, pkey);
  SSL_CTX_set_tlsext_servername_callback (server->context, on_server_name);
  SSL_CTX_set_tlsext_servername_arg (server->context, server->asked);
  SSL_CTX_set_alpn_select_cb (server->context, on_protocols, server);
  open_socket (server, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP);
  g_assert_true (g_socket_listen (server->socket, NULL));
  server->thread = g_thread_new ("loopback-tls", serve_tls, server);
}

/* Wakes the thread by a last connection. */
static void
close_tls (Loopback *server)
{
  g_autoptr (GSocket) last = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  g_atomic_int_set (&server->is_over, TRUE);
  g_socket_connect (last, server->place, NULL, NULL);
  g_thread_join (server->thread);
}

/* --- DNS --- */

/* The question is between the twelve bytes of the head and the end of an only question. */
static gboolean
on_question (GSocket *socket, GIOCondition condition, gpointer data)
{
  Loopback *server = data;
  guint8 question[512];
  g_autoptr (GSocketAddress) peer = NULL;
  g_autoptr (GByteArray) reply = g_byte_array_new ();
  gssize n = g_socket_receive_from (socket, &peer, (char *) question, sizeof question, NULL, NULL);

  if (n < 17 || server->answer == NULL)
    return G_SOURCE_CONTINUE;
  for (gssize at = 12; at < n - 5 && question[at] > 0 && question[at] < 64; at += question[at] + 1)
    g_string_append_printf (server->asked, "%.*s.", question[at], (char *) question + at + 1);
  g_byte_array_append (reply, question, (guint) n);
  reply->data[2] = 0x84;
  g_byte_array_append (reply, g_bytes_get_data (server->answer, NULL), (guint) g_bytes_get_size (server->answer));
  if (g_bytes_get_size (server->answer) > 0)
    reply->data[7] = reply->data[n] == 0xc0 ? 1 : 0;
  g_socket_send_to (socket, peer, (char *) reply->data, reply->len, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
open_dns (Loopback *server)
{
  open_socket (server, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP);
  server->source = g_socket_create_source (server->socket, G_IO_IN, NULL);
  g_source_set_callback (server->source, G_SOURCE_FUNC (on_question), server, NULL);
  g_source_attach (server->source, NULL);
}

/* --- all of them --- */

Loopback *
loopback_new (LoopbackKind kind)
{
  static void (*const open[]) (Loopback *server) = { open_tcp, open_tls, open_dns };
  Loopback *server = g_new0 (Loopback, 1);

  server->kind = kind;
  server->asked = g_string_new (NULL);
  server->connections = g_ptr_array_new_with_free_func (g_object_unref);
  open[kind] (server);
  return server;
}

void
loopback_free (Loopback *server)
{
  if (server->thread != NULL)
    close_tls (server);
  if (server->service != NULL)
    g_socket_service_stop (server->service);
  if (server->source != NULL)
    g_source_destroy (server->source);
  g_clear_pointer (&server->source, g_source_unref);
  g_clear_object (&server->service);
  g_clear_object (&server->socket);
  g_ptr_array_unref (server->connections);
  g_object_unref (server->place);
  g_string_free (server->asked, TRUE);
  g_clear_pointer (&server->answer, g_bytes_unref);
  SSL_CTX_free (server->context);
  X509_free (server->certificate);
  g_free (server->protocol);
  g_free (server);
}

GSocketAddress *
loopback_get_place (Loopback *server)
{
  return server->place;
}

void
loopback_set_answer (Loopback *server, GBytes *answer)
{
  g_clear_pointer (&server->answer, g_bytes_unref);
  server->answer = answer != NULL ? g_bytes_ref (answer) : NULL;
}

void
loopback_set_tls (Loopback *server, const char *protocol, int max_version)
{
  g_free (server->protocol);
  server->protocol = g_strdup (protocol);
  SSL_CTX_set_max_proto_version (server->context, max_version);
}

GBytes *
loopback_get_certificate (Loopback *server)
{
  unsigned char *der = NULL;
  int n = i2d_X509 (server->certificate, &der);
  GBytes *bytes = g_bytes_new (der, (gsize) n);

  OPENSSL_free (der);
  return bytes;
}

const char *
loopback_get_asked (Loopback *server)
{
  return server->asked->str;
}

GSocketAddress *
loopback_nobody (void)
{
  Loopback gone = { 0 };

  open_socket (&gone, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP);
  g_object_unref (gone.socket);
  return gone.place;
}
