/* tb-spread: the campaign that a world plays: when whom is taken.
 *
 * One outbreak among all objects, of whom those who are no devices, are switched off or are quarantined stand aside. The queue holds one event for it, at
 * the time the outbreak tells; what happens becomes records. Orders that open or close a door are records first, and the outbreak learns of them from
 * those. Private to sim/fleet. */
#pragma once

#include "tb-campaign.h"
#include "tb-outbreak.h"
#include "tb-world-private.h"

G_BEGIN_DECLS

/* Attempts that are told one by one before they are only counted, so that a year of them fits into memory. */
#define TB_SPREAD_TOLD 3000

/* Counts come at least so many times apart, as a share of the time since the beginning. */
#define TB_SPREAD_COUNT_SHARE 100

struct _TbSpread
{
  const TbGroup *attacker;
  TbCampaign campaign;         /* as it is tuned now */
  TbOutbreak *outbreak;        /* NULL before it begins */
  gint64 begun_us;
  gboolean is_scanning;
  gboolean is_dirty;           /* something has changed, and the next event is to be looked for anew */
  guint32 plan;                /* only the latest event counts */
  guint32 n_told;
  guint32 *list;               /* the devices the attacker knows */
  guint n_list;
  guint n_visited;
  TbStream visits;
  guint8 *floods;              /* by object: whether it is a bot that can flood */
  guint32 *n_floods;           /* by group: how many are */
  gboolean is_reckoning;       /* a look at the victims is planned */
};

void     tb_spread_set_up      (TbWorld *world);
void     tb_spread_free        (TbSpread *spread);
void     tb_spread_begin       (TbWorld *world);
void     tb_spread_place       (TbWorld *world, guint32 object);
void     tb_spread_cure        (TbWorld *world, guint32 object);
gboolean tb_spread_take        (TbWorld *world, guint32 object);
void     tb_spread_retune      (TbWorld *world);
void     tb_spread_halt        (TbWorld *world);
gint64   tb_spread_get_time_ns (TbWorld *world);

/* tb-siege */
void     tb_siege_free_bots    (TbSpread *spread);
void     tb_siege_notice       (TbWorld *world, guint32 object);
void     tb_siege_reckon_soon  (TbWorld *world);

G_END_DECLS
