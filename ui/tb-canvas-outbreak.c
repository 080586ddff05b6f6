/* tb-canvas-outbreak: attempts that fly to devices and bounce off or take them, and what flows from bots to whom they flood.
 *
 * Like packets each is a small node of its own. From afar a mark is a plain square, since nobody could read its glyph. */
#include "tb-canvas-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GLYPH_ZOOM 0.42         /* glyphs from here on, squares below */
#define SQUARE_STRENGTH 0.5     /* a square does not fade, it goes */
#define REBOUND_PX 30.0         /* how far an attempt bounces */
#define FALL_PX 16.0            /* and then falls */
#define MAX_DROPS 96            /* of a flood, in sight at once */
#define DROP_US 1400000.0       /* real time from a bot to whom it floods */

/* One attempt as it is drawn now. */
typedef struct
{
  const TbLook *look;
  TbPoint at;            /* the mark; its strength is 0 when there is none */
  double size;
  double strength;
  TbPoint target;        /* what it hits */
  double radius;
  double angle;          /* from where it came */
  double after;          /* since it arrived, 0 to 1; negative before */
  gboolean is_taken;
} Flight;

/* The corners of its way. What does not reach the network ends at the gateway that keeps it out. */
static guint
get_way (TbCanvas *self, const TbMovingAttempt *moving, TbPoint way[TB_LAYOUT_MAX_WAY], guint32 *target)
{
  guint32 gateway = tb_fleet_get_gateway (tb_scene_get_fleet (self->scene), moving->to);

  *target = moving->outcome == TB_REFUSAL_UNREACHABLE && gateway != TB_NOBODY && gateway != moving->from ? gateway : moving->to;
  return tb_layout_get_way (tb_scene_get_layout (self->scene), moving->from, *target, way);
}

/* Up to the edge of what it hits, not to its middle. */
static void
shorten (TbPoint *end, TbPoint before, double by)
{
  double dx = before.x - end->x, dy = before.y - end->y, length = hypot (dx, dy);

  if (length <= by)
    return;
  end->x += (float) (dx / length * by);
  end->y += (float) (dy / length * by);
}

static TbPoint
rebound (TbPoint from, double angle, double after, guint32 key)
{
  double far = 1 - (1 - after) * (1 - after), turn = angle + (key % 2 == 0 ? 0.5 : -0.5);

  return (TbPoint) { from.x + (float) (cos (turn) * REBOUND_PX * far), from.y + (float) (sin (turn) * REBOUND_PX * far + FALL_PX * after * after) };
}

static Flight
make_flight (TbCanvas *self, const TbMovingAttempt *moving)
{
  TbPoint way[TB_LAYOUT_MAX_WAY];
  guint32 target;
  guint n = get_way (self, moving, way, &target);
  double zoom = self->viewport.zoom;
  Flight flight = { .look = tb_look_attempt (TB_REFUSAL_N), .size = CLAMP (8 * zoom, 6.5, 9), .strength = 1, .after = moving->progress - 1,
                    .is_taken = moving->outcome == TB_REFUSAL_N };

  flight.radius = tb_render_get_radius (self->scene, target, zoom);
  flight.angle = atan2 (way[n - 2].y - way[n - 1].y, way[n - 2].x - way[n - 1].x);
  flight.target = tb_viewport_to_screen (&self->viewport, way[n - 1]);
  shorten (&way[n - 1], way[n - 2], (flight.radius + flight.size) / zoom);
  flight.at = tb_viewport_to_screen (&self->viewport, tb_canvas_point_on_way (way, n, MIN (moving->progress, 1)));
  if (flight.after < 0)
    return flight;
  flight.look = tb_look_attempt (moving->outcome);
  flight.strength = flight.is_taken ? 0 : CLAMP (2.2 * (1 - flight.after), 0, 1);
  flight.size *= 1.25;
  flight.at = rebound (flight.at, flight.angle, flight.after, moving->to);
  return flight;
}

static void
paint_flight (TbCanvas *self, cairo_t *cr, const Flight *flight)
{
  TbPalette faded = self->palette;

  faded.strength *= flight->strength;
  if (flight->after >= 0 && flight->is_taken)
    tb_paint_flash (cr, &self->palette, flight->look, flight->target.x, flight->target.y, MAX (3, flight->radius), flight->after);
  if (flight->after >= 0 && !flight->is_taken)
    tb_paint_bounce (cr, &self->palette, flight->look, flight->target.x, flight->target.y, flight->radius, flight->angle, 1 - flight->after);
  if (flight->strength > 0)
    tb_paint_badge (cr, &faded, flight->look, flight->at.x, flight->at.y, flight->size);
}

static graphene_rect_t
flight_bounds (const Flight *flight)
{
  float mark = (float) flight->size + 3, reach = (float) MAX (3, flight->radius) * 3 + 4;
  graphene_rect_t box = GRAPHENE_RECT_INIT (flight->at.x - mark, flight->at.y - mark, 2 * mark, 2 * mark);
  graphene_rect_t node = GRAPHENE_RECT_INIT (flight->target.x - reach, flight->target.y - reach, 2 * reach, 2 * reach);

  if (flight->after >= 0)
    graphene_rect_union (&box, &node, &box);
  graphene_rect_round_extents (&box, &box);
  return box;
}

/* From afar: nothing but colour, and no shield. */
static void
snapshot_square (TbCanvas *self, GtkSnapshot *snapshot, const Flight *flight)
{
  GdkRGBA color;

  tb_look_get_color (flight->look, self->palette.is_dark, &color);
  tb_canvas_append_bar (snapshot, &self->palette.background, flight->at, 7, 7);
  tb_canvas_append_bar (snapshot, &color, flight->at, 5, 5);
}

static void
snapshot_flight (TbCanvas *self, GtkSnapshot *snapshot, const Flight *flight)
{
  graphene_rect_t bounds = flight_bounds (flight);
  cairo_t *cr;

  if (self->viewport.zoom < GLYPH_ZOOM && !(flight->is_taken && flight->after >= 0))
    {
      if (flight->strength > SQUARE_STRENGTH)
        snapshot_square (self, snapshot, flight);
      return;
    }
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  paint_flight (self, cr, flight);
  cairo_destroy (cr);
}

/* Each at a place of its own between a bot and whom it floods. */
static void
snapshot_drop (TbCanvas *self, GtkSnapshot *snapshot, guint32 bot, guint32 service, const GdkRGBA *color)
{
  TbPoint way[TB_LAYOUT_MAX_WAY], at;
  guint n = tb_layout_get_way (tb_scene_get_layout (self->scene), bot, service, way);
  double progress = self->flood_phase + (bot * 0.6180339887);

  at = tb_viewport_to_screen (&self->viewport, tb_canvas_point_on_way (way, n, progress - floor (progress)));
  if (tb_canvas_is_in_sight (self, at))
    tb_canvas_append_bar (snapshot, color, at, 3, 3);
}

static void
snapshot_flood (TbCanvas *self, GtkSnapshot *snapshot, const TbSiege *siege)
{
  guint n;
  const guint32 *bots = tb_scene_get_bots (self->scene, &n);
  GdkRGBA color;

  if (!siege->is_target || siege->flood_bps == 0)
    return;
  tb_look_get_color (tb_look_health (TB_HEALTH_INFECTED), self->palette.is_dark, &color);
  for (guint i = 0; i < MIN (n, MAX_DROPS); i++)
    snapshot_drop (self, snapshot, bots[i], siege->service, &color);
}

/* --- for tb-canvas-moving --- */

/* Takes in what is new, before the scene follows. What is not shown flying holds nobody back. */
void
tb_canvas_take_attempts (TbCanvas *self, TbFold *fold)
{
  if (tb_canvas_follows_single (self) && tb_canvas_has_motion (self) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      tb_attempts_take (self->attempts, self->scene, fold, tb_playhead_is_playing (self->playhead));
      return;
    }
  tb_attempts_clear (self->attempts);
  tb_scene_release_all (self->scene, fold);
}

static gboolean
is_flooded (TbCanvas *self)
{
  guint n_bots;

  tb_scene_get_bots (self->scene, &n_bots);
  return n_bots > 0;
}

/* Lets time pass. Returns whether the picture changes. */
gboolean
tb_canvas_advance_attempts (TbCanvas *self, TbFold *fold, gint64 elapsed_us)
{
  gboolean any = tb_attempts_move (self->attempts, self->scene, fold, elapsed_us);

  if (!tb_playhead_is_playing (self->playhead) || !tb_canvas_has_motion (self) || !is_flooded (self))
    return any;
  self->flood_phase = fmod (self->flood_phase + (double) elapsed_us / DROP_US, 1);
  return TRUE;
}

void
tb_canvas_snapshot_attempts (TbCanvas *self, GtkSnapshot *snapshot)
{
  guint n;
  const TbSiege *sieges = tb_scene_get_sieges (self->scene, &n);

  for (guint i = 0; i < n && tb_canvas_has_motion (self) && tb_canvas_follows_single (self); i++)
    snapshot_flood (self, snapshot, &sieges[i]);
  for (guint i = 0; i < tb_attempts_get_n (self->attempts); i++)
    {
      Flight flight = make_flight (self, tb_attempts_get (self->attempts, i));

      if (tb_canvas_is_in_sight (self, flight.at) || tb_canvas_is_in_sight (self, flight.target))
        snapshot_flight (self, snapshot, &flight);
    }
}

/* The same for a file; a flood is in the still picture already. */
void
tb_canvas_paint_attempts (TbCanvas *self, cairo_t *cr)
{
  for (guint i = 0; i < tb_attempts_get_n (self->attempts); i++)
    {
      Flight flight = make_flight (self, tb_attempts_get (self->attempts, i));

      paint_flight (self, cr, &flight);
    }
}
