/* tb-broker: MQTT with a broker, and what it lets whom do.
 *
 * A broker that demands certificates takes the client's name from its certificate: the client id has to be that name, and topics have to be under its
 * own. A broker that demands nothing believes everything. When it begins to demand them, whoever has shown none has to come again. */
#include "tb-enrolment-private.h"
#include "tb-world-private.h"

#include <string.h>

#include "tb-password.h"
#include "tb-seal.h"
#include "tb-verify.h"

#define KEEP_ALIVE_S 3600

/* One that has given up verifying believes whatever name it is told. */
static gboolean
demands (TbWorld *world, guint32 broker)
{
  return tb_state_get (world->state, broker)->demands_certificate && tb_verifying_is_on (world, broker);
}

/* Anyone on the path reads what is in the clear; a password that was read is no secret any more. */
static void
overhear (TbWorld *world, guint32 client, guint32 broker, guint32 message)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, client);
  guint32 eavesdropper;

  if (group->password == NULL || !tb_fleet_is_watched (world->fleet, client, broker, &eavesdropper))
    return;
  if (!tb_state_get (world->state, client)->exposed)
    tb_world_record (world, TB_RECORD_CREDENTIAL_SEEN, client, eavesdropper, 0, 0, message);
}

/* Whoever has copied a key calls himself by the name in the certificate that goes with it. */
static char *
dup_client_id (TbWorld *world, guint32 client)
{
  return tb_fleet_dup_name (world->fleet, tb_thief_is (world, client) ? world->actors[client].victim : client);
}

static void
send_connect (TbWorld *world, guint32 client, guint32 broker)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, client);
  TbActor *actor = &world->actors[client];
  g_autofree char *name = dup_client_id (world, client);
  g_autofree char *password = tb_password_dup (world->fleet, client, tb_state_get (world->state, client)->n_credentials);
  g_autoptr (GBytes) packet = tb_mqtt_connect (name, group->user, password, KEEP_ALIVE_S);
  guint64 record;
  gint64 way_us = tb_world_send (world, client, broker, TB_SIDE_CLIENT, actor->open_transcript, actor->sequence++, packet, &record);

  actor->connecting = broker;
  tb_world_push (world, way_us, TB_EVENT_CONNECT_ARRIVED, client, record);
}

/* Begins whatever it takes to talk to @broker: a handshake, or with one that has no certificate of its own a plain connection. */
void
tb_broker_open (TbWorld *world, guint32 client, guint32 broker)
{
  TbActor *actor = &world->actors[client];

  if (tb_service_get (world, broker)->identity != NULL)
    {
      tb_session_start (world, client, broker, TB_SESSION_CONNECT, FALSE);
      return;
    }
  tb_broker_close (world, client);
  actor->open_transcript = TB_NO_PAYLOAD;
  actor->open_session = 0;
  actor->sequence = actor->server_sequence = 0;
  send_connect (world, client, broker);
}

/* The new session takes the place of an old one. */
void
tb_broker_session_open (TbWorld *world, TbSession *session)
{
  TbActor *actor = &world->actors[session->client];

  tb_broker_close (world, session->client);
  tb_resume_keep (world, session);
  actor->open_transcript = session->payload;
  actor->open_session = session->number;
  actor->sequence = tb_transcript_get_n_sealed (session->transcript, TB_SIDE_CLIENT);
  actor->server_sequence = tb_transcript_get_n_sealed (session->transcript, TB_SIDE_SERVER);
  send_connect (world, session->client, session->server);
}

/* A broker that demands certificates goes by their names. Returns: (nullable): why it does not take the client id */
static const char *
find_refusal (TbWorld *world, guint32 client, guint32 broker)
{
  TbCertificate *certificate = world->actors[client].open_certificate;
  g_autofree char *name = dup_client_id (world, client);

  if (!demands (world, broker))
    return NULL;
  if (certificate == NULL)
    return "no-certificate";
  if (strcmp (tb_certificate_get_common_name (certificate), name) != 0)
    return "wrong-client-id";
  return tb_verify_name (certificate, name) ? NULL : "misissued-name";
}

void
tb_broker_connect_arrived (TbWorld *world, const TbEvent *event)
{
  guint32 client = event->subject, broker = world->actors[client].connecting;
  TbActor *actor = &world->actors[client];
  const char *why = find_refusal (world, client, broker);
  TbMqttReturn code = why == NULL ? TB_MQTT_ACCEPTED : TB_MQTT_IDENTIFIER_REJECTED;
  g_autoptr (GBytes) packet = tb_mqtt_connack (code);
  gint64 way_us;

  if (broker == TB_NOBODY)
    return;
  if (actor->open_transcript == TB_NO_PAYLOAD)
    overhear (world, client, broker, tb_journal_get (world->journal, event->value)->payload);
  if (why != NULL)
    tb_world_record (world, TB_RECORD_CONNECT_REFUSED, client, broker, 0, (guint16) code, tb_world_add_payload (world, g_bytes_new_static (why, strlen (why))));
  way_us = tb_world_send (world, broker, client, TB_SIDE_SERVER, actor->open_transcript, actor->server_sequence++, packet, NULL);
  tb_world_push (world, way_us, TB_EVENT_CONNACK_ARRIVED, client, code);
}

/* Reports begin @delay_us from now; whatever was planned before is forgotten. */
static void
plan_reports (TbWorld *world, guint32 client, gint64 delay_us, gint64 interval_us)
{
  TbActor *actor = &world->actors[client];

  actor->interval_us = interval_us;
  tb_world_push (world, delay_us, TB_EVENT_REPORTS_BEGIN, client, ++actor->plan);
}

/* From now on @client reports every @interval_us, or not at all. */
void
tb_broker_set_interval (TbWorld *world, guint32 client, gint64 interval_us)
{
  tb_broker_stop_reports (world, client);
  world->actors[client].plan++;
  if (interval_us > 0)
    plan_reports (world, client, 0, interval_us);
}

void
tb_broker_connack_arrived (TbWorld *world, const TbEvent *event)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, event->subject);
  TbActor *actor = &world->actors[event->subject];
  guint32 broker = actor->connecting;
  TbStream stream;

  if (broker == TB_NOBODY)
    return;
  actor->connecting = TB_NOBODY;
  if (event->value != TB_MQTT_ACCEPTED)
    {
      tb_lifecycle_connect_refused (world, event->subject);
      return;
    }
  actor->open_service = broker;
  tb_lifecycle_went_well (world, event->subject);
  tb_lifecycle_connected (world, event->subject);
  tb_firmware_offer (world, event->subject);
  tb_lifecycle_make_up (world, event->subject);
  if (group->interval_us <= 0 || actor->open_service != tb_state_get_service (world->state, event->subject))
    return;
  /* Devices that start together do not all speak at once. */
  tb_stream_initf (&stream, world->seed, "phase/%u", event->subject);
  plan_reports (world, event->subject, (gint64) tb_stream_below (&stream, (guint64) MIN (group->interval_us, TB_US_PER_MINUTE)), group->interval_us);
}

void
tb_broker_reports_begin (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];
  TbSeries series = { actor->open_transcript, actor->sequence, world->now_us, actor->n_reports };
  g_autoptr (GBytes) report = NULL;
  gsize n;

  if (actor->open_service == TB_NOBODY || event->value != actor->plan)
    return;
  report = tb_message_make_report (world->fleet, world->seed, event->subject, series.first_report);
  n = g_bytes_get_size (report) + (series.transcript != TB_NO_PAYLOAD ? TB_SEAL_OVERHEAD_BYTES : 0);
  tb_world_record (world, TB_RECORD_REPORTING_STARTED, event->subject, actor->open_service, actor->interval_us,
                   (guint16) (MIN (n, TB_DETAIL_MAX_BYTES) | (series.transcript != TB_NO_PAYLOAD ? TB_DETAIL_PROTECTED : 0)),
                   tb_world_add_payload (world, tb_series_encode (&series)));
}

/* Counts the reports made so far, so that the next record of the session and the next report carry on from there. */
void
tb_broker_stop_reports (TbWorld *world, guint32 client)
{
  const TbObjectState *state = tb_state_get (world->state, client);
  TbActor *actor = &world->actors[client];
  guint64 n = tb_object_state_get_reports (state, world->now_us);

  if (state->report_interval_us == 0)
    return;
  actor->n_reports += n;
  actor->sequence += (guint32) n;
  tb_world_record (world, TB_RECORD_REPORTING_STOPPED, client, actor->open_service, 0, 0, TB_NO_PAYLOAD);
}

static void
close_session (TbWorld *world, guint32 client, gboolean by_server)
{
  TbActor *actor = &world->actors[client];

  actor->connecting = TB_NOBODY;
  actor->plan++;
  if (actor->open_service == TB_NOBODY)
    return;
  tb_broker_stop_reports (world, client);
  tb_world_record (world, TB_RECORD_SESSION_CLOSED, client, actor->open_service, actor->open_session, by_server, TB_NO_PAYLOAD);
  tb_firmware_session_closed (world, client);
  actor->open_service = TB_NOBODY;
  actor->open_transcript = TB_NO_PAYLOAD;
  g_clear_pointer (&actor->open_certificate, tb_certificate_unref);
}

/* Ends whatever there is with a broker, a CONNECT that is on its way included. */
void
tb_broker_close (TbWorld *world, guint32 client)
{
  close_session (world, client, FALSE);
}

/* The broker's policy ends a session; its client will try again. */
void
tb_broker_end (TbWorld *world, guint32 client)
{
  close_session (world, client, TRUE);
  if (world->actors[client].session == NULL && world->actors[client].enrolment == NULL)
    tb_lifecycle_retry_later (world, client);
}

/* One message between the reports: the series pauses, and goes on when its next report would have been due. */
void
tb_broker_publish (TbWorld *world, guint32 client, const char *topic, const char *text)
{
  const TbObjectState *state = tb_state_get (world->state, client);
  gint64 interval_us = state->report_interval_us, first_us = state->report_first_us;
  guint64 n = tb_object_state_get_reports (state, world->now_us);
  TbActor *actor = &world->actors[client];
  g_autoptr (GBytes) packet = tb_mqtt_publish (topic, text);
  guint64 record;
  gint64 way_us;

  tb_broker_stop_reports (world, client);
  way_us = tb_world_send (world, client, actor->open_service, TB_SIDE_CLIENT, actor->open_transcript, actor->sequence++, packet, &record);
  tb_world_push (world, way_us, TB_EVENT_PUBLISH_ARRIVED, client, record);
  if (interval_us > 0)
    plan_reports (world, client, first_us + (gint64) n * interval_us - world->now_us, interval_us);
}

/**
 * tb_broker_allows:
 * @broker: a broker
 * @demands: whether it demands certificates
 * @common_name: who the client is, by its certificate
 * @topic: where it wants to publish
 *
 * Authenticated is not authorised: a broker that demands certificates lets a client publish under its own topics only. The rule is the broker's
 * topic with the client's name in it, `#` at its end standing for anything below.
 *
 * Returns: whether it may
 */
gboolean
tb_broker_allows (const TbGroup *broker, gboolean demands, const char *common_name, const char *topic)
{
  g_autoptr (GString) rule = NULL;

  if (!demands || broker->topic == NULL)
    return TRUE;
  rule = g_string_new (broker->topic);
  g_string_replace (rule, "{name}", common_name, 0);
  if (g_str_has_suffix (rule->str, "#"))
    return strncmp (topic, rule->str, rule->len - 1) == 0;
  return strcmp (topic, rule->str) == 0;
}

void
tb_broker_publish_arrived (TbWorld *world, const TbEvent *event)
{
  const TbRecord *message = tb_journal_get (world->journal, event->value);
  g_autofree char *topic = tb_message_dup_topic (tb_journal_get_payload (world->journal, message->payload));
  g_autofree char *name = dup_client_id (world, event->subject);

  if (topic != NULL && !tb_broker_allows (tb_fleet_group_of (world->fleet, message->object), demands (world, message->object), name, topic))
    tb_world_record (world, TB_RECORD_PUBLISH_REFUSED, event->subject, message->object, 0, 0, message->payload);
}

/* They have shown nothing, however they were let in. */
static void
end_anonymous (TbWorld *world, guint32 broker)
{
  for (guint32 i = 1; i <= tb_fleet_get_n_objects (world->fleet); i++)
    if ((world->actors[i].open_service == broker || world->actors[i].connecting == broker) && world->actors[i].open_certificate == NULL)
      tb_broker_end (world, i);
}

/**
 * tb_world_demand_certificates:
 * @world: a world
 * @broker: a broker with a certificate of its own
 * @on: whether clients must prove who they are from now on
 * @error: return location
 *
 * When it begins, sessions of those who have shown no certificate end, and its tickets are worth nothing any more: they would let in whom nobody has seen.
 *
 * Returns: %FALSE with the reason when it cannot, or when it is so already
 */
gboolean
tb_world_demand_certificates (TbWorld *world, guint32 broker, gboolean on, GError **error)
{
  if (tb_fleet_get_role (world->fleet, broker) != TB_ROLE_BROKER)
    return tb_world_refuse (world, broker, error, N_("is no broker"));
  if (tb_service_get (world, broker)->identity == NULL)
    return tb_world_refuse (world, broker, error, N_("speaks no TLS in this scenario, so nobody can show it a certificate"));
  if (demands (world, broker) == (on != FALSE))
    return tb_world_refuse (world, broker, error, on ? N_("demands certificates already") : N_("demands no certificates"));
  tb_world_record (world, TB_RECORD_DEMAND_CHANGED, broker, TB_NOBODY, 0, on != FALSE, TB_NO_PAYLOAD);
  if (!on)
    return TRUE;
  tb_resume_drop (world, broker, TRUE);
  end_anonymous (world, broker);
  return TRUE;
}
