/* tb-outbreak-view: see the header. The object and how it follows the playhead; what is shown is in tb-outbreak-shown.c, -curves.c and -victim.c, what
 * can be done in tb-outbreak-actions.c and tb-outbreak-defend.c.
 *
 * While a run plays, charts are drawn a few times a second: curves are thousands of points, and nobody sees more. */
#include "tb-outbreak-view-private.h"

#include <glib/gi18n-lib.h>

#define REST_US ((gint64) 120000)

enum { PROP_PLAYHEAD = TB_N_SHOWS, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (TbOutbreakView, tb_outbreak_view, GTK_TYPE_WIDGET)

TbFleet *
tb_outbreak_view_get_fleet (TbOutbreakView *self)
{
  return tb_fold_get_fleet (tb_playhead_get_fold (self->playhead));
}

const TbState *
tb_outbreak_view_get_state (TbOutbreakView *self)
{
  return tb_fold_get_state (tb_playhead_get_fold (self->playhead));
}

guint32
tb_outbreak_view_get_device (TbOutbreakView *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);

  if (selection->kind == TB_SELECTION_NONE || tb_fleet_get_role (tb_outbreak_view_get_fleet (self), selection->object) != TB_ROLE_DEVICE)
    return TB_NOBODY;
  return selection->object;
}

/* --- the playhead --- */

static void
update (TbOutbreakView *self)
{
  g_clear_handle_id (&self->late, g_source_remove);
  self->updated_us = g_get_monotonic_time ();
  tb_census_curve_keep_up (self->curve, self->watched);
  if (tb_outbreak_view_draw (self, FALSE))
    tb_outbreak_view_draw_victim (self);
  tb_outbreak_view_tell_doubling (self);
  tb_outbreak_view_tell_victim (self);
  tb_outbreak_view_show_state (self);
  tb_outbreak_view_show_attempts (self);
}

static gboolean
on_late (gpointer user_data)
{
  TbOutbreakView *self = user_data;

  self->late = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
on_moved (TbPlayhead *playhead, TbOutbreakView *self)
{
  if (self->curve == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  tb_chart_set_playhead (self->chart, tb_playhead_get_time (playhead));
  tb_chart_set_playhead (self->victim, tb_playhead_get_time (playhead));
  if (!tb_playhead_is_playing (playhead) || g_get_monotonic_time () - self->updated_us >= REST_US)
    update (self);
  else if (self->late == 0)
    self->late = g_timeout_add (REST_US / 1000, on_late, self);
}

/* A fold that the playhead has let go of is gone, and its watch with it. */
static void
stop_watching (TbOutbreakView *self)
{
  if (self->watched != NULL && self->playhead != NULL && tb_playhead_get_fold (self->playhead) == self->watched)
    tb_fold_set_watch (self->watched, NULL, NULL);
  self->watched = NULL;
  g_clear_handle_id (&self->late, g_source_remove);
  g_clear_pointer (&self->curve, tb_census_curve_free);
}

static void
on_run_changed (TbPlayhead *playhead, TbOutbreakView *self)
{
  TbFold *fold = tb_playhead_get_fold (playhead);
  gboolean is_attacked = fold != NULL && tb_fleet_get_attacker (tb_fold_get_fleet (fold)) != TB_NOBODY;

  self->watched = NULL;
  stop_watching (self);
  gtk_stack_set_visible_child_name (self->pages, is_attacked ? "outbreak" : "nobody");
  tb_what_if_set_fleet (self->what_if, is_attacked ? tb_fold_get_fleet (fold) : NULL, is_attacked ? tb_run_get_seed (tb_playhead_get_run (playhead)) : 0);
  if (!is_attacked)
    {
      tb_outbreak_view_show_nobody (self);
      return;
    }
  self->watched = fold;
  self->furthest = (TbCensusSample) { .time_us = -1 };
  self->curve = tb_census_curve_new_watching (fold);
  tb_outbreak_view_draw (self, TRUE);
  tb_outbreak_view_draw_victim (self);
  on_moved (playhead, self);
}

static void
on_selection_changed (TbPlayhead *playhead, TbOutbreakView *self)
{
  if (self->curve != NULL)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "outbreak.infect", tb_outbreak_view_get_device (self) != TB_NOBODY);
}

/* Arms come one after the other, from a thread. */
static void
on_compared (TbWhatIf *what_if, TbOutbreakView *self)
{
  if (self->curve != NULL && self->shows[TB_SHOW_COMPARE])
    tb_outbreak_view_draw (self, TRUE);
}

static void
on_time_picked (TbChart *chart, gint64 time_us, TbOutbreakView *self)
{
  tb_playhead_seek (self->playhead, MAX (time_us, 0));
}

static void
tb_outbreak_view_map (GtkWidget *widget)
{
  TbOutbreakView *self = TB_OUTBREAK_VIEW (widget);

  GTK_WIDGET_CLASS (tb_outbreak_view_parent_class)->map (widget);
  if (self->curve != NULL)
    on_moved (self->playhead, self);
  else
    tb_outbreak_view_show_nobody (self);
}

/* --- the object --- */

static void
set_playhead (TbOutbreakView *self, TbPlayhead *playhead)
{
  if (!g_set_object (&self->playhead, playhead) || playhead == NULL)
    return;
  g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, 0);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, 0);
  tb_infection_tree_set_playhead (self->tree, playhead);
  on_run_changed (playhead, self);
}

static void
tb_outbreak_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TbOutbreakView *self = TB_OUTBREAK_VIEW (object);

  if (prop_id == PROP_PLAYHEAD)
    {
      set_playhead (self, g_value_get_object (value));
      return;
    }
  self->shows[prop_id] = g_value_get_boolean (value);
  if (self->curve != NULL)
    tb_outbreak_view_draw (self, TRUE);
}

static void
tb_outbreak_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PLAYHEAD)
    g_value_set_object (value, TB_OUTBREAK_VIEW (object)->playhead);
  else
    g_value_set_boolean (value, TB_OUTBREAK_VIEW (object)->shows[prop_id]);
}

static void
tb_outbreak_view_dispose (GObject *object)
{
  TbOutbreakView *self = TB_OUTBREAK_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  stop_watching (self);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->what_if);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_outbreak_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct { const char *name; gssize offset; } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (TbOutbreakView, name) }
    CHILD (toasts), CHILD (pages), CHILD (elsewhere), CHILD (state), CHILD (campaign), CHILD (attack), CHILD (defend), CHILD (chart), CHILD (victim),
    CHILD (tree_slot), CHILD (panel_slot), CHILD (compare), CHILD (attempt_grid), CHILD (cost),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
  gtk_widget_class_bind_template_callback (widget_class, on_time_picked);
}

/* Most devices of most fleets are protected: beside them the others would be hard to tell from none. */
static gboolean
is_shown_at_first (guint show)
{
  return show == TB_SHOW_INFECTED || show == TB_SHOW_VULNERABLE || show == TB_SHOW_CLEANED;
}

static void
install_shows (GObjectClass *object_class, GtkWidgetClass *widget_class)
{
  static const char *const names[TB_N_SHOWS] = { NULL, "infected", "vulnerable", "cleaned", "protected", "logarithmic", "compare" };

  for (guint i = 1; i < TB_N_SHOWS; i++)
    {
      g_autofree char *action = g_strconcat ("outbreak.", names[i], NULL);

      props[i] = g_param_spec_boolean (names[i], NULL, NULL, is_shown_at_first (i), G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
      g_object_class_install_property (object_class, i, props[i]);
      gtk_widget_class_install_property_action (widget_class, action, names[i]);
    }
}

static void
tb_outbreak_view_class_init (TbOutbreakViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tb_outbreak_view_set_property;
  object_class->get_property = tb_outbreak_view_get_property;
  object_class->dispose = tb_outbreak_view_dispose;
  widget_class->map = tb_outbreak_view_map;
  g_type_ensure (TB_TYPE_CHART);
  g_type_ensure (TB_TYPE_EVEN_ROW);
  props[PROP_PLAYHEAD] = g_param_spec_object ("playhead", NULL, NULL, TB_TYPE_PLAYHEAD, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_PLAYHEAD, props[PROP_PLAYHEAD]);
  install_shows (object_class, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-outbreak-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  tb_outbreak_view_install_actions (widget_class);
}

static void
tb_outbreak_view_init (TbOutbreakView *self)
{
  GtkWidget *panel;

  for (guint i = 1; i < TB_N_SHOWS; i++)
    self->shows[i] = is_shown_at_first (i);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->what_if = tb_what_if_new ();
  g_signal_connect_object (self->what_if, "changed", G_CALLBACK (on_compared), self, 0);
  panel = tb_what_if_panel_new (self->what_if);
  gtk_widget_set_vexpand (panel, TRUE);
  gtk_box_append (self->panel_slot, panel);
  self->tree = TB_INFECTION_TREE (tb_infection_tree_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->tree), TRUE);
  gtk_box_append (self->tree_slot, GTK_WIDGET (self->tree));
  tb_chart_set_title (self->chart, _("Infected devices"));
  tb_chart_set_title (self->victim, _("Honest requests answered"));
  tb_chart_set_empty (self->victim, _("No service here can be overloaded."));
  tb_chart_set_unit (self->victim, TB_CHART_SHARE, 1);
  tb_outbreak_view_make_attempts (self);
  tb_outbreak_view_make_menus (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "outbreak.infect", FALSE);
}

/**
 * tb_outbreak_view_new:
 * @playhead: what it follows
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
tb_outbreak_view_new (TbPlayhead *playhead)
{
  return g_object_new (TB_TYPE_OUTBREAK_VIEW, "playhead", playhead, NULL);
}

/**
 * tb_outbreak_view_search:
 * @self: the view
 * @text: a device's name, or the beginning of that of a group
 *
 * Selects it, so that the tree shows who took it.
 */
void
tb_outbreak_view_search (TbOutbreakView *self, const char *text)
{
  TbFleet *fleet = self->curve != NULL ? tb_outbreak_view_get_fleet (self) : NULL;
  guint32 object = fleet != NULL && *text != '\0' ? tb_fleet_find (fleet, text) : TB_NOBODY;

  for (guint i = 0; fleet != NULL && *text != '\0' && object == TB_NOBODY && i < tb_fleet_get_n_groups (fleet); i++)
    if (g_str_has_prefix (tb_fleet_get_group (fleet, i)->name, text))
      object = tb_fleet_get_group (fleet, i)->first;
  if (object != TB_NOBODY)
    tb_playhead_select_object (self->playhead, object);
}
