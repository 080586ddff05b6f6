/* tb-render: see the header. This file draws links and devices; tb-render-objects gateways, services and selection, tb-render-labels the
 * names beside them. */
#include "tb-render-private.h"

#include <math.h>

#define DEVICE_RADIUS 16.0       /* at a zoom of 1, as the layout has it */
#define NODE_RADIUS 8.5          /* smaller ones are dots */
#define DOT_RADIUS 0.6           /* smaller ones are density */
#define LINK_REACH 400           /* how far outside, in the plane, the other end of a visible link may be */
#define MAX_VECTORS 20000        /* with more in sight, an exported picture holds pixels in their place */
#define MAX_STRONG_TRUNKS 48
#define MAX_FAINT_TRUNKS 500      /* more are a blur */
#define MAX_GROUND_SPRITE 160    /* larger circles are few */

/**
 * tb_render_new:
 *
 * Returns: (transfer full): empty caches
 */
TbRender *
tb_render_new (void)
{
  TbRender *render = g_new0 (TbRender, 1);

  render->devices = tb_sprites_new ();
  render->hubs = tb_sprites_new ();
  render->texts = g_hash_table_new_full (NULL, NULL, NULL, tb_render_text_free);
  return render;
}

/**
 * tb_render_free:
 * @render: (transfer full): caches
 */
void
tb_render_free (TbRender *render)
{
  tb_sprites_free (render->devices);
  tb_sprites_free (render->hubs);
  g_clear_pointer (&render->density, tb_density_free);
  g_clear_pointer (&render->ground, tb_sprite_free);
  g_hash_table_unref (render->texts);
  g_clear_object (&render->texts_font);
  g_clear_pointer (&render->texts_fleet, tb_fleet_unref);
  g_free (render);
}

TbPoint
tb_pen_to_screen (const TbPen *pen, TbPoint plane)
{
  return tb_viewport_to_screen (&pen->job->viewport, plane);
}

/* Before plain memory is written, and after. */
void
tb_pen_begin_pixels (const TbPen *pen)
{
  if (pen->is_raster)
    cairo_surface_flush (cairo_get_target (pen->cr));
}

void
tb_pen_end_pixels (const TbPen *pen)
{
  if (pen->is_raster)
    cairo_surface_mark_dirty (cairo_get_target (pen->cr));
}

/**
 * tb_render_get_detail:
 * @zoom: pixels per unit of the plane
 *
 * Returns: how devices are drawn at that zoom
 */
TbDetail
tb_render_get_detail (double zoom)
{
  double radius = DEVICE_RADIUS * zoom;

  return radius >= NODE_RADIUS ? TB_DETAIL_NODES : radius >= DOT_RADIUS ? TB_DETAIL_DOTS : TB_DETAIL_DENSITY;
}

void
tb_pen_line (const TbPen *pen, TbPoint from, TbPoint to, double width, const GdkRGBA *color)
{
  float scale = (float) pen->job->scale;

  if (pen->is_raster)
    {
      tb_raster_line (&pen->raster, from.x * scale, from.y * scale, to.x * scale, to.y * scale, (float) width * scale, tb_raster_color (color));
      return;
    }
  gdk_cairo_set_source_rgba (pen->cr, color);
  cairo_set_line_width (pen->cr, width);
  cairo_move_to (pen->cr, from.x, from.y);
  cairo_line_to (pen->cr, to.x, to.y);
  cairo_stroke (pen->cr);
}

static void
fill_ground (cairo_t *cr, const GdkRGBA *color, TbPoint center, double radius)
{
  gdk_cairo_set_source_rgba (cr, color);
  cairo_new_sub_path (cr);
  cairo_arc (cr, center.x, center.y, radius, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* Circles of one size are drawn once and copied; gateways that share devices evenly all have the same. */
static const TbSprite *
get_ground (const TbPen *pen, const GdkRGBA *color, double radius)
{
  TbRender *render = pen->render;
  double scaled = round (radius * pen->job->scale);
  int edge = (int) scaled + 1;
  cairo_surface_t *surface;
  cairo_t *cr;

  if (render->ground != NULL && render->ground_radius == scaled && gdk_rgba_equal (&render->ground_color, color))
    return render->ground;
  g_clear_pointer (&render->ground, tb_sprite_free);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 2 * edge, 2 * edge);
  cr = cairo_create (surface);
  fill_ground (cr, color, (TbPoint) { (float) edge, (float) edge }, scaled);
  cairo_destroy (cr);
  render->ground = tb_sprite_new (surface, -edge, -edge);
  render->ground_radius = scaled;
  render->ground_color = *color;
  cairo_surface_destroy (surface);
  return render->ground;
}

static void
draw_ground (const TbPen *pen, const TbCluster *cluster, const GdkRGBA *color)
{
  const TbViewport *viewport = &pen->job->viewport;
  TbPoint center = tb_pen_to_screen (pen, cluster->center);
  double radius = cluster->radius * viewport->zoom, scale = pen->job->scale;

  if (cluster->count == 0 || center.x + radius < 0 || center.x - radius > viewport->width || center.y + radius < 0 ||
      center.y - radius > viewport->height)
    return;
  if (!pen->is_raster || radius > MAX_GROUND_SPRITE)
    {
      fill_ground (pen->cr, color, center, radius);
      return;
    }
  tb_pen_begin_pixels (pen);
  tb_raster_blit (&pen->raster, get_ground (pen, color, radius), (int) lround (center.x * scale), (int) lround (center.y * scale));
  tb_pen_end_pixels (pen);
}

/* Far away, a soft circle says which devices belong to a gateway; their links would only be a blur. */
static void
draw_grounds (const TbPen *pen)
{
  double strength = CLAMP ((LINK_RADIUS + 1.5 - pen->radius) / 1.5, 0, 1);
  GdkRGBA color = pen->job->palette.ground;
  const TbCluster *clusters;
  guint n;

  if (strength <= 0)
    return;
  color.alpha = (float) strength;
  clusters = tb_layout_get_clusters (tb_scene_get_layout (pen->job->scene), &n);
  for (guint i = 0; i < n; i++)
    draw_ground (pen, &clusters[i], &color);
}

static gboolean
is_device (const TbPen *pen, guint32 object)
{
  TbScene *scene = pen->job->scene;

  return tb_scene_get_kind (scene, tb_scene_get_kinds (scene)[object])->role == TB_ROLE_DEVICE;
}

static void
draw_link (const TbPen *pen, const TbSpot *spot, GdkRGBA *color, float alpha)
{
  TbScene *scene = pen->job->scene;
  guint32 gateway = tb_fleet_get_gateway (tb_scene_get_fleet (scene), spot->object);
  guint8 mark = tb_scene_get_mark (scene, spot->object);

  if (gateway == TB_NOBODY)
    gateway = tb_fleet_get_service (tb_scene_get_fleet (scene), spot->object);
  if (gateway == TB_NOBODY || !is_device (pen, spot->object))
    return;
  color->alpha = alpha * (mark & TB_MARK_DIM || TB_MARK_HEALTH (mark) == TB_HEALTH_OFF ? 0.45f : 1.0f);
  tb_pen_line (pen, tb_pen_to_screen (pen, (TbPoint) { spot->x, spot->y }), tb_pen_to_screen (pen, tb_layout_get_point (tb_scene_get_layout (scene), gateway)), 1.2,
             color);
}

typedef void (*SpotFunc) (const TbPen *pen, const TbSpot *spot, gpointer user_data);

static void
foreach_visible (const TbPen *pen, double margin, SpotFunc func, gpointer user_data)
{
  TbLayout *layout = tb_scene_get_layout (pen->job->scene);
  TbBox box = tb_viewport_get_visible (&pen->job->viewport, margin);
  guint first, n_rows = tb_layout_get_rows (layout, &box, &first), n;

  for (guint row = first; row < first + n_rows; row++)
    {
      const TbSpot *spots = tb_layout_get_row (layout, &box, row, &n);

      for (guint i = 0; i < n; i++)
        func (pen, &spots[i], user_data);
    }
}

static void
draw_link_of (const TbPen *pen, const TbSpot *spot, gpointer alpha)
{
  GdkRGBA color = pen->job->palette.link;

  draw_link (pen, spot, &color, *(float *) alpha);
}

static void
draw_links (const TbPen *pen)
{
  float alpha = (float) CLAMP ((pen->radius - LINK_RADIUS) / 2, 0, 1);

  if (alpha > 0)
    foreach_visible (pen, LINK_REACH * pen->job->viewport.zoom, draw_link_of, &alpha);
}

static gboolean
is_up (TbScene *scene, guint32 object)
{
  TbIdentityState identity = TB_MARK_IDENTITY (tb_scene_get_mark (scene, object));

  return identity == TB_IDENTITY_VALID || identity == TB_IDENTITY_RENEWING || identity == TB_IDENTITY_EXPIRING;
}

/* Both ends prove who they are. */
static gboolean
is_trusted (const TbPen *pen, const TbTrunk *trunk)
{
  TbScene *scene = pen->job->scene;
  const TbGroup *service = tb_fleet_group_of (tb_scene_get_fleet (scene), trunk->to);

  return service->demands_certificate && is_up (scene, trunk->from) && is_up (scene, trunk->to);
}

static GdkRGBA
trunk_color (const TbPen *pen, const TbTrunk *trunk, gboolean is_strong)
{
  GdkRGBA color = pen->job->palette.link;

  if (is_trusted (pen, trunk))
    tb_look_get_color (tb_look_identity (TB_IDENTITY_VALID), pen->job->palette.is_dark, &color);
  color.alpha *= is_strong ? 1.0f : 0.35f;
  return color;
}

static void
draw_strong_trunk (const TbPen *pen, const TbTrunk *trunk)
{
  double dash[2] = { 5, 5 };
  GdkRGBA color = trunk_color (pen, trunk, TRUE);

  gdk_cairo_set_source_rgba (pen->cr, &color);
  cairo_set_line_width (pen->cr, trunk->is_rare ? 1.4 : 2.2);
  cairo_set_dash (pen->cr, dash, trunk->is_rare ? 2 : 0, 0);
  cairo_set_line_join (pen->cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < trunk->n_points; i++)
    {
      TbPoint point = tb_pen_to_screen (pen, trunk->points[i]);

      cairo_line_to (pen->cr, point.x, point.y);
    }
  cairo_stroke (pen->cr);
  cairo_set_dash (pen->cr, NULL, 0, 0);
}

/* Where several share a stretch, the trusted one is on top. */
static void
draw_strong_trunks (const TbPen *pen, const TbTrunk *trunks, guint n)
{
  for (int layer = 0; layer < 3; layer++)
    for (guint i = 0; i < n; i++)
      if (layer == (trunks[i].is_rare ? 0 : is_trusted (pen, &trunks[i]) ? 2 : 1))
        draw_strong_trunk (pen, &trunks[i]);
}

static void
draw_faint_trunks (const TbPen *pen, const TbTrunk *trunks, guint n)
{
  tb_pen_begin_pixels (pen);
  for (guint i = 0; i < n; i++)
    if (!trunks[i].is_rare)
      {
        GdkRGBA color = trunk_color (pen, &trunks[i], FALSE);

        tb_pen_line (pen, tb_pen_to_screen (pen, trunks[i].points[0]), tb_pen_to_screen (pen, trunks[i].points[trunks[i].n_points - 1]), 1, &color);
      }
  tb_pen_end_pixels (pen);
}

static void
draw_trunks (const TbPen *pen)
{
  guint n;
  const TbTrunk *trunks = tb_layout_get_trunks (tb_scene_get_layout (pen->job->scene), &n);

  if (n <= MAX_FAINT_TRUNKS)
    (n <= MAX_STRONG_TRUNKS ? draw_strong_trunks : draw_faint_trunks) (pen, trunks, n);
}

static void
draw_node (const TbPen *pen, const TbSpot *spot, gpointer user_data)
{
  TbScene *scene = pen->job->scene;
  guint8 kind = tb_scene_get_kinds (scene)[spot->object], mark = tb_scene_get_mark (scene, spot->object);
  TbPoint at = tb_pen_to_screen (pen, (TbPoint) { spot->x, spot->y });
  double scale = pen->job->scale;

  if (tb_scene_get_kind (scene, kind)->role != TB_ROLE_DEVICE)
    return;
  if (pen->is_raster)
    tb_raster_blit (&pen->raster, tb_sprites_get_node (pen->render->devices, scene, &pen->job->palette, kind, mark),
                    (int) lround (at.x * scale), (int) lround (at.y * scale));
  else
    tb_paint_node (pen->cr, &pen->job->palette, tb_scene_get_kind (scene, kind), mark, at.x, at.y, pen->radius);
}

static void
draw_dot (const TbPen *pen, const TbSpot *spot, gpointer user_data)
{
  TbPoint at = tb_pen_to_screen (pen, (TbPoint) { spot->x, spot->y });

  if (is_device (pen, spot->object))
    tb_paint_dot (pen->cr, &pen->job->palette, tb_scene_get_mark (pen->job->scene, spot->object), at.x, at.y, pen->radius);
}

static void
draw_devices (TbPen *pen)
{
  const TbRenderJob *job = pen->job;
  double radius = DEVICE_RADIUS * job->viewport.zoom;
  TbDetail detail = tb_render_get_detail (job->viewport.zoom);

  if (detail != TB_DETAIL_DENSITY && pen->is_raster)
    pen->radius = tb_sprites_set_size (pen->render->devices, job->scene, &job->palette, radius, job->scale);
  tb_pen_begin_pixels (pen);
  if (detail == TB_DETAIL_DENSITY)
    tb_render_density (pen);
  else if (detail == TB_DETAIL_DOTS && pen->is_raster)
    tb_render_dots (pen);
  else
    foreach_visible (pen, radius * 2 + 4, detail == TB_DETAIL_NODES ? draw_node : draw_dot, NULL);
  tb_pen_end_pixels (pen);
}

static void
draw_all (TbPen *pen, gboolean with_devices)
{
  pen->radius = DEVICE_RADIUS * pen->job->viewport.zoom;
  draw_grounds (pen);
  tb_render_border (pen);
  tb_pen_begin_pixels (pen);
  draw_links (pen);
  tb_pen_end_pixels (pen);
  draw_trunks (pen);
  tb_render_floods (pen);
  tb_render_selections (pen);
  if (with_devices)
    draw_devices (pen);
  tb_render_hubs (pen);
  tb_render_services (pen);
  tb_render_labels (pen);
}

/**
 * tb_render_draw:
 * @render: caches
 * @job: what to draw
 * @surface: an ARGB32 image surface of the viewport's size times the scale
 *
 * Draws over whatever @surface holds: clear it first.
 */
void
tb_render_draw (TbRender *render, const TbRenderJob *job, cairo_surface_t *surface)
{
  TbPen pen = { render, job, cairo_create (surface), tb_raster_for_surface (surface), TRUE, 0 };

  cairo_scale (pen.cr, job->scale, job->scale);
  draw_all (&pen, TRUE);
  cairo_destroy (pen.cr);
}

static void
count_spot (const TbPen *pen, const TbSpot *spot, gpointer n)
{
  ++*(guint *) n;
}

/* A field of devices too large for vectors, as a picture in the picture. */
static void
draw_devices_as_pixels (const TbPen *pen)
{
  TbRenderJob job = *pen->job;
  cairo_surface_t *surface;
  TbPen inner = { pen->render, &job, NULL, { 0 }, TRUE, pen->radius };

  job.scale = 2;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, job.viewport.width * 2, job.viewport.height * 2);
  inner.cr = cairo_create (surface);
  inner.raster = tb_raster_for_surface (surface);
  draw_devices (&inner);
  cairo_destroy (inner.cr);
  cairo_save (pen->cr);
  cairo_scale (pen->cr, 0.5, 0.5);
  cairo_set_source_surface (pen->cr, surface, 0, 0);
  cairo_paint (pen->cr);
  cairo_restore (pen->cr);
  cairo_surface_destroy (surface);
}

/**
 * tb_render_draw_vectors:
 * @render: caches
 * @job: what to draw
 * @cr: a drawing, its unit one pixel of the viewport
 *
 * Like [func@render_draw] with lines and shapes that stay sharp at any size. Fields of devices beyond 20,000 become pixels.
 */
void
tb_render_draw_vectors (TbRender *render, const TbRenderJob *job, cairo_t *cr)
{
  TbPen pen = { render, job, cr, { 0 }, FALSE, 0 };
  guint n_visible = 0;

  foreach_visible (&pen, 0, count_spot, &n_visible);
  if (n_visible <= MAX_VECTORS && tb_render_get_detail (job->viewport.zoom) != TB_DETAIL_DENSITY)
    {
      draw_all (&pen, TRUE);
      return;
    }
  pen.radius = DEVICE_RADIUS * job->viewport.zoom;
  draw_devices_as_pixels (&pen);
  draw_all (&pen, FALSE);
}
