/* tb-overview-page-look: what is drawn at the time of the playhead, made ready by a worker that rests as long as it worked. */
#include "tb-overview-page-private.h"

#include <glib/gi18n-lib.h>

#define LOOK_MS 250
#define MAX_STEPS 48             /* of the histogram */

struct _TbOverviewEye
{
  gatomicrefcount n_refs;
  GMutex mutex;          /* two looks may overlap when the first was given up */
  TbRun *run;            /* owned */
  TbFold *fold;          /* owned */
  TbUsageMap *map;       /* owned, NULL before the first look */
  TbUsageOptions options;
};

typedef struct
{
  TbOverviewEye *eye;
  GPtrArray *alerts;
  gint64 time_us;
  guint n_wishes;
  TbUsageOptions options;
  TbExpiryDrawing *expiry;
  TbUsageDrawing *usage;
  TbAlertLanes *lanes;
} Look;

static TbOverviewEye *
eye_new (TbRun *run)
{
  TbOverviewEye *eye = g_new0 (TbOverviewEye, 1);

  g_atomic_ref_count_init (&eye->n_refs);
  g_mutex_init (&eye->mutex);
  eye->run = tb_run_ref (run);
  eye->fold = tb_run_new_fold (run);
  return eye;
}

static TbOverviewEye *
eye_ref (TbOverviewEye *eye)
{
  g_atomic_ref_count_inc (&eye->n_refs);
  return eye;
}

static void
eye_unref (TbOverviewEye *eye)
{
  if (!g_atomic_ref_count_dec (&eye->n_refs))
    return;
  g_clear_pointer (&eye->map, tb_usage_map_free);
  tb_fold_free (eye->fold);
  tb_run_unref (eye->run);
  g_mutex_clear (&eye->mutex);
  g_free (eye);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->expiry, tb_expiry_plate.free);
  g_clear_pointer (&look->usage, tb_usage_plate.free);
  g_clear_pointer (&look->lanes, tb_lanes_plate.free);
  g_ptr_array_unref (look->alerts);
  eye_unref (look->eye);
  g_free (look);
}

/* --- on the worker --- */

static void
look_at_certificates (Look *look)
{
  look->expiry = g_new0 (TbExpiryDrawing, 1);
  look->expiry->run = tb_run_ref (look->eye->run);
  tb_fold_seek (look->eye->fold, look->time_us);
  look->expiry->histogram = tb_expiry_histogram_new (look->eye->fold, MAX_STEPS);
}

static gboolean
is_same (const TbUsageOptions *first, const TbUsageOptions *second)
{
  return first->what == second->what && first->is_by_hour == second->is_by_hour && first->group == second->group && first->from == second->from
         && first->count == second->count;
}

static gboolean
look_at_usage (Look *look, GCancellable *cancellable, GError **error)
{
  TbOverviewEye *eye = look->eye;

  if (eye->map != NULL && !is_same (&eye->options, &look->options))
    g_clear_pointer (&eye->map, tb_usage_map_free);
  eye->options = look->options;
  if (eye->map == NULL)
    eye->map = tb_usage_map_new (tb_run_get_fleet (eye->run), tb_run_get_journal (eye->run), &eye->options);
  if (!tb_usage_map_read (eye->map, look->time_us, cancellable, error))
    return FALSE;
  look->usage = tb_usage_drawing_new (eye->map, &eye->options);
  return TRUE;
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;
  GError *error = NULL;
  gboolean is_done;

  g_mutex_lock (&look->eye->mutex);
  look_at_certificates (look);
  look->lanes = tb_alert_lanes_new (look->alerts, look->time_us);
  is_done = look_at_usage (look, cancellable, &error);
  g_mutex_unlock (&look->eye->mutex);
  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- and back --- */

static void
show (TbOverviewPage *self, TbOverviewPlate plate, gpointer data, gboolean is_drawn)
{
  tb_plate_take (self->plates[plate], data);
  gtk_stack_set_visible_child_name (self->stacks[plate], is_drawn ? "plate" : "nothing");
}

static void
describe_expiry (TbOverviewPage *self, const TbExpiryHistogram *histogram)
{
  g_autofree char *n = g_strdup_printf (ngettext ("%u certificate in use", "%u certificates in use", histogram->n), histogram->n);
  /* Translators: the first is a phrase such as "60 certificates in use" */
  g_autofree char *text = histogram->n_over > 0 ? g_strdup_printf (_("%s, %u of them over"), n, histogram->n_over) : g_steal_pointer (&n);

  gtk_label_set_text (self->expiry_about, text);
}

static void
describe_usage (TbOverviewPage *self, const TbUsageDrawing *usage)
{
  g_autofree char *text = tb_overview_page_dup_usage (usage);

  gtk_label_set_text (self->usage_about, text);
}

/* What was wanted while it was made ready is still wanted. */
static void
show_look (TbOverviewPage *self, Look *look)
{
  self->looked_us = look->n_wishes == self->n_wishes ? look->time_us : -1;
  describe_usage (self, look->usage);
  describe_expiry (self, look->expiry->histogram);
  show (self, TB_OVERVIEW_EXPIRY, look->expiry, look->expiry->histogram->n > 0);
  show (self, TB_OVERVIEW_USAGE, look->usage, look->usage->names->len > 0 && look->usage->most > 0);
  show (self, TB_OVERVIEW_ALERTS, look->lanes, look->lanes->lanes->len > 0);
  look->expiry = NULL;
  look->usage = NULL;
  look->lanes = NULL;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbOverviewPage *self = TB_OVERVIEW_PAGE (source);

  if (self->looking == NULL || self->looking != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->looking);
  self->rests_until_us = 2 * g_get_monotonic_time () - self->begun_us;
  if (g_task_propagate_boolean (G_TASK (result), NULL))
    show_look (self, g_task_get_task_data (G_TASK (result)));
  tb_overview_page_follow (self);
}

/* --- looking --- */

static void
get_options (TbOverviewPage *self, TbUsageOptions *options)
{
  *options = self->present;
  options->what = gtk_drop_down_get_selected (self->what) == 1 ? TB_USAGE_HANDSHAKES : TB_USAGE_MESSAGES;
  options->is_by_hour = gtk_drop_down_get_selected (self->over) == 1;
}

static void
look (TbOverviewPage *self)
{
  g_autoptr (GTask) task = NULL;
  Look *data = g_new0 (Look, 1);

  if (self->eye == NULL)
    self->eye = eye_new (tb_playhead_get_run (self->playhead));
  self->begun_us = g_get_monotonic_time ();
  self->looking = g_cancellable_new ();
  data->eye = eye_ref (self->eye);
  data->alerts = g_ptr_array_ref (tb_alert_feed_get_alerts (self->feed));
  data->time_us = tb_playhead_get_time (self->playhead);
  data->n_wishes = self->n_wishes;
  get_options (self, &data->options);
  task = g_task_new (self, self->looking, on_looked, NULL);
  g_task_set_task_data (task, data, look_free);
  g_task_run_in_thread (task, work);
}

static gboolean
is_wanted (TbOverviewPage *self)
{
  return self->playhead != NULL && tb_playhead_get_run (self->playhead) != NULL && self->looking == NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
         && self->looked_us != tb_playhead_get_time (self->playhead);
}

static gboolean
on_soon (gpointer user_data)
{
  TbOverviewPage *self = user_data;

  self->soon = 0;
  if (is_wanted (self))
    look (self);
  return G_SOURCE_REMOVE;
}

/* A page that nobody sees waits until somebody does. */
void
tb_overview_page_follow (TbOverviewPage *self)
{
  gint64 rest_ms = (self->rests_until_us - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

  if (self->soon == 0 && is_wanted (self))
    self->soon = g_timeout_add ((guint) MAX (rest_ms, LOOK_MS), on_soon, self);
}

void
tb_overview_page_again (TbOverviewPage *self)
{
  self->looked_us = -1;
  self->n_wishes++;
  tb_overview_page_follow (self);
}

void
tb_overview_page_forget (TbOverviewPage *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_pointer (&self->eye, eye_unref);
  self->looked_us = -1;
  self->rests_until_us = 0;
  for (guint i = 0; i < TB_OVERVIEW_N && self->plates[i] != NULL; i++)
    show (self, i, NULL, FALSE);
}

/* --- groups to choose among --- */

static gboolean
is_offered (const TbGroup *group)
{
  return (group->role == TB_ROLE_DEVICE || group->role == TB_ROLE_GATEWAY) && group->count > 1;
}

void
tb_overview_page_fill_groups (TbOverviewPage *self)
{
  TbRun *run = tb_playhead_get_run (self->playhead);
  TbFleet *fleet = run != NULL ? tb_run_get_fleet (run) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_array_set_size (self->groups, 0);
  gtk_string_list_append (names, _("All groups"));
  for (guint i = 0; fleet != NULL && i < tb_fleet_get_n_groups (fleet); i++)
    if (is_offered (tb_fleet_get_group (fleet, i)))
      {
        g_array_append_val (self->groups, i);
        gtk_string_list_append (names, tb_fleet_get_group (fleet, i)->name);
      }
  gtk_drop_down_set_model (self->who, G_LIST_MODEL (names));
}
