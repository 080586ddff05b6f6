/* tb-schedule-messages: what a key schedule takes from the messages of a transcript: hashes up to one of them, and where they are. */
#include "tb-schedule-private.h"

#include <string.h>

#define CONTENT_HANDSHAKE  22
#define HELLO_REQUEST      0
#define HELLO_VERIFY_REQUEST 3
#define MESSAGE_HASH       254
#define HEADER_BYTES       4

/* Returns: the number of the first handshake message after @after of that type and side, or of any side, -1 where there is none */
int
tb_schedule_find_message (TbTranscript *transcript, int from, guint type, int after)
{
  for (guint i = (guint) (after + 1); i < tb_transcript_get_n_messages (transcript); i++)
    {
      const TbMessage *message = tb_transcript_get_message (transcript, i);

      if (message->content_type == CONTENT_HANDSHAKE && message->type == type && (from == TB_BOTH_SIDES || message->from == from))
        return (int) i;
    }
  return TB_NO_MESSAGE;
}

gboolean
tb_schedule_read_hello (TbTranscript *transcript, int message, TbHelloView *hello)
{
  gsize n;
  const guint8 *bytes = message >= 0 ? tb_transcript_get_message_plain (transcript, (guint) message, &n) : NULL;

  return bytes != NULL && tb_hello_view_read (hello, bytes, n, tb_transcript_is_datagrams (transcript));
}

/* Finds both hellos that count: when the client was asked to try again, or to show a cookie first (DTLS), its is the second. */
void
tb_schedule_find_hellos (TbTranscript *transcript, int *client_hello, int *server_hello, gboolean *is_retried)
{
  guint retry = tb_transcript_is_datagrams (transcript) ? HELLO_VERIFY_REQUEST : TB_HELLO_RETRY_REQUEST;
  int first = tb_schedule_find_message (transcript, TB_SIDE_CLIENT, TB_HELLO_CLIENT, TB_NO_MESSAGE);
  int asked = tb_schedule_find_message (transcript, TB_SIDE_SERVER, retry, TB_NO_MESSAGE);

  *server_hello = tb_schedule_find_message (transcript, TB_SIDE_SERVER, TB_HELLO_SERVER, TB_NO_MESSAGE);
  *is_retried = asked >= 0;
  *client_hello = *is_retried ? tb_schedule_find_message (transcript, TB_SIDE_CLIENT, TB_HELLO_CLIENT, asked) : first;
}

/* In place of the first ClientHello, when there is a second: RFC 9846 section 4.1. */
static void
append_message_hash (TbScheduleMaker *maker, GByteArray *messages, const guint8 *hello, gsize n_hello)
{
  const guint8 header[HEADER_BYTES] = { MESSAGE_HASH, 0, 0, maker->suite->n_hash };
  g_autoptr (GBytes) hash = tb_derive_hash (maker->crypto, maker->suite, hello, n_hello);

  if (hash == NULL)
    return;
  g_byte_array_append (messages, header, sizeof header);
  g_byte_array_append (messages, g_bytes_get_data (hash, NULL), (guint) g_bytes_get_size (hash));
}

/* DTLS: whether the same message was said before: it was lost, and said again (RFC 6347 section 4.2.4). */
static gboolean
is_said_again (TbTranscript *transcript, int number)
{
  const TbMessage *message = tb_transcript_get_message (transcript, (guint) number);
  gsize n, n_before;
  const guint8 *bytes = tb_transcript_get_message_plain (transcript, (guint) number, &n);

  for (int i = 0; i < number; i++)
    {
      const TbMessage *before = tb_transcript_get_message (transcript, (guint) i);
      const guint8 *said = tb_transcript_get_message_plain (transcript, (guint) i, &n_before);

      if (before->from == message->from && before->content_type == CONTENT_HANDSHAKE && n > HEADER_BYTES + 2 && n_before > HEADER_BYTES + 2
          && memcmp (said + HEADER_BYTES, bytes + HEADER_BYTES, 2) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_counted (TbTranscript *transcript, int number, int client_hello)
{
  const TbMessage *message = tb_transcript_get_message (transcript, (guint) number);

  if (message->content_type != CONTENT_HANDSHAKE || message->type == HELLO_REQUEST)
    return FALSE;
  return !tb_transcript_is_datagrams (transcript) || (number >= client_hello && !is_said_again (transcript, number));
}

/* Returns: (transfer full): all handshake messages up to @last, as they go into the transcript hash */
static GByteArray *
collect (TbScheduleMaker *maker, int last)
{
  GByteArray *messages = g_byte_array_new ();
  int client_hello, server_hello;
  gboolean is_retried;

  tb_schedule_find_hellos (maker->transcript, &client_hello, &server_hello, &is_retried);
  for (int i = 0; i <= last; i++)
    {
      gsize n;
      const guint8 *bytes = tb_transcript_get_message_plain (maker->transcript, (guint) i, &n);

      if (!is_counted (maker->transcript, i, client_hello))
        continue;
      if (is_retried && i < client_hello && bytes[0] == TB_HELLO_CLIENT)
        append_message_hash (maker, messages, bytes, n);
      else
        g_byte_array_append (messages, bytes, (guint) n);
    }
  return messages;
}

/* Returns: (transfer full) (nullable): the transcript hash up to and including message @last; -1: of nothing */
GBytes *
tb_schedule_hash_to (TbScheduleMaker *maker, int last)
{
  g_autoptr (GByteArray) messages = collect (maker, last);

  return tb_derive_hash (maker->crypto, maker->suite, messages->data, messages->len);
}

/* The binders are the last thing in a ClientHello; they cannot be part of what they bind (RFC 9846 section 4.3.11).
 * Returns: (transfer full) (nullable): the hash up to them, and the first of them in @binder; NULL where there are none */
GBytes *
tb_schedule_hash_without_binders (TbScheduleMaker *maker, int hello, GBytes **binder)
{
  g_autoptr (GByteArray) messages = collect (maker, hello);
  TbHelloView read;
  TbCursor content, list, first;
  gsize n_binders;

  if (!tb_schedule_read_hello (maker->transcript, hello, &read) || !tb_hello_view_find (&read, TB_EXTENSION_PRE_SHARED_KEY, &content))
    return NULL;
  tb_cursor_take (&content, tb_cursor_be (&content, 2));
  n_binders = tb_cursor_left (&content);
  list = tb_cursor_slice (&content, tb_cursor_be (&content, 2));
  first = tb_cursor_slice (&list, tb_cursor_be (&list, 1));
  if (content.broken || list.broken || n_binders > messages->len)
    return NULL;
  *binder = g_bytes_new (first.bytes + first.at, tb_cursor_left (&first));
  return tb_derive_hash (maker->crypto, maker->suite, messages->data, messages->len - n_binders);
}
