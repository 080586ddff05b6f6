/* tb-alert-feed: the alerts of the run that is shown, as far as its playhead has been: one feed for each playhead, shared by whoever shows alerts.
 *
 * Rules are looked at on a worker, which rests as long as it worked; nobody waits for it. What was found so far can be had while it works. */
#pragma once

#include "tb-alert-watch.h"
#include "tb-playhead.h"

G_BEGIN_DECLS

#define TB_TYPE_ALERT_FEED (tb_alert_feed_get_type ())
G_DECLARE_FINAL_TYPE (TbAlertFeed, tb_alert_feed, TB, ALERT_FEED, GObject)

/* Signal: "changed" (alerts came or cleared, another run, or how far was looked). */
TbAlertFeed *tb_alert_feed_get         (TbPlayhead *playhead);      /* (transfer none) */
GPtrArray   *tb_alert_feed_get_alerts  (TbAlertFeed *self);         /* (transfer none): of TbAlert; another array after each change */
GPtrArray   *tb_alert_feed_get_rules   (TbAlertFeed *self);         /* (transfer none): of TbAlertRule, empty where they cannot be read */
gint64       tb_alert_feed_get_time    (TbAlertFeed *self);         /* how far was looked, -1 for not yet */
gboolean     tb_alert_feed_is_behind   (TbAlertFeed *self);         /* the playhead is where nobody has looked yet */
gboolean     tb_alert_feed_is_busy     (TbAlertFeed *self);
const char  *tb_alert_feed_get_problem (TbAlertFeed *self);         /* why there can be none, or NULL */

G_END_DECLS
