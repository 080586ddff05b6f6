/* tb-chart: curves over simulated time, with a line where the playhead is.
 *
 * A view hands over series of points and says where the playhead stands; axes, ticks, names at the ends of the curves, the cursor under the pointer or
 * the arrow keys, and files are the chart's business. It keeps what it drew until something changes. */
#pragma once

#include "tb-chart-series.h"

G_BEGIN_DECLS

#define TB_TYPE_CHART (tb_chart_get_type ())
G_DECLARE_FINAL_TYPE (TbChart, tb_chart, TB, CHART, GtkWidget)

/**
 * TbChartUnit:
 * @TB_CHART_COUNT: values are numbers of something
 * @TB_CHART_SHARE: values from 0 to 1, shown in percent
 * @TB_CHART_BITS: values are bits per second
 */
typedef enum { TB_CHART_COUNT, TB_CHART_SHARE, TB_CHART_BITS } TbChartUnit;

/**
 * TB_CHART_NO_TIME:
 *
 * No playhead.
 */
#define TB_CHART_NO_TIME G_MININT64

/* Signal: "time-picked" (x, simulated time in microseconds): a person clicked there, or pressed Return at the cursor. */
GtkWidget     *tb_chart_new              (void);
void           tb_chart_set_title        (TbChart *self, const char *title);    /* shown in capitals; NULL or "" for none */
void           tb_chart_set_detail       (TbChart *self, const char *markup);   /* right of the title; NULL or "" for none */
void           tb_chart_set_note         (TbChart *self, const char *note);     /* small, below the axis; NULL or "" for none */
void           tb_chart_set_empty        (TbChart *self, const char *sentence); /* shown while there is no point */
void           tb_chart_set_range        (TbChart *self, gint64 from_us, gint64 to_us);   /* both 0: as far as the points reach */
void           tb_chart_set_unit         (TbChart *self, TbChartUnit unit, double maximum); /* 0: as high as the values; a share reaches to 1 then */
void           tb_chart_set_logarithmic  (TbChart *self, gboolean is_logarithmic);
gboolean       tb_chart_get_logarithmic  (TbChart *self);
void           tb_chart_set_playhead     (TbChart *self, gint64 time_us);       /* TB_CHART_NO_TIME for none */

void           tb_chart_put              (TbChart *self, TbChartSeries *series);   /* (transfer full): new, or instead of the one of that id */
void           tb_chart_take_all         (TbChart *self, GPtrArray *series);       /* (transfer full): instead of all; owns its TbChartSeries */
TbChartSeries *tb_chart_get              (TbChart *self, const char *id);          /* NULL for none; call tb_chart_changed() after adding points */
gboolean       tb_chart_remove           (TbChart *self, const char *id);
void           tb_chart_changed          (TbChart *self);

gboolean       tb_chart_export           (TbChart *self, const char *title, const char *path, GError **error);
char          *tb_chart_make_csv         (TbChart *self);
gboolean       tb_chart_write_csv        (TbChart *self, const char *path, GError **error);

G_END_DECLS
