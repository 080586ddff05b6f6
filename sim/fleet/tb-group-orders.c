/* tb-group-orders: orders about a whole group at once, as after a leak of keys: all its certificates are taken back, and all of it begins anew.
 *
 * Whoever the order makes no sense for is passed over; it is refused when that is everybody. */
#include "tb-world-private.h"

static gboolean
has_authority (TbWorld *world, const TbDevices *whom, GError **error)
{
  return tb_fleet_group_of (world->fleet, whom->first)->authority != TB_NOBODY
         || tb_world_refuse (world, whom->first, error, N_("and its like belong to no authority in this scenario"));
}

typedef gboolean (*Revoke) (TbWorld *world, guint32 object, guint reason, GError **error);

static guint
revoke_each (TbWorld *world, const TbDevices *whom, guint reason, Revoke revoke)
{
  guint n_done = 0;

  for (guint32 i = 0; i < whom->count; i++)
    n_done += revoke (world, whom->first + i, reason, NULL) != FALSE;
  return n_done;
}

/**
 * tb_world_revoke_all:
 * @world: a world
 * @whom: a group that has an authority
 * @reason: why, a CRLReason (RFC 5280 section 5.3.1)
 * @error: return location
 *
 * Takes back every certificate of the group that is in force.
 *
 * Returns: %FALSE with the reason when there is none
 */
gboolean
tb_world_revoke_all (TbWorld *world, const TbDevices *whom, guint reason, GError **error)
{
  if (!has_authority (world, whom, error))
    return FALSE;
  return revoke_each (world, whom, reason, tb_world_revoke) > 0
         || tb_world_refuse (world, whom->first, error, N_("and its like have no certificate in force; there is nothing left to revoke"));
}

/**
 * tb_world_revoke_former_all:
 * @world: a world
 * @whom: a group that has an authority
 * @reason: why, a CRLReason (RFC 5280 section 5.3.1)
 * @error: return location
 *
 * Takes back what everybody in the group had before the present certificate, where that is in force still.
 *
 * Returns: %FALSE with the reason when there is none
 */
gboolean
tb_world_revoke_former_all (TbWorld *world, const TbDevices *whom, guint reason, GError **error)
{
  if (!has_authority (world, whom, error))
    return FALSE;
  return revoke_each (world, whom, reason, tb_world_revoke_former) > 0
         || tb_world_refuse (world, whom->first, error, N_("and its like had no certificates before that are in force still"));
}

static gboolean
needs_first_certificate (TbWorld *world, guint32 device)
{
  guint8 identity = tb_state_get (world->state, device)->identity;

  return tb_state_get (world->state, device)->is_captured || world->actors[device].enrols_anew || identity == TB_IDENTITY_NONE || identity == TB_IDENTITY_EXPIRED
         || identity == TB_IDENTITY_REVOKED;
}

/**
 * tb_world_enrol_all:
 * @world: a world
 * @whom: a group that has an authority
 * @error: return location
 *
 * Lets everybody in the group begin anew who has no certificate in force: at once, or as soon as it is on and has finished what it does.
 *
 * Returns: %FALSE with the reason when all have one
 */
gboolean
tb_world_enrol_all (TbWorld *world, const TbDevices *whom, GError **error)
{
  guint n_done = 0;

  if (!has_authority (world, whom, error))
    return FALSE;
  for (guint32 i = 0; i < whom->count; i++)
    if (needs_first_certificate (world, whom->first + i))
      {
        tb_lifecycle_enrol_anew (world, whom->first + i);
        n_done++;
      }
  return n_done > 0 || tb_world_refuse (world, whom->first, error, N_("and its like have certificates; renew them instead"));
}

/**
 * tb_world_renew_all:
 * @world: a world
 * @whom: a group that has an authority
 * @error: return location
 *
 * Lets everybody in the group renew who can now: is on, has a certificate in force and is not in the middle of something.
 *
 * Returns: %FALSE with the reason when that is nobody
 */
gboolean
tb_world_renew_all (TbWorld *world, const TbDevices *whom, GError **error)
{
  guint n_done = 0;

  if (!has_authority (world, whom, error))
    return FALSE;
  for (guint32 i = 0; i < whom->count; i++)
    n_done += tb_world_renew (world, whom->first + i, NULL) != FALSE;
  return n_done > 0 || tb_world_refuse (world, whom->first, error, N_("and its like have no certificate in force to renew, or are busy; enrol them instead"));
}
