/* tb-outage: an authority that is down, overrun, or gives no more for now.
 *
 * While it is down nobody gets an answer: no certificate, no list, nothing from its responder. While it is up it serves so many requests a second, one after
 * the other, and issues so many certificates in a window; whoever comes beyond that is told to come back. */
#include "tb-enrolment-private.h"

/* Whoever would have to wait longer for its turn is sent away, and told when to come back. */
#define LONGEST_QUEUE_US (10 * TB_US_PER_SECOND)
#define COME_BACK_S      60

/* Nobody waits for ever because somebody says so. */
#define LONGEST_WAIT_S   (7 * 24 * 3600)

gboolean
tb_outage_is_on (TbWorld *world, guint32 authority)
{
  return tb_state_get (world->state, authority)->is_down != 0;
}

gboolean
tb_outage_silences_responder (TbWorld *world, guint32 authority)
{
  return tb_service_get (world, authority)->responder_off || tb_outage_is_on (world, authority);
}

/* Takes a place in the queue. Returns: %FALSE when it is too long; else @wait_us says how long until its turn */
gboolean
tb_outage_queue (TbWorld *world, guint32 authority, gint64 *wait_us)
{
  TbService *service = tb_service_get (world, authority);
  guint64 per_second = tb_fleet_group_of (world->fleet, authority)->serves;

  *wait_us = MAX (service->busy_until_us - world->now_us, 0);
  if (per_second == 0 || *wait_us > LONGEST_QUEUE_US)
    return per_second == 0;
  service->busy_until_us = world->now_us + *wait_us + TB_US_PER_SECOND / (gint64) per_second;
  return TRUE;
}

/* Takes one of the certificates that may be issued in the window that @world is in; windows begin one after the other from the start of the run.
 * Returns: %FALSE when there is none left */
gboolean
tb_outage_take_quota (TbWorld *world, guint32 authority)
{
  TbService *service = tb_service_get (world, authority);
  const TbGroup *group = tb_fleet_group_of (world->fleet, authority);
  gint64 window = group->quota_window_us > 0 ? world->now_us / group->quota_window_us : 0;

  if (group->quota == 0)
    return TRUE;
  if (service->quota_window != window)
    service->quota_used = 0;
  service->quota_window = window;
  if (service->quota_used >= group->quota)
    return FALSE;
  service->quota_used++;
  return TRUE;
}

/* What was taken at @asked_us came to nothing. */
void
tb_outage_give_back_quota (TbWorld *world, guint32 authority, gint64 asked_us)
{
  TbService *service = tb_service_get (world, authority);
  gint64 window_us = tb_fleet_group_of (world->fleet, authority)->quota_window_us;

  if (service->quota_used > 0 && (window_us == 0 || asked_us / window_us == service->quota_window))
    service->quota_used--;
}

/* Returns: (transfer full): what somebody is told who comes when it is too much */
TbHttpResponse *
tb_outage_send_away (TbWorld *world, guint32 authority, guint status)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, authority);
  gint64 rest_s = group->quota_window_us > 0 ? (group->quota_window_us - world->now_us % group->quota_window_us) / TB_US_PER_SECOND + 1 : COME_BACK_S;
  g_autofree char *when = g_strdup_printf ("%" G_GINT64_FORMAT, status == 429 ? rest_s : COME_BACK_S);
  TbHttpResponse *response = tb_http_response_new_text (status, status == 429 ? "No more certificates for now." : "Too many at once.");

  tb_http_fields_set (response->fields, "Retry-After", when);
  return response;
}

/* What somebody who was sent away reads in that. Returns: 0 when it says nothing of when to come back */
gint64
tb_outage_read_wait_us (const TbHttpResponse *response)
{
  const char *text = response->status == 429 || response->status == 503 ? tb_http_fields_get (response->fields, "Retry-After") : NULL;
  guint64 seconds = 0;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, LONGEST_WAIT_S, &seconds, NULL))
    return (gint64) seconds * TB_US_PER_SECOND;
  return 0;
}

/**
 * tb_world_set_outage:
 * @world: a world
 * @authority: an authority
 * @on: whether nobody gets an answer from it from now on
 * @error: return location
 *
 * Returns: %FALSE with the reason when it is no authority, or when it is so already
 */
gboolean
tb_world_set_outage (TbWorld *world, guint32 authority, gboolean on, GError **error)
{
  if (tb_fleet_get_role (world->fleet, authority) != TB_ROLE_AUTHORITY)
    return tb_world_refuse (world, authority, error, N_("is no authority"));
  if (tb_outage_is_on (world, authority) == on)
    return tb_world_refuse (world, authority, error, on ? N_("is down already") : N_("is not down"));
  tb_world_record (world, TB_RECORD_OUTAGE, authority, TB_NOBODY, 0, on != FALSE, TB_NO_PAYLOAD);
  if (!on)
    tb_publish_catch_up (world, authority);
  return TRUE;
}
