/* tb-scep-private: the attributes' object identifiers and the few things about CMS that the files about SCEP share. */
#pragma once

#include <openssl/cms.h>

#include "tb-certificate.h"

G_BEGIN_DECLS

/* VeriSign's arc, RFC 8894 section 3.2.1; the last is from PKIX. */
#define TB_SCEP_OID_MESSAGE_TYPE    "2.16.840.1.113733.1.9.2"
#define TB_SCEP_OID_PKI_STATUS      "2.16.840.1.113733.1.9.3"
#define TB_SCEP_OID_FAIL_INFO       "2.16.840.1.113733.1.9.4"
#define TB_SCEP_OID_SENDER_NONCE    "2.16.840.1.113733.1.9.5"
#define TB_SCEP_OID_RECIPIENT_NONCE "2.16.840.1.113733.1.9.6"
#define TB_SCEP_OID_TRANSACTION_ID  "2.16.840.1.113733.1.9.7"
#define TB_SCEP_OID_FAIL_INFO_TEXT  "1.3.6.1.5.5.7.24.1"

typedef STACK_OF (X509) TbX509Stack;

CMS_ContentInfo *tb_scep_cms_parse   (TbCrypto *crypto, GBytes *der, int kind);
GBytes          *tb_scep_cms_encode  (CMS_ContentInfo *cms);
TbCertificate   *tb_scep_take_x509   (TbCrypto *crypto, X509 *x509);
GBytes          *tb_scep_take_output (BIO *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_OBJECT, ASN1_OBJECT_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD, EVP_MD_free)

G_END_DECLS
