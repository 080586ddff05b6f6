/* DTLS over a link that loses datagrams: it completes, with OpenSSL's own timers on simulated time; what was lost and said again is in the transcript. */
#include "field-fixture.h"
#include "tls-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tb-capture.h"
#include "tb-datagram.h"
#include "tb-dissect.h"

#define LATENCY_US 20000
#define ALL        1000000

typedef struct
{
  TlsFixture tls;
  TbEndpoint *server;           /* demands certificates */
  TbEndpoint *client;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer algorithm)
{
  const TbEndpointPolicy policy = { .min_version = TB_DATAGRAM_VERSION, .max_version = TB_DATAGRAM_VERSION };
  TbStream stream = pki_stream ("datagram endpoints");
  g_autoptr (GError) error = NULL;

  tls_fixture_set_up (&fixture->tls, algorithm);
  fixture->server = tb_endpoint_new_server_with (fixture->tls.pki.crypto, &policy, fixture->tls.broker_identity, fixture->tls.pki.anchors, &stream, &error);
  g_assert_no_error (error);
  fixture->client = tb_endpoint_new_client_with (fixture->tls.pki.crypto, &policy, fixture->tls.pki.anchors, &stream, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer algorithm)
{
  tb_endpoint_unref (fixture->server);
  tb_endpoint_unref (fixture->client);
  tls_fixture_tear_down (&fixture->tls, algorithm);
}

static TbTranscript *
run_with (Fixture *fixture, guint32 loss_ppm, guint mtu, TbIdentity *identity, const char *host, const TbHandshakeTerms *terms, const char *name)
{
  const TbDatagramChannel channel = { loss_ppm, LATENCY_US, mtu };
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  TbTranscript *transcript = tb_datagram_run (fixture->client, identity, host, fixture->server, terms, &channel, &stream, NOON_US, &error);

  g_assert_no_error (error);
  g_assert_nonnull (transcript);
  return transcript;
}

static TbTranscript *
run (Fixture *fixture, guint32 loss_ppm, const char *name)
{
  return run_with (fixture, loss_ppm, 0, fixture->tls.lock_identity, BROKER, NULL, name);
}

static void
assert_flight (TbTranscript *transcript, guint position, TbSide from, gint64 time_us, const char *const *names)
{
  const TbFlight *flight = tb_transcript_get_flight (transcript, position);

  g_assert_cmpuint (flight->from, ==, from);
  g_assert_cmpint (flight->time_us, ==, time_us);
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    if (tb_transcript_get_message (transcript, i)->flight == position)
      g_assert_cmpstr (tb_transcript_message_name (tb_transcript_get_message (transcript, i)), ==, *names++);
  g_assert_null (*names);
}

static void
without_loss_it_takes_six_flights (Fixture *fixture, gconstpointer algorithm)
{
  static const char *const hello[] = { "ClientHello", NULL }, *const cookie[] = { "HelloVerifyRequest", NULL };
  static const char *const server[] = { "ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone", NULL };
  static const char *const client[] = { "Certificate", "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec", "Finished", NULL };
  static const char *const last[] = { "ChangeCipherSpec", "Finished", NULL };
  g_autoptr (TbTranscript) transcript = run (fixture, 0, "a");

  g_assert_true (tb_transcript_is_accepted (transcript));
  g_assert_true (tb_transcript_is_datagrams (transcript));
  g_assert_true (tb_transcript_is_mutual (transcript));
  g_assert_cmphex (tb_transcript_get_version (transcript), ==, 0xfefd);
  g_assert_cmpstr (tb_transcript_get_cipher (transcript), ==, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  g_assert_cmpstr (tb_transcript_get_group (transcript), ==, "secp256r1");
  g_assert_cmpuint (tb_transcript_get_n_flights (transcript), ==, 6);
  assert_flight (transcript, 0, TB_SIDE_CLIENT, 0, hello);
  assert_flight (transcript, 1, TB_SIDE_SERVER, 1 * LATENCY_US, cookie);
  assert_flight (transcript, 2, TB_SIDE_CLIENT, 2 * LATENCY_US, hello);
  assert_flight (transcript, 3, TB_SIDE_SERVER, 3 * LATENCY_US, server);
  assert_flight (transcript, 4, TB_SIDE_CLIENT, 4 * LATENCY_US, client);
  assert_flight (transcript, 5, TB_SIDE_SERVER, 5 * LATENCY_US, last);
}

/* Every byte of a flight is in one datagram, and in one record of 13 bytes and what it says. */
static void
assert_records (TbTranscript *transcript, guint mtu)
{
  gsize n_wire, n_datagrams = 0;
  const guint8 *wire = tb_transcript_get_wire (transcript, &n_wire);

  for (gsize at = 0; at < n_wire;)
    {
      gsize n_body = (gsize) wire[at + 11] << 8 | wire[at + 12];

      g_assert_cmphex (wire[at + 1], ==, 0xfe);
      g_assert_cmpuint (at + 13 + n_body, <=, n_wire);
      at += 13 + n_body;
    }
  for (guint i = 0; i < tb_transcript_get_n_datagrams (transcript); i++)
    {
      g_assert_cmpuint (tb_transcript_get_datagram (transcript, i)->wire_length, <=, mtu);
      n_datagrams += tb_transcript_get_datagram (transcript, i)->wire_length;
    }
  g_assert_cmpuint (n_datagrams, ==, n_wire);
}

static void
long_messages_are_cut_to_fit (Fixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) wide = run_with (fixture, 0, 1400, fixture->tls.lock_identity, BROKER, NULL, "a");
  g_autoptr (TbTranscript) narrow = run_with (fixture, 0, 300, fixture->tls.lock_identity, BROKER, NULL, "a");
  g_autoptr (GBytes) one = tb_transcript_get_peer_certificate (wide, TB_SIDE_SERVER, 0), other = tb_transcript_get_peer_certificate (narrow, TB_SIDE_SERVER, 0);

  assert_records (wide, 1400);
  assert_records (narrow, 300);
  g_assert_true (tb_transcript_is_accepted (narrow));
  g_assert_cmpuint (tb_transcript_get_n_datagrams (narrow), >, tb_transcript_get_n_datagrams (wide));
  pki_assert_same_bytes (one, other);
  pki_assert_same_bytes (one, tb_certificate_get_der (tb_identity_get_certificate (fixture->tls.broker_identity)));
  for (guint i = 0; i < tb_transcript_get_n_messages (narrow); i++)
    {
      gsize n_bytes;
      const guint8 *plain = tb_transcript_get_message_plain (narrow, i, &n_bytes);

      if (tb_transcript_get_message (narrow, i)->content_type != 22)
        continue;
      g_assert_cmpuint (n_bytes, ==, 12 + ((gsize) plain[1] << 16 | (gsize) plain[2] << 8 | plain[3]));
      g_assert_cmpint (memcmp (plain + 9, plain + 1, 3), ==, 0);
      g_assert_cmpuint (plain[6] | plain[7] | plain[8], ==, 0);
    }
}

static void
assert_same_bytes_again (TbTranscript *transcript)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (transcript);
  g_autoptr (TbTranscript) again = tb_transcript_new_from_bytes (bytes, &error);
  g_autoptr (GBytes) same = NULL;

  g_assert_no_error (error);
  same = tb_transcript_to_bytes (again);
  pki_assert_same_bytes (bytes, same);
  g_assert_cmpuint (tb_transcript_get_n_datagrams (again), ==, tb_transcript_get_n_datagrams (transcript));
}

static guint
count_lost (TbTranscript *transcript)
{
  guint n = 0;

  for (guint i = 0; i < tb_transcript_get_n_datagrams (transcript); i++)
    n += tb_transcript_get_datagram (transcript, i)->lost;
  return n;
}

/* @loss_ppm: of how many datagrams; a hundred handshakes. Returns: how many flights were said again */
static guint
assert_completes (Fixture *fixture, guint32 loss_ppm, guint *n_lost, guint *n_datagrams)
{
  guint n_again = 0;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("loss/%u/%u", loss_ppm, i);
      g_autoptr (TbTranscript) transcript = run (fixture, loss_ppm, name);

      g_assert_true (tb_transcript_is_accepted (transcript));
      assert_records (transcript, TB_DATAGRAM_DEFAULT_MTU);
      assert_same_bytes_again (transcript);
      for (guint k = 0; k < tb_transcript_get_n_flights (transcript); k++)
        n_again += tb_transcript_get_flight (transcript, k)->attempt > 0;
      *n_lost += count_lost (transcript);
      *n_datagrams += tb_transcript_get_n_datagrams (transcript);
    }
  return n_again;
}

static void
it_completes_whatever_is_lost (Fixture *fixture, gconstpointer algorithm)
{
  static const guint32 losses[] = { 0, 100000, 300000 };
  guint before = 0;

  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      guint n_lost = 0, n_datagrams = 0;
      guint n_again = assert_completes (fixture, losses[i], &n_lost, &n_datagrams);
      double share = (double) n_lost / n_datagrams;

      g_test_message ("%u ppm: %u of %u datagrams lost, %u flights said again", losses[i], n_lost, n_datagrams, n_again);
      g_assert_true (share > losses[i] / 1e6 * 0.8 - 1e-9 && share < losses[i] / 1e6 * 1.2 + 1e-9);
      g_assert_cmpuint (n_again, >=, before);
      g_assert_cmpint (n_again > 0, ==, losses[i] > 0);
      before = n_again;
    }
}

static void
timers_double_and_then_it_gives_up (Fixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = run (fixture, ALL, "a");
  gint64 wait_us = G_USEC_PER_SEC, at_us = 0;

  g_assert_false (tb_transcript_is_accepted (transcript));
  g_assert_cmpint (tb_transcript_get_alert (transcript), ==, -1);
  g_assert_cmpstr (tb_transcript_get_reason (transcript), ==, "timed-out");
  g_assert_cmpuint (tb_transcript_get_n_flights (transcript), ==, 13);
  g_assert_cmpuint (count_lost (transcript), ==, 13);
  for (guint i = 0; i < 13; i++)
    {
      g_assert_cmpint (tb_transcript_get_flight (transcript, i)->time_us, ==, at_us);
      g_assert_cmpuint (tb_transcript_get_flight (transcript, i)->attempt, ==, i);
      g_assert_true (tb_transcript_is_message_lost (transcript, i));
      at_us += wait_us;
      wait_us = MIN (2 * wait_us, 60 * G_USEC_PER_SEC);
    }
  assert_same_bytes_again (transcript);
}

static void
same_stream_gives_same_bytes (Fixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) a = run (fixture, 300000, "same"), b = run (fixture, 300000, "same"), c = run (fixture, 300000, "other");
  g_autoptr (GBytes) bytes_a = tb_transcript_to_bytes (a), bytes_b = tb_transcript_to_bytes (b), bytes_c = tb_transcript_to_bytes (c);

  pki_assert_same_bytes (bytes_a, bytes_b);
  pki_assert_other_bytes (bytes_a, bytes_c);
}

static void
refusals_are_those_of_tls (Fixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) nothing = run_with (fixture, 0, 0, NULL, BROKER, NULL, "a");
  g_autoptr (TbTranscript) other = run_with (fixture, 0, 0, fixture->tls.lock_identity, "other.lab", NULL, "a");

  g_assert_false (tb_transcript_is_accepted (nothing));
  g_assert_cmpint (tb_transcript_get_alert (nothing), ==, SSL_AD_HANDSHAKE_FAILURE);
  g_assert_cmpstr (tb_transcript_get_reason (other), ==, "wrong-host");
  g_assert_cmpint (tb_transcript_get_outcome (other, TB_SIDE_CLIENT)->alert_sent, ==, SSL_AD_BAD_CERTIFICATE);
}

static void
endpoints_of_tls_are_none_for_datagrams (Fixture *fixture, gconstpointer algorithm)
{
  const TbDatagramChannel channel = { 0, LATENCY_US, 0 };
  TbStream stream = pki_stream ("a");
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_datagram_run (fixture->tls.client, NULL, BROKER, fixture->server, NULL, &channel, &stream, NOON_US, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED);
}

static void
what_is_said_afterwards_is_said_once (Fixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GBytes) telegram = g_bytes_new_static ("21.5 C", 6);
  const TbSay says[] = { { TB_SIDE_CLIENT, TB_SAY_DATA, telegram }, { TB_SIDE_SERVER, TB_SAY_DATA, telegram }, { TB_SIDE_CLIENT, TB_SAY_CLOSE, NULL } };
  const TbHandshakeTerms terms = { .says = says, .n_says = G_N_ELEMENTS (says) };
  g_autoptr (TbTranscript) transcript = run_with (fixture, 0, 0, fixture->tls.lock_identity, BROKER, &terms, "a");
  guint n_data = 0;

  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    n_data += tb_transcript_get_message (transcript, i)->content_type == 23;
  g_assert_cmpuint (n_data, ==, 2);
  g_assert_cmpuint (tb_transcript_get_n_flights (transcript), >=, 9);
  assert_records (transcript, TB_DATAGRAM_DEFAULT_MTU);
}

/* Half of a transcript with times is none, and neither is one with a bit flipped. */
static void
broken_bytes_are_refused (Fixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = run (fixture, 300000, "same");
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (transcript);

  for (gsize i = 0; i < g_bytes_get_size (bytes); i += 7)
    {
      g_autoptr (GBytes) half = pki_truncate (bytes, i), flipped = pki_flip (bytes, i, 0x10);

      g_assert_null (tb_transcript_new_from_bytes (half, NULL));
      g_assert_null (tb_transcript_new_from_bytes (flipped, NULL));
    }
}

/* --- as others see it --- */

/* @mtu: as narrow as it gets, or wide */
static void
assert_every_byte_has_a_leaf (Fixture *fixture, guint mtu)
{
  g_autoptr (TbTranscript) transcript = run_with (fixture, 300000, mtu, fixture->tls.lock_identity, BROKER, NULL, "dissected");
  gsize n_bytes;

  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      g_autoptr (TbField) field = tb_dissect_message (transcript, i);

      tb_transcript_get_message_plain (transcript, i, &n_bytes);
      field_assert_good (field, n_bytes);
    }
  for (guint i = 0; i < tb_transcript_get_n_flights (transcript); i++)
    {
      g_autoptr (TbField) field = tb_dissect_wire (transcript, i);

      tb_transcript_get_flight_wire (transcript, i, &n_bytes);
      field_assert_good (field, n_bytes);
    }
}

static void
every_message_is_dissected (Fixture *fixture, gconstpointer algorithm)
{
  assert_every_byte_has_a_leaf (fixture, 300);
  assert_every_byte_has_a_leaf (fixture, 1400);
}

/* What tshark says of the file, a line for each packet; its home is empty, so that nobody's preferences count. */
static char **
tshark (const char *folder, const char *path)
{
  const char *argv[] = { "tshark", "-n", "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-r", path, "-T", "fields", "-E", "separator=;",
                         "-e", "_ws.malformed", "-e", "udp.checksum.status", "-e", "dtls.record.version", "-e", "frame.comment", "-e", "dtls.handshake.type", NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "HOME", folder, TRUE);
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  environment = g_environ_setenv (environment, "XDG_CONFIG_HOME", folder, TRUE);
  g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return g_strsplit (g_strchomp (output), "\n", -1);
}

static guint
count_with (char **lines, const char *part)
{
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    n += strstr (lines[i], part) != NULL;
  return n;
}

/* Packets, losses, and the Finished of both sides, which only the secrets in the file can open. */
static void
tshark_opens_a_lossy_capture (Fixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = run (fixture, 300000, "same");
  g_autofree char *folder = g_dir_make_tmp ("trustbed-datagram-XXXXXX", NULL), *path = g_build_filename (folder, "lossy.pcapng", NULL);
  g_autoptr (GError) error = NULL;
  TbCapture *capture = tb_capture_new (path, "a test", &error);
  g_auto (GStrv) lines = NULL;

  tb_capture_add_datagrams (capture, transcript, NOON_US, 0x0a000002, 49152, 0x0a000001, TB_DATAGRAM_PORT);
  g_assert_true (tb_capture_close (capture, &error));
  lines = tshark (folder, path);
  g_assert_cmpuint (g_strv_length (lines), ==, tb_transcript_get_n_datagrams (transcript));
  g_assert_cmpuint (count_with (lines, "0xfefd"), >, 0);
  g_assert_cmpuint (count_with (lines, "Lost on its way"), ==, count_lost (transcript));
  g_assert_cmpuint (count_with (lines, "20"), >=, 2);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_true (g_str_has_prefix (lines[i], ";1;"));
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

#define ADD(fact) g_test_add ("/tls/datagram/" #fact, Fixture, GUINT_TO_POINTER (TB_KEY_P256), set_up, fact, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (without_loss_it_takes_six_flights);
  ADD (long_messages_are_cut_to_fit);
  ADD (it_completes_whatever_is_lost);
  ADD (timers_double_and_then_it_gives_up);
  ADD (same_stream_gives_same_bytes);
  ADD (refusals_are_those_of_tls);
  ADD (endpoints_of_tls_are_none_for_datagrams);
  ADD (what_is_said_afterwards_is_said_once);
  ADD (broken_bytes_are_refused);
  ADD (every_message_is_dissected);
  ADD (tshark_opens_a_lossy_capture);
  return g_test_run ();
}
