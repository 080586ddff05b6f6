/* tb-live-mqtt: packets of MQTT 3.1.1 (OASIS standard of 29 October 2014) as a small broker reads and writes them. Bytes only, no state. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TB_LIVE_MQTT_MAX_BYTES:
 *
 * The largest packet that is read: 64 KiB.
 */
#define TB_LIVE_MQTT_MAX_BYTES (64 * 1024)

/**
 * TbLiveMqttType:
 *
 * Kinds of packets (section 2.2.1).
 */
typedef enum
{
  TB_LIVE_MQTT_CONNECT = 1,
  TB_LIVE_MQTT_CONNACK = 2,
  TB_LIVE_MQTT_PUBLISH = 3,
  TB_LIVE_MQTT_PUBACK = 4,
  TB_LIVE_MQTT_SUBSCRIBE = 8,
  TB_LIVE_MQTT_SUBACK = 9,
  TB_LIVE_MQTT_UNSUBSCRIBE = 10,
  TB_LIVE_MQTT_UNSUBACK = 11,
  TB_LIVE_MQTT_PINGREQ = 12,
  TB_LIVE_MQTT_PINGRESP = 13,
  TB_LIVE_MQTT_DISCONNECT = 14,
} TbLiveMqttType;

/**
 * TbLiveMqttPacket:
 * @type: of the fixed header
 * @flags: of the fixed header, four bits
 * @body: (array length=n_body): what follows the fixed header; borrowed
 * @n_body: how many bytes
 * @at: how many of them are read
 */
typedef struct
{
  guint type;
  guint flags;
  const guint8 *body;
  gsize n_body;
  gsize at;
} TbLiveMqttPacket;

/**
 * TbLiveMqttPublish:
 * @topic: (owned): where to
 * @qos: quality of service, 0 or 1
 * @id: number of the packet, when @qos is 1
 * @message: (array length=n_message): borrowed
 * @n_message: how many bytes
 */
typedef struct
{
  char *topic;
  guint qos;
  guint16 id;
  const guint8 *message;
  gsize n_message;
} TbLiveMqttPublish;

typedef enum { TB_LIVE_MQTT_MORE, TB_LIVE_MQTT_WHOLE, TB_LIVE_MQTT_BROKEN } TbLiveMqttState;

TbLiveMqttState tb_live_mqtt_read         (const guint8 *bytes, gsize n_bytes, TbLiveMqttPacket *packet, gsize *used);
gboolean        tb_live_mqtt_take_number  (TbLiveMqttPacket *packet, guint16 *number);
char           *tb_live_mqtt_take_text    (TbLiveMqttPacket *packet);           /* (nullable): UTF-8 */
gboolean        tb_live_mqtt_read_connect (TbLiveMqttPacket *packet, guint *level, guint16 *keep_alive_s, char **client_id);
gboolean        tb_live_mqtt_read_publish (TbLiveMqttPacket *packet, TbLiveMqttPublish *publish);
GPtrArray      *tb_live_mqtt_read_filters (TbLiveMqttPacket *packet, guint16 *id);      /* (nullable) of char *: of SUBSCRIBE and UNSUBSCRIBE */

void            tb_live_mqtt_write        (GByteArray *out, TbLiveMqttType type, const void *body, gsize n_body);
void            tb_live_mqtt_write_publish (GByteArray *out, const TbLiveMqttPublish *publish);

gboolean        tb_live_mqtt_topic_is_good (const char *topic);
gboolean        tb_live_mqtt_filter_is_good (const char *filter);
gboolean        tb_live_mqtt_matches      (const char *filter, const char *topic);

G_END_DECLS
