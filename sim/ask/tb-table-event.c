/* tb-table-event: the table `event`: the journal, record by record. The other tables of history are what becomes of it. */
#include <glib/gi18n-lib.h>

#include "tb-table-private.h"

typedef struct
{
  TbCursor base;
  const TbRecord *record;
  guint64 place;
  guint64 end;
} Row;

/* Records whose payload is a text; the payloads of most others are bytes, which other tables take apart. */
static gboolean
has_text (guint kind)
{
  return kind == TB_RECORD_RUN_ENDED || kind == TB_RECORD_COMMAND || kind == TB_RECORD_COMMAND_REFUSED || kind == TB_RECORD_ENROLMENT_REFUSED
         || kind == TB_RECORD_POLICY_CHANGED || kind == TB_RECORD_CONNECT_REFUSED || kind == TB_RECORD_CAMPAIGN_CHANGED || kind == TB_RECORD_TRIAL_STARTED
         || kind == TB_RECORD_WAIVED || kind == TB_RECORD_WAIVER_ENDED;
}

/* Why an image was refused, or should have been: no other table says so. */
static char *
dup_refusal (const TbMoment *moment, const TbRecord *record)
{
  gboolean is_image = record->kind == TB_RECORD_FIRMWARE_REFUSED || record->kind == TB_RECORD_FIRMWARE_INSTALLED;
  GBytes *bytes = is_image && record->payload != TB_NO_PAYLOAD ? tb_journal_get_payload (moment->journal, record->payload) : NULL;
  g_autoptr (TbFirmwareRefusal) refusal = bytes != NULL ? tb_firmware_refusal_unpack (bytes) : NULL;

  return refusal != NULL ? g_strdup (refusal->reason) : NULL;
}

static void
set_text (TbCell *cell, const TbMoment *moment, const TbRecord *record)
{
  if (has_text (record->kind))
    tb_cell_set_payload (cell, moment, record->payload);
  else
    tb_cell_take_text (cell, dup_refusal (moment, record));
}

#define COLUMNS(X) \
  X (number, "INTEGER", NULL, N_("Its place in the journal, from 0 on."), tb_cell_set_int (cell, (gint64) row->place)) \
  X (time_us, "INTEGER", "us", N_("When it happened."), tb_cell_set_int (cell, row->record->time_us)) \
  X (kind, "TEXT", NULL, N_("What happened, such as certificate-installed."), tb_cell_set_code (cell, tb_record_info (row->record->kind)->code)) \
  X (subject, "TEXT", NULL, N_("Who did it, or to whom it happened."), tb_cell_set_name (cell, moment, row->record->subject)) \
  X (object, "TEXT", NULL, N_("The other party."), tb_cell_set_name (cell, moment, row->record->object)) \
  X (value, "INTEGER", NULL, N_("A number; what it means depends on the kind."), tb_cell_set_int (cell, row->record->value)) \
  X (detail, "INTEGER", NULL, N_("A small number; what it means depends on the kind."), tb_cell_set_int (cell, row->record->detail)) \
  X (text, "TEXT", NULL, N_("The command, the reason or the policy, of kinds that have one."), set_text (cell, moment, row->record))

TB_TABLE_COLUMNS (COLUMNS, Row)

enum { NARROW_NUMBER, NARROW_TIME };

static const TbNarrow narrows[] = {
  [NARROW_NUMBER] = { COLUMN_number, FALSE, 0 },
  [NARROW_TIME] = { COLUMN_time_us, FALSE, 1000 },
};

static void
open (TbCursor *cursor)
{
  Row *row = (Row *) cursor;
  const TbBound *number = &cursor->bounds[NARROW_NUMBER], *time = &cursor->bounds[NARROW_TIME];
  TbJournal *journal = cursor->moment->journal;
  guint64 first = number->least > 0 ? (guint64) number->least : 0;

  row->end = cursor->moment->position;
  if (time->least > 0)
    first = MAX (first, tb_journal_find_time (journal, time->least - 1));
  if (time->most < cursor->moment->time_us)
    row->end = MIN (row->end, tb_journal_find_time (journal, time->most));
  if (number->most < (gint64) row->end)
    row->end = (guint64) MAX (number->most + 1, 0);
  row->place = first - 1;
}

static gboolean
next (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  row->place++;
  if (row->place >= row->end)
    return FALSE;
  row->record = tb_journal_get (cursor->moment->journal, row->place);
  cursor->rowid = (gint64) row->place;
  return TRUE;
}

static guint64
estimate (const TbMoment *moment)
{
  return moment->position;
}

const TbTable tb_table_event = {
  .info = { "event", N_("Everything that was recorded, in its order."), TB_COLUMNS_OF (columns),
            "SELECT kind, count(*) FROM event GROUP BY kind ORDER BY count(*) DESC" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_number,
  .cursor_size = sizeof (Row),
  .open = open,
  .next = next,
  .column = set_column,
  .estimate = estimate,
};
