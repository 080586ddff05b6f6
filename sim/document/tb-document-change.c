/* tb-document-change: what is different in a document from now on, and the statements that make it so. */
#include "tb-document-change-private.h"
#include "tb-document-private.h"

/**
 * tb_document_change_new:
 * @run: a run
 * @from: how many of its commands are in the document
 * @view: where people are
 * @n_commands: (out) (optional): how many will be
 *
 * Returns: (transfer full): what has become of it since
 */
TbDocumentChange *
tb_document_change_new (TbRun *run, guint from, const TbDocumentView *view, guint *n_commands)
{
  TbDocumentChange *change = g_new0 (TbDocumentChange, 1);
  guint n;

  change->from = from;
  change->view = *view;
  n = tb_run_get_log (run, from, &change->commands, &change->pending);
  if (n_commands != NULL)
    *n_commands = n;
  return change;
}

void
tb_document_change_free (TbDocumentChange *change)
{
  g_clear_pointer (&change->commands, g_ptr_array_unref);
  g_clear_pointer (&change->pending, g_ptr_array_unref);
  g_clear_pointer (&change->lesson, tb_document_lesson_free);
  g_clear_pointer (&change->proof, tb_document_proof_free);
  g_free (change);
}

static gboolean
add_lines (TbSql *db, const char *sql, GPtrArray *lines, guint from, GError **error)
{
  for (guint i = 0; i < lines->len; i++)
    if (!tb_sql_run (db, error, sql, "is", (gint64) from + i + 1, g_ptr_array_index (lines, i)))
      return FALSE;
  return TRUE;
}

/* Those that have had their turn longest ago go when there are too many. */
static gboolean
leave_branch (TbSql *db, GError **error)
{
  return tb_sql_run (db, error, "INSERT INTO branch SELECT (SELECT coalesce (max (number), 0) + 1 FROM branch), edge_us FROM document", "")
         && tb_sql_run (db, error, "INSERT INTO branch_command SELECT (SELECT max (number) FROM branch), row_number () OVER (ORDER BY place, number), line"
                                   " FROM (SELECT 1 AS place, number, line FROM command UNION ALL SELECT 2, number, line FROM pending)", "")
         && tb_sql_run (db, error, "DELETE FROM branch WHERE number <= (SELECT max (number) FROM branch) - ?", "i", (gint64) TB_DOCUMENT_MAX_BRANCHES)
         && tb_sql_run (db, error, "DELETE FROM branch_command WHERE branch NOT IN (SELECT number FROM branch)", "")
         && tb_sql_run (db, error, "DELETE FROM proof", "");
}

static gboolean
set_view (TbSql *db, const TbDocumentView *view, GError **error)
{
  char speed[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_dtostr (speed, sizeof speed, view->speed);
  return tb_sql_run (db, error, "UPDATE document SET edge_us = ?, playhead_us = ?, speed = CAST (? AS REAL)", "iis", view->edge_us, view->playhead_us, speed);
}

static gboolean
set_lesson (TbSql *db, const TbDocumentLesson *lesson, GError **error)
{
  if (!tb_sql_run (db, error, "INSERT OR REPLACE INTO lesson VALUES (1, ?, ?, ?)", "sss", lesson->id, lesson->sha256, lesson->learner)
      || !tb_sql_run (db, error, "DELETE FROM answer", "") || !tb_sql_run (db, error, "DELETE FROM hint", ""))
    return FALSE;
  for (guint i = 0; i < lesson->answers->len; i++)
    {
      const TbDocumentAnswer *answer = g_ptr_array_index (lesson->answers, i);

      if (!tb_sql_run (db, error, "INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", "ssi", answer->question, answer->text, answer->time_us))
        return FALSE;
    }
  for (guint i = 0; i < lesson->hints->len; i++)
    {
      const TbDocumentHint *hint = g_ptr_array_index (lesson->hints, i);

      if (!tb_sql_run (db, error, "INSERT OR REPLACE INTO hint VALUES (?, ?)", "si", hint->step, hint->taken))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_proof (TbSql *db, const TbDocumentProof *proof, GError **error)
{
  return tb_sql_run (db, error, "INSERT OR REPLACE INTO proof VALUES (1, ?, ?, ?, ?, ?, ?)", "iissss", (gint64) proof->n_records, proof->time_us,
                     proof->journal_sha256, proof->outcome_sha256, proof->trustbed, proof->openssl);
}

gboolean
tb_document_change_apply (const TbDocumentChange *change, TbSql *db, GError **error)
{
  return (!change->leaves_branch || leave_branch (db, error))
         && tb_sql_run (db, error, "DELETE FROM command WHERE number > ?", "i", (gint64) change->from)
         && tb_sql_run (db, error, "DELETE FROM pending", "")
         && add_lines (db, "INSERT INTO command VALUES (?, ?)", change->commands, change->from, error)
         && add_lines (db, "INSERT INTO pending VALUES (?, ?)", change->pending, 0, error)
         && set_view (db, &change->view, error)
         && (change->lesson == NULL || set_lesson (db, change->lesson, error))
         && (change->proof == NULL || set_proof (db, change->proof, error));
}
