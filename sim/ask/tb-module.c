/* tb-module: a table as SQLite sees it: a virtual table without storage that is there without being made.
 *
 * Everything here is the same for all tables; what a table is, its row says (tb-table-private.h). */
#include <math.h>
#include <string.h>

#include "tb-ask-private.h"

typedef struct
{
  sqlite3_vtab base;
  const TbModule *module;
} Table;

/* Each half of a plan: which narrow, and what it is compared with. */
enum { PLAN_EQUAL = '=', PLAN_LEAST = '>', PLAN_MOST = '<' };

/* Larger numbers with a fraction are not told apart from whole ones. */
#define LARGEST_REAL 9e15

static char *
declare (const TbTableInfo *info)
{
  GString *text = g_string_new ("CREATE TABLE x (");

  for (guint i = 0; i < info->n_columns; i++)
    g_string_append_printf (text, "%s\"%s\" %s", i > 0 ? ", " : "", info->columns[i].name, info->columns[i].type);
  g_string_append (text, ")");
  return g_string_free (text, FALSE);
}

static int
connect (sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **vtab, char **error)
{
  const TbModule *module = data;
  g_autofree char *sql = declare (&module->table->info);
  int code;

  module->connection->is_declaring = TRUE;
  code = sqlite3_declare_vtab (db, sql);
  module->connection->is_declaring = FALSE;
  if (code == SQLITE_OK)
    {
      Table *table = g_new0 (Table, 1);

      table->module = module;
      *vtab = &table->base;
    }
  return code;
}

static int
disconnect (sqlite3_vtab *vtab)
{
  g_free (vtab);
  return SQLITE_OK;
}

/* What a condition is to a plan, 0 for nothing. */
static char
plan_of (const TbNarrow *narrow, sqlite3_index_info *info, int constraint)
{
  switch (info->aConstraint[constraint].op)
    {
    case SQLITE_INDEX_CONSTRAINT_EQ:
      return !narrow->is_text || strcmp (sqlite3_vtab_collation (info, constraint), "BINARY") == 0 ? PLAN_EQUAL : 0;
    case SQLITE_INDEX_CONSTRAINT_GT:
    case SQLITE_INDEX_CONSTRAINT_GE:
      return narrow->is_text ? 0 : PLAN_LEAST;
    case SQLITE_INDEX_CONSTRAINT_LT:
    case SQLITE_INDEX_CONSTRAINT_LE:
      return narrow->is_text ? 0 : PLAN_MOST;
    default:
      return 0;
    }
}

static int
find_narrow (const TbTable *table, int column)
{
  for (guint i = 0; i < table->n_narrows; i++)
    if ((int) table->narrows[i].column == column)
      return (int) i;
  return -1;
}

/* How many rows are left of @rows. */
static double
thin_out (const TbNarrow *narrow, char plan, double rows)
{
  if (plan != PLAN_EQUAL)
    return rows / 4;
  return narrow->one_in == 0 ? 1 : rows / narrow->one_in;
}

static void
add_to_plan (GString *plan, const TbTable *table, sqlite3_index_info *info, int i, double *rows)
{
  int narrow = info->aConstraint[i].usable ? find_narrow (table, info->aConstraint[i].iColumn) : -1;
  char what = narrow >= 0 ? plan_of (&table->narrows[narrow], info, i) : 0;

  if (what == 0)
    return;
  g_string_append_printf (plan, "%d%c", narrow, what);
  info->aConstraintUsage[i].argvIndex = (int) plan->len / 2;
  *rows = thin_out (&table->narrows[narrow], what, *rows);
}

static gboolean
comes_in_order (const TbTable *table, const sqlite3_index_info *info)
{
  return table->ascends != 0 && info->nOrderBy == 1 && info->aOrderBy[0].iColumn == (int) table->ascends - 1 && !info->aOrderBy[0].desc;
}

static int
best_index (sqlite3_vtab *vtab, sqlite3_index_info *info)
{
  const TbModule *module = ((Table *) vtab)->module;
  const TbTable *table = module->table;
  double rows = table->estimate ? (double) table->estimate (&module->connection->moment) : 1000;
  g_autoptr (GString) plan = g_string_new (NULL);

  for (int i = 0; i < info->nConstraint; i++)
    add_to_plan (plan, table, info, i, &rows);
  info->idxStr = sqlite3_mprintf ("%s", plan->str);
  info->needToFreeIdxStr = 1;
  info->orderByConsumed = comes_in_order (table, info);
  info->estimatedRows = (sqlite3_int64) MAX (rows, 1);
  info->estimatedCost = MAX (rows, 1) + 1;
  return info->idxStr != NULL ? SQLITE_OK : SQLITE_NOMEM;
}

static int
open_cursor (sqlite3_vtab *vtab, sqlite3_vtab_cursor **cursor)
{
  TbCursor *own = g_malloc0 (((Table *) vtab)->module->table->cursor_size);

  *cursor = &own->base;
  return SQLITE_OK;
}

/* Leaves nothing but what SQLite has put there. */
static void
reset (TbCursor *cursor, const TbTable *table)
{
  sqlite3_vtab_cursor base = cursor->base;

  if (cursor->moment != NULL && table->close != NULL)
    table->close (cursor);
  for (guint i = 0; i < TB_TABLE_MAX_NARROWS; i++)
    g_free (cursor->bounds[i].text);
  memset (cursor, 0, table->cursor_size);
  cursor->base = base;
  for (guint i = 0; i < TB_TABLE_MAX_NARROWS; i++)
    cursor->bounds[i] = (TbBound) { NULL, G_MININT64, G_MAXINT64 };
}

static int
close_cursor (sqlite3_vtab_cursor *cursor)
{
  reset ((TbCursor *) cursor, ((Table *) cursor->pVtab)->module->table);
  g_free (cursor);
  return SQLITE_OK;
}

/* The whole numbers on both sides of @value; FALSE when it says nothing about whole numbers. */
static gboolean
read_number (sqlite3_value *value, gint64 *below, gint64 *above)
{
  int type = sqlite3_value_numeric_type (value);
  double real = sqlite3_value_double (value);

  if (type == SQLITE_INTEGER)
    *below = *above = sqlite3_value_int64 (value);
  else if (type == SQLITE_FLOAT && fabs (real) < LARGEST_REAL)
    {
      *below = (gint64) floor (real);
      *above = (gint64) ceil (real);
    }
  else
    return FALSE;
  return TRUE;
}

static void
set_number (TbBound *bound, char what, sqlite3_value *value)
{
  gint64 below, above;

  if (!read_number (value, &below, &above))
    return;
  if (what != PLAN_MOST)
    bound->least = MAX (bound->least, what == PLAN_EQUAL ? above : below);
  if (what != PLAN_LEAST)
    bound->most = MIN (bound->most, what == PLAN_EQUAL ? below : above);
}

/* FALSE when no row can be: nothing is equal to NULL, and nothing to two texts. */
static gboolean
set_bound (TbBound *bound, const TbNarrow *narrow, char what, sqlite3_value *value)
{
  const char *text;

  if (sqlite3_value_type (value) == SQLITE_NULL)
    return FALSE;
  if (!narrow->is_text)
    {
      set_number (bound, what, value);
      return bound->least <= bound->most;
    }
  text = (const char *) sqlite3_value_text (value);
  if (bound->text != NULL)
    return g_strcmp0 (bound->text, text) == 0;
  bound->text = g_strdup (text);
  return TRUE;
}

/* Whether what a table has just said is so. */
static int
judge (const TbCursor *cursor)
{
  return cursor->moment->work->why != TB_STOP_NOT ? SQLITE_INTERRUPT : SQLITE_OK;
}

static int
next_row (sqlite3_vtab_cursor *cursor)
{
  TbCursor *own = (TbCursor *) cursor;

  own->is_over = !own->table->next (own);
  return judge (own);
}

static int
filter (sqlite3_vtab_cursor *cursor, int number, const char *plan, int argc, sqlite3_value **argv)
{
  const TbModule *module = ((Table *) cursor->pVtab)->module;
  TbCursor *own = (TbCursor *) cursor;
  gboolean can_be = TRUE;

  reset (own, module->table);
  for (int i = 0; i < argc; i++)
    {
      int narrow = plan[2 * i] - '0';

      can_be = set_bound (&own->bounds[narrow], &module->table->narrows[narrow], plan[2 * i + 1], argv[i]) && can_be;
    }
  own->is_over = !can_be;
  if (!can_be)
    return SQLITE_OK;
  own->table = module->table;
  own->moment = &module->connection->moment;
  if (module->table->open != NULL)
    module->table->open (own);
  return judge (own) == SQLITE_OK ? next_row (cursor) : SQLITE_INTERRUPT;
}

static int
is_over (sqlite3_vtab_cursor *cursor)
{
  return ((TbCursor *) cursor)->is_over;
}

static int
column (sqlite3_vtab_cursor *cursor, sqlite3_context *cell, int number)
{
  TbCursor *own = (TbCursor *) cursor;

  own->table->column (own, cell, number);
  return judge (own);
}

static int
rowid (sqlite3_vtab_cursor *cursor, sqlite3_int64 *number)
{
  *number = ((TbCursor *) cursor)->rowid;
  return SQLITE_OK;
}

/* Without xCreate a table needs no CREATE VIRTUAL TABLE: its name is that of its module. */
static const sqlite3_module callbacks = {
  .xConnect = connect,
  .xBestIndex = best_index,
  .xDisconnect = disconnect,
  .xOpen = open_cursor,
  .xClose = close_cursor,
  .xFilter = filter,
  .xNext = next_row,
  .xEof = is_over,
  .xColumn = column,
  .xRowid = rowid,
};

/* Makes every table of the registry known to @connection, and no other. */
void
tb_module_add_all (TbConnection *connection)
{
  guint n = tb_table_get_n ();

  sqlite3_drop_modules (connection->db, NULL);
  connection->modules = g_new0 (TbModule, n);
  for (guint i = 0; i < n; i++)
    {
      TbModule *module = &connection->modules[i];

      module->table = tb_table_get_table (i);
      module->connection = connection;
      sqlite3_create_module_v2 (connection->db, module->table->info.name, &callbacks, module, NULL);
    }
}
