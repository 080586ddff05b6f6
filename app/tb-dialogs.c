/* tb-dialogs: see the header. A chosen file goes where a typed one goes: to the action of the window. */
#include "tb-dialogs.h"

#include <glib/gi18n-lib.h>

/**
 * tb_dialogs_show_about:
 * @window: whose
 */
void
tb_dialogs_show_about (TbWindow *window)
{
  adw_show_about_window (GTK_WINDOW (window),
                         "application-name", "Trustbed",
                         "application-icon", "io.github.trustbed.Trustbed",
                         "version", TRUSTBED_VERSION,
                         "developer-name", _("The Trustbed authors"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("A teaching lab for the security of things: a fleet of devices with real keys and certificates. "
                                       "Everything stays inside the program; its keys are made from a seed and protect nothing outside."),
                         NULL);
}

static void
chosen (GtkNativeDialog *dialog, int response, const char *action)
{
  GtkWindow *window = gtk_native_dialog_get_transient_for (dialog);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file ? g_file_get_path (file) : NULL;

  if (path && window)
    g_action_group_activate_action (G_ACTION_GROUP (window), action, g_variant_new_string (path));
  g_object_unref (dialog);
}

static void
choose (TbWindow *window, const char *title, GtkFileChooserAction kind, const char *action, const char *const *endings, const char *name,
        const char *proposed)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (window), kind, NULL, NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; endings[i]; i++)
    gtk_file_filter_add_suffix (filter, endings[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  if (proposed != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), proposed);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen), (gpointer) action);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * tb_dialogs_open_file:
 * @window: where to open it
 */
void
tb_dialogs_open_file (TbWindow *window)
{
  static const char *const endings[] = { "trustbed", "xml", NULL };

  choose (window, _("Open a Document or a Scenario"), GTK_FILE_CHOOSER_ACTION_OPEN, "open", endings, _("Documents and scenarios"), NULL);
}

/**
 * tb_dialogs_export_file:
 * @window: whose present view
 */
void
tb_dialogs_export_file (TbWindow *window)
{
  static const char *const endings[] = { "svg", "png", "pdf", NULL };

  choose (window, _("Export the Picture of This View"), GTK_FILE_CHOOSER_ACTION_SAVE, "export-picture", endings, _("Pictures: SVG, PNG, PDF"), "trustbed.svg");
}

/**
 * tb_dialogs_save_document:
 * @window: whose run
 * @title: for the name of the file
 */
void
tb_dialogs_save_document (TbWindow *window, const char *title)
{
  static const char *const endings[] = { "trustbed", NULL };
  g_autofree char *proposed = g_strconcat (title, ".trustbed", NULL);

  choose (window, _("Save This Run"), GTK_FILE_CHOOSER_ACTION_SAVE, "save-as", endings, _("Documents"), proposed);
}

/**
 * tb_dialogs_save_result:
 * @window: whose lesson
 * @lesson: its id, for the name of the file
 */
void
tb_dialogs_save_result (TbWindow *window, const char *lesson)
{
  static const char *const endings[] = { "trustbed-result", NULL };
  g_autofree char *proposed = g_strconcat (lesson, ".trustbed-result", NULL);

  choose (window, _("Save the Result of This Lesson"), GTK_FILE_CHOOSER_ACTION_SAVE, "lesson-save-result", endings, _("Results of lessons"), proposed);
}
