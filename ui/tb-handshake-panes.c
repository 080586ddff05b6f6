/* The panes beside the ladder besides the message: secrets, costs and checks of the handshake that is shown, found out on a thread of their own. */
#include "tb-handshake-view-private.h"

#include "tb-cost-window.h"

static TbSessionItem *
get_session (TbHandshakeView *self)
{
  return tb_handshake_view_get_session (self, self->detail_which);
}

/* --- what is lit in the ladder --- */

static TbLadderLight
get_light (const TbLadderStep *step, gpointer user_data)
{
  TbHandshakeView *self = user_data;

  return step->number >= 0 ? tb_key_pane_get_light (self->key_pane, (guint) step->number) : TB_LIGHT_NONE;
}

/* Messages are lit as long as the secrets are looked at. */
void
tb_handshake_view_light (TbHandshakeView *self)
{
  gboolean is_asked = g_strcmp0 (gtk_stack_get_visible_child_name (self->panes), "keys") == 0;
  TbLadder *ladders[2] = { self->ladder, self->other_ladder };

  for (guint which = 0; which < 2; which++)
    tb_ladder_light (ladders[which], is_asked && which == self->detail_which ? get_light : NULL, self);
}

static void
on_lit (TbKeyPane *pane, TbHandshakeView *self)
{
  tb_handshake_view_light (self);
}

static void
on_pane_changed (GtkStack *panes, GParamSpec *pspec, TbHandshakeView *self)
{
  if (self->panes != NULL && self->other_ladder != NULL && !gtk_widget_in_destruction (GTK_WIDGET (self)))
    tb_handshake_view_light (self);
}

/* --- from a check to its bytes --- */

static void
on_check_picked (TbCheckPane *pane, int message, int certificate, const char *field, TbHandshakeView *self)
{
  tb_handshake_view_pick (self, self->detail_which, message);
  gtk_stack_set_visible_child_name (self->panes, "message");
  if (certificate >= 0)
    tb_message_view_select_in (self->message_view, (guint) certificate, field);
  else
    tb_message_view_select (self->message_view, field, 0);
}

/* --- kinds of keys compared --- */

static void
on_compare_costs (TbCostPane *pane, TbHandshakeView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *window = tb_cost_window_new ();

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (window));
}

/* --- what is found out --- */

/* What the client is, and what connects it. */
static const TbGroup *
find_client (TbHandshakeView *self)
{
  TbFold *fold = self->playhead ? tb_playhead_get_fold (self->playhead) : NULL;

  return fold != NULL && self->studied != NULL ? tb_fleet_group_of (tb_fold_get_fleet (fold), tb_session_item_get_entry (self->studied)->client) : NULL;
}

static void
show_study (TbHandshakeView *self, TbSessionStudy *study)
{
  const TbGroup *client = find_client (self);
  const TbLadderStory *story = tb_handshake_view_get_story (self, self->detail_which);

  tb_key_pane_show (self->key_pane, study);
  tb_cost_pane_show (self->cost_pane, study, client ? client->profile : NULL, client ? client->link : NULL);
  tb_check_pane_show (self->check_pane, study, story ? (const char *const *) story->names : NULL);
  tb_key_pane_follow (self->key_pane, self->messages[self->detail_which]);
  g_clear_pointer (&self->study, tb_session_study_free);
  self->study = study;
  tb_handshake_view_light (self);
}

/* Who was in the middle, and which check decided, belongs into the ladder. */
static void
tell_findings (TbHandshakeView *self)
{
  if (self->study == NULL || self->study->trial == NULL || self->detail_which != 0)
    return;
  tb_handshake_view_tell_anew (self);
  tb_handshake_view_compare (self, TRUE);
  if (!self->is_picked)
    tb_handshake_view_show_message (self, 0, tb_handshake_view_first_message (self));
  tb_handshake_view_show_position (self);
  tb_handshake_view_light (self);
}

static void
on_studied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbHandshakeView) self = user_data;
  g_autoptr (TbSessionStudy) study = tb_session_study_finish (result, NULL);

  if (g_task_get_cancellable (G_TASK (result)) != self->studying)
    return;
  g_clear_object (&self->studying);
  show_study (self, g_steal_pointer (&study));
  tell_findings (self);
}

/* Forgets what is known and what is looked for. */
void
tb_handshake_view_clear_study (TbHandshakeView *self)
{
  if (self->studying != NULL)
    g_cancellable_cancel (self->studying);
  g_clear_object (&self->studying);
  g_clear_object (&self->studied);
  show_study (self, NULL);
}

static gboolean
can_be_studied (TbSessionItem *session)
{
  return session != NULL && tb_session_item_get_outcome (session) != TB_SESSION_UNDER_WAY && tb_session_item_get_transcript (session) != NULL;
}

/* Looks for what there is to know of the handshake whose details are shown, unless that is known already. */
void
tb_handshake_view_study (TbHandshakeView *self)
{
  TbSessionItem *session = get_session (self);

  if (session == self->studied && session != NULL)
    return;
  if (self->studied != NULL)
    tb_handshake_view_clear_study (self);
  if (!can_be_studied (session))
    return;
  self->studied = g_object_ref (session);
  self->studying = g_cancellable_new ();
  tb_session_study_async (session, tb_playhead_get_run (self->playhead), self->studying, on_studied, g_object_ref (self));
}

static void
show_pane (GtkWidget *widget, const char *action, GVariant *name)
{
  GtkStack *panes = TB_HANDSHAKE_VIEW (widget)->panes;

  if (gtk_stack_get_child_by_name (panes, g_variant_get_string (name, NULL)) != NULL)
    gtk_stack_set_visible_child_name (panes, g_variant_get_string (name, NULL));
}

/* Makes the panes and their handlers known to the template. */
void
tb_handshake_view_bind_panes (GtkWidgetClass *widget_class)
{
  g_type_ensure (TB_TYPE_CHECK_PANE);
  g_type_ensure (TB_TYPE_COST_PANE);
  g_type_ensure (TB_TYPE_KEY_PANE);
  gtk_widget_class_install_action (widget_class, "handshake.show-page", "s", show_pane);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, panes);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, key_pane);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, check_pane);
  gtk_widget_class_bind_template_child (widget_class, TbHandshakeView, cost_pane);
  gtk_widget_class_bind_template_callback (widget_class, on_check_picked);
  gtk_widget_class_bind_template_callback (widget_class, on_compare_costs);
  gtk_widget_class_bind_template_callback (widget_class, on_lit);
  gtk_widget_class_bind_template_callback (widget_class, on_pane_changed);
}
