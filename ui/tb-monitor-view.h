/* tb-monitor-view: what goes on, for whoever watches over it: a stack of pages, each with a row in the table of tb-monitor-view.c. */
#pragma once

#include "tb-playhead.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TB_TYPE_MONITOR_VIEW (tb_monitor_view_get_type ())
G_DECLARE_FINAL_TYPE (TbMonitorView, tb_monitor_view, TB, MONITOR_VIEW, GtkWidget)

GtkWidget *tb_monitor_view_new       (TbPlayhead *playhead);
void       tb_monitor_view_search    (TbMonitorView *self, const char *text);
gboolean   tb_monitor_view_export    (TbMonitorView *self, const char *path, GError **error);
gboolean   tb_monitor_view_show_page (TbMonitorView *self, const char *page);   /* `alerts`, `overview`, `audit`, `ask` */
GtkWidget *tb_monitor_view_get_page  (TbMonitorView *self, const char *page);   /* NULL for none */

G_END_DECLS
