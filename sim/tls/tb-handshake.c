/* tb-handshake: runs OpenSSL's client and server against each other, flight by flight, and writes down what is said.
 *
 * The two take turns. Both write to the end of the transcript's wire bytes; each reads what the other wrote in the turn before, so that nothing is copied
 * between them. What OpenSSL tells on the way is taken down in tb-conversation.c, and nothing survives the function but the transcript. */
#include "tb-endpoint-private.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-conversation.h"

#define MAX_TURNS           16

/* --- the pipe between the two --- */

static int
pipe_write (BIO *bio, const char *bytes, int n_bytes)
{
  TbConversation *conversation = BIO_get_data (bio);

  g_byte_array_append (conversation->transcript->wire, (const guint8 *) bytes, n_bytes);
  return n_bytes;
}

static int
pipe_read (BIO *bio, char *out, int n_bytes)
{
  TbConversation *conversation = BIO_get_data (bio);
  gsize n = MIN ((gsize) n_bytes, conversation->turn_start - conversation->read_at);

  BIO_clear_retry_flags (bio);
  if (n == 0)
    {
      BIO_set_retry_read (bio);
      return -1;
    }
  memcpy (out, conversation->transcript->wire->data + conversation->read_at, n);
  conversation->read_at += n;
  return n;
}

static long
pipe_control (BIO *bio, int command, long number, void *pointer)
{
  return command == BIO_CTRL_FLUSH;
}

static gpointer
make_pipe_method (gpointer unused)
{
  BIO_METHOD *method = BIO_meth_new (BIO_get_new_index () | BIO_TYPE_SOURCE_SINK, "handshake transcript");

  BIO_meth_set_write (method, pipe_write);
  BIO_meth_set_read (method, pipe_read);
  BIO_meth_set_ctrl (method, pipe_control);
  return method;
}

static BIO *
new_pipe (TbConversation *conversation)
{
  static GOnce once = G_ONCE_INIT;
  BIO *bio = BIO_new (g_once (&once, make_pipe_method, NULL));

  if (bio != NULL)
    {
      BIO_set_data (bio, conversation);
      BIO_set_init (bio, 1);
    }
  return bio;
}

/* --- the two sides --- */

static SSL *
new_side (TbEndpoint *endpoint, TbConversation *conversation, gint64 unix_us)
{
  g_autoptr (SSL) ssl = SSL_new (endpoint->context);
  BIO *pipe = new_pipe (conversation);

  if (ssl == NULL || pipe == NULL)
    {
      BIO_free (pipe);
      return NULL;
    }
  SSL_set_bio (ssl, pipe, pipe);
  SSL_set_app_data (ssl, conversation);
  X509_VERIFY_PARAM_set_time (SSL_get0_param (ssl), (unix_us - (unix_us % G_USEC_PER_SEC + G_USEC_PER_SEC) % G_USEC_PER_SEC) / G_USEC_PER_SEC);
  return g_steal_pointer (&ssl);
}

/* A client's side, ready to speak into the pipe; another BIO may take its place. */
SSL *
tb_side_new_client (TbEndpoint *endpoint, TbIdentity *identity, const char *host, TbConversation *conversation, gint64 unix_us)
{
  g_autoptr (SSL) ssl = new_side (endpoint, conversation, unix_us);

  if (ssl == NULL || (identity != NULL && !tb_endpoint_identify (ssl, identity)))
    return NULL;
  if (host != NULL && (SSL_set_tlsext_host_name (ssl, host) != 1 || SSL_set1_host (ssl, host) != 1))
    return NULL;
  if (!tb_ticket_offer (ssl, conversation->terms->session) || !tb_staple_ask (ssl, conversation->terms->staple_policy))
    return NULL;
  SSL_set_connect_state (ssl);
  return g_steal_pointer (&ssl);
}

/* A server's side, likewise. */
SSL *
tb_side_new_server (TbEndpoint *endpoint, TbConversation *conversation, gint64 unix_us)
{
  g_autoptr (SSL) ssl = new_side (endpoint, conversation, unix_us);

  if (ssl == NULL || (endpoint->identifies_each && !tb_endpoint_identify (ssl, endpoint->identity)))
    return NULL;
  if (SSL_set_num_tickets (ssl, conversation->terms->ticket_key != NULL ? 1 : 0) != 1)
    return NULL;
  SSL_set_accept_state (ssl);
  return g_steal_pointer (&ssl);
}

/* A side that is done only listens: an alert may still come. */
static void
drive (SSL *ssl, TbOutcome *outcome)
{
  guint8 byte;

  ERR_clear_error ();
  if (outcome->finished)
    SSL_read (ssl, &byte, sizeof byte);
  else
    outcome->finished = SSL_do_handshake (ssl) == 1;
}

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

/* What a turn wrote is a flight; the turn that writes nothing is the last. */
static gboolean
end_turn (TbConversation *conversation)
{
  TbTranscript *transcript = conversation->transcript;
  TbFlight flight = conversation->work;

  flight.wire_offset = conversation->turn_start;
  flight.wire_length = transcript->wire->len - conversation->turn_start;
  flight.canonical_length = flight.wire_length + conversation->slack_bytes;
  if (flight.wire_length > 0)
    g_array_append_val (transcript->flights, flight);
  else
    transcript->closing = flight;
  return flight.wire_length > 0;
}

/* A side that had no answer, as opposed to one that refused. What OpenSSL says about it is still in its error queue. */
static gboolean
broke (const TbOutcome *outcome)
{
  return outcome->alert_sent == SSL_AD_INTERNAL_ERROR;
}

static void
take_turns (TbConversation *conversation, SSL *const sides[2])
{
  for (guint turn = 0; turn < MAX_TURNS; turn++)
    {
      begin_turn (conversation, turn % 2 == 0 ? TB_SIDE_CLIENT : TB_SIDE_SERVER);
      drive (sides[conversation->side], &conversation->transcript->outcomes[conversation->side]);
      if (!end_turn (conversation) || broke (&conversation->transcript->outcomes[conversation->side]))
        return;
    }
}

static guint16
group_of (SSL *ssl)
{
  static const struct { int nid; guint16 group; } groups[] = {
    { NID_X9_62_prime256v1, 0x0017 }, { NID_secp384r1, 0x0018 }, { NID_secp521r1, 0x0019 }, { NID_X25519, 0x001d },
  };
  int nid = SSL_get_negotiated_group (ssl);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (groups[i].nid == nid)
      return groups[i].group;
  return 0;
}

/* Either side knows. */
void
tb_conversation_note_agreement (TbTranscript *transcript, SSL *ssl)
{
  const SSL_CIPHER *cipher = SSL_get_current_cipher (ssl);

  if (cipher == NULL)
    return;
  transcript->version = SSL_version (ssl);
  transcript->cipher = SSL_CIPHER_get_protocol_id (cipher);
  transcript->group = group_of (ssl);
}

static gboolean
converse (TbConversation *conversation, TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, gint64 unix_us,
          GBytes **session)
{
  g_autoptr (SSL) client_side = tb_side_new_client (client, client_identity, host, conversation, unix_us);
  g_autoptr (SSL) server_side = client_side != NULL ? tb_side_new_server (server, conversation, unix_us) : NULL;
  SSL *const sides[2] = { [TB_SIDE_CLIENT] = client_side, [TB_SIDE_SERVER] = server_side };

  if (server_side == NULL)
    return FALSE;
  take_turns (conversation, sides);
  tb_conversation_note_agreement (conversation->transcript, client_side);
  if (session != NULL)
    *session = tb_ticket_take (client_side);
  return tb_transcript_is_accepted (conversation->transcript)
         || (tb_transcript_get_alert (conversation->transcript) >= 0 && !broke (&conversation->transcript->outcomes[conversation->side]));
}

static void
set_slack (TbConversation *conversation, TbIdentity *client_identity, TbIdentity *server_identity)
{
  conversation->certificate_slack_bytes[TB_SIDE_CLIENT] = client_identity != NULL ? tb_endpoint_get_slack_bytes (client_identity) : 0;
  conversation->certificate_slack_bytes[TB_SIDE_SERVER] = tb_endpoint_get_slack_bytes (server_identity);
}

/**
 * tb_handshake_run_with:
 * @client: the client's policy
 * @client_identity: (nullable): what the client proves itself with; %NULL: it has nothing
 * @host: (nullable): whom the client wants to reach: sent as server name and compared with the server's certificate; %NULL: neither
 * @server: the server
 * @terms: (nullable): what else holds for this handshake, %NULL for nothing
 * @stream: what everything random in the handshake is drawn from
 * @unix_us: when it happens, for the validity of certificates and tickets
 * @session: (out) (transfer full) (nullable) (optional): what the client may resume later, %NULL when it was given no ticket
 * @error: return location
 *
 * Runs one TLS 1.3 handshake (RFC 9846 section 2). The same arguments and stream give the same bytes, on any thread. A refusal is not an error:
 * the transcript says who refused and why. A ticket that the server cannot open is no refusal either: the handshake is a full one then.
 *
 * Returns: (transfer full) (nullable): what was said; %NULL with %TB_CRYPTO_ERROR_FAILED when OpenSSL failed for no reason of TLS
 */
TbTranscript *
tb_handshake_run_with (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, const TbHandshakeTerms *terms,
                       TbStream *stream, gint64 unix_us, GBytes **session, GError **error)
{
  static const TbHandshakeTerms no_terms = { NULL };
  g_autoptr (TbTranscript) transcript = tb_transcript_new_empty ();
  TbConversation conversation = { .transcript = transcript, .crypto = server->crypto, .unix_us = unix_us, .terms = terms != NULL ? terms : &no_terms };
  TbJob job;
  gboolean conversed;

  g_return_val_if_fail (conversation.terms->ticket_key == NULL || g_bytes_get_size (conversation.terms->ticket_key) == TB_TICKET_KEY_BYTES, NULL);
  if (session != NULL)
    *session = NULL;
  g_free (transcript->host);
  transcript->host = g_strdup (host != NULL ? host : "");
  set_slack (&conversation, client_identity, server->identity);
  tb_job_enter (&job, stream, unix_us);
  conversed = converse (&conversation, client, client_identity, host, server, unix_us, session);
  tb_job_leave (&job);
  if (!conversed)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "The handshake with %s broke off", host != NULL ? host : "the server");
      return NULL;
    }
  ERR_clear_error ();           /* a refusal leaves its traces there */
  return g_steal_pointer (&transcript);
}

/**
 * tb_handshake_run:
 * @client: the client's policy
 * @client_identity: (nullable): what the client proves itself with; %NULL: it has nothing
 * @host: (nullable): whom the client wants to reach
 * @server: the server
 * @stream: what everything random in the handshake is drawn from
 * @unix_us: when it happens, for the validity of certificates
 * @error: return location
 *
 * Runs a full handshake without anything further: [func@handshake_run_with].
 *
 * Returns: (transfer full) (nullable): what was said; %NULL with %TB_CRYPTO_ERROR_FAILED when OpenSSL failed for no reason of TLS
 */
TbTranscript *
tb_handshake_run (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, TbStream *stream, gint64 unix_us,
                  GError **error)
{
  return tb_handshake_run_with (client, client_identity, host, server, NULL, stream, unix_us, NULL, error);
}
