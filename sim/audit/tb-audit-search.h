/* tb-audit-search: which entries of a log somebody wants to see: a group of them, and words that all have to be in an entry.
 *
 * What was searched is kept, so that going on in time costs what is new, and going back nothing. One thread at a time; others wait. */
#pragma once

#include "tb-audit-trail.h"

G_BEGIN_DECLS

#define TB_AUDIT_ALL_GROUPS TB_AUDIT_N_GROUPS

typedef struct _TbAuditSearch TbAuditSearch;

/**
 * TbAuditSentenceFunc:
 * @trail: a log
 * @number: of an entry
 *
 * Called on whatever thread searches.
 *
 * Returns: (transfer full): what people read of it
 */
typedef char *(*TbAuditSentenceFunc) (TbAuditTrail *trail, guint number);

TbAuditSearch *tb_audit_search_new   (TbAuditTrail *trail, guint group, const char *text);
TbAuditSearch *tb_audit_search_ref   (TbAuditSearch *search);
void           tb_audit_search_unref (TbAuditSearch *search);
void           tb_audit_search_set_sentence (TbAuditSearch *search, TbAuditSentenceFunc sentence);
GArray        *tb_audit_search_run   (TbAuditSearch *search, guint n_entries, GCancellable *cancellable, GError **error);   /* of guint: numbers, ascending */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAuditSearch, tb_audit_search_unref)

G_END_DECLS
