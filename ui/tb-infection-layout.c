/* tb-infection-layout: see the header. Each row shows one generation: a page of those that the node above took, with the one that the path goes through
 * in its middle. Where the path is longer than the area is high, generations below the attacker are left out. */
#include "tb-infection-layout.h"

#include <math.h>

#define MIN_ROWS   3
#define MAX_ROWS   64
#define ROOMY_ROW  4.6    /* all in lines */
#define NAMED_ROW  2.9
#define NARROW_ROW 2.7
#define ROOMY_SLOT 6.2
#define NARROW_SLOT 2.6
#define ROOMY_FOLD 6.8
#define NARROW_FOLD 2.8
#define LEFT       1.6
#define FOOT       2.6

static void
set_sizes (TbInfectionLayout *layout)
{
  double line = layout->line, high = layout->height - line * FOOT;

  layout->has_times = high >= MIN_ROWS * ROOMY_ROW * line;
  layout->is_roomy = high >= MIN_ROWS * NAMED_ROW * line;
  layout->row_height = line * (layout->has_times ? ROOMY_ROW : layout->is_roomy ? NAMED_ROW : NARROW_ROW);
  layout->slot = line * (layout->is_roomy ? ROOMY_SLOT : NARROW_SLOT);
  layout->radius = line * (layout->is_roomy ? 0.85 : 0.7);
  layout->fold_width = line * (layout->is_roomy ? ROOMY_FOLD : NARROW_FOLD);
  layout->foot_y = layout->height - line * FOOT;
  layout->n_rows = (guint) CLAMP (high / layout->row_height, MIN_ROWS, MAX_ROWS);
  layout->row_height = CLAMP (high / layout->n_rows, layout->row_height, layout->row_height * 1.3);
}

/* Entries from the attacker to @focus; returns how many. */
static GArray *
find_path (TbInfectionIndex *index, guint focus)
{
  guint n = tb_infection_index_get (index, focus)->generation + 1;
  GArray *path = g_array_sized_new (FALSE, TRUE, sizeof (guint), n);

  g_array_set_size (path, n);
  for (; n-- > 0; focus = tb_infection_index_get (index, focus)->parent)
    g_array_index (path, guint, n) = focus;
  return path;
}

static double
row_y (const TbInfectionLayout *layout, guint row)
{
  return layout->radius + layout->line * 0.3 + row * layout->row_height;
}

static guint
add_node (TbInfectionLayout *layout, TbInfectionIndex *index, guint entry, guint limit, double x, guint row, int above)
{
  TbInfectionNode node = { entry, x, row_y (layout, row), above, row, tb_infection_index_count_children (index, entry, limit), FALSE, FALSE };

  g_array_append_val (layout->nodes, node);
  return layout->nodes->len - 1;
}

static void
add_fold (TbInfectionLayout *layout, guint n, guint entry, double x, guint row, gboolean is_left)
{
  TbInfectionFold fold = { n, entry, x, row_y (layout, row), is_left };

  if (n > 0)
    g_array_append_val (layout->folds, fold);
}

typedef struct
{
  guint parent;     /* entry */
  int above;        /* its node */
  guint on_path;    /* entry of the child that the path goes through, 0 for none */
  guint row;
} Row;

/* How many siblings a row has room for, when there are @n. */
static guint
get_page (const TbInfectionLayout *layout, guint n)
{
  double usable = layout->width - layout->line * LEFT;
  guint all = (guint) MAX (usable / layout->slot, 1);

  return n <= all ? n : (guint) MAX ((usable - 2 * layout->fold_width) / layout->slot, 1);
}

/* Below its parent, as far as the edges let it. */
static double
get_left (const TbInfectionLayout *layout, double middle, guint page, gboolean has_before, gboolean has_after)
{
  double half = layout->slot / 2, width = page * layout->slot, fold = layout->fold_width;
  double least = layout->line * LEFT + (has_before ? fold : 0), most = layout->width - (has_after ? fold : 0) - width;

  return (most < least ? (least + most) / 2 : CLAMP (middle - width / 2, least, most)) + half;
}

/* Returns: the node that the path goes through, -1 for none */
static int
add_row (TbInfectionLayout *layout, TbInfectionIndex *index, const Row *row, guint limit)
{
  guint n = tb_infection_index_count_children (index, row->parent, limit), page = get_page (layout, n);
  guint ordinal = row->on_path ? tb_infection_index_get (index, row->on_path)->ordinal : 0;
  guint first = MIN (ordinal > page / 2 ? ordinal - page / 2 : 0, n - page), above = (guint) MAX (row->above, 0);
  double x = get_left (layout, g_array_index (layout->nodes, TbInfectionNode, above).x, page, first > 0, first + page < n);
  int on_path = -1;

  add_fold (layout, first, first > 0 ? tb_infection_index_get_child (index, row->parent, first - 1) : 0, x - layout->radius - layout->line * 0.5, row->row,
            TRUE);
  for (guint i = 0; i < page; i++)
    {
      guint entry = tb_infection_index_get_child (index, row->parent, first + i);
      guint node = add_node (layout, index, entry, limit, x + i * layout->slot, row->row, row->above);

      if (entry == row->on_path)
        on_path = (int) node;
    }
  add_fold (layout, n - first - page, first + page < n ? tb_infection_index_get_child (index, row->parent, first + page) : 0,
            x + (page - 1) * layout->slot + layout->radius + layout->line * (layout->is_roomy ? 2.2 : 0.5), row->row, FALSE);
  return on_path;
}

static void
mark (TbInfectionLayout *layout, int node, gboolean is_focus)
{
  if (node < 0)
    return;
  g_array_index (layout->nodes, TbInfectionNode, node).is_path = TRUE;
  g_array_index (layout->nodes, TbInfectionNode, node).is_focus = is_focus;
}

static void
add_rows (TbInfectionLayout *layout, TbInfectionIndex *index, const GArray *path, guint limit)
{
  guint last = g_array_index (path, guint, path->len - 1), n_path = path->len, n_below = tb_infection_index_count_children (index, last, limit) > 0;
  guint room = layout->n_rows;
  int above = (int) add_node (layout, index, TB_INFECTION_ROOT, limit, (layout->line * LEFT + layout->width) / 2, 0, -1);

  mark (layout, above, n_path == 1);
  layout->n_hidden = n_path + n_below > room ? n_path + n_below - room : 0;
  layout->n_rows = 1;
  for (guint i = 1 + layout->n_hidden; i < n_path + n_below; i++)
    {
      Row row = { g_array_index (path, guint, i - 1), above, i < n_path ? g_array_index (path, guint, i) : 0, layout->n_rows++ };

      above = add_row (layout, index, &row, limit);
      mark (layout, above, i == n_path - 1);
    }
}

/**
 * tb_infection_layout_new:
 * @index: who infected whom
 * @focus: entry to show in the middle, below @limit
 * @limit: see [func@infection_index_get_limit]
 * @width: pixels; likewise @height
 * @line: height of a line of text
 *
 * Returns: (transfer full): where everything stands
 */
TbInfectionLayout *
tb_infection_layout_new (TbInfectionIndex *index, guint focus, guint limit, double width, double height, double line)
{
  TbInfectionLayout *layout = g_new0 (TbInfectionLayout, 1);
  g_autoptr (GArray) path = find_path (index, focus);

  *layout = (TbInfectionLayout) { .width = width, .height = height, .line = line };
  layout->nodes = g_array_new (FALSE, FALSE, sizeof (TbInfectionNode));
  layout->folds = g_array_new (FALSE, FALSE, sizeof (TbInfectionFold));
  set_sizes (layout);
  add_rows (layout, index, path, limit);
  return layout;
}

void
tb_infection_layout_free (TbInfectionLayout *layout)
{
  g_array_unref (layout->nodes);
  g_array_unref (layout->folds);
  g_free (layout);
}

/**
 * tb_infection_layout_pick:
 * @layout: where everything stands
 * @x: pixels; likewise @y
 *
 * Returns: (transfer none) (nullable): the node there
 */
const TbInfectionNode *
tb_infection_layout_pick (const TbInfectionLayout *layout, double x, double y)
{
  double below = layout->is_roomy ? layout->radius + layout->line * 1.9 : layout->radius * 1.2;

  for (guint i = 0; i < layout->nodes->len; i++)
    {
      const TbInfectionNode *node = &g_array_index (layout->nodes, TbInfectionNode, i);

      if (fabs (x - node->x) <= layout->slot / 2 && y >= node->y - layout->radius * 1.3 && y <= node->y + below)
        return node;
    }
  return NULL;
}

/**
 * tb_infection_layout_pick_fold:
 * @layout: where everything stands
 * @x: pixels; likewise @y
 *
 * Returns: (transfer none) (nullable): the fold whose number is written there
 */
const TbInfectionFold *
tb_infection_layout_pick_fold (const TbInfectionLayout *layout, double x, double y)
{
  double width = layout->fold_width;

  for (guint i = 0; i < layout->folds->len; i++)
    {
      const TbInfectionFold *fold = &g_array_index (layout->folds, TbInfectionFold, i);
      double left = fold->is_left ? fold->x - width : fold->x;

      if (x >= left && x <= left + width && fabs (y - fold->y) <= layout->line)
        return fold;
    }
  return NULL;
}

/**
 * tb_infection_layout_move:
 * @index: who infected whom
 * @focus: where one is
 * @limit: see [func@infection_index_get_limit]
 * @across: 1 for the next that was taken by the same, -1 for the one before
 * @down: 1 for the first that it took, -1 for who took it
 *
 * Returns: where one is then; @focus at an edge
 */
guint
tb_infection_layout_move (TbInfectionIndex *index, guint focus, guint limit, int across, int down)
{
  const TbInfectionEntry *entry = tb_infection_index_get (index, focus);

  if (down < 0)
    return entry->parent;
  if (down > 0)
    return tb_infection_index_count_children (index, focus, limit) > 0 ? tb_infection_index_get_child (index, focus, 0) : focus;
  if (focus == TB_INFECTION_ROOT || (across < 0 && entry->ordinal == 0)
      || (across > 0 && entry->ordinal + 1 >= tb_infection_index_count_children (index, entry->parent, limit)))
    return focus;
  return tb_infection_index_get_child (index, entry->parent, across > 0 ? entry->ordinal + 1 : entry->ordinal - 1);
}
