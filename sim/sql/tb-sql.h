/* tb-sql: the little of SQLite that authorities and documents need: statements with values, and its errors in words. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * TbSqlError:
 * @TB_SQL_ERROR_FAILED: something else
 * @TB_SQL_ERROR_FOREIGN: the file is no database
 * @TB_SQL_ERROR_DAMAGED: the file was one
 * @TB_SQL_ERROR_FULL: no room on the disk
 * @TB_SQL_ERROR_READ_ONLY: the file or its folder cannot be written
 * @TB_SQL_ERROR_BUSY: somebody else is writing, and does not come to an end
 * @TB_SQL_ERROR_DISK: reading or writing failed
 */
typedef enum
{
  TB_SQL_ERROR_FAILED,
  TB_SQL_ERROR_FOREIGN,
  TB_SQL_ERROR_DAMAGED,
  TB_SQL_ERROR_FULL,
  TB_SQL_ERROR_READ_ONLY,
  TB_SQL_ERROR_BUSY,
  TB_SQL_ERROR_DISK,
} TbSqlError;

#define TB_SQL_ERROR (tb_sql_error_quark ())
GQuark        tb_sql_error_quark (void);

/**
 * TbSql:
 * @handle: SQLite's connection
 * @kept: by its text, every statement that was run, to be run again
 *
 * An open database.
 */
typedef struct
{
  sqlite3 *handle;
  GHashTable *kept;
} TbSql;

TbSql        *tb_sql_open       (const char *path, gboolean is_new, GError **error);
TbSql        *tb_sql_open_with  (const char *path, int flags, const char *const *pragmas, GError **error);
void          tb_sql_close      (TbSql *db);
gboolean      tb_sql_run        (TbSql *db, GError **error, const char *sql, const char *types, ...);
sqlite3_stmt *tb_sql_query      (TbSql *db, GError **error, const char *sql, const char *types, ...);
gboolean      tb_sql_step       (sqlite3_stmt *query, gboolean *has_row, GError **error);
gboolean      tb_sql_get_number (TbSql *db, gint64 otherwise, gint64 *number, GError **error, const char *sql, const char *types, ...);
gboolean      tb_sql_is_taken   (TbSql *db);
GBytes       *tb_sql_get_bytes  (sqlite3_stmt *query, int column);
const char   *tb_sql_get_text   (sqlite3_stmt *query, int column);

gboolean      tb_sql_begin      (TbSql *db, GError **error);
gboolean      tb_sql_end        (TbSql *db, gboolean is_good, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSql, tb_sql_close)

G_END_DECLS
