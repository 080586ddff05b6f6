/* tb-canvas-view: which part of the plane the canvas shows, and how it gets there. */
#include "tb-canvas-private.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#define MAX_ZOOM 4.0
#define MAX_FIT_ZOOM 1.6
#define MAX_FOCUS_ZOOM 2.2
#define GLIDE_US 900000
#define FIT_MARGIN 26

/* Whether things may move on the screen: the person's setting, of the desktop or of GTK. */
gboolean
tb_canvas_has_motion (TbCanvas *self)
{
  return adw_get_enable_animations (GTK_WIDGET (self));
}

static TbBox
whole_box (TbCanvas *self)
{
  TbBox box = tb_layout_get_bounds (tb_scene_get_layout (self->scene));

  return (TbBox) { box.x0 - FIT_MARGIN, box.y0 - FIT_MARGIN, box.x1 + FIT_MARGIN, box.y1 + FIT_MARGIN };
}

TbBox
tb_canvas_box_around (TbCanvas *self, const guint32 *objects, guint n_objects)
{
  TbLayout *layout = tb_scene_get_layout (self->scene);
  TbBox box = { INFINITY, INFINITY, -INFINITY, -INFINITY };

  for (guint i = 0; i < n_objects; i++)
    {
      TbPoint point = tb_layout_get_point (layout, objects[i]);
      float margin = tb_layout_get_radius (layout, objects[i]) + 34;

      box.x0 = MIN (box.x0, point.x - margin);
      box.y0 = MIN (box.y0, point.y - margin);
      box.x1 = MAX (box.x1, point.x + margin);
      box.y1 = MAX (box.y1, point.y + margin);
    }
  return box;
}

TbViewport
tb_canvas_fitted_view (TbCanvas *self)
{
  TbBox box = self->focus->len > 0 ? tb_canvas_box_around (self, (const guint32 *) self->focus->data, self->focus->len) : whole_box (self);

  return tb_viewport_fit (&self->viewport, &box, &self->insets, self->focus->len > 0 ? MAX_FOCUS_ZOOM : MAX_FIT_ZOOM);
}

double
tb_canvas_clamp_zoom (TbCanvas *self, double zoom)
{
  TbBox box = whole_box (self);
  double whole = tb_viewport_fit (&self->viewport, &box, &self->insets, MAX_FIT_ZOOM).zoom;

  return CLAMP (zoom, whole * 0.5, MAX (MAX_ZOOM, whole));
}

static void
show_view (TbCanvas *self, const TbViewport *viewport)
{
  gboolean is_zoomed = viewport->zoom != self->viewport.zoom;

  self->viewport = *viewport;
  if (is_zoomed)
    g_object_notify (G_OBJECT (self), "zoom");
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
tb_canvas_stop_glide (TbCanvas *self)
{
  self->glide_length_us = 0;
}

/* Whatever it was on its way to before, even where it need not move. */
static void
glide_to (TbCanvas *self, const TbViewport *goal)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  tb_canvas_stop_glide (self);
  if (tb_viewport_equal (goal, &self->viewport))
    return;
  if (!tb_canvas_has_motion (self) || clock == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      show_view (self, goal);
      return;
    }
  self->glide_from = self->viewport;
  self->glide_to = *goal;
  self->glide_start_us = gdk_frame_clock_get_frame_time (clock);
  self->glide_length_us = GLIDE_US;
  tb_canvas_start_ticking (self);
}

gboolean
tb_canvas_advance_glide (TbCanvas *self, gint64 now_us)
{
  double progress;
  TbViewport view;

  if (self->glide_length_us == 0)
    return FALSE;
  progress = CLAMP ((double) (now_us - self->glide_start_us) / (double) self->glide_length_us, 0, 1);
  progress = progress < 0.5 ? 4 * progress * progress * progress : 1 - pow (2 - 2 * progress, 3) / 2;
  view = tb_viewport_glide (&self->glide_from, &self->glide_to, progress);
  view.width = self->viewport.width;
  view.height = self->viewport.height;
  if (progress >= 1)
    self->glide_length_us = 0;
  show_view (self, &view);
  return TRUE;
}

/* The person decides what to see from now on. */
void
tb_canvas_take_view (TbCanvas *self, const TbViewport *viewport)
{
  TbViewport view = *viewport;

  if (self->scene == NULL)
    return;
  view.zoom = tb_canvas_clamp_zoom (self, view.zoom);
  self->is_own_view = TRUE;
  tb_canvas_stop_glide (self);
  show_view (self, &view);
}

/**
 * tb_canvas_get_viewport:
 * @self: a canvas
 *
 * Returns: (transfer none): what is seen
 */
const TbViewport *
tb_canvas_get_viewport (TbCanvas *self)
{
  return &self->viewport;
}

/**
 * tb_canvas_set_viewport:
 * @self: a canvas
 * @viewport: what to see; its size is ignored
 *
 * Shows it at once and keeps it.
 */
void
tb_canvas_set_viewport (TbCanvas *self, const TbViewport *viewport)
{
  TbViewport view = *viewport;

  view.width = self->viewport.width;
  view.height = self->viewport.height;
  tb_canvas_take_view (self, &view);
}

/**
 * tb_canvas_fit:
 * @self: a canvas
 *
 * Glides to what the scenario wants to show, or to everybody, and goes on following it.
 */
void
tb_canvas_fit (TbCanvas *self)
{
  TbViewport view;

  if (self->scene == NULL)
    return;
  view = tb_canvas_fitted_view (self);
  self->is_own_view = FALSE;
  glide_to (self, &view);
}

/**
 * tb_canvas_zoom_by:
 * @self: a canvas
 * @factor: how much larger everything gets
 *
 * Zooms round the middle.
 */
void
tb_canvas_zoom_by (TbCanvas *self, double factor)
{
  TbViewport view;

  if (self->scene == NULL)
    return;
  view = tb_viewport_zoom_at (&self->viewport, self->viewport.width / 2.0, self->viewport.height / 2.0,
                              tb_canvas_clamp_zoom (self, self->viewport.zoom * factor));
  tb_canvas_take_view (self, &view);
}

/**
 * tb_canvas_reveal:
 * @self: a canvas
 * @object: an object
 *
 * Pans, if need be, until @object is seen. The scenario may lead the eye elsewhere later.
 */
void
tb_canvas_reveal (TbCanvas *self, guint32 object)
{
  TbViewport view = self->glide_length_us > 0 ? self->glide_to : self->viewport;
  TbPoint plane, at;

  if (self->scene == NULL || object == TB_NOBODY || view.width == 0)
    return;
  plane = tb_layout_get_point (tb_scene_get_layout (self->scene), object);
  at = tb_viewport_to_screen (&view, plane);
  if (at.x > 40 && at.y > 40 && at.x < view.width - 40 && at.y < view.height - self->insets.bottom - 20)
    return;
  view.x = plane.x;
  view.y = plane.y;
  glide_to (self, &view);
}

/**
 * tb_canvas_set_insets:
 * @self: a canvas
 * @insets: what lies over its edges
 */
void
tb_canvas_set_insets (TbCanvas *self, const TbInsets *insets)
{
  if (memcmp (insets, &self->insets, sizeof *insets) == 0)
    return;
  self->insets = *insets;
  if (self->scene != NULL && !self->is_own_view)
    tb_canvas_fit (self);
}

/* What is under the pointer: services and gateways first, since they are drawn on top and may be larger than their place in the plane. */
guint32
tb_canvas_pick (TbCanvas *self, double x, double y)
{
  TbLayout *layout;
  TbPoint at;
  guint32 near;
  guint n;
  const guint32 *services;

  if (self->scene == NULL)
    return TB_NOBODY;
  layout = tb_scene_get_layout (self->scene);
  services = tb_layout_get_services (layout, &n);
  for (guint i = 0; i < n; i++)
    {
      TbPoint point = tb_viewport_to_screen (&self->viewport, tb_layout_get_point (layout, services[i]));

      if (hypot (point.x - x, point.y - y) <= tb_render_get_radius (self->scene, services[i], self->viewport.zoom) + 3)
        return services[i];
    }
  at = tb_viewport_to_plane (&self->viewport, x, y);
  near = tb_layout_find_near (layout, at, (float) (MAX (30, 14 / self->viewport.zoom)));
  if (near == TB_NOBODY)
    return TB_NOBODY;
  at = tb_viewport_to_screen (&self->viewport, tb_layout_get_point (layout, near));
  return hypot (at.x - x, at.y - y) <= MAX (7, tb_render_get_radius (self->scene, near, self->viewport.zoom) + 4) ? near : TB_NOBODY;
}
