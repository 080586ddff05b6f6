/* tb-publish: how an authority tells what it has taken back: a list at every interval, between lists what has changed since the last (RFC 5280 section 5.2.4),
 * and a responder that answers when it is asked. Full lists and delta lists are numbered together.
 *
 * Revoking changes the register at once; the next list and the next answer are made from it. Until then nobody knows. */
#include "tb-world-private.h"
#include "tb-enrolment-private.h"

/* A list outlives the next one's making by a tenth, so that whoever fetches in time always has a fresh one. */
#define OVERLAP_PARTS 10

static gint64
whole_second (gint64 unix_us)
{
  return unix_us / TB_US_PER_SECOND * TB_US_PER_SECOND;
}

/* Returns: (transfer full) (nullable): a list of @revoked, whose time begins now */
static TbCrl *
make_list (TbWorld *world, TbService *service, GPtrArray *revoked, const TbCrlTerms *terms, GError **error)
{
  g_autofree TbRevocation *entries = g_new0 (TbRevocation, revoked->len + 1);
  TbStream stream;

  for (guint i = 0; i < revoked->len; i++)
    {
      const TbRevoked *each = g_ptr_array_index (revoked, i);

      entries[i] = (TbRevocation) { each->serial, each->revoked_us, (TbRevocationReason) each->reason };
    }
  tb_stream_initf (&stream, world->seed, "crl/%u/%u", service->object, (guint) terms->number);
  return tb_crl_make (tb_authority_get_key (service->authority), tb_authority_get_certificate (service->authority), entries, revoked->len, terms, &stream, error);
}

static gboolean
publish (TbWorld *world, guint32 authority, TbListKind kind)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, authority);
  TbService *service = tb_service_get (world, authority);
  gint64 now_us = whole_second (tb_world_unix_us (world)), interval_us = kind == TB_LIST_FULL ? group->crl_interval_us : group->delta_interval_us;
  gint64 next_us = whole_second (now_us + interval_us + interval_us / OVERLAP_PARTS + TB_US_PER_MINUTE);
  TbCrlTerms terms = { ++service->n_crls, kind == TB_LIST_FULL ? -1 : (gint64) service->full_number, now_us, next_us, NULL, TB_CRL_ALL };
  guint32 *payload = kind == TB_LIST_FULL ? &service->crl_payload : &service->delta_payload;
  GError *error = NULL;
  g_autoptr (TbCrl) crl = make_list (world, service, kind == TB_LIST_FULL ? service->revoked : service->changed, &terms, &error);

  if (crl == NULL)
    {
      tb_world_fail (world, "making a list of revoked certificates", error);
      return FALSE;
    }
  *payload = tb_world_add_payload (world, g_bytes_ref (tb_crl_get_der (crl)));
  tb_world_record (world, TB_RECORD_CRL_PUBLISHED, authority, TB_NOBODY, next_us - world->start_unix_us, (guint16) kind, *payload);
  tb_listener_wake (world, authority, kind);
  return TRUE;
}

static void
publish_full (TbWorld *world, guint32 authority)
{
  TbService *service = tb_service_get (world, authority);

  if (!publish (world, authority, TB_LIST_FULL))
    return;
  service->crl_missed = service->delta_missed = FALSE;
  service->full_number = service->n_crls;
  service->full_us = world->now_us;
  g_ptr_array_set_size (service->changed, 0);
}

void
tb_publish_crl_due (TbWorld *world, const TbEvent *event)
{
  tb_world_push (world, tb_fleet_group_of (world->fleet, event->subject)->crl_interval_us, TB_EVENT_CRL_DUE, event->subject, 0);
  if (tb_outage_is_on (world, event->subject))
    tb_service_get (world, event->subject)->crl_missed = TRUE;
  else
    publish_full (world, event->subject);
}

static void
publish_delta (TbWorld *world, guint32 authority)
{
  TbService *service = tb_service_get (world, authority);

  publish (world, authority, TB_LIST_DELTA);
  service->delta_us = world->now_us;
  service->delta_missed = FALSE;
}

/* Where a full list is made at the same time nothing has changed since. */
void
tb_publish_delta_due (TbWorld *world, const TbEvent *event)
{
  TbService *service = tb_service_get (world, event->subject);

  tb_world_push (world, tb_fleet_group_of (world->fleet, event->subject)->delta_interval_us, TB_EVENT_DELTA_DUE, event->subject, 0);
  if (tb_outage_is_on (world, event->subject))
    service->delta_missed = TRUE;
  else if (service->full_us < world->now_us)
    publish_delta (world, event->subject);
}

/* It is up again: what fell due meanwhile comes now. */
void
tb_publish_catch_up (TbWorld *world, guint32 authority)
{
  if (tb_service_get (world, authority)->crl_missed)
    publish_full (world, authority);
  else if (tb_service_get (world, authority)->delta_missed)
    publish_delta (world, authority);
}

static void
look_up (const char *serial, TbOcspAnswer *answer, gpointer user_data)
{
  TbService *service = user_data;

  *answer = (TbOcspAnswer) { TB_OCSP_GOOD };
  for (guint i = 0; i < service->revoked->len; i++)
    {
      const TbRevoked *revoked = g_ptr_array_index (service->revoked, i);

      if (g_str_equal (revoked->serial, serial))
        *answer = (TbOcspAnswer) { TB_OCSP_REVOKED, { NULL, revoked->revoked_us, (TbRevocationReason) revoked->reason } };
    }
}

static TbOcspResponder *
get_responder (TbService *service, GError **error)
{
  g_autoptr (TbIdentity) signer = NULL;

  if (service->responder == NULL)
    {
      signer = tb_identity_new (tb_authority_get_key (service->authority), tb_authority_get_certificate (service->authority), NULL);
      service->responder = tb_ocsp_responder_new (signer, tb_authority_get_certificate (service->authority), error);
    }
  return service->responder;
}

/* @draw: what its signature is drawn from. Returns: (transfer full) (nullable): the response to @request as of now, NULL when the run cannot go on */
GBytes *
tb_publish_respond (TbWorld *world, guint32 authority, GBytes *request, const char *draw, gint64 *until_us)
{
  TbService *service = tb_service_get (world, authority);
  gint64 now_us = whole_second (tb_world_unix_us (world));
  gint64 validity_us = tb_fleet_group_of (world->fleet, authority)->ocsp_validity_us;
  TbOcspTerms terms = { now_us, now_us + whole_second (validity_us), now_us, TRUE };
  GError *error = NULL;
  TbOcspResponder *responder = get_responder (service, &error);
  GBytes *response = NULL;
  TbStream stream;

  tb_stream_init (&stream, world->seed, draw);
  if (responder != NULL)
    response = tb_ocsp_respond (responder, request, look_up, service, &terms, &stream, &error);
  if (response == NULL)
    tb_world_fail (world, "answering whether a certificate is revoked", error);
  *until_us = terms.next_update_us;
  return response;
}

static gboolean
refuse (TbWorld *world, guint32 object, GError **error, const char *why)
{
  g_autofree char *name = tb_fleet_dup_name (world->fleet, object);

  g_set_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "%s %s", name, why);
  return FALSE;
}

/**
 * tb_world_switch_responder:
 * @world: a world
 * @authority: an authority with a responder
 * @on: whether it answers from now on
 * @error: return location
 *
 * Returns: %FALSE with the reason when it has none, or when it is so already
 */
gboolean
tb_world_switch_responder (TbWorld *world, guint32 authority, gboolean on, GError **error)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, authority);
  TbService *service = tb_service_get (world, authority);

  if (group->role != TB_ROLE_AUTHORITY || group->ocsp_validity_us == 0)
    return refuse (world, authority, error, "has no responder in this scenario");
  if (service->responder_off == !on)
    return refuse (world, authority, error, on ? "has its responder on already" : "has its responder off already");
  service->responder_off = !on;
  tb_world_record (world, TB_RECORD_RESPONDER_SWITCHED, authority, TB_NOBODY, 0, on, TB_NO_PAYLOAD);
  return TRUE;
}
