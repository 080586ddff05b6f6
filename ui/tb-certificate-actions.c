/* The actions of the certificates view. What changes the run is a line for the command line; the rest copies and saves. */
#include "tb-certificate-view-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-certificate-text.h"
#include "tb-identity-export.h"
#include "tb-save-dialog.h"

static void
tell (TbCertificateView *self, const char *text)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
}

static void
copy (TbCertificateView *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  tell (self, _("Copied"));
}

/* --- what changes the run --- */

static void G_GNUC_PRINTF (2, 3)
submit (TbCertificateView *self, const char *format, ...)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  g_autofree char *name = tb_fleet_dup_name (tb_fold_get_fleet (tb_playhead_get_fold (self->playhead)), entry->subject);
  g_autofree char *rest = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  rest = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  parts = g_strsplit (rest, " ", 2);
  line = g_strdup_printf ("%s device=%s%s%s", parts[0], name, parts[1] ? " " : "", parts[1] ? parts[1] : "");
  gtk_widget_activate_action (GTK_WIDGET (self), "win.submit", "s", line);
}

static void
renew (GtkWidget *widget, const char *action, GVariant *parameter)
{
  submit (TB_CERTIFICATE_VIEW (widget), "renew");
}

static void
hold (GtkWidget *widget, const char *action, GVariant *parameter)
{
  submit (TB_CERTIFICATE_VIEW (widget), "hold");
}

static void
release (GtkWidget *widget, const char *action, GVariant *parameter)
{
  submit (TB_CERTIFICATE_VIEW (widget), "release");
}

static void
revoke_for (GtkWidget *widget, const char *action, GVariant *reason)
{
  submit (TB_CERTIFICATE_VIEW (widget), "revoke reason=%s", g_variant_get_string (reason, NULL));
}

/* --- looking --- */

static void
older (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_certificate_view_step (TB_CERTIFICATE_VIEW (widget), -1);
}

static void
newer (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_certificate_view_step (TB_CERTIFICATE_VIEW (widget), 1);
}

static void
check_now (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tb_certificate_view_check_at (TB_CERTIFICATE_VIEW (widget), TB_AT_PLAYHEAD);
}

static void
show_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbCertificateView *self = TB_CERTIFICATE_VIEW (widget);

  gtk_drop_down_set_selected (self->filter, TB_CERTIFICATE_FILTER_ALL);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* --- copying and saving --- */

static void
copy_pem (GtkWidget *widget, const char *action, GVariant *parameter)
{
  copy (TB_CERTIFICATE_VIEW (widget), gtk_label_get_text (TB_CERTIFICATE_VIEW (widget)->pem));
}

static void
copy_bytes (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *text = tb_field_view_dup_bytes (TB_CERTIFICATE_VIEW (widget)->field_view);

  copy (TB_CERTIFICATE_VIEW (widget), text);
}

static void
copy_line (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbCertificateView *self = TB_CERTIFICATE_VIEW (widget);
  gboolean is_verify = strcmp (g_variant_get_string (parameter, NULL), "verify") == 0;

  copy (self, gtk_label_get_text (is_verify ? self->verify_line : self->show_line));
}

static void
copy_checks (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbCertificateView *self = TB_CERTIFICATE_VIEW (widget);
  g_autofree char *text = self->answer ? tb_path_answer_to_text (self->answer) : NULL;

  if (text != NULL)
    copy (self, text);
}

static GBytes *
make_pem (TbCertificateView *self, GError **error)
{
  const char *pem = gtk_label_get_text (self->pem);

  return g_bytes_new (pem, strlen (pem));
}

static GBytes *
make_der (TbCertificateView *self, GError **error)
{
  return g_bytes_ref (tb_certificate_view_get_der (self, self->certificate));
}

/* The certificate first, then who vouches for it, up to the root. */
static GBytes *
make_path (TbCertificateView *self, GError **error)
{
  g_autoptr (GArray) path = tb_certificate_view_get_path (self);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < path->len; i++)
    {
      g_autofree char *pem = tb_certificate_text_pem (tb_certificate_view_get_der (self, g_array_index (path, guint, i)));

      g_string_append (text, pem);
    }
  return g_string_free_to_bytes (text);
}

typedef struct
{
  const char *code;
  const char *title;
  const char *ending;
  GBytes *(*make) (TbCertificateView *self, GError **error);   /* NULL for a picture */
} Format;

static const Format formats[] = {
  { "pem", N_("Save Certificate"), ".pem", make_pem },
  { "der", N_("Save Certificate"), ".der", make_der },
  { "path", N_("Save Certificate with Its Path"), "-path.pem", make_path },
  { "picture", N_("Save Picture"), "-lifetimes.svg", NULL },
};

static gboolean
write_file (TbCertificateView *self, const Format *format, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (format->make == NULL)
    return tb_certificate_view_export (self, path, error);
  bytes = format->make (self, error);
  return bytes != NULL && g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                                    G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}

static void
on_file_chosen (GtkWidget *owner, const char *path, gpointer user_data)
{
  TbCertificateView *self = TB_CERTIFICATE_VIEW (owner);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *done = g_strdup_printf (_("%s is written"), name);
  g_autoptr (GError) error = NULL;

  if (self->certificate == TB_NO_CERTIFICATE)
    return;
  tell (self, write_file (self, user_data, path, &error) ? done : error->message);
}

/* --- the key, with a warning --- */

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbCertificateView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (tb_identity_export_finish (result, &error))
    tell (self, _("Key, certificate and path are written; the passphrase is “trustbed”"));
  else
    tell (self, error->message);
}

static void
on_key_file_chosen (GtkWidget *owner, const char *path, gpointer user_data)
{
  TbCertificateView *self = TB_CERTIFICATE_VIEW (owner);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GArray) certificates = tb_certificate_view_get_path (self);

  if (self->certificate == TB_NO_CERTIFICATE)
    return;
  for (guint i = 1; i < certificates->len; i++)
    g_ptr_array_add (others, g_bytes_ref (tb_certificate_view_get_der (self, g_array_index (certificates, guint, i))));
  tb_identity_export_async (tb_playhead_get_run (self->playhead), tb_certificate_view_get_entry (self)->subject,
                            tb_certificate_view_get_der (self, self->certificate), others, path, on_exported, g_object_ref (self));
}

static void
on_warned (AdwMessageDialog *dialog, const char *response, TbCertificateView *self)
{
  g_autofree char *stem = tb_certificate_text_file (gtk_label_get_text (self->title));
  g_autofree char *name = g_strconcat (stem, ".p12", NULL);

  if (strcmp (response, "save") == 0)
    tb_save_dialog_ask (GTK_WIDGET (self), _("Save Certificate and Key"), name, on_key_file_chosen, NULL);
}

static void
save_key (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), _("Keys of the Lab Are No Secret"),
                                              _("Whoever knows the scenario and its seed can make this key again. Use the file for lessons only, never for "
                                                "anything real. Its passphrase is “trustbed”."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "save", _("_Save Anyway…"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_warned), widget, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbCertificateView *self = TB_CERTIFICATE_VIEW (widget);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i].code, g_variant_get_string (parameter, NULL)) == 0)
      {
        g_autofree char *stem = tb_certificate_text_file (gtk_label_get_text (self->title));
        g_autofree char *name = g_strconcat (stem, formats[i].ending, NULL);

        tb_save_dialog_ask (widget, _(formats[i].title), name, on_file_chosen, (gpointer) &formats[i]);
      }
}

static const struct
{
  const char *name;
  const char *parameter;
  GtkWidgetActionActivateFunc activate;
} actions[] = {
  { "certificate.renew", NULL, renew },
  { "certificate.hold", NULL, hold },
  { "certificate.release", NULL, release },
  { "certificate.revoke", "s", revoke_for },
  { "certificate.older", NULL, older },
  { "certificate.newer", NULL, newer },
  { "certificate.show-all", NULL, show_all },
  { "certificate.check-now", NULL, check_now },
  { "certificate.copy-checks", NULL, copy_checks },
  { "certificate.copy-pem", NULL, copy_pem },
  { "certificate.copy-bytes", NULL, copy_bytes },
  { "certificate.copy-line", "s", copy_line },
  { "certificate.save", "s", save },
  { "certificate.save-key", NULL, save_key },
};

/* Makes the actions known to the class. */
void
tb_certificate_view_install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter, actions[i].activate);
}

/* Whether the shown certificate is the one its device uses now: only that can be renewed or revoked. */
static gboolean
is_in_use (TbCertificateView *self)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  TbFold *fold = tb_playhead_get_fold (self->playhead);

  return entry != NULL && entry->depth < 0 && tb_fleet_group_of (tb_fold_get_fleet (fold), entry->subject)->authority != TB_NOBODY
         && !tb_certificate_index_is_replaced (tb_certificate_view_get_index (self), self->certificate, tb_fold_get_position (fold));
}

/* What makes no sense now is greyed out; hold and release share a place. */
void
tb_certificate_view_update_actions (TbCertificateView *self)
{
  TbFold *fold = self->playhead ? tb_playhead_get_fold (self->playhead) : NULL;
  gboolean in_use = fold != NULL && is_in_use (self);
  const TbCertificateChange *change = in_use ? tb_certificate_index_find_change (tb_certificate_view_get_index (self), self->certificate,
                                                                                 tb_fold_get_position (fold)) : NULL;
  gboolean is_revoked = change != NULL && change->revoked, is_held = is_revoked && change->reason == TB_CERTIFICATE_ON_HOLD;
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  TbRole role = entry ? tb_fleet_get_role (tb_fold_get_fleet (fold), entry->subject) : TB_ROLE_AUTHORITY;
  gboolean can_end = in_use && (!is_revoked || is_held) && tb_fold_get_time (fold) < entry->not_after_us;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.renew", in_use && !is_revoked);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.hold", can_end && !is_held);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.release", is_held);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.revoke", can_end);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "certificate.save-key", role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY);
  gtk_widget_set_visible (self->hold, !is_held);
  gtk_widget_set_visible (self->release, is_held);
  gtk_widget_set_sensitive (self->revoke, can_end);
}
