/* tb-alert-question: the question of a rule over a run: its rows are what is wrong, where that is enough and more than usual. */
#include "tb-alert-private.h"

#include <string.h>

#include "tb-baseline.h"
#include "tb-fleet.h"

#define MAX_CATCH_UP 2000
#define MAX_ROWS     4000000
#define MAX_STEPS    4000000

/* What is usual for one row of a question. */
typedef struct
{
  TbBaseline *baseline;
  gint64 moment;      /* the last that it knows */
  gint64 value;       /* what was so then */
} Habit;

struct _TbAlertQuestion
{
  TbAlertRule *rule;    /* borrowed */
  TbFleet *fleet;
  gint64 start_us;
  gint64 sample_us;
  GHashTable *habits;   /* name to Habit */
};

/* An answer while it is read. */
typedef struct
{
  TbAnswer *answer;
  guint n_columns;
  guint name;           /* columns */
  guint value;
  gboolean has_value;
  const char **values;  /* of a row: names and texts in turn */
  char **numbers;       /* those of the texts that had to be made */
} Rows;

static void
habit_free (gpointer data)
{
  Habit *habit = data;

  tb_baseline_free (habit->baseline);
  g_free (habit);
}

TbAlertQuestion *
tb_alert_question_new (TbAlertRule *rule, TbFleet *fleet, gint64 start_us, gint64 sample_us)
{
  TbAlertQuestion *question = g_new0 (TbAlertQuestion, 1);

  question->rule = rule;
  question->fleet = tb_fleet_ref (fleet);
  question->start_us = start_us;
  question->sample_us = sample_us;
  question->habits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, habit_free);
  return question;
}

void
tb_alert_question_free (TbAlertQuestion *question)
{
  g_hash_table_unref (question->habits);
  tb_fleet_unref (question->fleet);
  g_free (question);
}

/* --- what is usual --- */

static Habit *
take_habit (TbAlertQuestion *question, const char *name)
{
  Habit *habit = g_hash_table_lookup (question->habits, name);

  if (habit != NULL)
    return habit;
  habit = g_new0 (Habit, 1);
  habit->baseline = tb_baseline_new (question->start_us, question->rule->condition->n_warm_up);
  g_hash_table_insert (question->habits, g_strdup (name), habit);
  return habit;
}

/* Whether it is more than usual; it was as the last time at all moments at which it was not asked. */
static gboolean
is_unusual (TbAlertQuestion *question, const char *name, gint64 value, gint64 time_us)
{
  Habit *habit = take_habit (question, name);
  gint64 moment = time_us / question->sample_us, bound;

  for (gint64 i = MAX (habit->moment + 1, moment - MAX_CATCH_UP); i < moment; i++)
    tb_baseline_learn (habit->baseline, i * question->sample_us, habit->value);
  bound = tb_baseline_get_bound (habit->baseline, time_us);
  tb_baseline_learn (habit->baseline, time_us, value);
  habit->moment = moment;
  habit->value = value;
  return bound < G_MAXINT64 && value > bound * question->rule->condition->times;
}

/* --- rows --- */

static void
rows_init (Rows *rows, TbAnswer *answer)
{
  *rows = (Rows) { .answer = answer, .n_columns = tb_answer_get_n_columns (answer) };
  rows->has_value = tb_answer_find_column (answer, "value", &rows->value);
  rows->values = g_new0 (const char *, 2 * rows->n_columns + 1);
  rows->numbers = g_new0 (char *, rows->n_columns);
  for (guint i = 0; i < rows->n_columns; i++)
    rows->values[2 * i] = tb_answer_get_column (answer, i);
}

static void
rows_clear (Rows *rows)
{
  for (guint i = 0; i < rows->n_columns; i++)
    g_free (rows->numbers[i]);
  g_free (rows->numbers);
  g_free (rows->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rows, rows_clear)

/* As it stands in a sentence; a dash for what is not known. */
static const char *
read_text (Rows *rows, guint row, guint column)
{
  const TbValue *value = tb_answer_get (rows->answer, row, column);

  if (value->kind == TB_VALUE_NULL)
    return "–";
  if (value->text != NULL)
    return value->text;
  g_free (rows->numbers[column]);
  return rows->numbers[column] = tb_value_format (value);
}

static TbAlert *
alert_of_row (TbAlertQuestion *question, Rows *rows, guint row, gint64 time_us)
{
  const char *name = tb_answer_get (rows->answer, row, rows->name)->text;

  for (guint i = 0; i < rows->n_columns; i++)
    rows->values[2 * i + 1] = read_text (rows, row, i);
  return tb_alert_new (question->rule, name, tb_fleet_find (question->fleet, name), rows->values, time_us);
}

static gboolean
is_wrong (TbAlertQuestion *question, const Rows *rows, guint row, gint64 time_us)
{
  const TbAlertCondition *condition = question->rule->condition;
  const TbValue *subject = tb_answer_get (rows->answer, row, rows->name), *value;
  gboolean is_unusual_too;

  if (subject->kind != TB_VALUE_TEXT || !rows->has_value)
    return subject->kind == TB_VALUE_TEXT;
  value = tb_answer_get (rows->answer, row, rows->value);
  is_unusual_too = !condition->has_baseline || is_unusual (question, subject->text, (gint64) value->real, time_us);
  return is_unusual_too && value->real >= (double) condition->least;
}

/* Whether that is known already: then it is seen once more. */
static gboolean
is_standing (const Rows *rows, guint row, const TbAlertMoment *moment)
{
  TbStanding *standing = g_hash_table_lookup (moment->standing, tb_answer_get (rows->answer, row, rows->name)->text);

  if (standing != NULL)
    standing->seen_us = moment->time_us;
  return standing != NULL;
}

static void
read_rows (TbAlertQuestion *question, TbAnswer *answer, const TbAlertMoment *moment, GPtrArray *findings)
{
  g_auto (Rows) rows = { 0 };

  rows_init (&rows, answer);
  if (!tb_answer_find_column (answer, "name", &rows.name))
    return;
  for (guint i = 0; i < tb_answer_get_n_rows (answer); i++)
    if (is_wrong (question, &rows, i, moment->time_us) && !is_standing (&rows, i, moment))
      g_ptr_array_add (findings, alert_of_row (question, &rows, i, moment->time_us));
}

static TbAnswer *
ask_at (TbAlertQuestion *question, TbAsk *ask, const TbAlertMoment *moment, GCancellable *cancellable, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, moment->time_us), *before = g_strdup_printf ("%" G_GINT64_FORMAT, moment->before_us);
  const char *names[] = { "now_us", "before_us", NULL }, *values[] = { now, before, NULL };
  const TbAskOptions options = { moment->time_us, MAX_ROWS, MAX_STEPS, names, values, moment->devices, TRUE };

  return tb_ask_query (ask, question->rule->condition->sql, &options, cancellable, error);
}

/* Fills @findings with alerts about what is newly wrong. */
gboolean
tb_alert_question_ask (TbAlertQuestion *question, TbAsk *ask, const TbAlertMoment *moment, GPtrArray *findings, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbAnswer) answer = ask_at (question, ask, moment, cancellable, error);

  if (answer != NULL)
    read_rows (question, answer, moment, findings);
  else
    g_prefix_error (error, "%s: ", question->rule->path);
  return answer != NULL;
}
