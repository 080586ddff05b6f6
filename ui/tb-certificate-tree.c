/* tb-certificate-tree: see the header.
 *
 * What is judged and filtered is here; where each row has its place is in tb-certificate-arrange.c. Between two places in the journal only those
 * are looked at whom a record there concerns. */
#include "tb-certificate-tree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-certificate-text.h"
#include "tb-certificate-tree-private.h"
#include "tb-units.h"

/* With more to look at than this, everybody is. */
#define MANY 256

#define YEAR_US (36525 * TB_US_PER_DAY / 100)
#define LONG_US (2 * YEAR_US)

G_DEFINE_FINAL_TYPE (TbCertificateTree, tb_certificate_tree, G_TYPE_OBJECT)

/* --- what is so --- */

static TbIdentityState
judge (TbCertificateTree *self, guint certificate)
{
  const TbCertificateEntry *entry = tb_certificate_index_get (self->index, certificate);
  TbIdentityState state = tb_certificate_index_judge (self->index, certificate, self->position, tb_fold_get_time (self->fold));

  if (state == TB_IDENTITY_VALID && entry->depth < 0 && tb_fold_get (self->fold, entry->subject)->identity == TB_IDENTITY_RENEWING)
    return TB_IDENTITY_RENEWING;
  return state;
}

static char *
make_tail (TbCertificateTree *self, guint certificate, TbIdentityState state)
{
  gint64 left_us = tb_certificate_index_get (self->index, certificate)->not_after_us - tb_fold_get_time (self->fold);
  g_autofree char *duration = tb_units_format_short (ABS (left_us));

  if (state == TB_IDENTITY_REVOKED)
    return g_strdup (tb_look_get_word (tb_look_identity (state)));
  if (left_us > LONG_US)
    return g_strdup_printf (_("%d years"), (int) (left_us / YEAR_US));
  /* Translators: %s is a duration */
  return left_us > 0 ? g_strdup (duration) : g_strdup_printf (_("%s ago"), duration);
}

/* What a row of a holder shows now; @user_data is the tree. */
void
tb_certificate_tree_update_holder (TbCertificateNode *node, gpointer user_data)
{
  TbCertificateTree *self = user_data;
  guint certificate = tb_certificate_index_find_current (self->index, tb_certificate_node_get_number (node), self->position);
  TbIdentityState state = certificate != TB_NO_CERTIFICATE ? judge (self, certificate) : TB_IDENTITY_NONE;
  g_autofree char *tail = certificate != TB_NO_CERTIFICATE ? make_tail (self, certificate, state) : g_strdup ("");

  tb_certificate_node_update (node, tb_look_identity (state), tail);
}

static void
update_authority (TbCertificateTree *self, TbCertificateNode *node)
{
  guint certificate = tb_certificate_node_get_number (node);
  const TbCertificateEntry *entry = tb_certificate_index_get (self->index, certificate);
  const char *tail = entry->depth == 0 ? _("root") : entry->is_cross ? _("cross") : _("issuing");

  tb_certificate_node_update (node, tb_look_identity (judge (self, certificate)), tail);
}

/* --- which are shown --- */

static gboolean
passes_filter (TbCertificateFilter filter, TbIdentityState state)
{
  switch (filter)
    {
    case TB_CERTIFICATE_FILTER_VALID: return state == TB_IDENTITY_VALID || state == TB_IDENTITY_RENEWING;
    case TB_CERTIFICATE_FILTER_EXPIRING: return state == TB_IDENTITY_EXPIRING;
    case TB_CERTIFICATE_FILTER_EXPIRED: return state == TB_IDENTITY_EXPIRED;
    case TB_CERTIFICATE_FILTER_REVOKED: return state == TB_IDENTITY_REVOKED;
    default: return TRUE;
    }
}

static gboolean
has_words (TbCertificateTree *self, guint32 object, TbIdentityState state)
{
  const TbGroup *group = tb_fleet_group_of (self->fleet, object);
  g_autofree char *name = tb_fleet_dup_name (self->fleet, object);
  g_autofree char *text = g_strconcat (name, " ", group->label ? _(group->label) : "", " ", tb_look_get_word (tb_look_identity (state)), NULL);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  for (guint i = 0; self->words[i] != NULL; i++)
    if (strstr (folded, self->words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_wanted (TbCertificateTree *self, guint32 object)
{
  guint certificate = tb_certificate_index_find_current (self->index, object, self->position);
  TbIdentityState state;

  if (certificate == TB_NO_CERTIFICATE)
    return FALSE;
  if (self->filter == TB_CERTIFICATE_FILTER_ALL && self->words == NULL)
    return TRUE;
  state = judge (self, certificate);
  return passes_filter (self->filter, state) && (self->words == NULL || has_words (self, object, state));
}

static void
filter_sort (TbCertificateTree *self, TbCertificateSort *sort)
{
  GArray *wanted = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < sort->members->len; i++)
    {
      const TbGroup *group = tb_fleet_group_of (self->fleet, g_array_index (sort->members, guint32, i));

      for (guint32 object = group->first; object < group->first + group->count; object++)
        if (is_wanted (self, object))
          g_array_append_val (wanted, object);
    }
  tb_holder_list_replace (sort->holders, wanted);
}

static void
filter_all (TbCertificateTree *self)
{
  for (guint i = 0; i < self->sorts->len; i++)
    filter_sort (self, g_ptr_array_index (self->sorts, i));
}

static void
filter_object (TbCertificateTree *self, guint32 object)
{
  TbCertificateSort *sort = g_hash_table_lookup (self->sort_of, tb_fleet_group_of (self->fleet, object));

  if (sort != NULL)
    tb_holder_list_set (sort->holders, object, is_wanted (self, object));
}

/* Whom the records between two places concern; FALSE when they are too many to be worth counting. */
static gboolean
find_concerned (TbCertificateTree *self, guint64 from, guint64 to, GHashTable *objects)
{
  while (from < to && g_hash_table_size (objects) <= MANY)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (self->journal, from, to, &n_records);

      for (gsize i = 0; i < n_records; i++)
        if (tb_certificate_index_concerns (&records[i]))
          g_hash_table_add (objects, GUINT_TO_POINTER (records[i].subject));
      from += n_records;
    }
  return g_hash_table_size (objects) <= MANY;
}

static void
refresh (TbCertificateTree *self)
{
  for (guint i = 0; i < self->sorts->len; i++)
    {
      TbCertificateSort *sort = g_ptr_array_index (self->sorts, i);
      g_autofree char *count = g_strdup_printf ("%u", tb_certificate_sort_get_n (sort));

      tb_certificate_node_update (sort->node, NULL, count);
      if (tb_certificate_sort_get_n (sort) == 0)
        tb_certificate_node_renew_offer (sort->node);
      tb_holder_list_refresh (sort->holders);
    }
  for (guint i = 0; i < self->authorities->len; i++)
    update_authority (self, g_ptr_array_index (self->authorities, i));
}

/* --- the object --- */

static void
drop_source (TbCertificateTree *self)
{
  g_list_store_remove_all (self->roots);
  g_ptr_array_set_size (self->authorities, 0);
  g_hash_table_remove_all (self->sort_of);
  g_ptr_array_set_size (self->sorts, 0);
  g_clear_pointer (&self->index, tb_certificate_index_free);
  g_clear_pointer (&self->journal, tb_journal_unref);
  g_clear_pointer (&self->fleet, tb_fleet_unref);
  self->fold = NULL;
  self->position = 0;
}

static void
tb_certificate_tree_finalize (GObject *object)
{
  TbCertificateTree *self = TB_CERTIFICATE_TREE (object);

  drop_source (self);
  g_object_unref (self->roots);
  g_ptr_array_unref (self->authorities);
  g_ptr_array_unref (self->sorts);
  g_hash_table_unref (self->sort_of);
  g_strfreev (self->words);
  G_OBJECT_CLASS (tb_certificate_tree_parent_class)->finalize (object);
}

static void
tb_certificate_tree_class_init (TbCertificateTreeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_certificate_tree_finalize;
}

static void
tb_certificate_tree_init (TbCertificateTree *self)
{
  self->roots = g_list_store_new (TB_TYPE_CERTIFICATE_NODE);
  self->authorities = g_ptr_array_new_with_free_func (g_object_unref);
  self->sorts = g_ptr_array_new_with_free_func (tb_certificate_sort_free);
  self->sort_of = g_hash_table_new (NULL, NULL);
}

/**
 * tb_certificate_tree_new:
 *
 * Returns: (transfer full): a tree of nothing
 */
TbCertificateTree *
tb_certificate_tree_new (void)
{
  return g_object_new (TB_TYPE_CERTIFICATE_TREE, NULL);
}

/**
 * tb_certificate_tree_set_source:
 * @self: a tree
 * @fold: (nullable): the state at the playhead, which must live until another is set
 *
 * Starts over with another run; the filter stays.
 */
void
tb_certificate_tree_set_source (TbCertificateTree *self, TbFold *fold)
{
  drop_source (self);
  if (fold == NULL)
    return;
  self->fold = fold;
  self->fleet = tb_fleet_ref (tb_fold_get_fleet (fold));
  self->journal = tb_journal_ref (tb_fold_get_journal (fold));
  self->index = tb_certificate_index_new (self->journal);
  tb_certificate_tree_make_sorts (self);
  tb_certificate_tree_move (self);
}

/**
 * tb_certificate_tree_move:
 * @self: a tree
 *
 * Shows what is true where the fold is now. Costs as much as there is between the old place and the new one.
 */
void
tb_certificate_tree_move (TbCertificateTree *self)
{
  g_autoptr (GHashTable) concerned = g_hash_table_new (NULL, NULL);
  guint64 old = self->position;
  GHashTableIter iter;
  gpointer object;

  if (self->fold == NULL)
    return;
  self->position = tb_fold_get_position (self->fold);
  tb_certificate_index_read (self->index, self->position);
  if (!find_concerned (self, MIN (old, self->position), MAX (old, self->position), concerned))
    filter_all (self);
  else
    for (g_hash_table_iter_init (&iter, concerned); g_hash_table_iter_next (&iter, &object, NULL);)
      filter_object (self, GPOINTER_TO_UINT (object));
  if (old != self->position)
    {
      tb_certificate_tree_know_authorities (self);
      tb_certificate_tree_arrange (self);
    }
  refresh (self);
}

static void
filter_again (TbCertificateTree *self)
{
  if (self->fold == NULL)
    return;
  filter_all (self);
  tb_certificate_tree_arrange (self);
  refresh (self);
}

/**
 * tb_certificate_tree_set_filter:
 * @self: a tree
 * @filter: which certificates to show
 */
void
tb_certificate_tree_set_filter (TbCertificateTree *self, TbCertificateFilter filter)
{
  if (self->filter == filter)
    return;
  self->filter = filter;
  filter_again (self);
}

/**
 * tb_certificate_tree_set_text:
 * @self: a tree
 * @text: words, each of which must be in the name of the holder, its kind or the word for the state; "" for all
 *
 * Case does not matter.
 */
void
tb_certificate_tree_set_text (TbCertificateTree *self, const char *text)
{
  g_clear_pointer (&self->words, g_strfreev);
  self->words = tb_certificate_text_split (text);
  filter_again (self);
}

GListModel *
tb_certificate_tree_get_roots (TbCertificateTree *self)
{
  return G_LIST_MODEL (self->roots);
}

TbCertificateIndex *
tb_certificate_tree_get_index (TbCertificateTree *self)
{
  return self->index;
}

/**
 * tb_certificate_tree_get_n_known:
 * @self: a tree
 *
 * Returns: how many have a certificate at the playhead, shown or not
 */
guint
tb_certificate_tree_get_n_known (TbCertificateTree *self)
{
  return self->index ? tb_certificate_index_count_subjects (self->index, self->position) : 0;
}

guint
tb_certificate_tree_get_n_shown (TbCertificateTree *self)
{
  guint n = 0;

  for (guint i = 0; i < self->sorts->len; i++)
    n += tb_certificate_sort_get_n (g_ptr_array_index (self->sorts, i));
  return n;
}

/**
 * tb_certificate_tree_get_look:
 * @self: a tree
 * @certificate: one of the index
 *
 * Returns: (transfer none): how it stands at the playhead
 */
const TbLook *
tb_certificate_tree_get_look (TbCertificateTree *self, guint certificate)
{
  return tb_look_identity (judge (self, certificate));
}

/**
 * tb_certificate_tree_get_group:
 * @self: a tree
 * @node: a sort of holder
 *
 * Returns: (transfer none): the fleet's group it stands for, the first of them for services
 */
const TbGroup *
tb_certificate_tree_get_group (TbCertificateTree *self, TbCertificateNode *node)
{
  return ((TbCertificateSort *) g_ptr_array_index (self->sorts, tb_certificate_node_get_number (node)))->group;
}
