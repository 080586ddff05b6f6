/* tb-pipe: what OpenSSL takes for a connection: the end of the transcript's wire bytes, which both sides write to.
 *
 * Each reads what the other wrote in the turn before, so that nothing is copied between them. */
#include "tb-conversation.h"

#include <string.h>

static int
pipe_write (BIO *bio, const char *bytes, int n_bytes)
{
  TbConversation *conversation = BIO_get_data (bio);

  g_byte_array_append (conversation->transcript->wire, (const guint8 *) bytes, n_bytes);
  return n_bytes;
}

static int
pipe_read (BIO *bio, char *out, int n_bytes)
{
  TbConversation *conversation = BIO_get_data (bio);
  gsize n = MIN ((gsize) n_bytes, conversation->turn_start - conversation->read_at);

  BIO_clear_retry_flags (bio);
  if (n == 0)
    {
      BIO_set_retry_read (bio);
      return -1;
    }
  memcpy (out, conversation->transcript->wire->data + conversation->read_at, n);
  conversation->read_at += n;
  return n;
}

static long
pipe_control (BIO *bio, int command, long number, void *pointer)
{
  return command == BIO_CTRL_FLUSH;
}

static gpointer
make_pipe_method (gpointer unused)
{
  BIO_METHOD *method = BIO_meth_new (BIO_get_new_index () | BIO_TYPE_SOURCE_SINK, "handshake transcript");

  BIO_meth_set_write (method, pipe_write);
  BIO_meth_set_read (method, pipe_read);
  BIO_meth_set_ctrl (method, pipe_control);
  return method;
}

/* Returns: (transfer full) (nullable): what one side reads and writes */
BIO *
tb_pipe_new (TbConversation *conversation)
{
  static GOnce once = G_ONCE_INIT;
  BIO *bio = BIO_new (g_once (&once, make_pipe_method, NULL));

  if (bio != NULL)
    {
      BIO_set_data (bio, conversation);
      BIO_set_init (bio, 1);
    }
  return bio;
}
