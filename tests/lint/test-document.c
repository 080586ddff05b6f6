/* docs/lint.md lists every rule as the table has it. `test-lint-document --write FILE` writes it from the table. */
#include "tb-lint.h"

#include <string.h>

static const char head[] =
  "# What `trustbed-cli lint` looks for\n\n"
  "    trustbed-cli lint [--profile iot|web] [--end-of-life DATE] [--json] CERTIFICATE...\n\n"
  "Reads certificates in PEM or DER and says what is unwise or forbidden in them, why it matters and how to mend it. Whether a certificate is\n"
  "trusted, expired or revoked is not asked. *Errors* break a document that binds certificates of the profile, *warnings* are unwise, *notices* are\n"
  "worth knowing. Exit status: 0 no errors or warnings, 1 some, 2 bad usage or input.\n\n"
  "`iot` is for the certificates of devices and those they talk to, and their authorities; `web` for servers that browsers visit. \"Draft\" is the\n"
  "TLS 1.3 profile for the Internet of Things, draft-ietf-uta-tls13-iot-profile-23 of July 2026: it is not an RFC yet, and later versions\n"
  "number their sections anew. Provisions of ETSI EN 303 645 are named where a rule bears on one; keeping the rule does not show that a product keeps the provision.\n\n"
  "A key must be strong enough until the device ends: what `--end-of-life` says, else the certificate's own end. A factory identity\n"
  "(99991231235959Z) counts as without end. NIST SP 800-57: 112 bits through 2030, 128 bits from 2031 on.\n\n"
  "| Rule | Severity | Profiles | What is wrong | Source |\n| --- | --- | --- | --- | --- |\n";

static char *
make_document (void)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < tb_lint_get_n_rules (); i++)
    {
      const TbLintRule *rule = tb_lint_get_rule (i);
      gboolean is_both = rule->profiles == (TB_LINT_IOT | TB_LINT_WEB);

      g_string_append_printf (text, "| `%s` | %s | %s | %s | %s |\n", rule->code, tb_lint_severity_to_code (rule->severity),
                              is_both ? "iot, web" : tb_lint_profile_to_code (rule->profiles), rule->title, rule->source);
    }
  return g_string_free (text, FALSE);
}

static void
document_is_as_the_table (void)
{
  g_autofree char *expected = make_document (), *found = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (g_getenv ("LINT_DOCUMENT"), &found, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, expected);
}

static gboolean
is_code (const char *code)
{
  return strspn (code, G_CSET_a_2_z G_CSET_DIGITS "-") == strlen (code) && code[0] != '\0';
}

static void
every_row_is_whole (void)
{
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < tb_lint_get_n_rules (); i++)
    {
      const TbLintRule *rule = tb_lint_get_rule (i);

      g_assert_true (is_code (rule->code));
      g_assert_true (g_hash_table_add (codes, (gpointer) rule->code));
      g_assert_cmpuint (rule->profiles & ~(guint) (TB_LINT_IOT | TB_LINT_WEB), ==, 0);
      g_assert_cmpuint (rule->profiles, !=, 0);
      g_assert_true (g_str_has_suffix (rule->title, ".") && g_str_has_suffix (rule->why, ".") && g_str_has_suffix (rule->remedy, "."));
      g_assert_cmpstr (rule->source, !=, "");
      g_assert_nonnull (rule->find);
    }
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    {
      g_autofree char *text = make_document ();

      return g_file_set_contents (argv[2], text, -1, NULL) ? 0 : 1;
    }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lint/document/same", document_is_as_the_table);
  g_test_add_func ("/lint/document/whole", every_row_is_whole);
  return g_test_run ();
}
