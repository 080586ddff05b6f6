/* tb-datagram-fragments: messages that were cut to fit into datagrams (RFC 6347 section 4.2.3), made whole.
 *
 * They are taken down as if they had come in one piece, which is also what Finished is about (section 4.2.6). OpenSSL writes the header of a fragment over what is
 * before it, and shows the message before it has mended that; what was sent is right. */
#include "tb-datagram-private.h"

#include <string.h>

#include "tb-cursor.h"

#define MESSAGE_HEADER_BYTES 12
#define FRAGMENT_OFFSET_AT   6
#define SEQUENCE_BYTES       (1 + 2 + 8)        /* type, version, epoch and sequence number */

/* The records of a message, one fragment in each, put where they belong. The header of any will do for all, but for what it says of the fragment. */
static void
gather (TbCursor *records, guint8 *message, gsize n_body)
{
  while (!records->broken && records->at < records->end)
    {
      TbCursor record;
      gsize offset, n_bytes;
      const guint8 *header, *bytes;

      tb_cursor_take (records, SEQUENCE_BYTES);
      record = tb_cursor_slice (records, tb_cursor_be (records, 2));
      header = tb_cursor_take (&record, FRAGMENT_OFFSET_AT);
      offset = tb_cursor_be (&record, 3);
      n_bytes = tb_cursor_be (&record, 3);
      bytes = tb_cursor_take (&record, n_bytes);
      if (bytes == NULL || offset + n_bytes > n_body)
        return;
      memcpy (message, header, FRAGMENT_OFFSET_AT);
      memcpy (message + MESSAGE_HEADER_BYTES + offset, bytes, n_bytes);
    }
}

static void
mend (TbTranscript *transcript, const TbMessage *message)
{
  guint8 *plain = transcript->plain->data + message->plain_offset;
  gsize n_flight;
  const guint8 *wire = tb_transcript_get_flight_wire (transcript, message->flight, &n_flight);
  TbCursor records;

  if (message->protection == TB_PROTECTION_NONE && (gsize) message->wire_offset + message->wire_length <= n_flight)
    {
      tb_cursor_init (&records, wire + message->wire_offset, message->wire_length);
      gather (&records, plain, message->plain_length - MESSAGE_HEADER_BYTES);
    }
  memset (plain + FRAGMENT_OFFSET_AT, 0, 3);
  memcpy (plain + FRAGMENT_OFFSET_AT + 3, plain + 1, 3);
}

/* Makes the messages of the last flight whole. */
void
tb_datagram_mend (TbTranscript *transcript, guint flight)
{
  for (guint i = transcript->messages->len; i > 0; i--)
    {
      const TbMessage *message = &g_array_index (transcript->messages, TbMessage, i - 1);

      if (message->flight != flight)
        return;
      if (message->content_type == SSL3_RT_HANDSHAKE && message->plain_length >= MESSAGE_HEADER_BYTES)
        mend (transcript, message);
    }
}
