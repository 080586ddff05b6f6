/* tb-pem: the two forms that certificates, keys and requests are kept in as files: PEM text (RFC 7468) and plain DER.
 *
 * How PEM is taken apart is here; what is in it is for tb-load. Writing is here as well. Seeded keys are guessable: whoever lets one out says
 * so. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TB_PEM_MAX_BLOCKS:
 *
 * The most blocks that are read from one text: no bundle of trust anchors in use comes near it.
 */
#define TB_PEM_MAX_BLOCKS 5000

/**
 * TbPemBlock:
 * @label: (owned): what it says it is, such as `CERTIFICATE`
 * @header: (owned): the lines before the data, which only encrypted keys of the old form have; "" mostly
 * @data: (owned): what is in it, DER
 */
typedef struct
{
  char *label;
  char *header;
  GBytes *data;
} TbPemBlock;

gboolean   tb_pem_is_text      (GBytes *bytes);
GPtrArray *tb_pem_read_blocks  (GBytes *text, const char *name, const char *const *labels, GError **error);
void       tb_pem_block_free   (TbPemBlock *block);

GBytes    *tb_pem_write           (const char *label, GBytes *der);
GBytes    *tb_certificates_to_pem (GPtrArray *certificates);
GBytes    *tb_key_to_der          (TbKey *key, GError **error);
GBytes    *tb_key_to_pem          (TbKey *key, const char *passphrase, GError **error);

G_END_DECLS
