/* tb-ca-sql: the little of SQLite that the index of an authority needs: statements with values, and its errors in words. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

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
