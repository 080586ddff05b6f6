/* tb-timeline: see the header. The axis is watching time: slow motion gets as much room as it takes to watch. Short stories are shown whole; of
 * long ones the line shows a little more than is known, and grows. */
#include "tb-timeline.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "tb-alert-digest.h"
#include "tb-alert-feed.h"
#include "tb-pace.h"
#include "tb-sentence.h"
#include "tb-timeline-draw.h"
#include "tb-units.h"

#define WHOLE_US (10.0 * 60 * TB_US_PER_SECOND)
#define FIRST_US (60.0 * TB_US_PER_SECOND)
#define GROWTH 1.5
#define REACH_PX 4

struct _TbTimeline
{
  GtkWidget parent_instance;

  /* owned */
  TbPlayhead *playhead;
  TbTimelineMarks *marks;
  GArray *alerts;
  AdwAnimation *growth;

  double range_us;       /* watching time across the line */
  double range_goal_us;
  gboolean dragging;
  double drag_x;

  /* what is on screen, so that nothing is drawn twice */
  int drawn_played;
  int drawn_known;
};

enum { PROP_PLAYHEAD = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TbTimeline, tb_timeline, GTK_TYPE_WIDGET)

static TbRun *
get_run (TbTimeline *self)
{
  return self->playhead ? tb_playhead_get_run (self->playhead) : NULL;
}

static TbScenario *
get_scenario (TbTimeline *self)
{
  TbRun *run = get_run (self);

  return run ? tb_run_get_scenario (run) : NULL;
}

static double
get_usable (TbTimeline *self)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * TB_TIMELINE_PAD, 1);
}

/**
 * tb_timeline_get_x:
 * @self: a timeline
 * @time_us: simulated time
 *
 * Returns: where on the widget that is, pixels from its left
 */
double
tb_timeline_get_x (TbTimeline *self, gint64 time_us)
{
  TbScenario *scenario = get_scenario (self);
  double x = scenario ? tb_pace_watch_us (scenario, time_us) / self->range_us * get_usable (self) : 0;

  return TB_TIMELINE_PAD + CLAMP (x, 0, get_usable (self));
}

static double
get_watch (TbTimeline *self, double x)
{
  return CLAMP ((x - TB_TIMELINE_PAD) / get_usable (self), 0, 1) * self->range_us;
}

/* As round as a pixel allows, so that the command line shows a time one would type. */
static gint64
round_time (gint64 time_us, gint64 per_pixel_us)
{
  gint64 unit = 1;

  while (unit * 10 <= per_pixel_us)
    unit *= 10;
  return (time_us + unit / 2) / unit * unit;
}

/**
 * tb_timeline_get_time:
 * @self: a timeline
 * @x: pixels from its left
 *
 * Returns: simulated time there, rounded to what a pixel can tell
 */
gint64
tb_timeline_get_time (TbTimeline *self, double x)
{
  TbScenario *scenario = get_scenario (self);
  gint64 time_us, next_us;

  if (scenario == NULL)
    return 0;
  time_us = tb_pace_time_us (scenario, get_watch (self, x));
  next_us = tb_pace_time_us (scenario, get_watch (self, x) + self->range_us / get_usable (self));
  return MIN (round_time (time_us, next_us - time_us), tb_playhead_get_end (self->playhead));
}

static const TbRecord *
find_record (TbTimeline *self, double x)
{
  double reach_us = REACH_PX / get_usable (self) * self->range_us;
  guint64 index;

  if (self->marks == NULL || !tb_timeline_marks_find (self->marks, get_watch (self, x), reach_us, &index))
    return NULL;
  return tb_journal_get (tb_run_get_journal (get_run (self)), index);
}

/* Alerts have a row of their own; from anywhere else they are found where nothing else is. */
static const TbTimelineAlert *
find_alert (TbTimeline *self, double x)
{
  return tb_timeline_alerts_find (self->alerts, get_watch (self, x), REACH_PX / get_usable (self) * self->range_us);
}

static void
set_range (double value, gpointer user_data)
{
  TbTimeline *self = user_data;

  self->range_us = value;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
grow_to (TbTimeline *self, double range_us)
{
  self->range_goal_us = range_us;
  adw_timed_animation_set_value_from (ADW_TIMED_ANIMATION (self->growth), self->range_us);
  adw_timed_animation_set_value_to (ADW_TIMED_ANIMATION (self->growth), range_us);
  adw_animation_play (self->growth);
}

static double
get_whole_us (TbTimeline *self)
{
  return MAX (tb_pace_watch_us (get_scenario (self), tb_playhead_get_end (self->playhead)), 1);
}

static void
keep_room (TbTimeline *self)
{
  double known_us = tb_pace_watch_us (get_scenario (self), tb_playhead_get_edge (self->playhead));
  double whole_us = get_whole_us (self);

  if (self->range_goal_us < whole_us && known_us > 0.95 * self->range_goal_us)
    grow_to (self, MIN (known_us * GROWTH, whole_us));
}

static void
tell_value (TbTimeline *self)
{
  gint64 time_us = tb_playhead_get_time (self->playhead);
  g_autofree char *text = tb_sentence_format_moment (time_us);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) tb_playhead_get_end (self->playhead) / TB_US_PER_SECOND,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) time_us / TB_US_PER_SECOND,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
moved (TbTimeline *self)
{
  int played, known;
  gboolean marked;

  if (get_run (self) == NULL)
    return;
  keep_room (self);
  marked = tb_timeline_marks_update (self->marks);
  played = (int) round (2 * tb_timeline_get_x (self, tb_playhead_get_time (self->playhead)));
  known = (int) round (2 * tb_timeline_get_x (self, tb_playhead_get_edge (self->playhead)));
  if (!marked && played == self->drawn_played && known == self->drawn_known)
    return;
  if (played != self->drawn_played)
    tell_value (self);
  self->drawn_played = played;
  self->drawn_known = known;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
alerts_changed (TbTimeline *self)
{
  GPtrArray *alerts = tb_alert_feed_get_alerts (tb_alert_feed_get (self->playhead));
  guint n = tb_alert_digest_count (alerts, tb_playhead_get_time (self->playhead), TB_ALERT_NOTICE);
  g_autofree char *text = g_strdup_printf (ngettext ("%u alert stands", "%u alerts stand", n), n);

  g_array_unref (self->alerts);
  self->alerts = tb_timeline_alerts_new (get_scenario (self), alerts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
run_changed (TbTimeline *self)
{
  TbRun *run = get_run (self);
  double whole_us = run ? get_whole_us (self) : FIRST_US;

  g_clear_pointer (&self->marks, tb_timeline_marks_free);
  if (run)
    self->marks = tb_timeline_marks_new (tb_run_get_scenario (run), tb_run_get_journal (run));
  self->range_us = self->range_goal_us = whole_us <= WHOLE_US ? whole_us : FIRST_US;
  gtk_widget_set_sensitive (GTK_WIDGET (self), run != NULL);
  moved (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
tb_timeline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TbTimeline *self = TB_TIMELINE (widget);
  TbTimelinePicture picture = { widget };

  if (get_run (self) == NULL)
    return;
  picture.scenario = get_scenario (self);
  picture.marks = self->marks;
  picture.alerts = self->alerts;
  picture.width = gtk_widget_get_width (widget);
  picture.range_us = self->range_us;
  picture.played = tb_timeline_get_x (self, tb_playhead_get_time (self->playhead));
  picture.known = tb_timeline_get_x (self, tb_playhead_get_edge (self->playhead));
  picture.is_dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  picture.is_active = self->dragging;
  tb_timeline_draw (&picture, snapshot);
}

static void
tb_timeline_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? TB_TIMELINE_HEIGHT : 120;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? TB_TIMELINE_HEIGHT : 600;
}

/* A click on a mark goes to the very event; anywhere else, and while dragging, to what the pixel says. */
static void
drag_begin (GtkGestureDrag *gesture, double x, double y, TbTimeline *self)
{
  const TbTimelineAlert *alert = y < TB_TIMELINE_ALERTS_HEIGHT ? find_alert (self, x) : NULL;
  const TbRecord *record = get_run (self) ? find_record (self, x) : NULL;

  if (get_run (self) == NULL)
    return;
  self->dragging = TRUE;
  self->drag_x = x;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  tb_playhead_seek (self->playhead, alert ? alert->time_us : record ? record->time_us : tb_timeline_get_time (self, x));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_update (GtkGestureDrag *gesture, double dx, double dy, TbTimeline *self)
{
  if (self->dragging && fabs (dx) >= 1)
    tb_playhead_seek (self->playhead, tb_timeline_get_time (self, self->drag_x + dx));
}

static void
drag_end (GtkGestureDrag *gesture, double dx, double dy, TbTimeline *self)
{
  self->dragging = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
seek_by_key (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TbTimeline *self = TB_TIMELINE (widget);
  double share = g_variant_get_double (parameter);
  double x;

  if (get_run (self) == NULL)
    return;
  x = tb_timeline_get_x (self, tb_playhead_get_time (self->playhead)) + share * get_usable (self);
  if (share <= -1)
    tb_playhead_seek (self->playhead, 0);
  else if (share >= 1)
    tb_playhead_seek (self->playhead, tb_playhead_get_edge (self->playhead));
  else
    tb_playhead_seek (self->playhead, tb_timeline_get_time (self, x));
}

static const TbPaceStep *
find_chapter (TbTimeline *self, gint64 time_us)
{
  const TbPaceStep *step = tb_scenario_find_pace (get_scenario (self), time_us);

  return step && step->caption && *step->caption ? step : NULL;
}

static gboolean
tb_timeline_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  TbTimeline *self = TB_TIMELINE (widget);
  const TbRecord *record = get_run (self) ? find_record (self, x) : NULL;
  const TbTimelineAlert *alert = record == NULL || y < TB_TIMELINE_ALERTS_HEIGHT ? find_alert (self, x) : NULL;
  gint64 time_us = alert ? alert->time_us : record ? record->time_us : tb_timeline_get_time (self, x);
  g_autofree char *moment = tb_sentence_format_moment (time_us);
  g_autofree char *sentence = NULL;
  g_autofree char *text = NULL;
  const TbPaceStep *chapter;

  if (get_run (self) == NULL)
    return FALSE;
  chapter = find_chapter (self, time_us);
  if (alert)
    sentence = tb_timeline_alert_describe (alert);
  else if (record)
    sentence = tb_sentence_for_record (tb_run_get_fleet (get_run (self)), tb_run_get_journal (get_run (self)), record);
  else if (chapter)
    sentence = g_strdup (_(chapter->caption));
  text = sentence ? g_strdup_printf ("%s\n%s", moment, sentence) : g_strdup (moment);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/**
 * tb_timeline_set_playhead:
 * @self: a timeline
 * @playhead: (nullable): what to follow
 */
void
tb_timeline_set_playhead (TbTimeline *self, TbPlayhead *playhead)
{
  if (self->playhead)
    g_signal_handlers_disconnect_by_data (self->playhead, self);
  if (!g_set_object (&self->playhead, playhead))
    return;
  if (playhead)
    {
      g_signal_connect_swapped (playhead, "moved", G_CALLBACK (moved), self);
      g_signal_connect_swapped (playhead, "run-changed", G_CALLBACK (run_changed), self);
      g_signal_connect_object (tb_alert_feed_get (playhead), "changed", G_CALLBACK (alerts_changed), self, G_CONNECT_SWAPPED);
    }
  run_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYHEAD]);
}

TbPlayhead *
tb_timeline_get_playhead (TbTimeline *self)
{
  return self->playhead;
}

static void
tb_timeline_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, TB_TIMELINE (object)->playhead);
}

static void
tb_timeline_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  tb_timeline_set_playhead (TB_TIMELINE (object), g_value_get_object (value));
}

static void
tb_timeline_dispose (GObject *object)
{
  TbTimeline *self = TB_TIMELINE (object);

  if (self->playhead)
    g_signal_handlers_disconnect_by_data (self->playhead, self);
  g_clear_object (&self->playhead);
  g_clear_object (&self->growth);
  g_clear_pointer (&self->marks, tb_timeline_marks_free);
  g_clear_pointer (&self->alerts, g_array_unref);
  G_OBJECT_CLASS (tb_timeline_parent_class)->dispose (object);
}

static void
tb_timeline_class_init (TbTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const struct { guint key; double share; } keys[] = {
    { GDK_KEY_Page_Up, 0.05 }, { GDK_KEY_Page_Down, -0.05 }, { GDK_KEY_Home, -1 }, { GDK_KEY_End, 1 },
  };

  object_class->get_property = tb_timeline_get_property;
  object_class->set_property = tb_timeline_set_property;
  object_class->dispose = tb_timeline_dispose;
  widget_class->snapshot = tb_timeline_snapshot;
  widget_class->measure = tb_timeline_measure;
  widget_class->query_tooltip = tb_timeline_query_tooltip;
  properties[PROP_PLAYHEAD] = g_param_spec_object ("playhead", NULL, NULL, TB_TYPE_PLAYHEAD, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_widget_class_install_action (widget_class, "timeline.move", "d", seek_by_key);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, 0, "timeline.move", "d", keys[i].share);
}

static void
tb_timeline_init (TbTimeline *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  AdwAnimationTarget *target = adw_callback_animation_target_new (set_range, self, NULL);

  self->alerts = tb_timeline_alerts_new (NULL, NULL);
  self->range_us = self->range_goal_us = FIRST_US;
  self->growth = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, 400, target);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Timeline"), -1);
}

GtkWidget *
tb_timeline_new (void)
{
  return g_object_new (TB_TYPE_TIMELINE, NULL);
}
