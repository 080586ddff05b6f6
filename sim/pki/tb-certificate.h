/* tb-certificate: one parsed X.509 certificate with its bytes, and an identity: a key with its chain.
 *
 * Parsed once and shared; immutable, counted, safe to share between threads. */
#pragma once

#include "tb-key.h"

G_BEGIN_DECLS

/**
 * TB_CERTIFICATE_MAX_BYTES:
 *
 * The largest certificate that is read: 1 MiB. TLS lets a whole chain have 100 KiB before it asks.
 */
#define TB_CERTIFICATE_MAX_BYTES (1024 * 1024)

typedef struct _TbCertificate TbCertificate;

TbCertificate *tb_certificate_new_from_der      (TbCrypto *crypto, GBytes *der, GError **error);
TbCertificate *tb_certificate_new_for_x509      (TbCrypto *crypto, X509 *x509);
TbCertificate *tb_certificate_ref               (TbCertificate *certificate);
void           tb_certificate_unref             (TbCertificate *certificate);
GBytes        *tb_certificate_get_der           (TbCertificate *certificate);
X509          *tb_certificate_get_x509          (TbCertificate *certificate);
const char    *tb_certificate_get_subject       (TbCertificate *certificate);   /* RFC 4514 text */
const char    *tb_certificate_get_common_name   (TbCertificate *certificate);
const char    *tb_certificate_get_issuer        (TbCertificate *certificate);
const char    *tb_certificate_get_serial        (TbCertificate *certificate);   /* hex */
GBytes        *tb_certificate_make_spki         (TbCertificate *certificate);   /* SubjectPublicKeyInfo, DER */
char          *tb_certificate_dup_key_id        (TbCertificate *certificate);   /* SHA-256 over the subjectPublicKeyInfo, hex */
gint64         tb_certificate_get_not_before_us (TbCertificate *certificate);   /* unix time; G_MAXINT64 when it tells none */
gint64         tb_certificate_get_not_after_us  (TbCertificate *certificate);   /* G_MININT64 when it tells none */
guint          tb_certificate_get_signature_slack_bytes (TbCertificate *certificate);

/**
 * TbIdentity:
 *
 * What an endpoint proves itself with: a key, its certificate, and the intermediates it sends along.
 */
typedef struct _TbIdentity TbIdentity;

TbIdentity    *tb_identity_new             (TbKey *key, TbCertificate *certificate, GPtrArray *intermediates);
TbIdentity    *tb_identity_new_stolen      (TbCrypto *crypto, TbCertificate *certificate, GPtrArray *intermediates, TbStream *stream, GError **error);
TbIdentity    *tb_identity_ref             (TbIdentity *identity);
void           tb_identity_unref           (TbIdentity *identity);
TbKey         *tb_identity_get_key         (TbIdentity *identity);
TbCertificate *tb_identity_get_certificate (TbIdentity *identity);
GPtrArray     *tb_identity_get_intermediates (TbIdentity *identity);            /* of TbCertificate */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCertificate, tb_certificate_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbIdentity, tb_identity_unref)

G_END_DECLS
