/* tb-outbreak-forms: see the header. */
#include "tb-outbreak-forms.h"

#include <math.h>
#include <stdlib.h>

/* --- closed forms --- */

/**
 * tb_form_time_to:
 * @n: devices
 * @initial: bots at the beginning, at least 1
 * @growth: K
 * @infected: a number of bots up to @n
 *
 * Returns: the mean time of a pure birth process until there are so many: the sum of n / (K i (n - i)). For one bot and half of the devices that is
 *   (ln n + 0.5772) / K, but for the last digits
 */
double
tb_form_time_to (guint64 n, guint64 initial, double growth, guint64 infected)
{
  double sum = 0;

  for (guint64 i = initial; i < infected; i++)
    sum += (double) n / ((double) i * (double) (n - i));
  return sum / growth;
}

/**
 * tb_form_time_sd:
 * @n: devices
 * @initial: bots at the beginning, at least 1
 * @growth: K
 * @infected: a number of bots up to @n
 *
 * Returns: the standard deviation of that time; for one bot and half of the devices about 1.28 / K
 */
double
tb_form_time_sd (guint64 n, guint64 initial, double growth, guint64 infected)
{
  double sum = 0;

  for (guint64 i = initial; i < infected; i++)
    {
      double wait = (double) n / ((double) i * (double) (n - i));

      sum += wait * wait;
    }
  return sqrt (sum) / growth;
}

/**
 * tb_form_spread:
 * @growth: K
 *
 * Returns: the time from 10 to 90 percent, 2 ln 9 / K
 */
double
tb_form_spread (double growth)
{
  return 2 * log (9) / growth;
}

/**
 * tb_form_logistic:
 * @n: devices
 * @initial: bots at the beginning
 * @growth: K
 * @time_s: since the beginning
 *
 * Returns: infected by then, as a continuous curve without chance
 */
double
tb_form_logistic (double n, double initial, double growth, double time_s)
{
  return n / (1 + (n / initial - 1) * exp (-growth * time_s));
}

/**
 * tb_form_listed:
 * @n: devices
 * @growth: K
 * @list_rate: entries of the attacker's list worked off per second
 * @time_s: since the beginning, when nobody was infected; the list is not yet empty
 *
 * Of the n - r t devices whose turn on the list has not come, scanning leaves the share v: dv/dt = -K i v / n, where i = n - (n - r t) v.
 *
 * Returns: infected by then, i
 */
double
tb_form_listed (double n, double growth, double list_rate, double time_s)
{
  double alone = list_rate / growth * expm1 (growth * time_s);        /* if devices never ran out */

  return alone / (1 + (alone - list_rate * time_s) / n);
}

/**
 * tb_form_loading:
 * @initial: bots at the beginning, ready at once
 * @growth: K
 * @load_s: from the hit to the first probe
 * @time_s: since the beginning
 *
 * Returns: infected by then, ready or not, while nearly everybody is still vulnerable: the solution of di/dt = K i (t - load_s), a sum with a term
 *   for each time to infect that has passed
 */
double
tb_form_loading (double initial, double growth, double load_s, double time_s)
{
  double sum = 1, factorial = 1;

  for (guint k = 1; k < 150 && time_s > (k - 1) * load_s; k++)
    {
      factorial *= k;
      sum += pow (growth * (time_s - (k - 1) * load_s), k) / factorial;
    }
  return initial * sum;
}

/**
 * tb_form_final_size:
 * @r0: K / c, where c is the rate at which bots are cleaned for good
 * @initial_share: of the devices, infected at the beginning
 *
 * Returns: which share was infected in the end: the z with 1 - z = (1 - initial_share) exp (-r0 z)
 */
double
tb_form_final_size (double r0, double initial_share)
{
  double z = 1;

  for (guint i = 0; i < 10000; i++)
    z = 1 - (1 - initial_share) * exp (-r0 * z);
  return z;
}

/**
 * tb_form_plateau:
 * @n: devices
 * @growth: K
 * @leave_rate: reboots of one bot
 *
 * Returns: infected devices in the long run, 1 - 1 / R0 of all where R0 = K / d; 0 when it dies out. A time to infect
 *   changes how soon, not how many
 */
double
tb_form_plateau (double n, double growth, double leave_rate)
{
  double r0 = growth / leave_rate;

  return r0 <= 1 ? 0 : n * (1 - 1 / r0);
}

/**
 * tb_form_extinction:
 * @scan_limit: probes of a bot
 * @hit_chance: that a probe takes a device, p N / W
 *
 * Returns: the probability that the outbreak of one bot dies out while nearly everybody is still vulnerable: the smallest x with
 *   x = (1 - h + h x)^M
 */
double
tb_form_extinction (guint64 scan_limit, double hit_chance)
{
  double x = 0;

  if (hit_chance * (double) scan_limit <= 1)
    return 1;
  for (guint i = 0; i < 10000; i++)
    x = exp ((double) scan_limit * log1p (hit_chance * (x - 1)));
  return x;
}

/* --- runs --- */

/**
 * tb_outbreak_level_s:
 * @result: of a run
 * @percent: 1 to 99
 *
 * Returns: when so many percent were infected, or infinity
 */
double
tb_outbreak_level_s (const TbOutbreakResult *result, guint percent)
{
  guint64 ns = result->level_ns[percent - 1];

  return ns == TB_OUTBREAK_NEVER ? INFINITY : (double) ns / 1e9;
}

/**
 * tb_outbreak_fit_growth:
 * @result: of a run
 *
 * Fits a straight line to ln (a / (1 - a)) from 10 to 90 percent; its slope is K.
 *
 * Returns: K, or NaN when 90 percent were never infected
 */
double
tb_outbreak_fit_growth (const TbOutbreakResult *result)
{
  double mean_t = 0, square = 0, product = 0;

  for (guint percent = 10; percent <= 90; percent++)
    mean_t += tb_outbreak_level_s (result, percent) / 81;
  for (guint percent = 10; percent <= 90; percent++)
    {
      double t = tb_outbreak_level_s (result, percent) - mean_t;

      square += t * t;
      product += t * log (percent / (100.0 - percent));         /* its mean is 0 */
    }
  return isfinite (mean_t) ? product / square : NAN;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double *
sort (const double *values, guint n)
{
  double *sorted = g_memdup2 (values, n * sizeof *values);

  qsort (sorted, n, sizeof *sorted, compare);
  return sorted;
}

/**
 * tb_statistic_of:
 * @values: (array length=n): some numbers
 * @n: how many; of none everything is 0
 *
 * Returns: what they are like
 */
TbOutbreakStatistic
tb_statistic_of (const double *values, guint n)
{
  TbOutbreakStatistic s = { .n = n };
  g_autofree double *sorted = NULL;

  if (n == 0)
    return s;
  sorted = sort (values, n);
  for (guint i = 0; i < n; i++)
    s.mean += sorted[i];
  s.mean /= n;
  for (guint i = 0; i < n; i++)
    s.sd += (sorted[i] - s.mean) * (sorted[i] - s.mean);
  s.sd = n > 1 ? sqrt (s.sd / (n - 1)) : 0;
  s.error = s.sd / sqrt (n);
  s.median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  return s;
}

/* --- Kolmogorov and Smirnov --- */

/**
 * tb_ks_exponential:
 * @values: (array length=n): waiting times
 * @n: how many
 * @mean: of the exponential distribution they should be from
 *
 * Returns: the largest distance between the two distributions
 */
double
tb_ks_exponential (const double *values, guint n, double mean)
{
  g_autofree double *sorted = sort (values, n);
  double distance = 0;

  for (guint i = 0; i < n; i++)
    {
      double expected = -expm1 (-sorted[i] / mean);

      distance = MAX (distance, MAX (expected - (double) i / n, (double) (i + 1) / n - expected));
    }
  return distance;
}

/**
 * tb_ks_two:
 * @a: (array length=n_a): some numbers
 * @n_a: how many
 * @b: (array length=n_b): others
 * @n_b: how many
 *
 * Returns: the largest distance between their distributions
 */
double
tb_ks_two (const double *a, guint n_a, const double *b, guint n_b)
{
  g_autofree double *x = sort (a, n_a);
  g_autofree double *y = sort (b, n_b);
  double distance = 0;
  guint i = 0, j = 0;

  while (i < n_a && j < n_b)
    {
      double at = MIN (x[i], y[j]);

      while (i < n_a && x[i] <= at)
        i++;
      while (j < n_b && y[j] <= at)
        j++;
      distance = MAX (distance, fabs ((double) i / n_a - (double) j / n_b));
    }
  return distance;
}

/**
 * tb_ks_limit:
 * @n_a: how many numbers
 * @n_b: how many others; infinity for a known distribution
 *
 * Returns: the distance that equal distributions exceed once in a thousand times
 */
double
tb_ks_limit (double n_a, double n_b)
{
  return 1.9495 * sqrt (1 / n_a + 1 / n_b);
}
