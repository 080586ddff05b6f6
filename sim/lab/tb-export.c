/* tb-export: see the header. */
#include "tb-export.h"

#include "tb-capture.h"
#include "tb-dissect.h"
#include "tb-traffic.h"
#include "tb-transcript.h"
#include "tb-units.h"

/* Registered ports, by which readers of captures choose how to read: MQTT, MQTT over TLS, HTTPS for enrolment, and HTTP for lists and responders. */
enum { PORT_MQTT = 1883, PORT_MQTT_TLS = 8883, PORT_ENROLMENT = 443, PORT_HTTP = 80 };
enum { FIRST_CLIENT_PORT = 49152, N_CLIENT_PORTS = 16384 };

typedef struct
{
  TbFleet *fleet;
  TbJournal *journal;
  TbCapture *capture;
  gint64 start_unix_us;
  GHashTable *connections;  /* key to connection + 1 */
  guint n_connections;
} Exporter;

/* 10.0.0.0/8 has room for all objects. */
static guint32
address (guint32 object)
{
  return 0x0a000000u + object;
}

/* In the clear, HTTP is told by its looks: a device that proves a name answers it, too. */
static guint16
server_port (Exporter *exporter, guint32 server, gboolean is_protected, gboolean is_http)
{
  gboolean is_web = is_http || tb_fleet_get_role (exporter->fleet, server) == TB_ROLE_AUTHORITY;

  if (is_protected)
    return is_web ? PORT_ENROLMENT : PORT_MQTT_TLS;
  return is_web ? PORT_HTTP : PORT_MQTT;
}

/* The payload of the handshake a packet belongs to, or TB_NO_PAYLOAD in the clear; and which side sends it. */
static guint32
find_session (Exporter *exporter, const TbPacket *packet, TbSide *from)
{
  GBytes *payload = tb_journal_get_payload (exporter->journal, packet->payload);
  TbMessageInfo message;
  TbSeries series;

  *from = TB_SIDE_CLIENT;
  if (packet->kind == TB_PACKET_FLIGHT)
    {
      g_autoptr (TbTranscript) transcript = tb_transcript_new_from_bytes (payload, NULL);

      if (transcript != NULL)
        *from = tb_transcript_get_flight (transcript, (guint) packet->number)->from;
      return packet->payload;
    }
  if (packet->kind == TB_PACKET_CHUNK)
    {
      TbFirmwareTransfer transfer;

      *from = TB_SIDE_SERVER;
      return tb_firmware_transfer_unpack (payload, &transfer) ? transfer.transcript : TB_NO_PAYLOAD;
    }
  if (packet->kind == TB_PACKET_REPORT)
    return tb_series_decode (payload, &series) ? series.transcript : TB_NO_PAYLOAD;
  if (!tb_message_decode (payload, &message))
    return TB_NO_PAYLOAD;
  g_bytes_unref (message.plain);
  *from = message.from;
  return message.transcript;
}

static guint
open_connection (Exporter *exporter, guint32 session, guint32 client, guint32 server, gboolean is_http, gint64 unix_us)
{
  guint16 port = (guint16) (FIRST_CLIENT_PORT + exporter->n_connections++ % N_CLIENT_PORTS);
  GBytes *payload = tb_journal_get_payload (exporter->journal, session);
  g_autoptr (TbTranscript) transcript = payload ? tb_transcript_new_from_bytes (payload, NULL) : NULL;

  if (transcript != NULL)
    tb_capture_add_secrets (exporter->capture, transcript);
  return tb_capture_open_tcp (exporter->capture, unix_us, address (client), port, address (server),
                              server_port (exporter, server, transcript != NULL, is_http));
}

static guint
get_connection (Exporter *exporter, guint32 session, guint32 client, guint32 server, gboolean is_http, gint64 unix_us)
{
  /* Sessions are known by their handshake, plain connections by their two ends and what is spoken. */
  gint64 plain = (gint64) 1 << 62 | (gint64) (is_http != FALSE) << 61 | (gint64) client << 24 | server;
  gint64 key = session != TB_NO_PAYLOAD ? (gint64) session : plain;
  gpointer known = g_hash_table_lookup (exporter->connections, &key);
  guint connection;

  if (known != NULL)
    return GPOINTER_TO_UINT (known) - 1;
  connection = open_connection (exporter, session, client, server, is_http, unix_us);
  g_hash_table_insert (exporter->connections, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (connection + 1));
  return connection;
}

static gboolean
export_packet (Exporter *exporter, const TbPacket *packet, GError **error)
{
  TbSide from;
  guint32 session = find_session (exporter, packet, &from);
  guint32 client = from == TB_SIDE_CLIENT ? packet->from : packet->to;
  guint32 server = from == TB_SIDE_CLIENT ? packet->to : packet->from;
  gint64 unix_us = exporter->start_unix_us + packet->depart_us;
  g_autoptr (GBytes) wire = tb_traffic_dup_wire (exporter->fleet, exporter->journal, packet, error);
  gboolean is_http;
  const guint8 *bytes;
  gsize n;

  if (wire == NULL)
    return FALSE;
  bytes = g_bytes_get_data (wire, &n);
  is_http = session == TB_NO_PAYLOAD && tb_dissect_is_http (bytes, n);
  tb_capture_send (exporter->capture, get_connection (exporter, session, client, server, is_http, unix_us), unix_us, from, bytes, n);
  return TRUE;
}

/**
 * tb_export_capture:
 * @fleet: who is there
 * @journal: what happened
 * @start_unix_us: what the calendar says at simulated time 0
 * @from_us: traffic after this
 * @to_us: and up to this
 * @path: a pcapng file, replaced when it is there
 * @progress: (nullable) (scope call): told now and then
 * @user_data: for @progress
 * @error: return location
 *
 * Everything on the links with the secrets to read it, or nothing when that is more than %TB_EXPORT_MAX_PACKETS.
 *
 * Returns: %FALSE with a sentence when the file cannot be written, or with %G_IO_ERROR_CANCELLED
 */
gboolean
tb_export_capture (TbFleet *fleet, TbJournal *journal, gint64 start_unix_us, gint64 from_us, gint64 to_us, const char *path,
                   TbExportProgress progress, gpointer user_data, GError **error)
{
  g_autoptr (TbCapture) capture = tb_capture_new (path, "Simulated by Trustbed. All keys are made from a seed: never use them for anything real.", error);
  g_autoptr (GHashTable) connections = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Exporter exporter = { fleet, journal, capture, start_unix_us, connections, 0 };
  g_autoptr (GArray) packets = NULL;

  if (capture == NULL)
    return FALSE;
  packets = tb_traffic_collect (fleet, journal, from_us, to_us, TB_EXPORT_MAX_PACKETS + 1);
  if (packets->len > TB_EXPORT_MAX_PACKETS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "%s: this would be more than %d packets; choose a shorter time", path, TB_EXPORT_MAX_PACKETS);
      return FALSE;
    }
  for (guint i = 0; i < packets->len; i++)
    {
      if (i % 1024 == 0 && progress != NULL && !progress (i, packets->len, user_data))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "the export was cancelled");
          return FALSE;
        }
      if (!export_packet (&exporter, &g_array_index (packets, TbPacket, i), error))
        return FALSE;
    }
  return tb_capture_close (g_steal_pointer (&capture), error);
}

static void
print_record (GString *text, TbFleet *fleet, TbJournal *journal, guint64 index)
{
  const TbRecord *record = tb_journal_get (journal, index);
  g_autofree char *subject = tb_fleet_dup_name (fleet, record->subject);
  g_autofree char *object = tb_fleet_dup_name (fleet, record->object);
  GBytes *payload = tb_journal_get_payload (journal, record->payload);
  g_autofree char *digest = payload ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, payload) : g_strdup ("-");

  g_string_append_printf (text, "%" G_GINT64_FORMAT "\t%s\t%s\t%s\t%" G_GINT64_FORMAT "\t%u\t%s\n", record->time_us, tb_record_info (record->kind)->code,
                          *subject ? subject : "-", *object ? object : "-", record->value, record->detail, digest);
}

/**
 * tb_export_journal:
 * @fleet: who is there
 * @journal: what happened
 * @path: a file, replaced when it is there
 * @error: return location
 *
 * One record a line, fields separated by tabs: time in microseconds, kind, subject, object, value, detail, SHA-256 of the payload.
 *
 * Returns: %FALSE when the file cannot be written
 */
gboolean
tb_export_journal (TbFleet *fleet, TbJournal *journal, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new ("# time_us\tkind\tsubject\tobject\tvalue\tdetail\tpayload_sha256\n");
  guint64 n = tb_journal_get_length (journal);

  for (guint64 i = 0; i < n; i++)
    print_record (text, fleet, journal, i);
  return g_file_set_contents (path, text->str, (gssize) text->len, error);
}
