/* tb-cli-parties: the two who shake hands on the command line, made for one purpose: a good handshake, or one that is refused for a named reason. */
#pragma once

#include "tb-authority.h"
#include "tb-handshake.h"

G_BEGIN_DECLS

/**
 * TbPartiesTerms:
 * @algorithm: of all keys
 * @is_mutual: whether the server demands a certificate
 * @must_staple: whether the server's certificate says that it must staple
 * @refuse: (nullable): the reason for which they must fail; %NULL: they succeed
 * @seed: what all keys are drawn from
 */
typedef struct
{
  TbKeyAlgorithm algorithm;
  gboolean is_mutual;
  gboolean must_staple;
  const char *refuse;
  guint64 seed;
} TbPartiesTerms;

/**
 * TbParties:
 * @crypto: the context; lives as long as the process
 * @client: the client's policy
 * @client_identity: (nullable): what the client shows
 * @host: whom the client asks for; static
 * @server: the server
 * @server_certificate: what it shows
 * @issuing: who issued that
 * @unix_us: when they meet
 */
typedef struct
{
  TbCrypto *crypto;
  TbEndpoint *client;
  TbIdentity *client_identity;
  const char *host;
  TbEndpoint *server;
  TbCertificate *server_certificate;
  TbAuthority *issuing;
  gint64 unix_us;
} TbParties;

gboolean tb_parties_init         (TbParties *parties, const TbPartiesTerms *terms, GError **error);
void     tb_parties_clear        (TbParties *parties);
gboolean tb_parties_knows_reason (const char *reason);
char    *tb_parties_list_reasons (void);
gboolean tb_parties_knows_staple (const char *kind);
gboolean tb_parties_make_staple  (const TbParties *parties, const char *kind, guint64 seed, GBytes **staple, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbParties, tb_parties_clear)

G_END_DECLS
