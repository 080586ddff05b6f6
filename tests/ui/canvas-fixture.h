/* canvas-fixture: fleets made by hand, from a smart home to a million devices, for the tests of what the canvas is made of. */
#pragma once

#include "tb-scene.h"

static inline TbGroup *
add_devices (TbFleet *fleet, const char *name, guint32 count, const TbGroup *gateways, const TbGroup *broker)
{
  TbGroup *group = tb_fleet_add_group (fleet, name, TB_ROLE_DEVICE, count);

  group->icon = g_strdup (name);
  group->label = g_strdup (name);
  group->gateway_first = gateways->first;
  group->gateway_count = gateways->count;
  group->service = broker->first;
  return group;
}

/* Authority 1, broker 2, gateways from 3, then @n_devices of two kinds, then somebody who listens to the first gateway. */
static inline TbFleet *
make_fleet (guint32 n_devices, guint32 n_gateways)
{
  TbFleet *fleet = tb_fleet_new ();
  TbGroup *authority = tb_fleet_add_group (fleet, "authority", TB_ROLE_AUTHORITY, 1);
  TbGroup *broker = tb_fleet_add_group (fleet, "broker", TB_ROLE_BROKER, 1);
  TbGroup *gateways = tb_fleet_add_group (fleet, "gateway", TB_ROLE_GATEWAY, n_gateways);
  TbGroup *eavesdropper;

  gateways->authority = authority->first;
  add_devices (fleet, "camera", n_devices / 2, gateways, broker);
  add_devices (fleet, "lock", n_devices - n_devices / 2, gateways, broker)->authority = authority->first;
  eavesdropper = tb_fleet_add_group (fleet, "eavesdropper", TB_ROLE_EAVESDROPPER, 1);
  eavesdropper->watches = gateways->first;
  return fleet;
}
