/* tb-turns: the two sides speak in turns until one has nothing more to say; then what the terms want said, in turns again.
 *
 * What a turn writes is a flight. A side that speaks has heard everything the other said before. */
#include "tb-conversation.h"

#include <openssl/err.h>

#define MAX_TURNS        16     /* of a handshake, or between two things said */
#define MAX_RECORD_BYTES 16384

static void
begin_turn (TbConversation *conversation, TbSide side)
{
  conversation->side = side;
  conversation->read_at = conversation->turn_start;
  conversation->turn_start = conversation->transcript->wire->len;
  conversation->records_begin = conversation->records_end = 0;
  conversation->slack_bytes = 0;
  conversation->work = (TbFlight) { .from = side };
}

/* The turn of a handshake that writes nothing is its last. */
static gboolean
end_turn (TbConversation *conversation)
{
  TbTranscript *transcript = conversation->transcript;
  TbFlight flight = conversation->work;

  tb_tamper_flight (conversation);
  flight.wire_offset = conversation->turn_start;
  flight.wire_length = transcript->wire->len - conversation->turn_start;
  flight.canonical_length = flight.wire_length + conversation->slack_bytes;
  if (flight.wire_length > 0)
    g_array_append_val (transcript->flights, flight);
  else if (!conversation->is_said)
    transcript->closing = flight;
  return flight.wire_length > 0;
}

/* A side that was asked for its next key would give it with the next data only. */
static void
answer_key_update (SSL *ssl)
{
  if (SSL_get_key_update_type (ssl) == SSL_KEY_UPDATE_NOT_REQUESTED && SSL_key_update (ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1)
    SSL_do_handshake (ssl);
}

/* A side that is done only listens: an alert may still come. */
static void
drive (SSL *ssl, TbOutcome *outcome)
{
  guint8 heard[256];

  ERR_clear_error ();
  if (!outcome->finished)
    outcome->finished = SSL_do_handshake (ssl) == 1;
  else
    {
      while (SSL_read (ssl, heard, sizeof heard) > 0)
        continue;
      answer_key_update (ssl);
    }
}

/* A side that had no answer, as opposed to one that refused. What OpenSSL says about it is still in its error queue. */
gboolean
tb_turns_broke (TbConversation *conversation)
{
  return conversation->transcript->outcomes[conversation->side].alert_sent == SSL_AD_INTERNAL_ERROR;
}

/* Turns from @side on, until one writes nothing. */
static void
take_turns (TbConversation *conversation, SSL *const sides[2], TbSide side)
{
  for (guint turn = 0; turn < MAX_TURNS; turn++, side = !side)
    {
      begin_turn (conversation, side);
      drive (sides[side], &conversation->transcript->outcomes[side]);
      if (!end_turn (conversation) || tb_turns_broke (conversation))
        return;
    }
}

/* Lets the two make their handshake. */
void
tb_turns_shake (TbConversation *conversation, SSL *const sides[2])
{
  take_turns (conversation, sides, TB_SIDE_CLIENT);
}

/* --- what is said afterwards --- */

static void
say_data (TbConversation *conversation, SSL *ssl, GBytes *data)
{
  gsize n_bytes = 0;
  const guint8 *bytes = data != NULL ? g_bytes_get_data (data, &n_bytes) : NULL;

  for (gsize at = 0; at < n_bytes; at += MAX_RECORD_BYTES)
    {
      gsize n = MIN ((gsize) MAX_RECORD_BYTES, n_bytes - at);

      if (SSL_write (ssl, bytes + at, (int) n) != (int) n)
        return;
      tb_conversation_add_data (conversation, bytes + at, n);
    }
}

/* What a version does not have is not said: TLS 1.2 has no key update. */
static void
say (TbConversation *conversation, SSL *ssl, const TbSay *say)
{
  ERR_clear_error ();
  if (say->kind == TB_SAY_DATA)
    say_data (conversation, ssl, say->data);
  else if (say->kind == TB_SAY_CLOSE)
    SSL_shutdown (ssl);
  else if (SSL_version (ssl) == TLS1_3_VERSION && SSL_key_update (ssl, SSL_KEY_UPDATE_REQUESTED) == 1)
    SSL_do_handshake (ssl);
}

/* All that one side says before the other's turn. Returns: how many */
static guint
say_some (TbConversation *conversation, SSL *const sides[2], const TbSay *says, guint n_says)
{
  guint n = 0;

  begin_turn (conversation, says[0].from);
  drive (sides[says[0].from], &conversation->transcript->outcomes[says[0].from]);
  for (; n < n_says && says[n].from == says[0].from && tb_transcript_is_accepted (conversation->transcript); n++)
    say (conversation, sides[says[n].from], &says[n]);
  return n;
}

/* Says what the terms want said after a handshake that succeeded. Each flight is heard, and may be answered, before the next. */
void
tb_turns_say (TbConversation *conversation, SSL *const sides[2])
{
  const TbHandshakeTerms *terms = conversation->terms;
  guint at = 0;

  conversation->is_said = TRUE;
  while (at < terms->n_says && tb_transcript_is_accepted (conversation->transcript))
    {
      TbSide from = terms->says[at].from;

      at += say_some (conversation, sides, terms->says + at, terms->n_says - at);
      if (end_turn (conversation))
        take_turns (conversation, sides, !from);
    }
}
