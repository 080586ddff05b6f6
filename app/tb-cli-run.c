/* tb-cli-run: `trustbed-cli run`: plays a scenario as fast as it goes and sums it up. */

#include "tb-alert-watch.h"
#include "tb-census-curve.h"
#include "tb-cli-play.h"
#include "tb-export.h"
#include "tb-replay-proof.h"
#include "tb-report-save.h"
#include "tb-run-report.h"
#include "tb-summary.h"
#include "tb-units.h"

typedef struct
{
  TbCliPlay play;
  gboolean json;
  char *journal;
  char *pcap;
  char *report;
  char *outbreak_csv;
} Options;

static void
options_clear (Options *options)
{
  tb_cli_play_clear (&options->play);
  g_free (options->journal);
  g_free (options->pcap);
  g_free (options->report);
  g_free (options->outbreak_csv);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { "journal", 0, 0, G_OPTION_ARG_FILENAME, &options->journal, "Write the journal as text", "FILE" },
    { "pcap", 0, 0, G_OPTION_ARG_FILENAME, &options->pcap, "Write all traffic with the secrets to read it", "FILE.pcapng" },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &options->report, "Write a report about the run to print, as HTML or as PDF by the ending of its name", "FILE.html|FILE.pdf" },
    { "outbreak-csv", 0, 0, G_OPTION_ARG_FILENAME, &options->outbreak_csv, "Write how the outbreak went: devices by census, what services answered", "FILE.csv" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = tb_cli_play_new_context (&options->play, "SCENARIO|DOCUMENT");

  g_option_context_set_summary (context, "Plays a scenario (a file, or the bare name of one that comes with Trustbed) or a document, and says what came of it.");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error) && (options->report == NULL || tb_report_check_path (options->report, error));
}

static void
add_update (JsonBuilder *json, TbFleet *fleet, const TbFirmwareProgress *progress)
{
  json_builder_begin_object (json);
  tb_cli_add_text (json, "group", tb_fleet_group_of (fleet, progress->group_first)->name);
  tb_cli_add_int (json, "version", progress->version);
  tb_cli_add_int (json, "wanted", progress->n_wanted);
  tb_cli_add_int (json, "offered", progress->n_offered);
  tb_cli_add_int (json, "installed", progress->n_installed);
  tb_cli_add_int (json, "refused", progress->n_refused);
  tb_cli_add_int (json, "pending", tb_firmware_progress_get_pending (progress));
  json_builder_end_object (json);
}

/* The newest update of each group that has had one. */
static void
add_firmware (JsonBuilder *json, TbFleet *fleet, const TbSummary *summary)
{
  json_builder_set_member_name (json, "firmware");
  json_builder_begin_object (json);
  tb_cli_add_int (json, "refused", (gint64) summary->firmware_refused);
  tb_cli_add_int (json, "tampered", summary->by_health[TB_HEALTH_TAMPERED]);
  json_builder_set_member_name (json, "updates");
  json_builder_begin_array (json);
  for (guint i = 0; i < summary->firmware.n; i++)
    add_update (json, fleet, &summary->firmware.rows[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_service (JsonBuilder *json, const TbGroup *group, const TbSiege *siege)
{
  json_builder_set_member_name (json, group->name);
  json_builder_begin_object (json);
  tb_cli_add_double (json, "answered", siege != NULL ? (double) siege->answered / TB_SIEGE_ALL : 1);
  tb_cli_add_int (json, "flood_bps", siege != NULL ? (gint64) siege->flood_bps : 0);
  tb_cli_add_int (json, "limit_bps", siege != NULL ? (gint64) siege->limit_bps : 0);
  json_builder_end_object (json);
}

/* What a flood does is modelled, and called so. */
static void
add_services (JsonBuilder *json, TbRun *run, const TbSummary *summary)
{
  TbFleet *fleet = tb_run_get_fleet (run);
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  tb_fold_seek (fold, summary->simulated_us);
  json_builder_set_member_name (json, "services_modelled");
  json_builder_begin_object (json);
  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    if (tb_fleet_get_group (fleet, i)->capacity.bits_per_s > 0 || tb_fleet_get_group (fleet, i)->capacity.n_needs > 0)
      add_service (json, tb_fleet_get_group (fleet, i), tb_state_get_siege (tb_fold_get_state (fold), tb_fleet_get_group (fleet, i)->first));
  json_builder_end_object (json);
}

/* What was done, and what that costs as far as it is modelled. */
static void
add_defences (JsonBuilder *json, const TbSummary *summary)
{
  json_builder_set_member_name (json, "defences_modelled");
  json_builder_begin_object (json);
  for (guint i = 0; i < TB_DEFENCE_N; i++)
    {
      const TbDefenceInfo *info = tb_defence_info ((TbDefence) i);

      if (summary->defended[i] == 0)
        continue;
      json_builder_set_member_name (json, info->verb);
      json_builder_begin_object (json);
      tb_cli_add_int (json, "times", summary->defended[i]);
      tb_cli_add_int (json, "work_s", info->work_us / TB_US_PER_SECOND * summary->defended[i]);
      tb_cli_add_int (json, "away_s", info->away_us / TB_US_PER_SECOND * summary->defended[i]);
      tb_cli_add_int (json, "bytes", info->bytes * summary->defended[i]);
      json_builder_end_object (json);
    }
  json_builder_end_object (json);
}

static void
add_outbreak (JsonBuilder *json, TbRun *run, const TbSummary *summary)
{
  json_builder_set_member_name (json, "outbreak");
  json_builder_begin_object (json);
  for (guint i = 0; i < TB_N_CENSUS; i++)
    tb_cli_add_int (json, tb_census_to_code ((TbCensus) i), summary->by_census[i]);
  tb_cli_add_int (json, "ever_infected", summary->ever_infected);
  tb_cli_add_int (json, "peak_infected", summary->peak_infected);
  tb_cli_add_int (json, "infections", (gint64) summary->infections);
  tb_cli_add_int (json, "bots", summary->bots);
  tb_cli_add_int (json, "generations", summary->generations);
  json_builder_set_member_name (json, "attempts_refused");
  json_builder_begin_object (json);
  for (guint i = 0; i <= TB_REFUSAL_N; i++)
    tb_cli_add_int (json, tb_outbreak_refusal_to_code (i), (gint64) summary->attempts[i]);
  json_builder_end_object (json);
  add_services (json, run, summary);
  add_defences (json, summary);
  json_builder_end_object (json);
}

static guint
count_alerts (GPtrArray *alerts, const TbAlertRule *rule)
{
  guint n = 0;

  for (guint i = 0; i < alerts->len; i++)
    n += ((TbAlert *) g_ptr_array_index (alerts, i))->rule == rule;
  return n;
}

/* By rule, those that were raised; null where a rule cannot be read. */
static void
add_alerts (JsonBuilder *json, TbRun *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAlertWatch) watch = tb_alert_watch_new (run, NULL, &error);
  g_autoptr (GPtrArray) alerts = NULL;

  if (watch == NULL || !tb_alert_watch_advance (watch, G_MAXINT64, NULL, &error))
    {
      tb_cli_complain ("%s", error->message);
      tb_cli_add_text (json, "alerts", NULL);
      return;
    }
  alerts = tb_alert_watch_get_alerts (watch);
  json_builder_set_member_name (json, "alerts");
  json_builder_begin_object (json);
  for (guint i = 0; i < tb_alert_watch_get_rules (watch)->len; i++)
    {
      const TbAlertRule *rule = g_ptr_array_index (tb_alert_watch_get_rules (watch), i);
      guint n = count_alerts (alerts, rule);

      if (n > 0)
        tb_cli_add_int (json, rule->id, n);
    }
  json_builder_end_object (json);
}

static void
print_json (TbRun *run, const TbSummary *summary, const TbDocument *document, double wall_s)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_text (json, "scenario", tb_scenario_get_id (tb_run_get_scenario (run)));
  tb_cli_add_int (json, "seed", (gint64) tb_run_get_seed (run));
  tb_cli_add_int (json, "simulated_us", summary->simulated_us);
  tb_cli_add_double (json, "wall_s", wall_s);
  tb_cli_add_text (json, "journal_sha256", summary->journal_sha256);
  tb_cli_add_text (json, "outcome_sha256", summary->outcome_sha256);
  tb_cli_add_int (json, "records", (gint64) summary->n_records);
  if (document != NULL && document->proof != NULL)
    tb_cli_add_text (json, "replay", tb_replay_proof_to_code (tb_replay_proof_check (run, document->proof)));
  tb_cli_add_int (json, "devices", summary->devices);
  tb_cli_add_int (json, "certificates_issued", (gint64) summary->certificates_issued);
  tb_cli_add_int (json, "renewals", (gint64) summary->renewals);
  json_builder_set_member_name (json, "handshakes");
  json_builder_begin_object (json);
  tb_cli_add_int (json, "ok", (gint64) summary->handshakes_ok);
  tb_cli_add_int (json, "refused", (gint64) summary->handshakes_refused);
  json_builder_set_member_name (json, "by_reason");
  json_builder_begin_object (json);
  for (guint i = 0; i < summary->by_reason->len; i++)
    {
      const TbReasonCount *row = &g_array_index (summary->by_reason, TbReasonCount, i);

      tb_cli_add_int (json, row->reason, (gint64) row->count);
    }
  json_builder_end_object (json);
  json_builder_end_object (json);
  json_builder_set_member_name (json, "bytes");
  json_builder_begin_object (json);
  tb_cli_add_int (json, "plain", (gint64) summary->bytes_plain);
  tb_cli_add_int (json, "protected", (gint64) summary->bytes_protected);
  tb_cli_add_int (json, "handshakes", (gint64) summary->bytes_handshakes);
  json_builder_end_object (json);
  tb_cli_add_int (json, "credentials_seen", (gint64) summary->credentials_seen);
  tb_cli_add_int (json, "publishes_refused", (gint64) summary->publishes_refused);
  tb_cli_add_int (json, "commands_refused", (gint64) summary->commands_refused);
  add_alerts (json, run);
  tb_cli_add_int (json, "infected", summary->by_census[TB_CENSUS_INFECTED]);
  if (tb_fleet_get_attacker (tb_run_get_fleet (run)) != TB_NOBODY)
    add_outbreak (json, run, summary);
  add_firmware (json, tb_run_get_fleet (run), summary);
  json_builder_set_member_name (json, "identities");
  json_builder_begin_object (json);
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    tb_cli_add_int (json, tb_identity_state_to_code ((TbIdentityState) i), summary->by_identity[i]);
  json_builder_end_object (json);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static void
print_outbreak (const TbSummary *summary)
{
  guint64 refused = 0;

  for (guint i = 0; i < TB_REFUSAL_N; i++)
    refused += summary->attempts[i];
  g_print ("  infected              %u at the end, %u at most, %u at some time (modelled)\n", summary->by_census[TB_CENSUS_INFECTED], summary->peak_infected,
           summary->ever_infected);
  g_print ("  attempts refused      %" G_GUINT64_FORMAT ", and %" G_GUINT64_FORMAT " met nobody (modelled)\n", refused, summary->attempts[TB_REFUSAL_N]);
}

static void
print_text (TbRun *run, const TbSummary *summary, double wall_s)
{
  g_autofree char *simulated = tb_units_format_duration (summary->simulated_us);
  g_autofree char *plain = tb_units_format_bytes (summary->bytes_plain);
  g_autofree char *protected = tb_units_format_bytes (summary->bytes_protected);
  g_autofree char *handshakes = tb_units_format_bytes (summary->bytes_handshakes);

  g_print ("%s, seed %" G_GUINT64_FORMAT ": %s simulated in %.1f s\n", tb_scenario_get_title (tb_run_get_scenario (run)), tb_run_get_seed (run), simulated, wall_s);
  g_print ("  devices               %u\n", summary->devices);
  g_print ("  certificates issued   %" G_GUINT64_FORMAT ", renewals %" G_GUINT64_FORMAT "\n", summary->certificates_issued, summary->renewals);
  g_print ("  handshakes            %" G_GUINT64_FORMAT " completed, %" G_GUINT64_FORMAT " refused\n", summary->handshakes_ok, summary->handshakes_refused);
  for (guint i = 0; i < summary->by_reason->len; i++)
    g_print ("    refused             %s: %" G_GUINT64_FORMAT "\n", g_array_index (summary->by_reason, TbReasonCount, i).reason,
             g_array_index (summary->by_reason, TbReasonCount, i).count);
  g_print ("  messages              %s in the clear, %s inside TLS; handshakes %s (measured)\n", plain, protected, handshakes);
  g_print ("  passwords overheard   %" G_GUINT64_FORMAT "\n", summary->credentials_seen);
  g_print ("  messages refused      %" G_GUINT64_FORMAT "\n", summary->publishes_refused);
  if (tb_fleet_get_attacker (tb_run_get_fleet (run)) != TB_NOBODY)
    print_outbreak (summary);
  g_print ("  journal               %" G_GUINT64_FORMAT " records, sha256 %s\n", summary->n_records, summary->journal_sha256);
}

static gboolean
write_outbreak (TbRun *run, const char *path, GError **error)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);
  g_autoptr (TbCensusCurve) curve = tb_census_curve_new_watching (fold);

  tb_fold_seek (fold, G_MAXINT64);
  tb_census_curve_keep_up (curve, fold);
  return tb_census_curve_write (curve, path, error);
}

static gboolean
write_report (TbRun *run, const TbSummary *summary, const char *path, GError **error)
{
  g_autoptr (TbReport) report = path != NULL ? tb_run_report_new (run, summary) : NULL;

  return report == NULL || tb_report_save (report, path, NULL, error);
}

static gboolean
write_files (TbRun *run, const Options *options, GError **error)
{
  TbFleet *fleet = tb_run_get_fleet (run);
  TbJournal *journal = tb_run_get_journal (run);

  if (options->journal != NULL && !tb_export_journal (fleet, journal, options->journal, error))
    return FALSE;
  if (options->outbreak_csv != NULL && !write_outbreak (run, options->outbreak_csv, error))
    return FALSE;
  return options->pcap == NULL
         || tb_export_capture (fleet, journal, tb_scenario_get_start_us (tb_run_get_scenario (run)), -1, tb_run_get_edge (run), options->pcap, NULL, NULL, error);
}

static int
play_and_report (TbRun *run, const Options *options)
{
  gint64 began_us = g_get_monotonic_time ();
  g_autofree char *failure = NULL;
  g_autoptr (TbSummary) summary = NULL;
  g_autoptr (GError) error = NULL;
  double wall_s;

  tb_cli_play_go (&options->play, run, tb_run_get_end (run));
  wall_s = (double) (g_get_monotonic_time () - began_us) / G_USEC_PER_SEC;
  failure = tb_run_dup_failure (run);
  if (failure != NULL)
    return tb_cli_complain ("the run could not go on: %s", failure);
  if (!write_files (run, options, &error))
    return tb_cli_complain ("%s", error->message);
  summary = tb_summary_new (run);
  if (!write_report (run, summary, options->report, &error))
    return tb_cli_complain ("%s", error->message);
  if (options->json)
    print_json (run, summary, options->play.document, wall_s);
  else
    print_text (run, summary, wall_s);
  return summary->commands_refused > 0 ? TB_EXIT_NO : TB_EXIT_YES;
}

/**
 * tb_cli_run:
 * @argc: how many words
 * @argv: `run` and what follows it
 *
 * Returns: 0 when the scenario was played, 1 when a command was refused in it, 2 for bad input
 */
int
tb_cli_run (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (TbRun) run = NULL;
  g_autoptr (GError) error = NULL;

  tb_cli_choose_language ();
  if (!parse_options (&options, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("run takes one scenario, as in: trustbed-cli run smart-home");
  run = tb_cli_play_start (&options.play, argv[1], &error);
  return run ? play_and_report (run, &options) : tb_cli_complain ("%s", error->message);
}
