/* tb-issue: what a certificate says, and the signature over it.
 *
 * Makes X.509 version 3 certificates (RFC 5280 section 4) with OpenSSL's builders. What is the same in every certificate of an issuer (name,
 * extensions per profile) is made once and shared. Policy is the authority's business. */
#pragma once

#include "tb-authority.h"
#include "tb-key-private.h"
#include "tb-request.h"

G_BEGIN_DECLS

/**
 * TbIssuer:
 *
 * Whoever signs: name, key and what goes with them. Immutable once made; any number of threads may sign at once.
 */
typedef struct _TbIssuer TbIssuer;

TbIssuer *tb_issuer_new               (TbKey *key, const char *common_name);
void      tb_issuer_free              (TbIssuer *issuer);
X509     *tb_issuer_certify           (TbIssuer *issuer, const TbRequest *request, const TbIssueTerms *terms);
X509     *tb_issuer_certify_authority (TbIssuer *issuer, TbIssuer *subject, gint64 not_before_us, gint64 not_after_us);
gboolean  tb_issue_can_tell_time      (gint64 unix_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbIssuer, tb_issuer_free)

G_END_DECLS
