/* full-disk: see the header. A layer over SQLite's own files whose writes fail from some moment on; everything else is handed through. */
#include "full-disk.h"

#include <sqlite3.h>
#include <string.h>

static sqlite3_vfs layer;
static sqlite3_vfs *below;
static sqlite3_io_methods methods[2];                   /* of journals, of databases: SQLite has others for each */
static const sqlite3_io_methods *methods_below[2];
static gboolean is_counting;
static guint n_left;

static int
write_if_room (sqlite3_file *file, const void *data, int n, sqlite3_int64 at)
{
  if (is_counting && n_left == 0)
    return SQLITE_FULL;
  n_left -= is_counting;
  return methods_below[file->pMethods - methods]->xWrite (file, data, n, at);
}

static int
open_file (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  int result = below->xOpen (below, name, file, flags, out_flags), kind = (flags & SQLITE_OPEN_MAIN_DB) != 0;

  if (result != SQLITE_OK || file->pMethods == NULL)
    return result;
  methods_below[kind] = file->pMethods;
  methods[kind] = *file->pMethods;
  methods[kind].iVersion = 1;
  methods[kind].xWrite = write_if_room;
  file->pMethods = &methods[kind];
  return result;
}

void
full_disk_install (void)
{
  below = sqlite3_vfs_find (NULL);
  layer = *below;
  layer.zName = "full-disk";
  layer.pNext = NULL;
  layer.xOpen = open_file;
  sqlite3_vfs_register (&layer, 1);
}

void
full_disk_begin (guint n_writes)
{
  n_left = n_writes;
  is_counting = TRUE;
}

void
full_disk_end (void)
{
  is_counting = FALSE;
}
