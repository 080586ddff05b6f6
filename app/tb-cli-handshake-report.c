/* tb-cli-handshake-report: one handshake of `trustbed-cli handshake` as JSON, as lines and as packets, and the list of what can be asked for. Keys and
 * codes are not translated. */
#include "tb-cli-handshake.h"

#include "tb-cli-checks.h"
#include "tb-datagram.h"
#include "tb-names.h"

#define GAP_US            10000           /* between handshakes in a capture */
#define CLIENT_IP         0x0a000002u
#define SERVER_IP         0x0a000001u
#define SERVER_PORT       8883
#define FIRST_PORT        49152
#define CONTENT_HANDSHAKE 22

/* Writes one handshake: each from a port of its own, so that thousands fit. */
void
tb_handshake_capture (TbCapture *capture, const TbTrialParties *parties, TbTranscript *transcript, guint number)
{
  guint n_flights = tb_transcript_get_n_flights (transcript);
  gint64 at_us = parties->unix_us + (gint64) number * GAP_US;
  guint connection;

  if (tb_transcript_is_datagrams (transcript))
    {
      tb_capture_add_datagrams (capture, transcript, at_us, CLIENT_IP + number / 16384, FIRST_PORT + number % 16384, SERVER_IP, TB_DATAGRAM_PORT);
      return;
    }
  connection = tb_capture_open_tcp (capture, at_us, CLIENT_IP + number / 16384, FIRST_PORT + number % 16384, SERVER_IP, SERVER_PORT);
  tb_capture_add_secrets (capture, transcript);
  for (guint i = 0; i < n_flights; i++)
    {
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_flight_wire (transcript, i, &n_bytes);

      tb_capture_send (capture, connection, at_us + i * TB_CLI_LOOPBACK_US, tb_transcript_get_flight (transcript, i)->from, bytes, n_bytes);
    }
  tb_capture_close_tcp (capture, connection, at_us + (n_flights + 1) * TB_CLI_LOOPBACK_US, TB_SIDE_CLIENT);
}

/* "TLSv1.3", as OpenSSL writes it; NULL where it did not come to one. */
const char *
tb_handshake_version_name (TbTranscript *transcript)
{
  static const struct { guint16 version; const char *name; } names[] = { { 0x0303, "TLSv1.2" }, { 0x0304, "TLSv1.3" }, { TB_DATAGRAM_VERSION, "DTLSv1.2" } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].version == tb_transcript_get_version (transcript))
      return names[i].name;
  return NULL;
}

/* Modelled, but for DTLS, which has times of its own. */
static gint64
time_of (TbTranscript *transcript, guint flight)
{
  return tb_transcript_has_times (transcript) ? tb_transcript_get_flight (transcript, flight)->time_us : (gint64) flight * TB_CLI_LOOPBACK_US;
}

/* --- JSON --- */

static const char *
side_name (TbSide side)
{
  return side == TB_SIDE_CLIENT ? "client" : "server";
}

static void
add_message (JsonBuilder *json, const TbMessage *message)
{
  json_builder_begin_object (json);
  if (message->content_type == CONTENT_HANDSHAKE)
    tb_cli_add_int (json, "handshake_type", message->type);
  else
    tb_cli_add_int (json, "content_type", message->content_type);
  tb_cli_add_text (json, "name", tb_transcript_message_name (message));
  tb_cli_add_int (json, "offset", message->wire_offset);
  tb_cli_add_int (json, "length", message->wire_length);
  json_builder_end_object (json);
}

/* Handshake messages are apart from the records that are none: change_cipher_spec, alerts and data. */
static void
add_messages_of (JsonBuilder *json, const char *name, TbTranscript *transcript, guint flight, gboolean handshake)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->flight == flight && (message->content_type == CONTENT_HANDSHAKE) == handshake)
        add_message (json, message);
    }
  json_builder_end_array (json);
}

/**
 * tb_handshake_add_messages:
 * @json: where to
 * @transcript: a transcript
 * @flight: number of a flight
 *
 * Adds members `messages` and `other_records`.
 */
void
tb_handshake_add_messages (JsonBuilder *json, TbTranscript *transcript, guint flight)
{
  add_messages_of (json, "messages", transcript, flight, TRUE);
  add_messages_of (json, "other_records", transcript, flight, FALSE);
}

/* DTLS: which time it is said, and what became of its parts. */
static void
add_datagrams (JsonBuilder *json, TbTranscript *transcript, guint flight)
{
  tb_cli_add_int (json, "attempt", tb_transcript_get_flight (transcript, flight)->attempt);
  json_builder_set_member_name (json, "datagrams");
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_transcript_get_n_datagrams (transcript); i++)
    {
      const TbDatagram *datagram = tb_transcript_get_datagram (transcript, i);

      if (datagram->flight != flight)
        continue;
      json_builder_begin_object (json);
      tb_cli_add_int (json, "bytes", datagram->wire_length);
      json_builder_set_member_name (json, "lost");
      json_builder_add_boolean_value (json, datagram->lost);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

/* Adds the members `flights`, and `alert`. */
void
tb_handshake_add_flights (JsonBuilder *json, TbTranscript *transcript)
{
  int alert = tb_transcript_get_alert (transcript);

  json_builder_set_member_name (json, "flights");
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      const TbFlight *flight = tb_transcript_get_flight (transcript, i);

      json_builder_begin_object (json);
      tb_cli_add_text (json, "from", side_name (flight->from));
      tb_cli_add_int (json, "time_us", time_of (transcript, i));
      tb_cli_add_int (json, "bytes", flight->wire_length);
      tb_handshake_add_messages (json, transcript, i);
      if (tb_transcript_is_datagrams (transcript))
        add_datagrams (json, transcript, i);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  tb_cli_add_text (json, "alert", alert >= 0 ? tb_transcript_alert_name (alert) : NULL);
}

/* --- lines --- */

void
tb_handshake_print_flights (TbTranscript *transcript, const char *client, const char *server)
{
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      const TbFlight *flight = tb_transcript_get_flight (transcript, i);

      g_print ("  %6" G_GINT64_FORMAT " us  %s %s %s  %5u bytes ", time_of (transcript, i), client, flight->from == TB_SIDE_CLIENT ? "--->" : "<---", server, flight->wire_length);
      for (guint j = 0; j < tb_transcript_get_n_messages (transcript); j++)
        if (tb_transcript_get_message (transcript, j)->flight == i)
          g_print (tb_transcript_is_message_lost (transcript, j) ? " (lost: %s)" : " %s", tb_transcript_message_name (tb_transcript_get_message (transcript, j)));
      g_print ("\n");
    }
}

void
tb_handshake_print_checks (const TbChecks *checks)
{
  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    tb_cli_print_check (tb_checks_get (checks, i), FALSE);
}

/* --- what can be asked for --- */

static const struct { TbTrialKind kind; const char *option; } kinds[] = {
  { TB_TRIAL_VERSION, "tls" }, { TB_TRIAL_EXCHANGE, "kex" }, { TB_TRIAL_KEY, "key" }, { TB_TRIAL_FAILURE, "fail" }, { TB_TRIAL_ATTACK, "attack" },
};

static void
list_one (JsonBuilder *json, TbTrialKind kind, const TbTrialChoice *choice)
{
  json_builder_begin_object (json);
  tb_cli_add_text (json, "code", choice->code);
  tb_cli_add_text (json, "title", choice->title);
  tb_cli_add_text (json, "summary", choice->summary);
  json_builder_set_member_name (json, "available");
  json_builder_add_boolean_value (json, kind != TB_TRIAL_EXCHANGE || tb_trial_has_exchange (choice->code));
  json_builder_end_object (json);
}

static void
list_as_json (void)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      guint n;
      const TbTrialChoice *choices = tb_trial_get_choices (kinds[i].kind, &n);

      json_builder_set_member_name (json, kinds[i].option);
      json_builder_begin_array (json);
      for (guint j = 0; j < n; j++)
        list_one (json, kinds[i].kind, &choices[j]);
      json_builder_end_array (json);
    }
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

/* Prints the tables of what can be asked for. */
void
tb_handshake_list_choices (gboolean json)
{
  if (json)
    {
      list_as_json ();
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      guint n;
      const TbTrialChoice *choices = tb_trial_get_choices (kinds[i].kind, &n);

      for (guint j = 0; j < n; j++)
        g_print ("--%s %-22s %s%s\n", kinds[i].option, choices[j].code, choices[j].summary,
                 kinds[i].kind == TB_TRIAL_EXCHANGE && !tb_trial_has_exchange (choices[j].code) ? " (this OpenSSL does not have it)" : "");
    }
}
