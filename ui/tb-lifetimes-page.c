/* tb-lifetimes-page: see the header. The object and how it follows the playhead; the charts below the lifetimes are in tb-lifetimes-page-curves.c, actions
 * in tb-lifetimes-page-actions.c.
 *
 * While a run plays, it is drawn a few times a second: nobody sees more. */
#include <glib/gi18n-lib.h>

#include "tb-lifetimes-page-private.h"
#include "tb-life-words.h"

#define REST_US ((gint64) 150000)

enum { PROP_LIST = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { TOLD, N_SIGNALS };

G_DEFINE_FINAL_TYPE (TbLifetimesPage, tb_lifetimes_page, GTK_TYPE_WIDGET)

static guint32
get_selected (TbLifetimesPage *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);

  return selection->kind != TB_SELECTION_NONE ? selection->object : TB_NOBODY;
}

/* --- what is shown --- */

/* Why there is nothing to see, and what to do about it. */
static gboolean
show_page (TbLifetimesPage *self)
{
  TbLifeScope scope;

  if (self->index == NULL)
    {
      adw_status_page_set_title (self->nothing, _("Nobody Gets Certificates Here"));
      adw_status_page_set_description (self->nothing, _("No device of this scenario has an authority. Open one where they do, such as the smart home."));
      gtk_stack_set_visible_child_name (self->pages, "nothing");
      return FALSE;
    }
  scope = tb_lifetimes_page_get_scope (self);
  adw_status_page_set_title (self->nothing, _("No Certificates Yet"));
  adw_status_page_set_description (self->nothing, _("Press play: devices ask for theirs as soon as they are switched on, and their lifetimes appear here."));
  gtk_stack_set_visible_child_name (self->pages, tb_life_index_count (self->index, &scope) > 0 || self->group != NULL ? "page" : "nothing");
  return TRUE;
}

static void
tell_selected (TbLifetimesPage *self)
{
  guint32 object = get_selected (self);
  const TbLifeRows *rows = tb_life_chart_get_rows (self->chart);
  g_autofree char *name = NULL, *facts = NULL, *markup = NULL;
  guint row;

  if (rows == NULL || !tb_life_rows_find (rows, object, &row))
    {
      gtk_label_set_text (self->about, _("Choose a row to read about its certificates; the wheel comes nearer."));
      return;
    }
  name = tb_fleet_dup_name (tb_life_index_get_fleet (self->index), object);
  facts = tb_life_describe_all (self->index, object, tb_playhead_get_time (self->playhead));
  markup = g_markup_printf_escaped ("<b>%s</b>  %s", name, facts);
  gtk_label_set_markup (self->about, markup);
}

static void
update (TbLifetimesPage *self)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);

  g_clear_handle_id (&self->late, g_source_remove);
  self->updated_us = g_get_monotonic_time ();
  if (self->index != NULL)
    tb_life_index_read (self->index, tb_fold_get_position (fold));
  if (!show_page (self))
    return;
  tb_life_chart_set_whole (self->chart, 0, MAX (tb_playhead_get_end (self->playhead), tb_playhead_get_time (self->playhead)));
  tb_life_chart_changed (self->chart);
  tb_lifetimes_page_tell_state (self);
  tb_lifetimes_page_draw_curves (self);
  tell_selected (self);
  if (self->is_list)
    tb_life_list_refresh (self->items, tb_playhead_get_time (self->playhead));
}

static gboolean
on_late (gpointer user_data)
{
  TbLifetimesPage *self = user_data;

  self->late = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* --- the playhead --- */

static void
on_moved (TbPlayhead *playhead, TbLifetimesPage *self)
{
  if (tb_playhead_get_fold (playhead) == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  tb_life_chart_set_playhead (self->chart, tb_playhead_get_time (playhead));
  if (!tb_playhead_is_playing (playhead) || g_get_monotonic_time () - self->updated_us >= REST_US)
    update (self);
  else if (self->late == 0)
    self->late = g_timeout_add (REST_US / 1000, on_late, self);
}

static void
mark_item (TbLifetimesPage *self, guint32 object)
{
  const TbLifeRows *rows = tb_life_chart_get_rows (self->chart);
  guint row = GTK_INVALID_LIST_POSITION;

  if (rows == NULL || !tb_life_rows_find (rows, object, &row))
    row = GTK_INVALID_LIST_POSITION;
  self->is_following = TRUE;
  gtk_single_selection_set_selected (self->selection, row);
  self->is_following = FALSE;
}

static void
on_selection_changed (TbPlayhead *playhead, TbLifetimesPage *self)
{
  if (self->index == NULL)
    return;
  tb_life_chart_set_selected (self->chart, get_selected (self));
  mark_item (self, get_selected (self));
  tell_selected (self);
}

static void
set_rows (TbLifetimesPage *self)
{
  tb_life_list_set_source (self->items, NULL, NULL);
  tb_life_chart_take_rows (self->chart, tb_life_rows_new (tb_life_index_get_fleet (self->index), self->group));
  tb_life_list_set_source (self->items, self->index, tb_life_chart_get_rows (self->chart));
  tb_life_list_refresh (self->items, tb_playhead_get_time (self->playhead));
  mark_item (self, get_selected (self));
}

/* Which groups there are to choose among; the first entry is for all of them. */
static void
fill_groups (TbLifetimesPage *self, TbFleet *fleet)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _("All groups"));
  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    if (tb_life_rows_takes (tb_fleet_get_group (fleet, i)))
      gtk_string_list_append (names, tb_fleet_get_group (fleet, i)->name);
  gtk_drop_down_set_model (self->groups, G_LIST_MODEL (names));
}

static const TbGroup *
find_chosen_group (TbLifetimesPage *self)
{
  TbFleet *fleet = tb_life_index_get_fleet (self->index);
  guint chosen = gtk_drop_down_get_selected (self->groups);

  for (guint i = 0; i < tb_fleet_get_n_groups (fleet) && chosen > 0 && chosen != GTK_INVALID_LIST_POSITION; i++)
    if (tb_life_rows_takes (tb_fleet_get_group (fleet, i)) && --chosen == 0)
      return tb_fleet_get_group (fleet, i);
  return NULL;
}

static void
on_group_chosen (GtkDropDown *groups, GParamSpec *pspec, TbLifetimesPage *self)
{
  const TbGroup *group = self->index != NULL ? find_chosen_group (self) : NULL;

  if (self->index == NULL || group == self->group)
    return;
  self->group = group;
  set_rows (self);
  update (self);
}

static gboolean
has_rows (TbFleet *fleet)
{
  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    if (tb_life_rows_takes (tb_fleet_get_group (fleet, i)))
      return TRUE;
  return FALSE;
}

static void
forget (TbLifetimesPage *self)
{
  g_clear_handle_id (&self->late, g_source_remove);
  tb_life_list_set_source (self->items, NULL, NULL);
  tb_life_chart_set_index (self->chart, NULL);
  g_clear_pointer (&self->index, tb_life_index_free);
  self->group = NULL;
}

static void
on_run_changed (TbPlayhead *playhead, TbLifetimesPage *self)
{
  TbFold *fold = tb_playhead_get_fold (playhead);

  forget (self);
  if (fold == NULL)
    return;
  if (has_rows (tb_fold_get_fleet (fold)))
    {
      self->index = tb_life_index_new (tb_fold_get_journal (fold), tb_fold_get_fleet (fold));
      tb_life_chart_set_index (self->chart, self->index);
      fill_groups (self, tb_fold_get_fleet (fold));
      set_rows (self);
      tb_life_chart_fit (self->chart);
      on_selection_changed (playhead, self);
    }
  self->updated_us = 0;
  on_moved (playhead, self);
}

/* --- the hands --- */

static void
on_object_picked (TbLifeChart *chart, guint object, TbLifetimesPage *self)
{
  tb_playhead_select_object (self->playhead, object);
}

static void
on_time_picked (GtkWidget *chart, gint64 time_us, TbLifetimesPage *self)
{
  tb_playhead_seek (self->playhead, MAX (time_us, 0));
}

static void
on_axes_changed (TbLifeChart *chart, TbLifetimesPage *self)
{
  if (self->index != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    tb_lifetimes_page_draw_curves (self);
}

static void
on_item_selected (GtkSingleSelection *selection, GParamSpec *pspec, TbLifetimesPage *self)
{
  TbLifeItem *item = gtk_single_selection_get_selected_item (selection);

  if (item != NULL && !self->is_following)
    tb_playhead_select_object (self->playhead, tb_life_item_get_object (item));
}

/* --- the object --- */

static void
tb_lifetimes_page_map (GtkWidget *widget)
{
  TbLifetimesPage *self = TB_LIFETIMES_PAGE (widget);

  GTK_WIDGET_CLASS (tb_lifetimes_page_parent_class)->map (widget);
  if (self->playhead != NULL)
    on_moved (self->playhead, self);
}

static void
tb_lifetimes_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TbLifetimesPage *self = TB_LIFETIMES_PAGE (object);

  self->is_list = g_value_get_boolean (value);
  gtk_stack_set_visible_child_name (self->twins, self->is_list ? "list" : "chart");
  if (self->is_list && self->playhead != NULL)
    tb_life_list_refresh (self->items, tb_playhead_get_time (self->playhead));
}

static void
tb_lifetimes_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, TB_LIFETIMES_PAGE (object)->is_list);
}

static void
tb_lifetimes_page_dispose (GObject *object)
{
  TbLifetimesPage *self = TB_LIFETIMES_PAGE (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->items != NULL)
    forget (self);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->items);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_lifetimes_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbLifetimesPage, name) }
    CHILD (pages), CHILD (nothing), CHILD (state), CHILD (groups), CHILD (twins), CHILD (chart), CHILD (list), CHILD (about), CHILD (wave), CHILD (cliff),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_group_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_object_picked);
  gtk_widget_class_bind_template_callback (widget_class, on_time_picked);
  gtk_widget_class_bind_template_callback (widget_class, on_axes_changed);
}

static void
tb_lifetimes_page_class_init (TbLifetimesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tb_lifetimes_page_set_property;
  object_class->get_property = tb_lifetimes_page_get_property;
  object_class->dispose = tb_lifetimes_page_dispose;
  widget_class->map = tb_lifetimes_page_map;
  g_type_ensure (TB_TYPE_CHART);
  g_type_ensure (TB_TYPE_EVEN_ROW);
  g_type_ensure (TB_TYPE_LIFE_CHART);
  g_type_ensure (TB_TYPE_LIFE_ITEM);
  props[PROP_LIST] = g_param_spec_boolean ("list", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_signal_new ("told", TB_TYPE_LIFETIMES_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-lifetimes-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  tb_lifetimes_page_install_actions (widget_class);
  gtk_widget_class_install_property_action (widget_class, "lifetimes.list", "list");
}

static void
tb_lifetimes_page_init (TbLifetimesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = tb_life_list_new ();
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->items)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect (self->selection, "notify::selected-item", G_CALLBACK (on_item_selected), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  tb_chart_set_title (self->cliff, _("Certificates in force"));
  tb_chart_set_empty (self->wave, _("Nobody has renewed in this stretch of time."));
  tb_chart_set_empty (self->cliff, _("Nobody has had a certificate yet."));
}

/**
 * tb_lifetimes_page_set_playhead:
 * @self: a page that has none
 * @playhead: whose run, moment and selection it follows
 */
void
tb_lifetimes_page_set_playhead (TbLifetimesPage *self, TbPlayhead *playhead)
{
  g_return_if_fail (self->playhead == NULL);
  self->playhead = g_object_ref (playhead);
  g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, 0);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, 0);
  on_run_changed (playhead, self);
}

/**
 * tb_lifetimes_page_search:
 * @self: the page
 * @text: a device's name, or the beginning of that of a group
 *
 * Selects it, so that its row comes into sight.
 */
void
tb_lifetimes_page_search (TbLifetimesPage *self, const char *text)
{
  TbFleet *fleet = self->index != NULL ? tb_life_index_get_fleet (self->index) : NULL;
  guint32 object = fleet != NULL && *text != '\0' ? tb_fleet_find (fleet, text) : TB_NOBODY;

  for (guint i = 0; fleet != NULL && *text != '\0' && object == TB_NOBODY && i < tb_fleet_get_n_groups (fleet); i++)
    if (g_str_has_prefix (tb_fleet_get_group (fleet, i)->name, text))
      object = tb_fleet_get_group (fleet, i)->first;
  if (object != TB_NOBODY)
    tb_playhead_select_object (self->playhead, object);
}
