/* tb-arm-curve: see the header. The attacker is infected in the engine's eyes, and no device in anybody's: he is taken off everywhere. */
#include "tb-arm-curve.h"

#include <math.h>
#include <stdlib.h>

/* What all ensembles of a comparison may take together: that many infections and reboots. */
#define MAX_EVENTS ((guint64) 100 * 1000 * 1000)
#define FEWEST     20

/**
 * tb_arm_curve_get_time_s:
 * @curve: a curve
 * @sample: which sample
 *
 * Returns: when it was taken, in seconds
 */
double
tb_arm_curve_get_time_s (const TbArmCurve *curve, guint sample)
{
  return curve->span_s * sample / (TB_ARM_CURVE_SAMPLES - 1);
}

/* Samples are at whole nanoseconds; the run goes a little beyond the last. */
static TbOutbreakTerms
terms_for (TbOutbreakModel *model, const TbArmCurve *curve, gint *n_done, gint *cancelled)
{
  guint64 step_ns = (guint64) (curve->span_s * 1e9 / (TB_ARM_CURVE_SAMPLES - 1));

  model->until_s = curve->span_s;
  return (TbOutbreakTerms) { .model = model, .step_ns = step_ns, .n_samples = TB_ARM_CURVE_SAMPLES, .n_done = n_done, .cancelled = cancelled };
}

static guint32
count_devices (const TbArmModel *model, guint32 infected)
{
  return infected - MIN (infected, model->n_hidden);
}

static void
draw_form (TbArmCurve *curve, const TbArmModel *model)
{
  curve->why_no_form = tb_arm_model_why_no_form (model);
  curve->has_form = curve->why_no_form == NULL;
  for (guint i = 0; curve->has_form && i < TB_ARM_CURVE_SAMPLES; i++)
    curve->form[i] = tb_arm_model_get_form (model, tb_arm_curve_get_time_s (curve, i));
}

static void
take_run (TbArmCurve *curve, const TbArmModel *model, const TbOutbreakResult *result)
{
  for (guint i = 0; i < TB_ARM_CURVE_SAMPLES; i++)
    {
      curve->values[i] = count_devices (model, result->samples[i].infected);
      if (isinf (curve->half_s) && curve->values[i] * 2 >= (double) model->n_open && model->n_open > 0)
        curve->half_s = tb_arm_curve_get_time_s (curve, i);
    }
  curve->n_infections = result->n_infections - model->n_hidden;
  curve->final = count_devices (model, result->final);
}

/**
 * tb_arm_curve_new:
 * @model: of the arm
 * @arm: which
 * @span_s: until when
 * @seed: of the run
 * @cancelled: (nullable): atomic: set to end it soon
 *
 * Runs the arm once.
 *
 * Returns: (transfer full) (nullable): its curve, to be freed with g_free(); %NULL when it was cancelled
 */
TbArmCurve *
tb_arm_curve_new (const TbArmModel *model, TbArm arm, double span_s, guint64 seed, gint *cancelled)
{
  g_autofree TbArmCurve *curve = g_new0 (TbArmCurve, 1);
  TbOutbreakModel played = model->model;
  TbOutbreakTerms terms;

  *curve = (TbArmCurve) { .arm = arm, .span_s = span_s, .n_devices = model->n_devices, .n_open = model->n_open, .half_s = INFINITY,
                          .growth = tb_arm_model_get_growth (model), .leave_rate = played.reboot_rate + played.cleanup_rate };
  draw_form (curve, model);
  terms = terms_for (&played, curve, NULL, cancelled);
  if (!model->is_idle)
    {
      g_autoptr (TbOutbreakResult) result = tb_outbreak_run (&terms, seed);

      if (result == NULL)
        return NULL;
      take_run (curve, model, result);
    }
  return g_steal_pointer (&curve);
}

static int
compare (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

static void
take_quantiles (TbArmCurve *curve, const TbArmModel *model, const GPtrArray *results, guint sample, guint32 *sorted)
{
  guint n = results->len;

  for (guint i = 0; i < n; i++)
    sorted[i] = count_devices (model, ((const TbOutbreakResult *) g_ptr_array_index (results, i))->samples[sample].infected);
  qsort (sorted, n, sizeof *sorted, compare);
  curve->low[sample] = sorted[(n - 1) * 5 / 100];
  curve->middle[sample] = ((double) sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  curve->high[sample] = sorted[((n - 1) * 95 + 99) / 100];
}

static gboolean
take_band (TbArmCurve *curve, const TbArmModel *model, const GPtrArray *results)
{
  g_autofree guint32 *sorted = g_new (guint32, results->len);

  for (guint i = 0; i < results->len; i++)
    if (g_ptr_array_index (results, i) == NULL)
      return FALSE;
  for (guint i = 0; i < TB_ARM_CURVE_SAMPLES; i++)
    take_quantiles (curve, model, results, i, sorted);
  curve->n_runs = results->len;
  return TRUE;
}

/* Nothing happens in any of them. */
static gboolean
take_nothing (TbArmCurve *curve, guint n_runs, gint *n_done)
{
  curve->n_runs = n_runs;
  if (n_done != NULL)
    g_atomic_int_add (n_done, (gint) n_runs);
  return TRUE;
}

/**
 * tb_arm_curve_add_ensemble:
 * @curve: (inout): of the same model
 * @model: of the arm
 * @first_seed: of the first run; the others follow
 * @n_runs: how many, 1 to %TB_ARM_CURVE_MAX_RUNS
 * @n_threads: how many threads
 * @n_done: (nullable): atomic: counts finished runs
 * @cancelled: (nullable): atomic: set to end it soon
 *
 * Runs it often, and keeps between what the infected were in nine of ten runs.
 *
 * Returns: whether it was done; %FALSE leaves @curve as it was
 */
gboolean
tb_arm_curve_add_ensemble (TbArmCurve *curve, const TbArmModel *model, guint64 first_seed, guint n_runs, guint n_threads, gint *n_done, gint *cancelled)
{
  g_autofree guint64 *seeds = g_new (guint64, n_runs);
  g_autoptr (GPtrArray) results = NULL;
  TbOutbreakModel played = model->model;
  TbOutbreakTerms terms = terms_for (&played, curve, n_done, cancelled);

  if (model->is_idle)
    return take_nothing (curve, n_runs, n_done);
  for (guint i = 0; i < n_runs; i++)
    seeds[i] = first_seed + i;
  results = tb_outbreak_run_all (&terms, seeds, n_runs, n_threads);
  return take_band (curve, model, results);
}

/**
 * tb_arm_curve_copy:
 * @curve: a curve
 *
 * Returns: (transfer full): one like it, to be freed with g_free()
 */
TbArmCurve *
tb_arm_curve_copy (const TbArmCurve *curve)
{
  return g_memdup2 (curve, sizeof *curve);
}

/**
 * tb_arm_curve_afford:
 * @curves: (array length=n_curves): one run of each arm
 * @n_curves: how many arms
 * @n_runs: how many runs of each are wanted
 *
 * Returns: how many of each to make, so that nobody waits for minutes: fewer where each is long. The same wherever it is asked
 */
guint
tb_arm_curve_afford (TbArmCurve *const *curves, guint n_curves, guint n_runs)
{
  guint64 n_events = 1;

  for (guint i = 0; i < n_curves; i++)
    n_events += 2 * curves[i]->n_infections;
  return (guint) CLAMP (MAX_EVENTS / n_events, FEWEST, MAX (n_runs, FEWEST));
}
