/* tb-journal: see the header. */
#include "tb-journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <glib/gstdio.h>

/* 64 Ki records of 32 bytes are 2 MiB a chunk; the directory then reaches 4 Gi records. */
#define CHUNK_BITS      16
#define CHUNK_RECORDS   ((guint64) 1 << CHUNK_BITS)
#define CHUNK_BYTES     (CHUNK_RECORDS * sizeof (TbRecord))
#define MAX_CHUNKS      ((guint64) 1 << 16)
#define PAYLOAD_BITS    12
#define CHUNK_PAYLOADS  (1u << PAYLOAD_BITS)
#define MAX_PAYLOAD_CHUNKS (1u << 20)

struct _TbJournal
{
  gatomicrefcount refs;
  guint64 budget_bytes;
  int spill_fd;                 /* -1 until the budget is spent */
  guint64 n_spilled;            /* chunks in the file */

  /* the writer's */
  guint64 n_appended;
  guint32 n_payloads;
  TbRecord *tail;               /* the chunk being filled */

  /* shared: entries are written before the length that makes them reachable is published */
  TbRecord **chunks;
  GBytes ***payloads;
  guint64 published;            /* atomic */
};

/**
 * tb_journal_new:
 * @budget_bytes: how many bytes of records may stay in memory, see %TB_JOURNAL_DEFAULT_BUDGET
 *
 * Returns: (transfer full): an empty journal
 */
TbJournal *
tb_journal_new (guint64 budget_bytes)
{
  TbJournal *journal = g_new0 (TbJournal, 1);

  g_atomic_ref_count_init (&journal->refs);
  journal->budget_bytes = budget_bytes;
  journal->spill_fd = -1;
  journal->chunks = g_new0 (TbRecord *, MAX_CHUNKS);
  journal->payloads = g_new0 (GBytes **, MAX_PAYLOAD_CHUNKS);
  return journal;
}

/**
 * tb_journal_ref:
 * @journal: a journal
 *
 * Returns: (transfer full): @journal
 */
TbJournal *
tb_journal_ref (TbJournal *journal)
{
  g_atomic_ref_count_inc (&journal->refs);
  return journal;
}

static void
free_payloads (TbJournal *journal)
{
  for (guint32 i = 0; i < journal->n_payloads; i++)
    g_bytes_unref (journal->payloads[i >> PAYLOAD_BITS][i & (CHUNK_PAYLOADS - 1)]);
  for (guint i = 0; i < MAX_PAYLOAD_CHUNKS && journal->payloads[i] != NULL; i++)
    g_free (journal->payloads[i]);
  g_free (journal->payloads);
}

/**
 * tb_journal_unref:
 * @journal: (transfer full): a journal
 *
 * Drops a reference; the last one frees records and payloads.
 */
void
tb_journal_unref (TbJournal *journal)
{
  if (!g_atomic_ref_count_dec (&journal->refs))
    return;
  for (guint64 i = 0; i < MAX_CHUNKS && journal->chunks[i] != NULL; i++)
    munmap (journal->chunks[i], CHUNK_BYTES);
  g_free (journal->chunks);
  free_payloads (journal);
  if (journal->spill_fd >= 0)
    close (journal->spill_fd);
  g_free (journal);
}

static TbRecord *
map_in_memory (void)
{
  void *chunk = mmap (NULL, CHUNK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

  return chunk == MAP_FAILED ? NULL : chunk;
}

/* Returns NULL with errno set when there is no file to be had or no room on the disk. */
static TbRecord *
map_in_file (TbJournal *journal)
{
  off_t at = (off_t) (journal->n_spilled * CHUNK_BYTES);
  void *chunk;

  if (journal->spill_fd < 0)
    {
      g_autofree char *name = NULL;

      journal->spill_fd = g_file_open_tmp ("trustbed-journal-XXXXXX", &name, NULL);
      if (journal->spill_fd < 0)
        return NULL;
      g_unlink (name);
    }
  /* Reserving the blocks now turns a full disk into an answer here instead of a SIGBUS later. */
  errno = posix_fallocate (journal->spill_fd, at, CHUNK_BYTES);
  if (errno != 0)
    return NULL;
  chunk = mmap (NULL, CHUNK_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, journal->spill_fd, at);
  if (chunk == MAP_FAILED)
    return NULL;
  journal->n_spilled++;
  return chunk;
}

/* A run that cannot spill goes on in memory: better over the budget than at an end. */
static TbRecord *
new_chunk (TbJournal *journal, guint64 chunk)
{
  TbRecord *records = NULL;

  if (chunk >= MAX_CHUNKS)
    g_error ("The journal is full: %" G_GUINT64_FORMAT " records", journal->n_appended);
  if ((chunk + 1) * CHUNK_BYTES > journal->budget_bytes)
    records = map_in_file (journal);
  if (records == NULL)
    records = map_in_memory ();
  if (records == NULL)
    g_error ("No room for the journal's record %" G_GUINT64_FORMAT ": %s", journal->n_appended, g_strerror (errno));
  journal->chunks[chunk] = records;
  return records;
}

/**
 * tb_journal_append:
 * @journal: a journal
 * @record: the record; its time is not before the last one's
 *
 * Adds a record. Readers see it after the next [func@journal_publish]. Writer's thread only.
 *
 * Returns: the record's index
 */
guint64
tb_journal_append (TbJournal *journal, const TbRecord *record)
{
  guint64 index = journal->n_appended++;

  if (G_UNLIKELY ((index & (CHUNK_RECORDS - 1)) == 0))
    journal->tail = new_chunk (journal, index >> CHUNK_BITS);
  journal->tail[index & (CHUNK_RECORDS - 1)] = *record;
  return index;
}

/**
 * tb_journal_add_payload:
 * @journal: a journal
 * @payload: (transfer full): immutable bytes
 *
 * Adds a payload for records to refer to. Writer's thread only.
 *
 * Returns: the payload's index
 */
guint32
tb_journal_add_payload (TbJournal *journal, GBytes *payload)
{
  guint32 index = journal->n_payloads++;
  guint32 chunk = index >> PAYLOAD_BITS;

  g_assert (chunk < MAX_PAYLOAD_CHUNKS);
  if (journal->payloads[chunk] == NULL)
    journal->payloads[chunk] = g_new0 (GBytes *, CHUNK_PAYLOADS);
  journal->payloads[chunk][index & (CHUNK_PAYLOADS - 1)] = payload;
  return index;
}

/**
 * tb_journal_publish:
 * @journal: a journal
 *
 * Lets readers see what has been appended so far. Writer's thread only.
 */
void
tb_journal_publish (TbJournal *journal)
{
  __atomic_store_n (&journal->published, journal->n_appended, __ATOMIC_RELEASE);
}

/**
 * tb_journal_get_length:
 * @journal: a journal
 *
 * Returns: how many records are published
 */
guint64
tb_journal_get_length (TbJournal *journal)
{
  return __atomic_load_n (&journal->published, __ATOMIC_ACQUIRE);
}

/**
 * tb_journal_get:
 * @journal: a journal
 * @index: less than [func@journal_get_length]
 *
 * Returns: (transfer none): the record, good as long as @journal
 */
const TbRecord *
tb_journal_get (TbJournal *journal, guint64 index)
{
  return &journal->chunks[index >> CHUNK_BITS][index & (CHUNK_RECORDS - 1)];
}

/**
 * tb_journal_get_span:
 * @journal: a journal
 * @index: where to begin
 * @end: where to stop, at most [func@journal_get_length]
 * @n_records: (out): how many records follow one another from there
 *
 * For reading many records quickly: take a span, go on at @index + @n_records until that is @end.
 *
 * Returns: (transfer none) (array length=n_records) (nullable): the records, %NULL when @index is not before @end
 */
const TbRecord *
tb_journal_get_span (TbJournal *journal, guint64 index, guint64 end, gsize *n_records)
{
  guint64 in_chunk = CHUNK_RECORDS - (index & (CHUNK_RECORDS - 1));

  if (index >= end)
    {
      *n_records = 0;
      return NULL;
    }
  *n_records = MIN (in_chunk, end - index);
  return tb_journal_get (journal, index);
}

/**
 * tb_journal_get_payload:
 * @journal: a journal
 * @payload: a payload that a published record names
 *
 * Returns: (transfer none) (nullable): the bytes, good as long as @journal; %NULL for %TB_NO_PAYLOAD
 */
GBytes *
tb_journal_get_payload (TbJournal *journal, guint32 payload)
{
  if (payload == TB_NO_PAYLOAD)
    return NULL;
  return journal->payloads[payload >> PAYLOAD_BITS][payload & (CHUNK_PAYLOADS - 1)];
}

/**
 * tb_journal_find_time:
 * @journal: a journal
 * @time_us: simulated time
 *
 * Returns: the index of the first published record later than @time_us, or the length where there is none
 */
guint64
tb_journal_find_time (TbJournal *journal, gint64 time_us)
{
  guint64 low = 0, high = tb_journal_get_length (journal);

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (tb_journal_get (journal, middle)->time_us <= time_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
hash_record (GChecksum *sum, const TbRecord *record, guint32 payload)
{
  struct { gint64 time_us, value; guint32 subject, object, payload; guint16 kind, detail; } le = {
    GINT64_TO_LE (record->time_us), GINT64_TO_LE (record->value), GUINT32_TO_LE (record->subject), GUINT32_TO_LE (record->object),
    GUINT32_TO_LE (payload), GUINT16_TO_LE (record->kind), GUINT16_TO_LE (record->detail),
  };

  G_STATIC_ASSERT (sizeof le == 32);
  g_checksum_update (sum, (const guchar *) &le, sizeof le);
}

static void
hash_payload (GChecksum *sum, GBytes *payload)
{
  gsize n;
  const guchar *bytes = g_bytes_get_data (payload, &n);
  guint64 length = GUINT64_TO_LE ((guint64) n);

  g_checksum_update (sum, (const guchar *) &length, sizeof length);
  g_checksum_update (sum, bytes, (gssize) n);
}

/* Payloads are numbered in the order in which records first name them, and hashed there: one that no record names leaves no trace, not even
 * in the numbers of others. */
static void
hash_record_with_payload (TbJournal *journal, GChecksum *sum, GHashTable *numbers, const TbRecord *record)
{
  gpointer key = GUINT_TO_POINTER (record->payload), number;

  if (record->payload == TB_NO_PAYLOAD)
    hash_record (sum, record, TB_NO_PAYLOAD);
  else if (g_hash_table_lookup_extended (numbers, key, NULL, &number))
    hash_record (sum, record, GPOINTER_TO_UINT (number));
  else
    {
      hash_record (sum, record, g_hash_table_size (numbers));
      g_hash_table_insert (numbers, key, GUINT_TO_POINTER (g_hash_table_size (numbers)));
      hash_payload (sum, tb_journal_get_payload (journal, record->payload));
    }
}

static char *
hash_records (TbJournal *journal, guint64 end, gboolean with_payloads)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  guint64 at = 0;
  const TbRecord *span;
  gsize n;

  for (; (span = tb_journal_get_span (journal, at, end, &n)) != NULL; at += n)
    for (gsize i = 0; i < n; i++)
      if (with_payloads)
        hash_record_with_payload (journal, sum, numbers, &span[i]);
      else
        hash_record (sum, &span[i], 0);
  return g_strdup (g_checksum_get_string (sum));
}

/**
 * tb_journal_hash:
 * @journal: a journal
 *
 * Returns: (transfer full): SHA-256 in hex over all published records and the payloads they name
 */
char *
tb_journal_hash (TbJournal *journal)
{
  return hash_records (journal, tb_journal_get_length (journal), TRUE);
}

/**
 * tb_journal_hash_outcome:
 * @journal: a journal
 *
 * What happened and when, but not the bytes: this agrees between versions of OpenSSL, whose signatures and encodings differ.
 *
 * Returns: (transfer full): SHA-256 in hex over all published records without their payloads
 */
char *
tb_journal_hash_outcome (TbJournal *journal)
{
  return hash_records (journal, tb_journal_get_length (journal), FALSE);
}

/**
 * tb_journal_hash_first:
 * @journal: a journal
 * @n_records: how many records, at most [func@journal_get_length]
 * @with_payloads: whether the bytes count too, as in [func@journal_hash], or what happened alone, as in [func@journal_hash_outcome]
 *
 * Returns: (transfer full): SHA-256 in hex over the first records, whatever came after them
 */
char *
tb_journal_hash_first (TbJournal *journal, guint64 n_records, gboolean with_payloads)
{
  return hash_records (journal, MIN (n_records, tb_journal_get_length (journal)), with_payloads);
}

/**
 * tb_journal_hash_outcome_until:
 * @journal: a journal
 * @time_us: simulated time that is over
 *
 * Like [func@journal_hash_outcome], of what happened up to a time, however far the run has come since.
 *
 * Returns: (transfer full): SHA-256 in hex
 */
char *
tb_journal_hash_outcome_until (TbJournal *journal, gint64 time_us)
{
  return hash_records (journal, tb_journal_find_time (journal, time_us), FALSE);
}
