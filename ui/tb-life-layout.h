/* tb-life-layout: which time and whose row is where in the chart of lifetimes, and what part of both is shown. Plain numbers, no widget. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbLifeAxes:
 * @from_us: time at the left edge
 * @to_us: at the right one, later
 * @row: row at the upper edge
 * @n_rows: how many fit in below it, at least one
 *
 * What is shown: all of it, or what a person has zoomed in on.
 */
typedef struct
{
  gint64 from_us;
  gint64 to_us;
  double row;
  double n_rows;
} TbLifeAxes;

/**
 * TbLifeLayout:
 * @axes: what is shown
 * @width: of the picture, pixels; likewise @height
 * @line: height of a line of text
 */
typedef struct
{
  TbLifeAxes axes;
  double width;
  double height;
  int line;
} TbLifeLayout;

double   tb_life_layout_get_left       (const TbLifeLayout *layout);
double   tb_life_layout_get_right      (const TbLifeLayout *layout);
double   tb_life_layout_get_top        (const TbLifeLayout *layout);
double   tb_life_layout_get_bottom     (const TbLifeLayout *layout);
double   tb_life_layout_get_row_height (const TbLifeLayout *layout);
double   tb_life_layout_get_x          (const TbLifeLayout *layout, gint64 time_us);
double   tb_life_layout_get_y          (const TbLifeLayout *layout, double row);
gint64   tb_life_layout_get_time       (const TbLifeLayout *layout, double x);
double   tb_life_layout_get_row        (const TbLifeLayout *layout, double y);
gboolean tb_life_layout_is_inside      (const TbLifeLayout *layout, double x, double y);

void     tb_life_axes_zoom_time        (TbLifeAxes *axes, const TbLifeAxes *whole, gint64 at_us, double factor);
void     tb_life_axes_zoom_rows        (TbLifeAxes *axes, const TbLifeAxes *whole, double at_row, double factor);
void     tb_life_axes_pan              (TbLifeAxes *axes, const TbLifeAxes *whole, gint64 by_us, double by_rows);

G_END_DECLS
