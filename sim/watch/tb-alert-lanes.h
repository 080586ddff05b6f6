/* tb-alert-lanes: when alerts of each rule stood, for a picture: a lane for each rule, on it the stretches of time in which any of its alerts stood. */
#pragma once

#include "tb-alert-log.h"

G_BEGIN_DECLS

/**
 * TbAlertSpan:
 * @from_us: since when anything stood; @to_us: until when, -1 where something still does
 * @n: how many alerts that were
 * @first: (transfer none): the first of them
 */
typedef struct { gint64 from_us; gint64 to_us; guint n; TbAlert *first; } TbAlertSpan;

/**
 * TbAlertLane:
 * @rule: whose
 * @spans: (element-type TbAlertSpan): one after the other
 * @n: how many alerts in all
 */
typedef struct { const TbAlertRule *rule; GArray *spans; guint n; } TbAlertLane;

/**
 * TbAlertLanes:
 * @alerts: (element-type TbAlert): what is on them
 * @lanes: (element-type TbAlertLane): the worst rules first, then by when they began
 * @time_us: as it was then
 */
typedef struct { GPtrArray *alerts; GPtrArray *lanes; gint64 time_us; } TbAlertLanes;

TbAlertLanes *tb_alert_lanes_new    (GPtrArray *alerts, gint64 time_us);
void          tb_alert_lanes_free   (TbAlertLanes *lanes);
char         *tb_alert_lanes_to_csv (const TbAlertLanes *lanes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAlertLanes, tb_alert_lanes_free)

G_END_DECLS
