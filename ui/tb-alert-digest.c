/* tb-alert-digest: see the header. Alerts come ordered by when they were raised. */
#include "tb-alert-digest.h"

#include <string.h>

#include <glib/gi18n-lib.h>

static gboolean
has_text (const char *text, const char *folded)
{
  g_autofree char *own = g_utf8_casefold (text, -1);

  return strstr (own, folded) != NULL;
}

/* The title of a rule is looked at once for many alerts of it. */
typedef struct
{
  const TbAlertFilter *filter;
  char *folded;                /* owned, NULL for anything */
  const TbAlertRule *rule;
  gboolean is_titled;
} Sieve;

static void
sieve_init (Sieve *sieve, const TbAlertFilter *filter)
{
  *sieve = (Sieve) { .filter = filter };
  if (filter->search != NULL && *filter->search != '\0')
    sieve->folded = g_utf8_casefold (filter->search, -1);
}

static gboolean
is_found (Sieve *sieve, const TbAlert *alert)
{
  if (sieve->folded == NULL)
    return TRUE;
  if (sieve->rule != alert->rule)
    sieve->is_titled = has_text (_(alert->rule->title), sieve->folded);
  sieve->rule = alert->rule;
  return sieve->is_titled || has_text (alert->name, sieve->folded);
}

static gboolean
passes (Sieve *sieve, const TbAlert *alert)
{
  const TbAlertFilter *filter = sieve->filter;

  return alert->raised_us <= filter->time_us && alert->rule->severity >= filter->least
         && (!filter->is_standing || tb_alert_stands_at (alert, filter->time_us)) && is_found (sieve, alert);
}

static void
count_alert (GHashTable *groups, const TbAlert *alert, gint64 time_us)
{
  TbAlertGroup *group = g_hash_table_lookup (groups, alert->rule);

  if (group == NULL)
    {
      group = g_new0 (TbAlertGroup, 1);
      group->rule = alert->rule;
      g_hash_table_insert (groups, alert->rule, group);
    }
  group->n++;
  if (tb_alert_stands_at (alert, time_us))
    group->since_us = group->n_standing++ == 0 ? alert->raised_us : group->since_us;
  else if (group->n_standing == 0)
    group->since_us = alert->raised_us;
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const TbAlertGroup *first = a, *second = b;
  int by_severity = (int) second->rule->severity - (int) first->rule->severity;
  int by_standing = (second->n_standing > 0) - (first->n_standing > 0);

  return by_severity != 0 ? by_severity : by_standing != 0 ? by_standing : strcmp (first->rule->id, second->rule->id);
}

/**
 * tb_alert_digest_group:
 * @alerts: (element-type TbAlert): by when they were raised
 * @filter: which of them
 *
 * Returns: (transfer full) (element-type TbAlertGroup): one for each rule that has any
 */
GArray *
tb_alert_digest_group (GPtrArray *alerts, const TbAlertFilter *filter)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (TbAlertGroup));
  GHashTableIter iter;
  gpointer group;
  Sieve sieve;

  sieve_init (&sieve, filter);
  for (guint i = 0; i < alerts->len; i++)
    if (passes (&sieve, g_ptr_array_index (alerts, i)))
      count_alert (groups, g_ptr_array_index (alerts, i), filter->time_us);
  g_free (sieve.folded);
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    g_array_append_vals (sorted, group, 1);
  g_array_sort (sorted, compare_groups);
  return sorted;
}

/**
 * tb_alert_digest_list:
 * @alerts: (element-type TbAlert): by when they were raised
 * @rule: whose
 * @filter: which of them
 *
 * Returns: (transfer full) (element-type TbAlert): the newest first
 */
GPtrArray *
tb_alert_digest_list (GPtrArray *alerts, const TbAlertRule *rule, const TbAlertFilter *filter)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_unref);
  Sieve sieve;

  sieve_init (&sieve, filter);
  for (guint i = alerts->len; i-- > 0;)
    {
      TbAlert *alert = g_ptr_array_index (alerts, i);

      if (alert->rule == rule && passes (&sieve, alert))
        g_ptr_array_add (list, tb_alert_ref (alert));
    }
  g_free (sieve.folded);
  return list;
}

/**
 * tb_alert_digest_count:
 * @alerts: (element-type TbAlert): alerts
 * @time_us: when
 * @least: of this severity or worse
 *
 * Returns: how many stand then
 */
guint
tb_alert_digest_count (GPtrArray *alerts, gint64 time_us, TbAlertSeverity least)
{
  guint n = 0;

  for (guint i = 0; i < alerts->len; i++)
    {
      const TbAlert *alert = g_ptr_array_index (alerts, i);

      n += alert->rule->severity >= least && tb_alert_stands_at (alert, time_us);
    }
  return n;
}
