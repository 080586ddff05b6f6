/* tb-eavesdropper: see the header. What an eavesdropper can tell without any key is in tb-leaks.c. */
#include "tb-eavesdropper.h"

#include "tb-record-open.h"

#define CONTENT_CHANGE_CIPHER_SPEC 20
#define CONTENT_HANDSHAKE          22
#define CONTENT_APPLICATION        23
#define MESSAGE_HEADER_BYTES       4
#define TLS_1_2                    0x0303
#define DTLS_1_2                   0xfefd
#define TLS_1_3                    0x0304

static void
message_clear (gpointer data)
{
  g_bytes_unref (((TbWireMessage *) data)->bytes);
}

/* --- records --- */

static void
add_records (TbEavesdropper *eavesdropper, TbTranscript *recorded, guint flight)
{
  gsize n;
  const guint8 *bytes = tb_transcript_get_flight_wire (recorded, flight, &n);
  TbCursor cursor;

  tb_cursor_init (&cursor, bytes, n);
  while (tb_cursor_left (&cursor) > 0)
    {
      TbWireRecord record = { .from = tb_transcript_get_flight (recorded, flight)->from, .flight = flight, .offset = cursor.at, .bytes = bytes + cursor.at };

      tb_cursor_take (&cursor, 3);
      tb_cursor_take (&cursor, tb_cursor_be (&cursor, 2));
      record.n_bytes = cursor.at - record.offset;
      if (!cursor.broken)
        g_array_append_val (eavesdropper->records, record);
    }
}

/* In TLS 1.3 what is sealed says that it is application data; in TLS 1.2 everything is sealed that comes after a ChangeCipherSpec. */
static void
mark_sealed (TbEavesdropper *eavesdropper)
{
  gboolean changed[2] = { FALSE, FALSE };
  guint64 counts[2] = { 0, 0 };

  for (guint i = 0; i < eavesdropper->records->len; i++)
    {
      TbWireRecord *record = &g_array_index (eavesdropper->records, TbWireRecord, i);
      gboolean changes = record->bytes[0] == CONTENT_CHANGE_CIPHER_SPEC;

      record->is_sealed = !changes && (record->bytes[0] == CONTENT_APPLICATION || (changed[record->from] && eavesdropper->version == TLS_1_2));
      changed[record->from] |= changes;
      if (record->is_sealed)
        record->sequence = counts[record->from]++;
    }
}

/* --- messages --- */

/* Cuts whole messages off the front of what one side has said. */
static void
cut_messages (TbEavesdropper *eavesdropper, TbSide from, GByteArray *said)
{
  TbCursor cursor;

  tb_cursor_init (&cursor, said->data, said->len);
  while (tb_cursor_left (&cursor) >= MESSAGE_HEADER_BYTES)
    {
      gsize begin = cursor.at;
      TbWireMessage message = { .from = from };

      tb_cursor_take (&cursor, 1);
      tb_cursor_take (&cursor, tb_cursor_be (&cursor, 3));
      if (cursor.broken)
        return;
      message.bytes = g_bytes_new (said->data + begin, cursor.at - begin);
      g_array_append_val (eavesdropper->messages, message);
      g_byte_array_remove_range (said, 0, (guint) (cursor.at - begin));
      tb_cursor_init (&cursor, said->data, said->len);
    }
}

/* Messages may be longer than a record, and a record may hold several. After a ChangeCipherSpec of TLS 1.2 handshake records are sealed; in TLS 1.3 it
 * means nothing, and a second ClientHello may follow it. */
static void
add_messages (TbEavesdropper *eavesdropper)
{
  g_autoptr (GByteArray) client = g_byte_array_new (), server = g_byte_array_new ();
  GByteArray *said[2] = { [TB_SIDE_CLIENT] = client, [TB_SIDE_SERVER] = server };
  gboolean changed[2] = { FALSE, FALSE };

  for (guint i = 0; i < eavesdropper->records->len; i++)
    {
      const TbWireRecord *record = &g_array_index (eavesdropper->records, TbWireRecord, i);

      changed[record->from] |= record->bytes[0] == CONTENT_CHANGE_CIPHER_SPEC && eavesdropper->version != TLS_1_3;
      if (record->bytes[0] != CONTENT_HANDSHAKE || changed[record->from])
        continue;
      g_byte_array_append (said[record->from], record->bytes + TB_RECORD_HEADER_BYTES, (guint) (record->n_bytes - TB_RECORD_HEADER_BYTES));
      cut_messages (eavesdropper, record->from, said[record->from]);
    }
}

static void
read_hellos (TbEavesdropper *eavesdropper)
{
  GBytes *client = tb_eavesdropper_find (eavesdropper, TB_SIDE_CLIENT, TB_HELLO_CLIENT);
  GBytes *server = tb_eavesdropper_find (eavesdropper, TB_SIDE_SERVER, TB_HELLO_SERVER);
  TbCursor versions;

  if (client == NULL || !tb_hello_view_read (&eavesdropper->client, g_bytes_get_data (client, NULL), g_bytes_get_size (client), eavesdropper->is_datagrams))
    eavesdropper->client.random = NULL;
  if (server == NULL || !tb_hello_view_read (&eavesdropper->server, g_bytes_get_data (server, NULL), g_bytes_get_size (server), eavesdropper->is_datagrams))
    eavesdropper->server.random = NULL;
  if (eavesdropper->server.random == NULL)
    return;
  eavesdropper->suite = tb_suite_find (eavesdropper->server.cipher);
  eavesdropper->version = eavesdropper->is_datagrams ? DTLS_1_2 : TLS_1_2;
  if (tb_hello_view_find (&eavesdropper->server, TB_EXTENSION_VERSIONS, &versions))
    eavesdropper->version = (guint16) tb_cursor_be (&versions, 2);
}

/**
 * tb_eavesdropper_new:
 * @recorded: a session; only who sent which bytes is looked at
 *
 * Returns: (transfer full): what can be told from the bytes; borrows from @recorded
 */
TbEavesdropper *
tb_eavesdropper_new (TbTranscript *recorded)
{
  TbEavesdropper *eavesdropper = g_new0 (TbEavesdropper, 1);

  eavesdropper->records = g_array_new (FALSE, TRUE, sizeof (TbWireRecord));
  eavesdropper->messages = g_array_new (FALSE, TRUE, sizeof (TbWireMessage));
  g_array_set_clear_func (eavesdropper->messages, message_clear);
  eavesdropper->is_datagrams = tb_transcript_is_datagrams (recorded);
  if (eavesdropper->is_datagrams)
    {
      tb_eavesdropper_hear_datagrams (eavesdropper, recorded);
      read_hellos (eavesdropper);
      return eavesdropper;
    }
  for (guint i = 0; i < tb_transcript_get_n_flights (recorded); i++)
    add_records (eavesdropper, recorded, i);
  add_messages (eavesdropper);
  read_hellos (eavesdropper);
  if (eavesdropper->version == TLS_1_3)
    {
      g_array_set_size (eavesdropper->messages, 0);
      add_messages (eavesdropper);
      read_hellos (eavesdropper);
    }
  mark_sealed (eavesdropper);
  return eavesdropper;
}

/**
 * tb_eavesdropper_free:
 * @eavesdropper: (transfer full): an eavesdropper
 *
 * Frees it.
 */
void
tb_eavesdropper_free (TbEavesdropper *eavesdropper)
{
  g_array_unref (eavesdropper->records);
  g_array_unref (eavesdropper->messages);
  g_free (eavesdropper);
}

/**
 * tb_eavesdropper_find:
 * @eavesdropper: an eavesdropper
 * @from: a side
 * @type: of a handshake message
 *
 * Returns: (transfer none) (nullable): the last such message in the clear
 */
GBytes *
tb_eavesdropper_find (const TbEavesdropper *eavesdropper, TbSide from, guint type)
{
  for (guint i = eavesdropper->messages->len; i > 0; i--)
    {
      const TbWireMessage *message = &g_array_index (eavesdropper->messages, TbWireMessage, i - 1);

      if (message->from == from && *(const guint8 *) g_bytes_get_data (message->bytes, NULL) == type)
        return message->bytes;
    }
  return NULL;
}
