/* tb-revocation-sign: what lists and responses both ask of keys and issuers. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

gboolean tb_revocation_is_key_of (TbKey *key, TbCertificate *certificate);
gboolean tb_revocation_hash_key  (TbCrypto *crypto, const char *algorithm, TbCertificate *certificate, guint8 *digest, guint *n_digest);
gboolean tb_revocation_hash_name (TbCrypto *crypto, const char *algorithm, TbCertificate *certificate, guint8 *digest, guint *n_digest);

G_END_DECLS
