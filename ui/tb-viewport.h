/* tb-viewport: which part of the plane is on the screen, and how large.
 *
 * A plain value: centre, zoom and size. Zooming, panning, fitting and gliding are functions from one viewport to another. */
#pragma once

#include "tb-layout.h"

G_BEGIN_DECLS

/**
 * TbViewport:
 * @x: middle of what is seen, in the plane; likewise @y
 * @zoom: pixels per unit of the plane
 * @width: of the screen, pixels; likewise @height
 */
typedef struct
{
  double x;
  double y;
  double zoom;
  int width;
  int height;
} TbViewport;

/**
 * TbInsets:
 *
 * Pixels at each edge that something else covers.
 */
typedef struct
{
  int left;
  int right;
  int top;
  int bottom;
} TbInsets;

TbPoint    tb_viewport_to_screen   (const TbViewport *viewport, TbPoint plane);
TbPoint    tb_viewport_to_plane    (const TbViewport *viewport, double x, double y);
TbBox      tb_viewport_get_visible (const TbViewport *viewport, double margin);
TbViewport tb_viewport_fit         (const TbViewport *viewport, const TbBox *box, const TbInsets *insets, double max_zoom);
TbViewport tb_viewport_zoom_at     (const TbViewport *viewport, double x, double y, double zoom);
TbViewport tb_viewport_glide       (const TbViewport *from, const TbViewport *to, double progress);
gboolean   tb_viewport_equal       (const TbViewport *one, const TbViewport *other);

G_END_DECLS
