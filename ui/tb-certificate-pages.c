/* The pages of the certificates view: certificates one by one, the lifetimes of the whole fleet, and policies. What the window asks of the view goes to the page that
 * is shown. */
#include <glib/gi18n-lib.h>

#include "tb-certificate-view-private.h"

static gboolean
shows (TbCertificateView *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->sections), page) == 0;
}

static void
on_told (TbLifetimesPage *page, const char *text, TbCertificateView *self)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (text));
}

static void
show_page (GtkWidget *widget, const char *action, GVariant *name)
{
  GtkStack *sections = TB_CERTIFICATE_VIEW (widget)->sections;

  if (gtk_stack_get_child_by_name (sections, g_variant_get_string (name, NULL)) != NULL)
    gtk_stack_set_visible_child_name (sections, g_variant_get_string (name, NULL));
}

/* Makes what the pages need known to the class. */
void
tb_certificate_view_bind_pages (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_told);
  gtk_widget_class_install_action (widget_class, "certificate.show-page", "s", show_page);
}

/**
 * tb_certificate_view_search:
 * @self: the view
 * @text: words to search for, "" for none
 *
 * Fills in the search entry and puts the cursor there; among the lifetimes of all, selects what is meant.
 */
void
tb_certificate_view_search (TbCertificateView *self, const char *text)
{
  if (!shows (self, "certificates"))
    {
      tb_lifetimes_page_search (self->lifetimes, text);
      return;
    }
  self->is_searching = !gtk_widget_get_mapped (GTK_WIDGET (self));
  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_set_position (GTK_EDITABLE (self->search), -1);
}

/**
 * tb_certificate_view_export:
 * @self: the view
 * @path: a file whose name ends in .svg, .png or .pdf
 * @error: return location
 *
 * Writes a picture of the lifetimes that are shown: the whole file or none.
 *
 * Returns: %FALSE when there are none, the ending is another one, or the file cannot be written
 */
gboolean
tb_certificate_view_export (TbCertificateView *self, const char *path, GError **error)
{
  g_autofree char *title = NULL;

  if (shows (self, "lifetimes"))
    return tb_lifetimes_page_export (self->lifetimes, path, error);
  if (shows (self, "policies"))
    return tb_policies_page_export (self->policies, path, error);
  if (self->certificate == TB_NO_CERTIFICATE && self->group == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("No certificate is shown: choose one first"));
      return FALSE;
    }
  title = g_strdup_printf (_("Lifetimes: %s"), gtk_label_get_text (self->title));
  return tb_lifetimes_chart_export (self->chart, title, path, error);
}
