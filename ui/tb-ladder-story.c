/* tb-ladder-story: see the header. */
#include "tb-ladder-story.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-application-fields.h"
#include "tb-ladder-behind.h"
#include "tb-ladder-detail.h"
#include "tb-look.h"
#include "tb-units.h"

#define CONTENT_ALERT 21

/* Application messages are looked for this long after the handshake; later ones are routine. */
#define AFTER_US (10 * TB_US_PER_MINUTE)

typedef struct
{
  TbLadderStory *story;
  const TbSessionEntry *entry;
  TbFold *fold;
  gboolean with_broker;
} Gathering;

/**
 * tb_ladder_step_clear:
 * @data: (type TbLadderStep): a message
 *
 * Frees its words.
 */
void
tb_ladder_step_clear (gpointer data)
{
  TbLadderStep *step = data;

  g_free (step->name);
  g_free (step->detail);
}

/* When the flight left, since the handshake began; -1 when it has not by the fold's time. */
static gint64
find_flight (TbFold *fold, const TbSessionEntry *entry, guint flight)
{
  TbJournal *journal = tb_fold_get_journal (fold);
  guint64 end = MIN (tb_fold_get_position (fold), entry->ended == G_MAXUINT64 ? G_MAXUINT64 : entry->ended + 1);

  for (guint64 i = entry->started; i < end; i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if ((record->kind == TB_RECORD_FLIGHT || record->kind == TB_RECORD_TRIAL_FLIGHT) && record->payload == entry->payload && record->detail == flight)
        return record->time_us - entry->time_us;
    }
  return -1;
}

static void
add_message (TbLadderStory *story, TbTranscript *transcript, guint number, gint64 since_us)
{
  const TbMessage *message = tb_transcript_get_message (transcript, number);
  TbLadderStep step = { .flight = message->flight, .number = (int) number, .from = message->from, .n_bytes = message->plain_length,
                        .protection = message->protection, .since_us = since_us };

  step.name = g_strdup (tb_transcript_message_name (message));
  step.detail = tb_ladder_detail_for_message (transcript, number);
  step.is_alert = message->content_type == CONTENT_ALERT && !tb_transcript_is_accepted (transcript);
  step.is_culprit = story->refusal != NULL && story->refusal->culprit == (int) number;
  g_array_append_val (story->steps, step);
}

static void
add_messages (TbLadderStory *story, TbTranscript *transcript, TbFold *fold, const TbSessionEntry *entry)
{
  guint flight = G_MAXUINT;
  gint64 since_us = -1;

  for (guint i = 0; i < story->n_messages; i++)
    {
      guint its_flight = tb_transcript_get_message (transcript, i)->flight;

      if (its_flight != flight)
        since_us = find_flight (fold, entry, its_flight);
      flight = its_flight;
      if (since_us >= 0)
        add_message (story, transcript, i, since_us);
    }
}

/* Whether the packet went inside this session. */
static gboolean
is_carried (Gathering *gathering, const TbPacket *packet)
{
  GBytes *payload = tb_journal_get_payload (tb_fold_get_journal (gathering->fold), packet->payload);
  TbFirmwareTransfer transfer;
  TbMessageInfo message;
  TbSeries series;

  if (packet->kind == TB_PACKET_MESSAGE && payload != NULL && tb_message_decode (payload, &message))
    {
      g_bytes_unref (message.plain);
      return message.transcript == gathering->entry->payload;
    }
  if (packet->kind == TB_PACKET_CHUNK && payload != NULL && tb_firmware_transfer_unpack (payload, &transfer))
    return transfer.transcript == gathering->entry->payload;
  return packet->kind == TB_PACKET_REPORT && payload != NULL && tb_series_decode (payload, &series) && series.transcript == gathering->entry->payload;
}

static gboolean
add_packet (const TbPacket *packet, gpointer user_data)
{
  Gathering *gathering = user_data;
  TbLadderStory *story = gathering->story;
  TbLadderStep step = { .flight = story->n_flights, .from = packet->from == gathering->entry->client ? TB_SIDE_CLIENT : TB_SIDE_SERVER,
                        .protection = TB_PROTECTION_APPLICATION, .since_us = packet->depart_us - gathering->entry->time_us, .packet = *packet };
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (TbFieldItem) fields = NULL;
  guint n_after;

  if (!is_carried (gathering, packet))
    return TRUE;
  n_after = story->steps->len - story->n_messages;
  plain = tb_traffic_dup_plain (tb_fold_get_fleet (gathering->fold), tb_fold_get_journal (gathering->fold), packet);
  step.number = (int) (story->n_messages + n_after);
  step.flight += gathering->with_broker ? 0 : n_after;
  if (plain == NULL)
    return TRUE;
  step.n_bytes = (guint) g_bytes_get_size (plain);
  fields = tb_application_fields_new (plain, gathering->with_broker, step.from);
  step.name = tb_application_fields_dup_name (fields);
  step.detail = tb_application_fields_dup_detail (fields);
  g_array_append_val (story->steps, step);
  return n_after + 1 < story->n_max_after;
}

/* Up to when packets belong to the story; a handshake under way has no end yet. */
static gint64
last_told_us (const TbSessionEntry *entry)
{
  return MIN (entry->closed_us, MIN (entry->ended_us, G_MAXINT64 - AFTER_US) + AFTER_US);
}

static void
add_packets (TbLadderStory *story, TbFold *fold, const TbSessionEntry *entry)
{
  Gathering gathering = { story, entry, fold, tb_fleet_get_role (tb_fold_get_fleet (fold), entry->server) == TB_ROLE_BROKER };
  gint64 to_us = MIN (tb_fold_get_time (fold), last_told_us (entry));

  story->n_max_after = gathering.with_broker ? TB_LADDER_MAX_MESSAGES_AFTER : TB_LADDER_MAX_CONVERSATION;
  if (story->outcome == TB_SESSION_COMPLETED && story->steps->len == story->n_messages)
    tb_traffic_foreach_of (fold, entry->client, entry->ended_us - 1, to_us, add_packet, &gathering);
}

static char *
dup_icon (TbFleet *fleet, guint32 object)
{
  const TbGroup *group = tb_fleet_group_of (fleet, object);

  return group ? tb_look_dup_icon (group) : g_strdup ("tb-sensor-symbolic");
}

/**
 * tb_ladder_story_new:
 * @session: a handshake
 * @fold: a fold at the playhead
 * @start_unix_us: unix time of simulated time 0
 *
 * Returns: (transfer full): what of it has happened by then
 */
TbLadderStory *
tb_ladder_story_new (TbSessionItem *session, TbFold *fold, gint64 start_unix_us)
{
  const TbSessionEntry *entry = tb_session_item_get_entry (session);
  TbTranscript *transcript = tb_session_item_get_transcript (session);
  TbLadderStory *story = g_new0 (TbLadderStory, 1);

  story->steps = g_array_new (FALSE, FALSE, sizeof (TbLadderStep));
  g_array_set_clear_func (story->steps, tb_ladder_step_clear);
  story->names[TB_SIDE_CLIENT] = tb_session_item_dup_client (session);
  story->names[TB_SIDE_SERVER] = tb_session_item_dup_server (session);
  story->icons[TB_SIDE_CLIENT] = dup_icon (tb_fold_get_fleet (fold), entry->client);
  story->icons[TB_SIDE_SERVER] = dup_icon (tb_fold_get_fleet (fold), entry->server);
  story->outcome = tb_session_item_get_outcome (session);
  if (transcript == NULL)
    return story;
  story->n_flights = tb_transcript_get_n_flights (transcript);
  story->n_messages = tb_transcript_get_n_messages (transcript);
  if (story->outcome == TB_SESSION_REFUSED)
    story->refusal = tb_refusal_new (transcript, story->names[TB_SIDE_CLIENT], story->names[TB_SIDE_SERVER], start_unix_us + entry->time_us);
  add_messages (story, transcript, fold, entry);
  add_packets (story, fold, entry);
  return story;
}

/**
 * tb_ladder_story_free:
 * @story: (transfer full): a story
 *
 * Frees it.
 */
void
tb_ladder_story_free (TbLadderStory *story)
{
  for (guint side = 0; side < 2; side++)
    {
      g_free (story->names[side]);
      g_free (story->icons[side]);
    }
  g_array_unref (story->steps);
  g_free (story->attacker);
  g_clear_pointer (&story->behind, tb_transcript_unref);
  g_clear_pointer (&story->refusal, tb_refusal_free);
  g_free (story);
}

/**
 * tb_ladder_story_find:
 * @story: a story
 * @number: number of a message in the selection
 *
 * Returns: (transfer none) (nullable): that message, %NULL when it has not been sent yet
 */
const TbLadderStep *
tb_ladder_story_find (const TbLadderStory *story, int number)
{
  for (guint i = 0; i < story->steps->len; i++)
    if (g_array_index (story->steps, TbLadderStep, i).number == number)
      return &g_array_index (story->steps, TbLadderStep, i);
  return NULL;
}

/**
 * tb_ladder_story_equal:
 * @a: (nullable): a story
 * @b: (nullable): another of the same handshake
 *
 * Returns: whether a ladder would look the same: journals never change, so the same length and outcome are enough
 */
gboolean
tb_ladder_story_equal (const TbLadderStory *a, const TbLadderStory *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->steps->len == b->steps->len && a->outcome == b->outcome;
}

/**
 * tb_ladder_step_dup_label:
 * @story: a story
 * @step: a message of it
 *
 * Returns: (transfer full): the message in one line for those who hear it, such as `ClientHello, 247 bytes, from lock-03 to broker`
 */
char *
tb_ladder_step_dup_label (const TbLadderStory *story, const TbLadderStep *step)
{
  g_autofree char *name = *step->detail != '\0' ? g_strdup_printf ("%s, %s", step->name, step->detail) : g_strdup (step->name);

  /* Translators: a TLS message, its size, who sent it to whom */
  return g_strdup_printf (ngettext ("%s, %u byte, from %s to %s", "%s, %u bytes, from %s to %s", step->n_bytes), name, step->n_bytes,
                          tb_ladder_story_get_name (story, step->lane, step->from),
                          tb_ladder_story_get_name (story, step->lane, step->from == TB_SIDE_CLIENT ? TB_SIDE_SERVER : TB_SIDE_CLIENT));
}

/**
 * tb_ladder_story_is_settled:
 * @story: a story
 * @session: its handshake
 * @time_us: the moment at which it was told
 *
 * Returns: whether it stays as it is from then on, so that it need not be told again while time goes forward
 */
gboolean
tb_ladder_story_is_settled (const TbLadderStory *story, TbSessionItem *session, gint64 time_us)
{
  const TbSessionEntry *entry = tb_session_item_get_entry (session);

  if (story->outcome != TB_SESSION_COMPLETED)
    return story->outcome == TB_SESSION_REFUSED;
  return story->steps->len >= story->n_messages + story->n_max_after || time_us > last_told_us (entry);
}

static const char *
protection_word (guint protection)
{
  static const char *const words[] = { N_("in the clear"), N_("handshake keys"), N_("application keys") };

  return _(words[MIN (protection, G_N_ELEMENTS (words) - 1)]);
}

/**
 * tb_ladder_story_to_text:
 * @story: a story
 *
 * Returns: (transfer full): the ladder as lines of text: time (modelled), message with its bytes (measured), keys
 */
char *
tb_ladder_story_to_text (const TbLadderStory *story)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _("%s and %s (times modelled, sizes measured)\n"), story->names[TB_SIDE_CLIENT], story->names[TB_SIDE_SERVER]);
  for (guint i = 0; i < story->steps->len; i++)
    {
      const TbLadderStep *step = &g_array_index (story->steps, TbLadderStep, i);
      g_autofree char *since = step->since_us < 0 ? g_strdup ("") : tb_units_format_short (step->since_us);
      g_autofree char *label = tb_ladder_step_dup_label (story, step);

      g_string_append_printf (text, "%10s  %s, %s\n", since, label, protection_word (step->protection));
    }
  if (story->refusal != NULL)
    {
      g_string_append_printf (text, _("%s\nchecked: %s\nexpected: %s\nfound: %s\n"), story->refusal->what, story->refusal->where,
                              story->refusal->expected, story->refusal->found);
      g_string_append_printf (text, "%s\n", story->refusal->advice);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
