/* Stapling: what a client makes of an OCSP response that comes with the server's certificate, of one that is bad, and of none. */
#include "tls-fixture.h"

#define ALERT             21
#define REVOKED_ALERT     44
#define UNSATISFIED_ALERT 113

typedef struct
{
  TlsFixture tls;
  TbIdentity *strict_identity;  /* its certificate says must-staple */
  TbEndpoint *strict;
  GBytes *good;                 /* about the broker */
} StapleFixture;

static TbCertificate *
broker_certificate (StapleFixture *fixture)
{
  return tb_identity_get_certificate (fixture->tls.broker_identity);
}

static void
set_up (StapleFixture *fixture, gconstpointer algorithm)
{
  tls_fixture_set_up (&fixture->tls, algorithm);
  fixture->strict_identity = pki_issue (&fixture->tls.pki, TB_PROFILE_SERVICE_MUST_STAPLE, "strict", BROKER);
  fixture->strict = tls_new_server (&fixture->tls, fixture->strict_identity, fixture->tls.pki.anchors);
  fixture->good = tls_staple (&fixture->tls, NULL, broker_certificate (fixture), TB_OCSP_GOOD, NOON_US, "good");
}

static void
tear_down (StapleFixture *fixture, gconstpointer algorithm)
{
  g_bytes_unref (fixture->good);
  tb_endpoint_unref (fixture->strict);
  tb_identity_unref (fixture->strict_identity);
  tls_fixture_tear_down (&fixture->tls, algorithm);
}

/* What the client does and what is written down about it: judged anew it is the same. */
static void
assert_outcome (StapleFixture *fixture, TbTranscript *transcript, TbStaplePolicy policy, int alert, const char *reason, const char *failure)
{
  const TbOutcome *client = tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT);
  g_autoptr (TbChecks) checks = tb_checks_new ();
  TbStapleVerdict verdict = tb_staple_explain (fixture->tls.pki.crypto, transcript, policy, NOON_US, checks);
  const TbCheck *first = tb_checks_first_failure (checks);

  g_assert_cmpint (tb_transcript_get_alert (transcript), ==, alert);
  g_assert_cmpint (client->alert_sent, ==, alert);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, reason);
  g_assert_true (tb_transcript_is_accepted (transcript) == (alert < 0));
  g_assert_true (client->finished == (alert < 0));
  g_assert_cmpint (verdict, ==, alert < 0 ? TB_STAPLE_ACCEPTED : alert == REVOKED_ALERT ? TB_STAPLE_REVOKED : TB_STAPLE_UNSATISFACTORY);
  g_assert_cmpstr (first != NULL ? first->rule->code : NULL, ==, failure);
}

static void
assert_run (StapleFixture *fixture, TbEndpoint *server, GBytes *staple, TbStaplePolicy policy, int alert, const char *reason, const char *failure)
{
  g_autoptr (TbTranscript) transcript = tls_run_stapled (&fixture->tls, server, staple, policy, "a");

  assert_outcome (fixture, transcript, policy, alert, reason, failure);
}

static void
good_staple_is_accepted (StapleFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run_stapled (&fixture->tls, fixture->tls.broker, fixture->good, TB_STAPLE_REQUIRE, "a");
  g_autoptr (GBytes) staple = tb_transcript_get_staple (transcript);
  g_autoptr (GBytes) strict = tls_staple (&fixture->tls, NULL, tb_identity_get_certificate (fixture->strict_identity), TB_OCSP_GOOD, NOON_US, "strict");

  assert_outcome (fixture, transcript, TB_STAPLE_REQUIRE, -1, "", NULL);
  g_assert_nonnull (staple);
  pki_assert_same_bytes (staple, fixture->good);
  assert_run (fixture, fixture->tls.old_broker, fixture->good, TB_STAPLE_CHECK, -1, "", NULL);
  assert_run (fixture, fixture->strict, strict, TB_STAPLE_CHECK, -1, "", NULL);
  assert_run (fixture, fixture->strict, strict, TB_STAPLE_REQUIRE, -1, "", NULL);
}

/* The client says what it wants in its ClientHello (RFC 6066 section 8): a server staples for nobody else. */
static void
nobody_staples_unasked (StapleFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run_stapled (&fixture->tls, fixture->tls.broker, fixture->good, TB_STAPLE_NONE, "a");
  g_autoptr (TbTranscript) plain = tls_run (&fixture->tls, fixture->tls.broker, fixture->tls.lock_identity, "a");
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (transcript), plain_bytes = tb_transcript_to_bytes (plain);

  g_assert_null (tb_transcript_get_staple (transcript));
  pki_assert_same_bytes (bytes, plain_bytes);
}

static void
without_a_staple_policy_decides (StapleFixture *fixture, gconstpointer algorithm)
{
  assert_run (fixture, fixture->tls.broker, NULL, TB_STAPLE_NONE, -1, "", NULL);
  assert_run (fixture, fixture->tls.broker, NULL, TB_STAPLE_CHECK, -1, "", NULL);
  assert_run (fixture, fixture->tls.broker, NULL, TB_STAPLE_REQUIRE, UNSATISFIED_ALERT, "status-unknown", "staple-present");
}

static void
must_staple_binds_who_asks (StapleFixture *fixture, gconstpointer algorithm)
{
  assert_run (fixture, fixture->strict, NULL, TB_STAPLE_NONE, -1, "", NULL);
  assert_run (fixture, fixture->strict, NULL, TB_STAPLE_CHECK, UNSATISFIED_ALERT, "status-unknown", "staple-present");
  assert_run (fixture, fixture->strict, NULL, TB_STAPLE_REQUIRE, UNSATISFIED_ALERT, "status-unknown", "staple-present");
}

static void
revoked_server_is_refused (StapleFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) revoked = tls_staple (&fixture->tls, NULL, broker_certificate (fixture), TB_OCSP_REVOKED, NOON_US, "revoked");

  assert_run (fixture, fixture->tls.broker, revoked, TB_STAPLE_CHECK, REVOKED_ALERT, "revoked", "ocsp-status");
  assert_run (fixture, fixture->tls.broker, revoked, TB_STAPLE_REQUIRE, REVOKED_ALERT, "revoked", "ocsp-status");
  assert_run (fixture, fixture->tls.broker, revoked, TB_STAPLE_NONE, -1, "", NULL);
}

/* It may be used as long as it says, not a second longer, and not before. */
static void
stale_staple_is_refused (StapleFixture *fixture, gconstpointer algorithm)
{
  static const struct { gint64 age_us; gboolean good; } ages[] = {
    { 0, TRUE }, { DAY_US - G_USEC_PER_SEC, TRUE }, { DAY_US, FALSE }, { 9 * DAY_US, FALSE },
  };
  g_autoptr (GBytes) early = tls_staple (&fixture->tls, NULL, broker_certificate (fixture), TB_OCSP_GOOD, NOON_US + 60 * G_USEC_PER_SEC, "early");

  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    for (TbStaplePolicy policy = TB_STAPLE_CHECK; policy <= TB_STAPLE_REQUIRE; policy++)
      {
        g_autoptr (GBytes) staple = tls_staple (&fixture->tls, NULL, broker_certificate (fixture), TB_OCSP_GOOD, NOON_US - ages[i].age_us, "aged");

        if (ages[i].good)
          assert_run (fixture, fixture->tls.broker, staple, policy, -1, "", NULL);
        else
          assert_run (fixture, fixture->tls.broker, staple, policy, UNSATISFIED_ALERT, "status-unknown", "ocsp-fresh");
      }
  assert_run (fixture, fixture->tls.broker, early, TB_STAPLE_CHECK, UNSATISFIED_ALERT, "status-unknown", "ocsp-produced");
}

static void
staple_that_may_not_be_believed_is_refused (StapleFixture *fixture, gconstpointer algorithm)
{
  TbCertificate *lock = tb_identity_get_certificate (fixture->tls.lock_identity);
  g_autoptr (GBytes) other = tls_staple (&fixture->tls, NULL, lock, TB_OCSP_GOOD, NOON_US, "other");
  g_autoptr (GBytes) unknown = tls_staple (&fixture->tls, NULL, broker_certificate (fixture), TB_OCSP_UNKNOWN, NOON_US, "unknown");
  g_autoptr (GBytes) later = g_bytes_new ("\x30\x03\x0a\x01\x03", 5);
  g_autoptr (GBytes) forged = pki_flip (fixture->good, g_bytes_get_size (fixture->good) - 4, 1);
  g_autoptr (GBytes) half = pki_truncate (fixture->good, g_bytes_get_size (fixture->good) / 2);

  assert_run (fixture, fixture->tls.broker, other, TB_STAPLE_CHECK, UNSATISFIED_ALERT, "status-unknown", "status-evidence");
  assert_run (fixture, fixture->tls.broker, unknown, TB_STAPLE_CHECK, UNSATISFIED_ALERT, "status-unknown", "ocsp-status");
  assert_run (fixture, fixture->tls.broker, later, TB_STAPLE_CHECK, UNSATISFIED_ALERT, "status-unknown", "status-evidence");
  assert_run (fixture, fixture->tls.broker, forged, TB_STAPLE_CHECK, UNSATISFIED_ALERT, "status-unknown", "ocsp-signature");
  assert_run (fixture, fixture->tls.broker, half, TB_STAPLE_CHECK, UNSATISFIED_ALERT, "status-unknown", "staple-readable");
}

/* Whatever a broken server sends: accepted or refused for one of two reasons, and the second look agrees with the first. */
static void
broken_staples_are_survived (StapleFixture *fixture, gconstpointer algorithm)
{
  TbStream stream = pki_stream ("mutations");

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GBytes) staple = pki_mutate (fixture->good, &stream);
      g_autoptr (TbTranscript) transcript = tls_run_stapled (&fixture->tls, fixture->tls.broker, staple, TB_STAPLE_CHECK, "a");
      g_autoptr (TbChecks) checks = tb_checks_new ();
      TbStapleVerdict verdict = tb_staple_explain (fixture->tls.pki.crypto, transcript, TB_STAPLE_CHECK, NOON_US, checks);

      g_assert_true (tb_transcript_is_accepted (transcript) == (verdict == TB_STAPLE_ACCEPTED));
      g_assert_cmpint (tb_transcript_get_alert (transcript), ==, verdict == TB_STAPLE_ACCEPTED ? -1 : UNSATISFIED_ALERT);
    }
}

static void
staple_that_does_not_fit_is_left_out (StapleFixture *fixture, gconstpointer algorithm)
{
  g_autofree guint8 *zeros = g_malloc0 (TB_STAPLE_MAX_BYTES + 1);
  g_autoptr (GBytes) largest = g_bytes_new (zeros, TB_STAPLE_MAX_BYTES), larger = g_bytes_new (zeros, TB_STAPLE_MAX_BYTES + 1);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);

  assert_run (fixture, fixture->tls.broker, largest, TB_STAPLE_CHECK, UNSATISFIED_ALERT, "status-unknown", "staple-readable");
  assert_run (fixture, fixture->tls.broker, larger, TB_STAPLE_CHECK, -1, "", NULL);
  assert_run (fixture, fixture->tls.broker, empty, TB_STAPLE_CHECK, -1, "", NULL);
}

static void
delegate_may_sign (StapleFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) delegate = pki_issue (&fixture->tls.pki, TB_PROFILE_OCSP_RESPONDER, "responder", NULL);
  g_autoptr (GBytes) staple = tls_staple (&fixture->tls, delegate, broker_certificate (fixture), TB_OCSP_GOOD, NOON_US, "delegate");
  g_autoptr (TbTranscript) with = tls_run_stapled (&fixture->tls, fixture->tls.broker, staple, TB_STAPLE_CHECK, "a");
  g_autoptr (TbTranscript) itself = tls_run_stapled (&fixture->tls, fixture->tls.broker, fixture->good, TB_STAPLE_CHECK, "a");
  g_autoptr (TbTranscript) without = tls_run_stapled (&fixture->tls, fixture->tls.broker, NULL, TB_STAPLE_CHECK, "a");
  guint plain = tb_transcript_get_flight (without, 2)->n_verifies;

  assert_outcome (fixture, with, TB_STAPLE_CHECK, -1, "", NULL);
  g_assert_cmpuint (tb_transcript_get_flight (itself, 2)->n_verifies, ==, plain + 1);
  g_assert_cmpuint (tb_transcript_get_flight (with, 2)->n_verifies, ==, plain + 2);
}

/* Nobody shows a certificate in a resumed session, and nobody has to speak for it. */
static void
resumed_session_needs_no_staple (StapleFixture *fixture, gconstpointer algorithm)
{
  guint8 bytes[TB_TICKET_KEY_BYTES] = { 1 };
  g_autoptr (GBytes) key = g_bytes_new (bytes, sizeof bytes), session = NULL;
  TbHandshakeTerms terms = { .ticket_key = key, .staple = fixture->good, .staple_policy = TB_STAPLE_REQUIRE };
  TbStream stream = pki_stream ("a"), other = pki_stream ("b");
  g_autoptr (TbTranscript) full = tb_handshake_run_with (fixture->tls.client, fixture->tls.lock_identity, BROKER, fixture->tls.broker, &terms, &stream,
                                                         NOON_US, &session, NULL);
  g_autoptr (TbTranscript) resumed = NULL;
  g_autoptr (TbChecks) checks = tb_checks_new ();

  g_assert_true (tb_transcript_is_accepted (full));
  g_assert_nonnull (session);
  terms.session = session;
  terms.staple = NULL;
  resumed = tb_handshake_run_with (fixture->tls.client, fixture->tls.lock_identity, BROKER, fixture->tls.broker, &terms, &other, NOON_US, NULL, NULL);
  g_assert_true (tb_transcript_is_accepted (resumed));
  g_assert_true (tb_transcript_is_resumed (resumed));
  g_assert_cmpint (tb_staple_explain (fixture->tls.pki.crypto, resumed, TB_STAPLE_REQUIRE, NOON_US, checks), ==, TB_STAPLE_ACCEPTED);
  g_assert_cmpuint (tb_checks_get_n (checks), ==, 0);
}

/* The same in gives the same out; and the luck of a signature's length is not in the timing. */
static void
stapled_handshake_is_a_function (StapleFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) one = tls_run_stapled (&fixture->tls, fixture->tls.broker, fixture->good, TB_STAPLE_CHECK, "a");
  g_autoptr (TbTranscript) same = tls_run_stapled (&fixture->tls, fixture->tls.broker, fixture->good, TB_STAPLE_CHECK, "a");
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (one), same_bytes = tb_transcript_to_bytes (same);
  guint canonical = tb_transcript_get_flight (one, 1)->canonical_length;

  pki_assert_same_bytes (bytes, same_bytes);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("luck %u", i);
      g_autoptr (GBytes) staple = tls_staple (&fixture->tls, NULL, broker_certificate (fixture), TB_OCSP_GOOD, NOON_US, name);
      g_autoptr (TbTranscript) transcript = tls_run_stapled (&fixture->tls, fixture->tls.broker, staple, TB_STAPLE_CHECK, name);

      g_assert_cmpuint (tb_transcript_get_flight (transcript, 1)->canonical_length, ==, canonical);
    }
}

static void
policies_have_names (void)
{
  for (TbStaplePolicy policy = TB_STAPLE_NONE; policy <= TB_STAPLE_REQUIRE; policy++)
    {
      TbStaplePolicy read;

      g_assert_true (tb_staple_policy_from_code (tb_staple_policy_to_code (policy), &read));
      g_assert_cmpint (read, ==, policy);
      g_assert_false (tb_staple_policy_from_code ("sometimes", &read));
    }
}

#define ADD(name, function) g_test_add ("/tls/staple/" name, StapleFixture, GUINT_TO_POINTER (TB_KEY_P256), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("good", good_staple_is_accepted);
  ADD ("unasked", nobody_staples_unasked);
  ADD ("none", without_a_staple_policy_decides);
  ADD ("must-staple", must_staple_binds_who_asks);
  ADD ("revoked", revoked_server_is_refused);
  ADD ("stale", stale_staple_is_refused);
  ADD ("unbelievable", staple_that_may_not_be_believed_is_refused);
  ADD ("broken", broken_staples_are_survived);
  ADD ("too-large", staple_that_does_not_fit_is_left_out);
  ADD ("delegate", delegate_may_sign);
  ADD ("resumed", resumed_session_needs_no_staple);
  ADD ("function", stapled_handshake_is_a_function);
  g_test_add_func ("/tls/staple/policies", policies_have_names);
  return g_test_run ();
}
