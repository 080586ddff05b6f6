/* tb-cli-verify-options: the words after `trustbed-cli verify`, and what they ask. */
#include "tb-cli-verify.h"

#include <openssl/objects.h>
#include <string.h>

#define MAX_DEPTH 100

void
tb_verify_options_clear (TbVerifyOptions *options)
{
  char ***lists[] = { &options->trust, &options->untrusted, &options->crls, &options->responses, &options->policies, &options->rest };
  char **texts[] = { &options->at, &options->purpose, &options->host, &options->ip, &options->email, &options->require };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_clear_pointer (lists[i], g_strfreev);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
}

static gboolean
takes_several (const char *word)
{
  static const char *const options[] = { "--trust", "--untrusted", "--crl", "--ocsp", "--policy", NULL };

  return g_strv_contains (options, word);
}

/* GOption takes one word for each option; `--untrusted A B` means `--untrusted A --untrusted B`. The last word is the certificate, unless a word
 * before the options was. */
static GStrv
spread (int argc, char **argv)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  const char *several = NULL;
  gboolean had_certificate = argc > 1 && argv[1][0] != '-', is_value = FALSE;

  for (int i = 0; i < argc; i++)
    {
      gboolean is_word = i > 0 && (argv[i][0] != '-' || argv[i][1] == '\0');

      if (is_word && !is_value && several != NULL && (i < argc - 1 || had_certificate))
        g_strv_builder_add (words, several);
      if (!is_word)
        several = takes_several (argv[i]) ? argv[i] : NULL;
      is_value = !is_word && several != NULL;
      g_strv_builder_add (words, argv[i]);
    }
  return g_strv_builder_end (words);
}

/* Reads the words. Returns FALSE with @error when they are not understood. */
gboolean
tb_verify_options_parse (TbVerifyOptions *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->trust, "Trust anchors; may be given again", "FILE..." },
    { "untrusted", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->untrusted, "Certificates that came along, trusted for nothing", "FILE..." },
    { "crl", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->crls, "Certificate revocation lists, full and delta", "FILE..." },
    { "ocsp", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->responses, "OCSP responses", "FILE..." },
    { "at", 0, 0, G_OPTION_ARG_STRING, &options->at, "When, RFC 3339; now if left out", "TIME" },
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &options->purpose, "What for: client, server, code-signing, ca or any; any if left out", "PURPOSE" },
    { "host", 0, 0, G_OPTION_ARG_STRING, &options->host, "DNS name it must be for", "NAME" },
    { "ip", 0, 0, G_OPTION_ARG_STRING, &options->ip, "IP address it must be for", "ADDRESS" },
    { "email", 0, 0, G_OPTION_ARG_STRING, &options->email, "Mailbox it must be for", "ADDRESS" },
    { "depth", 0, 0, G_OPTION_ARG_INT, &options->depth, "Most intermediate certificates, self-issued ones not counted", "N" },
    { "require-crl", 0, 0, G_OPTION_ARG_STRING, &options->require,
      "Whose revocation status must be known: all, leaf or none; leaf if left out with --crl or --ocsp, else none", "WHOSE" },
    { "policy", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->policies, "Acceptable certificate policies; any if left out", "OID..." },
    { "explicit-policy", 0, 0, G_OPTION_ARG_NONE, &options->explicit_policy, "A policy must be valid for the whole path", NULL },
    { "inhibit-any-policy", 0, 0, G_OPTION_ARG_NONE, &options->inhibit_any, "anyPolicy stands for nothing", NULL },
    { "inhibit-policy-mapping", 0, 0, G_OPTION_ARG_NONE, &options->inhibit_mapping, "No policy is mapped to another", NULL },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &options->explain, "List every check with its clause", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->rest, NULL, "CERTIFICATE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) words = spread (argc, argv);

  options->depth = -1;
  g_option_context_set_summary (context, "Validates a certificate (RFC 5280 section 6) and says what was checked, and what would have to be different.");
  g_option_context_set_description (context, "PEM and DER are both read; further certificates in CERTIFICATE's file count as untrusted.\n"
                                             "Exit status: 0 valid, 1 invalid, 2 bad usage or input.\n");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse_strv (context, &words, error);
}

/* --- what it means --- */

typedef struct
{
  const char *word;
  int value;
} Choice;

static gboolean
choose (const char *option, const char *word, const Choice *choices, int *value, GError **error)
{
  for (const Choice *choice = choices; choice->word != NULL; choice++)
    if (word == NULL || strcmp (choice->word, word) == 0)
      {
        *value = choice->value;
        return TRUE;
      }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s does not know \"%.40s\"; see --help", option, word);
  return FALSE;
}

#define AN_AUTHORITY 100

static gboolean
apply_purpose (const TbVerifyOptions *options, TbValidateTerms *terms, GError **error)
{
  static const Choice purposes[] = {
    { "any", TB_PURPOSE_ANY }, { "client", TB_PURPOSE_TLS_CLIENT }, { "server", TB_PURPOSE_TLS_SERVER }, { "code-signing", TB_PURPOSE_CODE_SIGNING }, { "ca", AN_AUTHORITY }, { NULL }
  };
  int value = 0;

  if (!choose ("--purpose", options->purpose, purposes, &value, error))
    return FALSE;
  terms->authority_wanted = value == AN_AUTHORITY;
  terms->purpose = value == AN_AUTHORITY ? TB_PURPOSE_ANY : (TbPurpose) value;
  return TRUE;
}

static gboolean
apply_requirement (const TbVerifyOptions *options, TbValidateTerms *terms, GError **error)
{
  static const Choice whose[] = { { "none", TB_REQUIRE_CRL_NONE }, { "leaf", TB_REQUIRE_CRL_LEAF }, { "all", TB_REQUIRE_CRL_ALL }, { NULL } };
  gboolean has_evidence = options->crls != NULL || options->responses != NULL;
  int value = 0;

  if (!choose ("--require-crl", options->require == NULL && has_evidence ? "leaf" : options->require, whose, &value, error))
    return FALSE;
  terms->require_status = (TbRequireCrl) value;
  return TRUE;
}

static gboolean
apply_time (const TbVerifyOptions *options, TbValidateTerms *terms, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) at = options->at != NULL ? g_date_time_new_from_iso8601 (options->at, utc) : NULL;

  terms->unix_us = at != NULL ? g_date_time_to_unix (at) * G_USEC_PER_SEC + g_date_time_get_microsecond (at) : g_get_real_time ();
  if (options->at == NULL || at != NULL)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--at must be a time such as 2026-03-02T06:00:00Z, got \"%.40s\"", options->at);
  return FALSE;
}

static gboolean
check_policies (const TbVerifyOptions *options, GError **error)
{
  for (char **policy = options->policies; policy != NULL && *policy != NULL; policy++)
    {
      ASN1_OBJECT *object = OBJ_txt2obj (*policy, 1);

      ASN1_OBJECT_free (object);
      if (object == NULL)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--policy must be an object identifier such as 2.5.29.32.0, got \"%.40s\"", *policy);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_rest (const TbVerifyOptions *options, GError **error)
{
  const char *fault = NULL;

  if (options->rest == NULL || options->rest[1] != NULL)
    fault = "verify takes one CERTIFICATE";
  else if (options->trust == NULL)
    fault = "verify needs --trust FILE: without a trust anchor nothing is valid";
  else if (options->depth < -1 || options->depth > MAX_DEPTH)
    fault = "--depth must be 0 to 100";
  else if (options->ip != NULL && !g_hostname_is_ip_address (options->ip))
    fault = "--ip must be an IP address";
  if (fault != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, fault);
  return fault == NULL;
}

/* Fills @terms, which borrow from @options, except for what stands in files. Returns FALSE with @error when something asked makes no sense. */
gboolean
tb_verify_options_apply (const TbVerifyOptions *options, TbValidateTerms *terms, GError **error)
{
  terms->host = options->host;
  terms->ip = options->ip;
  terms->email = options->email;
  terms->max_intermediates = options->depth;
  terms->policies = (const char *const *) options->policies;
  terms->explicit_policy = options->explicit_policy;
  terms->inhibit_any_policy = options->inhibit_any;
  terms->inhibit_policy_mapping = options->inhibit_mapping;
  return check_rest (options, error) && apply_purpose (options, terms, error) && apply_requirement (options, terms, error)
         && apply_time (options, terms, error) && check_policies (options, error);
}
