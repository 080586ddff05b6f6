/* tb-move: devices that report to another broker from now on, as when their settings are changed.
 *
 * To try another broker once is the order to connect; this one stays, over reconnections and restarts. */
#include "tb-enrolment-private.h"

static gboolean
can_move (TbWorld *world, guint32 object)
{
  TbRole role = tb_fleet_get_role (world->fleet, object);

  return role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY;
}

/* Whatever it has with the broker before ends; it goes to the new one at once, or when it has finished what it does. */
static void
move (TbWorld *world, guint32 device, guint32 broker)
{
  const TbActor *actor = &world->actors[device];

  tb_world_record (world, TB_RECORD_MOVED, device, broker, 0, 0, TB_NO_PAYLOAD);
  tb_resume_forget (world, device);
  if (actor->enrolment == NULL && (actor->session != NULL || actor->connecting != TB_NOBODY))
    tb_lifecycle_cut_off (world, device);
  tb_broker_close (world, device);
  tb_lifecycle_went_well (world, device);
  if (tb_world_is_on (world, device))
    tb_lifecycle_begin (world, device, TB_CAUSE_ORDERED);
}

/**
 * tb_world_move:
 * @world: a world
 * @whom: devices or gateways
 * @broker: where they report from now on
 * @error: return location
 *
 * Returns: %FALSE with the reason when that is no broker, or all of them report there already
 */
gboolean
tb_world_move (TbWorld *world, const TbDevices *whom, guint32 broker, GError **error)
{
  guint n = 0;

  if (!can_move (world, whom->first))
    return tb_world_refuse (world, whom->first, error, N_("is no device; name a device or a gateway"));
  if (tb_fleet_get_role (world->fleet, broker) != TB_ROLE_BROKER)
    return tb_world_refuse (world, broker, error, N_("is no broker; devices report to brokers only"));
  for (guint32 i = whom->first; i < whom->first + whom->count; i++)
    if (tb_state_get_service (world->state, i) != broker)
      {
        move (world, i, broker);
        n++;
      }
  return n > 0 || tb_world_refuse (world, whom->first, error, N_("reports there already"));
}
