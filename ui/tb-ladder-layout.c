/* tb-ladder-layout: see the header. All distances are in lines of text, so the ladder grows with the type. */
#include "tb-ladder-layout.h"

#define HEAD        3.5    /* icon and name */
#define BOX         1.52
#define BOX_GAP     0.28
#define FLIGHT_GAP  0.95
#define BAND_LABEL  1.4
#define BAND_GAP    0.75   /* above the words of a band when they begin a flight */
#define TAIL        0.9
#define MIN_BOX     10.0
#define MAX_WIDTH   56.0
#define MAX_HEAD    8.6

/* Alone, and where room is scarce. */
static const struct
{
  double times;    /* width of the times */
  double margin;   /* right of the server's life line, for its name */
  double inset;    /* between life line and box */
} measures[2] = { { 4.6, 3.9, 1.9 }, { 3.6, 2.6, 1.3 } };

typedef struct
{
  const TbLadderStory *story;
  const TbLadderForm *form;
  TbLadderLayout *layout;
  double y;
} Placing;

static double
usable_width (gboolean is_narrow, double width, double line)
{
  return CLAMP (width, tb_ladder_layout_min_width (is_narrow, line), MAX_WIDTH * line);
}

/**
 * tb_ladder_layout_min_width:
 * @is_narrow: whether room is scarce
 * @line: height of a line of text
 *
 * Returns: the least width in which a message can be read
 */
double
tb_ladder_layout_min_width (gboolean is_narrow, double line)
{
  return (measures[is_narrow].times + measures[is_narrow].margin + 2 * measures[is_narrow].inset + MIN_BOX) * line;
}

/**
 * tb_ladder_layout_verdict_width:
 * @is_narrow: whether room is scarce
 * @width: of everything
 * @line: height of a line of text
 *
 * Returns: how wide the card is that explains a refusal
 */
double
tb_ladder_layout_verdict_width (gboolean is_narrow, double width, double line)
{
  return usable_width (is_narrow, width, line) - (measures[is_narrow].times + measures[is_narrow].margin + 2 * 0.8) * line;
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
place_step (Placing *placing, guint step, guint *protection)
{
  TbLadderLayout *layout = placing->layout;
  const TbLadderStep *this = step_at (placing->story, step);
  gboolean is_after = this->flight >= placing->story->n_flights;
  gboolean begins = begins_flight (placing->story, step);
  double inset = measures[placing->form->is_narrow].inset * layout->line;
  TbLadderBox box = { .step = step, .shows_time = begins || is_after };

  if (placing->form->tops != NULL)
    placing->y = (g_array_index (placing->form->tops, double, step) - lead_of (placing->story, step, *protection)) * layout->line;
  placing->y += gap_before (placing->story, step) * layout->line;
  if (this->protection > *protection)
    {
      *protection = this->protection;
      place_band (placing, *protection, begins && step > 0);
    }
  box.x = layout->life[TB_SIDE_CLIENT] + inset;
  box.y = placing->y;
  box.width = layout->life[TB_SIDE_SERVER] - layout->life[TB_SIDE_CLIENT] - 2 * inset;
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
  Placing placing = { story, form, layout, HEAD * line };
  double used = usable_width (form->is_narrow, width, line);
  double times = measures[form->is_narrow].times, margin = measures[form->is_narrow].margin;
  double left = MAX ((width - used) / 2, 0);
  guint protection = TB_PROTECTION_NONE;

  layout->boxes = g_array_new (FALSE, FALSE, sizeof (TbLadderBox));
  layout->bands = g_array_new (FALSE, FALSE, sizeof (TbLadderBand));
  layout->width = MAX (width, used);
  layout->line = line;
  layout->life[TB_SIDE_CLIENT] = left + times * line;
  layout->life[TB_SIDE_SERVER] = left + used - margin * line;
  layout->head_width[TB_SIDE_CLIENT] = MIN (2 * times, MAX_HEAD) * line;
  layout->head_width[TB_SIDE_SERVER] = MIN (2 * margin, MAX_HEAD) * line;
  layout->time_x = layout->life[TB_SIDE_CLIENT] - 0.7 * line;
  layout->life_y = (HEAD - 0.5) * line;
  for (guint i = 0; i < story->steps->len; i++)
    place_step (&placing, i, &protection);
  if (verdict_height > 0)
    {
      layout->verdict_x = layout->life[TB_SIDE_CLIENT] + 0.8 * line;
      layout->verdict_y = placing.y + 0.7 * line;
      layout->verdict_width = tb_ladder_layout_verdict_width (form->is_narrow, width, line);
      placing.y = layout->verdict_y + verdict_height;
    }
  placing.y += 0.7 * line;
  end_band (layout, placing.y);
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
