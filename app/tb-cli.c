/* tb-cli: see the header. Results go to standard output, messages to standard error. */
#include "tb-cli.h"

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
