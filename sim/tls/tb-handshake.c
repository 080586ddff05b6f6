/* tb-handshake: makes a client and a server of OpenSSL, lets them speak to each other, and hands over what was said.
 *
 * How they take turns is in tb-turns.c, what they speak through in tb-pipe.c. What OpenSSL tells on the way is taken down in tb-conversation.c, and nothing
 * survives the function but the transcript. */
#include "tb-endpoint-private.h"

#include <openssl/err.h>

#include "tb-conversation.h"

static SSL *
new_side (TbEndpoint *endpoint, TbConversation *conversation, gint64 unix_us)
{
  g_autoptr (SSL) ssl = SSL_new (endpoint->context);
  BIO *pipe = tb_pipe_new (conversation);

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
  if (endpoint->speaks_12 && conversation->terms->ticket_key == NULL)
    SSL_set_options (ssl, SSL_OP_NO_TICKET);    /* TLS 1.2 would send one that is empty */
  SSL_set_accept_state (ssl);
  return g_steal_pointer (&ssl);
}

/* In agreement or in a refusal, and not because OpenSSL broke off. Where somebody tampers, any end will do. */
static gboolean
has_ended_well (TbConversation *conversation)
{
  if (tb_transcript_is_accepted (conversation->transcript) || conversation->terms->tamper != NULL)
    return TRUE;
  return tb_transcript_get_alert (conversation->transcript) >= 0 && !tb_turns_broke (conversation);
}

static gboolean
converse (TbConversation *conversation, TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, gint64 unix_us,
          GBytes **session)
{
  g_autoptr (SSL) client_side = tb_side_new_client (client, client_identity, host, conversation, unix_us + conversation->terms->client_clock_us);
  g_autoptr (SSL) server_side = client_side != NULL ? tb_side_new_server (server, conversation, unix_us) : NULL;
  SSL *const sides[2] = { [TB_SIDE_CLIENT] = client_side, [TB_SIDE_SERVER] = server_side };

  if (server_side == NULL)
    return FALSE;
  tb_turns_shake (conversation, sides);
  tb_conversation_note_agreement (conversation->transcript, client_side);
  if (session != NULL)
    *session = tb_ticket_take (client_side);
  tb_turns_say (conversation, sides);
  tb_agreement_add_shared_secret (conversation);
  tb_agreement_add_generations (conversation);
  return has_ended_well (conversation);
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
 * Runs one handshake of TLS 1.3 (RFC 9846 section 2) or TLS 1.2 (RFC 5246 section 7.3), and what the terms want said after it. The same arguments and
 * stream give the same bytes, on any thread. A refusal is not an error: the transcript says who refused and why. A ticket that the server cannot open is no
 * refusal either: the handshake is a full one then.
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
  conversation.endpoints[TB_SIDE_CLIENT] = client;
  conversation.endpoints[TB_SIDE_SERVER] = server;
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
