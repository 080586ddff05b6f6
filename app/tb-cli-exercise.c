/* tb-cli-exercise: `trustbed-cli exercise`: exercises for teams. An exercise is a lesson with injects and decisions, so most of this is what lessons have. */
#include "tb-cli-lesson.h"
#include "tb-exercise-sheet.h"

static int
print_sheet (TbLesson *exercise, const char *file)
{
  g_autoptr (GString) page = tb_exercise_sheet_make (exercise);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (file == NULL)
    {
      g_print ("%s", page->str);
      return TB_EXIT_YES;
    }
  bytes = g_bytes_new (page->str, page->len);
  return tb_cli_write (file, bytes, 0644, &error) ? TB_EXIT_YES : tb_cli_complain ("%s", error->message);
}

static int
run_sheet (int argc, char **argv)
{
  g_autofree char *file = NULL;
  const GOptionEntry entries[] = { { "html", 0, 0, G_OPTION_ARG_FILENAME, &file, "Write to this file, whole or not at all", "FILE" }, { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbLesson) exercise = NULL;

  if (!tb_cli_parse_options (entries, "EXERCISE", "Prints the sheet of whoever leads an exercise as a page of HTML, in the language of the user: what happens when, what is to be\n"
                            "decided, what good looks like, and how it ends.", &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("sheet takes one exercise, as in: trustbed-cli exercise sheet hospital --html sheet.html");
  exercise = tb_lesson_load (argv[1], &error);
  if (exercise == NULL)
    return tb_cli_complain ("%s", error->message);
  if (!tb_lesson_is_exercise (exercise))
    return tb_cli_complain ("\"%s\" is a lesson and no exercise", argv[1]);
  return print_sheet (exercise, file);
}

static int
run_list (int argc, char **argv)
{
  g_auto (GStrv) paths = tb_lesson_list_exercises ();

  return tb_cli_lesson_list_those (paths, argc, argv);
}

static const TbCliCommand subcommands[] = {
  { "list", run_list, "say which exercises there are" },
  { "show", tb_cli_lesson_show, "print an exercise as text" },
  { "sheet", run_sheet, "print the facilitator's sheet" },
  { "check", tb_cli_lesson_check, "read an exercise's file, or judge what a team did" },
  { "debrief", tb_cli_exercise_debrief, "say what came of it, drawn from the run" },
  { "test", tb_cli_lesson_test, "prove an exercise by the ways in its file" },
};

/**
 * tb_cli_exercise:
 * @argc: number of words
 * @argv: "exercise", the subcommand, its arguments
 *
 * Returns: the exit code
 */
int
tb_cli_exercise (int argc, char **argv)
{
  tb_cli_choose_language ();
  return tb_cli_run_subcommand (subcommands, G_N_ELEMENTS (subcommands),
                                "[OPTIONS] EXERCISE\n\nAn EXERCISE is a file, or the id of one that comes with Trustbed, such as hospital.", argc, argv);
}
