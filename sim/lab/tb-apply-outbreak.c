/* tb-apply-outbreak: commands of an outbreak, for either side. */
#include <string.h>

#include "tb-apply-private.h"
#include "tb-units.h"

#define BITS_PER_KBIT 1000

/* One device, a group, or the first of a group, in percent. */
static TbDevices
devices_of (const TbCase *c)
{
  const char *name = tb_command_get (c->command, "group");
  const TbGroup *group = name != NULL ? tb_fleet_find_group (c->fleet, name) : NULL;

  if (group == NULL)
    return (TbDevices) { c->device, 1 };
  return (TbDevices) { group->first, MAX ((guint32) ((guint64) group->count * tb_case_get_number (c, "share", 100) / 100), 1) };
}

static gboolean
defend (const TbCase *c, TbDefence defence, guint network, gboolean on, GError **error)
{
  TbDevices whom = devices_of (c);

  return tb_world_defend (c->world, &whom, defence, network, on, error);
}

static gboolean
apply_change_credential (const TbCase *c, GError **error)
{
  return defend (c, TB_DEFENCE_CHANGE_CREDENTIAL, 0, TRUE, error);
}

static gboolean
apply_close_telnet (const TbCase *c, GError **error)
{
  return defend (c, TB_DEFENCE_CLOSE_TELNET, 0, TRUE, error);
}

static gboolean
apply_manage_over_tls (const TbCase *c, GError **error)
{
  return defend (c, TB_DEFENCE_MANAGE_OVER_TLS, 0, TRUE, error);
}

static gboolean
apply_segment (const TbCase *c, GError **error)
{
  guint network;

  return tb_fleet_find_network (c->fleet, tb_command_get (c->command, "network"), &network) && defend (c, TB_DEFENCE_SEGMENT, network, TRUE, error);
}

static gboolean
apply_filter_egress (const TbCase *c, GError **error)
{
  return defend (c, TB_DEFENCE_EGRESS, 0, tb_case_is_on (c), error);
}

static gboolean
apply_quarantine (const TbCase *c, GError **error)
{
  TbDevices whom = devices_of (c);

  return tb_world_quarantine (c->world, &whom, tb_case_is_on (c), error);
}

static gboolean
apply_bar (const TbCase *c, GError **error)
{
  TbDevices whom = devices_of (c);

  return tb_world_bar (c->world, &whom, tb_case_is_on (c), error);
}

static gboolean
apply_reboot (const TbCase *c, GError **error)
{
  TbDevices whom = devices_of (c);

  return tb_world_reboot (c->world, &whom, error);
}

static guint64
bits_of (const TbCase *c, const char *argument)
{
  return g_ascii_strtoull (tb_command_get (c->command, argument), NULL, 10) * BITS_PER_KBIT;
}

static gboolean
apply_limit_rate (const TbCase *c, GError **error)
{
  return tb_world_limit (c->world, tb_case_get_object (c, "service"), bits_of (c, "kbps"), error);
}

static gboolean
apply_outbreak (const TbCase *c, GError **error)
{
  return tb_world_outbreak (c->world, tb_case_is_on (c), error);
}

static gboolean
apply_infect (const TbCase *c, GError **error)
{
  return tb_world_infect (c->world, c->device, error);
}

static gboolean
apply_flood (const TbCase *c, GError **error)
{
  return tb_world_flood (c->world, tb_case_get_object (c, "service"), tb_case_is_on (c), error);
}

static void
tune_real (const TbCase *c, const char *argument, double *number)
{
  const char *text = tb_command_get (c->command, argument);

  if (text != NULL)
    *number = g_ascii_strtod (text, NULL);
}

/* "every 3d" as a rate; 0s for never. */
static void
tune_rate (const TbCase *c, const char *argument, double *per_s)
{
  const char *text = tb_command_get (c->command, argument);
  gint64 every_us;

  if (text != NULL && tb_units_parse_duration (text, &every_us, NULL))
    *per_s = every_us > 0 ? (double) TB_US_PER_SECOND / (double) every_us : 0;
}

static gboolean
apply_tune (const TbCase *c, GError **error)
{
  const TbCampaign *now = tb_world_get_campaign (c->world);
  TbCampaign campaign = { 0 };

  if (now != NULL)
    campaign = *now;
  tune_real (c, "scan-rate", &campaign.scan_rate);
  tune_real (c, "hit-probability", &campaign.hit_probability);
  tune_rate (c, "reboot-every", &campaign.reboot_rate);
  tune_rate (c, "clean-every", &campaign.cleanup_rate);
  if (tb_command_get (c->command, "addresses") != NULL)
    campaign.addresses = g_ascii_strtoull (tb_command_get (c->command, "addresses"), NULL, 10);
  if (tb_command_get (c->command, "flood-kbps") != NULL)
    campaign.uplink_bps = bits_of (c, "flood-kbps");
  return tb_world_tune (c->world, &campaign, c->command->text, error);
}

const TbApply tb_applies_outbreak[TB_N_COMMANDS] = {
  [TB_COMMAND_CHANGE_CREDENTIAL] = apply_change_credential,
  [TB_COMMAND_CLOSE_TELNET] = apply_close_telnet,
  [TB_COMMAND_MANAGE_OVER_TLS] = apply_manage_over_tls,
  [TB_COMMAND_SEGMENT] = apply_segment,
  [TB_COMMAND_FILTER_EGRESS] = apply_filter_egress,
  [TB_COMMAND_QUARANTINE] = apply_quarantine,
  [TB_COMMAND_BAR] = apply_bar,
  [TB_COMMAND_REBOOT] = apply_reboot,
  [TB_COMMAND_LIMIT_RATE] = apply_limit_rate,
  [TB_COMMAND_OUTBREAK] = apply_outbreak,
  [TB_COMMAND_INFECT] = apply_infect,
  [TB_COMMAND_FLOOD] = apply_flood,
  [TB_COMMAND_TUNE] = apply_tune,
};
