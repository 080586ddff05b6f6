/* tb-alert-look: one rule over a run: when it has to be looked at, what is wrong then, and what of it stands.
 *
 * A question costs as much as the tables are long, so it is asked only when a record came that can change its answer, about those alone whom that can concern, and in a large
 * fleet less often. What is to be compared with what is usual is asked once at the beginning, too, since it was so before anything changed. */
#include "tb-alert-private.h"

#include <string.h>

#include "tb-fleet.h"

/* For so many objects a question is asked as often as its rule says; for twice as many half as often. */
#define OBJECTS_PER_SAMPLE 1000

struct _TbAlertLook
{
  TbAlertRule *rule;
  gint64 sample_us;
  gint64 due_us;
  gint64 before_us;           /* the last moment at which it was looked at, -1 for none */
  gboolean is_armed;
  TbAlertWindow *window;      /* either */
  TbAlertQuestion *question;  /* or */
  TbAlertScope *scope;
  GHashTable *standing;       /* name to TbStanding */
};

static gint64
get_question_sample (const TbAlertCondition *condition, TbFleet *fleet)
{
  return condition->sample_us * (1 + tb_fleet_get_n_objects (fleet) / OBJECTS_PER_SAMPLE);
}

TbAlertLook *
tb_alert_look_new (TbAlertRule *rule, TbFleet *fleet, gint64 start_us, const gint64 *happened_us)
{
  const TbAlertCondition *condition = rule->condition;
  TbAlertLook *look = g_new0 (TbAlertLook, 1);
  gboolean is_window = condition->kind == TB_CONDITION_WINDOW;

  look->rule = tb_alert_rule_ref (rule);
  look->sample_us = is_window ? condition->sample_us : get_question_sample (condition, fleet);
  look->before_us = -1;
  look->is_armed = condition->after == TB_RECORD_N_KINDS;
  look->due_us = look->is_armed && (!condition->has_kinds || (condition->has_baseline && !is_window)) ? look->sample_us : G_MAXINT64;
  look->window = is_window ? tb_alert_window_new (rule, fleet, start_us) : NULL;
  look->question = is_window ? NULL : tb_alert_question_new (rule, fleet, start_us, look->sample_us);
  look->scope = tb_alert_scope_new (condition, fleet, happened_us);
  look->standing = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return look;
}

void
tb_alert_look_free (gpointer data)
{
  TbAlertLook *look = data;

  g_clear_pointer (&look->window, tb_alert_window_free);
  g_clear_pointer (&look->question, tb_alert_question_free);
  tb_alert_scope_free (look->scope);
  g_hash_table_unref (look->standing);
  tb_alert_rule_unref (look->rule);
  g_free (look);
}

gint64
tb_alert_look_get_due (const TbAlertLook *look)
{
  return look->due_us;
}

GHashTable *
tb_alert_look_get_standing (TbAlertLook *look)
{
  return look->standing;
}

gboolean
tb_alert_look_holds (const TbAlertLook *look, const TbStanding *standing, const TbAlert *alert, gint64 time_us)
{
  return time_us < standing->seen_us + look->rule->condition->keep_us || tb_alert_scope_spared (look->scope, alert->subject);
}

static gint64
next_moment (const TbAlertLook *look, gint64 time_us)
{
  return (time_us + look->sample_us - 1) / look->sample_us * look->sample_us;
}

/* What is kept ends at a moment at which nothing else may be due. */
void
tb_alert_look_expect (TbAlertLook *look)
{
  GHashTableIter iter;
  gpointer standing;

  g_hash_table_iter_init (&iter, look->standing);
  while (look->rule->condition->keep_us > 0 && g_hash_table_iter_next (&iter, NULL, &standing))
    look->due_us = MIN (look->due_us, next_moment (look, ((TbStanding *) standing)->seen_us + look->rule->condition->keep_us));
}

/* Whether @record can change what is wrong. */
static gboolean
is_moved_by (TbAlertLook *look, const TbRecord *record)
{
  const TbAlertCondition *condition = look->rule->condition;
  gboolean is_first = record->kind == condition->after;

  look->is_armed = look->is_armed || is_first;
  if (!look->is_armed || (!is_first && !condition->kinds[record->kind]))
    return FALSE;
  return look->window == NULL || tb_alert_window_add (look->window, record);
}

/* A record that @look wants to be told of. A moment that is due already is the next one. */
gint64
tb_alert_look_note (TbAlertLook *look, const TbRecord *record)
{
  tb_alert_scope_note (look->scope, record);
  if (is_moved_by (look, record) && look->due_us - record->time_us >= look->sample_us)
    look->due_us = MIN (look->due_us, next_moment (look, record->time_us));
  return look->due_us;
}

static void
drop_standing (TbAlertLook *look, gint64 time_us, GPtrArray *findings)
{
  for (guint i = findings->len; i > 0; i--)
    {
      TbStanding *standing = g_hash_table_lookup (look->standing, ((TbAlert *) g_ptr_array_index (findings, i - 1))->name);

      if (standing == NULL)
        continue;
      standing->seen_us = time_us;
      g_ptr_array_remove_index_fast (findings, i - 1);
    }
}

static gboolean
ask (TbAlertLook *look, TbAsk *asker, gint64 time_us, GPtrArray *findings, GCancellable *cancellable, GError **error)
{
  const TbAlertMoment moment = { time_us, look->before_us, tb_alert_scope_find (look->scope, look->before_us), look->standing };

  return tb_alert_question_ask (look->question, asker, &moment, findings, cancellable, error);
}

static gint
compare_findings (gconstpointer a, gconstpointer b)
{
  const TbAlert *one = *(const TbAlert *const *) a, *other = *(const TbAlert *const *) b;

  if (one->subject != other->subject)
    return one->subject < other->subject ? -1 : 1;
  return strcmp (one->name, other->name);
}

/* Mostly they come in order. */
static void
sort (GPtrArray *findings)
{
  guint i = 1;

  while (i < findings->len && compare_findings (&findings->pdata[i - 1], &findings->pdata[i]) <= 0)
    i++;
  if (i < findings->len)
    g_ptr_array_sort (findings, compare_findings);
}

/* Fills @findings with alerts about what is newly wrong at @time_us, by subject; what was wrong before and still is is seen once more. */
gboolean
tb_alert_look_at (TbAlertLook *look, TbAsk *asker, gint64 time_us, GPtrArray *findings, GCancellable *cancellable, GError **error)
{
  gboolean again = look->window == NULL && !look->rule->condition->has_kinds;

  if (look->window != NULL)
    {
      again = tb_alert_window_look (look->window, time_us, findings);
      drop_standing (look, time_us, findings);
    }
  else if (!ask (look, asker, time_us, findings, cancellable, error))
    return FALSE;
  sort (findings);
  look->before_us = time_us;
  look->due_us = again ? time_us + look->sample_us : G_MAXINT64;
  return TRUE;
}
