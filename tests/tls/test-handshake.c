/* Handshakes: what is said, who did which work for it, and that the stream alone decides the bytes. */
#include "tls-fixture.h"

#include <string.h>

#define HANDSHAKE 22

static void
assert_names (TbTranscript *transcript, const char *const *expected)
{
  guint n = 0;

  for (; expected[n] != NULL && n < tb_transcript_get_n_messages (transcript); n++)
    g_assert_cmpstr (tb_transcript_message_name (tb_transcript_get_message (transcript, n)), ==, expected[n]);
  g_assert_null (expected[n]);
  g_assert_cmpuint (n, ==, tb_transcript_get_n_messages (transcript));
}

static void
mutual_handshake_is_accepted (TlsFixture *fixture, gconstpointer algorithm)
{
  static const char *const expected[] = {
    "ClientHello", "ServerHello", "ChangeCipherSpec", "EncryptedExtensions", "CertificateRequest", "Certificate", "CertificateVerify", "Finished",
    "ChangeCipherSpec", "Certificate", "CertificateVerify", "Finished", NULL
  };
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");

  g_assert_true (tb_endpoint_demands_certificate (fixture->broker));
  g_assert_true (tb_transcript_is_accepted (transcript));
  g_assert_true (tb_transcript_is_mutual (transcript));
  g_assert_cmpint (tb_transcript_get_alert (transcript), ==, -1);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "");
  g_assert_cmphex (tb_transcript_get_version (transcript), ==, 0x0304);
  g_assert_cmpstr (tb_transcript_get_cipher (transcript), ==, "TLS_AES_128_GCM_SHA256");
  g_assert_cmpstr (tb_transcript_get_group (transcript), ==, "secp256r1");
  g_assert_cmpstr (tb_transcript_get_host (transcript), ==, BROKER);
  g_assert_cmpuint (tb_transcript_get_n_flights (transcript), ==, 3);
  assert_names (transcript, expected);
}

static void
server_only_handshake_is_accepted (TlsFixture *fixture, gconstpointer algorithm)
{
  static const char *const expected[] = {
    "ClientHello", "ServerHello", "ChangeCipherSpec", "EncryptedExtensions", "Certificate", "CertificateVerify", "Finished",
    "ChangeCipherSpec", "Finished", NULL
  };
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->old_broker, NULL, "a");

  g_assert_false (tb_endpoint_demands_certificate (fixture->old_broker));
  g_assert_true (tb_transcript_is_accepted (transcript));
  g_assert_false (tb_transcript_is_mutual (transcript));
  assert_names (transcript, expected);
}

static void
certificates_are_those_of_the_identities (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (GBytes) broker = tb_transcript_get_peer_certificate (transcript, TB_SIDE_SERVER, 0);
  g_autoptr (GBytes) lock = tb_transcript_get_peer_certificate (transcript, TB_SIDE_CLIENT, 0);
  g_autoptr (GBytes) issuing = tb_transcript_get_peer_certificate (transcript, TB_SIDE_CLIENT, 1);
  g_autoptr (TbTranscript) alone = tls_run (fixture, fixture->old_broker, NULL, "a");

  pki_assert_same_bytes (broker, tb_certificate_get_der (tb_identity_get_certificate (fixture->broker_identity)));
  pki_assert_same_bytes (lock, tb_certificate_get_der (tb_identity_get_certificate (fixture->lock_identity)));
  pki_assert_same_bytes (issuing, tb_certificate_get_der (tb_authority_get_certificate (fixture->pki.issuing)));
  g_assert_null (tb_transcript_get_peer_certificate (transcript, TB_SIDE_CLIENT, 2));
  g_assert_null (tb_transcript_get_peer_certificate (alone, TB_SIDE_CLIENT, 0));
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

/* Chains are two certificates long, below a root that nobody needs to check. */
static void
work_is_counted_where_it_is_done (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) mutual = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (TbTranscript) alone = tls_run (fixture, fixture->old_broker, NULL, "a");
  g_autoptr (TbTranscript) expired = tls_run_at (fixture->client, fixture->lock_identity, BROKER, fixture->broker, "a", START_US + 91 * DAY_US);

  assert_work (tb_transcript_get_flight (mutual, 0), TB_SIDE_CLIENT, 1, 0, 0, 0);
  assert_work (tb_transcript_get_flight (mutual, 1), TB_SIDE_SERVER, 1, 1, 1, 0);
  assert_work (tb_transcript_get_flight (mutual, 2), TB_SIDE_CLIENT, 0, 1, 1, 3);
  assert_work (tb_transcript_get_closing (mutual), TB_SIDE_SERVER, 0, 0, 0, 3);
  assert_work (tb_transcript_get_flight (alone, 2), TB_SIDE_CLIENT, 0, 1, 0, 3);
  assert_work (tb_transcript_get_closing (alone), TB_SIDE_SERVER, 0, 0, 0, 0);
  assert_work (tb_transcript_get_flight (expired, 2), TB_SIDE_CLIENT, 0, 1, 0, 2);
}

/* What a reader of records would find must be what the messages claim. */
static void
assert_bytes_are_told (TbTranscript *transcript)
{
  gsize n_wire, n_told = 0, n_plain_told = 0;
  g_autofree guint8 *claimed = NULL;

  tb_transcript_get_wire (transcript, &n_wire);
  claimed = g_malloc0 (n_wire);
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      const TbFlight *flight = tb_transcript_get_flight (transcript, i);

      g_assert_cmpuint (flight->wire_offset, ==, n_told);
      g_assert_cmpuint (flight->canonical_length, >=, flight->wire_length);
      n_told += flight->wire_length;
    }
  g_assert_cmpuint (n_told, ==, n_wire);
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);
      const TbFlight *flight = tb_transcript_get_flight (transcript, message->flight);

      g_assert_cmpuint (message->from, ==, flight->from);
      g_assert_cmpuint (message->plain_offset, ==, n_plain_told);
      n_plain_told += message->plain_length;
      memset (claimed + flight->wire_offset + message->wire_offset, 1, message->wire_length);
    }
  g_assert_null (memchr (claimed, 0, n_wire));
}

static void
assert_messages_are_whole (TbTranscript *transcript)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);
      gsize n_plain, n_wire;
      const guint8 *plain = tb_transcript_get_message_plain (transcript, i, &n_plain);
      const guint8 *record = tb_transcript_get_flight_wire (transcript, message->flight, &n_wire) + message->wire_offset;
      gboolean open = message->protection == TB_PROTECTION_NONE;

      g_assert_cmpuint (record[0], ==, open ? message->content_type : 23);
      g_assert_cmpuint ((record[3] << 8 | record[4]) + 5, ==, message->wire_length);
      g_assert_cmpuint (message->wire_length, ==, n_plain + (open ? 5 : 5 + 1 + 16));
      if (message->content_type == HANDSHAKE)
        g_assert_cmpuint (plain[1] << 16 | plain[2] << 8 | plain[3], ==, n_plain - 4);
      if (open)
        g_assert_cmpmem (record + 5, message->wire_length - 5, plain, n_plain);
    }
}

static void
every_byte_belongs_to_a_message (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) mutual = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (TbTranscript) alone = tls_run (fixture, fixture->old_broker, NULL, "a");
  g_autoptr (TbTranscript) refused = tls_run (fixture, fixture->broker, NULL, "a");
  g_autoptr (TbTranscript) refusing = tls_run_at (fixture->client, NULL, "other.home.lab", fixture->broker, "a", NOON_US);
  TbTranscript *all[] = { mutual, alone, refused, refusing };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      assert_bytes_are_told (all[i]);
      assert_messages_are_whole (all[i]);
    }
}

/* The luck of a signature's length must not show in the length that timing uses. */
static void
canonical_length_does_not_depend_on_luck (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) first = tls_run (fixture, fixture->broker, fixture->lock_identity, "luck/0");
  gboolean differed = FALSE;

  for (guint i = 1; i < 32; i++)
    {
      g_autofree char *name = g_strdup_printf ("luck/%u", i);
      g_autoptr (TbTranscript) other = tls_run (fixture, fixture->broker, fixture->lock_identity, name);

      for (guint flight = 0; flight < 3; flight++)
        {
          const TbFlight *a = tb_transcript_get_flight (first, flight), *b = tb_transcript_get_flight (other, flight);

          g_assert_cmpuint (a->canonical_length, ==, b->canonical_length);
          differed |= a->wire_length != b->wire_length;
        }
    }
  g_assert_true (differed);
}

/* --- the same stream, the same bytes --- */

static GBytes *
run_to_bytes (TlsFixture *fixture, const char *name)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, name);

  return tb_transcript_to_bytes (transcript);
}

static void
stream_decides_the_bytes (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) a = run_to_bytes (fixture, "same");
  g_autoptr (GBytes) b = run_to_bytes (fixture, "same");
  g_autoptr (GBytes) c = run_to_bytes (fixture, "other");

  pki_assert_same_bytes (a, b);
  pki_assert_other_bytes (a, c);
}

typedef struct
{
  TlsFixture *fixture;
  GBytes *results[16];
} Thread;

static gpointer
run_many (gpointer data)
{
  Thread *thread = data;

  for (guint i = 0; i < G_N_ELEMENTS (thread->results); i++)
    {
      g_autofree char *name = g_strdup_printf ("thread/%u", i);

      thread->results[i] = run_to_bytes (thread->fixture, name);
    }
  return NULL;
}

static void
threads_do_not_change_the_bytes (TlsFixture *fixture, gconstpointer algorithm)
{
  Thread alone = { fixture }, threads[4];
  GThread *running[4];

  run_many (&alone);
  for (guint t = 0; t < 4; t++)
    {
      threads[t].fixture = fixture;
      running[t] = g_thread_new ("handshakes", run_many, &threads[t]);
    }
  for (guint t = 0; t < 4; t++)
    {
      g_thread_join (running[t]);
      for (guint i = 0; i < G_N_ELEMENTS (alone.results); i++)
        {
          pki_assert_same_bytes (alone.results[i], threads[t].results[i]);
          g_bytes_unref (threads[t].results[i]);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (alone.results); i++)
    g_bytes_unref (alone.results[i]);
}

/* --- the live context: keys and randomness of the operating system, the same protocol --- */

static TbIdentity *
issue_live (TbAuthority *root, TbCertificateProfile profile, const char *name)
{
  const char *dns_names[] = { name, NULL };
  TbIssueTerms terms = pki_terms (profile);
  g_autoptr (GError) error = NULL;
  TbIdentity *identity = tb_authority_issue_identity (root, TB_KEY_P256, name, dns_names, &terms, NULL, &error);

  g_assert_no_error (error);
  return identity;
}

static void
live_handshakes_differ (void)
{
  g_autoptr (GError) error = NULL;
  TbCrypto *live = tb_crypto_get_live (&error);
  g_autoptr (TbAuthority) root = tb_authority_new_root (live, "Live Root", TB_KEY_P256, START_US, START_US + 900 * DAY_US, NULL, &error);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  g_autoptr (TbIdentity) broker = issue_live (root, TB_PROFILE_SERVICE, BROKER);
  g_autoptr (TbIdentity) device = issue_live (root, TB_PROFILE_DEVICE, "device.lab");
  g_autoptr (TbEndpoint) server = NULL;
  g_autoptr (TbEndpoint) client = NULL;
  GBytes *bytes[2];

  g_ptr_array_add (anchors, tb_authority_get_root (root));
  server = tb_endpoint_new_server (live, broker, anchors, NULL, &error);
  client = tb_endpoint_new_client (live, anchors, NULL, &error);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TbTranscript) transcript = tb_handshake_run (client, device, BROKER, server, NULL, NOON_US, &error);

      g_assert_no_error (error);
      g_assert_true (tb_transcript_is_accepted (transcript));
      bytes[i] = tb_transcript_to_bytes (transcript);
    }
  pki_assert_other_bytes (bytes[0], bytes[1]);
  g_bytes_unref (bytes[0]);
  g_bytes_unref (bytes[1]);
}

/* A seeded handshake without a stream has nothing to draw from, and says so. */
static void
nothing_is_drawn_without_a_stream (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_handshake_run (fixture->client, NULL, BROKER, fixture->old_broker, NULL, NOON_US, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED);
}

/* --- secrets --- */

static void
secrets_are_in_the_key_log (TlsFixture *fixture, gconstpointer algorithm)
{
  static const char *const labels[] = {
    "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0", "EXPORTER_SECRET",
  };
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (GBytes) hello = tls_message (transcript, TB_SIDE_CLIENT, HANDSHAKE, 1, NULL);
  g_autoptr (GBytes) random = tb_transcript_get_client_random (transcript);
  g_autofree char *log = tb_transcript_to_key_log (transcript);
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);

  g_assert_cmpmem (g_bytes_get_data (random, NULL), g_bytes_get_size (random), (const guint8 *) g_bytes_get_data (hello, NULL) + 6, 32);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (labels) + 1);
  g_assert_cmpuint (tb_transcript_get_n_secrets (transcript), ==, G_N_ELEMENTS (labels));
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      const char *label;
      const guint8 *bytes;
      gsize n_bytes;

      g_assert_nonnull (strstr (log, labels[i]));
      g_assert_cmpuint (strlen (lines[i]), ==, strcspn (lines[i], " ") + 2 + 64 + 64);
      tb_transcript_get_secret (transcript, i, &label, &bytes, &n_bytes);
      g_assert_true (g_str_has_prefix (lines[i], label));
      g_assert_cmpuint (n_bytes, ==, 32);
    }
}

#define ADD(name, algorithm, function) \
  g_test_add ("/tls/handshake/" name, TlsFixture, GUINT_TO_POINTER (algorithm), tls_fixture_set_up, function, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("mutual", TB_KEY_P256, mutual_handshake_is_accepted);
  ADD ("mutual-rsa", TB_KEY_RSA2048, mutual_handshake_is_accepted);
  ADD ("server-only", TB_KEY_P256, server_only_handshake_is_accepted);
  ADD ("server-only-rsa", TB_KEY_RSA2048, server_only_handshake_is_accepted);
  ADD ("certificates", TB_KEY_P256, certificates_are_those_of_the_identities);
  ADD ("work", TB_KEY_P256, work_is_counted_where_it_is_done);
  ADD ("bytes", TB_KEY_P256, every_byte_belongs_to_a_message);
  ADD ("canonical-length", TB_KEY_P256, canonical_length_does_not_depend_on_luck);
  ADD ("stream", TB_KEY_P256, stream_decides_the_bytes);
  ADD ("stream-rsa", TB_KEY_RSA2048, stream_decides_the_bytes);
  ADD ("threads", TB_KEY_P256, threads_do_not_change_the_bytes);
  ADD ("threads-rsa", TB_KEY_RSA2048, threads_do_not_change_the_bytes);
  ADD ("secrets", TB_KEY_P256, secrets_are_in_the_key_log);
  ADD ("no-stream", TB_KEY_P256, nothing_is_drawn_without_a_stream);
  g_test_add_func ("/tls/handshake/live", live_handshakes_differ);
  return g_test_run ();
}
