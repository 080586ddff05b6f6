/* tb-cli-audit-export: `trustbed-cli audit export`: the certificate log of a run as JSON Lines, whole or not at all. */
#include "tb-cli-audit.h"

static gboolean
parse_options (TbCliAudit *audit, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &audit->out, "Write to this file; standard output if left out", "FILE" },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &audit->key_file, "Sign the checkpoint at the end with this private key", "FILE" },
    { NULL },
  };

  if (!tb_cli_audit_parse (audit, entries, "SCENARIO", "Writes the certificate log of a run: a header, an entry a line, and a checkpoint.", argc, argv, error))
    return FALSE;
  if (audit->json && audit->out == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--json tells what was written to a file; name that with --out");
      return FALSE;
    }
  return TRUE;
}

static void
report (const TbCliAudit *audit, TbAuditTrail *trail, GBytes *bytes)
{
  g_autoptr (TbAuditFile) file = tb_audit_file_new (bytes);
  g_autofree char *tree = tb_hash_to_hex (&file->tree);
  g_autoptr (JsonBuilder) json = json_builder_new ();

  if (!audit->json)
    {
      g_print ("%u entries, root hash %s\n", tb_audit_trail_get_n (trail), tree);
      return;
    }
  json_builder_begin_object (json);
  tb_cli_add_text (json, "file", audit->out);
  tb_cli_add_text (json, "scenario", file->scenario);
  tb_cli_add_text (json, "seed", file->seed);
  tb_cli_add_int (json, "time_us", tb_cli_audit_get_time (audit, trail));
  tb_cli_add_int (json, "entries", tb_audit_trail_get_n (trail));
  tb_cli_add_int (json, "size", file->leaves->len);
  tb_cli_add_text (json, "tree", tree);
  json_builder_set_member_name (json, "signed");
  json_builder_add_boolean_value (json, file->spki != NULL);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

/**
 * tb_cli_audit_export:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_audit_export (int argc, char **argv)
{
  g_auto (TbCliAudit) audit = { 0 };
  g_autoptr (TbAuditTrail) trail = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!parse_options (&audit, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("audit export takes one scenario, as in: trustbed-cli audit export smart-home --out smart-home.jsonl");
  if ((trail = tb_cli_audit_play (&audit, argv[1], &error)) == NULL || (bytes = tb_cli_audit_export_run (&audit, trail, &error)) == NULL
      || !tb_cli_write (audit.out, bytes, 0644, &error))
    return tb_cli_complain ("%s", error->message);
  if (audit.out != NULL)
    report (&audit, trail, bytes);
  return TB_EXIT_YES;
}
