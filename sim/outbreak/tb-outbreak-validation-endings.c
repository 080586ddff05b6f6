/* tb-outbreak-validation-endings: what becomes of outbreaks that do not simply grow: plateaus, thresholds, scan limits, and Mirai's first day. */
#include "tb-outbreak-validation-private.h"

#include <math.h>

#define HOUR_S 3600.0
#define N      10000u

#define SHORT_TABLE 30u         /* fewer runs than that are for tests; what takes long is then shorter still */

/* N devices, K = 2 per hour, reboots at @leave_per_h. */
static void
set_up_reboots (TbOutbreakModel *model, double leave_per_h, guint32 initial, double until_h)
{
  tb_outbreak_model_init (model, (guint64) 1 << 32, N, 2 / HOUR_S * 4294967296.0 / N);
  model->initial = initial;
  model->reboot_rate = leave_per_h / HOUR_S;
  model->until_s = until_h * HOUR_S;
}

static double
late (const TbOutbreakResult *result)
{
  return (double) result->late / 65536;
}

static double
died_out (const TbOutbreakResult *result)
{
  return result->is_extinct;
}

static double
stayed_small (const TbOutbreakResult *result)
{
  return result->n_infections < N;
}

static double
three_errors_of_share (double share, guint n)
{
  return 3 * sqrt (share * (1 - share) / n);
}

static void
check_plateau (TbOutbreakValidation *validation, double load_s, const char *code, const char *what)
{
  TbOutbreakModel model;
  const TbOutbreakTerms terms = { .model = &model };
  g_autoptr (GPtrArray) results = NULL;
  TbOutbreakStatistic measured;

  set_up_reboots (&model, 1, N / 2, validation->n_runs < SHORT_TABLE ? 12 : 20);
  model.load_s = load_s;
  results = tb_validation_run (validation, &terms, validation->n_runs);
  if (results == NULL)
    return;
  measured = tb_validation_statistic (results, late);
  tb_validation_add (validation, &(TbOutbreakCheck) { code, what, "N (1 - 1 / R0), R0 = K / d", TB_CHECK_RELATIVE, tb_form_plateau (N, 2, 1),
                                                      measured.mean, 0.002 * MAX (1, sqrt (100.0 / validation->n_runs)) });
}

static void
check_thresholds (TbOutbreakValidation *validation)
{
  TbOutbreakModel below, above;
  const TbOutbreakTerms of_below = { .model = &below }, of_above = { .model = &above };
  g_autoptr (GPtrArray) results_below = NULL;
  g_autoptr (GPtrArray) results_above = NULL;

  set_up_reboots (&below, 2.2, 10, 1000);
  set_up_reboots (&above, 1, 1, 25);
  results_below = tb_validation_run (validation, &of_below, validation->n_runs);
  results_above = tb_validation_run (validation, &of_above, validation->n_runs);
  if (results_below == NULL || results_above == NULL)
    return;
  tb_validation_add (validation, &(TbOutbreakCheck) { "reboots-threshold", "reboots faster than growth: share that dies out", "dies out if K < d",
                                                      TB_CHECK_RELATIVE, 1, tb_validation_statistic (results_below, died_out).mean, 0 });
  tb_validation_add (validation, &(TbOutbreakCheck) { "reboots-chance", "one bot, R0 = 2: share that dies out", "1 / R0", TB_CHECK_ERRORS, 0.5,
                                                      tb_validation_statistic (results_above, died_out).mean,
                                                      three_errors_of_share (0.5, validation->n_runs) });
}

/* --- scan limits --- */

static void
check_limit (TbOutbreakValidation *validation, guint64 limit, const char *code, const char *what)
{
  const double hit_chance = (N - 1) / 1048576.0;
  double expected = tb_form_extinction (limit, hit_chance);
  TbOutbreakModel model;
  const TbOutbreakTerms terms = { .model = &model };
  g_autoptr (GPtrArray) results = NULL;

  tb_outbreak_model_init (&model, 1 << 20, N, 10);
  model.scan_limit = limit;
  results = tb_validation_run (validation, &terms, validation->n_runs);
  if (results == NULL)
    return;
  for (guint i = 0; i < results->len; i++)      /* "small" is a tenth of what an outbreak above the threshold takes */
    ((TbOutbreakResult *) g_ptr_array_index (results, i))->n_infections *= 10;
  tb_validation_add (validation, &(TbOutbreakCheck) { code, what, "M p N / W, branching process", TB_CHECK_ERRORS, expected,
                                                      tb_validation_statistic (results, stayed_small).mean,
                                                      three_errors_of_share (expected, validation->n_runs) });
}

void
tb_validation_endings (TbOutbreakValidation *validation)
{
  check_plateau (validation, 0, "reboots-plateau", "reboots, R0 = 2: infected in the long run of 10,000");
  check_plateau (validation, 60, "reboots-plateau-loading", "the same, a minute from hit to first probe");
  check_thresholds (validation);
  check_limit (validation, 84, "limit-below", "scan limit, 0.8 hits a bot: share that dies out");
  check_limit (validation, 210, "limit-above", "scan limit, 2 hits a bot: share that dies out");
}

/* --- Mirai, September 2016 --- */

static double
at_one_minute (const TbOutbreakResult *result)
{
  return result->samples[1].infected;
}

static double
at_twenty_hours (const TbOutbreakResult *result)
{
  return result->samples[1200].infected;
}

static double
in_the_long_run (const TbOutbreakResult *result)
{
  return result->samples[result->n_samples - 1].infected;
}

/* Three days of half a million infections take their time: left out of short tables, and not run as often. */
static void
check_mirai_later (TbOutbreakValidation *validation)
{
  const TbOutbreakTerms terms = { .model = &tb_outbreak_preset_find ("mirai-2016")->model, .step_ns = G_GUINT64_CONSTANT (3600000000000),
                                  .n_samples = 73 };
  g_autoptr (GPtrArray) results = NULL;

  if (validation->n_runs < SHORT_TABLE)
    return;
  results = tb_validation_run (validation, &terms, validation->n_runs / 30);
  if (results == NULL)
    return;
  tb_validation_add (validation, &(TbOutbreakCheck) { "mirai-steady", "Mirai, calibrated: bots after 3 days (200,000 to 300,000)",
                                                      "Antonakakis et al. 2017", TB_CHECK_RELATIVE, 250000,
                                                      tb_validation_statistic (results, in_the_long_run).mean, 0.2 });
}

void
tb_validation_mirai (TbOutbreakValidation *validation)
{
  TbOutbreakModel model = tb_outbreak_preset_find ("mirai-2016")->model;
  const TbOutbreakTerms terms = { .model = &model, .step_ns = G_GUINT64_CONSTANT (60000000000), .n_samples = 1201 };
  g_autoptr (GPtrArray) results = NULL;

  model.until_s = 20 * HOUR_S + 1;
  results = tb_validation_run (validation, &terms, validation->n_runs < SHORT_TABLE ? MAX (validation->n_runs / 3, 2) : validation->n_runs);
  if (results == NULL)
    return;
  tb_validation_add (validation, &(TbOutbreakCheck) { "mirai-minute", "Mirai, calibrated: bots after 1 minute", "Antonakakis et al. 2017",
                                                      TB_CHECK_RELATIVE, 834, tb_validation_statistic (results, at_one_minute).mean, 0.02 });
  tb_validation_add (validation, &(TbOutbreakCheck) { "mirai-day", "Mirai, calibrated: bots after 20 hours", "Antonakakis et al. 2017",
                                                      TB_CHECK_RELATIVE, 64500, tb_validation_statistic (results, at_twenty_hours).mean, 0.02 });
  check_mirai_later (validation);
}
