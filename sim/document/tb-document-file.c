/* tb-document-file: see the header. A new document is written beside and put in its place when it is whole; in one that is there, each change is a transaction. */
#include "tb-document-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tb-document-change-private.h"
#include "tb-document-private.h"

struct _TbDocumentFile
{
  char *path;
  TbSql *db;
  char *keeper;        /* who we are; chance has no part in what is kept */
  guint64 device;      /* which file it is, whatever it is called now */
  guint64 inode;
};

/* --- a new one --- */

static gboolean
write_branches (const TbDocument *document, TbSql *db, GError **error)
{
  for (guint i = 0; i < document->earlier->len; i++)
    {
      const TbDocumentBranch *branch = g_ptr_array_index (document->earlier, i);

      if (!tb_sql_run (db, error, "INSERT INTO branch VALUES (?, ?)", "ii", (gint64) i + 1, branch->edge_us))
        return FALSE;
      for (guint k = 0; k < branch->lines->len; k++)
        if (!tb_sql_run (db, error, "INSERT INTO branch_command VALUES (?, ?, ?)", "iis", (gint64) i + 1, (gint64) k + 1, g_ptr_array_index (branch->lines, k)))
          return FALSE;
    }
  return TRUE;
}

static gboolean
write_all (const TbDocument *document, TbSql *db, GError **error)
{
  const TbDocumentChange all = { .commands = document->commands, .pending = document->pending, .view = document->view, .lesson = document->lesson,
                                 .proof = document->proof };
  gboolean is_good;

  if (!tb_sql_begin (db, error))
    return FALSE;
  is_good = tb_document_make_tables (db, error)
            && tb_sql_run (db, error, "INSERT INTO document VALUES (1, ?, ?, ?, ?, -1, 0, 0, '')", "bsii", document->scenario, document->name,
                           (gint64) document->seed, document->until_us)
            && tb_document_change_apply (&all, db, error) && write_branches (document, db, error);
  return tb_sql_end (db, is_good, error);
}

static gboolean
fail (GError **error, const char *path)
{
  int number = errno;
  gboolean is_full = number == ENOSPC || number == EDQUOT || number == EFBIG;

  if (is_full)
    g_set_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_FULL, "%s: %s", path, N_("there is no room left on the disk; what was saved before is unchanged"));
  else
    g_set_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_READ_ONLY, "%s: %s: %s", path, g_strerror (number), N_("it cannot be written there; save under another name"));
  return FALSE;
}

/* The new name is on the disk when the folder is. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

static gboolean
write_beside (const TbDocument *document, const char *beside, GError **error)
{
  g_autoptr (TbSql) db = tb_document_open_sql (beside, TB_DOCUMENT_MAKES, error);

  return db != NULL && write_all (document, db, error);
}

/* The journal of another document that had this name, whose writer died: SQLite would roll it back into the new one. */
static gboolean
remove_journal (const char *path)
{
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);

  return g_unlink (journal) == 0 || errno == ENOENT;
}

static gboolean
save_as (const TbDocument *document, const char *path, GError **error)
{
  g_autofree char *beside = g_strdup_printf ("%s.XXXXXX", path);
  int fd = g_mkstemp_full (beside, O_RDWR | O_CLOEXEC, 0666);
  gboolean is_good;

  if (fd < 0)
    return fail (error, path);
  close (fd);
  is_good = write_beside (document, beside, error);
  tb_document_explain (path, error);
  if (is_good && (!remove_journal (path) || g_rename (beside, path) != 0))
    is_good = fail (error, path);
  if (is_good)
    sync_folder (path);
  else
    g_unlink (beside);
  return is_good;
}

/**
 * tb_document_save:
 * @document: what is to be kept
 * @path: where; what was there before is replaced
 * @error: return location
 *
 * Writes a whole document beside, and puts it in place when it is on the disk. A link stays, and what it points to is replaced.
 *
 * Returns: %FALSE with a %TB_DOCUMENT_ERROR, one sentence; what was there before is there still
 */
gboolean
tb_document_save (const TbDocument *document, const char *path, GError **error)
{
  char *real = realpath (path, NULL);
  g_autoptr (GError) problem = NULL;
  gboolean is_good;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_READ_ONLY, "%s: %s", path, N_("this is a folder; name a file in it"));
      free (real);
      return FALSE;
    }
  is_good = save_as (document, real != NULL ? real : path, &problem);
  free (real);
  if (!is_good)
    g_propagate_error (error, g_steal_pointer (&problem));
  return is_good;
}

/* --- one that is there --- */

static gboolean
identify (const char *path, guint64 *device, guint64 *inode)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0)
    return FALSE;
  *device = (guint64) status.st_dev;
  *inode = (guint64) status.st_ino;
  return TRUE;
}

static gboolean
become_keeper (TbDocumentFile *file, GError **error)
{
  if (identify (file->path, &file->device, &file->inode) && tb_sql_run (file->db, error, "UPDATE document SET keeper = ?", "s", file->keeper))
    return TRUE;
  tb_document_explain (file->path, error);
  return FALSE;
}

/**
 * tb_document_file_open:
 * @path: a document
 * @document: (out) (transfer full) (optional): what is in it
 * @error: return location
 *
 * Opens a document to work in it. Whoever kept it until now keeps it no longer.
 *
 * Returns: (transfer full) (nullable): the file; %NULL with a %TB_DOCUMENT_ERROR, and nothing is changed
 */
TbDocumentFile *
tb_document_file_open (const char *path, TbDocument **document, GError **error)
{
  g_autoptr (TbDocumentFile) file = g_new0 (TbDocumentFile, 1);
  g_autoptr (TbDocument) inside = NULL;
  g_autoptr (GError) problem = NULL;

  file->path = g_strdup (path);
  file->keeper = g_uuid_string_random ();
  file->db = tb_document_open_sql (path, TB_DOCUMENT_WRITES, &problem);
  inside = file->db != NULL ? tb_document_read (file->db, path, &problem) : NULL;
  if (inside == NULL || !become_keeper (file, &problem))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (document != NULL)
    *document = g_steal_pointer (&inside);
  return g_steal_pointer (&file);
}

void
tb_document_file_close (TbDocumentFile *file)
{
  g_clear_pointer (&file->db, tb_sql_close);
  g_free (file->path);
  g_free (file->keeper);
  g_free (file);
}

const char *
tb_document_file_get_path (TbDocumentFile *file)
{
  return file->path;
}

/* What is not where it was is not written to: nobody would find it. */
static gboolean
is_in_place (TbDocumentFile *file)
{
  guint64 device, inode;

  return identify (file->path, &device, &inode) && device == file->device && inode == file->inode;
}

static gboolean
is_keeper (TbDocumentFile *file, GError **error)
{
  gint64 is_ours;

  if (!tb_sql_get_number (file->db, 0, &is_ours, error, "SELECT count (*) FROM document WHERE keeper = ?", "s", file->keeper))
    return FALSE;
  if (is_ours == 0)
    g_set_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_TAKEN, "%s: %s", file->path, N_("this document was opened elsewhere and is kept there now; save under another name"));
  return is_ours != 0;
}

/**
 * tb_document_file_write:
 * @file: a document
 * @change: what is different from now on
 * @error: return location
 *
 * All of it or nothing.
 *
 * Returns: whether it is on the disk; %FALSE with a %TB_DOCUMENT_ERROR, and the document is as it was
 */
gboolean
tb_document_file_write (TbDocumentFile *file, const TbDocumentChange *change, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean is_good;

  if (!is_in_place (file))
    {
      g_set_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_TAKEN, "%s: %s", file->path, N_("this document was moved, replaced or deleted; save it again"));
      return FALSE;
    }
  is_good = tb_sql_begin (file->db, &problem);
  if (is_good)
    {
      is_good = is_keeper (file, &problem) && tb_document_change_apply (change, file->db, &problem);
      is_good = tb_sql_end (file->db, is_good, problem == NULL ? &problem : NULL);
    }
  tb_document_explain (file->path, &problem);
  if (!is_good)
    g_propagate_error (error, g_steal_pointer (&problem));
  return is_good;
}
