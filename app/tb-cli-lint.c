/* tb-cli-lint: `trustbed-cli lint`: says what is unwise or forbidden in certificates, why, and how to mend it. */
#include <string.h>

#include "tb-cli.h"
#include "tb-lint.h"
#include "tb-load.h"
#include "tb-units.h"

typedef struct
{
  char *profile;
  char *end_of_life;
  gboolean json;
  char **files;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->profile);
  g_free (options->end_of_life);
  g_strfreev (options->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_STRING, &options->profile, "Which rules apply: iot (if left out) or web", "PROFILE" },
    { "end-of-life", 0, 0, G_OPTION_ARG_STRING, &options->end_of_life, "Until when keys must be strong; the certificate's end if left out", "DATE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, "CERTIFICATE..." },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("lint", "Options", "Options", options, NULL);

  g_option_context_set_summary (context, "Says what is unwise or forbidden in certificates (PEM or DER), why, and how to mend it.");
  g_option_context_set_description (context, "Errors break a standard, warnings are unwise, notices are worth knowing.\n"
                                             "Exit status: 0 no errors or warnings, 1 some, 2 bad usage or input.\n");
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  return g_option_context_parse (context, argc, argv, error);
}

/* A day counts to its end. */
static gboolean
parse_day (const char *text, gint64 *unix_us)
{
  g_autofree char *moment = g_strconcat (text, strchr (text, 'T') == NULL ? "T23:59:59Z" : "", NULL);

  return tb_units_parse_moment (moment, unix_us, NULL) && *unix_us > 0;
}

static gboolean
read_terms (const Options *options, TbLintTerms *terms, GError **error)
{
  *terms = (TbLintTerms) { TB_LINT_IOT, 0 };
  if (options->profile != NULL && !tb_lint_profile_from_code (options->profile, &terms->profile))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--profile must be iot or web, got \"%.40s\"", options->profile);
  else if (options->end_of_life != NULL && !parse_day (options->end_of_life, &terms->end_of_life_us))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--end-of-life must be a day such as 2035-12-31, got \"%.40s\"",
                 options->end_of_life);
  else if (options->files == NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "which certificate? Name one file or more");
  else
    return TRUE;
  return FALSE;
}

/* --- reading --- */

typedef struct
{
  const char *file;             /* borrowed */
  TbCertificate *certificate;
  GPtrArray *findings;
} Judged;

static void
judged_free (Judged *judged)
{
  tb_certificate_unref (judged->certificate);
  g_ptr_array_unref (judged->findings);
  g_free (judged);
}

static gboolean
judge_file (TbCrypto *crypto, const char *file, const TbLintTerms *terms, GPtrArray *all, GError **error)
{
  g_autoptr (GPtrArray) certificates = tb_certificates_load (crypto, file, error);

  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    {
      Judged *judged = g_new (Judged, 1);

      judged->file = file;
      judged->certificate = tb_certificate_ref (g_ptr_array_index (certificates, i));
      judged->findings = tb_lint_run (judged->certificate, terms);
      g_ptr_array_add (all, judged);
    }
  return certificates != NULL;
}

/* --- printing --- */

static void
print_finding (const TbLintFinding *finding)
{
  const TbLintRule *rule = finding->rule;

  g_print ("  %s %s: %s\n    found:  %s\n    why:    %s\n    remedy: %s\n    source: %s\n", tb_lint_severity_to_code (rule->severity), rule->code,
           rule->title, finding->found, rule->why, rule->remedy, rule->source);
}

static guint
count_severity (const GPtrArray *all, TbLintSeverity severity)
{
  guint n = 0;

  for (guint i = 0; i < all->len; i++)
    {
      const Judged *judged = g_ptr_array_index (all, i);

      for (guint j = 0; j < judged->findings->len; j++)
        n += ((TbLintFinding *) g_ptr_array_index (judged->findings, j))->rule->severity == severity;
    }
  return n;
}

static void
print_text (const GPtrArray *all)
{
  for (guint i = 0; i < all->len; i++)
    {
      const Judged *judged = g_ptr_array_index (all, i);

      g_print ("%s: %s\n", judged->file, tb_certificate_get_subject (judged->certificate));
      for (guint j = 0; j < judged->findings->len; j++)
        print_finding (g_ptr_array_index (judged->findings, j));
    }
  g_print ("Certificates: %u, errors: %u, warnings: %u, notices: %u\n", all->len, count_severity (all, TB_LINT_ERROR),
           count_severity (all, TB_LINT_WARNING), count_severity (all, TB_LINT_NOTICE));
}

static void
add_finding (JsonBuilder *builder, const TbLintFinding *finding)
{
  const TbLintRule *rule = finding->rule;

  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "rule", rule->code);
  tb_cli_add_text (builder, "severity", tb_lint_severity_to_code (rule->severity));
  tb_cli_add_text (builder, "title", rule->title);
  tb_cli_add_text (builder, "found", finding->found);
  tb_cli_add_text (builder, "why", rule->why);
  tb_cli_add_text (builder, "remedy", rule->remedy);
  tb_cli_add_text (builder, "source", rule->source);
  json_builder_end_object (builder);
}

static void
add_certificate_object (JsonBuilder *builder, const Judged *judged)
{
  g_autofree char *file = g_filename_display_name (judged->file);

  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "file", file);
  tb_cli_add_text (builder, "subject", tb_certificate_get_subject (judged->certificate));
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < judged->findings->len; i++)
    add_finding (builder, g_ptr_array_index (judged->findings, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (const GPtrArray *all, TbLintProfile profile)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "profile", tb_lint_profile_to_code (profile));
  json_builder_set_member_name (builder, "certificates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < all->len; i++)
    add_certificate_object (builder, g_ptr_array_index (all, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  tb_cli_print_json (builder);
}

/* --- the command --- */

static GPtrArray *
judge_all (const Options *options, const TbLintTerms *terms, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) judged_free);
  TbCrypto *crypto = tb_crypto_get_live (error);

  if (crypto == NULL)
    return NULL;
  for (guint i = 0; options->files[i] != NULL; i++)
    if (!judge_file (crypto, options->files[i], terms, all, error))
      return NULL;
  return g_steal_pointer (&all);
}

int
tb_cli_lint (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  TbLintTerms terms;

  if (!parse_options (&options, &argc, &argv, &error) || !read_terms (&options, &terms, &error))
    return tb_cli_complain ("%s", error->message);
  all = judge_all (&options, &terms, &error);
  if (all == NULL)
    return tb_cli_complain ("%s", error->message);
  if (options.json)
    print_json (all, terms.profile);
  else
    print_text (all);
  return count_severity (all, TB_LINT_ERROR) + count_severity (all, TB_LINT_WARNING) == 0 ? TB_EXIT_YES : TB_EXIT_NO;
}
