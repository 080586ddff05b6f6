/* tb-cli-audit-prove: `trustbed-cli audit prove` and `audit checkpoint`: that an entry is in a log, with lines for a shell that compute it again; and what
 * somebody else should keep of a log. */
#include <string.h>

#include "tb-audit-line.h"
#include "tb-audit-proof.h"
#include "tb-cli-audit.h"

typedef struct
{
  TbCliAudit audit;
  char *previous;
  gint64 entry;
} Options;

static void
options_clear (Options *options)
{
  tb_cli_audit_clear (&options->audit);
  g_free (options->previous);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const TbHash *
leaves_of (const TbAuditFile *file)
{
  return (const TbHash *) (void *) file->leaves->data;
}

/* Whoever proves something about a log that is not what it was proves nothing. */
static gboolean
check_whole (const TbAuditFile *file)
{
  const TbCheck *failure = tb_checks_first_failure (file->checks);

  if (failure != NULL)
    tb_cli_complain ("this log is not what it was: %s: %s", failure->rule->what, failure->found);
  return failure == NULL;
}

/* --- prove --- */

static char *
say_covered (const TbAuditStep *step)
{
  return step->count == 1 ? g_strdup_printf ("line %u", step->first + 1) : g_strdup_printf ("lines %u to %u", step->first + 1, step->first + step->count);
}

static void
print_step (const TbAuditStep *step, const TbHash *known)
{
  g_autofree char *sibling = tb_hash_to_hex (&step->sibling), *have = tb_hash_to_hex (known), *result = tb_hash_to_hex (&step->result), *covered = say_covered (step);

  g_print ("\n# %s: %s, %s\necho 01%s%s | tr a-f A-F | basenc --base16 -d | sha256sum\n# %s\n", covered, sibling, step->is_left ? "to the left" : "to the right",
           step->is_left ? sibling : have, step->is_left ? have : sibling, result);
}

/* The comments are for people, the other lines for a shell. */
static void
print_proof (const char *log, const TbAuditFile *file, guint leaf, GArray *steps)
{
  g_autofree char *line = tb_audit_file_dup_line (file, leaf), *hash = tb_hash_to_hex (&leaves_of (file)[leaf]), *tree = tb_hash_to_hex (&file->tree);
  g_autofree char *quoted = g_shell_quote (log);
  const TbHash *known = &leaves_of (file)[leaf];

  g_print ("# %s\n# A leaf of the tree: SHA-256 of a byte 0 and the line without its end (RFC 9162 section 2.1.1).\n", line);
  g_print ("(printf '\\000'; sed -n %up %s | tr -d '\\n') | sha256sum\n# %s\n", leaf + 1, quoted, hash);
  for (guint i = 0; i < steps->len; i++)
    {
      const TbAuditStep *step = &g_array_index (steps, TbAuditStep, i);

      print_step (step, known);
      known = &step->result;
    }
  g_print ("\n# That is the root hash of all %u lines, as the checkpoint has it:\n# %s\n", file->leaves->len, tree);
}

static void
add_hash (JsonBuilder *json, const char *name, const TbHash *hash)
{
  g_autofree char *hex = tb_hash_to_hex (hash);

  tb_cli_add_text (json, name, hex);
}

static void
print_proof_as_json (const TbAuditFile *file, guint leaf, GArray *steps)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_int (json, "leaf", leaf);
  tb_cli_add_int (json, "size", file->leaves->len);
  add_hash (json, "leaf_hash", &leaves_of (file)[leaf]);
  json_builder_set_member_name (json, "steps");
  json_builder_begin_array (json);
  for (guint i = 0; i < steps->len; i++)
    {
      const TbAuditStep *step = &g_array_index (steps, TbAuditStep, i);

      json_builder_begin_object (json);
      tb_cli_add_text (json, "side", step->is_left ? "left" : "right");
      tb_cli_add_int (json, "first", step->first);
      tb_cli_add_int (json, "count", step->count);
      add_hash (json, "hash", &step->sibling);
      add_hash (json, "result", &step->result);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  add_hash (json, "tree", &file->tree);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static int
prove (const Options *options, const char *log, const TbAuditFile *file)
{
  g_autoptr (GArray) steps = NULL;

  if (!check_whole (file))
    return TB_EXIT_NO;
  if (options->entry < 0 || options->entry >= file->leaves->len)
    return tb_cli_complain ("--entry must be 0, for the header, to %u, got %" G_GINT64_FORMAT, file->leaves->len - 1, options->entry);
  steps = tb_audit_proof_new (leaves_of (file), file->leaves->len, (guint) options->entry);
  if (options->audit.json)
    print_proof_as_json (file, (guint) options->entry, steps);
  else
    print_proof (log, file, (guint) options->entry, steps);
  return TB_EXIT_YES;
}

/**
 * tb_cli_audit_prove:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code: 1 when the log was changed
 */
int
tb_cli_audit_prove (int argc, char **argv)
{
  g_auto (Options) options = { .entry = -1 };
  const GOptionEntry entries[] = { { "entry", 0, 0, G_OPTION_ARG_INT64, &options.entry, "Number of the entry, 0 for the header", "N" }, { NULL } };
  g_autoptr (TbAuditFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (!tb_cli_audit_parse (&options.audit, entries, "LOG|SCENARIO", "Proves that an entry is in a log, as lines that a shell computes again with sha256sum.", &argc, &argv,
                           &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2 || options.entry == -1)
    return tb_cli_complain ("audit prove takes a log and an entry, as in: trustbed-cli audit prove smart-home.jsonl --entry 12");
  if ((file = tb_cli_audit_load (&options.audit, argv[1], &error)) == NULL)
    return tb_cli_complain ("%s", error->message);
  return prove (&options, argv[1], file);
}

/* --- checkpoint --- */

/* The signature on the log itself is taken over when nobody is to sign anew. */
static gboolean
sign (const Options *options, TbCheckpoint *checkpoint, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (TbKey) key = tb_cli_audit_load_key (&options->audit, &problem);

  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return options->audit.key_file == NULL || (key != NULL && tb_audit_line_sign (checkpoint, key, error));
}

static gboolean
prove_growth (const Options *options, const TbAuditFile *file, TbCheckpoint *checkpoint, GError **error)
{
  g_autoptr (TbCheckpoint) before = options->previous != NULL ? tb_cli_load_checkpoint (options->previous, error) : NULL;
  TbHash then;

  if (before == NULL)
    return options->previous == NULL;
  if (before->size <= file->leaves->len)
    tb_merkle_hash_tree (leaves_of (file), before->size, &then);
  if (g_strcmp0 (before->origin, checkpoint->origin) != 0 || before->size > file->leaves->len || memcmp (&then, &before->tree, sizeof then) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: this log did not begin so; audit verify --checkpoint says more", options->previous);
      return FALSE;
    }
  g_array_unref (checkpoint->proof);
  checkpoint->proof_from = before->size;
  checkpoint->proof = tb_merkle_prove_consistency (leaves_of (file), before->size, file->leaves->len);
  return TRUE;
}

static gboolean
write_checkpoint (const Options *options, const TbCheckpoint *checkpoint, GError **error)
{
  char *text = tb_checkpoint_to_text (checkpoint);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return tb_cli_write (options->audit.out, bytes, 0644, error);
}

/**
 * tb_cli_audit_checkpoint:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code: 1 when the log was changed
 */
int
tb_cli_audit_checkpoint (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &options.audit.out, "Write to this file; standard output if left out", "FILE" },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &options.audit.key_file, "Sign it with this private key", "FILE" },
    { "previous", 0, 0, G_OPTION_ARG_FILENAME, &options.previous, "An earlier checkpoint; proves that the log has only grown since", "FILE" },
    { NULL },
  };
  g_autoptr (TbAuditFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (!tb_cli_audit_parse (&options.audit, entries, "LOG|SCENARIO", "Writes size and root hash of a log, for somebody else to keep.", &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("audit checkpoint takes one log, as in: trustbed-cli audit checkpoint smart-home.jsonl --out kept");
  if ((file = tb_cli_audit_load (&options.audit, argv[1], &error)) == NULL)
    return tb_cli_complain ("%s", error->message);
  if (!check_whole (file))
    return TB_EXIT_NO;
  if (!sign (&options, file->checkpoint, &error) || !prove_growth (&options, file, file->checkpoint, &error) || !write_checkpoint (&options, file->checkpoint, &error))
    return tb_cli_complain ("%s", error->message);
  return TB_EXIT_YES;
}
