/* tb-path: where a packet passes on its way, how long that takes, and who listens; see tb-fleet.h. Times are modelled from the links. */
#include "tb-fleet.h"

#include "tb-units.h"

/**
 * tb_fleet_get_path:
 * @fleet: a fleet
 * @from: where a packet begins
 * @to: where it ends
 * @hops: (out caller-allocates): the objects it passes, both ends included
 *
 * Packets between a device and a service pass the device's gateway.
 *
 * Returns: how many objects, at least 2 for two different ends
 */
guint
tb_fleet_get_path (TbFleet *fleet, guint32 from, guint32 to, guint32 hops[TB_FLEET_MAX_HOPS])
{
  guint32 near = tb_fleet_get_gateway (fleet, from);
  guint32 far = tb_fleet_get_gateway (fleet, to);
  guint n = 0;

  hops[n++] = from;
  if (near != TB_NOBODY && near != to)
    hops[n++] = near;
  if (far != TB_NOBODY && far != from && far != near)
    hops[n++] = far;
  hops[n++] = to;
  return n;
}

/**
 * tb_fleet_get_hop_link:
 * @fleet: a fleet
 * @one: an object on a path
 * @next: the next on it
 *
 * The link between two neighbours belongs to whichever is further from the services: a device's access, or a gateway's uplink.
 *
 * Returns: (transfer none) (nullable): the link, %NULL between services in one place
 */
const TbLink *
tb_fleet_get_hop_link (TbFleet *fleet, guint32 one, guint32 next)
{
  const TbGroup *a = tb_fleet_group_of (fleet, one);
  const TbGroup *b = tb_fleet_group_of (fleet, next);

  if (a->role == TB_ROLE_DEVICE)
    return a->link;
  if (b->role == TB_ROLE_DEVICE)
    return b->link;
  return a->role == TB_ROLE_GATEWAY ? a->link : b->link;
}

/**
 * tb_fleet_get_path_time_us:
 * @fleet: a fleet
 * @from: where a packet begins
 * @to: where it ends
 * @n_bytes: its size
 * @losses: (nullable): chance of loss and retransmission; %NULL for none
 *
 * Modelled from the links: store and forward at each hop.
 *
 * Returns: microseconds from the first bit sent to the last received, at least 1
 */
gint64
tb_fleet_get_path_time_us (TbFleet *fleet, guint32 from, guint32 to, gsize n_bytes, TbStream *losses)
{
  guint32 hops[TB_FLEET_MAX_HOPS];
  guint n = tb_fleet_get_path (fleet, from, to, hops);
  gint64 time_us = 1;

  for (guint i = 0; i + 1 < n; i++)
    {
      const TbLink *link = tb_fleet_get_hop_link (fleet, hops[i], hops[i + 1]);

      if (link != NULL)
        time_us += tb_link_get_time_us (link, n_bytes, losses);
    }
  return time_us;
}

static gboolean
watches (const TbGroup *group, guint32 one, guint32 next)
{
  return group->role == TB_ROLE_EAVESDROPPER && (group->watches == one || group->watches == next);
}

/**
 * tb_fleet_is_watched:
 * @fleet: a fleet
 * @from: where a packet begins
 * @to: where it ends
 * @eavesdropper: (out) (optional): who listens
 *
 * An eavesdropper listens on one link: between the object it watches and the services.
 *
 * Returns: whether somebody listens on the path
 */
gboolean
tb_fleet_is_watched (TbFleet *fleet, guint32 from, guint32 to, guint32 *eavesdropper)
{
  guint32 hops[TB_FLEET_MAX_HOPS];
  guint n = tb_fleet_get_path (fleet, from, to, hops);

  for (guint g = 0; g < tb_fleet_get_n_groups (fleet); g++)
    for (guint i = 0; i + 1 < n; i++)
      {
        const TbGroup *group = tb_fleet_get_group (fleet, g);

        /* Of the two hops at a gateway only the one towards the services is listened to. */
        if (!watches (group, hops[i], hops[i + 1]) || tb_fleet_get_gateway (fleet, hops[i]) == group->watches
            || tb_fleet_get_gateway (fleet, hops[i + 1]) == group->watches)
          continue;
        if (eavesdropper != NULL)
          *eavesdropper = group->first;
        return TRUE;
      }
  return FALSE;
}
