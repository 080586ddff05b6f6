/* tb-policy-graph: see the header. Step names are those of RFC 9618 section 5. Object identifiers are borrowed from the certificates. */
#include "tb-policy-graph.h"

#define MAX_LISTED 6

typedef struct
{
  const ASN1_OBJECT *policy;
  GPtrArray *expected;           /* of ASN1_OBJECT */
  GPtrArray *parents;            /* of Node in the level before */
  guint n_children;
} Node;

struct _TbPolicyGraph
{
  GPtrArray *levels;             /* of GHashTable: policy to Node; empty when the graph is NULL */
};

static guint
object_hash (gconstpointer object)
{
  const guint8 *bytes = OBJ_get0_data (object);
  guint hash = 5381;

  for (gsize i = 0; i < OBJ_length (object); i++)
    hash = hash * 33 + bytes[i];
  return hash;
}

static gboolean
object_equal (gconstpointer a, gconstpointer b)
{
  return OBJ_cmp (a, b) == 0;
}

static const ASN1_OBJECT *
any_policy (void)
{
  return OBJ_nid2obj (NID_any_policy);
}

static gboolean
is_any (const ASN1_OBJECT *policy)
{
  return OBJ_obj2nid (policy) == NID_any_policy;
}

static void
node_free (Node *node)
{
  g_ptr_array_unref (node->expected);
  g_ptr_array_unref (node->parents);
  g_free (node);
}

static GHashTable *
level_new (void)
{
  return g_hash_table_new_full (object_hash, object_equal, NULL, (GDestroyNotify) node_free);
}

static Node *
add_node (GHashTable *level, const ASN1_OBJECT *policy)
{
  Node *node = g_new0 (Node, 1);

  node->policy = policy;
  node->expected = g_ptr_array_new ();
  node->parents = g_ptr_array_new ();
  g_ptr_array_add (node->expected, (gpointer) policy);
  g_hash_table_insert (level, (gpointer) policy, node);
  return node;
}

static void
add_edge (Node *parent, Node *child)
{
  g_ptr_array_add (child->parents, parent);
  parent->n_children++;
}

static GHashTable *
last_level (const TbPolicyGraph *graph, guint back)
{
  return g_ptr_array_index (graph->levels, graph->levels->len - 1 - back);
}

/* A graph of one node, anyPolicy (section 6.1.2 (a)). */
TbPolicyGraph *
tb_policy_graph_new (void)
{
  TbPolicyGraph *graph = g_new (TbPolicyGraph, 1);
  GHashTable *level = level_new ();

  graph->levels = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  add_node (level, any_policy ());
  g_ptr_array_add (graph->levels, level);
  return graph;
}

void
tb_policy_graph_free (TbPolicyGraph *graph)
{
  g_ptr_array_unref (graph->levels);
  g_free (graph);
}

void
tb_policy_graph_clear (TbPolicyGraph *graph)
{
  g_ptr_array_set_size (graph->levels, 0);
}

gboolean
tb_policy_graph_is_null (const TbPolicyGraph *graph)
{
  return graph->levels->len == 0;
}

/* --- pruning --- */

static void
forget_edges (Node *node)
{
  for (guint i = 0; i < node->parents->len; i++)
    ((Node *) g_ptr_array_index (node->parents, i))->n_children--;
}

static gboolean
drop_if_childless (gpointer policy, gpointer data, gpointer user_data)
{
  Node *node = data;

  if (node->n_children > 0)
    return FALSE;
  forget_edges (node);
  return TRUE;
}

/* Section 6.1.3 (d)(3): what leads nowhere goes, level by level upwards. */
static void
prune (TbPolicyGraph *graph)
{
  for (guint back = 1; back < graph->levels->len; back++)
    g_hash_table_foreach_remove (last_level (graph, back), drop_if_childless, NULL);
  if (g_hash_table_size (last_level (graph, 0)) == 0)
    tb_policy_graph_clear (graph);
}

/* --- section 6.1.3 (d): one certificate down --- */

/* Which nodes of @level expect each policy. */
static GHashTable *
index_expected (GHashTable *level)
{
  GHashTable *index = g_hash_table_new_full (object_hash, object_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  GHashTableIter iter;
  gpointer node;

  g_hash_table_iter_init (&iter, level);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    for (guint i = 0; i < ((Node *) node)->expected->len; i++)
      {
        gpointer policy = g_ptr_array_index (((Node *) node)->expected, i);
        GPtrArray *nodes = g_hash_table_lookup (index, policy);

        if (nodes == NULL)
          g_hash_table_insert (index, policy, nodes = g_ptr_array_new ());
        g_ptr_array_add (nodes, node);
      }
  return index;
}

static void
add_below (GHashTable *level, const ASN1_OBJECT *policy, GPtrArray *parents)
{
  Node *node = add_node (level, policy);

  for (guint i = 0; i < parents->len; i++)
    add_edge (g_ptr_array_index (parents, i), node);
}

/* (d)(1): the policies that are named. */
static void
descend_named (GHashTable *above, GHashTable *index, GHashTable *level, const CERTIFICATEPOLICIES *policies)
{
  Node *any = g_hash_table_lookup (above, any_policy ());

  for (int i = 0; i < sk_POLICYINFO_num (policies); i++)
    {
      const ASN1_OBJECT *policy = sk_POLICYINFO_value (policies, i)->policyid;
      GPtrArray *parents = g_hash_table_lookup (index, policy);

      if (is_any (policy) || g_hash_table_contains (level, policy))
        continue;
      if (parents != NULL)
        add_below (level, policy, parents);
      else if (any != NULL)
        add_edge (any, add_node (level, policy));
    }
}

/* (d)(2): what anyPolicy stands for. */
static void
descend_any (GHashTable *index, GHashTable *level)
{
  GHashTableIter iter;
  gpointer policy, parents;

  g_hash_table_iter_init (&iter, index);
  while (g_hash_table_iter_next (&iter, &policy, &parents))
    if (!g_hash_table_contains (level, policy))
      add_below (level, policy, parents);
}

static gboolean
names_any (const CERTIFICATEPOLICIES *policies)
{
  for (int i = 0; i < sk_POLICYINFO_num (policies); i++)
    if (is_any (sk_POLICYINFO_value (policies, i)->policyid))
      return TRUE;
  return FALSE;
}

/* @policies: of the next certificate; @any_counts: whether anyPolicy among them is taken to mean anything */
void
tb_policy_graph_descend (TbPolicyGraph *graph, const CERTIFICATEPOLICIES *policies, gboolean any_counts)
{
  g_autoptr (GHashTable) index = NULL;
  GHashTable *level, *above;

  if (tb_policy_graph_is_null (graph))
    return;
  above = last_level (graph, 0);
  index = index_expected (above);
  level = level_new ();
  descend_named (above, index, level, policies);
  if (any_counts && names_any (policies))
    descend_any (index, level);
  g_ptr_array_add (graph->levels, level);
  prune (graph);
}

/* --- section 6.1.4 (b): mappings --- */

static void
forbid (TbPolicyGraph *graph, const ASN1_OBJECT *policy)
{
  Node *node = g_hash_table_lookup (last_level (graph, 0), policy);

  if (node == NULL)
    return;
  forget_edges (node);
  g_hash_table_remove (last_level (graph, 0), policy);
}

/* The node that stands for @policy, made below anyPolicy when only that is there. */
static Node *
find_or_make (TbPolicyGraph *graph, const ASN1_OBJECT *policy)
{
  GHashTable *level = last_level (graph, 0);
  Node *node = g_hash_table_lookup (level, policy), *any = g_hash_table_lookup (level, any_policy ());

  if (node != NULL || any == NULL)
    return node;
  node = add_node (level, policy);
  for (guint i = 0; i < any->parents->len; i++)
    add_edge (g_ptr_array_index (any->parents, i), node);
  return node;
}

static void
map_one (TbPolicyGraph *graph, const POLICY_MAPPING *mapping, GHashTable *mapped)
{
  Node *node = find_or_make (graph, mapping->issuerDomainPolicy);

  if (node == NULL)
    return;
  if (g_hash_table_add (mapped, node))
    g_ptr_array_set_size (node->expected, 0);
  g_ptr_array_add (node->expected, mapping->subjectDomainPolicy);
}

/* @mapping_allowed: whether policies may be mapped at all here; else those that would be are no longer valid */
void
tb_policy_graph_map (TbPolicyGraph *graph, const POLICY_MAPPINGS *mappings, gboolean mapping_allowed)
{
  g_autoptr (GHashTable) mapped = g_hash_table_new (NULL, NULL);

  if (tb_policy_graph_is_null (graph))
    return;
  for (int i = 0; i < sk_POLICY_MAPPING_num (mappings); i++)
    if (mapping_allowed)
      map_one (graph, sk_POLICY_MAPPING_value (mappings, i), mapped);
    else
      forbid (graph, sk_POLICY_MAPPING_value (mappings, i)->issuerDomainPolicy);
  prune (graph);
}

/* --- section 6.1.5 (g): what is left --- */

static gboolean
is_below_any (const Node *node)
{
  return node->parents->len == 1 && is_any (((Node *) g_ptr_array_index (node->parents, 0))->policy);
}

/* The policies that the authorities allow: where each was first named. anyPolicy is among them only when the last level has it. */
static GHashTable *
authority_constrained (const TbPolicyGraph *graph)
{
  GHashTable *set = g_hash_table_new (object_hash, object_equal);

  for (guint depth = 0; depth < graph->levels->len; depth++)
    {
      GHashTableIter iter;
      gpointer policy, node;

      g_hash_table_iter_init (&iter, g_ptr_array_index (graph->levels, depth));
      while (g_hash_table_iter_next (&iter, &policy, &node))
        if (is_any (policy) ? depth == graph->levels->len - 1 : is_below_any (node))
          g_hash_table_add (set, policy);
    }
  return set;
}

/* @wanted: (nullable): OIDs of the initial policy set, NULL for any. Whether one of them is valid for the whole path. */
gboolean
tb_policy_graph_meets (const TbPolicyGraph *graph, const char *const *wanted)
{
  g_autoptr (GHashTable) set = NULL;
  gboolean meets = FALSE;

  if (tb_policy_graph_is_null (graph))
    return FALSE;
  set = authority_constrained (graph);
  if (wanted == NULL)
    return g_hash_table_size (set) > 0;
  for (; *wanted != NULL && !meets; wanted++)
    {
      ASN1_OBJECT *policy = OBJ_txt2obj (*wanted, 0);

      meets = policy != NULL && (is_any (policy) || g_hash_table_contains (set, policy) || g_hash_table_contains (set, any_policy ()));
      ASN1_OBJECT_free (policy);
    }
  return meets;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The valid policies, in a fixed order. */
char *
tb_policy_graph_to_text (const TbPolicyGraph *graph)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) set = authority_constrained (graph);
  guint n = g_hash_table_size (set);
  GHashTableIter iter;
  gpointer policy;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &policy, NULL))
    {
      char oid[128];

      OBJ_obj2txt (oid, sizeof oid, policy, 1);
      g_ptr_array_add (texts, g_strdup (oid));
    }
  g_ptr_array_sort (texts, compare_texts);
  if (n > MAX_LISTED)
    g_ptr_array_set_size (texts, MAX_LISTED);
  g_ptr_array_add (texts, NULL);
  return n == 0 ? g_strdup ("none") : g_strjoinv (", ", (char **) texts->pdata);
}
