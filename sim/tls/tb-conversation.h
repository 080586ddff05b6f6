/* tb-conversation: one handshake while it runs, between the code that lets the two sides take turns and the code that OpenSSL tells what it does.
 * Private to sim/tls. */
#pragma once

#include "tb-half.h"
#include "tb-handshake.h"
#include "tb-transcript-private.h"

G_BEGIN_DECLS

#define TB_COOKIE_BYTES 32

/**
 * TbConversation:
 * @transcript: (borrowed): what is written
 * @crypto: (borrowed): the context
 * @terms: (borrowed): what holds for this handshake
 * @endpoints: (borrowed): the two sides, by #TbSide
 * @unix_us: when it happens
 * @side: whose turn it is
 * @read_at: where in the wire bytes that side reads next
 * @turn_start: where its own bytes begin; it reads no further
 * @records_end: how far the records it has made reach, from @turn_start
 * @records_begin: where those begin that no message has claimed yet
 * @encrypted: whether the last record was encrypted
 * @slack_bytes: how much longer the signatures of this turn could have been
 * @certificate_slack_bytes: the same for the certificates of each side
 * @sent_finished: whether a side has said its Finished and so changed to application keys (TLS 1.3)
 * @changed_keys: whether a side has said its ChangeCipherSpec and so changed to the keys of the connection (TLS 1.2)
 * @is_datagrams: whether it is DTLS
 * @cookie: DTLS: what the server gives this client before it believes that it is where it says
 * @is_said: whether the handshake is over and something is said
 * @staple_verdict: what the client makes of the server's staple, once it has seen the chain
 * @ephemeral: (owned) (nullable): the private key whose public half was sent last, where the terms want the shared secret
 * @ephemeral_owner: whose it is
 * @work: what the side did in this turn
 * @half: (nullable): when the other side is elsewhere, who takes down what is heard of it; %NULL when both sides speak here
 */
typedef struct
{
  TbTranscript *transcript;
  TbCrypto *crypto;
  const TbHandshakeTerms *terms;
  TbEndpoint *endpoints[2];
  gint64 unix_us;
  TbSide side;
  gsize read_at;
  gsize turn_start;
  gsize records_end;
  gsize records_begin;
  gboolean encrypted;
  guint slack_bytes;
  guint certificate_slack_bytes[2];
  gboolean sent_finished[2];
  gboolean changed_keys[2];
  gboolean is_datagrams;
  guint8 cookie[TB_COOKIE_BYTES];
  gboolean is_said;
  TbStapleVerdict staple_verdict;
  EVP_PKEY *ephemeral;
  TbSide ephemeral_owner;
  TbFlight work;
  TbHalf *half;
} TbConversation;

void     tb_conversation_watch       (SSL_CTX *context, TbSide side);
void     tb_conversation_watch_secrets (SSL_CTX *context);
void     tb_conversation_note_agreement (TbTranscript *transcript, SSL *ssl);
guint8   tb_conversation_type_of     (int content_type, const guint8 *bytes, gsize n_bytes);
void     tb_conversation_add_data    (TbConversation *conversation, const guint8 *bytes, gsize n_bytes);
void     tb_conversation_count_work  (TbConversation *conversation, gboolean sent, const guint8 *bytes, gsize n_bytes);
void     tb_conversation_count_slack (TbConversation *conversation, const guint8 *bytes, gsize n_bytes);

BIO     *tb_pipe_new     (TbConversation *conversation);

void     tb_turns_shake  (TbConversation *conversation, SSL *const sides[2]);
void     tb_turns_say    (TbConversation *conversation, SSL *const sides[2]);
gboolean tb_turns_broke  (TbConversation *conversation);

void     tb_tamper_flight (TbConversation *conversation);

void     tb_agreement_keep_key          (TbConversation *conversation, SSL *ssl);
void     tb_agreement_add_shared_secret (TbConversation *conversation);
void     tb_agreement_add_generations   (TbConversation *conversation);

void     tb_datagram_watch (SSL_CTX *context, TbSide side);

void     tb_half_note (TbHalf *half, gboolean sent, int content_type, const guint8 *bytes, gsize n_bytes);

SSL     *tb_side_new_client (TbEndpoint *endpoint, TbIdentity *identity, const char *host, TbConversation *conversation, gint64 unix_us);
SSL     *tb_side_new_server (TbEndpoint *endpoint, TbConversation *conversation, gint64 unix_us);

/* A ticket on the wire is timed as if it had this length; a week is as long as RFC 9846 section 4.7.1 lets one live. */
#define TB_TICKET_CANONICAL_BYTES 1400
#define TB_TICKET_LIFETIME_S      (7 * 24 * 3600)

void     tb_ticket_watch (SSL_CTX *context, TbSide side);
gboolean tb_ticket_offer (SSL *ssl, GBytes *session);
GBytes  *tb_ticket_take  (SSL *ssl);
guint    tb_ticket_get_slack_bytes (gsize n_bytes);

TbCertificate *tb_peer_certificate_in (STACK_OF (X509) *chain, TbCrypto *crypto, int depth);
int      tb_peer_status_check (X509_STORE_CTX *context, TbConversation *conversation);

void     tb_staple_watch (SSL_CTX *context, TbSide side);
gboolean tb_staple_ask   (SSL *ssl, TbStaplePolicy policy);
int      tb_staple_check (SSL *ssl, X509_STORE_CTX *context, TbConversation *conversation);

G_END_DECLS
