/* tb-cli-words: texts of files, such as lessons and alert rules, in the language of the user; and options of subcommands. */
#include <glib/gi18n-lib.h>

#include "tb-cli.h"

/**
 * tb_cli_choose_language:
 *
 * Texts of files are in the language of the user from here on, as in the window.
 */
void
tb_cli_choose_language (void)
{
  const char *folder = g_getenv ("TRUSTBED_LOCALE_DIR");

  bindtextdomain (GETTEXT_PACKAGE, folder != NULL && *folder != '\0' ? folder : TRUSTBED_LOCALE_DIR_INSTALLED);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

/**
 * tb_cli_translate:
 * @text: of a file that comes with Trustbed
 *
 * Returns: the text in the user's language
 */
const char *
tb_cli_translate (const char *text)
{
  return *text != '\0' ? g_dgettext (GETTEXT_PACKAGE, text) : text;
}

/**
 * tb_cli_parse_options:
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
tb_cli_parse_options (const GOptionEntry *entries, const char *usage, const char *summary, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);

  g_option_context_set_translation_domain (context, "none");
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}
