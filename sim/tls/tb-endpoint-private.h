/* tb-endpoint-private: what the handshake sees of an endpoint. */
#pragma once

#include "tb-handshake.h"

G_BEGIN_DECLS

struct _TbEndpoint
{
  gatomicrefcount refs;
  gboolean demands_certificate;
  gboolean identifies_each;     /* a server whose key must be copied for every handshake */
  gboolean speaks_12;
  gboolean accepts_anyone;

  /* owned */
  SSL_CTX *context;
  TbIdentity *identity;         /* a server's, NULL for clients: each brings its own */
  GBytes *pin;                  /* NULL where nothing is pinned */

  guint8 digest[32];            /* of what it was made from, see tb-handshake-digest */

  /* borrowed: lives as long as the process */
  TbCrypto *crypto;
};

gboolean tb_endpoint_is_datagrams (const TbEndpointPolicy *policy);
gboolean tb_endpoint_apply_policy (SSL_CTX *context, const TbEndpointPolicy *policy);
void     tb_endpoint_keep_policy  (TbEndpoint *endpoint, const TbEndpointPolicy *policy);
void     tb_endpoint_keep_digest  (TbEndpoint *endpoint, const TbEndpointPolicy *policy, GPtrArray *anchors, const TbStream *stream);
int      tb_endpoint_check_pin    (TbEndpoint *endpoint, X509_STORE_CTX *context);
gboolean tb_endpoint_identify (SSL *ssl, TbIdentity *identity);
guint    tb_endpoint_get_slack_bytes (TbIdentity *identity);

G_END_DECLS
