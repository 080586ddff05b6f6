/* Outbreaks: an exact run of 600,000 infections over all addresses of the Internet, its journal included, against igraph_sir (), which is exact too
 * and goes through a graph event by event: G(n, m) with a mean degree of 10, beta 5, gamma 1. Of its five runs the largest counts, by what it took
 * for each infection. Without igraph the first row is left out. */
#include "bench.h"
#include "tb-outbreak-run.h"

#ifdef HAVE_IGRAPH
#include <igraph.h>
#endif

#define N_INFECTIONS 600000u
#define N_ROUNDS     5

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

  bench_print_row ("outbreak_600k_over_igraph_sir", theirs_ns / ours_ns, BENCH_AT_LEAST, 20, "%.3f s with journal, igraph_sir %.3f s (%.0f infections)",
                   ours_ns / 1e9, theirs_ns / 1e9, n_largest);
}
#endif

int
main (void)
{
  TbOutbreakModel model;
  g_autoptr (TbOutbreak) outbreak = NULL;
  double ours_ns = median_of_ours (TRUE);

#ifdef HAVE_IGRAPH
  compare_with_igraph (ours_ns);
#endif
  bench_print_row ("outbreak_ns_per_infection", ours_ns / N_INFECTIONS, BENCH_AT_MOST, 400, "without journal %.0f ns", median_of_ours (FALSE) / N_INFECTIONS);
  set_up (&model);
  outbreak = tb_outbreak_new (&model, 1, TB_OUTBREAK_ANONYMOUS);
  bench_print_row ("outbreak_bytes_per_device", (double) tb_outbreak_get_bytes (outbreak), BENCH_AT_MOST, 64, "plain model");
  return 0;
}
