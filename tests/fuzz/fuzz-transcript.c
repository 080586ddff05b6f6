/* Fuzzes the reader of transcripts. The checksum is made to fit, so that what is behind it gets tested; what is read is then looked at all over. */
#include "fuzz.h"

#include <string.h>

#include "tb-datagram.h"
#include "tb-dissect.h"
#include "tb-transcript-private.h"
#include "tls-fixture.h"

static void
look_at_messages (TbTranscript *transcript)
{
  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);
      g_autoptr (TbField) root = tb_dissect_message (transcript, i);
      gsize n_bytes;

      tb_transcript_get_flight_wire (transcript, message->flight, &n_bytes);
      g_assert_cmpuint ((guint64) message->wire_offset + message->wire_length, <=, n_bytes);
      g_assert_nonnull (tb_transcript_message_name (message));
      g_assert_true (!tb_transcript_is_message_lost (transcript, i) || tb_transcript_is_datagrams (transcript));
    }
}

static void
look_at (TbTranscript *transcript)
{
  g_autofree char *log = tb_transcript_to_key_log (transcript);
  g_autoptr (GBytes) again = tb_transcript_to_bytes (transcript);

  look_at_messages (transcript);
  for (guint position = 0; position < 4; position++)
    {
      g_autoptr (GBytes) der = tb_transcript_get_peer_certificate (transcript, position % 2, position / 2);

      g_assert_true (der == NULL || g_bytes_get_size (der) > 0);
    }
  g_assert_nonnull (tb_transcript_get_reason (transcript));
  g_assert_nonnull (tb_transcript_get_cipher (transcript));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autofree guint8 *copy = g_memdup2 (data, n_bytes);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TbTranscript) transcript = NULL;

  if (n_bytes >= sizeof (guint64))
    {
      guint64 sum = GUINT64_TO_LE (tb_transcript_checksum (copy, n_bytes - sizeof sum));

      memcpy (copy + n_bytes - sizeof sum, &sum, sizeof sum);
    }
  bytes = g_bytes_new_take (g_steal_pointer (&copy), n_bytes);
  transcript = tb_transcript_new_from_bytes (bytes, NULL);
  if (transcript != NULL)
    look_at (transcript);
  return 0;
}

/* One of DTLS, with datagrams that were lost. */
static TbTranscript *
run_datagrams (TlsFixture *fixture)
{
  const TbEndpointPolicy policy = { .min_version = TB_DATAGRAM_VERSION, .max_version = TB_DATAGRAM_VERSION };
  const TbDatagramChannel channel = { 300000, 20000, 0 };
  TbStream stream = pki_stream ("fuzz datagrams");
  g_autoptr (TbEndpoint) server = tb_endpoint_new_server_with (fixture->pki.crypto, &policy, fixture->broker_identity, NULL, &stream, NULL);
  g_autoptr (TbEndpoint) client = tb_endpoint_new_client_with (fixture->pki.crypto, &policy, fixture->pki.anchors, &stream, NULL);

  return tb_datagram_run (client, NULL, BROKER, server, NULL, &channel, &stream, NOON_US, NULL);
}

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  TlsFixture fixture = { 0 };
  g_autoptr (TbTranscript) accepted = NULL;
  g_autoptr (TbTranscript) refused = NULL;
  g_autoptr (TbTranscript) datagrams = NULL;

  tls_fixture_set_up (&fixture, GUINT_TO_POINTER (TB_KEY_P256));
  accepted = tls_run (&fixture, fixture.broker, fixture.lock_identity, "fuzz");
  refused = tls_run (&fixture, fixture.broker, NULL, "fuzz");
  datagrams = run_datagrams (&fixture);
  g_ptr_array_add (seeds, tb_transcript_to_bytes (accepted));
  g_ptr_array_add (seeds, tb_transcript_to_bytes (datagrams));
  g_ptr_array_add (seeds, tb_transcript_to_bytes (refused));
  tls_fixture_tear_down (&fixture, NULL);
  return seeds;
}
