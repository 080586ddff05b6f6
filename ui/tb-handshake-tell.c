/* Telling the story of a handshake for the ladder, with what was found out about it meanwhile: who was between the two, and which check decided. */
#include "tb-handshake-view-private.h"

#include "tb-check-rows.h"
#include "tb-ladder-behind.h"
#include "tb-ladder-veil.h"

static const TbSessionStudy *
find_study (TbHandshakeView *self, TbSessionItem *session)
{
  gboolean is_known = self->study != NULL && self->studied == session;

  return is_known && self->study->trial != NULL ? self->study : NULL;
}

/* Where the transcript alone does not say which values decided, the check does. */
static void
tell_check (TbLadderStory *story, const TbSessionStudy *study)
{
  g_autoptr (GArray) rows = tb_check_rows_new (study);

  for (guint i = 0; i < rows->len; i++)
    {
      const TbCheckRow *row = &g_array_index (rows, TbCheckRow, i);

      if (row->decides)
        tb_refusal_take_check (story->refusal, row->check, row->message, row->certificate, row->field);
    }
}

static void
mark_culprit (TbLadderStory *story)
{
  for (guint i = 0; i < story->steps->len; i++)
    {
      TbLadderStep *step = &g_array_index (story->steps, TbLadderStep, i);

      step->is_culprit = step->lane == 0 && step->number == story->refusal->culprit;
    }
}

/* Beside another handshake there is no room for a third lane. */
static void
tell_study (TbHandshakeView *self, TbLadderStory *story, const TbSessionStudy *study)
{
  gboolean is_intercepted = g_str_equal (study->trial->verdict, "intercepted");

  if (story->outcome == TB_SESSION_UNDER_WAY)
    return;
  if (study->trial->behind != NULL && self->other == NULL)
    tb_ladder_story_add_behind (story, study->trial->behind);
  if (story->refusal != NULL)
    tell_check (story, study);
  else if (is_intercepted && study->trial->behind != NULL)
    story->refusal = tb_refusal_new_intercepted (study->transcript, study->trial->behind, story->names[TB_SIDE_CLIENT], story->names[TB_SIDE_SERVER]);
  if (story->refusal != NULL)
    mark_culprit (story);
}

/* Returns: (transfer full): what of a handshake has happened by now, with all that is known about it. */
TbLadderStory *
tb_handshake_view_tell (TbHandshakeView *self, TbSessionItem *session)
{
  const TbSessionStudy *study = find_study (self, session);
  TbLadderStory *story = tb_ladder_story_new (session, tb_playhead_get_fold (self->playhead), tb_handshake_view_get_start (self));

  if (study != NULL)
    tell_study (self, story, study);
  if (self->is_veiled && tb_session_item_get_transcript (session) != NULL)
    tb_ladder_story_veil (story, tb_session_item_get_transcript (session));
  return story;
}

/* What is selected, or the message that begins the record which it is in now. */
static int
nearest_message (TbHandshakeView *self)
{
  const TbLadderStory *story = tb_ladder_get_story (self->ladder);
  int nearest = -1;

  for (guint i = 0; i < story->steps->len; i++)
    {
      int number = g_array_index (story->steps, TbLadderStep, i).number;

      if (number <= self->messages[0])
        nearest = MAX (nearest, number);
    }
  return nearest;
}

/* Shows everything as somebody on the path sees it, who has no keys; or as the lab does. */
void
tb_handshake_view_veil (TbHandshakeView *self, gboolean is_veiled)
{
  if (self->is_veiled == is_veiled)
    return;
  self->is_veiled = is_veiled;
  if (self->session == NULL)
    return;
  tb_handshake_view_tell_anew (self);
  tb_handshake_view_compare (self, TRUE);
  tb_handshake_view_show_message (self, 0, nearest_message (self));
  tb_handshake_view_show_position (self);
  tb_handshake_view_light (self);
}

/* Tells the handshake in the first ladder anew, since more is known about it, or less room is left; what is selected stays selected. */
void
tb_handshake_view_tell_anew (TbHandshakeView *self)
{
  if (self->session == NULL || tb_playhead_get_fold (self->playhead) == NULL)
    return;
  tb_ladder_take_story (self->ladder, tb_handshake_view_tell (self, self->session));
  tb_ladder_select (self->ladder, self->messages[0]);
}
