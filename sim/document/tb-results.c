/* tb-results: see the header. One file for each scenario and seed, whatever was done in it: branches and copies of a document share it. Its name says from what it
 * was made, the engine's own source included, so that a program that was changed finds nothing. */
#include "tb-results.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <glib/gstdio.h>
#include <openssl/crypto.h>

#include "tb-engine-id.h"

#define SUFFIX ".results"

typedef struct
{
  char *path;
  guint64 n_bytes;
  gint64 used_s;
} Entry;

static void
entry_free (gpointer data)
{
  g_free (((Entry *) data)->path);
  g_free (data);
}

static char *
dup_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "trustbed", "results", NULL);
}

/**
 * tb_results_dup_path:
 * @scenario: its text
 * @seed: of the run
 *
 * Returns: (transfer full): the file, which need not be there
 */
char *
tb_results_dup_path (GBytes *scenario, guint64 seed)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *head = g_strdup_printf ("%s\n%s\n%" G_GUINT64_FORMAT "\n", TB_ENGINE_ID, OpenSSL_version (OPENSSL_FULL_VERSION_STRING), seed);
  g_autofree char *folder = dup_folder (), *name = NULL;

  g_checksum_update (sum, (const guchar *) head, -1);
  g_checksum_update (sum, g_bytes_get_data (scenario, NULL), (gssize) g_bytes_get_size (scenario));
  name = g_strconcat (g_checksum_get_string (sum), SUFFIX, NULL);
  return g_build_filename (folder, name, NULL);
}

/**
 * tb_results_load:
 * @scenario: its text
 * @seed: of the run
 *
 * Returns: (transfer full): what is remembered of such runs, which may be nothing
 */
TbMemo *
tb_results_load (GBytes *scenario, guint64 seed)
{
  g_autofree char *path = tb_results_dup_path (scenario, seed), *data = NULL;
  TbMemo *memo = tb_memo_new (0);
  gsize n;

  if (g_file_get_contents (path, &data, &n, NULL))
    {
      g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&data), n);

      if (tb_memo_add_bytes (memo, bytes))
        utimensat (AT_FDCWD, path, NULL, 0);      /* used now */
    }
  return memo;
}

static gint
compare_use (gconstpointer a, gconstpointer b)
{
  const Entry *x = *(Entry *const *) a, *y = *(Entry *const *) b;

  return x->used_s > y->used_s ? -1 : x->used_s < y->used_s;
}

static GPtrArray *
list_entries (void)
{
  g_autofree char *folder = dup_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf status;
      Entry *entry;

      if (!g_str_has_suffix (name, SUFFIX) || g_lstat (path, &status) != 0 || !S_ISREG (status.st_mode))
        continue;
      entry = g_new0 (Entry, 1);
      *entry = (Entry) { g_steal_pointer (&path), (guint64) status.st_size, status.st_mtime };
      g_ptr_array_add (entries, entry);
    }
  g_ptr_array_sort (entries, compare_use);
  return entries;
}

/**
 * tb_results_prune:
 * @max_bytes: how much may stay
 *
 * Deletes what was used longest ago.
 */
void
tb_results_prune (guint64 max_bytes)
{
  g_autoptr (GPtrArray) entries = list_entries ();
  guint64 n_bytes = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);

      n_bytes += entry->n_bytes;
      if (n_bytes > max_bytes)
        g_unlink (entry->path);
    }
}

/**
 * tb_results_save:
 * @memo: what is remembered
 * @scenario: of which scenario
 * @seed: and seed
 * @error: return location
 *
 * Returns: whether it is there next time; if not, everything is worked out again
 */
gboolean
tb_results_save (TbMemo *memo, GBytes *scenario, guint64 seed, GError **error)
{
  g_autofree char *path = tb_results_dup_path (scenario, seed), *folder = g_path_get_dirname (path);
  g_autoptr (GBytes) bytes = tb_memo_to_bytes (memo);
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);

  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents_full (path, data, (gssize) n, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return FALSE;
  tb_results_prune (TB_RESULTS_MAX_BYTES);
  return TRUE;
}
