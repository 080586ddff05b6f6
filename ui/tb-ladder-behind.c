/* tb-ladder-behind: see the header. Nothing is known of the times there; the order is that of somebody who passes on what he hears. */
#include "tb-ladder-behind.h"

#include <glib/gi18n-lib.h>

#include "tb-ladder-detail.h"

typedef struct
{
  TbLadderStory *story;
  TbTranscript *behind;
  GArray *ahead;        /* what was there before, in order */
  GArray *merged;
  guint next_ahead;     /* step of @ahead */
  guint next_behind;    /* message of @behind */
} Merging;

static TbLadderStep
make_step (TbTranscript *behind, guint number)
{
  const TbMessage *message = tb_transcript_get_message (behind, number);
  TbLadderStep step = { .flight = TB_LADDER_BEHIND + message->flight, .number = (int) (TB_LADDER_BEHIND + number), .from = message->from, .lane = 1,
                        .n_bytes = message->plain_length, .protection = message->protection, .since_us = -1 };

  step.name = g_strdup (tb_transcript_message_name (message));
  step.detail = tb_ladder_detail_for_message (behind, number);
  return step;
}

static const TbLadderStep *
peek_ahead (const Merging *merging)
{
  return merging->next_ahead < merging->ahead->len ? &g_array_index (merging->ahead, TbLadderStep, merging->next_ahead) : NULL;
}

/* The rest of a flight of the client's own handshake, if it is that side's turn. */
static gboolean
take_ahead (Merging *merging, TbSide from)
{
  const TbLadderStep *step = peek_ahead (merging);
  guint flight = step != NULL ? step->flight : 0;

  if (step == NULL || step->from != from || flight >= merging->story->n_flights)
    return FALSE;
  for (; step != NULL && step->flight == flight; step = peek_ahead (merging))
    {
      g_array_append_val (merging->merged, *step);
      merging->next_ahead++;
    }
  return TRUE;
}

static gboolean
take_behind (Merging *merging, TbSide from)
{
  guint n = tb_transcript_get_n_messages (merging->behind), first = merging->next_behind;
  guint flight = first < n ? tb_transcript_get_message (merging->behind, first)->flight : 0;

  if (first >= n || tb_transcript_get_message (merging->behind, first)->from != from)
    return FALSE;
  for (; merging->next_behind < n && tb_transcript_get_message (merging->behind, merging->next_behind)->flight == flight; merging->next_behind++)
    {
      TbLadderStep step = make_step (merging->behind, merging->next_behind);

      g_array_append_val (merging->merged, step);
    }
  return TRUE;
}

/* One round: the client speaks, the attacker speaks in its name, the server answers, the attacker answers in its name. */
static gboolean
go_round (Merging *merging)
{
  gboolean took = take_ahead (merging, TB_SIDE_CLIENT);

  took |= take_behind (merging, TB_SIDE_CLIENT);
  took |= take_behind (merging, TB_SIDE_SERVER);
  took |= take_ahead (merging, TB_SIDE_SERVER);
  return took;
}

static void
take_rest (Merging *merging)
{
  for (; merging->next_ahead < merging->ahead->len; merging->next_ahead++)
    g_array_append_val (merging->merged, g_array_index (merging->ahead, TbLadderStep, merging->next_ahead));
}

/**
 * tb_ladder_story_add_behind:
 * @story: an intercepted handshake
 * @behind: what the attacker said to the true server, and heard
 *
 * Adds the third lane.
 */
void
tb_ladder_story_add_behind (TbLadderStory *story, TbTranscript *behind)
{
  Merging merging = { story, behind, story->steps, g_array_new (FALSE, FALSE, sizeof (TbLadderStep)), 0, 0 };

  while (go_round (&merging))
    ;
  take_rest (&merging);
  g_array_set_clear_func (merging.ahead, NULL);     /* its steps live on */
  g_array_unref (merging.ahead);
  story->steps = merging.merged;
  g_array_set_clear_func (story->steps, tb_ladder_step_clear);
  story->behind = tb_transcript_ref (behind);
  story->attacker = g_strdup (_("attacker"));
}

/**
 * tb_ladder_story_get_name:
 * @story: a handshake
 * @lane: 0, or 1 behind an attacker
 * @side: client or server
 *
 * Returns: (transfer none): who that is; an attacker is the server to the client, and the client to the server
 */
const char *
tb_ladder_story_get_name (const TbLadderStory *story, guint lane, TbSide side)
{
  gboolean is_attacker = story->attacker != NULL && side == (lane == 0 ? TB_SIDE_SERVER : TB_SIDE_CLIENT);

  return is_attacker ? story->attacker : story->names[side];
}
