/* tb-function: functions of our own. duration(), and those of SQLite's that go along whole texts: some take time with the product of two lengths, or worse. Ours
 * take time in proportion to what they read, and count it as work. Answers are SQLite's; a test compares them. */
#include <string.h>

#include "tb-ask-private.h"
#include "tb-format-private.h"
#include "tb-function-private.h"
#include "tb-pattern-private.h"
#include "tb-units.h"

/* Bytes looked at in the time of one step. */
#define BYTES_A_STEP 64
#define LONGEST_SET  100

static TbWork *
work_of (sqlite3_context *context)
{
  return sqlite3_user_data (context);
}

gboolean
tb_function_spend (sqlite3_context *context, gsize n_bytes)
{
  if (tb_work_spend (work_of (context), n_bytes / BYTES_A_STEP))
    return TRUE;
  sqlite3_result_error_code (context, SQLITE_INTERRUPT);
  return FALSE;
}

gboolean
tb_function_has_null (int argc, sqlite3_value **argv)
{
  for (int i = 0; i < argc; i++)
    if (sqlite3_value_type (argv[i]) == SQLITE_NULL)
      return TRUE;
  return FALSE;
}

const char *
tb_function_get_text (sqlite3_value *value)
{
  const char *text = (const char *) sqlite3_value_text (value);

  return text != NULL ? text : "";
}

static void
duration (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  gint64 duration_us;

  if (tb_function_has_null (argc, argv))
    return;
  if (tb_units_parse_duration (tb_function_get_text (argv[0]), &duration_us, &error))
    {
      sqlite3_result_int64 (context, duration_us);
      return;
    }
  sentence = g_strdup_printf ("duration(): %s", error->message);
  sqlite3_result_error (context, sentence, -1);
}

static void
match (sqlite3_context *context, int argc, sqlite3_value **argv, TbPatternKind kind)
{
  const char *escape = argc > 2 ? tb_function_get_text (argv[2]) : "";
  TbPattern pattern = { kind, tb_function_get_text (argv[0]), 0 };
  guint64 n_steps = 0;
  gboolean matches;

  if (tb_function_has_null (argc, argv))
    return;
  if (strlen (pattern.text) > TB_PATTERN_MAX_BYTES)
    {
      sqlite3_result_error (context, "a pattern of LIKE or GLOB may have 100 bytes", -1);
      return;
    }
  if (argc > 2 && g_utf8_strlen (escape, -1) != 1)
    {
      sqlite3_result_error (context, "ESCAPE must be one character", -1);
      return;
    }
  pattern.escape = argc > 2 ? g_utf8_get_char (escape) : 0;
  matches = tb_pattern_match (&pattern, tb_function_get_text (argv[1]), &n_steps);
  if (tb_function_spend (context, n_steps * 8))
    sqlite3_result_int (context, matches);
}

static void
like (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  match (context, argc, argv, TB_PATTERN_LIKE);
}

static void
glob (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  match (context, argc, argv, TB_PATTERN_GLOB);
}

static gboolean
is_blob (sqlite3_value *value)
{
  return sqlite3_value_type (value) == SQLITE_BLOB;
}

/* Where the second is in the first, in characters, or in bytes when both are blobs; from 1 on, 0 for nowhere. */
static void
instr (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  gboolean blobs = is_blob (argv[0]) && is_blob (argv[1]);
  const char *where = blobs ? sqlite3_value_blob (argv[0]) : tb_function_get_text (argv[0]);
  const char *what = blobs ? sqlite3_value_blob (argv[1]) : tb_function_get_text (argv[1]);
  gsize n_where = (gsize) sqlite3_value_bytes (argv[0]), n_what = (gsize) sqlite3_value_bytes (argv[1]);
  const char *found;

  if (tb_function_has_null (argc, argv) || !tb_function_spend (context, n_where * 8))
    return;
  if (n_what == 0)
    {
      sqlite3_result_int (context, 1);
      return;
    }
  found = n_where > 0 ? memmem (where, n_where, what, n_what) : NULL;
  if (found == NULL)
    sqlite3_result_int (context, 0);
  else
    sqlite3_result_int64 (context, 1 + (blobs ? found - where : g_utf8_strlen (where, found - where)));
}

static gboolean
fits (sqlite3_context *context, gsize n_bytes)
{
  if (n_bytes <= (gsize) sqlite3_limit (sqlite3_context_db_handle (context), SQLITE_LIMIT_LENGTH, -1))
    return TRUE;
  sqlite3_result_error_toobig (context);
  return FALSE;
}

static void
replace (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  const char *text = tb_function_get_text (argv[0]), *what = tb_function_get_text (argv[1]), *with = tb_function_get_text (argv[2]), *found;
  gsize n = (gsize) sqlite3_value_bytes (argv[0]), n_what = (gsize) sqlite3_value_bytes (argv[1]), n_with = (gsize) sqlite3_value_bytes (argv[2]);
  g_autoptr (GString) result = g_string_sized_new (n);

  if (tb_function_has_null (argc, argv) || !tb_function_spend (context, n * 8))
    return;
  while (n_what > 0 && n > 0 && (found = memmem (text, n, what, n_what)) != NULL)
    {
      g_string_append_len (result, text, found - text);
      g_string_append_len (result, with, (gssize) n_with);
      n -= (gsize) (found - text) + n_what;
      text = found + n_what;
      if (!fits (context, result->len + n))
        return;
    }
  g_string_append_len (result, text, (gssize) n);
  if (fits (context, result->len))
    sqlite3_result_text (context, result->str, (int) result->len, SQLITE_TRANSIENT);
}

static void
format (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  gboolean is_too_long;
  char *text = tb_format_print (argc, argv, sqlite3_limit (sqlite3_context_db_handle (context), SQLITE_LIMIT_LENGTH, -1), &is_too_long);
  gsize n = text != NULL ? strlen (text) : 0;

  if (is_too_long)
    sqlite3_result_error_toobig (context);
  if (is_too_long || text == NULL || !tb_function_spend (context, n * 4))
    sqlite3_free (text);
  else
    sqlite3_result_text64 (context, text, n, sqlite3_free, SQLITE_UTF8);
}

enum { TRIM_START = 1, TRIM_END = 2 };

static gboolean
is_in (const char *set, const char *character)
{
  return g_utf8_strchr (set, -1, g_utf8_get_char (character)) != NULL;
}

static void
trim (sqlite3_context *context, int argc, sqlite3_value **argv, guint ends)
{
  g_autofree char *set = g_utf8_make_valid (argc > 1 ? tb_function_get_text (argv[1]) : " ", -1);
  g_autofree char *text = g_utf8_make_valid (tb_function_get_text (argv[0]), -1);
  const char *start = text, *end = text + strlen (text);

  if (tb_function_has_null (argc, argv) || !tb_function_spend (context, strlen (text)))
    return;
  if (strlen (set) > LONGEST_SET)
    {
      sqlite3_result_error (context, "trim() takes at most 100 bytes of characters to cut off", -1);
      return;
    }
  while ((ends & TRIM_START) && start < end && is_in (set, start))
    start = g_utf8_next_char (start);
  while ((ends & TRIM_END) && start < end && is_in (set, g_utf8_prev_char (end)))
    end = g_utf8_prev_char (end);
  sqlite3_result_text (context, start, (int) (end - start), SQLITE_TRANSIENT);
}

static void
trim_both (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  trim (context, argc, argv, TRIM_START | TRIM_END);
}

static void
trim_start (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  trim (context, argc, argv, TRIM_START);
}

static void
trim_end (sqlite3_context *context, int argc, sqlite3_value **argv)
{
  trim (context, argc, argv, TRIM_END);
}

typedef struct
{
  const char *name;
  int n_arguments;
  void (*call) (sqlite3_context *context, int argc, sqlite3_value **argv);
} Function;

static const Function functions[] = {
  { "duration", 1, duration },
  { "format", -1, format },
  { "glob", 2, glob },
  { "hex", 1, tb_function_hex },
  { "instr", 2, instr },
  { "length", 1, tb_function_length },
  { "like", 2, like },
  { "like", 3, like },
  { "lower", 1, tb_function_lower },
  { "ltrim", 1, trim_start },
  { "ltrim", 2, trim_start },
  { "printf", -1, format },
  { "replace", 3, replace },
  { "rtrim", 1, trim_end },
  { "rtrim", 2, trim_end },
  { "substr", 2, tb_function_substr },
  { "substr", 3, tb_function_substr },
  { "substring", 2, tb_function_substr },
  { "substring", 3, tb_function_substr },
  { "trim", 1, trim_both },
  { "trim", 2, trim_both },
  { "upper", 1, tb_function_upper },
};

/* Ours take the places of SQLite's. */
void
tb_function_add_all (TbConnection *connection)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    sqlite3_create_function_v2 (connection->db, functions[i].name, functions[i].n_arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC, &connection->work,
                                functions[i].call, NULL, NULL, NULL);
}
