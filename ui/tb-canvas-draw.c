/* tb-canvas-draw: the canvas on the screen: a cached picture of what stands still, and on top of it what moves. */
#include "tb-canvas-private.h"

#include <adwaita.h>

static TbRenderJob
make_job (TbCanvas *self, double scale)
{
  return (TbRenderJob) { .scene = self->scene, .viewport = self->viewport, .palette = self->palette, .font = gtk_widget_get_pango_context (GTK_WIDGET (self)),
                         .scale = scale, .selection = self->selection, .cursor = self->is_keyboard ? self->cursor : TB_NOBODY, .hover = self->hover,
                         .focus = (const guint32 *) self->focus->data, .n_focus = self->focus->len };
}

static void
update_palette (TbCanvas *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  tb_palette_init (&self->palette, adw_style_manager_get_dark (style), adw_style_manager_get_high_contrast (style));
}

static TbBaseKey
make_key (TbCanvas *self, int scale)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));
  TbBaseKey key;

  memset (&key, 0, sizeof key);
  key.viewport = self->viewport;
  key.version = tb_scene_get_version (self->scene);
  key.selection = self->selection_serial;
  key.cursor = self->is_keyboard ? self->cursor : TB_NOBODY;
  key.hover = self->hover;
  key.scale = scale;
  key.is_dark = adw_style_manager_get_dark (style);
  key.is_contrast = adw_style_manager_get_high_contrast (style);
  return key;
}

/* Three surfaces in turn: the node of the last frame and the one before may still be held while the next is drawn. */
static cairo_surface_t *
take_surface (TbCanvas *self, int width, int height)
{
  cairo_surface_t **slot = &self->surfaces[self->next_surface++ % TB_CANVAS_N_SURFACES];
  cairo_t *cr;

  if (*slot == NULL || cairo_image_surface_get_width (*slot) != width || cairo_image_surface_get_height (*slot) != height)
    {
      g_clear_pointer (slot, cairo_surface_destroy);
      *slot = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
    }
  cr = cairo_create (*slot);
  gdk_cairo_set_source_rgba (cr, &self->palette.background);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_destroy (cr);
  return *slot;
}

static cairo_surface_t *
acquire (cairo_pattern_t *pattern, void *surface, cairo_surface_t *target, const cairo_rectangle_int_t *extents)
{
  return cairo_surface_reference (surface);
}

static void
release (cairo_pattern_t *pattern, void *data, cairo_surface_t *surface)
{
  cairo_surface_destroy (surface);
}

static cairo_status_t
hold (cairo_pattern_t *pattern, void *surface, const cairo_pattern_t *other)
{
  cairo_surface_reference (surface);
  return CAIRO_STATUS_SUCCESS;
}

static void
let_go (cairo_pattern_t *pattern, void *surface)
{
  cairo_surface_destroy (surface);
}

/* A surface as a source that is looked at when it is painted. As an ordinary source a node would copy it, four megabytes a frame. */
static cairo_pattern_t *
make_source (cairo_surface_t *surface)
{
  cairo_pattern_t *pattern = cairo_pattern_create_raster_source (cairo_surface_reference (surface), CAIRO_CONTENT_COLOR_ALPHA,
                                                                 cairo_image_surface_get_width (surface), cairo_image_surface_get_height (surface));

  cairo_raster_source_pattern_set_acquire (pattern, acquire, release);
  cairo_raster_source_pattern_set_copy (pattern, hold);
  cairo_raster_source_pattern_set_finish (pattern, let_go);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  return pattern;
}

static GskRenderNode *
make_base (TbCanvas *self, int scale)
{
  cairo_surface_t *surface = take_surface (self, self->viewport.width * scale, self->viewport.height * scale);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) self->viewport.width, (float) self->viewport.height);
  TbRenderJob job = make_job (self, scale);
  GskRenderNode *node = gsk_cairo_node_new (&bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  cairo_pattern_t *source;

  tb_render_draw (self->render, &job, surface);
  source = make_source (surface);
  cairo_scale (cr, 1.0 / scale, 1.0 / scale);
  cairo_set_source (cr, source);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_pattern_destroy (source);
  return node;
}

static void
snapshot_rubber (TbCanvas *self, GtkSnapshot *snapshot)
{
  GdkRGBA fill = self->palette.accent, line = self->palette.accent;
  GskRoundedRect outline;

  fill.alpha = 0.15f;
  gtk_snapshot_append_color (snapshot, &fill, &self->rubber);
  gsk_rounded_rect_init_from_rect (&outline, &self->rubber, 2);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1, 1, 1, 1 }, (GdkRGBA[4]) { line, line, line, line });
}

void
tb_canvas_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbCanvas *self = TB_CANVAS (widget);
  TbBaseKey key;

  if (self->scene == NULL || self->viewport.width <= 0 || self->viewport.height <= 0)
    return;
  update_palette (self);
  key = make_key (self, gtk_widget_get_scale_factor (widget));
  if (self->base == NULL || memcmp (&key, &self->base_key, sizeof key) != 0)
    {
      g_clear_pointer (&self->base, gsk_render_node_unref);
      self->base = make_base (self, key.scale);
      self->base_key = key;
    }
  gtk_snapshot_append_node (snapshot, self->base);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) self->viewport.width, (float) self->viewport.height));
  tb_canvas_snapshot_moving (self, snapshot);
  if (self->is_boxing)
    snapshot_rubber (self, snapshot);
  gtk_snapshot_pop (snapshot);
}

/**
 * tb_canvas_paint:
 * @self: a canvas
 * @cr: a drawing of the canvas's size
 *
 * Draws what is seen now as vectors, for a file.
 */
void
tb_canvas_paint (TbCanvas *self, cairo_t *cr)
{
  TbRenderJob job;

  update_palette (self);
  gdk_cairo_set_source_rgba (cr, &self->palette.background);
  cairo_paint (cr);
  if (self->scene == NULL)
    return;
  job = make_job (self, 1);
  tb_render_draw_vectors (self->render, &job, cr);
  tb_canvas_paint_moving (self, cr);
}
