/* tb-stapling: a broker that lets a responder speak for its own certificate. It asks again when half of the time has passed for which an answer may be
 * kept, and staples the newest it has to every handshake in which somebody wants it. When nobody answers any more it goes on with what it has: whether
 * that will do is for the devices to say. */
#include "tb-world-private.h"
#include "tb-enrolment-private.h"

/* However short-lived answers are, it does not ask more often. */
#define LEAST_INTERVAL_US (30 * TB_US_PER_SECOND)

/* Events say which plan they belong to, and at the end whether there is an answer. */
enum { UNANSWERED, ANSWERED };
#define PLAN_BITS            32
#define PLAN_MASK            (((guint64) 1 << PLAN_BITS) - 1)
#define PLAN_OF(value)       ((guint32) ((value) & PLAN_MASK))
#define ENDING_OF(value)     ((value) >> PLAN_BITS)
#define ENDED(value, ending) (PLAN_OF (value) | (guint64) (ending) << PLAN_BITS)

/* Only the latest plan counts. */
void
tb_stapling_begin (TbWorld *world, guint32 broker)
{
  tb_world_push (world, 0, TB_EVENT_STAPLE_WANTED, broker, ++tb_service_get (world, broker)->staple_plan);
}

static gboolean
is_current (TbWorld *world, const TbEvent *event)
{
  return tb_service_get (world, event->subject)->staple_plan == PLAN_OF (event->value);
}

static guint32
authority_of (TbWorld *world, guint32 broker)
{
  return tb_fleet_group_of (world->fleet, broker)->authority;
}

/* Returns: (nullable): a question about a certificate that @broker has or had, %NULL when the run cannot go on */
static GBytes *
make_request_for (TbWorld *world, guint32 broker, TbCertificate *certificate)
{
  TbCertificate *issuer = tb_authority_get_certificate (tb_service_get (world, authority_of (world, broker))->authority);
  GError *error = NULL;
  GBytes *request = tb_ocsp_make_request (world->crypto, certificate, issuer, NULL, &error);

  if (request == NULL)
    tb_world_fail (world, "asking about a broker's own certificate", error);
  return request;
}

static GBytes *
make_request (TbWorld *world, guint32 broker)
{
  return make_request_for (world, broker, tb_identity_get_certificate (tb_service_get (world, broker)->identity));
}

void
tb_stapling_wanted (TbWorld *world, const TbEvent *event)
{
  guint32 broker = event->subject, authority = authority_of (world, broker);
  gint64 validity_us = tb_fleet_group_of (world->fleet, authority)->ocsp_validity_us;
  g_autoptr (GBytes) request = is_current (world, event) ? make_request (world, broker) : NULL;
  gint64 way_us;

  if (request == NULL)
    return;
  way_us = tb_evidence_send_request (world, broker, authority, request);
  tb_world_push (world, way_us, TB_EVENT_STAPLE_ASKED, broker, event->value);
  tb_world_push (world, MAX (validity_us / 2, LEAST_INTERVAL_US), TB_EVENT_STAPLE_WANTED, broker, event->value);
}

/* The question is at the responder, which may be dead. */
void
tb_stapling_asked (TbWorld *world, const TbEvent *event)
{
  guint32 broker = event->subject, authority = authority_of (world, broker);
  TbService *service = tb_service_get (world, broker);
  g_autoptr (GBytes) request = NULL;
  g_autofree char *draw = NULL;

  if (!is_current (world, event))
    return;
  if (tb_outage_silences_responder (world, authority))
    {
      tb_world_push (world, TB_RESPONDER_PATIENCE_US, TB_EVENT_STAPLE_ARRIVED, broker, ENDED (event->value, UNANSWERED));
      return;
    }
  request = make_request (world, broker);
  draw = g_strdup_printf ("staple/%u/%u", broker, ++service->n_staples);
  g_clear_pointer (&service->next_staple, g_bytes_unref);
  if (request != NULL)
    service->next_staple = tb_publish_respond (world, authority, request, draw, &service->next_staple_until_us);
  if (service->next_staple != NULL)
    tb_world_push (world, tb_world_get_sign_us (world, authority), TB_EVENT_STAPLE_ANSWERED, broker, event->value);
}

void
tb_stapling_answered (TbWorld *world, const TbEvent *event)
{
  guint32 broker = event->subject;
  gint64 way_us;

  if (!is_current (world, event))
    return;
  way_us = tb_evidence_send_response (world, authority_of (world, broker), broker, tb_service_get (world, broker)->next_staple);
  tb_world_push (world, way_us, TB_EVENT_STAPLE_ARRIVED, broker, ENDED (event->value, ANSWERED));
}

static TbOcspStatus
status_of (TbWorld *world, guint32 broker, TbCertificate *certificate)
{
  return tb_revoke_find (world, authority_of (world, broker), tb_certificate_get_serial (certificate)) != NULL ? TB_OCSP_REVOKED : TB_OCSP_GOOD;
}

/* What somebody could show later in the broker's place. */
static void
keep_good (TbService *service, TbOcspStatus status)
{
  if (status != TB_OCSP_GOOD)
    return;
  g_clear_pointer (&service->good_staple, g_bytes_unref);
  service->good_staple = g_bytes_ref (service->staple);
  service->good_staple_until_us = service->next_staple_until_us;
}

void
tb_stapling_arrived (TbWorld *world, const TbEvent *event)
{
  guint32 broker = event->subject;
  TbService *service = tb_service_get (world, broker);
  TbOcspStatus status = status_of (world, broker, tb_identity_get_certificate (service->identity));

  if (!is_current (world, event))
    return;
  if (ENDING_OF (event->value) == UNANSWERED)
    {
      tb_world_record (world, TB_RECORD_OCSP_UNANSWERED, broker, broker, TB_RESPONDER_PATIENCE_US, 0, TB_NO_PAYLOAD);
      return;
    }
  g_clear_pointer (&service->staple, g_bytes_unref);
  service->staple = g_steal_pointer (&service->next_staple);
  keep_good (service, status);
  tb_world_record (world, TB_RECORD_OCSP_ANSWERED, broker, broker, service->next_staple_until_us - world->start_unix_us,
                   (guint16) status, tb_world_add_payload (world, g_bytes_ref (service->staple)));
}

/* Anybody may ask a responder about any certificate: a thief does so himself, once the broker asks about another. */
static void
let_thief_ask (TbWorld *world, guint32 broker, TbService *service)
{
  guint32 authority = authority_of (world, broker);
  g_autoptr (GBytes) request = NULL;
  g_autofree char *draw = NULL;

  if (!tb_state_get (world->state, broker)->staples || tb_outage_silences_responder (world, authority)
      || status_of (world, broker, service->copied) != TB_OCSP_GOOD)
    return;
  request = make_request_for (world, broker, service->copied);
  draw = g_strdup_printf ("staple/%u/thief/%" G_GINT64_FORMAT, broker, world->now_us);
  g_clear_pointer (&service->copied_staple, g_bytes_unref);
  if (request != NULL)
    service->copied_staple = tb_publish_respond (world, authority, request, draw, &service->copied_staple_until_us);
}

/* Whoever has the broker's key shows its last good answer for as long as that may be kept, and after that none. */
static GBytes *
choose_copied_staple (TbWorld *world, guint32 broker)
{
  TbService *service = tb_service_get (world, broker);

  if (tb_state_get (world->state, broker)->is_robbed)
    return service->good_staple_until_us > tb_world_unix_us (world) ? service->good_staple : NULL;
  let_thief_ask (world, broker, service);
  return service->copied_staple_until_us > tb_world_unix_us (world) ? service->copied_staple : NULL;
}

static GBytes *
choose_staple (TbWorld *world, const TbSession *session)
{
  return session->purpose == TB_SESSION_IMPOSTOR ? choose_copied_staple (world, session->server) : tb_service_get (world, session->server)->staple;
}

/* What it had speaks for its former certificate; whoever has copied that keeps what was good. */
void
tb_stapling_begin_anew (TbWorld *world, guint32 broker)
{
  TbService *service = tb_service_get (world, broker);

  service->staple_plan++;
  g_clear_pointer (&service->staple, g_bytes_unref);
  g_clear_pointer (&service->copied_staple, g_bytes_unref);
  service->copied_staple = g_steal_pointer (&service->good_staple);
  service->copied_staple_until_us = service->good_staple_until_us;
  if (tb_state_get (world->state, broker)->staples)
    tb_stapling_begin (world, broker);
}

static TbStaplePolicy
policy_of (const TbObjectState *client)
{
  if (client->check != TB_CHECK_STAPLE)
    return TB_STAPLE_NONE;
  return client->refuses_unknown ? TB_STAPLE_REQUIRE : TB_STAPLE_CHECK;
}

/* Sets what the two of @session do about staples. An authority has nobody above it to speak for its own service, so that nothing is asked of it. */
void
tb_stapling_prepare (TbWorld *world, TbSession *session)
{
  GBytes *staple;

  if (tb_fleet_get_role (world->fleet, session->server) != TB_ROLE_BROKER)
    return;
  staple = choose_staple (world, session);
  session->terms.staple = staple != NULL ? g_bytes_ref (staple) : NULL;
  session->terms.staple_policy = policy_of (tb_state_get (world->state, session->client));
}

/**
 * tb_world_staple:
 * @world: a world
 * @broker: a broker whose authority has a responder
 * @on: whether it sends an answer about its own certificate along from now on
 * @error: return location
 *
 * Returns: %FALSE with the reason when it cannot, or when it is so already
 */
gboolean
tb_world_staple (TbWorld *world, guint32 broker, gboolean on, GError **error)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, broker);
  const TbGroup *authority = group->authority != TB_NOBODY ? tb_fleet_group_of (world->fleet, group->authority) : NULL;
  TbService *service = tb_service_get (world, broker);

  if (group->role != TB_ROLE_BROKER || authority == NULL)
    return tb_world_refuse (world, broker, error, N_("is no broker with a certificate in this scenario, so there is nothing to staple to"));
  if (authority->ocsp_validity_us == 0)
    return tb_world_refuse (world, broker, error, N_("cannot staple: its authority has no responder in this scenario"));
  if ((tb_state_get (world->state, broker)->staples != 0) == (on != FALSE))
    return tb_world_refuse (world, broker, error, on ? N_("staples already") : N_("does not staple"));
  tb_world_record (world, TB_RECORD_STAPLING_CHANGED, broker, TB_NOBODY, 0, on != FALSE, TB_NO_PAYLOAD);
  service->staple_plan++;
  g_clear_pointer (&service->staple, g_bytes_unref);
  if (on)
    tb_stapling_begin (world, broker);
  return TRUE;
}
