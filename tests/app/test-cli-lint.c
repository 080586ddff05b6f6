/* `trustbed-cli lint` as a script sees it: what it prints and what it exits with. */
#include "lint-fixture.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include <openssl/pem.h>

static const char *program;
static char *folder;

typedef struct
{
  char *output;
  char *messages;
  int exit_code;
} Result;

static void
result_clear (Result *result)
{
  g_free (result->output);
  g_free (result->messages);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* @words: arguments; names of files are those in the folder */
static void
run (Result *result, const char *words)
{
  g_autofree char *line = g_strdup_printf ("%s lint %s", program, words);
  g_auto (GStrv) argv = g_strsplit (g_strchomp (line), " ", -1);
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (folder, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &result->output, &result->messages, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  result->exit_code = WEXITSTATUS (status);
}

static void
write_file (const char *name, const void *bytes, gssize n)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
}

/* A file with the certificates of @recipes in PEM. */
static void
write_pem (const char *name, const char *const *recipes)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *bytes;
  long n;

  for (; *recipes != NULL; recipes++)
    {
      g_autoptr (X509) x509 = lint_make (*recipes);

      g_assert_cmpint (PEM_write_bio_X509 (out, x509), ==, 1);
    }
  n = BIO_get_mem_data (out, &bytes);
  write_file (name, bytes, n);
}

static void
write_der (const char *name, const char *recipe, int n_cut)
{
  g_autoptr (X509) x509 = lint_make (recipe);
  unsigned char *der = NULL;
  int n = i2d_X509 (x509, &der);

  write_file (name, der, n - n_cut);
  OPENSSL_free (der);
}

static void
make_files (void)
{
  static const char *const good[] = { "", NULL };
  static const char *const two[] = { "base=authority", "subject=/CN=lock-02|crlDistributionPoints=URI:http://x/", NULL };
  static const char *const twice[] = { "+keyUsage=critical,digitalSignature", NULL }, *const old[] = { "key=rsa2048", NULL };

  folder = g_dir_make_tmp ("trustbed-cli-XXXXXX", NULL);
  write_pem ("good.pem", good);
  write_pem ("two.pem", two);
  write_pem ("twice.pem", twice);
  write_pem ("old.pem", old);
  write_der ("good.der", "", 0);
  write_der ("cut.der", "", 1);
  write_file ("empty.pem", "", 0);
  write_file ("bad.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", -1);
  write_file ("other.pem", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n", -1);
}

static void
remove_files (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}

static void
exit_status_is_the_answer (void)
{
  static const struct { const char *words; int exit_code; } runs[] = {
    { "good.pem", 0 }, { "good.der", 0 }, { "good.pem good.der", 0 }, { "two.pem", 1 }, { "good.pem two.pem", 1 }, { "twice.pem", 1 },
    { "old.pem", 0 }, { "--end-of-life 2030-12-31 old.pem", 0 }, { "--end-of-life 2031-01-01 old.pem", 1 }, { "--profile iot good.pem", 0 },
    { "--end-of-life 2031-01-01T00:00:00Z old.pem", 1 }, { "--profile web good.pem", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_auto (Result) result = { 0 };

      run (&result, runs[i].words);
      g_assert_cmpstr (result.messages, ==, "");
      g_assert_cmpint (result.exit_code, ==, runs[i].exit_code);
    }
}

static void
bad_usage_and_input_are_one_sentence (void)
{
  static const char *const words[] = {
    "", "--profile mail good.pem", "--profile", "--end-of-life soon good.pem", "--end-of-life 2031-13-01 good.pem", "--nonsense good.pem",
    "nowhere.pem", "empty.pem", "bad.pem", "other.pem", "cut.der", "good.pem bad.pem", ".",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_auto (Result) result = { 0 };

      run (&result, words[i]);
      g_assert_cmpint (result.exit_code, ==, 2);
      g_assert_cmpstr (result.output, ==, "");
      g_assert_true (g_str_has_prefix (result.messages, "trustbed-cli: "));
      g_assert_true (strchr (result.messages, '\n') == result.messages + strlen (result.messages) - 1);
    }
}

static void
text_says_what_why_and_how (void)
{
  static const char *const lines[] = {
    "two.pem: CN=House Devices 2,O=House,C=DE\n", "two.pem: CN=lock-02\n  warning device-crl-pointer: ", "\n    found:  http://x/\n",
    "\n    why:    ", "\n    remedy: ", "\n    source: RFC 7925 section 4.4.3", "\nCertificates: 2, errors: 0, warnings: 1, notices: 1\n",
  };
  g_auto (Result) result = { 0 };

  run (&result, "two.pem");
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_nonnull (strstr (result.output, lines[i]));
}

static void
json_has_the_documented_keys (void)
{
  static const char *const keys[] = { "rule", "severity", "title", "found", "why", "remedy", "source" };
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Result) result = { 0 };
  JsonObject *root, *certificate, *finding;
  JsonArray *certificates;

  run (&result, "--json two.pem good.der");
  g_assert_cmpint (result.exit_code, ==, 1);
  g_assert_true (json_parser_load_from_data (parser, result.output, -1, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  certificates = json_object_get_array_member (root, "certificates");
  g_assert_cmpstr (json_object_get_string_member (root, "profile"), ==, "iot");
  g_assert_cmpuint (json_array_get_length (certificates), ==, 3);
  certificate = json_array_get_object_element (certificates, 1);
  g_assert_cmpstr (json_object_get_string_member (certificate, "file"), ==, "two.pem");
  g_assert_cmpstr (json_object_get_string_member (certificate, "subject"), ==, "CN=lock-02");
  finding = json_array_get_object_element (json_object_get_array_member (certificate, "findings"), 0);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpstr (json_object_get_string_member (finding, keys[i]), !=, "");
  g_assert_cmpstr (json_object_get_string_member (finding, "rule"), ==, "device-crl-pointer");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_array_get_object_element (certificates, 2), "findings")), ==, 0);
}

static void
help_tells_the_exit_status (void)
{
  g_auto (Result) result = { 0 };

  run (&result, "--help");
  g_assert_cmpint (result.exit_code, ==, 0);
  g_assert_nonnull (strstr (result.output, "--end-of-life"));
  g_assert_nonnull (strstr (result.output, "Exit status"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  program = g_getenv ("TRUSTBED_CLI");
  g_assert_nonnull (program);
  make_files ();
  g_test_add_func ("/cli/lint/exit", exit_status_is_the_answer);
  g_test_add_func ("/cli/lint/bad-usage", bad_usage_and_input_are_one_sentence);
  g_test_add_func ("/cli/lint/text", text_says_what_why_and_how);
  g_test_add_func ("/cli/lint/json", json_has_the_documented_keys);
  g_test_add_func ("/cli/lint/help", help_tells_the_exit_status);
  status = g_test_run ();
  remove_files ();
  lint_drop_keys ();
  return status;
}
