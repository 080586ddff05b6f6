/* tb-live-stream-private: a stream, between the code that makes GIO's streams of it and the code that moves its bytes. */
#pragma once

#include "tb-live-stream.h"

G_BEGIN_DECLS

struct _TbLiveStream
{
  GIOStream parent;

  /* owned */
  GSocket *socket;
  GSocketAddress *remote;
  SSL *ssl;                     /* NULL: plain */
  GObject *input;
  GObject *output;
  GPtrArray *chain;
  char *trouble;
  GSource *waiting[2];          /* the newest for either way */

  /* borrowed */
  TbCrypto *crypto;
  TbLiveStreamNotice on_too_much;
  gpointer too_much_data;
  TbLiveStreamNotice on_hung_up;
  TbLiveStreamNotice on_closed;
  gpointer watch_data;

  GIOCondition waits_for;       /* what OpenSSL needs before it can go on; 0: whatever was asked for */
  gsize left_bytes;             /* may still be read */
  guint64 n_read;
  guint64 n_written;
  gboolean is_held;             /* what is written waits for more of it */
  gboolean is_ended;            /* the last words are said */
  gboolean is_broken;           /* TLS failed: it may not be used any more */
  gboolean is_closed;
};

GQuark   tb_live_stream_quark       (void);
gssize   tb_live_stream_take        (TbLiveStream *stream, void *buffer, gsize count, GError **error);
gssize   tb_live_stream_put         (TbLiveStream *stream, const void *buffer, gsize count, GError **error);
gboolean tb_live_stream_has_pending (TbLiveStream *stream);
void     tb_live_stream_hang_up     (TbLiveStream *stream);

G_END_DECLS
