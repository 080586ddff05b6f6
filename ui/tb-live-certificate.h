/* tb-live-certificate: a certificate that the live authority has issued to a real client, and what became of it. A row of lists; knows no server. */
#pragma once

#include "tb-certificate.h"
#include "tb-look.h"

G_BEGIN_DECLS

/**
 * TbLiveFate:
 * @TB_LIVE_FATE_GOOD: as far as the authority knows
 * @TB_LIVE_FATE_HELD: on hold
 * @TB_LIVE_FATE_REVOKED: revoked for good
 */
typedef enum
{
  TB_LIVE_FATE_GOOD,
  TB_LIVE_FATE_HELD,
  TB_LIVE_FATE_REVOKED,
} TbLiveFate;

#define TB_TYPE_LIVE_CERTIFICATE (tb_live_certificate_get_type ())
G_DECLARE_FINAL_TYPE (TbLiveCertificate, tb_live_certificate, TB, LIVE_CERTIFICATE, GObject)

/* Properties: title, serial, until, state, icon-name, sentence (s), css-classes (as). What is said of the state may change. */
TbLiveCertificate *tb_live_certificate_new             (TbCertificate *certificate, TbLiveFate fate);
TbCertificate     *tb_live_certificate_get_certificate (TbLiveCertificate *self);
const char        *tb_live_certificate_get_title       (TbLiveCertificate *self);
const char        *tb_live_certificate_get_serial      (TbLiveCertificate *self);
TbLiveFate         tb_live_certificate_get_fate        (TbLiveCertificate *self);
void               tb_live_certificate_set_fate        (TbLiveCertificate *self, TbLiveFate fate);
const TbLook      *tb_live_certificate_get_look        (TbLiveCertificate *self);     /* at this moment */
char              *tb_live_certificate_dup_state       (TbLiveCertificate *self);     /* likewise, in words */
gboolean           tb_live_certificate_can_revoke      (TbLiveCertificate *self);

G_END_DECLS
