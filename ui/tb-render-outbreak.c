/* tb-render-outbreak: what an outbreak adds to the still picture: where the house ends, who floods whom, and how those who are flooded fare. */
#include "tb-render-private.h"

#include <math.h>

#define STREAM_ALPHA 0.4         /* of a few; many are fainter, so that what lies below is still seen */
#define LEAST_ALPHA 0.1
#define MAX_STRONG 10
#define BORDER_DASH 6

/* Those outside stand apart: a line says where the fleet ends. */
static void
draw_border (const TbPen *pen, float x, float y0, float y1)
{
  double dash[2] = { BORDER_DASH, BORDER_DASH };
  TbPoint top = tb_pen_to_screen (pen, (TbPoint) { x, y0 }), bottom = tb_pen_to_screen (pen, (TbPoint) { x, y1 });

  gdk_cairo_set_source_rgba (pen->cr, &pen->job->palette.link);
  cairo_set_line_width (pen->cr, 1.5);
  cairo_set_dash (pen->cr, dash, 2, 0);
  cairo_move_to (pen->cr, round (top.x) + 0.5, top.y);
  cairo_line_to (pen->cr, round (bottom.x) + 0.5, bottom.y);
  cairo_stroke (pen->cr);
  cairo_set_dash (pen->cr, NULL, 0, 0);
}

void
tb_render_border (const TbPen *pen)
{
  TbLayout *layout = tb_scene_get_layout (pen->job->scene);
  TbBox all = tb_layout_get_bounds (layout), inside = tb_layout_get_inside (layout);

  if (all.x0 < inside.x0)
    draw_border (pen, inside.x0, all.y0, all.y1);
  if (all.x1 > inside.x1)
    draw_border (pen, inside.x1, all.y0, all.y1);
}

/* Few streams are the wider the more bots share them. */
static double
stream_width (guint n_bots, guint n_streams)
{
  return n_streams > MAX_STRONG ? 1 : 1 + MIN (3, log2 (n_bots) * 0.5);
}

/* Bots behind one gateway share a stream from there on. */
static void
draw_stream (const TbPen *pen, guint32 hub, double width, guint32 service, const GdkRGBA *color)
{
  TbLayout *layout = tb_scene_get_layout (pen->job->scene);

  tb_pen_line (pen, tb_pen_to_screen (pen, tb_layout_get_point (layout, hub)), tb_pen_to_screen (pen, tb_layout_get_point (layout, service)), width, color);
}

static void
draw_flood (const TbPen *pen, guint32 service, GdkRGBA color)
{
  TbScene *scene = pen->job->scene;
  g_autoptr (GHashTable) streams = g_hash_table_new (NULL, NULL);
  guint n_bots, n_streams;
  const guint32 *bots = tb_scene_get_bots (scene, &n_bots);
  GHashTableIter iter;
  gpointer hub, n;

  for (guint i = 0; i < n_bots; i++)
    {
      guint32 gateway = tb_fleet_get_gateway (tb_scene_get_fleet (scene), bots[i]), from = gateway != TB_NOBODY ? gateway : bots[i];

      g_hash_table_insert (streams, GUINT_TO_POINTER (from), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (streams, GUINT_TO_POINTER (from))) + 1));
      if (gateway != TB_NOBODY && pen->radius >= LINK_RADIUS)
        draw_stream (pen, bots[i], 1, gateway, &color);
    }
  n_streams = g_hash_table_size (streams);
  color.alpha = (float) CLAMP (STREAM_ALPHA * MAX_STRONG / MAX (n_streams, 1), LEAST_ALPHA, STREAM_ALPHA);
  g_hash_table_iter_init (&iter, streams);
  while (g_hash_table_iter_next (&iter, &hub, &n))
    draw_stream (pen, GPOINTER_TO_UINT (hub), stream_width (GPOINTER_TO_UINT (n), n_streams), service, &color);
}

void
tb_render_floods (const TbPen *pen)
{
  guint n;
  const TbSiege *sieges = tb_scene_get_sieges (pen->job->scene, &n);
  GdkRGBA color;

  tb_look_get_color (tb_look_health (TB_HEALTH_INFECTED), pen->job->palette.is_dark, &color);
  color.alpha = (float) STREAM_ALPHA;
  tb_pen_begin_pixels (pen);
  for (guint i = 0; i < n; i++)
    if (sieges[i].is_target && sieges[i].flood_bps > 0)
      draw_flood (pen, sieges[i].service, color);
  tb_pen_end_pixels (pen);
}

void
tb_render_siege (const TbPen *pen, guint32 service)
{
  TbScene *scene = pen->job->scene;
  const TbKind *kind = tb_scene_get_kind (scene, tb_scene_get_kinds (scene)[service]);
  const TbSiege *siege = tb_scene_get_siege (scene, service);
  double radius = tb_render_get_radius (scene, service, pen->job->viewport.zoom);
  TbPoint at = tb_pen_to_screen (pen, tb_layout_get_point (tb_scene_get_layout (scene), service));

  if (siege == NULL || (!siege->is_target && siege->answered == TB_SIEGE_ALL))
    return;
  tb_paint_siege (pen->cr, &pen->job->palette, kind, siege, at.x, at.y, radius);
  if (kind->role != TB_ROLE_SERVICE)   /* its identity stays on top of the gauge */
    tb_paint_badge (pen->cr, &pen->job->palette, tb_look_identity (TB_MARK_IDENTITY (tb_scene_get_mark (scene, service))), at.x + radius * 0.84,
                    at.y - radius * 0.84, radius * 0.46);
}
