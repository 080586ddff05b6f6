/* tb-certificate-private: how an authority hands out what it has just made. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TbCertificateFacts:
 * @common_name: of the subject
 * @not_before_us: unix time
 * @not_after_us: unix time
 * @signature_slack_bytes: how much longer the signature could have been
 *
 * What is asked of nearly every certificate; whoever made it knows it without parsing.
 */
typedef struct
{
  const char *common_name;
  gint64 not_before_us;
  gint64 not_after_us;
  guint signature_slack_bytes;
} TbCertificateFacts;

TbCertificate *tb_certificate_new_issued (TbCrypto *crypto, GBytes *der, const TbCertificateFacts *facts);
guint          tb_certificate_slack_of   (gboolean is_ecdsa, gsize signature_bytes);

G_END_DECLS
