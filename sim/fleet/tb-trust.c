/* tb-trust: whom devices trust: the roots in their trust stores, and the orders that change them.
 *
 * A trust store counts when a handshake begins. An open session goes on, and so the device forgets its ticket when it stops trusting: taking up
 * the old session would ask nobody. */
#include "tb-world-private.h"

static void G_GNUC_PRINTF (2, 3)
refuse (GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, text);
}

static void
record (TbWorld *world, TbRecordKind kind, guint32 device, guint number)
{
  const TbAnchor *anchor = &tb_state_get_anchors (world->state)->anchors[number];

  tb_world_record (world, kind, device, anchor->authority, number, 0, anchor->payload);
}

static gboolean
begin_to_trust (TbWorld *world, guint32 device, guint32 authority)
{
  guint number = tb_anchors_find (tb_state_get_anchors (world->state), authority);

  if (number == TB_NO_ANCHOR || (tb_state_get_trusted (world->state, device) >> number & 1) != 0)
    return FALSE;
  record (world, TB_RECORD_ANCHOR_ADDED, device, number);
  return TRUE;
}

/* All roots of that authority go, of whichever generation. */
static gboolean
stop_to_trust (TbWorld *world, guint32 device, guint32 authority)
{
  const TbAnchors *anchors = tb_state_get_anchors (world->state);
  guint64 gone = tb_anchors_of (anchors, authority) & tb_state_get_trusted (world->state, device);

  if (gone == 0)
    return FALSE;
  for (guint i = 0; i < anchors->n; i++)
    if ((gone >> i & 1) != 0)
      record (world, TB_RECORD_ANCHOR_REMOVED, device, i);
  tb_resume_forget (world, device);
  return TRUE;
}

static gboolean
has_trust_store (TbWorld *world, guint32 object)
{
  TbRole role = tb_fleet_get_role (world->fleet, object);

  return role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY;
}

/* Why nothing was there to change. */
static void
explain (TbWorld *world, guint32 first, guint32 count, const char *authority, gboolean trusted, GError **error)
{
  g_autofree char *name = tb_fleet_dup_name (world->fleet, first);

  if (count > 1)
    refuse (error, trusted ? "everybody in the group of %s who is switched on trusts %s already" : "nobody in the group of %s who is switched on trusts %s", name, authority);
  else if (!tb_world_is_on (world, first))
    refuse (error, "%s is switched off; switch it on first", name);
  else
    refuse (error, trusted ? "%s trusts %s already" : "%s does not trust %s", name, authority);
}

/**
 * tb_world_trust:
 * @world: a world
 * @first: a device or gateway
 * @count: how many that follow each other, the first included; those that are switched off are passed over
 * @authority: an authority
 * @trusted: whether its root comes into the trust stores or goes
 * @error: return location
 *
 * Changes whom devices trust, as somebody at the device would.
 *
 * Returns: %FALSE with the reason when there is nothing to change
 */
gboolean
tb_world_trust (TbWorld *world, guint32 first, guint32 count, guint32 authority, gboolean trusted, GError **error)
{
  g_autofree char *whom = tb_fleet_dup_name (world->fleet, authority);
  g_autofree char *who = tb_fleet_dup_name (world->fleet, first);
  guint n = 0;

  if (!has_trust_store (world, first))
    refuse (error, "%s has no trust store in this scenario; name a device or a gateway", who);
  else if (tb_fleet_get_role (world->fleet, authority) != TB_ROLE_AUTHORITY)
    refuse (error, "%s is no authority", whom);
  else if (tb_anchors_find (tb_state_get_anchors (world->state), authority) == TB_NO_ANCHOR)
    refuse (error, "%s has no root in force that trust stores could hold", whom);
  else
    {
      for (guint32 i = first; i < first + count; i++)
        if (tb_world_is_on (world, i))
          n += trusted ? begin_to_trust (world, i, authority) : stop_to_trust (world, i, authority);
      if (n > 0)
        return TRUE;
      explain (world, first, count, whom, trusted, error);
    }
  return FALSE;
}
