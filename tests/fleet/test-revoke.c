/* What an authority takes back, holds back and releases, and when the orders for it are refused. */
#include "fleet-fixture.h"

#include <string.h>

#include "tb-certificate.h"
#include "tb-world-private.h"

#define MINUTE TB_US_PER_MINUTE
#define KEY_COMPROMISE 1

static void
refused (gboolean done, GError **error, const char *why)
{
  g_assert_false (done);
  g_assert_cmpstr ((*error)->message, ==, why);
}

static void
take_back (House *house, guint32 object, guint reason)
{
  g_autoptr (GError) error = NULL;

  house_do (tb_world_revoke (house->world, object, reason, &error), error);
  house_play (house, tb_world_get_time (house->world));
}

static void
revoked_is_for_good (House *house, gconstpointer unused)
{
  g_autoptr (GError) again = NULL, hold = NULL, release = NULL;
  const TbRecord *revoked;

  house_play (house, MINUTE);
  take_back (house, house->locks, KEY_COMPROMISE);
  revoked = house_find (house, TB_RECORD_CERTIFICATE_REVOKED, house->locks, 0);
  g_assert_cmpuint (revoked->object, ==, house->authority);
  g_assert_cmpuint (revoked->detail, ==, KEY_COMPROMISE);
  g_assert_cmpint (revoked->value, ==, MINUTE);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_REVOKED);
  g_assert_true (g_bytes_equal (tb_journal_get_payload (house->journal, revoked->payload),
                                tb_journal_get_payload (house->journal, house_state (house, house->locks)->certificate)));
  refused (tb_world_revoke (house->world, house->locks, KEY_COMPROMISE, &again), &again, "lock-01 has a certificate that is revoked already, and that is for good");
  refused (tb_world_revoke (house->world, house->locks, TB_REVOCATION_CERTIFICATE_HOLD, &hold), &hold, "lock-01 has a certificate that is revoked already, and that is for good");
  refused (tb_world_release (house->world, house->locks, &release), &release, "lock-01 has a certificate that is revoked for good; enrol it anew instead");
}

static void
what_is_held_can_be_released (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL, again = NULL, not_held = NULL;

  house_play (house, MINUTE);
  refused (tb_world_release (house->world, house->locks, &not_held), &not_held, "lock-01 has a certificate that is not on hold");
  take_back (house, house->locks, TB_REVOCATION_CERTIFICATE_HOLD);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_REVOKED);
  refused (tb_world_revoke (house->world, house->locks, TB_REVOCATION_CERTIFICATE_HOLD, &again), &again, "lock-01 has a certificate that is on hold already");
  house_do (tb_world_release (house->world, house->locks, &error), error);
  house_play (house, MINUTE);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_VALID);
  take_back (house, house->locks, TB_REVOCATION_CERTIFICATE_HOLD);
  take_back (house, house->locks, KEY_COMPROMISE);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_REVOKED, house->locks), ==, 3);
  g_assert_cmpuint (house_count (house, TB_RECORD_CERTIFICATE_RELEASED, house->locks), ==, 1);
}

static void
nothing_to_take_back (House *house, gconstpointer unused)
{
  g_autoptr (GError) early = NULL, camera = NULL, eavesdropper = NULL, expired = NULL, off = NULL, release = NULL;

  refused (tb_world_revoke (house->world, house->locks, KEY_COMPROMISE, &early), &early, "lock-01 has no certificate");
  house_play (house, MINUTE);
  refused (tb_world_revoke (house->world, house->cameras, KEY_COMPROMISE, &camera), &camera, "camera-01 has no certificate");
  refused (tb_world_release (house->world, house->cameras, &release), &release, "camera-01 has no certificate");
  refused (tb_world_revoke (house->world, house->eavesdropper, KEY_COMPROMISE, &eavesdropper), &eavesdropper, "eavesdropper has no certificate");
  house_do (tb_world_power (house->world, house->locks, FALSE, &off), off);
  house_play (house, HOUSE_LIFETIME_US + TB_US_PER_HOUR);
  refused (tb_world_revoke (house->world, house->locks, KEY_COMPROMISE, &expired), &expired,
           "lock-01 has a certificate that has expired; there is nothing left to revoke");
}

/* The authority knows what it has taken back, whoever else does not. */
static void
no_new_certificate_for_a_revoked_one (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = NULL;

  house_play (house, MINUTE);
  take_back (house, house->locks, KEY_COMPROMISE);
  house_do (tb_world_renew (house->world, house->locks, &error), error);
  house_play (house, 2 * MINUTE);
  g_assert_cmpuint (house_count (house, TB_RECORD_ENROLMENT_REFUSED, house->locks), ==, 1);
  reason = house_text (house, house_find (house, TB_RECORD_ENROLMENT_REFUSED, house->locks, 0));
  g_assert_cmpstr (reason, ==, "revoked");
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_REVOKED);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 1);
}

/* Past its date, too: what is revoked does not come back by itself. */
static void
its_owner_may_enrol_it_anew (House *house, gconstpointer unused)
{
  house_play (house, MINUTE);
  take_back (house, house->locks, KEY_COMPROMISE);
  house_play (house, HOUSE_LIFETIME_US + 2 * TB_US_PER_DAY);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_REVOKED);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 1);
  while (!tb_world_enrol (house->world, house->locks, NULL))
    house_play (house, tb_world_get_time (house->world) + TB_US_PER_SECOND);
  house_play (house, tb_world_get_time (house->world) + MINUTE);
  g_assert_cmpuint (house_state (house, house->locks)->identity, ==, TB_IDENTITY_VALID);
  g_assert_cmpuint (house_state (house, house->locks)->n_certificates, ==, 2);
  g_assert_null (tb_revoke_find (house->world, house->authority, "00"));
}

/* Each authority shows its root and what it issues with. */
static void
authorities_show_their_certificates (House *house, gconstpointer unused)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  guint32 authorities[] = { house->authority, house->vendor };

  house_play (house, 0);
  for (guint i = 0; i < G_N_ELEMENTS (authorities); i++)
    for (guint depth = 0; depth < 2; depth++)
      {
        const TbRecord *made = house_find (house, TB_RECORD_AUTHORITY_MADE, authorities[i], depth);
        g_autoptr (TbCertificate) certificate = tb_certificate_new_from_der (crypto, tb_journal_get_payload (house->journal, made->payload), NULL);
        const TbRecord *root = house_find (house, TB_RECORD_AUTHORITY_MADE, authorities[i], 0);
        g_autoptr (TbCertificate) above = tb_certificate_new_from_der (crypto, tb_journal_get_payload (house->journal, root->payload), NULL);

        g_assert_cmpuint (made->detail, ==, depth);
        g_assert_cmpint (made->value, ==, tb_certificate_get_not_after_us (certificate) - HOUSE_START_US);
        g_assert_cmpstr (tb_certificate_get_issuer (certificate), ==, tb_certificate_get_subject (above));
      }
  g_assert_cmpuint (house_count (house, TB_RECORD_AUTHORITY_MADE, TB_NOBODY), ==, 4);
}

#define ADD(name, func) g_test_add ("/revoke/" name, House, NULL, house_set_up, func, house_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("for-good", revoked_is_for_good);
  ADD ("hold", what_is_held_can_be_released);
  ADD ("nothing", nothing_to_take_back);
  ADD ("renewal", no_new_certificate_for_a_revoked_one);
  ADD ("anew", its_owner_may_enrol_it_anew);
  ADD ("authorities", authorities_show_their_certificates);
  return g_test_run ();
}
