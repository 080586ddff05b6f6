/* tb-alert-lanes: see the header. Alerts come by when they were raised, so that each either goes on with the last stretch of its lane or begins the next. */
#include "tb-alert-lanes.h"

static void
lane_free (gpointer data)
{
  TbAlertLane *lane = data;

  g_array_unref (lane->spans);
  g_free (lane);
}

static TbAlertLane *
get_lane (TbAlertLanes *self, GHashTable *by_rule, const TbAlertRule *rule)
{
  TbAlertLane *lane = g_hash_table_lookup (by_rule, rule);

  if (lane != NULL)
    return lane;
  lane = g_new0 (TbAlertLane, 1);
  lane->rule = rule;
  lane->spans = g_array_new (FALSE, FALSE, sizeof (TbAlertSpan));
  g_hash_table_insert (by_rule, (gpointer) rule, lane);
  g_ptr_array_add (self->lanes, lane);
  return lane;
}

static void
add_alert (TbAlertLane *lane, TbAlert *alert, gint64 time_us)
{
  gint64 to_us = tb_alert_stands_at (alert, time_us) ? -1 : alert->cleared_us;
  TbAlertSpan *last = lane->spans->len > 0 ? &g_array_index (lane->spans, TbAlertSpan, lane->spans->len - 1) : NULL;

  lane->n++;
  if (last == NULL || (last->to_us >= 0 && last->to_us < alert->raised_us))
    {
      g_array_append_vals (lane->spans, &(TbAlertSpan) { alert->raised_us, to_us, 1, alert }, 1);
      return;
    }
  last->n++;
  last->to_us = last->to_us < 0 || to_us < 0 ? -1 : MAX (last->to_us, to_us);
}

static int
compare_lanes (gconstpointer a, gconstpointer b)
{
  const TbAlertLane *first = *(TbAlertLane *const *) a, *second = *(TbAlertLane *const *) b;
  gint64 first_us = g_array_index (first->spans, TbAlertSpan, 0).from_us, second_us = g_array_index (second->spans, TbAlertSpan, 0).from_us;

  if (first->rule->severity != second->rule->severity)
    return (int) second->rule->severity - (int) first->rule->severity;
  return first_us != second_us ? (first_us < second_us ? -1 : 1) : g_strcmp0 (first->rule->id, second->rule->id);
}

/**
 * tb_alert_lanes_new:
 * @alerts: (element-type TbAlert): by when they were raised
 * @time_us: what was known then
 *
 * Returns: (transfer full): a lane for each rule that had any
 */
TbAlertLanes *
tb_alert_lanes_new (GPtrArray *alerts, gint64 time_us)
{
  TbAlertLanes *self = g_new0 (TbAlertLanes, 1);
  g_autoptr (GHashTable) by_rule = g_hash_table_new (NULL, NULL);

  self->alerts = g_ptr_array_ref (alerts);
  self->lanes = g_ptr_array_new_with_free_func (lane_free);
  self->time_us = time_us;
  for (guint i = 0; i < alerts->len; i++)
    {
      TbAlert *alert = g_ptr_array_index (alerts, i);

      if (alert->raised_us <= time_us)
        add_alert (get_lane (self, by_rule, alert->rule), alert, time_us);
    }
  g_ptr_array_sort (self->lanes, compare_lanes);
  return self;
}

void
tb_alert_lanes_free (TbAlertLanes *lanes)
{
  g_ptr_array_unref (lanes->lanes);
  g_ptr_array_unref (lanes->alerts);
  g_free (lanes);
}

/**
 * tb_alert_lanes_to_csv:
 * @lanes: lanes
 *
 * Returns: (transfer full): a table, one row for each stretch
 */
char *
tb_alert_lanes_to_csv (const TbAlertLanes *lanes)
{
  GString *csv = g_string_new ("rule,severity,from_us,to_us,alerts\n");

  for (guint i = 0; i < lanes->lanes->len; i++)
    {
      const TbAlertLane *lane = g_ptr_array_index (lanes->lanes, i);

      for (guint k = 0; k < lane->spans->len; k++)
        {
          const TbAlertSpan *span = &g_array_index (lane->spans, TbAlertSpan, k);

          g_string_append_printf (csv, "%s,%s,%" G_GINT64_FORMAT ",", lane->rule->id, tb_alert_severity_to_code (lane->rule->severity), span->from_us);
          if (span->to_us >= 0)
            g_string_append_printf (csv, "%" G_GINT64_FORMAT, span->to_us);
          g_string_append_printf (csv, ",%u\n", span->n);
        }
    }
  return g_string_free (csv, FALSE);
}
