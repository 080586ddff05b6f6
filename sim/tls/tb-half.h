/* tb-half: one side of a conversation whose other side is elsewhere: bytes in, bytes out, and in the end a transcript of both.
 *
 * No sockets and no clock here: whoever has them feeds what arrived and sends what comes out (sim/live). What the other side does can only be heard: its messages
 * are taken down when they have been read, its work and its checks stay its own. The transcript holds the secrets that this side knows, which are enough to
 * open the whole conversation. */
#pragma once

#include "tb-handshake.h"

G_BEGIN_DECLS

typedef struct _TbHalf TbHalf;

TbHalf       *tb_half_new_client (TbEndpoint *endpoint, TbIdentity *identity, const char *host, const TbHandshakeTerms *terms, TbStream *stream, gint64 unix_us,
                                  GError **error);
TbHalf       *tb_half_new_server (TbEndpoint *endpoint, const TbHandshakeTerms *terms, TbStream *stream, gint64 unix_us, GError **error);
void          tb_half_free       (TbHalf *half);
void          tb_half_feed       (TbHalf *half, const guint8 *bytes, gsize n_bytes, gint64 unix_us);
void          tb_half_feed_end   (TbHalf *half, gint64 unix_us);
void          tb_half_close      (TbHalf *half, gint64 unix_us);
GBytes       *tb_half_take       (TbHalf *half);
gboolean      tb_half_is_finished (TbHalf *half);        /* this side has completed its handshake */
gboolean      tb_half_is_over    (TbHalf *half);         /* nothing more will be said: refused, broken, or closed by the other side */
const char   *tb_half_get_trouble (TbHalf *half);        /* what OpenSSL found wrong, "" when nothing */
TbTranscript *tb_half_end        (TbHalf *half);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbHalf, tb_half_free)

G_END_DECLS
