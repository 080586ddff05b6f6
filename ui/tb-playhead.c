/* tb-playhead: which run, which moment of it, how fast it moves, what is selected. See the header.
 *
 * Driven from outside, one frame at a time. It never waits: what the run has not reached yet is where the playhead stops for this frame.
 * Whatever a person does through it is also said in the words of the command line (signal "said"). */
#include "tb-playhead.h"

#include <glib/gi18n-lib.h>

#include "tb-pace.h"
#include "tb-playhead-private.h"
#include "tb-units.h"

#define FRAME_US ((gint64) 16667)

enum { PROP_PLAYING = 1, PROP_TIME, PROP_SPEED, PROP_OWN_SPEED, PROP_CAPTION, PROP_SELECTION_NAME, N_PROPS };
enum { MOVED, RUN_CHANGED, SELECTION_CHANGED, SAID, N_SIGNALS };
static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbPlayhead, tb_playhead, G_TYPE_OBJECT)

void
tb_playhead_say (TbPlayhead *self, const char *line)
{
  g_signal_emit (self, signals[SAID], 0, line);
}

static char *
dup_caption (TbPlayhead *self)
{
  const TbPaceStep *pace = tb_playhead_get_pace (self);

  return g_strdup (pace && pace->caption && *pace->caption ? _(pace->caption) : "");
}

/* Tells of a new pace and a new speed, once each. */
static void
tell_pace (TbPlayhead *self)
{
  const TbPaceStep *pace = tb_playhead_get_pace (self);
  double speed = tb_playhead_get_speed (self);

  if (speed != self->told_speed)
    {
      self->told_speed = speed;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
    }
  if (pace != self->told_pace)
    {
      self->told_pace = pace;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPTION]);
    }
}

/* The only place where the time changes. What is known at a time grows too: a command applies while the playhead stands. */
void
tb_playhead_move_to (TbPlayhead *self, gint64 time_us)
{
  gboolean time_changed = time_us != self->time_us;
  guint64 position;

  if (self->fold == NULL)
    return;
  self->time_us = time_us;
  self->passed_us = MAX (self->passed_us, time_us);
  tb_fold_seek (self->fold, time_us);
  position = tb_fold_get_position (self->fold);
  if (!time_changed && position == self->told_position)
    return;
  self->told_position = position;
  if (time_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME]);
  tell_pace (self);
  g_signal_emit (self, signals[MOVED], 0);
}

void
tb_playhead_change_playing (TbPlayhead *self, gboolean playing)
{
  if (self->playing == playing)
    return;
  self->playing = playing;
  self->fraction_us = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
}

/* The run may not have begun to happen; the playhead stands at its start then. */
static gint64
get_edge (TbPlayhead *self)
{
  return MAX (tb_run_get_edge (self->run), 0);
}

/* Nothing after this time will ever be known. */
gint64
tb_playhead_get_limit (TbPlayhead *self)
{
  return tb_run_is_ended (self->run) ? get_edge (self) : tb_run_get_end (self->run);
}

static gint64
travel (TbPlayhead *self, gint64 time_us, gint64 elapsed_us, double *fraction_us)
{
  return tb_pace_travel (tb_run_get_scenario (self->run), self->own_speed, time_us, tb_playhead_get_bound (self), (double) elapsed_us, fraction_us);
}

/* Plays on to where the run is, and sends the run one frame further. */
static void
play_on (TbPlayhead *self, gint64 elapsed_us)
{
  gint64 edge = get_edge (self), bound = tb_playhead_get_bound (self);
  gint64 wanted = travel (self, self->time_us, elapsed_us, &self->fraction_us);
  double ignored = 0;

  tb_run_set_target (self->run, travel (self, wanted, MAX (elapsed_us, FRAME_US), &ignored));
  tb_playhead_move_to (self, MIN (wanted, MAX (edge, self->time_us)));
  if (self->time_us >= bound || self->time_us >= tb_playhead_get_limit (self))
    tb_playhead_change_playing (self, FALSE);
}

/**
 * tb_playhead_advance:
 * @self: a playhead
 * @elapsed_us: real time since the last frame, microseconds
 *
 * Moves on by one frame when playing; when not, takes notice of what has happened at the moment it stands at.
 */
void
tb_playhead_advance (TbPlayhead *self, gint64 elapsed_us)
{
  g_return_if_fail (TB_IS_PLAYHEAD (self));

  if (self->run == NULL)
    return;
  if (self->stride_us > 0)
    tb_playhead_follow_step (self);
  else if (self->goal_us != TB_PLAYHEAD_NOWHERE)
    tb_playhead_follow_goal (self);
  else if (self->playing)
    play_on (self, elapsed_us);
  else
    tb_playhead_move_to (self, self->time_us);
}

/**
 * tb_playhead_set_run:
 * @self: a playhead
 * @run: (nullable): what to look at from now on
 *
 * Starts over with another run: at its beginning, with nothing selected.
 */
void
tb_playhead_set_run (TbPlayhead *self, TbRun *run)
{
  TbRun *old = self->run;

  g_return_if_fail (TB_IS_PLAYHEAD (self));
  g_clear_pointer (&self->fold, tb_fold_free);
  self->run = run ? tb_run_ref (run) : NULL;
  self->fold = run ? tb_run_new_fold (run) : NULL;
  g_clear_pointer (&old, tb_run_unref);
  self->time_us = 0;
  self->fraction_us = 0;
  self->goal_us = TB_PLAYHEAD_NOWHERE;
  self->stride_us = 0;
  tb_playhead_forget_stops (self);
  self->told_position = 0;
  self->told_pace = tb_playhead_get_pace (self);
  self->selection = (TbSelection) { .kind = TB_SELECTION_NONE, .message = -1 };
  self->compared = 0;
  if (self->fold)
    tb_fold_seek (self->fold, 0);
  g_signal_emit (self, signals[RUN_CHANGED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTION_NAME]);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAPTION]);
  tell_pace (self);
  g_signal_emit (self, signals[MOVED], 0);
}

/**
 * tb_playhead_set_playing:
 * @self: a playhead
 * @playing: whether to move
 *
 * Playing from the very end begins at the start again.
 */
void
tb_playhead_set_playing (TbPlayhead *self, gboolean playing)
{
  g_return_if_fail (TB_IS_PLAYHEAD (self));

  self->stride_us = 0;
  if (playing && self->run && self->time_us >= tb_playhead_get_limit (self))
    tb_playhead_move_to (self, 0);
  if (playing != self->playing)
    tb_playhead_say (self, playing ? "play" : "pause");
  tb_playhead_change_playing (self, playing);
}

/**
 * tb_playhead_set_speed:
 * @self: a playhead
 * @speed: simulated time per real time, or 0 for the pace of the scenario
 */
void
tb_playhead_set_speed (TbPlayhead *self, double speed)
{
  g_autofree char *line = NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_if_fail (TB_IS_PLAYHEAD (self));
  speed = speed > 0 ? CLAMP (speed, TB_PLAYHEAD_MIN_SPEED, TB_PLAYHEAD_MAX_SPEED) : 0;
  line = speed > 0 ? g_strdup_printf ("speed %s", g_ascii_formatd (number, sizeof number, "%.12g", speed)) : g_strdup ("speed pace");
  tb_playhead_say (self, line);
  if (speed == self->own_speed)
    return;
  self->own_speed = speed;
  self->fraction_us = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OWN_SPEED]);
  tell_pace (self);
}

/**
 * tb_playhead_select:
 * @self: a playhead
 * @selection: what every view should show now
 */
void
tb_playhead_select (TbPlayhead *self, const TbSelection *selection)
{
  g_autofree char *line = NULL;

  g_return_if_fail (TB_IS_PLAYHEAD (self));
  if (self->selection.kind == selection->kind && self->selection.object == selection->object &&
      self->selection.session == selection->session && self->selection.message == selection->message &&
      self->selection.byte == selection->byte)
    return;
  self->selection = *selection;
  line = tb_playhead_dup_selection_line (self);
  tb_playhead_say (self, line);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTION_NAME]);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/**
 * tb_playhead_select_object:
 * @self: a playhead
 * @object: a device, gateway, service or eavesdropper; %TB_NOBODY for nothing
 */
void
tb_playhead_select_object (TbPlayhead *self, guint32 object)
{
  TbSelection selection = { .kind = object ? TB_SELECTION_OBJECT : TB_SELECTION_NONE, .object = object, .message = -1 };

  tb_playhead_select (self, &selection);
}

TbRun *
tb_playhead_get_run (TbPlayhead *self)
{
  return self->run;
}

TbFold *
tb_playhead_get_fold (TbPlayhead *self)
{
  return self->fold;
}

gint64
tb_playhead_get_time (TbPlayhead *self)
{
  return self->time_us;
}

gint64
tb_playhead_get_edge (TbPlayhead *self)
{
  return self->run ? get_edge (self) : 0;
}

gint64
tb_playhead_get_end (TbPlayhead *self)
{
  return self->run ? tb_run_get_end (self->run) : 0;
}

gboolean
tb_playhead_is_playing (TbPlayhead *self)
{
  return self->playing;
}

double
tb_playhead_get_speed (TbPlayhead *self)
{
  return tb_pace_get_speed (self->run ? tb_run_get_scenario (self->run) : NULL, self->own_speed, self->time_us);
}

gboolean
tb_playhead_has_own_speed (TbPlayhead *self)
{
  return self->own_speed > 0;
}

const TbPaceStep *
tb_playhead_get_pace (TbPlayhead *self)
{
  if (self->run == NULL || self->own_speed > 0)
    return NULL;
  return tb_scenario_find_pace (tb_run_get_scenario (self->run), self->time_us);
}

const TbSelection *
tb_playhead_get_selection (TbPlayhead *self)
{
  return &self->selection;
}

static void
tb_playhead_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TbPlayhead *self = TB_PLAYHEAD (object);

  switch (id)
    {
    case PROP_PLAYING: g_value_set_boolean (value, self->playing); break;
    case PROP_TIME: g_value_set_int64 (value, self->time_us); break;
    case PROP_SPEED: g_value_set_double (value, tb_playhead_get_speed (self)); break;
    case PROP_OWN_SPEED: g_value_set_boolean (value, self->own_speed > 0); break;
    case PROP_CAPTION: g_value_take_string (value, dup_caption (self)); break;
    case PROP_SELECTION_NAME: g_value_take_string (value, tb_playhead_dup_selection_name (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tb_playhead_finalize (GObject *object)
{
  TbPlayhead *self = TB_PLAYHEAD (object);

  g_clear_pointer (&self->fold, tb_fold_free);
  g_clear_pointer (&self->run, tb_run_unref);
  tb_playhead_forget_stops (self);
  G_OBJECT_CLASS (tb_playhead_parent_class)->finalize (object);
}

static void
tb_playhead_class_init (TbPlayheadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = tb_playhead_finalize;
  object_class->get_property = tb_playhead_get_property;
  properties[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, flags);
  properties[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0, G_MAXDOUBLE, 1, flags);
  properties[PROP_OWN_SPEED] = g_param_spec_boolean ("own-speed", NULL, NULL, FALSE, flags);
  properties[PROP_CAPTION] = g_param_spec_string ("caption", NULL, NULL, "", flags);
  properties[PROP_SELECTION_NAME] = g_param_spec_string ("selection-name", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[MOVED] = g_signal_new ("moved", TB_TYPE_PLAYHEAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RUN_CHANGED] = g_signal_new ("run-changed", TB_TYPE_PLAYHEAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", TB_TYPE_PLAYHEAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SAID] = g_signal_new ("said", TB_TYPE_PLAYHEAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tb_playhead_init (TbPlayhead *self)
{
  self->goal_us = TB_PLAYHEAD_NOWHERE;
  self->told_speed = 1;
  self->selection.message = -1;
}

TbPlayhead *
tb_playhead_new (void)
{
  return g_object_new (TB_TYPE_PLAYHEAD, NULL);
}
