/* tb-alert-look: one rule over a run: when it has to be looked at, what is wrong then, and what of it stands.
 *
 * A question costs as much as the tables are long, so it is asked only when a record came that can change its answer, and in a large fleet less often. What is to be compared
 * with what is usual is asked once at the beginning, too, since it was so before anything changed. */
#include "tb-alert-private.h"

#include <string.h>

#include "tb-baseline.h"
#include "tb-fleet.h"

/* For so many objects a question is asked as often as its rule says; for twice as many half as often. */
#define OBJECTS_PER_SAMPLE 1000
#define MAX_CATCH_UP       2000
#define MAX_ROWS           4000000
#define MAX_STEPS          4000000

/* What is usual for one row of a question. */
typedef struct
{
  TbBaseline *baseline;
  gint64 moment;      /* the last that it knows */
  gint64 value;       /* what was so then */
} Habit;

struct _TbAlertLook
{
  TbAlertRule *rule;
  TbFleet *fleet;
  gint64 start_us;
  gint64 sample_us;
  gint64 due_us;
  gint64 before_us;     /* the last moment at which it was looked at, -1 for none */
  gboolean is_armed;
  TbAlertWindow *window;
  GHashTable *habits;   /* name to Habit */
  GHashTable *standing; /* name to TbStanding */
};

static void
habit_free (gpointer data)
{
  Habit *habit = data;

  tb_baseline_free (habit->baseline);
  g_free (habit);
}

TbAlertLook *
tb_alert_look_new (TbAlertRule *rule, TbFleet *fleet, gint64 start_us)
{
  const TbAlertCondition *condition = rule->condition;
  TbAlertLook *look = g_new0 (TbAlertLook, 1);
  gboolean is_window = condition->kind == TB_CONDITION_WINDOW;

  look->rule = tb_alert_rule_ref (rule);
  look->fleet = tb_fleet_ref (fleet);
  look->start_us = start_us;
  look->sample_us = is_window ? condition->sample_us : condition->sample_us * (1 + tb_fleet_get_n_objects (fleet) / OBJECTS_PER_SAMPLE);
  look->before_us = -1;
  look->is_armed = condition->after == TB_RECORD_N_KINDS;
  look->due_us = look->is_armed && (!condition->has_kinds || (condition->has_baseline && !is_window)) ? look->sample_us : G_MAXINT64;
  look->window = is_window ? tb_alert_window_new (condition, fleet, start_us) : NULL;
  look->habits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, habit_free);
  look->standing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return look;
}

void
tb_alert_look_free (gpointer data)
{
  TbAlertLook *look = data;

  g_clear_pointer (&look->window, tb_alert_window_free);
  g_hash_table_unref (look->standing);
  g_hash_table_unref (look->habits);
  tb_fleet_unref (look->fleet);
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
tb_alert_look_holds (const TbAlertLook *look, const TbStanding *standing, gint64 time_us)
{
  return time_us < standing->seen_us + look->rule->condition->keep_us;
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

/* A record that @look wants to be told of. */
void
tb_alert_look_note (TbAlertLook *look, const TbRecord *record)
{
  const TbAlertCondition *condition = look->rule->condition;

  look->is_armed = look->is_armed || record->kind == condition->after;
  if (!look->is_armed || (condition->has_kinds && !condition->kinds[record->kind] && record->kind != condition->after))
    return;
  if (look->window != NULL && !tb_alert_window_add (look->window, record))
    return;
  look->due_us = MIN (look->due_us, next_moment (look, record->time_us));
}

/* --- questions --- */

/* Whether that is known already: then it is seen once more. */
static gboolean
is_standing (TbAlertLook *look, const char *name, gint64 time_us)
{
  TbStanding *standing = g_hash_table_lookup (look->standing, name);

  if (standing != NULL)
    standing->seen_us = time_us;
  return standing != NULL;
}

static void
add_finding (TbAlertLook *look, TbAnswer *answer, guint row, guint name, gint64 time_us, GPtrArray *findings)
{
  const TbValue *value = tb_answer_get (answer, row, name);
  TbFinding *finding;

  if (value->kind != TB_VALUE_TEXT || is_standing (look, value->text, time_us))
    return;
  finding = g_new0 (TbFinding, 1);
  finding->name = g_strdup (value->text);
  finding->subject = tb_fleet_find (look->fleet, finding->name);
  finding->values = tb_answer_dup_row (answer, row);
  g_ptr_array_add (findings, finding);
}

static Habit *
take_habit (TbAlertLook *look, const char *name)
{
  Habit *habit = g_hash_table_lookup (look->habits, name);

  if (habit != NULL)
    return habit;
  habit = g_new0 (Habit, 1);
  habit->baseline = tb_baseline_new (look->start_us, look->rule->condition->n_warm_up);
  g_hash_table_insert (look->habits, g_strdup (name), habit);
  return habit;
}

/* Whether it is more than usual; it was as the last time at all moments at which it was not asked. */
static gboolean
is_unusual (TbAlertLook *look, const char *name, gint64 value, gint64 time_us)
{
  Habit *habit = take_habit (look, name);
  gint64 moment = time_us / look->sample_us, bound;

  for (gint64 i = MAX (habit->moment + 1, moment - MAX_CATCH_UP); i < moment; i++)
    tb_baseline_learn (habit->baseline, i * look->sample_us, habit->value);
  bound = tb_baseline_get_bound (habit->baseline, time_us);
  tb_baseline_learn (habit->baseline, time_us, value);
  habit->moment = moment;
  habit->value = value;
  return bound < G_MAXINT64 && value > bound * look->rule->condition->times;
}

static gboolean
is_wrong (TbAlertLook *look, TbAnswer *answer, guint row, guint name, gint64 time_us)
{
  const TbAlertCondition *condition = look->rule->condition;
  const TbValue *subject = tb_answer_get (answer, row, name), *value;
  gboolean is_unusual_too;
  guint column;

  if (subject->kind != TB_VALUE_TEXT || !tb_answer_find_column (answer, "value", &column))
    return subject->kind == TB_VALUE_TEXT;
  value = tb_answer_get (answer, row, column);
  is_unusual_too = !condition->has_baseline || is_unusual (look, subject->text, (gint64) value->real, time_us);
  return is_unusual_too && value->real >= (double) condition->least;
}

static TbAnswer *
ask_at (TbAlertLook *look, TbAsk *ask, gint64 time_us, GCancellable *cancellable, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, time_us), *before = g_strdup_printf ("%" G_GINT64_FORMAT, look->before_us);
  const char *names[] = { "now_us", "before_us", NULL }, *values[] = { now, before, NULL };
  const TbAskOptions options = { time_us, MAX_ROWS, MAX_STEPS, names, values };

  return tb_ask_query (ask, look->rule->condition->sql, &options, cancellable, error);
}

static gboolean
ask_question (TbAlertLook *look, TbAsk *ask, gint64 time_us, GPtrArray *findings, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbAnswer) answer = ask_at (look, ask, time_us, cancellable, error);
  guint name;

  if (answer == NULL)
    {
      g_prefix_error (error, "%s: ", look->rule->path);
      return FALSE;
    }
  if (!tb_answer_find_column (answer, "name", &name))
    return TRUE;
  for (guint i = 0; i < tb_answer_get_n_rows (answer); i++)
    if (is_wrong (look, answer, i, name, time_us))
      add_finding (look, answer, i, name, time_us, findings);
  return TRUE;
}

static gint
compare_findings (gconstpointer a, gconstpointer b)
{
  const TbFinding *one = *(const TbFinding *const *) a, *other = *(const TbFinding *const *) b;

  if (one->subject != other->subject)
    return one->subject < other->subject ? -1 : 1;
  return strcmp (one->name, other->name);
}

static void
drop_standing (TbAlertLook *look, gint64 time_us, GPtrArray *findings)
{
  for (guint i = findings->len; i > 0; i--)
    if (is_standing (look, ((TbFinding *) g_ptr_array_index (findings, i - 1))->name, time_us))
      g_ptr_array_remove_index_fast (findings, i - 1);
}

/* Fills @findings with what is newly wrong at @time_us, by subject; what was wrong before and still is is seen once more. */
gboolean
tb_alert_look_at (TbAlertLook *look, TbAsk *ask, gint64 time_us, GPtrArray *findings, GCancellable *cancellable, GError **error)
{
  gboolean again = look->window == NULL && !look->rule->condition->has_kinds;

  if (look->window != NULL)
    {
      again = tb_alert_window_look (look->window, time_us, findings);
      drop_standing (look, time_us, findings);
    }
  else if (!ask_question (look, ask, time_us, findings, cancellable, error))
    return FALSE;
  g_ptr_array_sort (findings, compare_findings);
  look->before_us = time_us;
  look->due_us = again ? time_us + look->sample_us : G_MAXINT64;
  return TRUE;
}
