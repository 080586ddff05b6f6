/* tb-autosave: see the header. */
#include "tb-autosave.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#define LOCK_SUFFIX ".lock"

struct _TbAutosave
{
  char *path;
  char *lock_path;
  int lock;
};

static char *
dup_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "trustbed", "autosave", NULL);
}

static TbAutosave *
lock_path (const char *path)
{
  g_autofree char *name = g_strconcat (path, LOCK_SUFFIX, NULL);
  int lock = open (name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  TbAutosave *autosave;

  if (lock < 0)
    return NULL;
  if (flock (lock, LOCK_EX | LOCK_NB) != 0)
    {
      close (lock);
      errno = EWOULDBLOCK;
      return NULL;
    }
  autosave = g_new0 (TbAutosave, 1);
  *autosave = (TbAutosave) { g_strdup (path), g_steal_pointer (&name), lock };
  return autosave;
}

/**
 * tb_autosave_new:
 * @error: return location
 *
 * Returns: (transfer full) (nullable): where to keep a run; %NULL with a %TB_DOCUMENT_ERROR when the user's folder cannot be written
 */
TbAutosave *
tb_autosave_new (GError **error)
{
  g_autofree char *folder = dup_folder (), *id = g_uuid_string_random (), *name = g_strconcat (id, TB_DOCUMENT_SUFFIX, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  TbAutosave *autosave;

  g_mkdir_with_parents (folder, 0700);
  autosave = lock_path (path);
  if (autosave == NULL)
    g_set_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_READ_ONLY, "%s: cannot be written: %s", folder, g_strerror (errno));
  return autosave;
}

gboolean
tb_autosave_is_one (const char *path)
{
  g_autofree char *folder = dup_folder (), *of_path = g_path_get_dirname (path);

  return g_str_equal (folder, of_path);
}

TbAutosave *
tb_autosave_claim (const char *path)
{
  return lock_path (path);
}

/* The lock's file stays as long as what it locks: whoever else opens it meets the same lock. */
void
tb_autosave_release (TbAutosave *autosave)
{
  close (autosave->lock);
  g_free (autosave->path);
  g_free (autosave->lock_path);
  g_free (autosave);
}

void
tb_autosave_discard (TbAutosave *autosave)
{
  g_unlink (autosave->path);
  g_unlink (autosave->lock_path);
  tb_autosave_release (autosave);
}

const char *
tb_autosave_get_path (TbAutosave *autosave)
{
  return autosave->path;
}

typedef struct
{
  char *path;
  gint64 changed_s;
} Left;

static gint
compare_changes (gconstpointer a, gconstpointer b)
{
  const Left *x = a, *y = b;

  return x->changed_s > y->changed_s ? -1 : x->changed_s < y->changed_s;
}

/* Looks without keeping: the lock is let go at once. */
static gboolean
is_left (const char *path)
{
  TbAutosave *autosave = lock_path (path);

  if (autosave == NULL)
    return FALSE;
  tb_autosave_release (autosave);
  return TRUE;
}

/**
 * tb_autosave_list_left:
 *
 * Returns: (transfer full) (element-type filename): documents whose sessions are over, the newest first
 */
GPtrArray *
tb_autosave_list_left (void)
{
  g_autofree char *folder = dup_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Left));
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      Left left = { g_build_filename (folder, name, NULL), 0 };
      GStatBuf status;

      if (g_str_has_suffix (name, TB_DOCUMENT_SUFFIX) && g_lstat (left.path, &status) == 0 && S_ISREG (status.st_mode) && is_left (left.path))
        {
          left.changed_s = status.st_mtime;
          g_array_append_val (found, left);
        }
      else
        g_free (left.path);
    }
  g_array_sort (found, compare_changes);
  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (paths, g_array_index (found, Left, i).path);
  return paths;
}
