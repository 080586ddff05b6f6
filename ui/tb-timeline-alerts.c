/* tb-timeline-alerts: see the header. */
#include "tb-timeline-alerts.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-pace.h"

static void
clear_alert (gpointer data)
{
  tb_alert_unref (((TbTimelineAlert *) data)->first);
}

static TbTimelineAlert *
find_same (GArray *marks, const TbAlert *alert)
{
  for (guint i = marks->len; i-- > 0 && g_array_index (marks, TbTimelineAlert, i).time_us == alert->raised_us;)
    if (g_array_index (marks, TbTimelineAlert, i).severity == alert->rule->severity)
      return &g_array_index (marks, TbTimelineAlert, i);
  return NULL;
}

static void
add (GArray *marks, TbScenario *scenario, TbAlert *alert)
{
  TbTimelineAlert *same = find_same (marks, alert);

  if (same != NULL)
    same->n++;
  else
    g_array_append_vals (marks, &(TbTimelineAlert) { tb_pace_watch_us (scenario, alert->raised_us), alert->raised_us, alert->rule->severity, 1, tb_alert_ref (alert) }, 1);
}

/**
 * tb_timeline_alerts_new:
 * @scenario: (nullable): whose pace makes the axis
 * @alerts: (nullable) (element-type TbAlert): by when they were raised
 *
 * Returns: (transfer full) (element-type TbTimelineAlert): marks, by time
 */
GArray *
tb_timeline_alerts_new (TbScenario *scenario, GPtrArray *alerts)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (TbTimelineAlert));

  g_array_set_clear_func (marks, clear_alert);
  for (guint i = 0; scenario != NULL && alerts != NULL && i < alerts->len; i++)
    add (marks, scenario, g_ptr_array_index (alerts, i));
  return marks;
}

const TbTimelineAlert *
tb_timeline_alerts_find (GArray *alerts, double watch_us, double reach_us)
{
  const TbTimelineAlert *found = NULL;

  for (guint i = 0; i < alerts->len; i++)
    {
      const TbTimelineAlert *alert = &g_array_index (alerts, TbTimelineAlert, i);

      if (fabs (alert->watch_us - watch_us) <= reach_us && (found == NULL || alert->severity > found->severity))
        found = alert;
    }
  return found;
}

/* Returns: (transfer full): what is wrong, in a line */
char *
tb_timeline_alert_describe (const TbTimelineAlert *alert)
{
  g_autofree char *message = tb_alert_dup_message (alert->first, _(alert->first->rule->message));

  if (alert->n == 1)
    /* Translators: a sentence that says what is wrong */
    return g_strdup_printf (_("Alert: %s"), message);
  /* Translators: a number, more than one; and a sentence that says what is wrong */
  return g_strdup_printf (_("%u alerts, among them: %s"), alert->n, message);
}
