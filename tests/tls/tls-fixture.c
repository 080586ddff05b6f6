/* tls-fixture: see the header. */
#include "tls-fixture.h"

#include <string.h>

TbEndpoint *
tls_new_server (TlsFixture *fixture, TbIdentity *identity, GPtrArray *anchors)
{
  TbStream stream = pki_stream ("endpoint");
  g_autoptr (GError) error = NULL;
  TbEndpoint *endpoint = tb_endpoint_new_server (fixture->pki.crypto, identity, anchors, &stream, &error);

  g_assert_no_error (error);
  g_assert_nonnull (endpoint);
  return endpoint;
}

static TbIdentity *
issue (TlsFixture *fixture, TbKeyAlgorithm algorithm, TbCertificateProfile profile, const char *name, const char *dns_name)
{
  const char *dns_names[] = { dns_name, NULL };
  TbIssueTerms terms = pki_terms (profile);
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  TbIdentity *identity = tb_authority_issue_identity (fixture->pki.issuing, algorithm, name, dns_names, &terms, &stream, &error);

  g_assert_no_error (error);
  return identity;
}

/* @algorithm: a TbKeyAlgorithm, for the authorities, the broker and the lock */
void
tls_fixture_set_up (TlsFixture *fixture, gconstpointer algorithm)
{
  TbKeyAlgorithm kind = (TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm);
  TbStream stream = pki_stream ("client endpoint");
  g_autoptr (GError) error = NULL;

  pki_fixture_set_up (&fixture->pki, algorithm);
  fixture->broker_identity = issue (fixture, kind, TB_PROFILE_SERVICE, "broker", BROKER);
  fixture->lock_identity = issue (fixture, kind, TB_PROFILE_DEVICE, "lock-03", "lock-03.home.lab");
  fixture->broker = tls_new_server (fixture, fixture->broker_identity, fixture->pki.anchors);
  fixture->old_broker = tls_new_server (fixture, fixture->broker_identity, NULL);
  fixture->client = tb_endpoint_new_client (fixture->pki.crypto, fixture->pki.anchors, &stream, &error);
  g_assert_no_error (error);
}

void
tls_fixture_tear_down (TlsFixture *fixture, gconstpointer algorithm)
{
  tb_endpoint_unref (fixture->broker);
  tb_endpoint_unref (fixture->old_broker);
  tb_endpoint_unref (fixture->client);
  tb_identity_unref (fixture->broker_identity);
  tb_identity_unref (fixture->lock_identity);
  pki_fixture_tear_down (&fixture->pki, algorithm);
}

TbTranscript *
tls_run_at (TbEndpoint *client, TbIdentity *identity, const char *host, TbEndpoint *server, const char *name, gint64 unix_us)
{
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  TbTranscript *transcript = tb_handshake_run (client, identity, host, server, &stream, unix_us, &error);

  g_assert_no_error (error);
  g_assert_nonnull (transcript);
  return transcript;
}

TbTranscript *
tls_run (TlsFixture *fixture, TbEndpoint *server, TbIdentity *identity, const char *name)
{
  return tls_run_at (fixture->client, identity, BROKER, server, name, NOON_US);
}

static void
look_up (const char *serial, TbOcspAnswer *answer, gpointer user_data)
{
  *answer = (TbOcspAnswer) { *(TbOcspStatus *) user_data, { NULL, START_US, TB_REVOCATION_KEY_COMPROMISE } };
}

/* What the issuing authority, or @signer on its behalf, says about @certificate; good for a day. */
GBytes *
tls_staple (TlsFixture *fixture, TbIdentity *signer, TbCertificate *certificate, TbOcspStatus status, gint64 this_update_us, const char *name)
{
  TbCertificate *issuer = tb_authority_get_certificate (fixture->pki.issuing);
  g_autoptr (TbIdentity) itself = tb_identity_new (tb_authority_get_key (fixture->pki.issuing), issuer, NULL);
  TbOcspTerms terms = { this_update_us, this_update_us + DAY_US, this_update_us, TRUE };
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbOcspResponder) responder = tb_ocsp_responder_new (signer != NULL ? signer : itself, issuer, &error);
  g_autoptr (GBytes) request = tb_ocsp_make_request (fixture->pki.crypto, certificate, issuer, NULL, &error);
  GBytes *staple = tb_ocsp_respond (responder, request, look_up, &status, &terms, &stream, &error);

  g_assert_no_error (error);
  return staple;
}

TbTranscript *
tls_run_stapled (TlsFixture *fixture, TbEndpoint *server, GBytes *staple, TbStaplePolicy policy, const char *name)
{
  TbHandshakeTerms terms = { .staple = staple, .staple_policy = policy };
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  TbTranscript *transcript = tb_handshake_run_with (fixture->client, fixture->lock_identity, BROKER, server, &terms, &stream, NOON_US, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (transcript);
  return transcript;
}

/* The plaintext of the first message of that kind, and its number; NULL when there is none. */
GBytes *
tls_message (TbTranscript *transcript, TbSide from, guint content_type, guint type, guint *position)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);
      gsize n_bytes;
      const guint8 *bytes = tb_transcript_get_message_plain (transcript, i, &n_bytes);

      if (message->from != from || message->content_type != content_type || message->type != type)
        continue;
      if (position != NULL)
        *position = i;
      return g_bytes_new (bytes, n_bytes);
    }
  return NULL;
}

TbTranscript *
tls_meet (TlsFixture *fixture, const TlsMeeting *meeting, const char *name, GBytes **session)
{
  PkiFixture *pki = &fixture->pki;
  TbIdentity *identity = meeting->server != NULL ? meeting->server : fixture->broker_identity;
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbEndpoint) server = tb_endpoint_new_server_with (pki->crypto, meeting->server_policy, identity, meeting->is_mutual ? pki->anchors : NULL, &stream,
                                                               &error);
  g_autoptr (TbEndpoint) client = tb_endpoint_new_client_with (pki->crypto, meeting->client_policy, pki->anchors, &stream, &error);
  TbTranscript *transcript;

  g_assert_no_error (error);
  transcript = tb_handshake_run_with (client, meeting->client, BROKER, server, &meeting->terms, &stream, NOON_US, session, &error);
  g_assert_no_error (error);
  return transcript;
}

const guint8 *
tls_find_secret (TbTranscript *transcript, const char *wanted, gsize *n_bytes)
{
  for (guint i = 0; i < tb_transcript_get_n_secrets (transcript); i++)
    {
      const char *label;
      const guint8 *bytes;

      tb_transcript_get_secret (transcript, i, &label, &bytes, n_bytes);
      if (strcmp (label, wanted) == 0)
        return bytes;
    }
  *n_bytes = 0;
  return NULL;
}

void
tls_assert_names (TbTranscript *transcript, const char *const *expected)
{
  guint n = 0;

  for (; expected[n] != NULL && n < tb_transcript_get_n_messages (transcript); n++)
    g_assert_cmpstr (tb_transcript_message_name (tb_transcript_get_message (transcript, n)), ==, expected[n]);
  g_assert_null (expected[n]);
  g_assert_cmpuint (n, ==, tb_transcript_get_n_messages (transcript));
}

void
tls_assert_refused (TbTranscript *transcript, TbSide by, int alert, const char *reason)
{
  g_assert_false (tb_transcript_is_accepted (transcript));
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, reason);
  g_assert_cmpint (tb_transcript_get_outcome (transcript, by)->alert_sent, ==, alert);
  g_assert_cmpint (tb_transcript_get_outcome (transcript, !by)->alert_received, ==, alert);
  g_assert_cmpint (tb_transcript_get_alert (transcript), ==, alert);
}

void
tls_assert_round_trip (TbTranscript *transcript)
{
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (transcript), again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbTranscript) read = tb_transcript_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  again = tb_transcript_to_bytes (read);
  pki_assert_same_bytes (bytes, again);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, tb_transcript_get_reason (read));
}
