/* tb-sent: see the header. What the attacker orders is the same for all, so a sum looks it up once. */
#include "tb-sent-private.h"

#include "tb-units.h"

/* That are added up in the time of a step. */
#define OBJECTS_A_STEP 4

static gboolean
is_flood_ordered (const TbMoment *moment)
{
  gboolean is_ordered = FALSE;

  for (guint i = 0; i < tb_fleet_get_n_groups (moment->fleet) && !is_ordered; i++)
    {
      const TbSiege *siege = tb_state_get_siege (moment->state, tb_fleet_get_group (moment->fleet, i)->first);

      is_ordered = siege != NULL && siege->is_target;
    }
  return is_ordered;
}

gint64
tb_sent_find_order (const TbMoment *moment)
{
  guint32 attacker = tb_fleet_get_attacker (moment->fleet);

  if (attacker == TB_NOBODY || !is_flood_ordered (moment))
    return 0;
  return (gint64) tb_fleet_group_of (moment->fleet, attacker)->campaign.uplink_bps;
}

static gint64
find_flood_bps (const TbGroup *group, const TbObjectState *state, gint64 order_bps)
{
  if (order_bps == 0 || state->infection != TB_INFECTION_READY || state->health == TB_HEALTH_OFF || state->is_quarantined || state->surface.egress_limited)
    return 0;
  return group->link != NULL ? MIN (order_bps, (gint64) group->link->bits_per_s) : order_bps;
}

gint64
tb_sent_find_bps (const TbGroup *group, const TbObjectState *state, gint64 order_bps)
{
  gboolean reports = state->health != TB_HEALTH_OFF && state->report_interval_us > 0;

  return (reports ? 8 * (gint64) state->report_bytes * TB_US_PER_SECOND / state->report_interval_us : 0) + find_flood_bps (group, state, order_bps);
}

gint64
tb_sent_sum_bps (const TbMoment *moment, const TbGroup *group)
{
  gint64 order_bps = tb_sent_find_order (moment), sum_bps = 0;

  for (guint32 i = 0; i < group->count && tb_work_pass (moment->work, i % OBJECTS_A_STEP == 0); i++)
    sum_bps += tb_sent_find_bps (group, tb_state_get (moment->state, group->first + i), order_bps);
  return sum_bps;
}
