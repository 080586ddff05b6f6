/* tb-outbreak-validation-ways: closed forms beyond plain growth: networks, a bootstrap list, the time to infect, clean-ups for good. */
#include "tb-outbreak-validation-private.h"

#include <math.h>

#define HOUR_S 3600.0

/* N devices that grow by @growth_per_h. */
static void
set_up (TbOutbreakModel *model, guint32 n, double growth_per_h)
{
  tb_outbreak_model_init (model, (guint64) 1 << 32, n, growth_per_h / HOUR_S * 4294967296.0 / n);
}

static double
last_sample (const TbOutbreakResult *result)
{
  return result->samples[result->n_samples - 1].infected;
}

static double
count_infections (const TbOutbreakResult *result)
{
  return (double) result->n_infections;
}

/* --- networks --- */

#define N_OUTSIDE 1000u
#define N_INSIDE  9000u

/* Everybody outside is infected, half of those inside are when 55 of 100 are. */
static double
half_inside_h (const TbOutbreakResult *result)
{
  return tb_outbreak_level_s (result, 55) / HOUR_S;
}

/* Inside nobody reaches anybody, so that each falls by himself, to those outside. */
static void
check_networks (TbOutbreakValidation *validation)
{
  static const double reach[] = { 1, 0.25, 0, 0 };
  TbOutbreakModel model;
  const TbOutbreakTerms terms = { .model = &model };
  g_autoptr (GPtrArray) results = NULL;
  TbOutbreakStatistic measured;

  set_up (&model, N_OUTSIDE, 2);
  model.initial = N_OUTSIDE;
  model.n_pools = 2;
  model.pools[1] = (TbOutbreakPool) { N_INSIDE, 1, TB_REFUSAL_WRONG_PASSWORD, FALSE };
  model.reach = reach;
  results = tb_validation_run (validation, &terms, validation->n_runs);
  if (results == NULL)
    return;
  measured = tb_validation_statistic (results, half_inside_h);
  tb_validation_add (validation, &(TbOutbreakCheck) { "networks-half", "1 of 4 probes gets into a network: half of it, hours",
                                                      "ln 2 / (s p reach I / W)", TB_CHECK_ERRORS, log (2) / (2 * reach[1]), measured.mean,
                                                      3 * measured.error });
}

/* --- the attacker's list --- */

static void
check_list (TbOutbreakValidation *validation)
{
  const double n = 200000, growth = 2, rate = 5000, until_h = 0.5;
  TbOutbreakModel model;
  const TbOutbreakTerms terms = { .model = &model, .step_ns = G_GUINT64_CONSTANT (1800000000000), .n_samples = 2 };
  g_autoptr (GPtrArray) results = NULL;
  TbOutbreakStatistic measured;

  set_up (&model, (guint32) n, growth);
  model.initial = 0;
  model.bootstrap = 10000;
  model.bootstrap_rate = rate / HOUR_S;
  model.until_s = until_h * HOUR_S + 1;
  results = tb_validation_run (validation, &terms, validation->n_runs);
  if (results == NULL)
    return;
  measured = tb_validation_statistic (results, last_sample);
  tb_validation_add (validation, &(TbOutbreakCheck) { "list", "a list of 5,000 an hour, K = 2: infected after half an hour",
                                                      "r / K (exp (K t) - 1), few taken twice", TB_CHECK_ERRORS,
                                                      tb_form_listed (n, growth, rate, until_h), measured.mean, 3 * measured.error });
}

/* --- the time to infect --- */

static void
check_loading (TbOutbreakValidation *validation)
{
  const double growth = 2, until_h = 1.5;
  TbOutbreakModel model;
  const TbOutbreakTerms terms = { .model = &model, .step_ns = G_GUINT64_CONSTANT (5400000000000), .n_samples = 2 };
  g_autoptr (GPtrArray) results = NULL;
  TbOutbreakStatistic measured;

  set_up (&model, 200000, growth);
  model.initial = 100;
  model.load_s = 900;
  model.until_s = until_h * HOUR_S + 1;
  results = tb_validation_run (validation, &terms, validation->n_runs);
  if (results == NULL)
    return;
  measured = tb_validation_statistic (results, last_sample);
  tb_validation_add (validation, &(TbOutbreakCheck) { "loading", "15 minutes to infect, K = 2: of 100 bots after 90 minutes", "di/dt = K i (t - T)",
                                                      TB_CHECK_ERRORS, tb_form_loading (100, growth, 0.25, until_h), measured.mean,
                                                      3 * measured.error });
}

/* --- clean-ups for good --- */

static void
check_final_size (TbOutbreakValidation *validation)
{
  const guint32 n = 10000, initial = 100;
  TbOutbreakModel model;
  const TbOutbreakTerms terms = { .model = &model };
  g_autoptr (GPtrArray) results = NULL;

  set_up (&model, n, 2);
  model.initial = initial;
  model.cleanup_rate = 1 / HOUR_S;
  results = tb_validation_run (validation, &terms, validation->n_runs);
  if (results == NULL)
    return;
  tb_validation_add (validation, &(TbOutbreakCheck) { "cleanup-final", "clean-ups for good, R0 = 2: ever infected of 10,000",
                                                      "1 - z = (1 - i) exp (-R0 z)", TB_CHECK_RELATIVE, n * tb_form_final_size (2, 0.01),
                                                      tb_validation_statistic (results, count_infections).mean,
                                                      0.005 * MAX (1, sqrt (100.0 / validation->n_runs)) });
}

void
tb_validation_ways (TbOutbreakValidation *validation)
{
  check_networks (validation);
  check_list (validation);
  check_loading (validation);
  check_final_size (validation);
}
