/* Messages and series survive the way to bytes and back; cut off anywhere they are no message, never a crash. */
#include "tb-message.h"

#include <string.h>

#include "fleet-fixture.h"
#include "tb-mqtt.h"

static TbMessageInfo
make (guint32 transcript, guint32 sequence, TbSide from, const char *text)
{
  return (TbMessageInfo) { transcript, sequence, from, g_bytes_new (text, strlen (text)) };
}

static void
message_comes_back (void)
{
  TbMessageInfo cases[] = { make (0, 0, TB_SIDE_CLIENT, ""), make (TB_NO_PAYLOAD, G_MAXUINT32, TB_SIDE_SERVER, "hello"), make (0x01020304, 5, TB_SIDE_SERVER, "x") };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = tb_message_encode (&cases[i]);
      TbMessageInfo back;

      g_assert_true (tb_message_decode (bytes, &back));
      g_assert_cmpuint (back.transcript, ==, cases[i].transcript);
      g_assert_cmpuint (back.sequence, ==, cases[i].sequence);
      g_assert_cmpint (back.from, ==, cases[i].from);
      g_assert_true (g_bytes_equal (back.plain, cases[i].plain));
      g_bytes_unref (back.plain);
      g_bytes_unref (cases[i].plain);
    }
}

/* Fixed, so that journals mean the same everywhere: little-endian, whatever the machine. */
static void
the_layout_is_fixed (void)
{
  TbMessageInfo message = make (0x01020304, 0x0a0b0c0d, TB_SIDE_SERVER, "hi");
  TbSeries series = { 1, 2, 0x0102030405060708, 9 };
  g_autoptr (GBytes) bytes = tb_message_encode (&message), of_series = tb_series_encode (&series);
  const guint8 expected[] = { 4, 3, 2, 1, 13, 12, 11, 10, 1, 0, 0, 0, 'h', 'i' };
  const guint8 expected_series[] = { 1, 0, 0, 0, 2, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1, 9, 0, 0, 0, 0, 0, 0, 0 };

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, sizeof expected);
  g_assert_cmpmem (g_bytes_get_data (of_series, NULL), g_bytes_get_size (of_series), expected_series, sizeof expected_series);
  g_bytes_unref (message.plain);
}

static void
cut_off_messages_are_refused (void)
{
  TbMessageInfo message = make (1, 2, TB_SIDE_CLIENT, "plaintext");
  g_autoptr (GBytes) bytes = tb_message_encode (&message);

  for (gsize n = 0; n <= g_bytes_get_size (bytes); n++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (g_bytes_get_data (bytes, NULL), n);
      TbMessageInfo back;

      g_assert_true (tb_message_decode (cut, &back) == (n >= 12));
      if (n < 12)
        continue;
      g_assert_cmpuint (g_bytes_get_size (back.plain), ==, n - 12);
      g_bytes_unref (back.plain);
    }
  g_bytes_unref (message.plain);
}

static void
series_come_back_and_only_whole (void)
{
  TbSeries series = { TB_NO_PAYLOAD, G_MAXUINT32, G_MAXINT64, G_MAXUINT64 }, back;
  g_autoptr (GBytes) bytes = tb_series_encode (&series);
  gsize whole = g_bytes_get_size (bytes);

  g_assert_true (tb_series_decode (bytes, &back));
  g_assert_cmpmem (&series, sizeof series, &back, sizeof back);
  for (gsize n = 0; n <= whole + 8; n++)
    {
      g_autofree guint8 *copy = g_malloc0 (whole + 8);
      g_autoptr (GBytes) cut = NULL;

      memcpy (copy, g_bytes_get_data (bytes, NULL), whole);
      cut = g_bytes_new (copy, n);
      g_assert_true (tb_series_decode (cut, &back) == (n == whole));
    }
}

/* What a device says has always the same length, and depends on seed, device and number alone. */
static void
reports_have_one_length (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  guint32 lock = tb_fleet_find (fleet, "lock-01"), other = tb_fleet_find (fleet, "lock-02");
  g_autoptr (GBytes) first = tb_message_make_report (fleet, 42, lock, 0);
  g_autofree char *topic = tb_mqtt_dup_publish_topic (first);
  guint n_different = 0;

  g_assert_cmpstr (topic, ==, "home/lock-01/state");
  for (guint64 i = 0; i < 500; i++)
    {
      g_autoptr (GBytes) report = tb_message_make_report (fleet, 42, lock, i), again = tb_message_make_report (fleet, 42, lock, i);
      g_autoptr (GBytes) of_other = tb_message_make_report (fleet, 42, other, i);

      g_assert_cmpuint (g_bytes_get_size (report), ==, g_bytes_get_size (first));
      g_assert_true (g_bytes_equal (report, again));
      g_assert_false (g_bytes_equal (report, of_other));
      n_different += !g_bytes_equal (report, first);
    }
  g_assert_cmpuint (n_different, >, 400);
}

static void
topic_of_a_message (void)
{
  g_autoptr (GBytes) publish = tb_mqtt_publish ("a/b", "text"), connect = tb_mqtt_connect ("lock-01", NULL, NULL, 60);
  TbMessageInfo of_publish = { 1, 2, TB_SIDE_CLIENT, publish }, of_connect = { 1, 2, TB_SIDE_CLIENT, connect };
  g_autoptr (GBytes) one = tb_message_encode (&of_publish), other = tb_message_encode (&of_connect), nothing = g_bytes_new ("abc", 3);
  g_autofree char *topic = tb_message_dup_topic (one);

  g_assert_cmpstr (topic, ==, "a/b");
  g_assert_null (tb_message_dup_topic (other));
  g_assert_null (tb_message_dup_topic (nothing));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/round-trip", message_comes_back);
  g_test_add_func ("/message/layout", the_layout_is_fixed);
  g_test_add_func ("/message/truncated", cut_off_messages_are_refused);
  g_test_add_func ("/message/series", series_come_back_and_only_whole);
  g_test_add_func ("/message/report", reports_have_one_length);
  g_test_add_func ("/message/topic", topic_of_a_message);
  return g_test_run ();
}
