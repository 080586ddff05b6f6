/* Half conversations: two of them make a whole one however their bytes are cut, each takes down both sides, and keys from a seed stay out of live ones. */
#include "tls-fixture.h"

#include <string.h>

#include "tb-half.h"
#include "tb-live-pki.h"

typedef struct
{
  TbHalf *halves[2];
  TbStream streams[2];
} Pair;

static void
pair_init (Pair *pair, TlsFixture *fixture, TbEndpoint *server, TbIdentity *identity, const char *host)
{
  g_autoptr (GError) error = NULL;

  pair->streams[TB_SIDE_CLIENT] = pki_stream ("client half");
  pair->streams[TB_SIDE_SERVER] = pki_stream ("server half");
  pair->halves[TB_SIDE_CLIENT] = tb_half_new_client (fixture->client, identity, host, NULL, &pair->streams[TB_SIDE_CLIENT], NOON_US, &error);
  g_assert_no_error (error);
  pair->halves[TB_SIDE_SERVER] = tb_half_new_server (server, NULL, &pair->streams[TB_SIDE_SERVER], NOON_US, &error);
  g_assert_no_error (error);
}

static void
pair_clear (Pair *pair)
{
  tb_half_free (pair->halves[0]);
  tb_half_free (pair->halves[1]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

/* Hands on what @from has to say, in pieces of @n_piece bytes. Returns: whether there was anything */
static gboolean
hand_on (Pair *pair, TbSide from, gsize n_piece)
{
  g_autoptr (GBytes) said = tb_half_take (pair->halves[from]);
  gsize n_bytes = said != NULL ? g_bytes_get_size (said) : 0;

  for (gsize at = 0; at < n_bytes; at += n_piece)
    tb_half_feed (pair->halves[!from], (const guint8 *) g_bytes_get_data (said, NULL) + at, MIN (n_piece, n_bytes - at), NOON_US + 1000);
  return n_bytes > 0;
}

static void
converse (Pair *pair, gsize n_piece)
{
  guint n_silent = 0;

  for (TbSide from = TB_SIDE_CLIENT; n_silent < 2; from = !from)
    n_silent = hand_on (pair, from, n_piece) ? 0 : n_silent + 1;
}

static void
assert_names (TbTranscript *transcript, const char *const *expected)
{
  guint n = tb_transcript_get_n_messages (transcript);

  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (tb_transcript_message_name (tb_transcript_get_message (transcript, i)), ==, expected[i]);
  g_assert_null (expected[n]);
}

static void
assert_survives_bytes (TbTranscript *transcript)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (transcript);
  g_autoptr (TbTranscript) again = tb_transcript_new_from_bytes (bytes, &error);
  g_autoptr (GBytes) same = NULL;

  g_assert_no_error (error);
  same = tb_transcript_to_bytes (again);
  pki_assert_same_bytes (bytes, same);
  g_assert_true (tb_transcript_has_times (again));
}

/* The secrets of one side are those of the other, in whatever order it learned them. */
static void
assert_same_secrets (TbTranscript *a, TbTranscript *b)
{
  g_autofree char *log = tb_transcript_to_key_log (a), *other_log = tb_transcript_to_key_log (b);
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);

  g_assert_cmpuint (strlen (log), ==, strlen (other_log));
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_nonnull (strstr (other_log, lines[i]));
}

static void
two_halves_make_a_whole (TlsFixture *fixture, gconstpointer algorithm)
{
  static const char *const expected[] = {
    "ClientHello", "ServerHello", "ChangeCipherSpec", "EncryptedExtensions", "CertificateRequest", "Certificate", "CertificateVerify", "Finished",
    "ChangeCipherSpec", "Certificate", "CertificateVerify", "Finished", NULL
  };

  for (gsize n_piece = 1; n_piece < 100000; n_piece = n_piece * 9 + 4)
    {
      g_auto (Pair) pair = { { NULL } };
      g_autoptr (TbTranscript) client = NULL, server = NULL;
      gsize n_wire, n_other;
      const guint8 *wire, *other;

      pair_init (&pair, fixture, fixture->broker, fixture->lock_identity, BROKER);
      converse (&pair, n_piece);
      client = tb_half_end (pair.halves[TB_SIDE_CLIENT]);
      server = tb_half_end (pair.halves[TB_SIDE_SERVER]);
      g_assert_true (tb_transcript_is_accepted (server));
      assert_names (client, expected);
      assert_names (server, expected);
      wire = tb_transcript_get_wire (client, &n_wire);
      other = tb_transcript_get_wire (server, &n_other);
      g_assert_cmpmem (wire, n_wire, other, n_other);
      g_assert_cmpuint (tb_transcript_get_n_flights (client), ==, 3);
      g_assert_cmpstr (tb_transcript_get_host (server), ==, BROKER);
      g_assert_cmpstr (tb_transcript_get_group (server), ==, "secp256r1");
      assert_same_secrets (client, server);
      assert_survives_bytes (client);
      assert_survives_bytes (server);
    }
}

static void
client_waits_for_a_word_of_the_server (TlsFixture *fixture, gconstpointer algorithm)
{
  g_auto (Pair) pair = { { NULL } };
  g_autoptr (TbTranscript) client = NULL, server = NULL;

  pair_init (&pair, fixture, fixture->broker, fixture->lock_identity, BROKER);
  converse (&pair, G_MAXINT);
  g_assert_true (tb_half_is_finished (pair.halves[TB_SIDE_CLIENT]));
  tb_half_close (pair.halves[TB_SIDE_SERVER], NOON_US + 2000);
  converse (&pair, G_MAXINT);
  g_assert_true (tb_half_is_over (pair.halves[TB_SIDE_CLIENT]));
  client = tb_half_end (pair.halves[TB_SIDE_CLIENT]);
  g_assert_true (tb_transcript_is_accepted (client));
  server = tb_half_end (pair.halves[TB_SIDE_SERVER]);
  g_assert_true (tb_transcript_is_accepted (server));
}

static void
client_that_is_refused_is_not_accepted (TlsFixture *fixture, gconstpointer algorithm)
{
  g_auto (Pair) pair = { { NULL } };
  g_autoptr (TbTranscript) client = NULL, server = NULL;

  pair_init (&pair, fixture, fixture->broker, NULL, BROKER);
  converse (&pair, G_MAXINT);
  g_assert_true (tb_half_is_finished (pair.halves[TB_SIDE_CLIENT]));
  client = tb_half_end (pair.halves[TB_SIDE_CLIENT]);
  server = tb_half_end (pair.halves[TB_SIDE_SERVER]);
  g_assert_false (tb_transcript_is_accepted (client));
  g_assert_false (tb_transcript_is_accepted (server));
  g_assert_cmpint (tb_transcript_get_alert (client), ==, SSL_AD_CERTIFICATE_REQUIRED);
  g_assert_cmpint (tb_transcript_get_outcome (server, TB_SIDE_SERVER)->alert_sent, ==, SSL_AD_CERTIFICATE_REQUIRED);
  g_assert_cmpint (tb_transcript_get_outcome (client, TB_SIDE_SERVER)->alert_sent, ==, SSL_AD_CERTIFICATE_REQUIRED);
  assert_survives_bytes (server);
}

static void
other_name_is_refused (TlsFixture *fixture, gconstpointer algorithm)
{
  g_auto (Pair) pair = { { NULL } };
  g_autoptr (TbTranscript) client = NULL, server = NULL;

  pair_init (&pair, fixture, fixture->broker, fixture->lock_identity, "other.lab");
  converse (&pair, 11);
  client = tb_half_end (pair.halves[TB_SIDE_CLIENT]);
  server = tb_half_end (pair.halves[TB_SIDE_SERVER]);
  g_assert_cmpstr (tb_transcript_get_reason (client), ==, "wrong-host");
  g_assert_cmpint (tb_transcript_get_alert (server), ==, SSL_AD_BAD_CERTIFICATE);
  g_assert_cmpstr (tb_half_get_trouble (pair.halves[TB_SIDE_CLIENT]), !=, "");
}

static void
rubbish_is_kept_and_survives (TlsFixture *fixture, gconstpointer algorithm)
{
  TbStream noise = pki_stream ("rubbish");

  for (guint i = 0; i < 200; i++)
    {
      TbStream stream = pki_stream ("server half");
      g_autoptr (TbHalf) half = tb_half_new_server (fixture->broker, NULL, &stream, NOON_US, NULL);
      guint8 bytes[300] = { 22, 3, 1, 0, (guint8) i, 1, 0, 0 };
      gsize known = tb_stream_below (&noise, 9), n_wire;
      g_autoptr (TbTranscript) transcript = NULL;

      tb_stream_fill (&noise, bytes + known, sizeof bytes - known);
      tb_half_feed (half, bytes, sizeof bytes, NOON_US);
      tb_half_feed_end (half, NOON_US);
      transcript = tb_half_end (half);
      g_assert_false (tb_transcript_is_accepted (transcript));
      g_assert_cmpstr (tb_half_get_trouble (half), !=, "");
      tb_transcript_get_wire (transcript, &n_wire);
      g_assert_cmpuint (n_wire, >=, sizeof bytes);
      assert_survives_bytes (transcript);
    }
}

/* Every first part of what a client says, and then nothing. */
static void
hanging_up_at_any_byte_is_survived (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) whole = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  gsize n_hello;
  const guint8 *hello = tb_transcript_get_flight_wire (whole, 0, &n_hello);

  for (gsize n = 0; n < n_hello; n++)
    {
      TbStream stream = pki_stream ("server half");
      g_autoptr (TbHalf) half = tb_half_new_server (fixture->broker, NULL, &stream, NOON_US, NULL);
      g_autoptr (TbTranscript) transcript = NULL;

      tb_half_feed (half, hello, n, NOON_US);
      tb_half_feed_end (half, NOON_US);
      g_assert_cmpstr (tb_half_get_trouble (half), ==, "the other side hung up");
      transcript = tb_half_end (half);
      g_assert_cmpuint (tb_transcript_get_n_messages (transcript), ==, 0);
      assert_survives_bytes (transcript);
    }
}

static void
assert_refused (TbHalf *half, GError **error)
{
  g_assert_null (half);
  g_assert_error (*error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_assert_nonnull (strstr ((*error)->message, "seed"));
  g_clear_error (error);
}

static void
seeded_keys_stay_out_of_live_conversations (TlsFixture *fixture, gconstpointer algorithm)
{
  TbCrypto *live = tb_crypto_get_live (NULL);
  g_autoptr (TbEndpoint) live_client = tb_endpoint_new_client (live, NULL, NULL, NULL);
  g_autoptr (TbEndpoint) mixed_server = tb_endpoint_new_server (live, fixture->broker_identity, NULL, NULL, NULL);
  TbStream stream = pki_stream ("half");
  GError *error = NULL;

  assert_refused (tb_half_new_server (fixture->broker, NULL, NULL, NOON_US, &error), &error);
  assert_refused (tb_half_new_client (live_client, fixture->lock_identity, BROKER, NULL, NULL, NOON_US, &error), &error);
  assert_refused (tb_half_new_client (live_client, NULL, BROKER, NULL, &stream, NOON_US, &error), &error);
  assert_refused (tb_half_new_server (mixed_server, NULL, NULL, NOON_US, &error), &error);
}

static char *
live_random (TbEndpoint *endpoint)
{
  g_autoptr (TbHalf) half = tb_half_new_client (endpoint, NULL, BROKER, NULL, NULL, NOON_US, NULL);
  g_autoptr (TbTranscript) transcript = tb_half_end (half);
  g_autoptr (GBytes) random = tb_transcript_get_client_random (transcript);

  return g_base64_encode (g_bytes_get_data (random, NULL), g_bytes_get_size (random));
}

static void
live_conversations_do_not_repeat (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbEndpoint) endpoint = tb_endpoint_new_client (tb_crypto_get_live (NULL), NULL, NULL, NULL);
  g_autofree char *a = live_random (endpoint), *b = live_random (endpoint);

  g_assert_cmpstr (a, !=, b);
}

static void
throwaway_keys_do_not_repeat (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GError) error = NULL;
  g_auto (TbLivePki) a = { NULL }, b = { NULL };

  g_assert_true (tb_live_pki_init (&a, TB_KEY_P256, NULL, NOON_US + 7, &error));
  g_assert_true (tb_live_pki_init (&b, TB_KEY_P256, NULL, NOON_US + 7, &error));
  pki_assert_other_bytes (tb_key_get_spki (tb_identity_get_key (a.server)), tb_key_get_spki (tb_identity_get_key (b.server)));
  pki_assert_other_bytes (tb_certificate_get_der (a.root), tb_certificate_get_der (b.root));
  g_assert_true (tb_key_get_crypto (tb_identity_get_key (a.client)) == tb_crypto_get_live (NULL));
}

#define ADD(fact) g_test_add ("/live/half/" #fact, TlsFixture, GUINT_TO_POINTER (TB_KEY_P256), tls_fixture_set_up, fact, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (two_halves_make_a_whole);
  ADD (client_waits_for_a_word_of_the_server);
  ADD (client_that_is_refused_is_not_accepted);
  ADD (other_name_is_refused);
  ADD (rubbish_is_kept_and_survives);
  ADD (hanging_up_at_any_byte_is_survived);
  ADD (seeded_keys_stay_out_of_live_conversations);
  ADD (live_conversations_do_not_repeat);
  ADD (throwaway_keys_do_not_repeat);
  return g_test_run ();
}
