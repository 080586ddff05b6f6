/* tb-dissect: which kind of message it is. The formats are in tb-dissect-handshake.c, -extension.c, -certificate.c and -mqtt.c. */
#include "tb-dissect-private.h"

#define CONTENT_ALERT     21
#define CONTENT_HANDSHAKE 22
#define LEVEL_WARNING     1
#define LEVEL_FATAL       2

static char *
describe_level (guint level)
{
  return g_strdup_printf ("%s (%u)", level == LEVEL_FATAL ? "fatal" : level == LEVEL_WARNING ? "warning" : "unknown", level);
}

static TbField *
dissect_alert (const guint8 *bytes, gsize n_bytes)
{
  static const TbFieldRow description = { "description", TB_SHAPE_NUMBER, 1, TB_NAMES_ALERT,
    N_("The reason in one number; it tells the peer what went wrong without telling an attacker too much."), "RFC 9846 section 6" };
  TbField *root = tb_field_new ("Alert", 0, n_bytes, NULL,
                                N_("An alert says that the conversation is over, and why."), "RFC 9846 section 6");
  TbCursor cursor;
  guint level;

  tb_cursor_init (&cursor, bytes, n_bytes);
  level = tb_cursor_be (&cursor, 1);
  if (!cursor.broken)
    tb_field_add (root, "level", 0, 1, describe_level (level),
                  N_("TLS 1.3 ignores the level: every alert except a goodbye ends the connection."), "RFC 9846 section 6");
  tb_field_read_rows (root, &cursor, &description, 1);
  return root;
}

static TbField *
dissect_change_cipher_spec (const guint8 *bytes, gsize n_bytes)
{
  static const TbFieldRow type = { "type", TB_SHAPE_NUMBER, 1, TB_NAMES_N,
    N_("Always 1; it has no meaning in TLS 1.3."), "RFC 9846 section 5" };
  TbField *root = tb_field_new ("ChangeCipherSpec", 0, n_bytes, NULL,
    N_("A leftover of TLS 1.2, sent only so that old boxes on the path believe they see a resumed TLS 1.2 session."), "RFC 9846 appendix E.4");
  TbCursor cursor;

  tb_cursor_init (&cursor, bytes, n_bytes);
  tb_field_read_rows (root, &cursor, &type, 1);
  return root;
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

  if (found->content_type == CONTENT_HANDSHAKE)
    return tb_dissect_handshake (bytes, n_bytes);
  if (found->content_type == CONTENT_ALERT)
    return dissect_alert (bytes, n_bytes);
  return dissect_change_cipher_spec (bytes, n_bytes);
}
