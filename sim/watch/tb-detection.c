/* tb-detection: see the header. Runs are independent of each other, so they are played side by side; sums do not ask in which order. */
#include "tb-detection.h"

#include <math.h>
#include <string.h>

#include "tb-alert-watch.h"
#include "tb-ask.h"

/* Of a normal distribution, 95 in 100 are within so many standard deviations. */
#define QUANTILE 1.959964

typedef struct { char *name; gint64 from_us; gint64 until_us; gboolean is_due; gboolean is_found; } Fact;

typedef struct
{
  TbLabelled *labelled;
  GPtrArray *rules;
  guint64 seed;
  GCancellable *cancellable;
  GPtrArray *detections;   /* TbDetection, by rule */
  GError *error;
} Job;

static void
detection_free (gpointer data)
{
  TbDetection *detection = data;

  g_free (detection->scenario);
  g_free (detection->alert);
  g_free (detection);
}

static TbDetection *
detection_new (const char *scenario, const char *alert)
{
  TbDetection *detection = g_new0 (TbDetection, 1);

  detection->scenario = g_strdup (scenario);
  detection->alert = g_strdup (alert);
  return detection;
}

static void
fact_clear (gpointer fact)
{
  g_free (((Fact *) fact)->name);
}

static const TbTruth *
find_truth (TbLabelled *labelled, const char *alert)
{
  GPtrArray *truths = tb_labelled_get_truths (labelled);

  for (guint i = 0; i < truths->len; i++)
    if (strcmp (((TbTruth *) g_ptr_array_index (truths, i))->alert, alert) == 0)
      return g_ptr_array_index (truths, i);
  return NULL;
}

static gint64
get_time (TbAnswer *answer, guint row, const char *column, gint64 otherwise)
{
  const TbValue *value;
  guint at;

  if (!tb_answer_find_column (answer, column, &at))
    return otherwise;
  value = tb_answer_get (answer, row, at);
  return value->kind == TB_VALUE_NULL ? otherwise : (gint64) value->real;
}

static void
add_fact (GArray *facts, TbAnswer *answer, guint row)
{
  guint name;
  Fact fact = { NULL, get_time (answer, row, "from_us", 0), get_time (answer, row, "until_us", G_MAXINT64 / 2), get_time (answer, row, "due", 1) != 0, FALSE };

  if (!tb_answer_find_column (answer, "name", &name) || tb_answer_get (answer, row, name)->kind != TB_VALUE_TEXT)
    return;
  fact.name = g_strdup (tb_answer_get (answer, row, name)->text);
  g_array_append_val (facts, fact);
}

static gboolean
ask_facts (TbAsk *ask, const TbTruth *truth, char **names, char **values, GArray *facts, GError **error)
{
  const TbAskOptions options = { .time_us = -1, .max_rows = 1000000, .max_steps = 2000000, .names = (const char *const *) names, .values = (const char *const *) values };
  g_autoptr (TbAnswer) answer = tb_ask_query (ask, truth->sql, &options, NULL, error);

  for (guint i = 0; answer != NULL && i < tb_answer_get_n_rows (answer); i++)
    add_fact (facts, answer, i);
  return answer != NULL;
}

/* --- alerts against facts --- */

/* Right when it is raised while its subject is in such a state, or so soon afterwards that it tells of it. */
static gboolean
is_about (const TbAlert *alert, const Fact *fact, gint64 within_us)
{
  return strcmp (alert->name, fact->name) == 0 && alert->raised_us >= fact->from_us && alert->raised_us <= fact->until_us + within_us;
}

/* Noticed when one stands at some time between the beginning and the moment until which it may be late. */
static gboolean
notices (const TbAlert *alert, const Fact *fact, gint64 within_us)
{
  return strcmp (alert->name, fact->name) == 0 && alert->raised_us <= fact->from_us + within_us && (alert->cleared_us < 0 || alert->cleared_us >= fact->from_us);
}

static void
compare (TbDetection *detection, const TbAlert *alert, GArray *facts, gint64 within_us)
{
  gboolean is_right = FALSE;

  for (guint i = 0; i < facts->len; i++)
    {
      Fact *fact = &g_array_index (facts, Fact, i);

      is_right = is_right || is_about (alert, fact, within_us);
      fact->is_found = fact->is_found || notices (alert, fact, within_us);
    }
  detection->n_raised++;
  detection->n_right += is_right;
}

static void
judge (TbDetection *detection, GPtrArray *alerts, GArray *facts, gint64 within_us)
{
  for (guint i = 0; i < alerts->len; i++)
    {
      const TbAlert *alert = g_ptr_array_index (alerts, i);

      if (strcmp (alert->rule->id, detection->alert) == 0)
        compare (detection, alert, facts, within_us);
    }
  for (guint i = 0; i < facts->len; i++)
    {
      const Fact *fact = &g_array_index (facts, Fact, i);

      detection->n_due += fact->is_due;
      detection->n_found += fact->is_due && fact->is_found;
    }
}

static gboolean
judge_rule (Job *job, TbAsk *ask, const TbAlertRule *rule, GPtrArray *alerts, char **names, char **values)
{
  TbDetection *detection = detection_new (tb_labelled_get_id (job->labelled), rule->id);
  const TbTruth *truth = find_truth (job->labelled, rule->id);
  g_autoptr (GArray) facts = g_array_new (FALSE, FALSE, sizeof (Fact));

  g_ptr_array_add (job->detections, detection);
  g_array_set_clear_func (facts, fact_clear);
  if (truth != NULL && !ask_facts (ask, truth, names, values, facts, &job->error))
    {
      g_prefix_error (&job->error, "%s, truth of %s: ", tb_labelled_get_id (job->labelled), rule->id);
      return FALSE;
    }
  judge (detection, alerts, facts, truth != NULL ? truth->within_us : 0);
  return TRUE;
}

/* --- runs --- */

static gboolean
play (TbRun *run, GError **error)
{
  g_autofree char *failure = NULL;

  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  failure = tb_run_dup_failure (run);
  if (failure != NULL)
    g_set_error (error, TB_ALERT_ERROR, TB_ALERT_ERROR_FAILED, "the run could not go on: %s", failure);
  return failure == NULL;
}

static void
work (gpointer data, gpointer user_data)
{
  Job *job = data;
  g_auto (GStrv) names = NULL, values = NULL;
  g_autoptr (TbRun) run = tb_labelled_start (job->labelled, job->seed, &names, &values, &job->error);
  g_autoptr (TbAlertWatch) watch = NULL;
  g_autoptr (GPtrArray) alerts = NULL;
  g_autoptr (TbAsk) ask = NULL;

  if (run == NULL || g_cancellable_set_error_if_cancelled (job->cancellable, &job->error) || !play (run, &job->error))
    return;
  watch = tb_alert_watch_new (run, job->rules, &job->error);
  if (watch == NULL || !tb_alert_watch_advance (watch, G_MAXINT64, job->cancellable, &job->error))
    return;
  alerts = tb_alert_watch_get_alerts (watch);
  ask = tb_ask_new (run);
  for (guint i = 0; i < job->rules->len; i++)
    if (!judge_rule (job, ask, g_ptr_array_index (job->rules, i), alerts, names, values))
      return;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->detections);
  g_clear_error (&job->error);
  g_free (job);
}

static GPtrArray *
make_jobs (GPtrArray *labelled, GPtrArray *rules, guint64 first_seed, guint n_seeds, GCancellable *cancellable)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func (job_free);

  for (guint i = 0; i < labelled->len; i++)
    for (guint seed = 0; seed < n_seeds; seed++)
      {
        Job *job = g_new0 (Job, 1);

        *job = (Job) { g_ptr_array_index (labelled, i), rules, first_seed + seed, cancellable, g_ptr_array_new_with_free_func (detection_free), NULL };
        g_ptr_array_add (jobs, job);
      }
  return jobs;
}

static void
add_counts (TbDetection *to, const TbDetection *from)
{
  to->n_due += from->n_due;
  to->n_found += from->n_found;
  to->n_raised += from->n_raised;
  to->n_right += from->n_right;
}

static TbDetection *
take (GPtrArray *detections, const char *scenario, const char *alert)
{
  for (guint i = 0; i < detections->len; i++)
    {
      TbDetection *detection = g_ptr_array_index (detections, i);

      if (g_strcmp0 (detection->scenario, scenario) == 0 && strcmp (detection->alert, alert) == 0)
        return detection;
    }
  g_ptr_array_add (detections, detection_new (scenario, alert));
  return g_ptr_array_index (detections, detections->len - 1);
}

static gboolean
add_up (GPtrArray *jobs, GPtrArray *sums, GError **error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      Job *job = g_ptr_array_index (jobs, i);

      if (job->error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&job->error));
          return FALSE;
        }
      for (guint j = 0; j < job->detections->len; j++)
        {
          const TbDetection *detection = g_ptr_array_index (job->detections, j);

          add_counts (take (sums, detection->scenario, detection->alert), detection);
        }
    }
  return TRUE;
}

/**
 * tb_detection_measure:
 * @labelled: (element-type TbLabelled): scenarios
 * @rules: (element-type TbAlertRule): rules
 * @first_seed: of the first run of each
 * @n_seeds: how many runs of each
 * @n_threads: runs side by side, at least 1
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Returns: (transfer full) (element-type TbDetection) (nullable): for each scenario and each rule what came of it, over all seeds
 */
GPtrArray *
tb_detection_measure (GPtrArray *labelled, GPtrArray *rules, guint64 first_seed, guint n_seeds, guint n_threads, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) jobs = make_jobs (labelled, rules, first_seed, n_seeds, cancellable);
  g_autoptr (GPtrArray) sums = g_ptr_array_new_with_free_func (detection_free);
  GThreadPool *pool = g_thread_pool_new (work, NULL, (int) n_threads, FALSE, NULL);

  for (guint i = 0; i < jobs->len; i++)
    g_thread_pool_push (pool, g_ptr_array_index (jobs, i), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  return add_up (jobs, sums, error) ? g_steal_pointer (&sums) : NULL;
}

/**
 * tb_detection_sum_by_alert:
 * @detections: (element-type TbDetection): by scenario and rule
 *
 * Returns: (transfer full) (element-type TbDetection): by rule alone
 */
GPtrArray *
tb_detection_sum_by_alert (GPtrArray *detections)
{
  GPtrArray *sums = g_ptr_array_new_with_free_func (detection_free);

  for (guint i = 0; i < detections->len; i++)
    {
      const TbDetection *detection = g_ptr_array_index (detections, i);

      add_counts (take (sums, NULL, detection->alert), detection);
    }
  return sums;
}

double
tb_detection_get_recall (const TbDetection *detection)
{
  return detection->n_due > 0 ? (double) detection->n_found / detection->n_due : 1;
}

double
tb_detection_get_precision (const TbDetection *detection)
{
  return detection->n_raised > 0 ? (double) detection->n_right / detection->n_raised : 1;
}

/**
 * tb_detection_get_interval:
 * @n: so many
 * @total: of so many
 * @low: (out): where the true share is with 95 % confidence, after Wilson; 0 where there was nothing to count
 * @high: (out): likewise, 1
 *
 * Tells how much a share that was counted says.
 */
void
tb_detection_get_interval (guint n, guint total, double *low, double *high)
{
  double share, square = QUANTILE * QUANTILE, centre, reach;

  *low = 0;
  *high = 1;
  if (total == 0)
    return;
  share = (double) n / total;
  centre = (share + square / (2 * total)) / (1 + square / total);
  reach = QUANTILE / (1 + square / total) * sqrt (share * (1 - share) / total + square / (4.0 * total * total));
  *low = MAX (centre - reach, 0);
  *high = MIN (centre + reach, 1);
}
