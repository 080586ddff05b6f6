/* tb-canvas-input: the hands: pointer, fingers and keyboard on the canvas.
 *
 * Wheel and pinch zoom where they are, drag pans, Shift and drag selects a box, a click selects. Once Tab has brought the keyboard here, arrows go from
 * device to device and Tab from gateway to gateway; until then the arrows belong to the window. */
#include "tb-canvas-private.h"

#include <math.h>

#define WHEEL_STEP 1.2
#define PAN_STEP 60.0
#define MAX_TAB_STOPS 12

static void
pan_by (TbCanvas *self, double dx, double dy)
{
  TbViewport view = self->viewport;

  view.x += dx / view.zoom;
  view.y += dy / view.zoom;
  tb_canvas_take_view (self, &view);
}

static void
zoom_at (TbCanvas *self, double x, double y, double zoom)
{
  TbViewport view = tb_viewport_zoom_at (&self->viewport, x, y, tb_canvas_clamp_zoom (self, zoom));

  tb_canvas_take_view (self, &view);
}

/* A touchpad pans, a wheel zooms; Ctrl always zooms, Shift always pans. */
static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, TbCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  gboolean is_touchpad = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_SURFACE;

  if (self->scene == NULL)
    return FALSE;
  if (state & GDK_CONTROL_MASK || (!is_touchpad && !(state & GDK_SHIFT_MASK) && dx == 0))
    zoom_at (self, self->pointer_x, self->pointer_y, self->viewport.zoom * pow (is_touchpad ? 1.01 : WHEEL_STEP, -dy));
  else if (is_touchpad)
    pan_by (self, dx, dy);
  else if (state & GDK_SHIFT_MASK && dx == 0)
    pan_by (self, dy * PAN_STEP, 0);
  else
    pan_by (self, dx * PAN_STEP, dy * PAN_STEP);
  return TRUE;
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, TbCanvas *self)
{
  self->pinch_zoom = self->viewport.zoom;
}

static void
on_pinch (GtkGestureZoom *gesture, double scale, TbCanvas *self)
{
  double x, y;

  if (self->scene != NULL && gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    zoom_at (self, x, y, self->pinch_zoom * scale);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, TbCanvas *self)
{
  guint32 hover = tb_canvas_pick (self, x, y);

  self->pointer_x = x;
  self->pointer_y = y;
  if (hover == self->hover)
    return;
  self->hover = hover;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), hover != TB_NOBODY ? "pointer" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_leave (GtkEventControllerMotion *motion, TbCanvas *self)
{
  if (self->hover == TB_NOBODY)
    return;
  self->hover = TB_NOBODY;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
toggle (TbCanvas *self, guint32 object)
{
  g_autoptr (GHashTable) selection = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->selection);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (selection, key);
  if (!g_hash_table_remove (selection, GUINT_TO_POINTER (object)))
    g_hash_table_add (selection, GUINT_TO_POINTER (object));
  tb_canvas_set_selection (self, selection);
}

static void
on_click (GtkGestureClick *click, int n_press, double x, double y, TbCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  guint32 object = tb_canvas_pick (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->is_keyboard = FALSE;
  if (object != TB_NOBODY && state & GDK_CONTROL_MASK)
    toggle (self, object);
  else if (!(state & GDK_SHIFT_MASK))
    tb_canvas_select_only (self, object);
  if (object != TB_NOBODY)
    self->cursor = object;
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, TbCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (drag));

  self->drag_x = self->viewport.x;
  self->drag_y = self->viewport.y;
  self->is_boxing = self->scene != NULL && (state & GDK_SHIFT_MASK) != 0;
  self->rubber = GRAPHENE_RECT_INIT ((float) x, (float) y, 0, 0);
}

static void
on_drag (GtkGestureDrag *drag, double dx, double dy, TbCanvas *self)
{
  TbViewport view = self->viewport;
  double x, y;

  if (self->scene == NULL || !gtk_gesture_drag_get_start_point (drag, &x, &y) || (!self->is_boxing && hypot (dx, dy) < 4))
    return;
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->is_boxing)
    {
      self->rubber = GRAPHENE_RECT_INIT ((float) MIN (x, x + dx), (float) MIN (y, y + dy), (float) fabs (dx), (float) fabs (dy));
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  view.x = self->drag_x - dx / view.zoom;
  view.y = self->drag_y - dy / view.zoom;
  tb_canvas_take_view (self, &view);
}

static GHashTable *
collect_in_rubber (TbCanvas *self)
{
  GHashTable *inside = g_hash_table_new (NULL, NULL);
  TbLayout *layout = tb_scene_get_layout (self->scene);
  const graphene_rect_t *rubber = &self->rubber;
  TbPoint a = tb_viewport_to_plane (&self->viewport, rubber->origin.x, rubber->origin.y);
  TbPoint b = tb_viewport_to_plane (&self->viewport, rubber->origin.x + rubber->size.width, rubber->origin.y + rubber->size.height);
  TbBox box = { a.x, a.y, b.x, b.y };
  guint first, n_rows = tb_layout_get_rows (layout, &box, &first), n;

  for (guint row = first; row < first + n_rows; row++)
    {
      const TbSpot *spots = tb_layout_get_row (layout, &box, row, &n);

      for (guint i = 0; i < n; i++)
        if (spots[i].x >= box.x0 && spots[i].x <= box.x1 && spots[i].y >= box.y0 && spots[i].y <= box.y1)
          g_hash_table_add (inside, GUINT_TO_POINTER (spots[i].object));
    }
  return inside;
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, TbCanvas *self)
{
  g_autoptr (GHashTable) inside = NULL;
  GHashTableIter iter;
  gpointer key = NULL;

  if (!self->is_boxing)
    return;
  self->is_boxing = FALSE;
  inside = collect_in_rubber (self);
  g_hash_table_iter_init (&iter, inside);
  if (g_hash_table_size (inside) == 1 && g_hash_table_iter_next (&iter, &key, NULL))
    tb_canvas_select_only (self, GPOINTER_TO_UINT (key));
  else
    tb_canvas_set_selection (self, inside);
}

/* --- keyboard --- */

static void
move_cursor (TbCanvas *self, int dx, int dy)
{
  tb_canvas_set_cursor (self, tb_layout_find_towards (tb_scene_get_layout (self->scene), self->cursor, dx, dy));
}

static void
choose_cursor (TbCanvas *self)
{
  tb_canvas_select_only (self, self->cursor);
}

static void
leave_cursor (TbCanvas *self)
{
  self->is_keyboard = FALSE;
  tb_canvas_select_only (self, TB_NOBODY);
}

typedef enum { KEY_ALWAYS, KEY_IN_CURSOR } KeyUse;

static const struct
{
  guint key;
  guint keypad;
  KeyUse use;
  int dx;
  int dy;
  void (*act) (TbCanvas *self);
} keys[] = {
  { GDK_KEY_Left, GDK_KEY_KP_Left, KEY_IN_CURSOR, -1, 0, NULL },
  { GDK_KEY_Right, GDK_KEY_KP_Right, KEY_IN_CURSOR, 1, 0, NULL },
  { GDK_KEY_Up, GDK_KEY_KP_Up, KEY_IN_CURSOR, 0, -1, NULL },
  { GDK_KEY_Down, GDK_KEY_KP_Down, KEY_IN_CURSOR, 0, 1, NULL },
  { GDK_KEY_Return, GDK_KEY_KP_Enter, KEY_IN_CURSOR, 0, 0, choose_cursor },
  { GDK_KEY_Escape, GDK_KEY_Escape, KEY_ALWAYS, 0, 0, leave_cursor },
  { GDK_KEY_0, GDK_KEY_KP_0, KEY_ALWAYS, 0, 0, tb_canvas_fit },
};

static gboolean
zoom_by_key (TbCanvas *self, guint key)
{
  if (key == GDK_KEY_plus || key == GDK_KEY_equal || key == GDK_KEY_KP_Add)
    tb_canvas_zoom_by (self, WHEEL_STEP);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    tb_canvas_zoom_by (self, 1 / WHEEL_STEP);
  else
    return FALSE;
  return TRUE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbCanvas *self)
{
  gboolean is_pan = (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0;

  if (self->scene == NULL || state & GDK_ALT_MASK)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gboolean is_arrow = keys[i].act == NULL;

      if (key != keys[i].key && key != keys[i].keypad)
        continue;
      if (is_arrow && is_pan)
        pan_by (self, keys[i].dx * PAN_STEP, keys[i].dy * PAN_STEP);
      else if (keys[i].use == KEY_IN_CURSOR && (!self->is_keyboard || self->cursor == TB_NOBODY))
        return FALSE;
      else if (is_arrow)
        move_cursor (self, keys[i].dx, keys[i].dy);
      else
        keys[i].act (self);
      return TRUE;
    }
  return zoom_by_key (self, key);
}

static guint32
first_object (TbCanvas *self)
{
  guint n;
  const TbCluster *clusters = tb_layout_get_clusters (tb_scene_get_layout (self->scene), &n);

  return n > 1 ? clusters[1].hub : tb_fleet_get_n_objects (tb_scene_get_fleet (self->scene)) > 0 ? 1 : TB_NOBODY;
}

/* The next gateway, or TB_NOBODY when Tab should leave. */
static guint32
next_stop (TbCanvas *self, int step)
{
  guint n;
  const TbCluster *clusters = tb_layout_get_clusters (tb_scene_get_layout (self->scene), &n);
  guint32 here = tb_fleet_get_gateway (tb_scene_get_fleet (self->scene), self->cursor);

  if (n > MAX_TAB_STOPS)
    return TB_NOBODY;
  for (guint i = 1; i < n; i++)
    if (clusters[i].hub == self->cursor || clusters[i].hub == here)
      return (int) i + step >= 1 && (int) i + step < (int) n ? clusters[(int) i + step].hub : TB_NOBODY;
  return TB_NOBODY;
}

static gboolean
on_tab (GtkWidget *widget, GVariant *step, gpointer user_data)
{
  TbCanvas *self = TB_CANVAS (widget);
  guint32 next = self->scene != NULL && self->is_keyboard ? next_stop (self, g_variant_get_int32 (step)) : TB_NOBODY;

  if (next == TB_NOBODY)
    return FALSE;
  tb_canvas_set_cursor (self, next);
  return TRUE;
}

/* Arriving by keyboard shows where it is. */
static void
on_focus_in (GtkEventControllerFocus *focus, TbCanvas *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->scene == NULL || !GTK_IS_WINDOW (root) || !gtk_window_get_focus_visible (GTK_WINDOW (root)))
    return;
  tb_canvas_set_cursor (self, self->cursor != TB_NOBODY ? self->cursor : first_object (self));
}

static void
on_focus_out (GtkEventControllerFocus *focus, TbCanvas *self)
{
  self->is_keyboard = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
add_tab_keys (GtkWidget *widget)
{
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  static const struct { guint key; GdkModifierType mods; int step; } tabs[] = {
    { GDK_KEY_Tab, 0, 1 }, { GDK_KEY_Tab, GDK_SHIFT_MASK, -1 }, { GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (tabs[i].key, tabs[i].mods), gtk_callback_action_new (on_tab, NULL, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (tabs[i].step));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts), shortcut);
    }
  gtk_widget_add_controller (widget, shortcuts);
}

static GtkEventController *
add (TbCanvas *self, GtkEventController *controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  return controller;
}

void
tb_canvas_init_input (TbCanvas *self)
{
  GtkEventController *scroll = add (self, gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES));
  GtkEventController *pinch = add (self, GTK_EVENT_CONTROLLER (gtk_gesture_zoom_new ()));
  GtkEventController *motion = add (self, gtk_event_controller_motion_new ());
  GtkEventController *drag = add (self, GTK_EVENT_CONTROLLER (gtk_gesture_drag_new ()));
  GtkEventController *click = add (self, GTK_EVENT_CONTROLLER (gtk_gesture_click_new ()));
  GtkEventController *key = add (self, gtk_event_controller_key_new ());
  GtkEventController *focus = add (self, gtk_event_controller_focus_new ());

  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (click, "released", G_CALLBACK (on_click), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (focus, "enter", G_CALLBACK (on_focus_in), self);
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_out), self);
  add_tab_keys (GTK_WIDGET (self));
}
