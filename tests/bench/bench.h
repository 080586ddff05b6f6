/* bench: two ways of doing the same work, measured side by side.
 *
 * Rounds alternate, so that whatever else the machine does hits both; what counts is the median of the rounds' ratios. A row is
 * printed as `name value goal verdict`, separated by tabs, with the absolute figures after it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BenchRun:
 * @data: what bench_compare () was given
 * @n_items: how many pieces of work to do
 *
 * Does one round of one side.
 */
typedef void (*BenchRun) (gpointer data, guint n_items);

/**
 * BenchClock:
 * @BENCH_WALL: time that passes
 * @BENCH_PROCESSOR: time of all processors spent in this process
 */
typedef enum { BENCH_WALL, BENCH_PROCESSOR } BenchClock;

/**
 * BenchResult:
 * @ratio: median over the rounds of (time of theirs / time of ours): 2 means that ours is twice as fast
 * @ours_ns: median time per item of ours
 * @theirs_ns: median time per item of theirs
 */
typedef struct
{
  double ratio;
  double ours_ns;
  double theirs_ns;
} BenchResult;

typedef enum { BENCH_AT_LEAST, BENCH_AT_MOST } BenchGoal;

gint64      bench_now_ns    (BenchClock clock);
BenchResult bench_compare   (BenchClock clock, BenchRun ours, BenchRun theirs, gpointer data, guint n_items, guint n_rounds);
double      bench_median    (double *values, guint n_values);
gboolean    bench_print_row (const char *name, double value, BenchGoal kind, double goal, const char *figures, ...) G_GNUC_PRINTF (5, 6);

G_END_DECLS
