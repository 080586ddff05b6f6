/* tb-life-layout: see the header. All sizes follow the height of a line, so that large type makes a large chart. */
#include "tb-life-layout.h"

#include "tb-units.h"

#define LEFT_LINES    7.6    /* names */
#define RIGHT_LINES   1.0
#define TOP_LINES     1.6    /* axis of time */
#define BOTTOM_LINES  1.9    /* legend */
#define TALLEST_LINES 1.35   /* a row */
#define LEAST_US      TB_US_PER_SECOND

double
tb_life_layout_get_left (const TbLifeLayout *layout)
{
  return layout->line * LEFT_LINES;
}

double
tb_life_layout_get_right (const TbLifeLayout *layout)
{
  return MAX (layout->width - layout->line * RIGHT_LINES, tb_life_layout_get_left (layout) + 1);
}

double
tb_life_layout_get_top (const TbLifeLayout *layout)
{
  return layout->line * TOP_LINES;
}

/* Where there is room for rows; they need not fill it. */
static double
get_floor (const TbLifeLayout *layout)
{
  return MAX (layout->height - layout->line * BOTTOM_LINES, tb_life_layout_get_top (layout) + 1);
}

double
tb_life_layout_get_row_height (const TbLifeLayout *layout)
{
  return MIN ((get_floor (layout) - tb_life_layout_get_top (layout)) / MAX (layout->axes.n_rows, 1), layout->line * TALLEST_LINES);
}

/**
 * tb_life_layout_get_bottom:
 * @layout: a layout
 *
 * Returns: where the rows end
 */
double
tb_life_layout_get_bottom (const TbLifeLayout *layout)
{
  return MIN (tb_life_layout_get_top (layout) + tb_life_layout_get_row_height (layout) * layout->axes.n_rows, get_floor (layout));
}

/**
 * tb_life_layout_get_x:
 * @layout: a layout
 * @time_us: simulated time
 *
 * Returns: where that is, which may be beyond the edges
 */
double
tb_life_layout_get_x (const TbLifeLayout *layout, gint64 time_us)
{
  double left = tb_life_layout_get_left (layout), usable = tb_life_layout_get_right (layout) - left;

  return left + ((double) time_us - (double) layout->axes.from_us) / (double) MAX (layout->axes.to_us - layout->axes.from_us, 1) * usable;
}

double
tb_life_layout_get_y (const TbLifeLayout *layout, double row)
{
  return tb_life_layout_get_top (layout) + (row - layout->axes.row) * tb_life_layout_get_row_height (layout);
}

gint64
tb_life_layout_get_time (const TbLifeLayout *layout, double x)
{
  double left = tb_life_layout_get_left (layout), share = (x - left) / (tb_life_layout_get_right (layout) - left);

  return layout->axes.from_us + (gint64) (share * (double) (layout->axes.to_us - layout->axes.from_us));
}

double
tb_life_layout_get_row (const TbLifeLayout *layout, double y)
{
  return layout->axes.row + (y - tb_life_layout_get_top (layout)) / tb_life_layout_get_row_height (layout);
}

/**
 * tb_life_layout_is_inside:
 * @layout: a layout
 * @x: where; likewise @y
 *
 * Returns: whether bars are drawn there, or names beside them
 */
gboolean
tb_life_layout_is_inside (const TbLifeLayout *layout, double x, double y)
{
  return x >= 0 && x <= tb_life_layout_get_right (layout) && y >= tb_life_layout_get_top (layout) && y < tb_life_layout_get_bottom (layout);
}

/* --- what part is shown --- */

static void
keep_within (TbLifeAxes *axes, const TbLifeAxes *whole)
{
  gint64 span_us = axes->to_us - axes->from_us;

  axes->from_us = CLAMP (axes->from_us, whole->from_us, MAX (whole->to_us - span_us, whole->from_us));
  axes->to_us = axes->from_us + span_us;
  axes->row = CLAMP (axes->row, whole->row, MAX (whole->row + whole->n_rows - axes->n_rows, whole->row));
}

/**
 * tb_life_axes_zoom_time:
 * @axes: what is shown
 * @whole: what there is to show
 * @at_us: the time that stays where it is
 * @factor: more than 1 to see less, and that larger
 */
void
tb_life_axes_zoom_time (TbLifeAxes *axes, const TbLifeAxes *whole, gint64 at_us, double factor)
{
  double span = (double) (axes->to_us - axes->from_us), share = CLAMP ((double) (at_us - axes->from_us) / span, 0, 1);
  double whole_span = (double) (whole->to_us - whole->from_us);
  gint64 wanted_us = (gint64) CLAMP (span / factor, MIN ((double) LEAST_US, whole_span), whole_span);

  axes->from_us = at_us - (gint64) (share * (double) wanted_us);
  axes->to_us = axes->from_us + wanted_us;
  keep_within (axes, whole);
}

/**
 * tb_life_axes_zoom_rows:
 * @axes: what is shown
 * @whole: what there is to show
 * @at_row: the row that stays where it is
 * @factor: more than 1 to see fewer, and those larger
 */
void
tb_life_axes_zoom_rows (TbLifeAxes *axes, const TbLifeAxes *whole, double at_row, double factor)
{
  double share = CLAMP ((at_row - axes->row) / axes->n_rows, 0, 1);

  axes->n_rows = CLAMP (axes->n_rows / factor, MIN (1, whole->n_rows), MAX (whole->n_rows, 1));
  axes->row = at_row - share * axes->n_rows;
  keep_within (axes, whole);
}

/**
 * tb_life_axes_pan:
 * @axes: what is shown
 * @whole: what there is to show
 * @by_us: how far to go in time
 * @by_rows: how many rows down
 */
void
tb_life_axes_pan (TbLifeAxes *axes, const TbLifeAxes *whole, gint64 by_us, double by_rows)
{
  axes->from_us += by_us;
  axes->to_us += by_us;
  axes->row += by_rows;
  keep_within (axes, whole);
}
