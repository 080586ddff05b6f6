/* tb-audit-widgets: what the sides of the audit page are made of. */
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-audit-page-private.h"

/* So much of a hash is shown at its beginning and at its end. */
#define SHOWN_BEGIN 12
#define SHOWN_END   6

void
tb_audit_clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

/* Returns: (transfer full): a hash that is short enough to be compared by eye */
char *
tb_audit_shorten (const char *hash)
{
  gsize n = strlen (hash);

  return n <= SHOWN_BEGIN + SHOWN_END + 1 ? g_strdup (hash) : g_strdup_printf ("%.*s…%s", SHOWN_BEGIN, hash, hash + n - SHOWN_END);
}

static GtkWidget *
make_copy_button (const char *name, const char *value)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *words = g_strdup_printf (_("Copy: %s"), name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "audit-copy");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "audit.copy");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", value);
  return button;
}

/* A name above its value; what can be copied is a hash or a number, which is shortened where it is long. */
GtkWidget *
tb_audit_value (const char *name, const char *value, gboolean is_copied)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  g_autofree char *shown = is_copied ? tb_audit_shorten (value) : g_strdup (value);
  GtkWidget *label = tb_check_label_new (shown, is_copied ? "audit-hash" : NULL);

  gtk_box_append (GTK_BOX (texts), tb_check_label_new (name, "audit-name"));
  gtk_box_append (GTK_BOX (texts), label);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (row), texts);
  if (is_copied)
    {
      gtk_widget_set_tooltip_text (label, value);
      gtk_box_append (GTK_BOX (row), make_copy_button (name, value));
    }
  gtk_widget_add_css_class (row, "audit-value");
  return row;
}

GtkWidget *
tb_audit_nothing (const char *icon, const char *title, const char *text)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), text);
  gtk_widget_add_css_class (page, "compact");
  gtk_widget_set_vexpand (page, TRUE);
  return page;
}
