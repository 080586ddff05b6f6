/* tb-siege: what bots do to a service, and that to those who need it.
 *
 * A fluid: nothing is sent, no packet of a flood exists. Bots that can get out send as much as their links carry and the attacker asks for; a service
 * answers what its capacity leaves of honest requests (see tb-flood). Looked at once a second while anything changes. */
#include "tb-siege.h"

#include "tb-spread.h"

#define LOOK_US      TB_US_PER_SECOND
/* Assumed: a request of a kilobyte, and a tenth of a second of what a service takes in may wait. */
#define REQUEST_BITS 8000
#define BUFFER_SHARE 10

void
tb_siege_free_bots (TbSpread *spread)
{
  g_free (spread->floods);
  g_free (spread->n_floods);
}

static guint
count_targets (TbWorld *world)
{
  guint n = 0;

  for (guint i = 0; i < tb_fleet_get_n_groups (world->fleet); i++)
    {
      const TbSiege *siege = tb_state_get_siege (world->state, tb_fleet_get_group (world->fleet, i)->first);

      n += siege != NULL && siege->is_target;
    }
  return n;
}

void
tb_siege_reckon_soon (TbWorld *world)
{
  TbSpread *spread = world->spread;

  if (spread->is_reckoning)
    return;
  spread->is_reckoning = TRUE;
  tb_world_push (world, LOOK_US - world->now_us % LOOK_US, TB_EVENT_FLOOD_DUE, spread->attacker->first, 0);
}

static guint
number_of_group (TbWorld *world, const TbGroup *group)
{
  guint i = 0;

  while (tb_fleet_get_group (world->fleet, i) != group)
    i++;
  return i;
}

/* It may have become a bot that can flood, or be none any more. */
void
tb_siege_notice (TbWorld *world, guint32 object)
{
  const TbObjectState *state = tb_state_get (world->state, object);
  TbSpread *spread = world->spread;
  gboolean floods = state->infection == TB_INFECTION_READY && !state->is_quarantined && !state->surface.egress_limited;

  if (spread->floods == NULL)
    {
      spread->floods = g_new0 (guint8, (gsize) tb_fleet_get_n_objects (world->fleet) + 1);
      spread->n_floods = g_new0 (guint32, tb_fleet_get_n_groups (world->fleet));
    }
  if (spread->floods[object] == floods)
    return;
  spread->floods[object] = (guint8) floods;
  spread->n_floods[number_of_group (world, tb_fleet_group_of (world->fleet, object))] += floods ? 1u : (guint32) -1;
  if (count_targets (world) > 0)
    tb_siege_reckon_soon (world);
}

/* Bots divide themselves among all victims. */
static guint64
load_on (TbWorld *world, const TbSiege *siege, guint n_targets)
{
  TbSpread *spread = world->spread;
  guint n = tb_fleet_get_n_groups (world->fleet);
  g_autofree TbFloodClass *classes = g_new0 (TbFloodClass, n);
  guint64 cap_bps = spread->campaign.uplink_bps / MAX (n_targets, 1);

  if (siege == NULL || !siege->is_target || spread->n_floods == NULL)
    return 0;
  for (guint i = 0; i < n; i++)
    {
      const TbLink *link = tb_fleet_get_group (world->fleet, i)->link;

      classes[i] = (TbFloodClass) { spread->n_floods[i], link != NULL ? (guint64) link->bits_per_s / MAX (n_targets, 1) : G_MAXUINT64 };
    }
  return tb_flood_load (classes, n, siege->limit_bps > 0 ? MIN (cap_bps, siege->limit_bps) : cap_bps);
}

/**
 * tb_siege_get_victim:
 * @group: a service or broker
 *
 * Returns: what it bears, as the fluid model wants it
 */
TbVictim
tb_siege_get_victim (const TbGroup *group)
{
  guint64 capacity_bps = group->capacity.bits_per_s;

  return (TbVictim) { capacity_bps, group->capacity.honest_bps, REQUEST_BITS, capacity_bps / BUFFER_SHARE, group->capacity.answer_us };
}

static gboolean
can_be_needed (const TbGroup *group)
{
  return group->role == TB_ROLE_SERVICE || group->role == TB_ROLE_BROKER;
}

typedef struct
{
  const TbGroup *group;
  guint64 flood_bps;
  guint asks[TB_FLEET_MAX_NEEDS];
} Stake;

static guint
list_stakes (TbWorld *world, Stake *stakes, TbDependent *services)
{
  guint n = 0, n_targets = count_targets (world);

  for (guint i = 0; i < tb_fleet_get_n_groups (world->fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (world->fleet, i);
      TbVictim victim = tb_siege_get_victim (group);
      Stake *stake = &stakes[n];

      if (!can_be_needed (group))
        continue;
      *stake = (Stake) { group, load_on (world, tb_state_get_siege (world->state, group->first), n_targets), { 0 } };
      for (guint k = 0; k < group->capacity.n_needs; k++)
        for (guint j = 0; j < n; j++)
          if (stakes[j].group->first == group->capacity.needs[k])
            stake->asks[k] = j;
      services[n++] = (TbDependent) { victim.capacity_bps > 0 ? tb_victim_under (&victim, stake->flood_bps).answered_ppm : TB_FLOOD_ALL_PPM, stake->asks,
                                      group->capacity.n_needs };
    }
  return n;
}

static void
record_stake (TbWorld *world, const Stake *stake, guint32 answered_ppm)
{
  const TbSiege *siege = tb_state_get_siege (world->state, stake->group->first);
  guint16 answered = (guint16) (answered_ppm / (TB_FLOOD_ALL_PPM / TB_SIEGE_ALL));

  if (siege == NULL ? stake->flood_bps > 0 || answered < TB_SIEGE_ALL : siege->flood_bps != stake->flood_bps || siege->answered != answered)
    tb_world_record (world, TB_RECORD_FLOOD_CHANGED, stake->group->first, TB_NOBODY, (gint64) stake->flood_bps, answered, TB_NO_PAYLOAD);
}

void
tb_siege_due (TbWorld *world, const TbEvent *event)
{
  guint n_groups = tb_fleet_get_n_groups (world->fleet), n;
  g_autofree Stake *stakes = g_new (Stake, n_groups);
  g_autofree TbDependent *services = g_new (TbDependent, n_groups);
  g_autofree guint32 *answered_ppm = g_new0 (guint32, n_groups);

  world->spread->is_reckoning = FALSE;
  n = list_stakes (world, stakes, services);
  if (n == 0 || !tb_flood_cascade (services, n, answered_ppm))
    return;
  for (guint i = 0; i < n; i++)
    record_stake (world, &stakes[i], answered_ppm[i]);
}
