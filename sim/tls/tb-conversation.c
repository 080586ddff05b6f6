/* tb-conversation: what OpenSSL tells while it works, written down in the transcript: each message with the records it came in, each secret,
 * each verdict on a chain. */
#include "tb-conversation.h"

#include <string.h>

#include "tb-endpoint-private.h"
#include "tb-hello.h"
#include "tb-names.h"

#define RECORD_HEADER_BYTES  5
#define MESSAGE_HEADER_BYTES 4
#define RSA_LABEL           "RSA"       /* what a key log calls the premaster secret of RSA key transport */

static TbProtection
protection_of (TbConversation *conversation)
{
  if (conversation->is_datagrams)       /* what is sent again may be older than the keys */
    return conversation->encrypted ? TB_PROTECTION_APPLICATION : TB_PROTECTION_NONE;
  if (conversation->changed_keys[conversation->side])
    return TB_PROTECTION_APPLICATION;
  if (!conversation->encrypted)
    return TB_PROTECTION_NONE;
  return conversation->sent_finished[conversation->side] ? TB_PROTECTION_APPLICATION : TB_PROTECTION_HANDSHAKE;
}

/* A message claims all records that were made since the one before it; when there is none, it shares that one's. */
static void
place_message (TbConversation *conversation, TbMessage *message)
{
  GArray *messages = conversation->transcript->messages;
  gboolean shares = conversation->records_begin == conversation->records_end && messages->len > 0;
  const TbMessage *before = shares ? &g_array_index (messages, TbMessage, messages->len - 1) : NULL;

  message->wire_offset = shares ? before->wire_offset : conversation->records_begin;
  message->wire_length = shares ? before->wire_length : conversation->records_end - conversation->records_begin;
  conversation->records_begin = conversation->records_end;
}

/* What a message calls itself: see #TbMessage. */
guint8
tb_conversation_type_of (int content_type, const guint8 *bytes, gsize n_bytes)
{
  if (content_type == SSL3_RT_APPLICATION_DATA)
    return 0;
  if (content_type == SSL3_RT_ALERT)
    return bytes[1];
  return content_type == SSL3_RT_HANDSHAKE && tb_hello_is_retry (bytes, n_bytes) ? TB_HELLO_RETRY_REQUEST : bytes[0];
}

static void
add_message (TbConversation *conversation, int content_type, const guint8 *bytes, gsize n_bytes)
{
  TbTranscript *transcript = conversation->transcript;
  TbMessage message = {
    .flight = transcript->flights->len,
    .from = conversation->side,
    .content_type = content_type,
    .type = tb_conversation_type_of (content_type, bytes, n_bytes),
    .protection = protection_of (conversation),
    .plain_offset = transcript->plain->len,
    .plain_length = n_bytes,
  };

  place_message (conversation, &message);
  g_byte_array_append (transcript->plain, bytes, n_bytes);
  g_array_append_val (transcript->messages, message);
  conversation->encrypted = FALSE;
}

/* Application data of which OpenSSL does not tell by itself. */
void
tb_conversation_add_data (TbConversation *conversation, const guint8 *bytes, gsize n_bytes)
{
  add_message (conversation, SSL3_RT_APPLICATION_DATA, bytes, n_bytes);
}

/* What follows the first bytes of a handshake message is elsewhere in DTLS, and costs nothing there. */
static gsize
count_bytes (TbConversation *conversation, gsize n_bytes)
{
  return conversation->is_datagrams ? MIN (n_bytes, MESSAGE_HEADER_BYTES) : n_bytes;
}

static void
note_sent_handshake (TbConversation *conversation, SSL *ssl, const guint8 *bytes, gsize n_bytes)
{
  tb_conversation_count_work (conversation, TRUE, bytes, count_bytes (conversation, n_bytes));
  if (!conversation->is_datagrams)
    tb_conversation_count_slack (conversation, bytes, n_bytes);
  if (bytes[0] == SSL3_MT_FINISHED)
    conversation->sent_finished[conversation->side] = TRUE;
  else if (bytes[0] == SSL3_MT_CLIENT_HELLO || bytes[0] == SSL3_MT_SERVER_KEY_EXCHANGE)
    tb_agreement_keep_key (conversation, ssl);
}

static void
note_sent (TbConversation *conversation, SSL *ssl, int content_type, const guint8 *bytes, gsize n_bytes)
{
  add_message (conversation, content_type, bytes, n_bytes);
  if (content_type == SSL3_RT_ALERT)
    conversation->transcript->outcomes[conversation->side].alert_sent = bytes[1];
  else if (content_type == SSL3_RT_CHANGE_CIPHER_SPEC)
    conversation->changed_keys[conversation->side] = SSL_version (ssl) != TLS1_3_VERSION;
  else if (content_type == SSL3_RT_HANDSHAKE)
    note_sent_handshake (conversation, ssl, bytes, n_bytes);
}

static void
note_received (TbConversation *conversation, int content_type, const guint8 *bytes, gsize n_bytes)
{
  if (content_type == SSL3_RT_ALERT)
    conversation->transcript->outcomes[conversation->side].alert_received = bytes[1];
  else if (content_type == SSL3_RT_HANDSHAKE)
    tb_conversation_count_work (conversation, FALSE, bytes, count_bytes (conversation, n_bytes));
}

/* DTLS says in the header how often the keys have changed. */
static void
note_sent_record (TbConversation *conversation, const guint8 *header, gsize n_bytes)
{
  conversation->records_end += n_bytes + (header[n_bytes - 2] << 8 | header[n_bytes - 1]);
  if (conversation->is_datagrams)
    conversation->encrypted = header[3] != 0 || header[4] != 0;
}

static void
on_message (int sent, int version, int content_type, const void *data, size_t n_bytes, SSL *ssl, void *unused)
{
  TbConversation *conversation = SSL_get_app_data (ssl);
  const guint8 *bytes = data;

  if (conversation->half != NULL)
    tb_half_note (conversation->half, sent, content_type, bytes, n_bytes);
  if (content_type == SSL3_RT_HEADER && sent && n_bytes >= RECORD_HEADER_BYTES)
    note_sent_record (conversation, bytes, n_bytes);
  else if (content_type == SSL3_RT_HEADER)
    return;
  else if (content_type == SSL3_RT_INNER_CONTENT_TYPE)
    conversation->encrypted |= sent;
  else if (n_bytes < 1 + (content_type == SSL3_RT_ALERT))
    return;
  else if (sent)
    note_sent (conversation, ssl, content_type, bytes, n_bytes);
  else
    note_received (conversation, content_type, bytes, n_bytes);
}

static gsize
read_hex (const char *text, guint8 *out, gsize max_bytes)
{
  gsize n = 0;

  for (; n < max_bytes && g_ascii_isxdigit (text[2 * n]) && g_ascii_isxdigit (text[2 * n + 1]); n++)
    out[n] = g_ascii_xdigit_value (text[2 * n]) << 4 | g_ascii_xdigit_value (text[2 * n + 1]);
  return n;
}

/* A line is the secret's name, the client's random number (the beginning of the encrypted premaster secret for that) and the secret, with spaces between. */
static void
on_secret (const SSL *ssl, const char *line)
{
  TbConversation *conversation = SSL_get_app_data (ssl);
  gboolean is_known = conversation->half == NULL && SSL_is_server (ssl);       /* from the client */
  const char *random = strchr (line, ' ');
  const char *digits = random != NULL ? strchr (random + 1, ' ') : NULL;
  g_autofree char *name = digits != NULL ? g_strndup (line, random - line) : NULL;
  guint8 secret[TB_SECRET_MAX_BYTES];
  gsize n_bytes = digits != NULL ? read_hex (digits + 1, secret, sizeof secret) : 0;
  guint label;

  if (n_bytes > 0 && !is_known && tb_names_code (TB_NAMES_SECRET, strcmp (name, RSA_LABEL) == 0 ? "PREMASTER_SECRET" : name, &label))
    tb_transcript_add_secret (conversation->transcript, label, secret, n_bytes);
}

/* OpenSSL checks signatures from the anchor down and stops at the first certificate that fails; all other checks come before. */
static guint
count_checked (X509_STORE_CTX *context, int code, int depth)
{
  guint n_chain = sk_X509_num (X509_STORE_CTX_get0_chain (context));
  gboolean reached = code == X509_V_OK || code == X509_V_ERR_CERT_SIGNATURE_FAILURE
                     || code == X509_V_ERR_CERT_HAS_EXPIRED || code == X509_V_ERR_CERT_NOT_YET_VALID;

  return reached && n_chain > (guint) depth ? n_chain - 1 - depth : 0;
}

/* What an endpoint looks at once the chain is good. Returns: an X509_V_ERR number */
static int
check_further (SSL *ssl, X509_STORE_CTX *context, TbConversation *conversation)
{
  int code = tb_endpoint_check_pin (conversation->endpoints[conversation->side], context);

  if (code == X509_V_OK)
    code = tb_peer_status_check (context, conversation);
  if (code != X509_V_OK || conversation->side == TB_SIDE_SERVER)
    return code;
  return tb_staple_check (ssl, context, conversation);
}

static int
on_chain (X509_STORE_CTX *context, void *unused)
{
  SSL *ssl = X509_STORE_CTX_get_ex_data (context, SSL_get_ex_data_X509_STORE_CTX_idx ());
  TbConversation *conversation = SSL_get_app_data (ssl);
  TbOutcome *outcome = &conversation->transcript->outcomes[conversation->side];
  int good;

  if (conversation->endpoints[conversation->side]->accepts_anyone)
    return 1;
  good = X509_verify_cert (context);
  if (good == 1)
    {
      X509_STORE_CTX_set_error (context, check_further (ssl, context, conversation));
      good = X509_STORE_CTX_get_error (context) == X509_V_OK;
    }
  outcome->verify_code = X509_STORE_CTX_get_error (context);
  outcome->verify_depth = outcome->verify_code != X509_V_OK ? MAX (X509_STORE_CTX_get_error_depth (context), 0) : 0;
  conversation->work.n_verifies += count_checked (context, outcome->verify_code, outcome->verify_depth);
  return good;
}

/* Makes a new context tell the conversation of each of its connections what happens. The client knows every secret that anybody uses. */
void
tb_conversation_watch (SSL_CTX *context, TbSide side)
{
  SSL_CTX_set_msg_callback (context, on_message);
  SSL_CTX_set_cert_verify_callback (context, on_chain, NULL);
  if (side == TB_SIDE_CLIENT)
    tb_conversation_watch_secrets (context);
}

/* For a server whose client is elsewhere. */
void
tb_conversation_watch_secrets (SSL_CTX *context)
{
  SSL_CTX_set_keylog_callback (context, on_secret);
}
