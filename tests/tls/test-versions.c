/* Every version with every group and every kind of key: the handshake completes, says what that version says, and is the same again on any thread. */
#include "tls-fixture.h"

#include <string.h>

#define HANDSHAKE 22

typedef struct
{
  guint16 version;
  TbKeyExchange exchange;
  const char *groups;           /* P-256 besides for TLS 1.2, whose certificates may need it */
  const char *group;            /* as IANA writes what is agreed on */
  gsize n_shared;
} Way;

static const Way ways[] = {
  { 0x0304, TB_EXCHANGE_ECDHE, "P-256", "secp256r1", 32 },
  { 0x0304, TB_EXCHANGE_ECDHE, "X25519", "x25519", 32 },
  { 0x0304, TB_EXCHANGE_ECDHE, "P-384", "secp384r1", 48 },
  { 0x0303, TB_EXCHANGE_ECDHE, "P-256:P-384:P-521", "secp256r1", 32 },
  { 0x0303, TB_EXCHANGE_ECDHE, "X25519:P-256:P-384:P-521", "x25519", 32 },
  { 0x0303, TB_EXCHANGE_ECDHE, "P-384:P-256:P-521", "secp384r1", 48 },
  { 0x0303, TB_EXCHANGE_RSA, "P-256:P-384:P-521", "", 0 },
};

typedef struct
{
  TlsFixture *fixture;
  const Way *way;
  TbIdentity *server;
  TbIdentity *client;           /* NULL when the server demands none */
} Case;

static TbTranscript *
shake (const Case *given, const char *name)
{
  TbEndpointPolicy policy = { .min_version = given->way->version, .max_version = given->way->version, .groups = given->way->groups, .exchange = given->way->exchange };
  TlsMeeting meeting = { &policy, &policy, given->client, given->server, given->client != NULL, { .keeps_shared_secret = TRUE } };

  return tls_meet (given->fixture, &meeting, name, NULL);
}

static gboolean
is_possible (const Way *way, TbKeyAlgorithm algorithm)
{
  return way->exchange == TB_EXCHANGE_ECDHE || tb_key_algorithm_is_rsa (algorithm);
}

static void
assert_agreed (TbTranscript *transcript, const Case *given)
{
  gsize n_shared, n_premaster;

  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "");
  g_assert_true (tb_transcript_is_accepted (transcript));
  g_assert_cmphex (tb_transcript_get_version (transcript), ==, given->way->version);
  g_assert_cmpstr (tb_transcript_get_group (transcript), ==, given->way->group);
  g_assert_true (tb_transcript_is_mutual (transcript) == (given->client != NULL));
  g_assert_false (tb_transcript_is_resumed (transcript));
  tls_find_secret (transcript, "SHARED_SECRET", &n_shared);
  tls_find_secret (transcript, "PREMASTER_SECRET", &n_premaster);
  g_assert_cmpuint (n_shared, ==, given->way->n_shared);
  g_assert_cmpuint (n_premaster, ==, given->way->exchange == TB_EXCHANGE_RSA ? 48 : 0);
}

static gpointer
shake_on_thread (gpointer data)
{
  g_autoptr (TbTranscript) transcript = shake (data, "same");

  return tb_transcript_to_bytes (transcript);
}

static void
assert_repeats (TbTranscript *transcript, Case *given)
{
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (transcript);
  g_autoptr (GBytes) elsewhere = g_thread_join (g_thread_new ("again", shake_on_thread, given));

  pki_assert_same_bytes (bytes, elsewhere);
  tls_assert_round_trip (transcript);
}

/* RSA keys take luck to make; these streams have it. */
static const char *const lucky[TB_KEY_N_ALGORITHMS] = { [TB_KEY_RSA2048] = "lucky-34", [TB_KEY_RSA3072] = "lucky-14", [TB_KEY_RSA4096] = "lucky-21" };

static TbIdentity *
issue (TlsFixture *fixture, TbKeyAlgorithm algorithm, TbCertificateProfile profile, const char *name)
{
  const char *dns_names[] = { name, NULL };
  TbIssueTerms terms = pki_terms (profile);
  TbStream stream = pki_stream (lucky[algorithm] != NULL ? lucky[algorithm] : name);
  g_autoptr (GError) error = NULL;
  TbIdentity *identity = tb_authority_issue_identity (fixture->pki.issuing, algorithm, name, dns_names, &terms, &stream, &error);

  g_assert_no_error (error);
  return identity;
}

/* Large keys of RSA take long to make; the client may do with a smaller one then. */
static void
every_way_completes_and_repeats (TlsFixture *fixture, gconstpointer unused)
{
  for (TbKeyAlgorithm algorithm = 0; algorithm < TB_KEY_N_ALGORITHMS; algorithm++)
    {
      g_autoptr (TbIdentity) server = issue (fixture, algorithm, TB_PROFILE_SERVICE, BROKER);
      g_autoptr (TbIdentity) client = issue (fixture, tb_key_algorithm_is_rsa (algorithm) ? TB_KEY_RSA2048 : algorithm, TB_PROFILE_DEVICE, "lock-04.home.lab");

      for (guint i = 0; i < 2 * G_N_ELEMENTS (ways); i++)
        {
          Case given = { fixture, &ways[i / 2], server, i % 2 == 0 ? NULL : client };
          g_autoptr (TbTranscript) transcript = is_possible (given.way, algorithm) ? shake (&given, "same") : NULL;

          if (transcript == NULL)
            continue;
          assert_agreed (transcript, &given);
          assert_repeats (transcript, &given);
        }
    }
}

static Case
case_of (TlsFixture *fixture, guint way, gboolean is_mutual)
{
  return (Case) { fixture, &ways[way], fixture->broker_identity, is_mutual ? fixture->lock_identity : NULL };
}

static void
older_handshake_says_more_in_the_open (TlsFixture *fixture, gconstpointer unused)
{
  static const char *const expected[] = {
    "ClientHello", "ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone",
    "Certificate", "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec", "Finished", "ChangeCipherSpec", "Finished", NULL
  };
  static const char *const transport[] = {
    "ClientHello", "ServerHello", "Certificate", "ServerHelloDone", "ClientKeyExchange", "ChangeCipherSpec", "Finished", "ChangeCipherSpec", "Finished", NULL
  };
  g_autoptr (TbIdentity) broker = issue (fixture, TB_KEY_RSA2048, TB_PROFILE_SERVICE, BROKER);
  Case mutual = case_of (fixture, 3, TRUE), rsa = { fixture, &ways[6], broker, NULL };
  g_autoptr (TbTranscript) ecdhe = shake (&mutual, "a"), transported = shake (&rsa, "a");

  tls_assert_names (ecdhe, expected);
  tls_assert_names (transported, transport);
  g_assert_cmpuint (tb_transcript_get_n_flights (ecdhe), ==, 4);
  g_assert_cmpstr (tb_transcript_get_cipher (transported), ==, "TLS_RSA_WITH_AES_128_GCM_SHA256");
  for (guint i = 0; i < tb_transcript_get_n_messages (ecdhe); i++)
    {
      const TbMessage *message = tb_transcript_get_message (ecdhe, i);

      g_assert_cmpuint (message->protection, ==, message->content_type == HANDSHAKE && message->type == 20 ? TB_PROTECTION_APPLICATION : TB_PROTECTION_NONE);
    }
  g_assert_cmpuint (tb_transcript_get_n_sealed (ecdhe, TB_SIDE_CLIENT), ==, 1);
  g_assert_cmpuint (tb_transcript_get_n_sealed (ecdhe, TB_SIDE_SERVER), ==, 1);
}

static void
certificates_of_both_are_found (TlsFixture *fixture, gconstpointer unused)
{
  Case given = case_of (fixture, 3, TRUE);
  g_autoptr (TbTranscript) transcript = shake (&given, "a");
  g_autoptr (GBytes) broker = tb_transcript_get_peer_certificate (transcript, TB_SIDE_SERVER, 0);
  g_autoptr (GBytes) issuing = tb_transcript_get_peer_certificate (transcript, TB_SIDE_SERVER, 1);
  g_autoptr (GBytes) lock = tb_transcript_get_peer_certificate (transcript, TB_SIDE_CLIENT, 0);

  pki_assert_same_bytes (broker, tb_certificate_get_der (tb_identity_get_certificate (fixture->broker_identity)));
  pki_assert_same_bytes (lock, tb_certificate_get_der (tb_identity_get_certificate (fixture->lock_identity)));
  pki_assert_same_bytes (issuing, tb_certificate_get_der (tb_authority_get_certificate (fixture->pki.issuing)));
  g_assert_null (tb_transcript_get_peer_certificate (transcript, TB_SIDE_SERVER, 2));
}

static void
assert_work (const TbFlight *flight, TbSide from, guint n_keygens, guint n_agreements, guint n_signs, guint n_verifies)
{
  g_assert_cmpuint (flight->from, ==, from);
  g_assert_cmpuint (flight->n_keygens, ==, n_keygens);
  g_assert_cmpuint (flight->n_agreements, ==, n_agreements);
  g_assert_cmpuint (flight->n_signs, ==, n_signs);
  g_assert_cmpuint (flight->n_verifies, ==, n_verifies);
}

/* Two certificates below the root on each side. The decryption of a premaster secret counts as a signature, its encryption as a verification. */
static void
work_is_counted_where_it_is_done (TlsFixture *fixture, gconstpointer unused)
{
  g_autoptr (TbIdentity) broker = issue (fixture, TB_KEY_RSA2048, TB_PROFILE_SERVICE, BROKER);
  Case ecdhe_case = case_of (fixture, 3, TRUE), rsa_case = { fixture, &ways[6], broker, NULL };
  g_autoptr (TbTranscript) ecdhe = shake (&ecdhe_case, "a"), transported = shake (&rsa_case, "a");

  assert_work (tb_transcript_get_flight (ecdhe, 0), TB_SIDE_CLIENT, 0, 0, 0, 0);
  assert_work (tb_transcript_get_flight (ecdhe, 1), TB_SIDE_SERVER, 1, 0, 1, 0);
  assert_work (tb_transcript_get_flight (ecdhe, 2), TB_SIDE_CLIENT, 1, 1, 1, 3);
  assert_work (tb_transcript_get_flight (ecdhe, 3), TB_SIDE_SERVER, 0, 1, 0, 3);
  assert_work (tb_transcript_get_flight (transported, 2), TB_SIDE_CLIENT, 0, 0, 0, 3);
  assert_work (tb_transcript_get_flight (transported, 3), TB_SIDE_SERVER, 0, 0, 1, 0);
}

/* NSS has a name for the master secret alone; the others would break readers of key logs. */
static void
own_secrets_stay_out_of_the_key_log (TlsFixture *fixture, gconstpointer unused)
{
  g_autoptr (TbIdentity) broker = issue (fixture, TB_KEY_RSA2048, TB_PROFILE_SERVICE, BROKER);
  Case given[] = { case_of (fixture, 0, FALSE), case_of (fixture, 3, FALSE), { fixture, &ways[6], broker, NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      g_autoptr (TbTranscript) transcript = shake (&given[i], "a");
      g_autofree char *log = tb_transcript_to_key_log (transcript);
      g_auto (GStrv) lines = g_strsplit (log, "\n", -1);

      g_assert_null (strstr (log, "SHARED"));
      g_assert_null (strstr (log, "PREMASTER"));
      g_assert_cmpuint (g_strv_length (lines), ==, i == 0 ? 6 : 2);
      g_assert_true (i == 0 || (g_str_has_prefix (log, "CLIENT_RANDOM ") && strlen (lines[0]) == 14 + 64 + 1 + 96));
    }
}

static void
shared_secret_is_kept_on_request_only (TlsFixture *fixture, gconstpointer unused)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  gsize n_bytes;

  g_assert_null (tls_find_secret (transcript, "SHARED_SECRET", &n_bytes));
}

/* A policy whose fields are all left out is TLS 1.3 with P-256. */
static void
policy_of_nothing_is_the_newest (TlsFixture *fixture, gconstpointer unused)
{
  const Way nothing = { .groups = NULL };
  Case given = { fixture, &nothing, fixture->broker_identity, NULL };
  g_autoptr (TbTranscript) transcript = shake (&given, "a");

  g_assert_cmphex (tb_transcript_get_version (transcript), ==, 0x0304);
  g_assert_cmpstr (tb_transcript_get_group (transcript), ==, "secp256r1");
}

static void
unknown_names_are_an_error (TlsFixture *fixture, gconstpointer unused)
{
  static const TbEndpointPolicy policies[] = { { .groups = "P-17" }, { .ciphers = "TLS_NOTHING" }, { .signatures = "CROSS+HEART" } };

  g_assert_true (tb_endpoint_knows_group (fixture->pki.crypto, "X25519"));
  g_assert_false (tb_endpoint_knows_group (fixture->pki.crypto, "P-17"));
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      TbStream stream = pki_stream ("endpoint");
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_endpoint_new_client_with (fixture->pki.crypto, &policies[i], fixture->pki.anchors, &stream, &error));
      g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED);
    }
}

#define ADD(name, algorithm, function) \
  g_test_add ("/tls/versions/" name, TlsFixture, GUINT_TO_POINTER (algorithm), tls_fixture_set_up, function, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("every-way", TB_KEY_P256, every_way_completes_and_repeats);
  ADD ("messages", TB_KEY_P256, older_handshake_says_more_in_the_open);
  ADD ("certificates", TB_KEY_P256, certificates_of_both_are_found);
  ADD ("work", TB_KEY_P256, work_is_counted_where_it_is_done);
  ADD ("key-log", TB_KEY_P256, own_secrets_stay_out_of_the_key_log);
  ADD ("on-request", TB_KEY_P256, shared_secret_is_kept_on_request_only);
  ADD ("nothing", TB_KEY_P256, policy_of_nothing_is_the_newest);
  ADD ("unknown", TB_KEY_P256, unknown_names_are_an_error);
  return g_test_run ();
}
