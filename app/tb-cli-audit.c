/* tb-cli-audit: `trustbed-cli audit`: the certificate log of a run: written, verified, followed, proved. */
#include "tb-cli-audit.h"

#include <string.h>

#include "tb-load.h"
#include "tb-units.h"

#define MAX_CHECKPOINT_BYTES 65536

static const TbCliCommand subcommands[] = {
  { "export", tb_cli_audit_export, "write the certificate log of a run as JSON Lines" },
  { "verify", tb_cli_audit_verify, "say whether an exported log is what it was" },
  { "follow", tb_cli_audit_follow, "tell the life of one certificate" },
  { "prove", tb_cli_audit_prove, "prove that an entry is in the log, step by step" },
  { "checkpoint", tb_cli_audit_checkpoint, "write what somebody else should keep of a log" },
};

/**
 * tb_cli_audit:
 * @argc: number of words
 * @argv: "audit", the subcommand, its arguments
 *
 * Returns: the exit code
 */
int
tb_cli_audit (int argc, char **argv)
{
  return tb_cli_run_subcommand (subcommands, G_N_ELEMENTS (subcommands),
                                "[OPTIONS] LOG|SCENARIO ...\n\nThe certificate log of a run: what became of certificates, keys, trust and authorities, and at whose word.", argc,
                                argv);
}

/**
 * tb_cli_audit_clear:
 * @audit: options
 *
 * Frees what they hold.
 */
void
tb_cli_audit_clear (TbCliAudit *audit)
{
  tb_cli_play_clear (&audit->play);
  g_free (audit->at);
  g_free (audit->out);
  g_free (audit->key_file);
}

/**
 * tb_cli_audit_parse:
 * @audit: where the options are put
 * @entries: those that not all subcommands have
 * @parameters: what follows them
 * @summary: for the help
 * @argc: number of words
 * @argv: words, without the options afterwards
 * @error: return location
 *
 * Returns: whether the options are good
 */
gboolean
tb_cli_audit_parse (TbCliAudit *audit, const GOptionEntry *entries, const char *parameters, const char *summary, int *argc, char ***argv, GError **error)
{
  const GOptionEntry common[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING, &audit->at, "Up to this simulated time, such as 3d4h; to the end if left out", "DURATION" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &audit->json, "Print one JSON document", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = tb_cli_play_new_context (&audit->play, parameters);

  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  audit->at_us = -1;
  return g_option_context_parse (context, argc, argv, error) && (audit->at == NULL || tb_units_parse_duration (audit->at, &audit->at_us, error));
}

/**
 * tb_cli_audit_get_time:
 * @audit: options
 * @trail: the log of a run that was played
 *
 * Returns: up to when the log is asked for
 */
gint64
tb_cli_audit_get_time (const TbCliAudit *audit, TbAuditTrail *trail)
{
  gint64 edge_us = tb_run_get_edge (tb_audit_trail_get_run (trail));

  return audit->at_us < 0 ? edge_us : MIN (audit->at_us, edge_us);
}

/**
 * tb_cli_audit_play:
 * @audit: options
 * @scenario: a file, or the bare name of one that comes with Trustbed
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the log of the run, read up to the time that is asked for
 */
TbAuditTrail *
tb_cli_audit_play (TbCliAudit *audit, const char *scenario, GError **error)
{
  g_autoptr (TbRun) run = tb_cli_play_start (&audit->play, scenario, error);
  g_autoptr (TbAuditTrail) trail = NULL;
  g_autofree char *failure = NULL;
  gint64 end_us;

  if (run == NULL)
    return NULL;
  end_us = tb_run_get_end (run);
  tb_cli_play_go (&audit->play, run, audit->at_us < 0 ? end_us : MIN (audit->at_us, end_us));
  failure = tb_run_dup_failure (run);
  if (failure != NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the run could not go on: %s", failure);
      return NULL;
    }
  trail = tb_audit_trail_new (run);
  tb_audit_trail_read (trail, tb_journal_find_time (tb_run_get_journal (run), tb_cli_audit_get_time (audit, trail)), NULL, NULL);
  return g_steal_pointer (&trail);
}

/**
 * tb_cli_audit_load_key:
 * @audit: options
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the key that was named to sign; %NULL without an error when none was
 */
TbKey *
tb_cli_audit_load_key (const TbCliAudit *audit, GError **error)
{
  TbCrypto *crypto = audit->key_file != NULL ? tb_crypto_get_live (error) : NULL;

  return crypto != NULL ? tb_key_load (crypto, audit->key_file, NULL, error) : NULL;
}

/**
 * tb_cli_audit_export_run:
 * @audit: options
 * @trail: the log of a run that was played
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the log as a file
 */
GBytes *
tb_cli_audit_export_run (TbCliAudit *audit, TbAuditTrail *trail, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (TbKey) key = tb_cli_audit_load_key (audit, &problem);
  g_autoptr (GString) text = NULL;

  if (problem == NULL)
    text = tb_audit_export (trail, tb_audit_trail_get_n (trail), tb_cli_audit_get_time (audit, trail), key, NULL, &problem);
  if (problem == NULL)
    return g_string_free_to_bytes (g_steal_pointer (&text));
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/**
 * tb_cli_audit_load:
 * @audit: options
 * @log_or_scenario: an exported log, or a scenario to play
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the log
 */
TbAuditFile *
tb_cli_audit_load (TbCliAudit *audit, const char *log_or_scenario, GError **error)
{
  g_autoptr (GBytes) bytes = g_file_test (log_or_scenario, G_FILE_TEST_EXISTS) ? tb_load_bytes (log_or_scenario, TB_AUDIT_MAX_FILE_BYTES, NULL) : NULL;
  g_autoptr (TbAuditTrail) trail = NULL;

  if (bytes != NULL && tb_audit_file_is_log (bytes))
    return tb_audit_file_new (bytes);
  g_clear_pointer (&bytes, g_bytes_unref);
  trail = tb_cli_audit_play (audit, log_or_scenario, error);
  bytes = trail != NULL ? tb_cli_audit_export_run (audit, trail, error) : NULL;
  return bytes != NULL ? tb_audit_file_new (bytes) : NULL;
}

/**
 * tb_cli_load_checkpoint:
 * @path: a file
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the checkpoint in it
 */
TbCheckpoint *
tb_cli_load_checkpoint (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = tb_load_bytes (path, MAX_CHECKPOINT_BYTES, error);
  g_autofree char *text = bytes != NULL ? g_strdup_printf ("%.*s", (int) g_bytes_get_size (bytes), (const char *) g_bytes_get_data (bytes, NULL)) : NULL;
  TbCheckpoint *checkpoint = text != NULL ? tb_checkpoint_parse (text, error) : NULL;

  if (text != NULL && checkpoint == NULL)
    g_prefix_error (error, "%s: ", path);
  return checkpoint;
}
