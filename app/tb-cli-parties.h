/* tb-cli-parties: the two who shake hands on the command line, made for one purpose: a good handshake, or one that is refused for a named reason. */
#pragma once

#include "tb-authority.h"
#include "tb-handshake.h"

G_BEGIN_DECLS

/**
 * TbParties:
 * @client: the client's policy
 * @client_identity: (nullable): what the client shows
 * @host: whom the client asks for; static
 * @server: the server
 * @unix_us: when they meet
 */
typedef struct
{
  TbEndpoint *client;
  TbIdentity *client_identity;
  const char *host;
  TbEndpoint *server;
  gint64 unix_us;
} TbParties;

gboolean tb_parties_init         (TbParties *parties, TbKeyAlgorithm algorithm, gboolean is_mutual, const char *refuse, guint64 seed, GError **error);
void     tb_parties_clear        (TbParties *parties);
gboolean tb_parties_knows_reason (const char *reason);
char    *tb_parties_list_reasons (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbParties, tb_parties_clear)

G_END_DECLS
