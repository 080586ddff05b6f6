/* tb-baseline: see the header. Fixed point with eight bits behind the point. */
#include "tb-baseline.h"

#include "tb-units.h"

#define POINT       8
#define HOURS       24
#define DAYS        7
#define HOUR_US     (3600 * TB_US_PER_SECOND)
/* An eighth of what is new goes into the averages; what strays four times as far as usual is unusual. */
#define WEIGHT      8
#define FAR         4
#define LARGEST     ((gint64) 1 << 40)

/* One hour of the day: its means of the last days, in turn. */
typedef struct
{
  gint64 means[DAYS];
  guint n;
} Season;

struct _TbBaseline
{
  gint64 start_us;      /* what o'clock the run begins */
  guint n_warm_up;
  guint n_learned;
  gint64 residual;      /* averaged, fixed point */
  gint64 deviation;     /* likewise */
  gint64 hour;          /* that is summed up, since the epoch */
  gint64 sum;
  gint64 n_sum;
  Season seasons[HOURS];
};

/**
 * tb_baseline_new:
 * @start_us: when the run begins, microseconds since the epoch
 * @n_warm_up: so many values are learned before it says anything
 *
 * Returns: (transfer full): a baseline that knows nothing
 */
TbBaseline *
tb_baseline_new (gint64 start_us, guint n_warm_up)
{
  TbBaseline *baseline = g_new0 (TbBaseline, 1);

  baseline->start_us = start_us;
  baseline->n_warm_up = n_warm_up;
  return baseline;
}

void
tb_baseline_free (TbBaseline *baseline)
{
  g_free (baseline);
}

static gint64
hour_at (const TbBaseline *baseline, gint64 time_us)
{
  return (baseline->start_us + time_us) / HOUR_US;
}

static gint64
median (const Season *season)
{
  gint64 sorted[DAYS];
  guint n = MIN (season->n, DAYS);

  for (guint i = 0; i < n; i++)
    {
      guint j = i;

      for (; j > 0 && sorted[j - 1] > season->means[i]; j--)
        sorted[j] = sorted[j - 1];
      sorted[j] = season->means[i];
    }
  return n == 0 ? 0 : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

static gint64
usual (const TbBaseline *baseline, gint64 time_us)
{
  return median (&baseline->seasons[hour_at (baseline, time_us) % HOURS]);
}

/**
 * tb_baseline_get_bound:
 * @baseline: a baseline
 * @time_us: when, simulated time
 *
 * Returns: the most that is not unusual then; %G_MAXINT64 while it warms up, since nothing is known to be unusual
 */
gint64
tb_baseline_get_bound (const TbBaseline *baseline, gint64 time_us)
{
  gint64 bound = usual (baseline, time_us) + baseline->residual + FAR * baseline->deviation;

  return baseline->n_learned < baseline->n_warm_up ? G_MAXINT64 : MAX (bound, 0) >> POINT;
}

/* An hour is over: it is one more day of its season. */
static void
close_hour (TbBaseline *baseline)
{
  Season *season = &baseline->seasons[baseline->hour % HOURS];

  if (baseline->n_sum > 0)
    season->means[season->n++ % DAYS] = baseline->sum / baseline->n_sum;
  baseline->sum = baseline->n_sum = 0;
}

/**
 * tb_baseline_learn:
 * @baseline: a baseline
 * @time_us: when, later than what it has learned before
 * @value: what was so then, at least 0
 *
 * Once it is warm, a value beyond the bound is learned as twice the bound at most, so that what is unusual takes time to become usual.
 */
void
tb_baseline_learn (TbBaseline *baseline, gint64 time_us, gint64 value)
{
  gint64 bound = tb_baseline_get_bound (baseline, time_us), hour = hour_at (baseline, time_us), fixed, residual;

  if (baseline->n_learned >= baseline->n_warm_up)
    value = MIN (value, 2 * bound + 1);
  fixed = CLAMP (value, 0, LARGEST) << POINT;
  if (hour != baseline->hour)
    close_hour (baseline);
  baseline->hour = hour;
  residual = fixed - usual (baseline, time_us);
  baseline->deviation += (ABS (residual - baseline->residual) - baseline->deviation) / WEIGHT;
  baseline->residual += (residual - baseline->residual) / WEIGHT;
  baseline->sum += fixed;
  baseline->n_sum++;
  baseline->n_learned++;
}
