/* tb-message: see the header. Both payloads are fixed little-endian headers; a message is followed by its plaintext. */
#include "tb-message.h"

#include <string.h>

#include "tb-mqtt.h"
#include "tb-stream.h"

typedef struct
{
  guint32 transcript;
  guint32 sequence;
  guint32 from;
} MessageHeader;

typedef struct
{
  guint32 transcript;
  guint32 first_sequence;
  guint64 first_us;
  guint64 first_report;
} SeriesBytes;

G_STATIC_ASSERT (sizeof (MessageHeader) == 12);
G_STATIC_ASSERT (sizeof (SeriesBytes) == 24);

/**
 * tb_message_encode:
 * @message: a message
 *
 * Returns: (transfer full): the payload for the journal
 */
GBytes *
tb_message_encode (const TbMessageInfo *message)
{
  MessageHeader header = { GUINT32_TO_LE (message->transcript), GUINT32_TO_LE (message->sequence), GUINT32_TO_LE ((guint32) message->from) };
  GByteArray *bytes = g_byte_array_new ();
  gsize n;
  const guint8 *plain = g_bytes_get_data (message->plain, &n);

  g_byte_array_append (bytes, (const guint8 *) &header, sizeof header);
  g_byte_array_append (bytes, plain, (guint) n);
  return g_byte_array_free_to_bytes (bytes);
}

/**
 * tb_message_decode:
 * @payload: payload of a message record
 * @message: (out caller-allocates): what it says; free its plaintext
 *
 * Returns: %FALSE when @payload is no message
 */
gboolean
tb_message_decode (GBytes *payload, TbMessageInfo *message)
{
  MessageHeader header;
  gsize n;
  const guint8 *bytes = g_bytes_get_data (payload, &n);

  if (n < sizeof header)
    return FALSE;
  memcpy (&header, bytes, sizeof header);
  message->transcript = GUINT32_FROM_LE (header.transcript);
  message->sequence = GUINT32_FROM_LE (header.sequence);
  message->from = GUINT32_FROM_LE (header.from) ? TB_SIDE_SERVER : TB_SIDE_CLIENT;
  message->plain = g_bytes_new_from_bytes (payload, sizeof header, n - sizeof header);
  return TRUE;
}

/**
 * tb_message_dup_topic:
 * @payload: payload of a message record
 *
 * Returns: (transfer full) (nullable): the topic if the message is an MQTT PUBLISH, %NULL if it is something else
 */
char *
tb_message_dup_topic (GBytes *payload)
{
  TbMessageInfo message;
  char *topic;

  if (!tb_message_decode (payload, &message))
    return NULL;
  topic = tb_mqtt_dup_publish_topic (message.plain);
  g_bytes_unref (message.plain);
  return topic;
}

/**
 * tb_message_holds_private_key:
 * @payload: payload of a message record
 *
 * Returns: whether the message brings somebody a private key: the answer of an EST server that has made one (RFC 7030 section 4.4.2), whether inside TLS or not
 */
gboolean
tb_message_holds_private_key (GBytes *payload)
{
  static const char head[] = "HTTP/1.1 200", part[] = "\r\nContent-Type: application/pkcs8";
  TbMessageInfo message;
  const char *text;
  gboolean holds;
  gsize n;

  if (!tb_message_decode (payload, &message))
    return FALSE;
  text = g_bytes_get_data (message.plain, &n);
  holds = n > strlen (head) && memcmp (text, head, strlen (head)) == 0 && g_strstr_len (text, (gssize) n, part) != NULL;
  g_bytes_unref (message.plain);
  return holds;
}

/**
 * tb_series_encode:
 * @series: a series
 *
 * Returns: (transfer full): the payload for the journal
 */
GBytes *
tb_series_encode (const TbSeries *series)
{
  SeriesBytes bytes = { GUINT32_TO_LE (series->transcript), GUINT32_TO_LE (series->first_sequence),
                        GUINT64_TO_LE ((guint64) series->first_us), GUINT64_TO_LE (series->first_report) };

  return g_bytes_new (&bytes, sizeof bytes);
}

/**
 * tb_series_decode:
 * @payload: payload of a reporting record
 * @series: (out caller-allocates): what it says
 *
 * Returns: %FALSE when @payload is no series
 */
gboolean
tb_series_decode (GBytes *payload, TbSeries *series)
{
  SeriesBytes bytes;
  gsize n;
  gconstpointer data = g_bytes_get_data (payload, &n);

  if (n != sizeof bytes)
    return FALSE;
  memcpy (&bytes, data, sizeof bytes);
  series->transcript = GUINT32_FROM_LE (bytes.transcript);
  series->first_sequence = GUINT32_FROM_LE (bytes.first_sequence);
  series->first_us = (gint64) GUINT64_FROM_LE (bytes.first_us);
  series->first_report = GUINT64_FROM_LE (bytes.first_report);
  return TRUE;
}

/**
 * tb_message_make_report:
 * @fleet: who is there
 * @seed: the seed of the run
 * @object: a device that reports
 * @report: number of the report in the device's own count
 *
 * A reading wanders a little about 200; its text has always the same length, so that all reports of a device do.
 *
 * Returns: (transfer full): the MQTT PUBLISH packet
 */
GBytes *
tb_message_make_report (TbFleet *fleet, guint64 seed, guint32 object, guint64 report)
{
  const TbGroup *group = tb_fleet_group_of (fleet, object);
  g_autofree char *topic = tb_fleet_dup_topic (fleet, object);
  g_autoptr (GString) text = g_string_new (group->report ? group->report : "{n}");
  char number[8];
  TbStream stream;

  tb_stream_initf (&stream, seed, "report/%u/%" G_GUINT64_FORMAT, object, report);
  g_snprintf (number, sizeof number, "%03d", (int) (190 + tb_stream_below (&stream, 21)));
  g_string_replace (text, "{n}", number, 0);
  return tb_mqtt_publish (topic ? topic : "", text->str);
}
