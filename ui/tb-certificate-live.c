/* Real clients in the certificates view: their branch of the tree and what is shown of one of them, beside what the run has. */
#include "tb-certificate-view-private.h"

/* The rows of the run first, then those of real clients. */
static void
join_rows (TbCertificateView *self)
{
  g_autoptr (GListStore) parts = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (parts, tb_certificate_tree_get_roots (self->tree));
  g_list_store_append (parts, tb_live_branch_get_roots (self->branch));
  tb_certificate_view_set_rows (self, G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&parts)))));
}

/* The row above the real clients is opened once. */
void
tb_certificate_view_open_live (TbCertificateView *self)
{
  guint n = g_list_model_get_n_items (tb_certificate_tree_get_roots (self->tree));
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->rows, n);
  g_autoptr (TbCertificateNode) node = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (node != NULL && tb_certificate_node_take_offer (node))
    gtk_tree_list_row_set_expanded (row, TRUE);
}

/* Shows a certificate of a real client; what is selected in the run stays so. */
void
tb_certificate_view_show_live (TbCertificateView *self, TbLiveCertificate *certificate)
{
  tb_certificate_view_forget (self);
  g_clear_object (&self->group);
  g_set_object (&self->live_shown, certificate);
  tb_live_detail_show (self->live_detail, certificate);
  gtk_stack_set_visible_child_name (self->detail_stack, "live");
  tb_certificate_view_update_actions (self);
}

static void
on_branch (TbCertificateView *self)
{
  gboolean was_following = self->is_following;

  self->is_following = TRUE;
  tb_certificate_view_open_live (self);
  self->is_following = was_following;
  tb_certificate_view_show_count (self);
}

/* From the page of the live authority to the certificate among all the others. */
static void
on_certificate_chosen (TbLivePage *page, TbLiveCertificate *certificate, TbCertificateView *self)
{
  guint place, first = g_list_model_get_n_items (tb_certificate_tree_get_roots (self->tree));
  g_autoptr (GtkTreeListRow) row = NULL, child = NULL;

  gtk_stack_set_visible_child_name (self->sections, "certificates");
  tb_certificate_view_show_live (self, certificate);
  place = tb_live_branch_find (self->branch, certificate);
  row = gtk_tree_list_model_get_child_row (self->rows, first);
  if (row == NULL || place == G_MAXUINT)
    return;
  gtk_tree_list_row_set_expanded (row, TRUE);
  child = gtk_tree_list_row_get_child_row (row, place);
  self->is_following = TRUE;
  if (child != NULL)
    gtk_single_selection_set_selected (self->selection, gtk_tree_list_row_get_position (child));
  self->is_following = FALSE;
  tb_certificate_view_scroll_to_selected (self);
}

/**
 * tb_certificate_view_set_live:
 * @self: a view that has none
 * @live: the live authority beside the run
 *
 * Shows a page for it, and what it has issued among the certificates.
 */
void
tb_certificate_view_set_live (TbCertificateView *self, TbLiveService *live)
{
  g_return_if_fail (self->branch == NULL);
  self->branch = tb_live_branch_new (live);
  join_rows (self);
  tb_live_page_set_service (self->live, live);
  tb_live_detail_set_service (self->live_detail, live);
  gtk_stack_page_set_visible (gtk_stack_get_page (self->sections, GTK_WIDGET (self->live)), TRUE);
  g_signal_connect_object (self->live, "certificate-chosen", G_CALLBACK (on_certificate_chosen), self, 0);
  g_signal_connect_object (tb_live_branch_get_roots (self->branch), "items-changed", G_CALLBACK (on_branch), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tb_live_service_get_certificates (live), "items-changed", G_CALLBACK (tb_certificate_view_show_count), self, G_CONNECT_SWAPPED);
  on_branch (self);
}

/**
 * tb_certificate_view_show_page:
 * @self: a view
 * @name: of a page: `certificates`, `lifetimes`, `policies`, `live`
 */
void
tb_certificate_view_show_page (TbCertificateView *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->sections, name);
}
