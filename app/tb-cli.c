/* tb-cli: see the header. Results go to standard output, messages to standard error. */
#include "tb-cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

/**
 * tb_cli_complain:
 * @format: printf format of one sentence
 * @...: its arguments
 *
 * Says on standard error what is wrong.
 *
 * Returns: the exit code for it
 */
int
tb_cli_complain (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("trustbed-cli: %s\n", text);
  return TB_EXIT_BAD_INPUT;
}

/**
 * tb_cli_print_json:
 * @builder: a finished document
 *
 * Prints it.
 */
void
tb_cli_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);

  g_print ("%s\n", text);
}

/**
 * tb_cli_add_int:
 * @builder: inside an object
 * @name: the key
 * @value: the value
 *
 * Adds a number.
 */
void
tb_cli_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * tb_cli_add_double:
 * @builder: inside an object
 * @name: the key
 * @value: the value
 *
 * Adds a number with a fraction.
 */
void
tb_cli_add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

/**
 * tb_cli_add_text:
 * @builder: inside an object
 * @name: the key
 * @value: (nullable): the value; %NULL gives null
 *
 * Adds a text.
 */
void
tb_cli_add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * tb_cli_find_command:
 * @commands: (array length=n_commands): a table
 * @n_commands: its rows
 * @word: a name
 *
 * Returns: (nullable): its row; static
 */
const TbCliCommand *
tb_cli_find_command (const TbCliCommand *commands, guint n_commands, const char *word)
{
  for (guint i = 0; i < n_commands; i++)
    if (strcmp (commands[i].name, word) == 0)
      return &commands[i];
  return NULL;
}

/**
 * tb_cli_list_commands:
 * @commands: (array length=n_commands): a table
 * @n_commands: its rows
 *
 * Prints a line each.
 */
void
tb_cli_list_commands (const TbCliCommand *commands, guint n_commands)
{
  for (guint i = 0; i < n_commands; i++)
    g_print ("  %-12s%s\n", commands[i].name, commands[i].summary);
}

/**
 * tb_cli_run_command:
 * @command: which one
 * @parents: the words before it, such as `trustbed-cli ca`
 * @argc: number of words
 * @argv: the parent's name, the command's, its arguments
 *
 * Runs it under its full name, which its help shows.
 *
 * Returns: the exit code
 */
int
tb_cli_run_command (const TbCliCommand *command, const char *parents, int argc, char **argv)
{
  g_autofree char *program = g_strdup_printf ("%s %s", parents, command->name);

  g_set_prgname (program);
  return command->run (argc - 1, argv + 1);
}

/**
 * tb_cli_run_subcommand:
 * @commands: (array length=n_commands): what there is
 * @n_commands: how many
 * @usage: what follows the command's name in its help, and what it is for
 * @argc: number of words
 * @argv: the command, the subcommand, its arguments
 *
 * Runs a subcommand, or lists all.
 *
 * Returns: the exit code
 */
int
tb_cli_run_subcommand (const TbCliCommand *commands, guint n_commands, const char *usage, int argc, char **argv)
{
  const char *word = argc > 1 ? argv[1] : NULL;
  const TbCliCommand *command = word != NULL ? tb_cli_find_command (commands, n_commands, word) : NULL;
  g_autofree char *parents = g_strdup_printf ("trustbed-cli %s", argv[0]);

  if (command != NULL)
    return tb_cli_run_command (command, parents, argc, argv);
  if (word != NULL && strcmp (word, "--help") != 0 && strcmp (word, "-h") != 0)
    return tb_cli_complain ("\"%s\" is no subcommand; %s --help lists them", word, parents);
  g_print ("Usage: %s SUBCOMMAND %s\n\nSubcommands:\n", parents, usage);
  tb_cli_list_commands (commands, n_commands);
  g_print ("\n%s SUBCOMMAND --help tells more.\n", parents);
  return word != NULL ? TB_EXIT_YES : TB_EXIT_BAD_INPUT;
}

/* A device or a pipe, such as /dev/stdout, is written to; to put a file in its place would take it away from everybody. */
static gboolean
is_to_be_kept (const char *path)
{
  GStatBuf status;

  return g_str_has_prefix (path, "/dev/") || g_str_has_prefix (path, "/proc/")
         || (g_stat (path, &status) == 0 && !S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode));
}

static gboolean
write_into (FILE *file, const char *name, const char *data, gsize n, GError **error)
{
  gboolean good = file != NULL && fwrite (data, 1, n, file) == n && fflush (file) == 0;

  if (file != NULL && file != stdout)
    good = fclose (file) == 0 && good;
  if (!good)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, "Cannot write to %s", name);
  return good;
}

/* A link stays, and what it points to is replaced. */
static gboolean
replace_file (const char *path, const char *data, gsize n, int mode, GError **error)
{
  char *real = realpath (path, NULL);
  gboolean good = g_file_set_contents_full (real != NULL ? real : path, data, (gssize) n, G_FILE_SET_CONTENTS_CONSISTENT, mode, error);

  free (real);
  return good;
}

/**
 * tb_cli_write:
 * @path: (nullable): a file, a device or a pipe; %NULL: standard output
 * @bytes: what to write
 * @mode: permissions of a new file
 * @error: return location
 *
 * Writes a file whole or not at all.
 *
 * Returns: whether all of it is written
 */
gboolean
tb_cli_write (const char *path, GBytes *bytes, int mode, GError **error)
{
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);

  data = data != NULL ? data : "";
  if (path == NULL)
    return write_into (stdout, "standard output", data, n, error);
  return is_to_be_kept (path) ? write_into (fopen (path, "wb"), path, data, n, error) : replace_file (path, data, n, mode, error);
}
