/* tb-tamper: what somebody on the path does to a flight: bits flipped, or other bytes in its place. The transcript holds what arrived.
 *
 * Messages in the open are what arrived as well. One under keys keeps the plaintext that was sent: nobody can read what arrived. */
#include "tb-conversation.h"

#include "tb-cursor.h"

#define HEADER_BYTES         5
#define MESSAGE_HEADER_BYTES 4

/* --- bits flipped --- */

/* Which byte of a message in the open a byte of its records is. Returns: FALSE for a record's header */
static gboolean
find_plain (const guint8 *flight, const TbMessage *message, gsize offset, gsize *found)
{
  gsize at = message->wire_offset, end = at + message->wire_length, n_before = 0;

  while (at + HEADER_BYTES <= end && offset >= at + HEADER_BYTES)
    {
      gsize n_record = flight[at + 3] << 8 | flight[at + 4];

      if (offset < at + HEADER_BYTES + n_record)
        {
          *found = n_before + offset - at - HEADER_BYTES;
          return *found < message->plain_length;
        }
      n_before += n_record;
      at += HEADER_BYTES + n_record;
    }
  return FALSE;
}

static void
flip_plain (TbConversation *conversation, gsize offset, guint8 mask)
{
  TbTranscript *transcript = conversation->transcript;
  const guint8 *flight = transcript->wire->data + conversation->turn_start;

  for (guint i = 0; i < transcript->messages->len; i++)
    {
      TbMessage *message = &g_array_index (transcript->messages, TbMessage, i);
      gsize at;

      if (message->flight != transcript->flights->len || message->protection != TB_PROTECTION_NONE || !find_plain (flight, message, offset, &at))
        continue;
      transcript->plain->data[message->plain_offset + at] ^= mask;
      message->type = tb_conversation_type_of (message->content_type, transcript->plain->data + message->plain_offset, message->plain_length);
    }
}

static void
flip (TbConversation *conversation, gsize offset, guint8 mask)
{
  GByteArray *wire = conversation->transcript->wire;
  gsize at = MIN (offset, wire->len - conversation->turn_start - 1);

  flip_plain (conversation, at, mask);
  wire->data[conversation->turn_start + at] ^= mask;
}

/* --- another flight --- */

/* What was said in this flight did not arrive. */
static void
forget_messages (TbTranscript *transcript)
{
  guint keep = 0;

  while (keep < transcript->messages->len && g_array_index (transcript->messages, TbMessage, keep).flight < transcript->flights->len)
    keep++;
  if (keep == transcript->messages->len)
    return;
  g_byte_array_set_size (transcript->plain, g_array_index (transcript->messages, TbMessage, keep).plain_offset);
  g_array_set_size (transcript->messages, keep);
}

static void
add_arrived (TbConversation *conversation, guint8 content_type, gsize wire_offset, gsize wire_length, const guint8 *bytes, gsize n_bytes)
{
  TbTranscript *transcript = conversation->transcript;
  TbMessage message = {
    .flight = transcript->flights->len, .from = conversation->side, .content_type = content_type, .wire_offset = wire_offset, .wire_length = wire_length,
    .protection = bytes != NULL ? TB_PROTECTION_NONE : TB_PROTECTION_APPLICATION, .plain_offset = transcript->plain->len, .plain_length = n_bytes,
  };

  if (bytes != NULL)
    {
      message.type = tb_conversation_type_of (content_type, bytes, n_bytes);
      g_byte_array_append (transcript->plain, bytes, n_bytes);
    }
  g_array_append_val (transcript->messages, message);
}

/* Handshake messages in the open fill their record; anything else is taken for sealed. */
static gboolean
is_open (guint8 content_type, TbCursor record)
{
  gsize n_bytes = record.end - record.at;

  if (content_type != SSL3_RT_HANDSHAKE)
    return (content_type == SSL3_RT_CHANGE_CIPHER_SPEC && n_bytes == 1) || (content_type == SSL3_RT_ALERT && n_bytes == 2);
  while (!record.broken && record.at < record.end)
    {
      tb_cursor_take (&record, 1);
      tb_cursor_take (&record, tb_cursor_be (&record, 3));
    }
  return !record.broken;
}

static void
add_record (TbConversation *conversation, guint8 content_type, gsize begin, TbCursor record)
{
  gsize wire_length = record.end - begin;

  if (!is_open (content_type, record) || record.at == record.end)
    {
      add_arrived (conversation, content_type, begin, wire_length, NULL, 0);
      return;
    }
  while (record.at < record.end)
    {
      const guint8 *bytes = record.bytes + record.at;
      gsize n = content_type == SSL3_RT_HANDSHAKE ? MESSAGE_HEADER_BYTES + ((gsize) bytes[1] << 16 | bytes[2] << 8 | bytes[3]) : record.end - record.at;

      add_arrived (conversation, content_type, begin, wire_length, bytes, n);
      tb_cursor_take (&record, n);
    }
}

/* A record that is cut off is one of which the rest never came. */
static void
add_records (TbConversation *conversation, const guint8 *bytes, gsize n_bytes)
{
  TbCursor cursor;

  tb_cursor_init (&cursor, bytes, n_bytes);
  while (cursor.at < cursor.end)
    {
      gsize begin = cursor.at;
      guint8 content_type = bytes[begin];
      TbCursor record;

      tb_cursor_take (&cursor, 3);
      record = tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 2));
      if (cursor.broken)
        {
          add_arrived (conversation, content_type, begin, n_bytes - begin, NULL, 0);
          return;
        }
      add_record (conversation, content_type, begin, record);
    }
}

static void
replace (TbConversation *conversation, GBytes *instead)
{
  TbTranscript *transcript = conversation->transcript;
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (instead, &n_bytes);

  forget_messages (transcript);
  g_byte_array_set_size (transcript->wire, conversation->turn_start);
  g_byte_array_append (transcript->wire, bytes, n_bytes);
  add_records (conversation, bytes, n_bytes);
}

/* Does to the flight that was just said what the terms say. */
void
tb_tamper_flight (TbConversation *conversation)
{
  const TbTamper *tamper = conversation->terms->tamper;
  TbTranscript *transcript = conversation->transcript;

  if (tamper == NULL || tamper->flight != (int) transcript->flights->len || transcript->wire->len == conversation->turn_start)
    return;
  if (tamper->instead != NULL && g_bytes_get_size (tamper->instead) > 0)
    replace (conversation, tamper->instead);
  if (tamper->mask != 0)
    flip (conversation, tamper->offset, tamper->mask);
}
