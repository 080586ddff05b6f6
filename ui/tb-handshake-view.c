/* tb-handshake-view: see the header. Actions are in tb-handshake-actions.c, what is beside the ladder in tb-handshake-message.c. */
#include "tb-handshake-view-private.h"

#include <glib/gi18n-lib.h>

#include "tb-units.h"

#define MORE_DETAILS 190   /* pixels for the details beyond their least width */

enum { PROP_0, PROP_PLAYHEAD, PROP_STEP, PROP_EAVESDROPPER };

G_DEFINE_FINAL_TYPE (TbHandshakeView, tb_handshake_view, GTK_TYPE_WIDGET)

static void show_session (TbHandshakeView *self, TbSessionItem *session, int message);

static void
show_nothing (TbHandshakeView *self)
{
  guint n_known = tb_session_list_get_n_known (self->sessions);

  adw_status_page_set_title (self->nothing, n_known > 0 ? _("Choose a handshake") : _("No handshake yet"));
  adw_status_page_set_description (self->nothing, n_known > 0 ? _("Its messages appear here, with their bytes and what each of them is for.")
                                                              : _("Press play: devices shake hands as soon as they are switched on."));
  gtk_stack_set_visible_child_name (self->ladder_stack, "nothing");
  gtk_stack_set_visible_child_name (self->detail_stack, "nothing");
}

/* What to look at first: what was refused, else how it begins. */
int
tb_handshake_view_first_message (TbHandshakeView *self)
{
  const TbLadderStory *story = tb_ladder_get_story (self->ladder);

  return story != NULL && story->refusal != NULL && story->refusal->culprit >= 0 ? story->refusal->culprit : 0;
}

static gboolean
is_known (TbHandshakeView *self, TbSessionItem *session)
{
  return tb_session_item_get_entry (session)->started < tb_fold_get_position (tb_playhead_get_fold (self->playhead));
}

/* Whether the ladder that was made last is still what the playhead sees. */
gboolean
tb_handshake_view_looks_the_same (TbHandshakeView *self, guint which)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);
  gint64 passed_us = tb_fold_get_time (fold) - self->time_shown[which];

  if (passed_us >= 0 && tb_ladder_story_is_settled (tb_handshake_view_get_story (self, which), tb_handshake_view_get_session (self, which), self->time_shown[which]))
    return TRUE;
  return self->position_shown[which] == tb_fold_get_position (fold) && ABS (passed_us) < TB_US_PER_SECOND;
}

/* A ladder is made of what the playhead sees now. */
void
tb_handshake_view_note_shown (TbHandshakeView *self, guint which)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);

  self->position_shown[which] = tb_fold_get_position (fold);
  self->time_shown[which] = tb_fold_get_time (fold);
}

/* Makes the ladder again when the playhead has moved enough for it to look different. */
static void
refresh_ladder (TbHandshakeView *self)
{
  g_autoptr (TbLadderStory) story = NULL;

  if (self->session == NULL)
    return;
  if (!is_known (self, self->session))
    {
      show_session (self, NULL, -1);
      return;
    }
  tb_handshake_view_compare (self, FALSE);
  if (tb_handshake_view_looks_the_same (self, 0))
    return;
  tb_handshake_view_note_shown (self, 0);
  story = tb_handshake_view_tell (self, self->session);
  if (tb_ladder_story_equal (story, tb_ladder_get_story (self->ladder)))
    return;
  tb_ladder_take_story (self->ladder, g_steal_pointer (&story));
  tb_handshake_view_compare (self, TRUE);
  if (self->messages[0] < 0 || tb_ladder_story_find (tb_ladder_get_story (self->ladder), self->messages[0]) == NULL)
    tb_handshake_view_show_message (self, 0, self->messages[0]);
  tb_handshake_view_show_lines (self);
  tb_handshake_view_show_position (self);
  tb_handshake_view_study (self);
  tb_handshake_view_light (self);
}

static void
show_session (TbHandshakeView *self, TbSessionItem *session, int message)
{
  gboolean is_new = session != self->session;

  g_set_object (&self->session, session);
  if (session == NULL)
    {
      tb_ladder_take_story (self->ladder, NULL);
      self->messages[0] = -1;
      tb_handshake_view_compare (self, TRUE);
      tb_handshake_view_clear_study (self);
      show_nothing (self);
      tb_handshake_view_show_position (self);
      return;
    }
  if (is_new)
    {
      tb_handshake_view_note_shown (self, 0);
      self->messages[0] = -1;
      tb_ladder_take_story (self->ladder, tb_handshake_view_tell (self, session));
      tb_handshake_view_compare (self, TRUE);
    }
  if (is_new || (message >= 0 && message != self->messages[0]))
    tb_handshake_view_show_message (self, 0, tb_ladder_story_find (tb_ladder_get_story (self->ladder), message) ? message : tb_handshake_view_first_message (self));
  self->is_picked = is_new ? message >= 0 : self->is_picked || message >= 0;
  gtk_stack_set_visible_child_name (self->ladder_stack, "ladder");
  tb_handshake_view_show_position (self);
}

static void
show_newest (TbHandshakeView *self)
{
  g_autoptr (TbSessionItem) newest = g_list_model_get_item (G_LIST_MODEL (self->sessions), 0);

  if (newest != NULL)
    show_session (self, newest, -1);
  tb_handshake_view_mark_row (self);
}

static void
follow_selection (TbHandshakeView *self)
{
  const TbSelection *selection = tb_playhead_get_selection (self->playhead);
  g_autoptr (TbSessionItem) session = NULL;

  if (selection->kind == TB_SELECTION_OBJECT)
    {
      if (selection->object != self->device)
        tb_handshake_view_set_device (self, selection->object);
      if (self->session == NULL || tb_session_list_find (self->sessions, tb_session_item_get_entry (self->session)->number) == G_MAXUINT)
        show_newest (self);
      return;
    }
  if (selection->kind == TB_SELECTION_HANDSHAKE)
    session = tb_session_list_dup_session (self->sessions, selection->session);
  if (session != NULL)
    show_session (self, session, selection->message);
  if (session != NULL && selection->byte > 0 && selection->byte != self->byte && selection->message == self->messages[0])
    tb_message_view_pick (self->message_view, selection->byte - 1);
  if (session != NULL && tb_session_list_find (self->sessions, selection->session) == G_MAXUINT)
    gtk_toggle_button_set_active (self->only, FALSE);
  tb_handshake_view_mark_row (self);
}

static void
on_selection_changed (TbPlayhead *playhead, TbHandshakeView *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || tb_playhead_get_fold (playhead) == NULL)
    return;
  follow_selection (self);
  tb_handshake_view_compare (self, FALSE);
}

static void
on_moved (TbPlayhead *playhead, TbHandshakeView *self)
{
  TbFold *fold = tb_playhead_get_fold (playhead);

  if (fold == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->is_following = TRUE;
  tb_session_list_move (self->sessions, tb_fold_get_position (fold));
  self->is_following = FALSE;
  tb_handshake_view_show_count (self);
  refresh_ladder (self);
  if (self->session == NULL)
    show_newest (self);
}

static void
on_run_changed (TbPlayhead *playhead, TbHandshakeView *self)
{
  TbFold *fold = tb_playhead_get_fold (playhead);

  show_session (self, NULL, -1);
  self->awaited = 0;
  self->device = TB_NOBODY;
  gtk_widget_set_visible (GTK_WIDGET (self->only), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->kind, TB_SESSION_FILTER_ALL);
  tb_session_list_set_source (self->sessions, fold ? tb_fold_get_fleet (fold) : NULL, fold ? tb_fold_get_journal (fold) : NULL);
  on_moved (playhead, self);
  tb_handshake_view_show_count (self);
}

/* Selects everywhere what is shown here. */
void
tb_handshake_view_choose (TbHandshakeView *self)
{
  const TbSessionEntry *entry = tb_session_item_get_entry (self->session);
  const TbSelection selection = { TB_SELECTION_HANDSHAKE, entry->client, entry->number, self->messages[0], self->detail_which == 0 ? self->byte : 0 };

  tb_playhead_select (self->playhead, &selection);
}

static void
on_row_selected (GtkSingleSelection *selection, GParamSpec *pspec, TbHandshakeView *self)
{
  TbSessionItem *session = gtk_single_selection_get_selected_item (selection);

  if (self->is_following || session == NULL || session == self->session)
    return;
  show_session (self, session, -1);
  tb_handshake_view_choose (self);
}

static void
on_message_picked (TbLadder *ladder, int message, TbHandshakeView *self)
{
  tb_handshake_view_pick (self, ladder == self->other_ladder, message);
}

static void
on_byte_picked (TbMessageView *message_view, guint64 offset, TbHandshakeView *self)
{
  self->byte = (guint32) offset + 1;
  tb_handshake_view_show_position (self);
  tb_handshake_view_choose (self);
}

/**
 * tb_handshake_view_get_start:
 * @self: the view, with a run
 *
 * Returns: unix time of simulated time 0, microseconds
 */
gint64
tb_handshake_view_get_start (TbHandshakeView *self)
{
  return tb_scenario_get_start_us (tb_run_get_scenario (tb_playhead_get_run (self->playhead)));
}

/* The details get part of what the ladder can spare, until a person moves the handle: then the distance to the end is no longer what it was. */
static void
on_max_position (GtkPaned *paned, GParamSpec *pspec, TbHandshakeView *self)
{
  int min_position, max_position, position = gtk_paned_get_position (paned);

  g_object_get (paned, "min-position", &min_position, "max-position", &max_position, NULL);
  if (max_position <= min_position || max_position >= G_MAXINT / 2 || (self->details_more >= 0 && max_position - position != self->details_more))
    return;
  self->details_more = CLAMP ((max_position - min_position) / 2, 0, MORE_DETAILS);
  gtk_paned_set_position (paned, max_position - self->details_more);
}

/* Whoever comes here lands in the list, so that the keys for playing are not typed into the search, unless it was to search. */
static gboolean
land_in_list (gpointer user_data)
{
  TbHandshakeView *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  if (!self->is_searching && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->search)))
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
  self->is_searching = FALSE;
  return G_SOURCE_REMOVE;
}

static void
tb_handshake_view_map (GtkWidget *widget)
{
  TbHandshakeView *self = TB_HANDSHAKE_VIEW (widget);

  GTK_WIDGET_CLASS (tb_handshake_view_parent_class)->map (widget);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, land_in_list, g_object_ref (self), g_object_unref);
  if (self->playhead == NULL || tb_playhead_get_fold (self->playhead) == NULL)
    return;
  on_moved (self->playhead, self);
  follow_selection (self);
}

static void
set_playhead (TbHandshakeView *self, TbPlayhead *playhead)
{
  if (!g_set_object (&self->playhead, playhead) || playhead == NULL)
    return;
  g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, 0);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
  g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, 0);
  tb_handshake_view_await_made (self);
  on_run_changed (playhead, self);
}

static void
tb_handshake_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  TbHandshakeView *self = TB_HANDSHAKE_VIEW (object);

  if (prop_id == PROP_PLAYHEAD)
    set_playhead (self, g_value_get_object (value));
  else if (prop_id == PROP_EAVESDROPPER)
    tb_handshake_view_veil (self, g_value_get_boolean (value));
  else if (tb_ladder_unit_parse (g_value_get_string (value), &self->unit))
    tb_handshake_view_show_position (self);
}

static void
tb_handshake_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_PLAYHEAD)
    g_value_set_object (value, TB_HANDSHAKE_VIEW (object)->playhead);
  else if (prop_id == PROP_EAVESDROPPER)
    g_value_set_boolean (value, TB_HANDSHAKE_VIEW (object)->is_veiled);
  else
    g_value_set_string (value, tb_ladder_unit_code (TB_HANDSHAKE_VIEW (object)->unit));
}

static void
tb_handshake_view_dispose (GObject *object)
{
  TbHandshakeView *self = TB_HANDSHAKE_VIEW (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->session);
  g_clear_object (&self->other);
  g_clear_object (&self->studied);
  g_clear_object (&self->studying);
  g_clear_pointer (&self->study, tb_session_study_free);
  g_clear_pointer (&self->pairs, g_array_unref);
  g_clear_object (&self->selection);
  g_clear_object (&self->sessions);
  g_clear_object (&self->playhead);
  G_OBJECT_CLASS (tb_handshake_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, search);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, kind);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, only);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, list_stack);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, list);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, count);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, ladder_stack);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, nothing);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, ladder_window);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, ladder);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, position);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, detail_stack);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, message_view);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, openssl_card);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, toasts);
  gtk_widget_class_bind_template_callback (widget_class, on_max_position);
  gtk_widget_class_bind_template_callback (widget_class, on_message_picked);
  gtk_widget_class_bind_template_callback (widget_class, on_byte_picked);
  tb_handshake_view_bind_list (widget_class);
  tb_handshake_view_bind_compare (widget_class);
  tb_handshake_view_bind_panes (widget_class);
}

static void
tb_handshake_view_class_init (TbHandshakeViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = tb_handshake_view_set_property;
  object_class->get_property = tb_handshake_view_get_property;
  object_class->dispose = tb_handshake_view_dispose;
  widget_class->map = tb_handshake_view_map;
  g_type_ensure (TB_TYPE_LADDER);
  g_type_ensure (TB_TYPE_MESSAGE_VIEW);
  g_type_ensure (TB_TYPE_OPENSSL_CARD);
  g_type_ensure (TB_TYPE_SESSION_ITEM);
  g_object_class_install_property (object_class, PROP_PLAYHEAD,
                                   g_param_spec_object ("playhead", NULL, NULL, TB_TYPE_PLAYHEAD, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, PROP_STEP, g_param_spec_string ("step", NULL, NULL, "flight", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, PROP_EAVESDROPPER,
                                   g_param_spec_boolean ("eavesdropper", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_install_property_action (widget_class, "handshake.step", "step");
  gtk_widget_class_install_property_action (widget_class, "handshake.eavesdropper", "eavesdropper");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "handshake.eavesdropper", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, GDK_CONTROL_MASK, "handshake.make", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "handshake.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK, "handshake.next", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-handshake-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  tb_handshake_view_install_actions (widget_class);
}

static void
tb_handshake_view_init (TbHandshakeView *self)
{
  self->messages[0] = self->messages[1] = -1;
  self->details_more = -1;
  self->sessions = tb_session_list_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sessions)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect (self->selection, "notify::selected-item", G_CALLBACK (on_row_selected), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  tb_handshake_view_show_count (self);
  show_session (self, NULL, -1);
}

/**
 * tb_handshake_view_new:
 * @playhead: what it follows
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
tb_handshake_view_new (TbPlayhead *playhead)
{
  return g_object_new (TB_TYPE_HANDSHAKE_VIEW, "playhead", playhead, NULL);
}

/**
 * tb_handshake_view_search:
 * @self: the view
 * @text: words to search for, "" for none
 *
 * Fills in the search entry and puts the cursor there.
 */
void
tb_handshake_view_search (TbHandshakeView *self, const char *text)
{
  self->is_searching = !gtk_widget_get_mapped (GTK_WIDGET (self));
  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_set_position (GTK_EDITABLE (self->search), -1);
}
