/* tb-outbreak-population: devices sorted by state. A random device of a state is found in one step and changes its state in one swap for each segment
 * it crosses; four bytes for each device, four more where devices are asked for by number. */
#include "tb-outbreak-private.h"

static void
init_stretch (TbPopulation *population, guint pool, guint32 n_devices)
{
  TbStretch *stretch = &population->stretches[pool];

  stretch->first = stretch->ends[TB_SEGMENT_AGAIN] = population->n_devices;
  population->n_devices += n_devices;
  for (guint i = TB_SEGMENT_FRESH; i < TB_SEGMENT_N; i++)
    stretch->ends[i] = population->n_devices;
}

/* From high numbers to low: the last of the fresh are the first to be taken where nobody asks for names, so there devices are numbered as they
 * fall. */
static guint32
first_device_at (const TbStretch *stretch, guint32 at)
{
  return stretch->first + stretch->ends[TB_SEGMENT_N - 1] - 1 - at;
}

static void
fill_stretch (TbPopulation *population, const TbStretch *stretch)
{
  for (guint32 at = stretch->first; at < stretch->ends[TB_SEGMENT_N - 1]; at++)
    population->order[at] = first_device_at (stretch, at);
  for (guint32 at = stretch->first; population->places != NULL && at < stretch->ends[TB_SEGMENT_N - 1]; at++)
    population->places[first_device_at (stretch, at)] = at;
}

/* Without an order nothing may be moved but the last of the fresh. */
void
tb_population_init (TbPopulation *population, const TbOutbreakModel *model, gboolean with_order, gboolean with_places)
{
  *population = (TbPopulation) { .n_pools = model->n_pools };
  for (guint i = 0; i < model->n_pools; i++)
    init_stretch (population, i, model->pools[i].n_devices);
  if (!with_order)
    return;
  population->order = g_new (guint32, population->n_devices);
  population->places = with_places ? g_new (guint32, population->n_devices) : NULL;
  for (guint i = 0; i < model->n_pools; i++)
    fill_stretch (population, &population->stretches[i]);
}

void
tb_population_clear (TbPopulation *population)
{
  g_clear_pointer (&population->order, g_free);
  g_clear_pointer (&population->places, g_free);
}

guint32
tb_population_begin (const TbPopulation *population, guint pool, TbSegment segment)
{
  const TbStretch *stretch = &population->stretches[pool];

  return segment == 0 ? stretch->first : stretch->ends[segment - 1];
}

guint32
tb_population_count (const TbPopulation *population, guint pool, TbSegment segment)
{
  return population->stretches[pool].ends[segment] - tb_population_begin (population, pool, segment);
}

guint32
tb_population_count_vulnerable (const TbPopulation *population, guint pool)
{
  return population->stretches[pool].ends[TB_SEGMENT_FRESH] - population->stretches[pool].first;
}

/* Which device stands there. */
guint32
tb_population_device (const TbPopulation *population, guint pool, guint32 at)
{
  return population->order != NULL ? population->order[at] : first_device_at (&population->stretches[pool], at);
}

static void
swap (TbPopulation *population, guint32 a, guint32 b)
{
  guint32 device;

  if (a == b)
    return;
  device = population->order[a];
  population->order[a] = population->order[b];
  population->order[b] = device;
  if (population->places != NULL)
    {
      population->places[population->order[a]] = a;
      population->places[device] = b;
    }
}

/* Takes what stands at @at from one segment to another. */
void
tb_population_move (TbPopulation *population, guint pool, guint32 at, TbSegment from, TbSegment to)
{
  guint32 *ends = population->stretches[pool].ends;

  for (; from < to; from++)
    {
      swap (population, at, ends[from] - 1);
      at = --ends[from];
    }
  for (; from > to; from--)
    {
      swap (population, at, ends[from - 1]);
      at = ends[from - 1]++;
    }
}

TbSegment
tb_population_find (const TbPopulation *population, guint pool, guint32 at)
{
  guint segment = 0;

  while (at >= population->stretches[pool].ends[segment])
    segment++;
  return segment;
}

/* How many devices a pool has. */
guint32
tb_population_size (const TbPopulation *population, guint pool)
{
  return population->stretches[pool].ends[TB_SEGMENT_N - 1] - population->stretches[pool].first;
}

guint
tb_population_pool (const TbPopulation *population, guint32 device)
{
  guint32 at = population->places != NULL ? population->places[device] : device;
  guint pool = 0;

  while (at >= population->stretches[pool].ends[TB_SEGMENT_N - 1])
    pool++;
  return pool;
}

/* The last of a pool becomes the first of the next. */
static guint32
rise (TbPopulation *population, guint pool, guint32 at, TbSegment segment)
{
  TbStretch *stretch = &population->stretches[pool];

  tb_population_move (population, pool, at, segment, TB_SEGMENT_N - 1);
  at = segment == TB_SEGMENT_N - 1 ? at : stretch->ends[TB_SEGMENT_N - 2];
  swap (population, at, --stretch->ends[TB_SEGMENT_N - 1]);
  return --stretch[1].first;
}

/* The first of a pool becomes the last of the one before. */
static guint32
sink (TbPopulation *population, guint pool, guint32 at, TbSegment segment)
{
  TbStretch *stretch = &population->stretches[pool];

  tb_population_move (population, pool, at, segment, TB_SEGMENT_AGAIN);
  at = segment == TB_SEGMENT_AGAIN ? at : stretch->ends[TB_SEGMENT_AGAIN] - 1;
  swap (population, at, stretch->first++);
  return stretch[-1].ends[TB_SEGMENT_N - 1]++;
}

/* Takes what stands at @at to the same segment of another pool, through those between: a few swaps for each. */
void
tb_population_transfer (TbPopulation *population, guint pool, guint32 at, TbSegment segment, guint to)
{
  TbSegment through = segment;

  for (; pool < to; pool++, through = TB_SEGMENT_AGAIN)
    at = rise (population, pool, at, through);
  for (; pool > to; pool--, through = TB_SEGMENT_N - 1)
    at = sink (population, pool, at, through);
  tb_population_move (population, pool, at, through, segment);
}
