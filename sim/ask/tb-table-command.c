/* tb-table-command: the table `command`: what people and the story of the scenario had done, and whether it could be. */
#include <string.h>

#include <glib/gi18n-lib.h>

#include "tb-table-private.h"

typedef struct
{
  TbCursor base;
  const TbRecord *record;
  const TbRecord *refusal;      /* NULL when it was not refused */
  gint64 number;
  guint64 place;
} Row;

static void
set_verb (TbCell *cell, const TbMoment *moment, const TbRecord *record)
{
  GBytes *text = tb_journal_get_payload (moment->journal, record->payload);
  gsize n;
  const char *start = g_bytes_get_data (text, &n);
  const char *end = memchr (start, ' ', n);

  tb_cell_take_text (cell, g_strndup (start, end != NULL ? (gsize) (end - start) : n));
}

#define COLUMNS(X) \
  X (number, "INTEGER", NULL, N_("Which one, from 1 on."), tb_cell_set_int (cell, row->number)) \
  X (time_us, "INTEGER", "us", N_("When it applied."), tb_cell_set_int (cell, row->record->time_us)) \
  X (text, "TEXT", NULL, N_("The line."), tb_cell_set_payload (cell, moment, row->record->payload)) \
  X (verb, "TEXT", NULL, N_("Its first word."), set_verb (cell, moment, row->record)) \
  X (is_refused, "INTEGER", NULL, N_("Whether it could not be done."), tb_cell_set_bool (cell, row->refusal != NULL)) \
  X (reason, "TEXT", NULL, N_("Why not, in English."), if (row->refusal != NULL) tb_cell_set_payload (cell, moment, row->refusal->payload)) \
  X (by_scenario, "INTEGER", NULL, N_("Whether the story of the scenario says so, rather than a person."), tb_cell_set_bool (cell, row->record->detail != 0))

TB_TABLE_COLUMNS (COLUMNS, Row)

/* What a command does comes between it and its refusal; the next command ends the search. */
static const TbRecord *
find_refusal (const TbMoment *moment, guint64 place, gint64 time_us)
{
  for (; place < moment->position; place++)
    {
      const TbRecord *record = tb_journal_get (moment->journal, place);

      if (record->kind == TB_RECORD_COMMAND_REFUSED)
        return record;
      if (record->kind == TB_RECORD_COMMAND || record->time_us > time_us)
        return NULL;
    }
  return NULL;
}

static gboolean
next (TbCursor *cursor)
{
  Row *row = (Row *) cursor;
  const TbMoment *moment = cursor->moment;

  for (; row->place < moment->position; row->place++)
    {
      row->record = tb_journal_get (moment->journal, row->place);
      if (row->record->kind != TB_RECORD_COMMAND)
        continue;
      row->refusal = find_refusal (moment, ++row->place, row->record->time_us);
      cursor->rowid = ++row->number;
      return TRUE;
    }
  return FALSE;
}

const TbTable tb_table_command = {
  .info = { "command", N_("The commands that applied, in their order."), TB_COLUMNS_OF (columns),
            "SELECT time_us, text, reason FROM command WHERE is_refused" },
  .ascends = 1 + COLUMN_number,
  .cursor_size = sizeof (Row),
  .next = next,
  .column = set_column,
};
