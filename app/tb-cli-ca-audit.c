/* tb-cli-ca-audit: `trustbed-cli ca audit|checkpoint|cosign`: whether the audit log still is what it was, and what a witness keeps of it. */
#include <string.h>

#include "tb-ca-audit.h"
#include "tb-cli-audit.h"
#include "tb-cli-ca.h"
#include "tb-load.h"

typedef struct
{
  TbCliCa common;
  char *checkpoint;
  char *previous;
  char *witness;
  char *witness_key;
  char *certificate;
  char *export;
} Options;

static void
options_clear (Options *options)
{
  tb_cli_ca_clear (&options->common);
  g_free (options->checkpoint);
  g_free (options->previous);
  g_free (options->witness);
  g_free (options->witness_key);
  g_free (options->certificate);
  g_free (options->export);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
write_checkpoint (const Options *options, const TbCheckpoint *checkpoint, GError **error)
{
  char *text = tb_checkpoint_to_text (checkpoint);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return tb_cli_write (options->common.out, bytes, 0644, error);
}

/* --- audit --- */

/* What nobody can find out from the folder alone. */
static char *
say_limits (const TbCaAudit *audit, gboolean is_kept_outside, gboolean is_witnessed)
{
  GString *text = g_string_new (NULL);

  if (audit->n_covered == 0)
    g_string_append (text, "Without a checkpoint nothing can be said about changes: whoever can write in the folder can change entries and make the tree anew. ");
  else if (!is_kept_outside)
    g_string_append (text, "The checkpoint is the folder's own: it shows changes made without the authority's key, but not whether this checkpoint itself was put "
                           "in the place of another one. Keep one elsewhere and name it with --checkpoint. ");
  if (audit->n_covered > 0 && !is_witnessed)
    g_string_append (text, "No witness was asked: whoever has the authority's key can sign a checkpoint of a log that was rewritten. Name the witness's public key "
                           "with --witness. ");
  if (audit->n_covered < audit->n_entries)
    g_string_append_printf (text, "The last %" G_GUINT64_FORMAT " entries are younger than the checkpoint: that some of them were changed or cut off cannot be told. ",
                            audit->n_entries - audit->n_covered);
  g_string_append (text, "What was never written cannot be found: a key that was copied out of its store leaves no entry.");
  return g_string_free (text, FALSE);
}

static void
print_audit_json (const TbCaAudit *audit, const char *limits, gboolean is_good)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autofree char *tree = tb_hash_to_hex (&audit->tree);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "valid");
  json_builder_add_boolean_value (json, is_good);
  tb_cli_add_int (json, "entries", (gint64) audit->n_entries);
  tb_cli_add_int (json, "covered", (gint64) audit->n_covered);
  tb_cli_add_text (json, "tree", tree);
  json_builder_set_member_name (json, "checks");
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_checks_get_n (audit->checks); i++)
    {
      const TbCheck *check = tb_checks_get (audit->checks, i);

      json_builder_begin_object (json);
      tb_cli_add_text (json, "what", check->rule->code);
      tb_cli_add_text (json, "expected", check->expected);
      tb_cli_add_text (json, "found", check->found);
      json_builder_set_member_name (json, "ok");
      json_builder_add_boolean_value (json, check->ok);
      tb_cli_add_text (json, "source", check->rule->source);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  tb_cli_add_text (json, "cannot_know", limits);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static void
print_audit (const TbCaAudit *audit, const char *limits, gboolean is_good)
{
  for (guint i = 0; i < tb_checks_get_n (audit->checks); i++)
    {
      const TbCheck *check = tb_checks_get (audit->checks, i);

      g_print ("%-4s %s%s%s", check->ok ? "ok" : "NO", check->rule->what, *check->expected != '\0' ? ": expected " : "", check->expected);
      g_print ("%s%s\n", *check->expected != '\0' ? ", found " : ": ", check->found);
    }
  g_print ("%s\n", is_good ? audit->n_covered > 0 ? "The log is what it was at the checkpoint." : "Nothing is missing that would show without a checkpoint."
                           : "The log or the checkpoint has been changed.");
  g_print ("%s\n", limits);
}

static int
report (const Options *options, const TbCaAudit *audit)
{
  gboolean is_good = tb_checks_first_failure (audit->checks) == NULL;
  g_autofree char *limits = say_limits (audit, options->checkpoint != NULL, options->witness != NULL);

  if (options->common.json)
    print_audit_json (audit, limits, is_good);
  else
    print_audit (audit, limits, is_good);
  return is_good ? TB_EXIT_YES : TB_EXIT_NO;
}

static gboolean
export_log (TbCa *ca, const char *path, GError **error)
{
  char *text = tb_ca_export_audit (ca, error);
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;

  return bytes != NULL && tb_cli_write (strcmp (path, "-") == 0 ? NULL : path, bytes, 0644, error);
}

/* The checkpoint to hold the log against. Returns FALSE on an error; no checkpoint at all is none. */
static gboolean
choose_checkpoint (TbCa *ca, const Options *options, TbCheckpoint **checkpoint, GError **error)
{
  g_autoptr (GError) problem = NULL;

  *checkpoint = options->checkpoint != NULL ? tb_cli_load_checkpoint (options->checkpoint, &problem) : tb_ca_get_checkpoint (ca, &problem);
  if (problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
parse_audit (Options *options, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "checkpoint", 0, 0, G_OPTION_ARG_FILENAME, &options->checkpoint, "A checkpoint that was kept outside; the folder's own last one if left out", "FILE" },
    { "witness", 0, 0, G_OPTION_ARG_FILENAME, &options->witness, "The public key of the witness who cosigned it", "FILE" },
    { "export", 0, 0, G_OPTION_ARG_FILENAME, &options->export, "Write the log to this file, one entry a line; - for standard output", "FILE" },
    { NULL },
  };

  return tb_cli_ca_parse (&options->common, entries, "Says whether the audit log still is what it was at a checkpoint, and what cannot be known.", argc, argv, status);
}

/**
 * tb_cli_ca_audit:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_audit (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_auto (TbCaAudit) audit = { 0 };
  g_autoptr (TbCheckpoint) checkpoint = NULL;
  g_autoptr (EVP_PKEY) witness = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCa) ca = NULL;
  int status;

  if (!parse_audit (&options, argc, argv, &status) || (ca = tb_cli_ca_open (&options.common, &status)) == NULL)
    return status;
  if (options.witness != NULL && (witness = tb_public_key_load (tb_ca_get_crypto (ca), options.witness, &error)) == NULL)
    return tb_cli_ca_fail (g_steal_pointer (&error));
  if ((options.export != NULL && !export_log (ca, options.export, &error)) || !choose_checkpoint (ca, &options, &checkpoint, &error)
      || !tb_ca_audit (ca, checkpoint, witness, &audit, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  return options.export != NULL && strcmp (options.export, "-") == 0 ? TB_EXIT_YES : report (&options, &audit);
}

/* --- checkpoint --- */

static gboolean
parse_checkpoint (Options *options, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "previous", 0, 0, G_OPTION_ARG_FILENAME, &options->previous, "An earlier checkpoint; proves that the log has only grown since", "FILE" },
    { "witness-key", 0, 0, G_OPTION_ARG_FILENAME, &options->witness_key, "Cosign with this key of a witness who is here", "FILE" },
    { NULL },
  };

  return tb_cli_ca_parse (&options->common, entries, "Writes a checkpoint of the audit log, signed by the authority, for others to keep.", argc, argv, status);
}

static gboolean
cosign (TbCheckpoint *checkpoint, TbCrypto *crypto, const char *key_file, GError **error)
{
  g_autoptr (TbKey) key = tb_key_load (crypto, key_file, NULL, error);

  return key != NULL && tb_checkpoint_sign (checkpoint, key, error);
}

/**
 * tb_cli_ca_checkpoint:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_checkpoint (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_autoptr (TbCheckpoint) previous = NULL, checkpoint = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCa) ca = NULL;
  int status;

  if (!parse_checkpoint (&options, argc, argv, &status) || (ca = tb_cli_ca_open (&options.common, &status)) == NULL)
    return status;
  if (options.previous != NULL && (previous = tb_cli_load_checkpoint (options.previous, &error)) == NULL)
    return tb_cli_ca_fail (g_steal_pointer (&error));
  checkpoint = tb_ca_make_checkpoint (ca, previous, &options.common.actor, &error);
  if (checkpoint == NULL || (options.witness_key != NULL && !cosign (checkpoint, tb_ca_get_crypto (ca), options.witness_key, &error))
      || !write_checkpoint (&options, checkpoint, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  return TB_EXIT_YES;
}

/* --- cosign --- */

static gboolean
parse_cosign (Options *options, int argc, char **argv, int *status)
{
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &options->witness_key, "The witness's key", "FILE" },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->certificate, "The certificate of the authority that signed", "FILE" },
    { "previous", 0, 0, G_OPTION_ARG_FILENAME, &options->previous, "The checkpoint that the witness signed last", "FILE" },
    { NULL },
  };

  if (!tb_cli_ca_parse (&options->common, entries,
                        "For a witness: cosigns the checkpoint in a FILE (in the place of DIRECTORY), after checking the authority's signature and that the log has only "
                        "grown.", argc, argv, status))
    return FALSE;
  if (options->witness_key != NULL && options->certificate != NULL)
    return TRUE;
  *status = tb_cli_complain ("--key and --certificate are needed");
  return FALSE;
}

/* Why a witness does not sign; NULL when it may. */
static const char *
find_objection (const TbCheckpoint *checkpoint, const TbCheckpoint *previous, TbCertificate *authority, EVP_PKEY *witness)
{
  EVP_PKEY *key = X509_get0_pubkey (tb_certificate_get_x509 (authority));

  if (!tb_checkpoint_is_signed (checkpoint, checkpoint->authority_signature, key))
    return "the authority did not sign this checkpoint";
  if (previous != NULL && !tb_checkpoint_is_signed (previous, previous->witness_signature, witness))
    return "this witness did not sign the earlier checkpoint";
  if (previous != NULL && !tb_checkpoint_grew (checkpoint, previous))
    return "there is no proof that the log has only grown since the earlier checkpoint (trustbed-cli ca checkpoint --previous makes one)";
  return NULL;
}

/**
 * tb_cli_ca_cosign:
 * @argc: number of words
 * @argv: the words
 *
 * Returns: the exit code
 */
int
tb_cli_ca_cosign (int argc, char **argv)
{
  g_auto (Options) options = { { NULL } };
  g_autoptr (TbCheckpoint) previous = NULL, checkpoint = NULL;
  g_autoptr (GPtrArray) authority = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbKey) key = NULL;
  TbCrypto *crypto = tb_crypto_get_live (&error);
  const char *objection;
  int status;

  if (!parse_cosign (&options, argc, argv, &status))
    return status;
  if (crypto == NULL || (checkpoint = tb_cli_load_checkpoint (options.common.directory, &error)) == NULL
      || (options.previous != NULL && (previous = tb_cli_load_checkpoint (options.previous, &error)) == NULL)
      || (authority = tb_certificates_load (crypto, options.certificate, &error)) == NULL
      || (key = tb_key_load (crypto, options.witness_key, NULL, &error)) == NULL)
    return tb_cli_ca_fail (g_steal_pointer (&error));
  objection = find_objection (checkpoint, previous, g_ptr_array_index (authority, 0), tb_key_get_pkey (key));
  if (objection != NULL)
    {
      tb_cli_complain ("Not signed: %s", objection);
      return TB_EXIT_NO;
    }
  if (!tb_checkpoint_sign (checkpoint, key, &error) || !write_checkpoint (&options, checkpoint, &error))
    return tb_cli_ca_fail (g_steal_pointer (&error));
  return TB_EXIT_YES;
}
