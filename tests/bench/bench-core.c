/* The journal with a reader running, against memcpy () of the same bytes into equally fresh memory. */
#include "bench.h"
#include "tb-journal.h"

#include <string.h>
#include <sys/mman.h>

/* What one round writes; memory of this size is mapped anew each time on both sides, in the same pieces. */
#define ROUND_RECORDS (1u << 20)
#define PIECE_RECORDS (1u << 16)
#define PUBLISH_EVERY 256

typedef struct
{
  TbRecord *source;             /* ROUND_RECORDS of them, warm */
  TbJournal *journal;           /* what the reader follows; atomic */
  gboolean stop;                /* atomic */
  guint64 n_read;
  gint64 sum;
} Work;

static void
read_along (Work *work, TbJournal *journal)
{
  guint64 end = tb_journal_get_length (journal), at = work->n_read;
  const TbRecord *span;
  gsize n;

  for (; (span = tb_journal_get_span (journal, at, end, &n)) != NULL; at += n)
    for (gsize i = 0; i < n; i++)
      work->sum += span[i].value;
  work->n_read = at;
}

static gpointer
reader (gpointer data)
{
  Work *work = data;

  while (!g_atomic_int_get (&work->stop))
    {
      read_along (work, work->journal);
      g_usleep (1000);          /* a view asks some times a second; this one asks a thousand times */
    }
  read_along (work, work->journal);
  return NULL;
}

static void
append_to_journal (gpointer data, guint n_records)
{
  Work *work = data;
  GThread *thread;

  work->journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  work->stop = FALSE;
  work->n_read = 0;
  thread = g_thread_new ("reader", reader, work);
  for (guint i = 0; i < n_records; i++)
    {
      tb_journal_append (work->journal, &work->source[i]);
      if (i % PUBLISH_EVERY == PUBLISH_EVERY - 1)
        tb_journal_publish (work->journal);
    }
  tb_journal_publish (work->journal);
  g_atomic_int_set (&work->stop, TRUE);
  g_thread_join (thread);
  g_assert_cmpuint (work->n_read, ==, n_records);
  tb_journal_unref (work->journal);
}

static void
copy_to_fresh_memory (gpointer data, guint n_records)
{
  Work *work = data;
  guint8 *pieces[ROUND_RECORDS / PIECE_RECORDS];
  gsize n_bytes = PIECE_RECORDS * sizeof (TbRecord);

  for (guint i = 0; i < n_records / PIECE_RECORDS; i++)
    {
      pieces[i] = mmap (NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
      g_assert_true (pieces[i] != MAP_FAILED);
      memcpy (pieces[i], (guint8 *) work->source + i * n_bytes, n_bytes);
    }
  for (guint i = 0; i < n_records / PIECE_RECORDS; i++)
    munmap (pieces[i], n_bytes);
}

int
main (void)
{
  Work work = { 0 };
  BenchResult result;

  work.source = g_new0 (TbRecord, ROUND_RECORDS);
  for (guint i = 0; i < ROUND_RECORDS; i++)
    work.source[i] = (TbRecord) { .time_us = i, .value = i, .subject = i % 1000 + 1, .payload = TB_NO_PAYLOAD, .kind = TB_RECORD_MESSAGE };
  result = bench_compare (BENCH_WALL, append_to_journal, copy_to_fresh_memory, &work, ROUND_RECORDS, 15);
  bench_print_row ("journal-append", result.ratio, BENCH_AT_LEAST, 0.5, "%.1f million records/s with a reader running, memcpy %.1f",
                   1e3 / result.ours_ns, 1e3 / result.theirs_ns);
  g_free (work.source);
  return 0;
}
