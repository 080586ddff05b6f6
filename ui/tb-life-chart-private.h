/* tb-life-chart-private: the inside of the widget, for its own files only. */
#pragma once

#include "tb-life-chart.h"
#include "tb-life-draw.h"

G_BEGIN_DECLS

struct _TbLifeChart
{
  GtkWidget parent_instance;

  TbLifeIndex *index;        /* borrowed, NULL for none */
  TbLifeRows *rows;          /* owned, NULL for none */
  GskRenderNode *drawn;      /* owned, NULL when it is to be made anew: all that does not move */
  PangoLayout *text;         /* owned */
  TbLifeAxes axes;
  TbLifeAxes whole;
  gboolean is_whole;         /* nobody has zoomed: it shows all there is, however much that becomes */
  gint64 now_us;
  gint64 drawn_us;           /* where the playhead was when it was drawn */
  guint32 selected;
  guint32 hover;
  double pointer_x;
  double pointer_y;
  TbLifeAxes dragged;        /* what was shown when a drag began */
};

gboolean tb_life_chart_has_rows     (TbLifeChart *self);
void     tb_life_chart_get_layout   (TbLifeChart *self, TbLifeLayout *layout);
void     tb_life_chart_take_axes    (TbLifeChart *self, const TbLifeAxes *axes);
void     tb_life_chart_move         (TbLifeChart *self, int by);             /* selects the row so many further down */
guint32  tb_life_chart_pick         (TbLifeChart *self, double x, double y);
void     tb_life_chart_pick_object  (TbLifeChart *self, guint32 object);
void     tb_life_chart_pick_time    (TbLifeChart *self, gint64 time_us);
void     tb_life_chart_set_up_input (TbLifeChart *self);

G_END_DECLS
