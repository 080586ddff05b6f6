/* tb-mqtt: see the header. */
#include "tb-mqtt.h"

#include <string.h>

enum { CONNECT = 0x10, CONNACK = 0x20, PUBLISH = 0x30, DISCONNECT = 0xe0 };
enum { FLAG_CLEAN_SESSION = 0x02, FLAG_PASSWORD = 0x40, FLAG_USER = 0x80 };

static void
put_u16 (GByteArray *out, guint16 value)
{
  const guint8 bytes[2] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (out, bytes, 2);
}

/* UTF-8 text with its length before it (section 1.5.3). */
static void
put_text (GByteArray *out, const char *text)
{
  gsize n = MIN (strlen (text), TB_MQTT_MAX_TEXT);

  put_u16 (out, (guint16) n);
  g_byte_array_append (out, (const guint8 *) text, (guint) n);
}

/* Fixed header with the remaining length, 7 bits a byte (section 2.2.3), then the rest. */
static GBytes *
finish (guint8 type, GByteArray *rest)
{
  GByteArray *packet = g_byte_array_new ();
  guint left = rest->len;

  g_byte_array_append (packet, &type, 1);
  do
    {
      guint8 byte = (guint8) (left % 128 + (left >= 128 ? 128 : 0));

      g_byte_array_append (packet, &byte, 1);
      left /= 128;
    }
  while (left > 0);
  g_byte_array_append (packet, rest->data, rest->len);
  g_byte_array_unref (rest);
  return g_byte_array_free_to_bytes (packet);
}

/**
 * tb_mqtt_connect:
 * @client_id: who it says it is
 * @user: (nullable): user name
 * @password: (nullable): password; only sent with a user name
 * @keep_alive_s: seconds
 *
 * Returns: (transfer full): a CONNECT packet (MQTT 3.1.1 section 3.1) with a clean session
 */
GBytes *
tb_mqtt_connect (const char *client_id, const char *user, const char *password, guint16 keep_alive_s)
{
  GByteArray *rest = g_byte_array_new ();
  guint8 level_flags[2] = { 4, FLAG_CLEAN_SESSION };

  if (user != NULL)
    level_flags[1] |= (guint8) (FLAG_USER | (password ? FLAG_PASSWORD : 0));
  put_text (rest, "MQTT");
  g_byte_array_append (rest, level_flags, 2);
  put_u16 (rest, keep_alive_s);
  put_text (rest, client_id);
  if (user != NULL)
    put_text (rest, user);
  if (user != NULL && password != NULL)
    put_text (rest, password);
  return finish (CONNECT, rest);
}

/**
 * tb_mqtt_connack:
 * @code: the broker's answer
 *
 * Returns: (transfer full): a CONNACK packet (section 3.2)
 */
GBytes *
tb_mqtt_connack (TbMqttReturn code)
{
  GByteArray *rest = g_byte_array_new ();
  const guint8 bytes[2] = { 0, (guint8) code };

  g_byte_array_append (rest, bytes, 2);
  return finish (CONNACK, rest);
}

/**
 * tb_mqtt_publish:
 * @topic: where to
 * @message: what
 *
 * Returns: (transfer full): a PUBLISH packet with quality of service 0 (section 3.3)
 */
GBytes *
tb_mqtt_publish (const char *topic, const char *message)
{
  GByteArray *rest = g_byte_array_new ();

  put_text (rest, topic);
  g_byte_array_append (rest, (const guint8 *) message, (guint) MIN (strlen (message), TB_MQTT_MAX_TEXT));
  return finish (PUBLISH, rest);
}

/**
 * tb_mqtt_publish_bytes:
 * @topic: where to
 * @message: what, whole
 *
 * Returns: (transfer full): a PUBLISH packet like [func@mqtt_publish]
 */
GBytes *
tb_mqtt_publish_bytes (const char *topic, GBytes *message)
{
  GByteArray *rest = g_byte_array_new ();
  gsize n;
  const guint8 *bytes = g_bytes_get_data (message, &n);

  put_text (rest, topic);
  g_byte_array_append (rest, bytes, (guint) n);
  return finish (PUBLISH, rest);
}

/**
 * tb_mqtt_disconnect:
 *
 * Returns: (transfer full): a DISCONNECT packet (section 3.14)
 */
GBytes *
tb_mqtt_disconnect (void)
{
  return finish (DISCONNECT, g_byte_array_new ());
}

/**
 * tb_mqtt_dup_publish_topic:
 * @packet: bytes that may be a PUBLISH packet
 *
 * Returns: (transfer full) (nullable): its topic, %NULL for anything else, cut off or not UTF-8 packets included
 */
char *
tb_mqtt_dup_publish_topic (GBytes *packet)
{
  gsize n, at = 1, length;
  const guint8 *bytes = g_bytes_get_data (packet, &n);

  if (n < 2 || (bytes[0] & 0xf0) != PUBLISH)
    return NULL;
  while (at < n && at < 4 && (bytes[at] & 0x80) != 0)
    at++;
  at++;
  if (at + 2 > n)
    return NULL;
  length = (gsize) bytes[at] << 8 | bytes[at + 1];
  at += 2;
  if (length > n - at || !g_utf8_validate_len ((const char *) bytes + at, length, NULL))
    return NULL;
  return g_strndup ((const char *) bytes + at, length);
}
