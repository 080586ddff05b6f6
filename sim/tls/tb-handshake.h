/* tb-handshake: two endpoints in, a transcript out. Real OpenSSL on both sides; no sockets, no clock, nothing left behind. */
#pragma once

#include "tb-certificate.h"
#include "tb-transcript.h"

G_BEGIN_DECLS

/**
 * TbEndpoint:
 *
 * What stays the same for all handshakes of a service, or of all clients with the same policy: trust anchors, own identity,
 * whether it demands a certificate, pinned protocol versions, groups and ciphers. Holds one SSL_CTX. Immutable, counted, shared between threads.
 */
typedef struct _TbEndpoint TbEndpoint;

TbEndpoint   *tb_endpoint_new_server (TbCrypto *crypto, TbIdentity *identity, GPtrArray *anchors, TbStream *stream, GError **error);
TbEndpoint   *tb_endpoint_new_client (TbCrypto *crypto, GPtrArray *anchors, TbStream *stream, GError **error);
TbEndpoint   *tb_endpoint_ref        (TbEndpoint *endpoint);
void          tb_endpoint_unref      (TbEndpoint *endpoint);
gboolean      tb_endpoint_demands_certificate (TbEndpoint *endpoint);

TbTranscript *tb_handshake_run       (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server,
                                      TbStream *stream, gint64 unix_us, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbEndpoint, tb_endpoint_unref)

G_END_DECLS
