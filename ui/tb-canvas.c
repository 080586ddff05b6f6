/* tb-canvas: see the header. This file holds the widget, what is selected on it, and how it follows the playhead. */
#include "tb-canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <malloc.h>
#include <math.h>

enum { PROP_PLAYHEAD = 1, PROP_ZOOM, PROP_N_SELECTED, PROP_NOTE, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TbCanvas, tb_canvas, GTK_TYPE_WIDGET)

static gboolean on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data);

void
tb_canvas_start_ticking (TbCanvas *self)
{
  if (self->tick != 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->last_frame_us = 0;
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
tb_canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TbCanvas *self = TB_CANVAS (widget);

  if (self->viewport.width == width && self->viewport.height == height)
    return;
  self->viewport.width = width;
  self->viewport.height = height;
  if (self->scene == NULL || self->is_own_view)
    return;
  tb_canvas_stop_glide (self);
  self->viewport = tb_canvas_fitted_view (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

/* --- who is selected --- */

/* What the scenario shows and what the person has chosen stand out; without a focus everybody does. */
static void
update_focus (TbCanvas *self)
{
  g_autoptr (GArray) shown = g_array_copy (self->focus);
  GHashTableIter iter;
  gpointer key;

  if (self->scene == NULL)
    return;
  g_hash_table_iter_init (&iter, self->selection);
  while (shown->len > 0 && g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint32 object = GPOINTER_TO_UINT (key);

      g_array_append_val (shown, object);
    }
  tb_scene_set_focus (self->scene, (const guint32 *) shown->data, shown->len);
}

void
tb_canvas_set_selection (TbCanvas *self, GHashTable *selection)
{
  g_hash_table_unref (self->selection);
  self->selection = g_hash_table_ref (selection);
  self->selection_serial++;
  if (self->focus->len > 0)
    update_focus (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SELECTED]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Everybody else follows through the playhead; without one the canvas is on its own. */
void
tb_canvas_select_only (TbCanvas *self, guint32 object)
{
  g_autoptr (GHashTable) selection = g_hash_table_new (NULL, NULL);

  if (object != TB_NOBODY)
    g_hash_table_add (selection, GUINT_TO_POINTER (object));
  tb_canvas_set_selection (self, selection);
  if (self->playhead != NULL)
    tb_playhead_select_object (self->playhead, object);
}

static void
on_selection_changed (TbCanvas *self)
{
  const TbSelection *chosen = tb_playhead_get_selection (self->playhead);
  guint32 object = chosen->kind == TB_SELECTION_NONE ? TB_NOBODY : chosen->object;
  g_autoptr (GHashTable) selection = g_hash_table_new (NULL, NULL);

  if (object != TB_NOBODY && g_hash_table_contains (self->selection, GUINT_TO_POINTER (object)))
    return;
  if (object != TB_NOBODY)
    g_hash_table_add (selection, GUINT_TO_POINTER (object));
  tb_canvas_set_selection (self, selection);
  tb_canvas_reveal (self, object);
}

static char *
describe (TbCanvas *self, guint32 object)
{
  TbFleet *fleet = tb_scene_get_fleet (self->scene);
  const TbGroup *group = tb_fleet_group_of (fleet, object);
  guint8 mark = tb_scene_get_mark (self->scene, object);
  g_autofree char *name = tb_fleet_dup_name (fleet, object);
  const char *label = group->label != NULL && *group->label != '\0' ? g_dgettext (GETTEXT_PACKAGE, group->label) : name;
  const TbSiege *siege = tb_scene_get_siege (self->scene, object);

  if (siege != NULL && (siege->is_target || siege->answered < TB_SIEGE_ALL))
    return g_strdup_printf ("%s\n%s\n%s", name, label, tb_look_get_word (tb_look_siege (tb_look_judge_siege (siege->answered))));
  if (group->role == TB_ROLE_EAVESDROPPER || group->role >= TB_ROLE_ATTACKER)
    return g_strdup_printf ("%s\n%s", name, label);
  return g_strdup_printf ("%s\n%s\n%s, %s", name, label, tb_look_get_word (tb_look_identity (TB_MARK_IDENTITY (mark))),
                          tb_look_get_word (tb_look_health (TB_MARK_HEALTH (mark))));
}

void
tb_canvas_set_cursor (TbCanvas *self, guint32 object)
{
  g_autofree char *text = NULL;

  self->cursor = object;
  self->is_keyboard = object != TB_NOBODY;
  if (object != TB_NOBODY)
    {
      text = describe (self, object);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
      tb_canvas_reveal (self, object);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
tb_canvas_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  TbCanvas *self = TB_CANVAS (widget);
  guint32 object = keyboard ? self->cursor : tb_canvas_pick (self, x, y);
  g_autofree char *text = NULL;
  TbPoint at;
  int radius;

  if (object == TB_NOBODY || self->scene == NULL)
    return FALSE;
  text = describe (self, object);
  at = tb_viewport_to_screen (&self->viewport, tb_layout_get_point (tb_scene_get_layout (self->scene), object));
  radius = (int) tb_render_get_radius (self->scene, object, self->viewport.zoom) + 6;
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle) { (int) at.x - radius, (int) at.y - radius, 2 * radius, 2 * radius });
  return TRUE;
}

/* --- following the playhead --- */

static void
set_note (TbCanvas *self)
{
  g_autofree char *note = tb_canvas_dup_note (self);

  if (g_strcmp0 (note, self->note) == 0)
    return;
  g_free (self->note);
  self->note = g_steal_pointer (&note);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTE]);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  TbCanvas *self = TB_CANVAS (widget);
  gint64 now_us = gdk_frame_clock_get_frame_time (clock);
  gint64 elapsed_us = self->last_frame_us == 0 ? 0 : MIN (now_us - self->last_frame_us, 100000);
  gboolean is_gliding, is_moving;

  self->last_frame_us = now_us;
  is_gliding = tb_canvas_advance_glide (self, now_us);
  is_moving = tb_canvas_advance_moving (self, elapsed_us);
  set_note (self);
  if (is_moving)
    gtk_widget_queue_draw (widget);
  if (is_gliding || is_moving || (self->playhead != NULL && tb_playhead_is_playing (self->playhead)))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
follow_pace (TbCanvas *self)
{
  const TbPaceStep *step = tb_playhead_get_pace (self->playhead);
  TbFleet *fleet = tb_scene_get_fleet (self->scene);

  if (step == self->pace_step)
    return;
  self->pace_step = (gpointer) step;
  g_array_set_size (self->focus, 0);
  for (guint i = 0; step != NULL && step->focus != NULL && step->focus[i] != NULL; i++)
    {
      guint32 object = tb_fleet_find (fleet, step->focus[i]);

      if (object != TB_NOBODY)
        g_array_append_val (self->focus, object);
    }
  update_focus (self);
  if (!self->is_own_view)
    tb_canvas_fit (self);
}

static void
on_moved (TbCanvas *self)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);

  if (fold == NULL || self->scene == NULL)
    return;
  tb_canvas_take_attempts (self, fold);
  if (tb_scene_follow (self->scene, fold))
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
    }
  follow_pace (self);
  tb_canvas_start_ticking (self);
}

static void
on_run_changed (TbCanvas *self)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);

  tb_canvas_set_fleet (self, fold != NULL ? tb_fold_get_fleet (fold) : NULL);
  on_moved (self);
}

/**
 * tb_canvas_set_fleet:
 * @self: a canvas
 * @fleet: (nullable): who is to be shown
 *
 * Starts over. Done by itself when there is a playhead.
 */
void
tb_canvas_set_fleet (TbCanvas *self, TbFleet *fleet)
{
  g_autoptr (GHashTable) nobody = g_hash_table_new (NULL, NULL);

  tb_packets_clear (self->packets);
  tb_attempts_clear (self->attempts);
  g_array_set_size (self->alarms, 0);
  g_array_set_size (self->focus, 0);
  g_clear_pointer (&self->scene, tb_scene_free);
  g_clear_pointer (&self->base, gsk_render_node_unref);
  self->pace_step = NULL;
  self->cursor = self->hover = TB_NOBODY;
  self->is_own_view = FALSE;
  tb_canvas_stop_glide (self);
  tb_canvas_set_selection (self, nobody);
  if (fleet != NULL)
    {
      self->scene = tb_scene_new (fleet);
      self->viewport = tb_canvas_fitted_view (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * tb_canvas_set_playhead:
 * @self: a canvas
 * @playhead: (nullable): what to follow
 */
void
tb_canvas_set_playhead (TbCanvas *self, TbPlayhead *playhead)
{
  if (playhead == self->playhead)
    return;
  if (self->playhead != NULL)
    g_signal_handlers_disconnect_by_data (self->playhead, self);
  g_set_object (&self->playhead, playhead);
  if (playhead != NULL)
    {
      g_signal_connect_object (playhead, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (playhead, "run-changed", G_CALLBACK (on_run_changed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (playhead, "selection-changed", G_CALLBACK (on_selection_changed), self, G_CONNECT_SWAPPED);
      on_run_changed (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYHEAD]);
}

/**
 * tb_canvas_get_scene:
 * @self: a canvas
 *
 * Returns: (transfer none) (nullable): what it shows
 */
TbScene *
tb_canvas_get_scene (TbCanvas *self)
{
  return self->scene;
}

/**
 * tb_canvas_set_filter:
 * @self: a canvas
 * @filter: whom to show; everybody else is dimmed
 */
void
tb_canvas_set_filter (TbCanvas *self, const TbFilter *filter)
{
  if (self->scene == NULL)
    return;
  tb_scene_set_filter (self->scene, filter);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- the object --- */

static void
tb_canvas_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 960 : 680;
}

static void
tb_canvas_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tb_canvas_parent_class)->map (widget);
  tb_canvas_start_ticking (TB_CANVAS (widget));
}

static void
tb_canvas_unmap (GtkWidget *widget)
{
  TbCanvas *self = TB_CANVAS (widget);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (widget, self->tick);
  self->tick = 0;
  GTK_WIDGET_CLASS (tb_canvas_parent_class)->unmap (widget);
}

static void
tb_canvas_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TbCanvas *self = TB_CANVAS (object);

  switch (id)
    {
    case PROP_PLAYHEAD:
      g_value_set_object (value, self->playhead);
      break;
    case PROP_ZOOM:
      g_value_set_double (value, self->viewport.zoom);
      break;
    case PROP_N_SELECTED:
      g_value_set_uint (value, g_hash_table_size (self->selection));
      break;
    case PROP_NOTE:
      g_value_set_string (value, self->note);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tb_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PLAYHEAD)
    tb_canvas_set_playhead (TB_CANVAS (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tb_canvas_dispose (GObject *object)
{
  TbCanvas *self = TB_CANVAS (object);

  tb_canvas_set_playhead (self, NULL);
  g_clear_pointer (&self->base, gsk_render_node_unref);
  for (guint i = 0; i < TB_CANVAS_N_SURFACES; i++)
    g_clear_pointer (&self->surfaces[i], cairo_surface_destroy);
  G_OBJECT_CLASS (tb_canvas_parent_class)->dispose (object);
}

static void
tb_canvas_finalize (GObject *object)
{
  TbCanvas *self = TB_CANVAS (object);

  g_clear_pointer (&self->scene, tb_scene_free);
  tb_packets_free (self->packets);
  tb_attempts_free (self->attempts);
  tb_render_free (self->render);
  g_hash_table_unref (self->selection);
  g_array_unref (self->alarms);
  g_array_unref (self->focus);
  g_free (self->note);
  G_OBJECT_CLASS (tb_canvas_parent_class)->finalize (object);
}

/* Drawing in software, every frame takes and gives back surfaces of some megabytes. Left alone, the C library hands them to the system each time, and
 * getting fresh pages costs more than filling them. */
static void
keep_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, 32 << 20);
  mallopt (M_TRIM_THRESHOLD, 96 << 20);
#endif
}

static void
tb_canvas_class_init (TbCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  keep_memory ();
  object_class->get_property = tb_canvas_get_property;
  object_class->set_property = tb_canvas_set_property;
  object_class->dispose = tb_canvas_dispose;
  object_class->finalize = tb_canvas_finalize;
  widget_class->measure = tb_canvas_measure;
  widget_class->size_allocate = tb_canvas_size_allocate;
  widget_class->snapshot = tb_canvas_snapshot;
  widget_class->map = tb_canvas_map;
  widget_class->unmap = tb_canvas_unmap;
  widget_class->query_tooltip = tb_canvas_query_tooltip;
  properties[PROP_PLAYHEAD] = g_param_spec_object ("playhead", NULL, NULL, TB_TYPE_PLAYHEAD, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0, G_MAXDOUBLE, 1, readable);
  properties[PROP_N_SELECTED] = g_param_spec_uint ("n-selected", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
alarm_clear (gpointer data)
{
  g_free (((TbAlarm *) data)->text);
}

static void
tb_canvas_init (TbCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->viewport.zoom = 1;
  self->packets = tb_packets_new ();
  self->attempts = tb_attempts_new ();
  self->render = tb_render_new ();
  self->selection = g_hash_table_new (NULL, NULL);
  self->alarms = g_array_new (FALSE, FALSE, sizeof (TbAlarm));
  g_array_set_clear_func (self->alarms, alarm_clear);
  self->focus = g_array_new (FALSE, FALSE, sizeof (guint32));
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Fleet canvas"), -1);
  tb_canvas_init_input (self);
}

/**
 * tb_canvas_new:
 *
 * Returns: (transfer floating): a canvas that shows nothing yet
 */
GtkWidget *
tb_canvas_new (void)
{
  return g_object_new (TB_TYPE_CANVAS, NULL);
}
