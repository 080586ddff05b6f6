/* tb-verifying: devices and brokers that do not look at what their peers show, because somebody has switched that off.
 *
 * Such a device believes whoever answers; such a broker does not even ask for certificates and believes every name. Then everything connects, whatever is wrong
 * with its certificate, and whoever sits in between as well. */
#include "tb-world-private.h"

static gboolean
can_verify (TbWorld *world, guint32 object)
{
  TbRole role = tb_fleet_get_role (world->fleet, object);

  return role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY || (role == TB_ROLE_BROKER && tb_fleet_group_of (world->fleet, object)->demands_certificate);
}

gboolean
tb_verifying_is_on (TbWorld *world, guint32 object)
{
  return tb_state_get (world->state, object)->is_verifying;
}

/* What was agreed on without looking is not taken up again once it looks. */
static void
change (TbWorld *world, guint32 object, gboolean on)
{
  tb_world_record (world, TB_RECORD_VERIFYING_CHANGED, object, TB_NOBODY, 0, on != FALSE, TB_NO_PAYLOAD);
  if (on)
    tb_resume_forget (world, object);
}

/**
 * tb_world_verify:
 * @world: a world
 * @whom: devices, gateways, or one broker that demands certificates
 * @on: whether they look at what their peers show in TLS from their next handshake on
 * @error: return location
 *
 * Returns: %FALSE with the reason when it makes no difference
 */
gboolean
tb_world_verify (TbWorld *world, const TbDevices *whom, gboolean on, GError **error)
{
  guint n = 0;

  if (!can_verify (world, whom->first))
    return tb_world_refuse (world, whom->first, error, N_("verifies nobody in this scenario; name a device, or a broker that demands certificates"));
  for (guint32 i = whom->first; i < whom->first + whom->count; i++)
    if (tb_verifying_is_on (world, i) != on)
      {
        change (world, i, on);
        n++;
      }
  if (n > 0)
    return TRUE;
  return tb_world_refuse (world, whom->first, error, on ? N_("verifies its peers already") : N_("does not verify its peers as it is"));
}
