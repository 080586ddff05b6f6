/* tb-live-branch: see the header. Rows follow their certificates. */
#include "tb-live-branch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-certificate-text.h"
#include "tb-units.h"

struct _TbLiveBranch
{
  GObject parent_instance;

  TbLiveService *service;
  GListStore *roots;
  TbCertificateNode *root;
  GtkFilterListModel *shown;        /* of TbLiveCertificate */
  GListStore *rows;                 /* of TbCertificateNode, for each of them */
  TbCertificateFilter filter;
  char **words;                     /* casefolded, NULL for all */
};

G_DEFINE_FINAL_TYPE (TbLiveBranch, tb_live_branch, G_TYPE_OBJECT)

static G_DEFINE_QUARK (tb-live-certificate, certificate)

/* --- rows --- */

static char *
make_tail (TbLiveCertificate *certificate)
{
  gint64 left_us = tb_certificate_get_not_after_us (tb_live_certificate_get_certificate (certificate)) - g_get_real_time ();
  g_autofree char *duration = tb_units_format_short (ABS (left_us));

  if (tb_live_certificate_get_fate (certificate) != TB_LIVE_FATE_GOOD)
    return tb_live_certificate_dup_state (certificate);
  /* Translators: %s is a duration */
  return left_us > 0 ? g_strdup (duration) : g_strdup_printf (_("%s ago"), duration);
}

static void
update_row (TbLiveCertificate *certificate, GParamSpec *pspec, TbCertificateNode *node)
{
  g_autofree char *tail = make_tail (certificate);

  tb_certificate_node_update (node, tb_live_certificate_get_look (certificate), tail);
}

static TbCertificateNode *
make_row (TbLiveCertificate *certificate)
{
  TbCertificateNode *node = tb_certificate_node_new (TB_CERTIFICATE_NODE_LIVE, 0, tb_live_certificate_get_title (certificate));

  update_row (certificate, NULL, node);
  g_signal_connect_object (certificate, "notify::state", G_CALLBACK (update_row), node, 0);
  g_object_set_qdata_full (G_OBJECT (node), certificate_quark (), g_object_ref (certificate), g_object_unref);
  return node;
}

/**
 * tb_live_branch_get:
 * @node: a row of any tree
 *
 * Returns: (transfer none) (nullable): the certificate of a real client that it shows
 */
TbLiveCertificate *
tb_live_branch_get (TbCertificateNode *node)
{
  return g_object_get_qdata (G_OBJECT (node), certificate_quark ());
}

/* --- which are shown --- */

static gboolean
passes_filter (TbCertificateFilter filter, const TbLook *look)
{
  switch (filter)
    {
    case TB_CERTIFICATE_FILTER_VALID: return look == tb_look_identity (TB_IDENTITY_VALID);
    case TB_CERTIFICATE_FILTER_EXPIRING: return FALSE;
    case TB_CERTIFICATE_FILTER_EXPIRED: return look == tb_look_identity (TB_IDENTITY_EXPIRED);
    case TB_CERTIFICATE_FILTER_REVOKED: return look == tb_look_identity (TB_IDENTITY_REVOKED);
    default: return TRUE;
    }
}

static gboolean
has_words (TbLiveBranch *self, TbLiveCertificate *certificate)
{
  g_autofree char *state = tb_live_certificate_dup_state (certificate);
  g_autofree char *text = g_strconcat (tb_live_certificate_get_title (certificate), " ", _("real client"), " ", state, NULL);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  for (guint i = 0; self->words[i] != NULL; i++)
    if (strstr (folded, self->words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_wanted (gpointer item, gpointer user_data)
{
  TbLiveBranch *self = user_data;

  return passes_filter (self->filter, tb_live_certificate_get_look (item)) && (self->words == NULL || has_words (self, item));
}

static void
refilter (TbLiveBranch *self)
{
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->shown), GTK_FILTER_CHANGE_DIFFERENT);
}

/* The row above all of them is there while there are any. */
static void
show_root (TbLiveBranch *self)
{
  guint n = tb_live_branch_get_n (self);
  g_autofree char *count = g_strdup_printf ("%u", n);

  tb_certificate_node_update (self->root, NULL, count);
  if ((n > 0) == (g_list_model_get_n_items (G_LIST_MODEL (self->roots)) > 0))
    return;
  if (n > 0)
    g_list_store_append (self->roots, self->root);
  else
    g_list_store_remove_all (self->roots);
  tb_certificate_node_renew_offer (self->root);
}

static void
on_items (GListModel *shown, guint position, guint removed, guint added, TbLiveBranch *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++)
    {
      g_autoptr (TbLiveCertificate) certificate = g_list_model_get_item (shown, position + i);

      g_ptr_array_add (rows, make_row (certificate));
    }
  g_list_store_splice (self->rows, position, removed, rows->pdata, added);
  show_root (self);
}

/* --- the object --- */

static void
tb_live_branch_dispose (GObject *object)
{
  TbLiveBranch *self = TB_LIVE_BRANCH (object);

  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_data (self->shown, self);
  g_clear_object (&self->shown);
  g_clear_object (&self->rows);
  g_clear_object (&self->root);
  g_clear_object (&self->roots);
  g_clear_object (&self->service);
  g_clear_pointer (&self->words, g_strfreev);
  G_OBJECT_CLASS (tb_live_branch_parent_class)->dispose (object);
}

static void
tb_live_branch_class_init (TbLiveBranchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_live_branch_dispose;
}

static void
tb_live_branch_init (TbLiveBranch *self)
{
  self->roots = g_list_store_new (TB_TYPE_CERTIFICATE_NODE);
  self->root = tb_certificate_node_new (TB_CERTIFICATE_NODE_LIVE_GROUP, 0, _("Real clients (live authority)"));
  tb_certificate_node_set_icon (self->root, "tb-live-client-symbolic");
}

/**
 * tb_live_branch_new:
 * @service: whose certificates
 *
 * Returns: (transfer full): the branch
 */
TbLiveBranch *
tb_live_branch_new (TbLiveService *service)
{
  TbLiveBranch *self = g_object_new (TB_TYPE_LIVE_BRANCH, NULL);
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (is_wanted, self, NULL));

  self->service = g_object_ref (service);
  self->shown = gtk_filter_list_model_new (g_object_ref (tb_live_service_get_certificates (service)), filter);
  self->rows = g_list_store_new (TB_TYPE_CERTIFICATE_NODE);
  tb_certificate_node_set_children (self->root, G_LIST_MODEL (self->rows));
  g_signal_connect (self->shown, "items-changed", G_CALLBACK (on_items), self);
  on_items (G_LIST_MODEL (self->shown), 0, 0, tb_live_branch_get_n (self), self);
  return self;
}

GListModel *
tb_live_branch_get_roots (TbLiveBranch *self)
{
  return G_LIST_MODEL (self->roots);
}

guint
tb_live_branch_get_n (TbLiveBranch *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

guint
tb_live_branch_find (TbLiveBranch *self, TbLiveCertificate *certificate)
{
  for (guint i = 0; i < tb_live_branch_get_n (self); i++)
    {
      g_autoptr (TbLiveCertificate) at = g_list_model_get_item (G_LIST_MODEL (self->shown), i);

      if (at == certificate)
        return i;
    }
  return G_MAXUINT;
}

void
tb_live_branch_set_filter (TbLiveBranch *self, TbCertificateFilter filter)
{
  self->filter = filter;
  refilter (self);
}

/**
 * tb_live_branch_set_text:
 * @self: a branch
 * @text: words, each of which must be in the name or in the word for the state; "" for all
 */
void
tb_live_branch_set_text (TbLiveBranch *self, const char *text)
{
  g_clear_pointer (&self->words, g_strfreev);
  self->words = tb_certificate_text_split (text);
  refilter (self);
}
