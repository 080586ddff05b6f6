/* Things to try with real programs: lines ready to be copied, and the one-time secret that goes into them. */
#include "tb-live-page-private.h"

#include <glib/gi18n-lib.h>

#include "tb-live-lines.h"

static const char *
get_name (TbLivePage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->name));
}

static GtkWidget *
make_copy_button (guint line)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *name = g_strdup_printf (_("Copy: %s"), _(tb_live_lines_get (line)->title));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Copy the line"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "live.copy-line");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", line);
  return button;
}

static GtkWidget *
make_text (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "live-line");
  return label;
}

static void
add_line (TbLivePage *self, guint line)
{
  GtkWidget *row = adw_expander_row_new (), *text = make_text ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(tb_live_lines_get (line)->title));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), _(tb_live_lines_get (line)->about));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), text);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), make_copy_button (line));
  g_object_set_data (G_OBJECT (row), "text", text);
  gtk_list_box_append (self->lines, row);
}

/* Makes the rows, without what they say. */
void
tb_live_page_make_lines (TbLivePage *self)
{
  for (guint i = 0; i < tb_live_lines_get_n (); i++)
    add_line (self, i);
}

/* The secret of somebody else does not go into anybody's line. */
static char *
make_line (TbLivePage *self, guint line)
{
  const char *secret = g_strcmp0 (self->secret_name, get_name (self)) == 0 ? self->secret : NULL;

  if (self->service == NULL || !tb_live_lines_name_is_good (get_name (self)))
    return NULL;
  return tb_live_lines_make (line, self->service, get_name (self), secret);
}

static void
update_secret (TbLivePage *self)
{
  gboolean is_on = self->service != NULL && tb_live_service_get_state (self->service, TB_LIVE_PART_AUTHORITY) == TB_LIVE_ON;
  gboolean is_good = tb_live_lines_name_is_good (get_name (self));
  gboolean is_own = self->secret != NULL && g_strcmp0 (self->secret_name, get_name (self)) == 0;
  const char *told = !is_good ? _("A name is of letters, digits, “-”, “_” and “.”") : is_own ? self->secret : is_on ? _("Good for one certificate by EST and one by SCEP")
                                                                                                        : _("Switch the authority on first");

  adw_action_row_set_subtitle (self->secret_row, told);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "live.make-secret", is_on && is_good);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "live.copy-secret", is_own);
  if (is_good)
    gtk_widget_remove_css_class (GTK_WIDGET (self->name), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->name), "error");
}

/**
 * tb_live_page_update_lines:
 * @self: the page
 *
 * Fills in what is so now. What needs a part that is off cannot be opened.
 */
void
tb_live_page_update_lines (TbLivePage *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->lines));

  update_secret (self);
  for (guint i = 0; row != NULL; i++, row = gtk_widget_get_next_sibling (row))
    {
      g_autofree char *text = make_line (self, i);

      gtk_label_set_text (g_object_get_data (G_OBJECT (row), "text"), text != NULL ? text : "");
      gtk_widget_set_sensitive (row, text != NULL);
      if (text == NULL)
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), FALSE);
    }
}

void
tb_live_page_forget_secret (TbLivePage *self)
{
  g_clear_pointer (&self->secret, g_free);
  g_clear_pointer (&self->secret_name, g_free);
}

static void
make_secret (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbLivePage *self = TB_LIVE_PAGE (widget);

  tb_live_page_forget_secret (self);
  self->secret = tb_live_service_make_secret (self->service, get_name (self));
  self->secret_name = g_strdup (get_name (self));
  tb_live_page_update_lines (self);
}

static void
copy_secret (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbLivePage *self = TB_LIVE_PAGE (widget);

  if (self->secret != NULL)
    tb_live_page_copy (self, self->secret);
}

static void
copy_line (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbLivePage *self = TB_LIVE_PAGE (widget);
  g_autofree char *text = make_line (self, g_variant_get_uint32 (parameter));

  if (text != NULL)
    tb_live_page_copy (self, text);
}

void
tb_live_page_install_lines (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "live.make-secret", NULL, make_secret);
  gtk_widget_class_install_action (widget_class, "live.copy-secret", NULL, copy_secret);
  gtk_widget_class_install_action (widget_class, "live.copy-line", "u", copy_line);
}
