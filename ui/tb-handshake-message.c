/* The details of the handshakes view: the selected message and the command lines. What needs a cipher is done away from the main thread. */
#include "tb-handshake-view-private.h"

#include "tb-application-fields.h"
#include "tb-dissect.h"
#include "tb-ladder-behind.h"
#include "tb-openssl-line.h"

static gboolean
is_with_broker (TbHandshakeView *self, guint which)
{
  TbFleet *fleet = tb_fold_get_fleet (tb_playhead_get_fold (self->playhead));

  return tb_fleet_get_role (fleet, tb_session_item_get_entry (tb_handshake_view_get_session (self, which))->server) == TB_ROLE_BROKER;
}

/* The command lines of the openssl program that match what is shown. */
void
tb_handshake_view_show_lines (TbHandshakeView *self)
{
  TbSessionItem *session = tb_handshake_view_get_session (self, self->detail_which);
  TbTranscript *transcript = session ? tb_session_item_get_transcript (session) : NULL;
  const TbLadderStory *story = tb_handshake_view_get_story (self, self->detail_which);

  for (TbSide side = TB_SIDE_CLIENT; transcript != NULL && side <= TB_SIDE_SERVER; side++)
    {
      g_autofree char *line = tb_openssl_line_new (transcript, side, story->names[TB_SIDE_CLIENT], story->names[TB_SIDE_SERVER], is_with_broker (self, self->detail_which));

      tb_openssl_card_show (self->openssl_card, side, line);
    }
}

static void
on_sealed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbHandshakeView) self = user_data;
  g_autoptr (GBytes) wire = g_task_propagate_pointer (G_TASK (result), NULL);
  gint64 asked = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (result), "message"));

  if (TB_SESSION_ITEM (source) == tb_handshake_view_get_session (self, self->detail_which) && asked == self->messages[self->detail_which])
    tb_message_view_set_wire (self->message_view, wire);
}

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbPacket packet;
} Sealing;

static void
sealing_free (gpointer data)
{
  Sealing *sealing = data;

  tb_fleet_unref (sealing->fleet);
  tb_journal_unref (sealing->journal);
  g_free (sealing);
}

static void
seal (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sealing *sealing = data;
  GError *error = NULL;
  GBytes *wire = tb_traffic_dup_wire (sealing->fleet, sealing->journal, &sealing->packet, &error);

  if (wire != NULL)
    g_task_return_pointer (task, wire, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/* The record of an application message is made again from the secrets, away from the main thread. */
static void
show_packet (TbHandshakeView *self, const TbLadderStep *step)
{
  TbFold *fold = tb_playhead_get_fold (self->playhead);
  g_autoptr (GBytes) plain = tb_traffic_dup_plain (tb_fold_get_fleet (fold), tb_fold_get_journal (fold), &step->packet);
  g_autoptr (TbFieldItem) fields = NULL;
  g_autoptr (GTask) task = NULL;
  Sealing *sealing;

  if (plain == NULL)
    return;
  fields = tb_application_fields_new (plain, is_with_broker (self, self->detail_which), step->from);
  tb_message_view_show (self->message_view, step->name, TRUE, plain, fields);
  sealing = g_new0 (Sealing, 1);
  sealing->fleet = tb_fleet_ref (tb_fold_get_fleet (fold));
  sealing->journal = tb_journal_ref (tb_fold_get_journal (fold));
  sealing->packet = step->packet;
  task = g_task_new (tb_handshake_view_get_session (self, self->detail_which), NULL, on_sealed, g_object_ref (self));
  g_object_set_data (G_OBJECT (task), "message", GSIZE_TO_POINTER ((gsize) step->number));
  g_task_set_task_data (task, sealing, sealing_free);
  g_task_run_in_thread (task, seal);
}

/* What the counterpart in the other ladder says, NULL where there is none. */
static TbField *
dissect_counterpart (TbHandshakeView *self)
{
  guint others = 1 - self->detail_which;
  TbSessionItem *session = tb_handshake_view_get_session (self, others);
  TbTranscript *transcript = session ? tb_session_item_get_transcript (session) : NULL;

  if (transcript == NULL || self->messages[others] < 0 || (guint) self->messages[others] >= tb_transcript_get_n_messages (transcript))
    return NULL;
  return tb_dissect_message (transcript, (guint) self->messages[others]);
}

static void
show_transcript_message (TbHandshakeView *self, TbTranscript *transcript, int number, const TbLadderStep *step)
{
  const TbMessage *message = tb_transcript_get_message (transcript, (guint) number);
  g_autoptr (TbFieldItem) fields = tb_field_item_new_for_field (tb_dissect_message (transcript, (guint) number), dissect_counterpart (self));
  gsize n_plain, n_flight;
  const guint8 *plain = tb_transcript_get_message_plain (transcript, (guint) number, &n_plain);
  const guint8 *flight = tb_transcript_get_flight_wire (transcript, message->flight, &n_flight);
  g_autoptr (GBytes) plain_bytes = g_bytes_new (plain, n_plain);
  g_autoptr (GBytes) wire_bytes = NULL;

  tb_message_view_show (self->message_view, step->name, step->protection != TB_PROTECTION_NONE, plain_bytes, fields);
  if (message->wire_offset <= n_flight && message->wire_length <= n_flight - message->wire_offset)
    wire_bytes = g_bytes_new (flight + message->wire_offset, message->wire_length);
  tb_message_view_set_wire (self->message_view, wire_bytes);
}

/* What was refused, and in which certificate, where it was one. */
static void
select_refused (TbHandshakeView *self, const TbRefusal *refusal)
{
  if (*refusal->field == '\0' || g_str_equal (refusal->field, "certificate_list"))
    tb_message_view_select (self->message_view, refusal->field, 0);
  else
    tb_message_view_select_in (self->message_view, refusal->certificate, refusal->field);
}

/* To whom is on the path without keys, what is sealed has no fields. */
static void
show_sealed (TbHandshakeView *self, const TbLadderStep *step)
{
  gboolean is_sealed = self->is_veiled && step != NULL && step->protection != TB_PROTECTION_NONE;

  tb_message_view_seal (self->message_view, is_sealed);
  if (is_sealed)
    tb_message_view_forget_plain (self->message_view);
}

static void
show_details (TbHandshakeView *self)
{
  const TbLadderStory *story = tb_handshake_view_get_story (self, self->detail_which);
  const TbLadderStep *step = story ? tb_ladder_story_find (story, self->messages[self->detail_which]) : NULL;

  self->byte = 0;
  if (step == NULL)
    tb_message_view_clear (self->message_view);
  else if (step->lane > 0)
    show_transcript_message (self, story->behind, step->number - TB_LADDER_BEHIND, step);
  else if (step->flight >= story->n_flights)
    show_packet (self, step);
  else
    show_transcript_message (self, tb_session_item_get_transcript (tb_handshake_view_get_session (self, self->detail_which)), step->number, step);
  show_sealed (self, step);
  if (step != NULL && step->is_culprit)
    select_refused (self, story->refusal);
  gtk_stack_set_visible_child_name (self->detail_stack, step ? "message" : "nothing");
}

/**
 * tb_handshake_view_show_message:
 * @self: the view
 * @which: 0 for the first ladder, 1 for the one beside it
 * @message: a message of it; a number that has no message yet shows none
 *
 * Shows a message in both ladders and in the details.
 */
void
tb_handshake_view_show_message (TbHandshakeView *self, guint which, int message)
{
  const TbLadderStory *story = tb_handshake_view_get_story (self, which);

  self->detail_which = which;
  self->messages[which] = story && tb_ladder_story_find (story, message) ? message : -1;
  self->messages[1 - which] = tb_handshake_view_find_counterpart (self, which, self->messages[which]);
  tb_ladder_select (self->ladder, self->messages[0]);
  tb_ladder_select (self->other_ladder, self->messages[1]);
  show_details (self);
  tb_handshake_view_show_lines (self);
  tb_handshake_view_study (self);
  tb_key_pane_follow (self->key_pane, self->messages[which]);
}

/**
 * tb_handshake_view_pick:
 * @self: the view
 * @which: 0 for the first ladder, 1 for the one beside it
 * @message: a message of it
 *
 * Shows a message as a person's choice: it is selected everywhere.
 */
void
tb_handshake_view_pick (TbHandshakeView *self, guint which, int message)
{
  self->is_picked = TRUE;
  tb_handshake_view_show_message (self, which, message);
  tb_handshake_view_show_position (self);
  tb_handshake_view_choose (self);
}
