/* tb-timeline: the whole run as a line: what has been played, how far it is known, what happened where; drag anywhere to look there. */
#pragma once

#include <gtk/gtk.h>

#include "tb-playhead.h"

G_BEGIN_DECLS

#define TB_TYPE_TIMELINE (tb_timeline_get_type ())
G_DECLARE_FINAL_TYPE (TbTimeline, tb_timeline, TB, TIMELINE, GtkWidget)

GtkWidget  *tb_timeline_new          (void);
void        tb_timeline_set_playhead (TbTimeline *self, TbPlayhead *playhead);
TbPlayhead *tb_timeline_get_playhead (TbTimeline *self);
double      tb_timeline_get_x        (TbTimeline *self, gint64 time_us);
gint64      tb_timeline_get_time     (TbTimeline *self, double x);

G_END_DECLS
