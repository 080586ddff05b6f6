/* tb-cli-lesson-check: `trustbed-cli lesson check`: reads a lesson's file, and judges what somebody did in it. */
#include "tb-cli-lesson.h"

#include <string.h>

#include "tb-result.h"
#include "tb-units.h"

typedef struct
{
  char *learner;
  char *commands;
  char *until;
  char **answers;
  char *save;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->learner);
  g_free (options->commands);
  g_free (options->until);
  g_strfreev (options->answers);
  g_free (options->save);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

typedef struct
{
  TbLesson *lesson;
  TbVariation *variation;
  TbAttempt *attempt;
  TbJudgement *judgement;
  guint n_checks;        /* told so far, likewise */
  guint n_questions;
} Report;

static char *
message_of (const Report *report, const TbLessonCheck *check, const TbAttemptVerdict *verdict)
{
  g_autofree char *held = tb_units_format_short (verdict->held_us), *wanted = tb_units_format_short (check->for_us);

  if (verdict->is_met)
    return NULL;
  if (verdict->n_wrong == 0 && check->for_us > 0)
    return g_strdup_printf ("holds for %s so far; %s are wanted", held, wanted);
  if (verdict->n_wrong == 0)
    return g_strdup ("nothing is wrong now; it counts from the next moment on at which the lesson looks");
  return tb_attempt_explain (report->attempt, check, verdict, tb_cli_translate);
}

static void
print_check (Report *report, const TbLessonCheck *check)
{
  const TbAttemptVerdict *verdict = g_ptr_array_index (report->judgement->checks, report->n_checks++);
  g_autofree char *said = tb_cli_lesson_say (report->variation, check->text);
  g_autofree char *message = message_of (report, check, verdict);

  g_print ("%s  %s: %s\n", verdict->is_met ? "met    " : "not met", check->id, said);
  if (message != NULL)
    g_print ("           %s\n", message);
  if (!verdict->is_met && verdict->credit > 0)
    g_print ("           %u.%u %% of its points\n", verdict->credit / 10, verdict->credit % 10);
}

static void
print_question (Report *report, const TbLessonQuestion *question)
{
  const TbAttemptVerdict *verdict = g_ptr_array_index (report->judgement->questions, report->n_questions++);
  g_autofree char *answer = tb_attempt_dup_answer (report->attempt, question->id, NULL);

  g_print ("%s  %s: ", verdict->is_met ? "right  " : verdict->is_known ? "wrong  " : "open   ", question->id);
  if (answer == NULL)
    g_print ("not answered\n");
  else if (!verdict->is_known)
    g_print ("%s; it cannot be known yet\n", answer);
  else
    g_print ("%s%s%s\n", answer, verdict->is_met ? "" : "; right is ", verdict->is_met ? "" : verdict->truth);
}

static void
print_text (Report *report)
{
  GPtrArray *steps = tb_lesson_get_steps (report->lesson);
  TbJudgement *judgement = report->judgement;

  for (guint i = 0; i < steps->len; i++)
    {
      const TbLessonStep *step = g_ptr_array_index (steps, i);

      for (guint j = 0; j < step->checks->len; j++)
        print_check (report, g_ptr_array_index (step->checks, j));
      for (guint j = 0; j < step->questions->len; j++)
        print_question (report, g_ptr_array_index (step->questions, j));
    }
  g_print ("%" G_GUINT64_FORMAT ".%03d of %" G_GUINT64_FORMAT " points\n", judgement->points / 1000, (int) (judgement->points % 1000), judgement->most / 1000);
}

static void
add_check (JsonBuilder *json, Report *report, const TbLessonCheck *check)
{
  const TbAttemptVerdict *verdict = g_ptr_array_index (report->judgement->checks, report->n_checks++);
  g_autofree char *message = message_of (report, check, verdict);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", check->id);
  json_builder_set_member_name (json, "met");
  json_builder_add_boolean_value (json, verdict->is_met);
  tb_cli_add_int (json, "credit", verdict->credit);
  tb_cli_add_int (json, "weight", check->weight);
  tb_cli_add_int (json, "wrong", verdict->n_wrong);
  tb_cli_add_text (json, "message", message);
  json_builder_end_object (json);
}

static void
add_question (JsonBuilder *json, Report *report, const TbLessonQuestion *question)
{
  const TbAttemptVerdict *verdict = g_ptr_array_index (report->judgement->questions, report->n_questions++);
  g_autofree char *answer = tb_attempt_dup_answer (report->attempt, question->id, NULL);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", question->id);
  tb_cli_add_text (json, "answer", answer);
  json_builder_set_member_name (json, "known");
  json_builder_add_boolean_value (json, verdict->is_known);
  json_builder_set_member_name (json, "right");
  json_builder_add_boolean_value (json, verdict->is_met);
  tb_cli_add_text (json, "truth", verdict->truth);
  tb_cli_add_int (json, "weight", question->weight);
  json_builder_end_object (json);
}

static void
add_steps (JsonBuilder *json, Report *report, gboolean questions)
{
  GPtrArray *steps = tb_lesson_get_steps (report->lesson);

  json_builder_set_member_name (json, questions ? "questions" : "checks");
  json_builder_begin_array (json);
  for (guint i = 0; i < steps->len; i++)
    {
      const TbLessonStep *step = g_ptr_array_index (steps, i);
      GPtrArray *rows = questions ? step->questions : step->checks;

      for (guint j = 0; j < rows->len; j++)
        if (questions)
          add_question (json, report, g_ptr_array_index (rows, j));
        else
          add_check (json, report, g_ptr_array_index (rows, j));
    }
  json_builder_end_array (json);
}

static void
print_json (Report *report)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_text (json, "lesson", tb_lesson_get_id (report->lesson));
  tb_cli_add_text (json, "learner", tb_variation_get_learner (report->variation));
  tb_cli_add_int (json, "seed", (gint64) tb_variation_get_seed (report->variation));
  tb_cli_add_int (json, "time_us", report->judgement->time_us);
  add_steps (json, report, FALSE);
  add_steps (json, report, TRUE);
  tb_cli_add_double (json, "points", (double) report->judgement->points / 1000);
  tb_cli_add_double (json, "most", (double) report->judgement->most / 1000);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

/* All checks, and the questions that were answered. */
static gboolean
all_met (const Report *report)
{
  gboolean good = TRUE;

  for (guint i = 0; good && i < report->judgement->checks->len; i++)
    good = ((TbAttemptVerdict *) g_ptr_array_index (report->judgement->checks, i))->is_met;
  for (guint i = 0; good && i < report->judgement->questions->len; i++)
    {
      const TbAttemptVerdict *verdict = g_ptr_array_index (report->judgement->questions, i);

      good = verdict->is_met || !verdict->is_known;
    }
  return good;
}

static gboolean
give_answers (TbAttempt *attempt, char **answers, GError **error)
{
  for (guint i = 0; answers != NULL && answers[i] != NULL; i++)
    {
      const char *equals = strchr (answers[i], '=');
      g_autofree char *id = equals != NULL ? g_strndup (answers[i], (gsize) (equals - answers[i])) : g_strdup (answers[i]);

      if (!tb_attempt_answer (attempt, id, equals != NULL ? equals + 1 : "", error))
        {
          g_prefix_error (error, "--answer %s: ", answers[i]);
          return FALSE;
        }
    }
  return TRUE;
}

static TbRun *
play (TbVariation *variation, const Options *options, GError **error)
{
  g_autoptr (GPtrArray) commands = NULL;
  gint64 until_us = tb_lesson_get_until_us (tb_variation_get_lesson (variation));
  g_autofree char *failure = NULL;
  g_autoptr (TbRun) run = NULL;

  if (options->until != NULL && !tb_units_parse_duration (options->until, &until_us, error))
    return NULL;
  if (options->commands != NULL && (commands = tb_command_parse_file (options->commands, error)) == NULL)
    return NULL;
  run = tb_variation_start (variation, NULL, commands, error);
  if (run == NULL)
    return NULL;
  tb_run_set_target (run, until_us);
  tb_run_wait (run, until_us);
  failure = tb_run_dup_failure (run);
  if (failure != NULL)
    g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "the run could not go on: %s", failure);
  return failure == NULL ? g_steal_pointer (&run) : NULL;
}

static int
judge (TbLesson *lesson, const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbVariation) variation = tb_variation_new (lesson, options->learner != NULL ? options->learner : "", &error);
  g_autoptr (TbRun) run = variation != NULL ? play (variation, options, &error) : NULL;
  g_autoptr (TbAttempt) attempt = run != NULL ? tb_attempt_new (variation, run) : NULL;
  g_autoptr (TbJudgement) judgement = NULL;
  g_autoptr (TbResult) result = NULL;
  Report report = { lesson, variation, attempt, NULL, 0, 0 };

  if (attempt == NULL || !give_answers (attempt, options->answers, &error) || (judgement = tb_attempt_judge (attempt, -1, NULL, &error)) == NULL)
    return tb_cli_complain ("%s", error->message);
  report.judgement = judgement;
  result = tb_result_new (attempt, judgement);
  if (options->save != NULL && !tb_result_save (result, options->save, &error))
    return tb_cli_complain ("%s", error->message);
  if (options->json)
    print_json (&report);
  else
    print_text (&report);
  return all_met (&report) ? TB_EXIT_YES : TB_EXIT_NO;
}

static int
say_fine (TbLesson *lesson, gboolean as_json)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  if (!as_json)
    g_print ("%s: lesson %u, \"%s\", is good: %u steps, %u ways\n", tb_lesson_get_path (lesson), tb_lesson_get_number (lesson), tb_lesson_get_id (lesson),
             tb_lesson_get_steps (lesson)->len, tb_lesson_get_ways (lesson)->len);
  else
    {
      json_builder_begin_object (json);
      tb_cli_add_text (json, "lesson", tb_lesson_get_id (lesson));
      tb_cli_add_text (json, "sha256", tb_lesson_get_sha256 (lesson));
      tb_cli_add_int (json, "steps", tb_lesson_get_steps (lesson)->len);
      tb_cli_add_int (json, "ways", tb_lesson_get_ways (lesson)->len);
      json_builder_end_object (json);
      tb_cli_print_json (json);
    }
  return TB_EXIT_YES;
}

/**
 * tb_cli_lesson_check:
 * @argc: number of words
 * @argv: "check", its options, a lesson
 *
 * Returns: 0 when the file is good, or everything is met; 1 when something is not; 2 for a file that is no lesson
 */
int
tb_cli_lesson_check (int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "learner", 0, 0, G_OPTION_ARG_STRING, &options.learner, "Who did it; decides what varies", "NAME" },
    { "commands", 0, 0, G_OPTION_ARG_FILENAME, &options.commands, "What was done: one command a line, @TIME text", "FILE" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &options.until, "Judge at this simulated time, such as 3d or 90m; the end of the lesson's run if left out", "DURATION" },
    { "answer", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.answers, "An answer to a question", "ID=VALUE" },
    { "save", 0, 0, G_OPTION_ARG_FILENAME, &options.save, "Write the result as the window does, for lesson grade", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print one JSON document", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLesson) lesson = NULL;

  if (!tb_cli_parse_options (entries, "LESSON",
                            "Without options, reads a lesson's file and says whether it is one. With --commands, --until, --answer or --save, plays the lesson's run with what was done,\n"
                            "and says which checks are met then and what is missing. Exit status 1 when a check is not met or an answer is wrong.",
                            &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("check takes one lesson, as in: trustbed-cli lesson check enrol");
  lesson = tb_lesson_load (argv[1], &error);
  if (lesson == NULL)
    return tb_cli_complain ("%s", error->message);
  if (options.commands == NULL && options.until == NULL && options.answers == NULL && options.save == NULL)
    return say_fine (lesson, options.json);
  return judge (lesson, &options);
}
