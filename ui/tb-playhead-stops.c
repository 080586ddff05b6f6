/* tb-playhead-stops: moments that nobody passes unnoticed: the playhead stands still at each when it gets there for the first time, and sends the run no further. */
#include "tb-playhead-private.h"

/**
 * tb_playhead_set_stops:
 * @self: a playhead
 * @stops_us: (element-type gint64) (nullable): simulated times, microseconds, ascending; copied
 * @passed_us: how far it counts as having been; -1 for nowhere
 *
 * Until it has another run, playing, stepping and seeking end at the first of them that it has not been at. What is before can be looked at as ever.
 */
void
tb_playhead_set_stops (TbPlayhead *self, GArray *stops_us, gint64 passed_us)
{
  g_return_if_fail (TB_IS_PLAYHEAD (self));
  tb_playhead_forget_stops (self);
  self->stops_us = stops_us != NULL ? g_array_copy (stops_us) : NULL;
  self->passed_us = passed_us;
}

void
tb_playhead_forget_stops (TbPlayhead *self)
{
  g_clear_pointer (&self->stops_us, g_array_unref);
  self->passed_us = -1;
}

gint64
tb_playhead_get_passed (TbPlayhead *self)
{
  return self->passed_us;
}

/* How far it may go now. */
gint64
tb_playhead_get_bound (TbPlayhead *self)
{
  gint64 limit_us = tb_playhead_get_limit (self);

  for (guint i = 0; self->stops_us != NULL && i < self->stops_us->len; i++)
    if (g_array_index (self->stops_us, gint64, i) > self->passed_us)
      return MIN (limit_us, g_array_index (self->stops_us, gint64, i));
  return limit_us;
}
