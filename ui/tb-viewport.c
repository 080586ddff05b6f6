/* tb-viewport: see the header. */
#include "tb-viewport.h"

#include <math.h>

/**
 * tb_viewport_to_screen:
 * @viewport: a viewport
 * @plane: a point of the plane
 *
 * Returns: where it is on the screen, pixels from the top left
 */
TbPoint
tb_viewport_to_screen (const TbViewport *viewport, TbPoint plane)
{
  return (TbPoint) { (float) (((double) plane.x - viewport->x) * viewport->zoom + viewport->width / 2.0),
                     (float) (((double) plane.y - viewport->y) * viewport->zoom + viewport->height / 2.0) };
}

/**
 * tb_viewport_to_plane:
 * @viewport: a viewport
 * @x: pixels from the left; likewise @y from the top
 *
 * Returns: what is there
 */
TbPoint
tb_viewport_to_plane (const TbViewport *viewport, double x, double y)
{
  return (TbPoint) { (float) ((x - viewport->width / 2.0) / viewport->zoom + viewport->x),
                     (float) ((y - viewport->height / 2.0) / viewport->zoom + viewport->y) };
}

/**
 * tb_viewport_get_visible:
 * @viewport: a viewport
 * @margin: pixels beyond the edges to count as seen
 *
 * Returns: the part of the plane that is seen
 */
TbBox
tb_viewport_get_visible (const TbViewport *viewport, double margin)
{
  TbPoint a = tb_viewport_to_plane (viewport, -margin, -margin);
  TbPoint b = tb_viewport_to_plane (viewport, viewport->width + margin, viewport->height + margin);

  return (TbBox) { a.x, a.y, b.x, b.y };
}

/**
 * tb_viewport_fit:
 * @viewport: a viewport, for the size of the screen
 * @box: what to show
 * @insets: what is covered
 * @max_zoom: no larger than this
 *
 * Returns: one that shows all of @box in the middle of what is not covered
 */
TbViewport
tb_viewport_fit (const TbViewport *viewport, const TbBox *box, const TbInsets *insets, double max_zoom)
{
  double width = MAX (1, viewport->width - insets->left - insets->right), height = MAX (1, viewport->height - insets->top - insets->bottom);
  double zoom = MIN (width / MAX (1.0f, box->x1 - box->x0), height / MAX (1.0f, box->y1 - box->y0));
  TbViewport fitted = *viewport;

  fitted.zoom = MIN (zoom, max_zoom);
  fitted.x = (double) (box->x0 + box->x1) / 2 - (insets->left - insets->right) / 2.0 / fitted.zoom;
  fitted.y = (double) (box->y0 + box->y1) / 2 - (insets->top - insets->bottom) / 2.0 / fitted.zoom;
  return fitted;
}

/**
 * tb_viewport_zoom_at:
 * @viewport: a viewport
 * @x: pixels from the left; likewise @y from the top
 * @zoom: the new zoom
 *
 * Returns: one in which the same point of the plane is still under (@x, @y)
 */
TbViewport
tb_viewport_zoom_at (const TbViewport *viewport, double x, double y, double zoom)
{
  double dx = x - viewport->width / 2.0, dy = y - viewport->height / 2.0;
  TbViewport zoomed = *viewport;

  zoomed.zoom = zoom;
  zoomed.x += dx / viewport->zoom - dx / zoom;
  zoomed.y += dy / viewport->zoom - dy / zoom;
  return zoomed;
}

/**
 * tb_viewport_glide:
 * @from: where it begins
 * @to: where it ends, whose size counts
 * @progress: 0 to 1
 *
 * Zoom grows by equal factors in equal times; the middle moves so that both ends are met and the way looks straight on the screen.
 *
 * Returns: a viewport on the way
 */
TbViewport
tb_viewport_glide (const TbViewport *from, const TbViewport *to, double progress)
{
  double ratio = to->zoom / from->zoom, share = progress;
  TbViewport between = *to;

  between.zoom = from->zoom * pow (ratio, progress);
  if (fabs (ratio - 1) > 1e-3)
    share = (1 - pow (ratio, -progress)) / (1 - 1 / ratio);
  between.x = from->x + (to->x - from->x) * share;
  between.y = from->y + (to->y - from->y) * share;
  return between;
}

/**
 * tb_viewport_equal:
 * @one: a viewport
 * @other: a viewport
 *
 * Returns: whether both show the same in the same way
 */
gboolean
tb_viewport_equal (const TbViewport *one, const TbViewport *other)
{
  return one->width == other->width && one->height == other->height && fabs (one->zoom - other->zoom) <= 1e-9 * one->zoom &&
         fabs (one->x - other->x) * one->zoom < 0.01 && fabs (one->y - other->y) * one->zoom < 0.01;
}
