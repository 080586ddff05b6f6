/* tb-layout: see the header. This file places; tb-layout-grid finds, tb-layout-query answers. */
#include "tb-layout-private.h"

#include <math.h>

#define SERVICE_PITCH 210.0f
#define ROW_GAP 132.0f
#define CLUSTER_GAP 44.0f
#define ASPECT 1.9f
#define MAX_SERVICES 32
#define OUTSIDE_REACH 80.0f
#define OUTSIDE_PITCH 120.0f
#define OUTSIDE_MARGIN 58.0f
#define MAX_TAPPED_CLUSTERS 12

static TbCluster *
get_cluster (TbLayout *layout, guint cluster)
{
  return &g_array_index (layout->clusters, TbCluster, cluster);
}

/* Which circle is round a gateway. */
guint
tb_layout_cluster_of (TbLayout *layout, guint32 hub)
{
  for (guint i = 0; i < tb_fleet_get_n_groups (layout->fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (layout->fleet, i);

      if (group->role == TB_ROLE_GATEWAY && hub - group->first < group->count)
        return layout->cluster_of_group[i] + hub - group->first;
    }
  return 0;
}

static void
add_hubs (TbLayout *layout)
{
  guint n_groups = tb_fleet_get_n_groups (layout->fleet);
  TbCluster none = { .hub = TB_NOBODY };

  layout->cluster_of_group = g_new0 (guint, n_groups + 1);
  g_array_append_val (layout->clusters, none);
  for (guint i = 0; i < n_groups; i++)
    {
      const TbGroup *group = tb_fleet_get_group (layout->fleet, i);

      layout->cluster_of_group[i] = layout->clusters->len;
      for (guint32 k = 0; group->role == TB_ROLE_GATEWAY && k < group->count; k++)
        {
          TbCluster cluster = { .hub = group->first + k };

          g_array_append_val (layout->clusters, cluster);
        }
    }
}

/* Devices of a group are behind its gateways in turn. */
static guint
first_cluster (TbLayout *layout, const TbGroup *group, guint *n_clusters)
{
  *n_clusters = group->gateway_first == TB_NOBODY ? 1 : MAX (1, group->gateway_count);
  return group->gateway_first == TB_NOBODY ? 0 : tb_layout_cluster_of (layout, group->gateway_first);
}

static void
count_devices (TbLayout *layout)
{
  for (guint i = 0; i < tb_fleet_get_n_groups (layout->fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (layout->fleet, i);
      guint n, first;

      if (group->role != TB_ROLE_DEVICE)
        continue;
      first = first_cluster (layout, group, &n);
      for (guint k = 0; k < n; k++)
        get_cluster (layout, first + k)->count += group->count / n + (k < group->count % n);
    }
}

static gboolean
is_empty (const TbCluster *cluster)
{
  return cluster->hub == TB_NOBODY && cluster->count == 0;
}

static void
size_clusters (TbLayout *layout, TbRings *rings)
{
  for (guint i = 0; i < layout->clusters->len; i++)
    {
      TbCluster *cluster = get_cluster (layout, i);

      tb_rings_init (&rings[i], cluster->count);
      cluster->radius = cluster->count > 0 ? tb_rings_get_edge (&rings[i]) : 70;
    }
}

/* How wide a row may get for the whole to have the shape of a window and its rows to be equally full. */
static float
row_width (TbLayout *layout)
{
  double area = 0, n = 0, n_columns, n_rows;
  float widest = 1;

  for (guint i = 0; i < layout->clusters->len; i++)
    if (!is_empty (get_cluster (layout, i)))
      {
        float side = 2 * get_cluster (layout, i)->radius + CLUSTER_GAP;

        area += (double) side * side;
        widest = MAX (widest, side);
        n++;
      }
  n_columns = MAX (1, round (sqrt (area * ASPECT) / widest));
  n_rows = MAX (1, ceil (n / n_columns));
  return MAX (1.0f, (float) ceil (area / widest / widest / n_rows - 0.01)) * widest;
}

static float
place_row (TbLayout *layout, guint first, guint end, float width, float top)
{
  float x = -width / 2, height = 0;

  for (guint i = first; i < end; i++)
    height = MAX (height, get_cluster (layout, i)->radius);
  for (guint i = first; i < end; i++)
    {
      TbCluster *cluster = get_cluster (layout, i);

      if (is_empty (cluster))
        continue;
      cluster->center = (TbPoint) { x + cluster->radius + CLUSTER_GAP / 2, top + height };
      x += 2 * cluster->radius + CLUSTER_GAP;
    }
  return top + 2 * height + CLUSTER_GAP;
}

static void
place_clusters (TbLayout *layout)
{
  float limit = row_width (layout) * 1.01f, width = 0, y = 0;
  guint first = 0;

  for (guint i = 0; i < layout->clusters->len; i++)
    {
      float side = is_empty (get_cluster (layout, i)) ? 0 : 2 * get_cluster (layout, i)->radius + CLUSTER_GAP;

      if (width > 0 && width + side > limit)
        {
          y = place_row (layout, first, i, width, y);
          first = i;
          width = 0;
        }
      width += side;
      layout->bounds.x1 = MAX (layout->bounds.x1, width / 2);
    }
  layout->bounds.y1 = place_row (layout, first, layout->clusters->len, width, y) - CLUSTER_GAP;
  layout->bounds.x0 = -layout->bounds.x1;
}

gboolean
tb_layout_is_service (TbRole role)
{
  return role == TB_ROLE_BROKER || role == TB_ROLE_AUTHORITY;
}

/* Brokers first, then authorities by turns to the left and to the right of them. */
static void
collect_services (TbLayout *layout, TbRole role)
{
  guint n_placed = 0;

  for (guint i = 0; i < tb_fleet_get_n_groups (layout->fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (layout->fleet, i);

      for (guint32 n = 0; group->role == role && n < group->count; n++)
        {
          guint32 service = group->first + n;

          if (role == TB_ROLE_AUTHORITY && n_placed++ % 2 == 0)
            g_array_prepend_val (layout->services, service);
          else
            g_array_append_val (layout->services, service);
        }
    }
}

/* Over the middle of what is below. */
static void
place_services (TbLayout *layout)
{
  float gap = MAX (ROW_GAP, layout->bounds.y1 * 0.1f), pitch;

  collect_services (layout, TB_ROLE_BROKER);
  collect_services (layout, TB_ROLE_AUTHORITY);
  pitch = MAX (SERVICE_PITCH, (layout->bounds.x1 - layout->bounds.x0) / (float) (layout->services->len + 1));
  for (guint i = 0; i < layout->services->len; i++)
    layout->points[g_array_index (layout->services, guint32, i)] =
      (TbPoint) { pitch * ((float) i - (float) (layout->services->len - 1) / 2), -gap };
  layout->bounds.y0 = -gap - 26;
  layout->bounds.x1 = MAX (layout->bounds.x1, pitch * (float) layout->services->len / 2);
  layout->bounds.x0 = -layout->bounds.x1;
}

/* One below the other, beside everybody else: the attacker to the left, whom he could flood to the right. */
static guint
place_column (TbLayout *layout, TbRole role, float x, float top, float pitch)
{
  guint first = layout->services->len;

  collect_services (layout, role);
  for (guint i = first; i < layout->services->len; i++)
    layout->points[g_array_index (layout->services, guint32, i)] = (TbPoint) { x, top + pitch * (float) (i - first) };
  return layout->services->len - first;
}

/* In the corners that the circles leave free, so that little room is lost; further out the larger the fleet is. */
static void
place_outsiders (TbLayout *layout)
{
  TbBox inside = layout->bounds;
  float width = inside.x1 - inside.x0, reach = MAX (OUTSIDE_REACH, width * 0.11f), margin = MAX (OUTSIDE_MARGIN, width * 0.05f);
  float pitch = MAX (OUTSIDE_PITCH, inside.y1 * 0.26f);
  guint n_left = place_column (layout, TB_ROLE_ATTACKER, inside.x0 - reach, 0, pitch);
  guint n_right = place_column (layout, TB_ROLE_SERVICE, inside.x1 + reach, 0, pitch);

  layout->inside = inside;
  layout->bounds.x0 -= n_left > 0 ? reach + margin : 0;
  layout->bounds.x1 += n_right > 0 ? reach + margin : 0;
  layout->bounds.y1 = MAX (inside.y1, pitch * (float) (MAX (MAX (n_left, n_right), 1) - 1) + OUTSIDE_MARGIN);
}

static void
place_devices (TbLayout *layout, TbRings *rings)
{
  for (guint i = 0; i < tb_fleet_get_n_groups (layout->fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (layout->fleet, i);
      guint n, first = first_cluster (layout, group, &n);

      for (guint32 k = 0; group->role == TB_ROLE_DEVICE && k < group->count; k++)
        {
          const TbCluster *cluster = get_cluster (layout, first + k % n);
          TbPoint place = tb_rings_take (&rings[first + k % n], cluster->count);

          layout->points[group->first + k] = (TbPoint) { cluster->center.x + place.x, cluster->center.y + place.y };
        }
    }
}

static void
place_hubs (TbLayout *layout)
{
  layout->has_taps = layout->clusters->len <= MAX_TAPPED_CLUSTERS;
  for (guint i = 0; i < layout->clusters->len; i++)
    {
      TbCluster *cluster = get_cluster (layout, i);
      TbPoint tap = { cluster->center.x, cluster->center.y - cluster->radius - 30 };

      layout->points[cluster->hub] = cluster->center;
      g_array_append_val (layout->taps, tap);
    }
}

static TbPoint
middle (TbPoint a, TbPoint b)
{
  return (TbPoint) { (a.x + b.x) / 2, (a.y + b.y) / 2 };
}

/* Whoever listens to a gateway sits where all its trunks leave; to a device, half way to its gateway; to nobody, beside the services. */
static void
place_eavesdropper (TbLayout *layout, guint32 object, guint32 watched)
{
  const TbGroup *group = tb_fleet_group_of (layout->fleet, watched);
  guint32 gateway = tb_fleet_get_gateway (layout->fleet, watched);

  if (group != NULL && group->role == TB_ROLE_GATEWAY && layout->has_taps)
    layout->points[object] = g_array_index (layout->taps, TbPoint, tb_layout_cluster_of (layout, watched));
  else if (gateway != TB_NOBODY)
    layout->points[object] = middle (layout->points[watched], layout->points[gateway]);
  else if (group != NULL && layout->services->len > 0)
    layout->points[object] = middle (layout->points[watched], layout->points[g_array_index (layout->services, guint32, 0)]);
  else
    layout->points[object] = (TbPoint) { layout->bounds.x1, layout->bounds.y0 / 2 };
}

static void
place_eavesdroppers (TbLayout *layout)
{
  for (guint i = 0; i < tb_fleet_get_n_groups (layout->fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (layout->fleet, i);

      for (guint32 k = 0; group->role == TB_ROLE_EAVESDROPPER && k < group->count; k++)
        place_eavesdropper (layout, group->first + k, group->watches);
    }
}

static guint
service_bit (TbLayout *layout, guint32 service)
{
  for (guint i = 0; i < MIN (layout->services->len, MAX_SERVICES); i++)
    if (g_array_index (layout->services, guint32, i) == service)
      return 1u << i;
  return 0;
}

static void
add_trunk (TbLayout *layout, guint cluster, guint32 service, gboolean is_rare)
{
  TbTrunk trunk = { .from = get_cluster (layout, cluster)->hub, .to = service, .is_rare = is_rare };

  trunk.points[trunk.n_points++] = get_cluster (layout, cluster)->center;
  if (layout->has_taps)
    trunk.points[trunk.n_points++] = g_array_index (layout->taps, TbPoint, cluster);
  trunk.points[trunk.n_points++] = layout->points[service];
  g_array_append_val (layout->trunks, trunk);
}

/* Which services the devices behind each gateway, and the gateway itself, talk to. */
static void
add_trunks (TbLayout *layout)
{
  g_autofree guint *often = g_new0 (guint, layout->clusters->len);
  g_autofree guint *rarely = g_new0 (guint, layout->clusters->len);

  for (guint i = 0; i < tb_fleet_get_n_groups (layout->fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (layout->fleet, i);
      gboolean is_gateway = group->role == TB_ROLE_GATEWAY;
      guint n, first = first_cluster (layout, group, &n);

      if (!is_gateway && group->role != TB_ROLE_DEVICE)
        continue;
      for (guint k = 0; k < (is_gateway ? group->count : n); k++)
        {
          guint cluster = is_gateway ? layout->cluster_of_group[i] + k : first + k;

          often[cluster] |= service_bit (layout, group->service);
          rarely[cluster] |= service_bit (layout, group->authority);
        }
    }
  for (guint i = 1; i < layout->clusters->len; i++)
    for (guint s = 0; s < MIN (layout->services->len, MAX_SERVICES); s++)
      if ((often[i] | rarely[i]) & 1u << s)
        add_trunk (layout, i, g_array_index (layout->services, guint32, s), !(often[i] & 1u << s));
}

/**
 * tb_layout_new:
 * @fleet: who is there
 *
 * Lengths are pixels at a zoom of 1.
 *
 * Returns: (transfer full): their places
 */
TbLayout *
tb_layout_new (TbFleet *fleet)
{
  TbLayout *layout = g_new0 (TbLayout, 1);
  g_autofree TbRings *rings = NULL;

  layout->fleet = tb_fleet_ref (fleet);
  layout->n_objects = tb_fleet_get_n_objects (fleet);
  layout->points = g_new0 (TbPoint, layout->n_objects + 1);
  layout->clusters = g_array_new (FALSE, FALSE, sizeof (TbCluster));
  layout->taps = g_array_new (FALSE, FALSE, sizeof (TbPoint));
  layout->trunks = g_array_new (FALSE, FALSE, sizeof (TbTrunk));
  layout->services = g_array_new (FALSE, FALSE, sizeof (guint32));
  add_hubs (layout);
  count_devices (layout);
  rings = g_new (TbRings, layout->clusters->len);
  size_clusters (layout, rings);
  place_clusters (layout);
  place_hubs (layout);
  place_services (layout);
  place_outsiders (layout);
  place_devices (layout, rings);
  place_eavesdroppers (layout);
  add_trunks (layout);
  tb_layout_make_grid (layout);
  return layout;
}

/**
 * tb_layout_free:
 * @layout: (transfer full): a layout
 */
void
tb_layout_free (TbLayout *layout)
{
  tb_layout_free_grid (layout);
  g_free (layout->points);
  g_free (layout->cluster_of_group);
  g_array_unref (layout->clusters);
  g_array_unref (layout->taps);
  g_array_unref (layout->trunks);
  g_array_unref (layout->services);
  tb_fleet_unref (layout->fleet);
  g_free (layout);
}
