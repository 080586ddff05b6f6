/* audit-fixture: a run with revoked certificates, and its log. */
#pragma once

#include "tb-audit-file.h"
#include "tb-audit-line.h"
#include "tb-audit-tree.h"
#include "tb-units.h"

G_BEGIN_DECLS

TbAuditTrail *audit_play    (const char *scenario, gint64 until_us, guint n_threads);     /* read to the end */
GString      *audit_export  (TbAuditTrail *trail, gint64 until_us, TbKey *key);          /* what it was at that time */
TbAuditFile  *audit_read    (const char *text, gsize n_bytes);
gboolean      audit_is_good (const char *text, gsize n_bytes);
guint         audit_find    (TbAuditTrail *trail, const char *what, const char *who);     /* number of the first such entry; fails when there is none */
TbKey        *audit_make_key (const char *name);
char         *audit_rewrite (const char *text, TbKey *key);                               /* tree and checkpoint made anew over the lines as they are */

G_END_DECLS
