/* tb-network: the networks of a fleet; see tb-fleet.h. */
#include "tb-fleet-private.h"

#include <string.h>

/**
 * tb_fleet_add_network:
 * @fleet: a fleet that nobody else uses yet
 * @name: of the network
 * @inbound: probability that a probe from outside gets in, 0 to 1
 * @outbound: likewise that one from inside gets out
 *
 * Returns: %FALSE when the name is taken or there are %TB_SURFACE_MAX_SEGMENTS already
 */
gboolean
tb_fleet_add_network (TbFleet *fleet, const char *name, double inbound, double outbound)
{
  TbNetwork network = { NULL, inbound, outbound };
  guint other;

  if (fleet->networks->len == TB_SURFACE_MAX_SEGMENTS || tb_fleet_find_network (fleet, name, &other))
    return FALSE;
  network.name = g_strdup (name);
  g_array_append_val (fleet->networks, network);
  return TRUE;
}

/**
 * tb_fleet_get_n_networks:
 * @fleet: a fleet
 *
 * Returns: how many networks there are; the first, `internet`, always is
 */
guint
tb_fleet_get_n_networks (TbFleet *fleet)
{
  return fleet->networks->len;
}

/**
 * tb_fleet_get_network:
 * @fleet: a fleet
 * @network: its number
 *
 * Returns: (transfer none): a network
 */
const TbNetwork *
tb_fleet_get_network (TbFleet *fleet, guint network)
{
  return &g_array_index (fleet->networks, TbNetwork, network);
}

/**
 * tb_fleet_find_network:
 * @fleet: a fleet
 * @name: a name
 * @network: (out): its number
 *
 * Returns: whether there is one of that name
 */
gboolean
tb_fleet_find_network (TbFleet *fleet, const char *name, guint *network)
{
  for (*network = 0; *network < fleet->networks->len; (*network)++)
    if (strcmp (tb_fleet_get_network (fleet, *network)->name, name) == 0)
      return TRUE;
  return FALSE;
}

/**
 * tb_fleet_get_attacker:
 * @fleet: a fleet
 *
 * Returns: who begins outbreaks in it, or %TB_NOBODY
 */
guint32
tb_fleet_get_attacker (TbFleet *fleet)
{
  for (guint i = 0; i < fleet->groups->len; i++)
    {
      const TbGroup *group = g_ptr_array_index (fleet->groups, i);

      if (group->role == TB_ROLE_ATTACKER)
        return group->first;
    }
  return TB_NOBODY;
}
