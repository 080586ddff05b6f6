/* tb-alert-feed: see the header. It hangs on its playhead and holds none itself, so that both go together. */
#include "tb-alert-feed.h"

#define LOOK_MS 200       /* at most so often */
#define SHOW_MS 400       /* what a long look has found so far */

struct _TbAlertFeed
{
  GObject parent_instance;

  TbPlayhead *playhead;     /* weak */

  /* owned */
  TbAlertWatch *watch;      /* NULL without a run, or where the rules cannot be read */
  GPtrArray *rules;
  GPtrArray *alerts;
  GCancellable *looking;    /* NULL while nobody looks */
  char *problem;

  guint soon;               /* source: looks */
  guint showing;            /* source: tells of what a long look has found */
  gint64 asked_us;          /* how far was looked or is being looked, -1 */
  gint64 begun_us;          /* real time */
  gint64 rests_until_us;    /* real time */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbAlertFeed, tb_alert_feed, G_TYPE_OBJECT)

static void follow (TbAlertFeed *self);

static void
tell (TbAlertFeed *self)
{
  if (self->watch != NULL)
    {
      g_ptr_array_unref (self->alerts);
      self->alerts = tb_alert_watch_get_alerts (self->watch);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- the worker --- */

typedef struct
{
  TbAlertWatch *watch;
  gint64 time_us;
} Look;

static void
look_free (gpointer data)
{
  tb_alert_watch_unref (((Look *) data)->watch);
  g_free (data);
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;
  GError *error = NULL;

  if (tb_alert_watch_advance (look->watch, look->time_us, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
end_look (TbAlertFeed *self)
{
  g_clear_object (&self->looking);
  g_clear_handle_id (&self->showing, g_source_remove);
  self->rests_until_us = 2 * g_get_monotonic_time () - self->begun_us;
}

/* What was cancelled is of another run. */
static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbAlertFeed *self = TB_ALERT_FEED (source);
  g_autoptr (GError) error = NULL;
  gboolean is_done = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->looking == NULL || self->looking != g_task_get_cancellable (G_TASK (result)))
    return;
  end_look (self);
  if (!is_done)
    {
      g_free (self->problem);
      self->problem = g_strdup (error->message);
    }
  tell (self);
  follow (self);
}

static gboolean
on_showing (gpointer user_data)
{
  tell (user_data);
  return G_SOURCE_CONTINUE;
}

static void
look (TbAlertFeed *self)
{
  g_autoptr (GTask) task = NULL;
  Look *data = g_new0 (Look, 1);

  self->asked_us = tb_playhead_get_time (self->playhead);
  self->begun_us = g_get_monotonic_time ();
  self->looking = g_cancellable_new ();
  self->showing = g_timeout_add (SHOW_MS, on_showing, self);
  data->watch = tb_alert_watch_ref (self->watch);
  data->time_us = self->asked_us;
  task = g_task_new (self, self->looking, on_looked, NULL);
  g_task_set_task_data (task, data, look_free);
  g_task_run_in_thread (task, work);
}

/* --- the playhead --- */

static gboolean
is_wanted (TbAlertFeed *self)
{
  return self->watch != NULL && self->problem == NULL && self->looking == NULL && self->playhead != NULL && tb_playhead_get_time (self->playhead) > self->asked_us;
}

static gboolean
on_soon (gpointer user_data)
{
  TbAlertFeed *self = user_data;

  self->soon = 0;
  if (is_wanted (self))
    look (self);
  return G_SOURCE_REMOVE;
}

static void
follow (TbAlertFeed *self)
{
  gint64 rest_ms = (self->rests_until_us - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND;

  if (self->soon == 0 && is_wanted (self))
    self->soon = g_timeout_add ((guint) MAX (rest_ms, LOOK_MS), on_soon, self);
}

static void
forget (TbAlertFeed *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_handle_id (&self->showing, g_source_remove);
  g_clear_pointer (&self->watch, tb_alert_watch_unref);
  g_clear_pointer (&self->problem, g_free);
  g_ptr_array_unref (self->alerts);
  self->alerts = g_ptr_array_new ();
  self->asked_us = -1;
  self->rests_until_us = 0;
}

static void
on_run_changed (TbPlayhead *playhead, TbAlertFeed *self)
{
  TbRun *run = tb_playhead_get_run (playhead);
  g_autoptr (GError) error = NULL;

  forget (self);
  if (run != NULL && self->rules->len > 0)
    self->watch = tb_alert_watch_new (run, self->rules, &error);
  if (error != NULL)
    self->problem = g_strdup (error->message);
  tell (self);
  follow (self);
}

/* --- the object --- */

static void
tb_alert_feed_dispose (GObject *object)
{
  TbAlertFeed *self = TB_ALERT_FEED (object);

  forget (self);
  g_clear_weak_pointer (&self->playhead);
  G_OBJECT_CLASS (tb_alert_feed_parent_class)->dispose (object);
}

static void
tb_alert_feed_finalize (GObject *object)
{
  TbAlertFeed *self = TB_ALERT_FEED (object);

  g_ptr_array_unref (self->alerts);
  g_ptr_array_unref (self->rules);
  g_free (self->problem);
  G_OBJECT_CLASS (tb_alert_feed_parent_class)->finalize (object);
}

static void
tb_alert_feed_class_init (TbAlertFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_alert_feed_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_alert_feed_finalize;
  signals[CHANGED] = g_signal_new ("changed", TB_TYPE_ALERT_FEED, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tb_alert_feed_init (TbAlertFeed *self)
{
  g_autoptr (GError) error = NULL;

  self->alerts = g_ptr_array_new ();
  self->asked_us = -1;
  self->rules = tb_alert_rules_load (NULL, &error);
  if (self->rules != NULL)
    return;
  g_warning ("%s", error->message);
  self->rules = g_ptr_array_new ();
}

/**
 * tb_alert_feed_get:
 * @playhead: a playhead
 *
 * Returns: (transfer none): its feed, which begins to look when it is asked for first
 */
TbAlertFeed *
tb_alert_feed_get (TbPlayhead *playhead)
{
  TbAlertFeed *self = g_object_get_data (G_OBJECT (playhead), "tb-alert-feed");

  if (self != NULL)
    return self;
  self = g_object_new (TB_TYPE_ALERT_FEED, NULL);
  g_set_weak_pointer (&self->playhead, playhead);
  g_object_set_data_full (G_OBJECT (playhead), "tb-alert-feed", self, g_object_unref);
  g_signal_connect_object (playhead, "moved", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, 0);
  on_run_changed (playhead, self);
  return self;
}

GPtrArray *
tb_alert_feed_get_alerts (TbAlertFeed *self)
{
  return self->alerts;
}

GPtrArray *
tb_alert_feed_get_rules (TbAlertFeed *self)
{
  return self->rules;
}

gint64
tb_alert_feed_get_time (TbAlertFeed *self)
{
  return self->watch != NULL && self->asked_us >= 0 ? tb_alert_watch_get_time (self->watch) : -1;
}

gboolean
tb_alert_feed_is_behind (TbAlertFeed *self)
{
  return self->watch != NULL && self->problem == NULL && self->playhead != NULL
         && (self->looking != NULL || tb_playhead_get_time (self->playhead) > self->asked_us);
}

gboolean
tb_alert_feed_is_busy (TbAlertFeed *self)
{
  return self->looking != NULL;
}

const char *
tb_alert_feed_get_problem (TbAlertFeed *self)
{
  return self->problem;
}
