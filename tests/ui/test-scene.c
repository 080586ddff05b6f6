/* The scene follows the fold forward and back, dims what is not asked for, and packets stay long enough to be seen. */
#include <string.h>

#include "canvas-fixture.h"
#include "tb-object-list.h"
#include "tb-packets.h"
#include "tb-readable.h"
#include "tb-units.h"
#include "ui-fixture.h"

#define FRAME_US 16667

static void
assert_as_fold (TbScene *scene, TbFold *fold)
{
  for (guint32 object = 1; object <= tb_fleet_get_n_objects (tb_scene_get_fleet (scene)); object++)
    {
      const TbObjectState *state = tb_fold_get (fold, object);

      g_assert_cmpuint (tb_scene_get_mark (scene, object) & TB_MARK_STATE, ==, TB_MARK_MAKE (state->identity, state->health));
    }
}

static void
test_follows (void)
{
  g_autoptr (TbRun) run = start_house ();
  g_autoptr (TbFold) fold = NULL;
  g_autoptr (TbScene) scene = tb_scene_new (tb_run_get_fleet (run));
  static const gint64 seconds[] = { 1, 4, 6, 12, 30, 300, 11, 3, 599, 0 };

  tb_run_set_target (run, HOUSE_MINUTES * TB_US_PER_MINUTE);
  tb_run_wait (run, HOUSE_MINUTES * TB_US_PER_MINUTE);
  fold = tb_run_new_fold (run);
  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    {
      tb_fold_seek (fold, seconds[i] * TB_US_PER_SECOND);
      tb_scene_follow (scene, fold);
      assert_as_fold (scene, fold);
      g_assert_false (tb_scene_follow (scene, fold));
    }
}

static void
test_version_grows_with_changes_alone (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (10, 1);
  g_autoptr (TbScene) scene = tb_scene_new (fleet);
  guint before = tb_scene_get_version (scene);

  tb_scene_set_state (scene, 5, TB_IDENTITY_NONE, TB_HEALTH_OFF);
  g_assert_cmpuint (tb_scene_get_version (scene), ==, before);
  tb_scene_set_state (scene, 5, TB_IDENTITY_VALID, TB_HEALTH_HEALTHY);
  g_assert_cmpuint (tb_scene_get_version (scene), >, before);
  g_assert_cmpuint (TB_MARK_IDENTITY (tb_scene_get_mark (scene, 5)), ==, TB_IDENTITY_VALID);
  g_assert_cmpuint (TB_MARK_HEALTH (tb_scene_get_mark (scene, 5)), ==, TB_HEALTH_HEALTHY);
}

static gboolean
is_dim (TbScene *scene, const char *name)
{
  return (tb_scene_get_mark (scene, tb_fleet_find (tb_scene_get_fleet (scene), name)) & TB_MARK_DIM) != 0;
}

static void
test_filter_dims_the_others (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (10, 1);
  g_autoptr (TbScene) scene = tb_scene_new (fleet);
  TbFilter filter = TB_FILTER_INIT;

  filter.text = (char *) "CAM";
  tb_scene_set_filter (scene, &filter);
  g_assert_false (is_dim (scene, "camera-03"));
  g_assert_true (is_dim (scene, "lock-03"));
  filter.text = NULL;
  filter.identity = TB_IDENTITY_VALID;
  tb_scene_set_filter (scene, &filter);
  g_assert_true (is_dim (scene, "lock-03"));
  tb_scene_set_state (scene, tb_fleet_find (fleet, "lock-03"), TB_IDENTITY_VALID, TB_HEALTH_HEALTHY);
  g_assert_false (is_dim (scene, "lock-03"));
  filter.identity = -1;
  tb_scene_set_filter (scene, &filter);
  g_assert_false (is_dim (scene, "camera-03"));
  g_assert_false (tb_scene_is_dimmed (scene));
}

static void
test_focus_dims_other_devices (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (10, 1);
  g_autoptr (TbScene) scene = tb_scene_new (fleet);
  guint32 lock = tb_fleet_find (fleet, "lock-01");

  tb_scene_set_focus (scene, &lock, 1);
  g_assert_false (is_dim (scene, "lock-01"));
  g_assert_true (is_dim (scene, "camera-01"));
  g_assert_false (is_dim (scene, "broker"));
  tb_scene_set_focus (scene, NULL, 0);
  g_assert_false (is_dim (scene, "camera-01"));
}

static void
count_notify (GObject *object, GParamSpec *pspec, guint *n)
{
  ++*n;
}

static void
test_list_is_lazy_and_follows (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (1000, 3);
  g_autoptr (TbScene) scene = tb_scene_new (fleet);
  g_autoptr (TbObjectList) list = tb_object_list_new ();
  g_autoptr (TbObjectItem) item = NULL, again = NULL;
  g_autofree char *name = NULL, *word = NULL;
  guint n_notified = 0, position;
  guint32 lock = tb_fleet_find (fleet, "lock-007");

  tb_object_list_set_scene (list, scene);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1006);
  position = tb_object_list_find (list, lock);
  item = g_list_model_get_item (G_LIST_MODEL (list), position);
  again = g_list_model_get_item (G_LIST_MODEL (list), position);
  g_assert_true (item == again);
  g_assert_cmpuint (tb_object_item_get_object (item), ==, lock);
  g_signal_connect (item, "notify::identity", G_CALLBACK (count_notify), &n_notified);
  tb_scene_set_state (scene, lock, TB_IDENTITY_EXPIRED, TB_HEALTH_HEALTHY);
  tb_object_list_refresh (list, NULL);
  tb_object_list_refresh (list, NULL);
  g_assert_cmpuint (n_notified, ==, 1);
  g_object_get (item, "name", &name, "identity", &word, NULL);
  g_assert_cmpstr (name, ==, "lock-007");
  g_assert_cmpstr (word, ==, "expired");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 1006));
  tb_object_list_set_scene (list, NULL);
}

static void
count_change (GListModel *model, guint position, guint removed, guint added, guint *n)
{
  *n = *n - removed + added;
}

static void
test_list_leaves_out_the_others (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (20, 1);
  g_autoptr (TbScene) scene = tb_scene_new (fleet);
  g_autoptr (TbObjectList) list = tb_object_list_new ();
  TbFilter filter = { -1, -1, (char *) "lock" };
  guint n = 0;

  g_signal_connect (list, "items-changed", G_CALLBACK (count_change), &n);
  tb_object_list_set_scene (list, scene);
  tb_scene_set_filter (scene, &filter);
  tb_object_list_refilter (list);
  g_assert_cmpuint (n, ==, 10);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 10);
  g_assert_cmpuint (tb_object_list_find (list, tb_fleet_find (fleet, "camera-01")), ==, G_MAXUINT);
  g_assert_cmpuint (tb_object_list_find (list, tb_fleet_find (fleet, "lock-01")), ==, 0);
}

static TbPacket
make_packet (TbFleet *fleet, TbPacketKind kind, gint64 way_us)
{
  return (TbPacket) { .depart_us = 1000, .arrive_us = 1000 + way_us, .from = tb_fleet_find (fleet, "camera-01"), .to = tb_fleet_find (fleet, "broker"),
                      .payload = TB_NO_PAYLOAD, .kind = kind };
}

/* How long a packet is on the screen, in frames. */
static guint
count_frames (TbFleet *fleet, TbPacketKind kind, gint64 way_us, double speed)
{
  g_autoptr (TbPackets) packets = tb_packets_new ();
  TbPacket packet = make_packet (fleet, kind, way_us);
  guint n = 0;

  g_assert_true (tb_packets_admit (packets, fleet, &packet));
  while (tb_packets_get_n (packets) > 0 && n < 10000)
    {
      tb_packets_move (packets, 1000, FRAME_US, speed, TRUE);
      n++;
    }
  return n;
}

static void
test_packets_are_shown_long_enough (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (4, 1);

  g_assert_cmpuint (count_frames (fleet, TB_PACKET_REPORT, 20 * TB_US_PER_MS, 60), ==, 42);
  g_assert_cmpuint (count_frames (fleet, TB_PACKET_MESSAGE, 20 * TB_US_PER_MS, 60), ==, 132);
  g_assert_cmpuint (count_frames (fleet, TB_PACKET_REPORT, 100 * TB_US_PER_MS, 0.05), ==, 120);
}

static void
test_packets_tell_that_they_are_slowed (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (4, 1);
  g_autoptr (TbPackets) packets = tb_packets_new ();
  TbPacket packet = make_packet (fleet, TB_PACKET_REPORT, 100 * TB_US_PER_MS);

  tb_packets_admit (packets, fleet, &packet);
  tb_packets_move (packets, 1000, FRAME_US, 1, TRUE);
  g_assert_true (tb_packets_is_slowed (packets));
  tb_packets_move (packets, 1000, FRAME_US, 0.01, TRUE);
  g_assert_false (tb_packets_is_slowed (packets));
}

static void
test_packets_wait_while_time_stands (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (4, 1);
  g_autoptr (TbPackets) packets = tb_packets_new ();
  TbPacket packet = make_packet (fleet, TB_PACKET_REPORT, 100 * TB_US_PER_MS);

  tb_packets_admit (packets, fleet, &packet);
  g_assert_false (tb_packets_move (packets, 2000, FRAME_US, 1, FALSE));
  g_assert_cmpfloat (tb_packets_get (packets, 0)->progress, ==, 0);
  g_assert_true (tb_packets_move (packets, packet.arrive_us, FRAME_US, 1, FALSE));
  g_assert_cmpfloat (tb_packets_get (packets, 0)->progress, >, 0);
}

static void
test_packets_know_who_listens (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (4, 2);
  g_autoptr (TbPackets) packets = tb_packets_new ();
  TbPacket packet = make_packet (fleet, TB_PACKET_REPORT, 1000);

  tb_packets_admit (packets, fleet, &packet);
  packet.from = tb_fleet_find (fleet, "camera-02");
  tb_packets_admit (packets, fleet, &packet);
  g_assert_cmpuint (tb_packets_get (packets, 0)->eavesdropper, ==, tb_fleet_find (fleet, "eavesdropper"));
  g_assert_cmpuint (tb_packets_get (packets, 1)->eavesdropper, ==, TB_NOBODY);
}

static void
test_packets_have_a_limit (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (4, 1);
  g_autoptr (TbPackets) packets = tb_packets_new ();
  TbPacket packet = make_packet (fleet, TB_PACKET_REPORT, 1000);

  for (guint i = 0; i < 2 * TB_PACKETS_MAX; i++)
    tb_packets_admit (packets, fleet, &packet);
  g_assert_cmpuint (tb_packets_get_n (packets), ==, TB_PACKETS_MAX);
}

/* Plays the house and looks for the password on its way. */
static void
test_password_is_readable (void)
{
  g_autoptr (TbRun) run = start_house ();
  g_autoptr (TbFold) fold = NULL;
  g_autoptr (TbPackets) packets = tb_packets_new ();
  gboolean found = FALSE;

  tb_run_set_target (run, TB_US_PER_MINUTE);
  tb_run_wait (run, TB_US_PER_MINUTE);
  fold = tb_run_new_fold (run);
  for (gint64 now = 0; now < 8 * TB_US_PER_SECOND; now += 10 * TB_US_PER_MS)
    {
      tb_fold_seek (fold, now);
      tb_packets_advance (packets, fold, now, FRAME_US, 0.6, TRUE);
      for (guint i = 0; i < tb_packets_get_n (packets); i++)
        found |= g_strcmp0 (tb_packets_get_text (tb_packets_get (packets, i), tb_run_get_fleet (run), tb_run_get_journal (run)), "admin : secret") == 0;
    }
  g_assert_true (found);
}

static char *
read_bytes (const char *bytes, gsize n)
{
  g_autoptr (GBytes) plain = g_bytes_new (bytes, n);

  return tb_readable_from_bytes (plain, 20);
}

static void
assert_reads (const char *bytes, gsize n, const char *expected)
{
  g_autofree char *text = read_bytes (bytes, n);

  g_assert_cmpstr (text, ==, expected);
}

#define CONNECT "\x10\x19\0\4MQTT\4\xc2\0\x3c\0\3cam\0\2me\0\4pass"
#define PUBLISH "\x30\x0b\0\5a/b/c" "21.5"

static void
test_readable (void)
{
  assert_reads (CONNECT, sizeof CONNECT - 1, "me : pass");
  assert_reads (PUBLISH, sizeof PUBLISH - 1, "21.5");
  assert_reads ("\0\1hello\0wor\2", 12, "hello wor");
  assert_reads ("\0\1\2\3", 4, NULL);
  assert_reads ("", 0, NULL);
  assert_reads ("abcdefghijklmnopqrstuvwxyz", 26, "abcdefghijklmnopqrs…");
}

/* However a message is cut off, reading it ends. */
static void
test_readable_truncated (void)
{
  for (gsize n = 0; n < sizeof CONNECT; n++)
    {
      g_autofree char *text = read_bytes (CONNECT, n);

      g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
    }
  for (gsize n = 0; n < sizeof PUBLISH - 1; n++)
    {
      g_autofree char *text = read_bytes (PUBLISH, n);

      g_assert_cmpstr (text, !=, "21.5");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/scene/follows", test_follows);
  g_test_add_func ("/ui/scene/version", test_version_grows_with_changes_alone);
  g_test_add_func ("/ui/scene/filter", test_filter_dims_the_others);
  g_test_add_func ("/ui/scene/focus", test_focus_dims_other_devices);
  g_test_add_func ("/ui/object-list/lazy", test_list_is_lazy_and_follows);
  g_test_add_func ("/ui/object-list/filter", test_list_leaves_out_the_others);
  g_test_add_func ("/ui/packets/long-enough", test_packets_are_shown_long_enough);
  g_test_add_func ("/ui/packets/slowed", test_packets_tell_that_they_are_slowed);
  g_test_add_func ("/ui/packets/wait", test_packets_wait_while_time_stands);
  g_test_add_func ("/ui/packets/listeners", test_packets_know_who_listens);
  g_test_add_func ("/ui/packets/limit", test_packets_have_a_limit);
  g_test_add_func ("/ui/packets/password", test_password_is_readable);
  g_test_add_func ("/ui/readable/messages", test_readable);
  g_test_add_func ("/ui/readable/truncated", test_readable_truncated);
  return g_test_run ();
}
