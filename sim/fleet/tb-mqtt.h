/* tb-mqtt: the few MQTT 3.1.1 packets that the fleet speaks (OASIS standard of 29 October 2014). Bytes only, no state. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_MQTT_MAX_TEXT 1024

/**
 * TbMqttReturn: return codes of CONNACK (MQTT 3.1.1 section 3.2.2.3)
 */
typedef enum
{
  TB_MQTT_ACCEPTED = 0,
  TB_MQTT_IDENTIFIER_REJECTED = 2,
  TB_MQTT_NOT_AUTHORIZED = 5,
} TbMqttReturn;

GBytes *tb_mqtt_connect    (const char *client_id, const char *user, const char *password, guint16 keep_alive_s);
GBytes *tb_mqtt_connack    (TbMqttReturn code);
GBytes *tb_mqtt_publish    (const char *topic, const char *message);
GBytes *tb_mqtt_publish_bytes (const char *topic, GBytes *message);
GBytes *tb_mqtt_disconnect (void);
char   *tb_mqtt_dup_publish_topic (GBytes *packet);

G_END_DECLS
