/* tb-session-capture: see the header. What is to be written is gathered first; sealing and writing happen on a thread of their own. */
#include "tb-session-capture.h"

#include "tb-capture.h"

#define NETWORK      0x0a000000u   /* 10.0.0.0/8 */
#define PORT_CLIENT  40000
#define PORT_MQTT    8883
#define PORT_HTTPS   443
#define COMMENT      "Trustbed: one simulated session with its secrets; the keys are made from a seed and protect nothing"

typedef struct
{
  TbFleet *fleet;             /* owned */
  TbJournal *journal;         /* owned */
  TbTranscript *transcript;   /* owned */
  TbSessionEntry entry;
  gint64 start_unix_us;
  char *path;                 /* owned */
  GArray *flights;            /* gint64: when each left, unix time */
  GArray *packets;            /* TbPacket */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  tb_fleet_unref (job->fleet);
  tb_journal_unref (job->journal);
  tb_transcript_unref (job->transcript);
  g_free (job->path);
  g_array_unref (job->flights);
  g_array_unref (job->packets);
  g_free (job);
}

static void
add_step (Job *job, const TbLadderStep *step)
{
  gint64 unix_us = job->start_unix_us + job->entry.time_us + step->since_us;

  if (step->lane > 0)
    return;
  if (step->flight >= tb_transcript_get_n_flights (job->transcript))
    g_array_append_val (job->packets, step->packet);
  else if (step->flight == job->flights->len)
    g_array_append_val (job->flights, unix_us);
}

static Job *
job_new (TbSessionItem *session, const TbLadderStory *story, TbFleet *fleet, TbJournal *journal, gint64 start_unix_us, const char *path)
{
  Job *job = g_new0 (Job, 1);

  job->fleet = tb_fleet_ref (fleet);
  job->journal = tb_journal_ref (journal);
  job->transcript = tb_transcript_ref (tb_session_item_get_transcript (session));
  job->entry = *tb_session_item_get_entry (session);
  job->start_unix_us = start_unix_us;
  job->path = g_strdup (path);
  job->flights = g_array_new (FALSE, FALSE, sizeof (gint64));
  job->packets = g_array_new (FALSE, FALSE, sizeof (TbPacket));
  for (guint i = 0; i < story->steps->len; i++)
    add_step (job, &g_array_index (story->steps, TbLadderStep, i));
  return job;
}

static void
send_flights (Job *job, TbCapture *capture, guint connection)
{
  for (guint i = 0; i < job->flights->len; i++)
    {
      gsize n;
      const guint8 *bytes = tb_transcript_get_flight_wire (job->transcript, i, &n);

      tb_capture_send (capture, connection, g_array_index (job->flights, gint64, i), tb_transcript_get_flight (job->transcript, i)->from, bytes, n);
    }
}

static gboolean
send_packets (Job *job, TbCapture *capture, guint connection, GError **error)
{
  for (guint i = 0; i < job->packets->len; i++)
    {
      const TbPacket *packet = &g_array_index (job->packets, TbPacket, i);
      g_autoptr (GBytes) wire = tb_traffic_dup_wire (job->fleet, job->journal, packet, error);
      gsize n;
      const guint8 *bytes;

      if (wire == NULL)
        return FALSE;
      bytes = g_bytes_get_data (wire, &n);
      tb_capture_send (capture, connection, job->start_unix_us + packet->depart_us,
                       packet->from == job->entry.client ? TB_SIDE_CLIENT : TB_SIDE_SERVER, bytes, n);
    }
  return TRUE;
}

static gboolean
write_capture (Job *job, GError **error)
{
  gboolean is_broker = tb_fleet_get_role (job->fleet, job->entry.server) == TB_ROLE_BROKER;
  TbCapture *capture = tb_capture_new (job->path, COMMENT, error);
  guint connection;

  if (capture == NULL)
    return FALSE;
  tb_capture_add_secrets (capture, job->transcript);
  connection = tb_capture_open_tcp (capture, job->start_unix_us + job->entry.time_us, NETWORK + job->entry.client, PORT_CLIENT,
                                    NETWORK + job->entry.server, is_broker ? PORT_MQTT : PORT_HTTPS);
  send_flights (job, capture, connection);
  if (!send_packets (job, capture, connection, error))
    {
      tb_capture_abandon (capture);
      return FALSE;
    }
  return tb_capture_close (capture, error);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_capture (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * tb_session_capture_async:
 * @session: a handshake that has a transcript
 * @story: what of it has happened
 * @fleet: who is there
 * @journal: what happened
 * @start_unix_us: unix time of simulated time 0
 * @path: file to write
 * @callback: called when it is written or could not be
 * @user_data: for @callback
 *
 * Writes the flights and messages of @story: the whole file or none.
 */
void
tb_session_capture_async (TbSessionItem *session, const TbLadderStory *story, TbFleet *fleet, TbJournal *journal, gint64 start_unix_us,
                          const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, NULL, callback, user_data);

  g_task_set_task_data (task, job_new (session, story, fleet, journal, start_unix_us, path), job_free);
  g_task_run_in_thread (task, work);
}

/**
 * tb_session_capture_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %FALSE with the reason when nothing was written
 */
gboolean
tb_session_capture_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
