/* tb-playhead-seek: going to another moment: at once where the run has been, otherwise by sending the run there and following it. */
#include "tb-playhead-private.h"

#include "tb-event.h"
#include "tb-units.h"

#define FIRST_STRIDE_US (10 * TB_US_PER_MS)

/* Follows a seek beyond the live edge as the run gets there. */
void
tb_playhead_follow_goal (TbPlayhead *self)
{
  gint64 edge = tb_playhead_get_edge (self);

  tb_playhead_move_to (self, MIN (self->goal_us, edge));
  if (self->time_us == self->goal_us || self->time_us >= tb_playhead_get_limit (self))
    self->goal_us = TB_PLAYHEAD_NOWHERE;
}

/* Looks for the next event; where there is none yet, sends the run ahead in growing strides. */
void
tb_playhead_follow_step (TbPlayhead *self)
{
  gboolean ended = tb_run_is_ended (self->run);
  gint64 edge = tb_playhead_get_edge (self);
  gint64 found = tb_event_find_after (tb_run_get_journal (self->run), self->time_us, edge);

  if (found == TB_PLAYHEAD_NOWHERE && !ended && edge < tb_playhead_get_bound (self))
    {
      if (edge >= self->time_us + self->stride_us)
        self->stride_us *= 2;
      tb_run_set_target (self->run, MIN (MAX (self->time_us, edge) + self->stride_us, tb_playhead_get_bound (self)));
      return;
    }
  self->stride_us = 0;
  tb_playhead_move_to (self, found == TB_PLAYHEAD_NOWHERE ? edge : found);
}

static void
say_seek (TbPlayhead *self, gint64 time_us)
{
  g_autofree char *duration = tb_units_format_duration (time_us);
  g_autofree char *line = g_strdup_printf ("seek %s", duration);

  tb_playhead_say (self, line);
}

static void
go_to (TbPlayhead *self, gint64 time_us)
{
  gint64 edge = tb_playhead_get_edge (self);

  if (self->stops_us != NULL && time_us >= tb_playhead_get_bound (self))
    tb_playhead_change_playing (self, FALSE);
  self->stride_us = 0;
  self->fraction_us = 0;
  self->goal_us = time_us > edge ? time_us : TB_PLAYHEAD_NOWHERE;
  tb_run_set_target (self->run, time_us);
  tb_playhead_move_to (self, MIN (time_us, edge));
}

/**
 * tb_playhead_seek:
 * @self: a playhead
 * @time_us: simulated time, microseconds; what lies outside the run is taken as its start or end
 *
 * Goes there at once where the run has been, or follows the run there frame by frame.
 */
void
tb_playhead_seek (TbPlayhead *self, gint64 time_us)
{
  g_return_if_fail (TB_IS_PLAYHEAD (self));
  if (self->run == NULL)
    return;
  time_us = CLAMP (time_us, 0, tb_playhead_get_bound (self));
  say_seek (self, time_us);
  go_to (self, time_us);
}

/**
 * tb_playhead_go_on:
 * @self: a playhead
 * @duration_us: how much further than the run has been
 *
 * Lets the run go on and follows it, without a word: what a person did was something else, and this shows what becomes of it.
 */
void
tb_playhead_go_on (TbPlayhead *self, gint64 duration_us)
{
  g_return_if_fail (TB_IS_PLAYHEAD (self));
  if (self->run != NULL)
    go_to (self, MIN (tb_playhead_get_edge (self) + duration_us, tb_playhead_get_bound (self)));
}

/**
 * tb_playhead_step_forward:
 * @self: a playhead
 *
 * Pauses and goes to the next event; at the live edge the run goes on until there is one.
 */
void
tb_playhead_step_forward (TbPlayhead *self)
{
  g_return_if_fail (TB_IS_PLAYHEAD (self));

  if (self->run == NULL)
    return;
  tb_playhead_change_playing (self, FALSE);
  self->goal_us = TB_PLAYHEAD_NOWHERE;
  self->stride_us = FIRST_STRIDE_US;
  tb_playhead_say (self, "step");
  tb_playhead_follow_step (self);
}

/**
 * tb_playhead_step_back:
 * @self: a playhead
 *
 * Pauses and goes to the event before, or to the start.
 */
void
tb_playhead_step_back (TbPlayhead *self)
{
  g_return_if_fail (TB_IS_PLAYHEAD (self));

  if (self->run == NULL)
    return;
  tb_playhead_change_playing (self, FALSE);
  self->goal_us = TB_PLAYHEAD_NOWHERE;
  self->stride_us = 0;
  tb_playhead_say (self, "step back");
  tb_playhead_move_to (self, MAX (tb_event_find_before (tb_run_get_journal (self->run), self->time_us), 0));
}

/**
 * tb_playhead_is_waiting:
 * @self: a playhead
 *
 * Returns: whether a seek or a step still waits for the run, so that frames are needed although nothing plays
 */
gboolean
tb_playhead_is_waiting (TbPlayhead *self)
{
  return self->goal_us != TB_PLAYHEAD_NOWHERE || self->stride_us > 0;
}
