/* tb-layout-query: what others ask of a layout that is made. */
#include "tb-layout-private.h"

static const float role_radius[TB_N_ROLES] = {
  [TB_ROLE_DEVICE] = TB_LAYOUT_DEVICE_RADIUS, [TB_ROLE_GATEWAY] = 23, [TB_ROLE_BROKER] = 26, [TB_ROLE_AUTHORITY] = 26, [TB_ROLE_EAVESDROPPER] = 18,
  [TB_ROLE_ATTACKER] = 24, [TB_ROLE_SERVICE] = 26,
};

/**
 * tb_layout_get_point:
 * @layout: a layout
 * @object: an object
 *
 * Returns: its middle
 */
TbPoint
tb_layout_get_point (TbLayout *layout, guint32 object)
{
  g_return_val_if_fail (object >= 1 && object <= layout->n_objects, (TbPoint) { 0 });
  return layout->points[object];
}

/**
 * tb_layout_get_radius:
 * @layout: a layout
 * @object: an object
 *
 * Returns: how large it is drawn at a zoom of 1
 */
float
tb_layout_get_radius (TbLayout *layout, guint32 object)
{
  return role_radius[tb_fleet_get_role (layout->fleet, object)];
}

/**
 * tb_layout_get_bounds:
 * @layout: a layout
 *
 * Returns: the box that holds everybody
 */
TbBox
tb_layout_get_bounds (TbLayout *layout)
{
  return layout->bounds;
}

/**
 * tb_layout_get_inside:
 * @layout: a layout
 *
 * Returns: the box that holds everybody but attackers and services on the Internet
 */
TbBox
tb_layout_get_inside (TbLayout *layout)
{
  return layout->inside;
}

/**
 * tb_layout_get_clusters:
 * @layout: a layout
 * @n_clusters: (out): how many
 *
 * Returns: (array length=n_clusters): the circles; the first is for devices without a gateway, perhaps empty
 */
const TbCluster *
tb_layout_get_clusters (TbLayout *layout, guint *n_clusters)
{
  *n_clusters = layout->clusters->len;
  return (const TbCluster *) layout->clusters->data;
}

/**
 * tb_layout_get_trunks:
 * @layout: a layout
 * @n_trunks: (out): how many
 *
 * Returns: (array length=n_trunks): the links between gateways and services
 */
const TbTrunk *
tb_layout_get_trunks (TbLayout *layout, guint *n_trunks)
{
  *n_trunks = layout->trunks->len;
  return (const TbTrunk *) layout->trunks->data;
}

/**
 * tb_layout_get_services:
 * @layout: a layout
 * @n_services: (out): how many
 *
 * Returns: (array length=n_services): authorities and brokers from left to right, then attackers and services on the Internet
 */
const guint32 *
tb_layout_get_services (TbLayout *layout, guint *n_services)
{
  *n_services = layout->services->len;
  return (const guint32 *) layout->services->data;
}

/**
 * tb_layout_get_spacing:
 * @layout: a layout
 *
 * Returns: how far neighbours are from each other where they stand closest
 */
float
tb_layout_get_spacing (TbLayout *layout)
{
  float spacing = tb_rings_get_spacing (1);

  for (guint i = 0; i < layout->clusters->len; i++)
    spacing = MIN (spacing, tb_rings_get_spacing (g_array_index (layout->clusters, TbCluster, i).count));
  return spacing;
}

/**
 * tb_layout_get_way:
 * @layout: a layout
 * @from: where a packet begins
 * @to: where it ends
 * @way: (out caller-allocates): the corners of its way
 *
 * Returns: how many corners, at least 2
 */
guint
tb_layout_get_way (TbLayout *layout, guint32 from, guint32 to, TbPoint way[TB_LAYOUT_MAX_WAY])
{
  guint32 hops[TB_FLEET_MAX_HOPS];
  guint n_hops = tb_fleet_get_path (layout->fleet, from, to, hops), n = 0;

  for (guint i = 0; i < n_hops; i++)
    {
      TbRole role = tb_fleet_get_role (layout->fleet, hops[i]);
      TbRole next = i + 1 < n_hops ? tb_fleet_get_role (layout->fleet, hops[i + 1]) : role;
      guint32 hub = role == TB_ROLE_GATEWAY && tb_layout_is_service (next) ? hops[i] : tb_layout_is_service (role) && next == TB_ROLE_GATEWAY ? hops[i + 1] : TB_NOBODY;

      way[n++] = layout->points[hops[i]];
      if (layout->has_taps && hub != TB_NOBODY)
        way[n++] = g_array_index (layout->taps, TbPoint, tb_layout_cluster_of (layout, hub));
    }
  return n;
}
