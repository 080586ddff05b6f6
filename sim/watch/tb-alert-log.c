/* tb-alert-log: see the header. What was found is shared by an alert and by the one that says that it is over. */
#include "tb-alert-private.h"

#include <string.h>

#include "tb-braces.h"
#include "tb-units.h"

void
tb_finding_free (gpointer data)
{
  TbFinding *finding = data;

  g_strfreev (finding->values);
  g_free (finding->name);
  g_free (finding);
}

static const char *
find_value (const char *name, gpointer data)
{
  char **values = data;

  for (guint i = 0; values[i] != NULL; i += 2)
    if (strcmp (values[i], name) == 0)
      return values[i + 1];
  return NULL;
}

/**
 * tb_alert_ref:
 * @alert: an alert
 *
 * Returns: (transfer full): @alert
 */
TbAlert *
tb_alert_ref (TbAlert *alert)
{
  return g_atomic_rc_box_acquire (alert);
}

static void
clear (gpointer data)
{
  TbAlert *alert = data;

  tb_alert_rule_unref (alert->rule);
  g_strfreev (alert->values);
  g_free (alert->name);
  g_free (alert->mend);
}

/**
 * tb_alert_unref:
 * @alert: (transfer full): an alert
 *
 * Drops a reference; the last one frees it.
 */
void
tb_alert_unref (TbAlert *alert)
{
  g_atomic_rc_box_release_full (alert, clear);
}

TbAlert *
tb_alert_new (TbAlertRule *rule, const TbFinding *finding, gint64 raised_us)
{
  TbAlert *alert = g_atomic_rc_box_new0 (TbAlert);

  alert->rule = tb_alert_rule_ref (rule);
  alert->name = g_strdup (finding->name);
  alert->subject = finding->subject;
  alert->raised_us = raised_us;
  alert->cleared_us = -1;
  alert->values = g_strdupv (finding->values);
  alert->mend = rule->mend != NULL ? tb_braces_fill (rule->mend, find_value, alert->values) : NULL;
  return alert;
}

TbAlert *
tb_alert_new_cleared (const TbAlert *alert, gint64 cleared_us)
{
  const TbFinding finding = { alert->name, alert->subject, alert->values };
  TbAlert *cleared = tb_alert_new (alert->rule, &finding, alert->raised_us);

  cleared->cleared_us = cleared_us;
  return cleared;
}

/**
 * tb_alert_stands_at:
 * @alert: an alert
 * @time_us: simulated time
 *
 * Returns: whether it was raised by then and not yet over
 */
gboolean
tb_alert_stands_at (const TbAlert *alert, gint64 time_us)
{
  return alert->raised_us <= time_us && (alert->cleared_us < 0 || alert->cleared_us > time_us);
}

typedef struct { char **values; GPtrArray *shown; } Filling;

/* A column whose name ends in _us is a time. */
static const char *
find_shown (const char *name, gpointer data)
{
  Filling *filling = data;
  const char *value = find_value (name, filling->values);
  gint64 time_us;

  if (value == NULL || !g_str_has_suffix (name, "_us") || !g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &time_us, NULL))
    return value;
  g_ptr_array_add (filling->shown, tb_units_format_short (time_us));
  return g_ptr_array_index (filling->shown, filling->shown->len - 1);
}

/**
 * tb_alert_dup_message:
 * @alert: an alert
 * @translated_message: the message of its rule in the reader's language
 *
 * Returns: (transfer full): the sentence about this one
 */
char *
tb_alert_dup_message (const TbAlert *alert, const char *translated_message)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_free);
  Filling filling = { alert->values, shown };

  return tb_braces_fill (translated_message, find_shown, &filling);
}
