/* tb-campaign: what an attacker makes of the doors of a fleet, as a model of an outbreak.
 *
 * The model's pools are who is the attacker himself, who is out of reach (switched off, quarantined, or no device at all), and then for each network,
 * with and without an egress filter, each verdict on a door. Nothing here knows of time or records: the world uses it to play a campaign, views to ask
 * what other defences would have come to. */
#pragma once

#include "tb-state.h"

G_BEGIN_DECLS

#define TB_CAMPAIGN_POOL_ATTACKER 0
#define TB_CAMPAIGN_POOL_AWAY     1
#define TB_CAMPAIGN_N_VERDICTS    5
#define TB_CAMPAIGN_MAX_POOLS     (2 + TB_SURFACE_MAX_SEGMENTS * 2 * TB_CAMPAIGN_N_VERDICTS)

G_STATIC_ASSERT (TB_CAMPAIGN_MAX_POOLS <= TB_OUTBREAK_MAX_POOLS);

/**
 * TbCampaignModel:
 * @model: pools and rates; its reach is the array below
 * @reach: from pool to pool
 *
 * Stays where it is: one points into the other.
 */
typedef struct
{
  TbOutbreakModel model;
  double reach[TB_CAMPAIGN_MAX_POOLS * TB_CAMPAIGN_MAX_POOLS];
} TbCampaignModel;

void     tb_campaign_init        (TbCampaign *campaign);
gboolean tb_campaign_check       (const TbCampaign *campaign, TbFleet *fleet, GError **error);
guint    tb_campaign_find_pool   (const TbCampaign *campaign, const TbSurface *surface);
void     tb_campaign_model_init  (TbCampaignModel *model, const TbCampaign *campaign, TbFleet *fleet);
void     tb_campaign_model_count (TbCampaignModel *model, const TbCampaign *campaign, TbFleet *fleet, const TbDefence *defences, guint n_defences);

G_END_DECLS
