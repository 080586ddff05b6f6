/* tb-layout-private: what placing and finding share. */
#pragma once

#include "tb-layout.h"

G_BEGIN_DECLS

/* A gateway's circle while it is filled: how many rings, and where the next device goes. */
typedef struct
{
  float inner;       /* radius of the first ring */
  float step;        /* from ring to ring */
  float pitch;       /* from device to device along a ring */
  guint n_rings;
  guint capacity;    /* of all rings together */
  guint ring;        /* being filled */
  guint slot;
  guint n_slots;
  guint capacity_before;
} TbRings;

typedef struct
{
  float x0;
  float y0;
  float cell;
  guint n_columns;
  guint n_rows;
  guint32 *first;    /* of each cell, and one more */
  TbSpot *spots;
} TbGrid;

struct _TbLayout
{
  TbFleet *fleet;
  guint32 n_objects;
  TbPoint *points;        /* by object; 0 unused */
  GArray *clusters;       /* of TbCluster; 0 holds those without a gateway */
  GArray *taps;           /* of TbPoint, one per cluster: where its trunks leave the circle */
  GArray *trunks;         /* of TbTrunk */
  GArray *services;       /* of guint32 */
  guint *cluster_of_group;/* for gateway groups, the cluster of their first */
  gboolean has_taps;
  TbBox bounds;
  TbBox inside;           /* without attackers and services on the Internet */
  TbGrid grid;
};

#define TB_LAYOUT_DEVICE_RADIUS 16.0f

void  tb_rings_init     (TbRings *rings, guint n_devices);
float tb_rings_get_edge (const TbRings *rings);
TbPoint tb_rings_take   (TbRings *rings, guint n_devices);
float tb_rings_get_spacing (guint n_devices);
guint tb_layout_cluster_of (TbLayout *layout, guint32 hub);
gboolean tb_layout_is_service (TbRole role);
void  tb_layout_make_grid (TbLayout *layout);
void  tb_layout_free_grid (TbLayout *layout);

G_END_DECLS
