/* tb-function-text: functions that go along a whole text, as SQLite has them, but counted as work. */
#include <string.h>

#include "tb-function-private.h"

void
tb_function_upper (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  const char *text = tb_function_get_text (argv[0]);

  if (!tb_function_has_null (argc, argv) && tb_function_spend (context, strlen (text)))
    sqlite3_result_text (context, g_ascii_strup (text, -1), -1, g_free);
}

void
tb_function_lower (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  const char *text = tb_function_get_text (argv[0]);

  if (!tb_function_has_null (argc, argv) && tb_function_spend (context, strlen (text)))
    sqlite3_result_text (context, g_ascii_strdown (text, -1), -1, g_free);
}

/* Also of numbers, as texts; "" of NULL. */
void
tb_function_hex (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  const guint8 *bytes = sqlite3_value_blob (argv[0]);
  int n = sqlite3_value_bytes (argv[0]);
  char *text;

  if (!tb_function_spend (context, (gsize) n))
    return;
  if (2 * (gint64) n > sqlite3_limit (sqlite3_context_db_handle (context), SQLITE_LIMIT_LENGTH, -1))
    {
      sqlite3_result_error_toobig (context);
      return;
    }
  text = g_malloc (2 * (gsize) n + 1);
  for (int i = 0; i < n; i++)
    {
      text[2 * i] = "0123456789ABCDEF"[bytes[i] >> 4];
      text[2 * i + 1] = "0123456789ABCDEF"[bytes[i] & 15];
    }
  text[2 * n] = '\0';
  sqlite3_result_text (context, text, 2 * n, g_free);
}

/* How many characters there are, whatever the bytes: those that begin one. */
static gint64
count_characters (const char *text)
{
  gint64 n = 0;

  for (; *text != '\0'; text++)
    n += ((guchar) *text & 0xc0) != 0x80;
  return n;
}

void
tb_function_length (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  gsize n = (gsize) sqlite3_value_bytes (argv[0]);

  if (tb_function_has_null (argc, argv) || !tb_function_spend (context, n))
    return;
  if (sqlite3_value_type (argv[0]) == SQLITE_BLOB)
    sqlite3_result_int64 (context, (gint64) n);
  else
    sqlite3_result_int64 (context, count_characters (tb_function_get_text (argv[0])));
}

typedef struct
{
  gint64 first;         /* from 0 on */
  gint64 n;
} Part;

/* Which of @length things substr(x, @from, @n) means: both may be negative. */
static Part
find_part (gint64 from, gint64 n, gint64 length)
{
  Part part = { from, ABS (n) };

  if (part.first < 0)
    {
      part.first += length;
      if (part.first < 0)
        {
          part.n = MAX (part.n + part.first, 0);
          part.first = 0;
        }
    }
  else if (part.first > 0)
    part.first--;
  else if (part.n > 0)
    part.n--;
  if (n < 0)
    {
      part.first -= part.n;
      if (part.first < 0)
        {
          part.n += part.first;
          part.first = 0;
        }
    }
  return part;
}

static const char *
skip_characters (const char *text, gint64 n)
{
  while (n > 0 && *text != '\0')
    {
      text++;
      while (((guchar) *text & 0xc0) == 0x80)
        text++;
      n--;
    }
  return text;
}

static void
cut_text (sqlite3_context *context, const char *text, gint64 from, gint64 n)
{
  Part part = find_part (from, n, from < 0 ? count_characters (text) : 0);
  const char *start = skip_characters (text, part.first);

  sqlite3_result_text (context, start, (int) (skip_characters (start, part.n) - start), SQLITE_TRANSIENT);
}

static void
cut_bytes (sqlite3_context *context, const guint8 *bytes, gint64 length, gint64 from, gint64 n)
{
  Part part = find_part (from, n, length);
  gint64 start = MIN (part.first, length);
  gint64 end = MIN (start + part.n, length);

  sqlite3_result_blob (context, bytes != NULL ? bytes + start : (const guint8 *) "", (int) MAX (end - start, 0), SQLITE_TRANSIENT);
}

/* Numbers beyond any text are the same as these. */
static gint64
get_place (sqlite3_value *value)
{
  gint64 place = sqlite3_value_int64 (value);

  return CLAMP (place, -G_MAXINT, G_MAXINT);
}

void
tb_function_substr (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  gint64 from = get_place (argv[1]), n = argc > 2 ? get_place (argv[2]) : G_MAXINT;

  if (tb_function_has_null (argc, argv) || !tb_function_spend (context, (gsize) sqlite3_value_bytes (argv[0])))
    return;
  if (sqlite3_value_type (argv[0]) == SQLITE_BLOB)
    cut_bytes (context, sqlite3_value_blob (argv[0]), sqlite3_value_bytes (argv[0]), from, n);
  else
    cut_text (context, tb_function_get_text (argv[0]), from, n);
}
