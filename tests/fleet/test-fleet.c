/* Who is there, what they are called, and how packets get from one to another. */
#include "fleet-fixture.h"

typedef struct
{
  guint32 count;
  guint32 which;
  const char *name;
} NameCase;

static const NameCase names[] = {
  { 1, 1, "lock" }, { 2, 1, "lock-01" }, { 2, 2, "lock-02" }, { 99, 99, "lock-99" }, { 100, 1, "lock-001" }, { 100, 100, "lock-100" },
  { 999, 7, "lock-007" }, { 1000, 7, "lock-0007" }, { 1000000, 1000000, "lock-1000000" }, { TB_FLEET_MAX_OBJECTS, 3, "lock-0000003" },
};

static void
names_follow_from_places_and_back (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (TbFleet) fleet = tb_fleet_new ();
      TbGroup *group = tb_fleet_add_group (fleet, "lock", TB_ROLE_DEVICE, names[i].count);
      guint32 object = group->first + names[i].which - 1;
      g_autofree char *name = tb_fleet_dup_name (fleet, object);

      g_assert_cmpstr (name, ==, names[i].name);
      g_assert_cmpuint (tb_fleet_find (fleet, name), ==, object);
    }
}

static void
what_is_no_name_is_nobody (void)
{
  const char *wrong[] = { "", "-", "lock", "lock-", "lock-0", "lock-00", "lock-1", "lock-001", "lock-05", "lock-4294967297", "lock-18446744073709551617",
                          "lock--1", "lock-+1", "lock- 1", "lock-1x", "Lock-01", "key-01", "lock-01-01", "lock-\xff\xff" };
  g_autoptr (TbFleet) fleet = tb_fleet_new ();

  tb_fleet_add_group (fleet, "lock", TB_ROLE_DEVICE, 4);
  tb_fleet_add_group (fleet, "key", TB_ROLE_DEVICE, 1);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpuint (tb_fleet_find (fleet, wrong[i]), ==, TB_NOBODY);
  g_assert_cmpuint (tb_fleet_find (fleet, "key"), ==, 5);
  g_assert_nonnull (tb_fleet_find_group (fleet, "lock"));
  g_assert_null (tb_fleet_find_group (fleet, "lock-01"));
}

static void
every_object_has_its_group (void)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new ();

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("g%u", i);

      tb_fleet_add_group (fleet, name, (TbRole) (i % TB_N_ROLES), i % 5 + 1);
    }
  g_assert_cmpuint (tb_fleet_get_n_groups (fleet), ==, 40);
  g_assert_cmpuint (tb_fleet_get_n_objects (fleet), ==, 120);
  for (guint i = 0; i < 40; i++)
    {
      const TbGroup *group = tb_fleet_get_group (fleet, i);

      for (guint32 object = group->first; object < group->first + group->count; object++)
        {
          g_assert_true (tb_fleet_group_of (fleet, object) == group);
          g_assert_cmpint (tb_fleet_get_role (fleet, object), ==, i % TB_N_ROLES);
        }
    }
  g_assert_null (tb_fleet_group_of (fleet, TB_NOBODY));
  g_assert_null (tb_fleet_group_of (fleet, 121));
  g_assert_null (tb_fleet_group_of (fleet, G_MAXUINT32));
}

typedef struct
{
  const char *first;
  guint32 n_first;
  const char *second;
  guint32 n_second;
  gboolean fits;
} ClashCase;

static const ClashCase clashes[] = {
  { "lock", 6, "lock", 1, FALSE }, { "lock", 6, "lock-01", 1, FALSE }, { "lock-01", 1, "lock", 6, FALSE }, { "lock-06", 1, "lock", 6, FALSE },
  { "lock-01", 3, "lock", 6, FALSE }, { "lock-07", 1, "lock", 6, TRUE }, { "lock-1", 1, "lock", 6, TRUE }, { "lock-01", 1, "lock", 1, TRUE },
  { "lock-01", 1, "lock", 100, TRUE }, { "lock-001", 1, "lock", 100, FALSE }, { "lock-00", 1, "lock", 6, TRUE }, { "locks", 1, "lock", 6, TRUE },
};

static void
no_name_means_two_things (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (clashes); i++)
    {
      const ClashCase *c = &clashes[i];
      g_autoptr (TbFleet) fleet = tb_fleet_new ();

      g_assert_nonnull (tb_fleet_add_group (fleet, c->first, TB_ROLE_DEVICE, c->n_first));
      g_test_message ("%s x %u, then %s x %u", c->first, c->n_first, c->second, c->n_second);
      g_assert_true ((tb_fleet_add_group (fleet, c->second, TB_ROLE_DEVICE, c->n_second) != NULL) == c->fits);
      g_assert_cmpuint (tb_fleet_get_n_objects (fleet), ==, c->n_first + (c->fits ? c->n_second : 0));
    }
}

static void
there_is_a_limit (void)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new (), many = tb_fleet_new ();

  g_assert_null (tb_fleet_add_group (fleet, "none", TB_ROLE_DEVICE, 0));
  g_assert_null (tb_fleet_add_group (fleet, "all", TB_ROLE_DEVICE, TB_FLEET_MAX_OBJECTS + 1));
  g_assert_null (tb_fleet_add_group (fleet, "all", TB_ROLE_DEVICE, G_MAXUINT32));
  g_assert_nonnull (tb_fleet_add_group (fleet, "most", TB_ROLE_DEVICE, TB_FLEET_MAX_OBJECTS - 1));
  g_assert_null (tb_fleet_add_group (fleet, "two", TB_ROLE_DEVICE, 2));
  g_assert_nonnull (tb_fleet_add_group (fleet, "last", TB_ROLE_DEVICE, 1));
  g_assert_null (tb_fleet_add_group (fleet, "more", TB_ROLE_DEVICE, 1));
  for (guint i = 0; i <= TB_FLEET_MAX_GROUPS; i++)
    {
      g_autofree char *name = g_strdup_printf ("g%u", i);

      g_assert_true ((tb_fleet_add_group (many, name, TB_ROLE_DEVICE, 1) != NULL) == (i < TB_FLEET_MAX_GROUPS));
    }
}

static void
assert_path (TbFleet *fleet, const char *from, const char *to, const char *expected)
{
  g_autoptr (GString) path = g_string_new (NULL);
  guint32 hops[TB_FLEET_MAX_HOPS];
  guint n = tb_fleet_get_path (fleet, tb_fleet_find (fleet, from), tb_fleet_find (fleet, to), hops);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = tb_fleet_dup_name (fleet, hops[i]);

      g_string_append_printf (path, "%s%s", i > 0 ? " " : "", name);
    }
  g_assert_cmpstr (path->str, ==, expected);
}

static void
packets_pass_the_gateways (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();

  assert_path (fleet, "lock-01", "broker", "lock-01 gw-01 broker");
  assert_path (fleet, "lock-02", "broker", "lock-02 gw-02 broker");
  assert_path (fleet, "lock-03", "broker", "lock-03 gw-01 broker");
  assert_path (fleet, "broker", "lock-02", "broker gw-02 lock-02");
  assert_path (fleet, "lock-01", "lock-02", "lock-01 gw-01 gw-02 lock-02");
  assert_path (fleet, "lock-01", "lock-03", "lock-01 gw-01 lock-03");
  assert_path (fleet, "gw-01", "authority", "gw-01 authority");
  assert_path (fleet, "lock-01", "gw-01", "lock-01 gw-01");
  assert_path (fleet, "gw-01", "lock-01", "gw-01 lock-01");
  assert_path (fleet, "lock-01", "gw-02", "lock-01 gw-01 gw-02");
  assert_path (fleet, "authority", "broker", "authority broker");
}

static const char *
hop (TbFleet *fleet, const char *one, const char *next)
{
  const TbLink *link = tb_fleet_get_hop_link (fleet, tb_fleet_find (fleet, one), tb_fleet_find (fleet, next));

  return link ? link->id : NULL;
}

static void
links_belong_to_the_far_end (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();

  g_assert_cmpstr (hop (fleet, "lock-01", "gw-01"), ==, "wifi");
  g_assert_cmpstr (hop (fleet, "gw-01", "lock-01"), ==, "wifi");
  g_assert_cmpstr (hop (fleet, "gw-01", "broker"), ==, "broadband");
  g_assert_cmpstr (hop (fleet, "broker", "gw-01"), ==, "broadband");
  g_assert_cmpstr (hop (fleet, "authority", "broker"), ==, NULL);
}

static void
time_on_the_way_is_the_sum_of_the_hops (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  guint32 lock = tb_fleet_find (fleet, "lock-01"), broker = tb_fleet_find (fleet, "broker"), authority = tb_fleet_find (fleet, "authority");
  const TbLink *near = tb_fleet_group_of (fleet, lock)->link, *far = tb_fleet_find_group (fleet, "gw")->link;
  gint64 expected_us = 1;

  expected_us += near->latency_us + 1000 * 8 * TB_US_PER_SECOND / near->bits_per_s;
  expected_us += far->latency_us + 1000 * 8 * TB_US_PER_SECOND / far->bits_per_s;
  g_assert_cmpint (tb_fleet_get_path_time_us (fleet, lock, broker, 1000, NULL), ==, expected_us);
  g_assert_cmpint (tb_fleet_get_path_time_us (fleet, broker, lock, 1000, NULL), ==, expected_us);
  g_assert_cmpint (tb_fleet_get_path_time_us (fleet, authority, broker, 1000, NULL), ==, 1);
  g_assert_cmpint (tb_fleet_get_path_time_us (fleet, lock, broker, 0, NULL), ==, 1 + near->latency_us + far->latency_us);
}

/* A link that loses every second packet doubles what is sent, on average; the same stream loses the same. */
static void
losses_cost_another_try (void)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new ();
  TbLink *link = house_link ("mesh");
  TbStream stream;
  gint64 least_us, sum_us = 0;
  guint n_late = 0;

  link->loss_ppm = 500000;
  tb_fleet_add_group (fleet, "gw", TB_ROLE_GATEWAY, 1)->link = tb_fleet_take_link (fleet, link);
  tb_fleet_add_group (fleet, "broker", TB_ROLE_BROKER, 1);
  least_us = tb_fleet_get_path_time_us (fleet, 1, 2, 20, NULL);
  tb_stream_init (&stream, 1, "losses");
  for (guint i = 0; i < 4000; i++)
    {
      TbStream again = stream;
      gint64 time_us = tb_fleet_get_path_time_us (fleet, 1, 2, 20, &stream);

      g_assert_cmpint (tb_fleet_get_path_time_us (fleet, 1, 2, 20, &again), ==, time_us);
      g_assert_cmpint (time_us, >=, least_us);
      n_late += time_us > least_us;
      sum_us += time_us - least_us;
    }
  g_assert_cmpuint (n_late, >, 1800);
  g_assert_cmpuint (n_late, <, 2200);
  g_assert_cmpint (sum_us / 4000, >=, link->latency_us);
}

static gboolean
watched (TbFleet *fleet, const char *from, const char *to)
{
  guint32 who = TB_NOBODY;
  gboolean is = tb_fleet_is_watched (fleet, tb_fleet_find (fleet, from), tb_fleet_find (fleet, to), &who);

  g_assert_cmpuint (who, ==, is ? tb_fleet_find (fleet, "eavesdropper") : TB_NOBODY);
  return is;
}

static void
only_the_uplink_of_one_gateway_is_listened_to (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();

  g_assert_true (watched (fleet, "camera-01", "old-broker"));
  g_assert_true (watched (fleet, "old-broker", "camera-01"));
  g_assert_true (watched (fleet, "camera-03", "old-broker"));
  g_assert_true (watched (fleet, "gw-01", "authority"));
  g_assert_false (watched (fleet, "camera-02", "old-broker"));
  g_assert_false (watched (fleet, "gw-02", "authority"));
  g_assert_false (watched (fleet, "camera-01", "gw-01"));
  g_assert_false (watched (fleet, "camera-01", "camera-03"));
  g_assert_false (watched (fleet, "authority", "broker"));
}

static void
topics_carry_names (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autofree char *topic = tb_fleet_dup_topic (fleet, tb_fleet_find (fleet, "lock-02"));

  g_assert_cmpstr (topic, ==, "home/lock-02/state");
  g_assert_null (tb_fleet_dup_topic (fleet, tb_fleet_find (fleet, "gw-01")));
  g_assert_null (tb_fleet_dup_topic (fleet, TB_NOBODY));
}

static void
equal_profiles_and_links_are_shared (void)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new ();
  const TbProfile *profile = tb_fleet_take_profile (fleet, house_profile ("server"));
  const TbLink *link = tb_fleet_take_link (fleet, house_link ("wifi"));

  g_assert_true (tb_fleet_take_profile (fleet, house_profile ("server")) == profile);
  g_assert_true (tb_fleet_take_profile (fleet, house_profile ("mbedtls-117")) != profile);
  g_assert_true (tb_fleet_take_link (fleet, house_link ("wifi")) == link);
  g_assert_true (tb_fleet_take_link (fleet, house_link ("mesh")) != link);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fleet/names", names_follow_from_places_and_back);
  g_test_add_func ("/fleet/no-names", what_is_no_name_is_nobody);
  g_test_add_func ("/fleet/groups", every_object_has_its_group);
  g_test_add_func ("/fleet/clashes", no_name_means_two_things);
  g_test_add_func ("/fleet/limit", there_is_a_limit);
  g_test_add_func ("/fleet/paths", packets_pass_the_gateways);
  g_test_add_func ("/fleet/hops", links_belong_to_the_far_end);
  g_test_add_func ("/fleet/time", time_on_the_way_is_the_sum_of_the_hops);
  g_test_add_func ("/fleet/losses", losses_cost_another_try);
  g_test_add_func ("/fleet/watched", only_the_uplink_of_one_gateway_is_listened_to);
  g_test_add_func ("/fleet/topics", topics_carry_names);
  g_test_add_func ("/fleet/shared", equal_profiles_and_links_are_shared);
  return g_test_run ();
}
