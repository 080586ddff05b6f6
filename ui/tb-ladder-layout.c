/* tb-ladder-layout: see the header. All distances are in lines of text, so the ladder grows with the type. */
#include "tb-ladder-layout.h"

#define HEAD        3.5    /* icon and name */
#define BOX         1.52
#define BOX_GAP     0.28
#define FLIGHT_GAP  0.95
#define BAND_LABEL  1.4
#define BAND_GAP    0.75   /* above the words of a band when they begin a flight */
#define TAIL        0.9
#define MAX_WIDTH   56.0
#define MAX_HEAD    8.6

/* Alone, where room is scarce, and with an attacker between the two. */
static const struct
{
  double times;    /* width of the times */
  double margin;   /* right of the server's life line, for its name */
  double inset;    /* between life line and box */
  double box;      /* least width of a box */
  guint lanes;
} measures[3] = { { 4.6, 3.9, 1.9, 10.0, 1 }, { 3.6, 2.6, 1.3, 7.4, 1 }, { 3.8, 2.6, 0.9, 6.3, 2 } };

typedef struct
{
  const TbLadderStory *story;
  const TbLadderForm *form;
  TbLadderLayout *layout;
  double y;
  guint protection[2];    /* reached so far in each lane */
} Placing;

static guint
measures_of (const TbLadderForm *form)
{
  return form->has_attacker ? 2 : form->is_narrow ? 1 : 0;
}

static double
usable_width (const TbLadderForm *form, double width, double line)
{
  return CLAMP (width, tb_ladder_layout_min_width (form, line), MAX_WIDTH * line);
}

/**
 * tb_ladder_layout_get_left:
 * @layout: a layout
 * @lane: 0, or 1 behind an attacker
 *
 * Returns: where the life line at the left of that lane is
 */
double
tb_ladder_layout_get_left (const TbLadderLayout *layout, guint lane)
{
  return lane == 0 ? layout->life[TB_SIDE_CLIENT] : layout->middle;
}

/**
 * tb_ladder_layout_get_right:
 * @layout: a layout
 * @lane: 0, or 1 behind an attacker
 *
 * Returns: where the life line at the right of that lane is
 */
double
tb_ladder_layout_get_right (const TbLadderLayout *layout, guint lane)
{
  return lane == 0 && layout->middle > 0 ? layout->middle : layout->life[TB_SIDE_SERVER];
}

/**
 * tb_ladder_layout_min_width:
 * @form: how it stands beside others
 * @line: height of a line of text
 *
 * Returns: the least width in which a message can be read
 */
double
tb_ladder_layout_min_width (const TbLadderForm *form, double line)
{
  guint m = measures_of (form);

  return (measures[m].times + measures[m].margin + measures[m].lanes * (2 * measures[m].inset + measures[m].box)) * line;
}

/**
 * tb_ladder_layout_verdict_width:
 * @form: how it stands beside others
 * @width: of everything
 * @line: height of a line of text
 *
 * Returns: how wide the card is that explains a refusal
 */
double
tb_ladder_layout_verdict_width (const TbLadderForm *form, double width, double line)
{
  guint m = measures_of (form);

  return usable_width (form, width, line) - (measures[m].times + measures[m].margin + 2 * 0.8) * line;
}

static const TbLadderStep *
step_at (const TbLadderStory *story, guint step)
{
  return &g_array_index (story->steps, TbLadderStep, step);
}

/* The last band of a lane goes as far as @y. */
static void
end_band (TbLadderLayout *layout, guint lane, double y)
{
  for (guint i = layout->bands->len; i > 0; i--)
    {
      TbLadderBand *band = &g_array_index (layout->bands, TbLadderBand, i - 1);

      if (band->lane != lane)
        continue;
      band->height = y - band->y;
      return;
    }
}

/* The words that say from where on which keys protect; keys once in use stay a band, whatever is said in between. */
static void
place_band (Placing *placing, guint lane, gboolean begins_flight)
{
  double line = placing->layout->line;
  TbLadderBand band = { .protection = placing->protection[lane], .lane = lane };

  if (begins_flight)
    placing->y += (BAND_GAP - FLIGHT_GAP) * line;
  end_band (placing->layout, lane, placing->y);
  band.y = placing->y;
  band.label_y = placing->y + 0.15 * line;
  placing->y += BAND_LABEL * line;
  g_array_append_val (placing->layout->bands, band);
}

static gboolean
begins_flight (const TbLadderStory *story, guint step)
{
  return step == 0 || step_at (story, step - 1)->flight != step_at (story, step)->flight;
}

static double
gap_before (const TbLadderStory *story, guint step)
{
  return step == 0 ? 0 : begins_flight (story, step) ? FLIGHT_GAP : BOX_GAP;
}

/* From the end of the box before to the beginning of this one, in lines; @protection is what was reached so far. */
static double
lead_of (const TbLadderStory *story, guint step, guint protection)
{
  double gap = gap_before (story, step);

  if (step_at (story, step)->protection <= protection)
    return gap;
  return gap + BAND_LABEL + (begins_flight (story, step) && step > 0 ? BAND_GAP - FLIGHT_GAP : 0);
}

static void
place_step (Placing *placing, guint step)
{
  TbLadderLayout *layout = placing->layout;
  const TbLadderStep *this = step_at (placing->story, step);
  guint *protection = &placing->protection[this->lane];
  gboolean is_after = this->flight >= placing->story->n_flights;
  gboolean begins = begins_flight (placing->story, step);
  double inset = measures[measures_of (placing->form)].inset * layout->line;
  TbLadderBox box = { .step = step, .shows_time = this->since_us >= 0 && (begins || is_after) };

  if (placing->form->tops != NULL)
    placing->y = (g_array_index (placing->form->tops, double, step) - lead_of (placing->story, step, *protection)) * layout->line;
  placing->y += gap_before (placing->story, step) * layout->line;
  if (this->protection > *protection)
    {
      *protection = this->protection;
      place_band (placing, this->lane, begins && step > 0);
    }
  box.x = tb_ladder_layout_get_left (layout, this->lane) + inset;
  box.y = placing->y;
  box.width = tb_ladder_layout_get_right (layout, this->lane) - tb_ladder_layout_get_left (layout, this->lane) - 2 * inset;
  box.height = BOX * layout->line;
  placing->y += box.height;
  g_array_append_val (layout->boxes, box);
}

/**
 * tb_ladder_layout_new:
 * @story: what to show
 * @form: how it stands beside others
 * @width: pixels to fill; less than the least is taken for that, and beyond a comfortable width the rest stays empty on both sides
 * @line: height of a line of text in pixels
 * @verdict_height: height of the card that explains a refusal, 0 where there is none
 *
 * Returns: (transfer full): where everything stands
 */
TbLadderLayout *
tb_ladder_layout_new (const TbLadderStory *story, const TbLadderForm *form, double width, double line, double verdict_height)
{
  TbLadderLayout *layout = g_new0 (TbLadderLayout, 1);
  Placing placing = { story, form, layout, HEAD * line, { TB_PROTECTION_NONE, TB_PROTECTION_NONE } };
  double used = usable_width (form, width, line);
  double times = measures[measures_of (form)].times, margin = measures[measures_of (form)].margin;
  double left = MAX ((width - used) / 2, 0);

  layout->boxes = g_array_new (FALSE, FALSE, sizeof (TbLadderBox));
  layout->bands = g_array_new (FALSE, FALSE, sizeof (TbLadderBand));
  layout->width = MAX (width, used);
  layout->line = line;
  layout->life[TB_SIDE_CLIENT] = left + times * line;
  layout->life[TB_SIDE_SERVER] = left + used - margin * line;
  layout->middle = form->has_attacker ? (layout->life[TB_SIDE_CLIENT] + layout->life[TB_SIDE_SERVER]) / 2 : 0;
  layout->head_width[TB_SIDE_CLIENT] = MIN (2 * times, MAX_HEAD) * line;
  layout->head_width[TB_SIDE_SERVER] = MIN (2 * margin, MAX_HEAD) * line;
  layout->time_x = layout->life[TB_SIDE_CLIENT] - 0.7 * line;
  layout->life_y = (HEAD - 0.5) * line;
  for (guint i = 0; i < story->steps->len; i++)
    place_step (&placing, i);
  if (verdict_height > 0)
    {
      layout->verdict_x = layout->life[TB_SIDE_CLIENT] + 0.8 * line;
      layout->verdict_y = placing.y + 0.7 * line;
      layout->verdict_width = tb_ladder_layout_verdict_width (form, width, line);
      placing.y = layout->verdict_y + verdict_height;
    }
  placing.y += 0.7 * line;
  for (guint lane = 0; lane < 2; lane++)
    end_band (layout, lane, placing.y);
  layout->life_height = placing.y + 0.5 * line - layout->life_y;
  layout->height = placing.y + TAIL * line;
  return layout;
}

static void
append_top (GArray *tops, double top)
{
  g_array_append_val (tops, top);
}

/**
 * tb_ladder_layout_align:
 * @stories: two handshakes
 * @pairs: (element-type TbLadderPair): which message answers to which
 * @tops: (out) (array fixed-size=2) (element-type double): for each of them what [struct@LadderForm] wants, so that messages that answer to each other
 *   stand at the same height
 */
void
tb_ladder_layout_align (const TbLadderStory *const stories[2], const GArray *pairs, GArray *tops[2])
{
  guint protection[2] = { TB_PROTECTION_NONE, TB_PROTECTION_NONE };
  double y = HEAD;

  for (guint which = 0; which < 2; which++)
    tops[which] = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < pairs->len; i++)
    {
      const TbLadderPair *pair = &g_array_index (pairs, TbLadderPair, i);
      double lead = 0;

      for (guint which = 0; which < 2; which++)
        if (pair->steps[which] >= 0)
          lead = MAX (lead, lead_of (stories[which], (guint) pair->steps[which], protection[which]));
      y += lead;
      for (guint which = 0; which < 2; which++)
        if (pair->steps[which] >= 0)
          {
            append_top (tops[which], y);
            protection[which] = MAX (protection[which], step_at (stories[which], (guint) pair->steps[which])->protection);
          }
      y += BOX;
    }
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
