/* tb-cli-alerts: `trustbed-cli alerts`: which rules there are, and what one of them says. Texts of rules are in the language of the user. */
#include "tb-cli-alerts.h"

#include <string.h>

/* The rule of a file, or the one that is shipped under that word. */
static TbAlertRule *
find_rule (const char *name, GError **error)
{
  g_autoptr (GPtrArray) rules = NULL;
  const TbAlertRule *rule;

  if (strchr (name, G_DIR_SEPARATOR) != NULL || g_str_has_suffix (name, ".xml"))
    return tb_alert_rule_load (name, error);
  rules = tb_alert_rules_load (NULL, error);
  rule = rules != NULL ? tb_alert_rules_find (rules, name) : NULL;
  if (rules != NULL && rule == NULL)
    g_set_error (error, TB_ALERT_ERROR, TB_ALERT_ERROR_NOT_FOUND, "there is no alert \"%.40s\"; trustbed-cli alerts list shows those that there are", name);
  return rule != NULL ? tb_alert_rule_ref ((TbAlertRule *) rule) : NULL;
}

/**
 * tb_cli_alerts_add_rule:
 * @json: inside an array or after a name
 * @rule: a rule
 *
 * Adds what it says.
 */
void
tb_cli_alerts_add_rule (JsonBuilder *json, const TbAlertRule *rule)
{
  g_autofree char *condition = tb_alert_rule_dup_condition (rule);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "id", rule->id);
  tb_cli_add_text (json, "severity", tb_alert_severity_to_code (rule->severity));
  tb_cli_add_text (json, "title", tb_cli_translate (rule->title));
  tb_cli_add_text (json, "message", tb_cli_translate (rule->message));
  tb_cli_add_text (json, "why", tb_cli_translate (rule->why));
  tb_cli_add_text (json, "mend", tb_cli_translate (rule->mend_text));
  tb_cli_add_text (json, "command", rule->mend);
  tb_cli_add_text (json, "condition", condition);
  tb_cli_add_text (json, "path", rule->path);
  json_builder_set_member_name (json, "references");
  json_builder_begin_array (json);
  for (guint i = 0; rule->references[i] != NULL; i++)
    json_builder_add_string_value (json, rule->references[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
print_rules (GPtrArray *rules, gboolean as_json)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_array (json);
  for (guint i = 0; i < rules->len; i++)
    {
      const TbAlertRule *rule = g_ptr_array_index (rules, i);

      if (as_json)
        tb_cli_alerts_add_rule (json, rule);
      else
        g_print ("%-22s %-9s %s\n", rule->id, tb_alert_severity_to_code (rule->severity), tb_cli_translate (rule->title));
    }
  json_builder_end_array (json);
  if (as_json)
    tb_cli_print_json (json);
}

static int
list (int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON document", NULL }, { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = NULL;

  if (!tb_cli_parse_options (entries, "", "Says which alerts come with Trustbed.", &argc, &argv, &error) || argc != 1)
    return tb_cli_complain ("%s", error != NULL ? error->message : "list takes no arguments");
  rules = tb_alert_rules_load (NULL, &error);
  if (rules == NULL)
    return tb_cli_complain ("%s", error->message);
  print_rules (rules, as_json);
  return TB_EXIT_YES;
}

static void
print_rule (const TbAlertRule *rule)
{
  g_autofree char *condition = tb_alert_rule_dup_condition (rule);

  g_print ("%s (%s, %s)\n\n%s\n\n%s\n\n%s\n", tb_cli_translate (rule->title), rule->id, tb_alert_severity_to_code (rule->severity), tb_cli_translate (rule->message),
           tb_cli_translate (rule->why), tb_cli_translate (rule->mend_text));
  if (rule->mend != NULL)
    g_print ("\n    %s\n", rule->mend);
  g_print ("\nIt is so when: %s\n", condition);
  for (guint i = 0; rule->references[i] != NULL; i++)
    g_print ("%s\n", rule->references[i]);
}

static int
show (int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Print one JSON document", NULL }, { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (TbAlertRule) rule = NULL;

  if (!tb_cli_parse_options (entries, "ALERT", "Prints the rule of an alert: its file, or its word.", &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  rule = argc == 2 ? find_rule (argv[1], &error) : NULL;
  if (rule == NULL)
    return tb_cli_complain ("%s", error != NULL ? error->message : "show takes one alert, as in: trustbed-cli alerts show expired");
  if (!as_json)
    print_rule (rule);
  else
    {
      tb_cli_alerts_add_rule (json, rule);
      tb_cli_print_json (json);
    }
  return TB_EXIT_YES;
}

static const TbCliCommand subcommands[] = {
  { "list", list, "say which alerts there are" },
  { "show", show, "print the rule of one" },
  { "run", tb_cli_alerts_run, "play a scenario and say which alerts were raised" },
  { "measure", tb_cli_alerts_measure, "say how well labelled scenarios are noticed" },
};

/**
 * tb_cli_alerts:
 * @argc: number of words
 * @argv: "alerts", the subcommand, its arguments
 *
 * Returns: the exit code
 */
int
tb_cli_alerts (int argc, char **argv)
{
  tb_cli_choose_language ();
  return tb_cli_run_subcommand (subcommands, G_N_ELEMENTS (subcommands), "[OPTIONS]\n\nAn ALERT is the file of a rule, or the word of one that comes with Trustbed.", argc, argv);
}
