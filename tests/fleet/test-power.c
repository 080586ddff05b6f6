/* A device switched off in the middle of anything, and on again: what was under way is forgotten, and it finds its way back. */
#include "fleet-fixture.h"

#define MINUTE TB_US_PER_MINUTE

static void
power (House *house, guint32 device, gboolean on)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_power (house->world, device, on, &error), error);
}

static void
assert_up (House *house, guint32 device)
{
  const TbObjectState *state = house_state (house, device);

  g_assert_cmpuint (state->health, ==, TB_HEALTH_HEALTHY);
  g_assert_cmpuint (state->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpint (state->report_interval_us, ==, MINUTE);
}

/* After each of the first thirty records about the lock it is switched off, and half a minute later on again. */
static void
off_after_any_record (void)
{
  for (guint cut = 1; cut < 30; cut++)
    {
      House house;
      guint64 at = 0;
      guint n = 0;

      house_set_up (&house, NULL);
      while (n < cut)
        {
          g_assert_cmpint (tb_world_get_time (house.world), <, 4 * TB_US_PER_DAY);
          tb_world_step (house.world);
          tb_journal_publish (house.journal);
          for (; at < tb_journal_get_length (house.journal); at++)
            n += tb_journal_get (house.journal, at)->subject == house.locks;
        }
      power (&house, house.locks, FALSE);
      g_assert_cmpuint (house_state (&house, house.locks)->health, ==, TB_HEALTH_OFF);
      tb_journal_publish (house.journal);
      at = tb_journal_get_length (house.journal);
      house_play (&house, tb_world_get_time (house.world) + MINUTE / 2);
      for (; at < tb_journal_get_length (house.journal); at++)
        g_assert_cmpuint (tb_journal_get (house.journal, at)->subject, !=, house.locks);
      power (&house, house.locks, TRUE);
      house_play (&house, tb_world_get_time (house.world) + 2 * MINUTE);
      assert_up (&house, house.locks);
      house_tear_down (&house, NULL);
    }
}

/* Off and on within the same moment, at every step: no stale event of the life before may act in the next. */
static void
off_and_on_at_every_step (void)
{
  House house;

  house_set_up (&house, NULL);
  for (guint i = 0; i < 400; i++)
    {
      tb_world_step (house.world);
      if (house_state (&house, house.locks)->health == TB_HEALTH_OFF)
        continue;
      power (&house, house.locks, FALSE);
      power (&house, house.locks, TRUE);
    }
  house_play (&house, tb_world_get_time (house.world) + 2 * MINUTE);
  assert_up (&house, house.locks);
  house_tear_down (&house, NULL);
}

static void
off_in_the_middle_of (House *house, gconstpointer kind)
{
  g_assert_true (house_play_to (house, (TbRecordKind) GPOINTER_TO_UINT (kind), house->locks));
  power (house, house->locks, FALSE);
  house_play (house, tb_world_get_time (house->world) + TB_US_PER_HOUR);
  g_assert_cmpuint (house_count (house, TB_RECORD_REPORTING_STARTED, house->locks), ==, 0);
  power (house, house->locks, TRUE);
  house_play (house, tb_world_get_time (house->world) + 2 * MINUTE);
  assert_up (house, house->locks);
}

/* The renewal is cut off half way; it is made up for as soon as there is power. */
static void
off_in_the_middle_of_renewal (House *house, gconstpointer unused)
{
  const TbRecord *again;

  house_play (house, TB_US_PER_DAY);
  g_assert_true (house_play_to (house, TB_RECORD_KEY_MADE, house->locks));
  g_assert_true (house_play_to (house, TB_RECORD_FLIGHT, house->locks));
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_RENEWING);
  power (house, house->locks, FALSE);
  house_play (house, tb_world_get_time (house->world) + TB_US_PER_HOUR);
  power (house, house->locks, TRUE);
  house_play (house, tb_world_get_time (house->world) + 2 * MINUTE);
  assert_up (house, house->locks);
  again = house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks, 2);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->detail, ==, 1);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 2);
}

/* Off over the day of renewal, but not over the end: renewed with the old certificate at once. */
static void
a_missed_renewal_is_made_up_for (House *house, gconstpointer unused)
{
  house_play (house, TB_US_PER_DAY);
  power (house, house->locks, FALSE);
  house_play (house, 5 * TB_US_PER_DAY / 2);
  power (house, house->locks, TRUE);
  house_play (house, tb_world_get_time (house->world) + MINUTE);
  g_assert_cmpuint (house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks, 1)->detail, ==, 1);
  assert_up (house, house->locks);
}

/* Off when the certificate ends: said when it ends, and enrolled anew when on again. */
static void
it_expires_while_off (House *house, gconstpointer unused)
{
  const TbRecord *soon, *expired;
  gint64 not_after_us;

  house_play (house, TB_US_PER_DAY);
  not_after_us = house_state (house, house->locks)->not_after_us;
  power (house, house->locks, FALSE);
  house_play (house, 10 * TB_US_PER_DAY);
  soon = house_find (house, TB_RECORD_CERTIFICATE_EXPIRING, house->locks, 0);
  expired = house_find (house, TB_RECORD_CERTIFICATE_EXPIRED, house->locks, 0);
  g_assert_cmpint (soon->time_us, ==, not_after_us - HOUSE_LIFETIME_US / 10);
  g_assert_cmpint (expired->time_us, ==, not_after_us);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_EXPIRED);
  power (house, house->locks, TRUE);
  house_play (house, tb_world_get_time (house->world) + MINUTE);
  g_assert_cmpuint (house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks, 1)->detail, ==, 0);
  house_play (house, tb_world_get_time (house->world) + MINUTE);
  assert_up (house, house->locks);
}

/* On again a moment before the end, which comes while it makes its next key: it asks with a certificate that is over, is refused, and enrols. */
static void
it_expires_while_it_makes_a_key (House *house, gconstpointer unused)
{
  gint64 not_after_us;

  house_play (house, TB_US_PER_DAY);
  not_after_us = house_state (house, house->locks)->not_after_us;
  power (house, house->locks, FALSE);
  house_play (house, not_after_us - TB_US_PER_MS);
  power (house, house->locks, TRUE);
  house_play (house, not_after_us + 10 * MINUTE);
  g_assert_cmpint (house_find (house, TB_RECORD_CERTIFICATE_EXPIRED, house->locks, 0)->time_us, ==, not_after_us);
  g_assert_cmpuint (house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks, 1)->detail, ==, 1);
  g_assert_cmpint (house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks, 1)->time_us, >, not_after_us);
  assert_up (house, house->locks);
}

/* The dates of a certificate that was replaced mean nothing any more. */
static void
old_dates_do_not_count (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  gint64 first_end_us;

  house_play (house, TB_US_PER_DAY);
  first_end_us = house_state (house, house->locks)->not_after_us;
  house_do (tb_world_renew (house->world, house->locks, &error), error);
  house_play (house, TB_US_PER_DAY + MINUTE);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 2);
  house_play (house, first_end_us - TB_US_PER_HOUR);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 2);
  house_play (house, first_end_us + TB_US_PER_HOUR);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_EXPIRED, house->locks), ==, 0);
}

static void
what_is_so_already_is_refused (House *house, gconstpointer unused)
{
  struct { guint32 object; gboolean on; const char *why; } cases[] = {
    { house->locks, TRUE, "lock-01 is on already" }, { house->broker, FALSE, "broker cannot be switched; name a device or a gateway" },
    { house->authority, FALSE, "authority cannot be switched; name a device or a gateway" },
    { house->eavesdropper, FALSE, "eavesdropper cannot be switched; name a device or a gateway" },
  };
  g_autoptr (GError) again = NULL;

  house_play (house, MINUTE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tb_world_power (house->world, cases[i].object, cases[i].on, &error));
      g_assert_error (error, TB_WORLD_ERROR, TB_WORLD_ERROR_NOT_NOW);
      g_assert_cmpstr (error->message, ==, cases[i].why);
    }
  power (house, house->locks, FALSE);
  g_assert_false (tb_world_power (house->world, house->locks, FALSE, &again));
  g_assert_cmpstr (again->message, ==, "lock-01 is off already");
}

/* Switched on by hand before its time, the device takes no notice when that time comes. */
static void
on_before_its_time (House *house, gconstpointer unused)
{
  power (house, house->locks, TRUE);
  house_play (house, 2 * MINUTE);
  assert_up (house, house->locks);
  g_assert_cmpuint (house_count (house, TB_RECORD_POWERED_ON, house->locks), ==, 1);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 1);
}

/* A world may be dropped at any moment, with work under way on other threads. */
static void
a_world_ends_at_any_moment (void)
{
  for (guint steps = 0; steps < 120; steps += 3)
    {
      House house;

      house_set_up (&house, NULL);
      for (guint i = 0; i < steps; i++)
        tb_world_step (house.world);
      house_tear_down (&house, NULL);
    }
}

/* A signature in a secure element takes 115 ms (modelled), whatever the processor: the lock is later by three: for the request, and for its part in two handshakes. */
static void
a_secure_element_signs_slowly (void)
{
  gint64 completed_us[2], own_us = 0;

  for (guint i = 0; i < 2; i++)
    {
      House house;

      house_set_up (&house, NULL);
      own_us = tb_fleet_group_of (house.fleet, house.locks)->profile->sign_us;
      ((TbGroup *) tb_fleet_group_of (house.fleet, house.locks))->key_store = i == 0 ? TB_KEY_STORE_FLASH : TB_KEY_STORE_SECURE_ELEMENT;
      g_assert_true (house_play_to (&house, TB_RECORD_CERTIFICATE_INSTALLED, house.locks));
      g_assert_true (house_play_to (&house, TB_RECORD_HANDSHAKE_COMPLETED, house.locks));
      completed_us[i] = tb_world_get_time (house.world);
      house_tear_down (&house, NULL);
    }
  g_assert_cmpint (completed_us[1] - completed_us[0], ==, 3 * (115 * TB_US_PER_MS - own_us));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/power/any-record", off_after_any_record);
  g_test_add_func ("/power/every-step", off_and_on_at_every_step);
  g_test_add ("/power/key", House, GUINT_TO_POINTER (TB_RECORD_POWERED_ON), house_set_up, off_in_the_middle_of, house_tear_down);
  g_test_add ("/power/request", House, GUINT_TO_POINTER (TB_RECORD_CERTIFICATE_REQUESTED), house_set_up, off_in_the_middle_of, house_tear_down);
  g_test_add ("/power/flight", House, GUINT_TO_POINTER (TB_RECORD_FLIGHT), house_set_up, off_in_the_middle_of, house_tear_down);
  g_test_add ("/power/session", House, GUINT_TO_POINTER (TB_RECORD_HANDSHAKE_COMPLETED), house_set_up, off_in_the_middle_of, house_tear_down);
  g_test_add ("/power/issued", House, GUINT_TO_POINTER (TB_RECORD_CERTIFICATE_ISSUED), house_set_up, off_in_the_middle_of, house_tear_down);
  g_test_add ("/power/installed", House, GUINT_TO_POINTER (TB_RECORD_CERTIFICATE_INSTALLED), house_set_up, off_in_the_middle_of, house_tear_down);
  g_test_add ("/power/renewal", House, NULL, house_set_up, off_in_the_middle_of_renewal, house_tear_down);
  g_test_add ("/power/missed", House, NULL, house_set_up, a_missed_renewal_is_made_up_for, house_tear_down);
  g_test_add ("/power/expiry", House, NULL, house_set_up, it_expires_while_off, house_tear_down);
  g_test_add ("/power/expires-while-it-makes-a-key", House, NULL, house_set_up, it_expires_while_it_makes_a_key, house_tear_down);
  g_test_add ("/power/old-dates", House, NULL, house_set_up, old_dates_do_not_count, house_tear_down);
  g_test_add ("/power/refused", House, NULL, house_set_up, what_is_so_already_is_refused, house_tear_down);
  g_test_add ("/power/early", House, NULL, house_set_up, on_before_its_time, house_tear_down);
  g_test_add_func ("/power/end", a_world_ends_at_any_moment);
  g_test_add_func ("/power/secure-element", a_secure_element_signs_slowly);
  return g_test_run ();
}
