/* tb-ladder-veil: see the header. */
#include "tb-ladder-veil.h"

#include <glib/gi18n-lib.h>

#include "tb-ladder-behind.h"

#define TLS_1_3          0x0304
#define APPLICATION_DATA 23

/* The type that stands on a sealed record: the true one up to TLS 1.2, always the same in TLS 1.3 (RFC 9846 section 5.2). */
static const char *
record_name (TbTranscript *transcript, guint content_type)
{
  static const struct { guint type; const char *name; } names[] = { { 20, "change_cipher_spec" }, { 21, "alert" }, { 22, "handshake" } };

  for (guint i = 0; tb_transcript_get_version (transcript) != TLS_1_3 && i < G_N_ELEMENTS (names); i++)
    if (names[i].type == content_type)
      return names[i].name;
  return "application_data";
}

static const TbMessage *
find_message (const TbLadderStory *story, const TbLadderStep *step, TbTranscript *transcript)
{
  guint number = (guint) step->number - (step->lane > 0 ? TB_LADDER_BEHIND : 0);

  if (step->lane == 0 && step->flight >= story->n_flights)
    return NULL;
  return number < tb_transcript_get_n_messages (transcript) ? tb_transcript_get_message (transcript, number) : NULL;
}

static void
veil_step (TbLadderStep *step, const TbMessage *message, TbTranscript *transcript, gboolean has_room)
{
  g_free (step->name);
  g_free (step->detail);
  step->name = g_strdup (record_name (transcript, message != NULL ? message->content_type : APPLICATION_DATA));
  step->detail = g_strdup (has_room ? _("sealed") : "");
  step->n_bytes = message != NULL ? message->wire_length : step->packet.n_bytes;
  step->is_alert = step->is_culprit = FALSE;
}

/* Messages that travel in one record cannot be told apart. */
static gboolean
is_in_the_same_record (const TbMessage *one, const TbMessage *other)
{
  return one != NULL && other != NULL && one->flight == other->flight && one->from == other->from && one->wire_offset == other->wire_offset;
}

/**
 * tb_ladder_story_veil:
 * @story: a handshake
 * @transcript: what was said in it
 *
 * Takes away what needs keys: names and contents of sealed messages, and why a sealed alert was sent.
 */
void
tb_ladder_story_veil (TbLadderStory *story, TbTranscript *transcript)
{
  const TbMessage *before = NULL;

  for (guint i = 0; i < story->steps->len; i++)
    {
      TbLadderStep *step = &g_array_index (story->steps, TbLadderStep, i);
      TbTranscript *said = step->lane > 0 ? story->behind : transcript;
      const TbMessage *message = step->protection != TB_PROTECTION_NONE ? find_message (story, step, said) : NULL;

      if (is_in_the_same_record (before, message))
        {
          g_array_remove_index (story->steps, i--);
          continue;
        }
      before = message;
      if (step->protection != TB_PROTECTION_NONE)
        veil_step (step, message, said, story->attacker == NULL);
    }
  g_clear_pointer (&story->refusal, tb_refusal_free);
}
