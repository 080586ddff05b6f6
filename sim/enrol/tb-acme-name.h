/* tb-acme-name: what ACME certifies, as text and as it stands in certificates: DNS names, wildcards among them, and addresses (RFC 8738). */
#pragma once

#include <openssl/x509v3.h>

#include "tb-crypto.h"

G_BEGIN_DECLS

gboolean       tb_acme_name_is_address   (const char *name);
char          *tb_acme_name_read_address (const char *text);
char          *tb_acme_name_to_reverse   (const char *address);
char          *tb_acme_name_from_general (const GENERAL_NAME *general);

/* For whoever issues: what an order's names and request are in a certificate. */
GENERAL_NAMES *tb_acme_names_to_general  (const char *const *names);
X509_NAME     *tb_acme_names_to_subject  (const char *const *names);
EVP_PKEY      *tb_acme_csr_get_key       (TbCrypto *crypto, GBytes *csr);

G_END_DECLS
