/* Whatever a file holds and whatever the disk does: one sentence, no crash, and nothing that was there is overwritten. */
#include "document-fixture.h"

#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "full-disk.h"
#include "tb-stream.h"

static void
write_file (const char *path, const char *data, gsize n)
{
  FILE *file = g_fopen (path, "wb");        /* without waiting for the disk, as often as this is done */

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (data, 1, n, file), ==, n);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
change (const char *path, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
what_is_not_there (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL, folder = NULL;

  g_assert_null (tb_document_load (fixture->path, &error));
  g_assert_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_NOT_FOUND);
  g_assert_null (tb_document_load (fixture->folder, &folder));
  g_assert_error (folder, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_FOREIGN);
}

static void
foreign_files (DocumentFixture *fixture, gconstpointer data)
{
  write_file (fixture->path, "<scenario id='x'/>", 18);
  document_assert_refused (fixture->path, TB_DOCUMENT_ERROR_FOREIGN);
  write_file (fixture->path, "", 0);
  document_assert_refused (fixture->path, TB_DOCUMENT_ERROR_DAMAGED);
  g_unlink (fixture->path);
  change (fixture->path, "CREATE TABLE other (x)");
  document_assert_refused (fixture->path, TB_DOCUMENT_ERROR_FOREIGN);
}

static void
newer_formats (DocumentFixture *fixture, gconstpointer data)
{
  document_save (fixture);
  change (fixture->path, "PRAGMA user_version = 2");
  document_assert_refused (fixture->path, TB_DOCUMENT_ERROR_NEWER);
}

/* What a stranger may have put in beside ours. */
static void
strange_parts (DocumentFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE TRIGGER t AFTER INSERT ON command BEGIN DELETE FROM command; END", "CREATE VIEW v AS SELECT * FROM command", "CREATE INDEX i ON command (line)",
    "CREATE TABLE more (x)", "ALTER TABLE document ADD COLUMN more TEXT", "CREATE INDEX j ON answer (abs (time_us))",
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      document_save (fixture);
      change (fixture->path, parts[i]);
      document_assert_refused (fixture->path, TB_DOCUMENT_ERROR_FOREIGN);
    }
}

static void
strange_values (DocumentFixture *fixture, gconstpointer data)
{
  static const char *const values[] = {
    "DELETE FROM document", "UPDATE document SET scenario = ''", "UPDATE document SET scenario = 'text'", "UPDATE document SET seed = 'x'",
    "UPDATE document SET until_us = -1", "UPDATE document SET speed = 9e999", "UPDATE document SET speed = -1", "UPDATE document SET name = x'00ff'",
    "INSERT INTO command VALUES (1, x'ff')", "INSERT INTO command VALUES (1, CAST (x'ff' AS TEXT))", "INSERT INTO command VALUES (1, printf ('%.*c', 9000, 'x'))",
    "INSERT INTO command VALUES (1, CAST (x'610062' AS TEXT))", "INSERT INTO answer VALUES ('x', 'y', 1.5)", "INSERT INTO branch VALUES (1, 'x')", "DROP TABLE hint",
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      document_save (fixture);
      change (fixture->path, values[i]);
      document_assert_refused (fixture->path, TB_DOCUMENT_ERROR_DAMAGED);
    }
}

/* Sound as a document, and no run can be made of it. */
static void
strange_contents (DocumentFixture *fixture, gconstpointer data)
{
  static const char *const values[] = {
    "UPDATE document SET scenario = CAST ('<scenario/>' AS BLOB)", "UPDATE document SET scenario = x'00'", "INSERT INTO command VALUES (1, 'no command')",
    "INSERT INTO pending VALUES (1, '@1s power device=nobody state=on')",
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (TbDocument) document = NULL;
      g_autoptr (GError) error = NULL;

      document_save (fixture);
      change (fixture->path, values[i]);
      document = tb_document_load (fixture->path, NULL);
      g_assert_nonnull (document);
      g_assert_null (tb_document_start (document, NULL, &error));
      g_assert_nonnull (error);
    }
}

/* Whatever comes of it, it ends, and the file stays as it is. */
static void
try_damaged (const char *path, const char *data, gsize n)
{
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;
  gsize n_after;

  write_file (path, data, n);
  document = tb_document_load (path, &error);
  g_assert_true ((document != NULL) != (error != NULL));
  if (error != NULL)
    g_assert_cmpint (error->domain, ==, TB_DOCUMENT_ERROR);
  g_assert_true (g_file_get_contents (path, &after, &n_after, NULL));
  g_assert_cmpmem (after, n_after, data, n);
}

static void
flipped_bits (DocumentFixture *fixture, gconstpointer data)
{
  g_autofree char *whole = NULL;
  TbStream stream;
  gsize n;

  document_do (fixture->run, "power device=lock-01 state=off");
  document_save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &n, NULL));
  tb_stream_init (&stream, 1, "flips");
  for (guint i = 0; i < 600; i++)
    {
      gsize at = i < 100 ? i : tb_stream_below (&stream, n);
      char bit = (char) (1 << tb_stream_below (&stream, 8));

      whole[at] ^= bit;
      try_damaged (fixture->path, whole, n);
      whole[at] ^= bit;
    }
}

static void
cut_off (DocumentFixture *fixture, gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize n;

  document_save (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &whole, &n, NULL));
  for (gsize at = 0; at < n; at += at < 200 ? 7 : 509)
    {
      g_autoptr (GError) error = NULL;

      try_damaged (fixture->path, whole, at);
      g_assert_null (tb_document_load (fixture->path, &error));
      g_assert_nonnull (error);
    }
}

/* --- the disk --- */

static void
a_folder_that_cannot_be_written (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (TbDocument) document = tb_document_new (fixture->run, "two-locks.xml");
  g_autoptr (GError) error = NULL, folder = NULL;

  g_assert_false (tb_document_save (document, "/proc/house.trustbed", &error));
  g_assert_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_READ_ONLY);
  g_assert_false (tb_document_save (document, fixture->folder, &folder));
  g_assert_error (folder, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_READ_ONLY);
}

/* Its writer died, and the document was deleted without it: it is no part of a new one. */
static void
a_journal_of_another (DocumentFixture *fixture, gconstpointer data)
{
  g_autofree char *journal = g_strconcat (fixture->path, "-journal", NULL);
  g_autoptr (TbDocument) document = NULL;

  write_file (journal, "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);
  document_save (fixture);
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
  document = tb_document_load (fixture->path, NULL);
  g_assert_nonnull (document);
}

static void
assert_nothing_beside (DocumentFixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpstr (name, ==, "house.trustbed");
}

static void
no_room_for_a_new_one (DocumentFixture *fixture, gconstpointer data)
{
  g_autoptr (TbDocument) document = NULL, before = NULL;

  document_save (fixture);
  document_do (fixture->run, "power device=lock-01 state=off");
  document = tb_document_new (fixture->run, "two-locks.xml");
  for (guint n_writes = 0; n_writes < 12; n_writes++)
    {
      g_autoptr (GError) error = NULL;

      full_disk_begin (n_writes);
      g_assert_false (tb_document_save (document, fixture->path, &error));
      full_disk_end ();
      g_assert_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_FULL);
      assert_nothing_beside (fixture);
    }
  before = tb_document_load (fixture->path, NULL);
  g_assert_cmpuint (before->commands->len, ==, 0);
}

static void
no_room_for_a_change (DocumentFixture *fixture, gconstpointer data)
{
  const TbDocumentView view = { 10000000, 10000000, 0 };
  g_autoptr (TbDocumentFile) file = NULL;
  g_autoptr (TbDocumentChange) more = NULL;
  g_autoptr (TbDocument) before = NULL, after = NULL;

  document_save (fixture);
  file = tb_document_file_open (fixture->path, NULL, NULL);
  document_do (fixture->run, "power device=lock-01 state=off");
  more = tb_document_change_new (fixture->run, 0, &view, NULL);
  for (guint n_writes = 0; n_writes < 6; n_writes++)
    {
      g_autoptr (GError) error = NULL;

      full_disk_begin (n_writes);
      g_assert_false (tb_document_file_write (file, more, &error));
      full_disk_end ();
      g_assert_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_FULL);
    }
  before = tb_document_load (fixture->path, NULL);
  g_assert_cmpuint (before->commands->len, ==, 0);
  g_assert_true (tb_document_file_write (file, more, NULL));
  after = tb_document_load (fixture->path, NULL);
  g_assert_cmpuint (after->commands->len, ==, 1);
}

#define ADD(name, function) g_test_add ("/damaged/" name, DocumentFixture, NULL, document_fixture_set_up, function, document_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  full_disk_install ();
  ADD ("what-is-not-there", what_is_not_there);
  ADD ("foreign-files", foreign_files);
  ADD ("journal-of-another", a_journal_of_another);
  ADD ("newer-formats", newer_formats);
  ADD ("strange-parts", strange_parts);
  ADD ("strange-values", strange_values);
  ADD ("strange-contents", strange_contents);
  ADD ("flipped-bits", flipped_bits);
  ADD ("cut-off", cut_off);
  ADD ("a-folder-that-cannot-be-written", a_folder_that_cannot_be_written);
  ADD ("no-room-for-a-new-one", no_room_for_a_new_one);
  ADD ("no-room-for-a-change", no_room_for_a_change);
  return g_test_run ();
}
