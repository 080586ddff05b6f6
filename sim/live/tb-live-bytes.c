/* tb-live-bytes: what moves through a live stream: OpenSSL or the socket itself, limits, last words, and how it ends. */
#include "tb-live-stream-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <openssl/err.h>

G_DEFINE_QUARK (tb-live-stream, tb_live_stream)

/* --- making one --- */

/* Answers are small and wanted at once. */
static SSL *
make_ssl (SSL_CTX *context, GSocket *socket)
{
  g_autoptr (SSL) ssl = SSL_new (context);

  if (ssl == NULL || SSL_set_fd (ssl, g_socket_get_fd (socket)) != 1)
    return NULL;
  SSL_set_accept_state (ssl);
  SSL_set_mode (ssl, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  return g_steal_pointer (&ssl);
}

/**
 * tb_live_stream_new:
 * @socket: an accepted connection
 * @crypto: whose certificates the client's are
 * @context: (nullable): a server's; %NULL: without TLS
 *
 * Takes over a connection. The handshake is made when the first byte is read.
 *
 * Returns: (transfer full) (nullable): the stream; %NULL when OpenSSL has no memory or the client is gone already
 */
TbLiveStream *
tb_live_stream_new (GSocket *socket, TbCrypto *crypto, SSL_CTX *context)
{
  g_autoptr (SSL) ssl = NULL;
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, NULL);
  TbLiveStream *stream;

  ERR_clear_error ();
  if (remote == NULL || (context != NULL && (ssl = make_ssl (context, socket)) == NULL))
    return NULL;
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_blocking (socket, FALSE);
  stream = g_object_new (TB_TYPE_LIVE_STREAM, NULL);
  stream->socket = g_object_ref (socket);
  stream->crypto = crypto;
  stream->ssl = g_steal_pointer (&ssl);
  stream->remote = g_steal_pointer (&remote);
  g_object_set_qdata (G_OBJECT (stream->remote), tb_live_stream_quark (), stream);
  return stream;
}

GSocket *
tb_live_stream_get_socket (TbLiveStream *stream)
{
  return stream->socket;
}

GSocketAddress *
tb_live_stream_get_remote (TbLiveStream *stream)
{
  return stream->remote;
}

TbLiveStream *
tb_live_stream_find (GSocketAddress *remote)
{
  return remote != NULL ? g_object_get_qdata (G_OBJECT (remote), tb_live_stream_quark ()) : NULL;
}

gboolean
tb_live_stream_is_tls (TbLiveStream *stream)
{
  return stream->ssl != NULL;
}

const char *
tb_live_stream_get_trouble (TbLiveStream *stream)
{
  return stream->trouble != NULL ? stream->trouble : "";
}

guint64
tb_live_stream_get_n_read (TbLiveStream *stream)
{
  return stream->n_read;
}

guint64
tb_live_stream_get_n_written (TbLiveStream *stream)
{
  return stream->n_written;
}

/* --- the client --- */

static GPtrArray *
read_chain (TbLiveStream *stream)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  STACK_OF (X509) *verified = SSL_get_verify_result (stream->ssl) == X509_V_OK ? SSL_get0_verified_chain (stream->ssl) : NULL;

  for (int i = 0; i < sk_X509_num (verified); i++)
    {
      TbCertificate *certificate = tb_certificate_new_for_x509 (stream->crypto, sk_X509_value (verified, i));

      if (certificate == NULL)
        return NULL;
      g_ptr_array_add (chain, certificate);
    }
  return chain->len > 0 ? g_steal_pointer (&chain) : NULL;
}

/**
 * tb_live_stream_get_chain:
 * @stream: a stream that has been read from
 *
 * Returns: (transfer none) (nullable) (element-type TbCertificate): the chain that the client was verified with, its own certificate first, the root last;
 *   %NULL when it showed none
 */
GPtrArray *
tb_live_stream_get_chain (TbLiveStream *stream)
{
  if (stream->chain == NULL && stream->ssl != NULL && !stream->is_broken && SSL_get0_peer_certificate (stream->ssl) != NULL)
    stream->chain = read_chain (stream);
  return stream->chain;
}

/* --- bytes --- */

static gssize
would_block (TbLiveStream *stream, GIOCondition condition, GError **error)
{
  stream->waits_for = condition;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "Nothing can be done now");
  return -1;
}

static gssize
break_off (TbLiveStream *stream, GError **error)
{
  const char *reason = ERR_reason_error_string (ERR_peek_error ());

  stream->is_broken = TRUE;
  if (stream->trouble == NULL)
    stream->trouble = g_strdup (reason != NULL ? reason : "the client hung up");
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "TLS: %s", stream->trouble);
  ERR_clear_error ();
  return -1;
}

/* What became of a call of OpenSSL's that moved nothing. */
static gssize
judge (TbLiveStream *stream, int result, GError **error)
{
  switch (SSL_get_error (stream->ssl, result))
    {
    case SSL_ERROR_WANT_READ:
      return would_block (stream, G_IO_IN, error);
    case SSL_ERROR_WANT_WRITE:
      return would_block (stream, G_IO_OUT, error);
    case SSL_ERROR_ZERO_RETURN:
      return 0;
    default:
      return break_off (stream, error);
    }
}

static gboolean
is_usable (TbLiveStream *stream, GError **error)
{
  if (!stream->is_closed && !stream->is_ended && !stream->is_broken)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The connection is closed");
  return FALSE;
}

static gssize
receive (TbLiveStream *stream, void *buffer, gsize count, GError **error)
{
  int n;

  if (stream->ssl == NULL)
    return g_socket_receive_with_blocking (stream->socket, buffer, count, FALSE, NULL, error);
  ERR_clear_error ();
  n = SSL_read (stream->ssl, buffer, (int) MIN (count, G_MAXINT));
  return n > 0 ? n : judge (stream, n, error);
}

/* Reads what is there, and no more than is allowed. */
gssize
tb_live_stream_take (TbLiveStream *stream, void *buffer, gsize count, GError **error)
{
  gssize n;

  stream->waits_for = 0;
  if (!is_usable (stream, error))
    return -1;
  if (stream->left_bytes == 0)
    {
      if (stream->on_too_much != NULL)
        stream->on_too_much (stream, stream->too_much_data);
      stream->is_ended = TRUE;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "The client sends more than it may");
      return -1;
    }
  n = receive (stream, buffer, MIN (count, stream->left_bytes), error);
  if (n == 0 && count > 0 && stream->on_hung_up != NULL)
    stream->on_hung_up (stream, stream->watch_data);
  if (n <= 0)
    return n;
  stream->n_read += (guint64) n;
  if (stream->left_bytes != G_MAXSIZE)
    stream->left_bytes -= (gsize) n;
  return n;
}

static gssize
send_bytes (TbLiveStream *stream, const void *buffer, gsize count, GError **error)
{
  int n;

  if (stream->ssl == NULL)
    return g_socket_send_with_blocking (stream->socket, buffer, count, FALSE, NULL, error);
  ERR_clear_error ();
  n = SSL_write (stream->ssl, buffer, (int) MIN (count, G_MAXINT));
  return n > 0 ? n : judge (stream, n, error);
}

gssize
tb_live_stream_put (TbLiveStream *stream, const void *buffer, gsize count, GError **error)
{
  gssize n;

  stream->waits_for = 0;
  if (!is_usable (stream, error))
    return -1;
  n = count > 0 ? send_bytes (stream, buffer, count, error) : 0;
  stream->n_written += (guint64) MAX (n, 0);
  return n;
}

/**
 * tb_live_stream_hold:
 * @stream: a stream
 * @is_held: whether what is written waits for more of it
 *
 * Lets the parts of an answer go out together. They go when somebody waits for the client, and when the stream is closed.
 */
void
tb_live_stream_hold (TbLiveStream *stream, gboolean is_held)
{
  if (stream->is_held != is_held && g_socket_set_option (stream->socket, IPPROTO_TCP, TCP_CORK, is_held, NULL))
    stream->is_held = is_held;
}

gboolean
tb_live_stream_has_pending (TbLiveStream *stream)
{
  return stream->ssl != NULL && SSL_pending (stream->ssl) > 0;
}

/* --- limits and the end --- */

/**
 * tb_live_stream_allow:
 * @stream: a stream
 * @n_bytes: how much may be read from now on; %G_MAXSIZE for any number
 * @on_too_much: (nullable): called when somebody wants to read beyond that; may say last words
 * @data: for it
 *
 * Sets a limit that holds as the bytes arrive: reading beyond it fails with %G_IO_ERROR_MESSAGE_TOO_LARGE, and the stream is over.
 */
void
tb_live_stream_allow (TbLiveStream *stream, gsize n_bytes, TbLiveStreamNotice on_too_much, gpointer data)
{
  stream->left_bytes = n_bytes;
  stream->on_too_much = on_too_much;
  stream->too_much_data = data;
}

/**
 * tb_live_stream_end_with:
 * @stream: a stream
 * @last_words: (nullable): what the client is told, if it can be told at once
 *
 * Ends a conversation: whatever else is read or written fails, and whoever waits for it is woken. Whoever accepted the connection keeps it for a moment after it is closed and throws away what
 * still comes, so that the last words arrive.
 */
void
tb_live_stream_end_with (TbLiveStream *stream, GBytes *last_words)
{
  gsize n = 0;
  const void *bytes = last_words != NULL ? g_bytes_get_data (last_words, &n) : NULL;

  if (stream->is_ended)
    return;
  if (n > 0 && (stream->ssl == NULL || SSL_is_init_finished (stream->ssl)))
    tb_live_stream_put (stream, bytes, n, NULL);
  stream->is_ended = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (stream->waiting); i++)
    if (stream->waiting[i] != NULL)
      g_source_set_ready_time (stream->waiting[i], 0);
}

gboolean
tb_live_stream_is_ended (TbLiveStream *stream)
{
  return stream->is_ended;
}

/**
 * tb_live_stream_watch:
 * @stream: a stream
 * @on_hung_up: (nullable): called when somebody has read that nothing more will come
 * @on_closed: (nullable): called when it is closed, once
 * @data: for both
 *
 * For whoever counts connections.
 */
void
tb_live_stream_watch (TbLiveStream *stream, TbLiveStreamNotice on_hung_up, TbLiveStreamNotice on_closed, gpointer data)
{
  stream->on_hung_up = on_hung_up;
  stream->on_closed = on_closed;
  stream->watch_data = data;
}

/* Whether the client may still be sending, so that closing the socket at once would take back our last words. */
gboolean
tb_live_stream_lingers (TbLiveStream *stream)
{
  return stream->is_ended || stream->is_broken;
}

/* Says goodbye. The socket itself is closed by whoever accepted it where it lingers, else here. */
void
tb_live_stream_hang_up (TbLiveStream *stream)
{
  TbLiveStreamNotice on_closed = g_steal_pointer (&stream->on_closed);

  if (stream->is_closed || stream->socket == NULL)
    return;
  stream->is_closed = TRUE;
  if (stream->ssl != NULL && !stream->is_broken && SSL_is_init_finished (stream->ssl))
    SSL_shutdown (stream->ssl);
  ERR_clear_error ();
  g_socket_shutdown (stream->socket, FALSE, TRUE, NULL);
  if (on_closed == NULL || !tb_live_stream_lingers (stream))
    g_socket_close (stream->socket, NULL);
  if (on_closed != NULL)
    on_closed (stream, stream->watch_data);
}
