/* tb-chart-draw: the picture of a chart, drawn with cairo: on the screen and into files alike. */
#pragma once

#include "tb-chart-layout.h"
#include "tb-paint.h"

G_BEGIN_DECLS

/**
 * TbChartPicture:
 * @model: what to draw
 * @layout: where, made from @model
 * @palette: the colours
 * @text: a layout with the font to write in
 */
typedef struct
{
  const TbChartModel *model;
  const TbChartLayout *layout;
  const TbPalette *palette;
  PangoLayout *text;
} TbChartPicture;

void tb_chart_draw          (const TbChartPicture *picture, cairo_t *cr);
void tb_chart_draw_playhead (const TbChartPicture *picture, cairo_t *cr);
void tb_chart_draw_cursor   (const TbChartPicture *picture, cairo_t *cr, gint64 time_us);
void tb_chart_draw_swatch   (const TbChartPicture *picture, cairo_t *cr, const TbChartSeries *series, double x, double y, double width);

G_END_DECLS
