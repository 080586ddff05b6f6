/* Outbreaks: an exact run of 600,000 infections over all addresses of the Internet, its journal included, against igraph_sir (), which is exact too
 * and goes through a graph event by event: G(n, m) with a mean degree of 10, beta 5, gamma 1. Of its five runs the largest counts, by what it took
 * for each infection. Without igraph the first row is left out. Then what a device takes, how much faster an ensemble is on all processors, and the
 * validation table with few runs. */
#include "bench.h"
#include "tb-outbreak-run.h"
#include "tb-outbreak-validation.h"

#ifdef HAVE_IGRAPH
#include <igraph.h>
#endif

#define N_INFECTIONS 600000u
#define N_ROUNDS     5
#define N_ENSEMBLE   32u
#define MOST_THREADS 64u

/* --- ours --- */

static void
set_up (TbOutbreakModel *model)
{
  tb_outbreak_model_init (model, (guint64) 1 << 32, N_INFECTIONS, 200);
}

static double
measure_ours (gboolean with_journal)
{
  TbOutbreakModel model;
  g_autoptr (TbJournal) journal = with_journal ? tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET) : NULL;
  g_autoptr (TbOutbreakResult) result = NULL;
  TbOutbreakTerms terms = { .model = &model, .journal = journal };
  gint64 begin;

  set_up (&model);
  begin = bench_now_ns (BENCH_PROCESSOR);
  result = tb_outbreak_run (&terms, 1);
  if (with_journal)
    {
      tb_journal_publish (journal);
      g_assert_cmpuint (tb_journal_get_length (journal), ==, N_INFECTIONS);
    }
  g_assert_cmpuint (result->n_infections, ==, N_INFECTIONS);
  return (double) (bench_now_ns (BENCH_PROCESSOR) - begin);
}

static double
median_of_ours (gboolean with_journal)
{
  double times[N_ROUNDS];

  for (guint i = 0; i < N_ROUNDS; i++)
    times[i] = measure_ours (with_journal);
  return bench_median (times, N_ROUNDS);
}

/* --- theirs --- */

#ifdef HAVE_IGRAPH
/* Susceptible at the beginning and at the end: who is no longer there was infected. */
static double
count_infections (igraph_vector_ptr_t *runs)
{
  igraph_sir_t *sir = VECTOR (*runs)[0];
  igraph_integer_t n = igraph_vector_int_size (&sir->no_s);

  return VECTOR (sir->no_s)[0] - VECTOR (sir->no_s)[n - 1] + VECTOR (sir->no_i)[0];
}

static void
free_runs (igraph_vector_ptr_t *runs)
{
  igraph_sir_destroy (VECTOR (*runs)[0]);
  igraph_free (VECTOR (*runs)[0]);
  igraph_vector_ptr_destroy (runs);
}

static double
measure_one (const igraph_t *graph, double *n_infections)
{
  igraph_vector_ptr_t runs;
  gint64 begin;
  double time_ns;

  igraph_vector_ptr_init (&runs, 0);
  begin = bench_now_ns (BENCH_PROCESSOR);
  g_assert_cmpint (igraph_sir (graph, 5, 1, 1, &runs), ==, IGRAPH_SUCCESS);
  time_ns = (double) (bench_now_ns (BENCH_PROCESSOR) - begin);
  *n_infections = count_infections (&runs);
  free_runs (&runs);
  return time_ns;
}

/* Nanoseconds for as many infections as ours has. */
static double
measure_theirs (double *n_largest)
{
  double time_ns = 0;
  igraph_t graph;

  igraph_rng_seed (igraph_rng_default (), 1);
  g_assert_cmpint (igraph_erdos_renyi_game_gnm (&graph, N_INFECTIONS, 5 * (igraph_integer_t) N_INFECTIONS, FALSE, FALSE), ==, IGRAPH_SUCCESS);
  *n_largest = 0;
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      double n_infections, taken_ns = measure_one (&graph, &n_infections);

      if (n_infections > *n_largest)
        {
          *n_largest = n_infections;
          time_ns = taken_ns;
        }
    }
  igraph_destroy (&graph);
  return time_ns / *n_largest * N_INFECTIONS;
}

static void
compare_with_igraph (double ours_ns)
{
  double n_largest, theirs_ns = measure_theirs (&n_largest);

  bench_print_row ("outbreak_600k_over_igraph_sir", theirs_ns / ours_ns, BENCH_AT_LEAST, 20,
                   "%.3f s with journal, igraph_sir %.3f s (%.0f infections)",
                   ours_ns / 1e9, theirs_ns / 1e9, n_largest);
}
#endif

/* --- memory --- */

static gsize
bytes_of (const TbOutbreakModel *model, TbOutbreakDetail detail)
{
  g_autoptr (TbOutbreak) outbreak = tb_outbreak_new (model, 1, detail);

  return tb_outbreak_get_bytes (outbreak);
}

static void
measure_bytes (void)
{
  TbOutbreakModel model;
  gsize plain, most;

  set_up (&model);
  plain = bytes_of (&model, TB_OUTBREAK_ANONYMOUS);
  model.reboot_rate = 0.01;
  model.load_s = 1;
  model.scan_limit = 1000;
  most = bytes_of (&model, TB_OUTBREAK_EVERY_ATTEMPT);
  bench_print_row ("outbreak_bytes_per_device", (double) most, BENCH_AT_MOST, 64,
                   "with everything switched on; plain growth %" G_GSIZE_FORMAT, plain);
}

/* --- ensembles --- */

/* The shortest of some rounds, by each clock. */
typedef struct
{
  double wall_ns;
  double processor_ns;
} Shortest;

static void
measure_ensemble (guint n_threads, GPtrArray **results, Shortest *shortest)
{
  guint64 seeds[N_ENSEMBLE];
  TbOutbreakModel model;
  const TbOutbreakTerms terms = { .model = &model };
  gint64 wall, processor;

  set_up (&model);
  model.pools[0].n_devices = N_INFECTIONS / 6;
  for (guint i = 0; i < N_ENSEMBLE; i++)
    seeds[i] = i + 1;
  wall = bench_now_ns (BENCH_WALL);
  processor = bench_now_ns (BENCH_PROCESSOR);
  *results = tb_outbreak_run_all (&terms, seeds, N_ENSEMBLE, n_threads);
  shortest->wall_ns = MIN (shortest->wall_ns, (double) (bench_now_ns (BENCH_WALL) - wall));
  shortest->processor_ns = MIN (shortest->processor_ns, (double) (bench_now_ns (BENCH_PROCESSOR) - processor));
}

static void
check_equal (const GPtrArray *a, const GPtrArray *b)
{
  for (guint i = 0; i < N_ENSEMBLE; i++)
    {
      const TbOutbreakResult *x = g_ptr_array_index (a, i), *y = g_ptr_array_index (b, i);

      g_assert_cmpmem (x->level_ns, sizeof x->level_ns, y->level_ns, sizeof y->level_ns);
      g_assert_cmpuint (x->end_ns, ==, y->end_ns);
    }
}

/* Of a few rounds the best of each side: on a busy machine the others tell of somebody else. Where it is busy all the time, threads gain nothing,
 * but the processor time of all of them tells whether they get in each other's way. */
static void
measure_scaling (void)
{
  guint n_threads = MIN (g_get_num_processors (), MOST_THREADS);
  Shortest one = { G_MAXDOUBLE, G_MAXDOUBLE }, all = { G_MAXDOUBLE, G_MAXDOUBLE };

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GPtrArray) of_one = NULL;
      g_autoptr (GPtrArray) of_all = NULL;

      measure_ensemble (1, &of_one, &one);
      measure_ensemble (n_threads, &of_all, &all);
      check_equal (of_one, of_all);
    }
  bench_print_row ("outbreak_ensemble_all_threads", one.wall_ns / all.wall_ns, BENCH_AT_LEAST, 0.75 * n_threads,
                   "%u runs of 100,000: %.3f s, on %u threads %.3f s, same results", N_ENSEMBLE, one.wall_ns / 1e9, n_threads, all.wall_ns / 1e9);
  bench_print_row ("outbreak_ensemble_work", all.processor_ns / one.processor_ns, BENCH_AT_MOST, 1.25,
                   "processor time of all threads together, over that of one: %.3f s", one.processor_ns / 1e9);
}

/* --- validation --- */

static void
count_row (const TbOutbreakCheck *check, gpointer data)
{
  if (!check->good)
    g_printerr ("%s: expected %g, measured %g\n", check->what, check->expected, check->measured);
}

static void
measure_validation (void)
{
  TbOutbreakValidation validation = { .n_runs = TB_VALIDATION_LEAST_RUNS, .n_threads = g_get_num_processors (), .func = count_row };

  tb_outbreak_validate (&validation);
  bench_print_row ("outbreak_validation_good", (double) validation.n_good / validation.n_checks, BENCH_AT_LEAST, 1,
                   "%u of %u rows with %u runs each; with 300 and in full: trustbed-cli outbreak --validate", validation.n_good, validation.n_checks,
                   validation.n_runs);
}

int
main (void)
{
  double ours_ns = median_of_ours (TRUE);

#ifdef HAVE_IGRAPH
  compare_with_igraph (ours_ns);
#endif
  bench_print_row ("outbreak_ns_per_infection", ours_ns / N_INFECTIONS, BENCH_AT_MOST, 400, "without journal %.0f ns",
                   median_of_ours (FALSE) / N_INFECTIONS);
  measure_bytes ();
  measure_scaling ();
  measure_validation ();
  return 0;
}
