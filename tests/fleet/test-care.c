/* Keys that are not a device's own, chains that are not whole, and the temptations: not to verify, to trust a leaf. And devices that are moved from one broker to another. */
#include "fleet-fixture.h"

#include <string.h>

#include "tb-message.h"

#define MINUTE TB_US_PER_MINUTE
#define HOUR   TB_US_PER_HOUR
#define N_LOCKS 4
#define UNKNOWN_CA 48

static TbGroup *
find_group (House *house, const char *name)
{
  return (TbGroup *) tb_fleet_find_group (house->fleet, name);
}

static TbDevices
one (guint32 device)
{
  return (TbDevices) { device, 1 };
}

static gboolean
is_connected (House *house, guint32 device)
{
  return house_state (house, device)->report_interval_us > 0;
}

static void
misconfigure (House *house, TbMisconfiguration what)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_misconfigure (house->world, house->authority, what, &error), error);
}

static void
set_origin (House *house, TbKeyOrigin origin)
{
  TbEnrolPolicy policy = *tb_world_get_policy (house->world, find_group (house, "lock"));
  g_autoptr (GError) error = NULL;

  policy.key_origin = origin;
  house_do (tb_world_set_policy (house->world, find_group (house, "lock"), &policy, &error), error);
}

static void
renew_all (House *house)
{
  const TbDevices locks = { house->locks, N_LOCKS };
  g_autoptr (GError) error = NULL;

  house_do (tb_world_renew_all (house->world, &locks, &error), error);
}

/* --- whose keys --- */

static GBytes *
spki_of (House *house, guint32 device)
{
  guint32 payload = house_state (house, device)->certificate;
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (TbCertificate) certificate = tb_certificate_new_from_der (crypto, tb_journal_get_payload (house->journal, payload), NULL);

  return tb_certificate_make_spki (certificate);
}

static guint
count_keys (House *house)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (guint32 i = 0; i < N_LOCKS; i++)
    g_hash_table_add (keys, spki_of (house, house->locks + i));
  return g_hash_table_size (keys);
}

static guint
count_private_keys (House *house, guint64 from)
{
  guint n = 0;

  for (guint64 i = from; i < tb_journal_get_length (house->journal); i++)
    {
      const TbRecord *record = tb_journal_get (house->journal, i);

      n += record->kind == TB_RECORD_MESSAGE && tb_message_holds_private_key (tb_journal_get_payload (house->journal, record->payload));
    }
  return n;
}

static void
a_group_shares_the_key_of_its_maker_until_it_renews (House *house, gconstpointer unused)
{
  const TbRecord *given;

  find_group (house, "lock")->shares_key = TRUE;
  house_play (house, MINUTE);
  g_assert_cmpuint (count_keys (house), ==, 1);
  g_assert_cmpuint (house_count (house, TB_RECORD_KEY_MADE, house->locks), ==, 0);
  given = house_find (house, TB_RECORD_KEY_GIVEN, house->locks, 0);
  g_assert_cmpuint (given->detail, ==, TB_KEY_MAKER_FACTORY);
  g_assert_cmpuint (given->object, ==, TB_NOBODY);
  g_assert_true (is_connected (house, house->locks + 3));
  renew_all (house);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (count_keys (house), ==, N_LOCKS);
  g_assert_cmpuint (house_count (house, TB_RECORD_KEY_GIVEN, TB_NOBODY), ==, N_LOCKS);
  g_assert_cmpuint (count_private_keys (house, 0), ==, 0);
}

static void
who_does_not_rekey_keeps_the_shared_key (House *house, gconstpointer unused)
{
  find_group (house, "lock")->shares_key = TRUE;
  find_group (house, "lock")->policy.rekeys = FALSE;
  house_play (house, MINUTE);
  renew_all (house);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 2);
  g_assert_cmpuint (count_keys (house), ==, 1);
}

/* The private key is in the answer, byte by byte, and in what the authority still has of it. */
static void
a_key_that_the_authority_makes_travels (House *house, gconstpointer unused)
{
  const TbRecord *given;
  g_autoptr (GBytes) spki = NULL;
  guint64 before;

  find_group (house, "lock")->policy.key_origin = TB_KEY_ORIGIN_AUTHORITY;
  house_play (house, MINUTE);
  g_assert_cmpuint (count_keys (house), ==, N_LOCKS);
  g_assert_cmpuint (count_private_keys (house, 0), ==, N_LOCKS);
  g_assert_cmpuint (house_count (house, TB_RECORD_KEY_MADE, house->locks), ==, 0);
  given = house_find (house, TB_RECORD_KEY_GIVEN, house->locks, 0);
  spki = spki_of (house, house->locks);
  g_assert_cmpuint (given->detail, ==, TB_KEY_MAKER_AUTHORITY);
  g_assert_cmpuint (given->object, ==, house->authority);
  g_assert_true (g_bytes_equal (spki, tb_journal_get_payload (house->journal, given->payload)));
  renew_all (house);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (count_private_keys (house, 0), ==, 2 * N_LOCKS);
  /* From now on each makes its own, and keeps it. */
  before = tb_journal_get_length (house->journal);
  set_origin (house, TB_KEY_ORIGIN_DEVICE);
  renew_all (house);
  house_play (house, 3 * MINUTE);
  g_assert_cmpuint (count_private_keys (house, before), ==, 0);
  g_assert_cmpuint (house_count (house, TB_RECORD_KEY_MADE, house->locks), ==, 1);
  g_assert_true (is_connected (house, house->locks));
}

/* Nothing but a one-time secret to prove itself with: the request is signed with a key that is thrown away. */
static void
who_has_no_key_at_all_gets_one (void)
{
  TbFleet *fleet = house_new_fleet ();
  TbGroup *locks = (TbGroup *) tb_fleet_find_group (fleet, "lock");
  g_autoptr (GError) error = NULL;
  House house;

  locks->start_us = -1;
  locks->policy.key_origin = TB_KEY_ORIGIN_AUTHORITY;
  locks->policy.first = TB_FIRST_SECRET;
  locks->key_algorithm = TB_KEY_RSA2048;
  house_set_up_fleet (&house, fleet);
  house_do (tb_world_power (house.world, house.locks, TRUE, &error), error);
  house_play (&house, 10 * MINUTE);
  g_assert_cmpint (house_find (&house, TB_RECORD_KEY_GIVEN, house.locks, 0)->value, ==, TB_KEY_RSA2048);
  g_assert_cmpuint (house_count (&house, TB_RECORD_KEY_MADE, house.locks), ==, 0);
  g_assert_true (is_connected (&house, house.locks));
  house_tear_down (&house, NULL);
}

/* --- a leaf alone --- */

static void
a_leaf_without_its_chain_is_refused_until_it_is_renewed (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  misconfigure (house, TB_MISCONFIGURED_CHAIN);
  house_play (house, MINUTE);
  g_assert_false (is_connected (house, house->locks));
  g_assert_true (house_state (house, house->locks)->shows_leaf_alone);
  g_assert_cmpuint (house_find (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks, 0)->detail, ==, UNKNOWN_CA);
  g_assert_cmpstr (house_last_reason (house, house->locks), ==, "unknown-authority");
  misconfigure (house, TB_MISCONFIGURED_NOT);
  house_do (tb_world_renew (house->world, house->locks, &error), error);
  house_play (house, 2 * MINUTE);
  g_assert_true (is_connected (house, house->locks));
  g_assert_false (house_state (house, house->locks)->shows_leaf_alone);
}

/* Who has connected before goes back to what was taken. */
static void
a_leaf_without_its_chain_gives_way_to_the_one_before (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  misconfigure (house, TB_MISCONFIGURED_CHAIN);
  house_do (tb_world_renew (house->world, house->locks, &error), error);
  house_play (house, MINUTE + 30 * TB_US_PER_SECOND);
  g_assert_true (is_connected (house, house->locks));
  g_assert_false (house_state (house, house->locks)->shows_leaf_alone);
  g_assert_cmpuint (house_find (house, TB_RECORD_CERTIFICATE_INSTALLED, house->locks, 1)->detail, ==, TB_INSTALLED_ALONE);
  g_assert_cmpuint (house_find (house, TB_RECORD_CERTIFICATE_INSTALLED, house->locks, 2)->detail, ==, TB_INSTALLED_BEFORE);
}

/* One whose first certificate nobody takes gets another as soon as somebody orders it, used secret or not. */
static void
an_order_to_renew_replaces_what_nobody_takes (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  find_group (house, "lock")->policy.first = TB_FIRST_SECRET;
  misconfigure (house, TB_MISCONFIGURED_EKU);
  house_play (house, MINUTE);
  misconfigure (house, TB_MISCONFIGURED_NOT);
  house_play (house, 3 * MINUTE);
  g_assert_false (is_connected (house, house->locks));
  house_do (tb_world_renew (house->world, house->locks, &error), error);
  house_play (house, 4 * MINUTE);
  g_assert_true (is_connected (house, house->locks));
}

/* --- a clock in 1970 --- */

static void
a_device_in_1970_connects_when_its_clock_is_set (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  find_group (house, "lock")->policy.clock = TB_CLOCK_TRUST;
  house_play (house, MINUTE);
  house_do (tb_world_set_clock (house->world, house->locks, 0, &error), error);
  house_do (tb_world_disconnect (house->world, house->locks, &error), error);
  house_do (tb_world_connect (house->world, house->locks, TB_NOBODY, &error), error);
  house_play (house, 2 * MINUTE);
  g_assert_cmpstr (house_last_reason (house, house->locks), ==, "not-yet-valid");
  g_assert_false (is_connected (house, house->locks));
  house_do (tb_world_set_clock (house->world, house->locks, G_MININT64, &error), error);
  house_do (tb_world_connect (house->world, house->locks, TB_NOBODY, &error), error);
  house_play (house, 3 * MINUTE);
  g_assert_true (is_connected (house, house->locks));
}

/* --- who does not look --- */

static void
who_does_not_verify_connects_whatever_it_trusts (House *house, gconstpointer unused)
{
  const TbDevices lock = one (house->locks);
  g_autoptr (GError) error = NULL, again = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_trust (house->world, house->locks, 1, house->authority, FALSE, &error), error);
  house_do (tb_world_disconnect (house->world, house->locks, &error), error);
  house_do (tb_world_connect (house->world, house->locks, TB_NOBODY, &error), error);
  house_play (house, 2 * MINUTE);
  g_assert_cmpstr (house_last_reason (house, house->locks), ==, "unknown-authority");
  house_do (tb_world_verify (house->world, &lock, FALSE, &error), error);
  g_assert_false (house_state (house, house->locks)->is_verifying);
  house_do (tb_world_connect (house->world, house->locks, TB_NOBODY, &error), error);
  house_play (house, 3 * MINUTE);
  g_assert_true (is_connected (house, house->locks));
  g_assert_false (tb_world_verify (house->world, &lock, FALSE, &again));
  g_assert_cmpstr (again->message, ==, "lock-01 does not verify its peers as it is");
  house_do (tb_world_verify (house->world, &lock, TRUE, &error), error);
  house_do (tb_world_connect (house->world, house->locks, TB_NOBODY, &error), error);
  house_play (house, 4 * MINUTE);
  g_assert_cmpstr (house_last_reason (house, house->locks), ==, "unknown-authority");
}

/* It asks for no certificate any more, and so believes names that are none. */
static void
a_broker_that_does_not_verify_lets_everybody_in (House *house, gconstpointer unused)
{
  const TbDevices broker = one (house->broker), old = one (house->old_broker);
  g_autoptr (GError) error = NULL, never = NULL;

  misconfigure (house, TB_MISCONFIGURED_SAN);
  house_do (tb_world_verify (house->world, &broker, FALSE, &error), error);
  house_play (house, MINUTE);
  g_assert_true (is_connected (house, house->locks));
  g_assert_true (is_connected (house, house->plug));
  g_assert_cmpuint (house_count (house, TB_RECORD_CONNECT_REFUSED, TB_NOBODY), ==, 0);
  g_assert_false (tb_world_verify (house->world, &old, FALSE, &never));
  g_assert_nonnull (strstr (never->message, "verifies nobody"));
}

/* --- a leaf that is trusted for itself --- */

static guint
count_leaves (House *house, guint32 device)
{
  guint n = 0;

  for (guint64 leaves = tb_state_get_trusted_leaves (tb_world_get_state (house->world), device); leaves != 0; leaves >>= 1)
    n += leaves & 1;
  return n;
}

static void
try_to_connect (House *house, gint64 until_us)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_connect (house->world, house->locks, TB_NOBODY, &error), error);
  house_play (house, until_us);
}

static void
a_leaf_can_be_trusted_for_itself_and_no_more (House *house, gconstpointer unused)
{
  const TbDevices lock = one (house->locks), camera = one (house->cameras);
  g_autoptr (GError) error = NULL, none = NULL, never = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_trust (house->world, house->locks, 1, house->authority, FALSE, &error), error);
  house_do (tb_world_trust_leaf (house->world, &lock, house->broker, TRUE, &error), error);
  g_assert_cmpuint (count_leaves (house, house->locks), ==, 1);
  g_assert_cmpuint (count_leaves (house, house->locks + 1), ==, 0);
  try_to_connect (house, 2 * MINUTE);
  g_assert_true (is_connected (house, house->locks));
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_REFUSED, house->locks), ==, 0);
  /* That says nothing of anybody else. */
  house_do (tb_world_trust_leaf (house->world, &lock, house->broker, FALSE, &error), error);
  house_do (tb_world_trust_leaf (house->world, &lock, house->locks + 1, TRUE, &error), error);
  house_do (tb_world_disconnect (house->world, house->locks, &error), error);
  try_to_connect (house, 3 * MINUTE);
  g_assert_false (is_connected (house, house->locks));
  g_assert_false (tb_world_trust_leaf (house->world, &lock, house->broker, FALSE, &none));
  g_assert_cmpstr (none->message, ==, "lock-01 is switched off, or does not trust that certificate");
  g_assert_false (tb_world_trust_leaf (house->world, &camera, house->old_broker, TRUE, &never));
  g_assert_cmpstr (never->message, ==, "old-broker has no certificate that somebody could trust");
  /* Its root is none of them. */
  house_do (tb_world_trust (house->world, house->locks, 1, house->authority, TRUE, &error), error);
  g_assert_cmpuint (count_leaves (house, house->locks), ==, 1);
  try_to_connect (house, 4 * MINUTE);
  g_assert_true (is_connected (house, house->locks));
}

/* --- from one broker to another --- */

static void
a_device_in_the_clear_is_moved_to_where_it_is_protected (House *house, gconstpointer unused)
{
  const TbDevices lock = one (house->locks), cameras = { house->cameras, 4 };
  TbGroup *locks = find_group (house, "lock");
  g_autoptr (GError) error = NULL, again = NULL, never = NULL;

  locks->service = house->old_broker;
  locks->waits_for_order = TRUE;
  house_play (house, 2 * MINUTE);
  g_assert_true (is_connected (house, house->locks));
  g_assert_false (house_state (house, house->locks)->report_protected);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_NONE);
  house_do (tb_world_enrol (house->world, house->locks, &error), error);
  house_play (house, 3 * MINUTE);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_VALID);
  house_do (tb_world_move (house->world, &lock, house->broker, &error), error);
  house_play (house, 5 * MINUTE);
  g_assert_true (is_connected (house, house->locks));
  g_assert_true (house_state (house, house->locks)->report_protected);
  g_assert_cmpuint (tb_state_get_service (tb_world_get_state (house->world), house->locks), ==, house->broker);
  /* It stays there. */
  house_do (tb_world_power (house->world, house->locks, FALSE, &error), error);
  house_do (tb_world_power (house->world, house->locks, TRUE, &error), error);
  house_play (house, 7 * MINUTE);
  g_assert_true (house_state (house, house->locks)->report_protected);
  g_assert_false (tb_world_move (house->world, &lock, house->broker, &again));
  g_assert_cmpstr (again->message, ==, "lock-01 reports there already");
  g_assert_false (tb_world_move (house->world, &lock, house->authority, &never));
  g_assert_cmpstr (never->message, ==, "authority is no broker; devices report to brokers only");
  /* Moving alone gives nobody a certificate. */
  house_do (tb_world_move (house->world, &cameras, house->broker, &error), error);
  house_play (house, 8 * MINUTE);
  g_assert_false (is_connected (house, house->cameras));
  g_assert_cmpstr (house_last_reason (house, house->cameras), ==, "no-certificate");
}

/* Moved in the middle of a handshake, and of an enrolment. */
static void
who_is_moved_while_busy_arrives (House *house, gconstpointer kind)
{
  const TbDevices lock = one (house->locks);
  g_autoptr (GError) error = NULL;

  g_assert_true (house_play_to (house, GPOINTER_TO_UINT (kind), house->locks));
  house_do (tb_world_move (house->world, &lock, house->old_broker, &error), error);
  house_play (house, 5 * MINUTE);
  g_assert_true (is_connected (house, house->locks));
  g_assert_false (house_state (house, house->locks)->report_protected);
}

#define ADD(name, data, function) g_test_add ("/care/" name, House, data, house_set_up, function, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-group-shares-the-key-of-its-maker-until-it-renews", NULL, a_group_shares_the_key_of_its_maker_until_it_renews);
  ADD ("who-does-not-rekey-keeps-the-shared-key", NULL, who_does_not_rekey_keeps_the_shared_key);
  ADD ("a-key-that-the-authority-makes-travels", NULL, a_key_that_the_authority_makes_travels);
  g_test_add_func ("/care/who-has-no-key-at-all-gets-one", who_has_no_key_at_all_gets_one);
  ADD ("a-leaf-without-its-chain-is-refused-until-it-is-renewed", NULL, a_leaf_without_its_chain_is_refused_until_it_is_renewed);
  ADD ("a-leaf-without-its-chain-gives-way-to-the-one-before", NULL, a_leaf_without_its_chain_gives_way_to_the_one_before);
  ADD ("an-order-to-renew-replaces-what-nobody-takes", NULL, an_order_to_renew_replaces_what_nobody_takes);
  ADD ("a-device-in-1970-connects-when-its-clock-is-set", NULL, a_device_in_1970_connects_when_its_clock_is_set);
  ADD ("who-does-not-verify-connects-whatever-it-trusts", NULL, who_does_not_verify_connects_whatever_it_trusts);
  ADD ("a-broker-that-does-not-verify-lets-everybody-in", NULL, a_broker_that_does_not_verify_lets_everybody_in);
  ADD ("a-leaf-can-be-trusted-for-itself-and-no-more", NULL, a_leaf_can_be_trusted_for_itself_and_no_more);
  ADD ("a-device-in-the-clear-is-moved-to-where-it-is-protected", NULL, a_device_in_the_clear_is_moved_to_where_it_is_protected);
  ADD ("who-is-moved-in-a-handshake-arrives", GUINT_TO_POINTER (TB_RECORD_HANDSHAKE_STARTED), who_is_moved_while_busy_arrives);
  ADD ("who-is-moved-in-an-enrolment-arrives", GUINT_TO_POINTER (TB_RECORD_CERTIFICATE_ISSUED), who_is_moved_while_busy_arrives);
  ADD ("who-is-moved-in-a-connect-arrives", GUINT_TO_POINTER (TB_RECORD_CERTIFICATE_INSTALLED), who_is_moved_while_busy_arrives);
  return g_test_run ();
}
