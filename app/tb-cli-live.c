/* tb-cli-live: see the header. Sockets block, so that a thread does the talking; this one waits for signals. */
#include "tb-cli-live.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#include "tb-capture.h"
#include "tb-cli.h"

#define LOOPBACK_IP  0x7f000001u
#define CAPTURE_PORT 8883            /* where programs that read captures look for TLS */

typedef struct
{
  const TbCliLive *options;
  const TbCliLiveParties *parties;
  GCancellable *cancellable;
  GMainLoop *loop;
  TbCapture *capture;
  JsonBuilder *json;
  guint n_made;
  guint n_ok;
} Session;

static void
session_clear (Session *session)
{
  g_clear_object (&session->cancellable);
  g_clear_pointer (&session->loop, g_main_loop_unref);
  g_clear_pointer (&session->capture, tb_capture_abandon);
  g_clear_object (&session->json);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Session, session_clear)

/**
 * tb_cli_live_is_asked:
 * @argc: how many words
 * @argv: `handshake` and what follows it
 *
 * Returns: whether it is about a live run
 */
gboolean
tb_cli_live_is_asked (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    for (const char *const *option = (const char *const[]) { "--listen", "--connect", NULL }; *option != NULL; option++)
      if (g_str_has_prefix (argv[i], *option) && (argv[i][strlen (*option)] == '\0' || argv[i][strlen (*option)] == '='))
        return TRUE;
  return FALSE;
}

/* --- in the thread that talks --- */

static void
on_ready (GSocketAddress *place, gpointer data)
{
  Session *session = data;
  g_autofree char *text = tb_live_place_to_text (place);

  if (session->options->json)
    {
      g_printerr ("READY handshake %s\n", text);
      return;
    }
  tb_cli_live_print_hints (session->options, place);
  g_print ("READY handshake %s\n", text);
}

static void
capture_one (TbCapture *capture, const TbLiveConversation *conversation)
{
  TbTranscript *transcript = conversation->transcript;
  guint n_flights = tb_transcript_get_n_flights (transcript);
  gint64 last_us = conversation->unix_us;
  guint connection = tb_capture_open_tcp (capture, last_us, LOOPBACK_IP, conversation->client_port, LOOPBACK_IP, CAPTURE_PORT);

  tb_capture_add_secrets (capture, transcript);
  for (guint i = 0; i < n_flights; i++)
    {
      const TbFlight *flight = tb_transcript_get_flight (transcript, i);
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_flight_wire (transcript, i, &n_bytes);

      last_us = conversation->unix_us + flight->time_us;
      tb_capture_send (capture, connection, last_us, flight->from, bytes, n_bytes);
    }
  tb_capture_close_tcp (capture, connection, last_us, TB_SIDE_CLIENT);
}

static void
on_done (const TbLiveConversation *conversation, gpointer data)
{
  Session *session = data;

  session->n_made++;
  session->n_ok += tb_transcript_is_accepted (conversation->transcript);
  if (session->capture != NULL)
    capture_one (session->capture, conversation);
  if (session->options->json)
    tb_cli_live_add_json (session->json, conversation, session->options->fields);
  else
    tb_cli_live_print (session->n_made, conversation, session->options->fields);
}

static void
talk (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Session *session = data;
  const TbLiveWatch watch = { on_ready, on_done, session };
  const TbLiveTerms terms = {
    .endpoint = session->parties->endpoint, .identity = session->parties->identity, .place = session->parties->place,
    .host = session->options->host != NULL ? session->options->host : "localhost", .n_conversations = (guint) session->options->count,
    .timeout_us = session->options->timeout_s * G_USEC_PER_SEC,
  };
  gboolean is_server = session->options->listen != NULL;
  GError *error = NULL;

  if (is_server ? tb_live_listen (&terms, &watch, session->cancellable, &error) : tb_live_connect (&terms, &watch, session->cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- in the thread that waits --- */

static gboolean
on_signal (gpointer data)
{
  Session *session = data;

  g_cancellable_cancel (session->cancellable);
  return G_SOURCE_CONTINUE;
}

static void
on_talked (GObject *source, GAsyncResult *result, gpointer data)
{
  Session *session = data;

  g_main_loop_quit (session->loop);
}

/* Talks until it is over or a signal came. */
static gboolean
run (Session *session, GError **error)
{
  guint signals[] = { g_unix_signal_add (SIGINT, on_signal, session), g_unix_signal_add (SIGTERM, on_signal, session) };
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_talked, session);

  g_task_set_task_data (task, session, NULL);
  g_task_run_in_thread (task, talk);
  g_main_loop_run (session->loop);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (signals[i]);
  return g_task_propagate_boolean (task, error);
}

static void
begin_json (Session *session)
{
  session->json = json_builder_new ();
  json_builder_begin_object (session->json);
  json_builder_set_member_name (session->json, "live");
  json_builder_add_boolean_value (session->json, TRUE);
  tb_cli_add_text (session->json, "side", session->options->listen != NULL ? "server" : "client");
  json_builder_set_member_name (session->json, "conversations");
  json_builder_begin_array (session->json);
}

static void
end_json (Session *session)
{
  json_builder_end_array (session->json);
  tb_cli_add_int (session->json, "count", session->n_made);
  tb_cli_add_int (session->json, "ok", session->n_ok);
  json_builder_end_object (session->json);
  tb_cli_print_json (session->json);
}

static int
run_and_report (Session *session)
{
  g_autoptr (GError) error = NULL;
  gboolean ran;

  begin_json (session);
  ran = run (session, &error);
  if (session->capture != NULL && !tb_capture_close (g_steal_pointer (&session->capture), ran ? &error : NULL))
    ran = FALSE;
  if (ran && session->options->json)
    end_json (session);
  if (!ran)
    return tb_cli_complain ("%s", error->message);
  return session->n_ok == session->n_made ? TB_EXIT_YES : TB_EXIT_NO;
}

/**
 * tb_cli_live:
 * @argc: how many words
 * @argv: `handshake` and what follows it
 *
 * Returns: 0 when all handshakes were accepted, 1 when not all were, 2 for bad input or when there was no connection
 */
int
tb_cli_live (int argc, char **argv)
{
  g_auto (TbCliLive) options = { NULL };
  g_auto (TbCliLiveParties) parties = { NULL };
  g_auto (Session) session = { .options = &options, .parties = &parties };
  g_autoptr (GError) error = NULL;
  int status;

  if (!tb_cli_live_parse (&options, argc, argv, &status))
    return status;
  if (options.pcap != NULL)
    session.capture = tb_capture_new (options.pcap, "Trustbed: a live run over loopback; throwaway keys unless files were given", &error);
  /* Last what writes certificates: where anything else is wrong, none are made. */
  if (error != NULL || !tb_cli_live_prepare (&options, &parties, &error))
    return tb_cli_complain ("%s", error->message);
  session.cancellable = g_cancellable_new ();
  session.loop = g_main_loop_new (NULL, FALSE);
  return run_and_report (&session);
}
