/* tb-ca-index: the tables of an authority's index. The format is a promise: a change of it gets another user_version and a way from the old. */
#include "tb-ca-private.h"

#include <openssl/err.h>

#define APPLICATION_ID 0x54424341       /* "TBCA" */
#define FORMAT 1

static const char *const tables[] = {
  /* What is true of the whole folder: id, key_store, crl_address, ocsp_address. */
  "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
  /* Who may do what; roles are the bits of TbCaRole. */
  "CREATE TABLE person (name TEXT PRIMARY KEY, roles INTEGER NOT NULL) WITHOUT ROWID",
  /* Authorities in the folder. Without key_label only the certificate is here. */
  "CREATE TABLE authority (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, parent TEXT NOT NULL, certificate BLOB NOT NULL, key_label TEXT)",
  /* Everything that was ever to be signed. A row begins as a reservation: serial and tbs (all that will be signed); der follows when it is
   * signed, and only then is the certificate handed out. Rows are never removed, so that a serial number never comes again. */
  "CREATE TABLE certificate (id INTEGER PRIMARY KEY AUTOINCREMENT, serial TEXT NOT NULL UNIQUE, authority TEXT NOT NULL, profile TEXT NOT NULL,"
  " subject TEXT NOT NULL, not_before_us INTEGER NOT NULL, not_after_us INTEGER NOT NULL, replaces TEXT, reserved_us INTEGER NOT NULL,"
  " reserved_by TEXT NOT NULL, tbs BLOB NOT NULL, der BLOB, key_label TEXT)",
  /* Revocations, holds and releases (reason 8), in order; the last one of a certificate counts. */
  "CREATE TABLE revocation (id INTEGER PRIMARY KEY AUTOINCREMENT, serial TEXT NOT NULL REFERENCES certificate (serial), at_us INTEGER NOT NULL,"
  " since_us INTEGER NOT NULL, reason INTEGER NOT NULL)",
  "CREATE INDEX revocation_serial ON revocation (serial, id)",
  /* Lists. A row begins as a reservation of the number; last_change is the newest revocation that it covers. */
  "CREATE TABLE crl (authority TEXT NOT NULL, number INTEGER NOT NULL, base_number INTEGER NOT NULL, this_update_us INTEGER NOT NULL,"
  " next_update_us INTEGER NOT NULL, last_change INTEGER NOT NULL, der BLOB, PRIMARY KEY (authority, number)) WITHOUT ROWID",
  /* The audit log: entry is exactly what is hashed. */
  "CREATE TABLE audit (seq INTEGER PRIMARY KEY, entry TEXT NOT NULL)",
  "CREATE TABLE checkpoint (size INTEGER NOT NULL, text TEXT NOT NULL)",
};

static gboolean
put_setting (TbSql *db, const char *name, const char *value, GError **error)
{
  return value == NULL || tb_sql_run (db, error, "INSERT INTO setting (name, value) VALUES (?, ?)", "ss", name, value);
}

static gboolean
create_tables (TbSql *db, GError **error)
{
  g_autofree char *application = g_strdup_printf ("PRAGMA application_id = %d", APPLICATION_ID);
  g_autofree char *format = g_strdup_printf ("PRAGMA user_version = %d", FORMAT);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!tb_sql_run (db, error, tables[i], ""))
      return FALSE;
  return tb_sql_run (db, error, application, "") && tb_sql_run (db, error, format, "");
}

gboolean
tb_ca_create_index (TbSql *db, const char *id, const TbCaSetup *setup, GError **error)
{
  return create_tables (db, error)
         && put_setting (db, "id", id, error)
         && put_setting (db, "key_store", setup->key_store, error)
         && put_setting (db, "crl_address", setup->crl_address, error)
         && put_setting (db, "ocsp_address", setup->ocsp_address, error);
}

/* Whether this is an index of ours, in a format that is known. */
gboolean
tb_ca_check_index (TbCa *ca, GError **error)
{
  gint64 application, format;

  if (!tb_sql_get_number (ca->db, 0, &application, error, "PRAGMA application_id", "")
      || !tb_sql_get_number (ca->db, 0, &format, error, "PRAGMA user_version", ""))
    return FALSE;
  if (application == APPLICATION_ID && format == FORMAT)
    return TRUE;
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s/index.sqlite is not the index of an authority in format %d; it has application %" G_GINT64_FORMAT
                       " and format %" G_GINT64_FORMAT, ca->directory, FORMAT, application, format);
  return FALSE;
}

/* Seconds that have begun are over: certificates tell whole ones. */
gint64
tb_ca_whole_seconds (gint64 unix_us)
{
  return unix_us - unix_us % G_USEC_PER_SEC;
}

char *
tb_ca_serial_to_text (const guint8 *bytes, gsize n_bytes)
{
  GString *text = g_string_sized_new (2 * n_bytes + 1);

  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/* A serial number as people copy it: any case, colons, 0x; NULL with an error when it is none. */
char *
tb_ca_serial_from_text (const char *text, GError **error)
{
  g_autoptr (GString) serial = g_string_new (NULL);
  const char *at = g_ascii_strncasecmp (text, "0x", 2) == 0 ? text + 2 : text;
  gboolean is_good = TRUE;

  for (; *at != '\0' && is_good; at++)
    if (g_ascii_isxdigit (*at))
      g_string_append_c (serial, g_ascii_tolower (*at));
    else
      is_good = *at == ':';
  if (serial->len % 2 != 0)
    g_string_prepend_c (serial, '0');
  if (is_good && serial->len > 0 && serial->len <= 40)
    return g_string_free (g_steal_pointer (&serial), FALSE);
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "\"%.60s\" is not a serial number: 1 to 20 bytes in hexadecimal", text);
  return NULL;
}
