/* tb-pace: real time to simulated time along a pace track, and back. See the header. Before its first step a track runs at real speed. */
#include "tb-pace.h"

static guint
n_steps (GArray *pace)
{
  return pace ? pace->len : 0;
}

static const TbPaceStep *
get_step (GArray *pace, guint i)
{
  return &g_array_index (pace, TbPaceStep, i);
}

static double
speed_of (const TbPaceStep *step)
{
  return step && step->speed > 0 ? step->speed : 1;
}

/**
 * tb_pace_get_speed:
 * @scenario: (nullable): whose pace
 * @own_speed: what the person chose instead, 0 for the pace
 * @time_us: simulated time
 *
 * Returns: simulated time per real time there, above 0
 */
double
tb_pace_get_speed (TbScenario *scenario, double own_speed, gint64 time_us)
{
  if (own_speed > 0)
    return own_speed;
  return speed_of (scenario ? tb_scenario_find_pace (scenario, time_us) : NULL);
}

static gint64
find_next_step_us (TbScenario *scenario, gint64 time_us)
{
  GArray *pace = tb_scenario_get_pace (scenario);

  for (guint i = 0; i < n_steps (pace); i++)
    if (get_step (pace, i)->at_us > time_us)
      return get_step (pace, i)->at_us;
  return G_MAXINT64;
}

/**
 * tb_pace_travel:
 * @scenario: whose pace
 * @own_speed: what the person chose instead, 0 for the pace
 * @time_us: simulated time to start from
 * @limit_us: where to stop at the latest
 * @elapsed_us: real time to spend
 * @fraction_us: (inout): the part of a microsecond left over, for the next call
 *
 * Returns: where @elapsed_us lead to, changing speed wherever the pace does
 */
gint64
tb_pace_travel (TbScenario *scenario, double own_speed, gint64 time_us, gint64 limit_us, double elapsed_us, double *fraction_us)
{
  while (elapsed_us > 0 && time_us < limit_us)
    {
      double speed = tb_pace_get_speed (scenario, own_speed, time_us);
      gint64 next = MIN (own_speed > 0 ? G_MAXINT64 : find_next_step_us (scenario, time_us), limit_us);
      double distance = elapsed_us * speed + *fraction_us;

      if (distance < (double) (next - time_us))
        {
          *fraction_us = distance - (double) (gint64) distance;
          return time_us + (gint64) distance;
        }
      elapsed_us -= (double) (next - time_us) / speed;
      *fraction_us = 0;
      time_us = next;
    }
  return time_us;
}

/**
 * tb_pace_watch_us:
 * @scenario: whose pace
 * @time_us: simulated time
 *
 * Returns: how long one has watched, in microseconds of real time, when the pace has brought one to @time_us
 */
double
tb_pace_watch_us (TbScenario *scenario, gint64 time_us)
{
  GArray *pace = tb_scenario_get_pace (scenario);
  double watched = 0, speed = 1;
  gint64 from = 0;

  for (guint i = 0; i < n_steps (pace) && get_step (pace, i)->at_us < time_us; i++)
    {
      const TbPaceStep *step = get_step (pace, i);

      watched += (double) (step->at_us - from) / speed;
      from = step->at_us;
      speed = speed_of (step);
    }
  return watched + (double) (time_us - from) / speed;
}

/**
 * tb_pace_time_us:
 * @scenario: whose pace
 * @watch_us: how long one has watched, microseconds of real time
 *
 * The other way round of [func@pace_watch_us].
 *
 * Returns: simulated time then
 */
gint64
tb_pace_time_us (TbScenario *scenario, double watch_us)
{
  double ignored = 0;

  return tb_pace_travel (scenario, 0, 0, TB_UNITS_MAX_US, watch_us, &ignored);
}
