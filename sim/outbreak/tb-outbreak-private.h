/* Private to the outbreak engine: a model in whole numbers, the devices in their segments, and the state of a run. */
#pragma once

#include "tb-outbreak.h"
#include "tb-variate.h"

G_BEGIN_DECLS

/* --- rates: a model in whole numbers, made once --- */

/* Rates are per nanosecond, in units of 2^-100: a bot that finds one device in 4 billion addresses once a year still has 20 digits. */
#define TB_RATE_BITS 100

/* The clock counts nanoseconds in units of 2^-32. */
#define TB_CLOCK_BITS 32
#define TB_CLOCK_END  ((TbWide) 1 << (62 + TB_CLOCK_BITS))

typedef struct
{
  guint n_pools;
  TbWide *contacts;             /* by pool of the bot and pool of the device: rate at which one bot hits one device */
  guint64 *arrivals;            /* the same pairs: chance that a probe gets there */
  guint64 *successes;           /* by pool of the device: chance that a probe that got there takes it */
  TbWide scan;                  /* probes of one bot */
  TbWide leaving;               /* reboots and clean-ups of one bot */
  TbWide bootstrap;
  guint64 reboot_share;         /* of what leaves */
  guint64 reinfection;
  guint64 load_ns;
  TbWide end;                   /* on the clock */
} TbOutbreakRates;

void   tb_outbreak_rates_init  (TbOutbreakRates *rates, const TbOutbreakModel *model, gboolean every_attempt);
void   tb_outbreak_rates_clear (TbOutbreakRates *rates);
TbWide tb_rate_wait            (TbWide rate, guint64 exponential);
guint  tb_rate_choose          (TbStream *stream, const TbWide *weights, guint n, TbWide total);

/* --- population: which device is in which state --- */

/* The devices of a pool stand in one stretch of an array, those of one segment side by side and in this order: vulnerable again after a reboot,
 * vulnerable and never taken, bots, bots that reached their scan limit, taken but not ready, cleaned for good. */
typedef enum
{
  TB_SEGMENT_AGAIN,
  TB_SEGMENT_FRESH,
  TB_SEGMENT_BOT,
  TB_SEGMENT_SILENT,
  TB_SEGMENT_LOADING,
  TB_SEGMENT_IMMUNE,
  TB_SEGMENT_N
} TbSegment;

typedef struct
{
  guint32 first;
  guint32 ends[TB_SEGMENT_N];
} TbStretch;

typedef struct
{
  guint n_pools;
  guint32 n_devices;
  TbStretch stretches[TB_OUTBREAK_MAX_POOLS];
  guint32 *order;               /* devices; NULL where nobody ever changes places */
  guint32 *places;              /* where each device stands in order; NULL where nobody asks by device */
} TbPopulation;

void      tb_population_init   (TbPopulation *population, const TbOutbreakModel *model, gboolean with_order, gboolean with_places);
guint32   tb_population_device (const TbPopulation *population, guint pool, guint32 at);
void      tb_population_clear  (TbPopulation *population);
guint32   tb_population_begin  (const TbPopulation *population, guint pool, TbSegment segment);
guint32   tb_population_count  (const TbPopulation *population, guint pool, TbSegment segment);
guint32   tb_population_count_vulnerable (const TbPopulation *population, guint pool);
void      tb_population_move   (TbPopulation *population, guint pool, guint32 at, TbSegment from, TbSegment to);
TbSegment tb_population_find   (const TbPopulation *population, guint pool, guint32 at);
void      tb_population_transfer (TbPopulation *population, guint pool, guint32 at, TbSegment segment, guint to);
guint32   tb_population_size   (const TbPopulation *population, guint pool);
guint     tb_population_pool   (const TbPopulation *population, guint32 device);

/* --- a run --- */

typedef struct
{
  guint32 *inverted_parents;    /* by device */
  guint32 *next_generations;    /* of those it takes; NULL where devices are numbered as they fall */
  guint64 n_taken;
  guint32 deepest;
} TbTree;

void    tb_tree_init           (TbTree *tree, guint32 n_devices, gboolean with_generations);
void    tb_tree_clear          (TbTree *tree);
void    tb_tree_add            (TbTree *tree, guint32 device, guint32 parent);
guint32 tb_tree_get_parent     (const TbTree *tree, guint32 device);
guint32 tb_tree_get_generation (const TbTree *tree, guint32 device);
guint32 tb_tree_get_depth      (const TbTree *tree);

/* What is known of a bot with a scan limit: how many probes it had made when it was last looked at. */
typedef struct
{
  guint64 looked_ns;
  guint64 hits;                 /* expected of a bot of this pool since the beginning, until then; 32 bits after the point */
  guint32 n_probes;
} TbBudget;

typedef struct
{
  guint64 due_ns;
  guint32 device;
} TbLoading;

typedef struct _TbTally TbTally;

void tb_tally_add  (TbTally *tally, const TbOutbreak *outbreak, guint64 elapsed_ns);
void tb_tally_free (TbTally *tally);

/* What comes next, drawn but not yet done. */
typedef enum { TB_STEP_NONE, TB_STEP_EVENT, TB_STEP_LOADED, TB_STEP_END } TbStep;

struct _TbOutbreak
{
  TbOutbreakModel model;
  TbOutbreakRates rates;
  gboolean every_attempt;
  gboolean has_names;           /* whether it matters which device of a pool is which */
  TbStream stream;
  TbWide clock;
  TbStep step;
  TbWide step_at;               /* on the clock */
  TbWide step_total;            /* of the weights it was drawn with */
  TbPopulation population;
  TbTree tree;
  guint32 n_initial;            /* bots of the beginning that are still to come */
  guint32 n_listed;             /* entries of the bootstrap list that are left */

  TbWide *hazards;              /* by pool: rate at which one device is hit */
  TbWide *weights;              /* by what can happen: a device of a pool is hit, a bot of a pool leaves, the list is worked off */

  TbBudget *budgets;            /* by device, or NULL */
  TbWide *expected_hits;        /* by pool: of one bot since the beginning; 64 bits after the point */

  TbTally *tally;               /* NULL where attempts are not counted */
  TbLoading *loading;           /* a ring, first come first served; NULL where nothing takes time */
  guint32 loading_head;
  guint32 n_loading;
};

guint64  tb_outbreak_now_ns        (const TbOutbreak *outbreak);
void     tb_outbreak_change_bots   (TbOutbreak *outbreak, guint pool, gboolean more);
void     tb_outbreak_pass          (TbOutbreak *outbreak, TbWide until);
void     tb_outbreak_start_bot     (TbOutbreak *outbreak, guint pool, guint32 device);
void     tb_outbreak_settle_probes (TbOutbreak *outbreak, guint pool, guint32 bot, guint to);
guint32  tb_outbreak_choose_vulnerable (TbOutbreak *outbreak, guint pool);
guint32  tb_outbreak_count_exposed (const TbOutbreak *outbreak, guint pool);
gboolean tb_outbreak_attempt       (TbOutbreak *outbreak, guint pool, TbOutbreakEvent *event);
gboolean tb_outbreak_visit         (TbOutbreak *outbreak, TbOutbreakEvent *event);
void     tb_outbreak_take          (TbOutbreak *outbreak, guint pool, guint32 at, guint32 parent, TbOutbreakEvent *event);

G_END_DECLS
