/* tb-alert-watch: a run under alert rules.
 *
 * Rules are looked at at fixed simulated moments, each once it is over, so that no later command can change what was true then: whoever looks, however often, finds the same
 * alerts. Nothing is written to the journal. Looking takes as long as the questions take and belongs on a worker; what was found so far can be had at any time. */
#pragma once

#include "tb-alert-log.h"
#include "tb-run.h"

G_BEGIN_DECLS

typedef struct _TbAlertWatch TbAlertWatch;

TbAlertWatch *tb_alert_watch_new        (TbRun *run, GPtrArray *rules, GError **error);
TbAlertWatch *tb_alert_watch_ref        (TbAlertWatch *watch);
void          tb_alert_watch_unref      (TbAlertWatch *watch);
gboolean      tb_alert_watch_advance    (TbAlertWatch *watch, gint64 time_us, GCancellable *cancellable, GError **error);
GPtrArray    *tb_alert_watch_get_alerts (TbAlertWatch *watch);   /* (transfer full): of TbAlert, by raised_us, then rule, then subject */
gint64        tb_alert_watch_get_time   (TbAlertWatch *watch);   /* every moment up to here was looked at */
GPtrArray    *tb_alert_watch_get_rules  (TbAlertWatch *watch);   /* (transfer none): of TbAlertRule */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAlertWatch, tb_alert_watch_unref)

G_END_DECLS
