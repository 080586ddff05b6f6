/* Every profile and link that comes with the program is read; each broken one is refused with file, group and key. */
#include "fleet-fixture.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

static void
read_folder (const char *folder, const char *ending, gboolean (*read) (const char *path))
{
  g_autofree char *path = g_build_filename (g_getenv ("TRUSTBED_DATA_DIR"), folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_assert_true (g_str_has_suffix (name, ending));
      g_assert_true (read (file));
      n++;
    }
  g_assert_cmpuint (n, >, 3);
}

static gboolean
read_profile (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbProfile) profile = tb_profile_load (path, &error);
  g_autofree char *base = g_path_get_basename (path);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (base, profile->id));
  g_assert_cmpuint (strlen (profile->source), >, 10);
  g_assert_cmpint (profile->sign_us, >, 0);
  g_assert_cmpint (profile->bulk_bytes_per_s, >, 0);
  return TRUE;
}

static gboolean
read_link (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLink) link = tb_link_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (link->source), >, 10);
  g_assert_cmpint (link->bits_per_s, >, 0);
  return TRUE;
}

static void
all_that_come_with_the_program_are_read (void)
{
  read_folder ("profiles", ".profile", read_profile);
  read_folder ("links", ".link", read_link);
}

typedef struct
{
  const char *from;      /* what to replace in the good file */
  const char *to;
  const char *complaint; /* what the error names */
} Breakage;

static const Breakage profile_breakages[] = {
  { "[P-256]", "[P-257]", "[P-256] SignUs" }, { "Title=", "Titel=", "[Device] Title" }, { "Source=", "Sauce=", "[Device] Source" },
  { "SignUs=", "SignUs=-", "[P-256] SignUs" }, { "VerifyUs=", "VerifyUs=x", "[P-256] VerifyUs" }, { "AgreeUs=", "AgreeUs=0;", "[P-256] AgreeUs" },
  { "KeyGenerationUs=", "KeyGenerationUs=99999999999999999999", "[P-256] KeyGenerationUs" }, { "PublicUs=", "PublicUs= ;", "[RSA-2048] PublicUs" },
  { "PrivateUs=", "PrivateUs=1e9", "[RSA-2048] PrivateUs" }, { "BytesPerSecond=", "BytesPerSecond=-", "[AES-128-GCM] BytesPerSecond" },
  { "RamBytes=", "RamBytes=x", "[Device] RamBytes" }, { "[Device]", "[Device", "broken" }, { "[Device]", "\xff\xfe", "broken" },
  { "[Ed25519]\nSignUs=", "[Ed25519]\nSignUs=-", "[Ed25519] SignUs" }, { "[X25519]\nAgreeUs=", "[X25519]\nAgreeUs=x", "[X25519] AgreeUs" },
};

static const Breakage link_breakages[] = {
  { "[Link]", "[Lnik]", "[Link] Title" }, { "LatencyUs=", "LatencyUs=-", "[Link] LatencyUs" }, { "BitsPerSecond=", "BitsPerSecond=0;", "[Link] BitsPerSecond" },
  { "LossPerMillion=", "LossPerMillion=999999", "[Link] LossPerMillion" }, { "MtuBytes=", "MtuBytes=0;", "[Link] MtuBytes" }, { "Source=", "Source=\n#", "[Link] Source" },
};

/* A name that no other run of this test uses. */
static char *
own_path (const char *name)
{
  g_autofree char *file = g_strdup_printf ("trustbed-%d-%s.profile", (int) getpid (), name);

  return g_build_filename (g_get_tmp_dir (), file, NULL);
}

static char *
write_broken (const char *folder, const char *name, const Breakage *breakage)
{
  g_autofree char *good = g_build_filename (g_getenv ("TRUSTBED_DATA_DIR"), folder, name, NULL);
  char *path = own_path ("broken");
  g_autofree char *text = NULL;
  g_autoptr (GString) broken = NULL;

  g_assert_true (g_file_get_contents (good, &text, NULL, NULL));
  broken = g_string_new (text);
  g_assert_cmpuint (g_string_replace (broken, breakage->from, breakage->to, 1), ==, 1);
  g_assert_true (g_file_set_contents (path, broken->str, (gssize) broken->len, NULL));
  return path;
}

static void
assert_complaint (GError *error, TbProfileError code, const char *path, const char *complaint)
{
  g_assert_error (error, TB_PROFILE_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, complaint));
}

static void
broken_ones_are_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (profile_breakages); i++)
    {
      g_autofree char *path = write_broken ("profiles", "cortex-m4-80-portable.profile", &profile_breakages[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_profile_load (path, &error));
      assert_complaint (error, TB_PROFILE_ERROR_INVALID, path, profile_breakages[i].complaint);
      g_unlink (path);
    }
  for (guint i = 0; i < G_N_ELEMENTS (link_breakages); i++)
    {
      g_autofree char *path = write_broken ("links", "wifi.link", &link_breakages[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_link_load (path, &error));
      assert_complaint (error, TB_PROFILE_ERROR_INVALID, path, link_breakages[i].complaint);
      g_unlink (path);
    }
}

static void
missing_and_odd_files_are_refused (void)
{
  g_autoptr (GError) missing = NULL, folder = NULL, empty = NULL;
  g_autofree char *path = own_path ("empty");

  g_assert_null (tb_profile_load ("/nowhere/at/all.profile", &missing));
  assert_complaint (missing, TB_PROFILE_ERROR_NOT_FOUND, "/nowhere/at/all.profile", "");
  g_assert_null (tb_link_load (g_get_tmp_dir (), &folder));
  assert_complaint (folder, TB_PROFILE_ERROR_INVALID, g_get_tmp_dir (), "");
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (tb_profile_load (path, &empty));
  assert_complaint (empty, TB_PROFILE_ERROR_INVALID, path, "[Device] Title");
  g_unlink (path);
}

/* Cut off anywhere, a profile is refused or, when only the last figures of a number are gone, still sane. */
static void
every_truncation_is_survived (void)
{
  g_autofree char *good = g_build_filename (g_getenv ("TRUSTBED_DATA_DIR"), "profiles", "cortex-m4-80-portable.profile", NULL);
  g_autofree char *path = own_path ("cut");
  g_autofree char *text = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (good, &text, &n, NULL));
  for (gsize cut = 0; cut < n; cut++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbProfile) profile = NULL;

      g_assert_true (g_file_set_contents (path, text, (gssize) cut, NULL));
      profile = tb_profile_load (path, &error);
      g_assert_true ((profile == NULL) == (error != NULL));
      if (profile != NULL)
        g_assert_cmpint (profile->bulk_bytes_per_s, >, 0);
    }
  g_unlink (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/shipped", all_that_come_with_the_program_are_read);
  g_test_add_func ("/profile/broken", broken_ones_are_refused);
  g_test_add_func ("/profile/missing", missing_and_odd_files_are_refused);
  g_test_add_func ("/profile/truncated", every_truncation_is_survived);
  return g_test_run ();
}
