/* tb-eavesdropper-datagrams: what somebody on the path writes down of DTLS 1.2 (RFC 6347): records with an epoch and a number, and messages in fragments, some of
 * them said more than once. He stands beside the one who sends: what gets lost later he has heard. */
#include "tb-eavesdropper.h"

#include <string.h>

#define CONTENT_HANDSHAKE    22
#define EPOCH_AT             3
#define LENGTH_AT            11
#define MESSAGE_LENGTH_AT    1
#define MAX_MESSAGE_BYTES    65536      /* longer ones there are none: whoever says so lies */

/**
 * Pieces:
 * @from, @number: whose message, and which
 * @bytes: (owned): the message with its header of twelve bytes
 * @have: (owned): which bytes of it have been heard
 *
 * A message of which not all fragments have been heard.
 */
typedef struct
{
  TbSide from;
  guint number;
  GByteArray *bytes;
  GByteArray *have;
} Pieces;

static void
pieces_clear (gpointer data)
{
  Pieces *pieces = data;

  g_byte_array_unref (pieces->bytes);
  g_byte_array_unref (pieces->have);
}

/* --- records --- */

static void
add_records (TbEavesdropper *eavesdropper, TbTranscript *recorded, guint flight, guint64 counts[2])
{
  gsize n;
  const guint8 *bytes = tb_transcript_get_flight_wire (recorded, flight, &n);
  TbCursor cursor;

  tb_cursor_init (&cursor, bytes, n);
  while (tb_cursor_left (&cursor) > 0)
    {
      TbWireRecord record = { .from = tb_transcript_get_flight (recorded, flight)->from, .flight = flight, .offset = cursor.at, .bytes = bytes + cursor.at };

      tb_cursor_take (&cursor, LENGTH_AT);
      tb_cursor_take (&cursor, tb_cursor_be (&cursor, 2));
      if (cursor.broken)
        return;
      record.n_bytes = cursor.at - record.offset;
      record.is_sealed = record.bytes[EPOCH_AT] != 0 || record.bytes[EPOCH_AT + 1] != 0;
      if (record.is_sealed)
        record.sequence = counts[record.from]++;
      g_array_append_val (eavesdropper->records, record);
    }
}

/* --- messages --- */

static Pieces *
find_pieces (GArray *all, TbSide from, guint number, const guint8 *header, gsize n_body)
{
  Pieces pieces = { .from = from, .number = number };

  for (guint i = 0; i < all->len; i++)
    if (g_array_index (all, Pieces, i).from == from && g_array_index (all, Pieces, i).number == number)
      return &g_array_index (all, Pieces, i);
  pieces.bytes = g_byte_array_append (g_byte_array_new (), header, TB_DATAGRAM_MESSAGE_BYTES);
  pieces.have = g_byte_array_new ();
  g_byte_array_set_size (pieces.bytes, (guint) (TB_DATAGRAM_MESSAGE_BYTES + n_body));
  g_byte_array_set_size (pieces.have, (guint) n_body);
  if (n_body > 0)
    memset (pieces.have->data, 0, n_body);
  g_array_append_val (all, pieces);
  return &g_array_index (all, Pieces, all->len - 1);
}

static gboolean
is_whole (const Pieces *pieces)
{
  return pieces->have->len == 0 || memchr (pieces->have->data, 0, pieces->have->len) == NULL;
}

/* Whole once only, however often it is said; one without a body may be told again. */
static void
take_piece (TbEavesdropper *eavesdropper, Pieces *pieces, gsize offset, const guint8 *bytes, gsize n_bytes)
{
  TbWireMessage message = { .from = pieces->from };

  if ((pieces->have->len > 0 && is_whole (pieces)) || offset + n_bytes > pieces->have->len)
    return;
  if (n_bytes > 0)
    {
      memcpy (pieces->bytes->data + TB_DATAGRAM_MESSAGE_BYTES + offset, bytes, n_bytes);
      memset (pieces->have->data + offset, 1, n_bytes);
    }
  if (!is_whole (pieces))
    return;
  message.bytes = g_bytes_new (pieces->bytes->data, pieces->bytes->len);
  g_array_append_val (eavesdropper->messages, message);
}

static void
add_fragments (TbEavesdropper *eavesdropper, const TbWireRecord *record, GArray *all)
{
  TbCursor cursor;

  tb_cursor_init (&cursor, record->bytes, record->n_bytes);
  tb_cursor_take (&cursor, TB_DATAGRAM_RECORD_BYTES);
  while (tb_cursor_left (&cursor) > 0)
    {
      const guint8 *header = tb_cursor_take (&cursor, MESSAGE_LENGTH_AT), *bytes;
      gsize n_body = tb_cursor_be (&cursor, 3), number = tb_cursor_be (&cursor, 2), offset = tb_cursor_be (&cursor, 3), n = tb_cursor_be (&cursor, 3);

      bytes = tb_cursor_take (&cursor, n);
      if (cursor.broken || n_body > MAX_MESSAGE_BYTES)
        return;
      take_piece (eavesdropper, find_pieces (all, record->from, (guint) number, header, n_body), offset, bytes, n);
    }
}

/* Writes down what was said in datagrams. */
void
tb_eavesdropper_hear_datagrams (TbEavesdropper *eavesdropper, TbTranscript *recorded)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Pieces));
  guint64 counts[2] = { 0, 0 };

  g_array_set_clear_func (all, pieces_clear);
  for (guint i = 0; i < tb_transcript_get_n_flights (recorded); i++)
    add_records (eavesdropper, recorded, i, counts);
  for (guint i = 0; i < eavesdropper->records->len; i++)
    {
      const TbWireRecord *record = &g_array_index (eavesdropper->records, TbWireRecord, i);

      if (record->bytes[0] == CONTENT_HANDSHAKE && !record->is_sealed)
        add_fragments (eavesdropper, record, all);
    }
}
