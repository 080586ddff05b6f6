/* tb-outbreak-run: one run. See the header. */
#include "tb-outbreak-run.h"

#define LOOK_UP_EVERY 4096      /* events between two looks at whether to go on */

G_GNUC_EXTENSION typedef unsigned __int128 Wide;

/* What is followed while a run goes on. */
typedef struct
{
  const TbOutbreakTerms *terms;
  TbOutbreakResult *result;
  guint64 n_open;
  guint32 infected;
  guint32 immune;
  guint next_sample;
  guint next_level;             /* 0 for the first percent */
  guint32 next_count;           /* infected that are this level */
  guint64 late_from_ns;
  guint64 counted_to_ns;
  Wide late_sum;                /* infected, by nanoseconds */
} Course;

/* The smallest number that is so many percent. */
static guint32
count_of_level (guint64 n_open, guint level)
{
  return (guint32) ((n_open * (level + 1) + 99) / 100);
}

static void
course_init (Course *course, const TbOutbreakTerms *terms, TbOutbreakResult *result)
{
  const TbOutbreakModel *model = terms->model;
  guint64 until_ns = (guint64) (model->until_s * 1e9);

  *course = (Course) { .terms = terms, .result = result, .n_open = tb_outbreak_model_get_n_open (model) };
  course->next_count = count_of_level (course->n_open, 0);
  course->late_from_ns = course->counted_to_ns = until_ns / 2;
  for (guint i = 0; i < TB_OUTBREAK_N_LEVELS; i++)
    result->level_ns[i] = TB_OUTBREAK_NEVER;
  result->first_hit_ns = TB_OUTBREAK_NEVER;
  result->n_samples = terms->n_samples;
  result->samples = g_new0 (TbOutbreakSample, terms->n_samples);
}

static void
sample_until (Course *course, guint64 time_ns)
{
  TbOutbreakResult *result = course->result;

  for (; course->next_sample < result->n_samples && course->next_sample * course->terms->step_ns < time_ns; course->next_sample++)
    result->samples[course->next_sample] = (TbOutbreakSample) { course->infected, course->immune };
}

/* Everything up to @time_ns was as it is now. */
static void
count_time (Course *course, guint64 time_ns)
{
  sample_until (course, time_ns);
  if (time_ns > course->counted_to_ns)
    {
      course->late_sum += (Wide) (time_ns - course->counted_to_ns) * course->infected;
      course->counted_to_ns = time_ns;
    }
}

static void
count_infection (Course *course, const TbOutbreakEvent *event)
{
  TbOutbreakResult *result = course->result;

  course->infected++;
  if (++result->n_infections == (guint64) course->terms->model->initial + 1)
    result->first_hit_ns = event->time_ns;
  if (course->infected > result->peak)
    {
      result->peak = course->infected;
      result->peak_ns = event->time_ns;
    }
  while (course->infected >= course->next_count && course->next_level < TB_OUTBREAK_N_LEVELS)
    {
      result->level_ns[course->next_level++] = event->time_ns;
      course->next_count = count_of_level (course->n_open, course->next_level);
    }
}

static void
follow (Course *course, const TbOutbreakEvent *event)
{
  count_time (course, event->time_ns);
  if (event->kind == TB_OUTBREAK_INFECTED)
    count_infection (course, event);
  else if (event->kind == TB_OUTBREAK_CLEARED || event->kind == TB_OUTBREAK_CLEANED)
    {
      course->infected--;
      course->immune += event->kind == TB_OUTBREAK_CLEANED;
    }
}

static gboolean
is_cancelled (const TbOutbreakTerms *terms)
{
  return terms->cancelled != NULL && g_atomic_int_get (terms->cancelled);
}

static gboolean
go_through (Course *course, TbOutbreak *outbreak)
{
  TbOutbreakEvent event;

  for (guint64 i = 1; tb_outbreak_next (outbreak, &event); i++)
    {
      follow (course, &event);
      if (course->terms->journal != NULL)
        tb_outbreak_write_event (course->terms->journal, &event);
      if (i % LOOK_UP_EVERY == 0 && is_cancelled (course->terms))
        return FALSE;
    }
  return TRUE;
}

static void
conclude (Course *course, TbOutbreak *outbreak)
{
  TbOutbreakResult *result = course->result;
  guint64 until_ns = 2 * course->late_from_ns;

  result->end_ns = tb_outbreak_get_time_ns (outbreak);
  count_time (course, until_ns);
  sample_until (course, TB_OUTBREAK_NEVER);     /* what is left of the curve is level */
  if (until_ns > 0)
    result->late = (guint64) ((course->late_sum << 16) / course->late_from_ns);
  result->final = course->infected;
  result->is_extinct = course->infected == 0;
  result->generations = tb_outbreak_get_depth (outbreak);
}

/**
 * tb_outbreak_run:
 * @terms: what to run and what to keep
 * @seed: of this run
 *
 * Returns: (transfer full) (nullable): what came of it; %NULL when it was cancelled
 */
TbOutbreakResult *
tb_outbreak_run (const TbOutbreakTerms *terms, guint64 seed)
{
  g_autoptr (TbOutbreakResult) result = g_new0 (TbOutbreakResult, 1);
  g_autoptr (TbOutbreak) outbreak = NULL;
  Course course;

  if (is_cancelled (terms))
    return NULL;
  outbreak = tb_outbreak_new (terms->model, seed, terms->every_attempt ? TB_OUTBREAK_EVERY_ATTEMPT : TB_OUTBREAK_ANONYMOUS);
  result->seed = seed;
  course_init (&course, terms, result);
  if (!go_through (&course, outbreak))
    return NULL;
  conclude (&course, outbreak);
  return g_steal_pointer (&result);
}

/**
 * tb_outbreak_result_free:
 * @result: (transfer full): a result
 *
 * Frees it.
 */
void
tb_outbreak_result_free (TbOutbreakResult *result)
{
  g_free (result->samples);
  g_free (result);
}
