/* tb-impostor: somebody has copied a broker's key, and with it answers clients in the broker's place.
 *
 * The handshake is a real one: he shows the broker's certificate and signs with its key, so that nothing in it tells him from the broker. A client that believes him
 * sends him what it sends a broker first: its name, and its password if it has one. Only who learns that the certificate was revoked refuses him. */
#include "tb-world-private.h"
#include "tb-mqtt.h"
#include "tb-password.h"

#define KEEP_ALIVE_S 3600

/* --- the theft --- */

static const char *
find_hindrance (TbWorld *world, guint32 broker, guint32 thief)
{
  const TbService *service = tb_service_get (world, broker);
  TbRole role = tb_fleet_get_role (world->fleet, thief);
  guint n_thefts;

  tb_state_get_thefts (world->state, &n_thefts);
  if (service->identity == NULL)
    return N_("has no key in this scenario: it speaks no TLS");
  if (!tb_key_store_get_info (tb_fleet_group_of (world->fleet, broker)->key_store)->can_export)
    return N_("keeps its key in a chip that does not give it away: there is nothing to copy");
  if (tb_state_get (world->state, broker)->is_robbed)
    return N_("has lost its key to a thief already");
  if (n_thefts == TB_STATE_MAX_THEFTS)
    return N_("is safe from now on: there have been as many thefts in this run as it can hold");
  return role == TB_ROLE_EAVESDROPPER || role == TB_ROLE_ATTACKER ? NULL : N_("is robbed by whoever listens or attacks; name an eavesdropper or an attacker as thief");
}

/* What the thief has for ever, whatever the broker has later. */
static TbEndpoint *
copy_identity (TbWorld *world, guint32 broker, GError **error)
{
  g_autofree char *name = tb_fleet_dup_name (world->fleet, broker);
  TbStream stream;

  if (tb_service_get (world, broker)->key_number == 0)
    tb_stream_initf (&stream, world->seed, "endpoint/%s/stolen", name);
  else
    tb_stream_initf (&stream, world->seed, "endpoint/%s/stolen/%u", name, tb_service_get (world, broker)->key_number);
  return tb_endpoint_new_server (world->crypto, tb_service_get (world, broker)->identity, NULL, &stream, error);
}

gboolean
tb_impostor_steal (TbWorld *world, guint32 broker, guint32 thief, GError **error)
{
  const char *why = find_hindrance (world, broker, thief);
  TbService *service = tb_service_get (world, broker);
  GError *problem = NULL;

  if (why != NULL)
    return tb_world_refuse (world, broker, error, why);
  g_clear_pointer (&service->stolen, tb_endpoint_unref);
  g_clear_pointer (&service->copied, tb_certificate_unref);
  service->copied = tb_certificate_ref (tb_identity_get_certificate (service->identity));
  service->stolen = copy_identity (world, broker, &problem);
  if (service->stolen == NULL)
    {
      tb_world_fail (world, "copying a broker's key", problem);
      return TRUE;
    }
  tb_world_record (world, TB_RECORD_KEY_STOLEN, broker, thief, 0, 1,
                   tb_world_add_payload (world, g_bytes_ref (tb_certificate_get_der (service->copied))));
  return TRUE;
}

/* --- in the broker's place --- */

static gboolean
is_reachable (TbWorld *world, guint32 client)
{
  const TbActor *actor = &world->actors[client];
  const TbObjectState *state = tb_state_get (world->state, client);
  TbRole role = tb_fleet_get_role (world->fleet, client);

  return (role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY) && tb_world_is_on (world, client) && !state->is_quarantined && !state->is_barred
         && actor->session == NULL && actor->enrolment == NULL && actor->connecting == TB_NOBODY;
}

/**
 * tb_world_impersonate:
 * @world: a world
 * @whom: devices or gateways; those that are off or busy are passed over
 * @broker: a broker whose key was copied
 * @error: return location
 *
 * Lets the thief answer when they next look for @broker, which they do at once. What they have open with the true one stays open.
 *
 * Returns: %FALSE with the reason when nobody has its key, or nobody can be reached now
 */
gboolean
tb_world_impersonate (TbWorld *world, const TbDevices *whom, guint32 broker, GError **error)
{
  const TbService *service = tb_service_get (world, broker);
  guint n = 0;

  if (service == NULL || tb_fleet_get_role (world->fleet, broker) != TB_ROLE_BROKER)
    return tb_world_refuse (world, broker, error, N_("is no broker"));
  if (service->stolen == NULL)
    return tb_world_refuse (world, broker, error, N_("has its key for itself, and without it nobody can be it; let somebody steal it first"));
  for (guint32 i = whom->first; i < whom->first + whom->count; i++)
    if (is_reachable (world, i))
      {
        tb_session_start (world, i, broker, TB_SESSION_IMPOSTOR, TRUE);
        n++;
      }
  return n > 0 || tb_world_refuse (world, whom->first, error, N_("is no device, or off, cut off or busy with a handshake or an enrolment; try again in a moment"));
}

/* What the client says in the belief that it has found its broker; @session is over then, the thief has what he wants. */
static void
overhear (TbWorld *world, TbSession *session, guint32 thief)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, session->client);
  g_autofree char *name = tb_fleet_dup_name (world->fleet, session->client);
  g_autofree char *password = tb_password_dup (world->fleet, session->client, tb_state_get (world->state, session->client)->n_credentials);
  g_autoptr (GBytes) packet = tb_mqtt_connect (name, group->user, password, KEEP_ALIVE_S);
  guint64 record;

  tb_world_send (world, session->client, session->server, TB_SIDE_CLIENT, session->payload, tb_transcript_get_n_sealed (session->transcript, TB_SIDE_CLIENT),
                 packet, &record);
  if (group->password != NULL && !tb_state_get (world->state, session->client)->exposed)
    tb_world_record (world, TB_RECORD_CREDENTIAL_SEEN, session->client, thief, 0, 1, tb_journal_get (world->journal, record)->payload);
}

/* It is over, and the client goes on with what it was about. */
void
tb_impostor_session_ended (TbWorld *world, TbSession *session)
{
  if (tb_transcript_is_accepted (session->transcript))
    overhear (world, session, tb_state_get (world->state, session->server)->thief);
  tb_lifecycle_make_up (world, session->client);
  if (world->actors[session->client].open_service == TB_NOBODY && world->actors[session->client].enrolment == NULL)
    tb_lifecycle_retry_later (world, session->client);
}
