/* tb-live-talk: see the header. Between a half conversation, which knows no sockets, and a socket, which knows no TLS. */
#include "tb-live-talk.h"

#define PIECE_BYTES 16384
#define DRAIN_US    (2 * G_USEC_PER_SEC)

typedef struct
{
  TbHalf *half;
  GSocket *socket;
  GCancellable *cancellable;
  gint64 deadline_us;           /* of the monotonic clock */
  gsize left_bytes;
} Talk;

/* Whether the socket became ready; otherwise @end says why not. */
static gboolean
wait_for (Talk *talk, GIOCondition condition, TbLiveEnd *end)
{
  gint64 left_us = talk->deadline_us - g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  if (left_us > 0 && g_socket_condition_timed_wait (talk->socket, condition, left_us, talk->cancellable, &error))
    return TRUE;
  *end = error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ? TB_LIVE_TIMED_OUT
         : g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)                ? TB_LIVE_STOPPED : TB_LIVE_HUNG_UP;
  return FALSE;
}

static gboolean
send_bytes (Talk *talk, GBytes *bytes, TbLiveEnd *end)
{
  gsize n_bytes, at = 0;
  const char *data = g_bytes_get_data (bytes, &n_bytes);

  while (at < n_bytes)
    {
      gssize n;

      if (!wait_for (talk, G_IO_OUT, end))
        return FALSE;
      n = g_socket_send (talk->socket, data + at, n_bytes - at, NULL, NULL);
      if (n < 0)
        {
          *end = TB_LIVE_HUNG_UP;
          return FALSE;
        }
      at += (gsize) n;
    }
  return TRUE;
}

/* When the other side is gone already, what it said before may still have to be read. */
static void
send_all (Talk *talk)
{
  g_autoptr (GBytes) bytes = tb_half_take (talk->half);
  TbLiveEnd ignored;

  if (bytes != NULL)
    send_bytes (talk, bytes, &ignored);
}

/* Takes in what came; otherwise @end says why nothing more will. */
static gboolean
receive (Talk *talk, TbLiveEnd *end)
{
  char bytes[PIECE_BYTES];
  gssize n;

  if (!wait_for (talk, G_IO_IN, end))
    return FALSE;
  n = g_socket_receive (talk->socket, bytes, MIN (sizeof bytes, talk->left_bytes + 1), NULL, NULL);
  if (n > 0 && (gsize) n <= talk->left_bytes)
    {
      tb_half_feed (talk->half, (const guint8 *) bytes, (gsize) n, g_get_real_time ());
      talk->left_bytes -= (gsize) n;
      return TRUE;
    }
  tb_half_feed_end (talk->half, g_get_real_time ());
  *end = n > 0 ? TB_LIVE_TOO_MUCH : TB_LIVE_HUNG_UP;
  return FALSE;
}

/* Closing a socket that still holds bytes would take back our last words: they are read and thrown away first. */
static void
drain (Talk *talk)
{
  char bytes[PIECE_BYTES];
  TbLiveEnd ignored = TB_LIVE_SAID;
  gssize n = 1;

  talk->deadline_us = MIN (talk->deadline_us, g_get_monotonic_time () + DRAIN_US);
  g_socket_shutdown (talk->socket, FALSE, TRUE, NULL);
  while (n > 0 && talk->left_bytes > 0 && wait_for (talk, G_IO_IN, &ignored))
    {
      n = g_socket_receive (talk->socket, bytes, sizeof bytes, NULL, NULL);
      talk->left_bytes -= MIN ((gsize) MAX (n, 0), talk->left_bytes);
    }
}

static TbLiveEnd
converse (Talk *talk)
{
  TbLiveEnd end = TB_LIVE_SAID;
  gboolean said_goodbye = FALSE;

  send_all (talk);
  while (!tb_half_is_over (talk->half) && receive (talk, &end))
    {
      if (tb_half_is_finished (talk->half) && !said_goodbye)
        {
          tb_half_close (talk->half, g_get_real_time ());
          said_goodbye = TRUE;
        }
      send_all (talk);
    }
  /* Whoever hangs up or falls silent once the handshake is done has done nothing wrong. */
  return tb_half_is_finished (talk->half) && (end == TB_LIVE_HUNG_UP || end == TB_LIVE_TIMED_OUT) ? TB_LIVE_SAID : end;
}

/**
 * tb_live_talk:
 * @half: our side
 * @connection: to the other
 * @terms: what it may take
 * @cancellable: (nullable): to stop it
 *
 * Lets both talk until everything is said or it takes too long.
 *
 * Returns: how it ended
 */
TbLiveEnd
tb_live_talk (TbHalf *half, GSocketConnection *connection, const TbLiveTerms *terms, GCancellable *cancellable)
{
  Talk talk = {
    .half = half, .socket = g_socket_connection_get_socket (connection), .cancellable = cancellable,
    .deadline_us = g_get_monotonic_time () + terms->timeout_us, .left_bytes = terms->max_bytes > 0 ? terms->max_bytes : TB_LIVE_MAX_BYTES,
  };
  TbLiveEnd end;

  g_socket_set_blocking (talk.socket, FALSE);
  end = converse (&talk);
  if (end != TB_LIVE_STOPPED)
    drain (&talk);
  return end;
}
