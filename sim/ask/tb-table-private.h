/* tb-table-private: what a table is made of. One file per table, one line per column, one row in the registry (tb-table.c).
 *
 * A table says which columns it has and walks over what it lists: open, next, column. It sees a moment: the fold, the journal and the indices as they were
 * at the time of the question, and never reads a record at or after `position`. SQLite checks every condition again, so what a table is told of them
 * (its bounds) need only save it work: it may list too much, never too little.
 *
 * How to write one, see tb-table-command.c:
 *
 *   #define COLUMNS(X) \
 *     X (time_us, "INTEGER", "us", N_("When it happened."), tb_cell_set_int (cell, row->record->time_us)) \
 *     X (name,    "TEXT",    NULL, N_("What it is called."), tb_cell_set_name (cell, moment, row->record->subject))
 *   TB_TABLE_COLUMNS (COLUMNS, Row)      -> enum { COLUMN_time_us, ... }, `columns`, `set_column`; a cursor is a Row, which begins with a TbCursor
 *   const TbTable tb_table_NAME = { .info = { "name", N_("..."), TB_COLUMNS_OF (columns), "SELECT ..." }, ... };
 *
 * and declare it below. Rows are cheap to pass by: compute what is dear in the column, not in next. */
#pragma once

#include <sqlite3.h>

#include "tb-moment-private.h"
#include "tb-table.h"

G_BEGIN_DECLS

/**
 * TB_TABLE_MAX_NARROWS:
 *
 * How many columns of a table can narrow what it lists.
 */
#define TB_TABLE_MAX_NARROWS 8

/**
 * TbNarrow:
 * @column: a condition on this column saves the table work
 * @is_text: it is compared with a text, for equality alone; else with whole numbers, also `<` and `BETWEEN`
 * @one_in: equality leaves about one row in so many, 0 for one row at all
 *
 * What the table can make use of.
 */
typedef struct
{
  guint column;
  gboolean is_text;
  guint one_in;
} TbNarrow;

/**
 * TbBound:
 * @text: (nullable): the column is this text
 * @least: the column is at least this
 * @most: and at most this; less than @least when nothing can be
 *
 * What is asked of a column: one for each #TbNarrow of the table, in that order. Without a condition: %NULL, %G_MININT64, %G_MAXINT64.
 */
typedef struct
{
  char *text;
  gint64 least;
  gint64 most;
} TbBound;

typedef struct _TbTable TbTable;

/**
 * TbCursor:
 * @base: private
 * @table: (not nullable): what is walked over
 * @moment: (not nullable): what there is to read
 * @bounds: what is asked; see #TbBound
 * @rowid: set by next: a number of the row that is the same whichever way it was come to
 *
 * Where a walk over a table is; the first member of each table's own cursor. Zeroed before open, also when it is opened again.
 */
typedef struct
{
  sqlite3_vtab_cursor base;
  const TbTable *table;
  const TbMoment *moment;
  TbBound bounds[TB_TABLE_MAX_NARROWS];
  gint64 rowid;
  gboolean is_over;
} TbCursor;

typedef sqlite3_context TbCell;

/**
 * TbTable:
 * @info: what everybody may know
 * @narrows: @n_narrows of them
 * @ascends: 1 + the column by which rows come in ascending order, 0 for none
 * @scope: what of its things the table has; what that means a cursor says that several tables share
 * @cursor_size: of the table's own cursor
 * @open: (nullable): finds where to begin, before the first row
 * @next: goes to the next row; %FALSE when there is none
 * @column: tells a value of the present row
 * @close: (nullable): frees what open and next have allocated
 * @estimate: (nullable): about how many rows there are
 */
struct _TbTable
{
  TbTableInfo info;
  const TbNarrow *narrows;
  guint n_narrows;
  guint ascends;
  guint scope;
  gsize cursor_size;
  void (*open) (TbCursor *cursor);
  gboolean (*next) (TbCursor *cursor);
  void (*column) (TbCursor *cursor, TbCell *cell, int column);
  void (*close) (TbCursor *cursor);
  guint64 (*estimate) (const TbMoment *moment);
};

#define TB_COLUMN_ID_(id, type, unit, summary, value) COLUMN_##id,
#define TB_COLUMN_INFO_(id, type, unit, summary, value) { #id, type, unit, summary },
#define TB_COLUMN_CASE_(id, type, unit, summary, value) case COLUMN_##id: value; break;
#define TB_COLUMNS_OF(columns) columns, G_N_ELEMENTS (columns)
#define TB_NARROWS_OF(narrows) .narrows = narrows, .n_narrows = G_N_ELEMENTS (narrows)

/* `value` of a column may use: cell, row (a Row *), moment. */
#define TB_TABLE_COLUMNS(COLUMNS, Row) \
  enum { COLUMNS (TB_COLUMN_ID_) }; \
  static const TbColumnInfo columns[] = { COLUMNS (TB_COLUMN_INFO_) }; \
  static void \
  set_column (TbCursor *cursor, TbCell *cell, int column) \
  { \
    const Row *row = (const Row *) cursor; \
    G_GNUC_UNUSED const TbMoment *moment = cursor->moment; \
    switch (column) { COLUMNS (TB_COLUMN_CASE_) } \
  }

/* A cell that is not set is NULL. */
void tb_cell_set_int    (TbCell *cell, gint64 value);
void tb_cell_set_real   (TbCell *cell, double value);
void tb_cell_set_bool   (TbCell *cell, gboolean value);
void tb_cell_set_time   (TbCell *cell, gint64 time_us);                 /* NULL below 0 and for G_MAXINT64 */
void tb_cell_set_past   (TbCell *cell, const TbMoment *moment, gint64 time_us);    /* likewise, and NULL where it is still to come */
void tb_cell_set_code   (TbCell *cell, const char *code);               /* static text; NULL for none */
void tb_cell_set_shared (TbCell *cell, const char *text);               /* lives as long as the asker: the fleet's, the journal's; NULL for none */
void tb_cell_set_text   (TbCell *cell, const char *text);               /* copied; NULL for none */
void tb_cell_take_text  (TbCell *cell, char *text);                     /* taken; NULL for none */
void tb_cell_set_name   (TbCell *cell, const TbMoment *moment, guint32 object);    /* NULL for TB_NOBODY */
void tb_cell_set_payload (TbCell *cell, const TbMoment *moment, guint32 payload);  /* as text; NULL for TB_NO_PAYLOAD */
void tb_cell_set_hex    (TbCell *cell, const guint8 *bytes, gsize n);

/* What conditions say of objects by name: FALSE when nobody is called so, and the table lists nothing. */
gboolean tb_bound_find_object (const TbCursor *cursor, guint narrow, guint32 *object);   /* TB_NOBODY when nothing is asked */

const TbTable *tb_table_get_table (guint table);

extern const TbTable tb_table_device;
extern const TbTable tb_table_family;
extern const TbTable tb_table_service;
extern const TbTable tb_table_authority;
extern const TbTable tb_table_trust_store;
extern const TbTable tb_table_command;
extern const TbTable tb_table_event;
extern const TbTable tb_table_certificate;
extern const TbTable tb_table_handshake;
extern const TbTable tb_table_infection;
extern const TbTable tb_table_key;
extern const TbTable tb_table_message;
extern const TbTable tb_table_metric;
extern const TbTable tb_table_packet;
extern const TbTable tb_table_revocation;
extern const TbTable tb_table_session;

G_END_DECLS
