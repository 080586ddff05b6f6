/* tb-live-notes: see the header. SQLite keeps them; each is on the disk before it counts as kept. What they say is for the server alone. */
#include "tb-live-notes.h"

#include <openssl/err.h>

#include "tb-crypto.h"
#include "tb-sql.h"

#define APPLICATION_ID 0x5442414e       /* "TBAN" */
#define FORMAT 1

struct _TbLiveNotes
{
  TbSql *db;
};

/* By #TbAcmeNoteKind; what is in files, never to be renumbered. */
static const char *const kind_codes[] = { "account", "certificate" };
G_STATIC_ASSERT (G_N_ELEMENTS (kind_codes) == TB_ACME_N_NOTES);

static const char table[] =
  "CREATE TABLE note (kind TEXT NOT NULL, id TEXT NOT NULL, key TEXT, until_us INTEGER NOT NULL, text BLOB NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID";

/* --- opening --- */

static gboolean
create (TbSql *db, GError **error)
{
  g_autofree char *application = g_strdup_printf ("PRAGMA application_id = %d", APPLICATION_ID);
  g_autofree char *format = g_strdup_printf ("PRAGMA user_version = %d", FORMAT);
  gboolean is_good;

  if (!tb_sql_begin (db, error))
    return FALSE;
  is_good = tb_sql_run (db, error, table, "") && tb_sql_run (db, error, "CREATE UNIQUE INDEX note_key ON note (kind, key)", "")
            && tb_sql_run (db, error, "CREATE INDEX note_until ON note (until_us)", "") && tb_sql_run (db, error, application, "")
            && tb_sql_run (db, error, format, "");
  return tb_sql_end (db, is_good, error);
}

static gboolean
check (TbSql *db, const char *path, GError **error)
{
  gint64 application, format, n_tables;

  if (!tb_sql_get_number (db, 0, &application, error, "PRAGMA application_id", "") || !tb_sql_get_number (db, 0, &format, error, "PRAGMA user_version", "")
      || !tb_sql_get_number (db, 0, &n_tables, error, "SELECT count(*) FROM sqlite_master", ""))
    return FALSE;
  if (n_tables == 0 && application == 0 && format == 0)
    return create (db, error);
  if (application == APPLICATION_ID && format == FORMAT)
    return TRUE;
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s does not hold the accounts of an ACME server in format %d; it has application %" G_GINT64_FORMAT
                       " and format %" G_GINT64_FORMAT, path, FORMAT, application, format);
  return FALSE;
}

/**
 * tb_live_notes_open:
 * @path: a file, made when it is not there
 * @now_us: unix time; what nobody asks for any more is dropped
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the notes; %NULL with an error when the file cannot be used or is something else
 */
TbLiveNotes *
tb_live_notes_open (const char *path, gint64 now_us, GError **error)
{
  g_autoptr (TbLiveNotes) notes = g_new0 (TbLiveNotes, 1);

  notes->db = tb_sql_open (path, TRUE, error);
  if (notes->db == NULL || !check (notes->db, path, error)
      || !tb_sql_run (notes->db, error, "DELETE FROM note WHERE until_us > 0 AND until_us <= ?", "i", now_us))
    return NULL;
  return g_steal_pointer (&notes);
}

/**
 * tb_live_notes_close:
 * @notes: (transfer full): notes; the server they serve may not be asked any more
 *
 * Closes the file.
 */
void
tb_live_notes_close (TbLiveNotes *notes)
{
  g_clear_pointer (&notes->db, tb_sql_close);
  g_free (notes);
}

/* --- serving --- */

static gboolean
keep (const TbAcmeNote *note, gpointer data, GError **error)
{
  return tb_sql_run (((TbLiveNotes *) data)->db, error,
                     "INSERT INTO note (kind, id, key, until_us, text) VALUES (?, ?, ?, ?, ?)"
                     " ON CONFLICT (kind, id) DO UPDATE SET key = excluded.key, until_us = excluded.until_us, text = excluded.text", "sssib",
                     kind_codes[note->kind], note->id, note->key, note->until_us, note->text);
}

static GBytes *
find (TbAcmeNoteKind kind, const char *id, const char *key, char **found_id, gpointer data)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (((TbLiveNotes *) data)->db, NULL, "SELECT text, id FROM note WHERE kind = ? AND (id = ? OR key = ?)", "sss",
                                                 kind_codes[kind], id, id == NULL ? key : NULL);
  gboolean has_row;

  if (query == NULL || !tb_sql_step (query, &has_row, NULL) || !has_row)
    return NULL;
  if (found_id != NULL)
    *found_id = g_strdup (tb_sql_get_text (query, 1));
  return tb_sql_get_bytes (query, 0);
}

/**
 * tb_live_notes_serve:
 * @notes: notes; have to stay until the server is gone
 * @server: a server that has not been asked anything
 *
 * Lets the server's accounts and certificates be kept here.
 */
void
tb_live_notes_serve (TbLiveNotes *notes, TbAcmeServer *server)
{
  static const TbAcmeKeeper keeper = { keep, find };

  tb_acme_server_set_keeper (server, &keeper, notes);
}
