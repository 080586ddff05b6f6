/* tb-session-list: see the header. The sessions that pass the filter are its rows, newest first. */
#include "tb-session-list.h"

#include "tb-rows.h"
#include "tb-session-match.h"

struct _TbSessionList
{
  GObject parent_instance;

  TbFleet *fleet;             /* owned */
  TbJournal *journal;         /* owned */
  TbSessionIndex *index;      /* owned */
  TbSessionMatch *match;      /* owned */
  guint64 position;           /* records before the playhead */
  guint n_started;            /* sessions begun before the playhead */
  guint n_ended;              /* likewise over */
  TbRows *rows;               /* owned: sessions, newest first */
  GHashTable *items;          /* session to TbSessionItem, borrowed: rows somebody holds */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TbSessionList, tb_session_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean
has_ended (TbSessionList *self, guint session)
{
  return tb_session_index_get (self->index, session)->ended < self->position;
}

static gboolean
matches (TbSessionList *self, guint session)
{
  return tb_session_match_test (self->match, tb_session_index_get (self->index, session), has_ended (self, session));
}

static void
forget_item (gpointer data, GObject *where_the_item_was)
{
  TbSessionList *self = data;
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (item == where_the_item_was)
      {
        g_hash_table_iter_remove (&iter);
        return;
      }
}

static TbSessionItem *
dup_item (TbSessionList *self, guint session)
{
  TbSessionItem *item = g_hash_table_lookup (self->items, GUINT_TO_POINTER (session));

  if (item != NULL)
    return g_object_ref (item);
  item = tb_session_item_new (self->fleet, self->journal, tb_session_index_get (self->index, session), has_ended (self, session));
  g_hash_table_insert (self->items, GUINT_TO_POINTER (session), item);
  g_object_weak_ref (G_OBJECT (item), forget_item, self);
  return item;
}

static GType
get_item_type (GListModel *model)
{
  return TB_TYPE_SESSION_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return tb_rows_get_n (TB_SESSION_LIST (model)->rows);
}

static gpointer
get_item (GListModel *model, guint row)
{
  TbSessionList *self = TB_SESSION_LIST (model);

  if (row >= tb_rows_get_n (self->rows))
    return NULL;
  return dup_item (self, tb_rows_get (self->rows, row));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
drop_items (TbSessionList *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_object_weak_unref (item, forget_item, self);
  g_hash_table_remove_all (self->items);
}

static void
drop_source (TbSessionList *self)
{
  drop_items (self);
  g_clear_pointer (&self->match, tb_session_match_free);
  g_clear_pointer (&self->index, tb_session_index_free);
  g_clear_pointer (&self->journal, tb_journal_unref);
  g_clear_pointer (&self->fleet, tb_fleet_unref);
  self->position = 0;
  self->n_started = 0;
  self->n_ended = 0;
}

static void
tb_session_list_finalize (GObject *object)
{
  TbSessionList *self = TB_SESSION_LIST (object);

  drop_source (self);
  g_hash_table_unref (self->items);
  tb_rows_free (self->rows);
  G_OBJECT_CLASS (tb_session_list_parent_class)->finalize (object);
}

static void
tb_session_list_class_init (TbSessionListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_session_list_finalize;
}

static void
tb_session_list_init (TbSessionList *self)
{
  self->rows = tb_rows_new (G_LIST_MODEL (self), TRUE);
  self->items = g_hash_table_new (NULL, NULL);
}

/**
 * tb_session_list_new:
 *
 * Returns: (transfer full): a list of nothing
 */
TbSessionList *
tb_session_list_new (void)
{
  return g_object_new (TB_TYPE_SESSION_LIST, NULL);
}

/**
 * tb_session_list_set_source:
 * @self: a list
 * @fleet: (nullable): who is there
 * @journal: (nullable): what happens
 *
 * Starts over at the beginning of another run. Filters go back to showing everything.
 */
void
tb_session_list_set_source (TbSessionList *self, TbFleet *fleet, TbJournal *journal)
{
  drop_source (self);
  if (journal != NULL)
    {
      self->fleet = tb_fleet_ref (fleet);
      self->journal = tb_journal_ref (journal);
      self->index = tb_session_index_new (journal);
      self->match = tb_session_match_new (fleet, journal);
    }
  tb_rows_clear (self->rows);
}

static void
append_new (TbSessionList *self, guint from, guint to)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint session = from; session < to; session++)
    if (matches (self, session))
      g_array_append_val (numbers, session);
  tb_rows_append (self->rows, numbers);
}

/* Rows somebody holds; few, since only what is on screen is held. */
static void
update_items (TbSessionList *self)
{
  g_autoptr (GList) sessions = g_hash_table_get_keys (self->items);

  for (GList *l = sessions; l != NULL; l = l->next)
    {
      guint session = GPOINTER_TO_UINT (l->data);
      g_autoptr (TbSessionItem) item = g_hash_table_lookup (self->items, l->data);

      if (item != NULL)
        tb_session_item_update (g_object_ref (item), tb_session_index_get (self->index, session), has_ended (self, session));
    }
}

/**
 * tb_session_list_move:
 * @self: a list
 * @position: how many records of the journal lie before the playhead
 *
 * Shows what is true there. Costs as much as there is between the old place and the new one.
 */
void
tb_session_list_move (TbSessionList *self, guint64 position)
{
  guint n_started, n_ended, n_stay, session;

  if (self->index == NULL || position == self->position)
    return;
  tb_session_index_read (self->index, position);
  n_started = tb_session_index_count_started (self->index, position);
  n_ended = tb_session_index_count_ended (self->index, position);
  n_stay = MIN (n_started, self->n_started);
  self->position = position;
  update_items (self);
  tb_rows_truncate (self->rows, n_stay);
  for (guint rank = MIN (n_ended, self->n_ended); rank < MAX (n_ended, self->n_ended); rank++)
    if ((session = tb_session_index_get_ended (self->index, rank)) < n_stay)
      tb_rows_set (self->rows, session, matches (self, session));
  append_new (self, n_stay, n_started);
  self->n_started = n_started;
  self->n_ended = n_ended;
}

static void
filter_again (TbSessionList *self)
{
  GArray *wanted = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint session = 0; session < self->n_started; session++)
    if (matches (self, session))
      g_array_append_val (wanted, session);
  tb_rows_replace (self->rows, wanted);
}

/**
 * tb_session_list_set_filter:
 * @self: a list
 * @filter: which handshakes to show
 *
 * The filter holds until the source changes.
 */
void
tb_session_list_set_filter (TbSessionList *self, TbSessionFilter filter)
{
  if (self->match != NULL && tb_session_match_set_filter (self->match, filter))
    filter_again (self);
}

/**
 * tb_session_list_set_text:
 * @self: a list
 * @text: words, each of which must be in a name, the purpose, the alert or the reason; "" for all
 *
 * Case does not matter.
 */
void
tb_session_list_set_text (TbSessionList *self, const char *text)
{
  if (self->match != NULL && tb_session_match_set_text (self->match, text))
    filter_again (self);
}

/**
 * tb_session_list_set_object:
 * @self: a list
 * @object: show only handshakes of this one, on either side; %TB_NOBODY for everybody's
 */
void
tb_session_list_set_object (TbSessionList *self, guint32 object)
{
  if (self->match != NULL && tb_session_match_set_object (self->match, object))
    filter_again (self);
}

/**
 * tb_session_list_get_n_known:
 * @self: a list
 *
 * Returns: how many handshakes have begun at the playhead, shown or not
 */
guint
tb_session_list_get_n_known (TbSessionList *self)
{
  return self->n_started;
}

/**
 * tb_session_list_dup_session:
 * @self: a list
 * @number: number of a session
 *
 * Returns: (transfer full) (nullable): the handshake, whether the filter shows it or not; %NULL before it has begun
 */
TbSessionItem *
tb_session_list_dup_session (TbSessionList *self, guint32 number)
{
  guint session;

  if (self->index == NULL || !tb_session_index_find (self->index, number, &session) || session >= self->n_started)
    return NULL;
  return dup_item (self, session);
}

/**
 * tb_session_list_find:
 * @self: a list
 * @number: number of a session
 *
 * Returns: its row, or %G_MAXUINT when the filter hides it or it has not begun
 */
guint
tb_session_list_find (TbSessionList *self, guint32 number)
{
  guint session;

  if (self->index == NULL || !tb_session_index_find (self->index, number, &session))
    return G_MAXUINT;
  return tb_rows_find (self->rows, session);
}
