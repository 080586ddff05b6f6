/* tb-crl: certificate revocation lists (RFC 5280 section 5): read, asked and made.
 *
 * OpenSSL parses and signs, all but the entries: of those there may be a million, and OpenSSL keeps each as half a dozen objects, so here they
 * stay bytes with an index over them. A list is immutable, counted, and safe to share between threads. Whether a list may be believed is
 * tb-status's business. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TbRevocationReason:
 *
 * CRLReason with the numbers of RFC 5280 section 5.3.1; there is no 7.
 */
typedef enum
{
  TB_REVOCATION_UNSPECIFIED = 0,
  TB_REVOCATION_KEY_COMPROMISE = 1,
  TB_REVOCATION_CA_COMPROMISE = 2,
  TB_REVOCATION_AFFILIATION_CHANGED = 3,
  TB_REVOCATION_SUPERSEDED = 4,
  TB_REVOCATION_CESSATION_OF_OPERATION = 5,
  TB_REVOCATION_CERTIFICATE_HOLD = 6,
  TB_REVOCATION_REMOVE_FROM_CRL = 8,
  TB_REVOCATION_PRIVILEGE_WITHDRAWN = 9,
  TB_REVOCATION_AA_COMPROMISE = 10,
} TbRevocationReason;

const char *tb_revocation_reason_to_code   (TbRevocationReason reason);                 /* "keyCompromise" and so on */
gboolean    tb_revocation_reason_from_code (const char *code, TbRevocationReason *reason);

/**
 * TbRevocation:
 * @serial: serial number in hex, as [func@certificate_get_serial] gives it
 * @revoked_us: since when, unix time in microseconds
 * @reason: why
 *
 * One entry.
 */
typedef struct
{
  const char *serial;
  gint64 revoked_us;
  TbRevocationReason reason;
} TbRevocation;

/**
 * TbCrlTerms:
 * @number: CRL number, from 1, never twice
 * @base_number: of the full list that a delta list is for, -1 for a full list
 * @this_update_us: when it is made, unix time in microseconds, whole seconds
 * @next_update_us: by when there will be a newer one
 * @partition: (nullable): distribution point (a URI) of a list that covers a part only
 * @only: which certificates it covers: %TB_CRL_ALL, or only those of devices or of authorities
 */
typedef enum { TB_CRL_ALL, TB_CRL_ONLY_END_ENTITIES, TB_CRL_ONLY_AUTHORITIES } TbCrlScope;
typedef struct
{
  guint64 number;
  gint64 base_number;
  gint64 this_update_us;
  gint64 next_update_us;
  const char *partition;
  TbCrlScope only;
} TbCrlTerms;

typedef struct _TbCrl TbCrl;

TbCrl      *tb_crl_new_from_bytes      (TbCrypto *crypto, GBytes *pem_or_der, GError **error);
GPtrArray  *tb_crl_read_all            (TbCrypto *crypto, GBytes *pem_or_der, GError **error);                   /* of TbCrl, at least one */
TbCrl      *tb_crl_make                (TbKey *key, TbCertificate *issuer, const TbRevocation *revocations, gsize n_revocations,
                                        const TbCrlTerms *terms, TbStream *stream, GError **error);
TbCrl      *tb_crl_ref                 (TbCrl *crl);
void        tb_crl_unref               (TbCrl *crl);
GBytes     *tb_crl_get_der             (TbCrl *crl);
X509_CRL   *tb_crl_get_x509_crl        (TbCrl *crl);            /* NULL for large lists */
const char *tb_crl_get_issuer          (TbCrl *crl);            /* RFC 4514 text */
const char *tb_crl_get_number          (TbCrl *crl);            /* hex, NULL when it has none */
const char *tb_crl_get_base_number     (TbCrl *crl);            /* hex, NULL for a full list */
gint64      tb_crl_get_this_update_us  (TbCrl *crl);            /* unix time */
gint64      tb_crl_get_next_update_us  (TbCrl *crl);            /* G_MAXINT64 when it does not say */
guint       tb_crl_get_n               (TbCrl *crl);
gboolean    tb_crl_lookup              (TbCrl *crl, TbCertificate *certificate, TbRevocation *revocation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCrl, tb_crl_unref)

G_END_DECLS
