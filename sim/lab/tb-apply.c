/* tb-apply: see the header. One row a verb. */
#include "tb-apply.h"

#include <string.h>

#include "tb-units.h"

typedef struct
{
  TbWorld *world;
  TbFleet *fleet;
  const TbCommand *command;
  guint32 device;
} Case;

static gboolean
apply_power (const Case *c, GError **error)
{
  return tb_world_power (c->world, c->device, strcmp (tb_command_get (c->command, "state"), "on") == 0, error);
}

static gboolean
apply_enrol (const Case *c, GError **error)
{
  return tb_world_enrol (c->world, c->device, error);
}

static gboolean
apply_renew (const Case *c, GError **error)
{
  return tb_world_renew (c->world, c->device, error);
}

static gboolean
apply_connect (const Case *c, GError **error)
{
  const char *to = tb_command_get (c->command, "to");

  return tb_world_connect (c->world, c->device, to ? tb_fleet_find (c->fleet, to) : TB_NOBODY, error);
}

static gboolean
apply_disconnect (const Case *c, GError **error)
{
  return tb_world_disconnect (c->world, c->device, error);
}

static gboolean
apply_publish (const Case *c, GError **error)
{
  return tb_world_publish (c->world, c->device, tb_command_get (c->command, "topic"), tb_command_get (c->command, "message"), error);
}

static gboolean
apply_report (const Case *c, GError **error)
{
  gint64 interval_us;

  return tb_units_parse_duration (tb_command_get (c->command, "interval"), &interval_us, error)
         && tb_world_report (c->world, c->device, interval_us, error);
}

typedef gboolean (*Apply) (const Case *c, GError **error);

static const Apply applies[TB_N_COMMANDS] = {
  [TB_COMMAND_POWER] = apply_power,
  [TB_COMMAND_ENROL] = apply_enrol,
  [TB_COMMAND_RENEW] = apply_renew,
  [TB_COMMAND_CONNECT] = apply_connect,
  [TB_COMMAND_DISCONNECT] = apply_disconnect,
  [TB_COMMAND_PUBLISH] = apply_publish,
  [TB_COMMAND_REPORT] = apply_report,
};

/**
 * tb_apply:
 * @world: a world
 * @fleet: its fleet
 * @command: a command that has been checked
 * @error: return location
 *
 * Returns: %FALSE with the reason when it cannot be done in the world's present state
 */
gboolean
tb_apply (TbWorld *world, TbFleet *fleet, const TbCommand *command, GError **error)
{
  Case c = { world, fleet, command, tb_fleet_find (fleet, command->device) };

  return tb_command_check (command, fleet, error) && applies[command->verb](&c, error);
}
