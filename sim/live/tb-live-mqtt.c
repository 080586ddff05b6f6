/* tb-live-mqtt: see the header. */
#include "tb-live-mqtt.h"

#include <string.h>

#define MAX_LENGTH_BYTES 4
#define MAX_FILTERS      64

/* --- reading --- */

/**
 * tb_live_mqtt_read:
 * @bytes: (array length=n_bytes): what has arrived
 * @n_bytes: how many
 * @packet: (out): the first packet, which borrows @bytes
 * @used: (out): how long it is
 *
 * Returns: whether there is a whole packet, more has to come, or it is none that is read here
 */
TbLiveMqttState
tb_live_mqtt_read (const guint8 *bytes, gsize n_bytes, TbLiveMqttPacket *packet, gsize *used)
{
  gsize length = 0, at = 1;

  for (guint shift = 0;; shift += 7)
    {
      if (at > MAX_LENGTH_BYTES)
        return TB_LIVE_MQTT_BROKEN;
      if (at >= n_bytes)
        return TB_LIVE_MQTT_MORE;
      length |= (gsize) (bytes[at] & 0x7f) << shift;
      if ((bytes[at++] & 0x80) == 0)
        break;
    }
  if (length > TB_LIVE_MQTT_MAX_BYTES)
    return TB_LIVE_MQTT_BROKEN;
  if (n_bytes - at < length)
    return TB_LIVE_MQTT_MORE;
  *packet = (TbLiveMqttPacket) { .type = bytes[0] >> 4, .flags = bytes[0] & 0x0f, .body = bytes + at, .n_body = length };
  *used = at + length;
  return TB_LIVE_MQTT_WHOLE;
}

gboolean
tb_live_mqtt_take_number (TbLiveMqttPacket *packet, guint16 *number)
{
  if (packet->n_body - packet->at < 2)
    return FALSE;
  *number = (guint16) (packet->body[packet->at] << 8 | packet->body[packet->at + 1]);
  packet->at += 2;
  return TRUE;
}

/* Text with its length before it (section 1.5.3): UTF-8 without a zero. */
char *
tb_live_mqtt_take_text (TbLiveMqttPacket *packet)
{
  const char *text;
  guint16 n;

  if (!tb_live_mqtt_take_number (packet, &n) || packet->n_body - packet->at < n)
    return NULL;
  text = (const char *) packet->body + packet->at;
  packet->at += n;
  return n == 0 || g_utf8_validate (text, n, NULL) ? g_strndup (text, n) : NULL;
}

/**
 * tb_live_mqtt_read_connect:
 * @packet: a CONNECT packet (section 3.1)
 * @level: (out): version of the protocol: 4 is MQTT 3.1.1
 * @keep_alive_s: (out): how often the client will be heard at least; 0: never
 * @client_id: (out): who it says it is
 *
 * Returns: whether it is one; wills, names and passwords are passed over, for it is the certificate that counts
 */
gboolean
tb_live_mqtt_read_connect (TbLiveMqttPacket *packet, guint *level, guint16 *keep_alive_s, char **client_id)
{
  g_autofree char *name = tb_live_mqtt_take_text (packet);

  if (name == NULL || (strcmp (name, "MQTT") != 0 && strcmp (name, "MQIsdp") != 0) || packet->n_body - packet->at < 2 || packet->flags != 0
      || (packet->body[packet->at + 1] & 1) != 0)
    return FALSE;
  *level = packet->body[packet->at];
  packet->at += 2;
  if (!tb_live_mqtt_take_number (packet, keep_alive_s))
    return FALSE;
  *client_id = tb_live_mqtt_take_text (packet);
  return *client_id != NULL;
}

/**
 * tb_live_mqtt_read_publish:
 * @packet: a PUBLISH packet (section 3.3)
 * @publish: (out caller-allocates): what it says; the topic is the caller's to free
 *
 * Returns: whether it is one, with a quality of service of 0 or 1
 */
gboolean
tb_live_mqtt_read_publish (TbLiveMqttPacket *packet, TbLiveMqttPublish *publish)
{
  *publish = (TbLiveMqttPublish) { .topic = tb_live_mqtt_take_text (packet), .qos = packet->flags >> 1 & 3 };
  if (publish->topic != NULL && publish->qos <= 1 && tb_live_mqtt_topic_is_good (publish->topic)
      && (publish->qos == 0 || tb_live_mqtt_take_number (packet, &publish->id)))
    {
      publish->message = packet->body + packet->at;
      publish->n_message = packet->n_body - packet->at;
      return TRUE;
    }
  g_clear_pointer (&publish->topic, g_free);
  return FALSE;
}

/**
 * tb_live_mqtt_read_filters:
 * @packet: a SUBSCRIBE or UNSUBSCRIBE packet (sections 3.8 and 3.10)
 * @id: (out): its number
 *
 * Returns: (transfer full) (nullable) (element-type utf8): its filters, at least one; %NULL when it is broken
 */
GPtrArray *
tb_live_mqtt_read_filters (TbLiveMqttPacket *packet, guint16 *id)
{
  g_autoptr (GPtrArray) filters = g_ptr_array_new_with_free_func (g_free);
  gboolean has_qos = packet->type == TB_LIVE_MQTT_SUBSCRIBE;

  if (packet->flags != 2 || !tb_live_mqtt_take_number (packet, id))
    return NULL;
  while (packet->at < packet->n_body)
    {
      g_autofree char *filter = tb_live_mqtt_take_text (packet);

      if (filter == NULL || !tb_live_mqtt_filter_is_good (filter) || filters->len == MAX_FILTERS
          || (has_qos && (packet->at == packet->n_body || packet->body[packet->at++] > 2)))
        return NULL;
      g_ptr_array_add (filters, g_steal_pointer (&filter));
    }
  return filters->len > 0 ? g_steal_pointer (&filters) : NULL;
}

/* --- writing --- */

static void
write_head (GByteArray *out, guint8 first, gsize length)
{
  g_byte_array_append (out, &first, 1);
  do
    {
      guint8 byte = (guint8) (length % 128 + (length >= 128 ? 128 : 0));

      g_byte_array_append (out, &byte, 1);
      length /= 128;
    }
  while (length > 0);
}

void
tb_live_mqtt_write (GByteArray *out, TbLiveMqttType type, const void *body, gsize n_body)
{
  write_head (out, (guint8) (type << 4), n_body);
  g_byte_array_append (out, body, (guint) n_body);
}

/* With a quality of service of 0, which needs no number. */
void
tb_live_mqtt_write_publish (GByteArray *out, const TbLiveMqttPublish *publish)
{
  gsize n = strlen (publish->topic);
  const guint8 length[2] = { (guint8) (n >> 8), (guint8) n };

  write_head (out, TB_LIVE_MQTT_PUBLISH << 4, 2 + n + publish->n_message);
  g_byte_array_append (out, length, 2);
  g_byte_array_append (out, (const guint8 *) publish->topic, (guint) n);
  g_byte_array_append (out, publish->message, (guint) publish->n_message);
}

/* --- topics: section 4.7 --- */

gboolean
tb_live_mqtt_topic_is_good (const char *topic)
{
  return *topic != '\0' && strpbrk (topic, "+#") == NULL;
}

/* Wildcards fill a whole level; the one for all levels is the last. */
gboolean
tb_live_mqtt_filter_is_good (const char *filter)
{
  for (const char *at = filter; *at != '\0'; at++)
    {
      if (*at != '+' && *at != '#')
        continue;
      if ((at > filter && at[-1] != '/') || (at[1] != '\0' && (*at == '#' || at[1] != '/')))
        return FALSE;
    }
  return *filter != '\0';
}

/**
 * tb_live_mqtt_matches:
 * @filter: a good filter
 * @topic: a good topic
 *
 * Returns: whether the topic is one of those; wildcards do not stand for topics that begin with a dollar sign (section 4.7.2)
 */
gboolean
tb_live_mqtt_matches (const char *filter, const char *topic)
{
  if (*topic == '$' && *filter != '$')
    return FALSE;
  for (;; filter++, topic++)
    {
      if (*filter == '#')
        return TRUE;
      if (*filter == '+')
        {
          topic += strcspn (topic, "/");
          filter++;
        }
      if (*topic == '\0' && strcmp (filter, "/#") == 0)
        return TRUE;
      if (*filter != *topic)
        return FALSE;
      if (*filter == '\0')
        return TRUE;
    }
}
