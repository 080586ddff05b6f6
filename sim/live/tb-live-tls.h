/* tb-live-tls: what a live server speaks: TLS 1.2 and 1.3 with OpenSSL, as strict as our own endpoints, and whom it asks for a certificate. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TbLiveClients:
 * @TB_LIVE_CLIENTS_ASKED: a client may show a certificate; one that does not verify ends the handshake
 * @TB_LIVE_CLIENTS_MUST: a client without a good certificate is refused
 */
typedef enum
{
  TB_LIVE_CLIENTS_ASKED,
  TB_LIVE_CLIENTS_MUST,
} TbLiveClients;

SSL_CTX *tb_live_tls_new (TbIdentity *identity, GPtrArray *anchors, TbLiveClients clients, const char *protocol, GError **error);

G_END_DECLS
