/* tb-alert-badge: see the header. Something critical needs attention. */
#include "tb-alert-badge.h"

#include "tb-alert-digest.h"
#include "tb-alert-feed.h"

#define NAME "tb-alert-badge"

static void
update (AdwViewStackPage *page)
{
  TbPlayhead *playhead = g_object_get_data (G_OBJECT (page), NAME);
  GPtrArray *alerts = tb_alert_feed_get_alerts (tb_alert_feed_get (playhead));
  gint64 time_us = tb_playhead_get_time (playhead);
  guint n = tb_alert_digest_count (alerts, time_us, TB_ALERT_WARNING);
  gboolean is_critical = tb_alert_digest_count (alerts, time_us, TB_ALERT_CRITICAL) > 0;

  if (adw_view_stack_page_get_badge_number (page) != n)
    adw_view_stack_page_set_badge_number (page, n);
  if (adw_view_stack_page_get_needs_attention (page) != is_critical)
    adw_view_stack_page_set_needs_attention (page, is_critical);
}

/**
 * tb_alert_badge_install:
 * @views: the window's views
 * @playhead: whose alerts count, as they are at its time
 */
void
tb_alert_badge_install (AdwViewStack *views, TbPlayhead *playhead)
{
  AdwViewStackPage *page = adw_view_stack_get_page (views, adw_view_stack_get_child_by_name (views, "monitor"));

  g_object_set_data_full (G_OBJECT (page), NAME, g_object_ref (playhead), g_object_unref);
  g_signal_connect_object (tb_alert_feed_get (playhead), "changed", G_CALLBACK (update), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "moved", G_CALLBACK (update), page, G_CONNECT_SWAPPED);
}
