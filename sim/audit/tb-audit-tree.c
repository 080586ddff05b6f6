/* tb-audit-tree: see the header. */
#include "tb-audit-tree.h"

#include <string.h>

#include "tb-audit-line.h"

/* Entries between two looks at whether somebody still wants them. */
#define LOOK_EVERY 256

struct _TbAuditTree
{
  gint references;
  TbAuditTrail *trail;    /* owned */
  GMutex hashing;
  GArray *leaves;         /* TbHash */
};

/**
 * tb_audit_tree_new:
 * @trail: a log
 *
 * Returns: (transfer full): its tree, of which nothing is computed yet
 */
TbAuditTree *
tb_audit_tree_new (TbAuditTrail *trail)
{
  TbAuditTree *tree = g_new0 (TbAuditTree, 1);

  tree->references = 1;
  tree->trail = tb_audit_trail_ref (trail);
  tree->leaves = g_array_new (FALSE, FALSE, sizeof (TbHash));
  g_mutex_init (&tree->hashing);
  return tree;
}

/**
 * tb_audit_tree_ref:
 * @tree: a tree
 *
 * Returns: (transfer full): the same
 */
TbAuditTree *
tb_audit_tree_ref (TbAuditTree *tree)
{
  g_atomic_int_inc (&tree->references);
  return tree;
}

/**
 * tb_audit_tree_unref:
 * @tree: (transfer full): a tree
 *
 * Frees it when it was the last.
 */
void
tb_audit_tree_unref (TbAuditTree *tree)
{
  if (!g_atomic_int_dec_and_test (&tree->references))
    return;
  g_array_unref (tree->leaves);
  g_mutex_clear (&tree->hashing);
  tb_audit_trail_unref (tree->trail);
  g_free (tree);
}

static gboolean
is_stopped (guint number, GCancellable *cancellable, GError **error)
{
  return number % LOOK_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
compute (TbAuditTree *tree, guint n_entries, GCancellable *cancellable, GError **error)
{
  for (guint number = tree->leaves->len; number <= n_entries; number++)
    {
      g_autofree char *line = NULL;
      TbHash hash;

      if (is_stopped (number, cancellable, error))
        return FALSE;
      line = tb_audit_line_for_entry (tree->trail, number);
      tb_merkle_hash_leaf (line, strlen (line), &hash);
      g_array_append_val (tree->leaves, hash);
    }
  return TRUE;
}

/**
 * tb_audit_tree_dup_leaves:
 * @tree: a tree
 * @n_entries: how many entries it is to have, all of them read
 * @cancellable: (nullable): stops it; what was computed stays
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbHash): the hash of the header and of each entry; %NULL with %G_IO_ERROR_CANCELLED
 */
GArray *
tb_audit_tree_dup_leaves (TbAuditTree *tree, guint n_entries, GCancellable *cancellable, GError **error)
{
  GArray *leaves = NULL;

  g_mutex_lock (&tree->hashing);
  if (compute (tree, n_entries, cancellable, error))
    {
      leaves = g_array_sized_new (FALSE, FALSE, sizeof (TbHash), n_entries + 1);
      g_array_append_vals (leaves, tree->leaves->data, n_entries + 1);
    }
  g_mutex_unlock (&tree->hashing);
  return leaves;
}

/* --- the log as a file --- */

static void
write_line (GString *text, GArray *leaves, const char *line)
{
  gsize n = strlen (line);
  TbHash hash;

  tb_merkle_hash_leaf (line, n, &hash);
  g_array_append_val (leaves, hash);
  g_string_append_len (text, line, (gssize) n);
  g_string_append_c (text, '\n');
}

static gboolean
write_entries (GString *text, GArray *leaves, TbAuditTrail *trail, guint n_entries, GCancellable *cancellable, GError **error)
{
  for (guint number = 0; number <= n_entries; number++)
    {
      g_autofree char *line = NULL;

      if (is_stopped (number, cancellable, error))
        return FALSE;
      line = tb_audit_line_for_entry (trail, number);
      write_line (text, leaves, line);
    }
  return TRUE;
}

/**
 * tb_audit_export:
 * @trail: a log
 * @n_entries: how many of its entries, all of them read
 * @time_us: simulated time up to which these are all
 * @key: (nullable): signs the checkpoint at the end; a key from outside
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the log as JSON Lines: header, entries, checkpoint
 */
GString *
tb_audit_export (TbAuditTrail *trail, guint n_entries, gint64 time_us, TbKey *key, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (TbHash));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (TbCheckpoint) checkpoint = NULL;
  g_autofree char *line = NULL;

  if (!write_entries (text, leaves, trail, n_entries, cancellable, error))
    return NULL;
  checkpoint = tb_audit_line_new_checkpoint (tb_audit_trail_get_run (trail), leaves, time_us);
  if (key != NULL && !tb_audit_line_sign (checkpoint, key, error))
    return NULL;
  line = tb_audit_line_for_checkpoint (checkpoint, key != NULL ? tb_key_get_spki (key) : NULL);
  g_string_append_printf (text, "%s\n", line);
  return g_steal_pointer (&text);
}
