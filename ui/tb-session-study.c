/* tb-session-study: see the header. */
#include "tb-session-study.h"

#include "tb-made.h"

typedef struct
{
  TbRun *run;                 /* owned */
  TbTranscript *transcript;   /* owned */
  TbSessionEntry entry;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  tb_run_unref (question->run);
  tb_transcript_unref (question->transcript);
  g_free (question);
}

/* What was made on purpose is made once more, from the command that the journal holds; with it come its keys and its checks. */
static TbTrial *
make_trial (TbCrypto *crypto, const Question *question)
{
  TbJournal *journal = tb_run_get_journal (question->run);
  const TbRecord *started = tb_journal_get (journal, question->entry.started);
  TbMade made = { tb_run_get_fleet (question->run), started, NULL, tb_run_get_seed (question->run),
                  tb_scenario_get_start_us (tb_run_get_scenario (question->run)) };

  if (started->kind != TB_RECORD_TRIAL_STARTED)
    return NULL;
  made.text = tb_journal_get_payload (journal, started->payload);
  return made.text != NULL ? tb_made_trial (crypto, &made, NULL) : NULL;
}

static void
find_openings (TbCrypto *crypto, TbSessionStudy *study)
{
  GBytes *ticket_key = study->trial ? study->trial->ticket_key : NULL;

  for (int leak = TB_LEAK_NOTHING; leak < TB_N_LEAKS; leak++)
    {
      TbKey *key = study->trial != NULL && leak == TB_LEAK_SERVER_KEY ? study->trial->server_key : NULL;

      study->openings[leak] = tb_opening_new (crypto, study->transcript, (TbLeak) leak, key, ticket_key, NULL);
    }
}

static void
find_schedule (TbCrypto *crypto, TbSessionStudy *study)
{
  g_autoptr (GError) error = NULL;

  study->schedule = tb_schedule_new (crypto, study->transcript, &error);
  if (study->schedule == NULL)
    study->problem = g_strdup (error->message);
}

static void
find_costs (TbSessionStudy *study)
{
  const TbCostCase this = { "", study->transcript };

  study->catalog = tb_cost_catalog_get ();
  if (study->catalog != NULL)
    study->costs = tb_cost_compare (&this, 1, study->catalog->devices, study->catalog->links, study->catalog->server);
}

static TbSessionStudy *
study_new (TbCrypto *crypto, const Question *question)
{
  TbSessionStudy *study = g_new0 (TbSessionStudy, 1);

  study->number = question->entry.number;
  study->transcript = tb_transcript_ref (question->transcript);
  study->trial = make_trial (crypto, question);
  find_schedule (crypto, study);
  find_openings (crypto, study);
  find_costs (study);
  return study;
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  TbCrypto *crypto = tb_crypto_get_seeded (&error);

  if (crypto != NULL)
    g_task_return_pointer (task, study_new (crypto, data), (GDestroyNotify) tb_session_study_free);
  else
    g_task_return_error (task, error);
}

/**
 * tb_session_study_async:
 * @session: a handshake that has a transcript
 * @run: the run it belongs to
 * @cancellable: (nullable): whoever no longer wants to know
 * @callback: called when it is found out
 * @user_data: for @callback
 *
 * Finds out about a handshake on a thread of its own.
 */
void
tb_session_study_async (TbSessionItem *session, TbRun *run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->run = tb_run_ref (run);
  question->transcript = tb_transcript_ref (tb_session_item_get_transcript (session));
  question->entry = *tb_session_item_get_entry (session);
  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, work);
}

/**
 * tb_session_study_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what was found out; %NULL when nobody wants to know any more
 */
TbSessionStudy *
tb_session_study_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tb_session_study_free:
 * @study: (transfer full) (nullable): what was found out
 *
 * Frees it.
 */
void
tb_session_study_free (TbSessionStudy *study)
{
  if (study == NULL)
    return;
  tb_transcript_unref (study->transcript);
  g_clear_pointer (&study->schedule, tb_schedule_free);
  g_free (study->problem);
  for (guint i = 0; i < TB_N_LEAKS; i++)
    g_clear_pointer (&study->openings[i], tb_opening_free);
  g_clear_pointer (&study->trial, tb_trial_free);
  g_clear_pointer (&study->costs, g_array_unref);
  g_free (study);
}
