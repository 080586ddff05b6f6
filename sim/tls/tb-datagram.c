/* tb-datagram: see the header. OpenSSL's own timers run, on simulated time: the clock is set forward to whatever comes next, a datagram that arrives or a timer
 * that runs out. What goes over the link is in tb-datagram-link.c. */
#include "tb-datagram-private.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-endpoint-private.h"

#define MAX_EVENTS     10000            /* far more than all timers of both sides can make */
#define CLIENT_ADDRESS "10.0.0.2:49152" /* what a server would see of every client here */

/* --- the cookie: RFC 6347 section 4.2.1 --- */

static int
make_cookie (SSL *ssl, unsigned char *cookie, unsigned int *n_bytes)
{
  TbConversation *conversation = SSL_get_app_data (ssl);

  memcpy (cookie, conversation->cookie, TB_COOKIE_BYTES);
  *n_bytes = TB_COOKIE_BYTES;
  return 1;
}

static int
check_cookie (SSL *ssl, const unsigned char *cookie, unsigned int n_bytes)
{
  TbConversation *conversation = SSL_get_app_data (ssl);

  return n_bytes == TB_COOKIE_BYTES && CRYPTO_memcmp (cookie, conversation->cookie, TB_COOKIE_BYTES) == 0;
}

/* Lets a server that speaks DTLS ask its clients whether they are where they say. */
void
tb_datagram_watch (SSL_CTX *context, TbSide side)
{
  if (side != TB_SIDE_SERVER)
    return;
  SSL_CTX_set_cookie_generate_cb (context, make_cookie);
  SSL_CTX_set_cookie_verify_cb (context, check_cookie);
}

/* The server keeps a secret and nothing about the client: a tag over its address. */
static void
draw_cookie (TbConversation *conversation, TbStream *stream)
{
  guint8 secret[TB_COOKIE_BYTES];
  gsize n_bytes = TB_COOKIE_BYTES;
  g_autoptr (GHmac) tag = NULL;

  tb_stream_fill (stream, secret, sizeof secret);
  tag = g_hmac_new (G_CHECKSUM_SHA256, secret, sizeof secret);
  g_hmac_update (tag, (const guint8 *) CLIENT_ADDRESS, -1);
  g_hmac_get_digest (tag, conversation->cookie, &n_bytes);
}

/* --- one side speaks --- */

static void
begin_flight (TbDatagrams *datagrams, TbSide side)
{
  TbConversation *conversation = &datagrams->conversation;

  conversation->side = side;
  conversation->turn_start = conversation->transcript->wire->len;
  conversation->records_begin = conversation->records_end = 0;
  conversation->slack_bytes = 0;
  conversation->work = datagrams->work[side];
}

/* What was done stays on account until the side says something. Returns: whether it did */
static gboolean
end_flight (TbDatagrams *datagrams)
{
  TbConversation *conversation = &datagrams->conversation;
  TbSide side = conversation->side;
  TbFlight flight = conversation->work;

  flight.wire_offset = conversation->turn_start;
  flight.wire_length = conversation->transcript->wire->len - conversation->turn_start;
  flight.canonical_length = flight.wire_length;
  flight.time_us = datagrams->now_us;
  flight.attempt = datagrams->attempts[side];
  datagrams->work[side] = flight.wire_length > 0 ? (TbFlight) { .from = side } : conversation->work;
  if (flight.wire_length > 0)
    {
      g_array_append_val (conversation->transcript->flights, flight);
      tb_datagram_mend (conversation->transcript, conversation->transcript->flights->len - 1);
    }
  return flight.wire_length > 0;
}

static void
judge (TbDatagrams *datagrams, SSL *ssl, int result)
{
  int kind = SSL_get_error (ssl, result);

  datagrams->is_over[datagrams->conversation.side] |= kind != SSL_ERROR_NONE && kind != SSL_ERROR_WANT_READ;
}

/* A side that is done still listens: its last flight may have been lost, and the other asks for it by saying its own again. */
static void
hear (TbDatagrams *datagrams, SSL *ssl)
{
  TbSide side = datagrams->conversation.side;
  TbOutcome *outcome = &datagrams->conversation.transcript->outcomes[side];
  guint8 bytes[256];
  int result;

  ERR_clear_error ();
  datagrams->attempts[side] = outcome->finished ? datagrams->attempts[side] + 1 : 0;
  if (!outcome->finished)
    {
      result = SSL_do_handshake (ssl);
      outcome->finished = result == 1;
    }
  else
    while ((result = SSL_read (ssl, bytes, sizeof bytes)) > 0)
      continue;
  judge (datagrams, ssl, result);
}

static void
let_speak (TbDatagrams *datagrams, SSL *ssl, TbSide side)
{
  guint8 attempts = datagrams->attempts[side];

  begin_flight (datagrams, side);
  if (!datagrams->is_over[side])
    hear (datagrams, ssl);
  if (!end_flight (datagrams))
    datagrams->attempts[side] = attempts;
}

/* OpenSSL doubles the timer each time, up to a minute, and gives up after a dozen (RFC 6347 section 4.2.4). */
static void
let_repeat (TbDatagrams *datagrams, SSL *ssl, TbSide side)
{
  begin_flight (datagrams, side);
  ERR_clear_error ();
  datagrams->attempts[side]++;
  if (DTLSv1_handle_timeout (ssl) < 0)
    datagrams->is_over[side] = TRUE;
  end_flight (datagrams);
}

/* --- what comes next --- */

/* Returns: when the timer of a side runs out, %G_MAXINT64 when none is running */
static gint64
timer_of (TbDatagrams *datagrams, SSL *ssl, TbSide side)
{
  struct timeval left;

  if (datagrams->is_over[side] || DTLSv1_get_timeout (ssl, &left) != 1)
    return G_MAXINT64;
  return datagrams->now_us + (gint64) left.tv_sec * G_USEC_PER_SEC + left.tv_usec;
}

static void
set_clock (TbDatagrams *datagrams, TbJob *job, gint64 now_us)
{
  datagrams->now_us = MAX (datagrams->now_us, now_us);
  job->unix_us = datagrams->conversation.unix_us + datagrams->now_us;
}

/* What arrives at the same time as a timer runs out comes first. Returns: whether anything happened */
static gboolean
step (TbDatagrams *datagrams, SSL *const sides[2], TbJob *job)
{
  gint64 timers[2] = { timer_of (datagrams, sides[0], 0), timer_of (datagrams, sides[1], 1) };
  TbSide first = timers[TB_SIDE_SERVER] < timers[TB_SIDE_CLIENT] ? TB_SIDE_SERVER : TB_SIDE_CLIENT;
  const TbParcel *parcel = tb_datagram_link_next (datagrams);

  if (parcel != NULL && parcel->arrives_us <= timers[first])
    {
      set_clock (datagrams, job, parcel->arrives_us);
      tb_datagram_link_arrive (datagrams);
      let_speak (datagrams, sides[datagrams->inbox.to], datagrams->inbox.to);
      return TRUE;
    }
  if (timers[first] == G_MAXINT64)
    return FALSE;
  set_clock (datagrams, job, timers[first]);
  let_repeat (datagrams, sides[first], first);
  return TRUE;
}

static void
run_until_quiet (TbDatagrams *datagrams, SSL *const sides[2], TbJob *job)
{
  for (guint i = 0; i < MAX_EVENTS && step (datagrams, sides, job); i++)
    continue;
}

/* --- what is said afterwards: once, whether it arrives or not --- */

static void
say (TbDatagrams *datagrams, SSL *ssl, const TbSay *say)
{
  gsize n_bytes = 0;
  const guint8 *bytes = say->data != NULL ? g_bytes_get_data (say->data, &n_bytes) : NULL;

  begin_flight (datagrams, say->from);
  datagrams->attempts[say->from] = 0;
  ERR_clear_error ();
  if (say->kind == TB_SAY_CLOSE)
    SSL_shutdown (ssl);
  else if (say->kind == TB_SAY_DATA && n_bytes > 0 && SSL_write (ssl, bytes, (int) n_bytes) == (int) n_bytes)
    tb_conversation_add_data (&datagrams->conversation, bytes, n_bytes);
  end_flight (datagrams);
}

static void
say_all (TbDatagrams *datagrams, SSL *const sides[2], TbJob *job)
{
  const TbHandshakeTerms *terms = datagrams->conversation.terms;

  datagrams->conversation.is_said = TRUE;
  for (guint i = 0; i < terms->n_says && tb_transcript_is_accepted (datagrams->conversation.transcript); i++)
    {
      say (datagrams, sides[terms->says[i].from], &terms->says[i]);
      run_until_quiet (datagrams, sides, job);
    }
}

/* --- all of it --- */

static gboolean
connect_link (TbDatagrams *datagrams, SSL *ssl)
{
  BIO *bio = ssl != NULL ? tb_datagram_link_new (datagrams) : NULL;

  if (bio == NULL)
    return FALSE;
  SSL_set_bio (ssl, bio, bio);
  SSL_set_options (ssl, SSL_OP_NO_QUERY_MTU | SSL_OP_COOKIE_EXCHANGE);
  return SSL_set_mtu (ssl, datagrams->channel.mtu) > 0;
}

/* What the one who heard last did with it. */
static void
close_account (TbDatagrams *datagrams)
{
  TbTranscript *transcript = datagrams->conversation.transcript;
  TbSide last = transcript->flights->len > 0 ? g_array_index (transcript->flights, TbFlight, transcript->flights->len - 1).from : TB_SIDE_SERVER;

  transcript->closing = datagrams->work[!last];
  transcript->closing.from = !last;
  transcript->closing.wire_offset = transcript->wire->len;
}

/* Returns: whether it ended in agreement, in a refusal, or because nobody answered */
static gboolean
converse (TbDatagrams *datagrams, TbIdentity *identity, const char *host, TbJob *job)
{
  TbConversation *conversation = &datagrams->conversation;
  TbEndpoint *const *endpoints = conversation->endpoints;
  g_autoptr (SSL) client = tb_side_new_client (endpoints[TB_SIDE_CLIENT], identity, host, conversation, conversation->unix_us);
  g_autoptr (SSL) server = tb_side_new_server (endpoints[TB_SIDE_SERVER], conversation, conversation->unix_us);
  SSL *const sides[2] = { [TB_SIDE_CLIENT] = client, [TB_SIDE_SERVER] = server };

  if (!connect_link (datagrams, client) || !connect_link (datagrams, server) || !SSL_is_dtls (client) || !SSL_is_dtls (server))
    return FALSE;
  let_speak (datagrams, client, TB_SIDE_CLIENT);
  run_until_quiet (datagrams, sides, job);
  tb_conversation_note_agreement (conversation->transcript, client);
  say_all (datagrams, sides, job);
  tb_agreement_add_shared_secret (conversation);
  close_account (datagrams);
  return conversation->transcript->flights->len > 0 && !tb_turns_broke (conversation);
}

static TbTranscript *
run (TbDatagrams *datagrams, TbIdentity *identity, const char *host, TbStream *stream, GError **error)
{
  TbConversation *conversation = &datagrams->conversation;
  TbJob job;
  gboolean conversed;

  draw_cookie (conversation, stream);
  tb_stream_init (&datagrams->losses, tb_stream_next (stream), "losses");       /* its own, so that what is lost does not depend on how much OpenSSL draws */
  tb_job_enter (&job, stream, conversation->unix_us);
  conversed = converse (datagrams, identity, host, &job);
  tb_job_leave (&job);
  if (!conversed)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "The DTLS handshake with %s broke off", host != NULL ? host : "the server");
      return NULL;
    }
  ERR_clear_error ();
  return tb_transcript_ref (conversation->transcript);
}

/**
 * tb_datagram_run:
 * @client: the client's policy, which speaks %TB_DATAGRAM_VERSION
 * @client_identity: (nullable): what the client proves itself with; %NULL: it has nothing
 * @host: (nullable): whom the client wants to reach
 * @server: the server, likewise
 * @terms: (nullable): what else holds; nothing is tampered with here, and there is no key update
 * @channel: what is between the two
 * @stream: what everything random is drawn from, losses too
 * @unix_us: when it begins
 * @error: return location
 *
 * Runs one handshake of DTLS 1.2 with its cookie exchange (RFC 6347 section 4.2). Whoever hears nothing says his last flight again, after one second, two, four;
 * each time is a flight of its own in the transcript, with the time it left and its datagrams, those that were lost among them. When one side has given up and
 * nobody refused, the reason is `timed-out`. The same arguments and stream give the same bytes.
 *
 * Returns: (transfer full) (nullable): what was said; %NULL with %TB_CRYPTO_ERROR_FAILED when OpenSSL failed for no reason of DTLS, or the endpoints are
 *   none for it
 */
TbTranscript *
tb_datagram_run (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, const TbHandshakeTerms *terms,
                 const TbDatagramChannel *channel, TbStream *stream, gint64 unix_us, GError **error)
{
  static const TbHandshakeTerms no_terms = { NULL };
  g_autoptr (TbTranscript) transcript = tb_transcript_new_empty ();
  g_autoptr (GArray) parcels = g_array_new (FALSE, FALSE, sizeof (TbParcel));
  TbDatagrams datagrams = {
    .conversation = { .transcript = transcript, .crypto = server->crypto, .unix_us = unix_us, .terms = terms != NULL ? terms : &no_terms, .is_datagrams = TRUE },
    .channel = *channel, .parcels = parcels, .work = { { .from = TB_SIDE_CLIENT }, { .from = TB_SIDE_SERVER } },
  };

  g_return_val_if_fail (channel->latency_us >= 0, NULL);
  datagrams.channel.mtu = CLAMP (channel->mtu > 0 ? channel->mtu : TB_DATAGRAM_DEFAULT_MTU, TB_DATAGRAM_MIN_MTU, TB_DATAGRAM_MAX_MTU);
  datagrams.conversation.endpoints[TB_SIDE_CLIENT] = client;
  datagrams.conversation.endpoints[TB_SIDE_SERVER] = server;
  g_free (transcript->host);
  transcript->host = g_strdup (host != NULL ? host : "");
  transcript->version = TB_DATAGRAM_VERSION;
  transcript->has_times = TRUE;
  return run (&datagrams, client_identity, host, stream, error);
}
