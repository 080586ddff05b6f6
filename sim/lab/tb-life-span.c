/* tb-life-span: see the header. Goes from the newest certificate backwards; spans of one holder do not overlap. */
#include "tb-life-index-private.h"
#include "tb-life-span.h"

typedef struct
{
  TbLifeIndex *index;
  GArray *spans;
  guint32 life;
  gint64 now_us;
} Row;

static void
add (const Row *row, TbLifeState state, gint64 from_us, gint64 to_us)
{
  const TbLifeSpan span = { from_us, to_us, row->life, state };

  if (from_us < to_us)
    g_array_append_val (row->spans, span);
}

static const TbEnrolPolicy *
find_policy (TbLifeIndex *index, guint32 object, gint64 now_us)
{
  const TbGroup *group = tb_fleet_group_of (index->fleet, object);

  for (guint i = index->policies->len; i-- > 0;)
    {
      const TbLifePolicy *change = &g_array_index (index->policies, TbLifePolicy, i);

      if (change->group == group->first && change->time_us <= now_us)
        return &change->policy;
    }
  return &group->policy;
}

/**
 * tb_life_index_get_due:
 * @index: an index
 * @life: a certificate
 * @now_us: when
 *
 * Returns: from when on its holder should renew it, by its policy of then; jitter makes it a little earlier
 */
gint64
tb_life_index_get_due (TbLifeIndex *index, guint32 life, gint64 now_us)
{
  const TbLife *entry = tb_life_index_get (index, life);
  const TbEnrolPolicy *policy = find_policy (index, entry->object, MIN (now_us, entry->replaced_us));

  return tb_enrol_policy_get_renewal_us (policy, entry->issued_us, entry->not_after_us, 0);
}

static void
add_good (const Row *row, gint64 from_us, gint64 to_us)
{
  gint64 due_us = CLAMP (tb_life_index_get_due (row->index, row->life, row->now_us), from_us, MAX (from_us, to_us));

  add (row, TB_LIFE_DUE, due_us, to_us);
  add (row, TB_LIFE_GOOD, from_us, due_us);
}

/* In force from @from_us to @to_us, but for the times when it was revoked. */
static void
add_in_force (const Row *row, gint64 from_us, gint64 to_us)
{
  const TbLife *life = tb_life_index_get (row->index, row->life);
  const TbTakeback *takeback = tb_life_index_find_takeback (row->index, row->life, row->now_us);

  for (; takeback != NULL; takeback = tb_life_index_find_earlier (row->index, takeback))
    {
      gint64 free_us = tb_takeback_holds (takeback, row->now_us) ? G_MAXINT64 : takeback->released_us;
      gint64 stale_us = tb_takeback_get_end (takeback, life, row->now_us), end_us = MIN (MIN (free_us, to_us), row->now_us);

      add_good (row, free_us, to_us);
      add (row, TB_LIFE_REFUSED, stale_us, end_us);
      add (row, TB_LIFE_STALE, takeback->revoked_us, stale_us);
      to_us = MIN (to_us, takeback->revoked_us);
    }
  add_good (row, from_us, to_us);
}

/**
 * tb_life_index_add_spans:
 * @index: an index
 * @object: a holder
 * @now_us: nothing that happened later is known
 * @from_us: spans that end before are left out
 * @spans: (element-type TbLifeSpan): gets how it stood, from the last to the first
 */
void
tb_life_index_add_spans (TbLifeIndex *index, guint32 object, gint64 now_us, gint64 from_us, GArray *spans)
{
  gint64 next_us = TB_LIFE_NEVER;

  for (guint32 i = tb_life_index_find (index, object, now_us); i != TB_NO_LIFE && next_us > from_us; i = tb_life_index_get (index, i)->previous)
    {
      const TbLife *life = tb_life_index_get (index, i);
      const Row row = { index, spans, i, now_us };

      if (life->installed_us == TB_LIFE_NEVER)
        continue;
      add (&row, TB_LIFE_GAP, MAX (life->not_after_us, life->installed_us), MIN (next_us, now_us));
      add_in_force (&row, life->installed_us, MIN (life->not_after_us, next_us));
      next_us = life->installed_us;
    }
}

/**
 * tb_life_index_find_span:
 * @index: an index
 * @object: a holder
 * @now_us: nothing that happened later is known
 * @time_us: when; after now for what is to come
 * @span: (out): how it stood
 *
 * What has lasted until now counts as now.
 *
 * Returns: %FALSE where it had nothing
 */
gboolean
tb_life_index_find_span (TbLifeIndex *index, guint32 object, gint64 now_us, gint64 time_us, TbLifeSpan *span)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (TbLifeSpan));

  tb_life_index_add_spans (index, object, now_us, time_us, spans);
  for (guint i = 0; i < spans->len; i++)
    {
      *span = g_array_index (spans, TbLifeSpan, i);
      if (span->from_us <= time_us && (time_us < span->to_us || (time_us == now_us && span->to_us == now_us)))
        return TRUE;
    }
  return FALSE;
}
