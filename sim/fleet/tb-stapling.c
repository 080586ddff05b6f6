/* tb-stapling: a broker that lets a responder speak for its own certificate. It asks again when half of the time has passed for which an answer may be
 * kept, and staples the newest it has to every handshake in which somebody wants it. When nobody answers any more it goes on with what it has: whether
 * that will do is for the devices to say. */
#include "tb-world-private.h"
#include "tb-enrolment-private.h"

/* However short-lived answers are, it does not ask more often. */
#define LEAST_INTERVAL_US (30 * TB_US_PER_SECOND)

enum { UNANSWERED, ANSWERED };

void
tb_stapling_set_up (TbWorld *world, const TbGroup *group)
{
  if (group->staples)
    tb_world_push (world, 0, TB_EVENT_STAPLE_WANTED, group->first, 0);
}

static guint32
authority_of (TbWorld *world, guint32 broker)
{
  return tb_fleet_group_of (world->fleet, broker)->authority;
}

static GBytes *
make_request (TbWorld *world, guint32 broker)
{
  TbCertificate *issuer = tb_authority_get_certificate (tb_service_get (world, authority_of (world, broker))->authority);
  GError *error = NULL;
  GBytes *request = tb_ocsp_make_request (world->crypto, tb_identity_get_certificate (tb_service_get (world, broker)->identity), issuer, NULL, &error);

  if (request == NULL)
    tb_world_fail (world, "asking about a broker's own certificate", error);
  return request;
}

void
tb_stapling_wanted (TbWorld *world, const TbEvent *event)
{
  guint32 broker = event->subject, authority = authority_of (world, broker);
  gint64 validity_us = tb_fleet_group_of (world->fleet, authority)->ocsp_validity_us;
  g_autoptr (GBytes) request = make_request (world, broker);
  gint64 way_us;

  if (request == NULL)
    return;
  way_us = tb_evidence_send_request (world, broker, authority, request);
  tb_world_push (world, way_us, TB_EVENT_STAPLE_ASKED, broker, 0);
  tb_world_push (world, MAX (validity_us / 2, LEAST_INTERVAL_US), TB_EVENT_STAPLE_WANTED, broker, 0);
}

/* The question is at the responder, which may be dead. */
void
tb_stapling_asked (TbWorld *world, const TbEvent *event)
{
  guint32 broker = event->subject, authority = authority_of (world, broker);
  TbService *service = tb_service_get (world, broker);
  g_autoptr (GBytes) request = NULL;
  g_autofree char *draw = NULL;

  if (tb_outage_silences_responder (world, authority))
    {
      tb_world_push (world, TB_RESPONDER_PATIENCE_US, TB_EVENT_STAPLE_ARRIVED, broker, UNANSWERED);
      return;
    }
  request = make_request (world, broker);
  draw = g_strdup_printf ("staple/%u/%u", broker, ++service->n_staples);
  g_clear_pointer (&service->next_staple, g_bytes_unref);
  if (request != NULL)
    service->next_staple = tb_publish_respond (world, authority, request, draw, &service->next_staple_until_us);
  if (service->next_staple != NULL)
    tb_world_push (world, tb_world_get_sign_us (world, authority), TB_EVENT_STAPLE_ANSWERED, broker, 0);
}

void
tb_stapling_answered (TbWorld *world, const TbEvent *event)
{
  guint32 broker = event->subject;
  gint64 way_us = tb_evidence_send_response (world, authority_of (world, broker), broker, tb_service_get (world, broker)->next_staple);

  tb_world_push (world, way_us, TB_EVENT_STAPLE_ARRIVED, broker, ANSWERED);
}

static TbOcspStatus
status_of (TbWorld *world, guint32 broker)
{
  TbCertificate *certificate = tb_identity_get_certificate (tb_service_get (world, broker)->identity);

  return tb_revoke_find (world, authority_of (world, broker), tb_certificate_get_serial (certificate)) != NULL ? TB_OCSP_REVOKED : TB_OCSP_GOOD;
}

void
tb_stapling_arrived (TbWorld *world, const TbEvent *event)
{
  guint32 broker = event->subject;
  TbService *service = tb_service_get (world, broker);

  if (event->value == UNANSWERED)
    {
      tb_world_record (world, TB_RECORD_OCSP_UNANSWERED, broker, broker, TB_RESPONDER_PATIENCE_US, 0, TB_NO_PAYLOAD);
      return;
    }
  g_clear_pointer (&service->staple, g_bytes_unref);
  service->staple = g_steal_pointer (&service->next_staple);
  tb_world_record (world, TB_RECORD_OCSP_ANSWERED, broker, broker, service->next_staple_until_us - world->start_unix_us,
                   (guint16) status_of (world, broker), tb_world_add_payload (world, g_bytes_ref (service->staple)));
}

/* Sets what the two of @session do about staples. An authority has nobody above it to speak for its own service, so that nothing is asked of it. */
void
tb_stapling_prepare (TbWorld *world, TbSession *session)
{
  TbService *service = tb_service_get (world, session->server);

  if (tb_fleet_get_role (world->fleet, session->server) != TB_ROLE_BROKER)
    return;
  session->terms.staple = service->staple != NULL ? g_bytes_ref (service->staple) : NULL;
  session->terms.staple_policy = tb_fleet_group_of (world->fleet, session->client)->staple_policy;
}
