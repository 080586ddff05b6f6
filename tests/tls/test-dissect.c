/* Dissection: real messages and certificates are taken apart down to the last byte, and rubbish never gets a field out of its place. */
#include "tls-fixture.h"

#include <string.h>

#include "field-fixture.h"

#define HANDSHAKE 22

/* --- what must hold for every tree --- */

static const TbField *
find (const TbField *field, const char *path)
{
  const TbField *found = field_find (field, path);

  if (found == NULL)
    g_error ("no field %s in %s", path, field->name);
  return found;
}

static void
assert_value (const TbField *root, const char *path, const char *value)
{
  g_assert_cmpstr (find (root, path)->value, ==, value);
}

/* --- real messages --- */

static TbField *
dissect (TbTranscript *transcript, TbSide from, guint content_type, guint type)
{
  guint position = G_MAXUINT;
  g_autoptr (GBytes) bytes = tls_message (transcript, from, content_type, type, &position);
  TbField *root;

  g_assert_nonnull (bytes);
  root = tb_dissect_message (transcript, position);
  field_assert_good (root, g_bytes_get_size (bytes));
  return root;
}

static void
hellos_are_read (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (TbField) client = dissect (transcript, TB_SIDE_CLIENT, HANDSHAKE, 1);
  g_autoptr (TbField) server = dissect (transcript, TB_SIDE_SERVER, HANDSHAKE, 2);

  g_assert_cmpstr (client->name, ==, "ClientHello");
  assert_value (client, "msg_type", "ClientHello (1)");
  assert_value (client, "legacy_version", "TLS 1.2 (0x0303)");
  g_assert_cmpuint (find (client, "random")->offset, ==, 6);
  g_assert_cmpuint (find (client, "random")->length, ==, 32);
  g_assert_cmpstr (find (client, "random")->clause, ==, "RFC 9846 section 4.2.2");
  g_assert_true (g_str_has_prefix (find (client, "cipher_suites")->value, "TLS_AES_128_GCM_SHA256, "));
  assert_value (client, "extensions/server_name", BROKER);
  assert_value (client, "extensions/server_name/server_name_list/host_name", BROKER);
  assert_value (client, "extensions/supported_groups", "secp256r1");
  assert_value (client, "extensions/supported_versions", "TLS 1.3");
  assert_value (client, "extensions/signature_algorithms", "ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256, rsa_pkcs1_sha256");
  assert_value (client, "extensions/psk_key_exchange_modes", "psk_dhe_ke");
  assert_value (client, "extensions/key_share", "secp256r1 (0x0017)");
  assert_value (server, "cipher_suite", "TLS_AES_128_GCM_SHA256 (0x1301)");
  assert_value (server, "extensions/supported_versions", "TLS 1.3 (0x0304)");
  assert_value (server, "extensions/key_share/group", "secp256r1 (0x0017)");
  g_assert_cmpuint (find (server, "extensions/key_share/key_exchange")->length, ==, 2 + 65);
}

static void
authentication_is_read (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (TbField) encrypted = dissect (transcript, TB_SIDE_SERVER, HANDSHAKE, 8);
  g_autoptr (TbField) request = dissect (transcript, TB_SIDE_SERVER, HANDSHAKE, 13);
  g_autoptr (TbField) certificate = dissect (transcript, TB_SIDE_CLIENT, HANDSHAKE, 11);
  g_autoptr (TbField) verify = dissect (transcript, TB_SIDE_CLIENT, HANDSHAKE, 15);
  g_autoptr (TbField) finished = dissect (transcript, TB_SIDE_SERVER, HANDSHAKE, 20);
  g_autoptr (TbField) change = dissect (transcript, TB_SIDE_SERVER, 20, 1);

  g_assert_nonnull (find (encrypted, "extensions"));
  assert_value (request, "extensions/signature_algorithms", "ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256, rsa_pkcs1_sha256");
  assert_value (certificate, "certificate_list", "2");
  assert_value (certificate, "certificate_list/CertificateEntry/cert_data/tbsCertificate/subject", "CN=lock-03");
  assert_value (verify, "algorithm", "ecdsa_secp256r1_sha256 (0x0403)");
  g_assert_cmpuint (find (finished, "verify_data")->length, ==, 32);
  g_assert_cmpstr (change->name, ==, "ChangeCipherSpec");
}

static void
alert_is_read (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) refused = tls_run (fixture, fixture->broker, NULL, "a");
  g_autoptr (TbField) alert = dissect (refused, TB_SIDE_SERVER, 21, 116);
  g_autoptr (TbField) none = dissect (refused, TB_SIDE_CLIENT, HANDSHAKE, 11);

  assert_value (alert, "level", "fatal (2)");
  assert_value (alert, "description", "certificate_required (116)");
  assert_value (none, "certificate_list", "0");
}

/* --- staples --- */

#define RESPONSE "certificate_list/CertificateEntry/extensions/status_request/response"
#define SINGLE   "responseBytes/BasicOCSPResponse/tbsResponseData/responses/SingleResponse"

static TbField *
dissect_staple (TlsFixture *fixture, TbIdentity *signer, TbOcspStatus status, TbTranscript **transcript)
{
  TbCertificate *certificate = tb_identity_get_certificate (fixture->broker_identity);
  g_autoptr (GBytes) staple = tls_staple (fixture, signer, certificate, status, NOON_US, "staple");

  *transcript = tls_run_stapled (fixture, fixture->broker, staple, TB_STAPLE_CHECK, "a");
  return dissect (*transcript, TB_SIDE_SERVER, HANDSHAKE, 11);
}

static void
staple_is_read (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = NULL, refused = NULL;
  g_autoptr (TbField) certificate = dissect_staple (fixture, NULL, TB_OCSP_GOOD, &transcript);
  g_autoptr (TbField) revoked = dissect_staple (fixture, NULL, TB_OCSP_REVOKED, &refused);
  g_autoptr (TbField) hello = dissect (transcript, TB_SIDE_CLIENT, HANDSHAKE, 1);
  const TbField *response = find (certificate, RESPONSE);

  assert_value (hello, "extensions/status_request", "ocsp (1)");
  assert_value (hello, "extensions/status_request/status_type", "ocsp (1)");
  g_assert_cmpuint (find (hello, "extensions/status_request/responder_id_list")->length, ==, 2);
  assert_value (certificate, RESPONSE, "good");
  assert_value (response, "responseStatus", "successful (0)");
  assert_value (response, SINGLE "/certID/serialNumber", tb_certificate_get_serial (tb_identity_get_certificate (fixture->broker_identity)));
  assert_value (response, SINGLE "/certStatus", "good");
  assert_value (response, SINGLE "/thisUpdate", "2026-03-03T06:00:00Z");
  assert_value (response, SINGLE "/nextUpdate", "2026-03-04T06:00:00Z");
  assert_value (revoked, RESPONSE, "revoked");
  assert_value (revoked, RESPONSE "/" SINGLE "/certStatus/revocationTime", "2026-03-02T06:00:00Z");
  assert_value (revoked, RESPONSE "/" SINGLE "/certStatus/revocationReason", "keyCompromise (1)");
}

static TbIdentity *
make_delegate (TlsFixture *fixture)
{
  return pki_issue (&fixture->pki, TB_PROFILE_OCSP_RESPONDER, "responder", NULL);
}

static void
delegates_certificate_is_read (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) delegate = make_delegate (fixture);
  g_autoptr (TbTranscript) transcript = NULL;
  g_autoptr (TbField) certificate = dissect_staple (fixture, delegate, TB_OCSP_GOOD, &transcript);

  assert_value (certificate, RESPONSE "/responseBytes/BasicOCSPResponse/certs", "1");
  assert_value (certificate, RESPONSE "/responseBytes/BasicOCSPResponse/certs/Certificate/tbsCertificate/subject", "CN=responder");
}

/* --- certificates --- */

static GBytes *
der_of (TbIdentity *identity)
{
  return tb_certificate_get_der (tb_identity_get_certificate (identity));
}

static TbField *
dissect_der (GBytes *der)
{
  TbField *root = tb_dissect_certificate (g_bytes_get_data (der, NULL), g_bytes_get_size (der));

  field_assert_good (root, g_bytes_get_size (der));
  return root;
}

static void
certificate_is_read (TlsFixture *fixture, gconstpointer algorithm)
{
  GBytes *der = der_of (fixture->broker_identity);
  gboolean is_rsa = GPOINTER_TO_UINT (algorithm) == TB_KEY_RSA2048;
  g_autoptr (TbField) root = dissect_der (der);
  g_autofree char *serial = g_strdup (find (root, "tbsCertificate/serialNumber")->value);

  g_assert_cmpstr (root->value, ==, "CN=broker");
  assert_value (root, "tbsCertificate/version", "v3 (2)");
  g_assert_cmpstr (serial, ==, tb_certificate_get_serial (tb_identity_get_certificate (fixture->broker_identity)));
  assert_value (root, "tbsCertificate/issuer", "CN=House Devices");
  assert_value (root, "tbsCertificate/issuer/commonName", "House Devices");
  assert_value (root, "tbsCertificate/validity/notBefore", "2026-03-02T06:00:00Z");
  assert_value (root, "tbsCertificate/validity/notAfter", "2026-05-31T06:00:00Z");
  assert_value (root, "tbsCertificate/subjectPublicKeyInfo", is_rsa ? "RSA, 2048 bits" : "EC, prime256v1");
  assert_value (root, "tbsCertificate/extensions/subjectAltName", "DNS:" BROKER);
  assert_value (root, "tbsCertificate/extensions/extendedKeyUsage", "TLS Web Server Authentication");
  assert_value (root, "tbsCertificate/extensions/keyUsage/critical", "TRUE");
  assert_value (root, "signatureAlgorithm", is_rsa ? "RSA-SHA256" : "ecdsa-with-SHA256");
  g_assert_cmpuint (find (root, "signatureValue")->offset + find (root, "signatureValue")->length, ==, g_bytes_get_size (der));
}

static void
authority_certificate_is_read (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbField) root = dissect_der (tb_certificate_get_der (tb_authority_get_certificate (fixture->pki.issuing)));

  assert_value (root, "tbsCertificate/extensions/basicConstraints/critical", "TRUE");
  g_assert_true (g_str_has_prefix (find (root, "tbsCertificate/extensions/basicConstraints")->value, "CA:TRUE"));
  g_assert_cmpstr (find (root, "tbsCertificate/extensions/subjectKeyIdentifier")->clause, ==, "RFC 5280 section 4.2.1.2");
}

/* --- MQTT --- */

static const guint8 connect_packet[] = {
  0x10, 39, 0, 4, 'M', 'Q', 'T', 'T', 4, 0xc2, 0, 60, 0, 9, 'c', 'a', 'm', 'e', 'r', 'a', '-', '0', '7',
  0, 5, 'a', 'd', 'm', 'i', 'n', 0, 7, 'x', 'c', '3', '5', '1', '1', '!',
};
static const guint8 more_packets[] = {
  0x20, 2, 0, 5,                                                                        /* CONNACK: not authorized */
  0x32, 12, 0, 4, 'd', 'o', 'o', 'r', 0, 7, 'o', 'p', 'e', 'n',                         /* PUBLISH, quality 1 */
  0x40, 2, 0, 7, 0x82, 10, 0, 8, 0, 5, 'h', 'o', 'm', 'e', '#', 1, 0xc0, 0, 0xe0, 0,    /* PUBACK, SUBSCRIBE, PINGREQ, DISCONNECT */
};

static void
mqtt_is_read (void)
{
  g_autofree guint8 *bytes = g_malloc (sizeof connect_packet + sizeof more_packets);
  g_autoptr (TbField) root = NULL;

  memcpy (bytes, connect_packet, sizeof connect_packet);
  memcpy (bytes + sizeof connect_packet, more_packets, sizeof more_packets);
  bytes[1] = sizeof connect_packet - 2;
  root = tb_dissect_mqtt (bytes, sizeof connect_packet + sizeof more_packets);
  field_assert_good (root, sizeof connect_packet + sizeof more_packets);
  g_assert_cmpstr (root->name, ==, "MQTT");
  g_assert_cmpuint (root->children->len, ==, 7);
  assert_value (root, "CONNECT/protocol_name", "MQTT");
  assert_value (root, "CONNECT/connect_flags/user_name_flag", "1");
  assert_value (root, "CONNECT/connect_flags/will_flag", "0");
  assert_value (root, "CONNECT/keep_alive", "60");
  assert_value (root, "CONNECT/client_identifier", "camera-07");
  assert_value (root, "CONNECT/user_name", "admin");
  assert_value (root, "CONNECT/password", "xc3511!");
  assert_value (root, "CONNACK/return_code", "not authorized (5)");
  assert_value (root, "PUBLISH/topic_name", "door");
  assert_value (root, "PUBLISH/fixed_header/qos", "1");
  assert_value (root, "PUBLISH/packet_identifier", "7");
  assert_value (root, "PUBLISH/payload", "open");
  assert_value (root, "PUBACK/packet_identifier", "7");
  assert_value (root, "SUBSCRIBE/topic_filter", "home#");
  g_assert_nonnull (find (root, "PINGREQ"));
  g_assert_nonnull (find (root, "DISCONNECT"));
}

/* --- rubbish --- */

typedef TbField *(*Dissector) (const guint8 *bytes, gsize n_bytes);

static void
dissect_anything (Dissector dissector, const guint8 *bytes, gsize n_bytes)
{
  g_autofree guint8 *copy = g_memdup2 (bytes, n_bytes);         /* so that reading past its end shows */
  g_autoptr (TbField) root = dissector (copy, n_bytes);

  field_assert_covers (root, n_bytes);
}

static void
truncate_and_mutate (Dissector dissector, const guint8 *bytes, gsize n_bytes, TbStream *stream, gboolean truncation_shows)
{
  for (gsize n = 0; n < n_bytes; n++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, n);
      g_autoptr (TbField) root = dissector (copy, n);

      field_assert_covers (root, n);
      if (truncation_shows)
        g_assert_true (tb_field_is_malformed (root));
    }
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes, n_bytes);

      for (guint k = tb_stream_below (stream, 4); k < 4; k++)
        copy[tb_stream_below (stream, n_bytes)] = tb_stream_next (stream) & 0xff;
      dissect_anything (dissector, copy, n_bytes);
    }
}

static void
broken_messages_are_survived (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  TbStream stream = pki_stream ("mutations");

  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_message_plain (transcript, i, &n_bytes);

      if (tb_transcript_get_message (transcript, i)->content_type == HANDSHAKE)
        truncate_and_mutate (tb_dissect_handshake, bytes, n_bytes, &stream, TRUE);
    }
}

static void
broken_staples_are_survived (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) delegate = make_delegate (fixture);
  g_autoptr (TbTranscript) transcript = NULL;
  g_autoptr (TbField) certificate = dissect_staple (fixture, delegate, TB_OCSP_GOOD, &transcript);
  g_autoptr (GBytes) message = tls_message (transcript, TB_SIDE_SERVER, HANDSHAKE, 11, NULL);
  TbStream stream = pki_stream ("mutations");

  g_assert_nonnull (find (certificate, RESPONSE));
  truncate_and_mutate (tb_dissect_handshake, g_bytes_get_data (message, NULL), g_bytes_get_size (message), &stream, TRUE);
}

static void
broken_certificates_are_survived (TlsFixture *fixture, gconstpointer algorithm)
{
  GBytes *ders[] = { der_of (fixture->broker_identity), tb_certificate_get_der (tb_authority_get_certificate (fixture->pki.issuing)) };
  TbStream stream = pki_stream ("mutations");

  for (guint i = 0; i < G_N_ELEMENTS (ders); i++)
    truncate_and_mutate (tb_dissect_certificate, g_bytes_get_data (ders[i], NULL), g_bytes_get_size (ders[i]), &stream, TRUE);
}

static void
broken_packets_are_survived (void)
{
  TbStream stream = pki_stream ("mutations");
  g_autofree guint8 *noise = g_malloc (4096);

  truncate_and_mutate (tb_dissect_mqtt, connect_packet, sizeof connect_packet, &stream, FALSE);
  truncate_and_mutate (tb_dissect_mqtt, more_packets, sizeof more_packets, &stream, FALSE);
  for (guint i = 0; i < 500; i++)
    {
      gsize n = tb_stream_below (&stream, 4096);

      tb_stream_fill (&stream, noise, n);
      dissect_anything (tb_dissect_mqtt, noise, n);
      dissect_anything (tb_dissect_handshake, noise, n);
      dissect_anything (tb_dissect_certificate, noise, n);
    }
}

/* Very long lists and deep nesting cost no more than their bytes. */
static void
hostile_shapes_are_survived (void)
{
  g_autofree guint8 *nested = g_malloc (60000);
  g_autofree guint8 *pings = g_malloc0 (60000);

  for (gsize i = 0; i < 60000; i += 4)
    {
      gsize left = 60000 - i - 4;
      const guint8 head[4] = { 0x30, 0x82, left >> 8, left & 0xff };

      memcpy (nested + i, head, 4);
    }
  dissect_anything (tb_dissect_certificate, nested, 60000);
  for (gsize i = 0; i < 60000; i += 2)
    pings[i] = 0xc0;
  dissect_anything (tb_dissect_mqtt, pings, 60000);
  dissect_anything (tb_dissect_handshake, (const guint8 *) "\x0b\xff\xff\xff", 4);
}

#define ADD(name, algorithm, function) \
  g_test_add ("/tls/dissect/" name, TlsFixture, GUINT_TO_POINTER (algorithm), tls_fixture_set_up, function, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("hellos", TB_KEY_P256, hellos_are_read);
  ADD ("authentication", TB_KEY_P256, authentication_is_read);
  ADD ("alert", TB_KEY_P256, alert_is_read);
  ADD ("staple", TB_KEY_P256, staple_is_read);
  ADD ("staple-rsa", TB_KEY_RSA2048, staple_is_read);
  ADD ("delegate", TB_KEY_P256, delegates_certificate_is_read);
  ADD ("certificate", TB_KEY_P256, certificate_is_read);
  ADD ("certificate-rsa", TB_KEY_RSA2048, certificate_is_read);
  ADD ("authority", TB_KEY_P256, authority_certificate_is_read);
  g_test_add_func ("/tls/dissect/mqtt", mqtt_is_read);
  ADD ("broken/messages", TB_KEY_P256, broken_messages_are_survived);
  ADD ("broken/staples", TB_KEY_P256, broken_staples_are_survived);
  ADD ("broken/certificates", TB_KEY_P256, broken_certificates_are_survived);
  ADD ("broken/certificates-rsa", TB_KEY_RSA2048, broken_certificates_are_survived);
  g_test_add_func ("/tls/dissect/broken/mqtt", broken_packets_are_survived);
  g_test_add_func ("/tls/dissect/broken/hostile", hostile_shapes_are_survived);
  return g_test_run ();
}
