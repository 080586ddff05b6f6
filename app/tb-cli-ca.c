/* tb-cli-ca: `trustbed-cli ca`: an authority on disk. Here the subcommand is found; what they have in common is here as well. */
#include "tb-cli-ca.h"

#include <string.h>

#include "tb-ca-list.h"
#include "tb-load.h"
#include "tb-pem.h"
#include "tb-units.h"

static const TbCliCommand subcommands[] = {
  { "init", tb_cli_ca_init, "make an authority: a root and issuing authorities" },
  { "authority", tb_cli_ca_authority, "add an authority below another one" },
  { "import", tb_cli_ca_import, "take in an authority that was made elsewhere" },
  { "cross", tb_cli_ca_cross, "certify an authority that was made elsewhere" },
  { "issue", tb_cli_ca_issue, "issue a certificate, for a request or a new key" },
  { "renew", tb_cli_ca_renew, "issue again for the same key and names" },
  { "rekey", tb_cli_ca_rekey, "issue again for the same names and another key" },
  { "revoke", tb_cli_ca_revoke, "revoke a certificate for good" },
  { "hold", tb_cli_ca_hold, "put a certificate on hold" },
  { "release", tb_cli_ca_release, "release a certificate that is on hold" },
  { "crl", tb_cli_ca_crl, "make a revocation list" },
  { "ocsp", tb_cli_ca_ocsp, "answer an OCSP request" },
  { "export", tb_cli_ca_export, "write a certificate as PEM, DER or PKCS #12" },
  { "list", tb_cli_ca_list, "say what was issued and what became of it" },
  { "role", tb_cli_ca_role, "say who may do what, and change it" },
  { "audit", tb_cli_ca_audit, "say whether the audit log is what it was" },
  { "checkpoint", tb_cli_ca_checkpoint, "write a checkpoint of the audit log for others to keep" },
  { "cosign", tb_cli_ca_cosign, "for a witness: cosign a checkpoint" },
};

/**
 * tb_cli_ca:
 * @argc: number of words
 * @argv: "ca", the subcommand, its arguments
 *
 * Returns: the exit code
 */
int
tb_cli_ca (int argc, char **argv)
{
  return tb_cli_run_subcommand (subcommands, G_N_ELEMENTS (subcommands),
                                "DIRECTORY [OPTIONS]\n\nAn authority in a folder, with real keys and in real time.", argc, argv);
}

/**
 * tb_cli_ca_clear:
 * @common: options
 *
 * Frees what they own.
 */
void
tb_cli_ca_clear (TbCliCa *common)
{
  g_free (common->directory);
  g_free (common->as);
  g_free (common->at);
  g_free (common->pin_file);
  g_free (common->pin);
  g_free (common->out);
  g_strfreev (common->rest);
}

/**
 * tb_cli_ca_fail:
 * @error: (transfer full): what went wrong
 *
 * Says it.
 *
 * Returns: 1 for a refusal, which is an answer; 2 for the rest
 */
int
tb_cli_ca_fail (GError *error)
{
  g_autoptr (GError) owned = error;
  gboolean is_answer = g_error_matches (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);

  tb_cli_complain ("%s", error->message);
  return is_answer ? TB_EXIT_NO : TB_EXIT_BAD_INPUT;
}

/* --- arguments --- */

static gboolean
fill_in (TbCliCa *common, GError **error)
{
  common->actor.who = common->as != NULL ? common->as : g_get_user_name ();
  common->actor.unix_us = g_get_real_time ();
  if (common->at != NULL && !tb_units_parse_moment (common->at, &common->actor.unix_us, error))
    return FALSE;
  if (common->pin_file != NULL)
    {
      if (!g_file_get_contents (common->pin_file, &common->pin, NULL, error))
        return FALSE;
      g_strchomp (common->pin);
    }
  if (common->rest != NULL && g_strv_length (common->rest) == 1)
    {
      common->directory = g_strdup (common->rest[0]);
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "One folder is expected, got %u arguments", common->rest != NULL ? g_strv_length (common->rest) : 0);
  return FALSE;
}

/**
 * tb_cli_ca_parse:
 * @common: (out caller-allocates): what all subcommands take, zeroed
 * @entries: the subcommand's own options
 * @summary: what it does
 * @argc: number of words
 * @argv: the words
 * @status: (out): the exit code when it fails
 *
 * Reads the command line.
 *
 * Returns: whether it can go on
 */
gboolean
tb_cli_ca_parse (TbCliCa *common, const GOptionEntry *entries, const char *summary, int argc, char **argv, int *status)
{
  const GOptionEntry shared[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &common->as, "Who acts; the user's name if left out", "NAME" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &common->at, "Act as if it were this time, such as 2026-03-02T06:00:00Z", "TIME" },
    { "pin-file", 0, 0, G_OPTION_ARG_FILENAME, &common->pin_file, "A file with the PIN of the key store", "FILE" },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &common->out, "Write to this file; standard output if left out", "FILE" },
    { "der", 0, 0, G_OPTION_ARG_NONE, &common->der, "Write DER instead of PEM", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &common->json, "Print one JSON document", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &common->rest, NULL, "DIRECTORY" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("ca", "Options", "Options", common, NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, summary);
  g_option_group_add_entries (group, entries);
  g_option_group_add_entries (group, shared);
  g_option_context_set_main_group (context, group);
  if (g_option_context_parse (context, &argc, &argv, &error) && fill_in (common, &error))
    return TRUE;
  tb_cli_complain ("%s", error->message);
  *status = TB_EXIT_BAD_INPUT;
  return FALSE;
}

/**
 * tb_cli_ca_open:
 * @common: what all subcommands take
 * @status: (out): the exit code when it fails
 *
 * Opens the authority, and says what an earlier process left half done.
 *
 * Returns: (transfer full) (nullable): the authority
 */
TbCa *
tb_cli_ca_open (TbCliCa *common, int *status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCa) ca = tb_ca_open (common->directory, common->pin, &error);
  gint64 n_reserved = 0;

  if (ca == NULL || !tb_ca_count_reserved (ca, &n_reserved, &error))
    {
      *status = tb_cli_ca_fail (g_steal_pointer (&error));
      return NULL;
    }
  if (n_reserved > 0)
    g_printerr ("trustbed-cli: %" G_GINT64_FORMAT " certificate%s to be signed when a process ended; none of them was handed out, and their serial "
                "numbers stay used (trustbed-cli ca list shows them as reserved)\n", n_reserved, n_reserved == 1 ? " was about" : "s were about");
  return g_steal_pointer (&ca);
}

/**
 * tb_cli_ca_parse_algorithm:
 * @code: such as `P-256`
 * @algorithm: (out): the algorithm
 * @error: return location
 *
 * Returns: whether @code names one
 */
gboolean
tb_cli_ca_parse_algorithm (const char *code, TbKeyAlgorithm *algorithm, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  if (tb_key_algorithm_from_code (code, algorithm))
    return TRUE;
  for (guint i = 0; i < TB_KEY_N_ALGORITHMS; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", tb_key_algorithm_to_code ((TbKeyAlgorithm) i));
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "\"%s\" is no kind of key that is certified; there are %s", code, known->str);
  return FALSE;
}

/* --- output --- */

/**
 * tb_cli_ca_write_der:
 * @common: with the file and the form
 * @label: of the PEM, such as `CERTIFICATE`
 * @der: what to write
 * @error: return location
 *
 * Returns: whether it is written
 */
gboolean
tb_cli_ca_write_der (const TbCliCa *common, const char *label, GBytes *der, GError **error)
{
  g_autoptr (GBytes) pem = common->der ? NULL : tb_pem_write (label, der);

  return tb_cli_write (common->out, common->der ? der : pem, 0644, error);
}

/**
 * tb_cli_ca_add_moment:
 * @json: inside an object
 * @name: the key
 * @unix_us: unix time in microseconds
 *
 * Adds a time, RFC 3339 in UTC.
 */
void
tb_cli_ca_add_moment (JsonBuilder *json, const char *name, gint64 unix_us)
{
  g_autofree char *text = tb_units_format_moment (unix_us);

  tb_cli_add_text (json, name, text);
}
