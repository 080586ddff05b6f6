/* tb-outbreak-attempt: what a hit does: which bot it came from, whether that bot may still probe, whether the device is taken. */
#include "tb-outbreak-private.h"

/* --- taking a device --- */

static void
begin_loading (TbOutbreak *outbreak, guint32 device)
{
  guint32 place = (guint32) (((guint64) outbreak->loading_head + outbreak->n_loading++) % outbreak->population.n_devices);

  outbreak->loading[place] = (TbLoading) { tb_outbreak_now_ns (outbreak) + outbreak->rates.load_ns + 1, device };
}

/* From now on the device probes. */
void
tb_outbreak_start_bot (TbOutbreak *outbreak, guint pool, guint32 device)
{
  if (outbreak->budgets != NULL)
    outbreak->budgets[device] = (TbBudget) { tb_outbreak_now_ns (outbreak), (guint64) (outbreak->expected_hits[pool] >> 32), 0 };
  tb_outbreak_change_bots (outbreak, pool, TRUE);
}

/* Where one of the vulnerable of a pool stands. Without names the fresh ones are all alike and need no draw among them. */
guint32
tb_outbreak_choose_vulnerable (TbOutbreak *outbreak, guint pool)
{
  const TbStretch *stretch = &outbreak->population.stretches[pool];
  guint32 n_again = stretch->ends[TB_SEGMENT_AGAIN] - stretch->first, x;

  if (n_again == 0 && !outbreak->has_names)
    return stretch->ends[TB_SEGMENT_FRESH] - 1;
  x = (guint32) tb_variate_below (&outbreak->stream, tb_population_count_vulnerable (&outbreak->population, pool));
  return x < n_again || outbreak->has_names ? stretch->first + x : stretch->ends[TB_SEGMENT_FRESH] - 1;
}

/* Takes what stands at @at among the vulnerable. The attacker's own are ready at once. */
void
tb_outbreak_take (TbOutbreak *outbreak, guint pool, guint32 at, guint32 parent, TbOutbreakEvent *event)
{
  guint32 device = tb_population_device (&outbreak->population, pool, at);
  TbSegment from = at < outbreak->population.stretches[pool].ends[TB_SEGMENT_AGAIN] ? TB_SEGMENT_AGAIN : TB_SEGMENT_FRESH;
  gboolean loads = outbreak->loading != NULL && (parent != TB_OUTBREAK_NOBODY || outbreak->n_initial == 0);

  tb_tree_add (&outbreak->tree, device, parent);
  tb_population_move (&outbreak->population, pool, at, from, loads ? TB_SEGMENT_LOADING : TB_SEGMENT_BOT);
  if (loads)
    begin_loading (outbreak, device);
  else
    tb_outbreak_start_bot (outbreak, pool, device);
  *event = (TbOutbreakEvent) { tb_outbreak_now_ns (outbreak), device, parent, TB_OUTBREAK_INFECTED, 0 };
}

/* --- the bot it came from --- */

static guint
choose_origin (TbOutbreak *outbreak, guint pool)
{
  guint n_pools = outbreak->rates.n_pools;
  TbWide weights[TB_OUTBREAK_MAX_POOLS];

  if (n_pools == 1)
    return 0;
  for (guint i = 0; i < n_pools; i++)
    weights[i] = outbreak->rates.contacts[i * n_pools + pool] * tb_population_count (&outbreak->population, i, TB_SEGMENT_BOT);
  return tb_rate_choose (&outbreak->stream, weights, n_pools, outbreak->hazards[pool]);
}

static guint32
choose_within (TbOutbreak *outbreak, guint pool, TbSegment segment)
{
  return tb_population_begin (&outbreak->population, pool, segment)
         + (guint32) tb_variate_below (&outbreak->stream, tb_population_count (&outbreak->population, pool, segment));
}

/* Probes of the bot that met nothing since it was last looked at: of a Poisson process, what is not a hit is one of its own. */
static TbWide
expected_misses (TbOutbreak *outbreak, guint pool, const TbBudget *budget, guint64 now_ns, guint64 hits)
{
  TbWide probes = ((outbreak->rates.scan >> (TB_RATE_BITS - 64)) * (now_ns - budget->looked_ns)) >> 32, met = hits - budget->hits;
  TbWide beyond = ((TbWide) outbreak->model.scan_limit * 2 + 1000) << TB_VARIATE_MEAN_BITS;

  return probes <= met ? 0 : MIN (probes - met, beyond);
}

/* Probes of the bot until now, drawn as far as they are not known, but never more than its limit. */
static guint64
count_probes (TbOutbreak *outbreak, guint pool, guint32 bot)
{
  TbBudget *budget = &outbreak->budgets[bot];
  guint64 now_ns = tb_outbreak_now_ns (outbreak), hits = (guint64) (outbreak->expected_hits[pool] >> 32);
  guint64 misses = tb_variate_poisson (&outbreak->stream, expected_misses (outbreak, pool, budget, now_ns, hits));
  guint64 n_probes = MIN (budget->n_probes + misses, outbreak->model.scan_limit);

  *budget = (TbBudget) { now_ns, hits, (guint32) n_probes };
  return n_probes;
}

/* Whether the bot had a probe left for this hit. A bot that had none fell silent unseen; it is found out here, before it changes anything. */
static gboolean
spend_probe (TbOutbreak *outbreak, guint pool, guint32 bot)
{
  if (count_probes (outbreak, pool, bot) >= outbreak->model.scan_limit)
    return FALSE;
  outbreak->budgets[bot].n_probes++;
  return TRUE;
}

/* Before a bot comes under other rates: its probes until now were at the old ones. Its account goes on in @to. */
void
tb_outbreak_settle_probes (TbOutbreak *outbreak, guint pool, guint32 bot, guint to)
{
  if (outbreak->budgets == NULL)
    return;
  count_probes (outbreak, pool, bot);
  outbreak->budgets[bot].hits = (guint64) (outbreak->expected_hits[to] >> 32);
}

static guint32
find_origin (TbOutbreak *outbreak, guint target, guint *pool)
{
  guint32 at, bot;

  *pool = choose_origin (outbreak, target);
  at = choose_within (outbreak, *pool, TB_SEGMENT_BOT);
  bot = tb_population_device (&outbreak->population, *pool, at);
  if (outbreak->budgets == NULL || spend_probe (outbreak, *pool, bot))
    return bot;
  tb_population_move (&outbreak->population, *pool, at, TB_SEGMENT_BOT, TB_SEGMENT_SILENT);
  tb_outbreak_change_bots (outbreak, *pool, FALSE);
  return TB_OUTBREAK_NOBODY;
}

/* --- what it meets --- */

static TbOutbreakRefusal
refuse (TbOutbreak *outbreak, guint origin, guint pool, TbSegment segment)
{
  if (!tb_variate_chance (&outbreak->stream, outbreak->rates.arrivals[origin * outbreak->rates.n_pools + pool]))
    return TB_REFUSAL_UNREACHABLE;
  if (segment == TB_SEGMENT_IMMUNE)
    return TB_REFUSAL_WRONG_PASSWORD;
  if (segment > TB_SEGMENT_FRESH)
    return TB_REFUSAL_TAKEN;
  return tb_variate_chance (&outbreak->stream, outbreak->rates.successes[pool]) ? TB_REFUSAL_N : outbreak->model.pools[pool].refusal;
}

/* Any device of the pool is met; chance and its state decide. */
static void
try_any (TbOutbreak *outbreak, guint origin, guint pool, guint32 bot, TbOutbreakEvent *event)
{
  TbPopulation *population = &outbreak->population;
  guint32 at = population->stretches[pool].first + (guint32) tb_variate_below (&outbreak->stream, tb_population_size (population, pool));
  TbOutbreakRefusal refusal = refuse (outbreak, origin, pool, tb_population_find (population, pool, at));

  if (refusal == TB_REFUSAL_N)
    tb_outbreak_take (outbreak, pool, at, bot, event);
  else
    *event = (TbOutbreakEvent) { tb_outbreak_now_ns (outbreak), population->order[at], bot, TB_OUTBREAK_REFUSED, refusal };
}

/* A probe met a device of @pool. Returns whether anything came of it. */
gboolean
tb_outbreak_attempt (TbOutbreak *outbreak, guint pool, TbOutbreakEvent *event)
{
  guint origin;
  guint32 bot = find_origin (outbreak, pool, &origin);

  if (bot == TB_OUTBREAK_NOBODY)
    return FALSE;
  if (outbreak->every_attempt)
    try_any (outbreak, origin, pool, bot, event);
  else
    tb_outbreak_take (outbreak, pool, tb_outbreak_choose_vulnerable (outbreak, pool), bot, event);
  return TRUE;
}

static guint32
first_of_list (const TbOutbreakModel *model)
{
  guint32 first = 0;

  for (guint i = 0; i < model->bootstrap_pool; i++)
    first += model->pools[i].n_devices;
  return first;
}

/* The attacker works off his list: its entries are the first devices of a pool, with their right passwords. */
gboolean
tb_outbreak_visit (TbOutbreak *outbreak, TbOutbreakEvent *event)
{
  guint32 device = first_of_list (&outbreak->model) + outbreak->model.bootstrap - outbreak->n_listed--;
  guint32 at = outbreak->population.places[device];
  guint pool = tb_population_pool (&outbreak->population, device);
  TbSegment segment = tb_population_find (&outbreak->population, pool, at);

  if (segment <= TB_SEGMENT_FRESH)
    tb_outbreak_take (outbreak, pool, at, TB_OUTBREAK_NOBODY, event);
  else if (outbreak->every_attempt)
    *event = (TbOutbreakEvent) { tb_outbreak_now_ns (outbreak), device, TB_OUTBREAK_NOBODY, TB_OUTBREAK_REFUSED,
                                 segment == TB_SEGMENT_IMMUNE ? TB_REFUSAL_WRONG_PASSWORD : TB_REFUSAL_TAKEN };
  else
    return FALSE;
  return TRUE;
}
