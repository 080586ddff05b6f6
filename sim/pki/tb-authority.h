/* tb-authority: who vouches. A root and the issuing authorities below it, and what they issue. */
#pragma once

#include "tb-certificate.h"

G_BEGIN_DECLS

/**
 * TbCertificateProfile:
 * @TB_PROFILE_DEVICE: client authentication only, as RFC 7925 section 4.4.2 has it
 * @TB_PROFILE_GATEWAY: client and server authentication
 * @TB_PROFILE_SERVICE: server authentication, with DNS names
 *
 * What a certificate may be used for. None carries a subject key identifier (authorities do), all carry the authority key
 * identifier, key usage and extended key usage, and the names as subjectAltName.
 */
typedef enum
{
  TB_PROFILE_DEVICE,
  TB_PROFILE_GATEWAY,
  TB_PROFILE_SERVICE,
  TB_PROFILE_N
} TbCertificateProfile;

/**
 * TbIssueTerms:
 * @profile: what the certificate may be used for
 * @not_before_us: unix time in microseconds, whole seconds
 * @not_after_us: likewise
 */
typedef struct
{
  TbCertificateProfile profile;
  gint64 not_before_us;
  gint64 not_after_us;
} TbIssueTerms;

typedef struct _TbAuthority TbAuthority;

TbAuthority   *tb_authority_new_root       (TbCrypto *crypto, const char *common_name, TbKeyAlgorithm algorithm,
                                            gint64 not_before_us, gint64 not_after_us, TbStream *stream, GError **error);
TbAuthority   *tb_authority_new_issuing    (TbAuthority *parent, const char *common_name, TbKeyAlgorithm algorithm,
                                            gint64 not_before_us, gint64 not_after_us, TbStream *stream, GError **error);
TbAuthority   *tb_authority_ref            (TbAuthority *authority);
void           tb_authority_unref          (TbAuthority *authority);
TbCertificate *tb_authority_get_certificate (TbAuthority *authority);
GPtrArray     *tb_authority_get_intermediates (TbAuthority *authority);   /* of TbCertificate: itself and those above it, without the root */
TbCertificate *tb_authority_get_root       (TbAuthority *authority);
TbCertificate *tb_authority_issue          (TbAuthority *authority, GBytes *request, const TbIssueTerms *terms, TbStream *stream, GError **error);
TbIdentity    *tb_authority_issue_identity (TbAuthority *authority, TbKeyAlgorithm algorithm, const char *common_name,
                                            const char *const *dns_names, const TbIssueTerms *terms, TbStream *stream, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAuthority, tb_authority_unref)

G_END_DECLS
