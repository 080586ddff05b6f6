/* tb-result: see the header. Making one, and writing it whole or not at all; reading is in tb-result-load. */
#include "tb-result-private.h"

#include <json-glib/json-glib.h>
#include <openssl/crypto.h>

#include "tb-command.h"

G_DEFINE_QUARK (tb-result-error-quark, tb_result_error)

static void
answer_free (gpointer data)
{
  TbResultAnswer *answer = data;

  g_free (answer->question);
  g_free (answer->answer);
  g_free (answer);
}

static void
hints_free (gpointer data)
{
  g_free (((TbResultHints *) data)->step);
  g_free (data);
}

static void
claim_free (gpointer data)
{
  g_free (((TbResultClaim *) data)->id);
  g_free (data);
}

TbResult *
tb_result_new_empty (void)
{
  TbResult *result = g_new0 (TbResult, 1);

  result->commands = g_ptr_array_new_with_free_func (g_free);
  result->answers = g_ptr_array_new_with_free_func (answer_free);
  result->hints = g_ptr_array_new_with_free_func (hints_free);
  result->claims = g_ptr_array_new_with_free_func (claim_free);
  return result;
}

/**
 * tb_result_free:
 * @result: (transfer full): a result
 *
 * Frees it.
 */
void
tb_result_free (TbResult *result)
{
  char *texts[] = { result->lesson, result->lesson_sha256, result->learner, result->trustbed, result->openssl, result->outcome_sha256 };
  GPtrArray *lists[] = { result->commands, result->answers, result->hints, result->claims };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_ptr_array_unref (lists[i]);
  g_free (result);
}

/* These take their texts. */
void
tb_result_add_answer (TbResult *result, char *question, char *answer, gint64 time_us)
{
  TbResultAnswer *row = g_new0 (TbResultAnswer, 1);

  row->question = question;
  row->answer = answer;
  row->time_us = time_us;
  g_ptr_array_add (result->answers, row);
}

void
tb_result_add_hints (TbResult *result, char *step, guint taken)
{
  TbResultHints *row = g_new0 (TbResultHints, 1);

  row->step = step;
  row->taken = taken;
  g_ptr_array_add (result->hints, row);
}

void
tb_result_add_claim (TbResult *result, char *id, guint credit)
{
  TbResultClaim *row = g_new0 (TbResultClaim, 1);

  row->id = id;
  row->credit = credit;
  g_ptr_array_add (result->claims, row);
}

static void
add_question (TbResult *result, TbAttempt *attempt, const TbLessonQuestion *question, const TbAttemptVerdict *verdict)
{
  gint64 time_us;
  char *answer = tb_attempt_dup_answer (attempt, question->id, &time_us);

  if (answer != NULL)
    tb_result_add_answer (result, g_strdup (question->id), answer, time_us);
  tb_result_add_claim (result, g_strdup (question->id), verdict->credit);
}

static void
add_steps (TbResult *result, TbAttempt *attempt, const TbJudgement *judgement)
{
  GPtrArray *steps = tb_lesson_get_steps (tb_attempt_get_lesson (attempt));
  guint n_checks = 0, n_questions = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      const TbLessonStep *step = g_ptr_array_index (steps, i);
      guint taken = tb_attempt_get_hints (attempt, step->id);

      if (taken > 0)
        tb_result_add_hints (result, g_strdup (step->id), taken);
      for (guint j = 0; j < step->checks->len; j++)
        tb_result_add_claim (result, g_strdup (((TbLessonCheck *) g_ptr_array_index (step->checks, j))->id),
                             ((TbAttemptVerdict *) g_ptr_array_index (judgement->checks, n_checks++))->credit);
      for (guint j = 0; j < step->questions->len; j++)
        add_question (result, attempt, g_ptr_array_index (step->questions, j), g_ptr_array_index (judgement->questions, n_questions++));
    }
}

/* A run may have gone on since it was judged. */
static void
add_commands (TbResult *result, TbRun *run, gint64 time_us)
{
  g_autoptr (GPtrArray) lines = tb_run_get_commands (run);

  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = g_ptr_array_index (lines, i);
      g_autoptr (TbCommand) command = tb_command_parse (line, NULL);

      if (command != NULL && command->at_us <= time_us)
        g_ptr_array_add (result->commands, g_strdup (line));
    }
}

/**
 * tb_result_new:
 * @attempt: a learner's attempt
 * @judgement: what is met in it, of a time that is over
 *
 * Returns: (transfer full): what can be handed in
 */
TbResult *
tb_result_new (TbAttempt *attempt, const TbJudgement *judgement)
{
  TbResult *result = tb_result_new_empty ();
  TbLesson *lesson = tb_attempt_get_lesson (attempt);
  TbRun *run = tb_attempt_get_run (attempt);

  result->lesson = g_strdup (tb_lesson_get_id (lesson));
  result->lesson_sha256 = g_strdup (tb_lesson_get_sha256 (lesson));
  result->learner = g_strdup (tb_variation_get_learner (tb_attempt_get_variation (attempt)));
  result->seed = tb_run_get_seed (run);
  result->time_us = judgement->time_us;
  add_commands (result, run, judgement->time_us);
  add_steps (result, attempt, judgement);
  result->points = judgement->points;
  result->most = judgement->most;
  result->trustbed = g_strdup (TRUSTBED_VERSION);
  result->openssl = g_strdup (OpenSSL_version (OPENSSL_VERSION));
  result->outcome_sha256 = tb_journal_hash_outcome_until (tb_run_get_journal (run), judgement->time_us);
  return result;
}

static void
add_text (JsonBuilder *json, const char *name, const char *value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, value);
}

static void
add_number (JsonBuilder *json, const char *name, gint64 value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, value);
}

static void
begin_list (JsonBuilder *json, const char *name)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
}

static void
add_head (JsonBuilder *json, const TbResult *result)
{
  add_text (json, "format", "trustbed-result");
  add_number (json, "version", TB_RESULT_FORMAT);
  add_text (json, "lesson", result->lesson);
  add_text (json, "lesson_sha256", result->lesson_sha256);
  add_text (json, "learner", result->learner);
  add_number (json, "seed", (gint64) result->seed);
  add_number (json, "time_us", result->time_us);
}

static void
add_what_was_done (JsonBuilder *json, const TbResult *result)
{
  begin_list (json, "commands");
  for (guint i = 0; i < result->commands->len; i++)
    json_builder_add_string_value (json, g_ptr_array_index (result->commands, i));
  json_builder_end_array (json);
  begin_list (json, "answers");
  for (guint i = 0; i < result->answers->len; i++)
    {
      const TbResultAnswer *answer = g_ptr_array_index (result->answers, i);

      json_builder_begin_object (json);
      add_text (json, "question", answer->question);
      add_text (json, "answer", answer->answer);
      add_number (json, "time_us", answer->time_us);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_what_came_of_it (JsonBuilder *json, const TbResult *result)
{
  begin_list (json, "hints");
  for (guint i = 0; i < result->hints->len; i++)
    {
      json_builder_begin_object (json);
      add_text (json, "step", ((TbResultHints *) g_ptr_array_index (result->hints, i))->step);
      add_number (json, "taken", ((TbResultHints *) g_ptr_array_index (result->hints, i))->taken);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  begin_list (json, "claims");
  for (guint i = 0; i < result->claims->len; i++)
    {
      json_builder_begin_object (json);
      add_text (json, "id", ((TbResultClaim *) g_ptr_array_index (result->claims, i))->id);
      add_number (json, "credit", ((TbResultClaim *) g_ptr_array_index (result->claims, i))->credit);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static char *
print (const TbResult *result)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (json);
  add_head (json, result);
  add_what_was_done (json, result);
  add_what_came_of_it (json, result);
  add_number (json, "points", (gint64) result->points);
  add_number (json, "most", (gint64) result->most);
  add_text (json, "trustbed", result->trustbed);
  add_text (json, "openssl", result->openssl);
  add_text (json, "outcome_sha256", result->outcome_sha256);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  return json_to_string (root, TRUE);
}

/**
 * tb_result_save:
 * @result: a result
 * @path: a file; its name ends in %TB_RESULT_SUFFIX by custom
 * @error: return location
 *
 * Writes the file whole or not at all.
 *
 * Returns: whether it is written
 */
gboolean
tb_result_save (const TbResult *result, const char *path, GError **error)
{
  g_autofree char *text = print (result);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  return g_file_set_contents_full (path, line, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}
