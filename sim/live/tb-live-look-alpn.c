/* tb-live-look-alpn: tls-alpn-01 (RFC 8737 section 3): shakes hands with the one TLS server, with the name as SNI and `acme-tls/1` as the only protocol, and
 * brings home the certificate it showed. Nothing is trusted: the certificate itself is the proof. */
#include "tb-live-validator-private.h"

#include <openssl/err.h>
#include <string.h>

#define PROTOCOL "acme-tls/1"
#define MAX_CHAIN_BYTES (16 * 1024)

typedef struct
{
  GSocketConnection *connection;
  SSL *ssl;
} Shake;

static void
shake_free (gpointer data)
{
  Shake *shake = data;

  SSL_free (shake->ssl);
  g_clear_object (&shake->connection);
  g_free (shake);
}

/* --- the handshake --- */

static gboolean
has_protocol (SSL *ssl)
{
  const unsigned char *chosen;
  unsigned int n;

  SSL_get0_alpn_selected (ssl, &chosen, &n);
  return n == strlen (PROTOCOL) && memcmp (chosen, PROTOCOL, n) == 0;
}

static GBytes *
take_certificate (SSL *ssl)
{
  g_autoptr (X509) x509 = SSL_get1_peer_certificate (ssl);
  unsigned char *der = NULL;
  int n = x509 != NULL ? i2d_X509 (x509, &der) : 0;
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes;
}

static void
take (GTask *task, SSL *ssl)
{
  GBytes *der = has_protocol (ssl) ? take_certificate (ssl) : NULL;
  GPtrArray *contents;

  if (der == NULL)
    {
      tb_live_look_fail (task, TB_ACME_PROBLEM_TLS, "it does not speak " PROTOCOL);
      return;
    }
  contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (contents, der);
  tb_live_look_found (task, contents);
}

static void step (GTask *task);

static gboolean
on_ready (GSocket *socket, GIOCondition condition, gpointer task)
{
  step (task);
  return G_SOURCE_REMOVE;
}

static void
wait_for (GTask *task, GIOCondition condition)
{
  TbLiveLook *look = tb_live_look_get (task);
  GSocket *socket = g_socket_connection_get_socket (((Shake *) look->state)->connection);
  g_autoptr (GSource) source = g_socket_create_source (socket, condition, look->cancellable);

  g_source_set_callback (source, G_SOURCE_FUNC (on_ready), task, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
fail_handshake (GTask *task)
{
  const char *why = ERR_reason_error_string (ERR_peek_last_error ());

  tb_live_look_fail (task, TB_ACME_PROBLEM_TLS, "%s", why != NULL ? why : "it hangs up in the handshake");
  ERR_clear_error ();
}

static void
step (GTask *task)
{
  TbLiveLook *look = tb_live_look_get (task);
  SSL *ssl = ((Shake *) look->state)->ssl;
  int result, why;

  ERR_clear_error ();
  if (g_cancellable_is_cancelled (look->cancellable))
    {
      tb_live_look_fail (task, TB_ACME_PROBLEM_CONNECTION, "stopped");
      return;
    }
  result = SSL_do_handshake (ssl);
  why = SSL_get_error (ssl, result);
  if (result == 1)
    take (task, ssl);
  else if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
    wait_for (task, why == SSL_ERROR_WANT_READ ? G_IO_IN : G_IO_OUT);
  else
    fail_handshake (task);
}

/* --- the beginning --- */

static SSL *
make_ssl (const char *name, int fd)
{
  static const unsigned char protocols[] = "\x0a" PROTOCOL;
  TbCrypto *crypto = tb_crypto_get_live (NULL);
  g_autoptr (SSL_CTX) context = crypto != NULL ? SSL_CTX_new_ex (tb_crypto_get_libctx (crypto), NULL, TLS_client_method ()) : NULL;
  g_autoptr (SSL) ssl = NULL;

  if (context == NULL || SSL_CTX_set_min_proto_version (context, TLS1_2_VERSION) != 1)
    return NULL;
  SSL_CTX_set_max_cert_list (context, MAX_CHAIN_BYTES);
  SSL_CTX_set_verify (context, SSL_VERIFY_NONE, NULL);
  ssl = SSL_new (context);
  if (ssl == NULL || SSL_set_tlsext_host_name (ssl, name) != 1 || SSL_set_alpn_protos (ssl, protocols, sizeof protocols - 1) != 0 || SSL_set_fd (ssl, fd) != 1)
    return NULL;
  SSL_set_connect_state (ssl);
  return g_steal_pointer (&ssl);
}

static void
on_connected (GObject *client, GAsyncResult *result, gpointer user_data)
{
  GSocketConnection *connection = tb_live_look_connected (user_data, client, result);
  TbLiveLook *look;
  Shake *shake;
  GSocket *socket;

  if (connection == NULL)
    return;
  look = tb_live_look_get (user_data);
  shake = look->state;
  shake->connection = connection;
  socket = g_socket_connection_get_socket (shake->connection);
  g_socket_set_blocking (socket, FALSE);
  ERR_clear_error ();
  shake->ssl = make_ssl (look->where, g_socket_get_fd (socket));
  if (shake->ssl != NULL)
    step (user_data);
  else
    fail_handshake (user_data);
}

void
tb_live_look_alpn (GTask *task)
{
  TbLiveLook *look = tb_live_look_get (task);

  look->state = g_new0 (Shake, 1);
  look->free_state = shake_free;
  tb_live_look_connect (task, on_connected);
}
