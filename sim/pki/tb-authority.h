/* tb-authority: who vouches. A root and the authorities below it at any depth, and what they issue. */
#pragma once

#include "tb-certificate.h"
#include "tb-certificate-profile.h"

G_BEGIN_DECLS

/**
 * TbIssueTerms:
 * @profile: what the certificate may be used for
 * @not_before_us: unix time in microseconds, whole seconds
 * @not_after_us: likewise
 * @custom: (nullable): a profile that was loaded, instead of @profile
 *
 * What to grant. Both ends are moved inside the issuer's own validity unless the profile says otherwise.
 */
typedef struct
{
  TbCertificateProfile profile;
  gint64 not_before_us;
  gint64 not_after_us;
  const TbIssueProfile *custom;
} TbIssueTerms;

typedef struct _TbAuthority TbAuthority;
typedef struct _TbRequest TbRequest;

TbAuthority   *tb_authority_new_root       (TbCrypto *crypto, const char *common_name, TbKeyAlgorithm algorithm,
                                            gint64 not_before_us, gint64 not_after_us, TbStream *stream, GError **error);
TbAuthority   *tb_authority_new_issuing    (TbAuthority *parent, const char *common_name, TbKeyAlgorithm algorithm,
                                            gint64 not_before_us, gint64 not_after_us, TbStream *stream, GError **error);
TbAuthority   *tb_authority_new_below      (TbAuthority *parent, const char *common_name, TbKeyAlgorithm algorithm, const TbIssueTerms *terms,
                                            TbStream *stream, GError **error);
TbAuthority   *tb_authority_import         (TbIdentity *identity, TbCertificate *root, GError **error);
TbAuthority   *tb_authority_ref            (TbAuthority *authority);
void           tb_authority_unref          (TbAuthority *authority);
TbCertificate *tb_authority_get_certificate (TbAuthority *authority);
GPtrArray     *tb_authority_get_intermediates (TbAuthority *authority);   /* of TbCertificate: itself and those above it, without the root */
TbCertificate *tb_authority_get_root       (TbAuthority *authority);
TbKey         *tb_authority_get_key        (TbAuthority *authority);

TbCertificate *tb_authority_issue          (TbAuthority *authority, GBytes *request, const TbIssueTerms *terms, TbStream *stream, GError **error);
TbCertificate *tb_authority_issue_for      (TbAuthority *authority, const TbRequest *request, const TbIssueTerms *terms, TbStream *stream, GError **error);
TbIdentity    *tb_authority_issue_identity (TbAuthority *authority, TbKeyAlgorithm algorithm, const char *common_name,
                                            const char *const *dns_names, const TbIssueTerms *terms, TbStream *stream, GError **error);
TbIdentity    *tb_authority_issue_factory_identity (TbAuthority *authority, TbKeyAlgorithm algorithm, const char *hardware_type, const char *serial_number,
                                                    const TbIssueTerms *terms, TbStream *stream, GError **error);
TbIdentity    *tb_authority_issue_weak_identity (TbAuthority *authority, TbCertificate *like, const TbIssueTerms *terms, TbStream *stream, GError **error);
TbCertificate *tb_authority_renew          (TbAuthority *authority, TbCertificate *old, TbKey *new_key, const TbIssueTerms *terms, TbStream *stream,
                                            GError **error);
TbCertificate *tb_authority_cross_certify  (TbAuthority *authority, TbCertificate *other, const TbIssueTerms *terms, TbStream *stream, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAuthority, tb_authority_unref)

G_END_DECLS
