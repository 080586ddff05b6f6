/* load-fixture: see the header. */
#include "load-fixture.h"

#include <glib/gstdio.h>

void
load_fixture_set_up (LoadFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GError) error = NULL;

  pki_fixture_set_up (&fixture->pki, algorithm);
  fixture->folder = g_dir_make_tmp ("trustbed-load-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
remove_files (const char *folder)
{
  GDir *files = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_dir_close (files);
}

void
load_fixture_tear_down (LoadFixture *fixture, gconstpointer algorithm)
{
  remove_files (fixture->folder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  pki_fixture_tear_down (&fixture->pki, algorithm);
}

char *
load_path (LoadFixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

char *
load_write (LoadFixture *fixture, const char *name, GBytes *bytes)
{
  char *path = load_path (fixture, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  return path;
}

char *
load_write_text (LoadFixture *fixture, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return load_write (fixture, name, bytes);
}

/* Runs a program in the folder; it has to succeed. Returns what it prints. */
char *
load_run (LoadFixture *fixture, const char *command_line, ...)
{
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  g_autofree char *complaint = NULL;
  int status;
  va_list args;

  va_start (args, command_line);
  line = g_strdup_vprintf (command_line, args);
  va_end (args);
  g_shell_parse_argv (line, NULL, &words, &error);
  g_assert_no_error (error);
  g_spawn_sync (fixture->folder, words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &complaint, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", line, complaint);
  return out;
}

/* Clears the error, so that one variable serves many cases. */
void
load_assert_error (GError **error, gint code, const char *says)
{
  g_assert_error (*error, TB_CRYPTO_ERROR, code);
  if (strstr ((*error)->message, says) == NULL)
    g_error ("\"%s\" does not say \"%s\"", (*error)->message, says);
  g_clear_error (error);
}
