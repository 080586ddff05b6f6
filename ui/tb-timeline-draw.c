/* tb-timeline-draw: track, chapters of the pace, marks, times and knob. See the header. Classes of marks differ in shape and place as well as in
 * colour; marks that would share a pixel are drawn as one. */
#include "tb-timeline-draw.h"

#include <glib/gi18n-lib.h>

#include "tb-look.h"
#include "tb-pace.h"
#include "tb-units.h"

#define TRACK_HEIGHT 6
#define KNOB_RADIUS 7
#define LABEL_SPACE 84

typedef enum { SHAPE_BAR, SHAPE_DIAMOND, SHAPE_FLAG } Shape;

typedef struct
{
  Shape shape;
  int y;        /* of its top */
  int height;
} MarkStyle;

static const MarkStyle styles[TB_EVENT_N_CLASSES] = {
  [TB_EVENT_ISSUE] = { SHAPE_BAR, TB_TIMELINE_ALERTS_HEIGHT + 10, 7 },
  [TB_EVENT_EXPIRY] = { SHAPE_BAR, TB_TIMELINE_ALERTS_HEIGHT + 5, 12 },
  [TB_EVENT_REFUSAL] = { SHAPE_DIAMOND, TB_TIMELINE_ALERTS_HEIGHT + 8, 7 },
  [TB_EVENT_EXPOSURE] = { SHAPE_FLAG, TB_TIMELINE_ALERTS_HEIGHT + 3, 14 },
  [TB_EVENT_COMMAND] = { SHAPE_BAR, TB_TIMELINE_ALERTS_HEIGHT + 28, 5 },
};

static void
get_named_color (GtkWidget *widget, const char *name, GdkRGBA *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}

static void
get_faint_color (GtkWidget *widget, float alpha, GdkRGBA *color)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
  color->alpha *= alpha;
}

static void
get_class_color (const TbTimelinePicture *picture, guint event_class, GdkRGBA *color)
{
  switch ((TbEventClass) event_class)
    {
    case TB_EVENT_ISSUE: tb_look_get_color (tb_look_identity (TB_IDENTITY_VALID), picture->is_dark, color); break;
    case TB_EVENT_EXPIRY: tb_look_get_color (tb_look_identity (TB_IDENTITY_EXPIRING), picture->is_dark, color); break;
    case TB_EVENT_EXPOSURE: tb_look_get_color (tb_look_health (TB_HEALTH_EXPOSED), picture->is_dark, color); break;
    case TB_EVENT_REFUSAL: get_named_color (picture->widget, "error_color", color); break;
    default: get_named_color (picture->widget, "accent_color", color); break;
    }
}

static double
get_x (const TbTimelinePicture *picture, double watch_us)
{
  return TB_TIMELINE_PAD + watch_us / picture->range_us * (picture->width - 2 * TB_TIMELINE_PAD);
}

static void
draw_rounded (GtkSnapshot *snapshot, double x, double y, double width, double height, const GdkRGBA *color)
{
  GskRoundedRect outline;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height);

  gsk_rounded_rect_init_from_rect (&outline, &bounds, (float) MIN (width, height) / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
draw_track (const TbTimelinePicture *picture, GtkSnapshot *snapshot)
{
  double left = TB_TIMELINE_PAD, width = picture->width - 2 * TB_TIMELINE_PAD;
  double y = TB_TIMELINE_TRACK_Y - TRACK_HEIGHT / 2.0;
  GdkRGBA color;

  get_faint_color (picture->widget, 0.12f, &color);
  draw_rounded (snapshot, left, y, width, TRACK_HEIGHT, &color);
  get_faint_color (picture->widget, 0.28f, &color);
  if (picture->known - left >= 1)
    draw_rounded (snapshot, left, y, MIN (picture->known - left, width), TRACK_HEIGHT, &color);
  get_named_color (picture->widget, "accent_bg_color", &color);
  if (picture->played - left >= 1)
    draw_rounded (snapshot, left, y, picture->played - left, TRACK_HEIGHT, &color);
}

/* Where the scenario begins to tell something new, the track is notched like the chapters of a film. */
static void
draw_chapters (const TbTimelinePicture *picture, GtkSnapshot *snapshot)
{
  GArray *pace = tb_scenario_get_pace (picture->scenario);
  GdkRGBA color;

  get_named_color (picture->widget, "window_bg_color", &color);
  for (guint i = 0; pace && i < pace->len; i++)
    {
      const TbPaceStep *step = &g_array_index (pace, TbPaceStep, i);
      double x = get_x (picture, tb_pace_watch_us (picture->scenario, step->at_us));

      if (step->at_us > 0 && step->caption && x < picture->width - TB_TIMELINE_PAD)
        gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT ((float) x - 1, TB_TIMELINE_TRACK_Y - TRACK_HEIGHT / 2.0f, 2, TRACK_HEIGHT));
    }
}

static void
draw_diamond (GtkSnapshot *snapshot, double x, const MarkStyle *style, const GdkRGBA *color)
{
  float side = (float) style->height * 0.75f;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) style->y + (float) style->height / 2));
  gtk_snapshot_rotate (snapshot, 45);
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (-side / 2, -side / 2, side, side));
  gtk_snapshot_restore (snapshot);
}

/* @from and @to are the first and the last pixel of a run of marks that touch. */
static void
draw_mark (GtkSnapshot *snapshot, const MarkStyle *style, int from, int to, const GdkRGBA *color)
{
  if (style->shape == SHAPE_DIAMOND)
    {
      for (int x = from; x <= to; x += style->height + 1)
        draw_diamond (snapshot, x, style, color);
      return;
    }
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT ((float) from - 1, (float) style->y, (float) (to - from) + 2, (float) style->height));
  if (style->shape == SHAPE_FLAG)
    gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT ((float) from - 1, (float) style->y, 6, 5));
}

static void
draw_class (const TbTimelinePicture *picture, GtkSnapshot *snapshot, guint event_class)
{
  guint n = tb_timeline_marks_get_n (picture->marks);
  double width_us = tb_timeline_marks_get_width (picture->marks);
  int from = G_MININT, to = G_MININT;
  GdkRGBA color;

  get_class_color (picture, event_class, &color);
  for (guint i = 0; i < n; i++)
    {
      int x = (int) get_x (picture, (i + 0.5) * width_us);

      if (tb_timeline_marks_get (picture->marks, i)->count[event_class] == 0 || x > picture->width - TB_TIMELINE_PAD)
        continue;
      if (from != G_MININT && x > to + 2)
        {
          draw_mark (snapshot, &styles[event_class], from, to, &color);
          from = x;
        }
      else if (from == G_MININT)
        from = x;
      to = x;
    }
  if (from != G_MININT)
    draw_mark (snapshot, &styles[event_class], from, to, &color);
}

/* A wedge that points at its moment, in the colour of its severity; those that would share a place are drawn as the worst of them. */
static void
draw_alert (const TbTimelinePicture *picture, cairo_t *cr, const TbTimelineAlert *alert, double x)
{
  GdkRGBA color;

  tb_look_get_color (tb_look_severity (alert->severity), picture->is_dark, &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_move_to (cr, x - 4, 0);
  cairo_line_to (cr, x + 4, 0);
  cairo_line_to (cr, x, TB_TIMELINE_ALERTS_HEIGHT);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_alerts (const TbTimelinePicture *picture, GtkSnapshot *snapshot)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) picture->width, TB_TIMELINE_ALERTS_HEIGHT));
  const TbTimelineAlert *worst = NULL;
  double place = 0;

  for (guint i = 0; i < picture->alerts->len; i++)
    {
      const TbTimelineAlert *alert = &g_array_index (picture->alerts, TbTimelineAlert, i);
      double x = get_x (picture, alert->watch_us);

      if (worst != NULL && x > place + 4)
        draw_alert (picture, cr, worst, place);
      if (worst == NULL || x > place + 4)
        place = x;
      else if (alert->severity <= worst->severity)
        continue;
      worst = alert;
    }
  if (worst != NULL)
    draw_alert (picture, cr, worst, place);
  cairo_destroy (cr);
}

/**
 * tb_timeline_round_step:
 * @time_us: how far apart the times on an axis may be at least
 *
 * Returns: the smallest round time that is at least @time_us
 */
gint64
tb_timeline_round_step (gint64 time_us)
{
  static const gint64 steps[] = {
    10 * TB_US_PER_MS, 50 * TB_US_PER_MS, 100 * TB_US_PER_MS, 500 * TB_US_PER_MS,
    TB_US_PER_SECOND, 5 * TB_US_PER_SECOND, 15 * TB_US_PER_SECOND, 30 * TB_US_PER_SECOND,
    TB_US_PER_MINUTE, 5 * TB_US_PER_MINUTE, 15 * TB_US_PER_MINUTE, 30 * TB_US_PER_MINUTE,
    TB_US_PER_HOUR, 3 * TB_US_PER_HOUR, 6 * TB_US_PER_HOUR, 12 * TB_US_PER_HOUR,
    TB_US_PER_DAY, 2 * TB_US_PER_DAY, 7 * TB_US_PER_DAY, 30 * TB_US_PER_DAY, 90 * TB_US_PER_DAY, 365 * TB_US_PER_DAY,
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] >= time_us)
      return steps[i];
  return 3650 * TB_US_PER_DAY;
}

static void
draw_label (const TbTimelinePicture *picture, GtkSnapshot *snapshot, PangoLayout *layout, double x, gint64 time_us, const GdkRGBA *color)
{
  g_autofree char *text = time_us == 0 ? g_strdup ("0") : tb_units_format_duration (time_us);
  int width;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (x + width / 2.0 > picture->width)
    return;
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT ((float) x, TB_TIMELINE_TRACK_Y + 5, 1, 3));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) MAX (x - width / 2.0, 0), TB_TIMELINE_TRACK_Y + 9));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* Round times, as close as they can be read; the axis is not even, so each is found from the one before. */
static void
draw_times (const TbTimelinePicture *picture, GtkSnapshot *snapshot)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (picture->widget, NULL);
  double usable = picture->width - 2 * TB_TIMELINE_PAD, x = TB_TIMELINE_PAD;
  GdkRGBA color;
  gint64 time_us = 0;

  get_faint_color (picture->widget, 0.6f, &color);
  for (guint n = 0; n < 64 && x <= picture->width - TB_TIMELINE_PAD; n++)
    {
      gint64 next, step;

      draw_label (picture, snapshot, layout, x, time_us, &color);
      next = tb_pace_time_us (picture->scenario, (x + LABEL_SPACE - TB_TIMELINE_PAD) / usable * picture->range_us);
      step = tb_timeline_round_step (next - time_us);
      time_us = (next + step - 1) / step * step;
      x = get_x (picture, tb_pace_watch_us (picture->scenario, time_us));
    }
}

static void
draw_knob (const TbTimelinePicture *picture, GtkSnapshot *snapshot)
{
  double radius = picture->is_active ? KNOB_RADIUS + 1 : KNOB_RADIUS;
  GdkRGBA accent, white = { 1, 1, 1, 1 };

  get_named_color (picture->widget, "accent_bg_color", &accent);
  draw_rounded (snapshot, picture->played - radius, TB_TIMELINE_TRACK_Y - radius, 2 * radius, 2 * radius, &accent);
  radius -= 2;
  draw_rounded (snapshot, picture->played - radius, TB_TIMELINE_TRACK_Y - radius, 2 * radius, 2 * radius, &white);
}

/**
 * tb_timeline_draw:
 * @picture: what to draw
 * @snapshot: where
 */
void
tb_timeline_draw (const TbTimelinePicture *picture, GtkSnapshot *snapshot)
{
  draw_track (picture, snapshot);
  draw_chapters (picture, snapshot);
  for (guint i = TB_EVENT_ISSUE; i < TB_EVENT_N_CLASSES; i++)
    draw_class (picture, snapshot, i);
  draw_alerts (picture, snapshot);
  draw_times (picture, snapshot);
  draw_knob (picture, snapshot);
}
