/* tb-authority-private: what the files about authorities share: the issuer behind one, and how an order is filled. */
#pragma once

#include "tb-authority.h"
#include "tb-issue.h"

G_BEGIN_DECLS

struct _TbAuthority
{
  gatomicrefcount refs;
  TbCrypto *crypto;             /* borrowed: contexts live as long as the process */
  TbIssuer *issuer;
  TbCertificate *certificate;
  TbCertificate *root;
  GPtrArray *intermediates;     /* empty for a root */
};

const TbIssueProfile *tb_issue_terms_get_profile (const TbIssueTerms *terms);
gboolean              tb_authority_check_validity (gint64 not_before_us, gint64 not_after_us, GError **error);
TbCertificate        *tb_authority_fill          (TbCrypto *crypto, TbIssuer *issuer, TbIssueOrder *order, TbCertificate *issuer_certificate,
                                                  TbStream *stream, GError **error);

G_END_DECLS
