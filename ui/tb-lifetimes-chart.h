/* tb-lifetimes-chart: lifetimes of certificates as bars on the axis of simulated time; a click on a bar chooses its certificate. */
#pragma once

#include "tb-lifetimes.h"

G_BEGIN_DECLS

#define TB_TYPE_LIFETIMES_CHART (tb_lifetimes_chart_get_type ())
G_DECLARE_FINAL_TYPE (TbLifetimesChart, tb_lifetimes_chart, TB, LIFETIMES_CHART, GtkWidget)

/* Signal: "certificate-picked" (u, its number in the index). */
void               tb_lifetimes_chart_take       (TbLifetimesChart *self, TbLifetimes *lifetimes);   /* (transfer full), NULL for none */
const TbLifetimes *tb_lifetimes_chart_get        (TbLifetimesChart *self);
void               tb_lifetimes_chart_set_times  (TbLifetimesChart *self, gint64 now_us, gint64 check_us);
void               tb_lifetimes_chart_set_chosen (TbLifetimesChart *self, guint certificate);
void               tb_lifetimes_chart_get_edges  (TbLifetimesChart *self, int *start, int *end);      /* pixels beside the axis */
gboolean           tb_lifetimes_chart_export     (TbLifetimesChart *self, const char *title, const char *path, GError **error);

G_END_DECLS
