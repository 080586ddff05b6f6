/* tb-infection-layout: which devices of an infection tree are shown on an area of some size, and where. Geometry only. */
#pragma once

#include "tb-infection-index.h"

G_BEGIN_DECLS

/**
 * TbInfectionNode:
 * @entry: of the index
 * @x: middle of its circle in pixels; likewise @y
 * @above: place of the node that took it, -1 for none that is shown
 * @row: from 0, the attacker's
 * @n_children: how many it has taken
 * @is_path: whether it leads to the one in the middle of the picture; @is_focus: whether it is that one
 */
typedef struct
{
  guint entry;
  double x;
  double y;
  int above;
  guint row;
  guint n_children;
  gboolean is_path;
  gboolean is_focus;
} TbInfectionNode;

/**
 * TbInfectionFold:
 * @n: how many are not shown there
 * @entry: the first of them, which a click leads to
 * @x: where their number is written: its end when @is_left, else its beginning; @y: its middle
 * @is_left: whether they come before those that are shown
 */
typedef struct
{
  guint n;
  guint entry;
  double x;
  double y;
  gboolean is_left;
} TbInfectionFold;

/**
 * TbInfectionLayout:
 * @width: of everything; likewise @height
 * @line: height of a line of text
 * @radius: of a circle
 * @row_height: from one generation to the next
 * @slot: from one sibling to the next
 * @fold_width: room for the number of those that are not shown
 * @is_roomy: whether names stand below the circles; @has_times: and below those when it happened
 * @nodes: (element-type TbInfectionNode): row by row
 * @folds: (element-type TbInfectionFold): what is folded together
 * @n_hidden: generations between the attacker and the second row that are not shown
 * @n_rows: how many rows there are
 * @foot_y: where the line below the tree begins
 */
typedef struct
{
  double width;
  double height;
  double line;
  double radius;
  double row_height;
  double slot;
  double fold_width;
  gboolean is_roomy;
  gboolean has_times;
  GArray *nodes;
  GArray *folds;
  guint n_hidden;
  guint n_rows;
  double foot_y;
} TbInfectionLayout;

TbInfectionLayout     *tb_infection_layout_new       (TbInfectionIndex *index, guint focus, guint limit, double width, double height, double line);
void                   tb_infection_layout_free      (TbInfectionLayout *layout);
const TbInfectionNode *tb_infection_layout_pick      (const TbInfectionLayout *layout, double x, double y);
const TbInfectionFold *tb_infection_layout_pick_fold (const TbInfectionLayout *layout, double x, double y);
guint                  tb_infection_layout_move      (TbInfectionIndex *index, guint focus, guint limit, int across, int down);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbInfectionLayout, tb_infection_layout_free)

G_END_DECLS
