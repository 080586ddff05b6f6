/* tb-cli-lesson: `trustbed-cli lesson`: lessons without the window, for those who write them and those who teach with them. Texts of lessons are in the language of the
 * user, as in the window. */
#include "tb-cli-lesson.h"

#include <glib/gi18n-lib.h>

static const TbCliCommand subcommands[] = {
  { "list", tb_cli_lesson_list, "say which lessons there are" },
  { "show", tb_cli_lesson_show, "print a lesson as text" },
  { "check", tb_cli_lesson_check, "read a lesson's file, or judge what somebody did" },
  { "test", tb_cli_lesson_test, "prove a lesson by the ways in its file" },
  { "grade", tb_cli_lesson_grade, "play again what a class handed in, and make the class table" },
  { "plan", tb_cli_lesson_plan, "print a plan of a course, a handout or an answer key" },
};

/* As the window does. */
static void
choose_language (void)
{
  const char *folder = g_getenv ("TRUSTBED_LOCALE_DIR");

  bindtextdomain (GETTEXT_PACKAGE, folder != NULL && *folder != '\0' ? folder : TRUSTBED_LOCALE_DIR_INSTALLED);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

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
  choose_language ();
  return tb_cli_run_subcommand (subcommands, G_N_ELEMENTS (subcommands),
                                "[OPTIONS] LESSON\n\nA LESSON is a file, or the id or number of one that comes with Trustbed, such as enrol or 8.", argc, argv);
}

/**
 * tb_cli_lesson_translate:
 * @text: of a lesson
 *
 * Returns: the text in the user's language
 */
const char *
tb_cli_lesson_translate (const char *text)
{
  return *text != '\0' ? g_dgettext (GETTEXT_PACKAGE, text) : text;
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
  return tb_variation_fill (variation, tb_cli_lesson_translate (text));
}

/**
 * tb_cli_lesson_parse:
 * @entries: options
 * @usage: what follows them
 * @summary: for the help
 * @argc: number of words
 * @argv: words, without the options afterwards
 * @error: return location
 *
 * Returns: whether the options are good
 */
gboolean
tb_cli_lesson_parse (const GOptionEntry *entries, const char *usage, const char *summary, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);

  g_option_context_set_translation_domain (context, "none");
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}
