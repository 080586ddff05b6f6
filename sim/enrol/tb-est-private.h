/* What both sides of EST share: media types, bodies in base64, bags of certificates, parts of a multipart body, and requests made like something. */
#pragma once

#include "tb-est.h"
#include "tb-request.h"

#include <openssl/cms.h>

#define TB_EST_PATH         "/.well-known/est/"
#define TB_EST_TYPE_REQUEST "application/pkcs10"
#define TB_EST_TYPE_CERTS   "application/pkcs7-mime"
#define TB_EST_TYPE_ISSUED  "application/pkcs7-mime; smime-type=certs-only"
#define TB_EST_TYPE_ATTRS   "application/csrattrs"
#define TB_EST_TYPE_KEY     "application/pkcs8"
#define TB_EST_TYPE_MIXED   "multipart/mixed"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free)

GBytes    *tb_est_encode            (GBytes *der);
GBytes    *tb_est_decode            (GBytes *text);

GBytes    *tb_est_certs_write       (TbCrypto *crypto, TbCertificate *const *certificates, guint n);
GPtrArray *tb_est_certs_read        (TbCrypto *crypto, GBytes *der, GError **error);

GBytes    *tb_est_attributes_write  (TbKeyAlgorithm algorithm);
gboolean   tb_est_attributes_read   (GBytes *der, TbKeyAlgorithm *algorithm, gboolean *is_told);

GBytes    *tb_est_make_request      (TbKey *key, const X509_NAME *subject, GENERAL_NAMES *names, TbStream *stream);
gboolean   tb_est_same_names        (const TbRequest *request, TbCertificate *certificate);

/**
 * TbEstPart:
 * @media_type: (owned): of the part
 * @body: (owned): as it came
 *
 * One part of a multipart body.
 */
typedef struct
{
  char *media_type;
  GBytes *body;
} TbEstPart;

void       tb_est_part_free         (TbEstPart *part);
GBytes    *tb_est_parts_write       (const TbEstPart *parts, guint n, char **media_type);
GPtrArray *tb_est_parts_read        (GBytes *body, const char *media_type);
