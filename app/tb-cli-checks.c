/* tb-cli-checks: see the header. Keys and codes are not translated. */
#include "tb-cli-checks.h"

/**
 * tb_cli_add_foreign_text:
 * @json: where to
 * @name: of the member
 * @text: (nullable): from a certificate or a manifest, which may hold any bytes
 *
 * Adds a member with what of @text is UTF-8, or null.
 */
void
tb_cli_add_foreign_text (JsonBuilder *json, const char *name, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  tb_cli_add_text (json, name, valid);
}

/**
 * tb_cli_add_check:
 * @json: where to
 * @check: a check
 * @where: (nullable): what it was about, for the member `where`
 *
 * Adds an object.
 */
void
tb_cli_add_check (JsonBuilder *json, const TbCheck *check, const char *where)
{
  json_builder_begin_object (json);
  tb_cli_add_text (json, "code", check->rule->code);
  tb_cli_add_text (json, "what", check->rule->what);
  tb_cli_add_int (json, "depth", check->depth);
  if (where != NULL)
    tb_cli_add_foreign_text (json, "where", where);
  tb_cli_add_foreign_text (json, "expected", check->expected);
  tb_cli_add_foreign_text (json, "found", check->found);
  json_builder_set_member_name (json, "ok");
  json_builder_add_boolean_value (json, check->ok);
  tb_cli_add_text (json, "source", check->rule->source);
  json_builder_end_object (json);
}

/**
 * tb_cli_add_checks:
 * @json: where to
 * @checks: checks, in order
 *
 * Adds a member `checks`.
 */
void
tb_cli_add_checks (JsonBuilder *json, const TbChecks *checks)
{
  json_builder_set_member_name (json, "checks");
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    tb_cli_add_check (json, tb_checks_get (checks, i), NULL);
  json_builder_end_array (json);
}

/**
 * tb_cli_print_check:
 * @check: a check
 * @with_depth: whether to say at which certificate of a path it was made
 *
 * Prints one line.
 */
void
tb_cli_print_check (const TbCheck *check, gboolean with_depth)
{
  g_autofree char *expected = g_utf8_make_valid (check->expected, -1);
  g_autofree char *found = g_utf8_make_valid (check->found, -1);
  g_autofree char *where = check->depth < 0 ? g_strdup ("-") : g_strdup_printf ("%d", check->depth);

  g_print ("  %-4s ", check->ok ? "ok" : "BAD");
  if (with_depth)
    g_print ("%2s  ", where);
  g_print ("%s", check->rule->what);
  if (*expected != '\0')
    g_print ("; expected: %s", expected);
  if (*found != '\0')
    g_print ("; found: %s", found);
  g_print (" [%s]\n", check->rule->source);
}
