/* tb-cli-live-print: a live conversation as text and as JSON. Times are measured. */
#include "tb-cli-live.h"

#include "tb-cli-fields.h"
#include "tb-cli-handshake.h"
#include "tb-cli.h"

static const char *
side_name (TbSide side)
{
  return side == TB_SIDE_CLIENT ? "client" : "server";
}

static const char *
version_name (TbTranscript *transcript)
{
  guint16 version = tb_transcript_get_version (transcript);

  return version == TLS1_3_VERSION ? "TLSv1.3" : version == TLS1_2_VERSION ? "TLSv1.2" : NULL;
}

/* `accepted`, or the reason of the refusal, or how the conversation ended before there was one. */
static const char *
verdict_of (const TbLiveConversation *conversation)
{
  if (tb_transcript_is_accepted (conversation->transcript))
    return "accepted";
  return conversation->end != TB_LIVE_SAID ? tb_live_end_to_code (conversation->end) : tb_transcript_get_reason (conversation->transcript);
}

/* --- text --- */

static void
print_flight (TbTranscript *transcript, guint flight)
{
  const TbFlight *found = tb_transcript_get_flight (transcript, flight);

  g_print ("  %8" G_GINT64_FORMAT " us  %s  %5u bytes ", found->time_us, found->from == TB_SIDE_CLIENT ? "client ---> server" : "client <--- server",
           found->wire_length);
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    if (tb_transcript_get_message (transcript, i)->flight == flight)
      g_print (" %s", tb_transcript_message_name (tb_transcript_get_message (transcript, i)));
  g_print ("\n");
}

/**
 * tb_cli_live_print:
 * @number: of the conversation, from 1
 * @conversation: what was said
 * @fields: whether every message is taken apart
 *
 * Prints it.
 */
void
tb_cli_live_print (guint number, const TbLiveConversation *conversation, gboolean fields)
{
  TbTranscript *transcript = conversation->transcript;
  const char *version = version_name (transcript);

  g_print ("%u: client port %u, %s%s, %s, %s: %s", number, conversation->client_port, tb_transcript_is_mutual (transcript) ? "mutual " : "",
           version != NULL ? version : "no version", tb_transcript_get_cipher (transcript), tb_transcript_get_group (transcript), verdict_of (conversation));
  g_print (*conversation->trouble != '\0' ? " (%s)\n" : "%s\n", conversation->trouble);
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    print_flight (transcript, i);
  if (fields)
    tb_cli_fields_print (transcript);
}

/* --- JSON --- */

static void
add_flights (JsonBuilder *json, TbTranscript *transcript)
{
  json_builder_set_member_name (json, "flights");
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      const TbFlight *flight = tb_transcript_get_flight (transcript, i);

      json_builder_begin_object (json);
      tb_cli_add_text (json, "from", side_name (flight->from));
      tb_cli_add_int (json, "time_us", flight->time_us);
      tb_cli_add_int (json, "bytes", flight->wire_length);
      tb_handshake_add_messages (json, transcript, i);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_peer (JsonBuilder *json, const char *name, TbTranscript *transcript, TbSide whose)
{
  g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, whose, 0);
  g_autofree char *digest = der != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, der) : NULL;

  tb_cli_add_text (json, name, digest);
}

/**
 * tb_cli_live_add_json:
 * @json: inside an array
 * @conversation: what was said
 * @fields: whether every message is taken apart
 *
 * Adds it.
 */
void
tb_cli_live_add_json (JsonBuilder *json, const TbLiveConversation *conversation, gboolean fields)
{
  TbTranscript *transcript = conversation->transcript;
  int alert = tb_transcript_get_alert (transcript);

  json_builder_begin_object (json);
  tb_cli_add_text (json, "verdict", verdict_of (conversation));
  tb_cli_add_text (json, "alert", alert > 0 ? tb_transcript_alert_name (alert) : NULL);
  tb_cli_add_text (json, "end", tb_live_end_to_code (conversation->end));
  tb_cli_add_text (json, "trouble", *conversation->trouble != '\0' ? conversation->trouble : NULL);
  tb_cli_add_text (json, "version", version_name (transcript));
  tb_cli_add_text (json, "cipher", tb_transcript_get_cipher (transcript));
  tb_cli_add_text (json, "group", tb_transcript_get_group (transcript));
  tb_cli_add_text (json, "host", tb_transcript_get_host (transcript));
  json_builder_set_member_name (json, "mutual");
  json_builder_add_boolean_value (json, tb_transcript_is_mutual (transcript));
  add_peer (json, "server_certificate_sha256", transcript, TB_SIDE_SERVER);
  add_peer (json, "client_certificate_sha256", transcript, TB_SIDE_CLIENT);
  add_flights (json, transcript);
  if (fields)
    tb_cli_fields_add_json (json, transcript);
  json_builder_end_object (json);
}
