/* Packets as the standard has them, byte by byte, and a reader that believes nothing. */
#include "tb-mqtt.h"

#include <string.h>

static void
assert_packet (GBytes *packet, const char *expected, gsize n)
{
  g_assert_cmpmem (g_bytes_get_data (packet, NULL), g_bytes_get_size (packet), expected, n);
  g_bytes_unref (packet);
}

#define ASSERT_PACKET(packet, text) assert_packet ((packet), (text), sizeof (text) - 1)

static void
packets_are_the_standards (void)
{
  ASSERT_PACKET (tb_mqtt_connect ("c1", NULL, NULL, 60), "\x10\x0e\0\4MQTT\4\2\0\x3c\0\2c1");
  ASSERT_PACKET (tb_mqtt_connect ("c1", "u", "pw", 3600), "\x10\x15\0\4MQTT\4\xc2\x0e\x10\0\2c1\0\1u\0\2pw");
  ASSERT_PACKET (tb_mqtt_connect ("c1", "u", NULL, 0), "\x10\x11\0\4MQTT\4\x82\0\0\0\2c1\0\1u");
  /* A password without a user name is not allowed (section 3.1.2.9): it stays out. */
  ASSERT_PACKET (tb_mqtt_connect ("c1", NULL, "pw", 0), "\x10\x0e\0\4MQTT\4\2\0\0\0\2c1");
  ASSERT_PACKET (tb_mqtt_connack (TB_MQTT_ACCEPTED), "\x20\2\0\0");
  ASSERT_PACKET (tb_mqtt_connack (TB_MQTT_IDENTIFIER_REJECTED), "\x20\2\0\2");
  ASSERT_PACKET (tb_mqtt_connack (TB_MQTT_NOT_AUTHORIZED), "\x20\2\0\5");
  ASSERT_PACKET (tb_mqtt_publish ("a/b", "hi"), "\x30\7\0\3a/bhi");
  ASSERT_PACKET (tb_mqtt_publish ("t", ""), "\x30\3\0\1t");
  ASSERT_PACKET (tb_mqtt_disconnect (), "\xe0\0");
}

/* The remaining length grows a byte at 128 and at 16384. */
static void
lengths_are_written_seven_bits_at_a_time (void)
{
  const guint lengths[] = { 0, 1, 124, 125, 1000, 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *text = g_strnfill (lengths[i], 'x');
      g_autoptr (GBytes) packet = tb_mqtt_publish ("t", text);
      const guint8 *bytes = g_bytes_get_data (packet, NULL);
      gsize header = lengths[i] + 3 < 128 ? 2 : 3;
      gsize remaining = header == 2 ? bytes[1] : (gsize) (bytes[1] & 0x7f) + (gsize) bytes[2] * 128;
      g_autofree char *topic = tb_mqtt_dup_publish_topic (packet);

      g_assert_cmpuint (remaining, ==, lengths[i] + 3);
      g_assert_cmpuint (g_bytes_get_size (packet), ==, header + remaining);
      g_assert_cmpstr (topic, ==, "t");
    }
}

static void
long_texts_are_cut (void)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autoptr (GBytes) packet = tb_mqtt_publish (text, text);
  g_autofree char *topic = tb_mqtt_dup_publish_topic (packet);

  g_assert_cmpuint (strlen (topic), ==, TB_MQTT_MAX_TEXT);
  g_assert_cmpuint (g_bytes_get_size (packet), ==, 3 + 2 + 2 * TB_MQTT_MAX_TEXT);
}

static void
topic_is_read_only_when_it_is_whole (void)
{
  g_autofree char *text = g_strnfill (300, 'm');
  g_autoptr (GBytes) packet = tb_mqtt_publish ("home/lock-01/state", text);
  const guint8 *bytes = g_bytes_get_data (packet, NULL);

  for (gsize n = 0; n <= g_bytes_get_size (packet); n++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, MAX (n, 1));
      g_autoptr (GBytes) cut = g_bytes_new (copy, n);
      g_autofree char *topic = tb_mqtt_dup_publish_topic (cut);

      g_assert_cmpstr (topic, ==, n < 3 + 2 + 18 ? NULL : "home/lock-01/state");
    }
}

static void
rubbish_has_no_topic (void)
{
  const struct { const char *bytes; gsize n; } cases[] = {
    { "", 0 }, { "\x30", 1 }, { "\x30\x80\x80\x80\x80\x80", 6 }, { "\x30\xff\xff\xff\x7f\0\5ab", 8 }, { "\x30\4\0\2\xff\xfe", 6 }, { "\x30\4\xff\xff" "ab", 6 },
    { "\x20\2\0\0", 4 }, { "\x30\5\0\3a\0b", 7 }, { "\x10\x0e\0\4MQTT", 8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) packet = g_bytes_new (cases[i].bytes, cases[i].n);

      g_assert_null (tb_mqtt_dup_publish_topic (packet));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/packets", packets_are_the_standards);
  g_test_add_func ("/mqtt/lengths", lengths_are_written_seven_bits_at_a_time);
  g_test_add_func ("/mqtt/long", long_texts_are_cut);
  g_test_add_func ("/mqtt/truncated", topic_is_read_only_when_it_is_whole);
  g_test_add_func ("/mqtt/rubbish", rubbish_has_no_topic);
  return g_test_run ();
}
