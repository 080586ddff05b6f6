/* tb-guard: what a question may say. An allow-list: whatever is not named here is not let through, and the asker is told what to do instead.
 *
 * Nothing that writes, configures or opens; no table but those of the registry; no function that draws random numbers, reads a clock or makes much of
 * little. What a question may cost is bounded by limits here and by the work it may do (tb-work.c). */
#include <string.h>

#include "tb-ask-private.h"
#include "tb-token-private.h"

typedef struct
{
  int limit;
  int value;
} Limit;

static const Limit limits[] = {
  { SQLITE_LIMIT_LENGTH, TB_ASK_MAX_VALUE_BYTES },
  { SQLITE_LIMIT_SQL_LENGTH, 64 * 1024 },
  { SQLITE_LIMIT_COLUMN, 500 },
  { SQLITE_LIMIT_EXPR_DEPTH, 100 },
  { SQLITE_LIMIT_COMPOUND_SELECT, 20 },
  { SQLITE_LIMIT_VDBE_OP, 25000 },
  { SQLITE_LIMIT_FUNCTION_ARG, 50 },
  { SQLITE_LIMIT_ATTACHED, 0 },
  { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100 },
  { SQLITE_LIMIT_VARIABLE_NUMBER, 100 },
  { SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
  { SQLITE_LIMIT_WORKER_THREADS, 0 },
};

/* In the order of the alphabet; some of them are our own (tb-function.c). */
static const char *const functions[] = {
  "abs", "avg", "ceil", "ceiling", "char", "coalesce", "count", "cume_dist", "dense_rank", "duration", "exp", "first_value", "floor",
  "format", "glob", "group_concat", "hex", "ifnull", "iif", "instr", "lag", "last_value", "lead", "length", "like", "likelihood", "likely", "ln", "log",
  "log10", "log2", "lower", "ltrim", "max", "min", "mod", "nth_value", "ntile", "nullif", "percent_rank", "pow", "power", "printf", "rank",
  "replace", "round", "row_number", "rtrim", "sign", "sqrt", "substr", "substring", "sum", "total", "trim", "trunc", "typeof",
  "unicode", "unlikely", "upper",
};

#define ONLY_READS "A question only reads: begin with SELECT, WITH or VALUES."
#define NO_WRITING "Nothing can be written: a question only reads. Begin with SELECT; a run is changed by commands."
#define NO_TRANSACTIONS "There are no transactions: a question only reads. Begin with SELECT."
#define NO_ATTACHING "No other database can be attached: ask the tables of the run."
#define NO_PRAGMA "PRAGMA is not available: a question configures nothing."

typedef struct
{
  int first;
  int last;
  const char *sentence;
} Refusal;

/* The codes of actions as SQLite numbers them; the first row that has it tells why. */
static const Refusal refusals[] = {
  { SQLITE_PRAGMA, SQLITE_PRAGMA, NO_PRAGMA },
  { SQLITE_TRANSACTION, SQLITE_TRANSACTION, NO_TRANSACTIONS },
  { SQLITE_SAVEPOINT, SQLITE_SAVEPOINT, NO_TRANSACTIONS },
  { SQLITE_ATTACH, SQLITE_DETACH, NO_ATTACHING },
  { SQLITE_CREATE_INDEX, SQLITE_INSERT, NO_WRITING },
  { SQLITE_UPDATE, SQLITE_UPDATE, NO_WRITING },
  { 0, G_MAXINT, ONLY_READS },
};

typedef struct
{
  const char *word;
  const char *sentence;
} FirstWord;

/* What people may try; SQLite's own reasons would lead them astray. */
static const FirstWord first_words[] = {
  { "ALTER", NO_WRITING },     { "ANALYZE", NO_WRITING },         { "ATTACH", NO_ATTACHING },      { "BEGIN", NO_TRANSACTIONS },
  { "COMMIT", NO_TRANSACTIONS }, { "CREATE", NO_WRITING },        { "DELETE", NO_WRITING },        { "DETACH", NO_ATTACHING },
  { "DROP", NO_WRITING },      { "END", NO_TRANSACTIONS },        { "EXPLAIN", ONLY_READS },       { "INSERT", NO_WRITING },
  { "PRAGMA", NO_PRAGMA },     { "REINDEX", NO_WRITING },         { "RELEASE", NO_TRANSACTIONS },  { "REPLACE", NO_WRITING },
  { "ROLLBACK", NO_TRANSACTIONS }, { "SAVEPOINT", NO_TRANSACTIONS }, { "UPDATE", NO_WRITING },     { "VACUUM", NO_WRITING },
};

/* Whether @sql may be a question, by its first word; what is behind that is judged when SQLite reads it. */
gboolean
tb_guard_check_word (const char *sql, GError **error)
{
  TbToken token;

  if (!tb_token_next (&sql, &token))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (first_words); i++)
    if (tb_token_is (&token, first_words[i].word))
      {
        g_set_error_literal (error, TB_ASK_ERROR, TB_ASK_ERROR_DENIED, first_words[i].sentence);
        return FALSE;
      }
  return TRUE;
}

static int
refuse (TbConnection *connection, char *sentence)
{
  if (connection->denied == NULL)
    connection->denied = sentence;
  else
    g_free (sentence);
  return SQLITE_DENY;
}

static int
refuse_action (TbConnection *connection, int action)
{
  guint i = 0;

  while (action < refusals[i].first || action > refusals[i].last)
    i++;
  return refuse (connection, g_strdup (refusals[i].sentence));
}

static int
judge_function (TbConnection *connection, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_ascii_strcasecmp (functions[i], name) == 0)
      return SQLITE_OK;
  return refuse (connection, g_strdup_printf ("The function %s() is not available: an answer depends on the run and its time alone, and costs little.", name));
}

/* A part of WITH none of whose columns is read is asked about like a table, with no column; there are no other tables but SQLite's own. */
static gboolean
is_part (const char *name, const char *column)
{
  return (column == NULL || *column == '\0') && g_ascii_strncasecmp (name, "sqlite_", 7) != 0 && g_ascii_strncasecmp (name, "pragma_", 7) != 0;
}

static int
judge_table (TbConnection *connection, const char *name, const char *column)
{
  if (name == NULL || tb_table_find (name) != NULL || is_part (name, column))
    return SQLITE_OK;
  return refuse (connection, g_strdup_printf ("The table %s is not one of the run's.", name));
}

static int
judge (void *data, int action, const char *one, const char *two, const char *database, const char *inner)
{
  if (((TbConnection *) data)->is_declaring)
    return SQLITE_OK;
  switch (action)
    {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_READ:
      return judge_table (data, one, two);
    case SQLITE_FUNCTION:
      return judge_function (data, two);
    default:
      return refuse_action (data, action);
    }
}

/* Puts @connection under guard; it knows its tables and functions by then. */
void
tb_guard_add (TbConnection *connection)
{
  sqlite3 *db = connection->db;

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (db, limits[i].limit, limits[i].value);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_set_authorizer (db, judge, connection);
}

/**
 * tb_ask_get_functions:
 * @n: (out): how many
 *
 * Returns: (array length=n) (transfer none): the functions that a question may use, in the order of the alphabet
 */
const char *const *
tb_ask_get_functions (guint *n)
{
  *n = G_N_ELEMENTS (functions);
  return functions;
}
