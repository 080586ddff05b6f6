/* tb-render-far: devices too far away for icons: dots, and where those are smaller than pixels, density.
 *
 * These loops run over up to a million devices a frame, so they look at plain arrays and do without calls. */
#include "tb-render-private.h"

#include <string.h>

#include "tb-look.h"

#define N_MARKS 128
#define DENSITY_SUM 1000   /* of weights that a pixel can hold */
#define CROWDING 20        /* how much fuller than on average a pixel may be, four to each who is infected included */
#define STRONGEST 14       /* weight of who is infected, with room; and then, of a tint of the pixels beside */
#define TINT 4
#define TINT_SHARE 80      /* for every eightieth of the fleet that is infected, one less */

/* What the loop over dots needs at hand. */
typedef struct
{
  const guint8 *marks;
  const guint8 *kinds;
  gboolean is_device[256];
  const TbSprite *sprites[N_MARKS][TB_SPRITES_N_PHASES];   /* NULL where not asked for yet */
  float zoom;                                              /* quarters of pixels */
  float left;
  float top;
} Dots;

static void
dots_init (Dots *dots, const TbPen *pen)
{
  const TbViewport *viewport = &pen->job->viewport;
  double scale = pen->job->scale;

  memset (dots, 0, sizeof *dots);
  dots->marks = tb_scene_get_marks (pen->job->scene);
  dots->kinds = tb_scene_get_kinds (pen->job->scene);
  for (guint i = 0; i < tb_scene_get_n_kinds (pen->job->scene); i++)
    dots->is_device[i] = tb_scene_get_kind (pen->job->scene, (guint8) i)->role == TB_ROLE_DEVICE;
  dots->zoom = (float) (viewport->zoom * scale * 4);
  dots->left = (float) (viewport->width * scale * 2 - viewport->x * dots->zoom + 0.5);
  dots->top = (float) (viewport->height * scale * 2 - viewport->y * dots->zoom + 0.5);
}

static void
draw_dots (const TbPen *pen, Dots *dots, const TbSpot *spots, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint32 object = spots[i].object;
      int x = (int) (spots[i].x * dots->zoom + dots->left), y = (int) (spots[i].y * dots->zoom + dots->top);
      guint phase = (guint) (x & 3) | (guint) (y & 3) << 2;
      const TbSprite **sprite = &dots->sprites[dots->marks[object]][phase];

      if (!dots->is_device[dots->kinds[object]])
        continue;
      if (*sprite == NULL)
        *sprite = tb_sprites_get_dot (pen->render->devices, &pen->job->palette, dots->marks[object], phase);
      tb_raster_blit (&pen->raster, *sprite, x >> 2, y >> 2);
    }
}

void
tb_render_dots (const TbPen *pen)
{
  TbLayout *layout = tb_scene_get_layout (pen->job->scene);
  TbBox box = tb_viewport_get_visible (&pen->job->viewport, pen->radius * 2 + 4);
  guint first, n_rows = tb_layout_get_rows (layout, &box, &first), n;
  Dots dots;

  dots_init (&dots, pen);
  for (guint row = first; row < first + n_rows; row++)
    {
      const TbSpot *spots = tb_layout_get_row (layout, &box, row, &n);

      draw_dots (pen, &dots, spots, n);
    }
}

/* How much a state counts: the rarer more, so that one among many is still seen; who is infected most, since a wave has to be seen. */
static guint
weight_of (guint8 mark, guint strongest)
{
  TbHealth health = TB_MARK_HEALTH (mark);

  if (mark & TB_MARK_DIM)
    return 1;
  if (health == TB_HEALTH_INFECTED)
    return strongest;
  return health >= TB_HEALTH_EXPOSED || TB_MARK_IDENTITY (mark) >= TB_IDENTITY_EXPIRING ? MIN (6, strongest) : 2;
}

/* The sums of a pixel have an end: where very many share one, nobody counts much more than another. */
static guint
strongest_weight (const TbPen *pen)
{
  TbScene *scene = pen->job->scene;
  TbBox box = tb_layout_get_inside (tb_scene_get_layout (scene));
  double zoom = pen->job->viewport.zoom * pen->job->scale;
  double pixels = MAX (1, (double) (box.x1 - box.x0) * (box.y1 - box.y0) * zoom * zoom);

  return (guint) CLAMP (DENSITY_SUM * pixels / CROWDING / tb_fleet_get_n_objects (tb_scene_get_fleet (scene)), 2, STRONGEST);
}

/* What each state adds to a pixel. */
static void
make_weights (const TbPen *pen, guint64 weights[256], guint strongest)
{
  for (guint mark = 0; mark < 256; mark++)
    {
      TbIdentityState identity = MIN (TB_MARK_IDENTITY (mark), TB_IDENTITY_N_STATES - 1);
      TbHealth health = MIN (TB_MARK_HEALTH (mark), TB_HEALTH_N_STATES - 1);
      const TbLook *look = health == TB_HEALTH_HEALTHY ? tb_look_identity (identity) : tb_look_health (health);
      guint32 rgb = pen->job->palette.is_dark ? look->dark : look->light;

      weights[mark] = tb_density_weight (mark & TB_MARK_DIM ? (pen->job->palette.is_dark ? 0x48484c : 0xd3d3d6) : rgb, weight_of ((guint8) mark, strongest));
    }
}

/* A single pixel among many is overlooked: where there is room, who is infected tints three more. */
static inline void
add_wide (guint64 *cell, guint64 weight, gssize stride, gboolean has_right, gboolean has_below)
{
  if (has_right)
    cell[1] += weight;
  if (has_below)
    cell[stride] += weight;
  if (has_right && has_below)
    cell[stride + 1] += weight;
}

static void
add_density (const TbPen *pen, const TbSpot *spots, guint n, const guint64 weights[256], guint64 tint)
{
  const TbViewport *viewport = &pen->job->viewport;
  const guint8 *marks = tb_scene_get_marks (pen->job->scene);
  guint64 *cells = tb_density_get_cells (pen->render->density);
  float zoom = (float) (viewport->zoom * pen->job->scale);
  float left = (float) (pen->raster.width / 2.0 - viewport->x * zoom), top = (float) (pen->raster.height / 2.0 - viewport->y * zoom);
  float width = (float) pen->raster.width, height = (float) pen->raster.height;

  for (guint i = 0; i < n; i++)
    {
      float x = spots[i].x * zoom + left, y = spots[i].y * zoom + top;
      guint8 mark = marks[spots[i].object];
      guint64 *cell;

      if (!(x >= 0 && x < width && y >= 0 && y < height))
        continue;
      cell = &cells[(int) y * pen->raster.width + (int) x];
      *cell += weights[mark];
      if (tint != 0 && (mark & (TB_MARK_MAKE (0, 7) | TB_MARK_DIM)) == TB_MARK_MAKE (0, TB_HEALTH_INFECTED))
        add_wide (cell, tint, pen->raster.width, x + 1 < width, y + 1 < height);
    }
}

/* Of the pixels beside somebody infected. The more there are the less it takes to see them, and the longer the drawing would. */
static guint64
tint_of (const TbPen *pen, const guint64 weights[256], guint strongest)
{
  const guint8 *marks = tb_scene_get_marks (pen->job->scene);
  guint32 n = tb_fleet_get_n_objects (tb_scene_get_fleet (pen->job->scene)), n_infected = 0;
  guint strength;

  for (guint32 object = 1; object <= n; object++)
    n_infected += (marks[object] & TB_MARK_MAKE (0, 7)) == TB_MARK_MAKE (0, TB_HEALTH_INFECTED);
  strength = strongest < STRONGEST ? 0 : TINT - (guint) MIN ((guint64) n_infected * TINT_SHARE / (n + 1), TINT);
  return weights[TB_MARK_MAKE (0, TB_HEALTH_INFECTED)] / STRONGEST * strength;
}

void
tb_render_density (const TbPen *pen)
{
  TbRender *render = pen->render;
  TbLayout *layout = tb_scene_get_layout (pen->job->scene);
  TbBox box = tb_viewport_get_visible (&pen->job->viewport, 2);
  guint first, n_rows = tb_layout_get_rows (layout, &box, &first), n;
  guint64 weights[256], tint;
  guint strongest = strongest_weight (pen);

  if (render->density == NULL || render->density_width != pen->raster.width || render->density_height != pen->raster.height)
    {
      g_clear_pointer (&render->density, tb_density_free);
      render->density = tb_density_new (pen->raster.width, pen->raster.height);
      render->density_width = pen->raster.width;
      render->density_height = pen->raster.height;
    }
  make_weights (pen, weights, strongest);
  tint = tint_of (pen, weights, strongest);
  for (guint row = first; row < first + n_rows; row++)
    {
      const TbSpot *spots = tb_layout_get_row (layout, &box, row, &n);

      add_density (pen, spots, n, weights, tint);
    }
  tb_density_pour (render->density, &pen->raster, CLAMP (pen->radius * 0.75, 0.16, 0.45));
}
