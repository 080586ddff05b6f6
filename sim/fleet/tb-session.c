/* tb-session: a handshake in time.
 *
 * The pool makes the transcript; the links and both sides' processors, as their profiles have it, say when each flight leaves and arrives.
 * The client has something to compute before its first flight: the transcript is joined when that would be done. */
#include <string.h>

#include "tb-cost.h"
#include "tb-handshake-digest.h"
#include "tb-world-private.h"
#include "tb-enrolment-private.h"

/* By side: the first flight for which it has seen the other's certificate. */
static const guint after_certificate[] = { [TB_SIDE_CLIENT] = 2, [TB_SIDE_SERVER] = 3 };

static void
session_free (TbSession *session)
{
  g_clear_pointer (&session->terms.ticket_key, g_bytes_unref);
  g_clear_pointer (&session->terms.session, g_bytes_unref);
  g_clear_pointer (&session->terms.staple, g_bytes_unref);
  tb_inquiry_clear (&session->inquiries[TB_SIDE_CLIENT]);
  tb_inquiry_clear (&session->inquiries[TB_SIDE_SERVER]);
  g_clear_pointer (&session->next_ticket, g_bytes_unref);
  g_clear_pointer (&session->client_endpoint, tb_endpoint_unref);
  g_clear_pointer (&session->server_endpoint, tb_endpoint_unref);
  g_clear_pointer (&session->identity, tb_identity_unref);
  g_clear_pointer (&session->transcript, tb_transcript_unref);
  g_clear_pointer (&session->bytes, g_bytes_unref);
  g_clear_error (&session->error);
  g_free (session->host);
  g_free (session);
}

/* What is remembered of a handshake: whether the client was given a ticket, its length, the ticket, the transcript. */
#define TICKET_HEAD_BYTES 4

static void
remember (TbSession *session, const guint8 *key)
{
  GByteArray *result = g_byte_array_new ();
  guint32 head = GUINT32_TO_LE (session->next_ticket != NULL ? (guint32) g_bytes_get_size (session->next_ticket) + 1 : 0);
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (result, (const guint8 *) &head, sizeof head);
  if (session->next_ticket != NULL)
    g_byte_array_append (result, g_bytes_get_data (session->next_ticket, NULL), (guint) g_bytes_get_size (session->next_ticket));
  g_byte_array_append (result, g_bytes_get_data (session->bytes, NULL), (guint) g_bytes_get_size (session->bytes));
  bytes = g_byte_array_free_to_bytes (result);
  tb_memo_add (session->memo, key, bytes);
}

static gboolean
take_remembered (TbSession *session, GBytes *result)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (result, &n);
  guint32 head, n_ticket;

  if (n < TICKET_HEAD_BYTES)
    return FALSE;
  memcpy (&head, data, sizeof head);
  head = GUINT32_FROM_LE (head);
  n_ticket = head > 0 ? head - 1 : 0;
  if (n_ticket > n - TICKET_HEAD_BYTES)
    return FALSE;
  session->bytes = g_bytes_new_from_bytes (result, TICKET_HEAD_BYTES + n_ticket, n - TICKET_HEAD_BYTES - n_ticket);
  session->transcript = tb_transcript_new_from_bytes (session->bytes, NULL);
  if (session->transcript == NULL)
    g_clear_pointer (&session->bytes, g_bytes_unref);
  else if (head > 0)
    session->next_ticket = g_bytes_new_from_bytes (result, TICKET_HEAD_BYTES, n_ticket);
  return session->transcript != NULL;
}

static gboolean
recall (TbSession *session, guint8 key[TB_MEMO_KEY_BYTES])
{
  g_autoptr (GBytes) result = NULL;

  tb_handshake_digest (session->client_endpoint, session->identity, session->host, session->server_endpoint, &session->terms, &session->stream,
                       session->unix_us, key);
  result = tb_memo_find (session->memo, key);
  return result != NULL && take_remembered (session, result);
}

/* Runs on any thread; reads the session's inputs and writes its outputs only. */
static void
run_handshake (gpointer data)
{
  TbSession *session = data;
  guint8 key[TB_MEMO_KEY_BYTES];

  if (session->memo != NULL && recall (session, key))
    return;
  session->transcript = tb_handshake_run_with (session->client_endpoint, session->identity, session->host, session->server_endpoint, &session->terms,
                                               &session->stream, session->unix_us, &session->next_ticket, &session->error);
  if (session->transcript != NULL)
    session->bytes = tb_transcript_to_bytes (session->transcript);
  if (session->transcript != NULL && session->memo != NULL)
    remember (session, key);
}

static gboolean
is_with_authority (TbSessionPurpose purpose)
{
  return purpose == TB_SESSION_ENROL || purpose == TB_SESSION_RENEW;
}

/* Who may turn out to be anybody: nobody looks. */
static TbEndpoint *
choose_client_endpoint (TbWorld *world, guint32 client, TbSessionPurpose purpose, GError **error)
{
  gboolean is_provisional = is_with_authority (purpose) && tb_bootstrap_is_provisional (world->actors[client].enrolment);

  if (is_provisional || !tb_verifying_is_on (world, client))
    return tb_bootstrap_get_endpoint (world, error);
  return tb_service_get_client_endpoint (world, client, error);
}

/* What the client proves itself with, or NULL. */
static TbIdentity *
choose_client_identity (TbWorld *world, guint32 client, TbSessionPurpose purpose)
{
  const TbActor *actor = &world->actors[client];

  return is_with_authority (purpose) ? actor->enrolment->shown : actor->identity;
}

static TbEndpoint *
choose_server_endpoint (TbWorld *world, guint32 client, guint32 server, TbSessionPurpose purpose)
{
  TbService *service = tb_service_get (world, server);
  const TbActor *actor = &world->actors[client];

  if (purpose == TB_SESSION_IMPOSTOR)
    return service->stolen;
  if (!is_with_authority (purpose) && !tb_verifying_is_on (world, server))
    return service->open;
  if (!is_with_authority (purpose))
    return tb_state_get (world->state, server)->demands_certificate ? service->mutual : service->open;
  if (actor->enrolment->shown == NULL)
    return service->open;
  return actor->enrolment->shown == actor->factory ? tb_factory_get_endpoint (world, server) : service->mutual;
}

/* The client's ephemeral key: made before its first flight. */
static gint64
opening_cost_us (const TbProfile *profile)
{
  return profile ? profile->keygen_us : 0;
}

static void
begin (TbWorld *world, TbSession *session)
{
  TbActor *actor = &world->actors[session->client];
  const TbProfile *profile = tb_world_get_profile (world, session->client);

  actor->session = session;
  session->task = tb_pool_submit (world->pool, run_handshake, session);
  tb_world_record (world, TB_RECORD_HANDSHAKE_STARTED, session->client, session->server, session->number, (guint16) session->purpose, TB_NO_PAYLOAD);
  tb_world_push (world, opening_cost_us (profile), TB_EVENT_HANDSHAKE_READY, session->client, session->number);
}

void
tb_session_start (TbWorld *world, guint32 client, guint32 server, TbSessionPurpose purpose, gboolean by_command)
{
  TbSession *session = g_new0 (TbSession, 1);
  TbIdentity *identity = choose_client_identity (world, client, purpose);
  GError *error = NULL;
  TbEndpoint *endpoint = choose_client_endpoint (world, client, purpose, &error);

  if (endpoint == NULL)
    {
      g_free (session);
      tb_world_fail (world, "preparing a client", error);
      return;
    }
  session->draw = ++world->n_sessions;
  session->number = session->draw + world->n_trials;
  session->client = client;
  session->server = server;
  session->memo = world->memo;
  session->purpose = purpose;
  session->by_command = by_command;
  session->client_endpoint = tb_endpoint_ref (endpoint);
  session->server_endpoint = tb_endpoint_ref (choose_server_endpoint (world, client, server, purpose));
  session->identity = identity != NULL ? tb_identity_ref (identity) : NULL;
  session->host = tb_fleet_dup_name (world->fleet, server);
  session->unix_us = tb_world_unix_us (world);
  session->terms.client_clock_us = tb_device_clock_judge_by (world, client);
  tb_resume_prepare (world, session);
  tb_evidence_prepare (world, session);
  tb_stapling_prepare (world, session);
  tb_stream_initf (&session->stream, world->seed, "handshake/%u", session->draw);
  tb_stream_initf (&session->losses, world->seed, "losses/%u", session->draw);
  begin (world, session);
}

static TbKeyAlgorithm
key_algorithm_of (TbWorld *world, guint32 object)
{
  return tb_fleet_group_of (world->fleet, object)->key_algorithm;
}

static TbKeyAlgorithm
authority_algorithm_of (TbWorld *world, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, object);

  return group->authority != TB_NOBODY ? key_algorithm_of (world, group->authority) : group->key_algorithm;
}

/* What @who computes for a flight, facing @peer. */
static gint64
flight_cost_us (TbWorld *world, guint32 who, guint32 peer, const TbFlight *flight)
{
  TbKeyAlgorithm authority = authority_algorithm_of (world, peer);
  TbCostWorker worker = { tb_world_get_profile (world, who), tb_world_get_sign_us (world, who), key_algorithm_of (world, who), key_algorithm_of (world, peer),
                          &authority, 1, TB_KEY_P256 };

  return tb_cost_asymmetric_us (&worker, flight) + tb_cost_symmetric_us (&worker, flight->canonical_length);
}

/* Before which flight one of the two asks a responder next: the one that follows the other's certificate. Beyond them all when nobody asks. */
static guint
find_question (TbSession *session, TbSide *asker)
{
  guint n = tb_transcript_get_n_flights (session->transcript);

  for (TbSide side = TB_SIDE_CLIENT; side <= TB_SIDE_SERVER; side++)
    {
      gboolean asks = session->inquiries[side].request != NULL && !session->inquiries[side].is_asked;
      g_autoptr (GBytes) certificate = asks ? tb_transcript_get_peer_certificate (session->transcript, !side, 0) : NULL;

      *asker = side;
      if (certificate != NULL)
        return MIN (after_certificate[side], n);
    }
  return G_MAXUINT;
}

/* Events for the flights from @first on; each leaves when the one before has arrived and its sender has computed. Where one of them asks somebody
 * first, the rest follows when it has its answer. */
static void
schedule_flights (TbWorld *world, TbSession *session, guint first)
{
  TbSide asker = TB_SIDE_SERVER;
  guint question = find_question (session, &asker);
  const TbFlight *closing = tb_transcript_get_closing (session->transcript);
  guint n = tb_transcript_get_n_flights (session->transcript);
  gint64 at_us = 0;

  for (guint i = first; i < MIN (n, question); i++)
    {
      const TbFlight *flight = tb_transcript_get_flight (session->transcript, i);
      guint32 from = flight->from == TB_SIDE_CLIENT ? session->client : session->server;
      guint32 to = flight->from == TB_SIDE_CLIENT ? session->server : session->client;
      gint64 way_us = tb_fleet_get_path_time_us (world->fleet, from, to, flight->canonical_length, &session->losses);

      if (i > 0)
        at_us += flight_cost_us (world, from, to, flight);
      tb_world_push (world, at_us, TB_EVENT_FLIGHT, session->client, ((guint64) way_us << 8) | MIN (i, 255));
      at_us += way_us;
    }
  if (question <= n)
    {
      tb_world_push (world, at_us, TB_EVENT_OCSP_ASKED, session->client, (guint64) question << 1 | asker);
      return;
    }
  at_us += closing->from == TB_SIDE_CLIENT ? flight_cost_us (world, session->client, session->server, closing)
                                           : flight_cost_us (world, session->server, session->client, closing);
  tb_world_push (world, at_us, TB_EVENT_HANDSHAKE_END, session->client, session->number);
}

/* Whoever asked has what it waited for. */
void
tb_session_go_on (TbWorld *world, TbSession *session, guint flight)
{
  schedule_flights (world, session, flight);
}

void
tb_session_ready (TbWorld *world, const TbEvent *event)
{
  TbSession *session = world->actors[event->subject].session;

  tb_pool_join (world->pool, g_steal_pointer (&session->task));
  if (session->transcript == NULL)
    {
      tb_world_fail (world, "running a handshake", g_steal_pointer (&session->error));
      return;
    }
  session->payload = tb_world_add_payload (world, g_steal_pointer (&session->bytes));
  schedule_flights (world, session, 0);
}

void
tb_session_flight (TbWorld *world, const TbEvent *event)
{
  TbSession *session = world->actors[event->subject].session;
  guint number = event->value & 0xff;
  gint64 way_us = (gint64) (event->value >> 8);
  gboolean from_client = tb_transcript_get_flight (session->transcript, number)->from == TB_SIDE_CLIENT;

  tb_world_record (world, TB_RECORD_FLIGHT, from_client ? session->client : session->server, from_client ? session->server : session->client,
                   way_us, (guint16) number, session->payload);
}

static gboolean
is_with_broker (const TbSession *session)
{
  return session->purpose == TB_SESSION_CONNECT || session->purpose == TB_SESSION_RESUME;
}

static void
record_end (TbWorld *world, TbSession *session)
{
  /* A ticket that the server could not open is no refusal, but it was no use either. */
  if (session->purpose == TB_SESSION_RESUME && !tb_transcript_is_resumed (session->transcript))
    session->purpose = TB_SESSION_CONNECT;
  if (tb_transcript_is_accepted (session->transcript))
    tb_world_record (world, TB_RECORD_HANDSHAKE_COMPLETED, session->client, session->server, session->number, (guint16) session->purpose, session->payload);
  else
    tb_world_record (world, TB_RECORD_HANDSHAKE_REFUSED, session->client, session->server, session->number,
                     (guint16) MAX (tb_transcript_get_alert (session->transcript), 0), session->payload);
}

void
tb_session_end (TbWorld *world, const TbEvent *event)
{
  TbActor *actor = &world->actors[event->subject];
  TbSession *session = g_steal_pointer (&actor->session);

  record_end (world, session);
  if (session->purpose == TB_SESSION_IMPOSTOR)
    tb_impostor_session_ended (world, session);
  else if (!tb_transcript_is_accepted (session->transcript))
    tb_lifecycle_session_refused (world, session);
  else if (is_with_broker (session))
    tb_broker_session_open (world, session);
  else
    tb_enrolment_session_open (world, session);
  session_free (session);
}

/* What was switched off does not finish its handshake; the work itself is waited for and thrown away. */
void
tb_session_abandon (TbWorld *world, guint32 client)
{
  TbSession *session = g_steal_pointer (&world->actors[client].session);

  if (session == NULL)
    return;
  if (session->task != NULL)
    tb_pool_join (world->pool, g_steal_pointer (&session->task));
  session_free (session);
}
