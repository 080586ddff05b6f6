/* tb-endpoint-private: what the handshake sees of an endpoint. */
#pragma once

#include "tb-handshake.h"

G_BEGIN_DECLS

struct _TbEndpoint
{
  gatomicrefcount refs;
  gboolean demands_certificate;
  gboolean identifies_each;     /* a server whose key must be copied for every handshake */

  /* owned */
  SSL_CTX *context;
  TbIdentity *identity;         /* a server's, NULL for clients: each brings its own */

  /* borrowed: lives as long as the process */
  TbCrypto *crypto;
};

gboolean tb_endpoint_identify (SSL *ssl, TbIdentity *identity);
guint    tb_endpoint_get_slack_bytes (TbIdentity *identity);

G_END_DECLS
