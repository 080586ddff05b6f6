/* tb-canvas-moving: packets on their way, and those who read them.
 *
 * Few packets are pills with a padlock or, close by, with what anyone can read in them; many or far away they are dots. Each is a small node of its own,
 * so that only what moves is drawn again. */
#include "tb-canvas-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PILL_ZOOM 0.42          /* pills from here on, dots below */
#define TEXT_ZOOM 1.65          /* readable text from here on */
#define MAX_TEXTS 10            /* pills with text at once */
#define MAX_OBJECTS 200000      /* of larger fleets no single packets are followed */
#define ALARM_US 2600000.0
#define HEARING_PX 34.0         /* how close to the eavesdropper a packet is read */
#define STILL_PROGRESS 0.4      /* where packets stand when nothing may move */

static TbPacketLook
look_of (const TbPacket *packet)
{
  if (packet->is_protected)
    return TB_PACKET_LOOK_PROTECTED;
  return packet->kind == TB_PACKET_FLIGHT ? TB_PACKET_LOOK_HANDSHAKE : TB_PACKET_LOOK_PLAIN;
}

static TbFold *
get_fold (TbCanvas *self)
{
  return self->playhead != NULL ? tb_playhead_get_fold (self->playhead) : NULL;
}

/* Where on its way somebody is, by length. */
TbPoint
tb_canvas_point_on_way (const TbPoint *way, guint n, double progress)
{
  double lengths[TB_LAYOUT_MAX_WAY], total = 0, rest;

  for (guint i = 0; i + 1 < n; i++)
    total += lengths[i] = hypot (way[i + 1].x - way[i].x, way[i + 1].y - way[i].y);
  rest = progress * total;
  for (guint i = 0; i + 1 < n; i++)
    {
      double share = lengths[i] > 0 ? rest / lengths[i] : 1;

      if (share <= 1 || i + 2 == n)
        return (TbPoint) { way[i].x + (way[i + 1].x - way[i].x) * (float) MIN (share, 1), way[i].y + (way[i + 1].y - way[i].y) * (float) MIN (share, 1) };
      rest -= lengths[i];
    }
  return way[0];
}

static TbPoint
place_packet (TbCanvas *self, const TbMovingPacket *moving)
{
  TbPoint way[TB_LAYOUT_MAX_WAY];
  guint n = tb_layout_get_way (tb_scene_get_layout (self->scene), moving->packet.from, moving->packet.to, way);
  double progress = tb_canvas_has_motion (self) ? moving->progress : STILL_PROGRESS;

  return tb_viewport_to_screen (&self->viewport, tb_canvas_point_on_way (way, n, progress));
}

static gboolean
is_watched_closely (TbCanvas *self, const TbPacket *packet)
{
  for (guint i = 0; i < self->focus->len; i++)
    if (g_array_index (self->focus, guint32, i) == packet->from || g_array_index (self->focus, guint32, i) == packet->to)
      return TRUE;
  return g_hash_table_contains (self->selection, GUINT_TO_POINTER (packet->from));
}

static PangoLayout *
make_text (TbCanvas *self, const char *text, double size)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (size));
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

/* What is drawn for one packet: the text is NULL where the glyph alone is. */
typedef struct
{
  TbMovingPacket *moving;
  TbPoint at;
  double height;
  PangoLayout *text;
  const TbLook *look;
} Pill;

static Pill
make_pill (TbCanvas *self, TbMovingPacket *moving, guint *n_texts)
{
  TbFold *fold = get_fold (self);
  double zoom = self->viewport.zoom;
  Pill pill = { moving, place_packet (self, moving), CLAMP (17 * zoom, 13, 22), NULL, tb_look_packet (look_of (&moving->packet)) };
  const char *text = NULL;

  if (fold != NULL && *n_texts < MAX_TEXTS && (zoom >= TEXT_ZOOM || is_watched_closely (self, &moving->packet)))
    text = tb_packets_get_text (moving, tb_scene_get_fleet (self->scene), tb_fold_get_journal (fold));
  if (text == NULL)
    return pill;
  ++*n_texts;
  pill.height = 22;
  pill.text = make_text (self, text, 0.9);
  return pill;
}

gboolean
tb_canvas_is_in_sight (TbCanvas *self, TbPoint at)
{
  return at.x > -40 && at.y > -40 && at.x < self->viewport.width + 40 && at.y < self->viewport.height + 40;
}

static graphene_rect_t
to_rect (TbBox box)
{
  return GRAPHENE_RECT_INIT (floorf (box.x0), floorf (box.y0), ceilf (box.x1 - box.x0) + 2, ceilf (box.y1 - box.y0) + 2);
}

void
tb_canvas_append_bar (GtkSnapshot *snapshot, const GdkRGBA *color, TbPoint at, float width, float height)
{
  graphene_rect_t rect = GRAPHENE_RECT_INIT (roundf (at.x) - width / 2, roundf (at.y) - height / 2, width, height);

  gtk_snapshot_append_color (snapshot, color, &rect);
}

/* From afar a pill is a bar, since a device is round; and there are many, so it is made of what is drawn fastest. */
static void
snapshot_dot (TbCanvas *self, GtkSnapshot *snapshot, const Pill *pill)
{
  GdkRGBA color;

  tb_look_get_color (pill->look, self->palette.is_dark, &color);
  tb_canvas_append_bar (snapshot, &self->palette.background, pill->at, 10, 6);
  tb_canvas_append_bar (snapshot, &color, pill->at, 8, 4);
}

static void
paint_pill (TbCanvas *self, cairo_t *cr, const Pill *pill)
{
  tb_paint_pill (cr, &self->palette, pill->look, pill->text, pill->at.x, pill->at.y, pill->height);
}

static void
snapshot_packet (TbCanvas *self, GtkSnapshot *snapshot, Pill *pill)
{
  graphene_rect_t rect;
  cairo_t *cr;

  if (self->viewport.zoom < PILL_ZOOM && pill->text == NULL)
    {
      snapshot_dot (self, snapshot, pill);
      return;
    }
  rect = to_rect (tb_paint_get_pill (pill->text, pill->at.x, pill->at.y, pill->height));
  cr = gtk_snapshot_append_cairo (snapshot, &rect);
  paint_pill (self, cr, pill);
  cairo_destroy (cr);
}

/* --- who reads --- */

static void
raise_alarm (TbCanvas *self, guint32 object, const char *text)
{
  TbAlarm alarm = { object, 1, g_strdup (text) };

  for (guint i = 0; i < self->alarms->len; i++)
    if (g_array_index (self->alarms, TbAlarm, i).object == object)
      {
        g_array_remove_index_fast (self->alarms, i);
        break;
      }
  g_array_append_val (self->alarms, alarm);
}

static void
listen_to (TbCanvas *self, TbFold *fold, TbMovingPacket *moving)
{
  TbPoint at, ear;
  const char *text;

  if (moving->eavesdropper == TB_NOBODY || look_of (&moving->packet) != TB_PACKET_LOOK_PLAIN)
    return;
  at = place_packet (self, moving);
  ear = tb_viewport_to_screen (&self->viewport, tb_layout_get_point (tb_scene_get_layout (self->scene), moving->eavesdropper));
  if (tb_canvas_has_motion (self) && hypot (at.x - ear.x, at.y - ear.y) > HEARING_PX)
    return;
  text = tb_packets_get_text (moving, tb_scene_get_fleet (self->scene), tb_fold_get_journal (fold));
  if (text != NULL)
    raise_alarm (self, moving->eavesdropper, text);
}

static gboolean
fade_alarms (TbCanvas *self, gint64 elapsed_us)
{
  gboolean any = self->alarms->len > 0;

  for (guint i = self->alarms->len; i-- > 0;)
    {
      TbAlarm *alarm = &g_array_index (self->alarms, TbAlarm, i);

      alarm->strength -= (double) elapsed_us / ALARM_US;
      if (alarm->strength <= 0)
        g_array_remove_index_fast (self->alarms, i);
    }
  return any;
}

typedef struct
{
  TbPoint at;
  double radius;
  PangoLayout *text;
  double text_x;
  double text_y;
} Ear;

static Ear
make_ear (TbCanvas *self, const TbAlarm *alarm)
{
  Ear ear = { .at = tb_viewport_to_screen (&self->viewport, tb_layout_get_point (tb_scene_get_layout (self->scene), alarm->object)) };
  g_autofree char *said = NULL;
  int width, height;

  ear.radius = tb_render_get_radius (self->scene, alarm->object, self->viewport.zoom);
  said = g_strdup_printf (_("reads “%s”"), alarm->text);
  ear.text = make_text (self, said, 0.95);
  pango_layout_get_pixel_size (ear.text, &width, &height);
  ear.text_x = ear.at.x + ear.radius + 10 + width / 2.0 + 11;
  ear.text_y = ear.at.y + 24;
  return ear;
}

static void
paint_ear (TbCanvas *self, cairo_t *cr, const Ear *ear, double strength)
{
  TbPalette faded = self->palette;

  faded.strength *= MIN (1, strength * 3);
  tb_paint_alarm (cr, &self->palette, ear->at.x, ear->at.y, ear->radius, strength);
  tb_paint_pill (cr, &faded, tb_look_packet (TB_PACKET_LOOK_PLAIN), ear->text, ear->text_x, ear->text_y, 22);
}

static graphene_rect_t
ear_bounds (const Ear *ear)
{
  graphene_rect_t rings = GRAPHENE_RECT_INIT (ear->at.x - (float) ear->radius * 1.6f - 14, ear->at.y - (float) ear->radius * 1.6f - 14,
                                              (float) ear->radius * 3.2f + 28, (float) ear->radius * 3.2f + 28);
  graphene_rect_t pill = to_rect (tb_paint_get_pill (ear->text, ear->text_x, ear->text_y, 22));

  graphene_rect_union (&rings, &pill, &rings);
  return rings;
}

static void
snapshot_alarm (TbCanvas *self, GtkSnapshot *snapshot, const TbAlarm *alarm)
{
  Ear ear = make_ear (self, alarm);
  graphene_rect_t bounds = ear_bounds (&ear);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  paint_ear (self, cr, &ear, alarm->strength);
  cairo_destroy (cr);
  g_object_unref (ear.text);
}

/* --- for tb-canvas --- */

/* Of very large fleets nothing is shown that moves one by one. */
gboolean
tb_canvas_follows_single (TbCanvas *self)
{
  return tb_fleet_get_n_objects (tb_scene_get_fleet (self->scene)) <= MAX_OBJECTS;
}

/* Lets time pass for everything that moves. Returns whether the picture changes. */
gboolean
tb_canvas_advance_moving (TbCanvas *self, gint64 elapsed_us)
{
  TbFold *fold = get_fold (self);
  gboolean any;

  if (fold == NULL || self->scene == NULL || !tb_canvas_follows_single (self))
    return FALSE;
  any = tb_packets_advance (self->packets, fold, tb_playhead_get_time (self->playhead), elapsed_us, tb_playhead_get_speed (self->playhead),
                            tb_playhead_is_playing (self->playhead));
  any |= fade_alarms (self, elapsed_us);
  any |= tb_canvas_advance_attempts (self, fold, elapsed_us);
  for (guint i = 0; i < tb_packets_get_n (self->packets); i++)
    listen_to (self, fold, tb_packets_get (self->packets, i));
  return any;
}

void
tb_canvas_snapshot_moving (TbCanvas *self, GtkSnapshot *snapshot)
{
  guint n_texts = 0;

  for (guint i = 0; i < tb_packets_get_n (self->packets); i++)
    {
      Pill pill = make_pill (self, tb_packets_get (self->packets, i), &n_texts);

      if (tb_canvas_is_in_sight (self, pill.at))
        snapshot_packet (self, snapshot, &pill);
      g_clear_object (&pill.text);
    }
  tb_canvas_snapshot_attempts (self, snapshot);
  for (guint i = 0; i < self->alarms->len; i++)
    snapshot_alarm (self, snapshot, &g_array_index (self->alarms, TbAlarm, i));
}

/* The same for a file. */
void
tb_canvas_paint_moving (TbCanvas *self, cairo_t *cr)
{
  guint n_texts = 0;

  for (guint i = 0; i < tb_packets_get_n (self->packets); i++)
    {
      Pill pill = make_pill (self, tb_packets_get (self->packets, i), &n_texts);

      paint_pill (self, cr, &pill);
      g_clear_object (&pill.text);
    }
  tb_canvas_paint_attempts (self, cr);
  for (guint i = 0; i < self->alarms->len; i++)
    {
      const TbAlarm *alarm = &g_array_index (self->alarms, TbAlarm, i);
      Ear ear = make_ear (self, alarm);

      paint_ear (self, cr, &ear, alarm->strength);
      g_object_unref (ear.text);
    }
}

/* What about what moves is not as it is in truth, or NULL. Attempts are more of a story than packets. */
char *
tb_canvas_dup_note (TbCanvas *self)
{
  guint share = tb_packets_get_share (self->packets), attempts_share = tb_attempts_get_share (self->attempts);

  if (tb_attempts_get_n (self->attempts) > 0)
    return attempts_share > 1 ? g_strdup_printf (_("attempts slowed to be seen · 1 in %u shown"), attempts_share) : g_strdup (_("attempts slowed to be seen"));
  if (tb_packets_get_n (self->packets) == 0)
    return NULL;
  if (share > 1)
    return g_strdup_printf (_("packets slowed to be seen · 1 in %u shown"), share);
  return tb_packets_is_slowed (self->packets) ? g_strdup (_("packets slowed to be seen")) : NULL;
}
