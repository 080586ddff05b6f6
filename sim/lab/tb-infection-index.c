/* tb-infection-index: see the header.
 *
 * The children of an entry are a list from the last to the first. Each also points to one further back (Myers 1983, "An applicative random-access
 * stack"), so that the nth, and the last one before a limit, are found in steps that grow with the logarithm of their number. */
#include "tb-infection-index.h"

struct _TbInfectionIndex
{
  TbJournal *journal;        /* owned */
  guint64 position;          /* records read so far */
  GArray *entries;           /* TbInfectionEntry, by time */
  GHashTable *devices;       /* device to its last entry */
  GPtrArray *generations;    /* of GArray of guint32: entries of each generation, from the first */
};

static TbInfectionEntry *
entry_at (TbInfectionIndex *index, guint entry)
{
  return &g_array_index (index->entries, TbInfectionEntry, entry);
}

static void
add_to_generation (TbInfectionIndex *index, guint generation, guint32 entry)
{
  if (generation == index->generations->len)
    g_ptr_array_add (index->generations, g_array_new (FALSE, FALSE, sizeof (guint32)));
  g_array_append_val ((GArray *) g_ptr_array_index (index->generations, generation), entry);
}

/**
 * tb_infection_index_new:
 * @journal: what happens
 * @attacker: who begins, or %TB_NOBODY
 *
 * Returns: (transfer full): an index that has read nothing yet
 */
TbInfectionIndex *
tb_infection_index_new (TbJournal *journal, guint32 attacker)
{
  TbInfectionIndex *index = g_new0 (TbInfectionIndex, 1);
  TbInfectionEntry root = { .time_us = G_MININT64, .cleared_us = G_MAXINT64, .device = attacker };

  index->journal = tb_journal_ref (journal);
  index->entries = g_array_new (FALSE, FALSE, sizeof (TbInfectionEntry));
  index->devices = g_hash_table_new (NULL, NULL);
  index->generations = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_array_append_val (index->entries, root);
  add_to_generation (index, 0, TB_INFECTION_ROOT);
  return index;
}

/**
 * tb_infection_index_free:
 * @index: (transfer full): an index
 *
 * Frees it.
 */
void
tb_infection_index_free (TbInfectionIndex *index)
{
  g_ptr_array_unref (index->generations);
  g_hash_table_unref (index->devices);
  g_array_unref (index->entries);
  tb_journal_unref (index->journal);
  g_free (index);
}

static guint32
last_of (TbInfectionIndex *index, guint32 device)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (index->devices, GUINT_TO_POINTER (device)));
}

static gboolean
is_taken (TbInfectionIndex *index, guint32 entry)
{
  return entry != TB_INFECTION_ROOT && entry_at (index, entry)->cleared_us == G_MAXINT64;
}

/* Further back than @previous: as far as its own two jumps when those are equally long, else just to it. */
static guint32
find_jump (TbInfectionIndex *index, guint32 previous)
{
  const TbInfectionEntry *before = entry_at (index, previous);
  const TbInfectionEntry *far = entry_at (index, before->jump);

  if (previous == 0 || before->jump == 0 || far->jump == 0)
    return previous;
  return before->ordinal - far->ordinal == far->ordinal - entry_at (index, far->jump)->ordinal ? far->jump : previous;
}

static void
add (TbInfectionIndex *index, const TbRecord *record, guint32 earlier)
{
  guint32 parent = record->object == record->subject ? TB_INFECTION_ROOT : last_of (index, record->object);
  guint32 entry = index->entries->len, previous = entry_at (index, parent)->last_child;
  TbInfectionEntry taken = { record->time_us, G_MAXINT64, record->subject, parent, 0, 0, 0, 0, previous, 0, earlier };

  taken.ordinal = entry_at (index, parent)->n_children++;
  taken.generation = entry_at (index, parent)->generation + 1;
  taken.jump = find_jump (index, previous);
  entry_at (index, parent)->last_child = entry;
  g_array_append_val (index->entries, taken);
  g_hash_table_insert (index->devices, GUINT_TO_POINTER (record->subject), GUINT_TO_POINTER (entry));
  add_to_generation (index, taken.generation, entry);
}

/* What contradicts what was read before is left out: who is taken cannot be taken, who is not cannot be cleared. */
static void
take (TbInfectionIndex *index, const TbRecord *record)
{
  guint32 last;

  if (record->kind != TB_RECORD_INFECTED && record->kind != TB_RECORD_CLEARED)
    return;
  last = last_of (index, record->subject);
  if (record->subject == TB_NOBODY || record->subject == entry_at (index, TB_INFECTION_ROOT)->device
      || is_taken (index, last) == (record->kind == TB_RECORD_INFECTED))
    return;
  if (record->kind == TB_RECORD_INFECTED)
    add (index, record, last);
  else
    entry_at (index, last)->cleared_us = record->time_us;
}

/**
 * tb_infection_index_read:
 * @index: an index
 * @position: how many records to read at least; what was read stays
 *
 * Reads on in the journal, as far as it has been published.
 *
 * Returns: whether it read anything
 */
gboolean
tb_infection_index_read (TbInfectionIndex *index, guint64 position)
{
  guint64 begun = index->position, end = MIN (position, tb_journal_get_length (index->journal));

  while (index->position < end)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (index->journal, index->position, end, &n_records);

      for (gsize i = 0; i < n_records; i++)
        take (index, &records[i]);
      index->position += n_records;
    }
  return index->position > begun;
}

/**
 * tb_infection_index_get_limit:
 * @index: an index
 * @time_us: simulated time
 *
 * Returns: how many entries there were at @time_us, the attacker's included; entries below this number had happened
 */
guint
tb_infection_index_get_limit (TbInfectionIndex *index, gint64 time_us)
{
  guint low = 1, high = index->entries->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (entry_at (index, middle)->time_us <= time_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * tb_infection_index_get:
 * @index: an index
 * @entry: %TB_INFECTION_ROOT or another
 *
 * Returns: (transfer none): it, until more is read
 */
const TbInfectionEntry *
tb_infection_index_get (TbInfectionIndex *index, guint entry)
{
  return entry_at (index, entry);
}

/**
 * tb_infection_index_find:
 * @index: an index
 * @device: a device, or the attacker
 * @limit: see [func@infection_index_get_limit]
 * @entry: (out): its last entry below @limit
 *
 * Returns: whether it had been taken by then
 */
gboolean
tb_infection_index_find (TbInfectionIndex *index, guint32 device, guint limit, guint *entry)
{
  *entry = TB_INFECTION_ROOT;
  if (device == entry_at (index, TB_INFECTION_ROOT)->device)
    return device != TB_NOBODY;
  *entry = last_of (index, device);
  while (*entry >= limit && *entry != 0)
    *entry = entry_at (index, *entry)->earlier;
  return *entry != 0;
}

/* The last child below @limit, 0 for none. */
static guint32
find_child_below (TbInfectionIndex *index, guint entry, guint limit)
{
  guint32 child = entry_at (index, entry)->last_child;

  while (child >= limit && child != 0)
    {
      const TbInfectionEntry *at = entry_at (index, child);

      child = at->jump >= limit ? at->jump : at->previous;
    }
  return child;
}

/**
 * tb_infection_index_count_children:
 * @index: an index
 * @entry: who took them
 * @limit: see [func@infection_index_get_limit]
 *
 * Returns: how many it had taken by then
 */
guint
tb_infection_index_count_children (TbInfectionIndex *index, guint entry, guint limit)
{
  guint32 child = find_child_below (index, entry, limit);

  return child != 0 ? entry_at (index, child)->ordinal + 1 : 0;
}

/**
 * tb_infection_index_get_child:
 * @index: an index
 * @entry: who took it
 * @nth: which, from 0, in the order in which they were taken
 *
 * Returns: the entry of that child, 0 where there is none
 */
guint
tb_infection_index_get_child (TbInfectionIndex *index, guint entry, guint nth)
{
  guint32 child = entry_at (index, entry)->last_child;

  if (nth >= entry_at (index, entry)->n_children)
    return 0;
  while (entry_at (index, child)->ordinal > nth)
    {
      const TbInfectionEntry *at = entry_at (index, child);

      child = at->jump != 0 && entry_at (index, at->jump)->ordinal >= nth ? at->jump : at->previous;
    }
  return child;
}

/**
 * tb_infection_index_count_generation:
 * @index: an index
 * @generation: 1 for whom the attacker took himself
 * @limit: see [func@infection_index_get_limit]
 *
 * Returns: how many infections of that generation there had been
 */
guint
tb_infection_index_count_generation (TbInfectionIndex *index, guint generation, guint limit)
{
  const GArray *all = generation < index->generations->len ? g_ptr_array_index (index->generations, generation) : NULL;
  guint low = 0, high = all != NULL ? all->len : 0;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (all, guint32, middle) < limit)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * tb_infection_index_get_depth:
 * @index: an index
 * @limit: see [func@infection_index_get_limit]
 *
 * Returns: the highest generation that there had been, 0 when nobody was taken
 */
guint
tb_infection_index_get_depth (TbInfectionIndex *index, guint limit)
{
  guint low = 0, high = index->generations->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index ((GArray *) g_ptr_array_index (index->generations, middle), guint32, 0) < limit)
        low = middle;
      else
        high = middle;
    }
  return low;
}
