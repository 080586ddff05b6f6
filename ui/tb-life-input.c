/* tb-life-input: pointer and keys on a chart of lifetimes.
 *
 * The wheel comes nearer in time where the pointer is, with Ctrl nearer to its rows, with Shift it goes along; a drag moves what is shown; a click selects, a
 * double click goes to that time. With the keyboard here, Up and Down go from device to device, plus and minus come nearer in time, with Ctrl nearer to
 * the rows, 0 shows all; Left and Right belong to the window. */
#include <math.h>

#include "tb-life-chart-private.h"
#include "tb-life-words.h"

#define WHEEL_STEP 1.2
#define PAN_STEP   0.08      /* of what is seen */
#define DRAG_LEAST 4
#define PAGE_ROWS  10

static void
zoom_at (TbLifeChart *self, double x, double y, double factor, gboolean rows)
{
  TbLifeAxes axes = self->axes;
  TbLifeLayout layout;

  tb_life_chart_get_layout (self, &layout);
  if (rows)
    tb_life_axes_zoom_rows (&axes, &self->whole, tb_life_layout_get_row (&layout, y), factor);
  else
    tb_life_axes_zoom_time (&axes, &self->whole, tb_life_layout_get_time (&layout, x), factor);
  tb_life_chart_take_axes (self, &axes);
}

static void
pan_by (TbLifeChart *self, double dx, double dy)
{
  TbLifeAxes axes = self->axes;

  tb_life_axes_pan (&axes, &self->whole, (gint64) (dx * PAN_STEP * (double) (axes.to_us - axes.from_us)), dy * PAN_STEP * axes.n_rows);
  tb_life_chart_take_axes (self, &axes);
}

static gboolean
on_scroll (GtkEventControllerScroll *scroll, double dx, double dy, TbLifeChart *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));

  if (!tb_life_chart_has_rows (self))
    return FALSE;
  if (state & GDK_CONTROL_MASK)
    zoom_at (self, self->pointer_x, self->pointer_y, pow (WHEEL_STEP, -dy), TRUE);
  else if (state & GDK_SHIFT_MASK && dx == 0)
    pan_by (self, dy, 0);
  else if (fabs (dx) > fabs (dy))
    pan_by (self, dx, 0);
  else
    zoom_at (self, self->pointer_x, self->pointer_y, pow (WHEEL_STEP, -dy), FALSE);
  return TRUE;
}

static void
set_hover (TbLifeChart *self, guint32 hover)
{
  if (hover == self->hover)
    return;
  self->hover = hover;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), hover != TB_NOBODY ? "pointer" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, TbLifeChart *self)
{
  self->pointer_x = x;
  self->pointer_y = y;
  set_hover (self, tb_life_chart_pick (self, x, y));
}

static void
on_leave (GtkEventControllerMotion *motion, TbLifeChart *self)
{
  set_hover (self, TB_NOBODY);
}

static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, TbLifeChart *self)
{
  guint32 object = tb_life_chart_pick (self, x, y);
  TbLifeLayout layout;

  if (object == TB_NOBODY)
    return;
  if (n_press == 1)
    {
      tb_life_chart_pick_object (self, object);
      return;
    }
  tb_life_chart_get_layout (self, &layout);
  tb_life_chart_pick_time (self, MAX (tb_life_layout_get_time (&layout, x), 0));
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, TbLifeChart *self)
{
  self->dragged = self->axes;
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, TbLifeChart *self)
{
  TbLifeAxes axes = self->dragged;
  TbLifeLayout layout;

  if (!tb_life_chart_has_rows (self) || (fabs (dx) < DRAG_LEAST && fabs (dy) < DRAG_LEAST))
    return;
  tb_life_chart_get_layout (self, &layout);
  tb_life_axes_pan (&axes, &self->whole, tb_life_layout_get_time (&layout, 0) - tb_life_layout_get_time (&layout, dx),
                    -dy / tb_life_layout_get_row_height (&layout));
  tb_life_chart_take_axes (self, &axes);
}

static gboolean
on_query_tooltip (TbLifeChart *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  guint32 object = keyboard ? TB_NOBODY : tb_life_chart_pick (self, x, y);
  g_autofree char *name = NULL, *facts = NULL, *words = NULL;
  TbLifeLayout layout;

  if (object == TB_NOBODY)
    return FALSE;
  tb_life_chart_get_layout (self, &layout);
  name = tb_fleet_dup_name (tb_life_index_get_fleet (self->index), object);
  facts = tb_life_describe (self->index, object, self->now_us, tb_life_layout_get_time (&layout, x));
  words = g_strdup_printf ("%s\n%s", name, facts);
  gtk_tooltip_set_text (tooltip, words);
  return TRUE;
}

static gboolean
move_by_key (TbLifeChart *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_Up: tb_life_chart_move (self, -1); return TRUE;
    case GDK_KEY_Down: tb_life_chart_move (self, 1); return TRUE;
    case GDK_KEY_Page_Up: tb_life_chart_move (self, -PAGE_ROWS); return TRUE;
    case GDK_KEY_Page_Down: tb_life_chart_move (self, PAGE_ROWS); return TRUE;
    case GDK_KEY_Home: tb_life_chart_move (self, -G_MAXINT); return TRUE;
    case GDK_KEY_End: tb_life_chart_move (self, G_MAXINT); return TRUE;
    default: return FALSE;
    }
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbLifeChart *self)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask () & ~GDK_SHIFT_MASK;

  if (!tb_life_chart_has_rows (self) || (modifiers & ~GDK_CONTROL_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_plus || key == GDK_KEY_KP_Add || key == GDK_KEY_equal)
    tb_life_chart_zoom (self, WHEEL_STEP, modifiers != 0);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    tb_life_chart_zoom (self, 1 / WHEEL_STEP, modifiers != 0);
  else if ((key == GDK_KEY_Left || key == GDK_KEY_Right) && state & GDK_SHIFT_MASK)
    pan_by (self, key == GDK_KEY_Left ? -1 : 1, 0);
  else if ((key == GDK_KEY_0 || key == GDK_KEY_KP_0) && modifiers == 0)
    tb_life_chart_fit (self);
  else if (modifiers != 0 || !move_by_key (self, key))
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

void
tb_life_chart_set_up_input (TbLifeChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *click = gtk_gesture_click_new (), *drag = gtk_gesture_drag_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
}
