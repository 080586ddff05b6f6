/* tb-life-chart: the lifetimes of a whole fleet on the axis of simulated time: a row for each device, or, when they are thousands, what they look like
 * together.
 *
 * A view hands over the index and says where the playhead is; what part is shown, the pointer and the keys are the chart's business. What was drawn is kept
 * until something changes. */
#pragma once

#include <gtk/gtk.h>

#include "tb-life-layout.h"
#include "tb-life-rows.h"
#include "tb-life-span.h"

G_BEGIN_DECLS

#define TB_TYPE_LIFE_CHART (tb_life_chart_get_type ())
G_DECLARE_FINAL_TYPE (TbLifeChart, tb_life_chart, TB, LIFE_CHART, GtkWidget)

/* Signals: "object-picked" (u): a person chose its row; "time-picked" (x): wants to go there; "axes-changed": zoomed or panned. */
GtkWidget        *tb_life_chart_new          (void);
void              tb_life_chart_set_index    (TbLifeChart *self, TbLifeIndex *index);            /* borrowed; NULL for none */
void              tb_life_chart_take_rows    (TbLifeChart *self, TbLifeRows *rows);              /* (transfer full) */
void              tb_life_chart_set_whole    (TbLifeChart *self, gint64 from_us, gint64 to_us);  /* what there is to show */
void              tb_life_chart_set_playhead (TbLifeChart *self, gint64 now_us);
void              tb_life_chart_set_selected (TbLifeChart *self, guint32 object);
void              tb_life_chart_changed      (TbLifeChart *self);                                /* there is news in the index */
void              tb_life_chart_fit          (TbLifeChart *self);
void              tb_life_chart_zoom         (TbLifeChart *self, double factor, gboolean rows);  /* round the selected one or the playhead */
const TbLifeAxes *tb_life_chart_get_axes     (TbLifeChart *self);
const TbLifeRows *tb_life_chart_get_rows     (TbLifeChart *self);                                /* NULL for none */
gboolean          tb_life_chart_export       (TbLifeChart *self, const char *title, const char *path, GError **error);

G_END_DECLS
