/* tb-certificate-lint: which rules of lint the certificates of a journal break. What a certificate breaks never changes, so each is looked at once. */
#pragma once

#include "tb-journal.h"
#include "tb-lint.h"

G_BEGIN_DECLS

typedef struct _TbCertificateLint TbCertificateLint;

TbCertificateLint *tb_certificate_lint_new  (TbJournal *journal);
void               tb_certificate_lint_free (TbCertificateLint *lint);
char              *tb_certificate_lint_dup_broken (TbCertificateLint *lint, guint certificate, const char *rules, TbLintSeverity least);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCertificateLint, tb_certificate_lint_free)

G_END_DECLS
