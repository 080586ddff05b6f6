/* tb-sentence-moment: simulated time as people say it: which day it is, and how late. */
#include "tb-sentence.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-units.h"

/**
 * tb_sentence_format_moment:
 * @time_us: simulated time
 *
 * Returns: (transfer full): the day, counted from 1, and the time of day to the second, such as `day 3 04:12:09`
 */
char *
tb_sentence_format_moment (gint64 time_us)
{
  g_autofree char *clock = NULL;

  if (time_us < 0)
    return g_strdup (_("before the run"));
  clock = tb_units_format_clock (time_us);
  *strchr (clock, '.') = '\0';
  /* Translators: a day counted from the start of the run, and the time of day */
  return g_strdup_printf (_("day %d %s"), (int) (time_us / TB_US_PER_DAY) + 1, clock);
}
