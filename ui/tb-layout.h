/* tb-layout: where everybody is on the canvas.
 *
 * Services in a row on top, gateways below, devices in rings round their gateway; the eavesdropper sits on the link it listens to. Outside stand the
 * attacker, on the left, and whom bots could flood, on the right. Positions depend on the fleet alone, so they are the same every time. Made in one pass
 * over up to millions of objects, with a grid to find who is near a point. */
#pragma once

#include "tb-fleet.h"

G_BEGIN_DECLS

typedef struct
{
  float x;
  float y;
} TbPoint;

typedef struct
{
  float x0;
  float y0;
  float x1;
  float y1;
} TbBox;

/**
 * TbSpot:
 *
 * An object and where it is; spots that are near each other in the plane are near each other in memory.
 */
typedef struct
{
  float x;
  float y;
  guint32 object;
} TbSpot;

/**
 * TbCluster:
 * @center: where the gateway is
 * @radius: of the circle that holds all its devices
 * @hub: the gateway, or %TB_NOBODY for devices without one
 * @count: how many devices
 */
typedef struct
{
  TbPoint center;
  float radius;
  guint32 hub;
  guint32 count;
} TbCluster;

/**
 * TbTrunk:
 * @points: the way from a gateway to a service, by way of whoever listens on it
 * @n_points: 2 or 3
 * @from: the gateway
 * @to: the service
 * @is_rare: whether only enrolment goes there
 */
typedef struct
{
  TbPoint points[3];
  guint n_points;
  guint32 from;
  guint32 to;
  gboolean is_rare;
} TbTrunk;

#define TB_LAYOUT_MAX_WAY 8

typedef struct _TbLayout TbLayout;

TbLayout        *tb_layout_new          (TbFleet *fleet);
void             tb_layout_free         (TbLayout *layout);
TbPoint          tb_layout_get_point    (TbLayout *layout, guint32 object);
float            tb_layout_get_radius   (TbLayout *layout, guint32 object);
TbBox            tb_layout_get_bounds   (TbLayout *layout);
TbBox            tb_layout_get_inside   (TbLayout *layout);
const TbCluster *tb_layout_get_clusters (TbLayout *layout, guint *n_clusters);
const TbTrunk   *tb_layout_get_trunks   (TbLayout *layout, guint *n_trunks);
const guint32   *tb_layout_get_services (TbLayout *layout, guint *n_services);
float            tb_layout_get_spacing  (TbLayout *layout);
guint            tb_layout_get_way      (TbLayout *layout, guint32 from, guint32 to, TbPoint way[TB_LAYOUT_MAX_WAY]);
guint            tb_layout_get_rows     (TbLayout *layout, const TbBox *box, guint *first_row);
const TbSpot    *tb_layout_get_row      (TbLayout *layout, const TbBox *box, guint row, guint *n_spots);
guint32          tb_layout_find_near    (TbLayout *layout, TbPoint point, float distance);
guint32          tb_layout_find_towards (TbLayout *layout, guint32 object, int dx, int dy);
gsize            tb_layout_get_size     (TbLayout *layout);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLayout, tb_layout_free)

G_END_DECLS
