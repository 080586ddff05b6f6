/* tb-certificate-private: how an authority hands out what it has just signed, or once did. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

TbCertificate *tb_certificate_new_issued (TbCrypto *crypto, X509 *x509);
TbCertificate *tb_certificate_new_unread (TbCrypto *crypto, GBytes *der, GError **error);
guint          tb_certificate_slack_of   (gboolean is_ecdsa, gsize signature_bytes);
char          *tb_certificate_name_to_text   (const X509_NAME *name);           /* (nullable): RFC 4514 */
char          *tb_certificate_serial_to_text (const ASN1_INTEGER *serial);

G_END_DECLS
