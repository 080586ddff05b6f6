/* tb-cli-ca-revoke: `trustbed-cli ca revoke|hold|release|list`: what becomes of certificates, and what was issued. */
#include <string.h>

#include "tb-ca-list.h"
#include "tb-cli-ca.h"
#include "tb-units.h"

typedef struct
{
  TbCliCa common;
  char *serial;
  char *reason;
  char *authority;
} Options;

static void
options_clear (Options *options)
{
  tb_cli_ca_clear (&options->common);
  g_free (options->serial);
  g_free (options->reason);
  g_free (options->authority);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_change (Options *options, gboolean has_reason, const char *summary, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "serial", 0, 0, G_OPTION_ARG_STRING, &options->serial, "Serial number of the certificate", "HEX" },
    { "reason", 0, has_reason ? 0 : G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options->reason,
      "Why: unspecified, keyCompromise, cACompromise, affiliationChanged, superseded, cessationOfOperation, privilegeWithdrawn", "REASON" },
    { NULL },
  };

  if (!tb_cli_ca_parse (&options->common, entries, summary, argc, argv, status))
    return FALSE;
  if (options->serial != NULL && (has_reason || options->reason == NULL))
    return TRUE;
  *status = tb_cli_complain (options->serial == NULL ? "--serial is needed" : "there is no --reason here");
  return FALSE;
}

static int
print_state (TbCa *ca, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCaRow) row = tb_ca_find (ca, options->serial, &error);
  g_autoptr (JsonBuilder) json = json_builder_new ();

  if (row == NULL)
    return tb_cli_ca_fail (g_steal_pointer (&error));
  if (!options->common.json)
    {
      g_print ("%s\t%s\t%s\n", row->serial, tb_ca_state_to_code (row->state), row->subject);
      return TB_EXIT_YES;
    }
  json_builder_begin_object (json);
  tb_cli_add_text (json, "serial", row->serial);
  tb_cli_add_text (json, "state", tb_ca_state_to_code (row->state));
  tb_cli_add_text (json, "subject", row->subject);
  json_builder_end_object (json);
  tb_cli_print_json (json);
  return TB_EXIT_YES;
}

static gboolean
parse_reason (const char *code, TbRevocationReason *reason)
{
  *reason = TB_REVOCATION_UNSPECIFIED;
  if (code == NULL)
    return TRUE;
  if (tb_revocation_reason_from_code (code, reason) && *reason != TB_REVOCATION_REMOVE_FROM_CRL)
    return TRUE;
  tb_cli_complain ("\"%s\" is no reason to revoke; there are unspecified, keyCompromise, cACompromise, affiliationChanged, superseded, "
                   "cessationOfOperation, certificateHold and privilegeWithdrawn", code);
  return FALSE;
}

static int
revoke_or_hold (gboolean is_hold, int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCa) ca = NULL;
  TbRevocationReason reason = TB_REVOCATION_CERTIFICATE_HOLD;
  int status;

  if (!parse_change (&options, !is_hold, is_hold ? "Puts a certificate on hold." : "Revokes a certificate for good.", argc, argv, &status))
    return status;
  if (!is_hold && !parse_reason (options.reason, &reason))
    return TB_EXIT_BAD_INPUT;
  ca = tb_cli_ca_open (&options.common, &status);
  if (ca == NULL)
    return status;
  if (!tb_ca_revoke (ca, options.serial, reason, &options.common.actor, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  return print_state (ca, &options);
}

/**
 * tb_cli_ca_revoke:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_revoke (int argc, char **argv)
{
  return revoke_or_hold (FALSE, argc, argv);
}

/**
 * tb_cli_ca_hold:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_hold (int argc, char **argv)
{
  return revoke_or_hold (TRUE, argc, argv);
}

/**
 * tb_cli_ca_release:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_release (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCa) ca = NULL;
  int status;

  if (!parse_change (&options, FALSE, "Releases a certificate that is on hold.", argc, argv, &status)
      || (ca = tb_cli_ca_open (&options.common, &status)) == NULL)
    return status;
  if (!tb_ca_release (ca, options.serial, &options.common.actor, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  return print_state (ca, &options);
}

/* --- list --- */

static void
add_row (JsonBuilder *json, const TbCaRow *row)
{
  gboolean is_revoked = row->state == TB_CA_REVOKED || row->state == TB_CA_HELD;

  json_builder_begin_object (json);
  tb_cli_add_text (json, "serial", row->serial);
  tb_cli_add_text (json, "state", tb_ca_state_to_code (row->state));
  tb_cli_add_text (json, "authority", row->authority);
  tb_cli_add_text (json, "profile", row->profile);
  tb_cli_add_text (json, "subject", row->subject);
  tb_cli_ca_add_moment (json, "not_before", row->not_before_us);
  tb_cli_ca_add_moment (json, "not_after", row->not_after_us);
  tb_cli_add_text (json, "by", row->reserved_by);
  tb_cli_add_text (json, "replaces", row->replaces);
  tb_cli_add_text (json, "reason", is_revoked ? tb_revocation_reason_to_code (row->reason) : NULL);
  if (is_revoked)
    tb_cli_ca_add_moment (json, "revoked", row->since_us);
  json_builder_end_object (json);
}

static void
print_row (const TbCaRow *row)
{
  g_autofree char *end = tb_units_format_moment (row->not_after_us);

  g_print ("%s  %-8s  %-10s  %-16s  %s  %s\n", row->serial, tb_ca_state_to_code (row->state), row->authority, row->profile, end, row->subject);
}

static void
print_list (TbCa *ca, GPtrArray *rows, gboolean is_json)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", tb_ca_get_id (ca));
  json_builder_set_member_name (json, "certificates");
  json_builder_begin_array (json);
  for (guint i = 0; i < rows->len; i++)
    if (is_json)
      add_row (json, g_ptr_array_index (rows, i));
    else
      print_row (g_ptr_array_index (rows, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
  if (is_json)
    tb_cli_print_json (json);
}

/**
 * tb_cli_ca_list:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_list (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  const GOptionEntry entries[] = {
    { "authority", 0, 0, G_OPTION_ARG_STRING, &options.authority, "Only what this one issued", "NAME" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (TbCa) ca = NULL;
  int status;

  if (!tb_cli_ca_parse (&options.common, entries, "Says what was issued, and what became of it.", argc, argv, &status)
      || (ca = tb_cli_ca_open (&options.common, &status)) == NULL)
    return status;
  if (options.authority == NULL || tb_ca_find_authority (ca, options.authority, &error) != NULL)
    rows = tb_ca_list (ca, options.authority, &error);
  if (rows == NULL)
    return tb_cli_ca_fail (g_steal_pointer (&error));
  print_list (ca, rows, options.common.json);
  return TB_EXIT_YES;
}
