/* tb-chart-widget: the inside of the widget, for its own files only. */
#pragma once

#include "tb-chart-draw.h"
#include "tb-chart-private.h"

G_BEGIN_DECLS

struct _TbChart
{
  GtkWidget parent_instance;

  TbChartModel model;        /* owned */
  TbChartLayout *layout;     /* owned, NULL when it is to be made anew */
  GskRenderNode *drawn;      /* owned, likewise: all that does not move */
  PangoLayout *text;         /* owned */
  gint64 cursor_us;          /* TB_CHART_NO_TIME for none */
  gboolean is_keyboard;      /* the cursor was put there by keys */
};

const TbChartLayout *tb_chart_ensure_layout (TbChart *self);
void                 tb_chart_emit_picked   (TbChart *self, gint64 time_us);
void                 tb_chart_set_up_input  (TbChart *self);
void                 tb_chart_tell          (TbChart *self);

G_END_DECLS
