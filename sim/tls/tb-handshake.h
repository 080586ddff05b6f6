/* tb-handshake: two endpoints in, a transcript out. Real OpenSSL on both sides; no sockets, no clock, nothing left behind. */
#pragma once

#include "tb-staple.h"

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

/**
 * TB_TICKET_KEY_BYTES:
 *
 * What a server seals its tickets with: a name of 16 bytes, a key of 32 for the tag and one of 32 for AES-256.
 */
#define TB_TICKET_KEY_BYTES 80

/**
 * TbHandshakeTerms:
 * @ticket_key: (nullable): of %TB_TICKET_KEY_BYTES: the server opens tickets sealed with it and gives one when the handshake is done; %NULL: it
 *   gives none and knows none
 * @session: (nullable): what the client was given by an earlier handshake with that server, to resume it (RFC 9846 section 2.2)
 *
 * @evidence: (nullable): what the server goes by when it asks whether the client's certificate was revoked; %NULL: it does not ask
 * @refuses_unknown: whether it refuses a client of whom the evidence says nothing (hard-fail), or lets it in (soft-fail)
 * @staple: (nullable): an OCSP response in DER about the server's certificate, which the server sends along when the client asks for one; one of more
 *   than %TB_STAPLE_MAX_BYTES does not fit and is left out
 * @staple_policy: whether the client asks, and what it makes of the answer or of none
 *
 * What is the case for one handshake, beyond what its endpoints are.
 */
typedef struct
{
  GBytes *ticket_key;
  GBytes *session;
  const TbRevocationEvidence *evidence;
  gboolean refuses_unknown;
  GBytes *staple;
  TbStaplePolicy staple_policy;
} TbHandshakeTerms;

TbTranscript *tb_handshake_run       (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server,
                                      TbStream *stream, gint64 unix_us, GError **error);
TbTranscript *tb_handshake_run_with  (TbEndpoint *client, TbIdentity *client_identity, const char *host, TbEndpoint *server, const TbHandshakeTerms *terms,
                                      TbStream *stream, gint64 unix_us, GBytes **session, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbEndpoint, tb_endpoint_unref)

G_END_DECLS
