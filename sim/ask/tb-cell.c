/* tb-cell: one value on its way from a table to SQLite. What outlives the question is handed over as it is, the rest is copied. */
#include <string.h>

#include "tb-table-private.h"

void
tb_cell_set_int (TbCell *cell, gint64 value)
{
  sqlite3_result_int64 (cell, value);
}

void
tb_cell_set_real (TbCell *cell, double value)
{
  sqlite3_result_double (cell, value);
}

void
tb_cell_set_bool (TbCell *cell, gboolean value)
{
  sqlite3_result_int (cell, value != FALSE);
}

void
tb_cell_set_time (TbCell *cell, gint64 time_us)
{
  if (time_us >= 0 && time_us < G_MAXINT64)
    sqlite3_result_int64 (cell, time_us);
}

void
tb_cell_set_past (TbCell *cell, const TbMoment *moment, gint64 time_us)
{
  if (time_us <= moment->time_us)
    tb_cell_set_time (cell, time_us);
}

void
tb_cell_set_code (TbCell *cell, const char *code)
{
  if (code != NULL)
    sqlite3_result_text (cell, code, -1, SQLITE_STATIC);
}

void
tb_cell_set_shared (TbCell *cell, const char *text)
{
  tb_cell_set_code (cell, text);
}

void
tb_cell_set_text (TbCell *cell, const char *text)
{
  if (text != NULL)
    sqlite3_result_text (cell, text, -1, SQLITE_TRANSIENT);
}

void
tb_cell_take_text (TbCell *cell, char *text)
{
  if (text != NULL)
    sqlite3_result_text (cell, text, -1, g_free);
}

void
tb_cell_set_name (TbCell *cell, const TbMoment *moment, guint32 object)
{
  if (object != TB_NOBODY)
    tb_cell_set_shared (cell, tb_moment_get_name (moment, object));
}

void
tb_cell_set_payload (TbCell *cell, const TbMoment *moment, guint32 payload)
{
  GBytes *bytes = tb_journal_get_payload (moment->journal, payload);
  gsize n;
  const char *text;

  if (bytes == NULL)
    return;
  text = g_bytes_get_data (bytes, &n);
  if (g_utf8_validate_len (text, n, NULL))
    sqlite3_result_text64 (cell, n ? text : "", n, SQLITE_STATIC, SQLITE_UTF8);
  else
    tb_cell_take_text (cell, g_utf8_make_valid (text, (gssize) n));
}

void
tb_cell_set_hex (TbCell *cell, const guint8 *bytes, gsize n)
{
  char *text = g_malloc (2 * n + 1);

  for (gsize i = 0; i < n; i++)
    {
      text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
      text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
  text[2 * n] = '\0';
  tb_cell_take_text (cell, text);
}

gboolean
tb_bound_find_object (const TbCursor *cursor, guint narrow, guint32 *object)
{
  const char *name = cursor->bounds[narrow].text;

  *object = name != NULL ? tb_fleet_find (cursor->moment->fleet, name) : TB_NOBODY;
  return name == NULL || *object != TB_NOBODY;
}
