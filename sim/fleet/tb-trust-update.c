/* tb-trust-update: how devices learn of a new root: a signed message from their authority, sent to a share of a group at a time.
 *
 * The message proves itself, so it needs no session. Who is switched off gets it on waking, for as long as the authority sends it. */
#include "tb-world-private.h"

#include "tb-trust-message.h"

static gboolean
trusts_newest (TbWorld *world, guint32 device, guint32 authority)
{
  guint number = tb_anchors_find (tb_state_get_anchors (world->state), authority);

  return number == TB_NO_ANCHOR || (tb_state_get_trusted (world->state, device) >> number & 1) != 0;
}

/* The first so many of a group, in percent, rounded up. */
static gboolean
is_in_share (const TbGroup *group, guint32 device, guint share)
{
  return (guint64) (device - group->first) * 100 < (guint64) group->count * share;
}

static void
send (TbWorld *world, guint32 device, guint32 authority)
{
  GBytes *update = tb_service_get (world, authority)->update;
  guint64 index;
  gint64 way_us = tb_world_send (world, authority, device, TB_SIDE_SERVER, TB_NO_PAYLOAD, 0, update, &index);

  tb_world_push (world, way_us, TB_EVENT_TRUST_UPDATE_ARRIVED, device, index);
}

static gboolean
has_update (TbWorld *world, guint32 authority)
{
  const TbService *service = authority != TB_NOBODY ? tb_service_get (world, authority) : NULL;

  return service != NULL && service->update != NULL;
}

/* What it slept through. */
void
tb_trust_woke (TbWorld *world, guint32 device)
{
  const TbGroup *group = tb_fleet_group_of (world->fleet, device);
  guint share = GPOINTER_TO_UINT (g_hash_table_lookup (world->update_shares, GUINT_TO_POINTER (group->first)));

  if (has_update (world, group->authority) && is_in_share (group, device, share) && !trusts_newest (world, device, group->authority))
    send (world, device, group->authority);
}

static void
take (TbWorld *world, guint32 device, guint32 authority, TbCertificate *root)
{
  const TbAnchors *anchors = tb_state_get_anchors (world->state);

  for (guint i = 0; i < anchors->n; i++)
    if (anchors->anchors[i].authority == authority && g_bytes_equal (tb_certificate_get_der (g_ptr_array_index (world->anchors, i)), tb_certificate_get_der (root))
        && (tb_state_get_trusted (world->state, device) >> i & 1) == 0)
      tb_world_record (world, TB_RECORD_ANCHOR_ADDED, device, authority, i, 1, anchors->anchors[i].payload);
}

/* The device checks the bytes that arrived with the roots it has. */
void
tb_trust_update_arrived (TbWorld *world, const TbEvent *event)
{
  const TbRecord *message = tb_journal_get (world->journal, event->value);
  g_autoptr (GPtrArray) anchors = tb_service_list_anchors (world, event->subject);
  g_autoptr (TbCertificate) root = NULL;
  guint32 authority = message->subject;
  guint32 payload = message->payload;
  TbMessageInfo info;

  if (!tb_message_decode (tb_journal_get_payload (world->journal, payload), &info))
    return;
  root = tb_trust_message_open (world->crypto, info.plain, anchors, tb_world_unix_us (world), NULL);
  g_bytes_unref (info.plain);
  if (root != NULL)
    take (world, event->subject, authority, root);
  else
    tb_world_record (world, TB_RECORD_TRUST_UPDATE_REFUSED, event->subject, authority, 0, 0, payload);
}

/**
 * tb_world_update_trust:
 * @world: a world
 * @group: devices of one kind
 * @share: up to how many of them, in percent
 * @error: return location
 *
 * Lets their authority tell them of its new root, those that are switched off when they wake.
 *
 * Returns: %FALSE with the reason when there is nothing to tell
 */
gboolean
tb_world_update_trust (TbWorld *world, const TbGroup *group, guint share, GError **error)
{
  g_autofree char *authority = group->authority != TB_NOBODY ? tb_fleet_dup_name (world->fleet, group->authority) : NULL;

  if (authority == NULL || (group->role != TB_ROLE_DEVICE && group->role != TB_ROLE_GATEWAY))
    g_set_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "%s are no devices of an authority", group->name);
  else if (!has_update (world, group->authority))
    g_set_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "%s has no new root beside its old one; roll it over first", authority);
  else
    {
      g_hash_table_insert (world->update_shares, GUINT_TO_POINTER (group->first), GUINT_TO_POINTER (share));
      for (guint32 i = group->first; i < group->first + group->count; i++)
        if (tb_world_is_on (world, i))
          tb_trust_woke (world, i);
      return TRUE;
    }
  return FALSE;
}
