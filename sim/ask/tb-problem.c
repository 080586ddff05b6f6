/* tb-problem: what went wrong with a question, as a sentence that says what to do about it. */
#include <string.h>

#include "tb-ask-private.h"

static void
set (GError **error, TbAskError code, const char *sentence)
{
  g_set_error_literal (error, TB_ASK_ERROR, code, sentence);
}

static char *
list_tables (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tb_table_get_n (); i++)
    g_string_append_printf (text, "%s%s", i == 0 ? "" : i + 1 < tb_table_get_n () ? ", " : " and ", tb_table_get (i)->name);
  return g_string_free (text, FALSE);
}

static void
set_no_table (const char *name, GError **error)
{
  g_autofree char *tables = list_tables ();

  g_set_error (error, TB_ASK_ERROR, TB_ASK_ERROR_SYNTAX, "There is no table \"%s\"; there are %s.", name, tables);
}

static void
set_no_column (const char *name, GError **error)
{
  g_set_error (error, TB_ASK_ERROR, TB_ASK_ERROR_SYNTAX, "There is no column \"%s\" in the tables of this question. A text stands in single quotes: 'text'.", name);
}

static void
set_no_function (const char *name, GError **error)
{
  g_set_error (error, TB_ASK_ERROR, TB_ASK_ERROR_SYNTAX, "There is no function %s(); such as count(), sum(), min(), max(), round() and duration() are there.", name);
}

static void
set_near (const char *rest, GError **error)
{
  const char *end = strstr (rest, "\": syntax error");
  g_autofree char *word = g_strndup (rest, end != NULL ? (gsize) (end - rest) : strlen (rest));

  g_set_error (error, TB_ASK_ERROR, TB_ASK_ERROR_SYNTAX, "This is not understood from \"%s\" on: look there and just before it.", word);
}

static void
set_incomplete (const char *rest, GError **error)
{
  set (error, TB_ASK_ERROR_SYNTAX, "The question ends too early: something is missing at its end.");
}

static void
set_unfinished (const char *rest, GError **error)
{
  g_set_error (error, TB_ASK_ERROR, TB_ASK_ERROR_SYNTAX, "This is not understood: %s; perhaps a quote is missing.", rest);
}

static void
set_ambiguous (const char *name, GError **error)
{
  g_set_error (error, TB_ASK_ERROR, TB_ASK_ERROR_SYNTAX, "More than one table has a column \"%s\": write the table before it, as in device.%s.", name, name);
}

static void
set_written (const char *rest, GError **error)
{
  set (error, TB_ASK_ERROR_DENIED, "Nothing can be written: a question only reads. Begin with SELECT; a run is changed by commands.");
}

typedef struct
{
  const char *begins;
  void (*set) (const char *rest, GError **error);
} Message;

/* How SQLite's messages begin; the rest is a name or so. */
static const Message messages[] = {
  { "no such table: ", set_no_table },       { "no such column: ", set_no_column },      { "no such function: ", set_no_function },
  { "near \"", set_near },                   { "incomplete input", set_incomplete },     { "unrecognized token: ", set_unfinished },
  { "ambiguous column name: ", set_ambiguous }, { "table ", set_written },
};

static void
set_message (const char *message, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    if (g_str_has_prefix (message, messages[i].begins))
      {
        messages[i].set (message + strlen (messages[i].begins), error);
        return;
      }
  g_set_error (error, TB_ASK_ERROR, TB_ASK_ERROR_SYNTAX, "The question cannot be answered: %s.", message);
}

void
tb_problem_set_cancelled (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The question was cancelled.");
}

static void
set_stopped (TbStop why, GError **error)
{
  if (why == TB_STOP_CANCELLED)
    tb_problem_set_cancelled (error);
  else if (why == TB_STOP_MEMORY)
    set (error, TB_ASK_ERROR_TOO_MUCH, "The question needs too much memory: narrow it with WHERE before it is sorted or joined.");
  else
    set (error, TB_ASK_ERROR_TOO_MUCH, "The question takes too long: narrow it with WHERE, join tables on the name of a device, or let the recursion end.");
}

/* @code is SQLite's, and its message stands in the connection. */
void
tb_problem_set (TbConnection *connection, int code, GError **error)
{
  if (code == SQLITE_INTERRUPT)
    set_stopped (connection->work.why, error);
  else if (connection->denied != NULL)
    set (error, TB_ASK_ERROR_DENIED, connection->denied);
  else if (code == SQLITE_TOOBIG)
    set (error, TB_ASK_ERROR_TOO_MUCH, "A text may be 1 MB long and a question 64 KB: this is longer.");
  else if (code == SQLITE_NOMEM)
    set (error, TB_ASK_ERROR_TOO_MUCH, "The question needs too much memory: narrow it with WHERE before it is sorted or joined.");
  else if (code == SQLITE_FULL)
    set (error, TB_ASK_ERROR_TOO_MUCH, "The answer is too large: ask for fewer columns, or less with WHERE.");
  else
    set_message (sqlite3_errmsg (connection->db), error);
}
