/* tb-census-curve: see the header. How fast it grew is in tb-census-growth.c, the table in tb-census-table.c.
 *
 * A sample is kept when enough has changed since the last: time, devices or answers, each by its own measure. The measures begin at the smallest
 * and double when there is no more room; what is there is then chosen again by the new ones, so that it looks as if they had always been so. */
#include "tb-census-curve.h"

#include <string.h>

typedef struct
{
  gint64 time_us;
  guint32 devices;
  guint answers;
} Measure;

struct _TbCensusCurve
{
  TbFleet *fleet;
  GArray *samples;   /* TbCensusSample, by time */
  Measure step;      /* what is enough for a sample of its own */
  gint64 begun_us;   /* when an outbreak began, -1 before */
  guint32 n_devices;
  guint32 services[TB_CENSUS_MAX_SERVICES];
  guint n_services;
};

static void
add_services (TbCensusCurve *curve)
{
  for (guint i = 0; i < tb_fleet_get_n_groups (curve->fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (curve->fleet, i);
      gboolean can_suffer = group->capacity.bits_per_s > 0 || group->capacity.n_needs > 0;

      if (group->role == TB_ROLE_DEVICE)
        curve->n_devices += group->count;
      for (guint32 k = 0; can_suffer && k < group->count && curve->n_services < TB_CENSUS_MAX_SERVICES; k++)
        curve->services[curve->n_services++] = group->first + k;
    }
}

/**
 * tb_census_curve_new:
 * @fleet: who is there
 *
 * Returns: (transfer full): a curve that has seen nothing yet
 */
TbCensusCurve *
tb_census_curve_new (TbFleet *fleet)
{
  TbCensusCurve *curve = g_new0 (TbCensusCurve, 1);

  curve->fleet = tb_fleet_ref (fleet);
  curve->samples = g_array_new (FALSE, FALSE, sizeof (TbCensusSample));
  curve->step = (Measure) { 1, 1, 1 };
  curve->begun_us = -1;
  add_services (curve);
  return curve;
}

static void
on_time (const TbState *state, gint64 time_us, gpointer curve)
{
  tb_census_curve_see (curve, state, time_us);
}

/* What is already behind the fold is caught up with by another one. */
static void
catch_up (TbCensusCurve *curve, TbFold *fold)
{
  g_autoptr (TbFold) past = tb_fold_new (curve->fleet, tb_fold_get_journal (fold));

  tb_fold_set_watch (past, on_time, curve);
  tb_fold_seek (past, tb_fold_get_time (fold));
}

/**
 * tb_census_curve_new_watching:
 * @fold: a fold, which must stop being watched before the curve is freed
 *
 * Returns: (transfer full): a curve that knows what @fold has come by, and sees what it comes by from now on
 */
TbCensusCurve *
tb_census_curve_new_watching (TbFold *fold)
{
  TbCensusCurve *curve = tb_census_curve_new (tb_fold_get_fleet (fold));

  if (tb_fold_get_time (fold) > 0)
    catch_up (curve, fold);
  tb_fold_set_watch (fold, on_time, curve);
  return curve;
}

/**
 * tb_census_curve_free:
 * @curve: (transfer full): a curve
 *
 * Frees it.
 */
void
tb_census_curve_free (TbCensusCurve *curve)
{
  g_array_unref (curve->samples);
  tb_fleet_unref (curve->fleet);
  g_free (curve);
}

/**
 * tb_census_curve_look:
 * @curve: a curve
 * @state: what is true
 * @time_us: when
 * @sample: (out): what of it a curve keeps
 *
 * Changes nothing: for a view that wants the moment it stands at.
 */
void
tb_census_curve_look (TbCensusCurve *curve, const TbState *state, gint64 time_us, TbCensusSample *sample)
{
  const TbTotals *totals = tb_state_get_totals (state);

  *sample = (TbCensusSample) { .time_us = time_us, .n_bots = totals->n_bots, .deepest = totals->deepest, .n_infections = totals->n_infections };
  memcpy (sample->by_census, totals->by_census, sizeof sample->by_census);
  memcpy (sample->n_attempts, totals->n_attempts, sizeof sample->n_attempts);
  for (guint i = 0; i < curve->n_services; i++)
    {
      const TbSiege *siege = tb_state_get_siege (state, curve->services[i]);

      sample->flood_bps[i] = siege ? siege->flood_bps : 0;
      sample->answered[i] = siege ? siege->answered : TB_SIEGE_ALL;
    }
}

static guint32
gap (guint32 one, guint32 other)
{
  return one > other ? one - other : other - one;
}

/* Whether @next is different enough from @last; what is the same never is. */
static gboolean
is_due (TbCensusCurve *curve, const TbCensusSample *last, const TbCensusSample *next)
{
  guint32 devices = gap (last->n_bots, next->n_bots);
  guint answers = 0;

  for (guint i = 0; i < TB_N_CENSUS; i++)
    devices = MAX (devices, gap (last->by_census[i], next->by_census[i]));
  for (guint i = 0; i < curve->n_services; i++)
    answers = MAX (answers, gap (last->answered[i], next->answered[i]));
  if (devices >= curve->step.devices || answers >= curve->step.answers)
    return TRUE;
  return next->time_us - last->time_us >= curve->step.time_us
         && (devices > 0 || answers > 0 || memcmp (last->n_attempts, next->n_attempts, sizeof last->n_attempts) != 0
             || memcmp (last->flood_bps, next->flood_bps, sizeof last->flood_bps) != 0);
}

static void
make_coarser (TbCensusCurve *curve)
{
  gint64 span_us = g_array_index (curve->samples, TbCensusSample, curve->samples->len - 1).time_us;

  curve->step.time_us = MAX (2 * curve->step.time_us, span_us / (TB_CENSUS_CURVE_MAX / 4));
  curve->step.devices = MAX (2 * curve->step.devices, curve->n_devices / (TB_CENSUS_CURVE_MAX / 2));
  curve->step.answers = MAX (2 * curve->step.answers, TB_SIEGE_ALL / 200);
}

/* The first stays, and so does the last: nothing of the end is lost. */
static void
choose_again (TbCensusCurve *curve)
{
  TbCensusSample *samples = (TbCensusSample *) (void *) curve->samples->data;
  guint kept = 1, last = curve->samples->len - 1;

  for (guint i = 1; i < last; i++)
    if (is_due (curve, &samples[kept - 1], &samples[i]))
      samples[kept++] = samples[i];
  samples[kept++] = samples[last];
  g_array_set_size (curve->samples, kept);
}

/**
 * tb_census_curve_see:
 * @curve: a curve
 * @state: what is true when everything up to and at @time_us has happened
 * @time_us: when; what is not later than the last sample is known already
 *
 * Keeps a sample, if enough has changed.
 */
void
tb_census_curve_see (TbCensusCurve *curve, const TbState *state, gint64 time_us)
{
  guint n = curve->samples->len;
  TbCensusSample sample;

  if (n > 0 && g_array_index (curve->samples, TbCensusSample, n - 1).time_us >= time_us)
    return;
  tb_census_curve_look (curve, state, time_us, &sample);
  if (curve->begun_us < 0 && (sample.n_infections > 0 || tb_state_is_scanned (state)))
    curve->begun_us = time_us;
  if (n > 0 && !is_due (curve, &g_array_index (curve->samples, TbCensusSample, n - 1), &sample))
    return;
  g_array_append_val (curve->samples, sample);
  while (curve->samples->len >= TB_CENSUS_CURVE_MAX)
    {
      make_coarser (curve);
      choose_again (curve);
    }
}

/**
 * tb_census_curve_keep_up:
 * @curve: a curve
 * @fold: the fold it watches, at a time that the run has reached
 *
 * A fold tells of a time when it goes on past it; this is for who does not want to wait for the next record.
 */
void
tb_census_curve_keep_up (TbCensusCurve *curve, TbFold *fold)
{
  guint64 position = tb_fold_get_position (fold);
  gint64 happened_us = position > 0 ? tb_journal_get (tb_fold_get_journal (fold), position - 1)->time_us : G_MAXINT64;

  if (happened_us < tb_fold_get_time (fold))
    tb_census_curve_see (curve, tb_fold_get_state (fold), happened_us);
}

/**
 * tb_census_curve_get_begun_us:
 * @curve: a curve
 *
 * Returns: when an attacker began to look for devices, or the first was taken without one; -1 as long as neither has happened
 */
gint64
tb_census_curve_get_begun_us (TbCensusCurve *curve)
{
  return curve->begun_us;
}

guint
tb_census_curve_get_n (TbCensusCurve *curve)
{
  return curve->samples->len;
}

/**
 * tb_census_curve_get:
 * @curve: a curve
 * @sample: counted from 0, by time
 *
 * Returns: (transfer none): the sample, good until the curve sees more
 */
const TbCensusSample *
tb_census_curve_get (TbCensusCurve *curve, guint sample)
{
  return &g_array_index (curve->samples, TbCensusSample, sample);
}

/**
 * tb_census_curve_count_until:
 * @curve: a curve
 * @time_us: a time
 *
 * Returns: how many samples are not later
 */
guint
tb_census_curve_count_until (TbCensusCurve *curve, gint64 time_us)
{
  guint low = 0, high = curve->samples->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (tb_census_curve_get (curve, middle)->time_us <= time_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint32
tb_census_curve_get_n_devices (TbCensusCurve *curve)
{
  return curve->n_devices;
}

guint
tb_census_curve_get_n_services (TbCensusCurve *curve)
{
  return curve->n_services;
}

/**
 * tb_census_curve_get_service:
 * @curve: a curve
 * @service: counted from 0
 *
 * Returns: which service or broker that is
 */
guint32
tb_census_curve_get_service (TbCensusCurve *curve, guint service)
{
  return curve->services[service];
}

/**
 * tb_census_curve_get_fleet:
 * @curve: a curve
 *
 * Returns: (transfer none): who is in it
 */
TbFleet *
tb_census_curve_get_fleet (TbCensusCurve *curve)
{
  return curve->fleet;
}
