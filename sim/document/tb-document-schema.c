/* tb-document-schema: the tables of a document, and whether a file is one.
 *
 * A document may come from anybody. Its head is read before SQLite sees it; what is in it is looked through, and it has our tables as we write them and nothing
 * else: no views, no triggers, no indexes whose expressions would be run. The tables are explained in docs/documents.md. */
#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tb-document-private.h"

#define APPLICATION_ID 0x54424454       /* "TBDT" */
#define HEAD_BYTES     100

static const char *const tables[] = {
  "CREATE TABLE document (id INTEGER PRIMARY KEY CHECK (id = 1), scenario BLOB NOT NULL, name TEXT NOT NULL, seed INTEGER NOT NULL, until_us INTEGER NOT NULL,"
  " edge_us INTEGER NOT NULL, playhead_us INTEGER NOT NULL, speed REAL NOT NULL, keeper TEXT NOT NULL)",
  "CREATE TABLE command (number INTEGER PRIMARY KEY, line TEXT NOT NULL)",
  "CREATE TABLE pending (number INTEGER PRIMARY KEY, line TEXT NOT NULL)",
  "CREATE TABLE branch (number INTEGER PRIMARY KEY, edge_us INTEGER NOT NULL)",
  "CREATE TABLE branch_command (branch INTEGER NOT NULL, number INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (branch, number)) WITHOUT ROWID",
  "CREATE TABLE proof (id INTEGER PRIMARY KEY CHECK (id = 1), records INTEGER NOT NULL, time_us INTEGER NOT NULL, journal_sha256 TEXT NOT NULL,"
  " outcome_sha256 TEXT NOT NULL, trustbed TEXT NOT NULL, openssl TEXT NOT NULL)",
  "CREATE TABLE lesson (id INTEGER PRIMARY KEY CHECK (id = 1), lesson TEXT NOT NULL, sha256 TEXT NOT NULL, learner TEXT NOT NULL)",
  "CREATE TABLE answer (question TEXT PRIMARY KEY, text TEXT NOT NULL, time_us INTEGER NOT NULL) WITHOUT ROWID",
  "CREATE TABLE hint (step TEXT PRIMARY KEY, taken INTEGER NOT NULL) WITHOUT ROWID",
};

/* A rollback journal that is gone once the commit is over: between two commits the document is one file, whole. EXTRA: its going is on the disk too. */
static const char *const pragmas[] = {
  "PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA mmap_size = 0", "PRAGMA synchronous = EXTRA", "PRAGMA temp_store = MEMORY", NULL
};

/* --- errors --- */

static const struct { TbSqlError sql; TbDocumentError error; const char *sentence; } sentences[] = {
  { TB_SQL_ERROR_FOREIGN, TB_DOCUMENT_ERROR_DAMAGED, N_("this document is damaged; nothing in it was changed") },
  { TB_SQL_ERROR_DAMAGED, TB_DOCUMENT_ERROR_DAMAGED, N_("this document is damaged; nothing in it was changed") },
  { TB_SQL_ERROR_FULL, TB_DOCUMENT_ERROR_FULL, N_("there is no room left on the disk; what was saved before is unchanged") },
  { TB_SQL_ERROR_READ_ONLY, TB_DOCUMENT_ERROR_READ_ONLY, N_("the file or its folder cannot be written; save under another name") },
  { TB_SQL_ERROR_DISK, TB_DOCUMENT_ERROR_FAILED, N_("cannot be written or read: the disk is broken or gone, or files may not grow further; what was saved before is unchanged") },
  { TB_SQL_ERROR_BUSY, TB_DOCUMENT_ERROR_TAKEN, N_("another program is writing to this document") },
};

/* Makes one sentence with the file's name of what SQLite said. */
void
tb_document_explain (const char *path, GError **error)
{
  g_autoptr (GError) said = NULL;

  if (error == NULL || *error == NULL || (*error)->domain != TB_SQL_ERROR)
    return;
  said = g_steal_pointer (error);
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].sql == (TbSqlError) said->code)
      {
        g_set_error (error, TB_DOCUMENT_ERROR, sentences[i].error, "%s: %s", path, sentences[i].sentence);
        return;
      }
  g_set_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_FAILED, "%s", said->message);
}

/* --- the head --- */

static guint32
read_number (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static gsize
read_head (const char *path, guint8 head[HEAD_BYTES])
{
  FILE *file = g_fopen (path, "rb");
  gsize n = file != NULL ? fread (head, 1, HEAD_BYTES, file) : 0;

  if (file != NULL)
    fclose (file);
  return n;
}

static gboolean
is_database (const guint8 *head, gsize n)
{
  return n == HEAD_BYTES && memcmp (head, "SQLite format 3", 16) == 0;
}

/**
 * tb_document_is_one:
 * @path: a file's name
 *
 * Returns: whether it is to be read as a document: it is a database, or called like one of ours. A scenario, which is XML, is neither
 */
gboolean
tb_document_is_one (const char *path)
{
  guint8 head[HEAD_BYTES];

  return g_str_has_suffix (path, TB_DOCUMENT_SUFFIX) || is_database (head, read_head (path, head));
}

static gboolean
refuse (const char *path, TbDocumentError code, GError **error, const char *sentence)
{
  g_set_error (error, TB_DOCUMENT_ERROR, code, "%s: %s", path, sentence);
  return FALSE;
}

static gboolean
check_file (const char *path, GError **error)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0)
    return refuse (path, TB_DOCUMENT_ERROR_NOT_FOUND, error, errno == ENOENT ? N_("there is no such document") : g_strerror (errno));
  if (!S_ISREG (status.st_mode))
    return refuse (path, TB_DOCUMENT_ERROR_FOREIGN, error, N_("this is not a file"));
  if (status.st_size > TB_DOCUMENT_MAX_FILE_BYTES)
    return refuse (path, TB_DOCUMENT_ERROR_FOREIGN, error, N_("the file has more than the 64 MB a document may have"));
  if (g_access (path, R_OK) != 0)
    return refuse (path, TB_DOCUMENT_ERROR_READ_ONLY, error, N_("the file cannot be read; its permissions forbid it"));
  return TRUE;
}

/* Offsets as in SQLite's description of its format: 18 and 19 who may read and write it, 60 user_version, 68 application_id. */
static gboolean
check_head (const char *path, GError **error)
{
  guint8 head[HEAD_BYTES];
  gsize n = read_head (path, head);

  if (n == 0)
    return refuse (path, TB_DOCUMENT_ERROR_DAMAGED, error, N_("this document is empty"));
  if (!is_database (head, n) || read_number (head + 68) != APPLICATION_ID)
    return refuse (path, TB_DOCUMENT_ERROR_FOREIGN, error, N_("this is not a document of Trustbed"));
  if (read_number (head + 60) > TB_DOCUMENT_FORMAT)
    return refuse (path, TB_DOCUMENT_ERROR_NEWER, error, N_("a newer Trustbed made this document; open it with that one"));
  if (read_number (head + 60) == 0 || head[18] != 1 || head[19] != 1)
    return refuse (path, TB_DOCUMENT_ERROR_DAMAGED, error, N_("this document is damaged; nothing in it was changed"));
  return TRUE;
}

/* --- the inside --- */

static gboolean
is_ours (const char *sql)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (g_strcmp0 (sql, tables[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Every table as we make it, and nothing else. */
static gboolean
check_tables (TbSql *db, const char *path, GError **error)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (db, error, "SELECT sql FROM sqlite_schema", "");
  gboolean has_row;
  guint n = 0;

  if (query == NULL)
    return FALSE;
  for (; tb_sql_step (query, &has_row, error); n++)
    if (!has_row)
      return n == G_N_ELEMENTS (tables) || refuse (path, TB_DOCUMENT_ERROR_DAMAGED, error, N_("this document is damaged: parts of it are missing; nothing in it was changed"));
    else if (!is_ours (tb_sql_get_text (query, 0)))
      return refuse (path, TB_DOCUMENT_ERROR_FOREIGN, error, N_("this document holds something that Trustbed did not write; it is not opened"));
  return FALSE;
}

static gboolean
check_pages (TbSql *db, const char *path, GError **error)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (db, error, "PRAGMA integrity_check (1)", "");
  gboolean has_row;

  if (query == NULL || !tb_sql_step (query, &has_row, error))
    return FALSE;
  return (has_row && g_strcmp0 (tb_sql_get_text (query, 0), "ok") == 0)
         || refuse (path, TB_DOCUMENT_ERROR_DAMAGED, error, N_("this document is damaged; nothing in it was changed"));
}

static void
lock_down (TbSql *db)
{
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_limit (db->handle, SQLITE_LIMIT_LENGTH, TB_DOCUMENT_MAX_FILE_BYTES);
  sqlite3_limit (db->handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit (db->handle, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
}

/* A process that died in the middle of a commit has left its journal: whoever comes next rolls it back, which takes somebody who may write. */
static gboolean
roll_back (const char *path, GError **error)
{
  g_autofree char *journal = g_strconcat (path, "-journal", NULL);
  g_autoptr (TbSql) db = NULL;
  GStatBuf status;
  gint64 version;

  if (g_stat (journal, &status) != 0 || status.st_size == 0)
    return TRUE;
  db = tb_sql_open_with (path, SQLITE_OPEN_READWRITE, pragmas, error);
  if (db == NULL)
    return FALSE;
  lock_down (db);
  return tb_sql_get_number (db, 0, &version, error, "PRAGMA user_version", "");
}

/* As long as its head says: SQLite takes what is missing at the end for nothing written. Offsets 16: bytes of a page, 1 for 65536; 28: pages. */
static gboolean
check_length (const char *path, GError **error)
{
  guint8 head[HEAD_BYTES];
  GStatBuf status;
  guint64 page = read_head (path, head) == HEAD_BYTES ? read_number (head + 14) & 0xffff : 0;

  page = page == 1 ? 65536 : page;
  if (page != 0 && g_stat (path, &status) == 0 && (guint64) status.st_size == page * read_number (head + 28))
    return TRUE;
  return refuse (path, TB_DOCUMENT_ERROR_DAMAGED, error, N_("this document is damaged: it was cut off; nothing in it was changed"));
}

static TbSql *
open_checked (const char *path, int flags, GError **error)
{
  g_autoptr (TbSql) db = tb_sql_open_with (path, flags, pragmas, error);

  if (db == NULL)
    return NULL;
  lock_down (db);
  return check_tables (db, path, error) && check_pages (db, path, error) ? g_steal_pointer (&db) : NULL;
}

/* Returns: (transfer full) (nullable): the database of a document that was found good, or with %TB_DOCUMENT_MAKES an empty one */
TbSql *
tb_document_open_sql (const char *path, TbDocumentAccess access, GError **error)
{
  g_autoptr (GError) problem = NULL;
  TbSql *db = NULL;

  if (access == TB_DOCUMENT_MAKES)
    db = tb_sql_open_with (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, pragmas, &problem);
  else if (check_file (path, &problem) && check_head (path, &problem) && roll_back (path, &problem) && check_length (path, &problem))
    db = open_checked (path, access == TB_DOCUMENT_WRITES ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, &problem);
  tb_document_explain (path, &problem);
  if (db == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  return db;
}

gboolean
tb_document_make_tables (TbSql *db, GError **error)
{
  g_autofree char *application = g_strdup_printf ("PRAGMA application_id = %d", APPLICATION_ID);
  g_autofree char *format = g_strdup_printf ("PRAGMA user_version = %d", TB_DOCUMENT_FORMAT);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!tb_sql_run (db, error, tables[i], ""))
      return FALSE;
  return tb_sql_run (db, error, application, "") && tb_sql_run (db, error, format, "");
}
