/* tb-scene-siege: see the header. Of a million bots only some are looked for, evenly over the fleet, since no more could be told apart. */
#include "tb-scene-siege.h"

#include <string.h>

#include "tb-scene.h"

#define MAX_LOOKED_AT 300000
#define FAR_APART G_GUINT64_CONSTANT (2654435761)   /* prime and larger than any fleet: its multiples meet everybody once, and never neighbours in turn */

struct _TbSceneSieges
{
  TbFleet *fleet;      /* borrowed from the scene */
  GArray *services;    /* of guint32: who could be flooded */
  TbSiege rows[TB_STATE_MAX_SIEGES];
  guint n_rows;
  guint32 bots[TB_SCENE_MAX_BOTS];
  guint n_bots;
};

/* (transfer full): no siege yet */
TbSceneSieges *
tb_scene_sieges_new (TbFleet *fleet)
{
  TbSceneSieges *sieges = g_new0 (TbSceneSieges, 1);

  sieges->fleet = fleet;
  sieges->services = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);

      for (guint32 object = group->first; (group->role == TB_ROLE_BROKER || group->role == TB_ROLE_SERVICE) && object < group->first + group->count; object++)
        g_array_append_val (sieges->services, object);
    }
  return sieges;
}

void
tb_scene_sieges_free (TbSceneSieges *sieges)
{
  g_array_unref (sieges->services);
  g_free (sieges);
}

static gboolean
is_any_flooded (const TbSceneSieges *sieges)
{
  for (guint i = 0; i < sieges->n_rows; i++)
    if (sieges->rows[i].is_target && sieges->rows[i].flood_bps > 0)
      return TRUE;
  return FALSE;
}

/* Whose traffic gets out: taken, ready, and neither fenced in nor filtered. */
static gboolean
floods (const TbObjectState *state)
{
  return state->infection == TB_INFECTION_READY && !state->is_quarantined && !state->surface.egress_limited && state->health == TB_HEALTH_INFECTED;
}

/* Marks first: they are a byte each, states are far apart in memory. */
static gboolean
find_bots (TbSceneSieges *sieges, TbFold *fold, const guint8 *marks)
{
  guint32 n = tb_fleet_get_n_objects (sieges->fleet), n_before = sieges->n_bots;
  guint32 before[TB_SCENE_MAX_BOTS];

  memcpy (before, sieges->bots, sizeof before);
  sieges->n_bots = 0;
  if (!is_any_flooded (sieges))
    return n_before > 0;
  for (guint32 i = 0; i < MIN (n, MAX_LOOKED_AT) && sieges->n_bots < TB_SCENE_MAX_BOTS; i++)
    {
      guint32 object = 1 + (guint32) (i * FAR_APART % n);

      if (TB_MARK_HEALTH (marks[object]) == TB_HEALTH_INFECTED && floods (tb_fold_get (fold, object)))
        sieges->bots[sieges->n_bots++] = object;
    }
  return sieges->n_bots != n_before || memcmp (before, sieges->bots, n_before * sizeof *before) != 0;
}

/* Returns whether anything about them looks different now. */
gboolean
tb_scene_sieges_follow (TbSceneSieges *sieges, TbFold *fold, const guint8 *marks)
{
  TbSiege before[TB_STATE_MAX_SIEGES];
  guint n_before = sieges->n_rows;
  gboolean changed;

  memcpy (before, sieges->rows, sizeof before);
  sieges->n_rows = 0;
  for (guint i = 0; i < sieges->services->len && sieges->n_rows < TB_STATE_MAX_SIEGES; i++)
    {
      const TbSiege *siege = tb_state_get_siege (tb_fold_get_state (fold), g_array_index (sieges->services, guint32, i));

      if (siege != NULL)
        sieges->rows[sieges->n_rows++] = *siege;
    }
  changed = sieges->n_rows != n_before || memcmp (before, sieges->rows, n_before * sizeof *before) != 0;
  changed |= find_bots (sieges, fold, marks);
  return changed;
}

const TbSiege *
tb_scene_sieges_get (TbSceneSieges *sieges, guint *n_sieges)
{
  *n_sieges = sieges->n_rows;
  return sieges->rows;
}

const guint32 *
tb_scene_sieges_get_bots (TbSceneSieges *sieges, guint *n_bots)
{
  *n_bots = sieges->n_bots;
  return sieges->bots;
}
