/* tb-timeline-alerts: where on the timeline alerts were raised, those of one moment and one severity together. */
#pragma once

#include "tb-alert-log.h"
#include "tb-scenario.h"

G_BEGIN_DECLS

/**
 * TbTimelineAlert:
 * @watch_us: where on the axis of watching time, see tb-pace
 * @time_us: when
 * @severity: how severe
 * @n: how many
 * @first: (owned): one of them
 */
typedef struct { double watch_us; gint64 time_us; TbAlertSeverity severity; guint n; TbAlert *first; } TbTimelineAlert;

GArray                *tb_timeline_alerts_new     (TbScenario *scenario, GPtrArray *alerts);          /* of TbTimelineAlert, by time; both NULL for none */
const TbTimelineAlert *tb_timeline_alerts_find    (GArray *alerts, double watch_us, double reach_us);  /* the worst that is near, NULL for none */
char                  *tb_timeline_alert_describe (const TbTimelineAlert *alert);

G_END_DECLS
