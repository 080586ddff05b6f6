/* tb-conversation: what OpenSSL tells while it works, written down in the transcript: each message with the records it came in, each secret,
 * each verdict on a chain, and the public-key operations that went with them. */
#include "tb-conversation.h"

#include <string.h>

#include "tb-names.h"

#define RECORD_HEADER_BYTES 5
#define MESSAGE_HEADER_BYTES 4
#define EMPTY_CERTIFICATE_BYTES 8   /* header, no context, no certificate */
#define MAX_ECDSA_BYTES     72
#define ECDSA_P256_SHA256   0x0403

/* What each message costs the side that sends or receives it. */
static const struct
{
  TbSide side;
  gboolean sent;
  guint8 type;
  guint8 n_signs, n_verifies, n_agreements, n_keygens;
} costs[] = {
  { TB_SIDE_CLIENT, TRUE, SSL3_MT_CLIENT_HELLO, .n_keygens = 1 },
  { TB_SIDE_SERVER, TRUE, SSL3_MT_SERVER_HELLO, .n_agreements = 1, .n_keygens = 1 },
  { TB_SIDE_CLIENT, FALSE, SSL3_MT_SERVER_HELLO, .n_agreements = 1 },
  { TB_SIDE_CLIENT, TRUE, SSL3_MT_CERTIFICATE_VERIFY, .n_signs = 1 },
  { TB_SIDE_SERVER, TRUE, SSL3_MT_CERTIFICATE_VERIFY, .n_signs = 1 },
  { TB_SIDE_CLIENT, FALSE, SSL3_MT_CERTIFICATE_VERIFY, .n_verifies = 1 },
  { TB_SIDE_SERVER, FALSE, SSL3_MT_CERTIFICATE_VERIFY, .n_verifies = 1 },
};

static void
count_work (TbConversation *conversation, gboolean sent, guint8 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (costs); i++)
    if (costs[i].side == conversation->side && costs[i].sent == sent && costs[i].type == type)
      {
        conversation->work.n_signs += costs[i].n_signs;
        conversation->work.n_verifies += costs[i].n_verifies;
        conversation->work.n_agreements += costs[i].n_agreements;
        conversation->work.n_keygens += costs[i].n_keygens;
      }
}

static guint
signature_slack (const guint8 *message, gsize n_bytes)
{
  const guint8 *body = message + MESSAGE_HEADER_BYTES;
  guint n_signature;

  if (n_bytes < MESSAGE_HEADER_BYTES + 4 || (body[0] << 8 | body[1]) != ECDSA_P256_SHA256)
    return 0;
  n_signature = body[2] << 8 | body[3];
  return n_signature < MAX_ECDSA_BYTES ? MAX_ECDSA_BYTES - n_signature : 0;
}

static TbProtection
protection_of (TbConversation *conversation)
{
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

static guint8
type_of (int content_type, const guint8 *bytes)
{
  return content_type == SSL3_RT_ALERT ? bytes[1] : bytes[0];
}

static void
add_message (TbConversation *conversation, int content_type, const guint8 *bytes, gsize n_bytes)
{
  TbTranscript *transcript = conversation->transcript;
  TbMessage message = {
    .flight = transcript->flights->len,
    .from = conversation->side,
    .content_type = content_type,
    .type = type_of (content_type, bytes),
    .protection = protection_of (conversation),
    .plain_offset = transcript->plain->len,
    .plain_length = n_bytes,
  };

  place_message (conversation, &message);
  g_byte_array_append (transcript->plain, bytes, n_bytes);
  g_array_append_val (transcript->messages, message);
  conversation->encrypted = FALSE;
}

static void
note_sent (TbConversation *conversation, int content_type, const guint8 *bytes, gsize n_bytes)
{
  add_message (conversation, content_type, bytes, n_bytes);
  if (content_type == SSL3_RT_ALERT)
    conversation->transcript->outcomes[conversation->side].alert_sent = bytes[1];
  if (content_type != SSL3_RT_HANDSHAKE)
    return;
  count_work (conversation, TRUE, bytes[0]);
  if (bytes[0] == SSL3_MT_FINISHED)
    conversation->sent_finished[conversation->side] = TRUE;
  else if (bytes[0] == SSL3_MT_CERTIFICATE_VERIFY)
    conversation->slack_bytes += signature_slack (bytes, n_bytes);
  else if (bytes[0] == SSL3_MT_NEWSESSION_TICKET)
    conversation->slack_bytes += tb_ticket_get_slack_bytes (n_bytes);
  else if (bytes[0] == SSL3_MT_CLIENT_HELLO && conversation->terms->session != NULL)
    conversation->slack_bytes += tb_ticket_get_slack_bytes (n_bytes);
  else if (bytes[0] == SSL3_MT_CERTIFICATE && n_bytes > EMPTY_CERTIFICATE_BYTES)
    conversation->slack_bytes += conversation->certificate_slack_bytes[conversation->side];
}

static void
note_received (TbConversation *conversation, int content_type, const guint8 *bytes)
{
  if (content_type == SSL3_RT_ALERT)
    conversation->transcript->outcomes[conversation->side].alert_received = bytes[1];
  else if (content_type == SSL3_RT_HANDSHAKE)
    count_work (conversation, FALSE, bytes[0]);
}

static void
on_message (int sent, int version, int content_type, const void *data, size_t n_bytes, SSL *ssl, void *unused)
{
  TbConversation *conversation = SSL_get_app_data (ssl);
  const guint8 *bytes = data;

  if (conversation->half != NULL)
    tb_half_note (conversation->half, sent, content_type, bytes, n_bytes);
  if (content_type == SSL3_RT_HEADER)
    conversation->records_end += sent ? RECORD_HEADER_BYTES + (bytes[3] << 8 | bytes[4]) : 0;
  else if (content_type == SSL3_RT_INNER_CONTENT_TYPE)
    conversation->encrypted |= sent;
  else if (n_bytes < 1 + (content_type == SSL3_RT_ALERT))
    return;
  else if (sent)
    note_sent (conversation, content_type, bytes, n_bytes);
  else
    note_received (conversation, content_type, bytes);
}

static gsize
read_hex (const char *text, guint8 *out, gsize max_bytes)
{
  gsize n = 0;

  for (; n < max_bytes && g_ascii_isxdigit (text[2 * n]) && g_ascii_isxdigit (text[2 * n + 1]); n++)
    out[n] = g_ascii_xdigit_value (text[2 * n]) << 4 | g_ascii_xdigit_value (text[2 * n + 1]);
  return n;
}

/* A line is the secret's name, the client's random number and the secret, with spaces between. */
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

  if (n_bytes > 0 && !is_known && tb_names_code (TB_NAMES_SECRET, name, &label))
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

static int
on_chain (X509_STORE_CTX *context, void *unused)
{
  SSL *ssl = X509_STORE_CTX_get_ex_data (context, SSL_get_ex_data_X509_STORE_CTX_idx ());
  TbConversation *conversation = SSL_get_app_data (ssl);
  TbOutcome *outcome = &conversation->transcript->outcomes[conversation->side];
  int good = X509_verify_cert (context);

  if (good == 1)
    {
      X509_STORE_CTX_set_error (context, conversation->side == TB_SIDE_SERVER ? tb_peer_status_check (context, conversation)
                                                                              : tb_staple_check (ssl, context, conversation));
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
