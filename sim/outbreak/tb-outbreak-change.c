/* tb-outbreak-change: what somebody does to an outbreak while it goes on: protects a device, cures it, infects the first one, changes how fast bots
 * scan.
 *
 * A waiting time has no memory, so a change at any moment is exact: what was drawn for later is forgotten and drawn anew. Changes belong to the
 * input of a run, as commands do; equal seeds and equal changes make equal outbreaks. */
#include "tb-outbreak-private.h"

/* The time may not be later than what comes next, nor earlier than what was last. */
static void
interrupt (TbOutbreak *outbreak, guint64 time_ns)
{
  TbWide at = (TbWide) time_ns << TB_CLOCK_BITS;

  g_return_if_fail (outbreak->step == TB_STEP_NONE || at <= outbreak->step_at);
  if (at > outbreak->clock)
    tb_outbreak_pass (outbreak, at);
  outbreak->step = TB_STEP_NONE;
}

static TbSegment
find_segment (const TbOutbreak *outbreak, guint pool, guint32 device)
{
  return tb_population_find (&outbreak->population, pool, outbreak->population.places[device]);
}

static gboolean
is_there (const TbOutbreak *outbreak, guint32 device)
{
  return outbreak->population.places != NULL && device < outbreak->population.n_devices;
}

/**
 * tb_outbreak_set_pool:
 * @outbreak: an outbreak whose devices have numbers
 * @time_ns: when; not before the last event and not after the next
 * @device: which device
 * @pool: the pool it belongs to from now on: another network, another weakness
 *
 * An infected device stays infected, and goes on from there.
 */
void
tb_outbreak_set_pool (TbOutbreak *outbreak, guint64 time_ns, guint32 device, guint pool)
{
  guint before;
  TbSegment segment;

  g_return_if_fail (is_there (outbreak, device) && pool < outbreak->population.n_pools);
  interrupt (outbreak, time_ns);
  before = tb_population_pool (&outbreak->population, device);
  segment = find_segment (outbreak, before, device);
  tb_population_transfer (&outbreak->population, before, outbreak->population.places[device], segment, pool);
  if (segment != TB_SEGMENT_BOT)
    return;
  tb_outbreak_settle_probes (outbreak, before, device, pool);
  tb_outbreak_change_bots (outbreak, before, FALSE);
  tb_outbreak_change_bots (outbreak, pool, TRUE);
}

/**
 * tb_outbreak_infect:
 * @outbreak: an outbreak whose devices have numbers
 * @time_ns: when; not before the last event and not after the next
 * @device: which device
 * @event: (out caller-allocates): what happened
 *
 * The attacker takes a device himself, with whatever it takes.
 *
 * Returns: %FALSE when it is taken already or clean for good
 */
gboolean
tb_outbreak_infect (TbOutbreak *outbreak, guint64 time_ns, guint32 device, TbOutbreakEvent *event)
{
  guint pool;

  g_return_val_if_fail (is_there (outbreak, device), FALSE);
  pool = tb_population_pool (&outbreak->population, device);
  if (find_segment (outbreak, pool, device) > TB_SEGMENT_FRESH)
    return FALSE;
  interrupt (outbreak, time_ns);
  tb_outbreak_take (outbreak, pool, outbreak->population.places[device], TB_OUTBREAK_NOBODY, event);
  return TRUE;
}

/* It will not be ready: those behind it move up. */
static void
forget_loading (TbOutbreak *outbreak, guint32 device)
{
  guint32 n = outbreak->population.n_devices, kept = 0;

  for (guint32 i = 0; i < outbreak->n_loading; i++)
    {
      TbLoading entry = outbreak->loading[((guint64) outbreak->loading_head + i) % n];

      if (entry.device != device)
        outbreak->loading[((guint64) outbreak->loading_head + kept++) % n] = entry;
    }
  outbreak->n_loading = kept;
}

static void
stop_bot (TbOutbreak *outbreak, guint pool, guint32 device, TbSegment segment)
{
  if (segment == TB_SEGMENT_BOT)
    tb_outbreak_change_bots (outbreak, pool, FALSE);
  if (segment == TB_SEGMENT_LOADING)
    forget_loading (outbreak, device);
}

/**
 * tb_outbreak_cure:
 * @outbreak: an outbreak whose devices have numbers
 * @time_ns: when; not before the last event and not after the next
 * @device: which device
 * @for_good: whether it cannot be taken any more, infected or not; else it is as vulnerable as before
 * @event: (out caller-allocates): what happened
 *
 * Restarts a device, or restarts and mends it.
 *
 * Returns: whether it was infected, and @event says that it is not any more
 */
gboolean
tb_outbreak_cure (TbOutbreak *outbreak, guint64 time_ns, guint32 device, gboolean for_good, TbOutbreakEvent *event)
{
  TbSegment segment, goal;
  guint pool;

  g_return_val_if_fail (is_there (outbreak, device), FALSE);
  pool = tb_population_pool (&outbreak->population, device);
  segment = find_segment (outbreak, pool, device);
  interrupt (outbreak, time_ns);
  stop_bot (outbreak, pool, device, segment);
  goal = for_good ? TB_SEGMENT_IMMUNE : segment > TB_SEGMENT_FRESH && segment < TB_SEGMENT_IMMUNE ? TB_SEGMENT_AGAIN : segment;
  tb_population_move (&outbreak->population, pool, outbreak->population.places[device], segment, goal);
  *event = (TbOutbreakEvent) { tb_outbreak_now_ns (outbreak), device, TB_OUTBREAK_NOBODY, for_good ? TB_OUTBREAK_CLEANED : TB_OUTBREAK_CLEARED, 0 };
  return segment > TB_SEGMENT_FRESH && segment < TB_SEGMENT_IMMUNE;
}

static void
settle_all (TbOutbreak *outbreak)
{
  const TbPopulation *population = &outbreak->population;

  for (guint i = 0; i < outbreak->rates.n_pools; i++)
    for (guint32 at = tb_population_begin (population, i, TB_SEGMENT_BOT); at < population->stretches[i].ends[TB_SEGMENT_BOT]; at++)
      tb_outbreak_settle_probes (outbreak, i, tb_population_device (population, i, at), i);
}

/* Hazards are sums over bots, and follow anew. */
static void
set_rates (TbOutbreak *outbreak, const TbOutbreakModel *model)
{
  guint n_pools = model->n_pools;

  tb_outbreak_rates_clear (&outbreak->rates);
  tb_outbreak_rates_init (&outbreak->rates, model, outbreak->every_attempt);
  for (guint i = 0; i < n_pools; i++)
    {
      outbreak->hazards[i] = 0;
      for (guint j = 0; j < n_pools; j++)
        outbreak->hazards[i] += outbreak->rates.contacts[j * n_pools + i] * tb_population_count (&outbreak->population, j, TB_SEGMENT_BOT);
    }
}

/**
 * tb_outbreak_set_model:
 * @outbreak: an outbreak
 * @time_ns: when; not before the last event and not after the next
 * @model: rates, weaknesses and reach from now on. How many pools there are, how many devices are in them, the beginning and whether there is a scan
 *   limit and a time to infect stay as they were
 *
 * Egress filters, segments and other things that concern many at once.
 */
void
tb_outbreak_set_model (TbOutbreak *outbreak, guint64 time_ns, const TbOutbreakModel *model)
{
  guint n_pools = outbreak->rates.n_pools;

  g_return_if_fail (model->n_pools == n_pools && (model->scan_limit > 0) == (outbreak->budgets != NULL)
                    && (model->load_s > 0) == (outbreak->loading != NULL));
  interrupt (outbreak, time_ns);
  settle_all (outbreak);
  outbreak->model = *model;
  outbreak->model.reach = NULL;
  set_rates (outbreak, model);
}

/**
 * tb_outbreak_tell_attempts:
 * @outbreak: an outbreak whose devices have numbers
 * @time_ns: when; not before the last event and not after the next
 * @every_attempt: whether attempts that change nothing are events from now on
 * @model: the model in force
 *
 * Tells more or less. Both are the same outbreak in distribution, and so is one that changes over.
 */
void
tb_outbreak_tell_attempts (TbOutbreak *outbreak, guint64 time_ns, gboolean every_attempt, const TbOutbreakModel *model)
{
  interrupt (outbreak, time_ns);
  settle_all (outbreak);
  outbreak->every_attempt = every_attempt;
  set_rates (outbreak, model);
}
