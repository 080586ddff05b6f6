/* tb-signed-index: see the header. It reads what is new and never forgets, since the journal does neither. */
#include "tb-signed-index.h"

struct _TbSignedIndex
{
  TbJournal *journal;   /* owned */
  guint64 position;     /* records read so far */
  GArray *entries;      /* owned: TbSignedEntry, by number less 1 */
};

/**
 * tb_signed_index_new:
 * @journal: what happens
 *
 * Returns: (transfer full): an index that has read nothing yet
 */
TbSignedIndex *
tb_signed_index_new (TbJournal *journal)
{
  TbSignedIndex *index = g_new0 (TbSignedIndex, 1);

  index->journal = tb_journal_ref (journal);
  index->entries = g_array_new (FALSE, FALSE, sizeof (TbSignedEntry));
  return index;
}

/**
 * tb_signed_index_free:
 * @index: (transfer full): an index
 *
 * Frees it.
 */
void
tb_signed_index_free (TbSignedIndex *index)
{
  g_array_unref (index->entries);
  tb_journal_unref (index->journal);
  g_free (index);
}

static void
add (TbSignedIndex *index, const TbRecord *record, guint64 place)
{
  const TbSignedEntry entry = { place, record->time_us, index->entries->len + 1, record->subject, record->object, record->payload, record->detail == 1 };

  g_array_append_val (index->entries, entry);
}

/**
 * tb_signed_index_read:
 * @index: an index
 * @position: a place in the journal, not beyond its published length
 *
 * Reads what is new up to @position.
 */
void
tb_signed_index_read (TbSignedIndex *index, guint64 position)
{
  while (index->position < position)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (index->journal, index->position, position, &n_records);

      for (gsize i = 0; i < n_records; i++)
        if (records[i].kind == TB_RECORD_BENCH_SIGNED)
          add (index, &records[i], index->position + i);
      index->position += n_records;
    }
}

/**
 * tb_signed_index_count:
 * @index: an index
 * @position: a place in the journal
 *
 * Returns: how many signatures come before it, of those that were read
 */
guint
tb_signed_index_count (TbSignedIndex *index, guint64 position)
{
  guint n = index->entries->len;

  while (n > 0 && g_array_index (index->entries, TbSignedEntry, n - 1).place >= position)
    n--;
  return n;
}

/**
 * tb_signed_index_find:
 * @index: an index
 * @number: counted from 1
 *
 * Returns: (transfer none) (nullable): that signature, until more is read
 */
const TbSignedEntry *
tb_signed_index_find (TbSignedIndex *index, guint number)
{
  return number > 0 && number <= index->entries->len ? &g_array_index (index->entries, TbSignedEntry, number - 1) : NULL;
}
