/* tb-outbreak-validation-brute: thinning against brute force, where every probe of every bot is drawn, and against drawing every attempt.
 *
 * Equal distributions are further apart than the limit once in a thousand tables (Kolmogorov and Smirnov). */
#include "tb-outbreak-validation-private.h"

#include <math.h>

static double
first_hit_s (const TbOutbreakResult *result)
{
  return (double) result->first_hit_ns / 1e9;
}

static double
half_s (const TbOutbreakResult *result)
{
  return tb_outbreak_level_s (result, 50);
}

static double
nine_tenths_s (const TbOutbreakResult *result)
{
  return tb_outbreak_level_s (result, 90);
}

static double
count_infections (const TbOutbreakResult *result)
{
  return (double) result->n_infections;
}

static double
final (const TbOutbreakResult *result)
{
  return result->final;
}

static const TbMeasure measures[] = { first_hit_s, half_s, nine_tenths_s, count_infections, final };

static gboolean
is_cancelled (const TbOutbreakValidation *validation)
{
  return validation->cancelled != NULL && g_atomic_int_get (validation->cancelled);
}

/* Seeds 1 to @n_runs as well; a brute run is on one thread, they are short. */
static GPtrArray *
run_brute (TbOutbreakValidation *validation, const TbOutbreakModel *model)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_outbreak_result_free);

  for (guint i = 1; i <= validation->n_runs; i++)
    {
      if (is_cancelled (validation))
        return NULL;
      g_ptr_array_add (results, tb_outbreak_run_brute (model, i));
    }
  return g_steal_pointer (&results);
}

static double
distance_of (const GPtrArray *a, const GPtrArray *b, TbMeasure measure)
{
  g_autofree double *x = tb_validation_measure (a, measure);
  g_autofree double *y = tb_validation_measure (b, measure);

  return tb_ks_two (x, a->len, y, b->len);
}

static double
largest_distance (const GPtrArray *a, const GPtrArray *b)
{
  double distance = 0;

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    distance = MAX (distance, distance_of (a, b, measures[i]));
  return distance;
}

/* 10 of 62 passwords on devices that are 100 of 2,000 addresses. */
static void
set_up (TbOutbreakModel *model)
{
  tb_outbreak_model_init (model, 2000, 100, 10);
  model->hit_probability = tb_outbreak_credential_chance (10, 62);
  model->until_s = 120;
}

static void
check_first_hits (TbOutbreakValidation *validation, const GPtrArray *thinned, const GPtrArray *brute, const TbOutbreakModel *model)
{
  const double mean = (double) model->address_space / (model->scan_rate * model->hit_probability * (model->pools[0].n_devices - 1));
  g_autofree double *values = tb_validation_measure (thinned, first_hit_s);
  TbOutbreakStatistic first = tb_statistic_of (values, thinned->len);

  tb_validation_add (validation, &(TbOutbreakCheck) { "first-hit-mean", "first hit of one bot, 10 of 62 passwords, seconds", "W / (s k / L (N - 1))",
                                                      TB_CHECK_ERRORS, mean, first.mean, 3 * first.error });
  tb_validation_add (validation, &(TbOutbreakCheck) { "first-hit-exponential", "first hits: distance from an exponential distribution",
                                                      "Kolmogorov-Smirnov, 0.1 %", TB_CHECK_AT_MOST, tb_ks_limit (thinned->len, INFINITY),
                                                      tb_ks_exponential (values, thinned->len, mean) });
  tb_validation_add (validation, &(TbOutbreakCheck) { "first-hit-brute", "first hits: distance from brute force", "Kolmogorov-Smirnov, 0.1 %",
                                                      TB_CHECK_AT_MOST, tb_ks_limit (thinned->len, brute->len),
                                                      distance_of (thinned, brute, first_hit_s) });
}

typedef struct
{
  const char *code;
  const char *what;
  double reboot_rate;
  double reinfection;
  double cleanup_rate;
  double load_s;
  guint64 scan_limit;
} Setting;

static const Setting settings[] = {
  { "brute-plain", "plain growth: distance from brute force", 0, 1, 0, 0, 0 },
  { "brute-reboots", "reboots, clean-ups, loading: distance from brute force", 0.02, 0.7, 0.01, 2, 0 },
  { "brute-limit", "scan limit and reboots: distance from brute force", 0.01, 1, 0, 0, 250 },
  { "brute-short-limit", "scan limit of 30: distance from brute force", 0, 1, 0, 0, 30 },
};

static void
check_setting (TbOutbreakValidation *validation, const Setting *setting)
{
  TbOutbreakModel model;
  const TbOutbreakTerms terms = { .model = &model };
  g_autoptr (GPtrArray) thinned = NULL;
  g_autoptr (GPtrArray) brute = NULL;

  set_up (&model);
  model.reboot_rate = setting->reboot_rate;
  model.reinfection = setting->reinfection;
  model.cleanup_rate = setting->cleanup_rate;
  model.load_s = setting->load_s;
  model.scan_limit = setting->scan_limit;
  if (setting->scan_limit == 30)
    model.hit_probability = 0.8;
  thinned = tb_validation_run (validation, &terms, validation->n_runs);
  brute = thinned != NULL ? run_brute (validation, &model) : NULL;
  if (brute == NULL)
    return;
  if (setting == settings)
    check_first_hits (validation, thinned, brute, &model);
  tb_validation_add (validation, &(TbOutbreakCheck) { setting->code, setting->what, "Kolmogorov-Smirnov, 0.1 %", TB_CHECK_AT_MOST,
                                                      tb_ks_limit (thinned->len, brute->len), largest_distance (thinned, brute) });
}

/* A machine of the attacker's own that never reboots and works off a list of what is in the second network; from there few get back to the first, a
 * third of which is half protected; and a network that only the second gets into. */
static void
set_up_networks (TbOutbreakModel *model)
{
  static const double reach[] = {
    0, 1, 1, 1, 0,
    1, 1, 1, 0.5, 0,
    1, 1, 1, 0.5, 0,
    1, 0.1, 0.1, 1, 1,
    0, 0, 0, 0, 1,
  };
  static const TbOutbreakPool pools[] = {
    { 1, 1, TB_REFUSAL_CLOSED, TRUE }, { 40, 1, TB_REFUSAL_WRONG_PASSWORD, FALSE }, { 20, 0.5, TB_REFUSAL_CLOSED, FALSE },
    { 30, 1, TB_REFUSAL_WRONG_PASSWORD, FALSE }, { 10, 1, TB_REFUSAL_WRONG_PASSWORD, FALSE },
  };

  set_up (model);
  model->hit_probability = 0.4;
  model->reboot_rate = 0.02;
  model->n_pools = G_N_ELEMENTS (pools);
  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    model->pools[i] = pools[i];
  model->reach = reach;
  model->bootstrap = 10;
  model->bootstrap_pool = 3;
  model->bootstrap_rate = 0.5;
}

static void
check_networks (TbOutbreakValidation *validation)
{
  TbOutbreakModel model;
  const TbOutbreakTerms terms = { .model = &model };
  g_autoptr (GPtrArray) thinned = NULL;
  g_autoptr (GPtrArray) brute = NULL;

  set_up_networks (&model);
  thinned = tb_validation_run (validation, &terms, validation->n_runs);
  brute = thinned != NULL ? run_brute (validation, &model) : NULL;
  if (brute == NULL)
    return;
  tb_validation_add (validation, &(TbOutbreakCheck) { "brute-networks", "networks, list, leaky protection: distance from brute force",
                                                      "Kolmogorov-Smirnov, 0.1 %", TB_CHECK_AT_MOST, tb_ks_limit (thinned->len, brute->len),
                                                      largest_distance (thinned, brute) });
}

static void
check_every_attempt (TbOutbreakValidation *validation)
{
  TbOutbreakModel model;
  const TbOutbreakTerms thinning = { .model = &model }, every = { .model = &model, .every_attempt = TRUE };
  g_autoptr (GPtrArray) thinned = NULL;
  g_autoptr (GPtrArray) told = NULL;

  set_up (&model);
  model.reboot_rate = 0.01;
  tb_outbreak_model_protect (&model, 0.3, 0.5);
  thinned = tb_validation_run (validation, &thinning, validation->n_runs);
  told = tb_validation_run (validation, &every, validation->n_runs);
  if (thinned == NULL || told == NULL)
    return;
  tb_validation_add (validation, &(TbOutbreakCheck) { "every-attempt", "every attempt drawn: distance from thinning", "Kolmogorov-Smirnov, 0.1 %",
                                                      TB_CHECK_AT_MOST, tb_ks_limit (thinned->len, told->len), largest_distance (thinned, told) });
}

void
tb_validation_brute_force (TbOutbreakValidation *validation)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    check_setting (validation, &settings[i]);
  check_networks (validation);
  check_every_attempt (validation);
}
