/* tb-arm-form: what mathematics says of an arm before it is run: how fast it grows, until when it is worth looking at, and, where one is known, the curve
 * without chance. Decides no event of a run but its end. */
#include "tb-campaign-arms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-outbreak-forms.h"

#define DAY_S        86400.0
#define SHORTEST_S   1e-3
#define MAX_EVENTS   3e7        /* reboots that are worth waiting for */
#define N_ITERATIONS 100

/* Devices of a pool that one bot takes in a second while all are vulnerable, if it reaches them. */
static double
rate_of_pool (const TbArmModel *arm, guint pool)
{
  const TbOutbreakModel *model = &arm->model;

  return model->scan_rate * model->hit_probability * model->pools[pool].weakness * model->pools[pool].n_devices / (double) model->address_space;
}

static double
reach_of (const TbArmModel *arm, guint from, guint to)
{
  return arm->model.reach != NULL ? arm->reach[from * arm->model.n_pools + to] : 1;
}

static gboolean
is_device (const TbArmModel *arm, guint pool)
{
  return pool > 0 || arm->n_hidden == 0;
}

/* --- growth --- */

/* How many devices each bot of a mixture takes; the mixture becomes that of those it took. */
static double
mix_once (const TbArmModel *arm, double *shares, double shift)
{
  double taken[TB_ARM_MAX_POOLS], sum = 0;

  for (guint j = 0; j < arm->model.n_pools; j++)
    {
      taken[j] = shift * shares[j];
      for (guint i = 0; is_device (arm, j) && i < arm->model.n_pools; i++)
        taken[j] += shares[i] * reach_of (arm, i, j) * rate_of_pool (arm, j);
      sum += taken[j];
    }
  for (guint j = 0; j < arm->model.n_pools; j++)
    shares[j] = sum > 0 ? taken[j] / sum : 0;
  return sum;
}

/**
 * tb_arm_model_get_growth:
 * @model: an arm
 *
 * Returns: how many devices a bot takes per second at the beginning, once bots are where they go: K = s p N / W where everybody reaches everybody
 */
double
tb_arm_model_get_growth (const TbArmModel *model)
{
  double shares[TB_ARM_MAX_POOLS], shift = 0, sum = 0;

  for (guint i = 0; i < model->model.n_pools; i++)
    {
      shares[i] = is_device (model, i) ? 1.0 / model->model.n_pools : 0;
      shift += is_device (model, i) ? rate_of_pool (model, i) : 0;
    }
  for (guint i = 0; i < N_ITERATIONS; i++)
    sum = mix_once (model, shares, shift);
  return MAX (sum - shift, 0);
}

static double
leave_rate (const TbArmModel *arm)
{
  return arm->model.reboot_rate + arm->model.cleanup_rate;
}

/* Devices that one bot takes in its life, each counted by how much later it begins: 1 at the rate at which the outbreak grows (Euler and Lotka). */
static double
count_offspring (const TbArmModel *arm, double growth, double rate)
{
  double x = rate + leave_rate (arm);
  double age_s = arm->model.scan_limit > 0 ? (double) arm->model.scan_limit / arm->model.scan_rate : INFINITY;
  double life_s = x > 0 ? -expm1 (-x * age_s) / x : age_s;

  return growth * exp (-rate * arm->model.load_s) * life_s;
}

/* The rate at which it grows, 0 where it does not. */
static double
find_rate (const TbArmModel *arm, double growth)
{
  double low = 0, high = growth;

  if (growth <= 0 || count_offspring (arm, growth, 0) <= 1)
    return 0;
  for (guint i = 0; i < N_ITERATIONS; i++)
    {
      double middle = (low + high) / 2;

      *(count_offspring (arm, growth, middle) > 1 ? &low : &high) = middle;
    }
  return low;
}

/* --- until when --- */

/* The last of them fall slowly: those of a large pool that few reach. */
static double
find_slowest (const TbArmModel *arm)
{
  double slowest_s = 0;

  for (guint j = 1; j < arm->model.n_pools; j++)
    {
      double rate = 0;

      for (guint i = 0; i < arm->model.n_pools; i++)
        rate += reach_of (arm, i, j) * rate_of_pool (arm, j) * arm->model.pools[i].n_devices / arm->model.pools[j].n_devices;
      if (rate > 0 && arm->model.pools[j].n_devices * 100 >= arm->n_open)
        slowest_s = MAX (slowest_s, log (100) / rate);
    }
  return slowest_s;
}

/* How long the first bots may take to take somebody; nineteen of twenty take less. */
static double
find_first (const TbArmModel *arm, double growth)
{
  double rate = 0;

  if (arm->model.bootstrap > 0)
    return arm->model.bootstrap / arm->model.bootstrap_rate;
  for (guint j = 0; j < arm->model.n_pools; j++)
    rate += is_device (arm, j) ? arm->model.initial * reach_of (arm, 0, j) * rate_of_pool (arm, j) : 0;
  return 3 / MIN (rate, growth);
}

static double
find_end (const TbArmModel *arm)
{
  double growth = tb_arm_model_get_growth (arm), rate = find_rate (arm, growth);
  double grow_s = (log ((double) arm->n_open / MAX (arm->model.bootstrap, 1)) + log (99)) / rate;
  double until_s = find_first (arm, growth) + MAX (grow_s, MIN (find_slowest (arm), 10 * grow_s));

  if (rate <= 0 || !isfinite (until_s))
    return DAY_S;
  if (arm->model.reboot_rate > 0)
    until_s = MIN (until_s, MAX_EVENTS / (arm->model.reboot_rate * (double) arm->n_open));
  return until_s;
}

/* Lengths that a person would choose for an axis, in seconds. */
static const double lengths_s[] = { 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 14400, 21600, 28800, 43200, 64800, DAY_S,
                                    2 * DAY_S, 3 * DAY_S, 4 * DAY_S, 5 * DAY_S, 7 * DAY_S, 10 * DAY_S, 14 * DAY_S, 21 * DAY_S, 30 * DAY_S, 60 * DAY_S,
                                    90 * DAY_S, 180 * DAY_S, 366 * DAY_S, 2 * 366 * DAY_S, 5 * 366 * DAY_S, 10 * 366 * DAY_S, 20 * 366 * DAY_S,
                                    50 * 366 * DAY_S };

static double
round_up (double length_s)
{
  if (length_s <= 1)
    return CLAMP (pow (10, ceil (log10 (length_s))), SHORTEST_S, 1);
  for (guint i = 0; i < G_N_ELEMENTS (lengths_s); i++)
    if (lengths_s[i] >= length_s)
      return lengths_s[i];
  return TB_OUTBREAK_MAX_S;
}

/**
 * tb_arm_model_grows:
 * @model: an arm
 *
 * Returns: whether there is anybody to take but those that begin, and each bot takes more than one of them
 */
gboolean
tb_arm_model_grows (const TbArmModel *model)
{
  guint32 n_begin = model->model.initial - model->n_hidden;

  return !model->is_idle && model->n_open > n_begin && find_rate (model, tb_arm_model_get_growth (model)) > 0;
}

/**
 * tb_arm_model_get_span_s:
 * @model: an arm
 *
 * Returns: seconds until about 99 % of those that ever are, are infected; a day where nothing grows. A length that fits an axis
 */
double
tb_arm_model_get_span_s (const TbArmModel *model)
{
  return tb_arm_model_grows (model) ? round_up (find_end (model)) : DAY_S;
}

/* --- the closed form --- */

/**
 * tb_arm_model_why_no_form:
 * @model: an arm
 *
 * Returns: (nullable): why there is no closed form for it, a sentence marked for translation; %NULL where there is one
 */
const char *
tb_arm_model_why_no_form (const TbArmModel *model)
{
  const struct { gboolean is_so; const char *sentence; } reasons[] = {
    { model->is_idle || model->n_open == 0, NULL },
    { !model->is_mixed, N_("No closed form: not everybody reaches everybody.") },
    { model->model.bootstrap > 0, N_("No closed form: the attacker begins with a list.") },
    { model->model.scan_limit > 0, N_("No closed form: bots fall silent after their last probe.") },
    { model->model.load_s > 0, N_("No closed form: a new bot takes time to begin.") },
    { model->model.cleanup_rate > 0, N_("No closed form: some are cleaned for good.") },
    { model->is_leaky, N_("No closed form: some doors are harder than others. At first it grows by K (1 − e q).") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].is_so)
      return reasons[i].sentence;
  return NULL;
}

/* Of dx/dt = k (x + a) (n - x) - d x with a attackers of their own, which is a logistic curve between its two levels. Without attackers they are 0 and
 * the plateau N (1 - d / K). */
static double
logistic_between (double k, double a, double n, double d, double from, double time_s)
{
  double b = k * (n - a) - d, root = sqrt (b * b + 4 * k * k * a * n);
  double high = b > 0 ? (b + root) / (2 * k) : 0, low = b > 0 ? -a * n / high : (b - root) / (2 * k);

  if (b <= 0 && low < 0)
    high = -a * n / low;
  if (high - low <= 0)
    return from / (1 + k * from * time_s);
  return low + tb_form_logistic (high - low, from - low, k * (high - low), time_s);
}

/**
 * tb_arm_model_get_form:
 * @model: an arm for which there is a closed form
 * @time_s: since the beginning
 *
 * Returns: infected devices by then, as a continuous curve without chance
 */
double
tb_arm_model_get_form (const TbArmModel *model, double time_s)
{
  const TbOutbreakModel *m = &model->model;
  double k = m->scan_rate * m->hit_probability / (double) m->address_space;

  if (model->is_idle || model->n_open == 0)
    return 0;
  return logistic_between (k, model->n_hidden, (double) model->n_open, m->reboot_rate, (double) m->initial - model->n_hidden, time_s);
}
