/* tb-state-checks: what records do to how people look at each other's certificates: whether a broker demands one, who asks whether it was revoked, and whether
 * a broker staples. All of it begins as the scenario has it. */
#include "tb-state-private.h"

void
tb_state_begin_checks (TbObjectState *object, const TbGroup *group)
{
  object->firmware_version = (guint16) group->firmware_version;
  object->demands_certificate = group->demands_certificate != FALSE;
  object->staples = group->staples != FALSE;
  object->check = (guint8) group->revocation;
  object->refuses_unknown = group->revocation != TB_CHECK_NONE && !group->accepts_unknown;
}

gboolean
tb_state_apply_demand (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->demands_certificate = record->detail != 0;
  return TRUE;
}

gboolean
tb_state_apply_check (TbState *state, TbObjectState *object, const TbRecord *record)
{
  guint check = record->detail & ~(guint) TB_CHECK_HARD;

  if (check > TB_CHECK_STAPLE)
    return FALSE;
  object->check = (guint8) check;
  object->refuses_unknown = (record->detail & TB_CHECK_HARD) != 0;
  return TRUE;
}

gboolean
tb_state_apply_stapling (TbState *state, TbObjectState *object, const TbRecord *record)
{
  object->staples = record->detail != 0;
  return TRUE;
}
