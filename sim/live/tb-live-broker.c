/* tb-live-broker: see the header. One thread, that of the listener. */
#include "tb-live-broker.h"

#include "tb-ca-list.h"
#include "tb-live-listener.h"
#include "tb-live-mqtt.h"
#include "tb-units.h"

#define PIECE_BYTES       16384         /* a whole record: what OpenSSL kept for later, no source would tell of */
#define MAX_BACKLOG_BYTES (256 * 1024)  /* who does not read what was asked for is let go */
#define MAX_FILTERS       64
#define FOR_EVER_US       TB_US_PER_DAY

enum { RETURN_ACCEPTED = 0, RETURN_BAD_VERSION = 1, RETURN_NOT_AUTHORIZED = 5 };

struct _TbLiveBroker
{
  TbLiveBrokerTerms terms;
  GList *sessions;              /* of Session */
  guint64 n_served;
};

typedef struct
{
  TbLiveBroker *broker;
  TbLiveStream *stream;
  GSource *reading;
  GSource *writing;             /* NULL when everything is written */
  GByteArray *in;
  GByteArray *out;
  GPtrArray *filters;           /* of char * */
  char *client_id;              /* NULL before CONNECT */
  guint64 number;
  gboolean is_in;               /* was accepted, and nobody was told yet that it left */
  gint64 patience_us;
  gint64 change;                /* the last one of the authority's when the client's certificate was good */
} Session;

typedef gboolean (*Take) (Session *session, TbLiveMqttPacket *packet);

static void
stop (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static TbCertificate *
get_certificate (Session *session)
{
  GPtrArray *chain = tb_live_stream_get_chain (session->stream);

  return chain != NULL ? g_ptr_array_index (chain, 0) : NULL;
}

static void
report (Session *session, const char *method, const char *path, guint status)
{
  TbLiveBroker *broker = session->broker;
  TbCertificate *certificate = get_certificate (session);
  const TbLiveReport said = {
    .method = (char *) method, .path = (char *) path, .protocol = "broker", .who = (char *) (certificate != NULL ? tb_certificate_get_subject (certificate) : ""),
    .session = session->number, .status = status, .n_read = tb_live_stream_get_n_read (session->stream), .n_written = tb_live_stream_get_n_written (session->stream), .serial = (char *) "",
  };

  if (broker->terms.on_report != NULL)
    broker->terms.on_report (&said, broker->terms.data);
}

/* Whoever was let in is told of when it goes, for whatever reason. */
static void
session_free (Session *session)
{
  if (session->is_in)
    report (session, "LEAVE", session->client_id, 200);
  session->broker->sessions = g_list_remove (session->broker->sessions, session);
  stop (&session->reading);
  stop (&session->writing);
  g_io_stream_close (G_IO_STREAM (session->stream), NULL, NULL);
  g_object_unref (session->stream);
  g_byte_array_unref (session->in);
  g_byte_array_unref (session->out);
  g_ptr_array_unref (session->filters);
  g_free (session->client_id);
  g_free (session);
}

/* --- writing --- */

/* Returns: whether the client is still there */
static gboolean
flush (Session *session)
{
  GPollableOutputStream *out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (session->stream)));

  while (session->out->len > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_pollable_output_stream_write_nonblocking (out, session->out->data, session->out->len, NULL, &error);

      if (n < 0)
        return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK) && session->out->len <= MAX_BACKLOG_BYTES;
      g_byte_array_remove_range (session->out, 0, (guint) n);
    }
  return TRUE;
}

static void
wait_to_write (Session *session, GPollableSourceFunc on_writable)
{
  GPollableOutputStream *out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (session->stream)));

  if (session->out->len == 0 || session->writing != NULL)
    return;
  session->writing = g_pollable_output_stream_create_source (out, NULL);
  g_source_set_callback (session->writing, G_SOURCE_FUNC (on_writable), session, NULL);
  g_source_attach (session->writing, g_main_context_get_thread_default ());
}

static gboolean
on_writable (GObject *stream, gpointer data)
{
  Session *session = data;

  g_clear_pointer (&session->writing, g_source_unref);
  if (flush (session))
    wait_to_write (session, on_writable);
  else
    session_free (session);
  return G_SOURCE_REMOVE;
}

/* --- packets --- */

/* What was revoked meanwhile, by whatever process, is asked for when there is news. */
static gboolean
is_welcome (Session *session)
{
  TbLiveAuthority *authority = session->broker->terms.authority;
  TbCertificate *certificate = get_certificate (session);
  gint64 change;

  if (certificate == NULL || !tb_ca_get_last_change (tb_live_authority_get_ca (authority), &change, NULL))
    return FALSE;
  if (change == session->change)
    return TRUE;
  session->change = change;
  return !tb_live_authority_is_revoked (certificate, authority);
}

static gboolean
take_connect (Session *session, TbLiveMqttPacket *packet)
{
  guint8 answer[2] = { 0, RETURN_ACCEPTED };
  guint16 keep_alive_s;
  guint level;

  if (session->client_id != NULL || !tb_live_mqtt_read_connect (packet, &level, &keep_alive_s, &session->client_id))
    return FALSE;
  if (level != 4)
    answer[1] = RETURN_BAD_VERSION;
  else if (!is_welcome (session))
    answer[1] = RETURN_NOT_AUTHORIZED;
  session->patience_us = keep_alive_s > 0 ? keep_alive_s * TB_US_PER_SECOND * 3 / 2 : FOR_EVER_US;
  tb_live_mqtt_write (session->out, TB_LIVE_MQTT_CONNACK, answer, sizeof answer);
  session->is_in = answer[1] == RETURN_ACCEPTED;
  report (session, "CONNECT", session->client_id, answer[1] == RETURN_ACCEPTED ? 200 : 403);
  flush (session);
  return answer[1] == RETURN_ACCEPTED;
}

static gboolean
wants (const Session *session, const char *topic)
{
  for (guint i = 0; i < session->filters->len; i++)
    if (tb_live_mqtt_matches (g_ptr_array_index (session->filters, i), topic))
      return TRUE;
  return FALSE;
}

/* Somebody who does not take it is found out by whoever writes to it next, not here: the list of sessions stays as it is. */
static void
pass_on (TbLiveBroker *broker, const TbLiveMqttPublish *publish)
{
  for (GList *link = broker->sessions; link != NULL; link = link->next)
    {
      Session *other = link->data;

      if (!wants (other, publish->topic) || other->out->len > MAX_BACKLOG_BYTES)
        continue;
      tb_live_mqtt_write_publish (other->out, publish);
      wait_to_write (other, on_writable);
    }
}

static gboolean
take_publish (Session *session, TbLiveMqttPacket *packet)
{
  TbLiveMqttPublish publish;

  if (!tb_live_mqtt_read_publish (packet, &publish))
    return FALSE;
  if (publish.qos == 1)
    {
      const guint8 answer[2] = { (guint8) (publish.id >> 8), (guint8) publish.id };

      tb_live_mqtt_write (session->out, TB_LIVE_MQTT_PUBACK, answer, sizeof answer);
    }
  report (session, "PUBLISH", publish.topic, 200);
  pass_on (session->broker, &publish);
  g_free (publish.topic);
  return TRUE;
}

static void
forget_filter (Session *session, const char *filter)
{
  guint at;

  if (g_ptr_array_find_with_equal_func (session->filters, filter, g_str_equal, &at))
    g_ptr_array_remove_index (session->filters, at);
}

static gboolean
take_subscribe (Session *session, TbLiveMqttPacket *packet)
{
  guint16 id;
  g_autoptr (GPtrArray) filters = tb_live_mqtt_read_filters (packet, &id);
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const guint8 head[2] = { filters != NULL ? (guint8) (id >> 8) : 0, filters != NULL ? (guint8) id : 0 }, granted = 0;

  if (filters == NULL || session->filters->len + filters->len > MAX_FILTERS)
    return FALSE;
  g_byte_array_append (answer, head, sizeof head);
  for (guint i = 0; i < filters->len; i++)
    {
      const char *filter = g_ptr_array_index (filters, i);

      forget_filter (session, filter);
      g_ptr_array_add (session->filters, g_strdup (filter));
      g_byte_array_append (answer, &granted, 1);
      report (session, "SUBSCRIBE", filter, 200);
    }
  tb_live_mqtt_write (session->out, TB_LIVE_MQTT_SUBACK, answer->data, answer->len);
  return TRUE;
}

static gboolean
take_unsubscribe (Session *session, TbLiveMqttPacket *packet)
{
  guint16 id;
  g_autoptr (GPtrArray) filters = tb_live_mqtt_read_filters (packet, &id);
  const guint8 answer[2] = { filters != NULL ? (guint8) (id >> 8) : 0, filters != NULL ? (guint8) id : 0 };

  for (guint i = 0; filters != NULL && i < filters->len; i++)
    forget_filter (session, g_ptr_array_index (filters, i));
  if (filters != NULL)
    tb_live_mqtt_write (session->out, TB_LIVE_MQTT_UNSUBACK, answer, sizeof answer);
  return filters != NULL;
}

static gboolean
take_ping (Session *session, TbLiveMqttPacket *packet)
{
  tb_live_mqtt_write (session->out, TB_LIVE_MQTT_PINGRESP, "", 0);
  return TRUE;
}

static gboolean
take_disconnect (Session *session, TbLiveMqttPacket *packet)
{
  return FALSE;
}

static const Take takes[16] = {
  [TB_LIVE_MQTT_CONNECT] = take_connect,
  [TB_LIVE_MQTT_PUBLISH] = take_publish,
  [TB_LIVE_MQTT_SUBSCRIBE] = take_subscribe,
  [TB_LIVE_MQTT_UNSUBSCRIBE] = take_unsubscribe,
  [TB_LIVE_MQTT_PINGREQ] = take_ping,
  [TB_LIVE_MQTT_DISCONNECT] = take_disconnect,
};

/* Returns: whether the conversation goes on */
static gboolean
take_packet (Session *session, TbLiveMqttPacket *packet)
{
  Take take = takes[packet->type];

  if (take == NULL || (session->client_id == NULL && take != take_connect))
    return FALSE;
  if (take == take_connect)
    return take (session, packet);
  if (is_welcome (session))
    return take (session, packet);
  report (session, "LEAVE", session->client_id, 403);
  session->is_in = FALSE;
  return FALSE;
}

static gboolean
take_packets (Session *session)
{
  TbLiveMqttPacket packet;
  TbLiveMqttState state;
  gsize used;

  while ((state = tb_live_mqtt_read (session->in->data, session->in->len, &packet, &used)) == TB_LIVE_MQTT_WHOLE)
    {
      if (!take_packet (session, &packet))
        return FALSE;
      g_byte_array_remove_range (session->in, 0, (guint) used);
      tb_live_listener_begin_anew (session->stream, session->patience_us);
    }
  return state == TB_LIVE_MQTT_MORE;
}

/* --- reading --- */

/* A client that TLS refuses is told of as well. */
static void
say_goodbye (Session *session)
{
  const char *trouble = tb_live_stream_get_trouble (session->stream);

  if (session->client_id == NULL && *trouble != '\0')
    report (session, "TLS", trouble, 403);
  session_free (session);
}

static gboolean
on_readable (GObject *stream, gpointer data)
{
  Session *session = data;
  guint8 piece[PIECE_BYTES];
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), piece, sizeof piece, NULL, &error);

  if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (n > 0)
    g_byte_array_append (session->in, piece, (guint) n);
  if (n > 0 && take_packets (session) && flush (session))
    {
      wait_to_write (session, on_writable);
      return G_SOURCE_CONTINUE;
    }
  say_goodbye (session);
  return G_SOURCE_REMOVE;
}

/**
 * tb_live_broker_serve:
 * @stream: a stream that was just accepted, with TLS that demands a certificate
 * @broker: (type TbLiveBroker): whoever serves it
 *
 * Lets the client speak.
 */
void
tb_live_broker_serve (TbLiveStream *stream, gpointer broker)
{
  Session *session = g_new0 (Session, 1);

  session->broker = broker;
  session->number = ++session->broker->n_served;
  session->stream = g_object_ref (stream);
  session->in = g_byte_array_new ();
  session->out = g_byte_array_new ();
  session->filters = g_ptr_array_new_with_free_func (g_free);
  session->change = -1;
  session->broker->sessions = g_list_prepend (session->broker->sessions, session);
  session->reading = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (stream))), NULL);
  g_source_set_callback (session->reading, G_SOURCE_FUNC (on_readable), session, NULL);
  g_source_attach (session->reading, g_main_context_get_thread_default ());
}

/**
 * tb_live_broker_new:
 * @terms: what it does
 *
 * Returns: (transfer full): a broker, for a listener
 */
TbLiveBroker *
tb_live_broker_new (const TbLiveBrokerTerms *terms)
{
  TbLiveBroker *broker = g_new0 (TbLiveBroker, 1);

  broker->terms = *terms;
  return broker;
}

/**
 * tb_live_broker_free:
 * @broker: (transfer full): a broker
 *
 * Lets all clients go.
 */
void
tb_live_broker_free (TbLiveBroker *broker)
{
  while (broker->sessions != NULL)
    session_free (broker->sessions->data);
  g_free (broker);
}
