/* The actions of a page of the bench. */
#include "tb-bench-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-bench-export.h"
#include "tb-save-dialog.h"

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbBenchPage *self = TB_BENCH_PAGE (widget);

  if (tb_bench_flips_undo (self->flips))
    tb_bench_page_ask (self);
}

static void
mend (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbBenchPage *self = TB_BENCH_PAGE (widget);

  tb_bench_flips_mend (self->flips);
  tb_bench_page_ask (self);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *line)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_variant_get_string (line, NULL));
  if (toasts != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (toasts), adw_toast_new (_("Copied")));
}

static void
take_file (GtkWidget *widget, const char *path, gpointer user_data)
{
  TbBenchPage *self = TB_BENCH_PAGE (widget);

  g_free (self->path);
  g_free (self->file_name);
  self->path = g_strdup (path);
  self->file_name = g_filename_display_basename (path);
  tb_bench_flips_forget (self->flips);
  tb_bench_page_take_source (self);
  tb_bench_page_ask (self);
}

static void
choose_file (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_save_dialog_ask (widget, _("Choose a Message"), NULL, take_file, NULL);
}

static void
use_file (GtkWidget *widget, const char *action, GVariant *path)
{
  gtk_drop_down_set_selected (TB_BENCH_PAGE (widget)->source, TB_BENCH_FILE);
  take_file (widget, g_variant_get_string (path, NULL), NULL);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbBenchPage) self = user_data;
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  g_autoptr (GError) error = NULL;
  gboolean is_saved = tb_bench_export_finish (result, &error);
  g_autofree char *title = is_saved ? g_strdup (_("Saved as it arrived; the keys are simulated, for lessons only")) : g_markup_escape_text (error->message, -1);

  if (toasts != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (toasts), adw_toast_new (title));
}

static void
save_in (GtkWidget *widget, const char *path, gpointer user_data)
{
  tb_bench_export_async (tb_bench_page_make_question (TB_BENCH_PAGE (widget)), path, on_saved, g_object_ref (widget));
}

static void
save_files (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_save_dialog_ask (widget, _("Save the Files in a New Folder"), TB_BENCH_PAGE (widget)->kind == TB_BENCH_SEAL ? "envelope" : "signature", save_in, NULL);
}

static void
save_files_in (GtkWidget *widget, const char *action, GVariant *path)
{
  save_in (widget, g_variant_get_string (path, NULL), NULL);
}

void
tb_bench_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "bench.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "bench.mend", NULL, mend);
  gtk_widget_class_install_action (widget_class, "bench.copy", "s", copy);
  gtk_widget_class_install_action (widget_class, "bench.choose-file", NULL, choose_file);
  gtk_widget_class_install_action (widget_class, "bench.use-file", "s", use_file);
  gtk_widget_class_install_action (widget_class, "bench.save-files", NULL, save_files);
  gtk_widget_class_install_action (widget_class, "bench.save-files-in", "s", save_files_in);
}

/* What can be done changes with what is touched. */
void
tb_bench_page_update_actions (TbBenchPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "bench.undo", tb_bench_flips_can_undo (self->flips));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "bench.save-files", tb_bench_page_get_obstacle (self) == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "bench.mend", tb_bench_flips_get_n (self->flips) > 0);
}
