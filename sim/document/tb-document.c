/* tb-document: see the header. The parts, and how a run becomes a document and a document a run. */
#include "tb-document.h"

G_DEFINE_QUARK (tb-document-error-quark, tb_document_error)

/* Parts */

static void
answer_free (gpointer data)
{
  TbDocumentAnswer *answer = data;

  g_free (answer->question);
  g_free (answer->text);
  g_free (answer);
}

static void
hint_free (gpointer data)
{
  g_free (((TbDocumentHint *) data)->step);
  g_free (data);
}

/**
 * tb_document_lesson_new:
 * @id: of the lesson
 * @sha256: of its text
 * @learner: as they call themselves
 *
 * Returns: (transfer full): a lesson of which nothing is answered
 */
TbDocumentLesson *
tb_document_lesson_new (const char *id, const char *sha256, const char *learner)
{
  TbDocumentLesson *lesson = g_new0 (TbDocumentLesson, 1);

  lesson->id = g_strdup (id);
  lesson->sha256 = g_strdup (sha256);
  lesson->learner = g_strdup (learner);
  lesson->answers = g_ptr_array_new_with_free_func (answer_free);
  lesson->hints = g_ptr_array_new_with_free_func (hint_free);
  return lesson;
}

void
tb_document_lesson_add_answer (TbDocumentLesson *lesson, const char *question, const char *text, gint64 time_us)
{
  TbDocumentAnswer *answer = g_new0 (TbDocumentAnswer, 1);

  *answer = (TbDocumentAnswer) { g_strdup (question), g_strdup (text), time_us };
  g_ptr_array_add (lesson->answers, answer);
}

void
tb_document_lesson_add_hint (TbDocumentLesson *lesson, const char *step, gint64 taken)
{
  TbDocumentHint *hint = g_new0 (TbDocumentHint, 1);

  *hint = (TbDocumentHint) { g_strdup (step), taken };
  g_ptr_array_add (lesson->hints, hint);
}

void
tb_document_lesson_free (TbDocumentLesson *lesson)
{
  g_free (lesson->id);
  g_free (lesson->sha256);
  g_free (lesson->learner);
  g_ptr_array_unref (lesson->answers);
  g_ptr_array_unref (lesson->hints);
  g_free (lesson);
}

TbDocumentBranch *
tb_document_branch_new (gint64 edge_us)
{
  TbDocumentBranch *branch = g_new0 (TbDocumentBranch, 1);

  branch->edge_us = edge_us;
  branch->lines = g_ptr_array_new_with_free_func (g_free);
  return branch;
}

void
tb_document_branch_free (TbDocumentBranch *branch)
{
  g_ptr_array_unref (branch->lines);
  g_free (branch);
}

void
tb_document_proof_free (TbDocumentProof *proof)
{
  g_free (proof->journal_sha256);
  g_free (proof->outcome_sha256);
  g_free (proof->trustbed);
  g_free (proof->openssl);
  g_free (proof);
}

/* The whole */

TbDocument *
tb_document_new_empty (void)
{
  TbDocument *document = g_new0 (TbDocument, 1);

  document->commands = g_ptr_array_new_with_free_func (g_free);
  document->pending = g_ptr_array_new_with_free_func (g_free);
  document->earlier = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_document_branch_free);
  document->view.edge_us = -1;
  return document;
}

void
tb_document_free (TbDocument *document)
{
  g_clear_pointer (&document->scenario, g_bytes_unref);
  g_free (document->name);
  g_ptr_array_unref (document->commands);
  g_ptr_array_unref (document->pending);
  g_ptr_array_unref (document->earlier);
  g_clear_pointer (&document->proof, tb_document_proof_free);
  g_clear_pointer (&document->lesson, tb_document_lesson_free);
  g_free (document);
}

/**
 * tb_document_new:
 * @run: a run
 * @name: what its scenario's file is called
 *
 * Returns: (transfer full): what is to be kept of it now; the playhead is at its edge, at the scenario's pace
 */
TbDocument *
tb_document_new (TbRun *run, const char *name)
{
  TbScenario *scenario = tb_run_get_scenario (run);
  TbDocument *document = tb_document_new_empty ();

  document->scenario = g_bytes_ref (tb_scenario_get_text (scenario));
  document->name = g_strdup (name);
  document->seed = tb_run_get_seed (run);
  document->until_us = tb_run_get_end (run) == tb_scenario_get_duration_us (scenario) ? 0 : tb_run_get_end (run);
  g_ptr_array_unref (document->commands);
  g_ptr_array_unref (document->pending);
  tb_run_get_log (run, 0, &document->commands, &document->pending);
  document->view = (TbDocumentView) { tb_run_get_edge (run), MAX (tb_run_get_edge (run), 0), 0 };
  return document;
}

static gboolean
parse (const TbDocument *document, GPtrArray *lines, GPtrArray *commands, GError **error)
{
  for (guint i = 0; i < lines->len; i++)
    {
      TbCommand *command = tb_command_parse (g_ptr_array_index (lines, i), error);

      if (command == NULL)
        {
          g_prefix_error (error, "%s: command %u of the document: ", document->name, i + 1);
          return FALSE;
        }
      g_ptr_array_add (commands, command);
    }
  return TRUE;
}

/**
 * tb_document_start:
 * @document: a document
 * @options: (nullable): how to play it; seed and end are the document's, unless @options end it earlier
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the run at its beginning, with everything that was done in it still to come; %NULL with a sentence when what the document
 *   holds cannot be played here
 */
TbRun *
tb_document_start (const TbDocument *document, const TbRunOptions *options, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (document->scenario, &length);
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data (text, length, document->name, error);
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  TbRunOptions how = options != NULL ? *options : (TbRunOptions) { 0 };

  if (scenario == NULL || !parse (document, document->commands, commands, error) || !parse (document, document->pending, commands, error))
    return NULL;
  how.has_seed = TRUE;
  how.seed = document->seed;
  if (how.until_us == 0)
    how.until_us = document->until_us;
  return tb_run_new (scenario, &how, commands, error);
}
