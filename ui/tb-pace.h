/* tb-pace: how a pace track turns real time into simulated time, and back.
 *
 * Pure arithmetic for the playhead and the timeline. It decides what is shown when, never what happens. */
#pragma once

#include "tb-scenario.h"
#include "tb-units.h"

G_BEGIN_DECLS

double tb_pace_get_speed (TbScenario *scenario, double own_speed, gint64 time_us);
gint64 tb_pace_travel    (TbScenario *scenario, double own_speed, gint64 time_us, gint64 limit_us, double elapsed_us, double *fraction_us);
double tb_pace_watch_us  (TbScenario *scenario, gint64 time_us);
gint64 tb_pace_time_us   (TbScenario *scenario, double watch_us);

G_END_DECLS
