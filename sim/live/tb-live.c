/* tb-live: see the header. Listening and connecting; what is said on a connection is in tb-live-talk.c. */
#include "tb-live.h"

#include "tb-live-talk.h"

#define BACKLOG 8

/* By #TbLiveEnd. */
static const char *const end_codes[] = { "said", "hung-up", "timed-out", "too-much", "stopped" };

/**
 * tb_live_end_to_code:
 * @end: how a conversation ended
 *
 * Returns: (transfer none): its stable code
 */
const char *
tb_live_end_to_code (TbLiveEnd end)
{
  return end_codes[end];
}

static guint16
take_port (GSocketAddress *address)
{
  guint16 port = address != NULL ? tb_live_place_get_port (address) : 0;

  g_clear_object (&address);
  return port;
}

static TbHalf *
new_half (const TbLiveTerms *terms, gboolean is_client, gint64 unix_us, GError **error)
{
  return is_client ? tb_half_new_client (terms->endpoint, terms->identity, terms->host, NULL, NULL, unix_us, error)
                   : tb_half_new_server (terms->endpoint, NULL, NULL, unix_us, error);
}

static gboolean
talk (const TbLiveTerms *terms, GSocketConnection *connection, gboolean is_client, const TbLiveWatch *watch, GCancellable *cancellable, GError **error)
{
  TbLiveConversation conversation = { .unix_us = g_get_real_time () };
  g_autoptr (TbHalf) half = new_half (terms, is_client, conversation.unix_us, error);
  g_autoptr (TbTranscript) transcript = NULL;

  if (half == NULL)
    return FALSE;
  conversation.client_port = take_port (is_client ? g_socket_connection_get_local_address (connection, NULL)
                                                  : g_socket_connection_get_remote_address (connection, NULL));
  conversation.end = tb_live_talk (half, connection, terms, cancellable);
  conversation.transcript = transcript = tb_half_end (half);
  conversation.trouble = tb_half_get_trouble (half);
  watch->done (&conversation, watch->user_data);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static guint
count_of (const TbLiveTerms *terms)
{
  return terms->n_conversations > 0 ? MIN (terms->n_conversations, TB_LIVE_MAX_CONVERSATIONS) : TB_LIVE_MAX_CONVERSATIONS;
}

/* To be told to stop is no failure. */
static gboolean
was_stopped (GError **failure, GError **error)
{
  if (g_error_matches (*failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (failure));
  return FALSE;
}

/**
 * tb_live_listen:
 * @terms: a server's side
 * @watch: who is told
 * @cancellable: (nullable): to stop it
 * @error: return location
 *
 * Talks to those who come, one at a time, until there were enough or it is stopped. Blocks: for a thread of its own.
 *
 * Returns: whether it could listen; otherwise a #GIOErrorEnum, or %TB_CRYPTO_ERROR_REFUSED when the endpoint has keys from a seed
 */
gboolean
tb_live_listen (const TbLiveTerms *terms, const TbLiveWatch *watch, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GSocketAddress) place = NULL;
  guint n = count_of (terms);

  g_socket_listener_set_backlog (listener, BACKLOG);
  if (!g_socket_listener_add_address (listener, terms->place, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &place, error))
    return FALSE;
  if (watch->ready != NULL)
    watch->ready (place, watch->user_data);
  for (guint i = 0; i < n && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (GSocketConnection) connection = g_socket_listener_accept (listener, NULL, cancellable, &failure);

      if (connection == NULL)
        return was_stopped (&failure, error);
      if (!talk (terms, connection, FALSE, watch, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * tb_live_connect:
 * @terms: a client's side
 * @watch: who is told
 * @cancellable: (nullable): to stop it
 * @error: return location
 *
 * Connects once, or as often as @terms say, and talks each time. Blocks.
 *
 * Returns: whether all connections came about; otherwise a #GIOErrorEnum, or %TB_CRYPTO_ERROR_REFUSED when keys come from a seed
 */
gboolean
tb_live_connect (const TbLiveTerms *terms, const TbLiveWatch *watch, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  guint n = MAX (terms->n_conversations, 1);

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, (guint) MAX (terms->timeout_us / G_USEC_PER_SEC, 1));
  for (guint i = 0; i < MIN (n, TB_LIVE_MAX_CONVERSATIONS) && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (GSocketConnection) connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (terms->place), cancellable, &failure);

      if (connection == NULL)
        return was_stopped (&failure, error);
      if (!talk (terms, connection, TRUE, watch, cancellable, error))
        return FALSE;
    }
  return TRUE;
}
