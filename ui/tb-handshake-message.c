/* The details of the handshakes view: the selected message and the command lines. What needs a cipher is done away from the main thread. */
#include "tb-handshake-view-private.h"

#include "tb-application-fields.h"
#include "tb-dissect.h"
#include "tb-openssl-line.h"

static gboolean
is_with_broker (TbHandshakeView *self)
{
  TbFleet *fleet = tb_fold_get_fleet (tb_playhead_get_fold (self->playhead));

  return tb_fleet_get_role (fleet, tb_session_item_get_entry (self->session)->server) == TB_ROLE_BROKER;
}

/* The command lines of the openssl program that match what is shown. */
void
tb_handshake_view_show_lines (TbHandshakeView *self)
{
  TbTranscript *transcript = tb_session_item_get_transcript (self->session);
  const TbLadderStory *story = tb_ladder_get_story (self->ladder);
  GtkLabel *labels[2] = { self->client_line, self->server_line };

  for (TbSide side = TB_SIDE_CLIENT; transcript != NULL && side <= TB_SIDE_SERVER; side++)
    {
      g_autofree char *line = tb_openssl_line_new (transcript, side, story->names[TB_SIDE_CLIENT], story->names[TB_SIDE_SERVER], is_with_broker (self));

      gtk_label_set_text (labels[side], line);
      gtk_widget_set_tooltip_text (GTK_WIDGET (labels[side]), line);
    }
}

static void
on_sealed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbHandshakeView) self = user_data;
  g_autoptr (GBytes) wire = g_task_propagate_pointer (G_TASK (result), NULL);
  gint64 asked = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (result), "message"));

  if (TB_SESSION_ITEM (source) == self->session && asked == self->message)
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
  fields = tb_application_fields_new (plain, is_with_broker (self), step->from);
  tb_message_view_show (self->message_view, step->name, TRUE, plain, fields);
  sealing = g_new0 (Sealing, 1);
  sealing->fleet = tb_fleet_ref (tb_fold_get_fleet (fold));
  sealing->journal = tb_journal_ref (tb_fold_get_journal (fold));
  sealing->packet = step->packet;
  task = g_task_new (self->session, NULL, on_sealed, g_object_ref (self));
  g_object_set_data (G_OBJECT (task), "message", GSIZE_TO_POINTER ((gsize) step->number));
  g_task_set_task_data (task, sealing, sealing_free);
  g_task_run_in_thread (task, seal);
}

static void
show_transcript_message (TbHandshakeView *self, const TbLadderStep *step)
{
  TbTranscript *transcript = tb_session_item_get_transcript (self->session);
  const TbMessage *message = tb_transcript_get_message (transcript, (guint) step->number);
  g_autoptr (TbField) field = tb_dissect_message (transcript, (guint) step->number);
  g_autoptr (TbFieldItem) fields = tb_field_item_new_from_field (field);
  gsize n_plain, n_flight;
  const guint8 *plain = tb_transcript_get_message_plain (transcript, (guint) step->number, &n_plain);
  const guint8 *flight = tb_transcript_get_flight_wire (transcript, message->flight, &n_flight);
  g_autoptr (GBytes) plain_bytes = g_bytes_new (plain, n_plain);
  g_autoptr (GBytes) wire_bytes = NULL;

  tb_message_view_show (self->message_view, step->name, step->protection != TB_PROTECTION_NONE, plain_bytes, fields);
  if (message->wire_offset <= n_flight && message->wire_length <= n_flight - message->wire_offset)
    wire_bytes = g_bytes_new (flight + message->wire_offset, message->wire_length);
  tb_message_view_set_wire (self->message_view, wire_bytes);
}

/* Shows a message in ladder and details; a number that has no message yet shows none. */
void
tb_handshake_view_show_message (TbHandshakeView *self, int message)
{
  const TbLadderStory *story = tb_ladder_get_story (self->ladder);
  const TbLadderStep *step = story ? tb_ladder_story_find (story, message) : NULL;

  self->message = step ? message : -1;
  tb_ladder_select (self->ladder, self->message);
  if (step == NULL)
    tb_message_view_clear (self->message_view);
  else if (step->flight >= story->n_flights)
    show_packet (self, step);
  else
    show_transcript_message (self, step);
  if (step != NULL && step->is_culprit)
    tb_message_view_select (self->message_view, story->refusal->field, story->refusal->certificate);
  gtk_stack_set_visible_child_name (self->detail_stack, step ? "message" : "nothing");
}
