/* tb-transport: the bar that moves time. See the header. */
#include "tb-transport.h"

#include <glib/gi18n-lib.h>

#include "tb-sentence.h"
#include "tb-speed.h"
#include "tb-timeline.h"
#include "tb-units.h"

#define SHOW_MS_BELOW 10.0

struct _TbTransport
{
  AdwBin parent_instance;

  /* owned */
  TbPlayhead *playhead;
  char *clock;

  /* template */
  GtkWidget *restart_button;
  GtkWidget *back_button;
  GtkWidget *play_button;
  GtkWidget *forward_button;
  GtkWidget *live_button;
  GtkWidget *speed_button;
  GtkWidget *speed_label;
  GtkWidget *timeline;
  GtkWidget *clock_label;
};

enum { PROP_PLAYHEAD = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TbTransport, tb_transport, ADW_TYPE_BIN)

/* Milliseconds only where they can be read. */
static char *
format_clock (TbPlayhead *playhead)
{
  gint64 time_us = tb_playhead_get_time (playhead);
  g_autofree char *moment = tb_sentence_format_moment (time_us);

  if (tb_playhead_is_playing (playhead) && tb_playhead_get_speed (playhead) >= SHOW_MS_BELOW)
    return g_steal_pointer (&moment);
  return g_strdup_printf ("%s.%03d", moment, (int) (time_us / TB_US_PER_MS % 1000));
}

static void
show_clock (TbTransport *self)
{
  g_autofree char *clock = format_clock (self->playhead);

  if (g_strcmp0 (clock, self->clock) == 0)
    return;
  gtk_label_set_text (GTK_LABEL (self->clock_label), clock);
  g_free (self->clock);
  self->clock = g_steal_pointer (&clock);
}

static void
show_speed (TbTransport *self)
{
  g_autofree char *speed = tb_speed_format (tb_playhead_get_speed (self->playhead));

  gtk_label_set_text (GTK_LABEL (self->speed_label), speed);
  if (tb_playhead_has_own_speed (self->playhead))
    gtk_widget_add_css_class (self->speed_button, "own");
  else
    gtk_widget_remove_css_class (self->speed_button, "own");
}

static void
show_playing (TbTransport *self)
{
  gboolean playing = tb_playhead_is_playing (self->playhead);

  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, playing ? _("Pause (Space)") : _("Play (Space)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL, playing ? _("Pause") : _("Play"), -1);
  show_clock (self);
}

/**
 * tb_transport_set_playhead:
 * @self: a transport bar
 * @playhead: what to show
 */
void
tb_transport_set_playhead (TbTransport *self, TbPlayhead *playhead)
{
  if (self->playhead)
    g_signal_handlers_disconnect_by_data (self->playhead, self);
  if (!g_set_object (&self->playhead, playhead))
    return;
  tb_timeline_set_playhead (TB_TIMELINE (self->timeline), playhead);
  if (playhead)
    {
      g_signal_connect_object (playhead, "moved", G_CALLBACK (show_clock), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (playhead, "notify::playing", G_CALLBACK (show_playing), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (playhead, "notify::speed", G_CALLBACK (show_speed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (playhead, "notify::own-speed", G_CALLBACK (show_speed), self, G_CONNECT_SWAPPED);
      show_playing (self);
      show_speed (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYHEAD]);
}

TbPlayhead *
tb_transport_get_playhead (TbTransport *self)
{
  return self->playhead;
}

/**
 * tb_transport_set_slim:
 * @self: a transport bar
 * @slim: whether to leave the buttons out and show timeline and clock alone
 */
void
tb_transport_set_slim (TbTransport *self, gboolean slim)
{
  GtkWidget *buttons[] = {
    self->restart_button, self->back_button, self->play_button, self->forward_button, self->live_button, self->speed_button,
  };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    gtk_widget_set_visible (buttons[i], !slim);
}

static void
tb_transport_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, TB_TRANSPORT (object)->playhead);
}

static void
tb_transport_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  tb_transport_set_playhead (TB_TRANSPORT (object), g_value_get_object (value));
}

static void
tb_transport_dispose (GObject *object)
{
  TbTransport *self = TB_TRANSPORT (object);

  if (self->playhead)
    g_signal_handlers_disconnect_by_data (self->playhead, self);
  g_clear_object (&self->playhead);
  g_clear_pointer (&self->clock, g_free);
  G_OBJECT_CLASS (tb_transport_parent_class)->dispose (object);
}

static void
tb_transport_class_init (TbTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tb_transport_get_property;
  object_class->set_property = tb_transport_set_property;
  object_class->dispose = tb_transport_dispose;
  properties[PROP_PLAYHEAD] = g_param_spec_object ("playhead", NULL, NULL, TB_TYPE_PLAYHEAD, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (TB_TYPE_TIMELINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/trustbed/Trustbed/tb-transport.ui");
  gtk_widget_class_bind_template_child (widget_class, TbTransport, restart_button);
  gtk_widget_class_bind_template_child (widget_class, TbTransport, back_button);
  gtk_widget_class_bind_template_child (widget_class, TbTransport, play_button);
  gtk_widget_class_bind_template_child (widget_class, TbTransport, forward_button);
  gtk_widget_class_bind_template_child (widget_class, TbTransport, live_button);
  gtk_widget_class_bind_template_child (widget_class, TbTransport, speed_button);
  gtk_widget_class_bind_template_child (widget_class, TbTransport, speed_label);
  gtk_widget_class_bind_template_child (widget_class, TbTransport, timeline);
  gtk_widget_class_bind_template_child (widget_class, TbTransport, clock_label);
}

/* Icons alone have no name for those who cannot see them. */
static void
name_buttons (TbTransport *self)
{
  const struct { GtkWidget *button; const char *name; } names[] = {
    { self->restart_button, _("To the start") },
    { self->back_button, _("Step back") },
    { self->play_button, _("Play") },
    { self->forward_button, _("Step forward") },
    { self->live_button, _("To the live edge") },
    { self->speed_button, _("Speed") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_accessible_update_property (GTK_ACCESSIBLE (names[i].button), GTK_ACCESSIBLE_PROPERTY_LABEL, names[i].name, -1);
}

static void
tb_transport_init (TbTransport *self)
{
  g_autoptr (GMenuModel) speeds = tb_speed_make_menu ("win.set-speed");

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->speed_button), speeds);
  name_buttons (self);
}
