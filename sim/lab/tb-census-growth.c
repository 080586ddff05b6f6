/* tb-census-growth: how fast an outbreak grew while there was enough left to take.
 *
 * A straight line by least squares, over the part in which growth is neither chance nor at its end. The line is through the logarithm of infected to not
 * infected: what grows as a logistic curve is straight then from the beginning, and gives the doubling time that it has early on. For people's eyes only:
 * nothing decides by it. */
#include <math.h>

#include "tb-census-curve.h"

#define FROM_PERCENT 2
#define TO_PERCENT   25
#define MIN_SAMPLES  4

typedef struct
{
  guint n;
  double x, y, xx, xy;   /* sums */
  guint32 first, last;
} Line;

static void
add_point (Line *line, double x, guint32 infected, guint64 open)
{
  double y = log (infected / ((double) open - infected));

  line->first = line->n == 0 ? infected : line->first;
  line->last = infected;
  line->n++;
  line->x += x;
  line->y += y;
  line->xx += x * x;
  line->xy += x * y;
}

static double
get_slope (const Line *line)
{
  double spread = line->n * line->xx - line->x * line->x;

  return spread > 0 ? (line->n * line->xy - line->x * line->y) / spread : 0;
}

/**
 * tb_census_curve_get_n_open:
 * @curve: a curve
 * @until_us: as known at this time
 *
 * Returns: how many could be taken, or were, at most
 */
guint32
tb_census_curve_get_n_open (TbCensusCurve *curve, gint64 until_us)
{
  guint n = tb_census_curve_count_until (curve, until_us);
  guint32 open = 0;

  for (guint i = 0; i < n; i++)
    {
      const guint32 *by_census = tb_census_curve_get (curve, i)->by_census;

      open = MAX (open, by_census[TB_CENSUS_VULNERABLE] + by_census[TB_CENSUS_INFECTED] + by_census[TB_CENSUS_CLEANED]);
    }
  return open;
}

/**
 * tb_census_curve_get_doubling_us:
 * @curve: a curve
 * @until_us: as known at this time
 *
 * Fitted between 2 and 25 % of those that can be taken, the first time they are.
 *
 * Returns: in how many microseconds the infected double while there are few, or -1 while there is too little to tell
 */
gint64
tb_census_curve_get_doubling_us (TbCensusCurve *curve, gint64 until_us)
{
  guint n = tb_census_curve_count_until (curve, until_us);
  guint64 open = tb_census_curve_get_n_open (curve, until_us);
  Line line = { 0 };
  gint64 begin_us = 0;
  double slope;

  for (guint i = 0; i < n; i++)
    {
      const TbCensusSample *sample = tb_census_curve_get (curve, i);
      guint64 percent = (guint64) sample->by_census[TB_CENSUS_INFECTED] * 100;

      if (percent > TO_PERCENT * open)
        break;
      if (percent < FROM_PERCENT * open || percent == 0)
        continue;
      begin_us = line.n == 0 ? sample->time_us : begin_us;
      add_point (&line, (double) (sample->time_us - begin_us), sample->by_census[TB_CENSUS_INFECTED], open);
    }
  slope = line.n >= MIN_SAMPLES && line.last >= 2 * line.first ? get_slope (&line) : 0;
  return slope > 0 && G_LN2 / slope < (double) G_MAXINT64 / 2 ? (gint64) (G_LN2 / slope) : -1;
}
