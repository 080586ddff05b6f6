/* The actions of the handshakes view: stepping, copying, saving. Each is one function and one row. */
#include "tb-handshake-view-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-ladder-draw.h"
#include "tb-save-dialog.h"
#include "tb-session-capture.h"

static void
tell (TbHandshakeView *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
tell_written (TbHandshakeView *self, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *text = g_strdup_printf (_("%s is written"), name);

  tell (self, text);
}

static void
copy (TbHandshakeView *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  tell (self, _("Copied"));
}

static void
previous (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_handshake_view_step (TB_HANDSHAKE_VIEW (widget), -1);
}

static void
next (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_handshake_view_step (TB_HANDSHAKE_VIEW (widget), 1);
}

static void
make (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_handshake_view_make (TB_HANDSHAKE_VIEW (widget));
}

static void
compare_off (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_playhead_compare (TB_HANDSHAKE_VIEW (widget)->playhead, NULL, 0);
}

static void
copy_text (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbHandshakeView *self = TB_HANDSHAKE_VIEW (widget);
  const TbLadderStory *const stories[2] = { tb_handshake_view_get_story (self, 0), tb_handshake_view_get_story (self, 1) };
  TbTranscript *const transcripts[2] = { tb_session_item_get_transcript (self->session), self->other ? tb_session_item_get_transcript (self->other) : NULL };
  g_autofree char *text = self->pairs ? tb_ladder_diff_to_text (stories, transcripts, self->pairs) : tb_ladder_story_to_text (stories[0]);

  copy (self, text);
}

static void
copy_bytes (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *text = tb_message_view_dup_bytes (TB_HANDSHAKE_VIEW (widget)->message_view);

  copy (TB_HANDSHAKE_VIEW (widget), text);
}

static void
copy_fields (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *text = tb_message_view_dup_fields (TB_HANDSHAKE_VIEW (widget)->message_view);

  copy (TB_HANDSHAKE_VIEW (widget), text);
}

static void
copy_line (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbHandshakeView *self = TB_HANDSHAKE_VIEW (widget);
  gboolean is_client = strcmp (g_variant_get_string (parameter, NULL), "client") == 0;

  copy (self, tb_openssl_card_get_line (self->openssl_card, is_client ? TB_SIDE_CLIENT : TB_SIDE_SERVER));
}

static void
copy_secret (GtkWidget *widget, const char *action, GVariant *parameter)
{
  copy (TB_HANDSHAKE_VIEW (widget), g_variant_get_string (parameter, NULL));
}

static void
go_there (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbHandshakeView *self = TB_HANDSHAKE_VIEW (widget);
  const TbLadderStep *step = tb_ladder_story_find (tb_handshake_view_get_story (self, self->detail_which), self->messages[self->detail_which]);

  tb_playhead_seek (self->playhead, tb_session_item_get_entry (tb_handshake_view_get_session (self, self->detail_which))->time_us + (step ? step->since_us : 0));
}

static void
show_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbHandshakeView *self = TB_HANDSHAKE_VIEW (widget);

  gtk_toggle_button_set_active (self->only, FALSE);
  gtk_drop_down_set_selected (self->kind, TB_SESSION_FILTER_ALL);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
on_captured (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbHandshakeView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (tb_session_capture_finish (result, &error))
    tell (self, _("The capture is written; Wireshark opens it with its secrets"));
  else
    tell (self, error->message);
}

static void
write_capture (TbHandshakeView *self, const char *path)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);

  tb_session_capture_async (self->session, tb_ladder_get_story (self->ladder), tb_fold_get_fleet (fold), tb_fold_get_journal (fold),
                            tb_handshake_view_get_start (self), path, on_captured, g_object_ref (self));
}

/**
 * tb_handshake_view_export:
 * @self: the view
 * @path: a file whose name ends in .svg, .png or .pdf
 * @error: return location
 *
 * Writes a picture of the ladder that is shown, or of both that are compared: the whole file or none.
 *
 * Returns: %FALSE when there is none, the ending is another one, or the file cannot be written
 */
gboolean
tb_handshake_view_export (TbHandshakeView *self, const char *path, GError **error)
{
  const TbLadderStory *const stories[2] = { tb_handshake_view_get_story (self, 0), tb_handshake_view_get_story (self, 1) };

  if (self->pairs != NULL)
    return tb_ladder_export_pair (stories, self->pairs, path, error);
  if (stories[0] != NULL)
    return tb_ladder_export (stories[0], path, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("No handshake is shown: choose one first"));
  return FALSE;
}

static void
write_picture (TbHandshakeView *self, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (tb_handshake_view_export (self, path, &error))
    tell_written (self, path);
  else
    tell (self, error->message);
}

typedef void (*Write) (TbHandshakeView *self, const char *path);

static void
on_file_chosen (GtkWidget *owner, const char *path, gpointer write)
{
  if (TB_HANDSHAKE_VIEW (owner)->session != NULL)
    ((Write) write) (TB_HANDSHAKE_VIEW (owner), path);
}

static void
ask_for_file (TbHandshakeView *self, const char *title, const char *name, Write write)
{
  tb_save_dialog_ask (GTK_WIDGET (self), title, name, on_file_chosen, write);
}

static void
save_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_for_file (TB_HANDSHAKE_VIEW (widget), _("Save Picture"), _("handshake.svg"), write_picture);
}

static void
save_capture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ask_for_file (TB_HANDSHAKE_VIEW (widget), _("Save Capture"), _("handshake.pcapng"), write_capture);
}

static const struct
{
  const char *name;
  const char *parameter;
  GtkWidgetActionActivateFunc activate;
  gboolean needs_session;
} actions[] = {
  { "handshake.previous", NULL, previous, TRUE },
  { "handshake.next", NULL, next, TRUE },
  { "handshake.compare-off", NULL, compare_off, TRUE },
  { "handshake.copy-text", NULL, copy_text, TRUE },
  { "handshake.copy-fields", NULL, copy_fields, TRUE },
  { "handshake.copy-bytes", NULL, copy_bytes, TRUE },
  { "handshake.copy-line", "s", copy_line, TRUE },
  { "handshake.copy-secret", "s", copy_secret, TRUE },
  { "handshake.go-there", NULL, go_there, TRUE },
  { "handshake.save-picture", NULL, save_picture, TRUE },
  { "handshake.save-capture", NULL, save_capture, TRUE },
  { "handshake.make", NULL, make, FALSE },
  { "handshake.show-all", NULL, show_all, FALSE },
};

/* Makes the actions known to the class. */
void
tb_handshake_view_install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter, actions[i].activate);
}

/* What needs a handshake is greyed out without one. */
void
tb_handshake_view_update_actions (TbHandshakeView *self)
{
  gboolean has_transcript = self->session != NULL && tb_session_item_get_transcript (self->session) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i].name, has_transcript || !actions[i].needs_session);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "handshake.previous", tb_handshake_view_can_step (self, -1));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "handshake.next", tb_handshake_view_can_step (self, 1));
}
