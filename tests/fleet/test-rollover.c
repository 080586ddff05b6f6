/* A new root, and when the orders for it are refused. What comes of it for devices is told by the scenario. */
#include "fleet-fixture.h"

#include <string.h>

#include "tb-world-private.h"

#define MINUTE TB_US_PER_MINUTE

static void
refused (gboolean done, GError **error, const char *why)
{
  g_assert_false (done);
  g_assert_cmpstr ((*error)->message, ==, why);
}

static void
roll_over (House *house)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_roll_over (house->world, house->authority, &error), error);
  house_play (house, tb_world_get_time (house->world));
}

static guint64
trusted (House *house, guint32 object)
{
  return tb_state_get_trusted (tb_world_get_state (house->world), object);
}

static void
nobody_trusts_a_new_root_by_itself (House *house, gconstpointer unused)
{
  const TbAnchors *anchors = tb_state_get_anchors (tb_world_get_state (house->world));

  roll_over (house);
  g_assert_cmpuint (anchors->n, ==, 3);
  g_assert_cmpuint (anchors->anchors[2].authority, ==, house->authority);
  g_assert_cmpuint (anchors->anchors[2].generation, ==, 2);
  g_assert_cmpuint (trusted (house, house->locks), ==, 3);
  g_assert_cmpuint (house_count (house, TB_RECORD_AUTHORITY_MADE, house->authority), ==, 5);
}

/* A certificate from before and one from after: the broker takes both, before and after the old root is given up. */
static void
certificates_go_on (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL, renew = NULL, retire = NULL;
  guint before;

  roll_over (house);
  house_do (tb_world_update_trust (house->world, tb_fleet_group_of (house->fleet, house->locks), 100, &error), error);
  house_do (tb_world_renew (house->world, house->locks, &renew), renew);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (trusted (house, house->locks + 3), ==, 7);
  house_do (tb_world_retire (house->world, house->authority, &retire), retire);
  before = house_count (house, TB_RECORD_HANDSHAKE_COMPLETED, TB_NOBODY);
  for (guint32 i = 0; i < 2; i++)
    {
      g_autoptr (GError) connect = NULL;

      house_do (tb_world_connect (house->world, house->locks + i, TB_NOBODY, &connect), connect);
    }
  house_play (house, 3 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_COMPLETED, TB_NOBODY), ==, before + 2);
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks), ==, 0);
}

/* It leaves while the update is on its way, and hears of it on waking. */
static void
who_is_off_hears_nothing (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL, off = NULL, on = NULL;

  roll_over (house);
  house_do (tb_world_update_trust (house->world, tb_fleet_group_of (house->fleet, house->locks), 100, &error), error);
  house_do (tb_world_power (house->world, house->locks, FALSE, &off), off);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (trusted (house, house->locks), ==, 3);
  g_assert_cmpuint (trusted (house, house->locks + 1), ==, 7);
  house_do (tb_world_power (house->world, house->locks, TRUE, &on), on);
  house_play (house, 3 * MINUTE);
  g_assert_cmpuint (trusted (house, house->locks), ==, 7);
}

/* Who has thrown the old root out cannot check what it signed. */
static void
an_update_needs_the_old_root (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL, distrust = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_trust (house->world, house->locks, 1, house->authority, FALSE, &distrust), distrust);
  roll_over (house);
  house_do (tb_world_update_trust (house->world, tb_fleet_group_of (house->fleet, house->locks), 25, &error), error);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_TRUST_UPDATE_REFUSED, house->locks), ==, 1);
  g_assert_cmpuint (house_count (house, TB_RECORD_ANCHOR_ADDED, TB_NOBODY), ==, 0);
  g_assert_cmpuint (trusted (house, house->locks), ==, 2);
}

static void
who_was_not_told_is_lost (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL, retire = NULL;

  roll_over (house);
  house_do (tb_world_update_trust (house->world, tb_fleet_group_of (house->fleet, house->locks), 50, &error), error);
  house_play (house, 2 * MINUTE);
  house_do (tb_world_retire (house->world, house->authority, &retire), retire);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_TRUST_LOST, house->locks + 1), ==, 0);
  g_assert_cmpuint (house_count (house, TB_RECORD_TRUST_LOST, house->locks + 2), ==, 1);
  g_assert_cmpuint (house_count (house, TB_RECORD_TRUST_LOST, house->plug), ==, 0);
  g_assert_cmpuint (house_count (house, TB_RECORD_TRUST_LOST, TB_NOBODY), ==, 4);
}

static void
orders_are_refused_with_the_reason (House *house, gconstpointer unused)
{
  const TbGroup *locks = tb_fleet_group_of (house->fleet, house->locks), *cameras = tb_fleet_group_of (house->fleet, house->cameras);
  g_autoptr (GError) early = NULL, nothing = NULL, twice = NULL, broker = NULL, strangers = NULL, retire = NULL, lock = NULL, late = NULL;

  house_play (house, MINUTE);
  refused (tb_world_retire (house->world, house->authority, &early), &early, "authority has no newer root to go on with; roll it over first");
  refused (tb_world_retire (house->world, house->locks, &lock), &lock, "lock-01 is no authority");
  refused (tb_world_roll_over (house->world, house->broker, &broker), &broker, "broker is no authority");
  refused (tb_world_update_trust (house->world, locks, 50, &nothing), &nothing, "authority has no new root beside its old one; roll it over first");
  roll_over (house);
  refused (tb_world_roll_over (house->world, house->authority, &twice), &twice, "authority has a new root already; retire the old one first");
  refused (tb_world_update_trust (house->world, cameras, 50, &strangers), &strangers, "camera are no devices of an authority");
  house_do (tb_world_retire (house->world, house->authority, &retire), retire);
  refused (tb_world_update_trust (house->world, locks, 50, &late), &late, "authority has no new root beside its old one; roll it over first");
}

/* Root after root, as long as there are numbers. */
static void
there_is_an_end_of_roots (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  house_play (house, MINUTE);
  while (tb_world_roll_over (house->world, house->authority, NULL) && tb_world_retire (house->world, house->authority, NULL))
    n++;
  g_assert_cmpuint (n, ==, TB_MAX_ANCHORS - 2);
  refused (tb_world_roll_over (house->world, house->authority, &error), &error, "authority cannot have another root: there have been 64 in this run");
}

#define ADD(name, func) g_test_add ("/rollover/" name, House, NULL, house_set_up, func, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("new", nobody_trusts_a_new_root_by_itself);
  ADD ("certificates", certificates_go_on);
  ADD ("old-root", an_update_needs_the_old_root);
  ADD ("off", who_is_off_hears_nothing);
  ADD ("lost", who_was_not_told_is_lost);
  ADD ("refused", orders_are_refused_with_the_reason);
  ADD ("end", there_is_an_end_of_roots);
  return g_test_run ();
}
