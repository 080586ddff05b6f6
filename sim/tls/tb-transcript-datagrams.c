/* tb-transcript-datagrams: what a transcript says about datagrams and times: DTLS sends its flights in pieces that get lost, and again when a timer ran out. */
#include "tb-transcript-private.h"

#define TLS_HEADER_BYTES  4
#define DTLS_HEADER_BYTES 12

/**
 * tb_transcript_is_datagrams:
 * @transcript: a transcript
 *
 * Returns: whether it is one of DTLS
 */
gboolean
tb_transcript_is_datagrams (TbTranscript *transcript)
{
  return transcript->datagrams->len > 0;
}

/**
 * tb_transcript_has_times:
 * @transcript: a transcript
 *
 * A handshake over a reliable link only says in which order its flights left; the link gives them their times.
 *
 * Returns: whether the flights themselves say when they left
 */
gboolean
tb_transcript_has_times (TbTranscript *transcript)
{
  return transcript->has_times;
}

guint
tb_transcript_get_n_datagrams (TbTranscript *transcript)
{
  return transcript->datagrams->len;
}

const TbDatagram *
tb_transcript_get_datagram (TbTranscript *transcript, guint datagram)
{
  g_return_val_if_fail (datagram < transcript->datagrams->len, NULL);
  return &g_array_index (transcript->datagrams, TbDatagram, datagram);
}

static gboolean
overlap (const TbDatagram *datagram, const TbMessage *message)
{
  return datagram->flight == message->flight
         && datagram->wire_offset < message->wire_offset + message->wire_length
         && message->wire_offset < datagram->wire_offset + datagram->wire_length;
}

/**
 * tb_transcript_is_message_lost:
 * @transcript: a transcript
 * @message: which of its messages
 *
 * Returns: whether a datagram with any of it was lost
 */
gboolean
tb_transcript_is_message_lost (TbTranscript *transcript, guint message)
{
  const TbMessage *found = tb_transcript_get_message (transcript, message);

  for (guint i = 0; i < transcript->datagrams->len; i++)
    {
      const TbDatagram *datagram = &g_array_index (transcript->datagrams, TbDatagram, i);

      if (datagram->lost && overlap (datagram, found))
        return TRUE;
    }
  return FALSE;
}

/* How much there is before the body of a handshake message: DTLS counts messages and says which part of one it is (RFC 6347 section 4.2.2). */
gsize
tb_transcript_header_bytes (TbTranscript *transcript)
{
  return tb_transcript_is_datagrams (transcript) ? DTLS_HEADER_BYTES : TLS_HEADER_BYTES;
}
