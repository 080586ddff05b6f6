/* tb-cli-lint: `trustbed-cli lint`: says what is unwise or forbidden in certificates, why, and how to mend it.
 *
 * Files are read with OpenSSL's own readers: a certificate with an extension that is there twice cannot be verified, but it can be explained. */
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "tb-cli.h"
#include "tb-lint.h"
#include "tb-units.h"

#define MAX_FILE_BYTES (16 * 1024 * 1024)

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
  X509 *x509;
  char *subject;
  GPtrArray *findings;
} Certificate;

static void
certificate_free (Certificate *certificate)
{
  X509_free (certificate->x509);
  g_free (certificate->subject);
  g_clear_pointer (&certificate->findings, g_ptr_array_unref);
  g_free (certificate);
}

static char *
name_to_text (const X509_NAME *name)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *bytes = NULL;
  long n;

  if (out == NULL || X509_NAME_print_ex (out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
    return g_strdup ("?");
  n = BIO_get_mem_data (out, &bytes);
  return g_utf8_make_valid (n > 0 ? bytes : "", n);
}

static void
add_certificate (GPtrArray *certificates, const char *file, X509 *x509)
{
  Certificate *certificate = g_new0 (Certificate, 1);

  certificate->file = file;
  certificate->x509 = x509;
  certificate->subject = name_to_text (X509_get_subject_name (x509));
  g_ptr_array_add (certificates, certificate);
}

/* All certificates of a PEM file, whatever else it holds. */
static gboolean
read_pem (OSSL_LIB_CTX *libctx, const char *file, const char *text, gsize n_bytes, GPtrArray *certificates)
{
  g_autoptr (BIO) in = BIO_new_mem_buf (text, (int) n_bytes);
  guint n_before = certificates->len;
  X509 *x509 = X509_new_ex (libctx, NULL);

  while (in != NULL && PEM_read_bio_X509 (in, &x509, NULL, NULL) != NULL)
    {
      add_certificate (certificates, file, x509);
      x509 = X509_new_ex (libctx, NULL);
    }
  X509_free (x509);
  return certificates->len > n_before && ERR_GET_REASON (ERR_peek_last_error ()) == PEM_R_NO_START_LINE;
}

static gboolean
read_der (OSSL_LIB_CTX *libctx, const char *file, const guint8 *bytes, gsize n_bytes, GPtrArray *certificates)
{
  const guint8 *at = bytes;
  X509 *x509 = X509_new_ex (libctx, NULL);

  if (x509 == NULL || d2i_X509 (&x509, &at, (long) n_bytes) == NULL)
    return FALSE;
  add_certificate (certificates, file, x509);
  return at == bytes + n_bytes;
}

static gboolean
read_file (TbCrypto *crypto, const char *file, GPtrArray *certificates, GError **error)
{
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (crypto);
  g_autofree char *content = NULL;
  gsize n_bytes;
  gboolean is_read;

  if (!g_file_get_contents (file, &content, &n_bytes, error))
    return FALSE;
  ERR_clear_error ();
  is_read = n_bytes <= MAX_FILE_BYTES
            && (g_strstr_len (content, (gssize) n_bytes, "-----BEGIN") != NULL ? read_pem (libctx, file, content, n_bytes, certificates)
                                                                              : read_der (libctx, file, (guint8 *) content, n_bytes, certificates));
  ERR_clear_error ();
  if (!is_read)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: no X.509 certificate in PEM or DER, or a broken one", file);
  return is_read;
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
count_severity (const GPtrArray *certificates, TbLintSeverity severity)
{
  guint n = 0;

  for (guint i = 0; i < certificates->len; i++)
    {
      const Certificate *certificate = g_ptr_array_index (certificates, i);

      for (guint j = 0; j < certificate->findings->len; j++)
        n += ((TbLintFinding *) g_ptr_array_index (certificate->findings, j))->rule->severity == severity;
    }
  return n;
}

static void
print_text (const GPtrArray *certificates)
{
  for (guint i = 0; i < certificates->len; i++)
    {
      const Certificate *certificate = g_ptr_array_index (certificates, i);

      g_print ("%s: %s\n", certificate->file, certificate->subject);
      for (guint j = 0; j < certificate->findings->len; j++)
        print_finding (g_ptr_array_index (certificate->findings, j));
    }
  g_print ("Certificates: %u, errors: %u, warnings: %u, notices: %u\n", certificates->len, count_severity (certificates, TB_LINT_ERROR),
           count_severity (certificates, TB_LINT_WARNING), count_severity (certificates, TB_LINT_NOTICE));
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
add_certificate_object (JsonBuilder *builder, const Certificate *certificate)
{
  g_autofree char *file = g_filename_display_name (certificate->file);

  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "file", file);
  tb_cli_add_text (builder, "subject", certificate->subject);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < certificate->findings->len; i++)
    add_finding (builder, g_ptr_array_index (certificate->findings, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (const GPtrArray *certificates, TbLintProfile profile)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  tb_cli_add_text (builder, "profile", tb_lint_profile_to_code (profile));
  json_builder_set_member_name (builder, "certificates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < certificates->len; i++)
    add_certificate_object (builder, g_ptr_array_index (certificates, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  tb_cli_print_json (builder);
}

/* --- the command --- */

static GPtrArray *
lint_all (const Options *options, const TbLintTerms *terms, GError **error)
{
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) certificate_free);
  TbCrypto *crypto = tb_crypto_get_live (error);

  if (crypto == NULL)
    return NULL;
  for (guint i = 0; options->files[i] != NULL; i++)
    if (!read_file (crypto, options->files[i], certificates, error))
      return NULL;
  for (guint i = 0; i < certificates->len; i++)
    {
      Certificate *certificate = g_ptr_array_index (certificates, i);

      certificate->findings = tb_lint_run_x509 (certificate->x509, terms);
    }
  return g_steal_pointer (&certificates);
}

int
tb_cli_lint (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GError) error = NULL;
  TbLintTerms terms;

  if (!parse_options (&options, &argc, &argv, &error) || !read_terms (&options, &terms, &error))
    return tb_cli_complain ("%s", error->message);
  certificates = lint_all (&options, &terms, &error);
  if (certificates == NULL)
    return tb_cli_complain ("%s", error->message);
  if (options.json)
    print_json (certificates, terms.profile);
  else
    print_text (certificates);
  return count_severity (certificates, TB_LINT_ERROR) + count_severity (certificates, TB_LINT_WARNING) == 0 ? TB_EXIT_YES : TB_EXIT_NO;
}
