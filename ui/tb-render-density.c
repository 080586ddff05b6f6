/* tb-render-density: a fleet from so far away that devices are smaller than pixels. */
#include "tb-render-private.h"

#include "tb-look.h"

/* What each state adds to a pixel: the rarer states count more, so that one among many is still seen. */
static void
make_weights (const TbPen *pen, guint64 weights[256])
{
  for (guint mark = 0; mark < 256; mark++)
    {
      TbIdentityState identity = MIN (TB_MARK_IDENTITY (mark), TB_IDENTITY_N_STATES - 1);
      TbHealth health = MIN (TB_MARK_HEALTH (mark), TB_HEALTH_N_STATES - 1);
      const TbLook *look = health == TB_HEALTH_HEALTHY ? tb_look_identity (identity) : tb_look_health (health);
      gboolean is_alarming = health == TB_HEALTH_EXPOSED || identity >= TB_IDENTITY_EXPIRING;
      guint32 rgb = pen->job->palette.is_dark ? look->dark : look->light;

      weights[mark] = tb_density_weight (mark & TB_MARK_DIM ? (pen->job->palette.is_dark ? 0x48484c : 0xd3d3d6) : rgb,
                                         mark & TB_MARK_DIM ? 1 : is_alarming ? 6 : 2);
    }
}

static void
add_density (const TbPen *pen, const TbSpot *spots, guint n, const guint64 weights[256])
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

      if (x >= 0 && x < width && y >= 0 && y < height)
        cells[(int) y * pen->raster.width + (int) x] += weights[marks[spots[i].object]];
    }
}

void
tb_render_density (const TbPen *pen)
{
  TbRender *render = pen->render;
  TbLayout *layout = tb_scene_get_layout (pen->job->scene);
  TbBox box = tb_viewport_get_visible (&pen->job->viewport, 2);
  guint first, n_rows = tb_layout_get_rows (layout, &box, &first), n;
  guint64 weights[256];

  if (render->density == NULL || render->density_width != pen->raster.width || render->density_height != pen->raster.height)
    {
      g_clear_pointer (&render->density, tb_density_free);
      render->density = tb_density_new (pen->raster.width, pen->raster.height);
      render->density_width = pen->raster.width;
      render->density_height = pen->raster.height;
    }
  make_weights (pen, weights);
  for (guint row = first; row < first + n_rows; row++)
    {
      const TbSpot *spots = tb_layout_get_row (layout, &box, row, &n);

      add_density (pen, spots, n, weights);
    }
  tb_density_pour (render->density, &pen->raster, CLAMP (pen->radius * 0.75, 0.16, 0.45));
}
