/* tb-save-dialog: see the header. */
#include "tb-save-dialog.h"

typedef struct
{
  GtkWidget *owner;      /* owned, so that it is there when the answer comes */
  TbSaveFunc save;
  gpointer user_data;
} Question;

static Question *
question_new (GtkWidget *owner, TbSaveFunc save, gpointer user_data)
{
  Question *question = g_new0 (Question, 1);

  question->owner = g_object_ref (owner);
  question->save = save;
  question->user_data = user_data;
  return question;
}

static void
answer (Question *question, GFile *file)
{
  if (file != NULL)
    question->save (question->owner, g_file_peek_path (file), question->user_data);
  g_object_unref (question->owner);
  g_free (question);
}

#if GTK_CHECK_VERSION (4, 10, 0)

static void
on_file_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  answer (user_data, file);
}

static void
on_file_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  answer (user_data, file);
}

static void
on_folder_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GFile) file = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);

  answer (user_data, file);
}

static void
ask_folder (GtkWindow *window, const char *title, Question *question)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_select_folder (dialog, window, NULL, on_folder_chosen, question);
}

static void
ask (GtkWindow *window, const char *title, const char *name, Question *question)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, title);
  if (name != NULL)
    gtk_file_dialog_set_initial_name (dialog, name);
  if (name != NULL)
    gtk_file_dialog_save (dialog, window, NULL, on_file_chosen, question);
  else
    gtk_file_dialog_open (dialog, window, NULL, on_file_opened, question);
}

#else

static void
on_response (GtkNativeDialog *dialog, int response, Question *question)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  answer (question, file);
  g_object_unref (dialog);
}

static void
show (GtkWindow *window, const char *title, const char *name, GtkFileChooserAction action, Question *question)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, window, action, NULL, NULL);

  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), question);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
ask_folder (GtkWindow *window, const char *title, Question *question)
{
  show (window, title, NULL, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, question);
}

static void
ask (GtkWindow *window, const char *title, const char *name, Question *question)
{
  show (window, title, name, name != NULL ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN, question);
}

#endif

/**
 * tb_save_dialog_ask:
 * @owner: a widget in a window
 * @title: of the dialog
 * @name: (nullable): what the file may be called; with %NULL a person chooses one that is there, to be read
 * @save: called with the file, unless the person thinks better of it
 * @user_data: for @save
 */
void
tb_save_dialog_ask (GtkWidget *owner, const char *title, const char *name, TbSaveFunc save, gpointer user_data)
{
  ask (GTK_WINDOW (gtk_widget_get_root (owner)), title, name, question_new (owner, save, user_data));
}

/**
 * tb_folder_dialog_ask:
 * @owner: a widget in a window
 * @title: of the dialog
 * @choose: called with the folder, unless the person thinks better of it
 * @user_data: for @choose
 */
void
tb_folder_dialog_ask (GtkWidget *owner, const char *title, TbSaveFunc choose, gpointer user_data)
{
  ask_folder (GTK_WINDOW (gtk_widget_get_root (owner)), title, question_new (owner, choose, user_data));
}
