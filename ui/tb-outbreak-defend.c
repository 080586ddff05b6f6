/* tb-outbreak-defend: what can be done against an outbreak, as a list to choose from: for a device or for all of a kind, each with its price.
 *
 * Built when it is opened. Choosing writes a command line; what may not be done the run says itself, in a sentence. */
#include <glib/gi18n-lib.h>

#include "tb-outbreak-view-private.h"
#include "tb-units.h"

#define WIDTH 440
#define HEIGHT 420

/* What one opening of the list is about; owned by its popover. */
typedef struct
{
  TbOutbreakView *view;     /* borrowed: it holds the popover */
  GtkWidget *popover;
  GtkDropDown *target;
  GtkListBox *list;
  GPtrArray *targets;       /* char *: `device=camera-03`, `group=camera` */
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_ptr_array_unref (choice->targets);
  g_free (choice);
}

/* --- for whom --- */

static void
add_target (Choice *choice, GtkStringList *words, char *word, char *argument)
{
  gtk_string_list_take (words, word);
  g_ptr_array_add (choice->targets, argument);
}

static gboolean
has_doors (const TbGroup *group)
{
  return group->role == TB_ROLE_DEVICE && (group->surface.telnet_open || group->surface.management == TB_MANAGEMENT_OPEN || !group->surface.is_patched);
}

/* The selected device first, then the kinds that can be taken, then all others. */
static GtkStringList *
list_targets (Choice *choice)
{
  TbFleet *fleet = tb_outbreak_view_get_fleet (choice->view);
  GtkStringList *words = gtk_string_list_new (NULL);
  guint32 device = tb_outbreak_view_get_device (choice->view);
  g_autofree char *name = device != TB_NOBODY ? tb_fleet_dup_name (fleet, device) : NULL;

  if (name != NULL)
    add_target (choice, words, g_strdup_printf (_("%s, the selected device"), name), g_strdup_printf ("device=%s", name));
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
      {
        const TbGroup *group = tb_fleet_get_group (fleet, i);
        g_autofree char *count = tb_outbreak_format_count (group->count);

        if (group->role == TB_ROLE_DEVICE && has_doors (group) == (pass == 0))
          /* Translators: the name of a group of devices, and how many there are */
          add_target (choice, words, g_strdup_printf (_("All of “%s” (%s)"), group->name, count), g_strdup_printf ("group=%s", group->name));
      }
  return words;
}

/* The first of those that are meant. */
static guint32
get_example (Choice *choice)
{
  guint chosen = gtk_drop_down_get_selected (choice->target);
  const char *name = chosen < choice->targets->len ? strchr (g_ptr_array_index (choice->targets, chosen), '=') + 1 : "";
  const TbGroup *group = tb_fleet_find_group (tb_outbreak_view_get_fleet (choice->view), name);
  guint32 device = tb_fleet_find (tb_outbreak_view_get_fleet (choice->view), name);

  return device != TB_NOBODY ? device : group != NULL ? group->first : TB_NOBODY;
}

/* --- what --- */

/* Adds a row that submits @rest for the target, or as it is where it has one of its own. */
static void
add_row (Choice *choice, const char *title, TbDefence defence, char *line)
{
  const TbDefenceInfo *info = tb_defence_info (defence);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1), *name = gtk_label_new (title), *price, *row = gtk_list_box_row_new ();
  g_autofree char *work = info->work_us > 0 ? tb_units_format_duration (info->work_us) : NULL;
  /* Translators: what a defence costs besides; a duration */
  g_autofree char *text = work ? g_strdup_printf (_("%s Takes a person %s for each device."), _(info->price), work) : g_strdup (_(info->price));

  price = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (price), 0);
  gtk_label_set_wrap (GTK_LABEL (price), TRUE);
  gtk_widget_add_css_class (price, "dim-label");
  gtk_widget_add_css_class (price, "small-type");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), price);
  gtk_widget_add_css_class (row, "defence");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  g_object_set_data_full (G_OBJECT (row), "line", line, g_free);
  gtk_list_box_append (choice->list, row);
}

static void
add_networks (Choice *choice, const char *target, const TbObjectState *example)
{
  TbFleet *fleet = tb_outbreak_view_get_fleet (choice->view);

  for (guint i = 0; i < tb_fleet_get_n_networks (fleet); i++)
    {
      const TbNetwork *network = tb_fleet_get_network (fleet, i);
      g_autofree char *title = g_strdup_printf (_("Move to the Network “%s”"), network->name);

      if (i != example->surface.segment)
        add_row (choice, title, TB_DEFENCE_SEGMENT, g_strdup_printf ("segment %s network=%s", target, network->name));
    }
}

static void
add_firmware (Choice *choice, const char *target, guint32 example)
{
  const TbGroup *group = tb_fleet_group_of (tb_outbreak_view_get_fleet (choice->view), example);
  g_autofree char *title = g_strdup_printf (_("Install Firmware %u"), group->mended_version);

  if (group->mended_version > 0)
    add_row (choice, title, TB_DEFENCE_PATCH, g_strdup_printf ("update-firmware %s version=%u", target, group->mended_version));
}

static void
add_limits (Choice *choice)
{
  for (guint i = 0; i < tb_census_curve_get_n_services (choice->view->curve); i++)
    {
      guint32 service = tb_census_curve_get_service (choice->view->curve, i);
      const TbSiege *siege = tb_state_get_siege (tb_outbreak_view_get_state (choice->view), service);
      gboolean is_limited = siege != NULL && siege->limit_bps > 0;
      g_autofree char *name = tb_fleet_dup_name (tb_outbreak_view_get_fleet (choice->view), service);
      g_autofree char *title = g_strdup_printf (is_limited ? _("Lift the Limit of %s") : _("Limit Each Client of %s to 64 kbit/s"), name);

      add_row (choice, title, TB_DEFENCE_LIMIT_VICTIM, g_strdup_printf ("limit-rate service=%s kbps=%d", name, is_limited ? 0 : 64));
    }
}

static void
add_switch (Choice *choice, const char *target, TbDefence defence, gboolean is_on, const char *on_title, const char *off_title)
{
  add_row (choice, is_on ? off_title : on_title, defence, g_strdup_printf ("%s %s state=%s", tb_defence_info (defence)->verb, target, is_on ? "off" : "on"));
}

static void
add_plain (Choice *choice, const char *target, TbDefence defence, const char *title)
{
  add_row (choice, title, defence, g_strdup_printf ("%s %s", tb_defence_info (defence)->verb, target));
}

/* Another target has other rows. */
static void
fill_list (Choice *choice)
{
  guint32 example = get_example (choice);
  const TbObjectState *state = tb_state_get (tb_outbreak_view_get_state (choice->view), example);
  guint chosen = gtk_drop_down_get_selected (choice->target);
  const char *target = chosen < choice->targets->len ? g_ptr_array_index (choice->targets, chosen) : "";
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (choice->list))) != NULL)
    gtk_list_box_remove (choice->list, row);
  if (example != TB_NOBODY)
    {
      add_plain (choice, target, TB_DEFENCE_CLOSE_TELNET, _("Close Telnet"));
      add_plain (choice, target, TB_DEFENCE_CHANGE_CREDENTIAL, _("Change the Password"));
      add_plain (choice, target, TB_DEFENCE_MANAGE_OVER_TLS, _("Manage over Mutual TLS Only"));
      add_firmware (choice, target, example);
      add_plain (choice, target, TB_DEFENCE_REBOOT, _("Reboot"));
      add_switch (choice, target, TB_DEFENCE_QUARANTINE, state->is_quarantined, _("Quarantine"), _("Lift the Quarantine"));
      add_networks (choice, target, state);
      add_switch (choice, target, TB_DEFENCE_EGRESS, state->surface.egress_limited, _("Filter What Leaves"), _("Let Everything Leave"));
      add_switch (choice, target, TB_DEFENCE_REFUSE, state->is_barred, _("Bar from Brokers"), _("Let Back to Brokers"));
    }
  add_limits (choice);
}

static void
on_target_changed (GtkDropDown *target, GParamSpec *pspec, Choice *choice)
{
  fill_list (choice);
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, Choice *choice)
{
  g_autofree char *line = g_strdup (g_object_get_data (G_OBJECT (row), "line"));
  TbOutbreakView *view = choice->view;

  gtk_popover_popdown (GTK_POPOVER (choice->popover));
  tb_outbreak_view_submit (view, line);
}

/* --- the popover --- */

static GtkWidget *
make_list (Choice *choice)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *list = gtk_list_box_new ();

  choice->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (choice->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "defences");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Defences"), -1);
  g_signal_connect (list, "row-activated", G_CALLBACK (on_row_activated), choice);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, WIDTH, HEIGHT);
  return scroller;
}

static GtkWidget *
make_target (Choice *choice)
{
  GtkWidget *target = gtk_drop_down_new (G_LIST_MODEL (list_targets (choice)), NULL);

  choice->target = GTK_DROP_DOWN (target);
  gtk_accessible_update_property (GTK_ACCESSIBLE (target), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Which devices to defend"), -1);
  g_signal_connect (target, "notify::selected", G_CALLBACK (on_target_changed), choice);
  return target;
}

/**
 * tb_outbreak_view_make_defences:
 * @self: the view
 *
 * Returns: (transfer floating): a popover with what can be done now
 */
GtkWidget *
tb_outbreak_view_make_defences (TbOutbreakView *self)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  Choice *choice;

  gtk_popover_set_child (GTK_POPOVER (popover), box);
  if (self->curve == NULL)
    return popover;
  choice = g_new0 (Choice, 1);
  *choice = (Choice) { .view = self, .popover = popover, .targets = g_ptr_array_new_with_free_func (g_free) };
  g_object_set_data_full (G_OBJECT (popover), "choice", choice, choice_free);
  gtk_box_append (GTK_BOX (box), make_target (choice));
  gtk_box_append (GTK_BOX (box), make_list (choice));
  fill_list (choice);
  return popover;
}
