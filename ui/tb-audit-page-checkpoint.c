/* tb-audit-page-checkpoint: a signed checkpoint of the log up to the playhead, for somebody else to keep. The key comes from a file: whoever knows the seed could
 * compute any key of the run, and so sign another log with it. */
#include <glib/gi18n-lib.h>

#include "tb-audit-line.h"
#include "tb-audit-page-private.h"
#include "tb-load.h"
#include "tb-save-dialog.h"

typedef struct
{
  TbAuditTree *tree;
  TbRun *run;
  guint n_entries;
  gint64 time_us;
  char *key_path;
  char *path;
} Signing;

static void
signing_free (gpointer data)
{
  Signing *signing = data;

  tb_audit_tree_unref (signing->tree);
  tb_run_unref (signing->run);
  g_free (signing->key_path);
  g_free (signing->path);
  g_free (signing);
}

static gboolean
sign (TbCheckpoint *checkpoint, const char *key_path, GError **error)
{
  TbCrypto *crypto = tb_crypto_get_live (error);
  g_autoptr (TbKey) key = crypto != NULL ? tb_key_load (crypto, key_path, NULL, error) : NULL;

  return key != NULL && tb_audit_line_sign (checkpoint, key, error);
}

static gboolean
save_text (const TbCheckpoint *checkpoint, const char *path, GError **error)
{
  g_autofree char *text = tb_checkpoint_to_text (checkpoint);

  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Signing *signing = task_data;
  GError *error = NULL;
  g_autoptr (GArray) leaves = tb_audit_tree_dup_leaves (signing->tree, signing->n_entries, cancellable, &error);
  g_autoptr (TbCheckpoint) checkpoint = leaves != NULL ? tb_audit_line_new_checkpoint (signing->run, leaves, signing->time_us) : NULL;

  if (checkpoint != NULL && sign (checkpoint, signing->key_path, &error) && save_text (checkpoint, signing->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_signed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbAuditPage *self = TB_AUDIT_PAGE (source);
  const Signing *signing = g_task_get_task_data (G_TASK (result));
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_signed = g_task_propagate_boolean (G_TASK (result), &error);

  if (!tb_audit_page_ended (self, TB_AUDIT_SAVING, result))
    return;
  sentence = is_signed ? g_strdup_printf (_("The signed checkpoint is in %s. Give it to somebody else to keep."), signing->path) : g_strdup (error->message);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

/**
 * tb_audit_page_save_checkpoint:
 * @self: the page
 * @key_path: a file with the private key that signs
 * @path: where to
 *
 * Lets a worker do it; how that ended is said when it has.
 */
void
tb_audit_page_save_checkpoint (TbAuditPage *self, const char *key_path, const char *path)
{
  Signing *signing;

  if (self->tree == NULL)
    return;
  signing = g_new0 (Signing, 1);
  signing->tree = tb_audit_tree_ref (self->tree);
  signing->run = tb_run_ref (tb_audit_trail_get_run (self->trail));
  signing->n_entries = self->n_entries;
  signing->time_us = self->looked_us;
  signing->key_path = g_strdup (key_path);
  signing->path = g_strdup (path);
  tb_audit_page_begin (self, TB_AUDIT_SAVING, signing, signing_free, work, on_signed);
}

/* --- what is asked --- */

static void
save (GtkWidget *owner, const char *path, gpointer user_data)
{
  tb_audit_page_save_checkpoint (TB_AUDIT_PAGE (owner), TB_AUDIT_PAGE (owner)->signing_key, path);
}

static void
take_key (GtkWidget *owner, const char *path, gpointer user_data)
{
  TbAuditPage *self = TB_AUDIT_PAGE (owner);

  g_free (self->signing_key);
  self->signing_key = g_strdup (path);
  tb_save_dialog_ask (owner, _("Save the Signed Checkpoint"), "audit.checkpoint", save, NULL);
}

void
tb_audit_page_ask_for_key (TbAuditPage *self)
{
  tb_save_dialog_ask (GTK_WIDGET (self), _("Private Key That Signs, from Outside of the Run"), NULL, take_key, NULL);
}
