/* tb-apply-trust: commands about whom devices believe, where they report, and that renew what they have. */
#include "tb-apply-private.h"

/* A device, a group, or a broker where the command takes one. */
static TbDevices
whom_of (const TbCase *c)
{
  TbDevices whom = { c->device, 1 };

  if (!tb_case_find_group (c, &whom) && c->device == TB_NOBODY)
    whom.first = tb_case_get_object (c, "broker");
  return whom;
}

static gboolean
change_trust (const TbCase *c, gboolean trusted, GError **error)
{
  TbDevices whom = whom_of (c);

  if (tb_command_get (c->command, "certificate-of") != NULL)
    return tb_world_trust_leaf (c->world, &whom, tb_case_get_object (c, "certificate-of"), trusted, error);
  return tb_world_trust (c->world, whom.first, whom.count, tb_case_get_object (c, "authority"), trusted, error);
}

static gboolean
apply_trust (const TbCase *c, GError **error)
{
  return change_trust (c, TRUE, error);
}

static gboolean
apply_distrust (const TbCase *c, GError **error)
{
  return change_trust (c, FALSE, error);
}

static gboolean
apply_verify (const TbCase *c, GError **error)
{
  TbDevices whom = whom_of (c);

  return tb_world_verify (c->world, &whom, tb_case_is_on (c), error);
}

static gboolean
apply_move (const TbCase *c, GError **error)
{
  TbDevices whom = whom_of (c);

  return tb_world_move (c->world, &whom, tb_case_get_object (c, "to"), error);
}

static gboolean
apply_renew (const TbCase *c, GError **error)
{
  TbDevices whom;

  if (tb_case_find_group (c, &whom))
    return tb_world_renew_all (c->world, &whom, error);
  return tb_world_renew (c->world, c->device, error);
}

const TbApply tb_applies_trust[TB_N_COMMANDS] = {
  [TB_COMMAND_TRUST] = apply_trust,
  [TB_COMMAND_DISTRUST] = apply_distrust,
  [TB_COMMAND_VERIFY] = apply_verify,
  [TB_COMMAND_MOVE] = apply_move,
  [TB_COMMAND_RENEW] = apply_renew,
};
