/* tb-audit-log: see the header. */
#include "tb-audit-log.h"

#include <openssl/err.h>

#include "tb-sql.h"

/* Tabs between fields; what a field itself has of them, and all that is not printable, is escaped, so that a line is a line. */
static char *
make_line (const TbCaActor *actor, const char *action, const char *key, const char *detail)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (actor->unix_us / G_USEC_PER_SEC);
  g_autofree char *time = when != NULL ? g_date_time_format (when, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("-");
  g_autofree char *who = g_strescape (actor->who, NULL), *what = g_strescape (detail, NULL);

  return g_strjoin ("\t", time, who, action, *key != '\0' ? key : "-", what, NULL);
}

/**
 * tb_audit_log_append:
 * @db: the index, inside a transaction or not
 * @actor: who does it, and when
 * @action: what is done
 * @key: which key it takes, "" for none
 * @detail: to what
 * @error: return location
 *
 * Adds an entry. Whoever uses a key does so after this has returned and its transaction is over.
 *
 * Returns: whether it is written
 */
gboolean
tb_audit_log_append (TbSql *db, const TbCaActor *actor, const char *action, const char *key, const char *detail, GError **error)
{
  g_autofree char *line = make_line (actor, action, key, detail);

  return tb_sql_run (db, error, "INSERT INTO audit (seq, entry) VALUES ((SELECT coalesce(max(seq), -1) + 1 FROM audit), ?)", "s", line);
}

static gboolean
check_sequence (gint64 seq, guint expected, GError **error)
{
  if (seq == expected)
    return TRUE;
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "The audit log has been changed: entry %u is missing", expected);
  return FALSE;
}

/**
 * tb_audit_log_read_leaves:
 * @db: the index
 * @leaves: (out) (transfer full) (element-type TbHash): the hash of every entry, in order
 * @error: return location
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_MALFORMED when an entry in the middle is missing
 */
gboolean
tb_audit_log_read_leaves (TbSql *db, GArray **leaves, GError **error)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (db, error, "SELECT seq, entry FROM audit ORDER BY seq", "");
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (TbHash));
  gboolean has_row = TRUE;

  while (query != NULL && has_row)
    {
      TbHash hash;

      if (!tb_sql_step (query, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      if (!check_sequence (sqlite3_column_int64 (query, 0), read->len, error))
        return FALSE;
      tb_merkle_hash_leaf (sqlite3_column_text (query, 1), (gsize) sqlite3_column_bytes (query, 1), &hash);
      g_array_append_val (read, hash);
    }
  *leaves = g_steal_pointer (&read);
  return query != NULL;
}

/**
 * tb_audit_log_export:
 * @db: the index
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the entries as they are hashed, one a line: time, who, action, key, detail, with tabs between
 */
char *
tb_audit_log_export (TbSql *db, GError **error)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (db, error, "SELECT entry FROM audit ORDER BY seq", "");
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean has_row = TRUE;

  while (query != NULL && has_row)
    {
      if (!tb_sql_step (query, &has_row, error))
        return NULL;
      if (has_row)
        g_string_append_printf (text, "%s\n", tb_sql_get_text (query, 0));
    }
  return query != NULL ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
