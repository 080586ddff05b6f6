/* tb-session-index: see the header. */
#include "tb-session-index.h"

struct _TbSessionIndex
{
  TbJournal *journal;   /* owned */
  guint64 position;     /* records read so far */
  GArray *entries;      /* TbSessionEntry, by start */
  GArray *ends;         /* guint: entries by the place where they ended */
  GHashTable *numbers;  /* number to entry + 1 */
  GHashTable *waiting;  /* client, or its complement for what is made on purpose, to its last entry + 1, while that has no transcript */
};

/**
 * tb_session_index_new:
 * @journal: what happens
 *
 * Returns: (transfer full): an index that has read nothing yet
 */
TbSessionIndex *
tb_session_index_new (TbJournal *journal)
{
  TbSessionIndex *index = g_new0 (TbSessionIndex, 1);

  index->journal = tb_journal_ref (journal);
  index->entries = g_array_new (FALSE, FALSE, sizeof (TbSessionEntry));
  index->ends = g_array_new (FALSE, FALSE, sizeof (guint));
  index->numbers = g_hash_table_new (NULL, NULL);
  index->waiting = g_hash_table_new (NULL, NULL);
  return index;
}

/**
 * tb_session_index_free:
 * @index: (transfer full): an index
 *
 * Frees it.
 */
void
tb_session_index_free (TbSessionIndex *index)
{
  g_hash_table_unref (index->waiting);
  g_hash_table_unref (index->numbers);
  g_array_unref (index->ends);
  g_array_unref (index->entries);
  tb_journal_unref (index->journal);
  g_free (index);
}

static TbSessionEntry *
entry_at (TbSessionIndex *index, guint session)
{
  return &g_array_index (index->entries, TbSessionEntry, session);
}

/* A client shakes hands with one server at a time, and may do so on purpose besides. */
static gpointer
waiting_key (guint32 client, gboolean on_purpose)
{
  return GUINT_TO_POINTER (on_purpose ? ~client : client);
}

static void
read_start (TbSessionIndex *index, const TbRecord *record, guint64 place)
{
  TbSessionEntry entry = { .started = place, .ended = G_MAXUINT64, .time_us = record->time_us, .ended_us = G_MAXINT64, .closed_us = G_MAXINT64,
                           .number = (guint32) record->value, .client = record->subject, .server = record->object, .payload = TB_NO_PAYLOAD,
                           .purpose = (guint8) TB_TRIAL_PURPOSE (record->detail) };

  g_array_append_val (index->entries, entry);
  g_hash_table_insert (index->numbers, GUINT_TO_POINTER (entry.number), GUINT_TO_POINTER (index->entries->len));
  g_hash_table_insert (index->waiting, waiting_key (entry.client, record->kind == TB_RECORD_TRIAL_STARTED), GUINT_TO_POINTER (index->entries->len));
}

/* The first flight brings the transcript. */
static void
read_flight (TbSessionIndex *index, const TbRecord *record)
{
  gpointer key = waiting_key (record->subject, record->kind == TB_RECORD_TRIAL_FLIGHT);
  guint session = GPOINTER_TO_UINT (g_hash_table_lookup (index->waiting, key));

  if (record->detail != 0 || session == 0)
    return;
  entry_at (index, session - 1)->payload = record->payload;
  g_hash_table_remove (index->waiting, key);
}

static void
read_end (TbSessionIndex *index, const TbRecord *record, guint64 place)
{
  TbSessionEntry *entry;
  guint session;

  if (!tb_session_index_find (index, (guint32) record->value, &session))
    return;
  entry = entry_at (index, session);
  if (entry->ended != G_MAXUINT64)
    return;
  entry->ended = place;
  entry->ended_us = record->time_us;
  entry->refused = record->kind == TB_RECORD_HANDSHAKE_REFUSED || record->kind == TB_RECORD_TRIAL_REFUSED;
  entry->alert = entry->refused ? record->detail : 0;
  if (record->payload != TB_NO_PAYLOAD)
    entry->payload = record->payload;
  g_array_append_val (index->ends, session);
}

static void
read_close (TbSessionIndex *index, const TbRecord *record)
{
  guint session;

  if (tb_session_index_find (index, (guint32) record->value, &session))
    entry_at (index, session)->closed_us = record->time_us;
}

static void
read_record (TbSessionIndex *index, const TbRecord *record, guint64 place)
{
  switch (record->kind)
    {
    case TB_RECORD_HANDSHAKE_STARTED:
    case TB_RECORD_TRIAL_STARTED:
      read_start (index, record, place);
      break;
    case TB_RECORD_FLIGHT:
    case TB_RECORD_TRIAL_FLIGHT:
      read_flight (index, record);
      break;
    case TB_RECORD_HANDSHAKE_COMPLETED:
    case TB_RECORD_HANDSHAKE_REFUSED:
    case TB_RECORD_TRIAL_COMPLETED:
    case TB_RECORD_TRIAL_REFUSED:
      read_end (index, record, place);
      break;
    case TB_RECORD_SESSION_CLOSED:
      read_close (index, record);
      break;
    default:
      break;
    }
}

/**
 * tb_session_index_read:
 * @index: an index
 * @position: a place in the journal, not beyond its published length
 *
 * Reads what is new up to @position; never forgets.
 */
void
tb_session_index_read (TbSessionIndex *index, guint64 position)
{
  const TbRecord *span;
  gsize n;

  while (index->position < position && (span = tb_journal_get_span (index->journal, index->position, position, &n)) != NULL)
    {
      for (gsize i = 0; i < n; i++)
        read_record (index, &span[i], index->position + i);
      index->position += n;
    }
}

/**
 * tb_session_index_count_started:
 * @index: an index that has read as far as @position
 * @position: a place in the journal
 *
 * Returns: how many handshakes had begun before that place
 */
guint
tb_session_index_count_started (TbSessionIndex *index, guint64 position)
{
  guint low = 0, high = index->entries->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (entry_at (index, middle)->started < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * tb_session_index_count_ended:
 * @index: an index that has read as far as @position
 * @position: a place in the journal
 *
 * Returns: how many handshakes were over before that place
 */
guint
tb_session_index_count_ended (TbSessionIndex *index, guint64 position)
{
  guint low = 0, high = index->ends->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (entry_at (index, tb_session_index_get_ended (index, middle))->ended < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * tb_session_index_get:
 * @index: an index
 * @session: a handshake, counted from 0 in the order they began
 *
 * Returns: (transfer none): what is known of it, good until the next read
 */
const TbSessionEntry *
tb_session_index_get (TbSessionIndex *index, guint session)
{
  return entry_at (index, session);
}

/**
 * tb_session_index_get_ended:
 * @index: an index
 * @rank: counted from 0 in the order they ended
 *
 * Returns: which handshake ended as the @rank th
 */
guint
tb_session_index_get_ended (TbSessionIndex *index, guint rank)
{
  return g_array_index (index->ends, guint, rank);
}

/**
 * tb_session_index_find:
 * @index: an index
 * @number: number of a session
 * @session: (out): which handshake that is
 *
 * Returns: whether it is there
 */
gboolean
tb_session_index_find (TbSessionIndex *index, guint32 number, guint *session)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (index->numbers, GUINT_TO_POINTER (number)));

  *session = found - 1;
  return found > 0;
}
