/* tb-live-stream: one accepted connection as a GIOStream, plain or inside TLS, that HTTP servers and the broker read from and write to.
 *
 * TLS is OpenSSL's own, straight on the socket, and not GLib's: keys stay where the authority has them (a token too), what is spoken is pinned like in our
 * other endpoints, and the client's chain is at hand as it was verified. The stream counts what is read, so that whoever reads can set a limit that holds as
 * the bytes arrive, and can say one last thing to a client that goes too far. */
#pragma once

#include <gio/gio.h>

#include "tb-certificate.h"

G_BEGIN_DECLS

#define TB_TYPE_LIVE_STREAM (tb_live_stream_get_type ())
G_DECLARE_FINAL_TYPE (TbLiveStream, tb_live_stream, TB, LIVE_STREAM, GIOStream)

/**
 * TbLiveStreamNotice:
 * @stream: the stream
 * @data: as given
 *
 * Something happened to a stream.
 */
typedef void (*TbLiveStreamNotice) (TbLiveStream *stream, gpointer data);

TbLiveStream *tb_live_stream_new           (GSocket *socket, TbCrypto *crypto, SSL_CTX *context);
GSocket      *tb_live_stream_get_socket    (TbLiveStream *stream);
GSocketAddress *tb_live_stream_get_remote  (TbLiveStream *stream);
TbLiveStream *tb_live_stream_find          (GSocketAddress *remote);      /* (nullable) (transfer none): whose address object this is */
gboolean      tb_live_stream_is_tls        (TbLiveStream *stream);
GPtrArray    *tb_live_stream_get_chain     (TbLiveStream *stream);        /* (nullable) of TbCertificate: the client's, verified, its own first */
const char   *tb_live_stream_get_trouble   (TbLiveStream *stream);        /* what TLS found wrong, "" for nothing */
guint64       tb_live_stream_get_n_read    (TbLiveStream *stream);
guint64       tb_live_stream_get_n_written (TbLiveStream *stream);

void          tb_live_stream_hold          (TbLiveStream *stream, gboolean is_held);

/* Limits. */
void          tb_live_stream_allow         (TbLiveStream *stream, gsize n_bytes, TbLiveStreamNotice on_too_much, gpointer data);
void          tb_live_stream_end_with      (TbLiveStream *stream, GBytes *last_words);
gboolean      tb_live_stream_is_ended      (TbLiveStream *stream);

/* For whoever accepted it. */
void          tb_live_stream_watch         (TbLiveStream *stream, TbLiveStreamNotice on_hung_up, TbLiveStreamNotice on_closed, gpointer data);
gboolean      tb_live_stream_lingers       (TbLiveStream *stream);

G_END_DECLS
