/* tb-holder-list: see the header. */
#include "tb-holder-list.h"

#include "tb-rows.h"

struct _TbHolderList
{
  GObject parent_instance;

  TbFleet *fleet;          /* owned */
  TbRows *rows;            /* owned: objects */
  GHashTable *nodes;       /* object to TbCertificateNode, borrowed: rows somebody holds */
  TbHolderUpdate update;
  gpointer user_data;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TbHolderList, tb_holder_list, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean
is_node (gpointer object, gpointer node, gpointer gone)
{
  return node == gone;
}

static void
forget_node (gpointer data, GObject *where_the_node_was)
{
  g_hash_table_foreach_remove (TB_HOLDER_LIST (data)->nodes, is_node, where_the_node_was);
}

static GType
get_item_type (GListModel *model)
{
  return TB_TYPE_CERTIFICATE_NODE;
}

static guint
get_n_items (GListModel *model)
{
  return tb_rows_get_n (TB_HOLDER_LIST (model)->rows);
}

static TbCertificateNode *
make_node (TbHolderList *self, guint32 object)
{
  g_autofree char *name = tb_fleet_dup_name (self->fleet, object);
  TbCertificateNode *node = tb_certificate_node_new (TB_CERTIFICATE_NODE_HOLDER, object, name);

  g_hash_table_insert (self->nodes, GUINT_TO_POINTER (object), node);
  g_object_weak_ref (G_OBJECT (node), forget_node, self);
  if (self->update != NULL)
    self->update (node, self->user_data);
  return node;
}

static gpointer
get_item (GListModel *model, guint row)
{
  TbHolderList *self = TB_HOLDER_LIST (model);
  TbCertificateNode *node;
  guint32 object;

  if (row >= tb_rows_get_n (self->rows))
    return NULL;
  object = tb_rows_get (self->rows, row);
  node = g_hash_table_lookup (self->nodes, GUINT_TO_POINTER (object));
  return node ? g_object_ref (node) : make_node (self, object);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
tb_holder_list_finalize (GObject *object)
{
  TbHolderList *self = TB_HOLDER_LIST (object);
  GHashTableIter iter;
  gpointer node;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    g_object_weak_unref (node, forget_node, self);
  g_hash_table_unref (self->nodes);
  tb_rows_free (self->rows);
  tb_fleet_unref (self->fleet);
  G_OBJECT_CLASS (tb_holder_list_parent_class)->finalize (object);
}

static void
tb_holder_list_class_init (TbHolderListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_holder_list_finalize;
}

static void
tb_holder_list_init (TbHolderList *self)
{
  self->rows = tb_rows_new (G_LIST_MODEL (self), FALSE);
  self->nodes = g_hash_table_new (NULL, NULL);
}

/**
 * tb_holder_list_new:
 * @fleet: who is there
 * @update: (scope forever): tells a row what is so
 * @user_data: for @update; outlives the list or detaches it
 *
 * Returns: (transfer full): a list of nobody
 */
TbHolderList *
tb_holder_list_new (TbFleet *fleet, TbHolderUpdate update, gpointer user_data)
{
  TbHolderList *self = g_object_new (TB_TYPE_HOLDER_LIST, NULL);

  self->fleet = tb_fleet_ref (fleet);
  self->update = update;
  self->user_data = user_data;
  return self;
}

/**
 * tb_holder_list_detach:
 * @self: a list whose owner goes away
 */
void
tb_holder_list_detach (TbHolderList *self)
{
  self->update = NULL;
  tb_rows_clear (self->rows);
}

/**
 * tb_holder_list_set:
 * @self: a list
 * @object: an object
 * @shown: whether it has a certificate that passes the filter
 */
void
tb_holder_list_set (TbHolderList *self, guint32 object, gboolean shown)
{
  tb_rows_set (self->rows, object, shown);
}

/**
 * tb_holder_list_replace:
 * @self: a list
 * @objects: (transfer full) (element-type guint): who is shown now, ascending
 */
void
tb_holder_list_replace (TbHolderList *self, GArray *objects)
{
  tb_rows_replace (self->rows, objects);
}

guint
tb_holder_list_find (TbHolderList *self, guint32 object)
{
  return tb_rows_find (self->rows, object);
}

/**
 * tb_holder_list_refresh:
 * @self: a list
 *
 * Tells the rows that somebody looks at what is so now.
 */
void
tb_holder_list_refresh (TbHolderList *self)
{
  g_autoptr (GList) nodes = g_hash_table_get_values (self->nodes);

  for (GList *l = nodes; l != NULL && self->update != NULL; l = l->next)
    self->update (l->data, self->user_data);
}
