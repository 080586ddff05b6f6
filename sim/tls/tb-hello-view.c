/* tb-hello-view: see the header. */
#include "tb-hello-view.h"

#define MESSAGE_HEADER_BYTES  4
#define DATAGRAM_HEADER_BYTES 12

static void
read_choices (TbHelloView *hello, TbCursor *cursor)
{
  if (hello->type == TB_HELLO_SERVER)
    {
      hello->cipher = (guint16) tb_cursor_be (cursor, 2);
      tb_cursor_take (cursor, 1);
      return;
    }
  hello->ciphers = tb_cursor_slice (cursor, tb_cursor_be (cursor, 2));
  tb_cursor_take (cursor, tb_cursor_be (cursor, 1));
}

/**
 * tb_hello_view_read:
 * @hello: (out caller-allocates): what it says; borrows from @message
 * @message: (array length=n_bytes) (nullable): a handshake message with its header
 * @n_bytes: its length
 * @is_datagram: of DTLS 1.2, with a header of twelve bytes and a cookie (RFC 6347 section 4.2); otherwise it is four
 *
 * Reads a ClientHello or ServerHello (RFC 9846 sections 4.2.2 and 4.2.3). A hello without extensions is one with none.
 *
 * Returns: whether it is one and complete
 */
gboolean
tb_hello_view_read (TbHelloView *hello, const guint8 *message, gsize n_bytes, gboolean is_datagram)
{
  TbCursor cursor;

  *hello = (TbHelloView) { .type = n_bytes > 0 && message != NULL ? message[0] : 0 };
  if (hello->type != TB_HELLO_CLIENT && hello->type != TB_HELLO_SERVER)
    return FALSE;
  tb_cursor_init (&cursor, message, n_bytes);
  tb_cursor_take (&cursor, (is_datagram ? DATAGRAM_HEADER_BYTES : MESSAGE_HEADER_BYTES) + 2);
  hello->random = tb_cursor_take (&cursor, TB_HELLO_RANDOM_BYTES);
  hello->session_id = tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 1));
  if (is_datagram && hello->type == TB_HELLO_CLIENT)
    tb_cursor_take (&cursor, tb_cursor_be (&cursor, 1));
  read_choices (hello, &cursor);
  hello->extensions = tb_cursor_left (&cursor) > 0 ? tb_cursor_slice (&cursor, tb_cursor_be (&cursor, 2)) : cursor;
  return !cursor.broken;
}

/**
 * tb_hello_view_find:
 * @hello: a hello
 * @extension: type of an extension
 * @content: (out) (optional): what it holds
 *
 * Returns: whether @hello has it
 */
gboolean
tb_hello_view_find (const TbHelloView *hello, guint extension, TbCursor *content)
{
  TbCursor rest = hello->extensions;

  while (tb_cursor_left (&rest) > 0)
    {
      guint type = (guint) tb_cursor_be (&rest, 2);
      TbCursor found = tb_cursor_slice (&rest, tb_cursor_be (&rest, 2));

      if (type != extension || rest.broken)
        continue;
      if (content != NULL)
        *content = found;
      return TRUE;
    }
  return FALSE;
}
