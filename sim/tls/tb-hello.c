/* tb-hello: see the header. Nothing is believed: what does not fit gives a broken cursor. */
#include "tb-hello.h"

#include <string.h>

#define SERVER_HELLO 2
#define HEADER_BYTES 4
#define RANDOM_BYTES 32

/* SHA-256 of "HelloRetryRequest" (RFC 9846 section 4.2.3). */
static const guint8 retry_random[RANDOM_BYTES] = {
  0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
  0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* @message: (array length=n_bytes): a handshake message with its header. Returns: whether it is a ServerHello that asks for another ClientHello */
gboolean
tb_hello_is_retry (const guint8 *message, gsize n_bytes)
{
  return n_bytes >= HEADER_BYTES + 2 + RANDOM_BYTES && message[0] == SERVER_HELLO && memcmp (message + HEADER_BYTES + 2, retry_random, RANDOM_BYTES) == 0;
}

static void
skip_head (TbCursor *message)
{
  tb_cursor_take (message, HEADER_BYTES + 2 + RANDOM_BYTES);
  tb_cursor_take (message, tb_cursor_be (message, 1));
}

/* @message: at the beginning of a ClientHello with its header. Returns: its extensions, without their length */
TbCursor
tb_client_hello_extensions (TbCursor *message)
{
  skip_head (message);
  tb_cursor_take (message, tb_cursor_be (message, 2));
  tb_cursor_take (message, tb_cursor_be (message, 1));
  return tb_cursor_slice (message, tb_cursor_be (message, 2));
}

/* The same for a ServerHello. */
TbCursor
tb_server_hello_extensions (TbCursor *message)
{
  skip_head (message);
  tb_cursor_take (message, 2 + 1);
  return tb_cursor_slice (message, tb_cursor_be (message, 2));
}

/* Returns: the content of the extension that is looked for, broken where there is none */
TbCursor
tb_extension_find (TbCursor *extensions, guint type)
{
  while (!extensions->broken && extensions->at < extensions->end)
    {
      guint found = (guint) tb_cursor_be (extensions, 2);
      TbCursor content = tb_cursor_slice (extensions, tb_cursor_be (extensions, 2));

      if (found == type && !extensions->broken)
        return content;
    }
  return (TbCursor) { .broken = TRUE };
}
