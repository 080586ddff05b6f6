/* tb-alerts-page: see the header. The object, its keys and its actions; what is listed, a row of it, and what stands beside it have files of their own. */
#include "tb-alerts-page-private.h"

#include <glib/gi18n-lib.h>

#define LATE_MS 120

G_DEFINE_FINAL_TYPE (TbAlertsPage, tb_alerts_page, GTK_TYPE_WIDGET)

/* --- following --- */

static gboolean
on_late (gpointer user_data)
{
  TbAlertsPage *self = user_data;

  self->late = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tb_alerts_page_look (self);
  return G_SOURCE_REMOVE;
}

/* A page that nobody sees waits until somebody does. */
static void
follow (TbAlertsPage *self)
{
  if (self->late == 0 && self->feed != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->late = g_timeout_add (LATE_MS, on_late, self);
}

static void
on_run_changed (TbPlayhead *playhead, TbAlertsPage *self)
{
  g_clear_pointer (&self->chosen, tb_alert_unref);
  self->rule = NULL;
  follow (self);
}

/* The alert about whom somebody selects elsewhere is chosen here, if it is listed. */
static void
on_selection_changed (TbPlayhead *playhead, TbAlertsPage *self)
{
  const TbSelection *selection = tb_playhead_get_selection (playhead);
  guint row = selection->kind == TB_SELECTION_OBJECT ? tb_alert_list_find_subject (self->alerts, selection->object) : G_MAXUINT;

  if (row != G_MAXUINT && (self->chosen == NULL || self->chosen->subject != selection->object))
    gtk_single_selection_set_selected (self->selection, row);
}

/* Whoever comes here with somebody selected wants to know what is wrong there. */
static void
choose_selected (TbAlertsPage *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);
  GPtrArray *alerts = tb_alert_feed_get_alerts (self->feed);
  TbAlert *found = NULL;

  for (guint i = 0; i < alerts->len && selection->kind == TB_SELECTION_OBJECT; i++)
    {
      TbAlert *alert = g_ptr_array_index (alerts, i);

      if (alert->subject == selection->object && tb_alert_stands_at (alert, tb_playhead_get_time (self->playhead))
          && (found == NULL || alert->rule->severity >= found->rule->severity))
        found = alert;
    }
  if (found == NULL || (self->chosen != NULL && self->chosen->subject == found->subject))
    return;
  g_clear_pointer (&self->chosen, tb_alert_unref);
  self->chosen = tb_alert_ref (found);
  self->rule = found->rule;
}

static void
tb_alerts_page_map (GtkWidget *widget)
{
  TbAlertsPage *self = TB_ALERTS_PAGE (widget);

  GTK_WIDGET_CLASS (tb_alerts_page_parent_class)->map (widget);
  if (self->feed == NULL)
    return;
  choose_selected (self);
  tb_alerts_page_look (self);
}

/* --- choosing --- */

static void
on_rule_selected (GtkListBox *list, GtkListBoxRow *row, TbAlertsPage *self)
{
  if (self->is_filling || row == NULL)
    return;
  self->rule = g_object_get_data (G_OBJECT (row), "rule");
  g_clear_pointer (&self->chosen, tb_alert_unref);
  tb_alerts_page_look (self);
}

static void
on_alert_selected (GtkSingleSelection *selection, GParamSpec *pspec, TbAlertsPage *self)
{
  TbAlertItem *item = gtk_single_selection_get_selected_item (selection);

  if (self->is_filling || item == NULL)
    return;
  g_clear_pointer (&self->chosen, tb_alert_unref);
  self->chosen = tb_alert_ref (tb_alert_item_get (item));
  tb_alerts_page_show_chosen (self);
  if (self->chosen->subject != TB_NOBODY)
    tb_playhead_select_object (self->playhead, self->chosen->subject);
}

static void
on_filter_changed (TbAlertsPage *self)
{
  if (self->feed != NULL)
    tb_alerts_page_look (self);
}

static void
leave (GtkSearchEntry *search, TbAlertsPage *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->rules));
}

/* --- actions --- */

static void
mend (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbAlertsPage *self = TB_ALERTS_PAGE (widget);
  g_autofree char *command = self->chosen != NULL ? tb_alert_dup_mend (self->chosen) : NULL;

  if (command != NULL)
    gtk_widget_activate_action (widget, "win.submit", "s", command);
}

static void
go_to_device (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbAlertsPage *self = TB_ALERTS_PAGE (widget);

  if (self->chosen == NULL || self->chosen->subject == TB_NOBODY)
    return;
  tb_playhead_select_object (self->playhead, self->chosen->subject);
  gtk_widget_activate_action (widget, "win.show-view", "s", "fleet");
}

static void
go_to_time (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbAlertsPage *self = TB_ALERTS_PAGE (widget);

  if (self->chosen != NULL)
    tb_playhead_seek (self->playhead, self->chosen->raised_us);
}

static void
show_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbAlertsPage *self = TB_ALERTS_PAGE (widget);

  gtk_toggle_button_set_active (self->standing, FALSE);
  gtk_drop_down_set_selected (self->severity, 0);
  gtk_editable_set_text (self->search, "");
}

static void
on_alert_activated (GtkListView *list, guint row, TbAlertsPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "alerts.go-time", NULL);
}

/* --- the object --- */

static void
tb_alerts_page_dispose (GObject *object)
{
  TbAlertsPage *self = TB_ALERTS_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_handle_id (&self->late, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->alerts);
  g_clear_pointer (&self->chosen, tb_alert_unref);
  g_clear_pointer (&self->groups, g_array_unref);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_object (&self->playhead);
  self->feed = NULL;
  G_OBJECT_CLASS (tb_alerts_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbAlertsPage, name) }
    CHILD (search), CHILD (severity), CHILD (standing), CHILD (status), CHILD (spinner), CHILD (lists), CHILD (empty), CHILD (rules), CHILD (side),
    CHILD (badge), CHILD (title), CHILD (word), CHILD (list), CHILD (message), CHILD (go_device), CHILD (go_time), CHILD (why), CHILD (mend_text),
    CHILD (mend_box), CHILD (mend), CHILD (mend_button), CHILD (references_title), CHILD (references),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_rule_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_alert_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, leave);
}

static void
tb_alerts_page_class_init (TbAlertsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct { const char *name; GtkWidgetActionActivateFunc activate; } actions[] = {
    { "alerts.mend", mend }, { "alerts.go-device", go_to_device }, { "alerts.go-time", go_to_time }, { "alerts.show-all", show_all },
  };

  G_OBJECT_CLASS (klass)->dispose = tb_alerts_page_dispose;
  widget_class->map = tb_alerts_page_map;
  g_type_ensure (TB_TYPE_ALERT_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-alerts-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
}

static void
tb_alerts_page_init (TbAlertsPage *self)
{
  self->alerts = tb_alert_list_new ();
  self->groups = g_array_new (FALSE, FALSE, sizeof (TbAlertGroup));
  self->rows = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->alerts)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect (self->selection, "notify::selected-item", G_CALLBACK (on_alert_selected), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

/**
 * tb_alerts_page_new:
 *
 * Returns: (transfer floating): a page without a run
 */
GtkWidget *
tb_alerts_page_new (void)
{
  return g_object_new (TB_TYPE_ALERTS_PAGE, NULL);
}

/**
 * tb_alerts_page_set_playhead:
 * @self: a page that has none
 * @playhead: whose run's alerts are shown, up to whose time
 */
void
tb_alerts_page_set_playhead (TbAlertsPage *self, TbPlayhead *playhead)
{
  g_return_if_fail (self->playhead == NULL);
  self->playhead = g_object_ref (playhead);
  self->feed = tb_alert_feed_get (playhead);
  g_signal_connect_object (self->feed, "changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "moved", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, 0);
}

/**
 * tb_alerts_page_search:
 * @self: the page
 * @text: part of a name or of the title of a rule, "" for everything
 *
 * Lists only what has it.
 */
void
tb_alerts_page_search (TbAlertsPage *self, const char *text)
{
  gtk_editable_set_text (self->search, text);
  if (*text == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
