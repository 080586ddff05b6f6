/* tb-outbreak-validation: see the header. Growth: Staniford's setting, Code Red, Slammer, and what protection makes of it. */
#include "tb-outbreak-validation-private.h"

#include <math.h>

#define HOUR_S 3600.0

/* --- ensembles and rows --- */

/* The results of seeds 1 to @n_runs, or NULL when cancelled. */
GPtrArray *
tb_validation_run (TbOutbreakValidation *validation, const TbOutbreakTerms *terms, guint n_runs)
{
  TbOutbreakTerms own = *terms;
  g_autofree guint64 *seeds = g_new (guint64, n_runs);
  g_autoptr (GPtrArray) results = NULL;

  own.cancelled = validation->cancelled;
  for (guint i = 0; i < n_runs; i++)
    seeds[i] = i + 1;
  results = tb_outbreak_run_all (&own, seeds, n_runs, validation->n_threads);
  for (guint i = 0; i < n_runs; i++)
    if (g_ptr_array_index (results, i) == NULL)
      return NULL;
  return g_steal_pointer (&results);
}

double *
tb_validation_measure (const GPtrArray *results, TbMeasure measure)
{
  double *values = g_new (double, results->len);

  for (guint i = 0; i < results->len; i++)
    values[i] = measure (g_ptr_array_index (results, i));
  return values;
}

TbOutbreakStatistic
tb_validation_statistic (const GPtrArray *results, TbMeasure measure)
{
  g_autofree double *values = tb_validation_measure (results, measure);

  return tb_statistic_of (values, results->len);
}

static gboolean
is_good (const TbOutbreakCheck *check)
{
  double off = fabs (check->measured - check->expected);

  switch (check->kind)
    {
    case TB_CHECK_RELATIVE:
      return off <= check->tolerance * fabs (check->expected);
    case TB_CHECK_ERRORS:
      return off <= check->tolerance;
    case TB_CHECK_AT_MOST:
      return check->measured <= check->expected;
    default:
      return FALSE;
    }
}

void
tb_validation_add (TbOutbreakValidation *validation, const TbOutbreakCheck *check)
{
  TbOutbreakCheck row = *check;

  row.good = is_good (&row);
  validation->n_checks++;
  validation->n_good += row.good;
  validation->func (&row, validation->data);
}

/* --- what is measured of a run --- */

static double
growth_per_h (const TbOutbreakResult *result)
{
  return tb_outbreak_fit_growth (result) * HOUR_S;
}

static double
spread_h (const TbOutbreakResult *result)
{
  return (tb_outbreak_level_s (result, 90) - tb_outbreak_level_s (result, 10)) / HOUR_S;
}

static double
half_h (const TbOutbreakResult *result)
{
  return tb_outbreak_level_s (result, 50) / HOUR_S;
}

static double
nearly_all_h (const TbOutbreakResult *result)
{
  return tb_outbreak_level_s (result, 99) / HOUR_S;
}

static double
nine_tenths_min (const TbOutbreakResult *result)
{
  return tb_outbreak_level_s (result, 90) / 60;
}

static double
early_doubling_s (const TbOutbreakResult *result)
{
  double growth = log (5.0 / 95 * 99 / 1) / (tb_outbreak_level_s (result, 5) - tb_outbreak_level_s (result, 1));

  return log (2) / growth;
}

/* Few runs of the tests leave more to chance than the 300 that the tolerances are for. */
static double
widen (const TbOutbreakValidation *validation, double tolerance)
{
  return tolerance * MAX (1, sqrt (300.0 / validation->n_runs));
}

/* --- curves without anything but growth --- */

typedef struct
{
  const char *preset;
  const char *codes[4];
  const char *whats[4];
} Plain;

static const Plain plains[] = {
  { "staniford", { "staniford-k", "staniford-t10-t90", "staniford-t50", "staniford-t50-sd" },
    { "Staniford: K fitted to the curve, per hour", "Staniford: 10 to 90 %, hours", "Staniford: T50, hours", "Staniford: sd of T50, hours" } },
  { "code-red", { "code-red-k", "code-red-t10-t90", "code-red-t50", "code-red-t50-sd" },
    { "Code Red: K fitted to the curve, per hour", "Code Red: 10 to 90 %, hours", "Code Red: T50, hours", "Code Red: sd of T50, hours" } },
};

static void
check_plain (TbOutbreakValidation *validation, const Plain *plain, const GPtrArray *results, const TbOutbreakModel *model)
{
  double growth = tb_outbreak_model_get_growth (model) * HOUR_S, n = model->pools[0].n_devices;
  TbOutbreakStatistic k = tb_validation_statistic (results, growth_per_h), spread = tb_validation_statistic (results, spread_h);
  TbOutbreakStatistic half = tb_validation_statistic (results, half_h);
  const TbOutbreakCheck checks[] = {
    { plain->codes[0], plain->whats[0], "s p N / W", TB_CHECK_RELATIVE, growth, k.mean, widen (validation, 0.001) },
    { plain->codes[1], plain->whats[1], "2 ln 9 / K", TB_CHECK_RELATIVE, tb_form_spread (growth), spread.mean, widen (validation, 0.001) },
    { plain->codes[2], plain->whats[2], "(ln N + 0.5772) / K", TB_CHECK_ERRORS, (log (n) + 0.57721566) / growth, half.mean, 3 * half.error },
    { plain->codes[3], plain->whats[3], "1.2825 / K", TB_CHECK_ERRORS, 1.2825498 / growth, half.sd,
      3 * 1.2825498 / growth * sqrt (1.1 / half.n) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    tb_validation_add (validation, &checks[i]);
}

/* One run was published: its fit has two digits, its T50 is one draw from ours. */
static void
check_staniford_run (TbOutbreakValidation *validation, const GPtrArray *results)
{
  TbOutbreakStatistic k = tb_validation_statistic (results, growth_per_h), half = tb_validation_statistic (results, half_h);

  tb_validation_add (validation, &(TbOutbreakCheck) { "staniford-published-k", "Staniford: K of the published run, per hour", "Staniford et al. 2002",
                                                      TB_CHECK_RELATIVE, 2.6, k.mean, 0.05 });
  tb_validation_add (validation, &(TbOutbreakCheck) { "staniford-published-t", "Staniford: T50 of the published run, hours (two sd)",
                                                      "Staniford et al. 2002", TB_CHECK_ERRORS, 5.52, half.mean, 2 * half.sd });
}

static void
check_plains (TbOutbreakValidation *validation)
{
  for (guint i = 0; i < G_N_ELEMENTS (plains); i++)
    {
      const TbOutbreakTerms terms = { .model = &tb_outbreak_preset_find (plains[i].preset)->model };
      g_autoptr (GPtrArray) results = tb_validation_run (validation, &terms, validation->n_runs);

      if (results == NULL)
        return;
      check_plain (validation, &plains[i], results, terms.model);
      if (i == 0)
        check_staniford_run (validation, results);
    }
}

static void
check_fast_scanners (TbOutbreakValidation *validation)
{
  TbOutbreakModel model = tb_outbreak_preset_find ("staniford")->model;
  const TbOutbreakTerms fast = { .model = &model }, slammer = { .model = &tb_outbreak_preset_find ("slammer")->model };
  g_autoptr (GPtrArray) of_fast = NULL;
  g_autoptr (GPtrArray) of_slammer = tb_validation_run (validation, &slammer, validation->n_runs);

  model.scan_rate = 100;
  of_fast = tb_validation_run (validation, &fast, MAX (validation->n_runs / 10, 2));
  if (of_fast == NULL || of_slammer == NULL)
    return;
  tb_validation_add (validation, &(TbOutbreakCheck) { "hundred-scans", "100 scans a second: until 99 %, hours",
                                                      "Staniford et al. 2002: under an hour", TB_CHECK_AT_MOST, 1,
                                                      tb_validation_statistic (of_fast, nearly_all_h).mean });
  tb_validation_add (validation, &(TbOutbreakCheck) { "slammer-doubling", "Slammer: doubling from 1 to 5 %, seconds", "Moore, Weaver et al. 2003",
                                                      TB_CHECK_RELATIVE, 8.5, tb_validation_statistic (of_slammer, early_doubling_s).mean,
                                                      widen (validation, 0.005) });
  tb_validation_add (validation, &(TbOutbreakCheck) { "slammer-ninety", "Slammer: until 90 %, minutes", "Moore, Weaver et al. 2003: 10 minutes",
                                                      TB_CHECK_AT_MOST, 10, tb_validation_statistic (of_slammer, nine_tenths_min).mean });
}

/* --- protection --- */

#define PROTECTED_N 100000u

static void
set_up_protection (TbOutbreakModel *model, guint32 n, double fraction, double effectiveness)
{
  tb_outbreak_model_init (model, (guint64) 1 << 32, n, 60);
  model->initial = 100;
  tb_outbreak_model_protect (model, fraction, effectiveness);
}

static void
check_protected (TbOutbreakValidation *validation)
{
  /* As many are left each time that chance is well within the tolerance. */
  static const struct { double fraction; guint32 n; const char *code; const char *what; } rows[] = {
    { 0.25, PROTECTED_N, "protected-25", "a quarter protected: K, per hour" },
    { 0.5, PROTECTED_N * 6 / 5, "protected-50", "half protected: K, per hour" },
    { 0.9, PROTECTED_N * 8, "protected-90", "nine tenths protected: K, per hour" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      TbOutbreakModel model;
      const TbOutbreakTerms terms = { .model = &model };
      g_autoptr (GPtrArray) results = NULL;
      double growth = 60 * HOUR_S * rows[i].n / 4294967296.0;

      set_up_protection (&model, rows[i].n, rows[i].fraction, 1);
      results = tb_validation_run (validation, &terms, validation->n_runs);
      if (results == NULL)
        return;
      tb_validation_add (validation, &(TbOutbreakCheck) { rows[i].code, rows[i].what, "K (1 - q)", TB_CHECK_RELATIVE, growth * (1 - rows[i].fraction),
                                                          tb_validation_statistic (results, growth_per_h).mean, widen (validation, 0.001) });
    }
}

/* Infected once the unprotected have met the force of infection @force; each protected device has met (1 - e) of it. */
static double
leaky_infected (double fraction, double effectiveness, double force)
{
  return 1 - (1 - fraction) * exp (-force) - fraction * exp (-(1 - effectiveness) * force);
}

static double
force_at (double fraction, double effectiveness, double infected)
{
  double low = 0, high = 100;

  for (guint i = 0; i < 200; i++)
    if (leaky_infected (fraction, effectiveness, (low + high) / 2) < infected)
      low = (low + high) / 2;
    else
      high = (low + high) / 2;
  return low;
}

/* Time from one share of infected to another: the integral of 1 / (K infected) over the force of infection, by Simpson's rule. */
static double
leaky_time (double fraction, double effectiveness, double growth, double from, double to)
{
  const guint n = 20000;
  double begin = force_at (fraction, effectiveness, from), step = (force_at (fraction, effectiveness, to) - begin) / n, sum = 0;

  for (guint i = 0; i <= n; i++)
    sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) / leaky_infected (fraction, effectiveness, begin + i * step);
  return sum * step / 3 / growth;
}

static double
early_growth_per_h (const TbOutbreakResult *result)
{
  return log (2) / (tb_outbreak_level_s (result, 2) - tb_outbreak_level_s (result, 1)) * HOUR_S;
}

static void
check_leaky (TbOutbreakValidation *validation)
{
  const double fraction = 0.5, effectiveness = 0.8, growth = 60 * HOUR_S * PROTECTED_N / 4294967296.0;
  TbOutbreakModel model;
  const TbOutbreakTerms terms = { .model = &model };
  g_autoptr (GPtrArray) results = NULL;

  set_up_protection (&model, PROTECTED_N, fraction, effectiveness);
  results = tb_validation_run (validation, &terms, validation->n_runs);
  if (results == NULL)
    return;
  tb_validation_add (validation, &(TbOutbreakCheck) { "leaky-growth", "half protected by 80 %: growth from 1 to 2 %, per hour", "K (1 - e q), nearly",
                                                      TB_CHECK_RELATIVE, growth * (1 - effectiveness * fraction),
                                                      tb_validation_statistic (results, early_growth_per_h).mean, 0.03 });
  tb_validation_add (validation, &(TbOutbreakCheck) { "leaky-t10-t90", "half protected by 80 %: 10 to 90 %, hours",
                                                      "integral over the force of infection", TB_CHECK_RELATIVE,
                                                      leaky_time (fraction, effectiveness, growth, 0.1, 0.9),
                                                      tb_validation_statistic (results, spread_h).mean, widen (validation, 0.001) });
}

void
tb_validation_closed_forms (TbOutbreakValidation *validation)
{
  check_plains (validation);
  check_fast_scanners (validation);
  check_protected (validation);
  check_leaky (validation);
}

/**
 * tb_outbreak_validate:
 * @validation: how many runs, and who gets the rows
 *
 * Makes all rows.
 *
 * Returns: whether all are good; %FALSE too when cancelled
 */
gboolean
tb_outbreak_validate (TbOutbreakValidation *validation)
{
  static const TbCheckGroup groups[] = { tb_validation_closed_forms, tb_validation_ways, tb_validation_endings, tb_validation_brute_force,
                                         tb_validation_mirai };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    groups[i] (validation);
  return validation->n_good == validation->n_checks && (validation->cancelled == NULL || !g_atomic_int_get (validation->cancelled));
}
