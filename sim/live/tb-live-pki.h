/* tb-live-pki: a root and a certificate for either side, made for one live run with keys from the operating system. */
#pragma once

#include "tb-authority.h"

G_BEGIN_DECLS

/**
 * TbLivePki:
 * @root: whom both trust
 * @issuing: who vouches for both
 * @server: the server's key and chain
 * @client: the client's
 *
 * A throwaway PKI: a week, then it is worth nothing.
 */
typedef struct
{
  TbCertificate *root;
  TbCertificate *issuing;
  TbIdentity *server;
  TbIdentity *client;
} TbLivePki;

gboolean tb_live_pki_init  (TbLivePki *pki, TbKeyAlgorithm algorithm, const char *host, gint64 unix_us, GError **error);
void     tb_live_pki_clear (TbLivePki *pki);
gboolean tb_live_pki_write (const TbLivePki *pki, const char *folder, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbLivePki, tb_live_pki_clear)

G_END_DECLS
