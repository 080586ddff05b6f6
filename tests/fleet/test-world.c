/* How devices come by certificates and keep them: what the journal must say, whatever the times in between. */
#include "fleet-fixture.h"

#include <string.h>

#include "tb-certificate.h"
#include "tb-transcript.h"

#define MINUTE TB_US_PER_MINUTE

static void
everybody_enrols (House *house, gconstpointer unused)
{
  const TbTotals *totals = tb_state_get_totals (tb_world_get_state (house->world));

  house_play (house, MINUTE);
  g_assert_cmpuint (totals->by_identity[TB_IDENTITY_VALID], ==, 5);
  g_assert_cmpuint (totals->by_identity[TB_IDENTITY_NONE], ==, 4);
  g_assert_cmpuint (totals->by_health[TB_HEALTH_OFF], ==, 0);
  /* Two authorities, the broker, two gateways, four locks, one plug. */
  g_assert_cmpuint (totals->n_certificates, ==, 10);
  g_assert_cmpuint (totals->n_renewals, ==, 0);
  g_assert_cmpuint (house_state (house, house->gateways)->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpuint (house_state (house, house->eavesdropper)->identity, ==, TB_IDENTITY_NONE);
}

/* What a lock goes through, in order. */
static void
one_enrolment_step_by_step (House *house, gconstpointer unused)
{
  static const TbRecordKind steps[] = {
    TB_RECORD_POWERED_ON, TB_RECORD_KEY_MADE, TB_RECORD_CERTIFICATE_REQUESTED, TB_RECORD_HANDSHAKE_STARTED, TB_RECORD_HANDSHAKE_COMPLETED,
    TB_RECORD_CERTIFICATE_ISSUED, TB_RECORD_CERTIFICATE_INSTALLED, TB_RECORD_HANDSHAKE_STARTED, TB_RECORD_HANDSHAKE_COMPLETED, TB_RECORD_REPORTING_STARTED,
  };
  guint step = 0;
  gint64 last_us = 0;

  house_play (house, 3 * MINUTE);
  for (guint64 i = 0; i < tb_journal_get_length (house->journal); i++)
    {
      const TbRecord *record = tb_journal_get (house->journal, i);

      g_assert_cmpint (record->time_us, >=, last_us);
      last_us = record->time_us;
      if (record->subject != house->locks || record->kind == TB_RECORD_FLIGHT || record->kind == TB_RECORD_MESSAGE)
        continue;
      g_assert_cmpuint (step, <, G_N_ELEMENTS (steps));
      g_assert_cmpstr (tb_record_info (record->kind)->code, ==, tb_record_info (steps[step++])->code);
    }
  g_assert_cmpuint (step, ==, G_N_ELEMENTS (steps));
}

static TbCertificate *
certificate_of (House *house, const TbRecord *record)
{
  g_autoptr (GError) error = NULL;
  TbCrypto *crypto = tb_crypto_get_seeded (&error);
  TbCertificate *certificate = tb_certificate_new_from_der (crypto, tb_journal_get_payload (house->journal, record->payload), &error);

  g_assert_no_error (error);
  return certificate;
}

static void
certificates_are_real (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  for (guint i = 0; i < 4; i++)
    {
      guint32 lock = house->locks + i;
      const TbRecord *installed = house_find (house, TB_RECORD_CERTIFICATE_INSTALLED, lock, 0), *issued = house_find (house, TB_RECORD_CERTIFICATE_ISSUED, lock, 0);
      g_autoptr (TbCertificate) certificate = certificate_of (house, installed);
      g_autofree char *name = tb_fleet_dup_name (house->fleet, lock);

      g_assert_cmpstr (tb_certificate_get_common_name (certificate), ==, name);
      g_assert_cmpint (tb_certificate_get_not_after_us (certificate), ==, HOUSE_START_US + installed->value);
      g_assert_cmpint (installed->value, ==, house_state (house, lock)->not_after_us);
      g_assert_cmpint (issued->value, ==, installed->value);
      g_assert_cmpuint (issued->detail, ==, 1);
      g_assert_true (g_bytes_equal (tb_journal_get_payload (house->journal, issued->payload), tb_journal_get_payload (house->journal, installed->payload)));
    }
}

/* Two thirds of the lifetime after issue, and the new one before the old one ends. */
static void
renewal_comes_at_two_thirds (House *house, gconstpointer unused)
{
  const TbRecord *first, *asked, *second;
  gint64 issued_us, due_us;

  house_play (house, HOUSE_LIFETIME_US);
  first = house_find (house, TB_RECORD_CERTIFICATE_INSTALLED, house->locks, 0);
  second = house_find (house, TB_RECORD_CERTIFICATE_INSTALLED, house->locks, 1);
  asked = house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->locks, 1);
  issued_us = first->value - HOUSE_LIFETIME_US;
  due_us = issued_us + HOUSE_LIFETIME_US / 3 * 2;
  g_assert_nonnull (second);
  g_assert_cmpuint (asked->detail, ==, 1);
  g_assert_cmpint (asked->time_us, >=, due_us);
  g_assert_cmpint (asked->time_us, <, due_us + MINUTE);
  g_assert_cmpint (second->time_us, <, first->value);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 2);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_EXPIRED, TB_NOBODY), ==, 0);
}

/* The old certificate proves who asks; the key is a new one. */
static void
renewal_is_mutual_and_rekeys (House *house, gconstpointer unused)
{
  g_autoptr (TbTranscript) transcript = NULL;
  const TbRecord *end, *old_key, *new_key;
  g_autoptr (GError) error = NULL;
  gboolean client_certificate = FALSE;

  house_play (house, HOUSE_LIFETIME_US);
  for (guint n = 0; (end = house_find (house, TB_RECORD_HANDSHAKE_COMPLETED, house->locks, n)) != NULL && end->detail != TB_SESSION_RENEW;)
    n++;
  g_assert_nonnull (end);
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (house->journal, end->payload), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      client_certificate |= message->from == TB_SIDE_CLIENT && message->content_type == 22 && message->type == 15;
    }
  g_assert_true (client_certificate);
  old_key = house_find (house, TB_RECORD_KEY_MADE, house->locks, 0);
  new_key = house_find (house, TB_RECORD_KEY_MADE, house->locks, 1);
  g_assert_false (g_bytes_equal (tb_journal_get_payload (house->journal, old_key->payload), tb_journal_get_payload (house->journal, new_key->payload)));
}

static void
a_month_needs_no_hand (House *house, gconstpointer unused)
{
  house_play (house, 30 * TB_US_PER_DAY);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpuint (house_state (house, house->locks + i)->identity, ==, TB_IDENTITY_VALID);
      g_assert_cmpuint (house_state (house, house->locks + i)->n_certificates, ==, 15);
    }
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_EXPIRED, TB_NOBODY), ==, 0);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_EXPIRING, TB_NOBODY), ==, 0);
}

/* The certificate of the plug comes from whom the broker does not trust; it tries again and again, each time later. */
static void
a_foreign_authority_is_unknown (House *house, gconstpointer unused)
{
  gint64 last_us = -1, gap_us = 0;

  house_play (house, 40 * MINUTE);
  g_assert_cmpuint (house_state (house, house->plug)->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpint (house_state (house, house->plug)->last_alert, ==, 48);
  g_assert_cmpuint (house_count (house, TB_RECORD_REPORTING_STARTED, house->plug), ==, 0);
  for (guint n = 0; n < 6; n++)
    {
      const TbRecord *refused = house_find (house, TB_RECORD_HANDSHAKE_REFUSED, house->plug, n);

      g_assert_nonnull (refused);
      g_assert_cmpuint (refused->detail, ==, 48);
      if (last_us >= 0)
        g_assert_cmpint (refused->time_us - last_us, >, gap_us * 3 / 2);
      gap_us = last_us >= 0 ? refused->time_us - last_us : 0;
      last_us = refused->time_us;
    }
  g_assert_null (house_find (house, TB_RECORD_HANDSHAKE_REFUSED, house->plug, 6));
}

/* Renewals in between do not multiply the tries: at most one a day, and the quick ones after each new certificate. */
static void
retries_do_not_multiply (House *house, gconstpointer unused)
{
  guint n_renewals;

  house_play (house, 60 * TB_US_PER_DAY);
  n_renewals = house_state (house, house->plug)->n_certificates - 1u;
  g_assert_cmpuint (n_renewals, >=, 25);
  g_assert_cmpuint (house_count (house, TB_RECORD_HANDSHAKE_REFUSED, house->plug), <=, 60 + 12 * (n_renewals + 1));
}

/* A lifetime of a minute is possible, and renewed at two thirds, not without end. */
static void
short_lifetimes_are_renewed_in_time (void)
{
  House house;

  house_set_up (&house, NULL);
  ((TbGroup *) tb_fleet_group_of (house.fleet, house.locks))->policy.lifetime_us = MINUTE;
  house_play (&house, TB_US_PER_HOUR);
  g_assert_cmpuint (house_state (&house, house.locks)->n_certificates, >=, 85);
  g_assert_cmpuint (house_state (&house, house.locks)->n_certificates, <=, 90);
  g_assert_cmpuint (house_count (&house, TB_RECORD_CERTIFICATE_EXPIRED, house.locks), ==, 0);
  house_tear_down (&house, NULL);
}

/* Shorter than an enrolment takes: the certificate is over when it comes. The run goes on and says so. */
static void
a_certificate_that_comes_too_late_expires (void)
{
  House house;

  house_set_up (&house, NULL);
  ((TbGroup *) tb_fleet_group_of (house.fleet, house.locks))->policy.lifetime_us = TB_US_PER_SECOND;
  house_play (&house, MINUTE);
  g_assert_cmpuint (house_count (&house, TB_RECORD_CERTIFICATE_EXPIRED, house.locks), >, 0);
  g_assert_cmpuint (house_count (&house, TB_RECORD_REPORTING_STARTED, house.locks), ==, 0);
  g_assert_cmpuint (tb_journal_get_length (house.journal), <, 100000);
  house_tear_down (&house, NULL);
}

/* Near the ends of the calendar that a scenario may name, and a century on. */
static void
distant_years_work (gconstpointer start)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbWorld) world = NULL;
  guint32 lock = tb_fleet_find (fleet, "lock-01");
  gint64 time_us;

  for (guint i = 0; i < tb_fleet_get_n_groups (fleet); i++)
    ((TbGroup *) tb_fleet_get_group (fleet, i))->policy.lifetime_us = TB_UNITS_MAX_US / 2;
  /* It would try its broker every day of the century. */
  ((TbGroup *) tb_fleet_find_group (fleet, "plug"))->start_us = -1;
  world = tb_world_new (fleet, 1, *(const gint64 *) start, 1, journal, &error);
  g_assert_no_error (error);
  while (tb_world_peek (world, &time_us) && time_us <= TB_UNITS_MAX_US && tb_world_get_failure (world) == NULL)
    tb_world_step (world);
  g_assert_cmpstr (tb_world_get_failure (world), ==, NULL);
  g_assert_cmpuint (tb_state_get (tb_world_get_state (world), lock)->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpuint (tb_state_get (tb_world_get_state (world), lock)->n_certificates, ==, 3);
}

/* A record that makes no sense ends the run with the reason; only a defect of the engine writes one. */
static void
nonsense_is_a_failure (void)
{
  House house;

  house_set_up (&house, NULL);
  g_assert_cmpstr (tb_world_get_failure (house.world), ==, NULL);
  tb_world_note (house.world, TB_RECORD_POWERED_OFF, NULL, 0, 0);
  g_assert_nonnull (strstr (tb_world_get_failure (house.world), "the record powered-off of  makes no sense"));
  tb_world_free (house.world);
  tb_journal_unref (house.journal);
  tb_fleet_unref (house.fleet);
}

static char *
hash_of (guint n_threads, guint64 seed)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbJournal) journal = tb_journal_new (TB_JOURNAL_DEFAULT_BUDGET);
  g_autoptr (TbWorld) world = tb_world_new (fleet, seed, HOUSE_START_US, n_threads, journal, NULL);
  gint64 time_us;

  while (tb_world_peek (world, &time_us) && time_us <= 5 * TB_US_PER_DAY)
    tb_world_step (world);
  tb_journal_publish (journal);
  return tb_journal_hash (journal);
}

static void
threads_change_nothing (void)
{
  g_autofree char *one = hash_of (1, 7), *two = hash_of (2, 7), *four = hash_of (4, 7), *other = hash_of (2, 8);

  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, ==, four);
  g_assert_cmpstr (one, !=, other);
}

int
main (int argc, char **argv)
{
  static const gint64 first_us = 0, last_us = (gint64) 7000 * 366 * TB_US_PER_DAY;

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/world/enrol", House, NULL, house_set_up, everybody_enrols, house_tear_down);
  g_test_add ("/world/steps", House, NULL, house_set_up, one_enrolment_step_by_step, house_tear_down);
  g_test_add ("/world/certificates", House, NULL, house_set_up, certificates_are_real, house_tear_down);
  g_test_add ("/world/renewal", House, NULL, house_set_up, renewal_comes_at_two_thirds, house_tear_down);
  g_test_add ("/world/rekey", House, NULL, house_set_up, renewal_is_mutual_and_rekeys, house_tear_down);
  g_test_add ("/world/month", House, NULL, house_set_up, a_month_needs_no_hand, house_tear_down);
  g_test_add ("/world/foreign", House, NULL, house_set_up, a_foreign_authority_is_unknown, house_tear_down);
  g_test_add ("/world/retries", House, NULL, house_set_up, retries_do_not_multiply, house_tear_down);
  g_test_add_func ("/world/short", short_lifetimes_are_renewed_in_time);
  g_test_add_func ("/world/too-late", a_certificate_that_comes_too_late_expires);
  g_test_add_data_func ("/world/1970", &first_us, distant_years_work);
  g_test_add_data_func ("/world/8985", &last_us, distant_years_work);
  g_test_add_func ("/world/nonsense", nonsense_is_a_failure);
  g_test_add_func ("/world/threads", threads_change_nothing);
  return g_test_run ();
}
