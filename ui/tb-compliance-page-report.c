/* tb-compliance-page-report: a report about the fleet as it stands, written by a worker; whoever does not want to wait gives it up. */
#include "tb-compliance-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-compliance-report.h"
#include "tb-report-save.h"
#include "tb-save-dialog.h"

typedef struct
{
  TbRun *run;
  gint64 time_us;
  TbStandardId standard;
  char *path;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  tb_run_unref (job->run);
  g_free (job->path);
  g_free (job);
}

/* The page itself goes on looking, so the report has eyes of its own. */
static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  GError *error = NULL;
  g_autoptr (TbCompliance) compliance = tb_compliance_new (job->run);
  g_autoptr (TbReport) report = tb_compliance_report_new (job->run, compliance, job->time_us, job->standard, cancellable, &error);

  if (report != NULL && tb_report_save (report, job->path, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
show_saving (TbCompliancePage *self)
{
  if (self->save_pages == NULL)
    return;
  gtk_stack_set_visible_child_name (self->save_pages, self->saving != NULL ? "saving" : "menu");
  tb_compliance_page_show_status (self);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbCompliancePage *self = TB_COMPLIANCE_PAGE (source);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_written = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->saving == NULL || self->saving != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->saving);
  show_saving (self);
  sentence = is_written ? g_strdup_printf (_("The report is in %s."), job->path) : g_strdup (error->message);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

/* Nothing is said of it, and nothing is written. */
void
tb_compliance_page_stop_report (TbCompliancePage *self)
{
  if (self->saving != NULL)
    g_cancellable_cancel (self->saving);
  g_clear_object (&self->saving);
  show_saving (self);
}

/* Of the standard that is chosen, at the time of the playhead. */
void
tb_compliance_page_write_report (TbCompliancePage *self, const char *path)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  tb_compliance_page_stop_report (self);
  self->saving = g_cancellable_new ();
  job->run = tb_run_ref (tb_playhead_get_run (self->playhead));
  job->time_us = tb_playhead_get_time (self->playhead);
  job->standard = (TbStandardId) self->standard;
  job->path = g_strdup (path);
  task = g_task_new (self, self->saving, on_written, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, work);
  show_saving (self);
}

/* --- which file --- */

static const struct { const char *code, *title, *name; } files[] = {
  { "pdf", N_("Save Report"), "compliance.pdf" }, { "html", N_("Save Report"), "compliance.html" }, { "csv", N_("Save Table"), "findings.csv" },
};

static void
on_file_chosen (GtkWidget *owner, const char *path, gpointer user_data)
{
  g_autofree char *done = g_strdup_printf (_("The table is in %s."), path);
  g_autoptr (GError) error = NULL;
  gboolean is_saved = tb_compliance_page_export (TB_COMPLIANCE_PAGE (owner), path, &error);

  if (!is_saved || TB_COMPLIANCE_PAGE (owner)->saving == NULL)
    gtk_widget_activate_action (owner, "win.toast", "s", is_saved ? done : error->message);
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_str_equal (files[i].code, g_variant_get_string (parameter, NULL)))
      tb_save_dialog_ask (widget, _(files[i].title), files[i].name, on_file_chosen, NULL);
}

static void
stop (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_compliance_page_stop_report (TB_COMPLIANCE_PAGE (widget));
  gtk_widget_activate_action (widget, "win.toast", "s", _("No report is written."));
}

void
tb_compliance_page_install_saves (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compliance.save", "s", save);
  gtk_widget_class_install_action (widget_class, "compliance.stop-report", NULL, stop);
}
