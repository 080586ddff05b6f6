/* What else is said: another ClientHello when the first share will not do, tickets and staples of TLS 1.2, data, key updates and goodbyes after the handshake. */
#include "tls-fixture.h"

#include <string.h>

#include "tb-seal.h"

#define APPLICATION 23

static const TbEndpointPolicy only_12 = { .min_version = 0x0303, .max_version = 0x0303 };

static GBytes *
text (const char *said)
{
  return g_bytes_new_static (said, strlen (said));
}

/* --- HelloRetryRequest --- */

static void
client_is_asked_for_another_share (TlsFixture *fixture, gconstpointer unused)
{
  static const char *const expected[] = {
    "ClientHello", "HelloRetryRequest", "ChangeCipherSpec", "ChangeCipherSpec", "ClientHello", "ServerHello", "EncryptedExtensions", "Certificate",
    "CertificateVerify", "Finished", "Finished", NULL
  };
  static const TbEndpointPolicy client = { .groups = "X25519:P-384" }, server = { .groups = "P-384" };
  const TlsMeeting meeting = { &client, &server, .terms = { .keeps_shared_secret = TRUE } };
  g_autoptr (TbTranscript) transcript = tls_meet (fixture, &meeting, "a", NULL);
  gsize n_bytes;

  g_assert_true (tb_transcript_is_accepted (transcript));
  g_assert_false (tb_transcript_is_resumed (transcript));
  tls_assert_names (transcript, expected);
  g_assert_cmpstr (tb_transcript_get_group (transcript), ==, "secp384r1");
  g_assert_cmpuint (tb_transcript_get_n_flights (transcript), ==, 5);
  g_assert_cmpuint (tb_transcript_get_flight (transcript, 1)->n_agreements, ==, 0);
  g_assert_cmpuint (tb_transcript_get_flight (transcript, 2)->n_keygens, ==, 1);
  g_assert_nonnull (tls_find_secret (transcript, "SHARED_SECRET", &n_bytes));
  g_assert_cmpuint (n_bytes, ==, 48);
  tls_assert_round_trip (transcript);
}

/* --- tickets of TLS 1.2 --- */

static void
older_session_is_taken_up (TlsFixture *fixture, gconstpointer unused)
{
  static const char *const expected[] = {
    "ClientHello", "ServerHello", "NewSessionTicket", "ChangeCipherSpec", "Finished", "ChangeCipherSpec", "Finished", NULL
  };
  guint8 bytes[TB_TICKET_KEY_BYTES] = { 1, 2, 3 };
  g_autoptr (GBytes) key = g_bytes_new (bytes, sizeof bytes), session = NULL, next = NULL;
  TlsMeeting meeting = { &only_12, &only_12, fixture->lock_identity, .is_mutual = TRUE, .terms = { .ticket_key = key } };
  g_autoptr (TbTranscript) full = tls_meet (fixture, &meeting, "full", &session), resumed = NULL;
  gsize n_bytes;

  g_assert_false (tb_transcript_is_resumed (full));
  g_assert_nonnull (session);
  meeting.terms.session = session;
  resumed = tls_meet (fixture, &meeting, "resumed", &next);
  g_assert_true (tb_transcript_is_accepted (resumed));
  g_assert_true (tb_transcript_is_resumed (resumed));
  g_assert_cmpstr (tb_transcript_get_group (resumed), ==, "");
  tls_assert_names (resumed, expected);
  g_assert_nonnull (tls_find_secret (resumed, "CLIENT_RANDOM", &n_bytes));
  g_assert_nonnull (next);
  for (guint i = 0; i < tb_transcript_get_n_flights (resumed); i++)
    g_assert_cmpuint (tb_transcript_get_flight (resumed, i)->n_signs + tb_transcript_get_flight (resumed, i)->n_agreements, ==, 0);
}

static void
server_without_a_ticket_key_gives_none (TlsFixture *fixture, gconstpointer unused)
{
  const TlsMeeting meeting = { &only_12, &only_12 };
  g_autoptr (GBytes) session = NULL;
  g_autoptr (TbTranscript) transcript = tls_meet (fixture, &meeting, "a", &session);

  g_assert_true (tb_transcript_is_accepted (transcript));
  g_assert_null (session);
}

/* --- staples of TLS 1.2 --- */

static TbTranscript *
meet_stapled (TlsFixture *fixture, GBytes *staple, TbStaplePolicy policy)
{
  const TlsMeeting meeting = { &only_12, &only_12, .terms = { .staple = staple, .staple_policy = policy } };

  return tls_meet (fixture, &meeting, "stapled", NULL);
}

static void
older_server_staples_in_a_message_of_its_own (TlsFixture *fixture, gconstpointer unused)
{
  TbCertificate *broker = tb_identity_get_certificate (fixture->broker_identity);
  g_autoptr (GBytes) good = tls_staple (fixture, NULL, broker, TB_OCSP_GOOD, START_US + DAY_US / 2, "good");
  g_autoptr (GBytes) revoked = tls_staple (fixture, NULL, broker, TB_OCSP_REVOKED, START_US + DAY_US / 2, "revoked");
  g_autoptr (GBytes) stale = tls_staple (fixture, NULL, broker, TB_OCSP_GOOD, START_US - 3 * DAY_US, "stale"), found = NULL;
  g_autoptr (TbTranscript) fine = meet_stapled (fixture, good, TB_STAPLE_REQUIRE), without = meet_stapled (fixture, NULL, TB_STAPLE_REQUIRE);
  g_autoptr (TbTranscript) taken_back = meet_stapled (fixture, revoked, TB_STAPLE_CHECK), old = meet_stapled (fixture, stale, TB_STAPLE_CHECK);

  g_assert_true (tb_transcript_is_accepted (fine));
  found = tb_transcript_get_staple (fine);
  pki_assert_same_bytes (found, good);
  g_assert_null (tb_transcript_get_staple (without));
  tls_assert_refused (without, TB_SIDE_CLIENT, 113, "status-unknown");
  tls_assert_refused (taken_back, TB_SIDE_CLIENT, 113, "revoked");
  tls_assert_refused (old, TB_SIDE_CLIENT, 113, "status-unknown");
}

/* --- after the handshake --- */

static GBytes *
record_of (TbTranscript *transcript, guint position)
{
  const TbMessage *message = tb_transcript_get_message (transcript, position);
  gsize n_wire;
  const guint8 *wire = tb_transcript_get_flight_wire (transcript, message->flight, &n_wire);

  return g_bytes_new (wire + message->wire_offset, message->wire_length);
}

static void
what_is_said_is_in_the_transcript (TlsFixture *fixture, gconstpointer is_older)
{
  g_autoptr (GBytes) report = text ("23.5 C"), answer = text ("heat off"), again = text ("23.4 C");
  const TbSay says[] = {
    { TB_SIDE_CLIENT, TB_SAY_DATA, report }, { TB_SIDE_SERVER, TB_SAY_DATA, answer }, { TB_SIDE_SERVER, TB_SAY_DATA, again }, { TB_SIDE_SERVER, TB_SAY_CLOSE, NULL },
    { TB_SIDE_CLIENT, TB_SAY_CLOSE, NULL },
  };
  static const char *const expected[] = { "ApplicationData", "ApplicationData", "ApplicationData", "Alert: close_notify", "Alert: close_notify" };
  const TbEndpointPolicy *policy = is_older != NULL ? &only_12 : NULL;
  const TlsMeeting meeting = { policy, policy, .terms = { .says = says, .n_says = G_N_ELEMENTS (says) } };
  g_autoptr (TbTranscript) transcript = tls_meet (fixture, &meeting, "a", NULL);
  guint n = tb_transcript_get_n_messages (transcript), n_flights = tb_transcript_get_n_flights (transcript);

  g_assert_true (tb_transcript_is_accepted (transcript));
  g_assert_cmpint (tb_transcript_get_alert (transcript), ==, -1);
  g_assert_cmpint (tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->alert_received, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, n - G_N_ELEMENTS (expected) + i);

      g_assert_cmpstr (tb_transcript_message_name (message), ==, expected[i]);
      g_assert_cmpuint (message->from, ==, says[i].from);
      g_assert_cmpuint (message->protection, ==, TB_PROTECTION_APPLICATION);
      g_assert_cmpuint (message->flight, ==, n_flights - 3 + (i == 0 ? 0 : i < 4 ? 1 : 2));
    }
  tls_assert_round_trip (transcript);
}

static void
long_data_is_cut_into_records (TlsFixture *fixture, gconstpointer unused)
{
  g_autofree guint8 *bytes = g_malloc0 (40000);
  g_autoptr (GBytes) data = g_bytes_new (bytes, 40000);
  const TbSay says[] = { { TB_SIDE_SERVER, TB_SAY_DATA, data } };
  const TlsMeeting meeting = { .terms = { .says = says, .n_says = 1 } };
  g_autoptr (TbTranscript) transcript = tls_meet (fixture, &meeting, "a", NULL);
  guint n = 0, total = 0;

  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      n += message->content_type == APPLICATION;
      total += message->content_type == APPLICATION ? message->plain_length : 0;
    }
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (total, ==, 40000);
  g_assert_cmpuint (tb_transcript_get_n_sealed (transcript, TB_SIDE_SERVER), ==, 3);
}

/* Each side's next key comes from its last; the secret kept is the one its records open under. */
static void
key_update_changes_the_keys_of_both (TlsFixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) before = text ("before"), after = text ("after"), record = NULL, opened = NULL;
  const TbSay says[] = { { TB_SIDE_CLIENT, TB_SAY_DATA, before }, { TB_SIDE_CLIENT, TB_SAY_KEY_UPDATE, NULL }, { TB_SIDE_CLIENT, TB_SAY_DATA, after } };
  static const char *const expected[] = { "ApplicationData", "KeyUpdate", "ApplicationData", "KeyUpdate" };
  const TlsMeeting meeting = { .terms = { .says = says, .n_says = G_N_ELEMENTS (says) } };
  g_autoptr (TbTranscript) transcript = tls_meet (fixture, &meeting, "a", NULL);
  guint n = tb_transcript_get_n_messages (transcript);
  guint8 content_type;
  gsize n_bytes;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (tb_transcript_message_name (tb_transcript_get_message (transcript, n - G_N_ELEMENTS (expected) + i)), ==, expected[i]);
  g_assert_nonnull (tls_find_secret (transcript, "CLIENT_TRAFFIC_SECRET_1", &n_bytes));
  g_assert_nonnull (tls_find_secret (transcript, "SERVER_TRAFFIC_SECRET_1", &n_bytes));
  g_assert_null (tls_find_secret (transcript, "CLIENT_TRAFFIC_SECRET_2", &n_bytes));
  g_assert_cmpuint (tb_transcript_get_generation (transcript, TB_SIDE_CLIENT, n), ==, 1);
  g_assert_cmpuint (tb_transcript_get_generation (transcript, TB_SIDE_CLIENT, n - 3), ==, 0);
  g_assert_cmpuint (tb_transcript_get_n_sealed (transcript, TB_SIDE_CLIENT), ==, 1);
  g_assert_cmpuint (tb_transcript_get_n_sealed (transcript, TB_SIDE_SERVER), ==, 0);
  record = record_of (transcript, n - 2);
  opened = tb_seal_unseal (fixture->pki.crypto, transcript, TB_SIDE_CLIENT, 0, record, &content_type, NULL);
  g_assert_nonnull (opened);
  pki_assert_same_bytes (opened, after);
}

static void
older_version_has_no_key_update (TlsFixture *fixture, gconstpointer unused)
{
  const TbSay says[] = { { TB_SIDE_SERVER, TB_SAY_KEY_UPDATE, NULL } };
  const TlsMeeting meeting = { &only_12, &only_12, .terms = { .says = says, .n_says = 1 } };
  g_autoptr (TbTranscript) transcript = tls_meet (fixture, &meeting, "a", NULL);

  g_assert_true (tb_transcript_is_accepted (transcript));
  g_assert_cmpuint (tb_transcript_get_n_flights (transcript), ==, 4);
}

#define ADD(name, argument, function) \
  g_test_add ("/tls/after/" name, TlsFixture, argument, set_up, function, tear_down)

/* All with P-256; the argument is the test's own. */
static void
set_up (TlsFixture *fixture, gconstpointer unused)
{
  tls_fixture_set_up (fixture, GUINT_TO_POINTER (TB_KEY_P256));
}

static void
tear_down (TlsFixture *fixture, gconstpointer unused)
{
  tls_fixture_tear_down (fixture, GUINT_TO_POINTER (TB_KEY_P256));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("retry", NULL, client_is_asked_for_another_share);
  ADD ("ticket", NULL, older_session_is_taken_up);
  ADD ("no-ticket", NULL, server_without_a_ticket_key_gives_none);
  ADD ("staple", NULL, older_server_staples_in_a_message_of_its_own);
  ADD ("said", NULL, what_is_said_is_in_the_transcript);
  ADD ("said-older", "1.2", what_is_said_is_in_the_transcript);
  ADD ("long", NULL, long_data_is_cut_into_records);
  ADD ("key-update", NULL, key_update_changes_the_keys_of_both);
  ADD ("key-update-older", NULL, older_version_has_no_key_update);
  return g_test_run ();
}
