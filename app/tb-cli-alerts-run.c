/* tb-cli-alerts-run: `trustbed-cli alerts run`: plays a scenario under the rules and says what they noticed. */
#include "tb-cli-alerts.h"

#include "tb-alert-watch.h"
#include "tb-cli-play.h"
#include "tb-units.h"

typedef struct
{
  TbCliPlay play;
  char *rules;
  char *at;
  gint64 at_us;
  gboolean json;
  gboolean standing;
} Options;

static void
options_clear (Options *options)
{
  tb_cli_play_clear (&options->play);
  g_free (options->rules);
  g_free (options->at);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING, &options->at, "Say what was known at this simulated time, such as 3d4h; at the end if left out", "DURATION" },
    { "standing", 0, 0, G_OPTION_ARG_NONE, &options->standing, "Only those that still stand then", NULL },
    { "rules", 0, 0, G_OPTION_ARG_FILENAME, &options->rules, "Use the rules of this folder instead of those that come with Trustbed", "FOLDER" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = tb_cli_play_new_context (&options->play, "SCENARIO");

  g_option_context_set_summary (context, "Plays a scenario (a file, or the bare name of one that comes with Trustbed) and says which alerts were raised.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  options->at_us = G_MAXINT64;
  return options->at == NULL || tb_units_parse_duration (options->at, &options->at_us, error);
}

static void
add_alert (JsonBuilder *json, const TbAlert *alert, gint64 at_us)
{
  g_autofree char *message = tb_alert_dup_message (alert, tb_cli_translate (alert->rule->message)), *mend = tb_alert_dup_mend (alert);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "alert", alert->rule->id);
  tb_cli_add_text (json, "severity", tb_alert_severity_to_code (alert->rule->severity));
  tb_cli_add_text (json, "name", alert->name);
  tb_cli_add_int (json, "raised_us", alert->raised_us);
  if (!tb_alert_stands_at (alert, at_us))
    tb_cli_add_int (json, "cleared_us", alert->cleared_us);
  tb_cli_add_text (json, "message", message);
  tb_cli_add_text (json, "mend", mend);
  json_builder_end_object (json);
}

static void
print_alert (const TbAlert *alert, gint64 at_us)
{
  g_autofree char *message = tb_alert_dup_message (alert, tb_cli_translate (alert->rule->message));
  g_autofree char *raised = tb_units_format_short (alert->raised_us), *cleared = tb_units_format_short (MAX (alert->cleared_us, 0));

  g_print ("%-12s %-12s %-9s %-20s %s\n", raised, tb_alert_stands_at (alert, at_us) ? "stands" : cleared, tb_alert_severity_to_code (alert->rule->severity),
           alert->rule->id, message);
}

static void
print_alerts (GPtrArray *alerts, const Options *options, gint64 at_us)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_array (json);
  for (guint i = 0; i < alerts->len; i++)
    {
      const TbAlert *alert = g_ptr_array_index (alerts, i);

      if (alert->raised_us > at_us || (options->standing && !tb_alert_stands_at (alert, at_us)))
        continue;
      if (options->json)
        add_alert (json, alert, at_us);
      else
        print_alert (alert, at_us);
    }
  json_builder_end_array (json);
  if (options->json)
    tb_cli_print_json (json);
}

static int
play_and_watch (const Options *options, TbRun *run, GPtrArray *rules)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAlertWatch) watch = tb_alert_watch_new (run, rules, &error);
  g_autoptr (GPtrArray) alerts = NULL;
  g_autofree char *failure = NULL;
  gint64 until_us = MIN (options->at_us, tb_run_get_end (run));

  if (watch == NULL)
    return tb_cli_complain ("%s", error->message);
  tb_cli_play_go (&options->play, run, MIN (until_us + 1, tb_run_get_end (run)));
  failure = tb_run_dup_failure (run);
  if (failure != NULL)
    return tb_cli_complain ("the run could not go on: %s", failure);
  if (!tb_alert_watch_advance (watch, until_us, NULL, &error))
    return tb_cli_complain ("%s", error->message);
  alerts = tb_alert_watch_get_alerts (watch);
  print_alerts (alerts, options, until_us);
  return TB_EXIT_YES;
}

/**
 * tb_cli_alerts_run:
 * @argc: how many words
 * @argv: `run` and what follows it
 *
 * Returns: 0 when the scenario was played, 2 for bad input
 */
int
tb_cli_alerts_run (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (TbRun) run = NULL;

  if (!parse_options (&options, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("run takes one scenario, as in: trustbed-cli alerts run smart-home");
  rules = tb_alert_rules_load (options.rules, &error);
  run = rules != NULL ? tb_cli_play_start (&options.play, argv[1], &error) : NULL;
  return run != NULL ? play_and_watch (&options, run, rules) : tb_cli_complain ("%s", error->message);
}
