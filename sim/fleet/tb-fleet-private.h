/* tb-fleet-private: how a fleet is held. Private to sim/fleet. */
#pragma once

#include "tb-fleet.h"

G_BEGIN_DECLS

struct _TbFleet
{
  gatomicrefcount refs;
  GPtrArray *groups;     /* owned TbGroup, by first object */
  GPtrArray *profiles;   /* owned */
  GPtrArray *links;      /* owned */
  GHashTable *by_name;   /* borrowed name to group */
  GArray *networks;      /* of TbNetwork, the first is the one all others are about */
  guint32 n_objects;
};

G_END_DECLS
