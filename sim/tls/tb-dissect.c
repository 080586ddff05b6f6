/* tb-dissect: which kind of message it is, and in which version it was said. The formats are in tb-dissect-handshake*.c, -extension*.c, -certificate.c,
 * -ocsp.c, -mqtt.c and -http.c; records are in tb-dissect-record.c. */
#include "tb-dissect-private.h"

#include "tb-transcript-private.h"

#define CONTENT_CHANGE_CIPHER_SPEC 20
#define CONTENT_ALERT     21
#define CONTENT_HANDSHAKE 22
#define TLS_1_2           0x0303
#define TLS_1_3           0x0304
#define DTLS_1_2          0xfefd
#define CLIENT_HELLO      1
#define SERVER_HELLO      2

/* --- which conversation it is --- */

static gboolean
is_datagram (TbTranscript *transcript)
{
  return transcript->wire->len > 1 && transcript->wire->data[1] == 0xfe;
}

static guint16
read_cipher (const guint8 *hello, gsize n_bytes)
{
  TbCursor cursor;

  tb_cursor_init (&cursor, hello, n_bytes);
  tb_cursor_take (&cursor, 2 + 32);
  tb_cursor_take (&cursor, tb_cursor_be (&cursor, 1));
  return tb_cursor_be (&cursor, 2);
}

/**
 * tb_dissect_dialect_of:
 * @transcript: a handshake
 * @dialect: (out caller-allocates): what was spoken in it: as its ServerHello says; where it did not come to that, as its ClientHello offers
 */
void
tb_dissect_dialect_of (TbTranscript *transcript, TbDialect *dialect)
{
  const TbMessage *server = tb_transcript_find_handshake (transcript, TB_SIDE_SERVER, SERVER_HELLO);
  const TbMessage *hello = server != NULL ? server : tb_transcript_find_handshake (transcript, TB_SIDE_CLIENT, CLIENT_HELLO);
  const guint8 *bytes = hello != NULL ? transcript->plain->data + hello->plain_offset : NULL;
  gsize n_header = is_datagram (transcript) ? 12 : 4;

  *dialect = (TbDialect) { transcript->version, transcript->cipher };
  if (dialect->version == 0)
    dialect->version = is_datagram (transcript) ? DTLS_1_2 : hello != NULL ? tb_dissect_hello_version (bytes, hello->plain_length) : TLS_1_3;
  if (dialect->cipher == 0 && server != NULL && server->plain_length >= n_header)
    dialect->cipher = read_cipher (bytes + n_header, server->plain_length - n_header);
}

/* --- what is not the handshake protocol --- */

static char *
describe_level (guint level)
{
  return g_strdup_printf ("%s (%u)", level == TB_ALERT_FATAL ? "fatal" : level == TB_ALERT_WARNING ? "warning" : "unknown", level);
}

static TbField *
dissect_alert (const guint8 *bytes, gsize n_bytes, gboolean old)
{
  static const TbFieldRow description = { "description", TB_SHAPE_NUMBER, 1, TB_NAMES_ALERT,
    N_("The reason in one number; it tells the peer what went wrong without telling an attacker too much."), "RFC 9846 section 6" };
  TbField *root = old ? tb_field_new ("Alert", 0, n_bytes, N_("An alert says what went wrong; a fatal one ends the conversation."),
                                      "RFC 5246 section 7.2")
                      : tb_field_new ("Alert", 0, n_bytes, N_("An alert says that the conversation is over, and why."), "RFC 9846 section 6");
  TbCursor cursor;
  guint level;

  tb_cursor_init (&cursor, bytes, n_bytes);
  level = tb_cursor_be (&cursor, 1);
  if (!cursor.broken && old)
    tb_field_add (root, "level", 0, 1, describe_level (level), N_("A warning lets the conversation go on, a fatal alert does not."), "RFC 5246 section 7.2");
  else if (!cursor.broken)
    tb_field_add (root, "level", 0, 1, describe_level (level),
                  N_("TLS 1.3 ignores the level: every alert except a goodbye ends the connection."), "RFC 9846 section 6");
  tb_field_read_rows (root, &cursor, &description, 1);
  return root;
}

static TbField *
dissect_change_cipher_spec (const guint8 *bytes, gsize n_bytes, gboolean old)
{
  static const TbFieldRow types[] = {
    { "type", TB_SHAPE_NUMBER, 1, TB_NAMES_N, N_("Always 1; it has no meaning in TLS 1.3."), "RFC 9846 section 5" },
    { "type", TB_SHAPE_NUMBER, 1, TB_NAMES_N, N_("Always 1, the only kind there is."), "RFC 5246 section 7.1" },
  };
  TbField *root = old
    ? tb_field_new ("ChangeCipherSpec", 0, n_bytes,
        N_("From the next record on the sender encrypts with the keys just agreed on. A byte of its own protocol, so that no message is cut in two by the change."),
        "RFC 5246 section 7.1")
    : tb_field_new ("ChangeCipherSpec", 0, n_bytes,
        N_("A leftover of TLS 1.2, sent only so that old boxes on the path believe they see a resumed TLS 1.2 session."), "RFC 9846 appendix E.4");
  TbCursor cursor;

  tb_cursor_init (&cursor, bytes, n_bytes);
  tb_field_read_rows (root, &cursor, &types[old], 1);
  return root;
}

/* Whether it is nothing but packets that MQTT has. */
static gboolean
is_mqtt (const TbField *packets)
{
  return packets->children != NULL && !tb_field_is_malformed (packets) && tb_field_find_child (packets, "reserved") == NULL;
}

static gboolean
is_text (const guint8 *bytes, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    if (g_ascii_iscntrl (bytes[i]) && !g_ascii_isspace (bytes[i]))
      return FALSE;
  return g_utf8_validate_len ((const char *) bytes, n_bytes, NULL);
}

/**
 * tb_dissect_application:
 * @bytes: (array length=n_bytes): application data
 * @n_bytes: how many bytes
 *
 * Takes application data apart where it is MQTT or HTTP; otherwise it is one field of text or of bytes.
 *
 * Returns: (transfer full): its fields
 */
TbField *
tb_dissect_application (const guint8 *bytes, gsize n_bytes)
{
  g_autoptr (TbField) packets = NULL;
  TbField *root;

  if (tb_dissect_is_http (bytes, n_bytes))
    return tb_dissect_http (bytes, n_bytes);
  packets = tb_dissect_mqtt (bytes, n_bytes);
  if (is_mqtt (packets))
    return g_steal_pointer (&packets);
  root = tb_field_new ("ApplicationData", 0, n_bytes, N_("What the two came to say; TLS does not look into it."), "RFC 9846 section 5.1");
  if (n_bytes > 0)
    tb_field_add (root, "data", 0, n_bytes, is_text (bytes, n_bytes) ? tb_field_text (bytes, n_bytes) : tb_field_hex (bytes, n_bytes),
                  N_("The bytes as the application wrote them."), "RFC 9846 section 5.1");
  return root;
}

/**
 * tb_dissect_content:
 * @content_type: TLS content type
 * @bytes: (array length=n_bytes): one message, or the application data of one record
 * @n_bytes: how many bytes
 * @dialect: the conversation it is from
 *
 * Takes apart whatever a record can carry.
 *
 * Returns: (transfer full): its fields
 */
TbField *
tb_dissect_content (guint8 content_type, const guint8 *bytes, gsize n_bytes, const TbDialect *dialect)
{
  gboolean old = dialect->version != TLS_1_3 && dialect->version != 0;

  switch (content_type)
    {
    case CONTENT_HANDSHAKE:
      return tb_dissect_handshake_as (bytes, n_bytes, dialect);
    case CONTENT_ALERT:
      return dissect_alert (bytes, n_bytes, old);
    case CONTENT_CHANGE_CIPHER_SPEC:
      return dissect_change_cipher_spec (bytes, n_bytes, old);
    default:
      return tb_dissect_application (bytes, n_bytes);
    }
}

/**
 * tb_dissect_message:
 * @transcript: a handshake
 * @message: which of its messages
 *
 * Takes the plaintext of a message apart; offsets count from the beginning of that plaintext.
 *
 * Returns: (transfer full): its fields
 */
TbField *
tb_dissect_message (TbTranscript *transcript, guint message)
{
  const TbMessage *found = tb_transcript_get_message (transcript, message);
  gsize n_bytes;
  const guint8 *bytes = tb_transcript_get_message_plain (transcript, message, &n_bytes);
  TbDialect dialect;

  tb_dissect_dialect_of (transcript, &dialect);
  return tb_dissect_content (found->content_type, bytes, n_bytes, &dialect);
}
