/* The bytes form of transcripts: nothing is lost on the way there and back, and nothing broken is taken for a transcript. */
#include "tls-fixture.h"

#include <string.h>

#include "tb-transcript-private.h"

static void
assert_same_messages (TbTranscript *a, TbTranscript *b)
{
  g_assert_cmpuint (tb_transcript_get_n_messages (a), ==, tb_transcript_get_n_messages (b));
  for (guint i = 0; i < tb_transcript_get_n_messages (a); i++)
    {
      const TbMessage *one = tb_transcript_get_message (a, i), *other = tb_transcript_get_message (b, i);

      g_assert_cmpmem (one, sizeof *one, other, sizeof *other);
      g_assert_cmpstr (tb_transcript_message_name (one), ==, tb_transcript_message_name (other));
    }
}

static void
assert_same_flight (const TbFlight *a, const TbFlight *b)
{
  g_assert_cmpuint (a->from, ==, b->from);
  g_assert_cmpuint (a->n_signs, ==, b->n_signs);
  g_assert_cmpuint (a->n_verifies, ==, b->n_verifies);
  g_assert_cmpuint (a->n_agreements, ==, b->n_agreements);
  g_assert_cmpuint (a->n_keygens, ==, b->n_keygens);
  g_assert_cmpuint (a->wire_offset, ==, b->wire_offset);
  g_assert_cmpuint (a->wire_length, ==, b->wire_length);
  g_assert_cmpuint (a->canonical_length, ==, b->canonical_length);
}

static void
assert_same_outcome (const TbOutcome *a, const TbOutcome *b)
{
  g_assert_cmpint (a->finished, ==, b->finished);
  g_assert_cmpint (a->alert_sent, ==, b->alert_sent);
  g_assert_cmpint (a->alert_received, ==, b->alert_received);
  g_assert_cmpint (a->verify_code, ==, b->verify_code);
  g_assert_cmpint (a->verify_depth, ==, b->verify_depth);
}

static void
assert_same (TbTranscript *a, TbTranscript *b)
{
  g_autofree char *log = tb_transcript_to_key_log (a), *other_log = tb_transcript_to_key_log (b);
  gsize n, n_other;
  const guint8 *wire = tb_transcript_get_wire (a, &n), *other_wire = tb_transcript_get_wire (b, &n_other);

  g_assert_cmpstr (tb_transcript_get_host (a), ==, tb_transcript_get_host (b));
  g_assert_cmpstr (tb_transcript_get_reason (a), ==, tb_transcript_get_reason (b));
  g_assert_cmpstr (tb_transcript_get_cipher (a), ==, tb_transcript_get_cipher (b));
  g_assert_cmpstr (tb_transcript_get_group (a), ==, tb_transcript_get_group (b));
  g_assert_cmpuint (tb_transcript_get_version (a), ==, tb_transcript_get_version (b));
  g_assert_cmpint (tb_transcript_is_accepted (a), ==, tb_transcript_is_accepted (b));
  g_assert_cmpint (tb_transcript_is_mutual (a), ==, tb_transcript_is_mutual (b));
  g_assert_cmpstr (log, ==, other_log);
  g_assert_cmpmem (wire, n, other_wire, n_other);
  for (guint side = 0; side < 2; side++)
    assert_same_outcome (tb_transcript_get_outcome (a, side), tb_transcript_get_outcome (b, side));
  g_assert_cmpuint (tb_transcript_get_n_flights (a), ==, tb_transcript_get_n_flights (b));
  for (guint i = 0; i < tb_transcript_get_n_flights (a); i++)
    assert_same_flight (tb_transcript_get_flight (a, i), tb_transcript_get_flight (b, i));
  assert_same_flight (tb_transcript_get_closing (a), tb_transcript_get_closing (b));
  assert_same_messages (a, b);
}

static void
nothing_is_lost (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) mutual = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (TbTranscript) refused = tls_run (fixture, fixture->broker, NULL, "a");
  g_autoptr (TbTranscript) empty = tb_transcript_new_empty ();
  TbTranscript *all[] = { mutual, refused, empty };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (GBytes) bytes = tb_transcript_to_bytes (all[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (TbTranscript) back = tb_transcript_new_from_bytes (bytes, &error);
      g_autoptr (GBytes) again = NULL;

      g_assert_no_error (error);
      assert_same (all[i], back);
      again = tb_transcript_to_bytes (back);
      pki_assert_same_bytes (bytes, again);
    }
}

static void
assert_refused (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_transcript_new_from_bytes (bytes, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
every_truncation_is_refused (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (transcript);

  for (gsize n = 0; n < g_bytes_get_size (bytes); n++)
    {
      g_autoptr (GBytes) less = pki_truncate (bytes, n);

      assert_refused (less);
    }
}

static void
every_flipped_byte_is_refused (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (transcript);

  for (gsize at = 0; at < g_bytes_get_size (bytes); at++)
    {
      g_autoptr (GBytes) other = pki_flip (bytes, at, 1 << at % 8);

      assert_refused (other);
    }
}

static GBytes *
with_right_checksum (GBytes *bytes)
{
  gsize n = g_bytes_get_size (bytes);
  guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), n);
  guint64 sum = GUINT64_TO_LE (tb_transcript_checksum (copy, n - sizeof sum));

  memcpy (copy + n - sizeof sum, &sum, sizeof sum);
  return g_bytes_new_take (copy, n);
}

static void
look_everywhere (TbTranscript *transcript)
{
  g_autofree char *log = tb_transcript_to_key_log (transcript);
  guint sum = 0;

  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      gsize n_plain, n_wire;
      const TbMessage *message = tb_transcript_get_message (transcript, i);
      const guint8 *plain = tb_transcript_get_message_plain (transcript, i, &n_plain);
      const guint8 *wire = tb_transcript_get_flight_wire (transcript, message->flight, &n_wire);

      g_assert_nonnull (tb_transcript_message_name (message));
      g_assert_cmpuint (message->wire_offset + message->wire_length, <=, n_wire);
      sum += n_plain > 0 ? plain[n_plain - 1] : 0;
      sum += n_wire > 0 ? wire[n_wire - 1] : 0;
    }
  for (guint position = 0; position < 4; position++)
    g_bytes_unref (tb_transcript_get_peer_certificate (transcript, position % 2, position / 2) ?: g_bytes_new (&sum, 0));
  g_assert_nonnull (tb_transcript_get_reason (transcript));
}

/* Whoever makes the checksum fit gets no further: what cannot be is refused, and what is accepted can be looked at. */
static void
right_checksum_does_not_help (TlsFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbTranscript) transcript = tls_run (fixture, fixture->broker, fixture->lock_identity, "a");
  g_autoptr (GBytes) bytes = tb_transcript_to_bytes (transcript);
  guint n_refused = 0, n_accepted = 0, shift = g_test_slow () ? 1 : 4;

  for (gsize at = 0; at < g_bytes_get_size (bytes) - 8; at++)
    for (guint mask = g_test_slow () ? 1 : 3; mask < 256; mask = ((mask + 1) << shift) - 1)
      {
        g_autoptr (GBytes) flipped = pki_flip (bytes, at, mask);
        g_autoptr (GBytes) other = with_right_checksum (flipped);
        g_autoptr (TbTranscript) read = tb_transcript_new_from_bytes (other, NULL);

        if (read != NULL)
          look_everywhere (read);
        n_accepted += read != NULL;
        n_refused += read == NULL;
      }
  g_assert_cmpuint (n_refused, >, 100);
  g_assert_cmpuint (n_accepted, >, 100);        /* the contents of messages may be anything */
}

static void
names_are_known (void)
{
  static const TbMessage strange = { .content_type = 22, .type = 99 }, alert = { .content_type = 21, .type = 116 };

  g_assert_cmpstr (tb_transcript_alert_name (48), ==, "unknown_ca");
  g_assert_cmpstr (tb_transcript_alert_name (-1), ==, "");
  g_assert_cmpstr (tb_transcript_alert_name (250), ==, "unknown alert");
  g_assert_cmpstr (tb_transcript_message_name (&strange), ==, "unknown message");
  g_assert_cmpstr (tb_transcript_message_name (&alert), ==, "Alert: certificate_required");
}

#define ADD(name, function) \
  g_test_add ("/tls/transcript/" name, TlsFixture, GUINT_TO_POINTER (TB_KEY_P256), tls_fixture_set_up, function, tls_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("round-trip", nothing_is_lost);
  ADD ("truncated", every_truncation_is_refused);
  ADD ("flipped", every_flipped_byte_is_refused);
  ADD ("checksum", right_checksum_does_not_help);
  g_test_add_func ("/tls/transcript/names", names_are_known);
  return g_test_run ();
}
