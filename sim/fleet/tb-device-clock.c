/* tb-device-clock: what a device takes the time to be, when it judges somebody's certificate.
 *
 * A clock without a battery begins in 1970 each time the power comes; then no certificate is valid yet. What a device makes of that its policy says. The run's
 * own time is never touched. */
#include "tb-enrolment-private.h"

/* Firmware is signed so long before a run begins, and carries its date. */
#define FIRMWARE_AGE_US (365 * TB_US_PER_DAY)

static void
set_offset (TbWorld *world, guint32 device, guint32 by, gint64 offset_us)
{
  tb_world_record (world, TB_RECORD_CLOCK_CHANGED, device, by, offset_us, 0, TB_NO_PAYLOAD);
}

void
tb_device_clock_power_on (TbWorld *world, guint32 device)
{
  if (tb_fleet_group_of (world->fleet, device)->has_no_battery)
    set_offset (world, device, TB_NOBODY, -tb_world_unix_us (world));
}

/* The newest date that it has seen signed: of its firmware, of what it trusts, of its own certificate. */
static gint64
get_floor_us (TbWorld *world, guint32 device)
{
  TbIdentity *identity = world->actors[device].identity;
  g_autoptr (GPtrArray) seen = tb_service_list_anchors (world, device);
  gint64 floor_us = world->start_unix_us - FIRMWARE_AGE_US;

  if (identity != NULL)
    floor_us = MAX (floor_us, tb_certificate_get_not_before_us (tb_identity_get_certificate (identity)));
  for (guint i = 0; i < seen->len; i++)
    floor_us = MAX (floor_us, tb_certificate_get_not_before_us (g_ptr_array_index (seen, i)));
  return floor_us;
}

/* A device that asks before it judges sets its clock by the answer. Returns: how far from the right time it judges, in microseconds */
gint64
tb_device_clock_judge_by (TbWorld *world, guint32 device)
{
  gint64 offset_us = tb_state_get (world->state, device)->clock_offset_us, now_us = tb_world_unix_us (world);
  guint32 gateway = tb_fleet_get_gateway (world->fleet, device);

  switch (tb_policy_of (world, device)->clock)
    {
    case TB_CLOCK_FLOOR:
      return MAX (now_us + offset_us, get_floor_us (world, device)) - now_us;
    case TB_CLOCK_ASK:
      if (offset_us != 0 && gateway != TB_NOBODY)
        set_offset (world, device, gateway, offset_us = 0);
      return offset_us;
    case TB_CLOCK_TRUST:
    default:
      return offset_us;
    }
}

/**
 * tb_world_set_clock:
 * @world: a world
 * @device: a device or gateway
 * @unix_us: what its clock says from now on, or %G_MININT64 for the right time
 * @error: return location
 *
 * Returns: %FALSE with the reason when it has no clock to set
 */
gboolean
tb_world_set_clock (TbWorld *world, guint32 device, gint64 unix_us, GError **error)
{
  TbRole role = tb_fleet_get_role (world->fleet, device);

  if (role != TB_ROLE_DEVICE && role != TB_ROLE_GATEWAY)
    return tb_world_refuse (world, device, error, N_("has the right time always; name a device or a gateway"));
  set_offset (world, device, TB_NOBODY, unix_us == G_MININT64 ? 0 : unix_us - tb_world_unix_us (world));
  return TRUE;
}
