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

/**
 * TbLiveTlsTerms:
 * @identity: what the server proves itself with, a live key
 * @anchors: (element-type TbCertificate): the root of the clients, and authorities below it
 * @clients: what is asked of them
 * @protocol: (nullable): what is spoken inside, by its name for ALPN (RFC 7301); static
 * @is_revoked: (nullable): whether a client's certificate is, which ends the handshake
 * @data: for it; outlives the context
 */
typedef struct
{
  TbIdentity *identity;
  GPtrArray *anchors;
  TbLiveClients clients;
  const char *protocol;
  gboolean (*is_revoked) (TbCertificate *certificate, gpointer data);
  gpointer data;
} TbLiveTlsTerms;

SSL_CTX *tb_live_tls_new (const TbLiveTlsTerms *terms, GError **error);

G_END_DECLS
