/* tb-trust-message: an authority tells whoever trusts it by which root it will be known from now on.
 *
 * A CMS SignedData (RFC 5652) around the new root's certificate, signed with the old root's key: what RFC 4210 section 4.4 calls the new key
 * certified with the old one, and RFC 5934 a trust anchor update, without the rest of those protocols. */
#pragma once

#include "tb-authority.h"

G_BEGIN_DECLS

/**
 * TB_TRUST_MESSAGE_MAX_BYTES:
 *
 * The largest message that is read: 64 KiB.
 */
#define TB_TRUST_MESSAGE_MAX_BYTES (64 * 1024)

GBytes        *tb_trust_message_sign (TbAuthority *signer, TbCertificate *anchor, TbStream *stream, GError **error);
TbCertificate *tb_trust_message_open (TbCrypto *crypto, GBytes *message, GPtrArray *anchors, gint64 unix_us, GError **error);

G_END_DECLS
