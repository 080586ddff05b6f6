/* tb-table-infection: who was infected by whom, when, and for how long. */
#include <glib/gi18n-lib.h>

#include "tb-infection-book-private.h"
#include "tb-table-private.h"

typedef struct
{
  TbCursor cursor;
  TbInfectionIndex *index;        /* borrowed */
  TbInfectionBook *book;          /* borrowed */
  const TbInfectionEntry *entry;
  guint number;
  guint end;
  guint32 device;
} Row;

static guint32
culprit_of (const Row *row)
{
  return tb_infection_index_get (row->index, row->entry->parent)->device;
}

#define COLUMNS(X) \
  X (device, "TEXT", NULL, N_("Who was infected."), tb_cell_set_name (cell, moment, row->entry->device)) \
  X (by, "TEXT", NULL, N_("Who infected it: another device or the attacker; NULL where that is not told."), \
     tb_cell_set_name (cell, moment, culprit_of (row))) \
  X (infected_us, "INTEGER", "us", N_("When."), tb_cell_set_time (cell, row->entry->time_us)) \
  X (ready_us, "INTEGER", "us", N_("When it began to infect others; NULL as long as it has not."), \
     tb_cell_set_past (cell, moment, tb_infection_book_get_ready_us (row->book, row->number))) \
  X (cleared_us, "INTEGER", "us", N_("When it was rid of that again; NULL as long as it is not."), tb_cell_set_past (cell, moment, row->entry->cleared_us)) \
  X (generation, "INTEGER", NULL, N_("1 where the attacker himself infected it, 2 where one of those did, and so on."), \
     tb_cell_set_int (cell, row->entry->generation)) \
  X (n_infected, "INTEGER", NULL, N_("How many it has infected since."), \
     tb_cell_set_int (cell, tb_infection_index_count_children (row->index, row->number, row->end)))
TB_TABLE_COLUMNS (COLUMNS, Row)

enum { BY_DEVICE };
static const TbNarrow narrows[] = { { COLUMN_device, TRUE, 100 } };

static void
open_infections (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  row->index = tb_moment_get_index (cursor->moment, TB_INDEX_INFECTION);
  row->book = tb_moment_get_index (cursor->moment, TB_INDEX_BOTS);
  row->number = TB_INFECTION_ROOT;
  row->end = tb_infection_index_get_limit (row->index, cursor->moment->time_us);
  if (!tb_bound_find_object (cursor, BY_DEVICE, &row->device))
    row->end = 0;
}

static gboolean
next_infection (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  while (++row->number < row->end && tb_work_pass (cursor->moment->work, 1))
    {
      row->entry = tb_infection_index_get (row->index, row->number);
      cursor->rowid = row->number;
      if (row->device == TB_NOBODY || row->entry->device == row->device)
        return TRUE;
    }
  return FALSE;
}

static guint64
count_infections (const TbMoment *moment)
{
  return tb_state_get_totals (moment->state)->n_infections + 1;
}

const TbTable tb_table_infection = {
  .info = { "infection", N_("Who was infected by whom, when, and for how long."), TB_COLUMNS_OF (columns),
            "SELECT by, count(*) AS n FROM infection GROUP BY by ORDER BY n DESC LIMIT 10" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_infected_us,
  .cursor_size = sizeof (Row),
  .open = open_infections,
  .next = next_infection,
  .column = set_column,
  .estimate = count_infections,
};
