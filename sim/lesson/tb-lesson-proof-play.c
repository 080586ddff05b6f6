/* tb-lesson-proof-play: plays one way through a lesson to its end, and judges it there. */
#include "tb-lesson-proof-private.h"

#include <string.h>

void
tb_played_clear (TbPlayed *played)
{
  g_clear_pointer (&played->judgement, tb_judgement_free);
  g_clear_pointer (&played->attempt, tb_attempt_unref);
  g_clear_pointer (&played->run, tb_run_unref);
}

static GPtrArray *
read_commands (TbVariation *variation, const TbLessonWay *way, GError **error)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);

  for (guint i = 0; i < way->commands->len; i++)
    {
      TbCommand *command = tb_variation_read_command (variation, g_ptr_array_index (way->commands, i), error);

      if (command == NULL)
        return NULL;
      g_ptr_array_add (commands, command);
    }
  return g_steal_pointer (&commands);
}

/* What a way says, the right one where it says "=", and also where a right way says nothing. */
static gboolean
answer (TbPlayed *played, const TbLessonWay *way, const TbLessonQuestion *question, GError **error)
{
  TbVariation *variation = tb_attempt_get_variation (played->attempt);
  const char *said = g_hash_table_lookup (way->answers, question->id);
  g_autofree char *text = NULL;
  g_autoptr (GError) problem = NULL;

  if (said == NULL && !way->is_right)
    return TRUE;
  if (said == NULL || strcmp (said, "=") == 0)
    text = tb_attempt_find_truth (played->attempt, question, way->until_us, &problem);
  else
    text = tb_variation_fill (variation, said);
  if (text != NULL && tb_attempt_answer (played->attempt, question->id, text, &problem))
    return TRUE;
  g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "question \"%s\": %s", question->id, problem != NULL ? problem->message : "the right answer cannot be known at the end of this way");
  return FALSE;
}

static gboolean
answer_all (TbPlayed *played, const TbLessonWay *way, GError **error)
{
  GPtrArray *steps = tb_lesson_get_steps (tb_attempt_get_lesson (played->attempt));

  for (guint i = 0; i < steps->len; i++)
    {
      const TbLessonStep *step = g_ptr_array_index (steps, i);

      for (guint j = 0; j < step->questions->len; j++)
        if (!answer (played, way, g_ptr_array_index (step->questions, j), error))
          return FALSE;
    }
  return TRUE;
}

/* Plays @way for @variation, unjudged. FALSE when it cannot be played. */
gboolean
tb_played_run (TbPlayed *played, TbVariation *variation, const TbLessonWay *way, guint n_threads, GError **error)
{
  TbRunOptions options = { 0 };
  g_autoptr (GPtrArray) commands = read_commands (variation, way, error);
  g_autofree char *failure = NULL;

  options.n_threads = n_threads;
  if (commands == NULL || (played->run = tb_variation_start (variation, &options, commands, error)) == NULL)
    return FALSE;
  tb_run_set_target (played->run, way->until_us);
  tb_run_wait (played->run, way->until_us);
  failure = tb_run_dup_failure (played->run);
  if (failure != NULL)
    g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "the run could not go on: %s", failure);
  return failure == NULL;
}

/* Plays @way for @variation and judges it. FALSE when it cannot be played or answered. */
gboolean
tb_played_way (TbPlayed *played, TbVariation *variation, const TbLessonWay *way, GError **error)
{
  if (!tb_played_run (played, variation, way, 1, error))
    return FALSE;
  played->attempt = tb_attempt_new (variation, played->run);
  return answer_all (played, way, error) && (played->judgement = tb_attempt_judge (played->attempt, way->until_us, NULL, error)) != NULL;
}

/* The verdict about the check or the question of that id. */
const TbAttemptVerdict *
tb_played_find (const TbPlayed *played, const char *id)
{
  GPtrArray *steps = tb_lesson_get_steps (tb_attempt_get_lesson (played->attempt));
  guint n_checks = 0, n_questions = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      const TbLessonStep *step = g_ptr_array_index (steps, i);

      for (guint j = 0; j < step->checks->len; j++, n_checks++)
        if (strcmp (((TbLessonCheck *) g_ptr_array_index (step->checks, j))->id, id) == 0)
          return g_ptr_array_index (played->judgement->checks, n_checks);
      for (guint j = 0; j < step->questions->len; j++, n_questions++)
        if (strcmp (((TbLessonQuestion *) g_ptr_array_index (step->questions, j))->id, id) == 0)
          return g_ptr_array_index (played->judgement->questions, n_questions);
    }
  return NULL;
}

/* (transfer full) (nullable): why the first command that was refused was, those of the story left out */
char *
tb_played_dup_refusal (const TbPlayed *played)
{
  TbJournal *journal = tb_run_get_journal (played->run);
  guint64 n = tb_journal_get_length (journal);

  for (guint64 i = 0; i < n; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);
      GBytes *payload;
      gsize length;
      const char *text;

      if (record->kind != TB_RECORD_COMMAND_REFUSED || record->detail != 0)
        continue;
      payload = tb_journal_get_payload (journal, record->payload);
      text = payload != NULL ? g_bytes_get_data (payload, &length) : NULL;
      return text != NULL ? g_strndup (text, length) : g_strdup ("");
    }
  return NULL;
}
