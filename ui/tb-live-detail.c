/* tb-live-detail: see the header. */
#include "tb-live-detail.h"

#include <glib/gi18n-lib.h>

#include "tb-certificate-text.h"
#include "tb-dissect.h"
#include "tb-field-view.h"
#include "tb-live-page.h"

struct _TbLiveDetail
{
  GtkWidget parent_instance;

  /* template */
  GtkLabel *title;
  GtkWidget *mark;
  GtkImage *mark_icon;
  GtkLabel *mark_word;
  GtkMenuButton *revoke;
  GtkGrid *summary;
  TbFieldView *fields;

  /* owned */
  TbLiveService *service;
  TbLiveCertificate *certificate;       /* NULL when none is shown */
};

G_DEFINE_FINAL_TYPE (TbLiveDetail, tb_live_detail, GTK_TYPE_WIDGET)

/* --- what it says --- */

static const struct
{
  const char *label;
  const char *field;
} rows[] = {
  { N_("Subject"), "subject" },
  { N_("Names"), "subjectAltName" },
  { N_("Issued by"), "issuer" },
  { N_("Serial number"), "serialNumber" },
  { N_("Valid from"), "notBefore" },
  { N_("Valid until"), "notAfter" },
  { N_("Roles"), "extendedKeyUsage" },
};

static void
add_row (TbLiveDetail *self, int row, const char *label, const char *value)
{
  GtkWidget *name = gtk_label_new (label), *text = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (text), 24);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL, -1);
  gtk_grid_attach (self->summary, name, 0, row, 1, 1);
  gtk_grid_attach (self->summary, text, 1, row, 1, 1);
}

static void
fill_summary (TbLiveDetail *self, TbFieldItem *root)
{
  GtkWidget *child;
  int row = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->summary))) != NULL)
    gtk_grid_remove (self->summary, child);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      TbFieldItem *field = tb_field_item_find_name (root, rows[i].field, 0);

      if (field != NULL && *tb_field_item_get_value (field) != '\0')
        add_row (self, row++, _(rows[i].label), tb_field_item_get_value (field));
    }
}

static void
show_state (TbLiveDetail *self)
{
  const TbLook *look = tb_live_certificate_get_look (self->certificate);
  g_autofree char *word = tb_live_certificate_dup_state (self->certificate), *state = g_strconcat ("tb-", look->code, NULL);
  const char *classes[] = { state, "tb-badge", "mark", NULL };
  gboolean can_revoke = tb_live_certificate_can_revoke (self->certificate) && !tb_live_service_is_quiet (self->service);

  gtk_image_set_from_icon_name (self->mark_icon, look->icon);
  gtk_label_set_text (self->mark_word, word);
  gtk_widget_set_css_classes (self->mark, classes);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "live-detail.revoke", can_revoke);
  gtk_widget_set_sensitive (GTK_WIDGET (self->revoke), can_revoke);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->revoke), tb_live_service_is_quiet (self->service) ? _("Switch the live authority on first") : NULL);
}

static void
on_changed (TbLiveDetail *self)
{
  if (self->certificate != NULL)
    show_state (self);
}

/**
 * tb_live_detail_show:
 * @self: a detail that has a service
 * @certificate: (nullable): what to show
 */
void
tb_live_detail_show (TbLiveDetail *self, TbLiveCertificate *certificate)
{
  GBytes *der = certificate != NULL ? tb_certificate_get_der (tb_live_certificate_get_certificate (certificate)) : NULL;
  g_autoptr (TbFieldItem) root = NULL;

  if (!g_set_object (&self->certificate, certificate) || certificate == NULL)
    return;
  root = tb_field_item_new_for_field (tb_dissect_certificate (g_bytes_get_data (der, NULL), g_bytes_get_size (der)), NULL);
  gtk_label_set_text (self->title, tb_live_certificate_get_title (certificate));
  fill_summary (self, root);
  tb_field_view_show (self->fields, der, root, FALSE);
  tb_field_view_open (self->fields, "tbsCertificate");
  show_state (self);
}

/* --- actions --- */

static void
revoke_for (GtkWidget *widget, const char *action, GVariant *reason)
{
  TbLiveDetail *self = TB_LIVE_DETAIL (widget);

  if (self->certificate != NULL)
    tb_live_service_revoke (self->service, self->certificate, g_variant_get_string (reason, NULL));
}

static void
copy_pem (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbLiveDetail *self = TB_LIVE_DETAIL (widget);
  g_autofree char *pem = self->certificate != NULL ? tb_certificate_text_pem (tb_certificate_get_der (tb_live_certificate_get_certificate (self->certificate))) : NULL;

  if (pem == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), pem);
  gtk_widget_activate_action (widget, "win.toast", "s", _("Copied"));
}

/* --- the object --- */

static void
tb_live_detail_dispose (GObject *object)
{
  TbLiveDetail *self = TB_LIVE_DETAIL (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->certificate);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (tb_live_detail_parent_class)->dispose (object);
}

static void
tb_live_detail_class_init (TbLiveDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_live_detail_dispose;
  g_type_ensure (TB_TYPE_FIELD_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-live-detail.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbLiveDetail, title);
  gtk_widget_class_bind_template_child (widget_class, TbLiveDetail, mark);
  gtk_widget_class_bind_template_child (widget_class, TbLiveDetail, mark_icon);
  gtk_widget_class_bind_template_child (widget_class, TbLiveDetail, mark_word);
  gtk_widget_class_bind_template_child (widget_class, TbLiveDetail, revoke);
  gtk_widget_class_bind_template_child (widget_class, TbLiveDetail, summary);
  gtk_widget_class_bind_template_child (widget_class, TbLiveDetail, fields);
  gtk_widget_class_install_action (widget_class, "live-detail.revoke", "s", revoke_for);
  gtk_widget_class_install_action (widget_class, "live-detail.copy-pem", NULL, copy_pem);
}

static void
tb_live_detail_init (TbLiveDetail *self)
{
  g_autoptr (GMenuModel) menu = tb_live_menu_new ("live-detail.revoke");

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->revoke, menu);
}

/**
 * tb_live_detail_set_service:
 * @self: a detail that has none
 * @service: who issued, and who revokes
 */
void
tb_live_detail_set_service (TbLiveDetail *self, TbLiveService *service)
{
  g_return_if_fail (self->service == NULL);
  self->service = g_object_ref (service);
  g_signal_connect_object (service, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}
