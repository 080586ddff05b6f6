/* tb-cli-comply: `trustbed-cli comply`: plays a scenario or a document and holds the fleet to the provisions of standards. */
#include "tb-cli-comply.h"

#include "tb-compliance-report.h"
#include "tb-report-save.h"
#include "tb-units.h"

#define MAX_TREND 1000

static void
options_clear (TbCliComply *options)
{
  tb_cli_play_clear (&options->play);
  g_free (options->at);
  g_free (options->standard_code);
  g_free (options->report);
}

typedef TbCliComply Options;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_options (Options *options, GError **error)
{
  options->at_us = G_MAXINT64;
  options->standard = TB_N_STANDARDS;
  if (options->standard_code != NULL && !tb_standard_find (options->standard_code, &options->standard))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "there is no standard \"%.40s\" here; there are etsi, nist, rfc and ieee", options->standard_code);
  else if (options->n_trend < 0 || options->n_trend > MAX_TREND)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--trend must be 0 to %d", MAX_TREND);
  else if (options->report == NULL || tb_report_check_path (options->report, error))
    return options->at == NULL || tb_units_parse_duration (options->at, &options->at_us, error);
  return FALSE;
}

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING, &options->at, "Look at this simulated time, such as 3d4h; at the end if left out", "DURATION" },
    { "standard", 0, 0, G_OPTION_ARG_STRING, &options->standard_code, "Hold it to one standard alone: etsi, nist, rfc or ieee", "STANDARD" },
    { "trend", 0, 0, G_OPTION_ARG_INT, &options->n_trend, "Also tell the scores at N moments up to then", "N" },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &options->report, "Also write a report to print, as HTML or as PDF by the ending of its name", "FILE.html|FILE.pdf" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = tb_cli_play_new_context (&options->play, "SCENARIO|DOCUMENT");

  g_option_context_set_summary (context, "Plays a scenario (a file, or the bare name of one that comes with Trustbed) or a document, and says which provisions of standards the fleet does not meet.");
  g_option_context_set_description (context, "Exit status: 0 no finding, 1 findings that nobody is let off from, 2 bad usage or input.\n");
  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error) && check_options (options, error);
}

gboolean
tb_cli_comply_includes (const TbCliComply *options, TbProvision provision)
{
  return options->standard == TB_N_STANDARDS || tb_requirement_get (provision)->standard == options->standard;
}

static guint
count_open (const Options *options, const TbReview *review)
{
  guint n = 0;

  for (guint i = 0; i < TB_N_PROVISIONS; i++)
    n += tb_cli_comply_includes (options, (TbProvision) i) ? review->rows[i].n_open : 0;
  return n;
}

static gboolean
write_report (const Options *options, TbRun *run, TbCompliance *compliance, gint64 time_us, GError **error)
{
  g_autoptr (TbReport) report = NULL;

  if (options->report == NULL)
    return TRUE;
  report = tb_compliance_report_new (run, compliance, time_us, options->standard, NULL, error);
  return report != NULL && tb_report_save (report, options->report, NULL, error);
}

static int
look (const Options *options, TbRun *run, gint64 time_us)
{
  g_autoptr (TbCompliance) compliance = tb_compliance_new (run);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) trend = tb_compliance_trend (compliance, time_us, (guint) options->n_trend, NULL, &error);
  g_autoptr (TbReview) review = trend != NULL ? tb_compliance_review (compliance, time_us, NULL, &error) : NULL;

  if (review == NULL || !write_report (options, run, compliance, time_us, &error))
    return tb_cli_complain ("%s", error->message);
  (options->json ? tb_cli_comply_print_json : tb_cli_comply_print_text) (options, review, trend);
  return count_open (options, review) > 0 ? TB_EXIT_NO : TB_EXIT_YES;
}

static int
play_and_look (const Options *options, TbRun *run)
{
  gint64 time_us = MIN (options->at_us, tb_run_get_end (run));
  g_autofree char *failure = NULL;

  tb_cli_play_go (&options->play, run, MIN (time_us + 1, tb_run_get_end (run)));
  failure = tb_run_dup_failure (run);
  if (failure != NULL)
    return tb_cli_complain ("the run could not go on: %s", failure);
  return look (options, run, time_us);
}

/**
 * tb_cli_comply:
 * @argc: how many words
 * @argv: `comply` and what follows it
 *
 * Returns: 0 when nothing is found, 1 for findings, 2 for bad input
 */
int
tb_cli_comply (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (TbRun) run = NULL;
  g_autoptr (GError) error = NULL;

  tb_cli_choose_language ();
  if (!parse_options (&options, &argc, &argv, &error))
    return tb_cli_complain ("%s", error->message);
  if (argc != 2)
    return tb_cli_complain ("comply takes one scenario or document, as in: trustbed-cli comply smart-home");
  run = tb_cli_play_start (&options.play, argv[1], &error);
  return run != NULL ? play_and_look (&options, run) : tb_cli_complain ("%s", error->message);
}
