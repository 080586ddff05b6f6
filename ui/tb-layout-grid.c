/* tb-layout-grid: finds who is in a box or near a point.
 *
 * A grid of square cells over the plane, its objects sorted by cell, so that a row of cells is one span of memory. */
#include "tb-layout-private.h"

#include <math.h>

#define OBJECTS_PER_CELL 16
#define MAX_CELLS 1000000

static guint
clamp_cell (float place, float origin, float cell, guint n)
{
  float index = floorf ((place - origin) / cell);

  return index <= 0 ? 0 : index >= (float) n ? n - 1 : (guint) index;
}

static guint
cell_of (const TbGrid *grid, TbPoint point)
{
  return clamp_cell (point.y, grid->y0, grid->cell, grid->n_rows) * grid->n_columns + clamp_cell (point.x, grid->x0, grid->cell, grid->n_columns);
}

static void
size_grid (TbLayout *layout)
{
  TbGrid *grid = &layout->grid;
  float width = MAX (1, layout->bounds.x1 - layout->bounds.x0), height = MAX (1, layout->bounds.y1 - layout->bounds.y0);
  float n_cells = (float) MIN (layout->n_objects / OBJECTS_PER_CELL + 1, MAX_CELLS);

  grid->x0 = layout->bounds.x0;
  grid->y0 = layout->bounds.y0;
  grid->cell = sqrtf (width * height / n_cells);
  grid->n_columns = (guint) (width / grid->cell) + 1;
  grid->n_rows = (guint) (height / grid->cell) + 1;
}

/* Counting sort: how many per cell, where each cell begins, then everybody to his place. */
void
tb_layout_make_grid (TbLayout *layout)
{
  TbGrid *grid = &layout->grid;
  g_autofree guint32 *next = NULL;
  guint n_cells;

  size_grid (layout);
  n_cells = grid->n_columns * grid->n_rows;
  grid->first = g_new0 (guint32, n_cells + 1);
  grid->spots = g_new (TbSpot, layout->n_objects + 1);
  for (guint32 object = 1; object <= layout->n_objects; object++)
    grid->first[cell_of (grid, layout->points[object]) + 1]++;
  for (guint i = 0; i < n_cells; i++)
    grid->first[i + 1] += grid->first[i];
  next = g_memdup2 (grid->first, n_cells * sizeof (guint32));
  for (guint32 object = 1; object <= layout->n_objects; object++)
    {
      TbPoint point = layout->points[object];

      grid->spots[next[cell_of (grid, point)]++] = (TbSpot) { point.x, point.y, object };
    }
}

void
tb_layout_free_grid (TbLayout *layout)
{
  g_free (layout->grid.first);
  g_free (layout->grid.spots);
}

/**
 * tb_layout_get_rows:
 * @layout: a layout
 * @box: part of the plane
 * @first_row: (out): the first row of cells that it touches
 *
 * Returns: how many rows it touches
 */
guint
tb_layout_get_rows (TbLayout *layout, const TbBox *box, guint *first_row)
{
  const TbGrid *grid = &layout->grid;

  *first_row = clamp_cell (box->y0, grid->y0, grid->cell, grid->n_rows);
  return clamp_cell (box->y1, grid->y0, grid->cell, grid->n_rows) - *first_row + 1;
}

/**
 * tb_layout_get_row:
 * @layout: a layout
 * @box: part of the plane
 * @row: a row of cells
 * @n_spots: (out): how many
 *
 * Returns: (array length=n_spots): everybody in the cells of that row that @box touches, and perhaps some just outside
 */
const TbSpot *
tb_layout_get_row (TbLayout *layout, const TbBox *box, guint row, guint *n_spots)
{
  const TbGrid *grid = &layout->grid;
  guint first = row * grid->n_columns + clamp_cell (box->x0, grid->x0, grid->cell, grid->n_columns);
  guint last = row * grid->n_columns + clamp_cell (box->x1, grid->x0, grid->cell, grid->n_columns);

  *n_spots = grid->first[last + 1] - grid->first[first];
  return grid->spots + grid->first[first];
}

typedef float (*ScoreFunc) (const TbSpot *spot, TbPoint origin, TbPoint direction);

/* The one with the lowest score in the square round a point; a score of INFINITY never wins. */
static guint32
find_best (TbLayout *layout, TbPoint origin, float reach, TbPoint direction, ScoreFunc score, float limit)
{
  TbBox box = { origin.x - reach, origin.y - reach, origin.x + reach, origin.y + reach };
  guint first, n_rows = tb_layout_get_rows (layout, &box, &first), n;
  guint32 best = TB_NOBODY;

  for (guint row = first; row < first + n_rows; row++)
    {
      const TbSpot *spots = tb_layout_get_row (layout, &box, row, &n);

      for (guint i = 0; i < n; i++)
        {
          float found = score (&spots[i], origin, direction);

          if (found < limit)
            {
              limit = found;
              best = spots[i].object;
            }
        }
    }
  return best;
}

static float
score_distance (const TbSpot *spot, TbPoint origin, TbPoint direction)
{
  return hypotf (spot->x - origin.x, spot->y - origin.y);
}

/**
 * tb_layout_find_near:
 * @layout: a layout
 * @point: a place
 * @distance: how far to look
 *
 * Returns: whose middle is nearest to @point and closer than @distance, or %TB_NOBODY
 */
guint32
tb_layout_find_near (TbLayout *layout, TbPoint point, float distance)
{
  return find_best (layout, point, distance, (TbPoint) { 0 }, score_distance, distance);
}

/* Along the direction counts once, to the side twice, behind never. */
static float
score_direction (const TbSpot *spot, TbPoint origin, TbPoint direction)
{
  float dx = spot->x - origin.x, dy = spot->y - origin.y;
  float along = dx * direction.x + dy * direction.y, aside = fabsf (dx * direction.y - dy * direction.x);

  return along > 0.5f && aside <= along * 2 ? along + 2 * aside : INFINITY;
}

/**
 * tb_layout_find_towards:
 * @layout: a layout
 * @object: where to start
 * @dx: -1 to the left, 1 to the right, 0 neither
 * @dy: -1 up, 1 down, 0 neither
 *
 * Returns: the next object in that direction, or @object when it is the last
 */
guint32
tb_layout_find_towards (TbLayout *layout, guint32 object, int dx, int dy)
{
  TbPoint origin = tb_layout_get_point (layout, object), direction = { (float) dx, (float) dy };
  float widest = MAX (layout->bounds.x1 - layout->bounds.x0, layout->bounds.y1 - layout->bounds.y0);

  for (float reach = 64; reach < 2 * widest; reach *= 2)
    {
      guint32 found = find_best (layout, origin, reach, direction, score_direction, INFINITY);

      if (found != TB_NOBODY)
        return found;
    }
  return object;
}

/**
 * tb_layout_get_size:
 * @layout: a layout
 *
 * Returns: bytes it takes
 */
gsize
tb_layout_get_size (TbLayout *layout)
{
  const TbGrid *grid = &layout->grid;

  return (layout->n_objects + 1) * (sizeof (TbPoint) + sizeof (TbSpot)) + (grid->n_columns * grid->n_rows + 1) * sizeof (guint32) +
         layout->clusters->len * (sizeof (TbCluster) + sizeof (TbPoint)) + layout->trunks->len * sizeof (TbTrunk);
}
