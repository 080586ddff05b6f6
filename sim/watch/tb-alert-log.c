/* tb-alert-log: see the header. Sentences and commands are made when somebody wants to read them. */
#include "tb-alert-private.h"

#include <string.h>

#include "tb-braces.h"
#include "tb-units.h"

static const char *
find_value (const char *name, gpointer data)
{
  const char *const *values = data;

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
  tb_alert_rule_unref (((TbAlert *) data)->rule);
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

static TbAlert *
allocate (const char *name, const char *const *values, guint n_values)
{
  gsize bytes = sizeof (TbAlert) + (n_values + 1) * sizeof (char *) + strlen (name) + 1;

  for (guint i = 0; i < n_values; i++)
    bytes += strlen (values[i]) + 1;
  return g_atomic_rc_box_alloc0 (bytes);
}

/* @values are names and values in turn, and copied. */
TbAlert *
tb_alert_new (TbAlertRule *rule, const char *name, guint32 subject, const char *const *values, gint64 raised_us)
{
  guint n_values = g_strv_length ((char **) values);
  TbAlert *alert = allocate (name, values, n_values);
  char *text = (char *) &alert->values[n_values + 1];

  alert->rule = tb_alert_rule_ref (rule);
  alert->subject = subject;
  alert->raised_us = raised_us;
  alert->cleared_us = -1;
  alert->name = text;
  text = g_stpcpy (text, name) + 1;
  for (guint i = 0; i < n_values; i++)
    {
      alert->values[i] = text;
      text = g_stpcpy (text, values[i]) + 1;
    }
  return alert;
}

TbAlert *
tb_alert_new_cleared (const TbAlert *alert, gint64 cleared_us)
{
  TbAlert *cleared = tb_alert_new (alert->rule, alert->name, alert->subject, alert->values, alert->raised_us);

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

typedef struct { const char *const *values; GPtrArray *shown; } Filling;

/* A column whose name ends in _us is a time. */
static const char *
find_shown (const char *name, gpointer data)
{
  Filling *filling = data;
  const char *value = find_value (name, (gpointer) filling->values);
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

/**
 * tb_alert_dup_mend:
 * @alert: an alert
 *
 * Returns: (transfer full) (nullable): the command that mends it, as of what was found; %NULL where no single one does
 */
char *
tb_alert_dup_mend (const TbAlert *alert)
{
  return alert->rule->mend != NULL ? tb_braces_fill (alert->rule->mend, find_value, (gpointer) alert->values) : NULL;
}
