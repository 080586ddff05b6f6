/* tb-command-file: many commands at once, one a line. */
#include "tb-command-private.h"

#include <string.h>

#define MAX_FILE_BYTES (16 << 20)

static gboolean
parse_file_line (GPtrArray *commands, char *line, const char *path, guint number, GError **error)
{
  g_autoptr (GError) problem = NULL;
  TbCommand *command;

  g_strstrip (line);
  if (*line == '\0' || *line == '#')
    return TRUE;
  command = tb_command_parse (line, &problem);
  if (command == NULL)
    {
      tb_command_complain (error, TB_COMMAND_ERROR_SYNTAX, "%s:%u: %s", path, number, problem->message);
      return FALSE;
    }
  if (command->at_us < 0)
    command->at_us = 0;
  g_ptr_array_add (commands, command);
  return TRUE;
}

/**
 * tb_command_parse_lines:
 * @lines: (element-type utf8): commands
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbCommand): all of them, or %NULL with what is wrong with the first that is none
 */
GPtrArray *
tb_command_parse_lines (GPtrArray *lines, GError **error)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);

  for (guint i = 0; i < lines->len; i++)
    {
      TbCommand *command = tb_command_parse (g_ptr_array_index (lines, i), error);

      if (command == NULL)
        return NULL;
      g_ptr_array_add (commands, command);
    }
  return g_steal_pointer (&commands);
}

/* At most so much, whatever the file is: it may be a pipe, or have no end. */
static char *
read_text (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autofree char *text = NULL;
  gsize length;

  if (stream == NULL)
    return NULL;
  text = g_malloc (MAX_FILE_BYTES + 2);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), text, MAX_FILE_BYTES + 1, &length, NULL, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  text[length] = '\0';
  if (length <= MAX_FILE_BYTES && strlen (text) == length)
    return g_steal_pointer (&text);
  tb_command_complain (error, TB_COMMAND_ERROR_SYNTAX, "%s: this is not a text of at most 16 MB", path);
  return NULL;
}

/**
 * tb_command_parse_file:
 * @path: one command a line, comments with `#`
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbCommand): the commands in the order of the file, or %NULL with a sentence that names file and line
 */
GPtrArray *
tb_command_parse_file (const char *path, GError **error)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  g_autofree char *text = read_text (path, error);
  g_auto (GStrv) lines = NULL;

  if (text == NULL)
    return NULL;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!parse_file_line (commands, lines[i], path, i + 1, error))
      return NULL;
  return g_steal_pointer (&commands);
}
