/* bench: see the header. */
#include "bench.h"

#include <stdlib.h>
#include <time.h>

/* Returns nanoseconds on @clock, from an arbitrary beginning. */
gint64
bench_now_ns (BenchClock clock)
{
  struct timespec now;

  clock_gettime (clock == BENCH_WALL ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Sorts @values and returns the middle one. */
double
bench_median (double *values, guint n_values)
{
  qsort (values, n_values, sizeof *values, compare_doubles);
  return n_values % 2 == 1 ? values[n_values / 2] : (values[n_values / 2 - 1] + values[n_values / 2]) / 2;
}

static double
measure (BenchClock clock, BenchRun run, gpointer data, guint n_items)
{
  gint64 begin = bench_now_ns (clock);

  run (data, n_items);
  return (double) (bench_now_ns (clock) - begin) / n_items;
}

/* Runs @n_rounds rounds of @n_items items on each side, after one that is not counted. */
BenchResult
bench_compare (BenchClock clock, BenchRun ours, BenchRun theirs, gpointer data, guint n_items, guint n_rounds)
{
  g_autofree double *a = g_new (double, n_rounds), *b = g_new (double, n_rounds), *ratios = g_new (double, n_rounds);

  ours (data, n_items);
  theirs (data, n_items);
  for (guint i = 0; i < n_rounds; i++)
    {
      a[i] = measure (clock, ours, data, n_items);
      b[i] = measure (clock, theirs, data, n_items);
      ratios[i] = b[i] / a[i];
    }
  return (BenchResult) { bench_median (ratios, n_rounds), bench_median (a, n_rounds), bench_median (b, n_rounds) };
}

/* Prints `name value goal pass|below` and the figures behind it. Returns whether the goal is reached. */
gboolean
bench_print_row (const char *name, double value, BenchGoal kind, double goal, const char *figures, ...)
{
  gboolean reached = kind == BENCH_AT_LEAST ? value >= goal : value <= goal;
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, figures);
  text = g_strdup_vprintf (figures, args);
  va_end (args);
  g_print ("%s\t%.2f\t%s %.2f\t%s\t%s\n", name, value, kind == BENCH_AT_LEAST ? ">=" : "<=", goal, reached ? "pass" : "below", text);
  return reached;
}
