/* tb-conversation-work: what each message costs the side that sends or receives it, in public-key operations, and how much longer it could have been.
 *
 * The modelled time and energy of a device come from these counts, and times are those of the longest encoding, so that the luck of a signature's length
 * does not show in them. */
#include "tb-conversation.h"

#include "tb-hello.h"

#define MESSAGE_HEADER_BYTES    4
#define EMPTY_CERTIFICATE_BYTES 8       /* header, no context, no certificate */
#define EXTENSION_KEY_SHARE     51
#define NAMED_CURVE             3

typedef enum { ALWAYS, WITH_KEY_SHARE, WITH_EPHEMERAL, WITHOUT_EPHEMERAL } Condition;

/* What RSA key transport does with the premaster secret is a private-key operation like a signature, and a public-key operation like a verification. */
static const struct
{
  TbSide side;
  gboolean sent;
  guint8 type;
  Condition condition;
  guint8 n_signs, n_verifies, n_agreements, n_keygens;
} costs[] = {
  { TB_SIDE_CLIENT, TRUE, SSL3_MT_CLIENT_HELLO, WITH_KEY_SHARE, .n_keygens = 1 },
  { TB_SIDE_SERVER, TRUE, SSL3_MT_SERVER_HELLO, WITH_KEY_SHARE, .n_agreements = 1, .n_keygens = 1 },
  { TB_SIDE_CLIENT, FALSE, SSL3_MT_SERVER_HELLO, WITH_KEY_SHARE, .n_agreements = 1 },
  { TB_SIDE_SERVER, TRUE, SSL3_MT_SERVER_KEY_EXCHANGE, ALWAYS, .n_signs = 1, .n_keygens = 1 },
  { TB_SIDE_CLIENT, FALSE, SSL3_MT_SERVER_KEY_EXCHANGE, ALWAYS, .n_verifies = 1 },
  { TB_SIDE_CLIENT, TRUE, SSL3_MT_CLIENT_KEY_EXCHANGE, WITH_EPHEMERAL, .n_agreements = 1, .n_keygens = 1 },
  { TB_SIDE_SERVER, FALSE, SSL3_MT_CLIENT_KEY_EXCHANGE, WITH_EPHEMERAL, .n_agreements = 1 },
  { TB_SIDE_CLIENT, TRUE, SSL3_MT_CLIENT_KEY_EXCHANGE, WITHOUT_EPHEMERAL, .n_verifies = 1 },
  { TB_SIDE_SERVER, FALSE, SSL3_MT_CLIENT_KEY_EXCHANGE, WITHOUT_EPHEMERAL, .n_signs = 1 },
  { TB_SIDE_CLIENT, TRUE, SSL3_MT_CERTIFICATE_VERIFY, ALWAYS, .n_signs = 1 },
  { TB_SIDE_SERVER, TRUE, SSL3_MT_CERTIFICATE_VERIFY, ALWAYS, .n_signs = 1 },
  { TB_SIDE_CLIENT, FALSE, SSL3_MT_CERTIFICATE_VERIFY, ALWAYS, .n_verifies = 1 },
  { TB_SIDE_SERVER, FALSE, SSL3_MT_CERTIFICATE_VERIFY, ALWAYS, .n_verifies = 1 },
};

/* A HelloRetryRequest names a group in the same extension, and shares nothing. */
static gboolean
has_key_share (const guint8 *bytes, gsize n_bytes)
{
  TbCursor cursor, extensions;

  if (tb_hello_is_retry (bytes, n_bytes))
    return FALSE;
  tb_cursor_init (&cursor, bytes, n_bytes);
  extensions = bytes[0] == SSL3_MT_CLIENT_HELLO ? tb_client_hello_extensions (&cursor) : tb_server_hello_extensions (&cursor);
  return !tb_extension_find (&extensions, EXTENSION_KEY_SHARE).broken;
}

static gboolean
holds (TbConversation *conversation, Condition condition, const guint8 *bytes, gsize n_bytes)
{
  gboolean has_ephemeral;

  if (condition == ALWAYS)
    return TRUE;
  if (condition == WITH_KEY_SHARE)
    return has_key_share (bytes, n_bytes);
  has_ephemeral = tb_transcript_find_handshake (conversation->transcript, TB_SIDE_SERVER, SSL3_MT_SERVER_KEY_EXCHANGE) != NULL;
  return has_ephemeral == (condition == WITH_EPHEMERAL);
}

/* Adds what a handshake message costs the side whose turn it is. */
void
tb_conversation_count_work (TbConversation *conversation, gboolean sent, const guint8 *bytes, gsize n_bytes)
{
  for (guint i = 0; i < G_N_ELEMENTS (costs); i++)
    if (costs[i].side == conversation->side && costs[i].sent == sent && costs[i].type == bytes[0]
        && holds (conversation, costs[i].condition, bytes, n_bytes))
      {
        conversation->work.n_signs += costs[i].n_signs;
        conversation->work.n_verifies += costs[i].n_verifies;
        conversation->work.n_agreements += costs[i].n_agreements;
        conversation->work.n_keygens += costs[i].n_keygens;
      }
}

/* Signatures of changing length: r and s in DER. */
static guint
longest_signature (guint algorithm)
{
  static const struct { guint16 algorithm, n_bytes; } longest[] = { { 0x0403, 72 }, { 0x0503, 104 }, { 0x0603, 139 } };

  for (guint i = 0; i < G_N_ELEMENTS (longest); i++)
    if (longest[i].algorithm == algorithm)
      return longest[i].n_bytes;
  return 0;
}

/* An algorithm, a length, a signature: the same in CertificateVerify and at the end of ServerKeyExchange. */
static guint
signature_slack (TbCursor *cursor)
{
  guint longest = longest_signature ((guint) tb_cursor_be (cursor, 2));
  guint n_bytes = (guint) tb_cursor_be (cursor, 2);

  return !cursor->broken && n_bytes < longest ? longest - n_bytes : 0;
}

static guint
key_exchange_slack (TbCursor *cursor)
{
  guint curve_type = (guint) tb_cursor_be (cursor, 1);

  tb_cursor_take (cursor, 2);
  tb_cursor_take (cursor, tb_cursor_be (cursor, 1));
  return curve_type == NAMED_CURVE ? signature_slack (cursor) : 0;
}

static guint
slack_of (TbConversation *conversation, const guint8 *bytes, gsize n_bytes)
{
  TbCursor cursor;

  tb_cursor_init (&cursor, bytes, n_bytes);
  tb_cursor_take (&cursor, MESSAGE_HEADER_BYTES);
  switch (bytes[0])
    {
    case SSL3_MT_CERTIFICATE_VERIFY:
      return signature_slack (&cursor);
    case SSL3_MT_SERVER_KEY_EXCHANGE:
      return key_exchange_slack (&cursor);
    case SSL3_MT_NEWSESSION_TICKET:
      return tb_ticket_get_slack_bytes (n_bytes);
    case SSL3_MT_CLIENT_HELLO:
      return conversation->terms->session != NULL ? tb_ticket_get_slack_bytes (n_bytes) : 0;
    case SSL3_MT_CERTIFICATE:
      return n_bytes > EMPTY_CERTIFICATE_BYTES ? conversation->certificate_slack_bytes[conversation->side] : 0;
    default:
      return 0;
    }
}

/* Adds how much longer a message could have been that was sent. */
void
tb_conversation_count_slack (TbConversation *conversation, const guint8 *bytes, gsize n_bytes)
{
  conversation->slack_bytes += slack_of (conversation, bytes, n_bytes);
}
