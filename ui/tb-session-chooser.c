/* tb-session-chooser: see the header. */
#include "tb-session-chooser.h"

#include <glib/gi18n-lib.h>

struct _TbSessionChooser
{
  GtkWidget parent_instance;

  /* template */
  GtkSearchEntry *search;
  GtkListView *list;
  GtkStack *stack;

  TbSessionList *sessions;   /* owned */
};

static guint chosen;

G_DEFINE_FINAL_TYPE (TbSessionChooser, tb_session_chooser, GTK_TYPE_WIDGET)

static void
show_whether_any (TbSessionChooser *self)
{
  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->sessions)) > 0 ? "list" : "none");
}

static void
choose (TbSessionChooser *self, guint row)
{
  g_autoptr (TbSessionItem) session = g_list_model_get_item (G_LIST_MODEL (self->sessions), row);

  if (session != NULL)
    g_signal_emit (self, chosen, 0, tb_session_item_get_entry (session)->number);
}

static void
on_activated (GtkListView *list, guint row, TbSessionChooser *self)
{
  choose (self, row);
}

static void
on_search_activated (GtkSearchEntry *entry, TbSessionChooser *self)
{
  choose (self, 0);
}

static void
on_search_changed (GtkSearchEntry *entry, TbSessionChooser *self)
{
  tb_session_list_set_text (self->sessions, gtk_editable_get_text (GTK_EDITABLE (entry)));
  show_whether_any (self);
}

static void
tb_session_chooser_dispose (GObject *object)
{
  TbSessionChooser *self = TB_SESSION_CHOOSER (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->sessions);
  G_OBJECT_CLASS (tb_session_chooser_parent_class)->dispose (object);
}

static void
tb_session_chooser_class_init (TbSessionChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_session_chooser_dispose;
  g_type_ensure (TB_TYPE_SESSION_ITEM);
  chosen = g_signal_new ("chosen", TB_TYPE_SESSION_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-session-chooser.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, TbSessionChooser, search);
  gtk_widget_class_bind_template_child (widget_class, TbSessionChooser, list);
  gtk_widget_class_bind_template_child (widget_class, TbSessionChooser, stack);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
}

static void
tb_session_chooser_init (TbSessionChooser *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  self->sessions = tb_session_list_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->sessions)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}

/**
 * tb_session_chooser_fill:
 * @self: a chooser
 * @fold: a fold at the playhead
 *
 * Shows the handshakes that have begun by then, newest first.
 */
void
tb_session_chooser_fill (TbSessionChooser *self, TbFold *fold)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  tb_session_list_set_source (self->sessions, tb_fold_get_fleet (fold), tb_fold_get_journal (fold));
  tb_session_list_move (self->sessions, tb_fold_get_position (fold));
  show_whether_any (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
