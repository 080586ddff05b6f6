/* tb-certificate-arrange: where each row of the tree of certificates has its place, and the way down to it.
 *
 * Sorts of holder are made once per run, each a list of its own; the authorities above them are as many as are known at the playhead. */
#include "tb-certificate-tree-private.h"

#include <glib/gi18n-lib.h>

#include "tb-certificate.h"

void
tb_certificate_sort_free (gpointer data)
{
  TbCertificateSort *sort = data;

  tb_holder_list_detach (sort->holders);
  g_object_unref (sort->holders);
  g_object_unref (sort->node);
  g_array_unref (sort->members);
  g_free (sort);
}

guint
tb_certificate_sort_get_n (TbCertificateSort *sort)
{
  return g_list_model_get_n_items (G_LIST_MODEL (sort->holders));
}

static gboolean
is_same (GListStore *store, GPtrArray *wanted)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = 0; i < n && n == wanted->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (item != g_ptr_array_index (wanted, i))
        return FALSE;
    }
  return n == wanted->len;
}

/* Rows that stay are not touched: a person may have opened or chosen them. */
static void
set_rows (GListStore *store, GPtrArray *wanted)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));

  if (is_same (store, wanted))
    return;
  for (guint i = 0; i < wanted->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (store), i);
      guint place;

      if (item == g_ptr_array_index (wanted, i))
        continue;
      if (item != NULL && !g_ptr_array_find (wanted, item, NULL))
        g_list_store_remove (store, i--);
      else
        {
          if (g_list_store_find (store, g_ptr_array_index (wanted, i), &place))
            g_list_store_remove (store, place);
          g_list_store_insert (store, i, g_ptr_array_index (wanted, i));
        }
    }
  n = g_list_model_get_n_items (G_LIST_MODEL (store));
  if (n > wanted->len)
    g_list_store_splice (store, wanted->len, n - wanted->len, NULL, 0);
}

static GListStore *
children_of (TbCertificateNode *node)
{
  return G_LIST_STORE (tb_certificate_node_get_children (node));
}

static TbCertificateNode *
find_authority_node (TbCertificateTree *self, guint certificate)
{
  for (guint i = 0; i < self->authorities->len; i++)
    if (tb_certificate_node_get_number (g_ptr_array_index (self->authorities, i)) == certificate)
      return g_ptr_array_index (self->authorities, i);
  return NULL;
}

/* What @authority issues with now: the last certificate of the greatest depth. */
static guint
issuing_certificate (TbCertificateTree *self, guint32 authority)
{
  guint found = TB_NO_CERTIFICATE;

  for (guint i = 0; i < self->authorities->len; i++)
    {
      guint candidate = tb_certificate_node_get_number (g_ptr_array_index (self->authorities, i));
      const TbCertificateEntry *entry = tb_certificate_index_get (self->index, candidate);

      if (entry->subject == authority && (found == TB_NO_CERTIFICATE || entry->depth >= tb_certificate_index_get (self->index, found)->depth))
        found = candidate;
    }
  return found;
}

/* Sorts and authorities below @parent; with nobody, what is at the very top. */
static void
arrange_below (TbCertificateTree *self, guint parent, GListStore *store)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new ();

  for (guint i = 0; i < self->sorts->len; i++)
    {
      TbCertificateSort *sort = g_ptr_array_index (self->sorts, i);

      if (tb_certificate_sort_get_n (sort) > 0 && issuing_certificate (self, sort->authority) == parent)
        g_ptr_array_add (wanted, sort->node);
    }
  for (guint i = 0; i < self->authorities->len; i++)
    {
      TbCertificateNode *node = g_ptr_array_index (self->authorities, i);

      if (tb_certificate_index_find_issuer (self->index, tb_certificate_node_get_number (node), self->position) == parent)
        g_ptr_array_add (wanted, node);
    }
  set_rows (store, wanted);
}

/* Puts every row where it belongs now. */
void
tb_certificate_tree_arrange (TbCertificateTree *self)
{
  for (guint i = 0; i < self->authorities->len; i++)
    {
      TbCertificateNode *node = g_ptr_array_index (self->authorities, i);

      arrange_below (self, tb_certificate_node_get_number (node), children_of (node));
    }
  arrange_below (self, TB_NO_CERTIFICATE, self->roots);
}

static char *
dup_common_name (TbCertificateTree *self, guint certificate)
{
  const TbCertificateEntry *entry = tb_certificate_index_get (self->index, certificate);
  GBytes *der = entry->payload != TB_NO_PAYLOAD ? tb_journal_get_payload (self->journal, entry->payload) : NULL;
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (TbCertificate) parsed = der && crypto ? tb_certificate_new_from_der (crypto, der, NULL) : NULL;
  const char *name = parsed ? tb_certificate_get_common_name (parsed) : NULL;

  return name && *name ? g_strdup (name) : tb_fleet_dup_name (self->fleet, entry->subject);
}

/* As many as there are at the playhead. */
void
tb_certificate_tree_know_authorities (TbCertificateTree *self)
{
  guint n = tb_certificate_index_count_authorities (self->index, self->position);

  if (n < self->authorities->len)
    g_ptr_array_set_size (self->authorities, (int) n);
  while (self->authorities->len < n)
    {
      guint certificate = tb_certificate_index_get_authority (self->index, self->authorities->len);
      g_autofree char *title = dup_common_name (self, certificate);
      g_autoptr (GListStore) children = g_list_store_new (TB_TYPE_CERTIFICATE_NODE);
      TbCertificateNode *node = tb_certificate_node_new (TB_CERTIFICATE_NODE_AUTHORITY, certificate, title);

      tb_certificate_node_set_children (node, G_LIST_MODEL (children));
      g_ptr_array_add (self->authorities, node);
    }
}

/* --- sorts of holder --- */

/* Services of an authority are shown together, and so are gateways, however many groups of the fleet they are. */
static const struct
{
  const char *title;
  const char *icon;
} gathered[TB_N_ROLES] = {
  [TB_ROLE_BROKER] = { N_("Services"), "tb-broker-symbolic" },
  [TB_ROLE_AUTHORITY] = { N_("Services"), "tb-broker-symbolic" },
  [TB_ROLE_GATEWAY] = { N_("Gateways"), "tb-gateway-symbolic" },
};

static TbCertificateSort *
find_gathered (TbCertificateTree *self, TbRole role, guint32 authority)
{
  for (guint i = 0; i < self->sorts->len; i++)
    {
      TbCertificateSort *sort = g_ptr_array_index (self->sorts, i);

      if (sort->authority == authority && gathered[role].title != NULL && g_strcmp0 (gathered[sort->group->role].title, gathered[role].title) == 0)
        return sort;
    }
  return NULL;
}

static TbCertificateSort *
add_sort (TbCertificateTree *self, const TbGroup *group, guint32 authority)
{
  TbCertificateSort *sort = g_new0 (TbCertificateSort, 1);
  const char *gathered_title = gathered[group->role].title;
  g_autofree char *icon = gathered_title ? g_strdup (gathered[group->role].icon) : tb_look_dup_icon (group);
  const char *title = gathered_title ? _(gathered_title) : group->label && *group->label ? _(group->label) : group->name;

  sort->authority = authority;
  sort->group = group;
  sort->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  sort->holders = tb_holder_list_new (self->fleet, tb_certificate_tree_update_holder, self);
  sort->node = tb_certificate_node_new (TB_CERTIFICATE_NODE_GROUP, self->sorts->len, title);
  tb_certificate_node_set_icon (sort->node, icon);
  tb_certificate_node_set_children (sort->node, G_LIST_MODEL (sort->holders));
  g_ptr_array_add (self->sorts, sort);
  return sort;
}

/* Once per run: who may ever have a certificate, and from whom. */
void
tb_certificate_tree_make_sorts (TbCertificateTree *self)
{
  for (guint i = 0; i < tb_fleet_get_n_groups (self->fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (self->fleet, i);
      guint32 authority = group->role == TB_ROLE_AUTHORITY && group->authority == TB_NOBODY ? group->first : group->authority;
      TbCertificateSort *sort;

      if (authority == TB_NOBODY)
        continue;
      sort = find_gathered (self, group->role, authority);
      if (sort == NULL)
        sort = add_sort (self, group, authority);
      g_array_append_val (sort->members, group->first);
      g_hash_table_insert (self->sort_of, (gpointer) group, sort);
    }
}

static void
add_above (TbCertificateTree *self, GPtrArray *path, guint certificate)
{
  if (certificate == TB_NO_CERTIFICATE)
    return;
  add_above (self, path, tb_certificate_index_find_issuer (self->index, certificate, self->position));
  g_ptr_array_add (path, find_authority_node (self, certificate));
}

/**
 * tb_certificate_tree_find_authority:
 * @self: a tree
 * @certificate: an authority's own
 *
 * Returns: (transfer full) (nullable) (element-type TbCertificateNode): the rows from the top down to it, %NULL when it is not known yet
 */
GPtrArray *
tb_certificate_tree_find_authority (TbCertificateTree *self, guint certificate)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();

  add_above (self, path, certificate);
  return g_ptr_array_find (path, NULL, NULL) ? NULL : g_steal_pointer (&path);
}

/**
 * tb_certificate_tree_find_holder:
 * @self: a tree
 * @object: whose certificate
 *
 * Returns: (transfer full) (nullable) (element-type TbCertificateNode): the rows from the top down to the sort it is in; the row itself is found
 *   there with [func@certificate_tree_find_in]. %NULL when it has none or the filter hides it
 */
GPtrArray *
tb_certificate_tree_find_holder (TbCertificateTree *self, guint32 object)
{
  TbCertificateSort *sort = self->fleet && object != TB_NOBODY ? g_hash_table_lookup (self->sort_of, tb_fleet_group_of (self->fleet, object)) : NULL;
  g_autoptr (GPtrArray) path = NULL;

  if (sort == NULL || tb_holder_list_find (sort->holders, object) == G_MAXUINT)
    return NULL;
  path = tb_certificate_tree_find_authority (self, issuing_certificate (self, sort->authority));
  if (path != NULL)
    g_ptr_array_add (path, sort->node);
  return g_steal_pointer (&path);
}

/**
 * tb_certificate_tree_find_row:
 * @self: a tree
 * @object: whose certificate
 *
 * Returns: its row below the last of [method@CertificateTree.find_holder], %G_MAXUINT when it is not shown
 */
guint
tb_certificate_tree_find_row (TbCertificateTree *self, guint32 object)
{
  TbCertificateSort *sort = g_hash_table_lookup (self->sort_of, tb_fleet_group_of (self->fleet, object));

  return sort ? tb_holder_list_find (sort->holders, object) : G_MAXUINT;
}
