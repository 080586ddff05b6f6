/* tb-table-metric: figures of the whole run over time: a row where one changes, so that a curve is one question. */
#include <glib/gi18n-lib.h>

#include "tb-metric-book-private.h"
#include "tb-table-private.h"

typedef struct
{
  TbCursor cursor;
  TbMetricBook *book;             /* borrowed */
  const TbMetricRow *metric;
  guint next;
  guint end;
} Row;

#define COLUMNS(X) \
  X (time_us, "INTEGER", "us", N_("From when on it is so."), tb_cell_set_time (cell, row->metric->time_us)) \
  X (name, "TEXT", NULL, N_("Which figure: certificates-in-force, handshakes-refused, infected, goodput-percent and others."), \
     tb_cell_set_code (cell, tb_metric_get_name (row->metric->metric))) \
  X (object, "TEXT", NULL, N_("Of which service; NULL for all."), tb_cell_set_name (cell, moment, row->metric->object)) \
  X (value, "REAL", NULL, N_("How much; goodput and floods are modelled."), tb_cell_set_real (cell, row->metric->value))
TB_TABLE_COLUMNS (COLUMNS, Row)

enum { BY_NAME };
static const TbNarrow narrows[] = { { COLUMN_name, TRUE, 10 } };

static void
open_metrics (TbCursor *cursor)
{
  Row *row = (Row *) cursor;

  row->book = tb_moment_get_index (cursor->moment, TB_INDEX_METRIC);
  row->end = tb_metric_book_count (row->book, cursor->moment->position);
}

static gboolean
next_metric (TbCursor *cursor)
{
  Row *row = (Row *) cursor;
  const char *name = cursor->bounds[BY_NAME].text;

  while (row->next < row->end && tb_work_pass (cursor->moment->work, 1))
    {
      row->metric = tb_metric_book_get (row->book, row->next++);
      cursor->rowid = row->next;
      if (name == NULL || g_str_equal (name, tb_metric_get_name (row->metric->metric)))
        return TRUE;
    }
  return FALSE;
}

const TbTable tb_table_metric = {
  .info = { "metric", N_("Figures of the whole run over time: a row where one changes."), TB_COLUMNS_OF (columns),
            "SELECT time_us, value FROM metric WHERE name = 'certificates-in-force' ORDER BY time_us" },
  TB_NARROWS_OF (narrows),
  .ascends = 1 + COLUMN_time_us,
  .cursor_size = sizeof (Row),
  .open = open_metrics,
  .next = next_metric,
  .column = set_column,
};
