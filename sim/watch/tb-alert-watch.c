/* tb-alert-watch: see the header. Records are read in their order; a moment is looked at when every record up to it was read. */
#include "tb-alert-watch.h"

#include "tb-alert-private.h"

#include <string.h>

struct _TbAlertWatch
{
  gatomicrefcount refs;
  TbRun *run;
  TbAsk *ask;
  GPtrArray *rules;             /* TbAlertRule */
  GMutex busy;                  /* held by who advances; guards what follows */
  GPtrArray *looks;             /* TbAlertLook, by rule */
  GPtrArray *by_kind[TB_RECORD_N_KINDS];   /* TbAlertLook, borrowed; NULL for none */
  guint32 n_objects;
  gint64 *happened_us;          /* by object, when something last happened to it; NULL where no rule asks for it */
  guint64 position;             /* records that were read */
  GMutex lock;                  /* guards the alerts and the time */
  GPtrArray *alerts;            /* TbAlert */
  gint64 done_us;
};

static void
add_by_kind (TbAlertWatch *watch, guint kind, TbAlertLook *look)
{
  if (watch->by_kind[kind] == NULL)
    watch->by_kind[kind] = g_ptr_array_new ();
  g_ptr_array_add (watch->by_kind[kind], look);
}

static gboolean
wants (const TbAlertCondition *condition, guint kind)
{
  return condition->kinds[kind] || condition->about[kind] || kind == condition->after;
}

static void
add_look (TbAlertWatch *watch, TbAlertRule *rule)
{
  gint64 start_us = tb_scenario_get_start_us (tb_run_get_scenario (watch->run));
  TbAlertLook *look = tb_alert_look_new (rule, tb_run_get_fleet (watch->run), start_us, watch->happened_us);

  g_ptr_array_add (watch->looks, look);
  for (guint kind = 0; kind < TB_RECORD_N_KINDS; kind++)
    if (wants (rule->condition, kind))
      add_by_kind (watch, kind, look);
}

/* Nothing has happened to anybody yet. */
static gint64 *
make_happened (guint32 n_objects)
{
  gint64 *happened_us = g_new (gint64, n_objects + 1);

  for (guint32 i = 0; i <= n_objects; i++)
    happened_us[i] = -1;
  return happened_us;
}

static gboolean
any_lasts (GPtrArray *rules)
{
  for (guint i = 0; i < rules->len; i++)
    if (((TbAlertRule *) g_ptr_array_index (rules, i))->condition->is_lasting)
      return TRUE;
  return FALSE;
}

/**
 * tb_alert_watch_new:
 * @run: a run, ended or not
 * @rules: (element-type TbAlertRule) (nullable): what to look for; %NULL for what is shipped
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a watch that has looked at nothing yet; %NULL when a rule that is shipped cannot be read
 */
TbAlertWatch *
tb_alert_watch_new (TbRun *run, GPtrArray *rules, GError **error)
{
  g_autoptr (GPtrArray) own = rules != NULL ? g_ptr_array_ref (rules) : tb_alert_rules_load (NULL, error);
  TbAlertWatch *watch;

  if (own == NULL)
    return NULL;
  watch = g_new0 (TbAlertWatch, 1);
  g_atomic_ref_count_init (&watch->refs);
  g_mutex_init (&watch->busy);
  g_mutex_init (&watch->lock);
  watch->run = tb_run_ref (run);
  watch->ask = tb_ask_new (run);
  watch->rules = g_steal_pointer (&own);
  watch->looks = g_ptr_array_new_with_free_func (tb_alert_look_free);
  watch->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_unref);
  watch->done_us = -1;
  watch->n_objects = tb_fleet_get_n_objects (tb_run_get_fleet (run));
  watch->happened_us = any_lasts (watch->rules) ? make_happened (watch->n_objects) : NULL;
  for (guint i = 0; i < watch->rules->len; i++)
    add_look (watch, g_ptr_array_index (watch->rules, i));
  return watch;
}

/**
 * tb_alert_watch_ref:
 * @watch: a watch
 *
 * Returns: (transfer full): @watch
 */
TbAlertWatch *
tb_alert_watch_ref (TbAlertWatch *watch)
{
  g_atomic_ref_count_inc (&watch->refs);
  return watch;
}

/**
 * tb_alert_watch_unref:
 * @watch: (transfer full): a watch
 *
 * Drops a reference; the last one frees it.
 */
void
tb_alert_watch_unref (TbAlertWatch *watch)
{
  if (!g_atomic_ref_count_dec (&watch->refs))
    return;
  for (guint kind = 0; kind < TB_RECORD_N_KINDS; kind++)
    g_clear_pointer (&watch->by_kind[kind], g_ptr_array_unref);
  g_ptr_array_unref (watch->looks);
  g_ptr_array_unref (watch->alerts);
  g_ptr_array_unref (watch->rules);
  g_free (watch->happened_us);
  tb_ask_unref (watch->ask);
  tb_run_unref (watch->run);
  g_mutex_clear (&watch->busy);
  g_mutex_clear (&watch->lock);
  g_free (watch);
}

GPtrArray *
tb_alert_watch_get_rules (TbAlertWatch *watch)
{
  return watch->rules;
}

/**
 * tb_alert_watch_get_time:
 * @watch: a watch
 *
 * May be asked while another thread advances.
 *
 * Returns: every moment up to here was looked at, -1 for none
 */
gint64
tb_alert_watch_get_time (TbAlertWatch *watch)
{
  gint64 done_us;

  g_mutex_lock (&watch->lock);
  done_us = watch->done_us;
  g_mutex_unlock (&watch->lock);
  return done_us;
}

/**
 * tb_alert_watch_get_alerts:
 * @watch: a watch
 *
 * May be asked while another thread advances. The list only ever grows; of those in it, whoever stood may have cleared.
 *
 * Returns: (transfer full) (element-type TbAlert): what was found so far, by the time at which it was raised, then by rule and by subject
 */
GPtrArray *
tb_alert_watch_get_alerts (TbAlertWatch *watch)
{
  GPtrArray *alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_unref);

  g_mutex_lock (&watch->lock);
  for (guint i = 0; i < watch->alerts->len; i++)
    g_ptr_array_add (alerts, tb_alert_ref (g_ptr_array_index (watch->alerts, i)));
  g_mutex_unlock (&watch->lock);
  return alerts;
}

/* --- alerts are raised and cleared --- */

static void
clear_alert (TbAlertWatch *watch, guint place, gint64 time_us)
{
  gpointer *alert = &watch->alerts->pdata[place];
  TbAlert *cleared = tb_alert_new_cleared (*alert, time_us);

  tb_alert_unref (*alert);
  *alert = cleared;
}

static void
clear_missing (TbAlertWatch *watch, TbAlertLook *look, gint64 time_us)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, tb_alert_look_get_standing (look));
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const TbStanding *standing = value;
      guint place = standing->place;

      if (standing->seen_us == time_us || tb_alert_look_holds (look, standing, g_ptr_array_index (watch->alerts, place), time_us))
        continue;
      g_hash_table_iter_remove (&iter);
      clear_alert (watch, place, time_us);
    }
}

/* Of findings about the same one, which are beside each other, the first counts. */
static void
raise_new (TbAlertWatch *watch, GHashTable *all, GPtrArray *findings, gint64 time_us)
{
  const TbAlert *last = NULL;

  for (guint i = 0; i < findings->len; i++)
    {
      TbAlert *alert = g_ptr_array_index (findings, i);
      TbStanding *standing;

      if (last != NULL && strcmp (last->name, alert->name) == 0)
        continue;
      last = alert;
      standing = g_new0 (TbStanding, 1);
      *standing = (TbStanding) { watch->alerts->len, time_us };
      g_ptr_array_add (watch->alerts, tb_alert_ref (alert));
      g_hash_table_insert (all, (gpointer) alert->name, standing);
    }
}

static void
settle (TbAlertWatch *watch, TbAlertLook *look, GPtrArray *findings, gint64 time_us)
{
  g_mutex_lock (&watch->lock);
  clear_missing (watch, look, time_us);
  raise_new (watch, tb_alert_look_get_standing (look), findings, time_us);
  g_mutex_unlock (&watch->lock);
  tb_alert_look_expect (look);
}

/* --- moments --- */

static gint64
find_due (TbAlertWatch *watch)
{
  gint64 due_us = G_MAXINT64;

  for (guint i = 0; i < watch->looks->len; i++)
    due_us = MIN (due_us, tb_alert_look_get_due (g_ptr_array_index (watch->looks, i)));
  return due_us;
}

/* A rule that was looked at is not due any more, so that one whose question was stopped is asked again, and those before it are not. */
static gboolean
look_at_moment (TbAlertWatch *watch, gint64 time_us, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < watch->looks->len; i++)
    {
      TbAlertLook *look = g_ptr_array_index (watch->looks, i);
      g_autoptr (GPtrArray) findings = NULL;

      if (tb_alert_look_get_due (look) != time_us)
        continue;
      findings = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_alert_unref);
      if (!tb_alert_look_at (look, watch->ask, time_us, findings, cancellable, error))
        return FALSE;
      settle (watch, look, findings, time_us);
    }
  return TRUE;
}

static void
touch (TbAlertWatch *watch, guint32 object, gint64 time_us)
{
  if (watch->happened_us != NULL && object <= watch->n_objects)
    watch->happened_us[object] = time_us;
}

/* Returns: when the first of those that it concerns is due */
static gint64
note (TbAlertWatch *watch, const TbRecord *record)
{
  GPtrArray *looks = watch->by_kind[record->kind];
  gint64 due_us = G_MAXINT64;

  for (guint i = 0; looks != NULL && i < looks->len; i++)
    {
      gint64 look_due_us = tb_alert_look_note (g_ptr_array_index (looks, i), record);

      due_us = MIN (due_us, look_due_us);
    }
  touch (watch, record->subject, record->time_us);
  touch (watch, record->object, record->time_us);
  return due_us;
}

/* Reads on until a moment is over, at @limit_us at the latest. Returns: that moment, or G_MAXINT64 when there is none */
static gint64
read_to_moment (TbAlertWatch *watch, gint64 limit_us)
{
  TbJournal *journal = tb_run_get_journal (watch->run);
  guint64 n = tb_journal_get_length (journal);
  gint64 due_us = find_due (watch);

  for (; watch->position < n; watch->position++)
    {
      const TbRecord *record = tb_journal_get (journal, watch->position);
      gint64 noted_us;

      if (record->time_us > limit_us || record->time_us > due_us)
        break;
      noted_us = note (watch, record);
      due_us = MIN (due_us, noted_us);
    }
  return due_us <= limit_us ? due_us : G_MAXINT64;
}

static gboolean
advance (TbAlertWatch *watch, gint64 limit_us, GCancellable *cancellable, GError **error)
{
  gint64 moment_us;

  while ((moment_us = read_to_moment (watch, limit_us)) != G_MAXINT64)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !look_at_moment (watch, moment_us, cancellable, error))
      return FALSE;
  g_mutex_lock (&watch->lock);
  watch->done_us = MAX (watch->done_us, limit_us);
  g_mutex_unlock (&watch->lock);
  return TRUE;
}

/**
 * tb_alert_watch_advance:
 * @watch: a watch
 * @time_us: how far; the live edge at most
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Looks at all moments that are over and were not looked at yet. Waits for another thread that does.
 *
 * Returns: whether it came so far; %FALSE with %G_IO_ERROR_CANCELLED, or with a sentence about a rule whose question could not be answered
 */
gboolean
tb_alert_watch_advance (TbAlertWatch *watch, gint64 time_us, GCancellable *cancellable, GError **error)
{
  gint64 edge_us = tb_run_get_edge (watch->run);
  gboolean came;

  g_mutex_lock (&watch->busy);
  came = advance (watch, MIN (time_us, tb_run_is_ended (watch->run) ? edge_us : edge_us - 1), cancellable, error);
  g_mutex_unlock (&watch->busy);
  return came;
}
