/* tb-document-load: reads a document, which may be anybody's: every value is of its kind and within bounds, or the document is refused in one sentence. */
#include <math.h>
#include <string.h>

#include "tb-document-private.h"

typedef struct
{
  TbSql *db;
  const char *path;
  GError **error;
} Reading;

static gboolean
refuse (Reading *reading, const char *what)
{
  g_set_error (reading->error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_DAMAGED, "%s: this document is damaged: %s; nothing in it was changed", reading->path, what);
  return FALSE;
}

/* Returns: (transfer full) (nullable) */
static char *
take_text (Reading *reading, sqlite3_stmt *row, int column)
{
  int n = sqlite3_column_bytes (row, column);
  const char *text = sqlite3_column_type (row, column) == SQLITE_TEXT ? tb_sql_get_text (row, column) : NULL;

  if (text != NULL && n <= TB_DOCUMENT_MAX_LINE_BYTES && strlen (text) == (gsize) n && g_utf8_validate (text, n, NULL))
    return g_strdup (text);
  refuse (reading, "a text in it cannot be read");
  return NULL;
}

static gboolean
take_number (Reading *reading, sqlite3_stmt *row, int column, gint64 least, gint64 *number)
{
  *number = sqlite3_column_int64 (row, column);
  return (sqlite3_column_type (row, column) == SQLITE_INTEGER && *number >= least) || refuse (reading, "a number in it is none");
}

/* Called for each row; FALSE with the error set ends it. */
typedef gboolean (*TakeRow) (Reading *reading, sqlite3_stmt *row, gpointer into);

static gboolean
each_row (Reading *reading, const char *sql, guint most, TakeRow take, gpointer into)
{
  g_autoptr (sqlite3_stmt) query = tb_sql_query (reading->db, reading->error, sql, "");
  gboolean has_row = query != NULL;

  for (guint n = 0; has_row; n++)
    {
      if (!tb_sql_step (query, &has_row, reading->error))
        return FALSE;
      if (has_row && n >= most)
        return refuse (reading, "it holds more than it may");
      if (has_row && !take (reading, query, into))
        return FALSE;
    }
  return query != NULL;
}

static gboolean
take_line (Reading *reading, sqlite3_stmt *row, gpointer lines)
{
  char *line = take_text (reading, row, 0);

  if (line == NULL)
    return FALSE;
  g_ptr_array_add (lines, line);
  return TRUE;
}

static gboolean
take_scenario (Reading *reading, sqlite3_stmt *row, TbDocument *document)
{
  document->scenario = tb_sql_get_bytes (row, 0);
  if (document->scenario != NULL && g_bytes_get_size (document->scenario) > 0 && g_bytes_get_size (document->scenario) <= TB_DOCUMENT_MAX_SCENARIO)
    return TRUE;
  return refuse (reading, "its scenario is missing");
}

static gboolean
take_speed (Reading *reading, sqlite3_stmt *row, int column, double *speed)
{
  *speed = sqlite3_column_double (row, column);
  return (isfinite (*speed) && *speed >= 0) || refuse (reading, "a number in it is none");
}

static gboolean
take_document (Reading *reading, sqlite3_stmt *row, gpointer into)
{
  TbDocument *document = into;
  gint64 seed;

  if (!take_scenario (reading, row, document) || (document->name = take_text (reading, row, 1)) == NULL || !take_number (reading, row, 2, G_MININT64, &seed))
    return FALSE;
  document->seed = (guint64) seed;
  return take_number (reading, row, 3, 0, &document->until_us) && take_number (reading, row, 4, -1, &document->view.edge_us)
         && take_number (reading, row, 5, 0, &document->view.playhead_us) && take_speed (reading, row, 6, &document->view.speed);
}

static gboolean
take_branch (Reading *reading, sqlite3_stmt *row, gpointer into)
{
  TbDocument *document = into;
  g_autoptr (TbDocumentBranch) branch = tb_document_branch_new (0);
  g_autofree char *sql = NULL;
  gint64 number;

  if (!take_number (reading, row, 0, 0, &number) || !take_number (reading, row, 1, -1, &branch->edge_us))
    return FALSE;
  sql = g_strdup_printf ("SELECT line FROM branch_command WHERE branch = %" G_GINT64_FORMAT " ORDER BY number", number);
  if (!each_row (reading, sql, TB_DOCUMENT_MAX_COMMANDS, take_line, branch->lines))
    return FALSE;
  g_ptr_array_add (document->earlier, g_steal_pointer (&branch));
  return TRUE;
}

static gboolean
take_proof (Reading *reading, sqlite3_stmt *row, gpointer into)
{
  TbDocument *document = into;
  TbDocumentProof *proof = document->proof = g_new0 (TbDocumentProof, 1);
  gint64 n_records;

  if (!take_number (reading, row, 0, 0, &n_records) || !take_number (reading, row, 1, 0, &proof->time_us))
    return FALSE;
  proof->n_records = (guint64) n_records;
  return (proof->journal_sha256 = take_text (reading, row, 2)) != NULL && (proof->outcome_sha256 = take_text (reading, row, 3)) != NULL
         && (proof->trustbed = take_text (reading, row, 4)) != NULL && (proof->openssl = take_text (reading, row, 5)) != NULL;
}

static gboolean
take_lesson (Reading *reading, sqlite3_stmt *row, gpointer into)
{
  TbDocument *document = into;
  g_autofree char *id = take_text (reading, row, 0);
  g_autofree char *sha256 = id != NULL ? take_text (reading, row, 1) : NULL;
  g_autofree char *learner = sha256 != NULL ? take_text (reading, row, 2) : NULL;

  if (learner == NULL)
    return FALSE;
  document->lesson = tb_document_lesson_new (id, sha256, learner);
  return TRUE;
}

static gboolean
take_answer (Reading *reading, sqlite3_stmt *row, gpointer into)
{
  TbDocument *document = into;
  g_autofree char *question = take_text (reading, row, 0);
  g_autofree char *text = question != NULL ? take_text (reading, row, 1) : NULL;
  gint64 time_us;

  if (text == NULL || !take_number (reading, row, 2, 0, &time_us))
    return FALSE;
  if (document->lesson != NULL)
    tb_document_lesson_add_answer (document->lesson, question, text, time_us);
  return TRUE;
}

static gboolean
take_hint (Reading *reading, sqlite3_stmt *row, gpointer into)
{
  TbDocument *document = into;
  g_autofree char *step = take_text (reading, row, 0);
  gint64 taken;

  if (step == NULL || !take_number (reading, row, 1, 0, &taken))
    return FALSE;
  if (document->lesson != NULL)
    tb_document_lesson_add_hint (document->lesson, step, MIN (taken, 100));
  return TRUE;
}

static gboolean
read_all (Reading *reading, TbDocument *document)
{
  return each_row (reading, "SELECT scenario, name, seed, until_us, edge_us, playhead_us, speed FROM document", 1, take_document, document)
         && (document->scenario != NULL || refuse (reading, "it is empty"))
         && each_row (reading, "SELECT line FROM command ORDER BY number", TB_DOCUMENT_MAX_COMMANDS, take_line, document->commands)
         && each_row (reading, "SELECT line FROM pending ORDER BY number", TB_DOCUMENT_MAX_COMMANDS, take_line, document->pending)
         && each_row (reading, "SELECT number, edge_us FROM branch ORDER BY number", TB_DOCUMENT_MAX_BRANCHES, take_branch, document)
         && each_row (reading, "SELECT records, time_us, journal_sha256, outcome_sha256, trustbed, openssl FROM proof", 1, take_proof, document)
         && each_row (reading, "SELECT lesson, sha256, learner FROM lesson", 1, take_lesson, document)
         && each_row (reading, "SELECT question, text, time_us FROM answer ORDER BY question", TB_DOCUMENT_MAX_COMMANDS, take_answer, document)
         && each_row (reading, "SELECT step, taken FROM hint ORDER BY step", TB_DOCUMENT_MAX_COMMANDS, take_hint, document);
}

/* Returns: (transfer full) (nullable): what is in it now */
TbDocument *
tb_document_read (TbSql *db, const char *path, GError **error)
{
  g_autoptr (TbDocument) document = tb_document_new_empty ();
  g_autoptr (GError) problem = NULL;
  Reading reading = { db, path, &problem };

  if (read_all (&reading, document))
    return g_steal_pointer (&document);
  tb_document_explain (path, &problem);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/**
 * tb_document_load:
 * @path: a file
 * @error: return location
 *
 * Reads a document, and writes nothing.
 *
 * Returns: (transfer full) (nullable): the document; %NULL with a %TB_DOCUMENT_ERROR, one sentence that names the file
 */
TbDocument *
tb_document_load (const char *path, GError **error)
{
  g_autoptr (TbSql) db = tb_document_open_sql (path, TB_DOCUMENT_READS, error);

  return db != NULL ? tb_document_read (db, path, error) : NULL;
}
