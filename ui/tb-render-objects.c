/* tb-render-objects: gateways, services and listeners, and what is selected. They stay recognisable when devices are dots. */
#include "tb-render-private.h"

#include <math.h>

/* Gateways and services stay recognisable when devices are dots, as far as there is room. */
static const double least_radius[TB_N_ROLES] = {
  [TB_ROLE_GATEWAY] = 10, [TB_ROLE_BROKER] = 17, [TB_ROLE_AUTHORITY] = 17, [TB_ROLE_EAVESDROPPER] = 13,
  [TB_ROLE_ATTACKER] = 15, [TB_ROLE_SERVICE] = 17,
};

static double
radius_of_role (TbScene *scene, TbRole role, float radius, double zoom)
{
  const TbCluster *clusters;
  guint n;

  if (role != TB_ROLE_GATEWAY)
    return MAX (radius * zoom, least_radius[role]);
  clusters = tb_layout_get_clusters (tb_scene_get_layout (scene), &n);
  return MAX (radius * zoom, MIN (least_radius[role], n > 1 ? clusters[1].radius * zoom * 0.3 : 0));
}

/**
 * tb_render_get_radius:
 * @scene: a scene
 * @object: an object
 * @zoom: pixels per unit of the plane
 *
 * Returns: how large it is on the screen
 */
double
tb_render_get_radius (TbScene *scene, guint32 object, double zoom)
{
  const TbKind *kind = tb_scene_get_kind (scene, tb_scene_get_kinds (scene)[object]);

  return radius_of_role (scene, kind->role, kind->radius, zoom);
}

static gboolean
is_in_sight (const TbPen *pen, TbPoint at, double radius)
{
  double reach = radius * TB_PAINT_REACH + 8;

  return at.x > -reach && at.y > -reach && at.x < pen->job->viewport.width + reach && at.y < pen->job->viewport.height + reach;
}

/* Gateways that are many go through sprites like devices; a few through cairo. */
static void
draw_object (const TbPen *pen, guint32 object)
{
  TbScene *scene = pen->job->scene;
  guint8 kind = tb_scene_get_kinds (scene)[object], mark = tb_scene_get_mark (scene, object);
  TbPoint at = tb_pen_to_screen (pen, tb_layout_get_point (tb_scene_get_layout (scene), object));
  double radius = tb_render_get_radius (scene, object, pen->job->viewport.zoom);

  if (!is_in_sight (pen, at, radius))
    return;
  if (radius >= 6)
    tb_paint_node (pen->cr, &pen->job->palette, tb_scene_get_kind (scene, kind), mark, at.x, at.y, radius);
  else
    tb_paint_dot (pen->cr, &pen->job->palette, mark, at.x, at.y, MAX (1.5, radius));
}

static void
draw_hub_sprites (const TbPen *pen, const TbCluster *clusters, guint n)
{
  TbScene *scene = pen->job->scene;
  double scale = pen->job->scale, radius = tb_render_get_radius (scene, clusters[1].hub, pen->job->viewport.zoom);

  radius = tb_sprites_set_size (pen->render->hubs, scene, &pen->job->palette, MAX (2, radius), scale);
  tb_pen_begin_pixels (pen);
  for (guint i = 1; i < n; i++)
    {
      guint8 kind = tb_scene_get_kinds (scene)[clusters[i].hub], mark = tb_scene_get_mark (scene, clusters[i].hub);
      TbPoint at = tb_pen_to_screen (pen, clusters[i].center);
      const TbSprite *sprite = radius >= 6 ? tb_sprites_get_node (pen->render->hubs, scene, &pen->job->palette, kind, mark)
                                           : tb_sprites_get_dot (pen->render->hubs, &pen->job->palette, mark, 0);

      if (is_in_sight (pen, at, radius))
        tb_raster_blit (&pen->raster, sprite, (int) lround (at.x * scale), (int) lround (at.y * scale));
    }
  tb_pen_end_pixels (pen);
}

void
tb_render_hubs (const TbPen *pen)
{
  guint n;
  const TbCluster *clusters = tb_layout_get_clusters (tb_scene_get_layout (pen->job->scene), &n);

  if (pen->is_raster && n > 8)
    {
      draw_hub_sprites (pen, clusters, n);
      return;
    }
  for (guint i = 1; i < n; i++)
    draw_object (pen, clusters[i].hub);
}

void
tb_render_services (const TbPen *pen)
{
  TbFleet *fleet = tb_scene_get_fleet (pen->job->scene);

  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);

      for (guint32 k = 0; group->role >= TB_ROLE_BROKER && k < group->count; k++)
        {
          draw_object (pen, group->first + k);
          tb_render_siege (pen, group->first + k);
        }
    }
}

static void
draw_selection (const TbPen *pen, guint32 object, gboolean is_cursor)
{
  TbScene *scene = pen->job->scene;
  TbPoint at = tb_pen_to_screen (pen, tb_layout_get_point (tb_scene_get_layout (scene), object));
  double radius = MAX (3, tb_render_get_radius (scene, object, pen->job->viewport.zoom));

  if (is_in_sight (pen, at, radius + 6))
    tb_paint_selection (pen->cr, &pen->job->palette, at.x, at.y, radius, is_cursor);
}

void
tb_render_selections (const TbPen *pen)
{
  GHashTableIter iter;
  gpointer key;

  if (pen->job->selection != NULL)
    {
      g_hash_table_iter_init (&iter, pen->job->selection);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        draw_selection (pen, GPOINTER_TO_UINT (key), FALSE);
    }
  if (pen->job->cursor != TB_NOBODY)
    draw_selection (pen, pen->job->cursor, TRUE);
}
