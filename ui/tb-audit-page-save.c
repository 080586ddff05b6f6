/* tb-audit-page-save: the log up to the playhead as JSON Lines, written by a worker, whole or not at all. */
#include <glib/gi18n-lib.h>

#include "tb-audit-page-private.h"

typedef struct
{
  TbAuditTrail *trail;
  guint64 position;
  gint64 time_us;
  char *path;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  tb_audit_trail_unref (saving->trail);
  g_free (saving->path);
  g_free (saving);
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Saving *saving = task_data;
  GError *error = NULL;
  g_autoptr (GString) text = NULL;

  if (tb_audit_trail_read (saving->trail, saving->position, cancellable, &error))
    text = tb_audit_export (saving->trail, tb_audit_trail_count (saving->trail, saving->position), saving->time_us, NULL, cancellable, &error);
  if (text != NULL && g_file_set_contents_full (saving->path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbAuditPage *self = TB_AUDIT_PAGE (source);
  const Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_saved = g_task_propagate_boolean (G_TASK (result), &error);

  if (!tb_audit_page_ended (self, TB_AUDIT_SAVING, result))
    return;
  sentence = is_saved ? g_strdup_printf (_("The log is in %s."), saving->path) : g_strdup (error->message);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

void
tb_audit_page_save (TbAuditPage *self, const char *path)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->trail = tb_audit_trail_ref (self->trail);
  saving->time_us = tb_playhead_get_time (self->playhead);
  saving->position = tb_journal_find_time (tb_run_get_journal (tb_audit_trail_get_run (self->trail)), saving->time_us);
  saving->path = g_strdup (path);
  tb_audit_page_begin (self, TB_AUDIT_SAVING, saving, saving_free, work, on_saved);
}
