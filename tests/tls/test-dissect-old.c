/* TLS 1.2, DTLS 1.2 and whatever else OpenSSL says by itself: every byte of it is in one leaf, and the leaves say what they should. */
#include "field-fixture.h"
#include "pair-fixture.h"
#include "tb-transcript-private.h"

#define HANDSHAKE 22

/* --- what holds for every conversation --- */

static void
check_messages (TbTranscript *transcript)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      g_autoptr (TbField) root = tb_dissect_message (transcript, i);

      field_assert_good (root, tb_transcript_get_message (transcript, i)->plain_length);
    }
}

static void
check_wire (TbTranscript *transcript)
{
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      g_autoptr (TbField) root = tb_dissect_wire (transcript, i);

      field_assert_good (root, tb_transcript_get_flight (transcript, i)->wire_length);
    }
}

static TbTranscript *
run (TlsFixture *fixture, const PairTerms *terms, SSL_SESSION **session)
{
  TbTranscript *transcript = pair_run (fixture, terms, session);

  check_messages (transcript);
  check_wire (transcript);
  return transcript;
}

static TbField *
dissect (TbTranscript *transcript, TbSide from, guint type)
{
  guint position = G_MAXUINT;
  g_autoptr (GBytes) bytes = tls_message (transcript, from, HANDSHAKE, type, &position);

  g_assert_nonnull (bytes);
  return tb_dissect_message (transcript, position);
}

static void
assert_value (const TbField *root, const char *path, const char *value)
{
  const TbField *field = field_find (root, path);

  if (field == NULL)
    g_error ("no field %s in %s", path, root->name);
  g_assert_cmpstr (field->value, ==, value);
}

static void
assert_length (const TbField *root, const char *path, gsize length)
{
  const TbField *field = field_find (root, path);

  if (field == NULL)
    g_error ("no field %s in %s", path, root->name);
  g_assert_cmpuint (field->length, ==, length);
}

/* --- TLS 1.2 --- */

static void
old_agreement_is_read (TlsFixture *fixture, gconstpointer algorithm)
{
  PairTerms terms = { .version = TLS1_2_VERSION, .ciphers = "ECDHE+AESGCM", .client_groups = "P-256", .protocols = "\4mqtt" };
  g_autoptr (TbTranscript) transcript = run (fixture, &terms, NULL);
  g_autoptr (TbField) hello = dissect (transcript, TB_SIDE_CLIENT, 1), answer = dissect (transcript, TB_SIDE_SERVER, 2);
  g_autoptr (TbField) certificate = dissect (transcript, TB_SIDE_SERVER, 11), keys = dissect (transcript, TB_SIDE_SERVER, 12);
  g_autoptr (TbField) half = dissect (transcript, TB_SIDE_CLIENT, 16), finished = dissect (transcript, TB_SIDE_CLIENT, 20);

  assert_value (hello, "client_version", "TLS 1.2 (0x0303)");
  assert_value (hello, "extensions/application_layer_protocol_negotiation", "mqtt");
  assert_value (hello, "extensions/ec_point_formats", "uncompressed, ansiX962_compressed_prime, ansiX962_compressed_char2");
  assert_value (answer, "server_version", "TLS 1.2 (0x0303)");
  assert_value (answer, "extensions/renegotiation_info/renegotiated_connection", "");
  assert_value (certificate, "certificate_list/certificate", "CN=broker");
  assert_value (keys, "curve_type", "named_curve (3)");
  assert_value (keys, "named_curve", "secp256r1 (0x0017)");
  assert_length (keys, "public", 66);
  assert_value (keys, "algorithm", "ecdsa_secp256r1_sha256 (0x0403)");
  assert_length (half, "ecdh_Yc", 66);
  assert_length (finished, "verify_data", 12);
  g_assert_cmpstr (half->clause, ==, "RFC 8422 section 5.7");
}

static void
assert_transport_is_read (TlsFixture *fixture)
{
  PairTerms terms = { .version = TLS1_2_VERSION, .ciphers = "AES128-GCM-SHA256" };
  g_autoptr (TbTranscript) transcript = run (fixture, &terms, NULL);
  g_autoptr (TbField) half = dissect (transcript, TB_SIDE_CLIENT, 16), done = dissect (transcript, TB_SIDE_SERVER, 14);

  g_assert_null (tls_message (transcript, TB_SIDE_SERVER, HANDSHAKE, 12, NULL));
  assert_length (half, "EncryptedPreMasterSecret", 2 + 256);
  g_assert_cmpstr (done->name, ==, "ServerHelloDone");
}

static void
old_staple_and_demand_are_read (TlsFixture *fixture, gconstpointer algorithm)
{
  PairTerms terms = { .version = TLS1_2_VERSION, .mutual = TRUE, .staple = TRUE, .tickets = TRUE };
  g_autoptr (TbTranscript) transcript = run (fixture, &terms, NULL);
  g_autoptr (TbField) status = dissect (transcript, TB_SIDE_SERVER, 22), request = dissect (transcript, TB_SIDE_SERVER, 13);
  g_autoptr (TbField) ticket = dissect (transcript, TB_SIDE_SERVER, 4), verify = dissect (transcript, TB_SIDE_CLIENT, 15);

  assert_value (status, "status_type", "ocsp (1)");
  assert_value (status, "response", "good");
  assert_value (request, "certificate_types", "rsa_sign, dss_sign, ecdsa_sign");
  assert_value (request, "certificate_authorities/authority", "CN=House Root");
  assert_value (request, "certificate_authorities/authority/Name/commonName", "House Root");
  assert_value (ticket, "ticket_lifetime_hint", "7200");
  g_assert_nonnull (field_find (verify, "signature"));
}

static void
old_change_of_keys_means_something (TlsFixture *fixture, gconstpointer algorithm)
{
  PairTerms terms = { .version = TLS1_2_VERSION };
  g_autoptr (TbTranscript) transcript = run (fixture, &terms, NULL);
  guint position;
  g_autoptr (GBytes) bytes = tls_message (transcript, TB_SIDE_CLIENT, 20, 1, &position);
  g_autoptr (TbField) change = tb_dissect_message (transcript, position);

  g_assert_cmpstr (change->clause, ==, "RFC 5246 section 7.1");
}

/* Every suite, with and without everything else. */
static void
all_suites_are_read (TlsFixture *fixture, gconstpointer algorithm)
{
  static const char *const ciphers[] = {
    "ECDHE+AESGCM", "ECDHE+CHACHA20", "ECDHE-ECDSA-AES128-CCM8:ECDHE-RSA-AES256-SHA384", "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA", "AES256-GCM-SHA384:ECDHE+AES",
    "AES128-SHA:ECDHE+AES", "DHE-RSA-AES128-GCM-SHA256:ECDHE+AES",
  };

  if (GPOINTER_TO_UINT (algorithm) == TB_KEY_RSA2048)
    assert_transport_is_read (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (ciphers) * 4; i++)
    {
      PairTerms terms = { .version = TLS1_2_VERSION, .ciphers = ciphers[i / 4], .mutual = i & 1, .tickets = i & 2, .data = "hello" };
      SSL_SESSION *session = NULL;
      g_autoptr (TbTranscript) full = run (fixture, &terms, &session);
      g_autoptr (TbTranscript) resumed = (terms.session = session, run (fixture, &terms, NULL));

      g_assert_true (tb_transcript_get_n_flights (resumed) > 0);
      SSL_SESSION_free (session);
    }
}

/* --- DTLS --- */

static void
datagrams_are_read (TlsFixture *fixture, gconstpointer algorithm)
{
  PairTerms terms = { .version = DTLS1_2_VERSION, .mutual = TRUE, .cookies = TRUE, .tickets = TRUE, .data = "hello" };
  g_autoptr (TbTranscript) transcript = run (fixture, &terms, NULL);
  g_autoptr (TbField) verify = dissect (transcript, TB_SIDE_SERVER, 3), hello = dissect (transcript, TB_SIDE_CLIENT, 1);
  g_autoptr (TbField) wire = tb_dissect_wire (transcript, 0), last = NULL;

  g_assert_cmpstr (verify->name, ==, "HelloVerifyRequest");
  assert_length (verify, "cookie", 1 + 20);
  assert_value (hello, "client_version", "DTLS 1.2 (0xfefd)");
  assert_value (hello, "message_seq", "0");
  assert_value (hello, "fragment_offset", "0");
  assert_value (wire, "TLSPlaintext/epoch", "0");
  assert_value (wire, "TLSPlaintext/sequence_number", "0");
  assert_length (wire, "TLSPlaintext/fragment/ClientHello/random", 32);
  last = tb_dissect_wire (transcript, tb_transcript_get_n_flights (transcript) - 1);
  assert_value (last, "TLSCiphertext/epoch", "1");
  assert_length (last, "TLSCiphertext/encrypted_record/nonce_explicit", 8);
}

static void
fragments_are_read (TlsFixture *fixture, gconstpointer algorithm)
{
  PairTerms terms = { .version = DTLS1_2_VERSION, .mutual = TRUE, .mtu = 300 };
  g_autoptr (TbTranscript) transcript = run (fixture, &terms, NULL);
  gboolean seen = FALSE;

  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      g_autoptr (TbField) wire = tb_dissect_wire (transcript, i);

      for (guint k = 0; k < wire->children->len; k++)
        seen |= field_find (g_ptr_array_index (wire->children, k), "fragment/Certificate/fragment") != NULL;
    }
  g_assert_true (seen);
}

/* --- TLS 1.3 as OpenSSL does it by itself --- */

static void
retry_is_read (TlsFixture *fixture, gconstpointer algorithm)
{
  PairTerms terms = { .version = TLS1_3_VERSION, .client_groups = "X25519:P-384", .server_groups = "P-384", .tickets = TRUE, .data = "hello" };
  g_autoptr (TbTranscript) transcript = run (fixture, &terms, NULL);
  g_autoptr (TbField) retry = dissect (transcript, TB_SIDE_SERVER, 2);

  g_assert_cmpstr (retry->name, ==, "HelloRetryRequest");
  assert_value (retry, "extensions/key_share", "secp384r1 (0x0018)");
  assert_value (retry, "extensions/supported_versions", "TLS 1.3 (0x0304)");
}

static void
new_records_are_read (TlsFixture *fixture, gconstpointer algorithm)
{
  PairTerms terms = { .version = TLS1_3_VERSION, .mutual = TRUE, .staple = TRUE, .protocols = "\4mqtt\2h2" };
  g_autoptr (TbTranscript) transcript = run (fixture, &terms, NULL);
  g_autoptr (TbField) wire = tb_dissect_wire (transcript, 1);

  assert_value (wire, "TLSPlaintext/legacy_record_version", "TLS 1.2 (0x0303)");
  assert_value (wire, "TLSPlaintext/fragment/ServerHello/cipher_suite", "TLS_AES_256_GCM_SHA384 (0x1302)");
  assert_value (wire, "TLSCiphertext/opaque_type", "application_data (23)");
  assert_length (wire, "TLSCiphertext/encrypted_record/tag", 16);
}

#define ADD(name, algorithm, function) \
  g_test_add ("/tls/dissect-old/" name, TlsFixture, GUINT_TO_POINTER (algorithm), tls_fixture_set_up, function, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("agreement", TB_KEY_P256, old_agreement_is_read);
  ADD ("staple-and-demand", TB_KEY_P256, old_staple_and_demand_are_read);
  ADD ("change-of-keys", TB_KEY_P256, old_change_of_keys_means_something);
  ADD ("suites", TB_KEY_P256, all_suites_are_read);
  ADD ("suites-rsa", TB_KEY_RSA2048, all_suites_are_read);
  ADD ("datagrams", TB_KEY_P256, datagrams_are_read);
  ADD ("fragments", TB_KEY_P256, fragments_are_read);
  ADD ("retry", TB_KEY_P256, retry_is_read);
  ADD ("records", TB_KEY_P256, new_records_are_read);
  return g_test_run ();
}
