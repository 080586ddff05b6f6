/* A broker gets another key and another certificate: after a theft, after a revocation, from an authority that is down or has another root; and what becomes of the one it had. */
#include "fleet-fixture.h"

#include <string.h>

#include "tb-transcript.h"

#define MINUTE TB_US_PER_MINUTE
#define HOUR   TB_US_PER_HOUR
#define KEY_COMPROMISE 1

static TbCertificate *
read_certificate (House *house, guint32 payload)
{
  g_autoptr (GError) error = NULL;
  TbCertificate *certificate = tb_certificate_new_from_der (tb_crypto_get_seeded (NULL), tb_journal_get_payload (house->journal, payload), &error);

  g_assert_no_error (error);
  return certificate;
}

static void
renew (House *house, gint64 until_us)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_renew (house->world, house->broker, &error), error);
  house_play (house, until_us);
}

static void
steal (House *house)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_steal_key (house->world, house->broker, house->eavesdropper, &error), error);
}

static void
assert_refused (gboolean done, GError **error, const char *message)
{
  g_assert_false (done);
  g_assert_cmpstr ((*error)->message, ==, message);
  g_clear_error (error);
}

/* The certificate that the broker shows in the last handshake that @client finished is the one it has. */
static void
assert_shows_its_own (House *house, guint32 client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbTranscript) transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (house->journal, house_state (house, client)->transcript), &error);
  g_autoptr (GBytes) shown = NULL;

  g_assert_no_error (error);
  shown = tb_transcript_get_peer_certificate (transcript, TB_SIDE_SERVER, 0);
  g_assert_true (g_bytes_equal (shown, tb_journal_get_payload (house->journal, house_state (house, house->broker)->certificate)));
}

static void
reconnect (House *house, guint32 device)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_connect (house->world, device, TB_NOBODY, &error), error);
  house_play (house, tb_world_get_time (house->world) + MINUTE);
}

static void
it_has_another_key_and_the_same_name (House *house, gconstpointer unused)
{
  const TbRecord *asked;
  guint32 old_payload;
  g_autoptr (TbCertificate) old = NULL, new = NULL;

  house_play (house, MINUTE);
  old_payload = house_state (house, house->broker)->certificate;
  renew (house, 2 * MINUTE);
  old = read_certificate (house, old_payload);
  new = read_certificate (house, house_state (house, house->broker)->certificate);
  g_assert_cmpint (EVP_PKEY_eq (X509_get0_pubkey (tb_certificate_get_x509 (old)), X509_get0_pubkey (tb_certificate_get_x509 (new))), ==, 0);
  g_assert_cmpstr (tb_certificate_get_common_name (new), ==, "broker");
  g_assert_cmpint (tb_certificate_get_not_after_us (new), ==, tb_certificate_get_not_after_us (old));
  asked = house_find (house, TB_RECORD_CERTIFICATE_REQUESTED, house->broker, 0);
  g_assert_cmpint (asked->value, ==, TB_CAUSE_ORDERED);
  g_assert_cmpuint (asked->detail, ==, 1);
  g_assert_cmpuint (house_count (house, TB_RECORD_KEY_MADE, house->broker), ==, 1);
  g_assert_cmpuint (house_find (house, TB_RECORD_HANDSHAKE_COMPLETED, house->broker, 0)->object, ==, house->authority);
  g_assert_cmpuint (house_state (house, house->broker)->identity, ==, TB_IDENTITY_VALID);
}

static void
what_is_open_stays_open_and_who_comes_sees_the_new_one (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  renew (house, 2 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_SESSION_CLOSED, TB_NOBODY), ==, 0);
  reconnect (house, house->locks);
  g_assert_cmpint (house_state (house, house->locks)->report_interval_us, >, 0);
  assert_shows_its_own (house, house->locks);
}

static void
one_that_is_revoked_gets_another_too (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_revoke (house->world, house->broker, KEY_COMPROMISE, &error), error);
  g_assert_cmpuint (house_state (house, house->broker)->identity, ==, TB_IDENTITY_REVOKED);
  renew (house, 2 * MINUTE);
  g_assert_cmpuint (house_state (house, house->broker)->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpuint (house_count (house, TB_RECORD_ENROLMENT_REFUSED, house->broker), ==, 0);
  assert_refused (tb_world_revoke_former (house->world, house->broker, KEY_COMPROMISE, &error), &error, "broker had a certificate before that is revoked already");
  renew (house, 3 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_INSTALLED, house->broker), ==, 3);
}

/* Waits that double, as devices wait. */
static void
it_asks_until_its_authority_answers (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_set_outage (house->world, house->authority, TRUE, &error), error);
  renew (house, 5 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_ENROLMENT_REFUSED, house->broker), >=, 2);
  g_assert_cmpuint (house_state (house, house->broker)->identity, ==, TB_IDENTITY_VALID);
  house_do (tb_world_set_outage (house->world, house->authority, FALSE, &error), error);
  house_play (house, HOUR);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_INSTALLED, house->broker), ==, 2);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_REQUESTED, house->broker), ==, house_count (house, TB_RECORD_ENROLMENT_REFUSED, house->broker) + 1);
}

static void
it_goes_by_the_root_that_is_in_force (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  house_do (tb_world_roll_over (house->world, house->authority, &error), error);
  renew (house, 2 * MINUTE);
  house_do (tb_world_retire (house->world, house->authority, &error), error);
  renew (house, 3 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_INSTALLED, house->broker), ==, 3);
  house_do (tb_world_trust (house->world, house->locks, 1, house->authority, TRUE, &error), error);
  reconnect (house, house->locks);
  assert_shows_its_own (house, house->locks);
}

/* The thief has what he has; the broker has something else, until he comes again. */
static void
a_new_key_is_nobodys_but_can_be_stolen_again (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  const TbTheft *thefts;
  guint n;

  house_play (house, MINUTE);
  steal (house);
  g_assert_true (house_state (house, house->broker)->is_robbed);
  assert_refused (tb_world_steal_key (house->world, house->broker, house->eavesdropper, &error), &error, "broker has lost its key to a thief already");
  renew (house, 2 * MINUTE);
  g_assert_false (house_state (house, house->broker)->is_robbed);
  g_assert_cmpuint (house_state (house, house->broker)->thief, ==, house->eavesdropper);
  steal (house);
  thefts = tb_state_get_thefts (tb_world_get_state (house->world), &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (thefts[0].certificate, !=, thefts[1].certificate);
  g_assert_true (house_state (house, house->broker)->is_robbed);
}

static void
what_it_had_is_revoked_and_what_it_has_is_not (House *house, gconstpointer unused)
{
  guint32 old = house_state (house, house->broker)->certificate;
  const TbRecord *revoked;
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  assert_refused (tb_world_revoke_former (house->world, house->broker, KEY_COMPROMISE, &error), &error,
                  "broker has had no certificate of its authority before the one it has");
  renew (house, 2 * MINUTE);
  house_do (tb_world_revoke_former (house->world, house->broker, KEY_COMPROMISE, &error), error);
  house_play (house, 2 * MINUTE);
  revoked = house_find (house, TB_RECORD_FORMER_REVOKED, house->broker, 0);
  g_assert_true (g_bytes_equal (tb_journal_get_payload (house->journal, revoked->payload), tb_journal_get_payload (house->journal, old)));
  g_assert_cmpuint (revoked->detail, ==, KEY_COMPROMISE);
  g_assert_cmpuint (house_state (house, house->broker)->identity, ==, TB_IDENTITY_VALID);
  house_do (tb_world_revoke (house->world, house->broker, KEY_COMPROMISE, &error), error);
  g_assert_cmpuint (house_state (house, house->broker)->identity, ==, TB_IDENTITY_REVOKED);
}

/* Devices have had others before as well. */
static void
a_groups_former_certificates_are_revoked (House *house, gconstpointer unused)
{
  const TbDevices locks = { house->locks, 4 };
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  assert_refused (tb_world_revoke_former_all (house->world, &locks, KEY_COMPROMISE, &error), &error,
                  "lock-01 and its like had no certificates before that are in force still");
  house_do (tb_world_renew (house->world, house->locks + 2, &error), error);
  house_play (house, 2 * MINUTE);
  house_do (tb_world_revoke_former_all (house->world, &locks, KEY_COMPROMISE, &error), error);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_FORMER_REVOKED, TB_NOBODY), ==, 1);
  g_assert_cmpuint (house_state (house, house->locks + 2)->identity, ==, TB_IDENTITY_VALID);
}

static void
who_cannot_is_told_why (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  house_play (house, MINUTE);
  assert_refused (tb_world_renew (house->world, house->old_broker, &error), &error, "old-broker has no certificate in this scenario: it speaks no TLS");
  house_do (tb_world_renew (house->world, house->broker, &error), error);
  assert_refused (tb_world_renew (house->world, house->broker, &error), &error, "broker is asking for another certificate already");
}

#define FACT(name) g_test_add ("/rekey/" #name, House, NULL, house_set_up, name, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  FACT (it_has_another_key_and_the_same_name);
  FACT (what_is_open_stays_open_and_who_comes_sees_the_new_one);
  FACT (one_that_is_revoked_gets_another_too);
  FACT (it_asks_until_its_authority_answers);
  FACT (it_goes_by_the_root_that_is_in_force);
  FACT (a_new_key_is_nobodys_but_can_be_stolen_again);
  FACT (what_it_had_is_revoked_and_what_it_has_is_not);
  FACT (a_groups_former_certificates_are_revoked);
  FACT (who_cannot_is_told_why);
  return g_test_run ();
}
