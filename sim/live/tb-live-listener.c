/* tb-live-listener: see the header. One thread, that of the main context it is started in. */
#include "tb-live-listener.h"

#include "tb-live-place.h"

#define MAX_CONNECTIONS 256
#define DEADLINE_US     (10 * G_USEC_PER_SEC)
#define LINGER_US       (2 * G_USEC_PER_SEC)
#define BACKLOG         1024
#define DRAIN_BYTES     16384
#define MAX_DRAINED     (1024 * 1024)

struct _TbLiveListener
{
  TbLiveListenerTerms terms;    /* owned: place, context */
  GSocket *socket;
  GSource *accepting;           /* NULL: not now */
  GSource *timer;
  GList *connections;           /* of Connection */
  guint n;
};

typedef struct
{
  TbLiveListener *listener;
  TbLiveStream *stream;
  gint64 deadline_us;           /* of the monotonic clock */
  gint64 waiting_since_us;
  gboolean is_busy;
  gboolean is_hung_up;          /* the client will say nothing more */
  GSource *draining;            /* once it is closed */
  gsize n_drained;
} Connection;

static G_DEFINE_QUARK (tb-live-connection, connection)

static void resume_accepting (TbLiveListener *listener);

/* --- time --- */

static gint64
find_next_deadline (TbLiveListener *listener)
{
  gint64 next_us = -1;

  for (GList *link = listener->connections; link != NULL; link = link->next)
    {
      const Connection *connection = link->data;

      if (next_us < 0 || connection->deadline_us < next_us)
        next_us = connection->deadline_us;
    }
  return next_us;
}

/* The timer is never later than the next deadline; when it rings too early it is set again. */
static void
set_deadline (Connection *connection, gint64 after_us)
{
  TbLiveListener *listener = connection->listener;
  gint64 rings_us = g_source_get_ready_time (listener->timer);

  connection->waiting_since_us = g_get_monotonic_time ();
  connection->deadline_us = connection->waiting_since_us + after_us;
  if (rings_us < 0 || connection->deadline_us < rings_us)
    g_source_set_ready_time (listener->timer, connection->deadline_us);
}

static void
forget (Connection *connection)
{
  TbLiveListener *listener = connection->listener;

  if (connection->draining != NULL)
    g_source_destroy (connection->draining);
  g_clear_pointer (&connection->draining, g_source_unref);
  g_socket_close (tb_live_stream_get_socket (connection->stream), NULL);
  g_object_set_qdata (G_OBJECT (connection->stream), connection_quark (), NULL);
  listener->connections = g_list_remove (listener->connections, connection);
  listener->n--;
  g_object_unref (connection->stream);
  g_free (connection);
  resume_accepting (listener);
}

static void
end_late (Connection *connection)
{
  TbLiveListener *listener = connection->listener;
  TbLiveStream *stream = connection->stream;

  if (connection->draining != NULL)
    {
      forget (connection);
      return;
    }
  set_deadline (connection, LINGER_US);
  if (connection->is_hung_up || tb_live_stream_is_ended (stream))
    {
      g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
      return;
    }
  if (listener->terms.on_late != NULL)
    listener->terms.on_late (stream, listener->terms.data);
  tb_live_stream_end_with (stream, NULL);
}

/* Ending one may change the list at will. */
static Connection *
find_late (TbLiveListener *listener)
{
  gint64 now_us = g_get_monotonic_time ();

  for (GList *link = listener->connections; link != NULL; link = link->next)
    if (((Connection *) link->data)->deadline_us <= now_us)
      return link->data;
  return NULL;
}

static gboolean
on_time (gpointer data)
{
  TbLiveListener *listener = data;
  Connection *late;

  while ((late = find_late (listener)) != NULL)
    end_late (late);
  g_source_set_ready_time (listener->timer, find_next_deadline (listener));
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_timer (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

/* --- the end of a connection --- */

static gboolean
on_drain (GSocket *socket, GIOCondition condition, gpointer data)
{
  Connection *connection = data;
  char bytes[DRAIN_BYTES];
  gssize n = g_socket_receive_with_blocking (socket, bytes, sizeof bytes, FALSE, NULL, NULL);

  connection->n_drained += (gsize) MAX (n, 0);
  if (n > 0 && connection->n_drained < MAX_DRAINED)
    return G_SOURCE_CONTINUE;
  forget (connection);
  return G_SOURCE_REMOVE;
}

/* What the client still sends is thrown away for a moment: closing a socket that holds bytes would take back what it was told last. */
static void
drain (Connection *connection)
{
  connection->draining = g_socket_create_source (tb_live_stream_get_socket (connection->stream), G_IO_IN, NULL);
  g_source_set_callback (connection->draining, G_SOURCE_FUNC (on_drain), connection, NULL);
  g_source_attach (connection->draining, g_main_context_get_thread_default ());
  set_deadline (connection, LINGER_US);
}

/* Whoever serves may still answer in this turn of the loop. libsoup (3.2) keeps a connection that ends between two requests open for ever. */
static void
on_hung_up (TbLiveStream *stream, gpointer data)
{
  Connection *connection = data;

  connection->is_hung_up = TRUE;
  set_deadline (connection, 0);
}

static void
on_closed (TbLiveStream *stream, gpointer data)
{
  Connection *connection = data;

  if (tb_live_stream_lingers (stream))
    drain (connection);
  else
    forget (connection);
}

/* --- too many --- */

/* Who has said nothing at all goes before who waits between requests, and among equals who has waited longest; whose request is on its way stays. */
static gboolean
goes_before (const Connection *one, const Connection *other)
{
  gboolean one_spoke = tb_live_stream_get_n_read (one->stream) > 0, other_spoke = tb_live_stream_get_n_read (other->stream) > 0;

  if (one_spoke != other_spoke)
    return !one_spoke;
  return one->waiting_since_us < other->waiting_since_us;
}

static Connection *
find_idle (TbLiveListener *listener)
{
  Connection *found = NULL;

  for (GList *link = listener->connections; link != NULL; link = link->next)
    {
      Connection *connection = link->data;

      if (connection->draining != NULL)
        return connection;
      if (!connection->is_busy && (found == NULL || goes_before (connection, found)))
        found = connection;
    }
  return found;
}

/* Returns: whether there is room for one more */
static gboolean
make_room (TbLiveListener *listener)
{
  Connection *idle;

  if (listener->n < listener->terms.limits.max_connections)
    return TRUE;
  idle = find_idle (listener);
  if (idle == NULL)
    return FALSE;
  if (idle->draining != NULL)
    forget (idle);
  else
    g_io_stream_close (G_IO_STREAM (idle->stream), NULL, NULL);
  return listener->n < listener->terms.limits.max_connections;
}

/* --- accepting --- */

static void
take_in (TbLiveListener *listener, GSocket *socket)
{
  TbLiveStream *stream = tb_live_stream_new (socket, listener->terms.crypto, listener->terms.context);
  Connection *connection;

  if (stream == NULL)
    return;
  connection = g_new0 (Connection, 1);
  connection->listener = listener;
  connection->stream = stream;
  listener->connections = g_list_prepend (listener->connections, connection);
  listener->n++;
  g_object_set_qdata (G_OBJECT (stream), connection_quark (), connection);
  tb_live_stream_watch (stream, on_hung_up, on_closed, connection);
  set_deadline (connection, listener->terms.limits.deadline_us);
  listener->terms.on_accepted (stream, listener->terms.data);
}

static gboolean
on_incoming (GSocket *socket, GIOCondition condition, gpointer data)
{
  TbLiveListener *listener = data;
  g_autoptr (GSocket) accepted = NULL;

  if (!make_room (listener))
    {
      g_clear_pointer (&listener->accepting, g_source_unref);
      return G_SOURCE_REMOVE;
    }
  accepted = g_socket_accept (socket, NULL, NULL);
  if (accepted != NULL)
    take_in (listener, accepted);
  return G_SOURCE_CONTINUE;
}

/* While there is no room, clients wait in the backlog. */
static void
resume_accepting (TbLiveListener *listener)
{
  if (listener->accepting != NULL || listener->timer == NULL || listener->n >= listener->terms.limits.max_connections)
    return;
  listener->accepting = g_socket_create_source (listener->socket, G_IO_IN, NULL);
  g_source_set_callback (listener->accepting, G_SOURCE_FUNC (on_incoming), listener, NULL);
  g_source_attach (listener->accepting, g_main_context_get_thread_default ());
}

static GSocket *
open_socket (GSocketAddress *place, GError **error)
{
  g_autoptr (GSocket) socket = NULL;
  GInetAddress *address = G_IS_INET_SOCKET_ADDRESS (place) ? g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (place)) : NULL;

  if (address == NULL || !g_inet_address_get_is_loopback (address))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                           "Live runs stay on loopback (127.0.0.1 or [::1]), so that a lab opens no door to the network");
      return NULL;
    }
  socket = g_socket_new (g_socket_address_get_family (place), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, place, TRUE, error) || !g_socket_listen (socket, error))
    {
      g_autofree char *where = tb_live_place_to_text (place);

      g_prefix_error (error, "%s: ", where);
      return NULL;
    }
  return g_steal_pointer (&socket);
}

/**
 * tb_live_listener_new:
 * @terms: what it does; places and contexts are referenced
 * @error: return location
 *
 * Opens the port. Nothing is accepted before [method@LiveListener.start].
 *
 * Returns: (transfer full) (nullable): a listener; %NULL with %G_IO_ERROR_PERMISSION_DENIED for any place that is not on this machine alone, or another
 *   #GIOErrorEnum when the port cannot be had
 */
TbLiveListener *
tb_live_listener_new (const TbLiveListenerTerms *terms, GError **error)
{
  g_autoptr (GSocket) socket = open_socket (terms->place, error);
  GSocketAddress *place = socket != NULL ? g_socket_get_local_address (socket, error) : NULL;
  TbLiveListener *listener;

  if (place == NULL)
    return NULL;
  listener = g_new0 (TbLiveListener, 1);
  listener->terms = *terms;
  listener->terms.place = place;
  if (terms->context != NULL)
    SSL_CTX_up_ref (terms->context);
  if (listener->terms.limits.max_connections == 0)
    listener->terms.limits.max_connections = MAX_CONNECTIONS;
  if (listener->terms.limits.deadline_us == 0)
    listener->terms.limits.deadline_us = DEADLINE_US;
  listener->socket = g_steal_pointer (&socket);
  return listener;
}

/**
 * tb_live_listener_start:
 * @listener: a listener
 *
 * Begins to accept, in the thread-default main context.
 */
void
tb_live_listener_start (TbLiveListener *listener)
{
  g_return_if_fail (listener->timer == NULL);
  listener->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_callback (listener->timer, on_time, listener, NULL);
  g_source_attach (listener->timer, g_main_context_get_thread_default ());
  resume_accepting (listener);
}

static void
stop (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/**
 * tb_live_listener_free:
 * @listener: (transfer full): a listener
 *
 * Closes the port and all connections. In the thread it was started in.
 */
void
tb_live_listener_free (TbLiveListener *listener)
{
  stop (&listener->accepting);
  while (listener->connections != NULL)
    {
      Connection *connection = listener->connections->data;

      tb_live_stream_watch (connection->stream, NULL, NULL, NULL);
      g_io_stream_close (G_IO_STREAM (connection->stream), NULL, NULL);
      listener->n = G_MAXUINT;  /* nobody is let in any more */
      forget (connection);
    }
  stop (&listener->timer);
  g_object_unref (listener->socket);
  g_object_unref (listener->terms.place);
  SSL_CTX_free (listener->terms.context);
  g_free (listener);
}

/* Where it listens, with the port it was given. */
GSocketAddress *
tb_live_listener_get_place (TbLiveListener *listener)
{
  return listener->terms.place;
}

/* How many connections there are. */
guint
tb_live_listener_get_n (TbLiveListener *listener)
{
  return listener->n;
}

/* --- for whoever serves --- */

/**
 * tb_live_listener_set_busy:
 * @stream: a stream that was accepted
 * @is_busy: whether its request is on its way, so that it does not make room for others
 */
void
tb_live_listener_set_busy (TbLiveStream *stream, gboolean is_busy)
{
  Connection *connection = g_object_get_qdata (G_OBJECT (stream), connection_quark ());

  if (connection != NULL)
    connection->is_busy = is_busy;
}

/**
 * tb_live_listener_begin_anew:
 * @stream: a stream that was accepted
 * @deadline_us: how long it has now; 0: as long as after accept
 *
 * A request is over; the next one has its own deadline.
 */
void
tb_live_listener_begin_anew (TbLiveStream *stream, gint64 deadline_us)
{
  Connection *connection = g_object_get_qdata (G_OBJECT (stream), connection_quark ());

  if (connection == NULL || connection->draining != NULL || connection->is_hung_up)
    return;
  connection->is_busy = FALSE;
  set_deadline (connection, deadline_us > 0 ? deadline_us : connection->listener->terms.limits.deadline_us);
}
