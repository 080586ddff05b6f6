/* tb-expiry-histogram: see the header. Stretches are round times, so that the same certificates fall into the same stretch while time passes. */
#include "tb-expiry-histogram.h"

#include "tb-units.h"

static gboolean
counts (TbFold *fold, const TbGroup *group, guint32 object)
{
  const TbObjectState *state = tb_fold_get (fold, object);

  return (group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY) && state->certificate != TB_NO_PAYLOAD && state->identity != TB_IDENTITY_NONE;
}

typedef void (*EachFunc) (TbExpiryHistogram *self, guint group, gint64 not_after_us);

static void
foreach_certificate (TbExpiryHistogram *self, TbFold *fold, EachFunc func)
{
  TbFleet *fleet = tb_fold_get_fleet (fold);

  for (guint g = 0; g < tb_fleet_get_n_groups (fleet); g++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, g);

      for (guint32 object = group->first; object < group->first + group->count; object++)
        if (counts (fold, group, object))
          func (self, g, tb_fold_get (fold, object)->not_after_us);
    }
}

/* --- how far --- */

typedef struct { guint group; guint32 n; } GroupCount;

static void
reach (TbExpiryHistogram *self, guint group, gint64 not_after_us)
{
  GroupCount *last = self->groups->len > 0 ? &g_array_index (self->groups, GroupCount, self->groups->len - 1) : NULL;

  if (last == NULL || last->group != group)
    g_array_append_vals (self->groups, &(GroupCount) { group, 1 }, 1);
  else
    last->n++;
  self->from_us = MIN (self->from_us, not_after_us);
  self->step_us = MAX (self->step_us, not_after_us);   /* the end, until the step is known */
  self->n++;
  self->n_over += not_after_us <= self->now_us;
}

static gint64
round_step (gint64 least_us)
{
  static const gint64 steps[] = {
    TB_US_PER_MINUTE, 5 * TB_US_PER_MINUTE, 15 * TB_US_PER_MINUTE, TB_US_PER_HOUR, 3 * TB_US_PER_HOUR, 6 * TB_US_PER_HOUR, 12 * TB_US_PER_HOUR,
    TB_US_PER_DAY, 2 * TB_US_PER_DAY, 5 * TB_US_PER_DAY, 10 * TB_US_PER_DAY, 30 * TB_US_PER_DAY, 90 * TB_US_PER_DAY, 365 * TB_US_PER_DAY,
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] >= least_us)
      return steps[i];
  return (least_us / (365 * TB_US_PER_DAY) + 1) * 365 * TB_US_PER_DAY;
}

static void
set_axis (TbExpiryHistogram *self, guint max_steps)
{
  gint64 from_us = self->from_us, to_us = self->step_us;

  self->step_us = round_step ((to_us - from_us) / (max_steps - 1) + 1);
  self->from_us = from_us / self->step_us * self->step_us;
  self->n_steps = (guint) ((to_us - self->from_us) / self->step_us) + 1;
}

/* --- counting --- */

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const GroupCount *first = a, *second = b;

  return first->n != second->n ? (first->n > second->n ? -1 : 1) : (first->group > second->group) - (first->group < second->group);
}

static void
name_groups (TbExpiryHistogram *self)
{
  g_autoptr (GArray) counted = self->groups;

  g_array_sort (counted, compare_counts);
  self->groups = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < counted->len; i++)
    g_array_append_val (self->groups, g_array_index (counted, GroupCount, i).group);
}

static void
count (TbExpiryHistogram *self, guint group, gint64 not_after_us)
{
  guint place = 0;

  while (g_array_index (self->groups, guint, place) != group)
    place++;
  self->counts[place * self->n_steps + (guint) ((not_after_us - self->from_us) / self->step_us)]++;
}

/* What is over cannot be renewed in time any more. */
static void
find_peak (TbExpiryHistogram *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    if (self->from_us + (gint64) (i + 1) * self->step_us > self->now_us && tb_expiry_histogram_sum (self, i) > self->n_peak)
      {
        self->peak = i;
        self->n_peak = tb_expiry_histogram_sum (self, i);
      }
}

/**
 * tb_expiry_histogram_new:
 * @fold: what is so at its time
 * @max_steps: how many stretches there may be, 2 or more
 *
 * Returns: (transfer full): the ends of the certificates that devices and gateways have installed
 */
TbExpiryHistogram *
tb_expiry_histogram_new (TbFold *fold, guint max_steps)
{
  TbExpiryHistogram *self = g_new0 (TbExpiryHistogram, 1);

  g_return_val_if_fail (max_steps >= 2, NULL);
  self->now_us = tb_fold_get_time (fold);
  self->from_us = self->now_us;
  self->step_us = self->now_us;
  self->groups = g_array_new (FALSE, FALSE, sizeof (GroupCount));
  foreach_certificate (self, fold, reach);
  set_axis (self, max_steps);
  name_groups (self);
  self->counts = g_new0 (guint32, MAX (self->n_steps * self->groups->len, 1));
  foreach_certificate (self, fold, count);
  find_peak (self);
  return self;
}

void
tb_expiry_histogram_free (TbExpiryHistogram *histogram)
{
  g_array_unref (histogram->groups);
  g_free (histogram->counts);
  g_free (histogram);
}

/**
 * tb_expiry_histogram_sum:
 * @histogram: a histogram
 * @step: which stretch
 *
 * Returns: how many end in it, of all groups
 */
guint32
tb_expiry_histogram_sum (const TbExpiryHistogram *histogram, guint step)
{
  guint32 sum = 0;

  for (guint i = 0; i < histogram->groups->len; i++)
    sum += histogram->counts[i * histogram->n_steps + step];
  return sum;
}

/**
 * tb_expiry_histogram_to_csv:
 * @histogram: a histogram
 * @fleet: whose
 *
 * Returns: (transfer full): a table, one row for each stretch in which anything ends and each group
 */
char *
tb_expiry_histogram_to_csv (const TbExpiryHistogram *histogram, TbFleet *fleet)
{
  GString *csv = g_string_new ("from_us,to_us,group,certificates\n");

  for (guint step = 0; step < histogram->n_steps; step++)
    for (guint i = 0; i < histogram->groups->len; i++)
      {
        gint64 from_us = histogram->from_us + (gint64) step * histogram->step_us;
        guint32 n = histogram->counts[i * histogram->n_steps + step];

        if (n > 0)
          g_string_append_printf (csv, "%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%s,%u\n", from_us, from_us + histogram->step_us,
                                  tb_fleet_get_group (fleet, g_array_index (histogram->groups, guint, i))->name, n);
      }
  return g_string_free (csv, FALSE);
}
