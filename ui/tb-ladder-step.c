/* tb-ladder-step: see the header. */
#include "tb-ladder-step.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const codes[] = { "flight", "message", "byte" };

/**
 * tb_ladder_unit_code:
 * @unit: how far a step goes
 *
 * Returns: its stable code; static
 */
const char *
tb_ladder_unit_code (TbLadderUnit unit)
{
  return codes[unit];
}

/**
 * tb_ladder_unit_parse:
 * @code: a code
 * @unit: (out): how far a step goes
 *
 * Returns: whether there is such a code
 */
gboolean
tb_ladder_unit_parse (const char *code, TbLadderUnit *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (strcmp (codes[i], code) == 0)
      {
        *unit = (TbLadderUnit) i;
        return TRUE;
      }
  return FALSE;
}

static const TbLadderStep *
step_at (const TbLadderStory *story, guint step)
{
  return &g_array_index (story->steps, TbLadderStep, step);
}

static int
find_step (const TbLadderStory *story, int message)
{
  for (guint i = 0; i < story->steps->len; i++)
    if (step_at (story, i)->number == message)
      return (int) i;
  return -1;
}

/* The first message of the flight that lies @by flights from the one of @step. */
static int
find_flight (const TbLadderStory *story, int step, int by)
{
  gint64 wanted = (gint64) step_at (story, (guint) step)->flight + by;

  for (guint i = 0; i < story->steps->len; i++)
    if (step_at (story, i)->flight == wanted)
      return step_at (story, i)->number;
  return -1;
}

/**
 * tb_ladder_step_find:
 * @story: (nullable): a handshake
 * @unit: how far a step goes; bytes are beyond what is known here, so they go by messages
 * @message: where one is, -1 for nowhere yet
 * @by: 1 for the next one, -1 for the one before
 *
 * Returns: the message to go to, -1 where there is none; from nowhere the way is to the first
 */
int
tb_ladder_step_find (const TbLadderStory *story, TbLadderUnit unit, int message, int by)
{
  int step = story ? find_step (story, message) : -1;
  gint64 wanted = (gint64) step + by;

  if (story == NULL || story->steps->len == 0)
    return -1;
  if (step < 0)
    return by > 0 ? step_at (story, 0)->number : -1;
  if (unit == TB_LADDER_BY_FLIGHT)
    return find_flight (story, step, by);
  return wanted >= 0 && wanted < story->steps->len ? step_at (story, (guint) wanted)->number : -1;
}

/**
 * tb_ladder_step_dup_position:
 * @story: (nullable): a handshake
 * @unit: how far a step goes
 * @message: where one is, -1 for nowhere yet
 *
 * Returns: (transfer full): that in words, such as `2 of 3`
 */
char *
tb_ladder_step_dup_position (const TbLadderStory *story, TbLadderUnit unit, int message)
{
  int step = story ? find_step (story, message) : -1;
  guint n = story == NULL ? 0 : unit == TB_LADDER_BY_FLIGHT ? story->n_flights : story->steps->len;

  if (step < 0)
    return g_strdup_printf ("%u", n);
  if (unit == TB_LADDER_BY_FLIGHT && step_at (story, (guint) step)->lane > 0)
    return g_strdup (_("behind"));
  if (unit == TB_LADDER_BY_FLIGHT && step_at (story, (guint) step)->flight >= n)
    return g_strdup (_("afterwards"));
  return g_strdup_printf (_("%u of %u"), unit == TB_LADDER_BY_FLIGHT ? step_at (story, (guint) step)->flight + 1 : (guint) step + 1, n);
}
