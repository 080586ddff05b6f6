/* tb-sql: see the header. Values are always bound, never written into statements. */
#include "tb-sql.h"

G_DEFINE_QUARK (tb-sql-error-quark, tb_sql_error)

#define BUSY_MS 20000

/* Every commit is on the disk before it is over: what was acknowledged is never forgotten. */
static const char *const shared[] = {
  "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF", NULL
};

static const struct { int code; TbSqlError error; } errors[] = {
  { SQLITE_NOTADB, TB_SQL_ERROR_FOREIGN }, { SQLITE_CORRUPT, TB_SQL_ERROR_DAMAGED }, { SQLITE_FULL, TB_SQL_ERROR_FULL },
  { SQLITE_READONLY, TB_SQL_ERROR_READ_ONLY }, { SQLITE_PERM, TB_SQL_ERROR_READ_ONLY }, { SQLITE_CANTOPEN, TB_SQL_ERROR_READ_ONLY },
  { SQLITE_BUSY, TB_SQL_ERROR_BUSY }, { SQLITE_LOCKED, TB_SQL_ERROR_BUSY }, { SQLITE_IOERR, TB_SQL_ERROR_DISK },
};

static TbSqlError
error_of (int code)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (errors[i].code == (code & 0xff))
      return errors[i].error;
  return TB_SQL_ERROR_FAILED;
}

static gboolean
fail (sqlite3 *handle, GError **error)
{
  const char *path = sqlite3_db_filename (handle, "main");

  g_set_error (error, TB_SQL_ERROR, error_of (sqlite3_errcode (handle)), "%s: %s", path != NULL ? path : "the database", sqlite3_errmsg (handle));
  return FALSE;
}

static gboolean
set_up (TbSql *db, const char *const *pragmas, GError **error)
{
  sqlite3_busy_timeout (db->handle, BUSY_MS);
  sqlite3_extended_result_codes (db->handle, 1);
  for (guint i = 0; pragmas[i] != NULL; i++)
    if (!tb_sql_run (db, error, pragmas[i], ""))
      return FALSE;
  return TRUE;
}

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

/**
 * tb_sql_open_with:
 * @path: the file
 * @flags: how SQLite opens it
 * @pragmas: (array zero-terminated=1): what is set before anything else
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the database, %NULL with a %TB_SQL_ERROR
 */
TbSql *
tb_sql_open_with (const char *path, int flags, const char *const *pragmas, GError **error)
{
  g_autoptr (TbSql) db = g_new0 (TbSql, 1);
  int code;

  db->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize);
  code = sqlite3_open_v2 (path, &db->handle, flags, NULL);
  if (code != SQLITE_OK)
    g_set_error (error, TB_SQL_ERROR, error_of (code), "%s: %s", path, db->handle != NULL ? sqlite3_errmsg (db->handle) : "no memory");
  return code == SQLITE_OK && set_up (db, pragmas, error) ? g_steal_pointer (&db) : NULL;
}

/**
 * tb_sql_open:
 * @path: the file
 * @is_new: whether to make an empty one
 * @error: return location
 *
 * A database that several processes work in at a time, readers beside a writer.
 *
 * Returns: (transfer full) (nullable): the database, %NULL with a %TB_SQL_ERROR
 */
TbSql *
tb_sql_open (const char *path, gboolean is_new, GError **error)
{
  return tb_sql_open_with (path, SQLITE_OPEN_READWRITE | (is_new ? SQLITE_OPEN_CREATE : 0), shared, error);
}

void
tb_sql_close (TbSql *db)
{
  g_hash_table_unref (db->kept);
  sqlite3_close (db->handle);
  g_free (db);
}

static int
bind_value (sqlite3_stmt *statement, int at, char type, va_list *values)
{
  GBytes *bytes;
  gsize n_bytes;
  const void *data;

  switch (type)
    {
    case 'i':
      return sqlite3_bind_int64 (statement, at, va_arg (*values, gint64));
    case 's':
      return sqlite3_bind_text (statement, at, va_arg (*values, const char *), -1, SQLITE_TRANSIENT);
    default:
      bytes = va_arg (*values, GBytes *);
      if (bytes == NULL)
        return sqlite3_bind_null (statement, at);
      data = g_bytes_get_data (bytes, &n_bytes);
      return sqlite3_bind_blob64 (statement, at, data, n_bytes, SQLITE_TRANSIENT);
    }
}

static gboolean
bind_values (sqlite3_stmt *statement, const char *types, va_list *values, GError **error)
{
  for (int i = 0; types[i] != '\0'; i++)
    if (bind_value (statement, i + 1, types[i], values) != SQLITE_OK)
      return fail (sqlite3_db_handle (statement), error);
  return TRUE;
}

static sqlite3_stmt *
prepare (TbSql *db, GError **error, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db->handle, sql, -1, &statement, NULL) != SQLITE_OK)
    fail (db->handle, error);
  return statement;
}

/* @types has one letter a value: `i` gint64, `s` text or NULL, `b` GBytes or NULL. */
sqlite3_stmt *
tb_sql_query (TbSql *db, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (sqlite3_stmt) statement = prepare (db, error, sql);
  gboolean is_bound;
  va_list values;

  va_start (values, types);
  is_bound = statement != NULL && bind_values (statement, types, &values, error);
  va_end (values);
  return is_bound ? g_steal_pointer (&statement) : NULL;
}

gboolean
tb_sql_step (sqlite3_stmt *query, gboolean *has_row, GError **error)
{
  int result = sqlite3_step (query);

  *has_row = result == SQLITE_ROW;
  return result == SQLITE_ROW || result == SQLITE_DONE || fail (sqlite3_db_handle (query), error);
}

/* --- statements that are run again and again --- */

/* Nothing of them is in force between two runs. */
static void
reset (sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

/* Reading the text of a statement takes SQLite longer than running it. */
static sqlite3_stmt *
take_kept (TbSql *db, GError **error, const char *sql, const char *types, va_list *values)
{
  sqlite3_stmt *statement = g_hash_table_lookup (db->kept, sql);

  if (statement == NULL)
    {
      statement = prepare (db, error, sql);
      if (statement == NULL)
        return NULL;
      g_hash_table_insert (db->kept, g_strdup (sql), statement);
    }
  if (bind_values (statement, types, values, error))
    return statement;
  reset (statement);
  return NULL;
}

gboolean
tb_sql_run (TbSql *db, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  gboolean has_row = TRUE, is_good;
  va_list values;

  va_start (values, types);
  statement = take_kept (db, error, sql, types, &values);
  va_end (values);
  is_good = statement != NULL;
  while (is_good && has_row)
    is_good = tb_sql_step (statement, &has_row, error);
  if (statement != NULL)
    reset (statement);
  return is_good;
}

/* The first column of the first row, @otherwise where there is none or it is NULL. */
gboolean
tb_sql_get_number (TbSql *db, gint64 otherwise, gint64 *number, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  gboolean has_row, is_good;
  va_list values;

  va_start (values, types);
  statement = take_kept (db, error, sql, types, &values);
  va_end (values);
  is_good = statement != NULL && tb_sql_step (statement, &has_row, error);
  if (is_good)
    *number = has_row && sqlite3_column_type (statement, 0) != SQLITE_NULL ? sqlite3_column_int64 (statement, 0) : otherwise;
  if (statement != NULL)
    reset (statement);
  return is_good;
}

/* Whether the last statement failed because what must be there once is there already. */
gboolean
tb_sql_is_taken (TbSql *db)
{
  int code = sqlite3_extended_errcode (db->handle);

  return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY;
}

/* NULL for NULL. */
GBytes *
tb_sql_get_bytes (sqlite3_stmt *query, int column)
{
  if (sqlite3_column_type (query, column) != SQLITE_BLOB)
    return NULL;
  return g_bytes_new (sqlite3_column_blob (query, column), (gsize) sqlite3_column_bytes (query, column));
}

const char *
tb_sql_get_text (sqlite3_stmt *query, int column)
{
  return (const char *) sqlite3_column_text (query, column);
}

gboolean
tb_sql_begin (TbSql *db, GError **error)
{
  return tb_sql_run (db, error, "BEGIN IMMEDIATE", "");
}

/* Ends a transaction: for good when @is_good, else as if nothing had been. Returns whether it was for good. */
gboolean
tb_sql_end (TbSql *db, gboolean is_good, GError **error)
{
  if (is_good && tb_sql_run (db, error, "COMMIT", ""))
    return TRUE;
  tb_sql_run (db, NULL, "ROLLBACK", "");
  return FALSE;
}
