/* tb-hello: what is read in a ClientHello or ServerHello, wherever it is needed (RFC 9846 sections 4.2.2 and 4.2.3). Private to sim/tls. */
#pragma once

#include "tb-cursor.h"

G_BEGIN_DECLS

/* IANA reserves this number for a HelloRetryRequest, which calls itself a ServerHello on the wire; transcripts use it to tell the two apart. */
#define TB_HELLO_RETRY_REQUEST 6

gboolean tb_hello_is_retry          (const guint8 *message, gsize n_bytes);
TbCursor tb_client_hello_extensions (TbCursor *message);
TbCursor tb_server_hello_extensions (TbCursor *message);
TbCursor tb_extension_find          (TbCursor *extensions, guint type);

G_END_DECLS
