/* tb-audit-page-job: how work goes to a thread and comes back, or is no longer wanted when it does. */
#include "tb-audit-page-private.h"

static void
show_busy (TbAuditPage *self)
{
  gboolean is_busy = self->jobs[TB_AUDIT_FOLLOWING] != NULL || self->jobs[TB_AUDIT_PROVING] != NULL || self->jobs[TB_AUDIT_SAVING] != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_spinner_set_spinning (self->spinner, is_busy);
}

void
tb_audit_page_stop (TbAuditPage *self, TbAuditJob job)
{
  if (self->jobs[job] != NULL)
    g_cancellable_cancel (self->jobs[job]);
  g_clear_object (&self->jobs[job]);
}

/* Takes the place of a job of the same sort. Owns @data. */
void
tb_audit_page_begin (TbAuditPage *self, TbAuditJob job, gpointer data, GDestroyNotify free_data, GTaskThreadFunc work, GAsyncReadyCallback done)
{
  g_autoptr (GTask) task = NULL;

  tb_audit_page_stop (self, job);
  self->jobs[job] = g_cancellable_new ();
  self->n_under_way++;
  task = g_task_new (self, self->jobs[job], done, NULL);
  g_task_set_task_data (task, data, free_data);
  g_task_run_in_thread (task, work);
  show_busy (self);
}

gboolean
tb_audit_page_ended (TbAuditPage *self, TbAuditJob job, GAsyncResult *result)
{
  gboolean is_wanted = self->jobs[job] != NULL && g_task_get_cancellable (G_TASK (result)) == self->jobs[job];

  self->n_under_way--;
  if (is_wanted)
    g_clear_object (&self->jobs[job]);
  if (self->spinner != NULL)
    show_busy (self);
  return is_wanted;
}
