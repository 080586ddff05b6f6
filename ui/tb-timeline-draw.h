/* tb-timeline-draw: the picture of the timeline, from plain numbers; the widget decides them. */
#pragma once

#include <gtk/gtk.h>

#include "tb-timeline-alerts.h"
#include "tb-timeline-marks.h"

G_BEGIN_DECLS

#define TB_TIMELINE_PAD 9
#define TB_TIMELINE_ALERTS_HEIGHT 7     /* marks of alerts have a row of their own, at the top */
#define TB_TIMELINE_TRACK_Y (22 + TB_TIMELINE_ALERTS_HEIGHT)
#define TB_TIMELINE_HEIGHT (44 + TB_TIMELINE_ALERTS_HEIGHT)

/**
 * TbTimelinePicture:
 * @widget: whose fonts and colours to use
 * @scenario: whose pace makes the axis; @marks: what happened; @alerts: (element-type TbTimelineAlert): what was wrong
 * @width: pixels
 * @range_us: watching time from the left end to the right one
 * @played, @known: how far, as pixels; @played is where the knob stands
 * @is_dark: on a dark background
 * @is_active: being dragged or pointed at
 */
typedef struct
{
  GtkWidget *widget;
  TbScenario *scenario;
  TbTimelineMarks *marks;
  GArray *alerts;
  double width;
  double range_us;
  double played;
  double known;
  gboolean is_dark;
  gboolean is_active;
} TbTimelinePicture;

void   tb_timeline_draw       (const TbTimelinePicture *picture, GtkSnapshot *snapshot);
gint64 tb_timeline_round_step (gint64 time_us);

G_END_DECLS
