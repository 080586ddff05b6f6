/* tb-question: one question, from its text to its answer.
 *
 * Played with short values first; only a question that needs longer ones is played again with those, and then each step counts for more, since it may go along
 * a whole value: SQLite reads a text as a number wherever it is reckoned with. So the time that a question takes is bounded whatever it does with long texts. */
#include <string.h>

#include "tb-ask-private.h"
#include "tb-token-private.h"

#define DEFAULT_ROWS  10000
/* Thousands; about two seconds of counting on a slow machine. */
#define DEFAULT_STEPS 20000

/* Of a value that one step goes along in the time of a step or a few. */
#define BYTES_A_STEP  256

/* How long a value may be, try after try. */
static const int tries[] = { BYTES_A_STEP, 512, 1024, 4096, 16384, 65536, TB_ASK_MAX_VALUE_BYTES };

static gboolean
fail (GError **error, TbAskError code, const char *sentence)
{
  g_set_error_literal (error, TB_ASK_ERROR, code, sentence);
  return FALSE;
}

/* Whether there is another statement after the first; comments are none. */
static gboolean
has_more (TbConnection *connection, const char *tail)
{
  g_autoptr (sqlite3_stmt) more = NULL;

  while (tail != NULL && *tail != '\0')
    {
      if (sqlite3_prepare_v2 (connection->db, tail, -1, &more, &tail) != SQLITE_OK || more != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_question (TbConnection *connection, sqlite3_stmt *statement, const char *tail, GError **error)
{
  if (statement == NULL)
    return fail (error, TB_ASK_ERROR_SYNTAX, "There is nothing to answer: write a question such as SELECT name, state FROM device.");
  if (sqlite3_stmt_isexplain (statement) || !sqlite3_stmt_readonly (statement) || sqlite3_column_count (statement) == 0)
    return fail (error, TB_ASK_ERROR_DENIED, "A question only reads: begin with SELECT, WITH or VALUES.");
  if (has_more (connection, tail))
    return fail (error, TB_ASK_ERROR_DENIED, "One question at a time: leave out what comes after the first semicolon.");
  return TRUE;
}

/* Returns NULL with a sentence when it is no question. */
sqlite3_stmt *
tb_question_prepare (TbConnection *connection, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  const char *tail = NULL;
  int code;

  g_clear_pointer (&connection->denied, g_free);
  if (!g_utf8_validate (sql, -1, NULL))
    {
      fail (error, TB_ASK_ERROR_SYNTAX, "The question is not text: it has to be UTF-8.");
      return NULL;
    }
  if (!tb_guard_check_word (sql, error) || !tb_unfolding_check (sql, error))
    return NULL;
  sqlite3_limit (connection->db, SQLITE_LIMIT_LENGTH, TB_ASK_MAX_VALUE_BYTES);
  code = sqlite3_prepare_v2 (connection->db, sql, -1, &statement, &tail);
  if (code == SQLITE_NOMEM)
    fail (error, TB_ASK_ERROR_TOO_MUCH, "The question is too large: name fewer values, columns or tables in it.");
  else if (code != SQLITE_OK)
    tb_problem_set (connection, code, error);
  if (code != SQLITE_OK)
    return NULL;
  return is_question (connection, statement, tail, error) ? g_steal_pointer (&statement) : NULL;
}

static gboolean
find_value (const TbAskOptions *options, const char *name, guint *parameter)
{
  for (*parameter = 0; options->names != NULL && options->values != NULL && options->names[*parameter] != NULL; (*parameter)++)
    if (strcmp (options->names[*parameter], name) == 0)
      return TRUE;
  return FALSE;
}

/* What is written like a whole number is one, so that it can be compared and reckoned with. */
static int
bind_value (sqlite3_stmt *statement, int i, const char *text)
{
  g_autofree char *canonical = NULL;
  gint64 number;

  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    canonical = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  if (g_strcmp0 (canonical, text) == 0)
    return sqlite3_bind_int64 (statement, i, number);
  return sqlite3_bind_text (statement, i, text, -1, SQLITE_TRANSIENT);
}

static gboolean
bind (sqlite3_stmt *statement, const TbAskOptions *options, GError **error)
{
  for (int i = 1; i <= sqlite3_bind_parameter_count (statement); i++)
    {
      const char *name = sqlite3_bind_parameter_name (statement, i);
      guint parameter;

      if (name == NULL || name[0] != ':')
        return fail (error, TB_ASK_ERROR_PARAMETER, "A parameter has a name: write :name instead of ? or @name.");
      if (!find_value (options, name + 1, &parameter))
        {
          g_set_error (error, TB_ASK_ERROR, TB_ASK_ERROR_PARAMETER, "The parameter %s has no value: give it one, or write the value in its place.", name);
          return FALSE;
        }
      if (bind_value (statement, i, options->values[parameter]) != SQLITE_OK)
        return fail (error, TB_ASK_ERROR_PARAMETER, "The value of a parameter is too long.");
    }
  return TRUE;
}

static char *
dup_hex (const guint8 *bytes, gsize n)
{
  GString *text = g_string_sized_new (2 * n + 1);

  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%02X", bytes[i]);
  return g_string_free (text, FALSE);
}

static gboolean
read_bytes (sqlite3_stmt *statement, int column, TbAnswer *answer, TbValue *value)
{
  const void *bytes = value->kind == TB_VALUE_TEXT ? (const void *) sqlite3_column_text (statement, column) : sqlite3_column_blob (statement, column);
  gsize n = (gsize) sqlite3_column_bytes (statement, column);
  g_autofree char *hex = NULL;

  if (value->kind == TB_VALUE_TEXT)
    return tb_answer_set_text (answer, value, bytes ? bytes : "", n);
  hex = dup_hex (bytes, n);
  return tb_answer_set_text (answer, value, hex, 2 * n);
}

static gboolean
read_value (sqlite3_stmt *statement, int column, TbAnswer *answer, TbValue *value)
{
  switch (sqlite3_column_type (statement, column))
    {
    case SQLITE_INTEGER:
      value->kind = TB_VALUE_INTEGER;
      value->integer = sqlite3_column_int64 (statement, column);
      value->real = (double) value->integer;
      return TRUE;
    case SQLITE_FLOAT:
      value->kind = TB_VALUE_REAL;
      value->real = sqlite3_column_double (statement, column);
      return TRUE;
    case SQLITE_TEXT:
      value->kind = TB_VALUE_TEXT;
      return read_bytes (statement, column, answer, value);
    case SQLITE_BLOB:
      value->kind = TB_VALUE_BLOB;
      return read_bytes (statement, column, answer, value);
    default:
      return TRUE;
    }
}

static TbAnswer *
begin_answer (sqlite3_stmt *statement)
{
  guint n = (guint) sqlite3_column_count (statement);
  TbAnswer *answer = tb_answer_new (n);

  for (guint i = 0; i < n; i++)
    tb_answer_name (answer, i, sqlite3_column_name (statement, (int) i));
  return answer;
}

static gboolean
read_row (sqlite3_stmt *statement, TbAnswer *answer)
{
  TbValue *values = tb_answer_add_row (answer);

  for (guint i = 0; i < tb_answer_get_n_columns (answer); i++)
    if (!read_value (statement, (int) i, answer, &values[i]))
      return FALSE;
  return TRUE;
}

/* SQLITE_DONE, SQLITE_ROW when there are more rows than @max_rows, SQLITE_FULL when the answer is too large, or what went wrong. */
static int
read_rows (sqlite3_stmt *statement, TbAnswer *answer, guint max_rows)
{
  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW && tb_answer_get_n_rows (answer) < max_rows)
    if (!read_row (statement, answer))
      return SQLITE_FULL;
  return code;
}

static TbAnswer *
play (TbConnection *connection, sqlite3_stmt *statement, int max_bytes, const TbAskOptions *options, int *code)
{
  g_autoptr (TbAnswer) answer = begin_answer (statement);

  connection->work.step_cost = (guint64) max_bytes / BYTES_A_STEP;
  sqlite3_limit (connection->db, SQLITE_LIMIT_LENGTH, max_bytes);
  *code = read_rows (statement, answer, options->max_rows ? options->max_rows : DEFAULT_ROWS);
  sqlite3_reset (statement);
  if (*code == SQLITE_ROW)
    tb_answer_cut (answer);
  return *code == SQLITE_ROW || *code == SQLITE_DONE ? g_steal_pointer (&answer) : NULL;
}

static TbAnswer *
answer (TbConnection *connection, sqlite3_stmt *statement, const TbAskOptions *options, GCancellable *cancellable, GError **error)
{
  TbAnswer *answer = NULL;
  int code = SQLITE_TOOBIG;

  sqlite3_limit (connection->db, SQLITE_LIMIT_LENGTH, TB_ASK_MAX_VALUE_BYTES);
  if (!bind (statement, options, error))
    return NULL;
  tb_work_begin (connection, (options->max_steps ? options->max_steps : DEFAULT_STEPS) * 1000, cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (tries) && code == SQLITE_TOOBIG; i++)
    answer = play (connection, statement, tries[i], options, &code);
  if (answer == NULL)
    tb_problem_set (connection, code, error);
  return answer;
}

/* The answer at the moment where @connection stands. */
TbAnswer *
tb_question_answer (TbConnection *connection, const char *sql, const TbAskOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (sqlite3_stmt) own = options->is_repeated ? NULL : tb_question_prepare (connection, sql, error);
  sqlite3_stmt *statement = options->is_repeated ? tb_prepared_have (connection, sql, error) : own;

  return statement != NULL ? answer (connection, statement, options, cancellable, error) : NULL;
}
