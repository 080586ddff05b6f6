/* tb-enrol-cms: something signed, with the signer's certificates along: a CMS SignedData (RFC 5652 section 5.1) around content of one type.
 *
 * Vouchers, requests for them and evidence of key stores are such messages. Opening one tells that its signer signed it; whether to believe the signer is the
 * reader's business. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TB_ENROL_CMS_MAX_BYTES:
 *
 * The largest message that is read: 64 KiB.
 */
#define TB_ENROL_CMS_MAX_BYTES (64 * 1024)

/**
 * TbEnrolSigned:
 * @content: (owned): what was signed
 * @signer: (owned): whose signature is good
 * @others: (owned) (element-type TbCertificate): what else came along, in no order that means anything
 */
typedef struct
{
  GBytes *content;
  TbCertificate *signer;
  GPtrArray *others;
} TbEnrolSigned;

GBytes  *tb_enrol_cms_sign    (GBytes *content, const char *type, TbIdentity *signer, TbCertificate *root, TbStream *stream, gint64 now_us, GError **error);
gboolean tb_enrol_cms_open    (TbCrypto *crypto, GBytes *message, const char *type, TbEnrolSigned *said, GError **error);
void     tb_enrol_signed_clear (TbEnrolSigned *said);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbEnrolSigned, tb_enrol_signed_clear)

G_END_DECLS
