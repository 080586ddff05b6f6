/* tb-cli-lesson: `trustbed-cli lesson`: lessons without the window, for those who write them and those who teach with them. Texts of lessons are in the language of the
 * user, as in the window. */
#include "tb-cli-lesson.h"

static const TbCliCommand subcommands[] = {
  { "list", tb_cli_lesson_list, "say which lessons there are" },
  { "show", tb_cli_lesson_show, "print a lesson as text" },
  { "check", tb_cli_lesson_check, "read a lesson's file, or judge what somebody did" },
  { "test", tb_cli_lesson_test, "prove a lesson by the ways in its file" },
  { "grade", tb_cli_lesson_grade, "play again what a class handed in, and make the class table" },
  { "plan", tb_cli_lesson_plan, "print a plan of a course, a handout or an answer key" },
};

/**
 * tb_cli_lesson:
 * @argc: number of words
 * @argv: "lesson", the subcommand, its arguments
 *
 * Returns: the exit code
 */
int
tb_cli_lesson (int argc, char **argv)
{
  tb_cli_choose_language ();
  return tb_cli_run_subcommand (subcommands, G_N_ELEMENTS (subcommands),
                                "[OPTIONS] LESSON\n\nA LESSON is a file, or the id or number of one that comes with Trustbed, such as enrol or 8.", argc, argv);
}

/**
 * tb_cli_lesson_say:
 * @variation: whose lesson
 * @text: of that lesson
 *
 * Returns: (transfer full): the text in the user's language, with values for names
 */
char *
tb_cli_lesson_say (TbVariation *variation, const char *text)
{
  return tb_variation_fill (variation, tb_cli_translate (text));
}
