/* What goes wrong with certificates in the large, and how it is put right: crowds, leaked keys, certificates that nobody takes, authorities that have expired. */
#include "fleet-fixture.h"

#include <string.h>


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

/* --- certificates that nobody takes --- */

static void
misconfigure (House *house, TbMisconfiguration what)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_misconfigure (house->world, house->authority, what, &error), error);
}

static void
renew (House *house)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_renew (house->world, house->locks, &error), error);
}

static guint
count_fallbacks (House *house)
{
  guint n = 0;

  for (guint64 i = 0; i < tb_journal_get_length (house->journal); i++)
    {
      const TbRecord *record = tb_journal_get (house->journal, i);

      n += record->kind == TB_RECORD_CERTIFICATE_INSTALLED && record->subject == house->locks && record->detail == 1;
    }
  return n;
}

static void
is_connected (House *house)
{
  g_assert_cmpint (house_state (house, house->locks)->report_interval_us, >, 0);
}

/* The name is wrong: TLS has nothing against it, the broker has. */
static void
a_certificate_with_a_wrong_name_gives_way_to_the_one_before (House *house, gconstpointer unused)
{
  g_autofree char *why = NULL;

  house_play (house, MINUTE);
  misconfigure (house, TB_MISCONFIGURED_SAN);
  renew (house);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_CONNECT_REFUSED, house->locks), ==, 1);
  why = house_text (house, house_find (house, TB_RECORD_CONNECT_REFUSED, house->locks, 0));
  g_assert_cmpstr (why, ==, "misissued-name");
  g_assert_cmpuint (count_fallbacks (house), ==, 1);
  house_play (house, 3 * MINUTE);
  is_connected (house);
  misconfigure (house, TB_MISCONFIGURED_NOT);
  house_play (house, HOUR);
  is_connected (house);
  g_assert_cmpuint (house_count (house, TB_RECORD_CONNECT_REFUSED, house->locks), <=, 3);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, >=, 3);
}

/* The use is wrong: TLS refuses it. */
static void
a_certificate_for_servers_gives_way_to_the_one_before (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  misconfigure (house, TB_MISCONFIGURED_EKU);
  renew (house);
  house_play (house, 3 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks), >=, 1);
  g_assert_cmpuint (house_find (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks, 0)->detail, ==, 43);
  g_assert_cmpuint (count_fallbacks (house), >=, 1);
  is_connected (house);
}

/* Nothing to fall back to: it begins anew by the identity of its factory, each time later, until it gets one that is taken. */
static void
who_has_nothing_else_begins_anew (House *house, TbMisconfiguration what)
{
  misconfigure (house, what);
  house_play (house, 10 * MINUTE);
  g_assert_cmpint (house_state (house, house->locks)->report_interval_us, ==, 0);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, >, 1);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, <, 8);
  misconfigure (house, TB_MISCONFIGURED_NOT);
  house_play (house, 40 * MINUTE);
  is_connected (house);
}

static void
a_first_certificate_with_a_wrong_name_is_given_up (House *house, gconstpointer unused)
{
  who_has_nothing_else_begins_anew (house, TB_MISCONFIGURED_SAN);
}

static void
a_first_certificate_for_servers_is_given_up (House *house, gconstpointer unused)
{
  who_has_nothing_else_begins_anew (house, TB_MISCONFIGURED_EKU);
}

/* --- an authority that expires --- */

static void
below_an_authority_that_has_expired_nothing_is_believed (void)
{
  TbFleet *fleet = house_new_fleet ();
  g_autoptr (GError) error = NULL, none = NULL;
  House house;

  ((TbGroup *) tb_fleet_find_group (fleet, "authority"))->intermediate_lifetime_us = 30 * HOUR;
  house_set_up_fleet (&house, fleet);
  house_play (&house, 29 * HOUR);
  g_assert_cmpuint (house_count (&house, TB_RECORD_AUTHORITY_EXPIRED, house.authority), ==, 1);
  g_assert_cmpuint (house_find (&house, TB_RECORD_AUTHORITY_EXPIRED, house.authority, 0)->detail, ==, 1);
  g_assert_cmpuint (house_count (&house, TB_RECORD_HANDSHAKE_REFUSED, house.locks), ==, 0);
  /* Whoever is connected stays so; whoever begins anew is refused, and the leaf is not to blame. */
  house_play (&house, 31 * HOUR);
  g_assert_cmpuint (house_count (&house, TB_RECORD_AUTHORITY_EXPIRED, house.authority), ==, 2);
  is_connected (&house);
  house_do (tb_world_connect (house.world, house.locks, TB_NOBODY, &error), error);
  house_play (&house, 31 * HOUR + MINUTE);
  g_assert_cmpstr (house_last_reason (&house, house.locks), ==, "issuer-expired");
  g_assert_cmpint (house_state (&house, house.locks)->not_after_us, >, 70 * HOUR);
  /* The same key and the same name with another end: all is good again, with the certificates that are there. */
  house_do (tb_world_renew_authority (house.world, house.authority, &error), error);
  house_play (&house, 33 * HOUR);
  house_do (tb_world_connect (house.world, house.locks, TB_NOBODY, &error), error);
  house_play (&house, 34 * HOUR);
  is_connected (&house);
  g_assert_cmpuint (house_state (&house, house.locks)->n_certificates, ==, 1);
  g_assert_false (tb_world_renew_authority (house.world, house.vendor, &none));
  g_assert_nonnull (strstr (none->message, "outlasts the run"));
  house_tear_down (&house, NULL);
}

static void
orders_for_authorities_are_for_authorities (House *house, gconstpointer unused)
{
  g_autoptr (GError) misconfigured = NULL, already = NULL, renewed = NULL;

  g_assert_false (tb_world_misconfigure (house->world, house->locks, TB_MISCONFIGURED_SAN, &misconfigured));
  g_assert_cmpstr (misconfigured->message, ==, "lock-01 is no authority");
  g_assert_false (tb_world_misconfigure (house->world, house->authority, TB_MISCONFIGURED_NOT, &already));
  g_assert_cmpstr (already->message, ==, "authority is set up rightly already");
  g_assert_false (tb_world_renew_authority (house->world, house->broker, &renewed));
  g_assert_cmpstr (renewed->message, ==, "broker is no authority");
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
  ADD ("a-certificate-with-a-wrong-name-gives-way-to-the-one-before", a_certificate_with_a_wrong_name_gives_way_to_the_one_before);
  ADD ("a-certificate-for-servers-gives-way-to-the-one-before", a_certificate_for_servers_gives_way_to_the_one_before);
  ADD ("a-first-certificate-with-a-wrong-name-is-given-up", a_first_certificate_with_a_wrong_name_is_given_up);
  ADD ("a-first-certificate-for-servers-is-given-up", a_first_certificate_for_servers_is_given_up);
  g_test_add_func ("/trouble/below-an-authority-that-has-expired-nothing-is-believed", below_an_authority_that_has_expired_nothing_is_believed);
  ADD ("orders-for-authorities-are-for-authorities", orders_for_authorities_are_for_authorities);
  return g_test_run ();
}
