/* tb-outbreak-look: what can be asked of an outbreak. */
#include "tb-outbreak-private.h"

/**
 * tb_outbreak_get_time_ns:
 * @outbreak: an outbreak
 *
 * Returns: when the last event happened
 */
guint64
tb_outbreak_get_time_ns (TbOutbreak *outbreak)
{
  return tb_outbreak_now_ns (outbreak);
}

/**
 * tb_outbreak_get_census:
 * @outbreak: an outbreak
 * @pool: which pool
 *
 * Returns: how its devices are now
 */
TbOutbreakCensus
tb_outbreak_get_census (TbOutbreak *outbreak, guint pool)
{
  const TbStretch *stretch = &outbreak->population.stretches[pool];

  return (TbOutbreakCensus) { stretch->ends[TB_SEGMENT_FRESH] - stretch->first,
                              stretch->ends[TB_SEGMENT_LOADING] - stretch->ends[TB_SEGMENT_FRESH],
                              stretch->ends[TB_SEGMENT_IMMUNE] - stretch->ends[TB_SEGMENT_LOADING] };
}

/**
 * tb_outbreak_get_parent:
 * @outbreak: an outbreak
 * @device: which device
 *
 * Returns: the bot that took it last, or %TB_OUTBREAK_NOBODY for the attacker, or for nobody yet
 */
guint32
tb_outbreak_get_parent (TbOutbreak *outbreak, guint32 device)
{
  return tb_tree_get_parent (&outbreak->tree, device);
}

/**
 * tb_outbreak_get_generation:
 * @outbreak: an outbreak
 * @device: which device
 *
 * Returns: 0 for those the attacker took, 1 for those their bots took, and so on; %G_MAXUINT32 for one that was never taken
 */
guint32
tb_outbreak_get_generation (TbOutbreak *outbreak, guint32 device)
{
  return tb_tree_get_generation (&outbreak->tree, device);
}

/**
 * tb_outbreak_get_depth:
 * @outbreak: an outbreak
 *
 * Returns: the highest generation so far
 */
guint32
tb_outbreak_get_depth (TbOutbreak *outbreak)
{
  return tb_tree_get_depth (&outbreak->tree);
}

/**
 * tb_outbreak_is_infected:
 * @outbreak: an outbreak whose devices have numbers
 * @device: which device
 *
 * Returns: whether it is taken now
 */
gboolean
tb_outbreak_is_infected (TbOutbreak *outbreak, guint32 device)
{
  const TbPopulation *population = &outbreak->population;
  TbSegment segment;

  g_return_val_if_fail (population->places != NULL && device < population->n_devices, FALSE);
  segment = tb_population_find (population, tb_population_pool (population, device), population->places[device]);
  return segment > TB_SEGMENT_FRESH && segment < TB_SEGMENT_IMMUNE;
}

/**
 * tb_outbreak_get_pool:
 * @outbreak: an outbreak
 * @device: which device
 *
 * Returns: the pool it is in
 */
guint
tb_outbreak_get_pool (TbOutbreak *outbreak, guint32 device)
{
  return tb_population_pool (&outbreak->population, device);
}

/**
 * tb_outbreak_get_bytes:
 * @outbreak: an outbreak
 *
 * Returns: bytes held for each device
 */
gsize
tb_outbreak_get_bytes (TbOutbreak *outbreak)
{
  return sizeof *outbreak->tree.inverted_parents + (outbreak->tree.next_generations != NULL ? sizeof *outbreak->tree.next_generations : 0)
         + (outbreak->population.order != NULL ? sizeof *outbreak->population.order : 0)
         + (outbreak->population.places != NULL ? sizeof *outbreak->population.places : 0)
         + (outbreak->budgets != NULL ? sizeof *outbreak->budgets : 0) + (outbreak->loading != NULL ? sizeof *outbreak->loading : 0);
}
