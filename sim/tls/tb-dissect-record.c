/* tb-dissect-record: the records of a flight as they are on the wire (RFC 9846 section 5, RFC 5246 section 6.2, RFC 6347 section 4.1).
 *
 * The header of each, then what everyone can read, taken apart where whole messages are in it, or the parts of what is encrypted, with the names of the messages
 * that the transcript says it carries. Nothing is decrypted here. */
#include "tb-dissect-private.h"

#include <string.h>

#define CONTENT_CHANGE_CIPHER_SPEC 20
#define CONTENT_HANDSHAKE          22
#define CONTENT_APPLICATION        23
#define TLS_1_3                    0x0304
#define IS_DATAGRAM(version)       ((version) >> 8 == 0xfe)
#define PLAIN TB_NAMES_N

/* @changed: whether the side has changed to encryption already, as TLS 1.2 does with ChangeCipherSpec. */
typedef struct
{
  TbTranscript *transcript;
  guint flight;
  TbDialect dialect;
  gboolean changed;
} Wire;

typedef struct
{
  guint type;
  guint epoch;
  gsize n_body;
  gboolean encrypted;
} Record;

/* --- header --- */

static const TbFieldRow plain_type = { "type", TB_SHAPE_NUMBER, 1, TB_NAMES_CONTENT,
  N_("What is inside: handshake, alert, application data or a change of keys."), "RFC 9846 section 5.1" };
static const TbFieldRow opaque_type = { "opaque_type", TB_SHAPE_NUMBER, 1, TB_NAMES_CONTENT,
  N_("Always says application data; the true type is encrypted with the rest, at its end."), "RFC 9846 section 5.2" };
static const TbFieldRow legacy_version = { "legacy_record_version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION,
  N_("Ignored by all who speak TLS 1.3; it says TLS 1.2 to please boxes on the path, or TLS 1.0 in a first hello."), "RFC 9846 section 5.1" };
static const TbFieldRow record_version = { "version", TB_SHAPE_NUMBER, 2, TB_NAMES_VERSION,
  N_("The version that is spoken; before it is agreed on, one that old servers accept."), "RFC 5246 section 6.2.1" };
static const TbFieldRow epoch = { "epoch", TB_SHAPE_NUMBER, 2, PLAIN,
  N_("Counts the changes of keys: 0 is readable, 1 is under the first keys. A late datagram is opened with the keys of its time."), "RFC 6347 section 4.1" };
static const TbFieldRow sequence_number = { "sequence_number", TB_SHAPE_NUMBER, 6, PLAIN,
  N_("TLS counts records silently; datagrams get lost and overtake each other, so each says its number."), "RFC 6347 section 4.1" };
static const TbFieldRow record_length = { "length", TB_SHAPE_NUMBER, 2, PLAIN,
  N_("How many bytes of the record follow; everyone on the path sees it."), "RFC 9846 section 5.1" };

/* Looks ahead; FALSE when there is no whole record. */
static gboolean
peek (const Wire *wire, TbCursor cursor, Record *record)
{
  record->type = tb_cursor_be (&cursor, 1);
  tb_cursor_take (&cursor, 2);
  record->epoch = 0;
  if (IS_DATAGRAM (wire->dialect.version))
    {
      record->epoch = tb_cursor_be (&cursor, 2);
      tb_cursor_take (&cursor, 6);
    }
  record->n_body = tb_cursor_be (&cursor, 2);
  if (IS_DATAGRAM (wire->dialect.version))
    record->encrypted = record->epoch > 0;
  else
    record->encrypted = record->type == CONTENT_APPLICATION || (wire->dialect.version != TLS_1_3 && wire->changed);
  tb_cursor_take (&cursor, record->n_body);
  return !cursor.broken;
}

static void
read_header (const Wire *wire, TbField *field, TbCursor *cursor, const Record *record)
{
  gboolean new = wire->dialect.version == TLS_1_3;

  tb_field_read_row (field, cursor, new && record->encrypted ? &opaque_type : &plain_type);
  tb_field_read_row (field, cursor, new ? &legacy_version : &record_version);
  if (IS_DATAGRAM (wire->dialect.version))
    {
      tb_field_read_row (field, cursor, &epoch);
      tb_field_read_row (field, cursor, &sequence_number);
    }
  tb_field_read_row (field, cursor, &record_length);
}

/* --- what is encrypted --- */

static const TbFieldRow explicit_nonce = { "nonce_explicit", TB_SHAPE_BYTES, 8, PLAIN,
  N_("The part of the nonce that is sent along: it must never come twice under one key. TLS 1.3 counts instead and saves the bytes."), "RFC 5288 section 3" };
static const TbFieldRow initialisation_vector = { "IV", TB_SHAPE_BYTES, 16, PLAIN,
  N_("Random bytes that make equal texts look different."), "RFC 5246 section 6.2.3.2" };
static const TbFieldRow ciphertext = { "ciphertext", TB_SHAPE_REST, 0, PLAIN,
  N_("What nobody can read without the key; as long as what is in it."), "RFC 9846 section 5.2" };
static const TbFieldRow block_ciphertext = { "ciphertext", TB_SHAPE_REST, 0, PLAIN,
  N_("The content with its keyed hash and padding, in blocks; this order, first hash, then encrypt, let attackers read along."), "RFC 5246 section 6.2.3.2" };
static const TbFieldRow tag = { "tag", TB_SHAPE_REST, 0, PLAIN,
  N_("A keyed sum over the record: change one bit on the way and it no longer fits."), "RFC 5116 section 2.1" };

static gsize
tag_bytes (const char *suite)
{
  return strstr (suite, "_CCM_8") != NULL ? 8 : 16;
}

static void
read_sealed (TbField *field, TbCursor *body, const char *suite, gboolean sends_nonce)
{
  TbCursor sealed;

  if (sends_nonce)
    tb_field_read_row (field, body, &explicit_nonce);
  if (tb_cursor_left (body) < tag_bytes (suite))
    {
      tb_field_malformed (field, body, "no room for a tag");
      return;
    }
  sealed = tb_cursor_slice (body, tb_cursor_left (body) - tag_bytes (suite));
  if (tb_cursor_left (&sealed) > 0)
    tb_field_read_row (field, &sealed, &ciphertext);
  tb_field_read_row (field, body, &tag);
}

static void
read_blocks (TbField *field, TbCursor *body)
{
  tb_field_read_row (field, body, &initialisation_vector);
  if (tb_cursor_left (body) > 0)
    tb_field_read_row (field, body, &block_ciphertext);
}

static void
read_encrypted (const Wire *wire, TbField *record, TbCursor *body)
{
  const char *suite = tb_names_find (TB_NAMES_CIPHER, wire->dialect.cipher);
  gboolean new = wire->dialect.version == TLS_1_3;
  TbField *field = tb_field_add (record, "encrypted_record", body->at, tb_cursor_left (body), NULL,
                                 N_("What only the two can read."), new ? "RFC 9846 section 5.2" : "RFC 5246 section 6.2.3");

  if (suite == NULL)
    tb_field_set_value (field, tb_field_hex (body->bytes + body->at, tb_cursor_left (body)));
  else if (strstr (suite, "_CBC_") != NULL || strstr (suite, "_3DES_") != NULL)
    read_blocks (field, body);
  else
    read_sealed (field, body, suite, !new && strstr (suite, "_CHACHA20_") == NULL);
  if (field->children != NULL)
    tb_field_finish (field, body);
}

/* --- what everyone can read --- */

static gsize
message_bytes (const Wire *wire, TbCursor cursor)
{
  gboolean datagram = IS_DATAGRAM (wire->dialect.version);
  gsize n_body;

  tb_cursor_take (&cursor, datagram ? 9 : 1);
  n_body = tb_cursor_be (&cursor, 3);
  return cursor.broken ? G_MAXSIZE : n_body + (datagram ? 12 : 4);
}

static gboolean
holds_whole_messages (const Wire *wire, TbCursor body)
{
  while (tb_cursor_left (&body) > 0)
    tb_cursor_take (&body, message_bytes (wire, body));
  return !body.broken;
}

static void
read_messages (const Wire *wire, TbField *fragment, TbCursor *body)
{
  while (tb_cursor_left (body) > 0)
    {
      TbCursor slice = tb_cursor_slice (body, message_bytes (wire, *body));
      TbField *message = tb_field_add (fragment, "Handshake", slice.at, slice.end - slice.at, NULL, NULL, NULL);

      tb_dissect_handshake_into (message, &slice, &wire->dialect);
      tb_field_finish (message, &slice);
    }
}

static void
read_plain (const Wire *wire, TbField *record, TbCursor *body, guint type)
{
  gsize n_bytes = tb_cursor_left (body);
  TbField *field = tb_field_add (record, "fragment", body->at, n_bytes, NULL,
                                 N_("What is carried, readable for everyone on the path."), "RFC 9846 section 5.1");

  if (type == CONTENT_HANDSHAKE && n_bytes > 0 && holds_whole_messages (wire, *body))
    read_messages (wire, field, body);
  else
    tb_field_set_value (field, tb_field_hex (body->bytes + body->at, n_bytes));
}

/* --- which messages --- */

static gboolean
touches (const TbMessage *message, guint flight, gsize from, gsize to)
{
  return message->flight == flight && message->wire_offset < to && (gsize) message->wire_offset + message->wire_length > from;
}

/* The names of the messages that are in the record, or partly so. */
static char *
name_messages (const Wire *wire, gsize from, gsize to, guint type)
{
  guint n_messages = wire->transcript != NULL ? tb_transcript_get_n_messages (wire->transcript) : 0;
  GString *names = g_string_new (NULL);
  const char *content = tb_names_find (TB_NAMES_CONTENT, type);

  for (guint i = 0; i < n_messages; i++)
    {
      const TbMessage *message = tb_transcript_get_message (wire->transcript, i);

      if (touches (message, wire->flight, from, to))
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", tb_transcript_message_name (message));
    }
  if (names->len == 0)
    g_string_append (names, content != NULL ? content : "");
  return g_string_free (names, FALSE);
}

/* --- records --- */

static void
read_record (Wire *wire, TbField *flight, TbCursor *cursor)
{
  gsize start = cursor->at;
  gsize n_header = IS_DATAGRAM (wire->dialect.version) ? 13 : 5;
  Record record;
  TbCursor whole;
  TbField *field;

  if (!peek (wire, *cursor, &record))
    {
      cursor->broken = TRUE;
      return;
    }
  whole = tb_cursor_slice (cursor, n_header + record.n_body);
  field = tb_field_add (flight, record.encrypted ? "TLSCiphertext" : "TLSPlaintext", start, n_header + record.n_body,
                        name_messages (wire, start, cursor->at, record.type),
                        record.encrypted ? N_("A record that only the two can read; how long it is, everyone sees.")
                                         : N_("A record: TLS cuts all it has to say into pieces of at most 16384 bytes, each with a header."),
                        wire->dialect.version == TLS_1_3 ? "RFC 9846 section 5.1" : "RFC 5246 section 6.2");
  read_header (wire, field, &whole, &record);
  if (record.encrypted)
    read_encrypted (wire, field, &whole);
  else
    read_plain (wire, field, &whole, record.type);
  wire->changed |= record.type == CONTENT_CHANGE_CIPHER_SPEC;
}

static TbField *
read_flight (Wire *wire, const guint8 *bytes, gsize n_bytes)
{
  TbField *root = tb_field_new ("Flight", 0, n_bytes,
                                N_("All that one side says before it has to wait for the other."), "RFC 9846 section 2");
  TbCursor cursor;

  tb_cursor_init (&cursor, bytes, n_bytes);
  while (tb_cursor_left (&cursor) > 0)
    read_record (wire, root, &cursor);
  tb_field_finish (root, &cursor);
  tb_field_set_count (root, root->children != NULL ? root->children->len : 0);
  return root;
}

/* Whether the side has said ChangeCipherSpec in an earlier flight. */
static gboolean
has_changed (TbTranscript *transcript, guint flight)
{
  TbSide from = tb_transcript_get_flight (transcript, flight)->from;

  for (guint i = 0; i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->flight < flight && message->from == from && message->content_type == CONTENT_CHANGE_CIPHER_SPEC)
        return TRUE;
    }
  return FALSE;
}

/**
 * tb_dissect_wire:
 * @transcript: a handshake
 * @flight: which of its flights
 *
 * Takes the records of a flight apart as they are on the wire; offsets count from the beginning of the flight.
 *
 * Returns: (transfer full): a field called `Flight` with one child for each record
 */
TbField *
tb_dissect_wire (TbTranscript *transcript, guint flight)
{
  gsize n_bytes;
  const guint8 *bytes = tb_transcript_get_flight_wire (transcript, flight, &n_bytes);
  Wire wire = { .transcript = transcript, .flight = flight, .changed = has_changed (transcript, flight) };

  tb_dissect_dialect_of (transcript, &wire.dialect);
  return read_flight (&wire, bytes, n_bytes);
}

/**
 * tb_dissect_records:
 * @bytes: (array length=n_bytes): records of one side from its first on, one after the other
 * @n_bytes: how many bytes
 * @dialect: (nullable): the conversation they are from, %NULL for TLS 1.3
 *
 * Takes records apart of which there is no transcript.
 *
 * Returns: (transfer full): a field called `Flight` with one child for each record
 */
TbField *
tb_dissect_records (const guint8 *bytes, gsize n_bytes, const TbDialect *dialect)
{
  Wire wire = { .dialect = dialect != NULL ? *dialect : (TbDialect) { TLS_1_3, 0 } };

  return read_flight (&wire, bytes, n_bytes);
}
