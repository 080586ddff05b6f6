/* Refused handshakes: who refuses, with which alert, for which reason, and how far the other side had come. */
#include "tls-fixture.h"

#define ALERT 21

static void
assert_refused (TbTranscript *transcript, TbSide by, int alert, const char *reason, int depth)
{
  const TbOutcome *refuser = tb_transcript_get_outcome (transcript, by);
  const TbOutcome *refused = tb_transcript_get_outcome (transcript, !by);
  g_autoptr (GBytes) bytes = tls_message (transcript, by, ALERT, alert, NULL);

  g_assert_false (tb_transcript_is_accepted (transcript));
  g_assert_cmpint (tb_transcript_get_alert (transcript), ==, alert);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, reason);
  g_assert_false (refuser->finished);
  g_assert_cmpint (refuser->alert_sent, ==, alert);
  g_assert_cmpint (refuser->alert_received, ==, -1);
  g_assert_cmpint (refuser->verify_depth, ==, depth);
  g_assert_cmpint (refused->alert_sent, ==, -1);
  g_assert_cmpint (refused->alert_received, ==, alert);
  g_assert_cmpint (refused->verify_code, ==, 0);
  g_assert_nonnull (bytes);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 2);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (bytes, NULL))[1], ==, alert);
  g_assert_cmphex (tb_transcript_get_version (transcript), ==, 0x0304);
}

/* In TLS 1.3 the server's verdict comes after the client is done (RFC 9846 section 2, figure 1). */
static void
assert_client_had_finished (TbTranscript *transcript)
{
  g_assert_true (tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->finished);
  g_assert_cmpuint (tb_transcript_get_n_flights (transcript), ==, 4);
  g_assert_cmpuint (tb_transcript_get_flight (transcript, 3)->from, ==, TB_SIDE_SERVER);
}

static void
client_without_certificate_is_refused (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, NULL, "a");

  assert_refused (transcript, TB_SIDE_SERVER, 116, "no-certificate", 0);
  assert_client_had_finished (transcript);
}

static void
expired_client_is_refused (TlsFixture *fixture, gconstpointer algorithm)
{
  TbIssueTerms terms = { TB_PROFILE_DEVICE, START_US, START_US + DAY_US / 2 };
  TbStream stream = pki_stream ("short-lived");
  g_autoptr (TbIdentity) late = tb_authority_issue_identity (fixture->pki.issuing, TB_KEY_P256, "late", NULL, &terms, &stream, NULL);
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, late, "a");
  g_autoptr (TbTranscript) in_time = tls_run_at (fixture->client, late, BROKER, fixture->broker, "a", START_US + DAY_US / 4);
  g_autoptr (TbTranscript) too_soon = tls_run_at (fixture->client, late, NULL, fixture->broker, "a", START_US - DAY_US / 2);

  assert_refused (transcript, TB_SIDE_SERVER, 45, "expired", 0);
  assert_client_had_finished (transcript);
  g_assert_true (tb_transcript_is_accepted (in_time));
  assert_refused (too_soon, TB_SIDE_CLIENT, 42, "not-yet-valid", 0);
}

static TbAuthority *
make_rogue (TlsFixture *fixture)
{
  TbStream stream = pki_stream ("rogue");

  return tb_authority_new_root (fixture->pki.crypto, "Rogue Root", TB_KEY_P256, START_US - DAY_US, START_US + 900 * DAY_US, &stream, NULL);
}

static void
client_of_an_unknown_authority_is_refused (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbAuthority) rogue = make_rogue (fixture);
  TbIssueTerms terms = pki_terms (TB_PROFILE_DEVICE);
  TbStream stream = pki_stream ("impostor");
  g_autoptr (TbIdentity) impostor = tb_authority_issue_identity (rogue, TB_KEY_P256, "lock-03", NULL, &terms, &stream, NULL);
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, impostor, "a");

  assert_refused (transcript, TB_SIDE_SERVER, 48, "unknown-authority", 0);
  assert_client_had_finished (transcript);
}

static void
server_certificate_does_not_make_a_client (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->broker_identity, "a");

  assert_refused (transcript, TB_SIDE_SERVER, 43, "wrong-purpose", 0);
  assert_client_had_finished (transcript);
}

static void
assert_refusing_client (TbTranscript *transcript, int alert, const char *reason)
{
  assert_refused (transcript, TB_SIDE_CLIENT, alert, reason, 0);
  g_assert_false (tb_transcript_get_outcome (transcript, TB_SIDE_SERVER)->finished);
  g_assert_cmpuint (tb_transcript_get_n_flights (transcript), ==, 3);
}

static void
client_refuses_a_server_it_did_not_want (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbEndpoint) lock_as_server = tls_new_server (fixture, fixture->lock_identity, NULL);
  g_autoptr (TbTranscript) host = tls_run_at (fixture->client, NULL, "other.home.lab", fixture->broker, "a", NOON_US);
  g_autoptr (TbTranscript) purpose = tls_run_at (fixture->client, NULL, "lock-03.home.lab", lock_as_server, "a", NOON_US);
  g_autoptr (TbTranscript) expired = tls_run_at (fixture->client, NULL, BROKER, fixture->broker, "a", START_US + 91 * DAY_US);
  g_autoptr (TbTranscript) any_name = tls_run_at (fixture->client, NULL, NULL, fixture->old_broker, "a", NOON_US);

  assert_refusing_client (host, 42, "wrong-host");
  assert_refusing_client (purpose, 43, "wrong-purpose");
  assert_refusing_client (expired, 45, "expired");
  g_assert_true (tb_transcript_is_accepted (any_name));
  g_assert_cmpstr (tb_transcript_get_host (any_name), ==, "");
}

static void
client_refuses_a_server_of_a_rogue_authority (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbAuthority) rogue = make_rogue (fixture);
  const char *dns_names[] = { BROKER, NULL };
  TbIssueTerms terms = pki_terms (TB_PROFILE_SERVICE);
  TbStream stream = pki_stream ("false broker");
  g_autoptr (TbIdentity) identity = tb_authority_issue_identity (rogue, TB_KEY_P256, "broker", dns_names, &terms, &stream, NULL);
  g_autoptr (TbEndpoint) false_broker = tls_new_server (fixture, identity, NULL);
  g_autoptr (TbTranscript) transcript = tls_run (fixture, false_broker, NULL, "a");

  assert_refusing_client (transcript, 48, "unknown-authority");
}

/* What the broker goes by: a list that names the lock, or nobody; issued at the first moment of the fixture's day. */
static GPtrArray *
make_lists (TlsFixture *fixture, TbIdentity *listed, gint64 next_update_us)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_crl_unref);
  const char *serial = listed != NULL ? tb_certificate_get_serial (tb_identity_get_certificate (listed)) : NULL;
  TbRevocation entry = { serial, START_US, TB_REVOCATION_KEY_COMPROMISE };
  TbCrlTerms terms = { 1, -1, START_US, next_update_us, NULL, TB_CRL_ALL };
  TbStream stream = pki_stream ("list");
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (lists, tb_crl_make (tb_authority_get_key (fixture->pki.issuing), tb_authority_get_certificate (fixture->pki.issuing), &entry,
                                       listed != NULL ? 1 : 0, &terms, &stream, &error));
  g_assert_no_error (error);
  return lists;
}

static TbTranscript *
run_with_lists (TlsFixture *fixture, GPtrArray *lists, gboolean refuses_unknown)
{
  TbRevocationEvidence evidence = { .crls = lists };
  TbHandshakeTerms terms = { .evidence = &evidence, .refuses_unknown = refuses_unknown };
  TbStream stream = pki_stream ("listed");
  g_autoptr (GError) error = NULL;
  TbTranscript *transcript = tb_handshake_run_with (fixture->client, fixture->lock_identity, BROKER, fixture->broker, &terms, &stream, NOON_US, NULL, &error);

  g_assert_no_error (error);
  return transcript;
}

static void
revoked_client_is_refused (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GPtrArray) listed = make_lists (fixture, fixture->lock_identity, NOON_US + DAY_US), empty = make_lists (fixture, NULL, NOON_US + DAY_US);
  g_autoptr (GPtrArray) other = make_lists (fixture, fixture->broker_identity, NOON_US + DAY_US);
  g_autoptr (TbTranscript) refused = run_with_lists (fixture, listed, FALSE);
  g_autoptr (TbTranscript) accepted = run_with_lists (fixture, empty, TRUE), accepted_too = run_with_lists (fixture, other, TRUE);

  assert_refused (refused, TB_SIDE_SERVER, 44, "revoked", 0);
  assert_client_had_finished (refused);
  g_assert_true (tb_transcript_is_accepted (accepted));
  g_assert_true (tb_transcript_is_accepted (accepted_too));
}

/* No list, or one that is out of date: hard-fail refuses, soft-fail does not. */
static void
without_fresh_evidence_policy_decides (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new (), stale = make_lists (fixture, NULL, NOON_US - DAY_US / 2);
  GPtrArray *cases[] = { none, stale };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TbTranscript) hard = run_with_lists (fixture, cases[i], TRUE), soft = run_with_lists (fixture, cases[i], FALSE);

      g_assert_false (tb_transcript_is_accepted (hard));
      g_assert_cmpstr (tb_transcript_get_reason (hard), ==, "status-unknown");
      g_assert_cmpint (tb_transcript_get_outcome (hard, TB_SIDE_SERVER)->alert_sent, >=, 0);
      g_assert_true (tb_transcript_is_accepted (soft));
    }
}

#define ADD(name, algorithm, function) \
  g_test_add ("/tls/refused/" name, TlsFixture, GUINT_TO_POINTER (algorithm), tls_fixture_set_up, function, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("revoked", TB_KEY_P256, revoked_client_is_refused);
  ADD ("unknown", TB_KEY_P256, without_fresh_evidence_policy_decides);
  ADD ("no-certificate", TB_KEY_P256, client_without_certificate_is_refused);
  ADD ("expired", TB_KEY_P256, expired_client_is_refused);
  ADD ("unknown-authority", TB_KEY_P256, client_of_an_unknown_authority_is_refused);
  ADD ("wrong-purpose", TB_KEY_P256, server_certificate_does_not_make_a_client);
  ADD ("server", TB_KEY_P256, client_refuses_a_server_it_did_not_want);
  ADD ("rogue-server", TB_KEY_P256, client_refuses_a_server_of_a_rogue_authority);
  return g_test_run ();
}
