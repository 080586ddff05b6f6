/* Devices that ask for no certificate until somebody orders it, and try their broker without one: an order is carried out at once, whatever they were about to try. */
#include "fleet-fixture.h"

#define MINUTE TB_US_PER_MINUTE
#define SECOND TB_US_PER_SECOND

static void
set_up (House *house, gconstpointer unused)
{
  TbFleet *fleet = house_new_fleet ();

  ((TbGroup *) tb_fleet_find_group (fleet, "lock"))->waits_for_order = TRUE;
  house_set_up_fleet (house, fleet);
}

static void
order (House *house)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_enrol (house->world, house->locks, &error), error);
}

/* The @nth request of the lock is made for that reason, in the second that follows @time_us. */
static void
assert_asks (House *house, guint nth, TbEnrolCause cause, gint64 time_us)
{
  const TbRecord *asked = house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks, nth);

  g_assert_nonnull (asked);
  g_assert_cmpint (asked->value, ==, cause);
  g_assert_cmpint (asked->time_us, >=, time_us);
  g_assert_cmpint (asked->time_us, <, time_us + SECOND);
}

static void
nobody_asks_unordered (House *house, gconstpointer unused)
{
  house_play (house, 10 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks), ==, 0);
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks), >=, 2);
}

static void
who_waits_before_it_tries_again_asks_at_once (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  order (house);
  house_play (house, 2 * MINUTE);
  assert_asks (house, 0, TB_CAUSE_ORDERED, MINUTE);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpint (house_state (house, house->locks)->report_interval_us, >, 0);
}

/* Its second try, which nobody has ordered. */
static void
who_is_trying_asks_as_soon_as_it_has_failed (House *house, gconstpointer unused)
{
  g_assert_true (house_play_to (house, TB_RECORD_HANDSHAKE_STARTED, house->locks));
  g_assert_true (house_play_to (house, TB_RECORD_HANDSHAKE_STARTED, house->locks));
  order (house);
  g_assert_true (house_play_to (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks));
  house_play (house, tb_world_get_time (house->world) + MINUTE);
  assert_asks (house, 0, TB_CAUSE_ORDERED, house_find (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks, 1)->time_us);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_VALID);
}

/* The authority is silent: the order that came meanwhile counts when it gives up, and the waits that follow are the shortest again. */
static void
who_waits_for_an_answer_asks_as_soon_as_it_gives_up (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_set_outage (house->world, house->authority, TRUE, &error), error);
  order (house);
  house_play (house, MINUTE + 10 * SECOND);
  order (house);
  house_do (tb_world_set_outage (house->world, house->authority, FALSE, &error), error);
  house_play (house, 2 * MINUTE);
  assert_asks (house, 0, TB_CAUSE_ORDERED, MINUTE);
  assert_asks (house, 1, TB_CAUSE_ORDERED, house_find (house, TB_RECORD_ENROLMENT_REFUSED, house->locks, 0)->time_us);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_VALID);
}

/* An order that what was under way has carried out is no second one. */
static void
who_has_come_by_one_meanwhile_asks_no_more (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  order (house);
  g_assert_true (house_play_to (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks));
  order (house);
  house_play (house, 10 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks), ==, 1);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_INSTALLED, house->locks), ==, 1);
  g_assert_false (tb_world_enrol (house->world, house->locks, &error));
  g_assert_cmpstr (error->message, ==, "lock-01 has a certificate; renew it instead");
}

#define FACT(name) g_test_add ("/order/" #name, House, NULL, set_up, name, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FACT (nobody_asks_unordered);
  FACT (who_waits_before_it_tries_again_asks_at_once);
  FACT (who_is_trying_asks_as_soon_as_it_has_failed);
  FACT (who_waits_for_an_answer_asks_as_soon_as_it_gives_up);
  FACT (who_has_come_by_one_meanwhile_asks_no_more);
  return g_test_run ();
}
