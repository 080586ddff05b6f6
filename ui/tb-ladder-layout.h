/* tb-ladder-layout: where everything of a ladder stands. Pure arithmetic on a story, a width and a line height; the widget places its children by
 * it and the pictures are drawn by it, so that both look the same. */
#pragma once

#include "tb-ladder-diff.h"

G_BEGIN_DECLS

/**
 * TbLadderBox: one message.
 * @x, @y, @width, @height: of its box
 * @step: which step of the story
 * @shows_time: whether the time of its flight stands beside it
 */
typedef struct
{
  double x, y, width, height;
  guint step;
  gboolean shows_time;
} TbLadderBox;

/**
 * TbLadderBand: a stretch of protection.
 * @y: where it begins; @height: how far it goes
 * @label_y: where the words stand that say so
 * @protection: under which keys
 * @lane: between whom
 */
typedef struct
{
  double y, height, label_y;
  guint protection;
  guint lane;
} TbLadderBand;

/**
 * TbLadderLayout:
 * @width, @height: of everything
 * @line: height of a line of text
 * @life: where the two life lines are, by #TbSide
 * @middle: where that of an attacker is, 0 where there is none
 * @life_y, @life_height: where they begin and how long they are
 * @time_x: right end of the times
 * @boxes: (element-type TbLadderBox)
 * @bands: (element-type TbLadderBand)
 * @head_width: how wide the head of each life line may be, by #TbSide
 * @verdict_x, @verdict_y, @verdict_width: of the card that explains a refusal
 */
typedef struct
{
  double width, height, line;
  double life[2];
  double middle;
  double life_y, life_height;
  double time_x;
  GArray *boxes;
  GArray *bands;
  double head_width[2];
  double verdict_x, verdict_y, verdict_width;
} TbLadderLayout;

/**
 * TbLadderForm:
 * @is_narrow: whether room is scarce: smaller margins
 * @tops: (nullable) (element-type double): for each step, where its box begins in lines of text from the top; %NULL: as close as they go
 * @has_attacker: whether somebody stands between the two
 *
 * How a ladder is drawn when it stands beside another one. All zero is a ladder alone.
 */
typedef struct
{
  gboolean is_narrow;
  const GArray *tops;
  gboolean has_attacker;
} TbLadderForm;

double          tb_ladder_layout_min_width     (const TbLadderForm *form, double line);
double          tb_ladder_layout_verdict_width (const TbLadderForm *form, double width, double line);
TbLadderLayout *tb_ladder_layout_new           (const TbLadderStory *story, const TbLadderForm *form, double width, double line, double verdict_height);
void            tb_ladder_layout_align         (const TbLadderStory *const stories[2], const GArray *pairs, GArray *tops[2]);
double          tb_ladder_layout_get_left      (const TbLadderLayout *layout, guint lane);
double          tb_ladder_layout_get_right     (const TbLadderLayout *layout, guint lane);
void            tb_ladder_layout_free          (TbLadderLayout *layout);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbLadderLayout, tb_ladder_layout_free)

G_END_DECLS
