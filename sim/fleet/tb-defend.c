/* tb-defend: what people order in an outbreak: defences of devices and services, and on the other side what the attacker does. Each is checked against
 * the state at the moment it applies. */
#include "tb-spread.h"

#include <string.h>

static gboolean
has_doors (TbWorld *world, guint32 object)
{
  return tb_fleet_get_role (world->fleet, object) == TB_ROLE_DEVICE;
}

static gboolean
check_devices (TbWorld *world, const TbDevices *whom, GError **error)
{
  return has_doors (world, whom->first) || tb_world_refuse (world, whom->first, error, N_("is no device; name a device, or a group of them"));
}

static gboolean
check_attacker (TbWorld *world, GError **error)
{
  if (world->spread != NULL)
    return TRUE;
  g_set_error_literal (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW, "there is no attacker in this scenario; open one that has one, such as smart-home");
  return FALSE;
}

/* --- doors --- */

/* Management over TLS needs somebody who can show whom to trust: a device without a certificate of its own trusts nobody there. */
static gboolean
can_defend (TbWorld *world, guint32 device, TbDefence defence)
{
  guint8 identity = tb_state_get (world->state, device)->identity;

  if (!tb_world_is_on (world, device))
    return FALSE;
  return defence != TB_DEFENCE_MANAGE_OVER_TLS || identity == TB_IDENTITY_VALID || identity == TB_IDENTITY_RENEWING || identity == TB_IDENTITY_EXPIRING;
}

/* What it says to its broker is still what all of its kind say, or somebody has read it: that is changed, whatever its doors are. */
static gboolean
is_known (TbWorld *world, guint32 device, TbDefence defence)
{
  const TbObjectState *state = tb_state_get (world->state, device);

  return defence == TB_DEFENCE_CHANGE_CREDENTIAL && (state->exposed || (tb_fleet_group_of (world->fleet, device)->password != NULL && state->n_credentials == 0));
}

static gboolean
defend (TbWorld *world, guint32 device, TbDefence defence, guint network, gboolean on)
{
  TbSurface surface = tb_state_get (world->state, device)->surface;
  gboolean changes;

  if (!can_defend (world, device, defence))
    return FALSE;
  if (defence == TB_DEFENCE_EGRESS && !on)
    {
      changes = surface.egress_limited;
      surface.egress_limited = FALSE;
    }
  else
    changes = tb_surface_defend (&surface, defence, (guint8) network) || is_known (world, device, defence);
  if (changes)
    tb_world_record (world, TB_RECORD_SURFACE_CHANGED, device, TB_NOBODY, tb_surface_pack (&surface), (guint16) defence, TB_NO_PAYLOAD);
  return changes;
}

static gboolean
explain (TbWorld *world, const TbDevices *whom, TbDefence defence, GError **error)
{
  if (whom->count > 1)
    return tb_world_refuse (world, whom->first, error, defence == TB_DEFENCE_MANAGE_OVER_TLS
                            ? N_("and those after it are switched off, have no certificate in force, or are managed like that already")
                            : N_("and those after it are switched off, or like that already"));
  if (!tb_world_is_on (world, whom->first))
    return tb_world_refuse (world, whom->first, error, N_("is switched off; switch it on first"));
  if (!can_defend (world, whom->first, defence))
    return tb_world_refuse (world, whom->first, error, N_("has no certificate in force, so there is nobody it could trust; enrol it first"));
  return tb_world_refuse (world, whom->first, error, N_("is like that already"));
}

/**
 * tb_world_defend:
 * @world: a world
 * @whom: devices; those that are switched off are passed over
 * @defence: one that changes their doors
 * @network: where to, for %TB_DEFENCE_SEGMENT
 * @on: whether it is ordered or lifted; only an egress filter can be lifted
 * @error: return location
 *
 * Returns: %FALSE with the reason when nothing was there to change
 */
gboolean
tb_world_defend (TbWorld *world, const TbDevices *whom, TbDefence defence, guint network, gboolean on, GError **error)
{
  guint n = 0;

  if (!check_devices (world, whom, error))
    return FALSE;
  for (guint32 i = 0; i < whom->count; i++)
    n += defend (world, whom->first + i, defence, network, on);
  return n > 0 || explain (world, whom, defence, error);
}

/* --- devices that are kept away --- */

static gboolean
is_kept (const TbObjectState *state, TbRecordKind kind)
{
  return kind == TB_RECORD_QUARANTINED ? state->is_quarantined : state->is_barred;
}

/* What it had with others is cut; when nothing keeps it any more it begins anew. */
static void
keep_away (TbWorld *world, guint32 device, TbRecordKind kind, gboolean on)
{
  if (on)
    tb_lifecycle_cut_off (world, device);
  tb_world_record (world, kind, device, tb_fleet_get_gateway (world->fleet, device), 0, (guint16) on, TB_NO_PAYLOAD);
  if (!on)
    tb_lifecycle_begin (world, device, TB_CAUSE_SWITCHED_ON);
}

static gboolean
keep_all_away (TbWorld *world, const TbDevices *whom, TbRecordKind kind, gboolean on, GError **error)
{
  guint n = 0;

  if (!check_devices (world, whom, error))
    return FALSE;
  for (guint32 i = 0; i < whom->count; i++)
    if (tb_world_is_on (world, whom->first + i) && is_kept (tb_state_get (world->state, whom->first + i), kind) != on)
      {
        keep_away (world, whom->first + i, kind, on);
        n++;
      }
  return n > 0 || explain (world, whom, TB_DEFENCE_QUARANTINE, error);
}

/**
 * tb_world_quarantine:
 * @world: a world
 * @whom: devices; those that are switched off are passed over
 * @on: whether it is ordered or lifted
 * @error: return location
 *
 * Nobody reaches a device in quarantine, and it reaches nobody, its owner's broker included.
 *
 * Returns: %FALSE with the reason when nothing was there to change
 */
gboolean
tb_world_quarantine (TbWorld *world, const TbDevices *whom, gboolean on, GError **error)
{
  return keep_all_away (world, whom, TB_RECORD_QUARANTINED, on, error);
}

/**
 * tb_world_bar:
 * @world: a world
 * @whom: devices; those that are switched off are passed over
 * @on: whether it is ordered or lifted
 * @error: return location
 *
 * Gateways keep them from every broker and authority. That closes none of their doors.
 *
 * Returns: %FALSE with the reason when nothing was there to change
 */
gboolean
tb_world_bar (TbWorld *world, const TbDevices *whom, gboolean on, GError **error)
{
  return keep_all_away (world, whom, TB_RECORD_CLIENT_BARRED, on, error);
}

/**
 * tb_world_reboot:
 * @world: a world
 * @whom: devices; those that are switched off are passed over
 * @error: return location
 *
 * Returns: %FALSE with the reason when all of them are off
 */
gboolean
tb_world_reboot (TbWorld *world, const TbDevices *whom, GError **error)
{
  guint n = 0;

  if (!check_devices (world, whom, error))
    return FALSE;
  for (guint32 i = 0; i < whom->count; i++)
    {
      guint32 device = whom->first + i;

      if (!tb_world_is_on (world, device))
        continue;
      tb_lifecycle_switch_off (world, device, TRUE);
      tb_world_push (world, tb_defence_info (TB_DEFENCE_REBOOT)->away_us, TB_EVENT_POWER_ON, device, 0);
      n++;
    }
  return n > 0 || tb_world_refuse (world, whom->first, error, whom->count > 1 ? N_("and those after it are all switched off") : N_("is switched off; switch it on"));
}

/* --- services --- */

static gboolean
check_service (TbWorld *world, guint32 service, GError **error)
{
  if (tb_fleet_group_of (world->fleet, service)->capacity.bits_per_s > 0)
    return check_attacker (world, error);
  return tb_world_refuse (world, service, error, N_("takes in as much as comes in this scenario; give it a capacity-kbps, or name a service that has one"));
}

/**
 * tb_world_limit:
 * @world: a world
 * @service: a service with a capacity
 * @bits_per_s: that it takes from one client, 0 for no limit
 * @error: return location
 *
 * Returns: %FALSE with the reason when there is nothing to limit
 */
gboolean
tb_world_limit (TbWorld *world, guint32 service, guint64 bits_per_s, GError **error)
{
  if (!check_service (world, service, error))
    return FALSE;
  tb_world_record (world, TB_RECORD_LIMIT_CHANGED, service, TB_NOBODY, (gint64) bits_per_s, 0, TB_NO_PAYLOAD);
  tb_siege_reckon_soon (world);
  return TRUE;
}

/* --- the other side --- */

/**
 * tb_world_flood:
 * @world: a world
 * @service: a service with a capacity
 * @on: whether bots are sent or called off
 * @error: return location
 *
 * Gives the attacker's orders. A model: nothing is sent.
 *
 * Returns: %FALSE with the reason when it is like that already
 */
gboolean
tb_world_flood (TbWorld *world, guint32 service, gboolean on, GError **error)
{
  const TbSiege *siege = tb_state_get_siege (world->state, service);

  if (!check_service (world, service, error))
    return FALSE;
  if ((siege != NULL && siege->is_target) == on)
    return tb_world_refuse (world, service, error, on ? N_("is being flooded already") : N_("is not being flooded"));
  tb_world_record (world, TB_RECORD_FLOOD_ORDERED, world->spread->attacker->first, service, 0, (guint16) on, TB_NO_PAYLOAD);
  tb_siege_reckon_soon (world);
  return TRUE;
}

/**
 * tb_world_outbreak:
 * @world: a world
 * @on: whether the attacker begins or stops; bots go on by themselves
 * @error: return location
 *
 * Returns: %FALSE with the reason when it is like that already
 */
gboolean
tb_world_outbreak (TbWorld *world, gboolean on, GError **error)
{
  if (!check_attacker (world, error))
    return FALSE;
  if (world->spread->is_scanning == on)
    return tb_world_refuse (world, world->spread->attacker->first, error, on ? N_("is looking for devices already") : N_("is not looking for devices"));
  if (on)
    tb_spread_begin (world);
  else
    tb_spread_halt (world);
  return TRUE;
}

/**
 * tb_world_infect:
 * @world: a world
 * @device: a device that is on
 * @error: return location
 *
 * The attacker takes it himself, by whatever it takes.
 *
 * Returns: %FALSE with the reason when it cannot be taken
 */
gboolean
tb_world_infect (TbWorld *world, guint32 device, GError **error)
{
  TbDevices one = { device, 1 };

  if (!check_attacker (world, error) || !check_devices (world, &one, error))
    return FALSE;
  if (!tb_world_is_on (world, device))
    return tb_world_refuse (world, device, error, N_("is switched off; switch it on first"));
  if (tb_state_get (world->state, device)->infection != TB_INFECTION_NONE)
    return tb_world_refuse (world, device, error, N_("is infected already"));
  if (world->spread->outbreak == NULL)
    tb_spread_begin (world);
  return tb_spread_take (world, device) || tb_world_refuse (world, device, error, N_("is clean for good"));
}

/**
 * tb_world_tune:
 * @world: a world
 * @campaign: what the attacker does from here on; door, list and time to infect stay as they are
 * @text: how that was ordered, for the journal
 * @error: return location
 *
 * Returns: %FALSE with the reason when there is no attacker, or a number will not do
 */
gboolean
tb_world_tune (TbWorld *world, const TbCampaign *campaign, const char *text, GError **error)
{
  if (!check_attacker (world, error) || !tb_campaign_check (campaign, world->fleet, error))
    return FALSE;
  world->spread->campaign = *campaign;
  tb_world_record (world, TB_RECORD_CAMPAIGN_CHANGED, world->spread->attacker->first, TB_NOBODY, 0, TB_CAMPAIGN_RETUNED,
                   tb_world_add_payload (world, g_bytes_new (text, strlen (text))));
  tb_spread_retune (world);
  tb_siege_reckon_soon (world);
  return TRUE;
}

/**
 * tb_world_get_campaign:
 * @world: a world
 *
 * Returns: (transfer none) (nullable): what the attacker does now, %NULL where there is none
 */
const TbCampaign *
tb_world_get_campaign (TbWorld *world)
{
  return world->spread != NULL ? &world->spread->campaign : NULL;
}
