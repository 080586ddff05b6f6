/* tb-apply-waiver: commands by which people answer for it that somebody does not meet a provision yet. */
#include "tb-apply-private.h"

#include <string.h>

#include "tb-units.h"

#define MAX_REASON_BYTES 500

static guint32
find_subject (const TbCase *c, gboolean *is_group)
{
  TbDevices whom;

  *is_group = tb_case_find_group (c, &whom);
  return *is_group ? whom.first : c->device;
}

/* The command was checked: there is one. */
static TbProvision
read_provision (const TbCase *c)
{
  TbProvision provision = TB_N_PROVISIONS;

  tb_provision_from_code (tb_command_get (c->command, "provision"), &provision);
  return provision;
}

/* A time of the run, or a moment of the calendar that it plays in. */
static gboolean
read_until (const TbCase *c, gint64 *until_us, GError **error)
{
  const char *text = tb_command_get (c->command, "until");
  gint64 unix_us;

  if (tb_units_parse_duration (text, until_us, NULL))
    return TRUE;
  if (!tb_units_parse_moment (text, &unix_us, NULL))
    {
      g_set_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_ARGUMENT, "until must be a time of the run, such as 30d, or a moment, such as 2027-01-31T00:00:00Z, got \"%.40s\"", text);
      return FALSE;
    }
  *until_us = unix_us - tb_world_get_start_us (c->world);
  return TRUE;
}

static gboolean
check_reason (const char *reason, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (reason));

  if (*trimmed != '\0' && strlen (trimmed) <= MAX_REASON_BYTES)
    return TRUE;
  g_set_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_ARGUMENT, "a waiver needs a reason, with at most %d bytes", MAX_REASON_BYTES);
  return FALSE;
}

static gboolean
apply_waive (const TbCase *c, GError **error)
{
  const char *reason = tb_command_get (c->command, "reason");
  gboolean is_group;
  guint32 subject = find_subject (c, &is_group);
  gint64 until_us;

  return check_reason (reason, error) && read_until (c, &until_us, error)
         && tb_world_waive (c->world, subject, is_group, read_provision (c), until_us, reason, error);
}

static gboolean
apply_unwaive (const TbCase *c, GError **error)
{
  gboolean is_group;
  guint32 subject = find_subject (c, &is_group);

  return tb_world_unwaive (c->world, subject, is_group, read_provision (c), error);
}

const TbApply tb_applies_waiver[TB_N_COMMANDS] = {
  [TB_COMMAND_WAIVE] = apply_waive,
  [TB_COMMAND_UNWAIVE] = apply_unwaive,
};
