/* tb-handshake-digest: everything that the bytes of a handshake depend on, as one digest.
 *
 * tb_handshake_run_with is a function; this is the name of its arguments. Whoever has run a handshake of the same digest before knows what comes of it. */
#pragma once

#include "tb-handshake.h"

G_BEGIN_DECLS

#define TB_HANDSHAKE_DIGEST_BYTES 32

void tb_handshake_digest (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, const TbHandshakeTerms *terms,
                          const TbStream *stream, gint64 unix_us, guint8 digest[TB_HANDSHAKE_DIGEST_BYTES]);

G_END_DECLS
