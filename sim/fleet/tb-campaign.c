/* tb-campaign: see the header. */
#include "tb-campaign.h"

#include "tb-units.h"

/* Verdicts in the order of their pools; the last is an open door. */
static const TbOutbreakRefusal verdicts[TB_CAMPAIGN_N_VERDICTS] = { TB_REFUSAL_WRONG_PASSWORD, TB_REFUSAL_CLOSED, TB_REFUSAL_NO_CERTIFICATE, TB_REFUSAL_PATCHED,
                                                                    TB_REFUSAL_N };

/**
 * tb_campaign_init:
 * @campaign: (out caller-allocates): a campaign
 *
 * Makes it what Mirai was, as far as that is published: 200 probes a second (SANS ISC), over all addresses, with 10 of 62 passwords at a try, and
 * 4.3 Mbit/s of a flood from each bot (derived from the floods on Krebs and OVH).
 */
void
tb_campaign_init (TbCampaign *campaign)
{
  *campaign = (TbCampaign) { .vector = TB_VECTOR_TELNET, .addresses = (guint64) 1 << 32, .scan_rate = 200, .hit_probability = tb_outbreak_credential_chance (10, 62),
                             .list_rate = 1, .uplink_bps = 4300000, .count_every_us = TB_US_PER_SECOND };
}

/**
 * tb_campaign_find_pool:
 * @campaign: a campaign
 * @surface: of a device that is there
 *
 * Returns: the pool it is in
 */
guint
tb_campaign_find_pool (const TbCampaign *campaign, const TbSurface *surface)
{
  TbOutbreakRefusal verdict = tb_surface_judge (surface, campaign->vector);
  guint i = 0;

  while (i < TB_CAMPAIGN_N_VERDICTS - 1 && verdicts[i] != verdict)
    i++;
  return 2 + ((guint) surface->segment * 2 + surface->egress_limited) * TB_CAMPAIGN_N_VERDICTS + i;
}

static guint
network_of (guint pool)
{
  return pool == TB_CAMPAIGN_POOL_ATTACKER ? 0 : (pool - 2) / TB_CAMPAIGN_N_VERDICTS / 2;
}

static gboolean
is_filtered (guint pool)
{
  return pool > TB_CAMPAIGN_POOL_AWAY && (pool - 2) / TB_CAMPAIGN_N_VERDICTS % 2 == 1;
}

/* From pool to pool. The attacker is somewhere on the Internet, and nobody reaches him. */
static double
reach_between (TbFleet *fleet, guint from, guint to)
{
  guint one = network_of (from), other = network_of (to);

  if (from == TB_CAMPAIGN_POOL_AWAY || to <= TB_CAMPAIGN_POOL_AWAY)
    return 0;
  if (one == other && from != TB_CAMPAIGN_POOL_ATTACKER)
    return 1;
  if (is_filtered (from))
    return 0;
  return (from == TB_CAMPAIGN_POOL_ATTACKER ? 1 : tb_fleet_get_network (fleet, one)->outbound) * tb_fleet_get_network (fleet, other)->inbound;
}

static void
set_pool (TbOutbreakPool *pool, guint number)
{
  TbOutbreakRefusal verdict = number <= TB_CAMPAIGN_POOL_AWAY ? TB_REFUSAL_UNREACHABLE : verdicts[(number - 2) % TB_CAMPAIGN_N_VERDICTS];

  *pool = (TbOutbreakPool) { .refusal = verdict == TB_REFUSAL_N ? TB_REFUSAL_WRONG_PASSWORD : verdict,
                             .weakness = verdict == TB_REFUSAL_N || number == TB_CAMPAIGN_POOL_ATTACKER ? 1 : 0,
                             .stays = number == TB_CAMPAIGN_POOL_ATTACKER };
}

/**
 * tb_campaign_model_init:
 * @model: (out caller-allocates): a model
 * @campaign: what the attacker does
 * @fleet: who is there
 *
 * Makes pools for all that could come of commands. The attacker is in his, everybody else is away. There is no list: whoever plays a campaign works it
 * off himself.
 */
void
tb_campaign_model_init (TbCampaignModel *model, const TbCampaign *campaign, TbFleet *fleet)
{
  guint n_pools = 2 + tb_fleet_get_n_networks (fleet) * 2 * TB_CAMPAIGN_N_VERDICTS;

  model->model = (TbOutbreakModel) { .address_space = campaign->addresses, .scan_rate = campaign->scan_rate, .hit_probability = campaign->hit_probability,
                                     .initial = 1, .reboot_rate = campaign->reboot_rate, .reinfection = 1, .cleanup_rate = campaign->cleanup_rate,
                                     .load_s = campaign->load_s, .until_s = TB_OUTBREAK_MAX_S, .n_pools = n_pools, .reach = model->reach };
  for (guint i = 0; i < n_pools; i++)
    {
      set_pool (&model->model.pools[i], i);
      for (guint j = 0; j < n_pools; j++)
        model->reach[i * n_pools + j] = reach_between (fleet, i, j);
    }
  model->model.pools[TB_CAMPAIGN_POOL_ATTACKER].n_devices = 1;
  model->model.pools[TB_CAMPAIGN_POOL_AWAY].n_devices = tb_fleet_get_n_objects (fleet) - 1;
}

/* The list is of devices in the first pool with an open door that has any. */
static void
set_list (TbOutbreakModel *model, const TbCampaign *campaign)
{
  for (guint i = 2; i < model->n_pools; i++)
    if (model->pools[i].weakness > 0 && model->pools[i].n_devices > 0)
      {
        model->bootstrap = MIN (campaign->list, model->pools[i].n_devices);
        model->bootstrap_rate = campaign->list_rate;
        model->bootstrap_pool = i;
        return;
      }
}

/**
 * tb_campaign_model_count:
 * @model: (out caller-allocates): a model
 * @campaign: what the attacker does
 * @fleet: who is there
 * @defences: (array length=n_defences): what is done to every device before it begins
 * @n_defences: how many
 *
 * Makes the model of an outbreak among the devices as they come from the factory, all of them switched on, with @defences in place. For whoever wants
 * to know what would come of them; its first device is the attacker.
 */
void
tb_campaign_model_count (TbCampaignModel *model, const TbCampaign *campaign, TbFleet *fleet, const TbDefence *defences, guint n_defences)
{
  tb_campaign_model_init (model, campaign, fleet);
  model->model.pools[TB_CAMPAIGN_POOL_AWAY].n_devices = 0;
  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);
      TbSurface surface = group->surface;

      if (group->role != TB_ROLE_DEVICE)
        continue;
      for (guint k = 0; k < n_defences; k++)
        tb_surface_defend (&surface, defences[k], surface.segment);
      model->model.pools[tb_campaign_find_pool (campaign, &surface)].n_devices += group->count;
    }
  set_list (&model->model, campaign);
}

/**
 * tb_campaign_check:
 * @campaign: a campaign
 * @fleet: who is there
 * @error: return location: a sentence with the value that will not do
 *
 * Returns: whether it can be played
 */
gboolean
tb_campaign_check (const TbCampaign *campaign, TbFleet *fleet, GError **error)
{
  g_autofree TbCampaignModel *model = g_new (TbCampaignModel, 1);

  tb_campaign_model_init (model, campaign, fleet);
  if (!tb_outbreak_model_check (&model->model, error))
    return FALSE;
  model->model.bootstrap_pool = TB_CAMPAIGN_POOL_AWAY;
  model->model.bootstrap = campaign->list;
  model->model.bootstrap_rate = campaign->list_rate;
  return tb_outbreak_model_check (&model->model, error);
}
