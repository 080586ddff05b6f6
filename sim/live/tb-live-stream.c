/* tb-live-stream: see the header. Reading and writing never block here but where GIO says so; what OpenSSL waits for is what the sources wait for. */
#include "tb-live-stream-private.h"

#include <openssl/err.h>

static void pollable_input_init (GPollableInputStreamInterface *iface);
static void pollable_output_init (GPollableOutputStreamInterface *iface);

struct _TbLiveInput
{
  GInputStream parent;
  TbLiveStream *stream;         /* borrowed; NULL when it is gone */
};

struct _TbLiveOutput
{
  GOutputStream parent;
  TbLiveStream *stream;
};

G_DECLARE_FINAL_TYPE (TbLiveInput, tb_live_input, TB, LIVE_INPUT, GInputStream)
G_DECLARE_FINAL_TYPE (TbLiveOutput, tb_live_output, TB, LIVE_OUTPUT, GOutputStream)
G_DEFINE_TYPE (TbLiveStream, tb_live_stream, G_TYPE_IO_STREAM)
G_DEFINE_TYPE_WITH_CODE (TbLiveInput, tb_live_input, G_TYPE_INPUT_STREAM, G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_input_init))
G_DEFINE_TYPE_WITH_CODE (TbLiveOutput, tb_live_output, G_TYPE_OUTPUT_STREAM, G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, pollable_output_init))

/* --- waiting --- */

/* A source for when @condition is worth another try. */
static GSource *
make_source (TbLiveStream *stream, GIOCondition otherwise, GObject *pollable, GCancellable *cancellable)
{
  GIOCondition condition = stream->waits_for != 0 ? stream->waits_for : otherwise;
  gboolean is_ready = stream->is_closed || stream->is_ended || (otherwise == G_IO_IN && tb_live_stream_has_pending (stream));
  g_autoptr (GSource) child = is_ready ? g_timeout_source_new (0) : g_socket_create_source (stream->socket, condition, NULL);
  GSource **waiting = &stream->waiting[otherwise == G_IO_OUT];

  tb_live_stream_hold (stream, FALSE);
  g_clear_pointer (waiting, g_source_unref);
  *waiting = g_pollable_source_new_full (pollable, child, cancellable);
  return g_source_ref (*waiting);
}

static gboolean
wait (TbLiveStream *stream, GIOCondition otherwise, GCancellable *cancellable, GError **error)
{
  tb_live_stream_hold (stream, FALSE);
  return g_socket_condition_wait (stream->socket, stream->waits_for != 0 ? stream->waits_for : otherwise, cancellable, error);
}

static gssize
gone (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "The connection is closed");
  return -1;
}

/* --- the way in --- */

static gssize
input_read_nonblocking (GPollableInputStream *pollable, void *buffer, gsize count, GError **error)
{
  TbLiveStream *stream = TB_LIVE_INPUT (pollable)->stream;

  return stream != NULL ? tb_live_stream_take (stream, buffer, count, error) : gone (error);
}

static gssize
input_read (GInputStream *input, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  TbLiveStream *stream = TB_LIVE_INPUT (input)->stream;

  for (;;)
    {
      g_autoptr (GError) problem = NULL;
      gssize n = stream != NULL ? tb_live_stream_take (stream, buffer, count, &problem) : gone (&problem);

      if (n >= 0)
        return n;
      if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return -1;
        }
      if (!wait (stream, G_IO_IN, cancellable, error))
        return -1;
    }
}

static gboolean
input_is_readable (GPollableInputStream *pollable)
{
  TbLiveStream *stream = TB_LIVE_INPUT (pollable)->stream;

  return stream == NULL || stream->is_closed || stream->is_ended || tb_live_stream_has_pending (stream)
         || g_socket_condition_check (stream->socket, G_IO_IN) != 0;
}

static GSource *
input_create_source (GPollableInputStream *pollable, GCancellable *cancellable)
{
  TbLiveStream *stream = TB_LIVE_INPUT (pollable)->stream;

  return stream != NULL ? make_source (stream, G_IO_IN, G_OBJECT (pollable), cancellable) : g_pollable_source_new_full (pollable, NULL, cancellable);
}

static void
pollable_input_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = input_is_readable;
  iface->create_source = input_create_source;
  iface->read_nonblocking = input_read_nonblocking;
}

static void
tb_live_input_class_init (TbLiveInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
}

static void
tb_live_input_init (TbLiveInput *input)
{
}

/* --- the way out --- */

static gssize
output_write_nonblocking (GPollableOutputStream *pollable, const void *buffer, gsize count, GError **error)
{
  TbLiveStream *stream = TB_LIVE_OUTPUT (pollable)->stream;

  return stream != NULL ? tb_live_stream_put (stream, buffer, count, error) : gone (error);
}

static gssize
output_write (GOutputStream *output, const void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  TbLiveStream *stream = TB_LIVE_OUTPUT (output)->stream;

  for (;;)
    {
      g_autoptr (GError) problem = NULL;
      gssize n = stream != NULL ? tb_live_stream_put (stream, buffer, count, &problem) : gone (&problem);

      if (n >= 0)
        return n;
      if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return -1;
        }
      if (!wait (stream, G_IO_OUT, cancellable, error))
        return -1;
    }
}

static gboolean
output_is_writable (GPollableOutputStream *pollable)
{
  TbLiveStream *stream = TB_LIVE_OUTPUT (pollable)->stream;

  return stream == NULL || stream->is_closed || g_socket_condition_check (stream->socket, G_IO_OUT) != 0;
}

static GSource *
output_create_source (GPollableOutputStream *pollable, GCancellable *cancellable)
{
  TbLiveStream *stream = TB_LIVE_OUTPUT (pollable)->stream;

  return stream != NULL ? make_source (stream, G_IO_OUT, G_OBJECT (pollable), cancellable) : g_pollable_source_new_full (pollable, NULL, cancellable);
}

static void
pollable_output_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = output_is_writable;
  iface->create_source = output_create_source;
  iface->write_nonblocking = output_write_nonblocking;
}

static void
tb_live_output_class_init (TbLiveOutputClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
}

static void
tb_live_output_init (TbLiveOutput *output)
{
}

/* --- both --- */

static GInputStream *
get_input (GIOStream *base)
{
  return G_INPUT_STREAM (TB_LIVE_STREAM (base)->input);
}

static GOutputStream *
get_output (GIOStream *base)
{
  return G_OUTPUT_STREAM (TB_LIVE_STREAM (base)->output);
}

static gboolean
close_stream (GIOStream *base, GCancellable *cancellable, GError **error)
{
  tb_live_stream_hang_up (TB_LIVE_STREAM (base));
  return TRUE;
}

static void
dispose (GObject *object)
{
  TbLiveStream *stream = TB_LIVE_STREAM (object);

  tb_live_stream_hang_up (stream);
  if (stream->input != NULL)
    TB_LIVE_INPUT (stream->input)->stream = NULL;
  if (stream->output != NULL)
    TB_LIVE_OUTPUT (stream->output)->stream = NULL;
  if (stream->remote != NULL)
    g_object_set_qdata (G_OBJECT (stream->remote), tb_live_stream_quark (), NULL);
  g_clear_object (&stream->input);
  g_clear_object (&stream->output);
  g_clear_object (&stream->remote);
  G_OBJECT_CLASS (tb_live_stream_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  TbLiveStream *stream = TB_LIVE_STREAM (object);

  for (guint i = 0; i < G_N_ELEMENTS (stream->waiting); i++)
    g_clear_pointer (&stream->waiting[i], g_source_unref);
  g_clear_pointer (&stream->ssl, SSL_free);
  g_clear_object (&stream->socket);
  g_clear_pointer (&stream->chain, g_ptr_array_unref);
  g_free (stream->trouble);
  G_OBJECT_CLASS (tb_live_stream_parent_class)->finalize (object);
}

static void
tb_live_stream_class_init (TbLiveStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = get_input;
  G_IO_STREAM_CLASS (klass)->get_output_stream = get_output;
  G_IO_STREAM_CLASS (klass)->close_fn = close_stream;
}

static void
tb_live_stream_init (TbLiveStream *stream)
{
  TbLiveInput *input = g_object_new (tb_live_input_get_type (), NULL);
  TbLiveOutput *output = g_object_new (tb_live_output_get_type (), NULL);

  input->stream = stream;
  output->stream = stream;
  stream->input = G_OBJECT (input);
  stream->output = G_OBJECT (output);
  stream->left_bytes = G_MAXSIZE;
}
