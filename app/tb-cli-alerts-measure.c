/* tb-cli-alerts-measure: `trustbed-cli alerts measure`: plays labelled scenarios with other seeds than the rules were made with, and says how much of what was wrong they noticed
 * (recall), and how much of what they raised was wrong (precision). */
#include "tb-cli-alerts.h"

#include <string.h>

#include "tb-detection.h"

#define N_SEEDS 20

typedef struct
{
  int seeds;
  int threads;
  gboolean tuning;
  gboolean each;
  gboolean json;
  char *labelled;
} Options;

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "seeds", 0, 0, G_OPTION_ARG_INT, &options->seeds, "Runs of each scenario, 20 if left out", "N" },
    { "tuning", 0, 0, G_OPTION_ARG_NONE, &options->tuning, "Use the seeds with which the rules were made, which says little", NULL },
    { "each", 0, 0, G_OPTION_ARG_NONE, &options->each, "Say it for each scenario, too", NULL },
    { "labelled", 0, 0, G_OPTION_ARG_FILENAME, &options->labelled, "Use the labelled scenarios of this folder", "FOLDER" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options->threads, "Runs side by side; as many as there are processors if left out", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print one JSON document", NULL },
    { NULL },
  };

  if (!tb_cli_parse_options (entries, "", "Plays labelled scenarios and counts what the rules noticed. Exit status 1 when a goal is missed.", argc, argv, error))
    return FALSE;
  if (options->seeds < 1 || options->seeds > 1000 || options->threads < 0 || options->threads > 64)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--seeds must be 1 to 1000, --threads 1 to 64");
  else if (options->tuning && options->seeds > TB_DETECTION_N_TUNING_SEEDS)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "there are %d seeds for tuning", TB_DETECTION_N_TUNING_SEEDS);
  else
    return TRUE;
  return FALSE;
}

static gboolean
is_reached (const TbDetection *detection)
{
  return tb_detection_get_recall (detection) >= TB_DETECTION_GOAL_RECALL && tb_detection_get_precision (detection) >= TB_DETECTION_GOAL_PRECISION;
}

static gboolean
is_empty (const TbDetection *detection)
{
  return detection->n_due == 0 && detection->n_raised == 0;
}

static void
add_share (JsonBuilder *json, const char *name, double share, guint n, guint total)
{
  double low, high;

  tb_detection_get_interval (n, total, &low, &high);
  json_builder_set_member_name (json, name);
  json_builder_begin_object (json);
  tb_cli_add_double (json, "share", share);
  tb_cli_add_int (json, "n", n);
  tb_cli_add_int (json, "of", total);
  tb_cli_add_double (json, "low", low);
  tb_cli_add_double (json, "high", high);
  json_builder_end_object (json);
}

static void
add_detections (JsonBuilder *json, const char *name, GPtrArray *detections)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; i < detections->len; i++)
    {
      const TbDetection *detection = g_ptr_array_index (detections, i);

      json_builder_begin_object (json);
      if (detection->scenario != NULL)
        tb_cli_add_text (json, "scenario", detection->scenario);
      tb_cli_add_text (json, "alert", detection->alert);
      add_share (json, "recall", tb_detection_get_recall (detection), detection->n_found, detection->n_due);
      add_share (json, "precision", tb_detection_get_precision (detection), detection->n_right, detection->n_raised);
      tb_cli_add_text (json, "goal", is_reached (detection) ? "reached" : "missed");
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
print_json (const Options *options, guint64 first_seed, GPtrArray *detections, GPtrArray *sums)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  tb_cli_add_text (json, "seeds_are_for", options->tuning ? "tuning" : "test");
  tb_cli_add_int (json, "first_seed", (gint64) first_seed);
  tb_cli_add_int (json, "seeds", options->seeds);
  tb_cli_add_double (json, "goal_recall", TB_DETECTION_GOAL_RECALL);
  tb_cli_add_double (json, "goal_precision", TB_DETECTION_GOAL_PRECISION);
  add_detections (json, "alerts", sums);
  add_detections (json, "by_scenario", detections);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

static void
print_share (double share, guint n, guint total)
{
  g_autofree char *counts = g_strdup_printf ("%u/%u", n, total);
  double low, high;

  tb_detection_get_interval (n, total, &low, &high);
  if (total == 0)
    g_print ("  %-30s", "nothing to count");
  else
    g_print ("  %5.3f %-11s %5.3f to %5.3f", share, counts, low, high);
}

static void
print_detections (GPtrArray *detections)
{
  for (guint i = 0; i < detections->len; i++)
    {
      const TbDetection *detection = g_ptr_array_index (detections, i);

      if (is_empty (detection))
        continue;
      g_print ("%-18s %-19s", detection->scenario != NULL ? detection->scenario : "all", detection->alert);
      print_share (tb_detection_get_recall (detection), detection->n_found, detection->n_due);
      print_share (tb_detection_get_precision (detection), detection->n_right, detection->n_raised);
      g_print ("  %s\n", is_reached (detection) ? "reached" : "missed");
    }
}

static void
print_text (const Options *options, guint64 first_seed, GPtrArray *detections, GPtrArray *sums)
{
  if (options->tuning)
    g_print ("Seeds %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ", with which the rules were made.\n", first_seed, first_seed + (guint) options->seeds - 1);
  else
    g_print ("Seeds %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT "; the rules were made with the seeds %d to %d alone.\n", first_seed, first_seed + (guint) options->seeds - 1,
             TB_DETECTION_FIRST_TUNING_SEED, TB_DETECTION_FIRST_TUNING_SEED + TB_DETECTION_N_TUNING_SEEDS - 1);
  g_print ("Goals: recall %.2f, precision %.2f. Beside each share its counts and where it is with 95 %% confidence (Wilson).\n\n", TB_DETECTION_GOAL_RECALL, TB_DETECTION_GOAL_PRECISION);
  g_print ("%-18s %-19s  %-35s  %-35s  %s\n", "scenario", "alert", "recall", "precision", "goal");
  if (options->each)
    print_detections (detections);
  print_detections (sums);
}

static gboolean
all_reached (GPtrArray *sums)
{
  for (guint i = 0; i < sums->len; i++)
    if (!is_reached (g_ptr_array_index (sums, i)))
      return FALSE;
  return TRUE;
}

static int
measure (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rules = tb_alert_rules_load (NULL, &error);
  g_autoptr (GPtrArray) labelled = rules != NULL ? tb_labelled_load_all (options->labelled, &error) : NULL;
  guint64 first_seed = options->tuning ? TB_DETECTION_FIRST_TUNING_SEED : TB_DETECTION_FIRST_TEST_SEED;
  g_autoptr (GPtrArray) detections = NULL, sums = NULL;
  guint threads = options->threads > 0 ? (guint) options->threads : g_get_num_processors ();

  if (labelled != NULL)
    detections = tb_detection_measure (labelled, rules, first_seed, (guint) options->seeds, threads, NULL, &error);
  if (detections == NULL)
    return tb_cli_complain ("%s", error->message);
  sums = tb_detection_sum_by_alert (detections);
  if (options->json)
    print_json (options, first_seed, detections, sums);
  else
    print_text (options, first_seed, detections, sums);
  return all_reached (sums) ? TB_EXIT_YES : TB_EXIT_NO;
}

/**
 * tb_cli_alerts_measure:
 * @argc: how many words
 * @argv: `measure` and its options
 *
 * Returns: 0 when every goal is reached, 1 when one is missed, 2 for bad input
 */
int
tb_cli_alerts_measure (int argc, char **argv)
{
  Options options = { .seeds = N_SEEDS };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse_options (&options, &argc, &argv, &error))
    status = tb_cli_complain ("%s", error->message);
  else
    status = argc == 1 ? measure (&options) : tb_cli_complain ("measure takes no arguments");
  g_free (options.labelled);
  return status;
}
