/* The rows of the certificates view: which of them are open, and the way down to the one that is shown. */
#include "tb-certificate-view-private.h"

/* With more holders than this, sorts begin closed. */
#define FEW 200

static TbCertificateNode *
dup_node (GtkTreeListRow *row)
{
  return row ? gtk_tree_list_row_get_item (row) : NULL;
}

/* Opens authorities, and sorts of holder unless there are many: once, then it is a person's choice. */
static void
open_row (TbCertificateView *self, GtkTreeListRow *row, gboolean is_few)
{
  g_autoptr (TbCertificateNode) node = dup_node (row);
  GListModel *children = tb_certificate_node_get_children (node);
  gboolean is_group = tb_certificate_node_get_kind (node) == TB_CERTIFICATE_NODE_GROUP;

  if (children == NULL)
    return;
  if ((!is_group || is_few) && tb_certificate_node_take_offer (node))
    gtk_tree_list_row_set_expanded (row, TRUE);
  for (guint i = 0; !is_group && i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (GtkTreeListRow) child = gtk_tree_list_row_get_child_row (row, i);

      if (child != NULL)
        open_row (self, child, is_few);
    }
}

/* Opens what has come since the last time. */
void
tb_certificate_view_open_rows (TbCertificateView *self)
{
  gboolean is_few = tb_certificate_tree_get_n_known (self->tree) <= FEW;
  guint n = g_list_model_get_n_items (tb_certificate_tree_get_roots (self->tree));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->rows, i);

      open_row (self, row, is_few);
    }
  tb_certificate_view_open_live (self);
}

/* The row of @node among the children of @parent, or at the top. */
static GtkTreeListRow *
dup_row_below (TbCertificateView *self, GtkTreeListRow *parent, TbCertificateNode *node)
{
  for (guint i = 0;; i++)
    {
      g_autoptr (GtkTreeListRow) row = parent ? gtk_tree_list_row_get_child_row (parent, i) : gtk_tree_list_model_get_child_row (self->rows, i);
      g_autoptr (TbCertificateNode) item = dup_node (row);

      if (row == NULL || item == node)
        return g_steal_pointer (&row);
    }
}

/* Walks down @path, opening what is closed on the way. */
static GtkTreeListRow *
dup_row (TbCertificateView *self, GPtrArray *path)
{
  g_autoptr (GtkTreeListRow) row = NULL;

  for (guint i = 0; i < path->len; i++)
    {
      g_autoptr (GtkTreeListRow) parent = g_steal_pointer (&row);

      if (parent != NULL)
        gtk_tree_list_row_set_expanded (parent, TRUE);
      row = dup_row_below (self, parent, g_ptr_array_index (path, i));
      if (row == NULL)
        return NULL;
    }
  return g_steal_pointer (&row);
}

static GtkTreeListRow *
dup_shown_row (TbCertificateView *self)
{
  const TbCertificateEntry *entry = tb_certificate_view_get_entry (self);
  g_autoptr (GPtrArray) path = NULL;
  g_autoptr (GtkTreeListRow) row = NULL;

  if (entry == NULL)
    return NULL;
  path = entry->depth >= 0 ? tb_certificate_tree_find_authority (self->tree, self->certificate) : tb_certificate_tree_find_holder (self->tree, entry->subject);
  row = path ? dup_row (self, path) : NULL;
  if (row == NULL || entry->depth >= 0)
    return g_steal_pointer (&row);
  gtk_tree_list_row_set_expanded (row, TRUE);
  return gtk_tree_list_row_get_child_row (row, tb_certificate_tree_find_row (self->tree, entry->subject));
}

static gboolean
scroll_to_selected (gpointer user_data)
{
  TbCertificateView *self = user_data;

  if (self->selection != NULL && gtk_single_selection_get_selected (self->selection) != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", gtk_single_selection_get_selected (self->selection));
  return G_SOURCE_REMOVE;
}

/* Soon, when the list has its place. */
void
tb_certificate_view_scroll_to_selected (TbCertificateView *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, scroll_to_selected, g_object_ref (self), g_object_unref);
}

/* The row of what is shown, where the filter lets it be seen. */
void
tb_certificate_view_mark_row (TbCertificateView *self)
{
  gboolean was_following = self->is_following;
  g_autoptr (GtkTreeListRow) row = NULL;
  guint position;

  if (tb_certificate_view_shows_other (self))
    return;
  self->is_following = TRUE;
  row = dup_shown_row (self);
  position = row ? gtk_tree_list_row_get_position (row) : GTK_INVALID_LIST_POSITION;
  if (position != gtk_single_selection_get_selected (self->selection))
    {
      gtk_single_selection_set_selected (self->selection, position);
      tb_certificate_view_scroll_to_selected (self);
    }
  self->is_following = was_following;
}
