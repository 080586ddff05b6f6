/* tb-pem: the two forms that certificates, keys and requests are kept in as files: PEM text (RFC 7468) and plain DER.
 *
 * What may be in a file and how it is taken apart is here; what it means is for tb-load. Writing is here as well. Seeded keys are guessable:
 * whoever lets one out says so. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TB_PEM_MAX_BLOCKS:
 *
 * The most blocks that are read from one text: no bundle of trust anchors in use comes near it.
 */
#define TB_PEM_MAX_BLOCKS 10000

gboolean   tb_pem_is_text      (GBytes *bytes);
GPtrArray *tb_pem_read_blocks  (GBytes *text, const char *const *labels, GError **error);

GBytes    *tb_pem_write        (const char *label, GBytes *der);
GBytes    *tb_certificates_to_pem (GPtrArray *certificates);
GBytes    *tb_key_to_der       (TbKey *key, GError **error);
GBytes    *tb_key_to_pem       (TbKey *key, const char *passphrase, GError **error);

G_END_DECLS
