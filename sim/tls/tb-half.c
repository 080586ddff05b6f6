/* tb-half: see the header. OpenSSL speaks into two buffers; what it reads and writes goes into the transcript in that order, so that a flight is what one side
 * said before the other answered. What this side says is taken down in tb-conversation.c, like in any conversation; what is heard, in tb-half-hear.c. */
#include "tb-half-private.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-endpoint-private.h"

/* --- flights --- */

static TbFlight
finish_flight (TbHalf *half)
{
  TbConversation *conversation = &half->conversation;
  gboolean is_ours = half->speaker == conversation->side;
  TbFlight flight = is_ours ? conversation->work : (TbFlight) { .from = half->speaker };

  flight.wire_offset = conversation->turn_start;
  flight.wire_length = conversation->transcript->wire->len - conversation->turn_start;
  flight.canonical_length = flight.wire_length + (is_ours ? conversation->slack_bytes : 0);
  flight.time_us = half->flight_us;
  if (is_ours)
    {
      conversation->work = (TbFlight) { .from = conversation->side };
      conversation->slack_bytes = 0;
    }
  return flight;
}

static void
end_flight (TbHalf *half)
{
  TbTranscript *transcript = half->conversation.transcript;

  if (half->is_speaking && transcript->wire->len > half->conversation.turn_start)
    {
      TbFlight flight = finish_flight (half);

      g_array_append_val (transcript->flights, flight);
    }
  half->is_speaking = FALSE;
}

/* Says who speaks now; another one begins another flight. */
void
tb_half_note_speaker (TbHalf *half, TbSide speaker)
{
  TbConversation *conversation = &half->conversation;

  if (half->is_speaking && half->speaker == speaker)
    return;
  end_flight (half);
  half->is_speaking = TRUE;
  half->speaker = speaker;
  half->flight_us = MAX (half->now_us - conversation->unix_us, half->flight_us);
  conversation->turn_start = conversation->transcript->wire->len;
  if (speaker == conversation->side)
    conversation->records_begin = conversation->records_end = 0;
  else
    half->heard_begin = half->heard_end = 0;
}

/* --- the buffers --- */

static int
half_write (BIO *bio, const char *bytes, int n_bytes)
{
  TbHalf *half = BIO_get_data (bio);

  tb_half_note_speaker (half, half->conversation.side);
  g_byte_array_append (half->conversation.transcript->wire, (const guint8 *) bytes, n_bytes);
  g_byte_array_append (half->outbox, (const guint8 *) bytes, n_bytes);
  return n_bytes;
}

static int
half_read (BIO *bio, char *out, int n_bytes)
{
  TbHalf *half = BIO_get_data (bio);
  gsize n = MIN ((gsize) n_bytes, half->inbox->len);

  BIO_clear_retry_flags (bio);
  if (n == 0)
    {
      BIO_set_retry_read (bio);
      return -1;
    }
  tb_half_note_speaker (half, !half->conversation.side);
  memcpy (out, half->inbox->data, n);
  g_byte_array_append (half->conversation.transcript->wire, half->inbox->data, n);
  g_byte_array_remove_range (half->inbox, 0, n);
  return n;
}

static long
half_control (BIO *bio, int command, long number, void *pointer)
{
  return command == BIO_CTRL_FLUSH;
}

static gpointer
make_half_method (gpointer unused)
{
  BIO_METHOD *method = BIO_meth_new (BIO_get_new_index () | BIO_TYPE_SOURCE_SINK, "half a conversation");

  BIO_meth_set_write (method, half_write);
  BIO_meth_set_read (method, half_read);
  BIO_meth_set_ctrl (method, half_control);
  return method;
}

static gboolean
connect_buffers (TbHalf *half)
{
  static GOnce once = G_ONCE_INIT;
  BIO *bio = half->ssl != NULL ? BIO_new (g_once (&once, make_half_method, NULL)) : NULL;

  if (bio == NULL)
    return FALSE;
  BIO_set_data (bio, half);
  BIO_set_init (bio, 1);
  SSL_set_bio (half->ssl, bio, bio);
  return TRUE;
}

/* --- making one --- */

/* Keys from a seed are guessable, so that they stay among themselves. */
static gboolean
check_keys (TbEndpoint *endpoint, TbIdentity *identity, TbStream *stream, GError **error)
{
  TbCrypto *live = tb_crypto_get_live (error);
  TbIdentity *shown = identity != NULL ? identity : endpoint->identity;

  if (live == NULL)
    return FALSE;
  if ((endpoint->crypto == live) == (stream == NULL)
      && (shown == NULL || tb_key_get_crypto (tb_identity_get_key (shown)) == endpoint->crypto))
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "Keys that come from a seed are guessable and never serve in a live conversation");
  return FALSE;
}

static TbHalf *
half_new (TbSide side, TbEndpoint *endpoint, TbIdentity *identity, const TbHandshakeTerms *terms, TbStream *stream, gint64 unix_us)
{
  TbHalf *half = g_new0 (TbHalf, 1);
  TbIdentity *shown = identity != NULL ? identity : endpoint->identity;

  half->terms = terms != NULL ? *terms : (TbHandshakeTerms) { NULL };
  half->endpoint = tb_endpoint_ref (endpoint);
  half->inbox = g_byte_array_new ();
  half->outbox = g_byte_array_new ();
  half->stream = stream;
  half->now_us = unix_us;
  half->conversation = (TbConversation) {
    .transcript = tb_transcript_new_empty (), .crypto = endpoint->crypto, .terms = &half->terms, .endpoints = { endpoint, endpoint }, .unix_us = unix_us, .side = side,
    .work = { .from = side }, .half = half,
  };
  half->conversation.transcript->has_times = TRUE;
  if (shown != NULL)
    half->conversation.certificate_slack_bytes[side] = tb_endpoint_get_slack_bytes (shown);
  return half;
}

static void drive (TbHalf *half, gint64 unix_us);

static TbHalf *
begin (TbHalf *half, TbIdentity *identity, const char *host, gint64 unix_us, GError **error)
{
  gboolean is_client = half->conversation.side == TB_SIDE_CLIENT;
  TbJob job;
  gboolean good;

  tb_job_enter (&job, half->stream, unix_us);
  half->ssl = is_client ? tb_side_new_client (half->endpoint, identity, host, &half->conversation, unix_us)
                        : tb_side_new_server (half->endpoint, &half->conversation, unix_us);
  good = connect_buffers (half);
  tb_job_leave (&job);
  if (!good)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot begin a conversation");
      tb_half_free (half);
      return NULL;
    }
  drive (half, unix_us);
  return half;
}

/**
 * tb_half_new_client:
 * @endpoint: the client's policy
 * @identity: (nullable): what it proves itself with
 * @host: (nullable): whom it wants to reach: sent as server name and compared with the server's certificate
 * @terms: (nullable): what else holds; what it refers to outlives the half
 * @stream: (nullable): what is drawn from, and outlives the half; %NULL: from the operating system, and @endpoint and @identity have live keys
 * @unix_us: what time it is
 * @error: return location
 *
 * Begins a conversation as a client: its first flight can be taken at once.
 *
 * Returns: (transfer full) (nullable): the half; %NULL with %TB_CRYPTO_ERROR_REFUSED when live and seeded keys meet, or %TB_CRYPTO_ERROR_FAILED
 */
TbHalf *
tb_half_new_client (TbEndpoint *endpoint, TbIdentity *identity, const char *host, const TbHandshakeTerms *terms, TbStream *stream, gint64 unix_us,
                    GError **error)
{
  TbHalf *half;

  if (!check_keys (endpoint, identity, stream, error))
    return NULL;
  half = half_new (TB_SIDE_CLIENT, endpoint, identity, terms, stream, unix_us);
  g_free (half->conversation.transcript->host);
  half->conversation.transcript->host = g_strdup (host != NULL ? host : "");
  return begin (half, identity, host, unix_us, error);
}

/**
 * tb_half_new_server:
 * @endpoint: the server
 * @terms: (nullable): what else holds, likewise
 * @stream: (nullable): likewise
 * @unix_us: what time it is
 * @error: return location
 *
 * Waits for a client's first bytes.
 *
 * Returns: (transfer full) (nullable): the half, or %NULL as in [func@half_new_client]
 */
TbHalf *
tb_half_new_server (TbEndpoint *endpoint, const TbHandshakeTerms *terms, TbStream *stream, gint64 unix_us, GError **error)
{
  if (!check_keys (endpoint, NULL, stream, error))
    return NULL;
  tb_conversation_watch_secrets (endpoint->context);
  return begin (half_new (TB_SIDE_SERVER, endpoint, NULL, terms, stream, unix_us), NULL, NULL, unix_us, error);
}

/**
 * tb_half_free:
 * @half: (transfer full): a half
 *
 * Frees it; the transcript stays with whoever took it.
 */
void
tb_half_free (TbHalf *half)
{
  SSL_free (half->ssl);
  EVP_PKEY_free (half->conversation.ephemeral);
  tb_transcript_unref (half->conversation.transcript);
  tb_endpoint_unref (half->endpoint);
  g_byte_array_unref (half->inbox);
  g_byte_array_unref (half->outbox);
  g_free (half->trouble);
  g_free (half);
}

/* --- letting it work --- */

static void
note_trouble (TbHalf *half)
{
  const char *reason = ERR_reason_error_string (ERR_peek_error ());

  half->is_over = TRUE;
  if (half->trouble == NULL)
    half->trouble = g_strdup (reason != NULL ? reason : "the conversation broke off");
  ERR_clear_error ();
}

static void
judge (TbHalf *half, int result)
{
  int kind = SSL_get_error (half->ssl, result);

  if (kind == SSL_ERROR_ZERO_RETURN)
    half->is_over = TRUE;
  else if (kind != SSL_ERROR_WANT_READ)
    note_trouble (half);
}

/* Once the handshake is done, whatever comes is read: tickets, alerts, data, which is not kept. */
static void
work (TbHalf *half)
{
  TbOutcome *outcome = &half->conversation.transcript->outcomes[half->conversation.side];
  guint8 bytes[1024];
  int result;

  ERR_clear_error ();
  if (!outcome->finished)
    {
      result = SSL_do_handshake (half->ssl);
      outcome->finished = result == 1;
      if (!outcome->finished)
        return judge (half, result);
    }
  while ((result = SSL_read (half->ssl, bytes, sizeof bytes)) > 0)
    half->n_data_bytes += (guint) result;
  judge (half, result);
}

static void
drive (TbHalf *half, gint64 unix_us)
{
  TbJob job;

  half->now_us = unix_us;
  if (half->is_over)
    return;
  tb_job_enter (&job, half->stream, unix_us);
  work (half);
  tb_job_leave (&job);
}

/**
 * tb_half_feed:
 * @half: a half
 * @bytes: (array length=n_bytes): what arrived, in pieces of any size
 * @n_bytes: how many
 * @unix_us: what time it is
 *
 * Takes in what the other side said and answers.
 */
void
tb_half_feed (TbHalf *half, const guint8 *bytes, gsize n_bytes, gint64 unix_us)
{
  g_byte_array_append (half->inbox, bytes, n_bytes);
  drive (half, unix_us);
}

/**
 * tb_half_feed_end:
 * @half: a half
 * @unix_us: what time it is
 *
 * Says that nothing more will arrive.
 */
void
tb_half_feed_end (TbHalf *half, gint64 unix_us)
{
  half->now_us = unix_us;
  if (!half->is_over && half->trouble == NULL && !tb_half_is_finished (half))
    half->trouble = g_strdup ("the other side hung up");
  half->is_over = TRUE;
}

/**
 * tb_half_close:
 * @half: a half that has finished its handshake
 * @unix_us: what time it is
 *
 * Says goodbye (RFC 9846 section 6.1). What the other side still says can be fed.
 */
void
tb_half_close (TbHalf *half, gint64 unix_us)
{
  TbJob job;

  half->now_us = unix_us;
  if (!tb_half_is_finished (half) || half->trouble != NULL)
    return;
  tb_job_enter (&job, half->stream, unix_us);
  if (SSL_shutdown (half->ssl) < 0)
    ERR_clear_error ();
  tb_job_leave (&job);
}

/**
 * tb_half_take:
 * @half: a half
 *
 * Returns: (transfer full) (nullable): what is to be sent since the last call, %NULL when nothing
 */
GBytes *
tb_half_take (TbHalf *half)
{
  GBytes *out;

  if (half->outbox->len == 0)
    return NULL;
  out = g_byte_array_free_to_bytes (g_steal_pointer (&half->outbox));
  half->outbox = g_byte_array_new ();
  return out;
}

gboolean
tb_half_is_finished (TbHalf *half)
{
  return half->conversation.transcript->outcomes[half->conversation.side].finished;
}

gboolean
tb_half_is_over (TbHalf *half)
{
  return half->is_over;
}

const char *
tb_half_get_trouble (TbHalf *half)
{
  return half->trouble != NULL ? half->trouble : "";
}

/* --- what remains --- */

static void
note_host (TbHalf *half)
{
  const char *host = SSL_get_servername (half->ssl, TLSEXT_NAMETYPE_host_name);
  TbTranscript *transcript = half->conversation.transcript;

  if (half->conversation.side != TB_SIDE_SERVER || host == NULL || !g_utf8_validate (host, -1, NULL))
    return;
  g_free (transcript->host);
  transcript->host = g_strdup (host);
}

static void
add_secrets (TbHalf *half)
{
  TbJob job;

  tb_job_enter (&job, half->stream, half->now_us);
  tb_agreement_add_shared_secret (&half->conversation);
  tb_agreement_add_generations (&half->conversation);
  tb_job_leave (&job);
}

/* What arrived after this side had made up its mind belongs to the conversation too. */
static void
note_unread (TbHalf *half)
{
  if (half->inbox->len == 0)
    return;
  tb_half_note_speaker (half, !half->conversation.side);
  g_byte_array_append (half->conversation.transcript->wire, half->inbox->data, half->inbox->len);
  g_byte_array_set_size (half->inbox, 0);
}

/**
 * tb_half_end:
 * @half: a half of which nothing more is wanted
 *
 * Completes the transcript. How it ended for the other side is what can be heard of it: it has finished when it said its Finished and, where that comes
 * before its own checks (a server of TLS 1.3), something after it.
 *
 * Returns: (transfer full): what both sides said
 */
TbTranscript *
tb_half_end (TbHalf *half)
{
  TbTranscript *transcript = half->conversation.transcript;

  if (!half->is_ended)
    {
      note_unread (half);
      end_flight (half);
      transcript->closing = half->conversation.work;
      transcript->closing.wire_offset = transcript->wire->len;
      tb_half_settle (half);
      add_secrets (half);
      tb_conversation_note_agreement (transcript, half->ssl);
      note_host (half);
    }
  half->is_over = half->is_ended = TRUE;
  return tb_transcript_ref (transcript);
}
