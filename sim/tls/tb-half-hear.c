/* tb-half-hear: what is taken down of the side that is elsewhere: each of its messages when OpenSSL has read it, with the records it came in. */
#include "tb-half-private.h"

#include "tb-hello.h"

/* Returns: (nullable): the last message of the other side */
static const TbMessage *
last_heard (TbHalf *half)
{
  GArray *messages = half->conversation.transcript->messages;

  for (guint i = messages->len; i > 0; i--)
    if (g_array_index (messages, TbMessage, i - 1).from != half->conversation.side)
      return &g_array_index (messages, TbMessage, i - 1);
  return NULL;
}

static TbProtection
protection_of (TbHalf *half)
{
  if (SSL_version (half->ssl) <= TLS1_2_VERSION)
    return half->heard_change ? TB_PROTECTION_APPLICATION : TB_PROTECTION_NONE;
  if (!half->heard_encrypted)
    return TB_PROTECTION_NONE;
  return half->heard_finished ? TB_PROTECTION_APPLICATION : TB_PROTECTION_HANDSHAKE;
}

/* A message claims the records read since the one before it; when there are none, it shares that one's and what protects it. */
static void
place (TbHalf *half, TbMessage *message)
{
  const TbMessage *before = half->heard_begin == half->heard_end ? last_heard (half) : NULL;

  message->flight = before != NULL ? before->flight : half->conversation.transcript->flights->len;
  message->protection = before != NULL ? before->protection : protection_of (half);
  message->wire_offset = before != NULL ? before->wire_offset : half->heard_begin;
  message->wire_length = before != NULL ? before->wire_length : half->heard_end - half->heard_begin;
  half->heard_begin = half->heard_end;
  half->heard_encrypted = FALSE;
}

static void
hear (TbHalf *half, int content_type, guint8 type, const guint8 *bytes, gsize n_bytes)
{
  TbTranscript *transcript = half->conversation.transcript;
  TbMessage message = { .from = !half->conversation.side, .content_type = content_type, .type = type, .plain_offset = transcript->plain->len,
                        .plain_length = n_bytes };

  place (half, &message);
  half->heard_more |= half->heard_finished;
  half->heard_finished |= content_type == SSL3_RT_HANDSHAKE && type == SSL3_MT_FINISHED;
  g_byte_array_append (transcript->plain, bytes, n_bytes);
  g_array_append_val (transcript->messages, message);
}

/* OpenSSL says nothing more of a change_cipher_spec than that its record came. */
static void
hear_record (TbHalf *half, const guint8 *header, gsize n_bytes)
{
  static const guint8 change = 1;

  if (n_bytes < 5)
    return;
  half->heard_end += n_bytes + (header[n_bytes - 2] << 8 | header[n_bytes - 1]);
  if (header[0] != SSL3_RT_CHANGE_CIPHER_SPEC)
    return;
  hear (half, SSL3_RT_CHANGE_CIPHER_SPEC, 1, &change, sizeof change);
  half->heard_change = TRUE;
}

/* Called for everything that OpenSSL tells about messages, before the conversation takes down what this side says. */
void
tb_half_note (TbHalf *half, gboolean sent, int content_type, const guint8 *bytes, gsize n_bytes)
{
  if (content_type == SSL3_RT_HEADER && sent)
    tb_half_note_speaker (half, half->conversation.side);
  else if (sent)
    return;
  else if (content_type == SSL3_RT_HEADER)
    hear_record (half, bytes, n_bytes);
  else if (content_type == SSL3_RT_INNER_CONTENT_TYPE)
    half->heard_encrypted = TRUE;
  else if (content_type == SSL3_RT_ALERT && n_bytes >= 2)
    hear (half, content_type, bytes[1], bytes, n_bytes);
  else if (content_type == SSL3_RT_HANDSHAKE && n_bytes >= 4)
    hear (half, content_type, tb_hello_is_retry (bytes, n_bytes) ? TB_HELLO_RETRY_REQUEST : bytes[0], bytes, n_bytes);
}

/* Nothing may reach beyond its flight: a record's header can promise more than ever came. */
static void
clamp (TbTranscript *transcript)
{
  for (guint i = 0; i < transcript->messages->len; i++)
    {
      TbMessage *message = &g_array_index (transcript->messages, TbMessage, i);
      guint last = transcript->flights->len - 1;
      const TbFlight *flight;

      message->flight = MIN (message->flight, last);
      flight = tb_transcript_get_flight (transcript, message->flight);
      message->from = flight->from;
      message->wire_offset = MIN (message->wire_offset, flight->wire_length);
      message->wire_length = MIN (message->wire_length, flight->wire_length - message->wire_offset);
    }
}

/* A server of TLS 1.3 says its Finished before it has looked at the client's certificate. */
static gboolean
has_other_finished (TbHalf *half, const TbOutcome *own)
{
  gboolean decides_later = half->conversation.side == TB_SIDE_CLIENT && SSL_version (half->ssl) >= TLS1_3_VERSION;

  if (own->alert_received > SSL3_AD_CLOSE_NOTIFY)
    return FALSE;
  return decides_later ? half->heard_more || half->n_data_bytes > 0 : half->heard_finished;
}

/* Writes down how it ended for the other side, and makes the transcript sound. */
void
tb_half_settle (TbHalf *half)
{
  TbTranscript *transcript = half->conversation.transcript;
  const TbOutcome *own = &transcript->outcomes[half->conversation.side];
  TbOutcome *other = &transcript->outcomes[!half->conversation.side];

  clamp (transcript);
  other->alert_sent = own->alert_received;
  other->alert_received = own->alert_sent;
  other->finished = has_other_finished (half, own);
}
