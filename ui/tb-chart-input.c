/* tb-chart-input: pointer and keys on a chart. A click means "go there" and leaves the arrow keys to the window; once Tab has brought the keyboard here,
 * they move the cursor from point to point. */
#include "tb-chart-widget.h"

#define PAGE_PIXELS 40.0

static void
set_cursor (TbChart *self, gint64 time_us, gboolean is_keyboard)
{
  if (self->cursor_us == time_us)
    return;
  self->cursor_us = time_us;
  self->is_keyboard = is_keyboard;
  if (is_keyboard)
    tb_chart_tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
is_inside (const TbChartLayout *layout, double x, double y)
{
  const TbChartPlot *plot = &layout->plot;

  return !layout->is_empty && x >= plot->x - 4 && x <= plot->x + plot->width + 4 && y >= plot->y - 4 && y <= plot->y + plot->height + layout->line * 1.5;
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, TbChart *self)
{
  const TbChartLayout *layout = tb_chart_ensure_layout (self);

  set_cursor (self, is_inside (layout, x, y) ? tb_chart_plot_get_time (&layout->plot, x) : TB_CHART_NO_TIME, FALSE);
}

static void
on_leave (GtkEventControllerMotion *motion, TbChart *self)
{
  if (!self->is_keyboard)
    set_cursor (self, TB_CHART_NO_TIME, FALSE);
}

static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, TbChart *self)
{
  const TbChartLayout *layout = tb_chart_ensure_layout (self);

  if (is_inside (layout, x, y))
    tb_chart_emit_picked (self, tb_chart_plot_get_time (&layout->plot, x));
}

/* Where the cursor goes with that key, from where it is, or from the playhead. */
static gboolean
find_target (TbChart *self, guint key, gint64 *time_us)
{
  const TbChartPlot *plot = &tb_chart_ensure_layout (self)->plot;
  gint64 start_us = self->model.playhead_us != TB_CHART_NO_TIME ? self->model.playhead_us : plot->from_us;
  gint64 from_us = CLAMP (self->cursor_us != TB_CHART_NO_TIME ? self->cursor_us : start_us, plot->from_us, plot->to_us);

  switch (key)
    {
    case GDK_KEY_Left: *time_us = tb_chart_step_time (&self->model, plot, from_us, -1, 1); return TRUE;
    case GDK_KEY_Right: *time_us = tb_chart_step_time (&self->model, plot, from_us, 1, 1); return TRUE;
    case GDK_KEY_Page_Up: *time_us = tb_chart_step_time (&self->model, plot, from_us, -1, PAGE_PIXELS); return TRUE;
    case GDK_KEY_Page_Down: *time_us = tb_chart_step_time (&self->model, plot, from_us, 1, PAGE_PIXELS); return TRUE;
    case GDK_KEY_Home: *time_us = plot->from_us; return TRUE;
    case GDK_KEY_End: *time_us = plot->to_us; return TRUE;
    default: return FALSE;
    }
}

static gboolean
on_key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TbChart *self)
{
  gint64 time_us;

  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0 || tb_chart_ensure_layout (self)->is_empty)
    return GDK_EVENT_PROPAGATE;
  if (find_target (self, key, &time_us))
    set_cursor (self, time_us, TRUE);
  else if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && self->cursor_us != TB_CHART_NO_TIME)
    tb_chart_emit_picked (self, self->cursor_us);
  else if (key == GDK_KEY_Escape && self->cursor_us != TB_CHART_NO_TIME)
    set_cursor (self, TB_CHART_NO_TIME, FALSE);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
on_focus_left (GtkEventControllerFocus *focus, TbChart *self)
{
  if (self->is_keyboard)
    set_cursor (self, TB_CHART_NO_TIME, FALSE);
}

void
tb_chart_set_up_input (TbChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new (), *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  g_signal_connect (focus, "leave", G_CALLBACK (on_focus_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}
