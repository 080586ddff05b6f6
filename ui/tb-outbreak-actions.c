/* tb-outbreak-actions: the actions of the outbreak view. What changes the run is a line for the command line; the rest saves what is shown. */
#include <glib/gi18n-lib.h>

#include "tb-outbreak-view-private.h"
#include "tb-save-dialog.h"

/**
 * tb_outbreak_view_submit:
 * @self: the view
 * @line: a command
 *
 * Hands it to the window, as if a person had typed it.
 */
void
tb_outbreak_view_submit (TbOutbreakView *self, const char *line)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.submit", "s", line);
}

/* --- the attacker --- */

static void
switch_campaign (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbOutbreakView *self = TB_OUTBREAK_VIEW (widget);

  if (self->curve != NULL)
    tb_outbreak_view_submit (self, tb_state_is_scanned (tb_outbreak_view_get_state (self)) ? "outbreak state=off" : "outbreak state=on");
}

static void
infect (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbOutbreakView *self = TB_OUTBREAK_VIEW (widget);
  guint32 device = self->curve != NULL ? tb_outbreak_view_get_device (self) : TB_NOBODY;
  g_autofree char *name = device != TB_NOBODY ? tb_fleet_dup_name (tb_outbreak_view_get_fleet (self), device) : NULL;
  g_autofree char *line = name ? g_strdup_printf ("infect device=%s", name) : NULL;

  if (line != NULL)
    tb_outbreak_view_submit (self, line);
}

static gboolean
is_flooded (TbOutbreakView *self, guint32 service)
{
  const TbSiege *siege = tb_state_get_siege (tb_outbreak_view_get_state (self), service);

  return siege != NULL && siege->is_target;
}

static void
flood (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbOutbreakView *self = TB_OUTBREAK_VIEW (widget);
  const char *name = g_variant_get_string (parameter, NULL);
  guint32 service = self->curve != NULL ? tb_fleet_find (tb_outbreak_view_get_fleet (self), name) : TB_NOBODY;
  g_autofree char *line = NULL;

  if (service == TB_NOBODY)
    return;
  line = g_strdup_printf ("flood service=%s state=%s", name, is_flooded (self, service) ? "off" : "on");
  tb_outbreak_view_submit (self, line);
}

static void
add_floods (TbOutbreakView *self, GMenu *menu)
{
  for (guint i = 0; i < tb_census_curve_get_n_services (self->curve); i++)
    {
      guint32 service = tb_census_curve_get_service (self->curve, i);
      g_autofree char *name = tb_fleet_dup_name (tb_outbreak_view_get_fleet (self), service);
      g_autofree char *label = g_strdup_printf (is_flooded (self, service) ? _("End the Flood of %s") : _("Flood %s"), name);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "outbreak.flood", "s", name);
      g_menu_append_item (menu, item);
    }
}

/* Made when it is opened: it says what each entry would do now. */
static void
fill_attack_menu (GtkMenuButton *button, gpointer user_data)
{
  TbOutbreakView *self = user_data;
  g_autoptr (GMenu) menu = g_menu_new (), devices = g_menu_new (), floods = g_menu_new ();
  guint32 device = self->curve != NULL ? tb_outbreak_view_get_device (self) : TB_NOBODY;
  g_autofree char *name = device != TB_NOBODY ? tb_fleet_dup_name (tb_outbreak_view_get_fleet (self), device) : NULL;
  g_autofree char *label = name ? g_strdup_printf (_("Infect %s"), name) : g_strdup (_("Infect the Selected Device"));

  g_menu_append (devices, label, "outbreak.infect");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (devices));
  if (self->curve != NULL)
    add_floods (self, floods);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (floods));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
fill_defences (GtkMenuButton *button, gpointer user_data)
{
  gtk_menu_button_set_popover (button, tb_outbreak_view_make_defences (user_data));
}

void
tb_outbreak_view_make_menus (TbOutbreakView *self)
{
  gtk_menu_button_set_create_popup_func (self->attack, fill_attack_menu, self, NULL);
  gtk_menu_button_set_create_popup_func (self->defend, fill_defences, self, NULL);
}

/* --- files --- */

static gboolean
write_table (TbOutbreakView *self, const char *path, GError **error)
{
  return tb_census_curve_write (self->curve, path, error);
}

static gboolean
write_chart (TbOutbreakView *self, const char *path, GError **error)
{
  return tb_chart_export (self->chart, _("Infected Devices"), path, error);
}

static gboolean
write_victim (TbOutbreakView *self, const char *path, GError **error)
{
  return tb_chart_export (self->victim, _("Honest Requests Answered"), path, error);
}

static gboolean
write_tree (TbOutbreakView *self, const char *path, GError **error)
{
  return tb_infection_tree_export (self->tree, _("Who infected whom"), path, error);
}

static const TbOutbreakSave saves[] = {
  { "table", N_("Save Table"), "outbreak.csv", write_table },
  { "chart", N_("Save Picture"), "outbreak.svg", write_chart },
  { "tree", N_("Save Picture"), "who-infected-whom.svg", write_tree },
  { "victim", N_("Save Picture"), "victim.svg", write_victim },
};

/**
 * tb_outbreak_view_export:
 * @self: the view
 * @path: a file whose name ends in .svg, .png or .pdf for the large chart, in .csv for the table
 * @error: return location
 *
 * Writes the whole file or none.
 *
 * Returns: %FALSE when nobody attacks in this scenario, the ending is another one, or the file cannot be written
 */
gboolean
tb_outbreak_view_export (TbOutbreakView *self, const char *path, GError **error)
{
  if (self->curve == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("Nobody attacks in this scenario: there is nothing to draw"));
      return FALSE;
    }
  return g_str_has_suffix (path, ".csv") ? write_table (self, path, error) : write_chart (self, path, error);
}

static void
on_file_chosen (GtkWidget *owner, const char *path, gpointer user_data)
{
  TbOutbreakView *self = TB_OUTBREAK_VIEW (owner);
  const TbOutbreakSave *save = user_data;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *done = g_strdup_printf (_("%s is written"), name);
  g_autoptr (GError) error = NULL;

  if (self->curve != NULL)
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (save->write (self, path, &error) ? done : error->message));
}

static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  for (guint i = 0; i < G_N_ELEMENTS (saves); i++)
    if (g_str_equal (saves[i].code, g_variant_get_string (parameter, NULL)))
      tb_save_dialog_ask (widget, _(saves[i].title), saves[i].name, on_file_chosen, (gpointer) &saves[i]);
}

/* Makes the actions known to the class. */
void
tb_outbreak_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "outbreak.campaign", NULL, switch_campaign);
  gtk_widget_class_install_action (widget_class, "outbreak.infect", NULL, infect);
  gtk_widget_class_install_action (widget_class, "outbreak.flood", "s", flood);
  gtk_widget_class_install_action (widget_class, "outbreak.save", "s", save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "outbreak.save", "s", "table");
}
