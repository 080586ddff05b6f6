/* tb-dissect-handshake: one handshake message of any version: its header, then what the tables of that version say is in it.
 *
 * The tables are in tb-dissect-handshake13.c and tb-dissect-handshake12.c. Hellos say themselves which version they belong to. */
#include "tb-dissect-handshake.h"

#include "tb-hello.h"

#define TLS_1_2 0x0303
#define TLS_1_3 0x0304
#define IS_DATAGRAM(version) ((version) >> 8 == 0xfe)

#define CLIENT_HELLO 1
#define SERVER_HELLO 2
#define SUPPORTED_VERSIONS 43

void tb_inner_client_hello (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, CLIENT_HELLO); }
void tb_inner_server_hello (TbField *field, TbCursor *slice) { tb_dissect_extensions (field, slice, SERVER_HELLO); }
void tb_inner_certificate (TbField *field, TbCursor *slice) { tb_dissect_certificate_into (field, slice); }

/* --- which version a hello belongs to --- */

/**
 * tb_dissect_hello_version:
 * @bytes: (array length=n_bytes): a ClientHello or ServerHello of TLS with its header of four bytes
 * @n_bytes: its length
 *
 * Returns: which version it belongs to: what a ServerHello chooses; TLS 1.3 for a ClientHello that says what versions it supports
 */
guint16
tb_dissect_hello_version (const guint8 *bytes, gsize n_bytes)
{
  gboolean from_client = n_bytes > 0 && bytes[0] == CLIENT_HELLO;
  TbCursor hello, body, extensions, versions;
  guint legacy;

  tb_cursor_init (&hello, bytes, n_bytes);
  body = hello;
  extensions = from_client ? tb_client_hello_extensions (&hello) : tb_server_hello_extensions (&hello);
  versions = tb_extension_find (&extensions, SUPPORTED_VERSIONS);
  if (!versions.broken)
    return from_client ? TLS_1_3 : tb_cursor_be (&versions, 2);
  tb_cursor_take (&body, 4);
  legacy = tb_cursor_be (&body, 2);
  return body.broken ? 0 : legacy;
}

/* A hello is read as what it says it is, whatever came of it. */
static guint16
version_of (const guint8 *bytes, gsize n_bytes, const TbDialect *dialect)
{
  guint16 version = dialect != NULL ? dialect->version : 0;
  guint16 said;

  if (IS_DATAGRAM (version) || n_bytes == 0 || (bytes[0] != CLIENT_HELLO && bytes[0] != SERVER_HELLO))
    return version != 0 ? version : TLS_1_3;
  said = tb_dissect_hello_version (bytes, n_bytes);
  return said >= TLS_1_3 || said == 0 ? TLS_1_3 : TLS_1_2;
}

static const TbMessageFormat *
find_format (const guint8 *bytes, gsize n_bytes, guint16 version, guint16 cipher)
{
  if (version != TLS_1_3)
    return tb_format_find_12 (bytes[0], IS_DATAGRAM (version), cipher);
  return tb_format_find_13 (tb_hello_is_retry (bytes, n_bytes) ? TB_HELLO_RETRY_REQUEST : bytes[0]);
}

/* --- reading --- */

static void
read_body (TbField *root, TbCursor *body, const TbMessageFormat *format)
{
  static const TbFieldRow unknown = { "body", TB_SHAPE_REST, 0, TB_NAMES_N, N_("A message that this lab does not know."), "" };

  if (format != NULL)
    {
      root->name = format->name != NULL ? format->name : root->name;
      root->note = format->note;
      root->clause = format->clause;
      tb_field_read_rows (root, body, format->rows, format->n_rows);
    }
  else
    {
      root->note = unknown.note;
      if (tb_cursor_left (body) > 0)
        tb_field_read_row (root, body, &unknown);
    }
}

static void
read_fragment (TbField *root, TbCursor *body)
{
  static const TbFieldRow fragment = { "fragment", TB_SHAPE_REST, 0, TB_NAMES_N,
    N_("A part of a message that was too long for one datagram; it can be read when all parts are there."), "RFC 6347 section 4.2.3" };

  root->note = fragment.note;
  root->clause = fragment.clause;
  if (tb_cursor_left (body) > 0)
    tb_field_read_row (root, body, &fragment);
}

/* Returns: how many bytes follow the header, and whether that is the whole message. */
static gsize
read_header (TbField *root, TbCursor *cursor, gboolean datagram, gboolean *whole)
{
  static const TbFieldRow rows[] = {
    { "msg_type", TB_SHAPE_NUMBER, 1, TB_NAMES_HANDSHAKE, N_("Which message this is."), "RFC 9846 section 4" },
    { "length", TB_SHAPE_NUMBER, 3, TB_NAMES_N, N_("How many bytes of the message follow."), "RFC 9846 section 4" },
    { "message_seq", TB_SHAPE_NUMBER, 2, TB_NAMES_N, N_("Counts the messages of a side, so that lost, doubled and overtaken ones are noticed."),
      "RFC 6347 section 4.2.2" },
    { "fragment_offset", TB_SHAPE_NUMBER, 3, TB_NAMES_N, N_("Where in the message these bytes belong: long messages are cut to fit into datagrams."),
      "RFC 6347 section 4.2.3" },
    { "fragment_length", TB_SHAPE_NUMBER, 3, TB_NAMES_N, N_("How many bytes of the message are here; all of them when it is its length."),
      "RFC 6347 section 4.2.3" },
  };
  TbCursor numbers = *cursor;
  gsize length, offset, n_here;

  for (guint i = 0; i < (datagram ? 5 : 2) && !cursor->broken; i++)
    tb_field_read_row (root, cursor, &rows[i]);
  tb_cursor_take (&numbers, 1);
  length = tb_cursor_be (&numbers, 3);
  *whole = TRUE;
  if (!datagram)
    return length;
  tb_cursor_take (&numbers, 2);
  offset = tb_cursor_be (&numbers, 3);
  n_here = tb_cursor_be (&numbers, 3);
  *whole = offset == 0 && n_here == length;
  return n_here;
}

/**
 * tb_dissect_handshake_into:
 * @root: the field it is in
 * @cursor: where the message is; left behind it
 * @dialect: (nullable): the conversation it is from
 *
 * Reads one handshake message and names @root after it. What follows it is left.
 */
void
tb_dissect_handshake_into (TbField *root, TbCursor *cursor, const TbDialect *dialect)
{
  const guint8 *bytes = tb_cursor_left (cursor) > 0 ? cursor->bytes + cursor->at : NULL;
  gsize n_bytes = tb_cursor_left (cursor);
  guint16 version = version_of (bytes, n_bytes, dialect);
  const char *name = bytes != NULL ? tb_names_find (TB_NAMES_HANDSHAKE, bytes[0]) : NULL;
  gboolean whole;
  gsize n_body;
  TbCursor body;

  root->name = name != NULL ? name : root->name;
  n_body = read_header (root, cursor, IS_DATAGRAM (version), &whole);
  if (cursor->broken)
    return;
  body = tb_cursor_slice (cursor, n_body);
  if (whole)
    read_body (root, &body, find_format (bytes, n_bytes, version, dialect != NULL ? dialect->cipher : 0));
  else
    read_fragment (root, &body);
  cursor->at = body.end;
}

/**
 * tb_dissect_handshake_as:
 * @bytes: (array length=n_bytes): a handshake message with its header
 * @n_bytes: its length
 * @dialect: (nullable): the conversation it is from, %NULL for TLS 1.3
 *
 * Takes a handshake message apart. What cannot be read is in a field called `malformed`.
 *
 * Returns: (transfer full): its fields
 */
TbField *
tb_dissect_handshake_as (const guint8 *bytes, gsize n_bytes, const TbDialect *dialect)
{
  TbField *root = tb_field_new ("Handshake", 0, n_bytes, NULL, "RFC 9846 section 4");
  TbCursor cursor;

  tb_cursor_init (&cursor, bytes, n_bytes);
  tb_dissect_handshake_into (root, &cursor, dialect);
  tb_field_finish (root, &cursor);
  return root;
}

/**
 * tb_dissect_handshake:
 * @bytes: (array length=n_bytes): a handshake message with its header of four bytes
 * @n_bytes: its length
 *
 * Takes a message apart of which nothing else is known: hellos say their version, the others are read as TLS 1.3.
 *
 * Returns: (transfer full): its fields
 */
TbField *
tb_dissect_handshake (const guint8 *bytes, gsize n_bytes)
{
  return tb_dissect_handshake_as (bytes, n_bytes, NULL);
}
