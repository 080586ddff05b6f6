/* The list pane of the handshakes view: which handshakes it shows, and for which reason it shows none. */
#include "tb-handshake-view-private.h"

#include <glib/gi18n-lib.h>

/* The first page says what to do when there is nothing, the second when the filter hides everything. */
void
tb_handshake_view_show_count (TbHandshakeView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sessions)), n_known = tb_session_list_get_n_known (self->sessions);
  g_autofree char *text = NULL;

  if (n == n_known)
    text = g_strdup_printf (ngettext ("%u handshake", "%u handshakes", n), n);
  else
    text = g_strdup_printf (_("%u of %u handshakes"), n, n_known);
  gtk_label_set_text (self->count, text);
  gtk_stack_set_visible_child_name (self->list_stack, n > 0 ? "list" : n_known > 0 ? "no-match" : "nothing-yet");
}

/* The row of what the ladder shows, where the filter lets it be seen. */
void
tb_handshake_view_mark_row (TbHandshakeView *self)
{
  guint row = self->session ? tb_session_list_find (self->sessions, tb_session_item_get_entry (self->session)->number) : G_MAXUINT;

  self->is_following = TRUE;
  gtk_single_selection_set_selected (self->selection, row == G_MAXUINT ? GTK_INVALID_LIST_POSITION : row);
  self->is_following = FALSE;
}

void
tb_handshake_view_set_device (TbHandshakeView *self, guint32 device)
{
  g_autofree char *name = tb_fleet_dup_name (tb_fold_get_fleet (tb_playhead_get_fold (self->playhead)), device);
  g_autofree char *label = g_strdup_printf (_("Only %s"), name);

  self->device = device;
  gtk_button_set_label (GTK_BUTTON (self->only), label);
  gtk_widget_set_visible (GTK_WIDGET (self->only), device != TB_NOBODY);
  gtk_toggle_button_set_active (self->only, device != TB_NOBODY);
  self->is_following = TRUE;
  tb_session_list_set_object (self->sessions, device);
  self->is_following = FALSE;
  tb_handshake_view_show_count (self);
}

/* After the filter: rows that come and go are no choice of a person. */
static void
show_rows (TbHandshakeView *self)
{
  tb_handshake_view_show_count (self);
  tb_handshake_view_mark_row (self);
}

static void
on_search_changed (GtkSearchEntry *entry, TbHandshakeView *self)
{
  self->is_following = TRUE;
  tb_session_list_set_text (self->sessions, gtk_editable_get_text (GTK_EDITABLE (entry)));
  show_rows (self);
}

static void
on_stop_search (GtkSearchEntry *entry, TbHandshakeView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
on_kind_changed (GtkDropDown *kind, GParamSpec *pspec, TbHandshakeView *self)
{
  self->is_following = TRUE;
  tb_session_list_set_filter (self->sessions, (TbSessionFilter) gtk_drop_down_get_selected (kind));
  show_rows (self);
}

static void
on_only_toggled (GtkToggleButton *only, TbHandshakeView *self)
{
  self->is_following = TRUE;
  tb_session_list_set_object (self->sessions, gtk_toggle_button_get_active (only) ? self->device : TB_NOBODY);
  show_rows (self);
}

/* Makes the handlers of the pane known to the template. */
void
tb_handshake_view_bind_list (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_kind_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_only_toggled);
}
