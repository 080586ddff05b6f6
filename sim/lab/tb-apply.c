/* tb-apply: see the header. One row a verb. */
#include "tb-apply-private.h"

#include <string.h>

#include "tb-crl.h"
#include "tb-units.h"

/* What fits twice into a device of class C2: the image that runs, and the next. */
#define DEFAULT_FIRMWARE_BYTES (96 * 1024)

gboolean
tb_case_is_on (const TbCase *c)
{
  return strcmp (tb_command_get (c->command, "state"), "on") == 0;
}

static gboolean
apply_power (const TbCase *c, GError **error)
{
  return tb_world_power (c->world, c->device, tb_case_is_on (c), error);
}

/* Returns: whether the command is for a group; then @whom is that */
gboolean
tb_case_find_group (const TbCase *c, TbDevices *whom)
{
  const char *name = tb_command_get (c->command, "group");
  const TbGroup *group = name != NULL ? tb_fleet_find_group (c->fleet, name) : NULL;

  if (group != NULL)
    *whom = (TbDevices) { group->first, group->count };
  return group != NULL;
}

static gboolean
apply_enrol (const TbCase *c, GError **error)
{
  TbDevices whom;

  if (tb_case_find_group (c, &whom))
    return tb_world_enrol_all (c->world, &whom, error);
  return tb_world_enrol (c->world, c->device, error);
}

static gboolean
apply_connect (const TbCase *c, GError **error)
{
  const char *to = tb_command_get (c->command, "to");

  return tb_world_connect (c->world, c->device, to ? tb_fleet_find (c->fleet, to) : TB_NOBODY, error);
}

static gboolean
apply_disconnect (const TbCase *c, GError **error)
{
  return tb_world_disconnect (c->world, c->device, error);
}

static gboolean
apply_publish (const TbCase *c, GError **error)
{
  return tb_world_publish (c->world, c->device, tb_command_get (c->command, "topic"), tb_command_get (c->command, "message"), error);
}

static gboolean
apply_report (const TbCase *c, GError **error)
{
  gint64 interval_us;

  return tb_units_parse_duration (tb_command_get (c->command, "interval"), &interval_us, error)
         && tb_world_report (c->world, c->device, interval_us, error);
}

/* Without a reason none is given, as RFC 5280 section 5.3.1 wishes. */
static guint
reason_of (const TbCommand *command)
{
  const char *code = tb_command_get (command, "reason");
  TbRevocationReason reason = TB_REVOCATION_UNSPECIFIED;

  return code != NULL && tb_revocation_reason_from_code (code, &reason) ? reason : TB_REVOCATION_UNSPECIFIED;
}

static gboolean
apply_revoke (const TbCase *c, GError **error)
{
  gboolean former = g_strcmp0 (tb_command_get (c->command, "certificate"), "former") == 0;
  guint reason = reason_of (c->command);
  TbDevices whom;

  if (tb_case_find_group (c, &whom))
    return former ? tb_world_revoke_former_all (c->world, &whom, reason, error) : tb_world_revoke_all (c->world, &whom, reason, error);
  return former ? tb_world_revoke_former (c->world, c->device, reason, error) : tb_world_revoke (c->world, c->device, reason, error);
}

static gboolean
apply_hold (const TbCase *c, GError **error)
{
  return tb_world_revoke (c->world, c->device, TB_REVOCATION_CERTIFICATE_HOLD, error);
}

static gboolean
apply_release (const TbCase *c, GError **error)
{
  return tb_world_release (c->world, c->device, error);
}

guint32
tb_case_get_object (const TbCase *c, const char *argument)
{
  return tb_fleet_find (c->fleet, tb_command_get (c->command, argument));
}

static gboolean
apply_responder (const TbCase *c, GError **error)
{
  return tb_world_switch_responder (c->world, tb_case_get_object (c, "authority"), tb_case_is_on (c), error);
}

static gboolean
apply_outage (const TbCase *c, GError **error)
{
  return tb_world_set_outage (c->world, tb_case_get_object (c, "authority"), tb_case_is_on (c), error);
}

static gboolean
apply_rogue_registrar (const TbCase *c, GError **error)
{
  return tb_world_set_rogue (c->world, tb_case_get_object (c, "authority"), tb_case_is_on (c), error);
}

static gboolean
apply_steal_key (const TbCase *c, GError **error)
{
  return tb_world_steal_key (c->world, c->device, tb_case_get_object (c, "thief"), error);
}

static gboolean
apply_misconfigure (const TbCase *c, GError **error)
{
  static const struct { const char *word; TbMisconfiguration what; } kinds[] = {
    { "san", TB_MISCONFIGURED_SAN }, { "eku", TB_MISCONFIGURED_EKU }, { "chain", TB_MISCONFIGURED_CHAIN }, { "none", TB_MISCONFIGURED_NOT },
  };
  const char *with = tb_command_get (c->command, "with");
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (kinds) && strcmp (kinds[i].word, with) != 0)
    i++;
  return tb_world_misconfigure (c->world, tb_case_get_object (c, "authority"), kinds[i].what, error);
}

static gboolean
apply_renew_authority (const TbCase *c, GError **error)
{
  return tb_world_renew_authority (c->world, tb_case_get_object (c, "authority"), error);
}

static gboolean
apply_set_clock (const TbCase *c, GError **error)
{
  const char *to = tb_command_get (c->command, "time");
  gint64 unix_us = G_MININT64;

  return (strcmp (to, "now") == 0 || tb_units_parse_moment (to, &unix_us, error)) && tb_world_set_clock (c->world, c->device, unix_us, error);
}

static gboolean
apply_drop_tickets (const TbCase *c, GError **error)
{
  return tb_world_drop_tickets (c->world, tb_case_get_object (c, "broker"), error);
}

static gboolean
apply_rollover (const TbCase *c, GError **error)
{
  return tb_world_roll_over (c->world, tb_case_get_object (c, "authority"), error);
}

static gboolean
apply_update_trust (const TbCase *c, GError **error)
{
  const TbGroup *group = tb_fleet_find_group (c->fleet, tb_command_get (c->command, "group"));

  return tb_world_update_trust (c->world, group, (guint) g_ascii_strtoull (tb_command_get (c->command, "share"), NULL, 10), error);
}

static gboolean
apply_retire (const TbCase *c, GError **error)
{
  return tb_world_retire (c->world, tb_case_get_object (c, "authority"), error);
}

static gboolean
apply_sign (const TbCase *c, GError **error)
{
  const char *verify = tb_command_get (c->command, "verify");

  return tb_world_sign (c->world, c->device, verify != NULL ? tb_fleet_find (c->fleet, verify) : c->device, tb_command_get (c->command, "message"),
                        tb_command_get (c->command, "scheme"), tb_command_get (c->command, "flip"), error);
}

guint
tb_case_get_number (const TbCase *c, const char *argument, guint otherwise)
{
  const char *text = tb_command_get (c->command, argument);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static gboolean
apply_update_firmware (const TbCase *c, GError **error)
{
  const char *name = tb_command_get (c->command, "group"), *kind = tb_command_get (c->command, "image");
  TbFirmwareOrder order = { .device = c->device, .share = tb_case_get_number (c, "share", 100), .version = tb_case_get_number (c, "version", 1), .kind = TB_FIRMWARE_GOOD };

  order.group = name != NULL ? tb_fleet_find_group (c->fleet, name) : tb_fleet_group_of (c->fleet, c->device);
  order.size_bytes = tb_case_get_number (c, "size", DEFAULT_FIRMWARE_BYTES);
  order.signer = tb_command_get (c->command, "authority") != NULL ? tb_case_get_object (c, "authority") : TB_NOBODY;
  if (kind != NULL)
    tb_firmware_kind_from_code (kind, &order.kind);
  return tb_world_update_firmware (c->world, &order, error);
}

static gboolean
apply_policy (const TbCase *c, GError **error)
{
  const TbGroup *group = tb_fleet_find_group (c->fleet, tb_command_get (c->command, "group"));
  TbEnrolPolicy policy = *tb_world_get_policy (c->world, group);

  for (guint i = 0; i < tb_enrol_policy_get_n_fields (); i++)
    {
      const char *key = tb_enrol_policy_get_field (i)->key, *text = tb_command_get (c->command, key);

      if (text != NULL && !tb_enrol_policy_set (&policy, key, text, error))
        return FALSE;
    }
  return tb_world_set_policy (c->world, group, &policy, error);
}

static gboolean
apply_handshake (const TbCase *c, GError **error)
{
  const char *to = tb_command_get (c->command, "to");

  return tb_world_handshake (c->world, c->device, to != NULL ? tb_fleet_find (c->fleet, to) : TB_NOBODY, c->command->text, error);
}

static const TbApply applies[TB_N_COMMANDS] = {
  [TB_COMMAND_POWER] = apply_power,
  [TB_COMMAND_POLICY] = apply_policy,
  [TB_COMMAND_SET_CLOCK] = apply_set_clock,
  [TB_COMMAND_OUTAGE] = apply_outage,
  [TB_COMMAND_ROGUE_REGISTRAR] = apply_rogue_registrar,
  [TB_COMMAND_STEAL_KEY] = apply_steal_key,
  [TB_COMMAND_MISCONFIGURE] = apply_misconfigure,
  [TB_COMMAND_RENEW_AUTHORITY] = apply_renew_authority,
  [TB_COMMAND_ENROL] = apply_enrol,
  [TB_COMMAND_CONNECT] = apply_connect,
  [TB_COMMAND_DISCONNECT] = apply_disconnect,
  [TB_COMMAND_PUBLISH] = apply_publish,
  [TB_COMMAND_REPORT] = apply_report,
  [TB_COMMAND_REVOKE] = apply_revoke,
  [TB_COMMAND_HOLD] = apply_hold,
  [TB_COMMAND_RELEASE] = apply_release,
  [TB_COMMAND_RESPONDER] = apply_responder,
  [TB_COMMAND_DROP_TICKETS] = apply_drop_tickets,
  [TB_COMMAND_ROLLOVER] = apply_rollover,
  [TB_COMMAND_UPDATE_TRUST] = apply_update_trust,
  [TB_COMMAND_RETIRE] = apply_retire,
  [TB_COMMAND_SIGN] = apply_sign,
  [TB_COMMAND_UPDATE_FIRMWARE] = apply_update_firmware,
  [TB_COMMAND_HANDSHAKE] = apply_handshake,
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
  TbCase c = { world, fleet, command, command->device != NULL ? tb_fleet_find (fleet, command->device) : TB_NOBODY };
  const TbApply of_verb[] = { applies[command->verb], tb_applies_trust[command->verb], tb_applies_checks[command->verb], tb_applies_waiver[command->verb], tb_applies_outbreak[command->verb] };
  TbApply apply = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (of_verb) && apply == NULL; i++)
    apply = of_verb[i];
  return tb_command_check (command, fleet, error) && apply (&c, error);
}
