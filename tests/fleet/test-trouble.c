/* What goes wrong with certificates in the large, and how it is put right: crowds, leaked keys, certificates that nobody takes, authorities that have expired. */
#include "fleet-fixture.h"

#define MINUTE TB_US_PER_MINUTE
#define HOUR   TB_US_PER_HOUR
#define DAY    TB_US_PER_DAY
#define N_LOCKS 4
#define KEY_COMPROMISE 1

static TbGroup *
find_group (House *house, const char *name)
{
  return (TbGroup *) tb_fleet_find_group (house->fleet, name);
}

static TbDevices
all_locks (House *house)
{
  return (TbDevices) { house->locks, N_LOCKS };
}

static guint
count_locks (House *house, TbIdentityState identity)
{
  guint n = 0;

  for (guint32 i = 0; i < N_LOCKS; i++)
    n += house_state (house, house->locks + i)->identity == identity;
  return n;
}

/* --- crowds --- */

/* Two are served in ten minutes; the gateways begin, so all locks are sent away. Returns: when the last of them asks again; @first_us: the first */
static gint64
crowd (House *house, gint64 jitter_us, gint64 *first_us)
{
  TbGroup *authority = find_group (house, "authority");
  gint64 last_us = 0;

  authority->quota = 2;
  authority->quota_window_us = 10 * MINUTE;
  find_group (house, "lock")->policy.jitter_us = jitter_us;
  house_play (house, MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_ENROLMENT_REFUSED, TB_NOBODY), ==, N_LOCKS);
  authority->quota = 0;
  house_play (house, HOUR);
  *first_us = G_MAXINT64;
  for (guint32 i = 0; i < N_LOCKS; i++)
    {
      const TbRecord *again = house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks + i, 1);

      g_assert_cmpint (again->value, ==, TB_CAUSE_TRIED_AGAIN);
      *first_us = MIN (*first_us, again->time_us);
      last_us = MAX (last_us, again->time_us);
    }
  g_assert_cmpuint (count_locks (house, TB_IDENTITY_VALID), ==, N_LOCKS);
  return last_us;
}

/* After a minute by their own policy, but they were told more (RFC 9110 section 10.2.3). */
static void
who_is_sent_away_comes_back_when_told (House *house, gconstpointer unused)
{
  gint64 first_us, last_us = crowd (house, 0, &first_us);

  g_assert_cmpint (first_us, >=, 10 * MINUTE);
  g_assert_cmpint (last_us, <, 10 * MINUTE + 10 * TB_US_PER_SECOND);
}

static void
jitter_takes_a_crowd_apart (House *house, gconstpointer unused)
{
  gint64 first_us, last_us = crowd (house, HOUR, &first_us);

  g_assert_cmpint (first_us, >=, 10 * MINUTE);
  g_assert_cmpint (last_us - first_us, >, MINUTE);
  g_assert_cmpint (last_us, <, 21 * MINUTE);
}

/* --- a leak of keys --- */

static void
a_whole_group_is_revoked_and_begins_anew (House *house, gconstpointer unused)
{
  const TbDevices locks = all_locks (house);
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_power (house->world, house->locks + 3, FALSE, &error), error);
  house_do (tb_world_revoke_all (house->world, &locks, KEY_COMPROMISE, &error), error);
  g_assert_cmpuint (count_locks (house, TB_IDENTITY_REVOKED), ==, N_LOCKS);
  house_do (tb_world_enrol_all (house->world, &locks, &error), error);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (count_locks (house, TB_IDENTITY_VALID), ==, N_LOCKS - 1);
  /* One was off; it has not forgotten. */
  house_do (tb_world_power (house->world, house->locks + 3, TRUE, &error), error);
  house_play (house, 3 * MINUTE);
  g_assert_cmpuint (count_locks (house, TB_IDENTITY_VALID), ==, N_LOCKS);
  for (guint32 i = 0; i < N_LOCKS; i++)
    g_assert_cmpuint (house_count (house, TB_RECORD_KEY_MADE, house->locks + i), ==, 2);
}

static void
who_needs_a_secret_is_given_another (House *house, gconstpointer unused)
{
  const TbDevices locks = all_locks (house);
  g_autoptr (GError) error = NULL;

  find_group (house, "lock")->policy.first = TB_FIRST_SECRET;
  house_play (house, MINUTE);
  house_do (tb_world_revoke_all (house->world, &locks, KEY_COMPROMISE, &error), error);
  house_do (tb_world_enrol_all (house->world, &locks, &error), error);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (count_locks (house, TB_IDENTITY_VALID), ==, N_LOCKS);
  g_assert_cmpuint (house_count (house, TB_RECORD_ENROLMENT_REFUSED, TB_NOBODY), ==, 0);
}

static void
orders_that_mean_nobody_are_refused (House *house, gconstpointer unused)
{
  const TbDevices locks = all_locks (house), cameras = { house->cameras, 4 };
  g_autoptr (GError) nothing = NULL, all = NULL, none = NULL;

  g_assert_false (tb_world_revoke_all (house->world, &locks, KEY_COMPROMISE, &nothing));
  g_assert_cmpstr (nothing->message, ==, "lock-01 and its like have no certificate in force; there is nothing left to revoke");
  house_play (house, MINUTE);
  g_assert_false (tb_world_enrol_all (house->world, &locks, &all));
  g_assert_cmpstr (all->message, ==, "lock-01 and its like have certificates; renew them instead");
  g_assert_false (tb_world_enrol_all (house->world, &cameras, &none));
  g_assert_cmpstr (none->message, ==, "camera-01 and its like belong to no authority in this scenario");
}

#define ADD(name, function) g_test_add ("/trouble/" name, House, NULL, house_set_up, function, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("who-is-sent-away-comes-back-when-told", who_is_sent_away_comes_back_when_told);
  ADD ("jitter-takes-a-crowd-apart", jitter_takes_a_crowd_apart);
  ADD ("a-whole-group-is-revoked-and-begins-anew", a_whole_group_is_revoked_and_begins_anew);
  ADD ("who-needs-a-secret-is-given-another", who_needs_a_secret_is_given_another);
  ADD ("orders-that-mean-nobody-are-refused", orders_that_mean_nobody_are_refused);
  return g_test_run ();
}
