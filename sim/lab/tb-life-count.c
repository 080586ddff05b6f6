/* tb-life-count: how many renew, hold a certificate, or are left without one, from the lives of certificates: the numbers behind charts over time. */
#include "tb-life-index-private.h"

static gboolean
is_in_scope (const TbLifeScope *scope, guint32 object)
{
  return object >= scope->first && object - scope->first < scope->count;
}

static gboolean
is_counted (TbLifeIndex *index, guint32 object)
{
  TbRole role = tb_fleet_get_role (index->fleet, object);

  return role == TB_ROLE_DEVICE || role == TB_ROLE_GATEWAY;
}

/* The first renewal at or after @time_us. */
static guint
find_renewal (TbLifeIndex *index, gint64 time_us)
{
  guint low = 0, high = index->renewals->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (index->renewals, TbLifeRenewal, middle).time_us < time_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * tb_life_index_count:
 * @index: an index
 * @scope: whose, and as of when
 *
 * Returns: how many certificates had been issued
 */
guint
tb_life_index_count (TbLifeIndex *index, const TbLifeScope *scope)
{
  guint n = 0;

  for (guint i = 1; i < index->lives->len && g_array_index (index->lives, TbLife, i).issued_us <= scope->now_us; i++)
    n += is_in_scope (scope, g_array_index (index->lives, TbLife, i).object);
  return n;
}

/**
 * tb_life_index_get_last:
 * @index: an index
 * @scope: whose, and as of when
 *
 * Returns: when the last certificate in use ends, 0 for none
 */
gint64
tb_life_index_get_last (TbLifeIndex *index, const TbLifeScope *scope)
{
  gint64 last_us = 0;

  for (guint32 object = scope->first; object - scope->first < scope->count; object++)
    {
      guint32 life = tb_life_index_find (index, object, scope->now_us);

      if (life != TB_NO_LIFE)
        last_us = MAX (last_us, tb_life_index_get (index, life)->not_after_us);
    }
  return last_us;
}

/**
 * tb_life_index_fill_renewals:
 * @index: an index
 * @scope: whose, and as of when
 * @from_us: where the first bin begins
 * @bin_us: how long a bin is, more than 0
 * @n_bins: how many
 * @bins: (out caller-allocates) (array length=n_bins): how many took a certificate after their first into use in each
 *
 * Returns: how many in the fullest
 */
guint
tb_life_index_fill_renewals (TbLifeIndex *index, const TbLifeScope *scope, gint64 from_us, gint64 bin_us, guint n_bins, guint *bins)
{
  guint most = 0;

  for (guint i = 0; i < n_bins; i++)
    bins[i] = 0;
  for (guint i = find_renewal (index, from_us); i < index->renewals->len; i++)
    {
      const TbLifeRenewal *renewal = &g_array_index (index->renewals, TbLifeRenewal, i);
      gint64 bin = (renewal->time_us - from_us) / bin_us;

      if (bin >= n_bins || renewal->time_us > scope->now_us)
        break;
      if (!is_in_scope (scope, renewal->object))
        continue;
      bins[bin]++;
      most = MAX (most, bins[bin]);
    }
  return most;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

/**
 * tb_life_index_dup_ends:
 * @index: an index
 * @scope: whose, and as of when
 *
 * If nobody renewed any more from then on: when would each device lose its certificate?
 *
 * Returns: (transfer full) (element-type gint64): one moment for each device whose certificate is in force, ascending
 */
GArray *
tb_life_index_dup_ends (TbLifeIndex *index, const TbLifeScope *scope)
{
  GArray *ends = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint32 object = scope->first; object - scope->first < scope->count; object++)
    {
      guint32 life = is_counted (index, object) ? tb_life_index_find (index, object, scope->now_us) : TB_NO_LIFE;
      gint64 end_us = life != TB_NO_LIFE ? tb_life_index_get (index, life)->not_after_us : G_MININT64;

      if (end_us > scope->now_us && !tb_takeback_holds (tb_life_index_find_takeback (index, life, scope->now_us), scope->now_us))
        g_array_append_val (ends, end_us);
    }
  g_array_sort (ends, compare_times);
  return ends;
}

static void
add_turn (TbLifeCount *count, const TbLifeTurn *turn)
{
  count->n_valid += turn->is_valid ? 1 : -1;
  if (!turn->is_first)
    count->n_without += turn->is_valid ? -1 : 1;
}

/**
 * tb_life_index_dup_counts:
 * @index: an index
 * @scope: whose, and as of when
 *
 * Returns: (transfer full) (element-type TbLifeCount): how many had a certificate in force and how many had lost it, by time
 */
GArray *
tb_life_index_dup_counts (TbLifeIndex *index, const TbLifeScope *scope)
{
  GArray *counts = g_array_new (FALSE, FALSE, sizeof (TbLifeCount));
  TbLifeCount count = { 0, 0, 0 };

  for (guint i = 0; i < index->turns->len; i++)
    {
      const TbLifeTurn *turn = &g_array_index (index->turns, TbLifeTurn, i);

      if (turn->time_us > scope->now_us)
        break;
      if (!is_in_scope (scope, turn->object))
        continue;
      add_turn (&count, turn);
      if (counts->len > 0 && turn->time_us == count.time_us)
        g_array_set_size (counts, counts->len - 1);
      count.time_us = turn->time_us;
      g_array_append_val (counts, count);
    }
  return counts;
}
