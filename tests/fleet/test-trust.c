/* Whom a device trusts is what its next handshake goes by: a broker under a root that it has not is refused, with the alert that OpenSSL gives. */
#include "fleet-fixture.h"

#include "tb-transcript.h"

#define MINUTE TB_US_PER_MINUTE
#define UNKNOWN_CA 48

static void
refused (gboolean done, GError **error, const char *why)
{
  g_assert_false (done);
  g_assert_cmpstr ((*error)->message, ==, why);
}

static void
trust (House *house, guint32 first, guint32 count, guint32 authority, gboolean trusted)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_trust (house->world, first, count, authority, trusted, &error), error);
  house_play (house, tb_world_get_time (house->world));
}

static void
reconnect (House *house, guint32 device)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_connect (house->world, device, TB_NOBODY, &error), error);
  house_play (house, tb_world_get_time (house->world) + MINUTE / 2);
}

static void
without_the_root_it_refuses_its_broker (House *house, gconstpointer unused)
{
  const TbRecord *removed, *end;
  g_autoptr (TbTranscript) transcript = NULL;

  house_play (house, MINUTE);
  trust (house, house->locks, 1, house->authority, FALSE);
  removed = house_find (house, TB_RECORD_ANCHOR_REMOVED, house->locks, 0);
  g_assert_cmpuint (removed->object, ==, house->authority);
  g_assert_cmpuint (removed->payload, ==, house_find (house, TB_RECORD_AUTHORITY_MADE, house->authority, 0)->payload);
  g_assert_null (house_find (house, TB_RECORD_SESSION_CLOSED, house->locks, 0));
  reconnect (house, house->locks);
  end = house_find (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks, 0);
  g_assert_nonnull (end);
  g_assert_cmpuint (end->detail, ==, UNKNOWN_CA);
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (house->journal, end->payload), NULL);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "unknown-authority");
  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_sent, ==, UNKNOWN_CA);
  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_SERVER)->alert_received, ==, UNKNOWN_CA);
}

static void
with_it_again_it_accepts (House *house, gconstpointer unused)
{
  guint before;

  house_play (house, MINUTE);
  trust (house, house->locks, 1, house->authority, FALSE);
  reconnect (house, house->locks);
  trust (house, house->locks, 1, house->authority, TRUE);
  g_assert_cmpuint (house_find (house, TB_RECORD_ANCHOR_ADDED, house->locks, 0)->detail, ==, 0);
  before = house_count (house, TB_RECORD_HANDSHAKE_COMPLETED, house->locks);
  reconnect (house, house->locks);
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_COMPLETED, house->locks), ==, before + 1);
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks), ==, 1);
}

/* What it trusts besides does not matter. */
static void
another_root_is_no_use (House *house, gconstpointer unused)
{
  guint before;

  house_play (house, MINUTE);
  trust (house, house->locks, 1, house->vendor, FALSE);
  before = house_count (house, TB_RECORD_HANDSHAKE_COMPLETED, house->locks);
  reconnect (house, house->locks);
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_COMPLETED, house->locks), ==, before + 1);
  trust (house, house->locks, 1, house->authority, FALSE);
  trust (house, house->locks, 1, house->vendor, TRUE);
  reconnect (house, house->locks);
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks), ==, 1);
}

static void
a_group_changes_together (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL, again = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_power (house->world, house->locks + 3, FALSE, &error), error);
  trust (house, house->locks + 1, 1, house->authority, FALSE);
  trust (house, house->locks, 4, house->authority, FALSE);
  g_assert_cmpuint (house_count (house, TB_RECORD_ANCHOR_REMOVED, TB_NOBODY), ==, 3);
  g_assert_cmpuint (tb_state_get_trusted (tb_world_get_state (house->world), house->locks + 2), ==, 2);
  g_assert_cmpuint (tb_state_get_trusted (tb_world_get_state (house->world), house->locks + 3), ==, 3);
  refused (tb_world_trust (house->world, house->locks, 4, house->authority, FALSE, &again), &again,
           "nobody in the group of lock-01 who is switched on trusts authority");
}

static void
orders_are_refused_with_the_reason (House *house, gconstpointer unused)
{
  g_autoptr (GError) broker = NULL, nobody = NULL, already = NULL, off = NULL, power = NULL, not_now = NULL, group = NULL;

  house_play (house, MINUTE);
  refused (tb_world_trust (house->world, house->broker, 1, house->authority, TRUE, &broker), &broker,
           "broker has no trust store in this scenario; name a device or a gateway");
  refused (tb_world_trust (house->world, house->locks, 1, house->broker, TRUE, &nobody), &nobody, "broker is no authority");
  refused (tb_world_trust (house->world, house->locks, 1, house->authority, TRUE, &already), &already, "lock-01 trusts authority already");
  refused (tb_world_trust (house->world, house->locks, 4, house->authority, TRUE, &group), &group,
           "everybody in the group of lock-01 who is switched on trusts authority already");
  trust (house, house->locks, 1, house->authority, FALSE);
  refused (tb_world_trust (house->world, house->locks, 1, house->authority, FALSE, &not_now), &not_now, "lock-01 does not trust authority");
  house_do (tb_world_power (house->world, house->locks, FALSE, &power), power);
  refused (tb_world_trust (house->world, house->locks, 1, house->authority, TRUE, &off), &off, "lock-01 is switched off; switch it on first");
}

#define ADD(name, func) g_test_add ("/trust/" name, House, NULL, house_set_up, func, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("without", without_the_root_it_refuses_its_broker);
  ADD ("again", with_it_again_it_accepts);
  ADD ("another", another_root_is_no_use);
  ADD ("group", a_group_changes_together);
  ADD ("refused", orders_are_refused_with_the_reason);
  return g_test_run ();
}
