/* tb-alert-window: how often something was recorded of each subject in the time before a moment. A window is made of slices, each as long as it is from one moment to the
 * next; only subjects of whom something is in the window cost anything. */
#include "tb-alert-private.h"

#include "tb-baseline.h"
#include "tb-fleet.h"

/* Of a subject that was silent for longer, no more than so many windows are learned as nothing: the baseline is as good as empty by then. */
#define MAX_CATCH_UP 2000

typedef struct
{
  guint32 subject;
  guint32 other;        /* the other party of the latest record */
  gint64 newest;        /* number of the newest slice */
  gint64 total;
  gboolean is_active;
  TbBaseline *baseline;
  gint64 learned;       /* number of the last whole window that the baseline knows */
  gint64 slices[];
} Slot;

struct _TbAlertWindow
{
  TbAlertRule *rule;                  /* borrowed */
  const TbAlertCondition *condition;  /* its */
  TbFleet *fleet;
  gint64 start_us;
  guint n_slices;
  GHashTable *slots;                  /* subject to Slot */
  GPtrArray *active;                  /* Slot, borrowed */
};

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_clear_pointer (&slot->baseline, tb_baseline_free);
  g_free (slot);
}

TbAlertWindow *
tb_alert_window_new (TbAlertRule *rule, TbFleet *fleet, gint64 start_us)
{
  const TbAlertCondition *condition = rule->condition;
  TbAlertWindow *window = g_new0 (TbAlertWindow, 1);

  window->rule = rule;
  window->condition = condition;
  window->fleet = tb_fleet_ref (fleet);
  window->start_us = start_us;
  window->n_slices = (guint) (condition->over_us / condition->sample_us);
  window->slots = g_hash_table_new_full (NULL, NULL, NULL, slot_free);
  window->active = g_ptr_array_new ();
  return window;
}

void
tb_alert_window_free (TbAlertWindow *window)
{
  g_ptr_array_unref (window->active);
  g_hash_table_unref (window->slots);
  tb_fleet_unref (window->fleet);
  g_free (window);
}

static guint32
subject_of (const TbAlertWindow *window, const TbRecord *record)
{
  guint32 object = window->condition->of_object ? record->object : record->subject;

  if (window->condition->per == TB_PER_ALL || object == TB_NOBODY)
    return TB_NOBODY;
  return window->condition->per == TB_PER_GROUP ? tb_fleet_group_of (window->fleet, object)->first : object;
}

static gboolean
is_counted (const TbAlertWindow *window, const TbRecord *record)
{
  const GArray *details = window->condition->details;

  if (window->condition->per != TB_PER_ALL && subject_of (window, record) == TB_NOBODY)
    return FALSE;
  for (guint i = 0; details != NULL && i < details->len; i++)
    if (g_array_index (details, guint16, i) == record->detail)
      return TRUE;
  return details == NULL;
}

static Slot *
take_slot (TbAlertWindow *window, guint32 subject)
{
  Slot *slot = g_hash_table_lookup (window->slots, GUINT_TO_POINTER (subject));

  if (slot != NULL)
    return slot;
  slot = g_malloc0 (sizeof (Slot) + window->n_slices * sizeof (gint64));
  slot->subject = subject;
  if (window->condition->has_baseline)
    slot->baseline = tb_baseline_new (window->start_us, window->condition->n_warm_up);
  g_hash_table_insert (window->slots, GUINT_TO_POINTER (subject), slot);
  return slot;
}

/* What is older than a window falls out. */
static void
roll (TbAlertWindow *window, Slot *slot, gint64 newest)
{
  gint64 n = MIN (newest - slot->newest, (gint64) window->n_slices);

  for (gint64 i = 0; i < n; i++)
    {
      gint64 *slice = &slot->slices[(newest - i) % window->n_slices];

      slot->total -= *slice;
      *slice = 0;
    }
  slot->newest = MAX (slot->newest, newest);
}

gboolean
tb_alert_window_add (TbAlertWindow *window, const TbRecord *record)
{
  gint64 sample_us = window->condition->sample_us, slice = (record->time_us + sample_us - 1) / sample_us;
  gint64 amount = window->condition->sum == TB_SUM_VALUES ? record->value : 1;
  Slot *slot;

  if (!is_counted (window, record) || amount <= 0)
    return FALSE;
  slot = take_slot (window, subject_of (window, record));
  roll (window, slot, slice);
  slot->slices[slice % window->n_slices] += amount;
  slot->total += amount;
  slot->other = window->condition->of_object ? record->subject : record->object;
  if (!slot->is_active)
    g_ptr_array_add (window->active, slot);
  slot->is_active = TRUE;
  return TRUE;
}

/* Windows that are over and had nothing in them. */
static void
catch_up (TbAlertWindow *window, Slot *slot, gint64 number)
{
  gint64 first = MAX (slot->learned + 1, number - MAX_CATCH_UP);

  for (gint64 i = first; i < number; i++)
    tb_baseline_learn (slot->baseline, i * window->condition->over_us, 0);
  slot->learned = MAX (slot->learned, number - 1);
}

/* The most that is usual for it. Windows overlap, and what is in them is learned once: from those that lie side by side. */
static gint64
find_bound (TbAlertWindow *window, Slot *slot, gint64 time_us)
{
  gint64 number = time_us / window->condition->over_us, bound;
  gboolean is_whole = time_us % window->condition->over_us == 0;

  if (slot->baseline == NULL)
    return 0;
  catch_up (window, slot, is_whole ? number : number + 1);
  bound = tb_baseline_get_bound (slot->baseline, time_us);
  if (is_whole)
    {
      tb_baseline_learn (slot->baseline, time_us, slot->total);
      slot->learned = number;
    }
  return bound < G_MAXINT64 ? bound * window->condition->times : bound;
}

static char *
dup_name (TbAlertWindow *window, guint32 subject)
{
  if (subject == TB_NOBODY)
    return g_strdup ("all");
  return window->condition->per == TB_PER_GROUP ? g_strdup (tb_fleet_group_of (window->fleet, subject)->name) : tb_fleet_dup_name (window->fleet, subject);
}

static TbAlert *
alert_of_slot (TbAlertWindow *window, const Slot *slot, gint64 bound, gint64 time_us)
{
  g_autofree char *name = dup_name (window, slot->subject);
  g_autofree char *sum = g_strdup_printf ("%" G_GINT64_FORMAT, slot->total), *usual = g_strdup_printf ("%" G_GINT64_FORMAT, bound);
  g_autofree char *over = g_strdup_printf ("%" G_GINT64_FORMAT, window->condition->over_us);
  g_autofree char *other = slot->other != TB_NOBODY ? tb_fleet_dup_name (window->fleet, slot->other) : g_strdup ("–");
  const char *const values[] = { "name", name, "sum", sum, "usual", usual, "over_us", over, "other", other, NULL };

  return tb_alert_new (window->rule, name, window->condition->per == TB_PER_DEVICE ? slot->subject : TB_NOBODY, values, time_us);
}

static void
deactivate (TbAlertWindow *window, guint i)
{
  Slot *slot = g_ptr_array_index (window->active, i);

  slot->is_active = FALSE;
  g_ptr_array_remove_index_fast (window->active, i);
  if (slot->baseline == NULL)
    g_hash_table_remove (window->slots, GUINT_TO_POINTER (slot->subject));
}

gboolean
tb_alert_window_look (TbAlertWindow *window, gint64 time_us, GPtrArray *findings)
{
  for (guint i = window->active->len; i > 0; i--)
    {
      Slot *slot = g_ptr_array_index (window->active, i - 1);
      gint64 bound;

      roll (window, slot, time_us / window->condition->sample_us);
      bound = find_bound (window, slot, time_us);
      if (slot->total >= window->condition->least && slot->total > bound)
        g_ptr_array_add (findings, alert_of_slot (window, slot, bound, time_us));
      if (slot->total == 0)
        deactivate (window, i - 1);
    }
  return window->active->len > 0;
}
