/* tb-transcript-bytes: a transcript as bytes for the journal, and back.
 *
 * Little-endian, versioned, with a checksum at the end, so that no truncation and no flipped byte goes unnoticed. What can be computed is not stored
 * (offsets, who sent a message), so that what is read cannot contradict itself. The reader trusts nothing, the checksum included. */
#include "tb-transcript-private.h"

#include <string.h>

#include "tb-cursor.h"
#include "tb-names.h"

#define MAGIC          0x54534254u    /* "TBST" */
#define FORMAT         1
#define FORMAT_TIMED   2             /* the same, then the times of flights and the datagrams */
#define CHECKSUM_BYTES 8
#define MAX_BYTES      (G_MAXUINT32 / 4)

/**
 * tb_transcript_checksum:
 * @bytes: (array length=n_bytes): what to sum
 * @n_bytes: how many
 *
 * FNV-1a over 64-bit words. Against accidents, not against people: every step is invertible, so that a single changed word always shows.
 *
 * Returns: the sum
 */
guint64
tb_transcript_checksum (const guint8 *bytes, gsize n_bytes)
{
  guint64 sum = G_GUINT64_CONSTANT (0xcbf29ce484222325) ^ n_bytes;

  for (gsize at = 0; at < n_bytes; at += 8)
    {
      guint64 word = 0;

      memcpy (&word, bytes + at, MIN ((gsize) 8, n_bytes - at));
      sum = (sum ^ GUINT64_FROM_LE (word)) * G_GUINT64_CONSTANT (0x100000001b3);
    }
  return sum;
}

static void
put (GByteArray *out, guint64 value, guint n_bytes)
{
  guint64 le = GUINT64_TO_LE (value);

  g_byte_array_append (out, (const guint8 *) &le, n_bytes);
}

static void
put_outcome (GByteArray *out, const TbOutcome *outcome)
{
  put (out, outcome->finished, 1);
  put (out, (guint16) outcome->alert_sent, 2);
  put (out, (guint16) outcome->alert_received, 2);
  put (out, outcome->verify_code, 4);
  put (out, outcome->verify_depth, 2);
}

static void
put_flight (GByteArray *out, const TbFlight *flight)
{
  const guint8 head[] = { flight->from, flight->n_signs, flight->n_verifies, flight->n_agreements, flight->n_keygens };

  g_byte_array_append (out, head, sizeof head);
  put (out, flight->wire_length, 4);
  put (out, flight->canonical_length, 4);
}

static void
put_message (GByteArray *out, const TbMessage *message)
{
  put (out, message->flight, 2);
  put (out, message->content_type, 1);
  put (out, message->type, 1);
  put (out, message->protection, 1);
  put (out, message->wire_offset, 4);
  put (out, message->wire_length, 4);
  put (out, message->plain_length, 4);
}

static void
put_array (GByteArray *out, GByteArray *bytes)
{
  put (out, bytes->len, 4);
  g_byte_array_append (out, bytes->data, bytes->len);
}

static void
put_secret (GByteArray *out, const TbSecret *secret)
{
  put (out, secret->label, 1);
  put (out, secret->n_bytes, 1);
  g_byte_array_append (out, secret->bytes, secret->n_bytes);
}

static void
put_head (GByteArray *out, TbTranscript *transcript)
{
  gsize n_host = strlen (transcript->host);

  put (out, MAGIC, 4);
  put (out, transcript->has_times ? FORMAT_TIMED : FORMAT, 2);
  put (out, transcript->version, 2);
  put (out, transcript->cipher, 2);
  put (out, transcript->group, 2);
  put_outcome (out, &transcript->outcomes[TB_SIDE_CLIENT]);
  put_outcome (out, &transcript->outcomes[TB_SIDE_SERVER]);
  put (out, n_host, 2);
  g_byte_array_append (out, (const guint8 *) transcript->host, n_host);
}

static void
put_times (GByteArray *out, TbTranscript *transcript)
{
  for (guint i = 0; i < transcript->flights->len; i++)
    {
      put (out, g_array_index (transcript->flights, TbFlight, i).time_us, 8);
      put (out, g_array_index (transcript->flights, TbFlight, i).attempt, 1);
    }
  put (out, transcript->datagrams->len, 2);
  for (guint i = 0; i < transcript->datagrams->len; i++)
    {
      const TbDatagram *datagram = &g_array_index (transcript->datagrams, TbDatagram, i);

      put (out, datagram->flight, 2);
      put (out, datagram->lost, 1);
      put (out, datagram->wire_length, 4);
    }
}

/**
 * tb_transcript_to_bytes:
 * @transcript: a transcript
 *
 * Returns: (transfer full): its bytes; equal transcripts give equal bytes
 */
GBytes *
tb_transcript_to_bytes (TbTranscript *transcript)
{
  GByteArray *out = g_byte_array_sized_new (1024 + transcript->wire->len + transcript->plain->len);

  put_head (out, transcript);
  put_flight (out, &transcript->closing);
  put (out, transcript->flights->len, 2);
  for (guint i = 0; i < transcript->flights->len; i++)
    put_flight (out, &g_array_index (transcript->flights, TbFlight, i));
  put (out, transcript->messages->len, 2);
  for (guint i = 0; i < transcript->messages->len; i++)
    put_message (out, &g_array_index (transcript->messages, TbMessage, i));
  put (out, transcript->secrets->len, 1);
  for (guint i = 0; i < transcript->secrets->len; i++)
    put_secret (out, &g_array_index (transcript->secrets, TbSecret, i));
  put_array (out, transcript->wire);
  put_array (out, transcript->plain);
  if (transcript->has_times)
    put_times (out, transcript);
  put (out, tb_transcript_checksum (out->data, out->len), CHECKSUM_BYTES);
  return g_byte_array_free_to_bytes (out);
}

/* --- reading: each function marks the cursor as broken where what it reads cannot be --- */

static void
demand (TbCursor *in, gboolean condition)
{
  if (!condition)
    in->broken = TRUE;
}

static int
get_alert (TbCursor *in)
{
  guint alert = tb_cursor_le (in, 2);

  demand (in, alert <= G_MAXUINT8 || alert == G_MAXUINT16);
  return alert == G_MAXUINT16 ? -1 : (int) alert;
}

static void
get_outcome (TbCursor *in, TbOutcome *outcome)
{
  guint finished = tb_cursor_le (in, 1);

  demand (in, finished <= 1);
  outcome->finished = finished;
  outcome->alert_sent = get_alert (in);
  outcome->alert_received = get_alert (in);
  outcome->verify_code = (int) tb_cursor_le (in, 4);
  outcome->verify_depth = (int) tb_cursor_le (in, 2);
  demand (in, outcome->verify_code >= 0);
}

static void
get_flight (TbCursor *in, TbFlight *flight)
{
  flight->from = tb_cursor_le (in, 1);
  flight->n_signs = tb_cursor_le (in, 1);
  flight->n_verifies = tb_cursor_le (in, 1);
  flight->n_agreements = tb_cursor_le (in, 1);
  flight->n_keygens = tb_cursor_le (in, 1);
  flight->wire_length = tb_cursor_le (in, 4);
  flight->canonical_length = tb_cursor_le (in, 4);
  demand (in, flight->from <= TB_SIDE_SERVER && flight->wire_length <= MAX_BYTES && flight->canonical_length >= flight->wire_length);
}

static guint64
get_flights (TbCursor *in, TbTranscript *transcript)
{
  guint n_flights = tb_cursor_le (in, 2);
  guint64 wire_length = 0;

  for (guint i = 0; i < n_flights && !in->broken; i++)
    {
      TbFlight flight = { .wire_offset = wire_length };

      get_flight (in, &flight);
      wire_length += flight.wire_length;
      demand (in, wire_length <= MAX_BYTES);
      g_array_append_val (transcript->flights, flight);
    }
  return wire_length;
}

static void
get_message (TbCursor *in, TbTranscript *transcript, TbMessage *message)
{
  message->flight = tb_cursor_le (in, 2);
  message->content_type = tb_cursor_le (in, 1);
  message->type = tb_cursor_le (in, 1);
  message->protection = tb_cursor_le (in, 1);
  message->wire_offset = tb_cursor_le (in, 4);
  message->wire_length = tb_cursor_le (in, 4);
  message->plain_length = tb_cursor_le (in, 4);
  demand (in, message->flight < transcript->flights->len && message->protection <= TB_PROTECTION_APPLICATION);
  if (!in->broken)
    {
      const TbFlight *flight = tb_transcript_get_flight (transcript, message->flight);

      message->from = flight->from;
      demand (in, (guint64) message->wire_offset + message->wire_length <= flight->wire_length);
    }
}

static guint64
get_messages (TbCursor *in, TbTranscript *transcript)
{
  guint n_messages = tb_cursor_le (in, 2);
  guint64 plain_length = 0;

  for (guint i = 0; i < n_messages && !in->broken; i++)
    {
      TbMessage message = { .plain_offset = plain_length };

      get_message (in, transcript, &message);
      plain_length += message.plain_length;
      demand (in, plain_length <= MAX_BYTES);
      g_array_append_val (transcript->messages, message);
    }
  return plain_length;
}

static void
get_secrets (TbCursor *in, TbTranscript *transcript)
{
  guint n_secrets = tb_cursor_le (in, 1);

  for (guint i = 0; i < n_secrets && !in->broken; i++)
    {
      guint label = tb_cursor_le (in, 1);
      gsize n_bytes = tb_cursor_le (in, 1);
      const guint8 *bytes = tb_cursor_take (in, n_bytes);

      demand (in, tb_names_find (TB_NAMES_SECRET, label) != NULL && n_bytes > 0 && n_bytes <= TB_SECRET_MAX_BYTES);
      if (!in->broken)
        tb_transcript_add_secret (transcript, label, bytes, n_bytes);
    }
}

static void
get_array (TbCursor *in, GByteArray *array, guint64 expected_length)
{
  guint64 n_bytes = tb_cursor_le (in, 4);
  const guint8 *bytes;

  demand (in, n_bytes == expected_length);
  bytes = tb_cursor_take (in, n_bytes);
  if (bytes != NULL)
    g_byte_array_append (array, bytes, n_bytes);
}

/* The datagrams of a flight follow each other and make up all of it. */
static void
get_datagrams (TbCursor *in, TbTranscript *transcript)
{
  guint n_datagrams = tb_cursor_le (in, 2);
  guint n_flights = transcript->flights->len, flight = 0;
  guint64 at = 0;

  for (guint i = 0; i < n_datagrams && !in->broken; i++)
    {
      TbDatagram datagram = { .flight = tb_cursor_le (in, 2), .lost = tb_cursor_le (in, 1), .wire_offset = at };

      datagram.wire_length = tb_cursor_le (in, 4);
      at += datagram.wire_length;
      demand (in, datagram.flight == flight && flight < n_flights && datagram.lost <= 1 && datagram.wire_length > 0
                  && at <= tb_transcript_get_flight (transcript, flight)->wire_length);
      g_array_append_val (transcript->datagrams, datagram);
      if (!in->broken && at == tb_transcript_get_flight (transcript, flight)->wire_length)
        {
          flight++;
          at = 0;
        }
    }
  demand (in, n_datagrams == 0 || flight == n_flights);
}

static void
get_times (TbCursor *in, TbTranscript *transcript)
{
  gint64 before_us = 0;

  for (guint i = 0; i < transcript->flights->len && !in->broken; i++)
    {
      TbFlight *flight = &g_array_index (transcript->flights, TbFlight, i);

      flight->time_us = (gint64) tb_cursor_le (in, 8);
      flight->attempt = tb_cursor_le (in, 1);
      demand (in, flight->time_us >= before_us);
      before_us = flight->time_us;
    }
  get_datagrams (in, transcript);
}

static void
get_head (TbCursor *in, TbTranscript *transcript)
{
  guint format;
  const char *host;
  gsize n_host;

  demand (in, tb_cursor_le (in, 4) == MAGIC);
  format = tb_cursor_le (in, 2);
  demand (in, format == FORMAT || format == FORMAT_TIMED);
  transcript->has_times = format == FORMAT_TIMED;
  transcript->version = tb_cursor_le (in, 2);
  transcript->cipher = tb_cursor_le (in, 2);
  transcript->group = tb_cursor_le (in, 2);
  get_outcome (in, &transcript->outcomes[TB_SIDE_CLIENT]);
  get_outcome (in, &transcript->outcomes[TB_SIDE_SERVER]);
  n_host = tb_cursor_le (in, 2);
  host = (const char *) tb_cursor_take (in, n_host);
  demand (in, host != NULL && g_utf8_validate_len (host, n_host, NULL));
  if (!in->broken)
    {
      g_free (transcript->host);
      transcript->host = g_strndup (host, n_host);
    }
}

static void
get_body (TbCursor *in, TbTranscript *transcript)
{
  guint64 n_wire, n_plain;

  get_flight (in, &transcript->closing);
  demand (in, transcript->closing.wire_length == 0);
  n_wire = get_flights (in, transcript);
  transcript->closing.wire_offset = n_wire;
  n_plain = get_messages (in, transcript);
  get_secrets (in, transcript);
  get_array (in, transcript->wire, n_wire);
  get_array (in, transcript->plain, n_plain);
  if (transcript->has_times)
    get_times (in, transcript);
}

static gboolean
checksum_is_right (const guint8 *bytes, gsize n_bytes)
{
  TbCursor tail = { .bytes = bytes, .at = n_bytes, .end = n_bytes + CHECKSUM_BYTES };

  return tb_cursor_le (&tail, CHECKSUM_BYTES) == tb_transcript_checksum (bytes, n_bytes);
}

/**
 * tb_transcript_new_from_bytes:
 * @bytes: what [func@transcript_to_bytes] made
 * @error: (out): %G_IO_ERROR_INVALID_DATA when @bytes are not a whole and sound transcript
 *
 * Returns: (transfer full) (nullable): the transcript
 */
TbTranscript *
tb_transcript_new_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (TbTranscript) transcript = tb_transcript_new_empty ();
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  gboolean summed = n_bytes >= CHECKSUM_BYTES && checksum_is_right (data, n_bytes - CHECKSUM_BYTES);
  TbCursor in;

  tb_cursor_init (&in, data, summed ? n_bytes - CHECKSUM_BYTES : n_bytes);
  if (summed)
    {
      get_head (&in, transcript);
      get_body (&in, transcript);
      demand (&in, in.at == in.end);
    }
  if (!summed || in.broken)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "not a handshake transcript: %" G_GSIZE_FORMAT " bytes, %s near byte %"
                   G_GSIZE_FORMAT, n_bytes, summed ? "unexpected content" : "wrong checksum", summed ? in.at : n_bytes);
      return NULL;
    }
  return g_steal_pointer (&transcript);
}
