/* tb-policy: by which policy a group gets its certificates: the scenario's, until somebody changes it. */
#include "tb-enrolment-private.h"

#include <string.h>

const TbEnrolPolicy *
tb_policy_of_group (TbWorld *world, const TbGroup *group)
{
  const TbEnrolPolicy *changed = g_hash_table_lookup (world->policies, GUINT_TO_POINTER (group->first));

  return changed != NULL ? changed : &group->policy;
}

/**
 * tb_world_get_policy:
 * @world: a world
 * @group: devices or gateways
 *
 * Returns: (transfer none): by which policy they get their certificates now
 */
const TbEnrolPolicy *
tb_world_get_policy (TbWorld *world, const TbGroup *group)
{
  return tb_policy_of_group (world, group);
}

const TbEnrolPolicy *
tb_policy_of (TbWorld *world, guint32 object)
{
  return tb_policy_of_group (world, tb_fleet_group_of (world->fleet, object));
}

/**
 * tb_group_check_policy:
 * @group: devices or gateways
 * @policy: a policy
 * @error: return location
 *
 * Finds out whether what the group is and has suffices for the policy.
 *
 * Returns: %FALSE with %TB_ENROL_POLICY_ERROR and a sentence that says what does not fit
 */
gboolean
tb_group_check_policy (const TbGroup *group, const TbEnrolPolicy *policy, GError **error)
{
  const char *why = NULL;

  if (policy->protocol == TB_ENROL_SCEP && !tb_key_algorithm_is_rsa (group->key_algorithm))
    why = "SCEP needs RSA keys; give the group key=\"rsa2048\"";
  else if (policy->protocol == TB_ENROL_ACME && group->role != TB_ROLE_GATEWAY)
    why = "ACME is for whoever has a name that others can ask: gateways";
  if (why == NULL)
    return tb_enrol_policy_check (policy, error);
  g_set_error (error, TB_ENROL_POLICY_ERROR, TB_ENROL_POLICY_ERROR_CONFLICT, "%s", why);
  return FALSE;
}

/**
 * tb_group_begins_empty:
 * @group: a group
 *
 * Returns: whether its devices leave the factory without a root to trust, and find out by themselves
 */
gboolean
tb_group_begins_empty (const TbGroup *group)
{
  return (group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY) && group->authority != TB_NOBODY && group->policy.bootstrap != TB_BOOTSTRAP_ANCHOR;
}

/**
 * tb_world_set_policy:
 * @world: a world
 * @group: devices or gateways that have an authority
 * @policy: the whole of the new one
 * @error: return location
 *
 * Changes by which policy a group gets its certificates. Those in force stay in force until their end; when they are renewed follows the new policy.
 *
 * Returns: %FALSE with the reason when it makes no sense
 */
gboolean
tb_world_set_policy (TbWorld *world, const TbGroup *group, const TbEnrolPolicy *policy, GError **error)
{
  g_autofree char *text = NULL;

  if (group->authority == TB_NOBODY || (group->role != TB_ROLE_DEVICE && group->role != TB_ROLE_GATEWAY))
    return tb_world_refuse (world, group->first, error, N_("and its like have no authority in this scenario, so no policy either"));
  if (!tb_group_check_policy (group, policy, error))
    return FALSE;
  if (tb_enrol_policy_equal (policy, tb_policy_of_group (world, group)))
    return tb_world_refuse (world, group->first, error, N_("and its like have that policy already"));
  g_hash_table_insert (world->policies, GUINT_TO_POINTER (group->first), g_memdup2 (policy, sizeof *policy));
  text = tb_enrol_policy_to_text (policy);
  tb_world_record (world, TB_RECORD_POLICY_CHANGED, group->first, TB_NOBODY, 0, 0, tb_world_add_payload (world, g_bytes_new (text, strlen (text))));
  tb_bootstrap_policy_changed (world, group);
  for (guint32 i = 0; i < group->count; i++)
    tb_lifecycle_plan_renewal (world, group->first + i);
  return TRUE;
}
