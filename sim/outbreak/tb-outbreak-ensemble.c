/* tb-outbreak-ensemble: many runs on all processors. Whoever is free takes the next seed; results stand where their seeds do. */
#include "tb-outbreak-run.h"

#define MAX_THREADS 256

typedef struct
{
  const TbOutbreakTerms *terms;
  const guint64 *seeds;
  guint n_seeds;
  gint next;                    /* atomic */
  gpointer *results;
} Ensemble;

static gpointer
run_some (gpointer data)
{
  Ensemble *ensemble = data;
  guint i;

  while ((i = (guint) g_atomic_int_add (&ensemble->next, 1)) < ensemble->n_seeds)
    {
      ensemble->results[i] = tb_outbreak_run (ensemble->terms, ensemble->seeds[i]);
      if (ensemble->terms->n_done != NULL && ensemble->results[i] != NULL)
        g_atomic_int_inc (ensemble->terms->n_done);
    }
  return NULL;
}

/* Where the system gives fewer threads, fewer share the work. */
static void
run_on_threads (Ensemble *ensemble, guint n_threads)
{
  GThread *threads[MAX_THREADS];

  n_threads = CLAMP (MIN (n_threads, ensemble->n_seeds), 1, MAX_THREADS);
  for (guint i = 1; i < n_threads; i++)
    threads[i] = g_thread_try_new ("outbreak", run_some, ensemble, NULL);
  run_some (ensemble);
  for (guint i = 1; i < n_threads; i++)
    g_clear_pointer (&threads[i], g_thread_join);
}

static void
free_result (gpointer result)
{
  if (result != NULL)
    tb_outbreak_result_free (result);
}

/**
 * tb_outbreak_run_all:
 * @terms: what to run and what to keep; without a journal where there is more than one thread
 * @seeds: (array length=n_seeds): one for each run
 * @n_seeds: how many runs
 * @n_threads: how many threads, at least 1
 *
 * Returns: (transfer full) (element-type TbOutbreakResult): the results in the order of @seeds; %NULL in the place of a run that was cancelled
 */
GPtrArray *
tb_outbreak_run_all (const TbOutbreakTerms *terms, const guint64 *seeds, guint n_seeds, guint n_threads)
{
  GPtrArray *results = g_ptr_array_new_full (n_seeds, free_result);
  Ensemble ensemble = { terms, seeds, n_seeds, 0, NULL };

  g_ptr_array_set_size (results, (gint) n_seeds);
  ensemble.results = results->pdata;
  run_on_threads (&ensemble, terms->journal != NULL ? 1 : n_threads);
  return results;
}
