/* tb-rings: devices in rings round their gateway, few with room for their names, many close together. */
#include "tb-layout-private.h"

#include <math.h>

/* Few devices get room for their names, many stand closer. */
static const struct { guint max_devices; float inner, step, pitch; } densities[] = {
  { 48, 96, 62, 44 },
  { 200, 84, 48, 44 },
  { G_MAXUINT, 72, 40, 42 },
};

static guint
find_density (guint n_devices)
{
  guint density = 0;

  while (n_devices > densities[density].max_devices)
    density++;
  return density;
}

static guint
ring_capacity (const TbRings *rings, guint ring)
{
  return (guint) (2.0f * (float) G_PI * (rings->inner + (float) ring * rings->step) / rings->pitch);
}

/* Every ring gets its share, so that the last one is no fragment. */
static void
open_ring (TbRings *rings, guint n_devices)
{
  guint64 before = rings->capacity_before, after = before + ring_capacity (rings, rings->ring);

  rings->n_slots = (guint) (after * n_devices / rings->capacity - before * n_devices / rings->capacity);
  rings->slot = 0;
}

void
tb_rings_init (TbRings *rings, guint n_devices)
{
  guint density = find_density (n_devices);

  *rings = (TbRings) { .inner = densities[density].inner, .step = densities[density].step, .pitch = densities[density].pitch };
  while (rings->capacity < MAX (1, n_devices))
    rings->capacity += ring_capacity (rings, rings->n_rings++);
  open_ring (rings, n_devices);
}

/* Radius of the circle round everything. */
float
tb_rings_get_edge (const TbRings *rings)
{
  return rings->inner + (float) (rings->n_rings - 1) * rings->step + TB_LAYOUT_DEVICE_RADIUS + 8;
}

/* Where the next device goes, seen from the gateway. The way straight up stays free for the gateway's own link. */
TbPoint
tb_rings_take (TbRings *rings, guint n_devices)
{
  float radius, angle;

  while (rings->slot >= rings->n_slots && rings->ring + 1 < rings->n_rings)
    {
      rings->capacity_before += ring_capacity (rings, rings->ring++);
      open_ring (rings, n_devices);
    }
  radius = rings->inner + (float) rings->ring * rings->step;
  angle = 2.0f * (float) G_PI * ((float) rings->slot + 0.5f) / (float) MAX (1, rings->n_slots) - (float) G_PI_2;
  rings->slot++;
  return (TbPoint) { radius * cosf (angle), radius * sinf (angle) };
}

/* How far the closest neighbours are from each other. */
float
tb_rings_get_spacing (guint n_devices)
{
  guint density = find_density (n_devices);

  return MIN (densities[density].pitch, densities[density].step);
}
