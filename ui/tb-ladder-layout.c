/* tb-ladder-layout: see the header. All distances are in lines of text, so the ladder grows with the type. */
#include "tb-ladder-layout.h"

#define HEAD        3.5    /* icon and name */
#define TIMES       4.6    /* width of the times */
#define MARGIN      3.9    /* right of the server's life line, for its name */
#define INSET       1.9    /* between life line and box */
#define BOX         1.52
#define BOX_GAP     0.28
#define FLIGHT_GAP  0.95
#define BAND_LABEL  1.4
#define BAND_GAP    0.75   /* above the words of a band when they begin a flight */
#define TAIL        0.9
#define MIN_BOX     10.0
#define MAX_WIDTH   56.0

typedef struct
{
  const TbLadderStory *story;
  TbLadderLayout *layout;
  double y;
} Placing;

static double
usable_width (double width, double line)
{
  return CLAMP (width, tb_ladder_layout_min_width (line), MAX_WIDTH * line);
}

/**
 * tb_ladder_layout_min_width:
 * @line: height of a line of text
 *
 * Returns: the least width in which a message can be read
 */
double
tb_ladder_layout_min_width (double line)
{
  return (TIMES + MARGIN + 2 * INSET + MIN_BOX) * line;
}

/**
 * tb_ladder_layout_verdict_width:
 * @width: of everything
 * @line: height of a line of text
 *
 * Returns: how wide the card is that explains a refusal
 */
double
tb_ladder_layout_verdict_width (double width, double line)
{
  return usable_width (width, line) - (TIMES + MARGIN + 2 * 0.8) * line;
}

static const TbLadderStep *
step_at (const TbLadderStory *story, guint step)
{
  return &g_array_index (story->steps, TbLadderStep, step);
}

static void
end_band (TbLadderLayout *layout, double y)
{
  if (layout->bands->len > 0)
    {
      TbLadderBand *band = &g_array_index (layout->bands, TbLadderBand, layout->bands->len - 1);

      band->height = y - band->y;
    }
}

/* The words that say from where on which keys protect; keys once in use stay a band, whatever is said in between. */
static void
place_band (Placing *placing, guint protection, gboolean begins_flight)
{
  double line = placing->layout->line;
  TbLadderBand band = { .protection = protection };

  if (begins_flight)
    placing->y += (BAND_GAP - FLIGHT_GAP) * line;
  end_band (placing->layout, placing->y);
  band.y = placing->y;
  band.label_y = placing->y + 0.15 * line;
  placing->y += BAND_LABEL * line;
  g_array_append_val (placing->layout->bands, band);
}

static void
place_step (Placing *placing, guint step, guint *protection)
{
  TbLadderLayout *layout = placing->layout;
  const TbLadderStep *this = step_at (placing->story, step);
  gboolean is_after = this->flight >= placing->story->n_flights;
  gboolean begins = step == 0 || step_at (placing->story, step - 1)->flight != this->flight;
  gboolean shows_time = begins || is_after;
  TbLadderBox box = { .step = step, .shows_time = shows_time };

  placing->y += (step == 0 ? 0 : begins ? FLIGHT_GAP : BOX_GAP) * layout->line;
  if (this->protection > *protection)
    {
      *protection = this->protection;
      place_band (placing, *protection, begins && step > 0);
    }
  box.x = layout->life[TB_SIDE_CLIENT] + INSET * layout->line;
  box.y = placing->y;
  box.width = layout->life[TB_SIDE_SERVER] - layout->life[TB_SIDE_CLIENT] - 2 * INSET * layout->line;
  box.height = BOX * layout->line;
  placing->y += box.height;
  g_array_append_val (layout->boxes, box);
}

/**
 * tb_ladder_layout_new:
 * @story: what to show
 * @width: pixels to fill; less than the least is taken for that, and beyond a comfortable width the rest stays empty on both sides
 * @line: height of a line of text in pixels
 * @verdict_height: height of the card that explains a refusal, 0 where there is none
 *
 * Returns: (transfer full): where everything stands
 */
TbLadderLayout *
tb_ladder_layout_new (const TbLadderStory *story, double width, double line, double verdict_height)
{
  TbLadderLayout *layout = g_new0 (TbLadderLayout, 1);
  Placing placing = { story, layout, HEAD * line };
  double used = usable_width (width, line);
  double left = MAX ((width - used) / 2, 0);
  guint protection = TB_PROTECTION_NONE;

  layout->boxes = g_array_new (FALSE, FALSE, sizeof (TbLadderBox));
  layout->bands = g_array_new (FALSE, FALSE, sizeof (TbLadderBand));
  layout->width = MAX (width, used);
  layout->line = line;
  layout->life[TB_SIDE_CLIENT] = left + TIMES * line;
  layout->life[TB_SIDE_SERVER] = left + used - MARGIN * line;
  layout->time_x = layout->life[TB_SIDE_CLIENT] - 0.7 * line;
  layout->life_y = (HEAD - 0.5) * line;
  for (guint i = 0; i < story->steps->len; i++)
    place_step (&placing, i, &protection);
  if (verdict_height > 0)
    {
      layout->verdict_x = layout->life[TB_SIDE_CLIENT] + 0.8 * line;
      layout->verdict_y = placing.y + 0.7 * line;
      layout->verdict_width = tb_ladder_layout_verdict_width (width, line);
      placing.y = layout->verdict_y + verdict_height;
    }
  placing.y += 0.7 * line;
  end_band (layout, placing.y);
  layout->life_height = placing.y + 0.5 * line - layout->life_y;
  layout->height = placing.y + TAIL * line;
  return layout;
}

/**
 * tb_ladder_layout_free:
 * @layout: (transfer full): a layout
 *
 * Frees it.
 */
void
tb_ladder_layout_free (TbLadderLayout *layout)
{
  g_array_unref (layout->boxes);
  g_array_unref (layout->bands);
  g_free (layout);
}
