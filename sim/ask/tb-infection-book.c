/* tb-infection-book: see the header. */
#include "tb-infection-book-private.h"

struct _TbInfectionBook
{
  const TbMoment *moment;   /* borrowed: owns this */
  guint64 n_read;
  GArray *ready;            /* gint64 by entry */
};

TbInfectionBook *
tb_infection_book_new (const TbMoment *moment)
{
  TbInfectionBook *book = g_new0 (TbInfectionBook, 1);

  book->moment = moment;
  book->ready = g_array_new (FALSE, FALSE, sizeof (gint64));
  return book;
}

void
tb_infection_book_free (TbInfectionBook *book)
{
  g_array_unref (book->ready);
  g_free (book);
}

static void
set_ready (TbInfectionBook *book, TbInfectionIndex *index, const TbRecord *record)
{
  const gint64 never_us = G_MAXINT64;
  guint limit = tb_infection_index_get_limit (index, record->time_us), entry;

  if (!tb_infection_index_find (index, record->subject, limit, &entry))
    return;
  while (book->ready->len <= entry)
    g_array_append_val (book->ready, never_us);
  if (g_array_index (book->ready, gint64, entry) == never_us)
    g_array_index (book->ready, gint64, entry) = record->time_us;
}

static gboolean
is_ready (const TbRecord *record)
{
  return record->kind == TB_RECORD_BOT_READY || (record->kind == TB_RECORD_INFECTED && record->detail == 1);
}

void
tb_infection_book_read (TbInfectionBook *book, guint64 position)
{
  TbInfectionIndex *index = tb_moment_read_index (book->moment, TB_INDEX_INFECTION, position);

  while (book->n_read < position)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (book->moment->journal, book->n_read, position, &n_records);

      for (gsize i = 0; i < n_records; i++)
        if (is_ready (&records[i]))
          set_ready (book, index, &records[i]);
      book->n_read += n_records;
    }
}

gint64
tb_infection_book_get_ready_us (TbInfectionBook *book, guint entry)
{
  return entry < book->ready->len ? g_array_index (book->ready, gint64, entry) : G_MAXINT64;
}
