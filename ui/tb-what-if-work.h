/* tb-what-if-work: curves of the four arms, made away from the main thread. A job is what is to be made; whoever lets go of it cancels it. */
#pragma once

#include <gio/gio.h>

#include "tb-arm-curve.h"

G_BEGIN_DECLS

/**
 * TbWhatIfJob:
 * @models: of the arms
 * @span_s: until when, the same for all
 * @seed: of the first run
 * @n_threads: how many threads
 * @n_runs: of each band, once it is known how long one takes
 * @n_done: atomic: finished runs of bands
 * @cancelled: atomic: set to end soon
 */
typedef struct
{
  TbArmModel models[TB_N_ARMS];
  double span_s;
  guint64 seed;
  guint n_threads;
  guint n_runs;
  gint n_done;
  gint cancelled;
  gatomicrefcount references;
} TbWhatIfJob;

TbWhatIfJob *tb_what_if_job_new       (const TbPopulation *population, const TbWhatIfTerms *terms, guint64 seed, guint n_threads, GError **error);
TbWhatIfJob *tb_what_if_job_ref       (TbWhatIfJob *job);
void         tb_what_if_job_unref     (TbWhatIfJob *job);
void         tb_what_if_job_drop      (TbWhatIfJob *job);

void         tb_what_if_job_run_async (TbWhatIfJob *job, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray   *tb_what_if_job_run_finish (GAsyncResult *result);       /* by arm; NULL when it was cancelled */
void         tb_what_if_job_band_async (TbWhatIfJob *job, const TbArmCurve *curve, GAsyncReadyCallback callback, gpointer user_data);
TbArmCurve  *tb_what_if_job_band_finish (GAsyncResult *result);      /* NULL when it was cancelled */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbWhatIfJob, tb_what_if_job_unref)

G_END_DECLS
