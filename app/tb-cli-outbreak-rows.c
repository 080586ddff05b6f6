/* tb-cli-outbreak-rows: runs as rows of numbers, and what many rows have in common. */
#include "tb-cli-outbreak.h"

#include <math.h>
#include <stdlib.h>

const char *const tb_outbreak_number_codes[TB_NUMBER_N] = {
  "t10_s", "t50_s", "t90_s", "t10_t90_s", "k_per_s", "first_hit_s", "final", "peak", "late_mean", "infections", "generations",
};

static double
seconds_of (guint64 ns)
{
  return ns == TB_OUTBREAK_NEVER ? NAN : (double) ns / 1e9;
}

static double
level_s (const TbOutbreakResult *result, guint percent)
{
  return seconds_of (result->level_ns[percent - 1]);
}

/**
 * tb_outbreak_row_new:
 * @result: of a run
 *
 * Returns: (transfer full): what is kept of it
 */
TbOutbreakRow *
tb_outbreak_row_new (const TbOutbreakResult *result)
{
  const double numbers[TB_NUMBER_N] = {
    level_s (result, 10), level_s (result, 50), level_s (result, 90), level_s (result, 90) - level_s (result, 10), tb_outbreak_fit_growth (result),
    seconds_of (result->first_hit_ns), result->final, result->peak, (double) result->late / 65536, (double) result->n_infections, result->generations,
  };
  TbOutbreakRow *row = g_new0 (TbOutbreakRow, 1);

  row->seed = result->seed;
  row->is_extinct = result->is_extinct;
  for (guint i = 0; i < TB_NUMBER_N; i++)
    row->numbers[i] = numbers[i];
  row->infected = g_new (guint32, result->n_samples);
  row->immune = g_new (guint32, result->n_samples);
  for (guint i = 0; i < result->n_samples; i++)
    {
      row->infected[i] = result->samples[i].infected;
      row->immune[i] = result->samples[i].immune;
    }
  return row;
}

/**
 * tb_outbreak_row_free:
 * @row: (transfer full): a row
 *
 * Frees it.
 */
void
tb_outbreak_row_free (TbOutbreakRow *row)
{
  g_free (row->infected);
  g_free (row->immune);
  g_free (row);
}

/**
 * tb_outbreak_rows_measure:
 * @rows: (element-type TbOutbreakRow): runs
 * @number: one of their numbers
 *
 * Returns: what it is like over the runs that have it
 */
TbOutbreakStatistic
tb_outbreak_rows_measure (const GPtrArray *rows, TbOutbreakNumber number)
{
  g_autofree double *values = g_new (double, rows->len);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const TbOutbreakRow *row = g_ptr_array_index (rows, i);

      if (isfinite (row->numbers[number]))
        values[n++] = row->numbers[number];
    }
  return tb_statistic_of (values, n);
}

static int
compare_counts (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

/**
 * tb_outbreak_rows_band:
 * @rows: (element-type TbOutbreakRow): at least one run
 * @sample: a place on the curve
 * @band: (out caller-allocates) (array fixed-size=3): infected in the run that is lower than 95, 50 and 5 percent of them
 *
 * Says between what the curves are there.
 */
void
tb_outbreak_rows_band (const GPtrArray *rows, guint sample, double band[3])
{
  static const guint percents[] = { 5, 50, 95 };
  g_autofree guint32 *counts = g_new (guint32, rows->len);

  for (guint i = 0; i < rows->len; i++)
    counts[i] = ((const TbOutbreakRow *) g_ptr_array_index (rows, i))->infected[sample];
  qsort (counts, rows->len, sizeof *counts, compare_counts);
  for (guint i = 0; i < G_N_ELEMENTS (percents); i++)
    band[i] = counts[(guint64) (rows->len - 1) * percents[i] / 100];
}

/**
 * tb_outbreak_rows_mean:
 * @rows: (element-type TbOutbreakRow): at least one run
 * @sample: a place on the curve
 *
 * Returns: how many are infected there on average
 */
double
tb_outbreak_rows_mean (const GPtrArray *rows, guint sample)
{
  guint64 sum = 0;

  for (guint i = 0; i < rows->len; i++)
    sum += ((const TbOutbreakRow *) g_ptr_array_index (rows, i))->infected[sample];
  return (double) sum / rows->len;
}

static int
compare_seeds (gconstpointer a, gconstpointer b)
{
  guint64 x = (*(TbOutbreakRow *const *) a)->seed, y = (*(TbOutbreakRow *const *) b)->seed;

  return x < y ? -1 : x > y;
}

/**
 * tb_outbreak_rows_sort:
 * @rows: (element-type TbOutbreakRow): runs
 *
 * Sorts them by seed.
 */
void
tb_outbreak_rows_sort (GPtrArray *rows)
{
  g_ptr_array_sort (rows, compare_seeds);
}
