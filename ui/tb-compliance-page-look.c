/* tb-compliance-page-look: the fleet is looked at on a worker, which rests as long as it worked; what it found last is shown until it has found more. */
#include "tb-compliance-page-private.h"

#define LOOK_MS  150      /* at most so often */
#define N_POINTS 12       /* of the trend */

/* --- the worker --- */

typedef struct
{
  TbCompliance *compliance;
  gint64 time_us;
  gboolean wants_trend;
  TbReview *review;
  GArray *trend;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  tb_compliance_unref (look->compliance);
  g_clear_pointer (&look->review, tb_review_unref);
  g_clear_pointer (&look->trend, g_array_unref);
  g_free (look);
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;
  GError *error = NULL;

  look->review = tb_compliance_review (look->compliance, look->time_us, cancellable, &error);
  if (look->review != NULL && look->wants_trend)
    look->trend = tb_compliance_trend (look->compliance, look->time_us, N_POINTS, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* The findings of a review go with it. */
static void
take (TbCompliancePage *self, Look *look)
{
  self->finding = NULL;
  g_clear_pointer (&self->review, tb_review_unref);
  self->review = g_steal_pointer (&look->review);
  if (look->trend == NULL)
    return;
  g_clear_pointer (&self->trend, g_array_unref);
  self->trend = g_steal_pointer (&look->trend);
}

/* What was cancelled is of another run. */
static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbCompliancePage *self = TB_COMPLIANCE_PAGE (source);
  g_autoptr (GError) error = NULL;
  gboolean is_done = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->looking == NULL || self->looking != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->looking);
  self->rests_until_us = 2 * g_get_monotonic_time () - self->begun_us;
  if (is_done)
    take (self, g_task_get_task_data (G_TASK (result)));
  else
    self->problem = g_strdup (error->message);
  tb_compliance_page_show (self);
  tb_compliance_page_follow (self);
}

static guint64
find_position (TbCompliancePage *self)
{
  return tb_journal_find_time (tb_run_get_journal (tb_playhead_get_run (self->playhead)), tb_playhead_get_time (self->playhead));
}

static void
look (TbCompliancePage *self)
{
  g_autoptr (GTask) task = NULL;
  Look *data = g_new0 (Look, 1);

  self->looked_us = tb_playhead_get_time (self->playhead);
  self->position = find_position (self);
  self->begun_us = g_get_monotonic_time ();
  self->looking = g_cancellable_new ();
  data->compliance = tb_compliance_ref (self->compliance);
  data->time_us = self->looked_us;
  data->wants_trend = self->wants_trend;
  task = g_task_new (self, self->looking, on_looked, NULL);
  g_task_set_task_data (task, data, look_free);
  g_task_run_in_thread (task, work);
}

/* --- the playhead --- */

/* A page that nobody sees waits until somebody does. */
static gboolean
is_wanted (TbCompliancePage *self)
{
  if (self->compliance == NULL || self->problem != NULL || self->looking != NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;
  return tb_playhead_get_time (self->playhead) != self->looked_us || find_position (self) != self->position || (self->wants_trend && self->trend == NULL);
}

static gboolean
on_soon (gpointer user_data)
{
  TbCompliancePage *self = user_data;

  self->soon = 0;
  if (is_wanted (self))
    look (self);
  tb_compliance_page_show (self);
  return G_SOURCE_REMOVE;
}

void
tb_compliance_page_follow (TbCompliancePage *self)
{
  gint64 rest_ms = (self->rests_until_us - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

  if (self->soon == 0 && is_wanted (self))
    self->soon = g_timeout_add ((guint) MAX (rest_ms, LOOK_MS), on_soon, self);
}

void
tb_compliance_page_forget (TbCompliancePage *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  tb_compliance_page_stop_report (self);
  g_clear_handle_id (&self->soon, g_source_remove);
  self->finding = NULL;
  g_clear_pointer (&self->compliance, tb_compliance_unref);
  g_clear_pointer (&self->review, tb_review_unref);
  g_clear_pointer (&self->trend, g_array_unref);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->shown_waivers, g_free);
  g_clear_pointer (&self->device, g_free);
  self->looked_us = -1;
  self->rests_until_us = 0;
}

void
tb_compliance_page_show (TbCompliancePage *self)
{
  if (self->pages == NULL)
    return;
  tb_compliance_page_list (self);
  tb_compliance_page_show_scores (self);
  tb_compliance_page_show_trend (self);
  tb_compliance_page_show_chosen (self);
  tb_compliance_page_show_waivers (self);
}
