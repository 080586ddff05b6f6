/* The shown certificate: its head, the chain above it, what it says and why, its bytes and its text. */
#include "tb-certificate-view-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-certificate-text.h"
#include "tb-dissect.h"

/* What the summary tells, in this order; where a certificate has no such field, nothing. */
static const struct
{
  const char *label;
  const char *field;
} summary_rows[] = {
  { N_("Subject"), "subject" },
  { N_("Names"), "subjectAltName" },
  { N_("Issued by"), "issuer" },
  { N_("Serial number"), "serialNumber" },
  { N_("Valid from"), "notBefore" },
  { N_("Valid until"), "notAfter" },
  { N_("Public key"), "subjectPublicKeyInfo" },
  { N_("Key may"), "keyUsage" },
  { N_("Roles"), "extendedKeyUsage" },
  { N_("Authority"), "basicConstraints" },
  { N_("Names allowed"), "nameConstraints" },
  { N_("Policies"), "certificatePolicies" },
  { N_("Revocation list"), "cRLDistributionPoints" },
  { N_("Ask at"), "authorityInfoAccess" },
  { N_("Issuer's key"), "authorityKeyIdentifier" },
  { N_("Own key"), "subjectKeyIdentifier" },
  { N_("Signed with"), "signatureAlgorithm" },
};

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_summary_row (TbCertificateView *self, int row, const char *label, const char *value, const char *why)
{
  GtkWidget *name = make_label (label, "dim-label"), *text = make_label (value, "certificate-value"), *reason = make_label (why, "certificate-why");

  gtk_label_set_wrap (GTK_LABEL (name), FALSE);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (text), 20);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 44);
  gtk_label_set_width_chars (GTK_LABEL (reason), 20);
  gtk_widget_set_hexpand (reason, TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL, -1);
  gtk_grid_attach (self->summary, name, 0, row, 1, 1);
  gtk_grid_attach (self->summary, text, 1, row, 1, 1);
  gtk_grid_attach (self->summary, reason, 2, row, 1, 1);
}

/* Where the private half is, and so what a thief gets. */
static void
add_key_store_row (TbCertificateView *self, int row)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  const TbGroup *group = tb_fleet_group_of (tb_fold_get_fleet (tb_playhead_get_fold (self->playhead)), entry->subject);
  const TbKeyStoreInfo *info = tb_key_store_get_info (group->key_store);
  g_autofree char *why = g_strdup_printf (_("A thief gets: %s"), _(info->thief));

  add_summary_row (self, row, _("Private key in"), _(info->title), why);
}

static gboolean
has_key_store (TbCertificateView *self)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  TbRole role = tb_fleet_get_role (tb_fold_get_fleet (tb_playhead_get_fold (self->playhead)), entry->subject);

  return role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY;
}

static void
fill_summary (TbCertificateView *self, TbFieldItem *root)
{
  GtkWidget *child;
  int row = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->summary))) != NULL)
    gtk_grid_remove (self->summary, child);
  for (guint i = 0; i < G_N_ELEMENTS (summary_rows); i++)
    {
      TbFieldItem *field = tb_field_item_find_name (root, summary_rows[i].field, 0);

      if (field != NULL && *tb_field_item_get_value (field) != '\0')
        add_summary_row (self, row++, _(summary_rows[i].label), tb_field_item_get_value (field), tb_field_item_get_note (field));
      if (strcmp (summary_rows[i].field, "subjectPublicKeyInfo") == 0 && has_key_store (self))
        add_key_store_row (self, row++);
    }
}

static void
on_link_clicked (GtkButton *button, TbCertificateView *self)
{
  tb_certificate_view_choose (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "certificate")));
}

static void
add_link (TbCertificateView *self, guint certificate)
{
  g_autofree char *title = tb_certificate_view_dup_title (self, certificate);
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new (), *label = gtk_label_new (title);

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 12);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, title);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  if (certificate == self->certificate)
    gtk_widget_add_css_class (button, "present");
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data (G_OBJECT (button), "certificate", GUINT_TO_POINTER (certificate));
  g_object_set_data (G_OBJECT (button), "icon", icon);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_link_clicked), self, 0);
  gtk_box_append (self->chain, button);
}

/* From the root on the left to the certificate itself. */
static void
fill_chain (TbCertificateView *self)
{
  g_autoptr (GArray) path = tb_certificate_view_get_path (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chain))) != NULL)
    gtk_box_remove (self->chain, child);
  for (guint i = path->len; i-- > 0;)
    {
      GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

      if (i + 1 < path->len)
        gtk_box_append (self->chain, arrow);
      else
        g_object_unref (g_object_ref_sink (arrow));
      add_link (self, g_array_index (path, guint, i));
    }
}

static void
set_look (GtkWidget *widget, const TbLook *look, const char *rest)
{
  g_autofree char *state = g_strdup_printf ("tb-%s", look->code);
  const char *classes[] = { state, "tb-badge", rest, NULL };

  gtk_widget_set_css_classes (widget, classes);
}

static void
update_chain (TbCertificateView *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->chain)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkImage *icon = g_object_get_data (G_OBJECT (child), "icon");
      const TbLook *look;

      if (icon == NULL)
        continue;
      look = tb_certificate_tree_get_look (self->tree, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (child), "certificate")));
      gtk_image_set_from_icon_name (icon, look->icon);
      set_look (GTK_WIDGET (icon), look, NULL);
    }
}

/* The same again for who has the program at hand. */
void
tb_certificate_view_fill_lines (TbCertificateView *self)
{
  g_autoptr (GArray) path = tb_certificate_view_get_path (self);
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *show = NULL;
  g_autofree char *verify = NULL;

  for (guint i = 0; i < path->len; i++)
    g_ptr_array_add (titles, tb_certificate_view_dup_title (self, g_array_index (path, guint, i)));
  show = tb_certificate_text_show (g_ptr_array_index (titles, 0));
  verify = tb_certificate_text_verify (titles, tb_certificate_view_get_start (self) + tb_certificate_view_get_check_time (self), NULL);
  gtk_label_set_text (self->show_line, show);
  gtk_label_set_text (self->verify_line, verify);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->verify_line), verify);
}

static void
fill_bytes (TbCertificateView *self)
{
  GBytes *der = tb_certificate_view_get_der (self, self->certificate);
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (TbFieldItem) root = NULL;
  g_autofree char *pem = NULL;

  g_clear_pointer (&self->parsed, tb_certificate_unref);
  if (der == NULL)
    return;
  if (crypto != NULL)
    self->parsed = tb_certificate_new_from_der (crypto, der, NULL);
  root = tb_field_item_new_for_field (tb_dissect_certificate (g_bytes_get_data (der, NULL), g_bytes_get_size (der)), NULL);
  pem = tb_certificate_text_pem (der);
  tb_field_view_show (self->field_view, der, root, FALSE);
  tb_field_view_open (self->field_view, "tbsCertificate");
  gtk_label_set_text (self->pem, pem);
  fill_summary (self, root);
}

static void
fill_head (TbCertificateView *self)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  TbFleet *fleet = tb_fold_get_fleet (tb_playhead_get_fold (self->playhead));
  const TbGroup *group = self->group ? tb_certificate_tree_get_group (self->tree, self->group) : tb_fleet_group_of (fleet, entry->subject);
  g_autofree char *title = self->group ? g_strdup (tb_certificate_node_get_title (self->group)) : tb_certificate_view_dup_title (self, self->certificate);
  g_autofree char *icon = tb_look_dup_icon (group);

  gtk_label_set_text (self->title, title);
  gtk_image_set_from_icon_name (self->portrait, icon);
}

/* Everything that stays the same while this certificate is shown. */
void
tb_certificate_view_fill_detail (TbCertificateView *self)
{
  gboolean is_one = self->certificate != TB_NO_CERTIFICATE;

  fill_head (self);
  gtk_widget_set_visible (self->about, is_one);
  gtk_widget_set_visible (GTK_WIDGET (self->mark), is_one);
  gtk_widget_set_visible (self->buttons, is_one);
  gtk_widget_set_visible (self->stepper, is_one);
  gtk_widget_set_visible (GTK_WIDGET (self->scale), is_one);
  gtk_widget_set_visible (GTK_WIDGET (self->checked_icon), is_one);
  tb_certificate_view_stop_checking (self);
  gtk_widget_set_vexpand (self->times, !is_one);
  gtk_scrolled_window_set_max_content_height (self->chart_window, is_one ? 150 : -1);
  gtk_widget_set_vexpand (GTK_WIDGET (self->chart_window), !is_one);
  if (is_one)
    {
      fill_bytes (self);
      fill_chain (self);
    }
  tb_certificate_view_set_whole (self, is_one && tb_certificate_view_get_entry (self)->depth < 0);
  tb_certificate_view_update_detail (self);
}

static char *
make_subtitle (TbCertificateView *self)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  const TbGroup *group = tb_fleet_group_of (tb_fold_get_fleet (tb_playhead_get_fold (self->playhead)), entry->subject);
  const char *kind = group->label && *group->label ? _(group->label) : group->name;

  if (entry->depth == 0)
    /* Translators: %s is what an authority is called */
    return g_strdup_printf (_("%s: its root, which vouches for itself"), kind);
  if (entry->is_cross)
    /* Translators: %s is what an authority is called */
    return g_strdup_printf (_("%s: its next root, vouched for by the one before"), kind);
  if (entry->depth > 0)
    /* Translators: %s is what an authority is called */
    return g_strdup_printf (_("%s: what it issues with"), kind);
  /* Translators: what a device is, and who issued its certificate */
  return g_strdup_printf (_("%s, certificate from %s"), kind, self->parsed ? tb_certificate_get_issuer (self->parsed) : "?");
}

static void
update_mark (TbCertificateView *self)
{
  guint64 position = tb_fold_get_position (tb_playhead_get_fold (self->playhead));
  const TbLook *look = tb_certificate_tree_get_look (self->tree, self->certificate);
  const TbCertificateChange *change = tb_certificate_index_find_change (tb_certificate_view_get_index (self), self->certificate, position);
  gboolean is_replaced = tb_certificate_index_is_replaced (tb_certificate_view_get_index (self), self->certificate, position);
  const char *word = tb_look_get_word (look);

  if (look == tb_look_identity (TB_IDENTITY_REVOKED) && change->reason == TB_CERTIFICATE_ON_HOLD)
    word = _("on hold");
  else if (is_replaced && look != tb_look_identity (TB_IDENTITY_REVOKED))
    {
      look = tb_look_identity (TB_IDENTITY_NONE);
      word = _("replaced");
    }
  gtk_image_set_from_icon_name (self->mark_icon, look->icon);
  gtk_label_set_text (self->mark_word, word);
  set_look (GTK_WIDGET (self->mark), look, "mark");
}

/* What is true of it now. */
void
tb_certificate_view_update_detail (TbCertificateView *self)
{
  if (self->certificate != TB_NO_CERTIFICATE)
    {
      g_autofree char *subtitle = make_subtitle (self);

      gtk_label_set_text (self->subtitle, subtitle);
      update_mark (self);
      update_chain (self);
      tb_certificate_view_fill_lines (self);
    }
  else
    gtk_label_set_text (self->subtitle, _("All certificates of this kind in use"));
  tb_certificate_view_update_times (self);
  tb_certificate_view_check (self);
  tb_certificate_view_update_actions (self);
}
