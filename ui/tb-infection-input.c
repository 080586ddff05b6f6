/* tb-infection-input: pointer and keys on an infection tree. Up leads to who took it, Down to the first that it took, Left and Right to those that were
 * taken by the same; a click or Return selects. */
#include "tb-infection-tree-private.h"

static void
select_focus (TbInfectionTree *self)
{
  guint32 device = tb_infection_index_get (self->index, self->focus)->device;

  if (device != TB_NOBODY)
    tb_playhead_select_object (self->playhead, device);
}

static guint
pick (TbInfectionTree *self, double x, double y, gboolean *is_node)
{
  const TbInfectionLayout *layout = tb_infection_tree_ensure_layout (self);
  const TbInfectionNode *node = layout ? tb_infection_layout_pick (layout, x, y) : NULL;
  const TbInfectionFold *fold = layout && node == NULL ? tb_infection_layout_pick_fold (layout, x, y) : NULL;

  *is_node = node != NULL;
  return node ? node->entry : fold ? fold->entry : G_MAXUINT;
}

/* Who is clicked is selected and comes to the middle; a number of those folded together only turns the page. */
static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, TbInfectionTree *self)
{
  gboolean is_node;
  guint entry = pick (self, x, y, &is_node);

  if (entry == G_MAXUINT)
    return;
  tb_infection_tree_show (self, entry);
  if (is_node)
    select_focus (self);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, TbInfectionTree *self)
{
  gboolean is_node;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), pick (self, x, y, &is_node) != G_MAXUINT ? "pointer" : NULL);
}

static gboolean
on_query_tooltip (TbInfectionTree *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  gboolean is_node = FALSE;
  guint entry = keyboard ? G_MAXUINT : pick (self, x, y, &is_node);
  g_autofree char *name = NULL, *facts = NULL, *words = NULL;

  if (!is_node)
    return FALSE;
  name = tb_infection_describe (self->index, tb_playhead_get_fold (self->playhead), entry, self->limit);
  facts = tb_infection_describe_facts (self->index, tb_playhead_get_fold (self->playhead), entry, self->limit);
  words = g_strdup_printf ("%s\n%s", name, facts);
  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbInfectionTree *self)
{
  static const struct { guint key; int across; int down; } moves[] = {
    { GDK_KEY_Left, -1, 0 }, { GDK_KEY_Right, 1, 0 }, { GDK_KEY_Up, 0, -1 }, { GDK_KEY_Down, 0, 1 },
  };

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || self->index == NULL)
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (moves[i].key == key)
      {
        tb_infection_tree_show (self, tb_infection_layout_move (self->index, self->focus, self->limit, moves[i].across, moves[i].down));
        return GDK_EVENT_STOP;
      }
  if (key == GDK_KEY_Home)
    tb_infection_tree_show (self, TB_INFECTION_ROOT);
  else if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    select_focus (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

void
tb_infection_tree_set_up_input (TbInfectionTree *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
}
