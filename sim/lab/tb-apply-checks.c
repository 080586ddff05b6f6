/* tb-apply-checks: commands about who shows whom a certificate and who asks whether it was revoked; and about a thief who has a broker's. */
#include "tb-apply-private.h"

#include <string.h>

/* The one or the group that the command is for. */
static TbDevices
whom (const TbCase *c)
{
  const char *name = tb_command_get (c->command, "group"), *broker = tb_command_get (c->command, "broker");
  const TbGroup *group = name != NULL ? tb_fleet_find_group (c->fleet, name) : NULL;

  if (group != NULL)
    return (TbDevices) { group->first, group->count };
  return (TbDevices) { c->device != TB_NOBODY ? c->device : tb_fleet_find (c->fleet, broker), 1 };
}

static gboolean
apply_demand (const TbCase *c, GError **error)
{
  return tb_world_demand_certificates (c->world, tb_case_get_object (c, "broker"), tb_case_is_on (c), error);
}

static gboolean
apply_staple (const TbCase *c, GError **error)
{
  return tb_world_staple (c->world, tb_case_get_object (c, "broker"), tb_case_is_on (c), error);
}

static TbRevocationCheck
check_of (const char *word)
{
  static const char *const words[] = {
    [TB_CHECK_NONE] = "none", [TB_CHECK_CRL] = "crl", [TB_CHECK_OCSP] = "ocsp", [TB_CHECK_DELTA] = "delta", [TB_CHECK_STAPLE] = "staple",
  };
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (words) && strcmp (words[i], word) != 0)
    i++;
  return (TbRevocationCheck) i;
}

/* Who does not say what to do without an answer wants it safe. */
static gboolean
apply_check (const TbCase *c, GError **error)
{
  TbDevices devices = whom (c);
  gboolean soft = g_strcmp0 (tb_command_get (c->command, "fail"), "soft") == 0;

  return tb_world_check_revocation (c->world, &devices, check_of (tb_command_get (c->command, "by")), !soft, error);
}

static gboolean
apply_impersonate (const TbCase *c, GError **error)
{
  TbDevices devices = whom (c);

  return tb_world_impersonate (c->world, &devices, tb_case_get_object (c, "broker"), error);
}

const TbApply tb_applies_checks[TB_N_COMMANDS] = {
  [TB_COMMAND_DEMAND_CERTIFICATES] = apply_demand,
  [TB_COMMAND_CHECK_REVOCATION] = apply_check,
  [TB_COMMAND_STAPLE] = apply_staple,
  [TB_COMMAND_IMPERSONATE] = apply_impersonate,
};
