/* tb-outbreak: see the header. Here is what happens when; tb-outbreak-attempt says what a hit does. */
#include "tb-outbreak-private.h"

/* --- making and freeing --- */

static void
add_scan_limits (TbOutbreak *outbreak)
{
  outbreak->budgets = g_new0 (TbBudget, outbreak->population.n_devices);
  outbreak->expected_hits = g_new0 (TbWide, outbreak->rates.n_pools);
}

/* Whether devices only ever fall, one after the other, and all are alike. */
static gboolean
only_falls (const TbOutbreakModel *model)
{
  return model->n_pools == 1 && model->reboot_rate + model->cleanup_rate == 0 && model->scan_limit == 0 && model->load_s == 0
         && model->bootstrap == 0;
}

/**
 * tb_outbreak_new:
 * @model: what spreads where; checked with [func@outbreak_model_check]
 * @seed: equal seeds make equal outbreaks
 * @detail: how much it is to tell
 *
 * Returns: (transfer full): an outbreak that is about to begin
 */
TbOutbreak *
tb_outbreak_new (const TbOutbreakModel *model, guint64 seed, TbOutbreakDetail detail)
{
  TbOutbreak *outbreak = g_new0 (TbOutbreak, 1);
  gboolean has_order = detail != TB_OUTBREAK_ANONYMOUS || !only_falls (model);

  outbreak->model = *model;
  outbreak->model.reach = NULL; /* the rates have it */
  outbreak->every_attempt = detail == TB_OUTBREAK_EVERY_ATTEMPT;
  outbreak->has_names = detail != TB_OUTBREAK_ANONYMOUS || model->bootstrap > 0;
  outbreak->n_initial = model->initial;
  outbreak->n_listed = model->bootstrap;
  tb_stream_init (&outbreak->stream, seed, "outbreak");
  tb_outbreak_rates_init (&outbreak->rates, model, outbreak->every_attempt);
  tb_population_init (&outbreak->population, model, has_order, outbreak->has_names || outbreak->rates.load_ns > 0);
  tb_tree_init (&outbreak->tree, outbreak->population.n_devices, has_order);
  outbreak->hazards = g_new0 (TbWide, model->n_pools);
  outbreak->weights = g_new0 (TbWide, 2 * model->n_pools + 1);
  if (model->scan_limit > 0)
    add_scan_limits (outbreak);
  if (outbreak->rates.load_ns > 0)
    outbreak->loading = g_new (TbLoading, outbreak->population.n_devices);
  return outbreak;
}

/**
 * tb_outbreak_free:
 * @outbreak: (transfer full): an outbreak
 *
 * Frees it.
 */
void
tb_outbreak_free (TbOutbreak *outbreak)
{
  tb_outbreak_rates_clear (&outbreak->rates);
  tb_population_clear (&outbreak->population);
  tb_tree_clear (&outbreak->tree);
  g_free (outbreak->hazards);
  g_free (outbreak->weights);
  g_free (outbreak->budgets);
  g_free (outbreak->expected_hits);
  g_free (outbreak->loading);
  g_clear_pointer (&outbreak->tally, tb_tally_free);
  g_free (outbreak);
}

/* --- what can happen, and how often --- */

guint64
tb_outbreak_now_ns (const TbOutbreak *outbreak)
{
  return (guint64) (outbreak->clock >> TB_CLOCK_BITS);
}

/* Devices of a pool that a probe has to meet for something to come of it. */
guint32
tb_outbreak_count_exposed (const TbOutbreak *outbreak, guint pool)
{
  if (outbreak->every_attempt)
    return tb_population_size (&outbreak->population, pool);
  return tb_population_count_vulnerable (&outbreak->population, pool);
}

void
tb_outbreak_change_bots (TbOutbreak *outbreak, guint pool, gboolean more)
{
  const TbWide *contacts = outbreak->rates.contacts + pool * outbreak->rates.n_pools;

  for (guint i = 0; i < outbreak->rates.n_pools; i++)
    outbreak->hazards[i] += more ? contacts[i] : -contacts[i];
}

/* Bots and those that reached their limit stand side by side; some never leave. */
static guint32
count_leaving (const TbOutbreak *outbreak, guint pool)
{
  const guint32 *ends = outbreak->population.stretches[pool].ends;

  return outbreak->model.pools[pool].stays ? 0 : ends[TB_SEGMENT_SILENT] - ends[TB_SEGMENT_FRESH];
}

static TbWide
weigh (TbOutbreak *outbreak)
{
  guint n_pools = outbreak->rates.n_pools;
  TbWide total = outbreak->n_listed > 0 ? outbreak->rates.bootstrap : 0;

  outbreak->weights[2 * n_pools] = total;
  for (guint i = 0; i < n_pools; i++)
    {
      outbreak->weights[i] = outbreak->hazards[i] * tb_outbreak_count_exposed (outbreak, i);
      outbreak->weights[n_pools + i] = outbreak->rates.leaving * count_leaving (outbreak, i);
      total += outbreak->weights[i] + outbreak->weights[n_pools + i];
    }
  return total;
}

/* --- time --- */

static void
expect_hits (TbOutbreak *outbreak, guint64 elapsed_ns)
{
  guint n_pools = outbreak->rates.n_pools;

  for (guint i = 0; i < n_pools; i++)
    {
      TbWide rate = 0;

      for (guint j = 0; j < n_pools; j++)
        rate += outbreak->rates.contacts[i * n_pools + j] * tb_outbreak_count_exposed (outbreak, j);
      outbreak->expected_hits[i] += (rate >> (TB_RATE_BITS - 64)) * elapsed_ns;
    }
}

void
tb_outbreak_pass (TbOutbreak *outbreak, TbWide until)
{
  guint64 before_ns = tb_outbreak_now_ns (outbreak);

  outbreak->clock = until;
  if (outbreak->budgets != NULL)
    expect_hits (outbreak, tb_outbreak_now_ns (outbreak) - before_ns);
  if (outbreak->tally != NULL)
    tb_tally_add (outbreak->tally, outbreak, tb_outbreak_now_ns (outbreak) - before_ns);
}

static TbWide
next_loaded (const TbOutbreak *outbreak)
{
  return outbreak->n_loading > 0 ? (TbWide) outbreak->loading[outbreak->loading_head].due_ns << TB_CLOCK_BITS : TB_CLOCK_END;
}

/* What comes next is drawn once and kept until it is done, so that looking at it changes nothing. A waiting time has no memory: when something else
 * comes first, the next one is drawn anew. */
static void
plan (TbOutbreak *outbreak)
{
  TbWide at = TB_CLOCK_END, loaded = next_loaded (outbreak);

  if (outbreak->step != TB_STEP_NONE)
    return;
  outbreak->step_total = weigh (outbreak);
  if (outbreak->step_total > 0)
    at = outbreak->clock + tb_rate_wait (outbreak->step_total, tb_variate_exponential (&outbreak->stream));
  outbreak->step_at = MIN (at, loaded);
  outbreak->step = outbreak->step_at >= outbreak->rates.end ? TB_STEP_END : loaded <= at ? TB_STEP_LOADED : TB_STEP_EVENT;
}

/* --- what happens --- */

static TbOutbreakEvent
say (const TbOutbreak *outbreak, TbOutbreakKind kind, guint32 device)
{
  return (TbOutbreakEvent) { tb_outbreak_now_ns (outbreak), device, TB_OUTBREAK_NOBODY, kind, 0 };
}

static void
begin_one (TbOutbreak *outbreak, TbOutbreakEvent *event)
{
  tb_outbreak_take (outbreak, 0, tb_outbreak_choose_vulnerable (outbreak, 0), TB_OUTBREAK_NOBODY, event);
  outbreak->n_initial--;
}

static void
finish_loading (TbOutbreak *outbreak, TbOutbreakEvent *event)
{
  guint32 device = outbreak->loading[outbreak->loading_head].device;
  guint pool = tb_population_pool (&outbreak->population, device);

  outbreak->loading_head = (outbreak->loading_head + 1) % outbreak->population.n_devices;
  outbreak->n_loading--;
  tb_population_move (&outbreak->population, pool, outbreak->population.places[device], TB_SEGMENT_LOADING, TB_SEGMENT_BOT);
  tb_outbreak_start_bot (outbreak, pool, device);
  *event = say (outbreak, TB_OUTBREAK_LOADED, device);
}

static void
leave (TbOutbreak *outbreak, guint pool, TbOutbreakEvent *event)
{
  TbPopulation *population = &outbreak->population;
  guint32 at = population->stretches[pool].ends[TB_SEGMENT_FRESH]
               + (guint32) tb_variate_below (&outbreak->stream, count_leaving (outbreak, pool));
  TbSegment from = at < population->stretches[pool].ends[TB_SEGMENT_BOT] ? TB_SEGMENT_BOT : TB_SEGMENT_SILENT;
  gboolean again = tb_variate_chance (&outbreak->stream, outbreak->rates.reboot_share)
                   && tb_variate_chance (&outbreak->stream, outbreak->rates.reinfection);

  *event = say (outbreak, again ? TB_OUTBREAK_CLEARED : TB_OUTBREAK_CLEANED, population->order[at]);
  tb_population_move (population, pool, at, from, again ? TB_SEGMENT_AGAIN : TB_SEGMENT_IMMUNE);
  if (from == TB_SEGMENT_BOT)
    tb_outbreak_change_bots (outbreak, pool, FALSE);
}

/* Returns whether anything came of it that is an event. */
static gboolean
happen (TbOutbreak *outbreak, TbWide total, TbOutbreakEvent *event)
{
  guint n_pools = outbreak->rates.n_pools, what = tb_rate_choose (&outbreak->stream, outbreak->weights, 2 * n_pools + 1, total);

  if (what < n_pools)
    return tb_outbreak_attempt (outbreak, what, event);
  if (what == 2 * n_pools)
    return tb_outbreak_visit (outbreak, event);
  leave (outbreak, what - n_pools, event);
  return TRUE;
}

/**
 * tb_outbreak_peek:
 * @outbreak: an outbreak
 * @time_ns: (out): when something may happen next
 *
 * Looks ahead. However often that is done, the outbreak goes on in the same way.
 *
 * Returns: %FALSE at the end: nothing can change any more, or it would be later than the model's end
 */
gboolean
tb_outbreak_peek (TbOutbreak *outbreak, guint64 *time_ns)
{
  *time_ns = tb_outbreak_now_ns (outbreak);
  if (outbreak->n_initial > 0)
    return TRUE;
  plan (outbreak);
  *time_ns = (guint64) (outbreak->step_at >> TB_CLOCK_BITS);
  return outbreak->step != TB_STEP_END;
}

static gboolean
do_step (TbOutbreak *outbreak, TbOutbreakEvent *event)
{
  TbStep step = outbreak->step;

  if (step == TB_STEP_END)
    return FALSE;
  outbreak->step = TB_STEP_NONE;
  tb_outbreak_pass (outbreak, outbreak->step_at);
  if (step == TB_STEP_EVENT)
    return happen (outbreak, outbreak->step_total, event);
  finish_loading (outbreak, event);
  return TRUE;
}

/**
 * tb_outbreak_step:
 * @outbreak: an outbreak
 * @event: (out caller-allocates): what happened
 *
 * Goes on to the time that [method@Outbreak.peek] tells.
 *
 * Returns: %FALSE when nothing came of it: a bot that had no probe left, or an entry of the list that was taken already
 */
gboolean
tb_outbreak_step (TbOutbreak *outbreak, TbOutbreakEvent *event)
{
  if (outbreak->n_initial > 0)
    {
      begin_one (outbreak, event);
      return TRUE;
    }
  plan (outbreak);
  return do_step (outbreak, event);
}

/**
 * tb_outbreak_next:
 * @outbreak: an outbreak
 * @event: (out caller-allocates): what happened
 *
 * Goes on to the next event. The state is then as after it.
 *
 * Returns: %FALSE at the end, see [method@Outbreak.peek]
 */
gboolean
tb_outbreak_next (TbOutbreak *outbreak, TbOutbreakEvent *event)
{
  guint64 time_ns;

  while (tb_outbreak_peek (outbreak, &time_ns))
    if (tb_outbreak_step (outbreak, event))
      return TRUE;
  return FALSE;
}
