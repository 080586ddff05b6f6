/* Whom new devices trust when a stranger answers first; and a thief with a copied key, who renews for as long as nothing else is asked for. */
#include "fleet-fixture.h"
#include "tb-message.h"

#define MINUTE TB_US_PER_MINUTE
#define DAY    TB_US_PER_DAY

/* The vendor is a stranger here; locks get their certificates by @policy, and leave the factory as that says. Where one is enough, the others come much later. */
static void
set_up_many (House *house, const char *policy, gboolean alone)
{
  TbFleet *fleet = house_new_fleet ();
  TbGroup *locks = (TbGroup *) tb_fleet_find_group (fleet, "lock"), *vendor = (TbGroup *) tb_fleet_group_of (fleet, tb_fleet_find (fleet, "vendor"));
  g_autoptr (GError) error = NULL;

  vendor->is_rogue = TRUE;
  locks->spread_us = alone ? 1000 * DAY : 0;
  ((TbGroup *) tb_fleet_group_of (fleet, tb_fleet_find (fleet, "plug")))->start_us = -1;
  g_assert_true (tb_enrol_policy_from_text (&locks->policy, policy, &error));
  g_assert_no_error (error);
  house_set_up_fleet (house, fleet);
}

static void
set_up (House *house, const char *policy)
{
  set_up_many (house, policy, TRUE);
}

static void
set_rogue (House *house, gboolean on)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_set_rogue (house->world, house->vendor, on, &error), error);
}

static void
set_up_with_rogue (House *house, const char *policy)
{
  set_up (house, policy);
  set_rogue (house, TRUE);
}

static guint
count_reason (House *house, guint32 subject, guint32 object, const char *reason)
{
  guint count = 0;
  const TbRecord *record;

  for (guint n = 0; (record = house_find (house, TB_RECORD_ENROLMENT_REFUSED, subject, n)) != NULL; n++)
    {
      g_autofree char *text = house_text (house, record);

      count += record->object == object && g_str_equal (text, reason);
      if (record->object == object && !g_str_equal (text, reason))
        g_test_message ("refused by %u: %s", object, text);
    }
  return count;
}

static guint
count_messages (House *house, guint32 from, guint32 to, const char *begin)
{
  guint count = 0;
  const TbRecord *record;

  for (guint n = 0; (record = house_find (house, TB_RECORD_MESSAGE, from, n)) != NULL; n++)
    {
      TbMessageInfo info;
      gsize size;
      const char *text;

      if (record->object != to || !tb_message_decode (tb_journal_get_payload (house->journal, record->payload), &info))
        continue;
      text = g_bytes_get_data (info.plain, &size);
      count += size >= strlen (begin) && strncmp (text, begin, strlen (begin)) == 0;
      g_bytes_unref (info.plain);
    }
  return count;
}

static void
assert_at_home (House *house)
{
  const TbObjectState *lock = house_state (house, house->locks);

  g_assert_cmpuint (lock->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpuint (lock->health, ==, TB_HEALTH_HEALTHY);
  g_assert_false (lock->is_captured);
  g_assert_cmpint (lock->report_interval_us, >, 0);
  g_assert_cmpuint (house_find (house, TB_RECORD_CERTIFICATE_INSTALLED, house->locks, 0)->object, ==, house->authority);
}

static void
without_a_stranger_all_ways_lead_home (void)
{
  static const char *const policies[] = { "bootstrap=anchor", "bootstrap=fingerprint", "bootstrap=voucher", "bootstrap=nothing first-proof=factory",
                                          "bootstrap=voucher first-proof=factory" };

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      House house;

      set_up (&house, policies[i]);
      house_play (&house, MINUTE);
      assert_at_home (&house);
      g_assert_cmpuint (house_count (&house, TB_RECORD_ENROLMENT_REFUSED, house.locks), ==, 0);
      g_assert_cmpuint (house_count (&house, TB_RECORD_ANCHOR_ADDED, house.locks), ==, i == 0 ? 0 : 1);
      house_tear_down (&house, NULL);
    }
}

/* Before it knows whom to trust it says nothing that is secret. */
static void
a_fingerprint_is_compared_before_anything_is_told (void)
{
  House house;

  set_up (&house, "bootstrap=fingerprint first-proof=secret");
  house_play (&house, MINUTE);
  g_assert_cmpuint (count_messages (&house, house.locks, house.authority, "GET /.well-known/est/cacerts"), ==, 1);
  g_assert_cmpuint (count_messages (&house, house.locks, house.authority, "POST /.well-known/est/simpleenroll"), ==, 1);
  g_assert_cmpuint (house_count (&house, TB_RECORD_HANDSHAKE_COMPLETED, house.locks), ==, 3);
  house_tear_down (&house, NULL);
}

static void
a_voucher_is_asked_for_and_good_for_the_session (void)
{
  House house;

  set_up (&house, "bootstrap=voucher first-proof=factory");
  house_play (&house, MINUTE);
  g_assert_cmpuint (count_messages (&house, house.locks, house.authority, "POST /.well-known/brski/requestvoucher"), ==, 1);
  g_assert_cmpuint (house_count (&house, TB_RECORD_HANDSHAKE_COMPLETED, house.locks), ==, 2);
  house_tear_down (&house, NULL);
}

static void
a_stranger_is_seen_through (void)
{
  static const struct { const char *policy, *reason; } ways[] = {
    { "bootstrap=anchor", "unknown-registrar" },
    { "bootstrap=fingerprint", "wrong-fingerprint" },
    { "bootstrap=voucher first-proof=factory", "voucher-not-by-maker" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      House house;

      set_up_with_rogue (&house, ways[i].policy);
      house_play (&house, 5 * MINUTE);
      g_assert_cmpuint (count_reason (&house, house.locks, house.vendor, ways[i].reason), ==, 1);
      assert_at_home (&house);
      g_assert_cmpuint (house_count (&house, TB_RECORD_DEVICE_CAPTURED, TB_NOBODY), ==, 0);
      g_assert_cmpuint (count_messages (&house, house.locks, house.vendor, "POST /.well-known/est"), ==, 0);
      house_tear_down (&house, NULL);
    }
}

static void
who_trusts_anybody_is_captured (void)
{
  House house;
  const TbObjectState *lock;

  set_up_many (&house, "bootstrap=nothing", FALSE);
  set_rogue (&house, TRUE);
  house_play (&house, 5 * MINUTE);
  lock = house_state (&house, house.locks);
  g_assert_true (lock->is_captured);
  g_assert_cmpuint (lock->health, ==, TB_HEALTH_CAPTURED);
  g_assert_cmpuint (tb_state_get_totals (tb_world_get_state (house.world))->by_health[TB_HEALTH_CAPTURED], ==, 4);
  g_assert_cmpuint (house_find (&house, TB_RECORD_DEVICE_CAPTURED, house.locks, 0)->object, ==, house.vendor);
  g_assert_cmpuint (house_find (&house, TB_RECORD_CERTIFICATE_INSTALLED, house.locks, 0)->object, ==, house.vendor);
  g_assert_cmpint (lock->report_interval_us, ==, 0);
  g_assert_cmpuint (count_messages (&house, house.locks, house.broker, ""), ==, 0);
  house_play (&house, 2 * DAY + TB_US_PER_HOUR);
  g_assert_cmpuint (house_state (&house, house.locks)->n_certificates, ==, 2);
  g_assert_cmpuint (house_find (&house, TB_RECORD_CERTIFICATE_INSTALLED, house.locks, 1)->object, ==, house.vendor);
  house_tear_down (&house, NULL);
}

/* SCEP asks in the clear whom to trust. */
static void
scep_is_no_better (void)
{
  static const char *const policies[] = { "bootstrap=nothing protocol=scep first-proof=secret", "bootstrap=fingerprint protocol=scep first-proof=secret" };

  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      House house;

      set_up_with_rogue (&house, policies[i]);
      ((TbGroup *) tb_fleet_find_group (house.fleet, "lock"))->key_algorithm = TB_KEY_RSA2048;
      house_play (&house, TB_US_PER_HOUR);
      g_assert_cmpuint (house_state (&house, house.locks)->is_captured, ==, i == 0);
      g_assert_cmpuint (house_state (&house, house.locks)->identity, ==, TB_IDENTITY_VALID);
      house_tear_down (&house, NULL);
    }
}

static void
who_is_enrolled_anew_is_free (void)
{
  House house;
  g_autoptr (GError) error = NULL;

  set_up_many (&house, "bootstrap=nothing", FALSE);
  set_rogue (&house, TRUE);
  house_play (&house, 5 * MINUTE);
  g_assert_false (tb_world_revoke (house.world, house.locks, 1, &error));
  g_assert_nonnull (strstr (error->message, "captured"));
  g_clear_error (&error);
  set_rogue (&house, FALSE);
  house_do (tb_world_enrol (house.world, house.locks, &error), error);
  g_assert_cmpuint (house_state (&house, house.locks)->health, ==, TB_HEALTH_HEALTHY);
  house_play (&house, 10 * MINUTE);
  g_assert_cmpuint (house_state (&house, house.locks)->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpint (house_state (&house, house.locks)->report_interval_us, >, 0);
  g_assert_cmpuint (house_find (&house, TB_RECORD_CERTIFICATE_INSTALLED, house.locks, 1)->object, ==, house.authority);
  g_assert_true (house_state (&house, house.locks + 1)->is_captured);
  house_tear_down (&house, NULL);
}

static void
orders_about_strangers_are_checked (void)
{
  House house;
  g_autoptr (GError) error = NULL;

  set_up_with_rogue (&house, "bootstrap=anchor");
  g_assert_false (tb_world_set_rogue (house.world, house.vendor, TRUE, &error));
  g_assert_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW);
  g_clear_error (&error);
  g_assert_false (tb_world_set_rogue (house.world, house.authority, TRUE, &error));
  g_assert_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW);
  g_clear_error (&error);
  g_assert_false (tb_world_set_rogue (house.world, house.locks, TRUE, &error));
  g_assert_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW);
  house_tear_down (&house, NULL);
}

static void
what_is_in_its_box_is_delivered_by_the_new_policy (void)
{
  House house;
  const TbGroup *locks;
  TbEnrolPolicy policy;
  g_autoptr (GError) error = NULL;

  set_up_with_rogue (&house, "bootstrap=anchor");
  locks = tb_fleet_find_group (house.fleet, "lock");
  policy = *tb_world_get_policy (house.world, locks);
  policy.bootstrap = TB_BOOTSTRAP_NOTHING;
  house_do (tb_world_set_policy (house.world, locks, &policy, &error), error);
  g_assert_cmpuint (tb_state_get_trusted (tb_world_get_state (house.world), house.locks), ==, 0);
  house_play (&house, 5 * MINUTE);
  g_assert_true (house_state (&house, house.locks)->is_captured);
  house_tear_down (&house, NULL);
}

/* --- the thief --- */

static void
steal (House *house, const char *policy)
{
  g_autoptr (GError) error = NULL;

  set_up (house, policy);
  house_play (house, MINUTE);
  house_do (tb_world_steal_key (house->world, house->locks, house->cameras, &error), error);
  g_assert_cmpuint (house_state (house, house->locks)->thief, ==, house->cameras);
  g_assert_cmpuint (house_state (house, house->cameras)->identity, ==, TB_IDENTITY_VALID);
}

static void
a_thief_renews_for_ever (void)
{
  House house;

  steal (&house, "renewal-proof=certificate");
  house_play (&house, 11 * DAY);
  g_assert_cmpuint (house_state (&house, house.locks)->n_stolen, >=, 5);
  g_assert_cmpuint (house_count (&house, TB_RECORD_THIEF_RENEWED, house.locks), ==, house_state (&house, house.locks)->n_stolen);
  g_assert_cmpuint (house_state (&house, house.cameras)->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpuint (house_state (&house, house.locks)->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpuint (house_count (&house, TB_RECORD_ENROLMENT_REFUSED, house.cameras), ==, 0);
  house_tear_down (&house, NULL);
}

/* The name is in the certificate that he has copied: he may say what that may say, and nothing in another's name. */
static void
a_thief_is_the_device_for_its_broker (void)
{
  g_autoptr (GError) error = NULL;
  House house;

  steal (&house, "renewal-proof=certificate");
  house_do (tb_world_connect (house.world, house.cameras, house.broker, &error), error);
  house_play (&house, 2 * MINUTE);
  g_assert_cmpuint (house_count (&house, TB_RECORD_CONNECT_REFUSED, house.cameras), ==, 0);
  house_do (tb_world_publish (house.world, house.cameras, "home/lock-01/state", "open", &error), error);
  house_play (&house, 3 * MINUTE);
  g_assert_cmpuint (house_count (&house, TB_RECORD_PUBLISH_REFUSED, house.cameras), ==, 0);
  house_do (tb_world_publish (house.world, house.cameras, "home/lock-02/state", "open", &error), error);
  house_play (&house, 4 * MINUTE);
  g_assert_cmpuint (house_count (&house, TB_RECORD_PUBLISH_REFUSED, house.cameras), ==, 1);
  house_tear_down (&house, NULL);
}

static void
a_thief_lacks_what_else_is_asked_for (void)
{
  static const struct { const char *policy, *reason; } ways[] = {
    { "first-proof=factory renewal-proof=factory", "renewal-needs-factory" },
    { "renewal-proof=attestation", "renewal-needs-attestation" },
    { "renewal-proof=attestation rekey=no", "renewal-needs-attestation" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      House house;

      steal (&house, ways[i].policy);
      house_play (&house, 7 * DAY);
      g_assert_cmpuint (count_reason (&house, house.cameras, house.authority, ways[i].reason), >=, 1);
      g_assert_cmpuint (house_state (&house, house.locks)->n_stolen, ==, 0);
      g_assert_cmpuint (house_state (&house, house.cameras)->identity, ==, TB_IDENTITY_EXPIRED);
      g_assert_cmpuint (house_state (&house, house.locks)->n_certificates, >=, 3);
      g_assert_cmpuint (house_count (&house, TB_RECORD_ENROLMENT_REFUSED, house.locks), ==, 0);
      house_tear_down (&house, NULL);
    }
}

static void
revocation_ends_a_thief (void)
{
  for (guint late = 0; late < 2; late++)
    {
      House house;
      guint n_stolen;
      g_autoptr (GError) error = NULL;

      steal (&house, "renewal-proof=certificate");
      if (late)
        house_play (&house, 3 * DAY);
      n_stolen = house_state (&house, house.locks)->n_stolen;
      g_assert_cmpuint (n_stolen > 0, ==, late);
      house_do (tb_world_revoke (house.world, house.locks, 1, &error), error);
      g_assert_cmpuint (house_state (&house, house.cameras)->identity, ==, TB_IDENTITY_REVOKED);
      house_play (&house, 8 * DAY);
      g_assert_cmpuint (house_state (&house, house.locks)->n_stolen, ==, n_stolen);
      g_assert_cmpuint (count_reason (&house, house.cameras, house.authority, "revoked"), >=, 1);
      house_tear_down (&house, NULL);
    }
}

static void
what_cannot_be_copied_is_not (void)
{
  House house;
  TbGroup *locks;
  g_autoptr (GError) error = NULL;

  set_up_many (&house, "renewal-proof=certificate", FALSE);
  g_assert_false (tb_world_steal_key (house.world, house.locks, house.cameras, &error));
  g_assert_nonnull (strstr (error->message, "in force"));
  g_clear_error (&error);
  house_play (&house, MINUTE);
  locks = (TbGroup *) tb_fleet_find_group (house.fleet, "lock");
  locks->key_store = TB_KEY_STORE_SECURE_ELEMENT;
  g_assert_false (tb_world_steal_key (house.world, house.locks, house.cameras, &error));
  g_assert_nonnull (strstr (error->message, "chip"));
  g_clear_error (&error);
  locks->key_store = TB_KEY_STORE_FLASH;
  g_assert_false (tb_world_steal_key (house.world, house.locks, house.locks + 1, &error));
  g_assert_nonnull (strstr (error->message, "thief"));
  g_clear_error (&error);
  g_assert_false (tb_world_steal_key (house.world, house.cameras, house.cameras + 1, &error));
  g_assert_nonnull (strstr (error->message, "certificate"));
  g_clear_error (&error);
  house_do (tb_world_steal_key (house.world, house.locks, house.cameras, &error), error);
  g_assert_false (tb_world_steal_key (house.world, house.locks, house.cameras + 1, &error));
  g_assert_false (tb_world_steal_key (house.world, house.locks + 1, house.cameras, NULL));
  house_tear_down (&house, NULL);
}

/* He asks when his machine is on; what he has copied ends all the same. */
static void
a_thief_who_is_off_gets_nothing (void)
{
  House house;
  g_autoptr (GError) error = NULL;

  steal (&house, "renewal-proof=certificate");
  house_do (tb_world_power (house.world, house.cameras, FALSE, &error), error);
  house_play (&house, 4 * DAY);
  g_assert_cmpuint (house_state (&house, house.locks)->n_stolen, ==, 0);
  g_assert_cmpuint (house_state (&house, house.cameras)->identity, ==, TB_IDENTITY_EXPIRED);
  house_tear_down (&house, NULL);
}

#define ADD(name, function) g_test_add_func ("/bootstrap/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("without-a-stranger-all-ways-lead-home", without_a_stranger_all_ways_lead_home);
  ADD ("a-fingerprint-is-compared-before-anything-is-told", a_fingerprint_is_compared_before_anything_is_told);
  ADD ("a-voucher-is-asked-for-and-good-for-the-session", a_voucher_is_asked_for_and_good_for_the_session);
  ADD ("a-stranger-is-seen-through", a_stranger_is_seen_through);
  ADD ("who-trusts-anybody-is-captured", who_trusts_anybody_is_captured);
  ADD ("scep-is-no-better", scep_is_no_better);
  ADD ("who-is-enrolled-anew-is-free", who_is_enrolled_anew_is_free);
  ADD ("orders-about-strangers-are-checked", orders_about_strangers_are_checked);
  ADD ("what-is-in-its-box-is-delivered-by-the-new-policy", what_is_in_its_box_is_delivered_by_the_new_policy);
  ADD ("a-thief-renews-for-ever", a_thief_renews_for_ever);
  ADD ("a-thief-is-the-device-for-its-broker", a_thief_is_the_device_for_its_broker);
  ADD ("a-thief-lacks-what-else-is-asked-for", a_thief_lacks_what_else_is_asked_for);
  ADD ("revocation-ends-a-thief", revocation_ends_a_thief);
  ADD ("what-cannot-be-copied-is-not", what_cannot_be_copied_is_not);
  ADD ("a-thief-who-is-off-gets-nothing", a_thief_who_is_off_gets_nothing);
  return g_test_run ();
}
