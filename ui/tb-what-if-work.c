/* tb-what-if-work: see the header. */
#include "tb-what-if-work.h"

#define LONGEST_FACTOR 4        /* how much longer than the first arm a slower one may make the axis */

/* --- the job --- */

/* A slower arm is shown to its end, if that does not squeeze the others too much. */
static double
choose_span (const TbWhatIfJob *job)
{
  double first_s = job->models[TB_ARM_AS_SHIPPED].model.until_s, span_s = first_s;

  for (guint i = 0; i < TB_N_ARMS; i++)
    if (tb_arm_model_grows (&job->models[i]))
      span_s = MAX (span_s, MIN (job->models[i].model.until_s, LONGEST_FACTOR * first_s));
  return span_s;
}

/**
 * tb_what_if_job_new:
 * @population: among whom it spreads; not needed any more afterwards
 * @terms: the numbers
 * @seed: of the first run
 * @n_threads: how many threads, at least 1
 * @error: return location: a sentence with the number that will not do
 *
 * Returns: (transfer full) (nullable): a job that has not begun
 */
TbWhatIfJob *
tb_what_if_job_new (const TbPopulation *population, const TbWhatIfTerms *terms, guint64 seed, guint n_threads, GError **error)
{
  g_autoptr (TbWhatIfJob) job = g_new0 (TbWhatIfJob, 1);

  g_atomic_ref_count_init (&job->references);
  job->seed = seed;
  job->n_threads = n_threads;
  for (guint i = 0; i < TB_N_ARMS; i++)
    if (!tb_arm_model_init (&job->models[i], population, (TbArm) i, terms, error))
      return NULL;
  job->span_s = choose_span (job);
  return g_steal_pointer (&job);
}

TbWhatIfJob *
tb_what_if_job_ref (TbWhatIfJob *job)
{
  g_atomic_ref_count_inc (&job->references);
  return job;
}

void
tb_what_if_job_unref (TbWhatIfJob *job)
{
  if (g_atomic_ref_count_dec (&job->references))
    g_free (job);
}

/**
 * tb_what_if_job_drop:
 * @job: (transfer full): a job
 *
 * Lets go of it: nobody waits for its curves any more, so it ends soon.
 */
void
tb_what_if_job_drop (TbWhatIfJob *job)
{
  g_atomic_int_set (&job->cancelled, TRUE);
  tb_what_if_job_unref (job);
}

static GTask *
new_task (TbWhatIfJob *job, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_task_data (task, tb_what_if_job_ref (job), (GDestroyNotify) tb_what_if_job_unref);
  return task;
}

/* --- one run of each --- */

typedef struct
{
  TbWhatIfJob *job;
  gint next;                    /* atomic */
  gpointer *curves;
} Round;

static gpointer
run_some (gpointer data)
{
  Round *round = data;
  guint i;

  while ((i = (guint) g_atomic_int_add (&round->next, 1)) < TB_N_ARMS)
    round->curves[i] = tb_arm_curve_new (&round->job->models[i], (TbArm) i, round->job->span_s, round->job->seed, &round->job->cancelled);
  return NULL;
}

static void
run_on_threads (Round *round)
{
  guint n_threads = MIN (round->job->n_threads, TB_N_ARMS);
  GThread *threads[TB_N_ARMS];

  for (guint i = 1; i < n_threads; i++)
    threads[i] = g_thread_new ("what-if", run_some, round);
  run_some (round);
  for (guint i = 1; i < n_threads; i++)
    g_thread_join (threads[i]);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) curves = g_ptr_array_new_full (TB_N_ARMS, g_free);
  Round round = { data, 0, NULL };

  g_ptr_array_set_size (curves, TB_N_ARMS);
  round.curves = curves->pdata;
  run_on_threads (&round);
  for (guint i = 0; i < TB_N_ARMS; i++)
    if (curves->pdata[i] == NULL)
      {
        g_task_return_pointer (task, NULL, NULL);
        return;
      }
  g_task_return_pointer (task, g_steal_pointer (&curves), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * tb_what_if_job_run_async:
 * @job: a job
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Runs each arm once.
 */
void
tb_what_if_job_run_async (TbWhatIfJob *job, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = new_task (job, callback, user_data);

  g_task_run_in_thread (task, run);
}

GPtrArray *
tb_what_if_job_run_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- bands --- */

typedef struct
{
  TbWhatIfJob *job;
  TbArmCurve *curve;
} Band;

static void
band_free (Band *band)
{
  tb_what_if_job_unref (band->job);
  g_free (band->curve);
  g_free (band);
}

static void
run_band (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Band *band = data;
  TbWhatIfJob *job = band->job;
  gboolean is_done = tb_arm_curve_add_ensemble (band->curve, &job->models[band->curve->arm], job->seed, job->n_runs, job->n_threads, &job->n_done, &job->cancelled);

  g_task_return_pointer (task, is_done ? g_steal_pointer (&band->curve) : NULL, g_free);
}

/**
 * tb_what_if_job_band_async:
 * @job: a job with its number of runs
 * @curve: of one of its arms
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Runs that arm often; the result is @curve with a band.
 */
void
tb_what_if_job_band_async (TbWhatIfJob *job, const TbArmCurve *curve, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Band *band = g_new (Band, 1);

  *band = (Band) { tb_what_if_job_ref (job), tb_arm_curve_copy (curve) };
  g_task_set_task_data (task, band, (GDestroyNotify) band_free);
  g_task_run_in_thread (task, run_band);
}

TbArmCurve *
tb_what_if_job_band_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
