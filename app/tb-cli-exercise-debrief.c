/* tb-cli-exercise-debrief: `trustbed-cli exercise debrief`: what an exercise came to: the run is played again, and asked. */
#include "tb-cli-lesson.h"
#include "tb-result.h"
#include "tb-units.h"

typedef struct
{
  char *team;
  char *commands;
  char *result;
  char *until;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->team);
  g_free (options->commands);
  g_free (options->result);
  g_free (options->until);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static GPtrArray *
parse_commands (const TbResult *result, GError **error)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);

  for (guint i = 0; i < result->commands->len; i++)
    {
      TbCommand *command = tb_command_parse (g_ptr_array_index (result->commands, i), error);

      if (command == NULL)
        return NULL;
      g_ptr_array_add (commands, command);
    }
  return g_steal_pointer (&commands);
}

/* What a saved result says takes the place of options. */
static gboolean
read_result (Options *options, TbLesson *exercise, GPtrArray **commands, gint64 *until_us, GError **error)
{
  g_autoptr (TbResult) result = tb_result_load (options->result, error);

  if (result == NULL)
    return FALSE;
  if (g_strcmp0 (result->lesson, tb_lesson_get_id (exercise)) != 0)
    {
      g_set_error (error, TB_LESSON_ERROR, TB_LESSON_ERROR_INVALID, "%s: a result of \"%s\", not of \"%s\"", options->result, result->lesson, tb_lesson_get_id (exercise));
      return FALSE;
    }
  g_free (options->team);
  options->team = g_strdup (result->learner);
  *until_us = result->time_us;
  *commands = parse_commands (result, error);
  return *commands != NULL;
}

static gboolean
read_options (Options *options, TbLesson *exercise, GPtrArray **commands, gint64 *until_us, GError **error)
{
  *until_us = tb_lesson_get_until_us (exercise);
  if (options->result != NULL)
    return read_result (options, exercise, commands, until_us, error);
  if (options->until != NULL && !tb_units_parse_duration (options->until, until_us, error))
    return FALSE;
  return options->commands == NULL || (*commands = tb_command_parse_file (options->commands, error)) != NULL;
}

static GPtrArray *
play (TbLesson *exercise, Options *options, GError **error)
{
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (TbVariation) variation = NULL;
  g_autoptr (TbAttempt) attempt = NULL;
  g_autoptr (TbRun) run = NULL;
  gint64 until_us;

  if (!read_options (options, exercise, &commands, &until_us, error))
    return NULL;
  variation = tb_variation_new (exercise, options->team != NULL ? options->team : "", error);
  run = variation != NULL ? tb_variation_start (variation, NULL, commands, error) : NULL;
  if (run == NULL)
    return NULL;
  tb_run_set_target (run, until_us);
  tb_run_wait (run, until_us);
  attempt = tb_attempt_new (variation, run);
  return tb_attempt_draw_debrief (attempt, -1, tb_cli_translate, NULL, error);
}

static int
print_debrief (TbLesson *exercise, Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sentences = play (exercise, options, &error);

  if (sentences == NULL)
    return tb_cli_complain ("%s", error->message);
  for (guint i = 0; i < sentences->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (sentences, i));
  return TB_EXIT_YES;
}

/**
 * tb_cli_exercise_debrief:
 * @argc: number of words
 * @argv: "debrief", its options, an exercise
 *
 * Returns: 0 when it is printed, 2 when it cannot be played
 */
int
tb_cli_exercise_debrief (int argc, char **argv)
{
  g_auto (Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "team", 0, 0, G_OPTION_ARG_STRING, &options.team, "Who did it; decides what varies", "NAME" },
    { "commands", 0, 0, G_OPTION_ARG_FILENAME, &options.commands, "What was done: one command a line, @TIME text", "FILE" },
    { "result", 0, 0, G_OPTION_ARG_FILENAME, &options.result, "What the window has saved, in place of the other options", "FILE" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &options.until, "How far it went, such as 3d or 90m; to its end if left out", "DURATION" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLesson) exercise = NULL;

  if (!tb_cli_parse_options (entries, "EXERCISE", "Plays an exercise with what a team did, and says what came of it: how long it took to react, what it cost, who was affected.", &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("debrief takes one exercise, as in: trustbed-cli exercise debrief hospital --commands log.txt");
  exercise = tb_lesson_load (argv[1], &error);
  return exercise != NULL ? print_debrief (exercise, &options) : tb_cli_complain ("%s", error->message);
}
