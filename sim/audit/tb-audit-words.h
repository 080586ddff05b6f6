/* tb-audit-words: what the lines of a certificate's story say: English, marked for translation, for whoever shows them. */
#pragma once

#include "tb-audit-life.h"

G_BEGIN_DECLS

const char *tb_audit_words_find (const TbAuditMoment *moment);
char       *tb_audit_words_fill (const char *words, const TbAuditMoment *moment, const char *party, const char *why);

G_END_DECLS
