/* Handshakes that fail on purpose: bits flipped on the way, flights replayed, nothing in common, the wrong key pinned, a certificate without its key. */
#include "tls-fixture.h"

#include <string.h>

static const TbEndpointPolicy only_12 = { .min_version = 0x0303, .max_version = 0x0303 }, only_13 = { 0 }, both = { .min_version = 0x0303, .max_version = 0x0304 };

static TbTranscript *
tamper_with (TlsFixture *fixture, const TbEndpointPolicy *policy, int flight, gsize offset, guint8 mask, GBytes *instead)
{
  const TbTamper tamper = { flight, offset, mask, instead };
  const TlsMeeting meeting = { policy, policy, fixture->lock_identity, .is_mutual = TRUE, .terms = { .tamper = &tamper } };

  return tls_meet (fixture, &meeting, "tampered", NULL);
}

static void
flipped_bit_under_keys_is_noticed (TlsFixture *fixture, gconstpointer unused)
{
  g_autoptr (TbTranscript) by_client = tamper_with (fixture, &only_13, 1, 400, 1, NULL);
  g_autoptr (TbTranscript) by_server = tamper_with (fixture, &only_13, 2, 100, 1, NULL);
  g_autoptr (TbTranscript) older = tamper_with (fixture, &only_12, 2, G_MAXSIZE, 1, NULL);

  tls_assert_refused (by_client, TB_SIDE_CLIENT, 20, "bad-record");
  tls_assert_refused (by_server, TB_SIDE_SERVER, 20, "bad-record");
  g_assert_true (tb_transcript_get_outcome (by_server, TB_SIDE_CLIENT)->finished);
  tls_assert_refused (older, TB_SIDE_SERVER, 20, "bad-record");
}

/* The random number of a ClientHello: whatever is changed there is only noticed when a signature or Finished covers it. */
static void
flipped_bit_in_the_open_is_noticed_by_what_covers_it (TlsFixture *fixture, gconstpointer unused)
{
  g_autoptr (TbTranscript) newer = tamper_with (fixture, &only_13, 0, 20, 0x80, NULL);
  g_autoptr (TbTranscript) older = tamper_with (fixture, &only_12, 0, 20, 0x80, NULL);
  g_autoptr (GBytes) random = tb_transcript_get_client_random (older);

  tls_assert_refused (newer, TB_SIDE_CLIENT, 20, "bad-record");
  tls_assert_refused (older, TB_SIDE_CLIENT, 51, "bad-proof");
  g_assert_cmpmem (g_bytes_get_data (random, NULL), 32, tb_transcript_get_flight_wire (older, 0, &(gsize) { 0 }) + 11, 32);
}

static void
replayed_flight_is_refused (TlsFixture *fixture, gconstpointer is_older)
{
  const TbEndpointPolicy *policy = is_older != NULL ? &only_12 : &only_13;
  const TlsMeeting meeting = { policy, policy, fixture->lock_identity, .is_mutual = TRUE };
  g_autoptr (TbTranscript) earlier = tls_meet (fixture, &meeting, "earlier", NULL), replayed = NULL;
  gsize n_bytes, n_arrived;
  const guint8 *bytes = tb_transcript_get_flight_wire (earlier, 2, &n_bytes), *arrived;
  g_autoptr (GBytes) flight = g_bytes_new (bytes, n_bytes);

  replayed = tamper_with (fixture, policy, 2, 0, 0, flight);
  tls_assert_refused (replayed, TB_SIDE_SERVER, is_older != NULL ? 51 : 20, is_older != NULL ? "bad-proof" : "bad-record");
  arrived = tb_transcript_get_flight_wire (replayed, 2, &n_arrived);
  g_assert_cmpmem (arrived, n_arrived, bytes, n_bytes);
  tls_assert_round_trip (replayed);
}

/* What arrived is told to the last byte. */
static void
assert_covered (TbTranscript *transcript)
{
  gsize n_wire;
  g_autofree guint8 *claimed = NULL;

  tb_transcript_get_wire (transcript, &n_wire);
  claimed = g_malloc0 (n_wire);
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      memset (claimed + tb_transcript_get_flight (transcript, message->flight)->wire_offset + message->wire_offset, 1, message->wire_length);
    }
  g_assert_null (memchr (claimed, 0, n_wire));
  tls_assert_round_trip (transcript);
}

/* Whatever bit of a flight is another, there is an outcome, and every byte still belongs to a message. */
static void
any_flipped_bit_has_an_outcome (TlsFixture *fixture, gconstpointer is_older)
{
  const TbEndpointPolicy *policy = is_older != NULL ? &only_12 : &only_13;
  guint n_stalled = 0;

  for (int flight = 0; flight < 3; flight++)
    for (gsize offset = 0; offset < 60; offset++)
      {
        g_autoptr (TbTranscript) transcript = tamper_with (fixture, policy, flight, offset, (guint8) (1 << (offset % 8)), NULL);
        gboolean is_stalled = strcmp (tb_transcript_get_reason (transcript), "stalled") == 0;

        g_assert_false (tb_transcript_is_accepted (transcript) && offset >= 5 && flight == 0);
        g_assert_true (tb_transcript_is_accepted (transcript) || is_stalled || tb_transcript_get_alert (transcript) >= 0);
        n_stalled += is_stalled;
        assert_covered (transcript);
      }
  g_assert_cmpuint (n_stalled, >, 0);
}

static void
promise_of_more_bytes_stalls (TlsFixture *fixture, gconstpointer unused)
{
  g_autoptr (TbTranscript) transcript = tamper_with (fixture, &only_13, 0, 3, 2, NULL);

  g_assert_false (tb_transcript_is_accepted (transcript));
  g_assert_cmpint (tb_transcript_get_alert (transcript), ==, -1);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "stalled");
  g_assert_cmpuint (tb_transcript_get_n_flights (transcript), ==, 1);
}

static void
rubbish_in_place_of_a_flight_has_an_outcome (TlsFixture *fixture, gconstpointer unused)
{
  TbStream stream = pki_stream ("rubbish");

  for (guint i = 0; i < 60; i++)
    {
      guint8 bytes[64];
      gsize n_bytes = 1 + i;
      g_autoptr (GBytes) rubbish = NULL;
      g_autoptr (TbTranscript) transcript = NULL;

      tb_stream_fill (&stream, bytes, sizeof bytes);
      memcpy (bytes, ((const guint8[]) { 22, 3, 3, 0 }), MIN ((gsize) 4, n_bytes));
      bytes[4] %= 48;
      rubbish = g_bytes_new (bytes, n_bytes);
      transcript = tamper_with (fixture, i % 2 == 0 ? &only_12 : &only_13, (int) (i % 3), 0, 0, rubbish);
      g_assert_false (tb_transcript_is_accepted (transcript));
      assert_covered (transcript);
    }
}

static void
data_changed_on_the_way_ends_the_session (TlsFixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) order = g_bytes_new_static ("open the door", 13);
  const TbSay says[] = { { TB_SIDE_CLIENT, TB_SAY_DATA, order }, { TB_SIDE_SERVER, TB_SAY_DATA, order } };
  const TbTamper tamper = { 3, 10, 4, NULL };
  const TlsMeeting meeting = { .terms = { .says = says, .n_says = 2, .tamper = &tamper } };
  g_autoptr (TbTranscript) transcript = tls_meet (fixture, &meeting, "a", NULL);

  tls_assert_refused (transcript, TB_SIDE_SERVER, 20, "bad-record");
  g_assert_true (tb_transcript_get_outcome (transcript, TB_SIDE_SERVER)->finished);
}

/* --- nothing in common --- */

static void
meeting_ends (TlsFixture *fixture, const TbEndpointPolicy *client, const TbEndpointPolicy *server, TbSide by, int alert, const char *reason)
{
  const TlsMeeting meeting = { client, server };
  g_autoptr (TbTranscript) transcript = tls_meet (fixture, &meeting, "a", NULL);

  tls_assert_refused (transcript, by, alert, reason);
  tls_assert_round_trip (transcript);
}

static void
nothing_in_common_is_refused (TlsFixture *fixture, gconstpointer unused)
{
  static const TbEndpointPolicy aes128 = { .ciphers = "TLS_AES_128_GCM_SHA256" }, aes256 = { .ciphers = "TLS_AES_256_GCM_SHA384" }, x25519 = { .groups = "X25519" };
  static const TbEndpointPolicy rsa = { 0x0303, 0x0303, .exchange = TB_EXCHANGE_RSA }, rsa_only = { .signatures = "rsa_pss_rsae_sha256" };
  static const TbEndpointPolicy chacha = { 0x0303, 0x0303, .ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305" }, gcm = { 0x0303, 0x0303, .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256" };

  meeting_ends (fixture, &only_12, &only_13, TB_SIDE_SERVER, 70, "version-mismatch");
  meeting_ends (fixture, &only_13, &only_12, TB_SIDE_SERVER, 70, "version-mismatch");
  meeting_ends (fixture, &aes128, &aes256, TB_SIDE_SERVER, 40, "cipher-mismatch");
  meeting_ends (fixture, &chacha, &gcm, TB_SIDE_SERVER, 40, "cipher-mismatch");
  meeting_ends (fixture, &rsa, &only_12, TB_SIDE_SERVER, 40, "cipher-mismatch");
  meeting_ends (fixture, &x25519, &only_13, TB_SIDE_SERVER, 40, "cipher-mismatch");
  meeting_ends (fixture, &rsa_only, &only_13, TB_SIDE_SERVER, 40, "cipher-mismatch");
}

static void
the_best_of_both_is_spoken (TlsFixture *fixture, gconstpointer unused)
{
  const TlsMeeting newer = { &both, &both }, older = { &both, &only_12 };
  g_autoptr (TbTranscript) best = tls_meet (fixture, &newer, "a", NULL), common = tls_meet (fixture, &older, "a", NULL);

  g_assert_cmphex (tb_transcript_get_version (best), ==, 0x0304);
  g_assert_cmphex (tb_transcript_get_version (common), ==, 0x0303);
}

/* --- who is it --- */

static void
older_client_without_certificate_is_refused_before_it_finished (TlsFixture *fixture, gconstpointer unused)
{
  const TlsMeeting meeting = { &only_12, &only_12, .is_mutual = TRUE };
  g_autoptr (TbTranscript) transcript = tls_meet (fixture, &meeting, "a", NULL);

  tls_assert_refused (transcript, TB_SIDE_SERVER, 40, "no-certificate");
  g_assert_false (tb_transcript_get_outcome (transcript, TB_SIDE_CLIENT)->finished);
}

static void
thief_without_the_key_is_refused (TlsFixture *fixture, gconstpointer algorithm)
{
  static const TbEndpointPolicy *const policies[] = { &only_12, &only_13 };
  TbStream stream = pki_stream ("lucky-34");
  g_autoptr (GError) error = NULL;
  g_autoptr (TbIdentity) client = tb_identity_new_stolen (fixture->pki.crypto, tb_identity_get_certificate (fixture->lock_identity),
                                                          tb_identity_get_intermediates (fixture->lock_identity), &stream, &error);
  g_autoptr (TbIdentity) server = tb_identity_new_stolen (fixture->pki.crypto, tb_identity_get_certificate (fixture->broker_identity),
                                                          tb_identity_get_intermediates (fixture->broker_identity), &stream, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      const TlsMeeting as_client = { policies[i], policies[i], client, .is_mutual = TRUE }, as_server = { policies[i], policies[i], NULL, server };
      g_autoptr (TbTranscript) one = tls_meet (fixture, &as_client, "a", NULL), other = tls_meet (fixture, &as_server, "a", NULL);

      tls_assert_refused (one, TB_SIDE_SERVER, 51, "bad-proof");
      tls_assert_refused (other, TB_SIDE_CLIENT, 51, "bad-proof");
    }
}

static GBytes *
pin_of (TbKey *key)
{
  gsize n_bytes = 32;
  guint8 digest[32];
  GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (sum, g_bytes_get_data (tb_key_get_spki (key), NULL), (gssize) g_bytes_get_size (tb_key_get_spki (key)));
  g_checksum_get_digest (sum, digest, &n_bytes);
  g_checksum_free (sum);
  return g_bytes_new (digest, n_bytes);
}

static void
pinned_key_must_be_in_the_chain (TlsFixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) issuing = pin_of (tb_authority_get_key (fixture->pki.issuing)), other = pin_of (tb_identity_get_key (fixture->lock_identity));
  const TbEndpointPolicy good = { .pin = issuing }, bad = { .pin = other }, bad_12 = { .min_version = 0x0303, .max_version = 0x0303, .pin = other };
  const TlsMeeting meeting = { &good, NULL };
  g_autoptr (TbTranscript) accepted = tls_meet (fixture, &meeting, "a", NULL);

  g_assert_true (tb_transcript_is_accepted (accepted));
  meeting_ends (fixture, &bad, NULL, TB_SIDE_CLIENT, 42, "pin-mismatch");
  meeting_ends (fixture, &bad_12, &only_12, TB_SIDE_CLIENT, 42, "pin-mismatch");
}

static void
careless_client_accepts_anyone (TlsFixture *fixture, gconstpointer unused)
{
  static const TbEndpointPolicy careless = { .accepts_anyone = TRUE };
  const TlsMeeting deceived = { &careless, NULL, NULL, fixture->lock_identity }, careful = { NULL, NULL, NULL, fixture->lock_identity };
  g_autoptr (TbTranscript) accepted = tls_meet (fixture, &deceived, "a", NULL), refused = tls_meet (fixture, &careful, "a", NULL);

  g_assert_true (tb_transcript_is_accepted (accepted));
  g_assert_cmpuint (tb_transcript_get_flight (accepted, 2)->n_verifies, ==, 1);
  g_assert_false (tb_transcript_is_accepted (refused));
}

/* Shown by a server that knows no better, and refused by a client that does; accepted by one that does not either. */
static void
weak_key_is_refused (TlsFixture *fixture, gconstpointer unused)
{
  static const TbEndpointPolicy weak = { .accepts_weak = TRUE };
  TbIssueTerms terms = pki_terms (TB_PROFILE_SERVICE);
  TbStream stream = pki_stream ("weak");
  g_autoptr (GError) error = NULL;
  g_autoptr (TbIdentity) server = tb_authority_issue_weak_identity (fixture->pki.issuing, tb_identity_get_certificate (fixture->broker_identity), &terms, &stream,
                                                                    &error);
  const TlsMeeting strict = { NULL, &weak, NULL, server }, lax = { &weak, &weak, NULL, server };
  g_autoptr (TbTranscript) refused = tls_meet (fixture, &strict, "a", NULL), accepted = tls_meet (fixture, &lax, "a", NULL);

  g_assert_no_error (error);
  tls_assert_refused (refused, TB_SIDE_CLIENT, 42, "weak-key");
  g_assert_true (tb_transcript_is_accepted (accepted));
}

#define ADD(name, algorithm, function) \
  g_test_add ("/tls/tamper/" name, TlsFixture, GUINT_TO_POINTER (algorithm), tls_fixture_set_up, function, tls_fixture_tear_down)
#define ADD_VERSIONS(name, function) \
  g_test_add ("/tls/tamper/" name, TlsFixture, NULL, set_up, function, tear_down); \
  g_test_add ("/tls/tamper/" name "-older", TlsFixture, "1.2", set_up, function, tear_down)

static void
set_up (TlsFixture *fixture, gconstpointer is_older)
{
  tls_fixture_set_up (fixture, GUINT_TO_POINTER (TB_KEY_P256));
}

static void
tear_down (TlsFixture *fixture, gconstpointer is_older)
{
  tls_fixture_tear_down (fixture, GUINT_TO_POINTER (TB_KEY_P256));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("flipped", TB_KEY_P256, flipped_bit_under_keys_is_noticed);
  ADD ("flipped-open", TB_KEY_P256, flipped_bit_in_the_open_is_noticed_by_what_covers_it);
  ADD_VERSIONS ("replayed", replayed_flight_is_refused);
  ADD_VERSIONS ("any-bit", any_flipped_bit_has_an_outcome);
  ADD ("stalled", TB_KEY_P256, promise_of_more_bytes_stalls);
  ADD ("rubbish", TB_KEY_P256, rubbish_in_place_of_a_flight_has_an_outcome);
  ADD ("data", TB_KEY_P256, data_changed_on_the_way_ends_the_session);
  ADD ("nothing-in-common", TB_KEY_P256, nothing_in_common_is_refused);
  ADD ("best", TB_KEY_P256, the_best_of_both_is_spoken);
  ADD ("no-certificate", TB_KEY_P256, older_client_without_certificate_is_refused_before_it_finished);
  ADD ("stolen", TB_KEY_P256, thief_without_the_key_is_refused);
  ADD ("stolen-p384", TB_KEY_P384, thief_without_the_key_is_refused);
  ADD ("stolen-ed25519", TB_KEY_ED25519, thief_without_the_key_is_refused);
  ADD ("stolen-rsa", TB_KEY_RSA2048, thief_without_the_key_is_refused);
  ADD ("pin", TB_KEY_P256, pinned_key_must_be_in_the_chain);
  ADD ("careless", TB_KEY_P256, careless_client_accepts_anyone);
  ADD ("weak", TB_KEY_P256, weak_key_is_refused);
  return g_test_run ();
}
