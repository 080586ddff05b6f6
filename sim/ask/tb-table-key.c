/* tb-table-key: every public key and who holds it. A key that several hold has a row for each, and says so. */
#include <glib/gi18n-lib.h>

#include "tb-key-book-private.h"
#include "tb-table-private.h"

typedef struct
{
  TbCursor cursor;
  TbKeyBook *book;                /* borrowed */
  const TbKeyHolding *holding;
  guint next;
  guint end;
  guint32 holder;
} Row;

static const char *const makers[] = {
  [TB_KEY_MADE_BY_HOLDER] = "device", [TB_KEY_MADE_BY_FACTORY] = "factory", [TB_KEY_MADE_BY_AUTHORITY] = "authority",
};

static const TbKnownKey *
key_of (const Row *row)
{
  return tb_key_book_get_key (row->book, row->holding->key);
}

#define COLUMNS(X) \
  X (id, "TEXT", NULL, N_("SHA-256 of the SubjectPublicKeyInfo, in hexadecimal."), tb_cell_set_text (cell, key_of (row)->id)) \
  X (holder, "TEXT", NULL, N_("Who holds the private half: a device, a service or an authority."), tb_cell_set_name (cell, moment, row->holding->holder)) \
  X (n_holders, "INTEGER", NULL, N_("How many hold the same key."), \
     tb_cell_set_int (cell, tb_key_book_count_holders (row->book, row->holding->key, moment->position))) \
  X (algorithm, "TEXT", NULL, N_("What kind of key it is, such as P-256."), tb_cell_set_code (cell, key_of (row)->algorithm)) \
  X (bits, "INTEGER", "bits", N_("Its size."), tb_cell_set_int (cell, key_of (row)->bits)) \
  X (made_us, "INTEGER", "us", N_("When it was made, or first seen."), tb_cell_set_time (cell, row->holding->made_us)) \
  X (made_by, "TEXT", NULL, N_("device for its holder, factory, or authority."), tb_cell_set_code (cell, makers[row->holding->maker])) \
  X (stolen_us, "INTEGER", "us", N_("When somebody first copied it; NULL when nobody has."), tb_cell_set_past (cell, moment, key_of (row)->stolen_us))
TB_TABLE_COLUMNS (COLUMNS, Row)

enum { BY_HOLDER };
static const TbNarrow narrows[] = { { COLUMN_holder, TRUE, 100 } };

static void
open_keys (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  row->book = tb_moment_get_index (cursor->moment, TB_INDEX_KEY);
  row->end = tb_bound_find_object (cursor, BY_HOLDER, &row->holder) ? tb_key_book_count (row->book, cursor->moment->position) : 0;
}

static gboolean
next_key (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  while (row->next < row->end && tb_work_pass (cursor->moment->work, 1))
    {
      row->holding = tb_key_book_get (row->book, row->next++);
      cursor->rowid = row->next;
      if (row->holder == TB_NOBODY || row->holding->holder == row->holder)
        return TRUE;
    }
  return FALSE;
}

static guint64
count_keys (const TbMoment *moment)
{
  return tb_state_get_totals (moment->state)->n_certificates + 10;
}

const TbTable tb_table_key = {
  .info = { "key", N_("Every public key and who holds it."), TB_COLUMNS_OF (columns),
            "SELECT holder, algorithm, n_holders, made_by FROM key ORDER BY n_holders DESC, holder LIMIT 10" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_made_us,
  .cursor_size = sizeof (Row),
  .open = open_keys,
  .next = next_key,
  .column = set_column,
  .estimate = count_keys,
};
