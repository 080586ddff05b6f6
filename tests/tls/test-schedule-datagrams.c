/* The key schedule of DTLS 1.2 is that of TLS 1.2; what is lost and said again counts once, a first ClientHello that was asked for a cookie not at all. */
#include "tls-fixture.h"

#include <string.h>

#include "tb-datagram.h"
#include "tb-schedule.h"

#define FINISHED     20
#define HEADER_BYTES 12

static TbTranscript *
shake (TlsFixture *fixture, guint32 loss_ppm, guint mtu, const char *groups, const char *name)
{
  const TbEndpointPolicy policy = { .min_version = TB_DATAGRAM_VERSION, .max_version = TB_DATAGRAM_VERSION, .groups = groups };
  const TbDatagramChannel channel = { loss_ppm, 40000, mtu };
  const TbHandshakeTerms terms = { .keeps_shared_secret = TRUE };
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbEndpoint) server = tb_endpoint_new_server_with (fixture->pki.crypto, &policy, fixture->broker_identity, fixture->pki.anchors, &stream, &error);
  g_autoptr (TbEndpoint) client = tb_endpoint_new_client_with (fixture->pki.crypto, &policy, fixture->pki.anchors, &stream, &error);
  TbTranscript *transcript;

  g_assert_no_error (error);
  transcript = tb_datagram_run (client, fixture->lock_identity, BROKER, server, &terms, &channel, &stream, NOON_US, &error);
  g_assert_no_error (error);
  return transcript;
}

static const TbScheduleStep *
find (const TbSchedule *schedule, const char *code)
{
  int step = tb_schedule_find (schedule, code);

  g_assert_cmpint (step, >=, 0);
  return tb_schedule_get (schedule, (guint) step);
}

static void
assert_finished (TbTranscript *transcript, const TbSchedule *schedule, TbSide side, const char *code)
{
  g_autoptr (GBytes) message = tls_message (transcript, side, 22, FINISHED, NULL);
  g_autoptr (GBytes) body = g_bytes_new_from_bytes (message, HEADER_BYTES, g_bytes_get_size (message) - HEADER_BYTES);

  pki_assert_same_bytes (find (schedule, code)->value, body);
  g_assert_cmpint (find (schedule, code)->in_message, >=, 0);
}

static void
assert_schedule (TlsFixture *fixture, TbTranscript *transcript)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbSchedule) schedule = tb_schedule_new (fixture->pki.crypto, transcript, &error);

  g_assert_no_error (error);
  g_assert_true (find (schedule, "premaster-secret")->is_logged);
  g_assert_true (find (schedule, "master-secret")->is_logged);
  assert_finished (transcript, schedule, TB_SIDE_CLIENT, "client-finished");
  assert_finished (transcript, schedule, TB_SIDE_SERVER, "server-finished");
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);
      const char *key = message->from == TB_SIDE_CLIENT ? "client-key" : "server-key";
      gboolean is_protected = tb_schedule_protects (schedule, (guint) tb_schedule_find (schedule, key), transcript, i);

      g_assert_true (is_protected == (message->protection == TB_PROTECTION_APPLICATION && message->content_type != 20));
    }
}

static void
nothing_is_lost (TlsFixture *fixture, gconstpointer algorithm)
{
  static const guint mtus[] = { 0, 300, 600 };

  for (guint i = 0; i < G_N_ELEMENTS (mtus); i++)
    {
      g_autoptr (TbTranscript) transcript = shake (fixture, 0, mtus[i], "P-256", "good");

      g_assert_true (tb_transcript_is_accepted (transcript));
      assert_schedule (fixture, transcript);
    }
}

static void
what_is_said_again_counts_once (TlsFixture *fixture, gconstpointer algorithm)
{
  guint n_again = 0;

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("lossy %u", i);
      g_autoptr (TbTranscript) transcript = shake (fixture, 250000, 600, i % 2 ? "P-256" : "X25519:P-256", name);

      if (!tb_transcript_is_accepted (transcript))
        continue;
      n_again += tb_transcript_get_n_flights (transcript) > 6;
      assert_schedule (fixture, transcript);
    }
  g_assert_cmpuint (n_again, >, 5);
}

#define ADD(name, algorithm, func) \
  g_test_add ("/tls/schedule-datagrams/" name, TlsFixture, GUINT_TO_POINTER (algorithm), tls_fixture_set_up, func, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("good", TB_KEY_P256, nothing_is_lost);
  ADD ("lossy", TB_KEY_P256, what_is_said_again_counts_once);
  return g_test_run ();
}
