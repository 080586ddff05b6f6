/* tb-cli-audit-verify: `trustbed-cli audit verify`: whether an exported log is what it was, and what cannot be known. */
#include <string.h>

#include "tb-audit-json.h"
#include "tb-audit-verify.h"
#include "tb-cli-audit.h"
#include "tb-cli-checks.h"
#include "tb-load.h"
#include "tb-units.h"

typedef struct
{
  TbCliAudit audit;
  char *checkpoint;
  char *key;
  char *older;
  char *replay;
} Options;

static void
options_clear (Options *options)
{
  tb_cli_audit_clear (&options->audit);
  g_free (options->checkpoint);
  g_free (options->key);
  g_free (options->older);
  g_free (options->replay);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &options->checkpoint, "A checkpoint that was kept elsewhere", "FILE" },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &options->key, "The public key that has to have signed: the log, and the checkpoint that was kept", "FILE" },
    { "consistent-with", 0, 0, G_OPTION_ARG_FILENAME, &options->older, "An older copy of the log, which has to be the beginning of this one", "FILE" },
    { "replay", 0, 0, G_OPTION_ARG_STRING, &options->replay, "Play this scenario again, with the seed of the log, and compare line by line", "SCENARIO" },
    { NULL },
  };

  return tb_cli_audit_parse (&options->audit, entries, "LOG", "Says whether an exported certificate log is what it was when it was written.", argc, argv, error);
}

/* --- what it is held against --- */

static TbAuditFile *
read_log (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = tb_load_bytes (path, TB_AUDIT_MAX_FILE_BYTES, error);
  g_autoptr (TbAuditFile) file = bytes != NULL ? tb_audit_file_new (bytes) : NULL;

  if (file == NULL || file->origin != NULL || file->checkpoint != NULL)
    return g_steal_pointer (&file);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "%s: this is no certificate log, or nothing of one is left: neither its header nor its checkpoint is here; trustbed-cli audit export writes one", path);
  return NULL;
}

static gboolean
hold_against_checkpoint (const Options *options, TbAuditFile *file, EVP_PKEY *key, GError **error)
{
  g_autoptr (TbCheckpoint) kept = options->checkpoint != NULL ? tb_cli_load_checkpoint (options->checkpoint, error) : NULL;

  if (kept != NULL)
    tb_audit_verify_checkpoint (file, kept, key);
  return kept != NULL || options->checkpoint == NULL;
}

static gboolean
hold_against_older (const Options *options, TbAuditFile *file, GError **error)
{
  g_autoptr (TbAuditFile) older = options->older != NULL ? read_log (options->older, error) : NULL;

  if (older != NULL)
    tb_audit_verify_older (file, older);
  return older != NULL || options->older == NULL;
}

/* Time of the last entry, which the checkpoint has to the second only. */
static gint64
find_last (const TbAuditFile *file)
{
  g_autofree char *line = file->leaves->len > 1 ? tb_audit_file_dup_line (file, file->leaves->len - 1) : g_strdup ("");
  g_auto (TbAuditObject) object = { 0 };
  const char *problem;
  gint64 time_us;

  return tb_audit_json_read (line, strlen (line), &object, &problem) && tb_audit_object_get_number (&object, "time_us", &time_us) ? time_us : 0;
}

/* Up to when the log says that it tells all, in time of the run. */
static gboolean
find_time (const TbAuditFile *file, TbScenario *scenario, gint64 *time_us)
{
  const char *time = file->checkpoint != NULL ? strstr (file->checkpoint->text, "\ntime ") : NULL;
  g_autofree char *moment = time != NULL ? g_strchomp (g_strdup (time + strlen ("\ntime "))) : NULL;
  gint64 unix_us;

  if (moment == NULL || !tb_units_parse_moment (moment, &unix_us, NULL))
    return FALSE;
  *time_us = MAX (MAX (unix_us - tb_scenario_get_start_us (scenario), find_last (file)), 0);
  return TRUE;
}

/* Seed and time are those of the log, whatever was asked for: another run would differ for another reason. */
static gboolean
hold_against_run (Options *options, TbAuditFile *file, GError **error)
{
  g_autoptr (TbScenario) scenario = options->replay != NULL ? tb_scenario_load (options->replay, error) : NULL;
  g_autoptr (TbAuditTrail) trail = NULL;
  guint64 seed = 0;

  if (options->replay == NULL)
    return TRUE;
  if (scenario == NULL)
    return FALSE;
  if (file->seed == NULL || !g_ascii_string_to_unsigned (file->seed, 10, 0, G_MAXINT64, &seed, NULL) || !find_time (file, scenario, &options->audit.at_us))
    return TRUE;
  options->audit.play.has_seed = TRUE;
  options->audit.play.seed = (gint64) seed;
  trail = tb_cli_audit_play (&options->audit, options->replay, error);
  if (trail != NULL)
    tb_audit_verify_run (file, trail);
  return trail != NULL;
}

static gboolean
hold_against_key (const Options *options, TbAuditFile *file, EVP_PKEY **key, GError **error)
{
  TbCrypto *crypto = tb_crypto_get_live (error);

  if (crypto == NULL || (options->key != NULL && (*key = tb_public_key_load (crypto, options->key, error)) == NULL))
    return FALSE;
  return tb_audit_verify_signature (file, crypto, *key, error);
}

/* --- what came of it --- */

static const char *
say_limits (const Options *options, const TbAuditFile *file)
{
  if (options->replay != NULL)
    return "The run itself says so: only another scenario, seed, list of commands or version of the engine could have left another log.";
  if (options->key != NULL && file->spki != NULL)
    return "Whoever has the key could have made all of it anew; nobody else.";
  if (options->checkpoint != NULL)
    return "What is younger than the checkpoint could have been made anew by anybody.";
  if (options->older != NULL)
    return "What is younger than the older copy could have been made anew by anybody.";
  return "By itself a log cannot show that all of it was made anew, checkpoint included: keep a checkpoint elsewhere (--checkpoint), name the key that signs (--key), or "
         "play the run again (--replay).";
}

static void
print_as_json (const TbAuditFile *file, const char *limits)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autofree char *tree = tb_hash_to_hex (&file->tree);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "valid");
  json_builder_add_boolean_value (json, tb_audit_file_is_good (file));
  tb_cli_add_foreign_text (json, "scenario", file->scenario);
  tb_cli_add_foreign_text (json, "seed", file->seed);
  tb_cli_add_int (json, "size", file->leaves->len);
  tb_cli_add_text (json, "tree", tree);
  tb_cli_add_checks (json, file->checks);
  tb_cli_add_text (json, "cannot_know", limits);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static void
print_as_text (const TbAuditFile *file, const char *limits)
{
  for (guint i = 0; i < tb_checks_get_n (file->checks); i++)
    {
      const TbCheck *check = tb_checks_get (file->checks, i);
      g_autofree char *found = g_utf8_make_valid (check->found, -1);

      g_print ("%-4s %s: %s\n", check->ok ? "ok" : "NO", check->rule->what, found);
    }
  g_print ("%s\n%s\n", tb_audit_file_is_good (file) ? "Nothing speaks against this log." : "This log is not what it was.", limits);
}

/**
 * tb_cli_audit_verify:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code: 1 when the log was changed
 */
int
tb_cli_audit_verify (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAuditFile) file = NULL;
  g_autoptr (EVP_PKEY) key = NULL;

  if (!parse_options (&options, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("audit verify takes one exported log, as in: trustbed-cli audit verify smart-home.jsonl");
  if ((file = read_log (argv[1], &error)) == NULL || !hold_against_key (&options, file, &key, &error)
      || !hold_against_checkpoint (&options, file, key, &error) || !hold_against_older (&options, file, &error) || !hold_against_run (&options, file, &error))
    return tb_cli_complain ("%s", error->message);
  (options.audit.json ? print_as_json : print_as_text) (file, say_limits (&options, file));
  return tb_audit_file_is_good (file) ? TB_EXIT_YES : TB_EXIT_NO;
}
