/* tb-resume: tickets: a broker gives one at the end of a handshake, and with it the device takes the session up again without certificates.
 *
 * That is their point, and why revoking does not reach them: only a broker that forgets the key of its tickets sends everybody back to the beginning. */
#include "tb-world-private.h"

/* A client does not count on the last hour of a ticket: RFC 9846 section 4.7.1 lets none live longer than a week. */
#define TICKET_USE_US (7 * TB_US_PER_DAY - TB_US_PER_HOUR)

void
tb_ticket_free (TbTicket *ticket)
{
  g_bytes_unref (ticket->session);
  g_clear_pointer (&ticket->certificate, tb_certificate_unref);
  g_free (ticket);
}

static void
new_key (TbWorld *world, TbService *service)
{
  guint8 key[TB_TICKET_KEY_BYTES];
  TbStream stream;

  tb_stream_initf (&stream, world->seed, "tickets/%u/%u", service->object, ++service->n_ticket_keys);
  for (gsize i = 0; i < sizeof key; i++)
    key[i] = (guint8) tb_stream_below (&stream, 256);
  g_clear_pointer (&service->ticket_key, g_bytes_unref);
  service->ticket_key = g_bytes_new (key, sizeof key);
}

void
tb_resume_set_up (TbWorld *world, guint32 broker)
{
  if (tb_fleet_group_of (world->fleet, broker)->resumption)
    new_key (world, tb_service_get (world, broker));
}

/* Whether @client has a ticket that @broker would open. */
gboolean
tb_resume_can (TbWorld *world, guint32 client, guint32 broker)
{
  const TbTicket *ticket = world->actors[client].ticket;

  return ticket != NULL && ticket->server == broker && ticket->key_number == tb_service_get (world, broker)->n_ticket_keys
         && tb_world_unix_us (world) - ticket->given_us < TICKET_USE_US;
}

/* Sets what @session has of tickets. A client cannot know whether the broker can still open its own. */
void
tb_resume_prepare (TbWorld *world, TbSession *session)
{
  TbService *service = tb_service_get (world, session->server);
  TbTicket *ticket = world->actors[session->client].ticket;

  if (service->ticket_key == NULL || session->purpose != TB_SESSION_CONNECT)
    return;
  session->terms.ticket_key = g_bytes_ref (service->ticket_key);
  session->ticket_number = service->n_ticket_keys;
  if (ticket == NULL || ticket->server != session->server || session->unix_us - ticket->given_us >= TICKET_USE_US)
    return;
  session->terms.session = g_bytes_ref (ticket->session);
  session->purpose = TB_SESSION_RESUME;
  session->offers_ticket = tb_resume_can (world, session->client, session->server);
}

/* (nullable): what the client has proved itself with, if anybody asked: a resumed session speaks for whoever opened the first. */
static TbCertificate *
certificate_of (const TbActor *actor, const TbSession *session)
{
  if (tb_transcript_is_resumed (session->transcript))
    return actor->ticket->certificate;
  return session->identity != NULL && tb_transcript_is_mutual (session->transcript) ? tb_identity_get_certificate (session->identity) : NULL;
}

/* What the client keeps of a session, and for whom it spoke. */
void
tb_resume_keep (TbWorld *world, TbSession *session)
{
  TbActor *actor = &world->actors[session->client];
  TbCertificate *certificate = certificate_of (actor, session);
  TbTicket *ticket;

  g_clear_pointer (&actor->open_certificate, tb_certificate_unref);
  actor->open_certificate = certificate != NULL ? tb_certificate_ref (certificate) : NULL;
  if (session->next_ticket == NULL)
    return;
  ticket = g_new0 (TbTicket, 1);
  ticket->server = session->server;
  ticket->key_number = session->ticket_number;
  ticket->given_us = session->unix_us;
  ticket->session = g_steal_pointer (&session->next_ticket);
  ticket->certificate = certificate != NULL ? tb_certificate_ref (certificate) : NULL;
  tb_resume_forget (world, session->client);
  actor->ticket = ticket;
}

void
tb_resume_forget (TbWorld *world, guint32 client)
{
  g_clear_pointer (&world->actors[client].ticket, tb_ticket_free);
}

void
tb_resume_drop (TbWorld *world, guint32 broker, gboolean by_policy)
{
  TbService *service = tb_service_get (world, broker);

  if (service->ticket_key == NULL)
    return;
  new_key (world, service);
  tb_world_record (world, TB_RECORD_TICKETS_DROPPED, broker, TB_NOBODY, 0, by_policy, TB_NO_PAYLOAD);
}

/**
 * tb_world_drop_tickets:
 * @world: a world
 * @broker: a broker
 * @error: return location
 *
 * Lets the broker forget the key of its tickets: whoever has one begins with a full handshake again.
 *
 * Returns: %FALSE with the reason when it gives no tickets
 */
gboolean
tb_world_drop_tickets (TbWorld *world, guint32 broker, GError **error)
{
  TbService *service = tb_service_get (world, broker);
  g_autofree char *name = tb_fleet_dup_name (world->fleet, broker);

  if (service != NULL && service->ticket_key != NULL)
    {
      tb_resume_drop (world, broker, FALSE);
      return TRUE;
    }
  g_set_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "%s gives no tickets in this scenario", name);
  return FALSE;
}
